package coverage

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// Answer says how well a place was watched over a time for one kind.
type Answer struct {
	State truceline.Watching `json:"state"`
	// By are the watches that watched or partly watched some of it, by start.
	By []truceline.Watch `json:"by"`
	// Words says the same in a sentence for people, with the gaps and their
	// causes. Times are UTC.
	Words string `json:"words"`
}

// Query says how well a place was watched over a time for a kind of happening,
// by the rules in the package comment. A moment (To equal to From) is asked as
// that moment. A place that is not known cannot have been watched or not: the
// answer is not known. Asked about an air alert from the moment it began, the
// answer is that the alert source spoke: an alert hides the next one, not itself.
func (l *Ledger) Query(pl truceline.Place, when truceline.Interval, k truceline.Kind) Answer {
	from, to := when.From, when.To
	if !to.After(from) {
		to = from.Add(time.Nanosecond)
	}
	cells := l.cells(pl)
	if len(cells) == 0 {
		return Answer{State: truceline.NotKnown,
			Words: "The place was not stated, so it cannot be said whether anything watched it."}
	}
	list := l.candidates(cells, from, to, k)
	segments := sweep(list, len(cells), from, to)
	a := Answer{State: overall(segments), By: contributors(list)}
	a.Words = l.sentence(a, segments, list, k)
	return a
}

// cell is one part of the place asked about: a point, an area as a whole, or
// some part of an area, however small.
type cell struct {
	at    truceline.Point
	area  string // of an area cell; of a point, where it was stated
	point bool   // else an area
	part  bool   // some part of the area; else the whole of it
}

// cells cuts a place into the parts that are judged one by one.
func (l *Ledger) cells(pl truceline.Place) []cell {
	switch pl.Shape {
	case truceline.ShapeArea:
		if pl.Area != Everywhere {
			return []cell{{area: pl.Area}, {area: pl.Area, part: true}}
		}
		out := []cell{{area: Everywhere, part: true}}
		for _, a := range l.cfg.Areas {
			out = append(out, cell{area: a.ID})
		}
		if len(l.cfg.Areas) == 0 {
			out = append(out, cell{area: Everywhere})
		}
		return out
	case truceline.ShapePoint, truceline.ShapeSector:
		var out []cell
		for _, p := range samples(pl) {
			out = append(out, cell{at: p, point: true, area: pl.Area})
		}
		return out
	}
	return nil
}

// candidate is a watch with the cells that it speaks about.
type candidate struct {
	truceline.Watch
	cells []int
}

