package coverage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Answer says how well a place was watched over a time for one kind.
type Answer struct {
	State truceline.Watching `json:"state"`
	// By are the watches that watched or partly watched some of it, by start.
	By []truceline.Watch `json:"by"`
	// Words says the same in a sentence for people, with the gaps and their
	// causes: of a point or sector each gap with the whole spell that it is part of,
	// which may have begun before the time asked about and end after it. Times are UTC.
	Words string `json:"words"`
	// Open says that a spell in the words was not over at the newest moment the
	// ledger knows of, so that its end can be told later.
	Open bool `json:"open,omitempty"`
}

// Query says how well a place was watched over a time for a kind of happening,
// by the rules in the package comment. A moment (To equal to From) is asked as
// that moment. A place that is not known cannot have been watched or not: the
// answer is not known. Asked about an air alert from the moment it began, the
// answer is that the alert source spoke: an alert hides the next one, not itself.
func (l *Ledger) Query(pl truceline.Place, when truceline.Interval, k truceline.Kind) Answer {
	i, ok := l.inquire(pl, when, k)
	if !ok {
		return Answer{State: truceline.NotKnown,
			Words: "The place was not stated, so it cannot be said whether anything watched it."}
	}
	a := Answer{State: overall(i.segments), By: l.contributors(i.list)}
	a.Words, a.Open = i.sentence(a)
	return a
}

// State is the state of [Ledger.Query], without the words.
func (l *Ledger) State(pl truceline.Place, when truceline.Interval, k truceline.Kind) truceline.Watching {
	i, ok := l.inquire(pl, when, k)
	if !ok {
		return truceline.NotKnown
	}
	return overall(i.segments)
}

// inquiry is one question of what watched some cells, with what was stated.
type inquiry struct {
	l        *Ledger
	cells    []cell
	kind     truceline.Kind
	from, to time.Time
	list     []statement
	segments []segment
}

// inquire begins an inquiry; ok is false where the place is not known.
func (l *Ledger) inquire(pl truceline.Place, when truceline.Interval, k truceline.Kind) (i inquiry, ok bool) {
	i = inquiry{l: l, cells: l.cells(pl), kind: k, from: when.From, to: when.To}
	if !i.to.After(i.from) {
		i.to = i.from.Add(time.Nanosecond)
	}
	if len(i.cells) == 0 {
		return i, false
	}
	i.list, i.segments = i.between(l.meet(i.cells, k, i.from.UnixNano(), i.to.UnixNano()), i.from, i.to)
	return i, true
}

