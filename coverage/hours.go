package coverage

import (
	"cmp"
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// lineage is watchers that share a platform or a network, each with what it may
// notice in one cell: by unit, then stand.
type lineage [][]meeting

// lineages parts meetings into lineages, in the order of their first watcher.
func (l *Ledger) lineages(met []meeting) []lineage {
	slices.SortFunc(met, func(a, b meeting) int { return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.stand, b.stand)) })
	var out []lineage
	of := newBonds()
	for first := 0; first < len(met); {
		last := first + 1
		for last < len(met) && met[last].unit == met[first].unit {
			last++
		}
		u := &l.units[met[first].unit]
		at := of.bind(u.by, u.lineage, func(into, from int) {
			out[into] = append(out[into], out[from]...)
			out[from] = nil
		})
		if at == len(out) {
			out = append(out, nil)
		}
		out[at] = append(out[at], met[first:last:last])
		first = last
	}
	return slices.DeleteFunc(out, func(g lineage) bool { return g == nil })
}

// hours works out the stretches of one cell after another, with room that it
// uses again. Most watchers of a cell watch alike throughout: these are added up
// once for all stretches, the others in lists by stretch.
type hours struct {
	strip  *Strip
	from   int64
	each   int64
	end    int64
	steady same
	none   []float64 // probability that no lineage so far notices
	one    []float64 // that exactly one does
	open   []float64 // that the lineage now being added up misses
	sum    []float64 // chance of the watcher now being added up
	best   []found   // best state so far
	doubt  []bool    // some watcher's chance or state is not known
	unsaid []bool    // the ledger's period does not hold all of the stretch
	list   []part    // of the watcher now being added up; not by stretch
	order  int32     // number of that watcher
}

// same is what holds in all stretches alike.
type same struct {
	none, one, open float64
	best            found
	doubt           bool
	varies          bool // the lineage now being added up does not watch alike throughout
}

// found is a state, and who was in it.
type found struct {
	state int8 // absent for none
	order int32
	cause cause
}

// better reports whether a state is better than another; of equal ones the first
// watcher's counts.
func (f found) better(than found) bool {
	return f.state > than.state || f.state == than.state && f.order < than.order
}

// cause is where the cause of a state stands: in a row of a stand, or in what
// the ledger found.
type cause struct {
	stand, row int32
	why        why
}

func newHours(s *Strip, from, each int64, n int) *hours {
	h := &hours{strip: s, from: from, each: each, end: from + int64(n)*each,
		none: make([]float64, n), one: make([]float64, n), open: make([]float64, n), sum: make([]float64, n),
		best: make([]found, n), doubt: make([]bool, n), unsaid: make([]bool, n)}
	for k := range h.unsaid {
		begins := from + int64(k)*each
		h.unsaid[k] = !s.ledger.speaks(moment(begins), moment(begins+each))
	}
	return h
}

// cell works out one cell.
func (h *hours) cell(lineages []lineage, out []Cell) {
	h.steady, h.order = same{none: 1, best: found{state: absent}}, 0
	for k := range h.none {
		h.none[k], h.one[k], h.best[k], h.doubt[k] = 1, 0, found{state: absent}, h.unsaid[k]
	}
	for _, g := range lineages {
		h.steady.open, h.steady.varies = 1, false
		for _, met := range g {
			h.watcher(met)
			h.order++
		}
		h.lineage()
	}
	s := &h.steady
	for k := range out {
		none, one := s.none*h.none[k], s.none*h.one[k]+s.one*h.none[k]
		best := h.best[k]
		if s.best.better(best) {
			best = s.best
		}
		out[k] = Cell{Chance: 1 - none, Two: math.Max(0, 1-none-one), State: ofRank(int(max(0, best.state))), NotKnown: s.doubt || h.doubt[k]}
		if best.state >= 0 && best.state < 3 {
			out[k].Cause = h.strip.ledger.causeOf(best.cause)
		}
	}
}

// lineage puts the lineage that was added up to the others.
func (h *hours) lineage() {
	s := &h.steady
	if !s.varies {
		s.one, s.none = s.one*s.open+s.none*(1-s.open), s.none*s.open
		return
	}
	for k, open := range h.open {
		missed := open * s.open
		h.one[k] = h.one[k]*missed + h.none[k]*(1-missed)
		h.none[k] *= missed
	}
}

