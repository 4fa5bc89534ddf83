package engine

import (
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// WatchTable works out how well each piece of the contact line was watched for a
// kind of happening, hour by hour over a window. The line is that of the window's
// first day; pieces are stepKm long, the last one shorter. Nil when the record
// has no line, or the window no hour.
func (e *Engine) WatchTable(kind truceline.Kind, w truceline.Window, stepKm float64) *truceline.WatchTable {
	if e.grounds == nil || !w.To.After(w.From) || stepKm <= 0 {
		return nil
	}
	day := e.grounds.day(truceline.DateOf(w.From.In(e.grounds.zone)))
	if day == nil || len(day.cut.Main) < 2 {
		return nil
	}
	from := w.From.UTC().Truncate(time.Hour)
	t := &truceline.WatchTable{Kind: kind, LineAsOf: day.cut.AsOf, From: from, Hours: int(math.Ceil(w.To.Sub(from).Hours()))}
	for _, p := range geo.Cut(day.cut.Main, stepKm) {
		t.Pieces = append(t.Pieces, e.watchPiece(t, p))
	}
	return t
}

// watchPiece asks the ledger about the middle of one piece of the line.
func (e *Engine) watchPiece(t *truceline.WatchTable, p geo.Piece) truceline.WatchPiece {
	out := truceline.WatchPiece{FromKm: p.FromKm, ToKm: p.ToKm, Middle: p.Middle, Chances: make([]float32, t.Hours)}
	place := truceline.Place{Shape: truceline.ShapePoint, At: p.Middle}
	states := make([]byte, t.Hours)
	for hour := range t.Hours {
		begin := t.From.Add(time.Duration(hour) * time.Hour)
		when := truceline.Interval{From: begin, To: begin.Add(time.Hour)}
		states[hour] = truceline.WatchLetter(e.ledger.Query(place, when, t.Kind).State)
		out.Chances[hour] = float32(e.ledger.Noticing(place, when, t.Kind).AtLeast(1))
	}
	out.States = string(states)
	return out
}

// keptStepKm is the length of the pieces of the tables that a record keeps.
const keptStepKm = 10

// coverage works out the tables that a record keeps: over the run's window, for
// each kind that a clause of the agreement speaks of, in the taxonomy's order.
func (e *Engine) coverage() []truceline.WatchTable {
	window := e.config.Run.Window
	if window.To.IsZero() || window.To.After(e.now) {
		window.To = e.now
	}
	agreed := map[truceline.Kind]bool{}
	for _, c := range e.config.Run.Agreement.Clauses {
		for _, k := range c.Kinds {
			agreed[k] = true
		}
	}
	var out []truceline.WatchTable
	for _, k := range truceline.Kinds() {
		if !agreed[k.Kind] {
			continue
		}
		if t := e.WatchTable(k.Kind, window, keptStepKm); t != nil {
			out = append(out, *t)
		}
	}
	return out
}
