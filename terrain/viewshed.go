package terrain

import (
	"fmt"
	"math"
	"sync"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Seen is what an observer sees of a cell.
type Seen uint8

const (
	OutOfRange Seen = iota // outside the grid, or too far
	Hidden
	Visible
	Unknown // the height of the cell is not known
)

// View is what an observer sees: the part of the grid's cells that lies within
// reach, row by row from the north.
type View struct {
	grid          *Grid
	Column, Row   int // of the first cell, in the grid
	Columns, Rows int
	Cells         []Seen
}

// At returns what is seen of the cell that holds a place.
func (v *View) At(p truceline.Point) Seen {
	x, y := v.grid.cell(p)
	return v.Cell(int(math.Floor(x+0.5)), int(math.Floor(y+0.5)))
}

// Cell returns what is seen of a cell of the grid.
func (v *View) Cell(column, row int) Seen {
	column, row = column-v.Column, row-v.Row
	if column < 0 || row < 0 || column >= v.Columns || row >= v.Rows {
		return OutOfRange
	}
	return v.Cells[row*v.Columns+column]
}

// Viewshed works out what an observer sees of the ground around, each cell as a
// whole. The observer stands on the cell that holds its place. The grid must be
// in degrees; see [Grid.ViewshedAt].
func (g *Grid) Viewshed(observer truceline.Point, s Sight) (*View, error) {
	x, y := g.cell(observer)
	if g.EPSG != WGS84 {
		return nil, fmt.Errorf("a place in degrees on a grid of EPSG:%d: give its column and row", g.EPSG)
	}
	return g.ViewshedAt(int(math.Floor(x+0.5)), int(math.Floor(y+0.5)), s)
}

// ViewshedAt works out what an observer who stands on a cell sees, by carrying
// the skyline outwards from cell to cell (Franklin and Ray 1994, "XDraw"; Wang,
// Robinson and White 2000): the line of sight to a cell passes, one cell nearer,
// between two whose skylines are known, and its own is interpolated between
// theirs. It is the method of gdal_viewshed with -om NORMAL and its default mode
// EDGE, in one pass over the cells. The eight cells around the observer are
// always seen.
//
// On a grid in degrees the size of a cell is taken at the observer: fit for some
// 100 km.
func (g *Grid) ViewshedAt(column, row int, s Sight) (*View, error) {
	if column < 0 || row < 0 || column >= g.Columns || row >= g.Rows {
		return nil, fmt.Errorf("the observer at column %d, row %d stands outside the grid", column, row)
	}
	eye := float64(g.Heights[row*g.Columns+column]) + s.From
	if math.IsNaN(eye) {
		return nil, fmt.Errorf("the height of the ground under the observer, column %d, row %d, is not known", column, row)
	}
	w := &walk{Grid: g, column: column, row: row, eye: eye, sight: s, width: g.StepX, depth: g.StepY}
	if g.EPSG == WGS84 {
		north, east := geo.MetresPerDegree(g.North - float64(row)*g.StepY)
		w.width, w.depth = g.StepX*east, g.StepY*north
	}
	v := &View{grid: g, Columns: g.Columns, Rows: g.Rows}
	if s.Farthest > 0 {
		x, y := int(min(s.Farthest/w.width, MaxCells)), int(min(s.Farthest/w.depth, MaxCells))
		v.Column, v.Row = max(0, column-x), max(0, row-y)
		v.Columns = min(g.Columns, column+x+1) - v.Column
		v.Rows = min(g.Rows, row+y+1) - v.Row
	}
	v.Cells = make([]Seen, v.Columns*v.Rows)
	w.view, w.each = v, make([]float64, max(v.Columns, v.Rows)+1)
	w.bent = make([]float64, len(w.each))
	for n := 1; n < len(w.each); n++ {
		x := float64(n) * w.width
		w.each[n], w.bent[n] = 1/float64(n), s.Curvature/earth*x*x
	}
	var halves sync.WaitGroup // neither reads what the other writes
	halves.Go(func() { w.over(-1) })
	w.over(1)
	halves.Wait()
	return v, nil
}

// walk is one observer's look over a grid. A skyline is kept as the slope from
// the eye, in metres of height a ring: ring n holds the cells n columns or rows
// away, so that the slopes of two cells of one ring can be interpolated.
type walk struct {
	*Grid
	column, row  int
	eye          float64
	sight        Sight
	width, depth float64   // of a cell, metres
	each         []float64 // 1/n by ring; of ring 0 nothing is asked
	bent         []float64 // how far the earth falls off over n columns, metres
	view         *View
}

// over walks the rows from the observer's own to the north (-1) or south (1)
// edge of the view. The own row is walked both times, with the same result, of which
// that of the walk to the south is not kept.
func (w *walk) over(way int) {
	v := w.view
	near, next := make([]float64, v.Columns), make([]float64, v.Columns)
	for dy := 0; ; dy++ {
		row := w.row + way*dy
		if row < v.Row || row >= v.Row+v.Rows {
			return
		}
		line := rowOf{
			heights: w.Heights[row*w.Columns+v.Column:][:v.Columns],
			seen:    v.Cells[(row-v.Row)*v.Columns:][:v.Columns],
			near:    near, next: next, dy: dy,
		}
		if way > 0 && dy == 0 {
			line.seen = make([]Seen, v.Columns)
		}
		if !w.middle(&line) {
			return // the whole row is too far
		}
		w.side(&line, 1)
		w.side(&line, -1)
		near, next = next, near
	}
}

// lowest is a skyline below everything, yet a number that can be interpolated.
const lowest = -1e12

// rowOf is a row of the view that is being walked: the skylines one row nearer
// the observer, and its own.
type rowOf struct {
	heights    []float32
	seen       []Seen
	near, next []float64
	dy         int
}

// middle walks the cell straight north or south of the observer.
func (w *walk) middle(r *rowOf) bool {
	at := w.column - w.view.Column
	away := float64(r.dy) * w.depth
	if w.sight.Farthest > 0 && away > w.sight.Farthest {
		return false
	}
	if r.dy == 0 {
		r.seen[at], r.next[at] = Visible, lowest
		return true
	}
	sky := lowest
	if r.dy > 1 {
		sky = r.near[at]
	}
	drop := w.sight.Curvature / earth * away * away
	each := w.each[r.dy]
	r.seen[at], r.next[at] = look((float64(r.heights[at])-drop-w.eye)*each, w.sight.To*each, sky)
	return true
}

// side walks the cells of a row to the east (1) or west (-1) of the observer.
// It is what a viewshed spends its time in: so the cells nearer to the observer's
// column than to its row, and the others, are walked each in a loop of its own.
func (w *walk) side(r *rowOf, way int) {
	at := w.column - w.view.Column
	cells := at
	if way > 0 {
		cells = len(r.seen) - 1 - at
	}
	away2 := float64(r.dy) * w.depth * float64(r.dy) * w.depth
	if w.sight.Farthest > 0 {
		cells = min(cells, w.within(away2))
	}
	if cells < 1 {
		return
	}
	// The eye, raised by how far the earth falls off on the way to the row itself.
	eye, target := w.eye+w.sight.Curvature/earth*away2, w.sight.To
	diagonal := r.near[at] // the skyline of the cell before, on the row before
	last := lowest         // and on this row
	if r.dy > 0 {
		last = r.next[at]
	}
	dx, i := 1, at+way
	if r.dy < 2 { // the cells around the observer have nothing before them
		diagonal = r.near[i]
		each := w.each[1]
		r.seen[i], last = look((float64(r.heights[i])-w.bent[1]-eye)*each, target*each, lowest)
		r.next[i] = last
		dx, i = 2, i+way
	}
	// The line crosses the ring inside between the cell on the diagonal and the one
	// straight towards the observer's row: a row nearer, the same column ...
	each := w.each[r.dy]
	over := target * each
	for ; dx < r.dy && dx <= cells; dx, i = dx+1, i+way {
		straight := r.near[i]
		sky := straight + (diagonal-straight)*float64(dx)*each
		diagonal = straight
		r.seen[i], last = look((float64(r.heights[i])-w.bent[dx]-eye)*each, over, sky)
		r.next[i] = last
	}
	// ... or towards its column: a column nearer, the same row. Each cell waits for the
	// skyline of the one before, so as little as can be is done with that.
	part := float64(r.dy)
	for ; dx <= cells; dx, i = dx+1, i+way {
		each := w.each[dx]
		share := part * each
		sky := last*(1-share) + diagonal*share
		diagonal = r.near[i]
		r.seen[i], last = look((float64(r.heights[i])-w.bent[dx]-eye)*each, target*each, sky)
		r.next[i] = last
	}
}

// within is how many cells of a row, as far away as the square root of away2, lie
// within the limit of range on one side.
func (w *walk) within(away2 float64) int {
	farthest2 := w.sight.Farthest * w.sight.Farthest
	if away2 > farthest2 {
		return 0
	}
	near := func(n int) bool { x := float64(n) * w.width; return away2+x*x <= farthest2 }
	n := int(math.Sqrt(farthest2-away2) / w.width)
	for near(n + 1) { // but for rounding it is there
		n++
	}
	for n > 0 && !near(n) {
		n--
	}
	return n
}

// look says whether the ground at a slope, or what stands so much higher on it,
// shows above a skyline, and the skyline beyond it.
func look(slope, target, sky float64) (Seen, float64) {
	if slope+target < sky {
		return Hidden, sky
	}
	if slope != slope { // a height that is not known
		return Unknown, sky
	}
	if slope < sky {
		return Visible, sky
	}
	return Visible, slope
}
