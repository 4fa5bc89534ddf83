package track

import "math"

// grid finds the detections of a scan near a place. Its cells hold about one
// detection each, whatever the scan's size and extent.
type grid struct {
	x0, y0, cell float64
	nx, ny       int
	start        []int32 // of each cell in order; one more at the end
	order        []int32 // detections, cell by cell
	at           []int32 // cell of each detection
	worst        float64 // greatest variance of a detection along an axis, m²
}

// fill files the detections.
func (g *grid) fill(z []Detection) {
	x1, y1 := math.Inf(-1), math.Inf(-1)
	g.x0, g.y0 = math.Inf(1), math.Inf(1)
	g.worst = 0
	for i := range z {
		g.worst = max(g.worst, z[i].XX, z[i].YY)
		g.x0, x1 = min(g.x0, z[i].X), max(x1, z[i].X)
		g.y0, y1 = min(g.y0, z[i].Y), max(y1, z[i].Y)
	}
	if len(z) == 0 {
		g.nx, g.ny = 0, 0
		return
	}
	w, h := max(x1-g.x0, 1), max(y1-g.y0, 1)
	g.cell = max(math.Sqrt(w*h/float64(len(z))), max(w, h)/1e4)
	g.nx, g.ny = int(w/g.cell)+1, int(h/g.cell)+1
	cells := g.nx * g.ny
	g.start = sized(g.start, cells+1)
	g.order, g.at = sized(g.order, len(z)), sized(g.at, len(z))
	clear(g.start)
	for i := range z {
		c := int32(g.column(z[i].X) + g.nx*g.row(z[i].Y))
		g.at[i] = c
		g.start[c+1]++
	}
	for c := range cells {
		g.start[c+1] += g.start[c]
	}
	for i := len(z) - 1; i >= 0; i-- { // backwards, so that each cell keeps the scan's order
		c := g.at[i]
		g.start[c+1]--
		g.order[g.start[c+1]] = int32(i)
	}
	// start[c+1] has come to be where cell c begins: shift back.
	copy(g.start, g.start[1:])
	g.start[cells] = int32(len(z))
}

func (g *grid) column(x float64) int { return min(max(int((x-g.x0)/g.cell), 0), g.nx-1) }
func (g *grid) row(y float64) int    { return min(max(int((y-g.y0)/g.cell), 0), g.ny-1) }

// box is a range of cells.
type box struct{ c0, c1, r0, r1 int }

// within returns the cells of a rectangle; none when it lies outside.
func (g *grid) within(x, y, rx, ry float64) box {
	if g.nx == 0 || x+rx < g.x0 || y+ry < g.y0 || x-rx > g.x0+float64(g.nx)*g.cell || y-ry > g.y0+float64(g.ny)*g.cell {
		return box{0, -1, 0, -1}
	}
	return box{g.column(x - rx), g.column(x + rx), g.row(y - ry), g.row(y + ry)}
}

// cells returns the detections in a row of a box.
func (g *grid) cells(b box, row int) []int32 {
	return g.order[g.start[b.c0+g.nx*row]:g.start[b.c1+g.nx*row+1]]
}

// sized returns a slice of n, of the same memory where it is large enough.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
