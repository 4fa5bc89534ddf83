package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

func at(lat, lon float64) truceline.Point { return truceline.Point{Lat: lat, Lon: lon} }

// random returns a generator that gives the same numbers every time.
func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

// anywhere returns a point spread evenly over the sphere.
func anywhere(r *rand.Rand) truceline.Point {
	return at(math.Asin(2*r.Float64()-1)*180/math.Pi, 360*r.Float64()-180)
}

// angle is the difference of two bearings in degrees, never over 180.
func angle(a, b float64) float64 { return math.Abs(math.Mod(a-b+540, 360) - 180) }

// The published solutions: C. F. F. Karney, "Algorithms for geodesics" (2013),
// tables 2, 3 and 6; the manuals of GeographicLib's GeodSolve and its Python
// module (John F. Kennedy to Heathrow, Wellington to Salamanca).
func TestGeodesicsPublished(t *testing.T) {
	good := func(a, b truceline.Point, metres, bearing float64) {
		t.Helper()
		if got := geo.Distance(a, b); math.Abs(got-metres) > 2e-4 {
			t.Errorf("from %v to %v: %.6f m, want %.6f", a, b, got, metres)
		}
		if got := geo.Azimuth(a, b); angle(got, bearing) > 1e-6 {
			t.Errorf("from %v to %v: leaves at %.9f, want %.9f", a, b, got, bearing)
		}
		if got := geo.Distance(b, a); math.Abs(got-metres) > 2e-4 {
			t.Errorf("from %v back to %v: %.6f m, want %.6f", b, a, got, metres)
		}
		if end := geo.Destination(a, bearing, metres); geo.Distance(end, b) > 2e-2 {
			t.Errorf("%.3f m from %v at %v ends %v, not %v", metres, a, bearing, end, b)
		}
	}
	good(at(40.6, -73.8), at(51.6, -0.5), 5551759.400319, 51.198882845579)
	good(at(40, 0), at(41.79331020506, 137.84490004377), 10e6, 30)
	good(at(-30.12345, 0), at(-30.12344, 0.00005), 4.944208, 77.04353354237)
	good(at(-41.32, 174.81), at(40.96, -5.50), 19959679.26735382, 161.06766998615882)
	good(at(-30, 0), at(29.9, 179.8), 19989832.827610, 161.890524736)
	good(at(0, 0), at(0, 90), 6378137*math.Pi/2, 90)
	good(at(0, 0), at(90, 0), 10001965.7293, 0) // the quarter meridian
}

// Points that are nearly opposite, where Vincenty's method fails: what is found
// is checked by walking it.
func TestGeodesicsOpposite(t *testing.T) {
	r := random(1)
	for range 2000 {
		a := anywhere(r)
		b := at(max(-90, min(90, -a.Lat+(r.Float64()-0.5))), a.Lon+180+(r.Float64()-0.5))
		if b.Lon >= 180 {
			b.Lon -= 360
		}
		d := geo.Distance(a, b)
		if d > 20003931.46 || d < 19.8e6 { // no path is longer than half a meridian
			t.Fatalf("from %v to %v: %.3f m", a, b, d)
		}
		if back := geo.Distance(b, a); math.Abs(back-d) > 1e-3 {
			t.Fatalf("from %v to %v: %.4f m, back %.4f m", a, b, d, back)
		}
		if off := geo.Distance(geo.Destination(a, geo.Azimuth(a, b), d), b); off > 0.02 {
			t.Fatalf("from %v to %v: walking %.3f m at %v misses by %.3f m", a, b, d, geo.Azimuth(a, b), off)
		}
	}
	for _, p := range [][2]truceline.Point{{at(0, 0), at(0, 180)}, {at(90, 0), at(-90, 0)}, {at(0, 10), at(0, -170)}} {
		if d := geo.Distance(p[0], p[1]); math.Abs(d-20003931.4586) > 1e-3 {
			t.Errorf("%v to %v: %.4f m, want half a meridian", p[0], p[1], d)
		}
	}
}

// A distance is one: equal both ways, zero only for equal points, never longer
// by a detour, and the same wherever the earth is turned to.
func TestDistanceIsOne(t *testing.T) {
	r := random(2)
	for range 5000 {
		a, b, c := anywhere(r), anywhere(r), anywhere(r)
		ab, bc, ac := geo.Distance(a, b), geo.Distance(b, c), geo.Distance(a, c)
		if ac > ab+bc+1e-3 {
			t.Fatalf("%v %v %v: %.4f m is longer than the detour %.4f m", a, b, c, ac, ab+bc)
		}
		if back := geo.Distance(b, a); math.Abs(back-ab) > 1e-3 {
			t.Fatalf("%v %v: %.4f m, back %.4f m", a, b, ab, back)
		}
		if geo.Distance(a, a) != 0 {
			t.Fatalf("%v is away from itself", a)
		}
		turn := 720*r.Float64() - 360
		if got := geo.Distance(at(a.Lat, a.Lon+turn), at(b.Lat, b.Lon+turn)); math.Abs(got-ab) > 1e-3 {
			t.Fatalf("%v %v turned by %v: %.4f m, want %.4f", a, b, turn, got, ab)
		}
	}
}

// Destination undoes Distance and Azimuth at the ranges of a mission.
func TestDestinationBack(t *testing.T) {
	r := random(3)
	for range 5000 {
		a := at(44+8*r.Float64(), 22+18*r.Float64())
		bearing, metres := 360*r.Float64(), 300_000*r.Float64()
		b := geo.Destination(a, bearing, metres)
		if d := geo.Distance(a, b); math.Abs(d-metres) > 1e-3 {
			t.Fatalf("%v + %v m at %v: %v m away", a, metres, bearing, d)
		}
		if metres > 1 && angle(geo.Azimuth(a, b), bearing)*metres > 0.1 {
			t.Fatalf("%v + %v m at %v: lies at %v", a, metres, bearing, geo.Azimuth(a, b))
		}
	}
}

func FuzzDistance(f *testing.F) {
	f.Add(40.6, -73.8, 51.6, -0.5)
	f.Add(0.0, 0.0, 0.5, 179.7)
	f.Add(90.0, 0.0, -90.0, 0.0)
	f.Fuzz(func(t *testing.T, lat1, lon1, lat2, lon2 float64) {
		if !(math.Abs(lat1) <= 90 && math.Abs(lat2) <= 90 && math.Abs(lon1) <= 180 && math.Abs(lon2) <= 180) {
			t.Skip()
		}
		d, bearing := geo.Distance(at(lat1, lon1), at(lat2, lon2)), geo.Azimuth(at(lat1, lon1), at(lat2, lon2))
		if !(d >= 0 && d < 20003931.46) || !(bearing >= 0 && bearing < 360) {
			t.Fatalf("%v m at %v", d, bearing)
		}
	})
}
