// Package eventdata reads the published datasets of conflict events that
// researchers put together from the press after the fact: ACLED, UCDP GED and
// VIINA. They are a record to compare with and to train on, by day and by
// settlement at best; a row is one statement by the dataset, whose ancestors are
// the outlets that it names.
//
// Each dataset counts by a codebook of its own. What a code of theirs becomes in
// the taxonomy stands in the README, and a code that has no like there says nothing.
package eventdata

import (
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// dataset is one published dataset: its name, its columns and what a row means.
type dataset struct {
	name    string // of the format
	source  string // where the feed's configuration names none
	columns feed.Columns
	orders  []string // of columns, as published; by them rows under a damaged header are read
	row     func(r *feed.Row)
}

func (d dataset) format(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	if c.Source == "" {
		c.Source = d.source
	}
	for _, order := range d.orders {
		d.columns.Layouts = append(d.columns.Layouts, published(d.columns.Names, order))
	}
	return feed.Rows{Name: d.name, Config: c, Columns: d.columns, Split: feed.SplitRecords, Row: d.row}.Format(), nil
}

// published returns which of our columns stands where in a published order of
// names, -1 for those that are not read.
func published(names []string, order string) []int {
	var at []int
	for name := range strings.SplitSeq(order, ",") {
		at = append(at, slices.Index(names, name))
	}
	return at
}

// day returns the interval of a statement that knows a date only: its noon, and
// how far the true time may lie from it either way.
func day(date time.Time, within time.Duration) truceline.Interval {
	noon := date.Add(12 * time.Hour)
	return truceline.Interval{From: noon, To: noon, Clock: truceline.Clock{Quality: truceline.ClockDay, Error: within}}
}

const (
	halfDay   = 12 * time.Hour
	halfWeek  = 84 * time.Hour
	halfMonth = 16 * 24 * time.Hour
)

// round returns the place of a settlement or district: its point, and the circle
// that holds the happening with 90 % probability.
func round(r *feed.Row, lat, lon int, radius float64, name string) truceline.Place {
	at, given := r.Point(lat, lon)
	if !given && !r.Has(lat) && !r.Has(lon) {
		r.Refuse(lat, "missing")
	}
	return truceline.Place{Shape: truceline.ShapePoint, At: at, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}, Name: name}
}

// outlets returns the ancestors of a row: the dataset, and the outlets that it
// names, each once.
func outlets(dataset, names string) []string {
	all := []string{dataset}
	seen := map[string]bool{dataset: true}
	for name := range strings.FieldsFuncSeq(names, func(c rune) bool { return c == ';' || c == ',' || c == '|' }) {
		if name = strings.TrimSpace(name); name != "" && !seen[name] {
			seen[name] = true
			all = append(all, name)
		}
	}
	return all
}

// remark joins what was stated and has no field of its own.
func remark(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "; ")
}

// stated returns a field with its name before it, empty where it is empty.
func stated(r *feed.Row, name string, column int) string {
	if s := r.Text(column); s != "" {
		return name + " " + s
	}
	return ""
}

// grade returns the value of a field of whole numbers from 1, by a list that
// begins with that of 1. An empty field is the last, the least precise.
func grade[T any](r *feed.Row, column int, values ...T) T {
	n, given := r.Whole(column, 1, len(values))
	if !given {
		n = len(values)
	}
	return values[n-1]
}

// people is a count of persons, of whom at least one.
func people(n int) truceline.Count { return truceline.Count{Least: n, Most: n, Unit: "person"} }
