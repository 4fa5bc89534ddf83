package track

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// looking is what a camera says that saw something fly about a moment: where it stands, and a
// direction to two degrees either way.
func looking(r *rand.Rand, source string, seconds float64, camera, at truceline.Point) truceline.Observation {
	o := hearing(r, source, seconds, camera, at, "")
	bearing := geo.Azimuth(camera, at) + 0.5*r.NormFloat64()
	o.Means, o.Place.Sector = truceline.MeansCamera, truceline.Sector{BearingFrom: math.Mod(bearing+358, 360), BearingTo: math.Mod(bearing+362, 360)}
	o.When.From, o.When.To = o.When.From.Add(35*time.Second), o.When.To.Add(-35*time.Second)
	return o
}

// TestDirections: a drone at 150 km/h passes between two cameras 6 km apart, each of which says in
// what direction it saw it and not how far off, 20 s one after the other. Where the directions
// cross, it is followed; one camera alone, or two that look at two things, make no track.
func TestDirections(t *testing.T) {
	here := truceline.Point{Lat: 48.5, Lon: 36}
	cameras := [2]truceline.Point{here, geo.Destination(here, 0, 6000)}
	from := geo.Destination(here, 60, 9000)
	at := func(seconds float64) truceline.Point { return geo.Destination(from, 280, 150/3.6*seconds) }
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 31))
		var both, one, plots, apart []truceline.Observation
		for i := range 8 {
			s := 40 * float64(i)
			a, b := looking(r, "CAM-1", s, cameras[0], at(s)), looking(r, "CAM-2", s+20, cameras[1], at(s+20))
			both, one = append(both, a, b), append(one, a)
			b2 := looking(r, "CAM-2", s+400, cameras[1], at(s))
			apart = append(apart, a, b2)
			for _, o := range []truceline.Observation{a, b} {
				o.Means, o.Subtype = truceline.MeansDrone, "plot"
				plots = append(plots, o)
			}
		}
		byTime(apart)
		pictured := func(said []truceline.Observation) (all []truceline.Track, told []truceline.Observation) {
			p := NewPicture(nil)
			for _, o := range said {
				if o.Plot() {
					told = append(told, p.Add(o)...)
				} else {
					p.Pass(o)
				}
			}
			return p.Tracks(func() {}), told
		}
		all, _ := pictured(both)
		if len(all) != 1 || !slices.Equal(all[0].Sources, []string{"CAM-1", "CAM-2"}) {
			t.Fatalf("seed %d: %+v", seed, all)
		}
		if last := all[0].Fixes[len(all[0].Fixes)-1]; geo.Distance(last.At, at(300)) > 1000 || geo.Distance(last.At, at(300)) > 2*last.Ellipse.SemiMajor {
			t.Errorf("seed %d: %.0f m off, ellipse %.0f m", seed, geo.Distance(last.At, at(300)), last.Ellipse.SemiMajor)
		}
		if all, _ := pictured(one); len(all) != 0 {
			t.Errorf("seed %d: one camera: %d tracks", seed, len(all))
		}
		if all, _ := pictured(apart); len(all) != 0 {
			t.Errorf("seed %d: more than six minutes apart: %d tracks", seed, len(all))
		}
		all, told := pictured(plots)
		if len(all) != 1 || len(told) != 1 || len(told[0].DerivedFrom) < 3 || !slices.Contains(told[0].Lineage, "CAM-1") && !slices.Contains(told[0].Lineage, "CAM-2") {
			t.Errorf("seed %d: by plots %d tracks, told %+v", seed, len(all), told)
		}
	}
}
