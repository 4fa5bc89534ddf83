package engine

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// LineEffort is how the watching of the contact line was shared between the
// sides, and where it failed for long.
type LineEffort struct {
	Sides []coverage.Effort      `json:"sides"`
	Blind []coverage.BlindWindow `json:"blind_windows"`
}

const (
	// effortDepthKm is how far from the line, on either side's ground, effort is
	// compared.
	effortDepthKm = 3
	// blindChance is the chance of noticing under which a piece counts as blind.
	blindChance = 0.01
)

// LineEffort works out, for one kind over a window, how well each side's ground
// along the contact line was watched, and the stretches of time of at least so
// long in which a piece of it was blind. Nil without a line, and for what is
// seen from orbit.
func (e *Engine) LineEffort(kind truceline.Kind, w truceline.Window, stepKm float64, atLeast time.Duration) *LineEffort {
	d := e.lineOn(w)
	if d == nil || stepKm <= 0 || kind == truceline.KindHeat || kind == truceline.KindAirAlert {
		return nil
	}
	ground := e.grounds.place(d)
	cells := coverage.LineCells(d.cut.Main, stepKm, effortDepthKm, "", "")
	for i := range cells {
		cells[i].Side, _, _ = ground(cells[i].At)
	}
	const each = time.Hour / looksAnHour
	from := w.From.UTC().Truncate(time.Hour)
	strip := e.ledger.Strip(cells, kind)
	looks := strip.Hours(from, each, int(math.Ceil(w.To.Sub(from).Hours()))*looksAnHour)
	sides, order := strip.EffortBySide(looks, each), e.sides()
	slices.SortStableFunc(sides, func(a, b coverage.Effort) int { return slices.Index(order, a.Side) - slices.Index(order, b.Side) })
	return &LineEffort{Sides: sides, Blind: strip.BlindWindows(looks, from, each, atLeast, blindChance)}
}

// lineOn is the map of the window's first day, nil when it has no line.
func (e *Engine) lineOn(w truceline.Window) *day {
	if e.grounds == nil || !w.To.After(w.From) {
		return nil
	}
	d := e.grounds.day(truceline.DateOf(w.From.In(e.grounds.zone)))
	if d == nil || len(d.cut.Main) < 2 {
		return nil
	}
	return d
}
