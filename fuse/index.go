package fuse

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// index finds the incidents of one sort by place and time. Those known well are
// kept apart from those known badly, so that a search for what may be near
// reaches no further than it must.
type index struct {
	kind  truceline.Kind // that was first filed in it
	grids [3]grid
}

// grid holds the incidents whose place is known to sigma metres and better, in
// cells of equal height in latitude and, in each row, of about equal width, so
// that it is the same all round the earth.
type grid struct {
	sigma float64 // standard deviation along the major axis
	rows  *rows
	lines []line // the cells of each row, from the south pole to the north; nil where nothing was ever filed
	n     int    // how many incidents there are
}

// line holds the cells of a row, so many together, as a search looks at those beside one another; nil where there was
// never anything.
type line []*[lineCells]shelf

const lineCells = 16

// rows are how the earth is cut into cells of a height, worked out once.
type rows struct {
	degrees float64 // height of a cell
	south   int32   // the row at the south pole
	list    []rowOf // from there to the north pole
}

// rowOf is one row of cells.
type rowOf struct {
	columns int32   // cells in it
	end     float64 // cosine of the latitude where a degree of longitude is shortest
}

func newRows(degrees float64) *rows {
	r := &rows{degrees: degrees}
	r.south = r.of(-90)
	for row := r.south; row <= r.of(90); row++ {
		lat := (float64(row) + 0.5) * degrees
		end := math.Min(89, math.Abs(float64(row)+0.5)*degrees+degrees/2)
		r.list = append(r.list, rowOf{max(1, int32(360/degrees*math.Cos(lat*math.Pi/180))), math.Cos(end * math.Pi / 180)})
	}
	return r
}

// of is the row of a latitude.
func (r *rows) of(lat float64) int32 { return int32(math.Floor(lat / r.degrees)) }

// at is a row by its number; those beyond the poles are like the last.
func (r *rows) at(row int32) *rowOf {
	return &r.list[min(max(r.place(row), 0), len(r.list)-1)]
}

// place is where a row stands in the list.
func (r *rows) place(row int32) int { return int(row - r.south) }

type cell struct{ row, column int32 }

// shelf lists the incidents of a cell in the order in which they began.
type shelf struct {
	entries []entry
	total   total
	longest int64 // that any of them took, milliseconds
	newest  int64 // end of any of them, milliseconds since 1970
}

// entry is an incident with what a search asks of it.
type entry struct {
	from, to int64 // milliseconds since 1970
	at       truceline.Point
	probable int32   // that it happened, millionths
	variance float32 // of its place along the major axis, square metres, rounded up
	in       *incident
}

// filed is where an incident is found.
type filed struct {
	grid *grid
	cell cell
	entry
}

func newIndex(kind truceline.Kind, narrow, wide *rows) *index {
	return &index{kind, [3]grid{
		{sigma: 250, rows: narrow},
		{sigma: 1000, rows: narrow},
		{sigma: widestM, rows: wide},
	}}
}

// gridOf returns the grid for a place known to so many metres.
func (x *index) gridOf(sigma float64) *grid {
	for k := range x.grids {
		if sigma <= x.grids[k].sigma {
			return &x.grids[k]
		}
	}
	return &x.grids[len(x.grids)-1]
}

func (g *grid) cellOf(p truceline.Point) cell {
	row := min(max(g.rows.of(p.Lat), g.rows.south), g.rows.south+int32(len(g.rows.list))-1)
	return cell{row, columnOf(p.Lon, g.rows.at(row).columns)}
}

func columnOf(lon float64, columns int32) int32 {
	turn := (lon + 180) / 360
	return max(int32(math.Floor((turn-math.Floor(turn))*float64(columns))), 0) % columns
}

// around is a search for what lies within so many metres of a place, to a hundredth.
type around struct {
	at          truceline.Point
	metres      float64
	north, east float64 // length of a degree there, metres
}

func lookAround(at truceline.Point, metres float64) around {
	north, east := geo.MetresPerDegree(at.Lat)
	return around{at, metres, north, east}
}