// candidates collects the watches that can notice the kind, touch the time and
// cover some cell, grouped by watcher.
func (l *Ledger) candidates(cells []cell, from, to time.Time, k truceline.Kind) []candidate {
	var list []candidate
	able := map[truceline.Means]bool{} // CanNotice, asked once a means
	for _, m := range truceline.AllMeans() {
		able[m] = CanNotice(m, k)
	}
	add := func(w truceline.Watch) {
		if !w.When.From.Before(to) || !w.When.To.After(from) {
			return
		}
		if len(w.Kinds) == 0 && !able[w.Means] || len(w.Kinds) > 0 && !slices.Contains(w.Kinds, k) {
			return
		}
		if w.Cause == truceline.CauseSaturated && w.When.From.Equal(from) {
			// The alert that began just then is what was noticed; it does not hide itself.
			w.State, w.Cause = truceline.Watched, truceline.CauseNone
		}
		var held []int
		for i, c := range cells {
			if l.holds(w.Place, c) {
				held = append(held, i)
			}
		}
		if len(held) > 0 {
			list = append(list, candidate{w, held})
		}
	}
	for _, w := range l.posted {
		if !w.When.From.Before(to) {
			break
		}
		add(w)
	}
	cutFrom, cutTo := l.clip(truceline.Window{From: from, To: to})
	if k == truceline.KindHeat && cutTo.After(cutFrom) {
		for _, w := range l.thermalWatches(cutFrom, cutTo) {
			add(w)
		}
	}
	if k == truceline.KindAirAlert && cutTo.After(cutFrom) {
		for _, area := range l.areasOf(cells) {
			for _, w := range l.alertWatches(area, cutFrom, cutTo) {
				add(w)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return compareBy(a.Watch, b.Watch) })
	return list
}

func compareBy(a, b truceline.Watch) int {
	switch {
	case a.By < b.By:
		return -1
	case a.By > b.By:
		return 1
	}
	return compareWatches(a, b)
}

// areasOf lists the alert areas that cells speak about.
func (l *Ledger) areasOf(cells []cell) []string {
	known := l.alertAreas()
	var out []string
	for _, c := range cells {
		area := c.area
		if c.point && area == "" {
			area = l.placing.areaOf(c.at)
		}
		if area == Everywhere {
			return known
		}
		if slices.Contains(known, area) && !slices.Contains(out, area) {
			out = append(out, area)
		}
	}
	return out
}

// holds reports whether a footprint covers a cell.
func (l *Ledger) holds(footprint truceline.Place, c cell) bool {
	if footprint.Shape == truceline.ShapeArea {
		switch {
		case footprint.Area == Everywhere || footprint.Area == c.area:
			return true
		case c.point:
			return l.placing.contains(footprint.Area, c.at)
		}
		return c.part && c.area == Everywhere
	}
	switch {
	case c.point:
		return Covers(footprint, c.at)
	case c.part && c.area == Everywhere:
		return true
	case c.part && footprint.Area != "":
		return footprint.Area == c.area
	case c.part:
		return l.placing.contains(c.area, footprint.At)
	}
	return false
}

// segment is a stretch of time with the state of each cell.
type segment struct {
	span
	ranks []int
}

// sweep works out the state of every cell between the moments at which some
// watch begins or ends. The list is grouped by watcher.
func sweep(list []candidate, cells int, from, to time.Time) []segment {
	cuts := []time.Time{from, to}
	for _, c := range list {
		for _, t := range []time.Time{c.When.From, c.When.To} {
			if t.After(from) && t.Before(to) {
				cuts = append(cuts, t)
			}
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	out := make([]segment, 0, len(cuts))
	good, bad := make([]int, cells), make([]int, cells)
	for i := 0; i+1 < len(cuts); i++ {
		s := segment{span{cuts[i], cuts[i+1]}, make([]int, cells)}
		for first := 0; first < len(list); {
			last := first
			for last < len(list) && list[last].By == list[first].By {
				last++
			}
			one(list[first:last], s.span, good, bad)
			for c := range cells {
				if bad[c] >= 0 {
					good[c] = bad[c]
				}
				s.ranks[c] = max(s.ranks[c], good[c])
			}
			first = last
		}
		out = append(out, s)
	}
	return out
}

// one fills in what a single watcher says about each cell over a stretch: the
// best of its positive statements, and the worst of the others (-1 for none).
func one(list []candidate, s span, good, bad []int) {
	for c := range good {
		good[c], bad[c] = 0, -1
	}
	for _, w := range list {
		if w.When.From.After(s.from) || !w.When.To.After(s.from) {
			continue
		}
		r := rank(w.State)
		for _, c := range w.cells {
			if counts(w.State) {
				good[c] = max(good[c], r)
			} else if bad[c] < 0 || r < bad[c] {
				bad[c] = r
			}
		}
	}
}

// overall combines cells and stretches of time into one state.
func overall(segments []segment) truceline.Watching {
	best, worst := 0, 3
	for _, s := range segments {
		for _, r := range s.ranks {
			best, worst = max(best, r), min(worst, r)
		}
	}
	switch {
	case worst == 3:
		return truceline.Watched
	case best >= 2:
		return truceline.PartlyWatched
	}
	return ofRank(best)
}

func contributors(list []candidate) []truceline.Watch {
	var out []truceline.Watch
	for _, c := range list {
		if counts(c.State) {
			out = append(out, c.Watch)
		}
	}
	slices.SortFunc(out, compareWatches)
	return out
}