// between is what those who were met, and others, state of a time, and the states
// that follow from it.
func (i *inquiry) between(met []posted, from, to time.Time) ([]statement, []segment) {
	list := append(i.l.statements(met, i.cells, from, to, i.kind), i.l.unsaid(len(i.cells), from, to)...)
	return list, sweep(list, len(i.cells), from.UnixNano(), to.UnixNano())
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

// statement is what one watcher says of some cells over a stretch of time.
type statement struct {
	by       string
	means    truceline.Means
	from, to int64
	rank     int8
	cause    truceline.Cause
	causedBy string // the side that caused it, where that was said
	why      why
	stand    int32 // that it comes from, with the row; -1: watch says it
	level    level
	watch    *truceline.Watch // of a satellite or an alert
	cells    []int32
}

// posted is a stand that can notice a kind and covers some cells.
type posted struct {
	stand  int32
	levels []level
	cells  []int32
}

// meet finds the stands that can notice a kind, cover some cell and may state anything of
// the time between two moments.
func (l *Ledger) meet(cells []cell, k truceline.Kind, first, last int64) []posted {
	number := truceline.KindNumber(k)
	var out []posted
	l.around(cells, func(n int32) {
		s := &l.stands[n]
		if !s.can.has(number) || len(s.rows) == 0 || s.rows[0].from >= last {
			return
		}
		if !s.goesOn { // most of a patrol's halts are over: that is seen sooner than where they lay
			if levels, _ := l.levelsFor(s, number); !speaks(levels, first, last) {
				return
			}
		}
		if held := l.held(s.place, cells); len(held) > 0 {
			levels, _ := l.levelsFor(s, number)
			out = append(out, posted{n, levels, held})
		}
	})
	return out
}

// held are the numbers of the cells that a footprint covers.
func (l *Ledger) held(footprint truceline.Place, cells []cell) (held []int32) {
	for n, c := range cells {
		if l.holds(footprint, c) {
			held = append(held, int32(n))
		}
	}
	return held
}

// statements collects what those who were met, satellites and alerts say of a time,
// grouped by watcher and means.
func (l *Ledger) statements(met []posted, cells []cell, from, to time.Time, k truceline.Kind) []statement {
	first, last := from.UnixNano(), to.UnixNano()
	var list []statement
	for _, m := range met {
		s := &l.stands[m.stand]
		u := &l.units[s.unit]
		for i := max(0, levelNow(m.levels, first)); i < len(m.levels) && m.levels[i].from < last; i++ {
			now, end := m.levels[i], until(m.levels, i)
			if now.state == absent || end <= first {
				continue
			}
			st := statement{by: u.by, means: u.means, from: now.from, to: end, rank: now.state, cause: now.why.cause(), why: now.why, stand: m.stand, level: now, cells: m.cells}
			if now.why == asPosted && now.row >= 0 {
				r := &s.rows[now.row]
				st.cause, st.causedBy = truceline.Cause(l.words[r.cause]), l.words[r.causedBy]
			}
			if st.cause == truceline.CauseSaturated && now.from == first {
				// The alert that began just then is what was noticed; it does not hide itself.
				st.rank, st.cause = int8(rank(truceline.Watched)), truceline.CauseNone
			}
			list = append(list, st)
		}
	}
	add := func(w truceline.Watch) {
		if !w.When.From.Before(to) || !w.When.To.After(from) || !Notices(w, k) {
			return
		}
		if w.Cause == truceline.CauseSaturated && w.When.From.Equal(from) {
			w.State, w.Cause = truceline.Watched, truceline.CauseNone
		}
		if held := l.held(w.Place, cells); len(held) > 0 {
			list = append(list, statement{by: w.By, means: w.Means, from: w.When.From.UnixNano(), to: w.When.To.UnixNano(), rank: int8(rank(w.State)),
				cause: w.Cause, causedBy: w.CausedBy, stand: -1, watch: &w, cells: held})
		}
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
	slices.SortStableFunc(list, func(a, b statement) int {
		return cmp.Or(strings.Compare(a.by, b.by), strings.Compare(string(a.means), string(b.means)), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to),
			cmp.Compare(a.rank, b.rank), strings.Compare(string(a.cause), string(b.cause)))
	})
	return list
}

// unsaid is what the ledger itself states of the time outside its period: that it
// is not known who watched.
func (l *Ledger) unsaid(cells int, from, to time.Time) (list []statement) {
	all := make([]int32, cells)
	for i := range all {
		all[i] = int32(i)
	}
	for _, s := range l.unspoken(from, to) {
		list = append(list, statement{from: s.from.UnixNano(), to: s.to.UnixNano(), rank: int8(rank(truceline.NotKnown)), why: unspoken, stand: -1, cells: all})
	}
	return list
}

// around calls fn once with every stand that may notice something in a cell.
func (l *Ledger) around(cells []cell, fn func(n int32)) {
	for _, c := range cells {
		if !c.point {
			for n := range l.stands {
				fn(int32(n))
			}
			return
		}
	}
	l.search++
	for _, c := range cells {
		l.places.near(c.at, func(n int32) {
			if l.stands[n].marked != l.search {
				l.stands[n].marked = l.search
				fn(n)
			}
		})
	}
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
		return c.part && (c.area == Everywhere || footprint.At != truceline.Point{} && l.placing.contains(c.area, footprint.At))
	}
	switch {
	case c.point:
		return Covers(footprint, c.at)
	case reach(footprint) > coarseUpTo:
		return l.spans(footprint, c)
	case c.part && c.area == Everywhere:
		return true
	case c.part && footprint.Area != "":
		return footprint.Area == c.area
	case c.part:
		return l.placing.contains(c.area, footprint.At)
	}
	return false
}

// spans reports whether a footprint as wide as a swath covers an area: all of it, or
// for some part of it any. An area whose shape is not known counts as covered.
func (l *Ledger) spans(footprint truceline.Place, c cell) bool {
	points := l.placing.spread(c.area)
	if len(points) == 0 {
		return true
	}
	outside := func(p truceline.Point) bool { return !Covers(footprint, p) }
	if c.part {
		return slices.ContainsFunc(points, func(p truceline.Point) bool { return !outside(p) })
	}
	return !slices.ContainsFunc(points, outside)
}