// squared is the square of how far off a place lies, in metres.
func (a *around) squared(p truceline.Point) float64 {
	x, y := a.east*turned(p.Lon-a.at.Lon), a.north*(p.Lat-a.at.Lat)
	return x*x + y*y
}

// search is one for what also went on at some time of [from, to], milliseconds since 1970.
type search struct {
	around
	from, to int64
	variance float64 // of the place along its major axis, if only what lies within the gate is searched for; else 0
}

// visit calls fn with every incident that is searched for, until it says to stop.
func (g *grid) visit(a *search, fn func(*entry) (more bool)) {
	if g.n == 0 {
		return
	}
	farthest := a.metres * a.metres
	up := a.metres / leastPerDegree
	for row := g.rows.of(a.at.Lat - up); row <= g.rows.of(a.at.Lat+up); row++ {
		more := g.eachOf(row, a.at.Lon, g.across(row, up), func(s *shelf, _ int32) bool {
			if s.newest < a.from {
				return true
			}
			least := a.from - s.longest
			for i := s.firstFrom(a.to+1) - 1; i >= 0 && s.entries[i].from >= least; i-- {
				e := &s.entries[i]
				if e.to < a.from {
					continue
				}
				d := a.squared(e.at)
				if d > farthest || a.variance > 0 && d > wideGate*wideGate*(a.variance+float64(e.variance)) {
					continue
				}
				if !fn(e) {
					return false
				}
			}
			return true
		})
		if !more {
			return
		}
	}
}

// leastPerDegree is a little less than the length of a degree of latitude
// anywhere on the earth, metres.
const leastPerDegree = 110_000

// across is how many degrees of longitude so many degrees of latitude are as
// long as, at the end of a row where they are most.
func (g *grid) across(row int32, up float64) float64 {
	return min(up/g.rows.at(row).end, 179.99)
}

// eachOf calls fn with the cells of a row that hold anything and lie within so
// many degrees of a longitude, until it says to stop.
func (g *grid) eachOf(row int32, lon, across float64, fn func(s *shelf, column int32) (more bool)) (more bool) {
	place := g.rows.place(row)
	if place < 0 || place >= len(g.lines) || g.lines[place] == nil {
		return true
	}
	line, columns := g.lines[place], g.rows.list[place].columns
	first, last := columnOf(lon-across, columns), columnOf(lon+across, columns)
	for c := first; ; {
		if cells := line[c/lineCells]; cells != nil {
			if s := &cells[c%lineCells]; len(s.entries) > 0 && !fn(s, c) {
				return false
			}
		}
		if c == last {
			return true
		}
		if c++; c == columns {
			c = 0
		}
	}
}

// shelf returns a cell, which is made if nothing was filed round about before.
func (g *grid) shelf(c cell) *shelf {
	if g.lines == nil {
		g.lines = make([]line, len(g.rows.list))
	}
	l := &g.lines[g.rows.place(c.row)]
	if *l == nil {
		*l = make(line, (g.rows.at(c.row).columns+lineCells-1)/lineCells)
	}
	cells := &(*l)[c.column/lineCells]
	if *cells == nil {
		*cells = new([lineCells]shelf)
	}
	return &(*cells)[c.column%lineCells]
}

// total is a number of incidents and how many of them probably happened, in
// millionths, so that sums are exact.
type total struct{ n, probable int64 }

