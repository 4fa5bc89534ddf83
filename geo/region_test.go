package geo

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
)

func mustRegion(t testing.TB, rings ...truceline.Ring) *Region {
	t.Helper()
	r, err := NewRegion([]truceline.Polygon{rings})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestContains(t *testing.T) {
	r := mustRegion(t, box(48, 37, 49, 38), box(48.4, 37.4, 48.6, 37.6))
	in := func(lat, lon float64) {
		t.Helper()
		if !r.Contains(point(lat, lon)) {
			t.Errorf("%v, %v is outside", lat, lon)
		}
	}
	out := func(lat, lon float64) {
		t.Helper()
		if r.Contains(point(lat, lon)) {
			t.Errorf("%v, %v is inside", lat, lon)
		}
	}
	in(48.2, 37.2)
	in(48, 37)      // a corner
	in(48, 37.5)    // on the southern edge
	in(48.5, 37)    // on the western edge
	in(49, 38)      // the far corner
	out(48.5, 37.5) // in the hole
	in(48.4, 37.5)  // on the hole's edge
	out(47.99999, 37.5)
	out(48.5, 38.0000001)
	out(48, 36.9999999) // level with a horizontal edge, outside it
	// The edge is straight in longitude and latitude, not a great circle, which
	// would bulge 19 km to the north over these 20 degrees.
	wide := mustRegion(t, box(48, 20, 49, 40))
	if !wide.Contains(point(48.0001, 30)) || wide.Contains(point(49.0001, 30)) {
		t.Error("a long edge is not straight in longitude and latitude")
	}
}

func TestNewRegion(t *testing.T) {
	bad := func(ring truceline.Ring) {
		t.Helper()
		if _, err := NewRegion([]truceline.Polygon{{ring}}); !errors.Is(err, ErrRing) {
			t.Errorf("%v: %v", ring, err)
		}
	}
	bad(nil)
	bad(truceline.Ring{point(1, 1), point(2, 2)})                           // no area
	bad(truceline.Ring{point(1, 1), point(1, 1), point(2, 2), point(1, 1)}) // two points once repeats are gone
	bad(truceline.Ring{point(1, 1), point(2, 2), point(91, 3)})             // no such latitude
	bad(truceline.Ring{point(1, 1), point(2, 2), point(math.NaN(), 3)})     // no number
	bad(truceline.Ring{point(1, 179), point(2, -179), point(3, 179)})       // over the antimeridian

	// Repeated vertices are cleaned away: they must not turn the ring inside out.
	repeated := mustRegion(t, truceline.Ring{point(0, 0), point(0, 0), point(0, 2), point(2, 2), point(2, 2), point(2, 0), point(0, 0)})
	if !repeated.Contains(point(1, 1)) || repeated.Contains(point(3, 3)) {
		t.Error("a ring with repeated vertices is wrong")
	}
	empty, err := NewRegion(nil)
	if err != nil || empty.Contains(point(0, 0)) {
		t.Errorf("an empty region: %v", err)
	}
}

// TestContainsAgainstWinding compares with the sum of angles, which shares no
// code and no idea with the strips.
func TestContainsAgainstWinding(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		ring := star(rng, 3+rng.IntN(200))
		r := mustRegion(t, ring)
		for range 200 {
			p := point(48+rng.Float64()*4-2, 37+rng.Float64()*4-2)
			if got, want := r.Contains(p), winds(ring, p); got != want {
				t.Fatalf("%v in a ring of %d: %v, want %v", p, len(ring), got, want)
			}
		}
	}
}

// star is a ring that does not cross itself.
func star(rng *rand.Rand, n int) truceline.Ring {
	ring := make(truceline.Ring, n)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		radius := 0.3 + rng.Float64()*1.5
		ring[i] = point(48+radius*sin, 37+radius*cos)
	}
	return ring
}

func winds(ring truceline.Ring, p truceline.Point) bool {
	sum := 0.0
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		x := math.Atan2(a.Lat-p.Lat, a.Lon-p.Lon)
		y := math.Atan2(b.Lat-p.Lat, b.Lon-p.Lon)
		sum += math.Remainder(y-x, 2*math.Pi)
	}
	return math.Abs(sum) > math.Pi
}

func TestProbabilityInside(t *testing.T) {
	half := mustRegion(t, box(40, 30, 48, 44))
	at := func(lat float64, e truceline.Ellipse) float64 {
		return ProbabilityInside(half, truceline.Place{Shape: truceline.ShapePoint, At: point(lat, 37), Ellipse: e})
	}
	round := truceline.Ellipse{SemiMajor: 1000, SemiMinor: 1000}
	near(t, "on the edge", at(48, round), 0.5, 0.03)
	near(t, "far inside", at(47.5, round), 1, 0)
	near(t, "far outside", at(48.5, round), 0, 0)
	// One standard deviation (1000 m / 2.146 = 466 m) inside: 84.1 %.
	near(t, "one deviation in", at(48-466/111195.0, round), 0.8413, 0.015)
	// A long ellipse along the edge does not care; across it does.
	along := truceline.Ellipse{SemiMajor: 10000, SemiMinor: 100, Bearing: 90}
	near(t, "along", at(48-466/111195.0, along), 1, 0.001)
	near(t, "no ellipse", at(47.9, truceline.Ellipse{}), 1, 0)
	near(t, "no place", ProbabilityInside(half, truceline.Place{Shape: truceline.ShapeUnknown}), 0, 0)

	sector := truceline.Place{Shape: truceline.ShapeSector, At: point(48, 37), Sector: truceline.Sector{RangeMax: 3000, BearingFrom: 90, BearingTo: 270}}
	near(t, "southern half", ProbabilityInside(half, sector), 1, 0.001)
	sector.Sector.BearingFrom, sector.Sector.BearingTo = 0, 0
	near(t, "all round", ProbabilityInside(half, sector), 0.5, 0.01)
}

func TestRings(t *testing.T) {
	for _, p := range CircleRing(point(48, 37), 5000) {
		near(t, "circle", Distance(point(48, 37), p), 5000, 0.01)
	}
	ring := SectorRing(point(48, 37), truceline.Sector{RangeMin: 2000, RangeMax: 3000, BearingFrom: 350, BearingTo: 10})
	r := mustRegion(t, ring)
	if !r.Contains(Destination(point(48, 37), 0, 2500)) || r.Contains(Destination(point(48, 37), 20, 2500)) || r.Contains(Destination(point(48, 37), 0, 1900)) {
		t.Error("a sector over north is wrong")
	}
	if SectorRing(point(48, 37), truceline.Sector{BearingFrom: 10, BearingTo: 20}) != nil {
		t.Error("a bearing without a range has no outline")
	}
}

func BenchmarkContains(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	var polygons []truceline.Polygon
	for range 25 {
		polygons = append(polygons, truceline.Polygon{star(rng, 2000)})
	}
	r, err := NewRegion(polygons[:1])
	if err != nil {
		b.Fatal(err)
	}
	points := make([]truceline.Point, 4096)
	for i := range points {
		points[i] = point(46+rng.Float64()*4, 35+rng.Float64()*4)
	}
	for i := 0; b.Loop(); i++ {
		r.Contains(points[i%len(points)])
	}
}
