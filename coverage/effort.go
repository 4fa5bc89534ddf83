package coverage

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// BlindWindow is a stretch of time in which a piece of the line was watched by
// nobody, or so badly that it comes to the same.
type BlindWindow struct {
	FromKm float64          `json:"from_km"`
	ToKm   float64          `json:"to_km"`
	Side   string           `json:"side,omitempty"`
	When   truceline.Window `json:"when"`
	Cause  truceline.Cause  `json:"cause,omitempty"` // where one is stated
}

// BlindWindows returns, of cells worked out by [Strip.Hours] from a moment on,
// every stretch of at least so long in which the chance of noticing an event
// stayed under a floor, in order of the cells and of time.
func (s *Strip) BlindWindows(cells [][]Cell, from time.Time, each, atLeast time.Duration, floor float64) []BlindWindow {
	var out []BlindWindow
	for i, row := range cells {
		for first := 0; first < len(row); first++ {
			if row[first].Chance >= floor {
				continue
			}
			last := first + 1
			for last < len(row) && row[last].Chance < floor {
				last++
			}
			if time.Duration(last-first)*each >= atLeast {
				c := s.cells[i]
				out = append(out, BlindWindow{FromKm: c.FromKm, ToKm: c.ToKm, Side: c.Side, Cause: row[first].Cause,
					When: truceline.Window{From: from.Add(time.Duration(first) * each), To: from.Add(time.Duration(last) * each)}})
			}
			first = last
		}
	}
	return out
}

// Effort is how much of a side's part of the line was watched.
type Effort struct {
	Side    string  `json:"side"`
	KmHours float64 `json:"km_hours"` // of line and time asked about
	Watched float64 `json:"watched"`  // of these, each weighted with the chance that an event is noticed
}

// Share is the mean chance that an event on the side's part is noticed.
func (e Effort) Share() float64 {
	if e.KmHours == 0 {
		return 0
	}
	return e.Watched / e.KmHours
}

// EffortBySide adds up the effort of each side's cells, in the order in which the
// sides come along the line. Equal shares are what impartial watching looks like.
func (s *Strip) EffortBySide(cells [][]Cell, each time.Duration) []Effort {
	var out []Effort
	for i, row := range cells {
		c := s.cells[i]
		n := slices.IndexFunc(out, func(e Effort) bool { return e.Side == c.Side })
		if n < 0 {
			n = len(out)
			out = append(out, Effort{Side: c.Side})
		}
		for _, one := range row {
			out[n].KmHours += (c.ToKm - c.FromKm) * each.Hours()
			out[n].Watched += (c.ToKm - c.FromKm) * each.Hours() * one.Chance
		}
	}
	return out
}