// vary begins to count the lineage by stretch.
func (h *hours) vary() {
	if !h.steady.varies {
		h.steady.varies = true
		for k := range h.open {
			h.open[k] = 1
		}
	}
}

// causeOf looks a cause up.
func (l *Ledger) causeOf(c cause) truceline.Cause {
	if c.why != asPosted || c.row < 0 {
		return c.why.cause()
	}
	return truceline.Cause(l.words[l.stands[c.stand].rows[c.row].cause])
}

// part is a level of a watcher's stand within the time asked about.
type part struct {
	from, to int64
	met      *meeting
	level    *level
}

// parts lists what a watcher states within the time asked about, by its
// beginning, and reports whether no two of them meet.
func (h *hours) parts(met []meeting) (apart bool) {
	l := h.strip.ledger
	h.list = h.list[:0]
	for m := range met {
		if h.strip.version != l.version {
			met[m].levels, _ = l.levelsFor(&l.stands[met[m].stand], h.strip.kind)
		}
		levels := met[m].levels
		for i := max(0, levelNow(levels, h.from)); i < len(levels) && levels[i].from < h.end; i++ {
			a, b := max(h.from, levels[i].from), min(h.end, until(levels, i))
			if levels[i].state != absent && b > a {
				h.list = append(h.list, part{a, b, &met[m], &levels[i]})
			}
		}
	}
	if len(met) == 1 {
		return true
	}
	slices.SortFunc(h.list, func(a, b part) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(h.list); i++ {
		if h.list[i].from < h.list[i-1].to {
			return false
		}
	}
	return true
}

// watcher adds the chances of one watcher.
func (h *hours) watcher(met []meeting) {
	apart := h.parts(met)
	switch {
	case len(h.list) == 0:
		return
	case !apart || h.strip.stays:
		h.vary()
		h.together(met)
		return
	case len(h.list) == 1 && h.list[0].from == h.from && h.list[0].to == h.end:
		x := h.list[0]
		if f := (found{x.level.state, h.order, cause{x.met.stand, x.level.row, x.level.why}}); f.better(h.steady.best) {
			h.steady.best = f
		}
		p, known := x.level.worth(x.met)
		h.steady.doubt = h.steady.doubt || !known
		h.steady.open *= 1 - p
		return
	}
	h.vary()
	clear(h.sum)
	for _, x := range h.list {
		p, known := x.level.worth(x.met)
		f := found{x.level.state, h.order, cause{x.met.stand, x.level.row, x.level.why}}
		for k := int((x.from - h.from) / h.each); k <= int((x.to-1-h.from)/h.each); k++ {
			h.note(k, f, !known)
			begins := h.from + int64(k)*h.each
			h.sum[k] += p * float64(min(x.to, begins+h.each)-max(x.from, begins)) / float64(h.each)
		}
	}
	for k, p := range h.sum {
		h.open[k] *= 1 - p
	}
}

// note notes the state of a watcher in one stretch.
func (h *hours) note(k int, f found, doubt bool) {
	if f.better(h.best[k]) {
		h.best[k] = f
	}
	h.doubt[k] = h.doubt[k] || doubt
}

// worth returns the chance that a watcher under a level notices, 0 where it does not
// watch, and whether that is known.
func (now *level) worth(m *meeting) (p float64, known bool) {
	switch {
	case now.state == 1 || now.state > 1 && now.chance < 0:
		return 0, false
	case now.state < 2:
		return 0, true
	}
	return math.Min(1, now.chance*m.of(*now)), true
}

// together adds the chances of a watcher whose stands speak at the same time, or
// for what stays.
func (h *hours) together(met []meeting) {
	for k := range h.open {
		from := h.from + int64(k)*h.each
		if !slices.ContainsFunc(h.list, func(p part) bool { return p.from < from+h.each && p.to > from }) {
			continue
		}
		t := tally{stays: h.strip.stays, missed: 1}
		q := question{l: h.strip.ledger, from: from, to: from + h.each}
		q.together(met, &t)
		if t.any {
			h.open[k] *= 1 - t.chance(h.each)
			h.note(k, found{t.best.state, h.order, t.from}, t.notKnown)
		}
	}
}
