package recount

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// held is from which lower bound on a happening counts as held to have happened,
// and below one minus it, by the upper bound, as held not to have: the figure
// that the shipped agreements use.
const held = 0.8

// Range is a count with what the record leaves open: Least counts only what is
// held to have happened, by a side that is named where that matters; Most also
// what may have.
type Range struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// Result is one record counted under one codebook.
type Result struct {
	Codebook Codebook         `json:"codebook"`
	Window   truceline.Window `json:"window"`
	Rows     []Row            `json:"rows"`
	Whole    Range            `json:"whole"`
	BySide   map[string]Range `json:"by_side"`  // by doer as the codebook tells it; "" where it is not told
	Counted  int              `json:"counted"`  // happenings behind it
	LeftOut  []LeftOut        `json:"left_out"` // the others on record, by reason
	Claims   []Claimed        `json:"claims"`   // that the codebook's owner made, beside it
	Tallies  []string         `json:"tallies,omitempty"`
	// Rest is what of the published total nothing on record can account for, nil
	// where nothing was published about these hours.
	Rest      *ResidualRange `json:"rest,omitempty"`
	happening map[truceline.ID]bool
}

// Row is one category.
type Row struct {
	Category   string `json:"category"`
	Name       string `json:"name"`
	Count      Range  `json:"count"`
	Happenings int    `json:"happenings"`
	Reports    int    `json:"reports"` // statements behind them
	Published  *int   `json:"published,omitempty"`
}

// LeftOut counts the happenings that a codebook does not count.
type LeftOut struct {
	Why        string `json:"why"`
	Happenings int    `json:"happenings"`
}

