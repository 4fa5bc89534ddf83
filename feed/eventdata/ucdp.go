package eventdata

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns of the UCDP Georeferenced Event Dataset, by number.
const (
	ucdpID = iota
	ucdpType
	ucdpSideA
	ucdpSideB
	ucdpOffice
	ucdpOriginal
	ucdpWherePrecision
	ucdpWhere
	ucdpAdm1
	ucdpLat
	ucdpLon
	ucdpClarity
	ucdpDatePrecision
	ucdpStart
	ucdpEnd
	ucdpCivilians
	ucdpBest
	ucdpHigh
	ucdpLow
)

// NewUCDP returns the format of the UCDP Georeferenced Event Dataset (GED). It has
// no options.
func NewUCDP(c feed.Config) (feed.Format, error) {
	return dataset{name: "ucdp", source: "UCDP GED", row: ucdp, columns: feed.Columns{
		Names: []string{"id", "type_of_violence", "side_a", "side_b", "source_office", "source_original", "where_prec", "where_description", "adm_1",
			"latitude", "longitude", "event_clarity", "date_prec", "date_start", "date_end", "deaths_civilians", "best", "high", "low"},
		Required: []int{ucdpID, ucdpLat, ucdpLon, ucdpStart, ucdpEnd, ucdpBest},
	}, orders: []string{"id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id," +
		"dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article," +
		"source_office,source_date,source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude," +
		"longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b," +
		"deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"}}.format(c)
}

// ucdp reads one row: an event is a use of armed force with at least one death,
// whose kind of weapon the dataset does not say. So its deaths become a tally, and
// civilians among them an observation. UCDP GED Codebook: where_prec 1 exact, 2
// within 25 km, 3 district, 4 region, 5 along a line, 6 country, 7 beyond;
// date_prec 1 day, 2 two to six days, 3 a week, 4 a month, 5 more.
func ucdp(r *feed.Row) {
	when := span(r)
	id, where := r.Need(ucdpID), r.Text(ucdpWhere)
	best, _ := r.Whole(ucdpBest, 0, 10_000_000)
	if !r.Has(ucdpBest) {
		r.Refuse(ucdpBest, "missing")
	}
	place := round(r, ucdpLat, ucdpLon, grade(r, ucdpWherePrecision, 2_000.0, 25_000, 50_000, 100_000, 100_000, 600_000, 1_000_000), where)
	about := remark(stated(r, "type of violence", ucdpType), stated(r, "between", ucdpSideA), stated(r, "and", ucdpSideB),
		stated(r, "deaths at least", ucdpLow), stated(r, "at most", ucdpHigh), stated(r, "clarity", ucdpClarity))
	civilians, given := r.Whole(ucdpCivilians, 0, 10_000_000)
	lineage := outlets("UCDP GED", remark(r.Text(ucdpOffice), r.Text(ucdpOriginal)))
	if r.Refused() {
		return
	}
	r.Reading.Tallies = append(r.Reading.Tallies, truceline.Tally{
		ID: r.NextID("tally"), Entry: r.Entry().ID, Report: "event " + id, By: "UCDP GED", Metric: "deaths", Area: r.Text(ucdpAdm1),
		When: when, Value: best, Basis: "stated", Note: about,
	})
	if given && civilians > 0 {
		r.Observe(truceline.Observation{Means: truceline.MeansPublic, Kind: truceline.KindCasualty, Subtype: "deaths", Count: people(civilians),
			When: when, Place: place, Lineage: lineage, Remarks: remark("event "+id, about)})
	}
}

// span reads the days within which an event lies, both included.
func span(r *feed.Row) truceline.Interval {
	from, to := ucdpDay(r, ucdpStart), ucdpDay(r, ucdpEnd)
	if to.Before(from) && !r.Refused() {
		r.Refuse(ucdpEnd, "%s is before the start", r.Bytes(ucdpEnd))
	}
	r.Whole(ucdpDatePrecision, 1, 5)
	middle := from.Add(to.Sub(from) / 2)
	return day(middle, halfDay+to.Sub(from)/2)
}

// ucdpDay reads a day, to which some releases add a midnight.
func ucdpDay(r *feed.Row, column int) time.Time {
	b := r.Bytes(column)
	if len(b) > 10 {
		if rest := string(b[10:]); rest == " 00:00:00.000" || rest == " 00:00:00" {
			b = b[:10]
		}
	}
	t, ok := feed.ParseDay(b)
	if !ok {
		r.Refuse(column, "not a day as 2006-01-02: %q", b)
	}
	return t
}
