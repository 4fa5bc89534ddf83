// Package smm reads the table of daily counts of the OSCE Special Monitoring
// Mission to Ukraine: how many ceasefire violations it recorded in a region in a
// reporting day. A count is the monitor's own, and a lower bound, since it grows
// with the patrols and cameras that were up; the single events cannot be told
// apart any more.
package smm

import (
	"fmt"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns by number, in the order of the file.
const (
	report = iota
	issued
	periodStart
	periodEnd
	region
	violations
	explosions
	basis
	note
	url
)

func columns() feed.Columns {
	return feed.Columns{
		Names:    []string{"report", "issued", "period_start_kyiv", "period_end_kyiv", "region", "ceasefire_violations", "explosions", "basis", "note", "url"},
		Required: []int{report, periodStart, periodEnd, region, violations, basis},
		Layouts:  [][]int{{report, issued, periodStart, periodEnd, region, violations, explosions, basis, note, url}},
	}
}

// New returns the format of the table of daily counts. It has no options: the
// times are those of Kyiv.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w", c.Feed, err)
	}
	if c.Source == "" {
		c.Source = "OSCE SMM"
	}
	p := &parser{zone: zone, by: c.Source}
	return feed.Rows{Name: "smm", Config: c, Columns: columns(), Row: p.tally}.Format(), nil
}

type parser struct {
	zone *time.Location
	by   string
}

// tally reads the count of one region in one period.
func (p *parser) tally(r *feed.Row) {
	t := truceline.Tally{
		Report: r.Need(report), By: p.by, Metric: "ceasefire_violations", Area: r.Need(region),
		When:  truceline.Interval{From: p.moment(r, periodStart), To: p.moment(r, periodEnd), Clock: truceline.Clock{Quality: truceline.ClockUnknown}},
		Basis: r.Need(basis), Note: r.Text(note), URL: r.Text(url),
	}
	if !r.Refused() && !t.When.To.After(t.When.From) {
		r.Refuse(periodEnd, "%s is not after the start", r.Bytes(periodEnd))
	}
	switch t.Area {
	case "", "Donetsk", "Luhansk", "both":
	default:
		r.Refuse(region, "%q is not Donetsk, Luhansk or both", t.Area)
	}
	switch t.Basis {
	case "", "stated", "stated_in_next", "derived", "press_quote":
	default:
		r.Refuse(basis, "%q is not stated, stated_in_next, derived or press_quote", t.Basis)
	}
	if r.Has(issued) {
		r.Day(issued)
	}
	if !r.Has(violations) {
		r.Refuse(violations, "missing")
	}
	all, counted := r.Whole(violations, 0, 1_000_000)
	t.Value = all
	if n, given := r.Whole(explosions, 0, 1_000_000); given {
		t.Explosions = &n
		if counted && n > all {
			r.Refuse(explosions, "%d explosions among %d violations", n, t.Value)
		}
	}
	if r.Refused() {
		return
	}
	t.ID, t.Entry = r.NextID("tally"), r.Entry().ID
	r.Reading.Tallies = append(r.Reading.Tallies, t)
}

// moment reads a local time, which must be there and have an hour.
func (p *parser) moment(r *feed.Row, column int) time.Time {
	t, onlyDay, given := r.Local(column, p.zone)
	if onlyDay || !given && !r.Has(column) {
		r.Refuse(column, "no time of day as 2006-01-02T15:04")
	}
	return t
}
