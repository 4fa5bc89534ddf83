package terrain

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
)

// degrees is a grid of cells of a hundredth of a degree, from 49.5 N 36 E to the
// south-east, with a height for each column and row.
func degrees(columns, rows int, height func(x, y int) float64) *Grid {
	g := &Grid{EPSG: WGS84, West: 36, North: 49.5, StepX: 0.01, StepY: 0.01, Columns: columns, Rows: rows, Heights: make([]float32, columns*rows)}
	for y := range rows {
		for x := range columns {
			g.Heights[y*columns+x] = float32(height(x, y))
		}
	}
	return g
}

// at is the place at so many columns and rows from the first cell.
func at(x, y float64) truceline.Point {
	return truceline.Point{Lat: 49.5 - y*0.01, Lon: 36 + x*0.01}
}

func TestHeight(t *testing.T) {
	g := degrees(4, 3, func(x, y int) float64 { return 10*float64(x) + 100*float64(y) })
	g.Heights[2*4+3] = float32(math.NaN())
	good := func(x, y, want float64) {
		t.Helper()
		if h, ok := g.Height(at(x, y)); !ok || math.Abs(h-want) > 1e-6 {
			t.Errorf("%g, %g: %g %v, want %g", x, y, h, ok, want)
		}
	}
	bad := func(x, y float64, why string) {
		t.Helper()
		if h, ok := g.Height(at(x, y)); ok {
			t.Errorf("%g, %g: %g, but %s", x, y, h, why)
		}
	}
	good(0, 0, 0)
	good(1.5, 0.25, 40)
	good(1, 2, 210)
	good(-0.49, -0.49, 0) // the cell reaches half a cell beyond its centre
	good(3.49, 0.5, 80)
	bad(-0.51, 0, "it lies west of the grid")
	bad(0, 2.51, "it lies south of the grid")
	bad(2.5, 1.5, "one of the four cells is not known")
	g.EPSG = 32637
	bad(1, 1, "degrees mean nothing on a plane of metres")
}

func TestCheck(t *testing.T) {
	good := func(change func(*Grid)) {
		t.Helper()
		g := degrees(3, 2, func(x, y int) float64 { return 0 })
		change(g)
		if err := g.Check(); err != nil {
			t.Error(err)
		}
	}
	bad := func(change func(*Grid)) {
		t.Helper()
		g := degrees(3, 2, func(x, y int) float64 { return 0 })
		change(g)
		if g.Check() == nil {
			t.Errorf("taken: %+v", g)
		}
	}
	good(func(g *Grid) {})
	good(func(g *Grid) { g.EPSG, g.StepX, g.North = 32637, 250, 5_500_000 })
	bad(func(g *Grid) { g.Columns = 1 })
	bad(func(g *Grid) { g.Rows = 3 })      // not as many heights
	bad(func(g *Grid) { g.StepY = -0.01 }) // south up
	bad(func(g *Grid) { g.West = math.NaN() })
	bad(func(g *Grid) { g.North = 5_500_000 }) // metres said to be degrees
	bad(func(g *Grid) { g.Columns, g.Rows = 1<<40, 1<<40 })
}
