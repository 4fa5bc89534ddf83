package coverage_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestRecalled: whatever a ledger was asked before, and whatever it was told in between, it answers as one that was told
// the same and is asked for the first time.
func TestRecalled(t *testing.T) {
	from := at("2026-01-10T00:00")
	moment := func(minutes int) time.Time { return from.Add(time.Duration(minutes) * time.Minute) }
	kinds := []truceline.Kind{truceline.KindIndirectFire, truceline.KindPosition, truceline.KindSmallArms}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 49))
		asked := handLedger(t, nil)
		var told []func(*coverage.Ledger)
		tell := func(fn func(*coverage.Ledger)) {
			told = append(told, fn)
			fn(asked)
		}
		for range 60 {
			begins := rng.IntN(1000)
			switch rng.IntN(5) {
			case 0:
				w := posted(fmt.Sprintf("AP-%d", rng.IntN(6)), truceline.MeansAcoustic, 4, "2026-01-10T00:00", "2026-01-10T00:01")
				w.Place.At.Lon += 0.05 * rng.Float64()
				w.When = truceline.Interval{From: moment(begins), To: moment(begins + rng.IntN(300)), Open: rng.IntN(3) == 0}
				tell(func(l *coverage.Ledger) { l.Watch(w) })
			case 1:
				w := posted(fmt.Sprintf("CAM-%d", rng.IntN(4)), truceline.MeansCamera, 5, "2026-01-10T00:00", "2026-01-10T00:01")
				w.When = truceline.Interval{From: moment(begins), To: moment(begins + rng.IntN(300))}
				if rng.IntN(3) == 0 {
					w.State, w.Cause = truceline.Blind, truceline.CausePower
				}
				tell(func(l *coverage.Ledger) { l.Watch(w) })
			case 2:
				by := fmt.Sprintf("AP-%d", rng.IntN(6))
				tell(func(l *coverage.Ledger) { l.Heard(by, moment(begins)) })
			case 3:
				tell(func(l *coverage.Ledger) { l.Tick(moment(begins)) })
			case 4:
				fog := truceline.Weather{Place: point(48, 37), When: truceline.Interval{From: moment(begins), To: moment(begins + 60)}, VisibilityKm: 20 * rng.Float64()}
				tell(func(l *coverage.Ledger) { l.Weather(fog) })
			}
			fresh := handLedger(t, nil)
			for _, fn := range told {
				fn(fresh)
			}
			for range 4 {
				place, kind := east(float64(rng.IntN(3))), kinds[rng.IntN(len(kinds))]
				begins := rng.IntN(1000)
				when := truceline.Interval{From: moment(begins), To: moment(begins + rng.IntN(2)*rng.IntN(400))}
				if got, want := asked.Noticing(place, when, kind), fresh.Noticing(place, when, kind); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, %s at %v, %v: got %+v, want %+v", seed, kind, place.At, when, got, want)
				}
			}
		}
	}
}
