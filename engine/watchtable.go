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

// watchPiece asks the ledger about one piece of the line: the ground within half
// its length of its middle.
func (e *Engine) watchPiece(t *truceline.WatchTable, p geo.Piece) truceline.WatchPiece {
	out := truceline.WatchPiece{FromKm: p.FromKm, ToKm: p.ToKm, Middle: p.Middle, Chances: make([]float32, t.Hours)}
	half := (p.ToKm - p.FromKm) * 500
	place := truceline.Place{Shape: truceline.ShapePoint, At: p.Middle, Ellipse: truceline.Ellipse{SemiMajor: half, SemiMinor: half}}
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
