// Package alerts reads public air-raid alerts in Ukraine: tables with one row for
// each time that an area was under alert, and what the services for programs
// answer or push. An alert is an authority's warning; it
// says that an attack from the air was thought possible there, not that one came.
package alerts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns by number, in the order of the files.
const (
	region = iota
	startedAt
	finishedAt
	subalerts
	minutes
)

func columns() feed.Columns {
	return feed.Columns{
		Names:    []string{"region", "started_at", "finished_at", "n_subalerts", "duration_minutes"},
		Also:     map[string]int{"oblast": region},
		Required: []int{region, startedAt, finishedAt},
		Layouts:  [][]int{{region, startedAt, finishedAt, subalerts, minutes}},
	}
}

// New returns the format of alerts. Option clock_error_s says how far the
// stated times may lie from the true ones, in seconds, 60 if it is not given;
// areas what the mission calls a service's regions, by their number or name.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("clock_error_s", "areas"); err != nil {
		return feed.Format{}, err
	}
	if c.Source == "" {
		c.Source = "alerts"
	}
	clock := truceline.Clock{Quality: truceline.ClockUnknown, Error: time.Minute}
	if s := c.Options["clock_error_s"]; s != "" {
		seconds, err := strconv.ParseFloat(s, 64)
		if err != nil || !(seconds >= 0 && seconds <= 86400) {
			return feed.Format{}, fmt.Errorf("feed %s: clock_error_s is not a number of seconds up to a day: %q: %w", c.Feed, s, truceline.ErrUsage)
		}
		clock.Error = time.Duration(seconds * float64(time.Second))
	}
	named, err := parseAreas(c.Options["areas"])
	if err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: option areas: %w: %w", c.Feed, err, truceline.ErrUsage)
	}
	p := &parser{clock: clock, areas: byName(), named: named, threats: threats()}
	rows := feed.Rows{Name: "alerts", Config: c, Columns: columns(), Row: p.observe}.Format()
	return feed.Format{
		Name: "alerts", Kind: truceline.KindData,
		Split: func(file []byte) []feed.Piece {
			switch {
			case isLog(file):
				return feed.SplitLines(file, feed.LineOptions{NoHeader: true})
			case isJSON(file):
				return feed.SplitNone(file)
			}
			return rows.Split(file)
		},
		Parse: func(e truceline.Entry, needs [][]byte) truceline.Reading {
			if len(needs) == 0 && isJSON(e.Body) {
				return p.parseJSON(c, e)
			}
			return rows.Parse(e, needs)
		},
	}, nil
}

type parser struct {
	clock   truceline.Clock
	areas   map[string]area   // by spelling, see key
	named   map[string]string // IDs of areas by a service's number or name, as the mission says
	threats map[string]string // what the services call them, and what they are
}

// observe reads one alert.
func (p *parser) observe(r *feed.Row) {
	at := p.area(r)
	from, ok := r.Time(startedAt)
	if !ok && !r.Has(startedAt) {
		r.Refuse(startedAt, "missing")
	}
	when := truceline.Interval{From: from, To: from, Open: true, Clock: p.clock}
	if to, ok := r.Time(finishedAt); ok {
		when.To, when.Open = to, false
		if to.Before(from) && !r.Refused() {
			r.Refuse(finishedAt, "%s is before the start", r.Bytes(finishedAt))
		}
	}
	remarks := ""
	if n, ok := r.Whole(subalerts, 1, 1_000_000); ok && n > 1 {
		remarks = "put together from " + strconv.Itoa(n) + " alerts of its parts"
	}
	if stated, ok := r.Number(minutes, 0, 1e8); ok && !when.Open {
		if d := stated - when.Duration().Minutes(); d > 1 || d < -1 {
			disagree := fmt.Sprintf("stated to last %.2f minutes; from start to end it is %.2f", stated, when.Duration().Minutes())
			remarks = strings.TrimPrefix(remarks+"; "+disagree, "; ")
		}
	}
	r.Observe(truceline.Observation{
		Means: truceline.MeansAirAlert, Kind: truceline.KindAirAlert, Count: truceline.One("alert"),
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: at.id, Name: at.name}, When: when, Remarks: remarks,
	})
}

// area returns the area that a row names.
func (p *parser) area(r *feed.Row) area {
	b := r.Bytes(region)
	if len(b) == 0 {
		r.Refuse(region, "missing")
		return area{}
	}
	if a, ok := p.areas[string(b)]; ok { // as in the files: no need to clean it
		return a
	}
	a, ok := p.areas[key(string(b))]
	if !ok {
		r.Refuse(region, "%q is not a region of Ukraine that is known by this name", b)
	}
	return a
}
