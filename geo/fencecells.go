package geo

import "math"

// divide files the zones by cells.
func (f *Fence) divide() {
	if len(f.zones) == 0 {
		return
	}
	south, west, north, east := f.zones[0].south, f.zones[0].west, f.zones[0].north, f.zones[0].east
	for _, z := range f.zones[1:] {
		south, west, north, east = min(south, z.south), min(west, z.west), max(north, z.north), max(east, z.east)
	}
	height, width := float64(north-south+1), float64(east-west+1)
	f.origin = Exact{Lat: south, Lon: west}
	f.cell = int64(max(math.Sqrt(height*width/maxCells), height/maxCells, width/maxCells)) + 1
	f.rows, f.cols = int((north-south)/f.cell)+1, int((east-west)/f.cell)+1

	// Twice over the zones: how many entries each cell has, then the entries.
	f.starts = make([]int32, f.rows*f.cols+1)
	each := make([][]span, len(f.zones))
	for i := range f.zones {
		each[i] = f.spans(&f.zones[i])
		for _, s := range each[i] {
			for at := s.from; at < s.to; at++ {
				f.starts[at+1]++
			}
		}
	}
	for i := 1; i < len(f.starts); i++ {
		f.starts[i] += f.starts[i-1]
	}
	f.files = make([]filed, f.starts[len(f.starts)-1])
	next := append([]int32(nil), f.starts...)
	for i := range f.zones {
		for _, s := range each[i] {
			for at := s.from; at < s.to; at++ {
				f.files[next[at]] = filed{zone: int32(i), whole: s.whole}
				next[at]++
			}
		}
	}
}

// span is a run of neighbouring cells of one row that a zone holds alike.
type span struct {
	from, to int // cells
	whole    bool
}

// spans returns the cells of a zone, row by row.
func (f *Fence) spans(z *fenceZone) []span {
	if z.radius > 0 {
		return f.circleSpans(z)
	}
	firstRow, lastRow := int((z.south-f.origin.Lat)/f.cell), int((z.north-f.origin.Lat)/f.cell)
	firstCol, lastCol := int((z.west-f.origin.Lon)/f.cell), int((z.east-f.origin.Lon)/f.cell)
	cols := lastCol - firstCol + 1
	touched := make([]bool, (lastRow-firstRow+1)*cols)
	for i := range z.edges {
		f.touch(&z.edges[i], func(row, col int) { touched[(row-firstRow)*cols+col-firstCol] = true })
	}
	var spans []span
	for row := firstRow; row <= lastRow; row++ {
		for col := firstCol; col <= lastCol; {
			edge := touched[(row-firstRow)*cols+col-firstCol]
			end := col + 1
			for end <= lastCol && touched[(row-firstRow)*cols+end-firstCol] == edge {
				end++
			}
			// No edge runs through these cells, so one point speaks for all.
			if edge || z.holds(f.centre(row, col)) {
				spans = append(spans, span{row*f.cols + col, row*f.cols + end, !edge})
			}
			col = end
		}
	}
	return spans
}

func (f *Fence) centre(row, col int) Exact {
	return Exact{Lat: f.origin.Lat + int64(row)*f.cell + f.cell/2, Lon: f.origin.Lon + int64(col)*f.cell + f.cell/2}
}

// touch calls mark for every cell that an edge runs through, and for some that
// it only comes near to: where it enters and leaves a row is rounded, so a
// little is added on both sides.
func (f *Fence) touch(e *exactEdge, mark func(row, col int)) {
	const margin = 1000 // a tenth of a metre; rounding moves a crossing by far less
	low, high := min(e.fromLon, e.toLon), max(e.fromLon, e.toLon)
	firstRow, lastRow := int((e.fromLat-f.origin.Lat)/f.cell), int((e.toLat-f.origin.Lat)/f.cell)
	for row := firstRow; row <= lastRow; row++ {
		from, to := low, high
		if e.toLat > e.fromLat {
			bottom := max(e.fromLat, f.origin.Lat+int64(row)*f.cell)
			top := min(e.toLat, f.origin.Lat+int64(row+1)*f.cell)
			slope := float64(e.toLon-e.fromLon) / float64(e.toLat-e.fromLat)
			a := e.fromLon + int64(slope*float64(bottom-e.fromLat))
			b := e.fromLon + int64(slope*float64(top-e.fromLat))
			from, to = max(low, min(a, b)-margin), min(high, max(a, b)+margin)
		}
		for col := int((from - f.origin.Lon) / f.cell); col <= int((to-f.origin.Lon)/f.cell); col++ {
			mark(row, col)
		}
	}
}

// circleSpans returns the cells of a circle. A cell whose centre lies further
// within than the cell reaches is held wholly.
func (f *Fence) circleSpans(z *fenceZone) []span {
	const d = math.Pi / 180
	side := float64(f.cell) / perDegree
	var spans []span
	for row := int((z.south - f.origin.Lat) / f.cell); row <= int((z.north-f.origin.Lat)/f.cell); row++ {
		lat := f.centre(row, 0).Point().Lat
		widest := 1.0 // cosine of the latitude of the cell nearest the equator
		if nearest := math.Abs(lat) - side/2; nearest > 0 {
			widest = math.Cos(nearest * d)
		}
		reach := sphereRadius * d * side / 2 * (1 + widest) * (1 + 1e-9)
		for col := int((z.west - f.origin.Lon) / f.cell); col <= int((z.east-f.origin.Lon)/f.cell); col++ {
			away := Haversine(f.centre(row, col).Point(), z.centre)
			if away-reach > z.radius {
				continue
			}
			at, whole := row*f.cols+col, away+reach < z.radius*(1-1e-9)
			if n := len(spans); n > 0 && spans[n-1].to == at && spans[n-1].whole == whole && col > int((z.west-f.origin.Lon)/f.cell) {
				spans[n-1].to++
				continue
			}
			spans = append(spans, span{at, at + 1, whole})
		}
	}
	return spans
}

// Crossings turns the zones that hold each object, fix after fix in order of
// event time, into entries and exits. The first fix inside is an entry; a zone
// crossed wholly between two fixes leaves no trace.
type Crossings struct{ inside [][]int32 } // by object, ascending

// Step takes the zones, ascending, that hold an object (numbered from 0) at its
// next fix, and returns those that it has left and those that it has entered,
// appended to the slices given.
func (c *Crossings) Step(object int32, now, left, entered []int32) ([]int32, []int32) {
	for int(object) >= len(c.inside) {
		c.inside = append(c.inside, nil)
	}
	before := c.inside[object]
	i, k := 0, 0
	for i < len(before) || k < len(now) {
		switch {
		case k == len(now) || i < len(before) && before[i] < now[k]:
			left = append(left, before[i])
			i++
		case i == len(before) || now[k] < before[i]:
			entered = append(entered, now[k])
			k++
		default:
			i, k = i+1, k+1
		}
	}
	c.inside[object] = append(before[:0], now...)
	return left, entered
}