// Claimed is a claim beside what the record holds of it.
type Claimed struct {
	Claimant string    `json:"claimant"`
	Accused  string    `json:"accused"`
	Metric   string    `json:"metric"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Value    float64   `json:"value"`
	Words    string    `json:"qualifier,omitempty"`
	Matched  Range     `json:"matched"` // on record in its hours, in its categories
	// Residual is what of the claim nothing on record can account for; below 0 the
	// record holds more than was claimed.
	Residual ResidualRange `json:"residual"`
	Source   string        `json:"source,omitempty"`
}

// ResidualRange is a claim less what is on record: Least by all that may have
// happened, Most by what is held to have.
type ResidualRange struct {
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
}

// residual is what of a claim a count does not account for.
func residual(claim float64, on Range) ResidualRange {
	return ResidualRange{Least: claim - float64(on.Most), Most: claim - float64(on.Least)}
}

// Count counts a record under a codebook. Only what began in the run's window
// counts. The days of place_day are those of the mission's zone.
func Count(rec truceline.Record, c Codebook) Result {
	zone, err := time.LoadLocation(rec.Run.MissionZone)
	if err != nil {
		zone = time.UTC
	}
	if p := c.Published; p != nil && !p.About(rec.Run.Window) {
		c.Published = nil // of other hours, and says nothing here
	}
	l := ledger{rec: rec, c: c, zone: zone, named: namedSides(rec)}
	l.read()
	r := Result{Codebook: c, Window: rec.Run.Window, BySide: map[string]Range{}, happening: map[truceline.ID]bool{}}
	left := map[string]int{}
	var all []*counted
	for k := range l.happenings {
		n := &l.happenings[k]
		if why := n.leftOut(rec.Run.Window); why != "" {
			left[why]++
			continue
		}
		all = append(all, n)
		r.happening[n.id] = true
	}
	r.Counted, r.Whole = len(all), l.sum(all)
	if p := c.Published; p != nil {
		rest := residual(float64(p.Total), r.Whole)
		r.Rest = &rest
	}
	for k, cat := range c.Categories {
		of := within(all, func(n *counted) bool { return n.category == k })
		row := Row{Category: cat.ID, Name: cat.Name, Count: l.sum(of), Happenings: len(of)}
		for _, n := range of {
			row.Reports += n.reports
		}
		if c.Published != nil {
			if p, ok := c.Published.Parts[cat.ID]; ok {
				row.Published = &p
			}
		}
		r.Rows = append(r.Rows, row)
	}
	for _, n := range all {
		if _, done := r.BySide[n.side]; !done {
			r.BySide[n.side] = l.sum(within(all, func(m *counted) bool { return m.side == n.side }))
		}
	}
	for _, why := range reasons() {
		if left[why] > 0 {
			r.LeftOut = append(r.LeftOut, LeftOut{why, left[why]})
		}
	}
	r.Claims, r.Tallies = l.claims(), l.tallies()
	return r
}

// Why a happening on record is not counted, in the order in which it is asked.
const (
	whyGone   = "no observation supports it any more: it turned out to be the same as another"
	whyHours  = "it did not begin in the hours of the record"
	whyKind   = "of a kind that the codebook does not count"
	whyNot    = "held not to have happened"
	whyExempt = "taken by its source for an exercise, demining or the like"
	whyPlace  = "its place is not known to a point"
	whyMeans  = "noticed by other means than the codebook takes"
	whyOwn    = "the doing of the side whose count it is"
)

func reasons() []string {
	return []string{whyGone, whyHours, whyKind, whyNot, whyExempt, whyPlace, whyMeans, whyOwn}
}

// ledger is the record as one codebook reads it.
type ledger struct {
	rec        truceline.Record
	c          Codebook
	zone       *time.Location
	named      map[truceline.ID]string
	happenings []counted // each read once, for the count and for every claim
}

// read reads every happening on record by the codebook.
func (l *ledger) read() {
	l.happenings = make([]counted, len(l.rec.Incidents))
	for k := range l.rec.Incidents {
		l.happenings[k] = l.count(&l.rec.Incidents[k])
	}
}

// counted is one happening as the codebook counts it.
type counted struct {
	id       truceline.ID
	from     time.Time
	why      string // it does not count, whenever it was; empty: it does
	category int
	count    Range
	side     string // the doer as the codebook tells it; empty: not told
	cell     [2]int
	day      string
	reports  int
}

// namedSides are the sides that findings name for happenings.
func namedSides(rec truceline.Record) map[truceline.ID]string {
	named := map[truceline.ID]string{}
	for _, f := range rec.Findings {
		if f.Subject.Kind == truceline.SubjectIncident && f.Attribution.Side != "" {
			named[f.Subject.ID] = f.Attribution.Side
		}
	}
	return named
}

// leftOut says why a happening does not count in some hours; empty: it does.
func (n *counted) leftOut(w truceline.Window) string {
	if n.why != whyGone && !w.Contains(n.from) {
		return whyHours
	}
	return n.why
}

// count says what one happening counts for, or why it does not.
func (l *ledger) count(i *truceline.Incident) counted {
	n := counted{id: i.ID, from: i.When.From}
	if n.why = l.unread(i, &n); n.why != "" {
		return n
	}
	n.count = Range{1, 1}
	if l.c.One == OneUnit {
		n.count = Range{max(1, i.Count.Least), max(1, i.Count.Least, i.Count.Most)}
	}
	if i.Exists.Low < held || l.c.Party != "" && n.side == "" {
		n.count.Least = 0
	}
	if l.c.One == OnePlaceDay {
		n.cell, n.day = l.cell(i.Place.At), i.When.From.In(l.zone).Format(time.DateOnly)
	}
	n.reports = len(i.Observations)
	return n
}

// unread says why a happening does not count at any hour, and otherwise of which
// category and whose doing it is.
func (l *ledger) unread(i *truceline.Incident, n *counted) string {
	if len(i.Observations) == 0 {
		return whyGone
	}
	n.category = slices.IndexFunc(l.c.Categories, func(k Category) bool { return k.speaksOf(i) })
	n.side = l.doer(i)
	switch {
	case n.category < 0:
		return whyKind
	case i.Exists.High <= 1-held:
		return whyNot
	case i.Exempt != "" && !l.c.Exempt:
		return whyExempt
	case (l.c.KnownPlaces || l.c.One == OnePlaceDay) && i.Place.Shape != truceline.ShapePoint:
		return whyPlace
	case !noticed(l.c.Categories[n.category].Means, i.Means):
		return whyMeans
	case l.c.Party != "" && n.side == l.c.Party:
		return whyOwn
	}
	return ""
}

// speaksOf reports whether a category is about a happening.
func (k Category) speaksOf(i *truceline.Incident) bool {
	if !slices.Contains(k.Kinds, i.Kind) {
		return false
	}
	return len(k.Of) == 0 || slices.ContainsFunc(i.Weapons, func(w string) bool { return slices.Contains(k.Of, w) })
}

func noticed(asked, by []truceline.Means) bool {
	return len(asked) == 0 || slices.ContainsFunc(by, func(m truceline.Means) bool { return slices.Contains(asked, m) })
}

// doer is who did it, as the codebook tells it.
func (l *ledger) doer(i *truceline.Incident) string {
	switch {
	case l.c.Who == WhoNamed:
		return l.named[i.ID]
	case l.c.Who != WhoGround || i.Ground == nil:
		return ""
	case i.Direction == truceline.DirectionOutgoing:
		return i.Ground.Side
	case i.Direction == truceline.DirectionImpact:
		for _, p := range l.rec.Run.Agreement.Parties {
			if p.ID != i.Ground.Side && len(l.rec.Run.Agreement.Parties) == 2 {
				return p.ID
			}
		}
	}
	return ""
}

// cell is the square that a point lies in: rows of equal height, and columns
// that are as wide in the middle of their row.
func (l *ledger) cell(at truceline.Point) [2]int {
	const kmPerDegree = 111.195 // of a great circle on the mean radius of the Earth, 6371 km
	high := l.c.CellKm / kmPerDegree
	row := math.Floor(at.Lat / high)
	wide := high / max(math.Cos((row+0.5)*high*math.Pi/180), 0.01)
	return [2]int{int(row), int(math.Floor(at.Lon / wide))}
}

// sum adds up what counts, or counts squares and days.
func (l *ledger) sum(all []*counted) (r Range) {
	if l.c.One != OnePlaceDay {
		for _, n := range all {
			r.Least, r.Most = r.Least+n.count.Least, r.Most+n.count.Most
		}
		return r
	}
	type one struct {
		category int
		side     string
		cell     [2]int
		day      string
	}
	sure, any := map[one]bool{}, map[one]bool{}
	for _, n := range all {
		key := one{n.category, n.side, n.cell, n.day}
		any[key] = true
		if n.count.Least > 0 {
			sure[key] = true
		}
	}
	return Range{len(sure), len(any)}
}

func within(all []*counted, keep func(*counted) bool) (some []*counted) {
	for _, n := range all {
		if keep(n) {
			some = append(some, n)
		}
	}
	return some
}

// claims are those of the codebook's owner, each beside what is on record in its
// own hours. They are told of, never added to anything.
func (l *ledger) claims() []Claimed {
	out := []Claimed{}
	for _, claim := range l.rec.Claims {
		if l.c.Party == "" || claim.Side != l.c.Party || claim.Value == nil {
			continue
		}
		of := l.about(claim.Metric)
		if of == nil {
			continue
		}
		window := truceline.Window{From: claim.When.From, To: claim.When.To}
		if claim.When.Open || !window.From.Before(window.To) {
			window.To = l.rec.Run.Window.To
		}
		var on []*counted
		for k := range l.happenings {
			if n := &l.happenings[k]; n.why == "" && window.Contains(n.from) && slices.Contains(of, n.category) {
				on = append(on, n)
			}
		}
		c := Claimed{Claimant: claim.Claimant, Accused: claim.Accused, Metric: claim.Metric, From: window.From, To: window.To,
			Value: *claim.Value, Words: claim.Qualifier, Matched: l.sum(on), Source: claim.URL}
		c.Residual = residual(c.Value, c.Matched)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Claimed) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To), strings.Compare(a.Metric, b.Metric))
	})
	return out
}

// about are the categories that a claim's metric sums up; nil when the codebook
// does not know the metric.
func (l *ledger) about(metric string) (of []int) {
	for k, cat := range l.c.Categories {
		if slices.Contains(l.c.Total, metric) || slices.Contains(cat.Claim, metric) {
			of = append(of, k)
		}
	}
	return of
}

// tallies sums a monitor's own counts on record. Single happenings cannot be
// told apart in them, so they cannot be counted again; they stand beside.
func (l *ledger) tallies() []string {
	type whose struct{ by, metric string }
	sum, n := map[whose]int{}, map[whose]int{}
	for _, t := range l.rec.Tallies {
		if t.When.Overlap(l.rec.Run.Window.From, l.rec.Run.Window.To) > 0 {
			sum[whose{t.By, t.Metric}] += t.Value
			n[whose{t.By, t.Metric}]++
		}
	}
	var out []string
	for w, total := range sum {
		out = append(out, fmt.Sprintf("%s counted %d %s itself, in %d of its rows; single happenings cannot be told apart in them, so they are not counted again.",
			w.by, total, strings.ReplaceAll(w.metric, "_", " "), n[w]))
	}
	slices.Sort(out)
	return out
}
