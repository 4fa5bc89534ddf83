package coverage_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/posture"
	"github.com/truceline/truceline/sim"
)

// TestScenesSayWhatRowsSaid: what scenes and the posture say of imaging satellites comes
// to the same table as a row a look with the detection stated, so that nothing is lost
// and nothing is counted twice. Rows are told apart by name: two pictures of one place,
// one after the other, are two looks.
func TestScenesSayWhatRowsSaid(t *testing.T) {
	for _, name := range []string{"probing-attack", "quiet-week"} {
		ex, err := sim.Load(exercises.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(2) {
			w := makeWorld(t, name, sim.Options{Seed: seed, Hours: 30})
			reach := map[string]posture.Reach{}
			for _, x := range w.posture.Watchers {
				if x.Form == "stac" {
					reach[x.Prefix+"-01"] = x.Reach[0]
				}
			}
			told, rows := w.ledger(false), coverage.New(w.config)
			looks := 0
			for _, r := range w.raw.Weather {
				rows.Weather(r)
			}
			for _, x := range w.raw.Watches {
				if r, ok := reach[x.By]; ok {
					looks++
					x.Place = truceline.Place{Shape: truceline.ShapePoint, Name: x.Place.Area, At: x.Place.At, Ellipse: truceline.Ellipse{SemiMajor: 1000 * r.WatchKm, SemiMinor: 1000 * r.WatchKm}}
					x.Scene, x.State, x.Detection = nil, truceline.Watched, r.Mean(r.WatchKm)
				}
				rows.Watch(x)
			}
			if looks < 6 {
				t.Fatalf("%s, seed %d: %d looks", name, seed, looks)
			}
			for _, kind := range []truceline.Kind{"W1", "W4", "P3"} {
				cells := coverage.LineCells(ex.Line, 5, 4, "A", "B")
				from := w.raw.Weather[0].When.From
				a, b := told.Strip(cells, kind).Hours(from, 15*time.Minute, 120), rows.Strip(cells, kind).Hours(from, 15*time.Minute, 120)
				worst, states, seen := 0.0, 0, 0
				for i := range a {
					for h := range a[i] {
						worst = math.Max(worst, math.Abs(a[i][h].Chance-b[i][h].Chance))
						if a[i][h].State != b[i][h].State {
							states++
						}
						if b[i][h].Chance > 0 {
							seen++
						}
					}
				}
				t.Logf("%s, seed %d, %s: %d looks, %d of %d cells watched, chances differ by at most %.5f, %d states", name, seed, kind, looks, seen, len(a)*len(a[0]), worst, states)
				if worst > 0.015 || states > len(a)*len(a[0])/10_000 {
					t.Errorf("%s, seed %d, %s: chances differ by up to %.4f, and %d states", name, seed, kind, worst, states)
				}
			}
		}
	}
}

// TestFootageSaysWhatRowsSaid: what the metadata of drones' pictures, the posture and the
// weather reports say of drones comes near to what rows said that knew light and weather
// to the minute. Nothing is watched that was not, nothing is lost, and nothing is counted twice.
func TestFootageSaysWhatRowsSaid(t *testing.T) {
	for _, name := range []string{"bad-night", "probing-attack"} {
		ex, err := sim.Load(exercises.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(2) {
			o := sim.Options{Seed: seed, Hours: 24}
			filmed := makeWorld(t, name, o)
			rows := makeChanged(t, name, o, func(ex *sim.Exercise) {
				for i := range ex.Watchers {
					if ex.Watchers[i].Form == "klv" {
						ex.Watchers[i].Form = ""
					}
				}
			})
			only := func(w *world) *coverage.Ledger {
				w.raw.Watches = slices.DeleteFunc(w.raw.Watches, func(x truceline.Watch) bool { return x.Means != truceline.MeansDrone })
				return w.ledger(false)
			}
			told, said := only(filmed), only(rows)
			for _, kind := range []truceline.Kind{"W1", "F3", "A2"} {
				cells := coverage.LineCells(ex.Line, 2, 1, "A", "B")
				from := filmed.raw.Weather[0].When.From
				a, b := told.Strip(cells, kind).Hours(from, 15*time.Minute, 96), said.Strip(cells, kind).Hours(from, 15*time.Minute, 96)
				sumA, sumB, off, states, n := 0.0, 0.0, 0, 0, 0
				for i := range a {
					for h := range a[i] {
						x, y := a[i][h], b[i][h]
						if x.Chance == 0 && y.Chance == 0 && x.State == y.State {
							continue
						}
						n++
						sumA, sumB = sumA+x.Chance, sumB+y.Chance
						if math.Abs(x.Chance-y.Chance) > 0.02 {
							off++
						}
						if x.State != y.State {
							states++
						}
					}
				}
				t.Logf("%s, seed %d, %s: %d of %d cells, chances add up to %.1f for rows and %.1f for pictures, %d differ by over 0.02, %d states", name, seed, kind, n, len(a)*len(a[0]), sumB, sumA, off, states)
				if sumB < 50 || math.Abs(sumA-sumB) > 0.02*sumB || off > n/20 || states > n/20 {
					t.Errorf("%s, seed %d, %s: %.1f and %.1f, %d of %d differ, %d states", name, seed, kind, sumB, sumA, off, n, states)
				}
			}
		}
	}
}
