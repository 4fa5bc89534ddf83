package engine

import (
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

// WatchTable works out how well each piece of the contact line was watched for a
// kind of happening, hour by hour over a window. The line is that of the window's
// first day; pieces are stepKm long, the last one shorter. Nil when the record
// has no line, or the window no hour.
func (e *Engine) WatchTable(kind truceline.Kind, w truceline.Window, stepKm float64) *truceline.WatchTable {
	day := e.lineOn(w)
	if day == nil || stepKm <= 0 {
		return nil
	}
	from := w.From.UTC().Truncate(time.Hour)
	t := &truceline.WatchTable{Kind: kind, LineAsOf: day.cut.AsOf, From: from, Hours: int(math.Ceil(w.To.Sub(from).Hours()))}
	pieces := geo.Cut(day.cut.Main, stepKm)
	if kind == truceline.KindHeat || kind == truceline.KindAirAlert {
		for _, p := range pieces { // seen from orbit or told by areas, which a strip does not hold
			t.Pieces = append(t.Pieces, e.askPiece(t, p))
		}
		return t
	}
	cells := make([]coverage.StripCell, len(pieces))
	for i, p := range pieces {
		cells[i] = coverage.StripCell{FromKm: p.FromKm, ToKm: p.ToKm, At: p.Middle}
	}
	for i, looks := range e.ledger.Strip(cells, kind).Hours(t.From, time.Hour/looksAnHour, t.Hours*looksAnHour) {
		t.Pieces = append(t.Pieces, watchPiece(pieces[i], looks))
	}
	return t
}

// looksAnHour is into how many parts an hour is cut: it was watched only when
// each of them was.
const looksAnHour = 4

// watchPiece puts the parts of hours together.
func watchPiece(p geo.Piece, looks []coverage.Cell) truceline.WatchPiece {
	out := truceline.WatchPiece{FromKm: p.FromKm, ToKm: p.ToKm, Middle: p.Middle, Chances: make([]float32, len(looks)/looksAnHour)}
	states := make([]byte, len(out.Chances))
	for hour := range states {
		parts, chance := map[truceline.Watching]int{}, 0.0
		for _, c := range looks[hour*looksAnHour:][:looksAnHour] {
			chance += c.Chance / looksAnHour
			if c.State == truceline.Blind && c.NotKnown {
				c.State = truceline.NotKnown
			}
			parts[c.State]++
		}
		out.Chances[hour] = rounded(chance)
		switch {
		case parts[truceline.Watched] == looksAnHour:
			states[hour] = truceline.WatchLetter(truceline.Watched)
		case parts[truceline.Watched]+parts[truceline.PartlyWatched] > 0:
			states[hour] = truceline.WatchLetter(truceline.PartlyWatched)
		case parts[truceline.NotKnown] > 0:
			states[hour] = truceline.WatchLetter(truceline.NotKnown)
		default:
			states[hour] = truceline.WatchLetter(truceline.Blind)
		}
	}
	out.States = string(states)
	return out
}

// rounded keeps three decimals, which is more than is known.
func rounded(chance float64) float32 { return float32(math.Round(chance*1000) / 1000) }

// askPiece asks the ledger about the middle of one piece, hour by hour.
func (e *Engine) askPiece(t *truceline.WatchTable, p geo.Piece) truceline.WatchPiece {
	out := truceline.WatchPiece{FromKm: p.FromKm, ToKm: p.ToKm, Middle: p.Middle, Chances: make([]float32, t.Hours)}
	place := truceline.Place{Shape: truceline.ShapePoint, At: p.Middle}
	states := make([]byte, t.Hours)
	for hour := range t.Hours {
		begin := t.From.Add(time.Duration(hour) * time.Hour)
		when := truceline.Interval{From: begin, To: begin.Add(time.Hour)}
		states[hour] = truceline.WatchLetter(e.ledger.State(place, when, t.Kind))
		out.Chances[hour] = rounded(e.ledger.Noticing(place, when, t.Kind).AtLeast(1))
	}
	out.States = string(states)
	return out
}

// keptStepKm is the length of the pieces of the tables that a record keeps.
const keptStepKm = 5

// coverage works out the tables that a record keeps: over the run's window, for
// each kind that a clause of the agreement speaks of, in the taxonomy's order.
func (e *Engine) coverage(pause func()) []truceline.WatchTable {
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
		pause()
		if t := e.WatchTable(k.Kind, window, keptStepKm); t != nil {
			out = append(out, *t)
		}
	}
	return out
}
