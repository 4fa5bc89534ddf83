package eventdata

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns of VIINA's file of events by day, by number. The labels follow.
const (
	viinaID = iota
	viinaDate
	viinaReports
	viinaSources
	viinaName
	viinaLat
	viinaLon
	viinaPrecision
	viinaRussia
	viinaUkraine
	viinaLabels // the first label
)

// label is one of VIINA's labels of tactics, and the kind that it becomes.
type label struct {
	column  string
	kind    truceline.Kind
	subtype string
}

// labels returns the labels that have a like in the taxonomy. A drone that is only
// mentioned is a presence, not an attack.
func labels() []label {
	return []label{
		{"t_artillery_b", truceline.KindIndirectFire, "artillery"}, {"t_airstrike_b", truceline.KindLongRange, "air strike"},
		{"t_uav_b", truceline.KindAerial, "drone"}, {"t_armor_b", truceline.KindDirectFire, "armour"}, {"t_firefight_b", truceline.KindSmallArms, "firefight"},
		{"t_ied_b", truceline.KindExplosion, "explosive device"}, {"t_raid_b", truceline.KindSabotage, "raid"}, {"t_occupy_b", truceline.KindPosition, "occupation"},
		{"t_control_b", truceline.KindPosition, "control"}, {"t_property_b", truceline.KindDamage, "property"}, {"t_hospital_b", truceline.KindDamage, "hospital"},
		{"t_civcas_b", truceline.KindCasualty, "civilian casualties"}, {"t_cyber_b", truceline.KindDigital, "cyber"},
	}
}

// NewVIINA returns the format of VIINA's events by day (event_1pd: reports of the
// same tactic, actor, settlement and day taken together). It has no options.
func NewVIINA(c feed.Config) (feed.Format, error) {
	all := labels()
	names := []string{"event_id_1pd", "date", "n_reports", "sources", "asciiname", "latitude", "longitude", "geo_precision", "a_rus_b", "a_ukr_b"}
	for _, l := range all {
		names = append(names, l.column)
	}
	return dataset{name: "viina", source: "VIINA", row: viina(all), columns: feed.Columns{
		Names: names, Required: []int{viinaID, viinaDate, viinaLat, viinaLon, viinaLabels},
	}, orders: []string{"viina_version,event_id_1pd,date,n_reports,event_ids,sources,geonameid,feature_code,asciiname,ADM1_NAME,ADM1_CODE," +
		"ADM2_NAME,ADM2_CODE,longitude,latitude,geo_precision,t_mil_b,a_rus_b,a_ukr_b,a_rus_init_b,a_ukr_init_b,a_civ_b,a_other_b,t_aad_b," +
		"t_airstrike_b,t_airalert_b,t_uav_b,t_armor_b,t_arrest_b,t_artillery_b,t_control_b,t_firefight_b,t_ied_b,t_raid_b,t_occupy_b," +
		"t_property_b,t_cyber_b,t_hospital_b,t_milcas_b,t_civcas_b,t_retreat_b,t_loc_b,t_san_b,tid"}}.format(c)
}

// viina returns what reads one row: an observation for each label that is set.
func viina(all []label) func(r *feed.Row) {
	return func(r *feed.Row) {
		o := truceline.Observation{
			Means: truceline.MeansPublic, When: day(viinaDay(r), halfDay),
			Place:   round(r, viinaLat, viinaLon, viinaRadius(r), r.Text(viinaName)),
			Lineage: outlets("VIINA", r.Text(viinaSources)),
			Remarks: remark(stated(r, "event", viinaID), stated(r, "reports", viinaReports), involved(r, "Russian forces", viinaRussia), involved(r, "Ukrainian forces", viinaUkraine)),
		}
		set := make([]bool, len(all))
		for i := range all {
			n, _ := r.Whole(viinaLabels+i, 0, 1)
			set[i] = n == 1
		}
		for i, l := range all {
			if !set[i] {
				continue
			}
			info, _ := truceline.KindNamed(l.kind)
			o.Kind, o.Subtype, o.Count = l.kind, l.subtype, truceline.Count{Least: 1, Unit: info.Unit}
			r.Observe(o)
		}
	}
}

// involved says that a side's forces are labelled as part of it. Who did it to
// whom the label does not say.
func involved(r *feed.Row, who string, column int) string {
	if n, _ := r.Whole(column, 0, 1); n == 1 {
		return who + " involved"
	}
	return ""
}

// viinaRadius is how far from the point the happening may lie, by how the report
// was geocoded.
func viinaRadius(r *feed.Row) float64 {
	switch b := r.Bytes(viinaPrecision); string(b) {
	case "STREET":
		return 1_000
	case "ADM3":
		return 5_000
	case "ADM2":
		return 30_000
	case "ADM1", "":
		return 100_000
	default:
		r.Refuse(viinaPrecision, "%q is none of STREET, ADM3, ADM2, ADM1", b)
		return 0
	}
}

// viinaDay reads a day as 20260919.
func viinaDay(r *feed.Row) time.Time {
	b := r.Bytes(viinaDate)
	t, err := time.Parse("20060102", string(b))
	if err != nil || t.Year() < 1900 || t.Year() > 2150 {
		r.Refuse(viinaDate, "not a day as 20060102: %q", b)
		return time.Time{}
	}
	return t
}