// within adds to sum what lies around a place, without one incident, until enough says that it is enough. Cells that lie wholly within
// are taken whole; those in the middle come first.
func (g *grid) within(a *around, not *incident, sum *total, enough func(total) bool) {
	if g.n == 0 {
		return
	}
	farthest := a.metres * a.metres
	up := a.metres / leastPerDegree
	degrees := g.rows.degrees
	middle, rows := g.rows.of(a.at.Lat), int32(math.Ceil(up/degrees))
	for k := range 2*rows + 1 {
		row := middle + (k+1)/2*(1-2*(k%2)) // the middle, one below, one above, two below
		width := 360 / float64(g.rows.at(row).columns)
		south := math.Abs(float64(row)*degrees - a.at.Lat)
		reach := a.north * max(south, math.Abs(float64(row+1)*degrees-a.at.Lat))
		more := g.eachOf(row, a.at.Lon, g.across(row, up), func(s *shelf, column int32) bool {
			west := turned(float64(column)*width - 180 - a.at.Lon)
			if far := a.east * max(math.Abs(west), math.Abs(west+width)); far*far+reach*reach <= farthest {
				sum.add(s.total.n, s.total.probable)
			} else {
				for i := range s.entries {
					e := &s.entries[i]
					if a.squared(e.at) <= farthest {
						if sum.add(1, int64(e.probable)); enough(*sum) {
							break
						}
					}
				}
			}
			return !enough(*sum)
		})
		if !more {
			break
		}
	}
	if f := &not.file; f.grid == g && a.squared(f.at) <= farthest {
		sum.add(-1, -int64(f.probable))
	}
}

func (t *total) add(n, probable int64) { t.n, t.probable = t.n+n, t.probable+probable }

// turned is a difference of two longitudes as the shorter way round.
func turned(degrees float64) float64 {
	switch {
	case degrees > 180:
		return degrees - 360
	case degrees < -180:
		return degrees + 360
	}
	return degrees
}

// firstFrom is the position of the first entry that began then or later. It
// looks back from the end in steps that double, as most is asked of what has
// just begun.
func (s *shelf) firstFrom(from int64) int {
	low, high := len(s.entries), len(s.entries)
	for step := 1; low > 0 && s.entries[low-1].from >= from; step *= 2 {
		low, high = max(0, low-step), low-1
	}
	for low < high {
		middle := int(uint(low+high) / 2)
		if s.entries[middle].from < from {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// place returns the position of an entry, or where it belongs.
func (s *shelf) place(e entry) int {
	i := s.firstFrom(e.from)
	for ; i < len(s.entries) && s.entries[i].from == e.from; i++ {
		if s.entries[i].in == e.in {
			return i
		}
	}
	return i
}

// file puts an incident where it will be found, and takes it from where it was.
func (x *index) file(in *incident) {
	sigma := in.at.widest()
	g := x.gridOf(sigma)
	wide := int64(max(0, gate*in.sigma-clockSlack) * 1000) // else a good clock would not find what a bad one told of
	to := filed{g, g.cellOf(in.at.at), entry{in.from.UnixMilli() - wide, in.to.UnixMilli() + wide, in.at.at, millionths(in.exists.P), float32(sigma * sigma * 1.0001), in}}
	if in.file == to {
		return
	}
	in.file.remove()
	s := g.shelf(to.cell)
	s.entries = slices.Insert(s.entries, s.place(to.entry), to.entry)
	s.total.add(1, int64(to.probable))
	s.longest, s.newest = max(s.longest, to.to-to.from), max(s.newest, to.to)
	in.file = to
	g.n++
}

// clockSlack is for how long before and after a search reaches beyond what it must, seconds: clocks so good need no more.
const clockSlack = 60

// remove takes what is filed out again.
func (f *filed) remove() {
	if f.grid == nil {
		return
	}
	s := f.grid.shelf(f.cell)
	i := s.place(f.entry)
	s.entries = slices.Delete(s.entries, i, i+1)
	s.total.add(-1, -int64(f.probable))
	if len(s.entries) == 0 {
		*s = shelf{}
	}
	f.grid.n--
	*f = filed{}
}

// believe sets how probable it is that an incident happened.
func (in *incident) believe(p truceline.Probability) {
	in.exists = p
	f := &in.file
	if f.grid == nil || f.probable == millionths(p.P) {
		return
	}
	s := f.grid.shelf(f.cell)
	s.total.add(0, int64(millionths(p.P)-f.probable))
	f.probable = millionths(p.P)
	s.entries[s.place(f.entry)].probable = f.probable
}

func millionths(p float64) int32 { return int32(math.Round(p * 1e6)) }
