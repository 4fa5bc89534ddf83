package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
)

func point(lat, lon float64) truceline.Point { return truceline.Point{Lat: lat, Lon: lon} }

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %.9g, want %.9g within %g", what, got, want, within)
	}
}

func TestDistance(t *testing.T) {
	good := func(a, b truceline.Point, metres, bearing float64) {
		t.Helper()
		near(t, "distance", Distance(a, b), metres, 0.001)
		near(t, "azimuth", Azimuth(a, b), bearing, 1e-9)
		to := Destination(a, bearing, metres)
		near(t, "way back", Distance(to, b), 0, 0.001)
	}
	// The worked example of GeographicLib's GeodSolve (C. Karney, man page).
	good(point(40.6, -73.8), point(51.6, -0.5), 5551759.400, 51.198882845579)
	good(point(0, 0), point(0, 1), 111319.490793, 90) // a·π/180
	good(point(0, 0), point(1, 0), 110574.388558, 0)  // a degree of the meridian at the equator
	good(point(0, 0), point(90, 0), 10001965.729, 0)  // the quarter meridian
	good(point(48, 37), point(48, 37), 0, 0)
}

// TestDistanceAlmostOpposite checks that points where the series does not
// settle still get a distance, as the sphere has it.
func TestDistanceAlmostOpposite(t *testing.T) {
	got := Distance(point(0, 0), point(0.5, 179.7))
	near(t, "almost opposite", got, 19936288.579, 19936288.579*0.006) // GeodSolve's figure
}

func TestThereAndBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	for range 2000 {
		a := point(rng.Float64()*160-80, rng.Float64()*360-180)
		bearing, metres := rng.Float64()*360, rng.Float64()*2e6
		b := Destination(a, bearing, metres)
		near(t, "length", Distance(a, b), metres, 0.001)
		near(t, "symmetry", Distance(b, a), Distance(a, b), 1e-6)
		c := point(rng.Float64()*160-80, rng.Float64()*360-180)
		if Distance(a, c) > Distance(a, b)+Distance(b, c)+1e-3 {
			t.Fatalf("the way round is shorter: %v %v %v", a, b, c)
		}
		// Turning the world in longitude moves nothing.
		turn := rng.Float64()*360 - 180
		turned := Distance(point(a.Lat, wrap(a.Lon+turn)), point(b.Lat, wrap(b.Lon+turn)))
		near(t, "turned", turned, metres, 0.001)
	}
}

func TestArea(t *testing.T) {
	// An eighth of the ellipsoid; the whole is 510,065,621.724 km² (WGS84).
	eighth := truceline.Polygon{{point(0, 0), point(0, 90), point(90, 90), point(90, 0)}}
	near(t, "eighth", Area(eighth), 510065621.724/8, 0.01)
	// A hole is left out, whichever way its ring runs.
	holed := truceline.Polygon{box(40, 30, 42, 32), box(40.5, 30.5, 41, 31)}
	near(t, "holed", Area(holed), Area(truceline.Polygon{box(40, 30, 42, 32)})-Area(truceline.Polygon{box(40.5, 30.5, 41, 31)}), 1e-6)
	// A small square is as large as its sides say.
	small := truceline.Polygon{box(48, 37, 48.01, 37.01)}
	sides := Distance(point(48.005, 37), point(48.005, 37.01)) * Distance(point(48, 37), point(48.01, 37)) / 1e6
	near(t, "small", Area(small), sides, sides*1e-6)
}

func box(south, west, north, east float64) truceline.Ring {
	return truceline.Ring{point(south, west), point(south, east), point(north, east), point(north, west)}
}

func TestChangedArea(t *testing.T) {
	before := []truceline.Polygon{{box(48, 37, 48.5, 38)}}
	good := func(after []truceline.Polygon, gained, lost float64) {
		t.Helper()
		g, l := ChangedArea(before, after)
		near(t, "gained", g, gained, max(0.05, gained*1e-3))
		near(t, "lost", l, lost, max(0.05, lost*1e-3))
		// Running time backwards exchanges the two.
		gainedBack, lostBack := ChangedArea(after, before)
		near(t, "gained backwards", gainedBack, l, 1e-9)
		near(t, "lost backwards", lostBack, g, 1e-9)
	}
	strip := func(south, west, north, east float64) float64 {
		return Area(truceline.Polygon{box(south, west, north, east)})
	}
	good(before, 0, 0)
	good([]truceline.Polygon{{box(48, 37, 48.5, 38.1)}}, strip(48, 38, 48.5, 38.1), 0)
	good([]truceline.Polygon{{box(48, 37.1, 48.5, 38.1)}}, strip(48, 38, 48.5, 38.1), strip(48, 37, 48.5, 37.1))
	good([]truceline.Polygon{{box(48, 37, 48.5, 38)}, {box(49, 37, 49.1, 37.1)}}, strip(49, 37, 49.1, 37.1), 0)
	good([]truceline.Polygon{{box(48, 37, 48.5, 38), box(48.1, 37.1, 48.2, 37.2)}}, 0, strip(48.1, 37.1, 48.2, 37.2))
	good(nil, 0, strip(48, 37, 48.5, 38))
}
