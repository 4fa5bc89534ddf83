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
// uses again. Every list is by stretch.
type hours struct {
	strip   *Strip
	from    int64
	each    int64
	end     int64
	none    []float64 // probability that no lineage so far notices
	one     []float64 // that exactly one does
	open    []float64 // that the lineage now being added up misses
	sum     []float64 // chance of the watcher now being added up
	best    []int8    // best state so far, absent for none
	cause   []cause   // of that state
	unknown []bool
	list    []part // of the watcher now being added up; not by stretch
}

// cause is where the cause of a state stands: in a row of a stand, or in what
// the ledger found.
type cause struct {
	stand, row int32
	why        why
}

func newHours(s *Strip, from, each int64, n int) *hours {
	return &hours{strip: s, from: from, each: each, end: from + int64(n)*each,
		none: make([]float64, n), one: make([]float64, n), open: make([]float64, n), sum: make([]float64, n),
		best: make([]int8, n), cause: make([]cause, n), unknown: make([]bool, n)}
}

// cell works out one cell.
func (h *hours) cell(lineages []lineage, out []Cell) {
	for k := range h.none {
		h.none[k], h.one[k], h.best[k], h.unknown[k] = 1, 0, absent, false
	}
	for _, g := range lineages {
		for k := range h.open {
			h.open[k] = 1
		}
		for _, met := range g {
			h.watcher(met)
		}
		for k, missed := range h.open {
			h.one[k] = h.one[k]*missed + h.none[k]*(1-missed)
			h.none[k] *= missed
		}
	}
	for k := range out {
		out[k] = Cell{Chance: 1 - h.none[k], Two: math.Max(0, 1-h.none[k]-h.one[k]), State: ofRank(int(max(0, h.best[k]))), NotKnown: h.unknown[k]}
		if h.best[k] >= 0 && h.best[k] < 3 {
			out[k].Cause = h.strip.ledger.causeOf(h.cause[k])
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
		levels, _ := l.levelsFor(&l.stands[met[m].stand], h.strip.kind)
		met[m].levels = levels
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
		h.together(met)
		return
	case len(h.list) == 1 && h.list[0].from == h.from && h.list[0].to == h.end: // the same throughout
		if p, ok := h.worth(h.list[0].met, h.list[0].level, 0, len(h.open)); ok {
			for k := range h.open {
				h.open[k] *= 1 - p
			}
		}
		return
	}
	clear(h.sum)
	for _, x := range h.list {
		first, last := int((x.from-h.from)/h.each), int((x.to-1-h.from)/h.each)
		p, ok := h.worth(x.met, x.level, first, last+1)
		if !ok {
			continue
		}
		for k := first; k <= last; k++ {
			begins := h.from + int64(k)*h.each
			h.sum[k] += p * float64(min(x.to, begins+h.each)-max(x.from, begins)) / float64(h.each)
		}
	}
	for k, p := range h.sum {
		h.open[k] *= 1 - p
	}
}

// worth notes the state of a level in some stretches, and returns the chance
// that it gives; not ok where it gives none.
func (h *hours) worth(m *meeting, now *level, first, last int) (p float64, ok bool) {
	for k := first; k < last; k++ {
		if now.state > h.best[k] {
			h.best[k], h.cause[k] = now.state, cause{m.stand, now.row, now.why}
		}
	}
	if now.state == 1 || now.state > 1 && now.chance < 0 {
		for k := first; k < last; k++ {
			h.unknown[k] = true
		}
	}
	if now.state < 2 || now.chance < 0 {
		return 0, false
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
		if !t.any {
			continue
		}
		h.open[k] *= 1 - t.chance(h.each)
		h.unknown[k] = h.unknown[k] || t.notKnown
		if t.best.state > h.best[k] {
			h.best[k], h.cause[k] = t.best.state, t.from
		}
	}
}
