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

// alike are the shares of a cell and the window that part well watched cells
// from partly and hardly watched ones.
func alike(share float64) int {
	switch {
	case share >= 0.75:
		return 2
	case share >= 0.3:
		return 1
	}
	return 0
}

// cut cuts the line by how well a kind is watched. It does not look at events.
func (s *survey) cut(k int) stretches {
	out := stretches{of: make([]int, s.cells)}
	class, length := -1, 0.0
	for cell := range s.cells {
		noticed, squared := 0.0, 0.0
		for side := range sides {
			for d := range depths - 1 {
				for b := range bands {
					w := depthWidth(d) / reachKm() * s.share[b] / sides
					e := &s.effort[k][s.index(cell, side, d, b)]
					noticed, squared = noticed+w*e.noticed, squared+w*e.squared
				}
			}
		}
		share := 0.0
		if squared > 0 {
			share = noticed * noticed / squared
		}
		if c := alike(share); c != class || length+s.length(cell) > longest+1e-9 {
			out.cells, class, length = append(out.cells, nil), c, 0
		}
		last := len(out.cells) - 1
		out.cells[last], out.of[cell] = append(out.cells[last], cell), last
		length += s.length(cell)
	}
	return out
}