// segment is a stretch of time with the state of each cell.
type segment struct {
	span64
	ranks []int8
}

// edge is a moment at which a cell gains or loses a watcher of some rank.
type edge struct {
	at   int64
	cell int32
	rank int8
	step int8
}

// sweep works out the state of every cell between the moments at which some
// watch begins or ends. The list is grouped by watcher and means.
func sweep(list []statement, cells int, from, to int64) []segment {
	var edges []edge
	for first := 0; first < len(list); {
		last := first + 1
		for last < len(list) && list[last].by == list[first].by && list[last].means == list[first].means {
			last++
		}
		edges = one(edges, list[first:last], from, to)
		first = last
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	counts := make([][4]int, cells)
	out := []segment{{span64{from, to}, make([]int8, cells)}}
	for i := 0; i < len(edges); {
		at := edges[i].at
		for ; i < len(edges) && edges[i].at == at; i++ {
			counts[edges[i].cell][edges[i].rank] += int(edges[i].step)
		}
		if at >= to {
			break
		}
		now := make([]int8, cells)
		for c := range counts {
			for r := int8(3); r > 0; r-- {
				if counts[c][r] > 0 {
					now[c] = r
					break
				}
			}
		}
		newest := &out[len(out)-1]
		switch {
		case slices.Equal(newest.ranks, now):
		case at <= from:
			newest.ranks = now
		default:
			newest.to = at
			out = append(out, segment{span64{at, to}, now})
		}
	}
	return out
}

// one adds what a single watcher says by one means: for each cell the best of
// its positive statements, unless one of the others holds, then the worst.
func one(edges []edge, list []statement, from, to int64) []edge {
	add := func(c int32, r int8, a, b int64) {
		if a, b = max(a, from), min(b, to); r > 0 && b > a {
			edges = append(edges, edge{a, c, r, 1}, edge{b, c, r, -1})
		}
	}
	if len(list) == 1 {
		for _, c := range list[0].cells {
			add(c, list[0].rank, list[0].from, list[0].to)
		}
		return edges
	}
	var cells []int32
	var cuts []int64
	for _, s := range list {
		cells = append(cells, s.cells...)
		cuts = append(cuts, max(from, s.from), min(to, s.to))
	}
	slices.Sort(cells)
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for _, c := range slices.Compact(cells) {
		for i := 0; i+1 < len(cuts); i++ {
			good, bad := int8(0), int8(-1)
			for _, s := range list {
				if s.from > cuts[i] {
					break // sorted by beginning
				}
				if s.to <= cuts[i] || !slices.Contains(s.cells, c) {
					continue
				}
				if s.rank >= 2 {
					good = max(good, s.rank)
				} else if bad < 0 || s.rank < bad {
					bad = s.rank
				}
			}
			if bad >= 0 {
				good = bad
			}
			add(c, good, cuts[i], cuts[i+1])
		}
	}
	return edges
}

// overall combines cells and stretches of time into one state.
func overall(segments []segment) truceline.Watching {
	best, worst := int8(0), int8(3)
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
	return ofRank(int(best))
}

// mostNamed is how many watches an answer names: of the whole theatre there may
// be millions.
const mostNamed = 2000

// contributors are the watches that watched, the first by start where there are
// more than can be named.
func (l *Ledger) contributors(list []statement) []truceline.Watch {
	var some []*statement
	for i := range list {
		if list[i].rank >= 2 {
			some = append(some, &list[i])
		}
	}
	slices.SortStableFunc(some, func(a, b *statement) int { return cmp.Compare(a.from, b.from) })
	var out []truceline.Watch
	type rowOf struct{ stand, row int32 }
	seen := map[rowOf]bool{}
	for _, s := range some[:min(len(some), mostNamed)] {
		if s.watch != nil {
			out = append(out, *s.watch)
			continue
		}
		if key := (rowOf{s.stand, s.level.row}); !seen[key] {
			seen[key] = true
			w := l.watch(&l.stands[s.stand], int(s.level.row))
			if w.State, w.Cause = ofRank(int(s.rank)), s.cause; s.why != asPosted {
				w.Note = s.why.String()
			}
			out = append(out, w)
		}
	}
	slices.SortFunc(out, compareWatches)
	return out
}
