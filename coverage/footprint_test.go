package coverage_test

import (
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

// TestCircle: a circle covers what lies no further off on the ellipsoid than its radius, wherever on the earth it is.
func TestCircle(t *testing.T) {
	rng := rand.New(rand.NewPCG(57, 49))
	for range 200_000 {
		radius := []float64{1, 300, 5000, 20_000, 49_999, 80_000}[rng.IntN(6)]
		place := truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 170*rng.Float64() - 85, Lon: 360*rng.Float64() - 180},
			Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}}
		off := radius * 2 * rng.Float64()
		if rng.IntN(2) == 0 { // about its edge
			off = radius + 100*rng.NormFloat64()
		}
		point := geo.Destination(place.At, 360*rng.Float64(), max(0, off))
		if got, want := coverage.Covers(place, point), geo.Distance(place.At, point) <= radius; got != want {
			t.Fatalf("%v, %v m off a circle of %v m at %v: covered %v", point, geo.Distance(place.At, point), radius, place.At, got)
		}
	}
}
