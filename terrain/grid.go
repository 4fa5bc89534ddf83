// Package terrain is the shape of the ground: height grids, the files they come
// in (GeoTIFF and SRTM .hgt), and what can be seen over them.
//
// Read it in this order:
//
//   - [Grid] holds heights; [Grid.Height] gives them at a place.
//   - [ReadGeoTIFF], [ReadHGT] and [WriteGeoTIFF] are the files. What is not
//     read is refused with what to do about it; no bytes make them panic or
//     take much more memory than the file itself.
//   - [Grid.Visible] says whether one place is seen from another, and
//     [Grid.Viewshed] what is seen of everything around an observer.
//
// Both reckon with the curve of the earth less refraction: a [Sight] says how
// much. Ground whose height is not known hides nothing, since a gap in a file is
// no hill; a mask that is worked out from such a grid is too generous there.
//
// Heights are metres above the grid's own datum, which is never mixed with
// another; masts and targets are metres above the ground.
package terrain

import (
	"fmt"
	"math"

	"github.com/truceline/truceline"
)

// WGS84 is the EPSG code of longitude and latitude in degrees on WGS84.
const WGS84 = truceline.WGS84

// MaxCells is how many cells a grid may have: 50 million, which are 200 MB.
const MaxCells = 50_000_000

// Grid is a height grid with what can be asked of it. A conversion makes one of
// what a feed read: (*Grid)(&reading.Terrain[0]).
type Grid truceline.HeightGrid

// Check says what is wrong with the shape of a grid, or nil.
func (g *Grid) Check() error {
	finite := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	switch {
	case g.Columns < 2 || g.Rows < 2:
		return fmt.Errorf("a grid needs two columns and two rows, not %d by %d", g.Columns, g.Rows)
	case g.Columns > MaxCells/g.Rows:
		return fmt.Errorf("%d by %d are more than %d cells: cut out what is needed", g.Columns, g.Rows, MaxCells)
	case len(g.Heights) != g.Columns*g.Rows:
		return fmt.Errorf("%d heights for %d by %d cells", len(g.Heights), g.Columns, g.Rows)
	case !finite(g.West) || !finite(g.North) || !finite(g.StepX) || !finite(g.StepY) || g.StepX <= 0 || g.StepY <= 0:
		return fmt.Errorf("cells of %g by %g from %g, %g are no grid with north up", g.StepX, g.StepY, g.West, g.North)
	case g.EPSG == WGS84 && (math.Abs(g.North) > 91 || math.Abs(g.West) > 361 || g.StepX > 10 || g.StepY > 10):
		return fmt.Errorf("cells of %g by %g from %g, %g are no degrees", g.StepX, g.StepY, g.West, g.North)
	}
	return nil
}

// Height is the height of the ground at a place, interpolated between the four
// cells around it; false outside the grid, beside a cell that is not known, and
// for any place on a grid that is not in degrees.
func (g *Grid) Height(at truceline.Point) (float64, bool) {
	if g.EPSG != WGS84 {
		return 0, false
	}
	h := g.height(g.cell(at))
	return h, !math.IsNaN(h)
}

// cell is where a place lies, in columns and rows from the first cell.
func (g *Grid) cell(at truceline.Point) (x, y float64) {
	return (at.Lon - g.West) / g.StepX, (g.North - at.Lat) / g.StepY
}

// height interpolates between cells; NaN where it cannot. Half a cell beyond the
// outermost centres the cells still reach, so there it is that of the edge.
func (g *Grid) height(x, y float64) float64 {
	if !(x >= -0.5 && y >= -0.5 && x <= float64(g.Columns)-0.5 && y <= float64(g.Rows)-0.5) {
		return math.NaN()
	}
	x, y = min(max(x, 0), float64(g.Columns-1)), min(max(y, 0), float64(g.Rows-1))
	i, j := min(int(x), g.Columns-2), min(int(y), g.Rows-2)
	u, v := x-float64(i), y-float64(j)
	row := g.Heights[j*g.Columns+i:]
	north := between(row[0], row[1], u)
	south := between(row[g.Columns], row[g.Columns+1], u)
	return between(north, south, v)
}

// between interpolates; a height that has no part in it may be not known.
func between[H float32 | float64](a, b H, u float64) float64 {
	switch u {
	case 0:
		return float64(a)
	case 1:
		return float64(b)
	}
	return float64(a)*(1-u) + float64(b)*u
}
