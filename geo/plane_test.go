package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
)

func TestPlane(t *testing.T) {
	if math.Abs(eccentricity*eccentricity-flattening*(2-flattening)) > 1e-16 {
		t.Errorf("the eccentricity squared is %v", eccentricity*eccentricity)
	}
	centre := truceline.Point{Lat: 48, Lon: 36}
	p := NewPlane(centre)
	if x, y := p.To(centre); math.Hypot(x, y) > 1e-6 {
		t.Errorf("the centre lies at %v, %v", x, y)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		at := Destination(centre, 360*r.Float64(), 1.2e6*r.Float64())
		x, y := p.To(at)
		if d := Distance(at, p.From(x, y)); d > 1e-3 {
			t.Fatalf("%v comes back %v m off", at, d)
		}
		// A kilometre in any direction is as long as Frame says, and goes where it says.
		scale, turned := p.Frame(at)
		bearing := 360 * r.Float64()
		x1, y1 := p.To(Destination(at, bearing, 1000))
		if got := math.Hypot(x1-x, y1-y) / 1000; math.Abs(got/scale-1) > 2e-4 {
			t.Fatalf("at %v a metre is %v, not %v", at, got, scale)
		}
		want := math.Pi/2 - radians(bearing) + turned
		if d := math.Remainder(math.Atan2(y1-y, x1-x)-want, 2*math.Pi); math.Abs(d) > 3e-4 {
			t.Fatalf("at %v bearing %v goes %v rad off", at, bearing, d)
		}
		if far := Distance(centre, at); far < 1e6 && scale > 1.007 {
			t.Fatalf("%v m away a metre is %v", far, scale)
		}
	}
}
