package rate

// stretches are how the line is cut for one kind: neighbouring cells that are
// watched alike make one stretch, so that what is seen in a stretch may stand for
// what is not. Watchers stand where something is expected; a stretch across the
// edge of what they cover would take the lively part for the whole.
type stretches struct {
	cells [][]int // of each stretch
	of    []int   // the stretch of each cell
}

// longest is how long a stretch grows, kilometres.
const longest = 10

// class is how well a part is watched, see [alike].
func (e effortSum) class() int { return alike(e.noticed / e.whole) }

// alike are the chances of noticing that part well watched cells from partly and
// hardly watched ones.
func alike(chance float64) int {
	switch {
	case chance >= 0.75:
		return 2
	case chance >= 0.3:
		return 1
	}
	return 0
}

// cut cuts the line by how well a kind is watched. It does not look at events.
func (s *survey) cut(k int) stretches {
	out := stretches{of: make([]int, s.cells)}
	class, length := -1, 0.0
	for cell := range s.cells {
		chance := 0.0
		for side := range sides {
			for d := range depths - 1 {
				for b := range bands {
					w := depthWidth(d) / reachKm() * s.share[b] / sides
					chance += w * s.effort[k][s.index(cell, side, d, b)].noticed
				}
			}
		}
		if c := alike(chance); c != class || length+s.length(cell) > longest+1e-9 {
			out.cells, class, length = append(out.cells, nil), c, 0
		}
		last := len(out.cells) - 1
		out.cells[last], out.of[cell] = append(out.cells[last], cell), last
		length += s.length(cell)
	}
	return out
}
