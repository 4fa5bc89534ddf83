package sim

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
)

// TestHillsHide: hills hide things, and more so when higher; what is said to be
// hidden is exactly what a line of sight asked at every two metres is cut by.
func TestHillsHide(t *testing.T) {
	ex := load(t, "bad-night")
	hidden := func(height float64) (n int) {
		ex.Relief = Relief{HeightM: height, WaveKm: 9}
		f := drawRelief(&ex, 1)
		r := stream(1, forTruth, 0)
		wrong := 0
		for i := range 1500 {
			a := truceline.Point{Lat: 47 + 3*r.Float64(), Lon: 32 + 3*r.Float64()}
			km := 1 + 11*r.Float64()
			b := near(a, 1000*km, 0)
			got := f.hidden(a, b, 15, 20, km, byLight)
			if got {
				n++
			}
			if f != nil && i%5 == 0 && got != cut2m(f, a, b, 15, 20, km, byLight) {
				wrong++
			}
		}
		if wrong > 1 { // a crest that is over the line for a few metres only
			t.Errorf("hills of %.0f m: %d of 300 lines judged otherwise", height, wrong)
		}
		return n
	}
	flat, low, high := hidden(0), hidden(60), hidden(200)
	t.Logf("hidden at 1 to 12 km: %d, %d and %d of 1500", flat, low, high)
	if flat != 0 || low == 0 || high < 2*low {
		t.Errorf("hidden at 1 to 12 km: %d, %d and %d of 1500", flat, low, high)
	}
}

// cut2m asks the ground at every two metres, with the place of each point worked
// out on a circle of the bent earth rather than by how far it falls away.
func cut2m(f *relief, a, b truceline.Point, aboveA, aboveB, km, bend float64) bool {
	radius := bend * earthM
	at := func(u float64) (x, y float64) {
		above := 0.0
		switch u {
		case 0:
			above = aboveA
		case 1:
			above = aboveB
		}
		p := truceline.Point{Lat: a.Lat + u*(b.Lat-a.Lat), Lon: a.Lon + u*(b.Lon-a.Lon)}
		sin, cos := math.Sincos(u * 1000 * km / radius)
		r := radius + f.at(p) + above
		return r * sin, r*cos - radius
	}
	x0, y0 := at(0)
	x1, y1 := at(1)
	n := int(km * 500)
	for i := 1; i < n; i++ {
		if x, y := at(float64(i) / float64(n)); y > y0+(y1-y0)*(x-x0)/(x1-x0) {
			return true
		}
	}
	return false
}

// TestHorizon: on ground without hills the curve of the earth hides what lies
// beyond the horizon, which is 4.12 (√h₁ + √h₂) km for radio (ITU-R P.310) and,
// with a seventh or so less bending, 3.83 for light.
func TestHorizon(t *testing.T) {
	ex := Exercise{Relief: Relief{HeightM: 1e-6, WaveKm: 9}}
	f := drawRelief(&ex, 1)
	a := truceline.Point{Lat: 48, Lon: 35}
	for _, x := range []struct{ bend, per float64 }{{byRadio, 4.12}, {byLight, 3.827}} {
		for _, h := range [][2]float64{{2, 2}, {15, 2}, {20, 120}} {
			far := x.per * (math.Sqrt(h[0]) + math.Sqrt(h[1]))
			for _, part := range []float64{0.5, 0.98, 1.02, 1.3} {
				km := part * far
				if got := f.hidden(a, near(a, 0, 1000*km), h[0], h[1], km, x.bend); got != (part > 1) {
					t.Errorf("from %v to %v m at %.2f of the horizon of %.1f km: hidden %v", h[0], h[1], part, far, got)
				}
			}
		}
	}
}

func BenchmarkHidden(b *testing.B) {
	ex := Exercise{Relief: Relief{HeightM: 120, WaveKm: 9}}
	f := drawRelief(&ex, 1)
	r := stream(1, forTruth, 0)
	for b.Loop() {
		a := truceline.Point{Lat: 47 + 3*r.Float64(), Lon: 32 + 3*r.Float64()}
		km := 20 * r.Float64()
		f.hidden(a, near(a, 1000*km, 0), 12, 2, km, byRadio)
	}
}
