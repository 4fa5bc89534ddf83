package coverage_test

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/sim"
)

// TestQuietOrBlind: on a line on which nothing happens, and on the same with
// every camera dead, nothing is noticed alike; but the second says that it was
// blind to what only cameras notice at night, and why.
func TestQuietOrBlind(t *testing.T) {
	ex, err := sim.Load(exercises.Files(), "silent-line")
	if err != nil {
		t.Fatal(err)
	}
	w := makeWorld(t, "silent-line", sim.Options{Seed: 2, Hours: 6}) // midnight to six
	alive := w.ledger(false)
	for i := range w.raw.Watches {
		if x := &w.raw.Watches[i]; x.Means == truceline.MeansCamera {
			x.State, x.Cause, x.CausedBy, x.Detection = truceline.Blind, truceline.CausePower, "", -1
		}
	}
	dead := w.ledger(false)
	from := ex.Window.From.UTC()
	cells := coverage.LineCells(ex.Line, 1, 0, "", "")
	effort := func(l *coverage.Ledger, kind truceline.Kind) (share float64, blind, powerless int) {
		s := l.Strip(cells, kind)
		hours := s.Hours(from, time.Hour, 4)
		for _, row := range hours {
			for _, c := range row {
				if c.State == truceline.Blind {
					blind++
					if c.Cause == truceline.CausePower {
						powerless++
					}
				}
			}
		}
		return s.EffortBySide(hours, time.Hour)[0].Share(), blind, powerless
	}
	flares, _, powerless := effort(alive, truceline.KindLightAndTracer)
	none, blind, out := effort(dead, truceline.KindLightAndTracer)
	if flares < 0.05 || none != 0 || blind != 4*len(cells) || out < powerless+100 {
		t.Errorf("flares: share %.3f, and %.3f with the cameras dead, %d of %d blind, %d for want of power (%d before)", flares, none, blind, 4*len(cells), out, powerless)
	}
	shells, _, _ := effort(alive, truceline.KindIndirectFire)
	heard, _, _ := effort(dead, truceline.KindIndirectFire)
	if !(heard > 0.1 && heard < shells) {
		t.Errorf("shelling, which microphones hear as well: share %.3f, and %.3f with the cameras dead", shells, heard)
	}
}
