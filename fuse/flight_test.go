package fuse

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// TestTrackThatEnded: a track that was first told of far away and ended where and when a drone
// struck is part of that attack, whichever was known first; the attack keeps its place and
// time. One that ended elsewhere, or long before, is not.
func TestTrackThatEnded(t *testing.T) {
	flight := heard("radar-1", geo.Destination(home, 90, 20_000), 60, -600)
	flight.Kind, flight.Count, flight.Means = truceline.KindAerial, truceline.One("sortie"), truceline.MeansRadar
	attack := func(source string) truceline.Observation {
		o := heard(source, home, 200, 0)
		o.Kind, o.Count = truceline.KindDroneAttack, truceline.One("attack run")
		return o
	}
	good := func(want int, why string, end truceline.Point, seconds float64) {
		t.Helper()
		for _, endFirst := range []bool{true, false} {
			f := New(Config{})
			f.Add(flight)
			ended := func() {
				f.Ended(flight.ID, truceline.Place{Shape: truceline.ShapePoint, At: end, Ellipse: truceline.Ellipse{SemiMajor: 50, SemiMinor: 30}}, noon.Add(time.Duration(seconds*float64(time.Second))))
			}
			if endFirst {
				ended()
			}
			f.Add(attack("post-1"))
			f.Add(attack("post-2"))
			if !endFirst {
				ended()
			}
			stand, _ := after(f, 3)
			if len(stand) != want {
				t.Errorf("%s (end known first: %v): %d incidents, want %d", why, endFirst, len(stand), want)
			}
			for _, i := range stand {
				if i.Kind != truceline.KindDroneAttack {
					continue
				}
				if away := geo.Distance(i.Place.At, home); away > 50 || i.When.From.Sub(noon).Abs() > time.Second {
					t.Errorf("%s: the attack lies %.0f m off, at %s", why, away, i.When.From)
				}
			}
		}
	}
	good(1, "it ended there, 2 s before", geo.Destination(home, 90, 100), -2)
	good(1, "it was lost 1 km before, 40 s before", geo.Destination(home, 90, 1000), -40)
	good(2, "it ended 5 km off", geo.Destination(home, 90, 5000), -2)
	good(2, "it ended 20 minutes before", geo.Destination(home, 90, 100), -1200)
	good(2, "it flew on after", geo.Destination(home, 90, 100), 60)
}
