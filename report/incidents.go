package report

import (
	"slices"

	"github.com/truceline/truceline"
)

// Incidents counts what began in the windows, by kind, by whose ground it lay
// on, by distance from the line, and by whether the place is always hot.
type Incidents struct {
	Inside int           `json:"inside"`
	Before *int          `json:"before"` // nil: nothing is compared
	Rows   []IncidentRow `json:"rows"`
}

// IncidentRow is one combination that occurs.
type IncidentRow struct {
	Kind     truceline.Kind `json:"kind"`
	Name     string         `json:"name"`
	Side     string         `json:"side"`     // ground held by; "not certain" or "not known"
	Band     string         `json:"band"`     // distance from the contact line
	Standing bool           `json:"standing"` // a place that is always hot
	Inside   int            `json:"inside"`
	Before   int            `json:"before"`
	// Effort is how well the kind was watched in the window, anywhere, in words, and
	// EffortBefore the same of the hours compared with.
	Effort       string `json:"effort"`
	EffortBefore string `json:"effort_before,omitempty"`
}

// sureOfSide is how probable a side must be for an incident to be booked as
// lying on its ground. What lies closer to the line than its ellipse is wide is
// booked on neither.
const sureOfSide = 0.9

const (
	notKnown   = "not known"
	notCertain = "not certain"
)

func (b *builder) incidents() Incidents {
	out := Incidents{Rows: []IncidentRow{}}
	if b.before != nil {
		out.Before = ptr(0)
	}
	for _, i := range b.rec.Incidents {
		in, earlier := b.inside.Contains(i.When.From), b.before != nil && b.before.Contains(i.When.From)
		if !in && !earlier {
			continue
		}
		row := b.incidentRow(i)
		at := slices.IndexFunc(out.Rows, func(r IncidentRow) bool {
			return r.Kind == row.Kind && r.Side == row.Side && r.Band == row.Band && r.Standing == row.Standing
		})
		if at < 0 {
			at = len(out.Rows)
			out.Rows = append(out.Rows, row)
		}
		if in {
			out.Rows[at].Inside++
			out.Inside++
		} else {
			out.Rows[at].Before++
			*out.Before++
		}
	}
	slices.SortFunc(out.Rows, b.compareRows)
	for n := range out.Rows { // those of one kind lie together, and have one effort
		r := &out.Rows[n]
		if n > 0 && r.Kind == out.Rows[n-1].Kind {
			r.Effort, r.EffortBefore = out.Rows[n-1].Effort, out.Rows[n-1].EffortBefore
			continue
		}
		r.Effort = b.effortWords(b.inside, r.Kind, b.stateOf(b.inside, r.Kind))
		if b.before != nil {
			r.EffortBefore = b.effortWords(*b.before, r.Kind, b.stateOf(*b.before, r.Kind))
		}
	}
	return out
}

func (b *builder) incidentRow(i truceline.Incident) IncidentRow {
	info, _ := truceline.KindNamed(i.Kind)
	r := IncidentRow{Kind: i.Kind, Name: info.Name, Standing: i.Standing != nil, Side: notKnown, Band: notKnown}
	if g := i.Ground; g != nil {
		r.Band = g.Band
		r.Side = notCertain
		if g.Certain >= sureOfSide && g.Side != "" {
			r.Side = g.Side
		}
	}
	return r
}

// compareRows orders by the taxonomy, the order of the parties, and distance.
func (b *builder) compareRows(x, y IncidentRow) int {
	kind := func(k truceline.Kind) int {
		return slices.IndexFunc(truceline.Kinds(), func(i truceline.KindInfo) bool { return i.Kind == k })
	}
	names, _ := truceline.DistanceBands()
	band := func(s string) int {
		if i := slices.Index(names, s); i >= 0 {
			return i
		}
		return len(names)
	}
	side := func(s string) int {
		if s == notKnown {
			return 1000
		}
		return b.sideOrder(s)
	}
	for _, c := range []int{kind(x.Kind) - kind(y.Kind), side(x.Side) - side(y.Side), band(x.Band) - band(y.Band)} {
		if c != 0 {
			return c
		}
	}
	if x.Standing != y.Standing && y.Standing {
		return -1
	}
	return 1
}
