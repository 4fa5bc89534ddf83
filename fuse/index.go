package fuse

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// index finds incidents by place: cells of equal height in latitude, and in
// each row of about equal width, so that it is the same all round the earth.
// A cell lists its incidents in the order in which they came to lie there.
type index struct {
	degrees float64 // height of a cell
	cells   map[cell][]*incident
}

type cell struct{ row, column int32 }

func newIndex(degrees float64) *index {
	return &index{degrees: degrees, cells: map[cell][]*incident{}}
}

// columns is how many cells lie in a row.
func (x *index) columns(row int32) int32 {
	lat := (float64(row) + 0.5) * x.degrees
	return max(1, int32(360/x.degrees*math.Cos(lat*math.Pi/180)))
}

func (x *index) cellOf(p truceline.Point) cell {
	row := int32(math.Floor(p.Lat / x.degrees))
	columns := x.columns(row)
	return cell{row, columnOf(p.Lon, columns)}
}

func columnOf(lon float64, columns int32) int32 {
	turn := (lon + 180) / 360
	return int32(math.Floor((turn-math.Floor(turn))*float64(columns))) % columns
}

// around calls visit with every list of incidents that may lie within so many
// metres, until it says to stop.
func (x *index) around(p truceline.Point, metres float64, visit func([]*incident) (more bool)) {
	up := metres / 110_000
	for row := int32(math.Floor((p.Lat - up) / x.degrees)); row <= int32(math.Floor((p.Lat+up)/x.degrees)); row++ {
		columns := x.columns(row)
		lat := math.Min(89, math.Abs(float64(row)+0.5)*x.degrees+x.degrees/2)
		across := up / math.Cos(lat*math.Pi/180)
		if across >= 180 {
			across = 179.99
		}
		first, last := columnOf(p.Lon-across, columns), columnOf(p.Lon+across, columns)
		for c := first; ; c = (c + 1) % columns {
			if list := x.cells[cell{row, c}]; len(list) > 0 && !visit(list) {
				return
			}
			if c == last {
				break
			}
		}
	}
}

func (x *index) add(in *incident, c cell) { x.cells[c] = append(x.cells[c], in) }

func (x *index) remove(in *incident, c cell) {
	list := x.cells[c]
	if i := slices.Index(list, in); i >= 0 {
		list = slices.Delete(list, i, i+1)
	}
	if len(list) == 0 {
		delete(x.cells, c)
	} else {
		x.cells[c] = list
	}
}
