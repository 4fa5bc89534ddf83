package terrain

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

func TestVisible(t *testing.T) {
	// A wall of 50 m in column 10, 20 columns (14.5 km) wide land at 100 m.
	wall := degrees(21, 21, func(x, y int) float64 {
		if x == 10 {
			return 150
		}
		return 100
	})
	sees := func(g *Grid, from, to truceline.Point, s Sight, want bool, why string) {
		t.Helper()
		if got := g.Sees(from, to, s); got != want {
			t.Errorf("%v to %v, %+v: %v, but %s", from, to, s, got, why)
		}
		turned := s
		turned.From, turned.To = s.To, s.From
		if got := g.Sees(to, from, turned); got != want {
			t.Errorf("%v to %v, %+v: %v the other way round", from, to, s, got)
		}
	}
	a, b := at(5, 10), at(15, 10)
	sees(wall, a, b, Sight{From: 49, To: 49}, false, "the wall is 50 m")
	sees(wall, a, b, Sight{From: 51, To: 51}, true, "both stand above the wall")
	sees(wall, a, b, Sight{From: 98, To: 1}, false, "the line passes at 49.5 m in the middle")
	sees(wall, a, b, Sight{From: 102, To: 1}, true, "the line passes at 51.5 m in the middle")
	sees(wall, a, at(9, 3), Sight{From: 1, To: 1}, true, "it lies before the wall")
	sees(wall, a, at(9, 3), Sight{From: 1, To: 1, Farthest: 5000}, false, "it lies 8 km away")
	// 7.2 km on the round earth of light: the bulge in the middle is 6/7·d²/4 over the diameter, 0.87 m.
	d := geo.Distance(a, b)
	bulge := Light * d * d / 4 / earth
	sees(wall, a, b, Sight{From: 50 + bulge - 0.05, To: 50 + bulge - 0.05, Curvature: Light}, false, "the wall stands on the bulge")
	sees(wall, a, b, Sight{From: 50 + bulge + 0.05, To: 50 + bulge + 0.05, Curvature: Light}, true, "both stand above wall and bulge")

	unknown := degrees(21, 21, func(x, y int) float64 { return math.NaN() })
	sees(unknown, a, b, Sight{From: 1, To: 1}, true, "what is not known hides nothing")
	if !wall.Visible(at(1, 1), 2, at(9, 1), 2) || wall.Visible(at(1, 1), 2, at(12, 1), 2) {
		t.Error("the wall hides what is before it, or not what is behind it")
	}
}

// TestHorizon holds the viewshed of a plain against the closed form: from h
// metres the ground is seen as far as sqrt(h·diameter/curvature).
func TestHorizon(t *testing.T) {
	g := &Grid{EPSG: 32637, StepX: 100, StepY: 100, Columns: 801, Rows: 5, Heights: make([]float32, 801*5)}
	for _, h := range []float64{2, 10, 50} {
		v, err := g.ViewshedAt(0, 2, Sight{From: h, Curvature: Light})
		if err != nil {
			t.Fatal(err)
		}
		want := math.Sqrt(h * earth / Light)
		last := 0
		for x := range 801 {
			if v.Cell(x, 2) == Visible {
				last = x
			}
		}
		// The skyline is that of the cells' centres: the last one seen is within
		// two cells of the horizon.
		if got := float64(last) * 100; math.Abs(got-want) > 200 && want < 80000 {
			t.Errorf("from %g m the plain is seen as far as %g m, want %g", h, got, want)
		}
	}
}

// TestViewshedAgainstLines holds the viewshed of hills against one line of sight
// a cell. The methods interpolate differently, so they part at skylines only.
func TestViewshedAgainstLines(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	var wave [3][3]float64
	for i := range wave {
		wave[i] = [3]float64{0.1 + 0.2*rng.Float64(), 0.1 + 0.2*rng.Float64(), 7 * rng.Float64()}
	}
	g := degrees(120, 120, func(x, y int) (h float64) {
		for _, w := range wave {
			h += 40 * math.Sin(w[0]*float64(x)+w[1]*float64(y)+w[2])
		}
		return h
	})
	s := Sight{From: 20, To: 5, Curvature: Light, Farthest: 35000}
	from := at(50, 60)
	v, err := g.Viewshed(from, s)
	if err != nil {
		t.Fatal(err)
	}
	same, cells, seen := 0, 0, 0
	for y := range 120 {
		for x := range 120 {
			if v.Cell(x, y) == OutOfRange {
				continue
			}
			cells++
			sees := g.Sees(from, at(float64(x), float64(y)), s)
			if sees == (v.At(at(float64(x), float64(y))) == Visible) {
				same++
			}
			if sees {
				seen++
			}
		}
	}
	if cells < 4000 || seen < cells/10 || seen > cells*9/10 || float64(same) < 0.98*float64(cells) {
		t.Errorf("%d of %d cells alike, %d seen", same, cells, seen)
	}
}

func TestViewshedUnknown(t *testing.T) {
	g := degrees(11, 11, func(x, y int) float64 {
		if x == 7 {
			return math.NaN()
		}
		return 0
	})
	v, err := g.Viewshed(at(5, 5), Sight{From: 10, Curvature: Light})
	if err != nil {
		t.Fatal(err)
	}
	if v.Cell(7, 5) != Unknown || v.Cell(9, 5) != Visible || v.Cell(2, 2) != Visible || v.Cell(11, 5) != OutOfRange {
		t.Errorf("%d %d %d %d", v.Cell(7, 5), v.Cell(9, 5), v.Cell(2, 2), v.Cell(11, 5))
	}
	bad := func(p truceline.Point, why string) {
		t.Helper()
		if _, err := g.Viewshed(p, Sight{}); err == nil {
			t.Errorf("%v was taken, but %s", p, why)
		}
	}
	bad(at(-3, 5), "it lies outside")
	bad(at(7, 5), "the ground there is not known")
	g.EPSG = 32637
	bad(at(5, 5), "degrees mean nothing on a plane of metres")
}
