package track

import "math"

// whereabouts finds the tracks of things that may have come to a place, without
// asking all of them. It is a hash table of square cells, in levels of cells ever
// larger: a track stands in the level whose cells are larger than the way it can
// have gone meanwhile, so that it is in the cell of a place or in one beside it. It
// holds what reports itself; a track is filed anew when it is heard, and when it has
// been silent for so long that it outgrows its cell.
type whereabouts struct {
	heads []*follow   // of the chains of tracks with one hash; as many as a power of two
	held  [levels]int // tracks of each level
	count int
}

// A cell of the lowest level is this wide, in metres, and each further one four
// times as wide as the one below it.
const (
	narrowest = 1024.0
	levels    = 9 // the widest are larger than the earth
)

// square is a cell of a level.
type square struct {
	level    int8
	row, col int32
}

// width is how wide the cells of a level are, in metres.
func width(level int8) float64 { return narrowest * float64(int64(1)<<(2*level)) }

func (w *whereabouts) hash(s square) uint64 {
	h := uint64(uint32(s.col))*0x9E3779B97F4A7C15 ^ uint64(uint32(s.row))*0xC2B2AE3D27D4EB4F ^ uint64(s.level)*0x165667B19E3779F9
	h ^= h >> 32
	return h & uint64(len(w.heads)-1)
}

// file puts a track where a thing with this reach is looked for.
func (w *whereabouts) file(f *follow, reach float64) {
	w.unfile(f)
	s := square{}
	for s.level < levels-1 && width(s.level) < reach {
		s.level++
	}
	g := &f.state.by[straight]
	s.col, s.row = int32(math.Floor(g.x[east]/width(s.level))), int32(math.Floor(g.x[north]/width(s.level)))
	if w.count++; w.count > len(w.heads) {
		w.grow()
	}
	w.held[s.level]++
	f.at, f.filed = s, true
	w.chain(f)
}

// chain puts a track at the head of its chain.
func (w *whereabouts) chain(f *follow) {
	h := w.hash(f.at)
	f.before, f.after = nil, w.heads[h]
	if f.after != nil {
		f.after.before = f
	}
	w.heads[h] = f
}

// unfile takes a track out.
func (w *whereabouts) unfile(f *follow) {
	if !f.filed {
		return
	}
	if f.before != nil {
		f.before.after = f.after
	} else {
		w.heads[w.hash(f.at)] = f.after
	}
	if f.after != nil {
		f.after.before = f.before
	}
	f.before, f.after, f.filed = nil, nil, false
	w.held[f.at.level]--
	w.count--
}

// grow doubles the table.
func (w *whereabouts) grow() {
	old := w.heads
	w.heads = make([]*follow, max(64, 2*len(old)))
	for _, f := range old {
		for f != nil {
			next := f.after
			w.chain(f)
			f = next
		}
	}
}

// around appends the tracks that may have come within so many metres of a place;
// false when asking all tracks is less work.
func (w *whereabouts) around(x, y, within float64, to []*follow) ([]*follow, bool) {
	work := 0.0
	for level := range int8(levels) {
		if w.held[level] > 0 {
			side := 3 + 2*within/width(level)
			work += side * side
		}
	}
	if work > float64(w.count) {
		return to, false
	}
	for level := range int8(levels) {
		if w.held[level] == 0 {
			continue
		}
		cell := width(level)
		reach := cell + within
		for row := int32(math.Floor((y - reach) / cell)); row <= int32(math.Floor((y+reach)/cell)); row++ {
			for col := int32(math.Floor((x - reach) / cell)); col <= int32(math.Floor((x+reach)/cell)); col++ {
				s := square{level, row, col}
				for f := w.heads[w.hash(s)]; f != nil; f = f.after {
					if f.at == s {
						to = append(to, f)
					}
				}
			}
		}
	}
	return to, true
}
