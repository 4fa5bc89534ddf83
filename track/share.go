package track

import (
	"cmp"
	"math"
	"slices"
)

// search holds the lists of a search, kept from one to the next.
type search struct {
	ways, next []way
	steps      []step
}

// way is one way to share the reports so far between two things, either of which
// may not have begun.
type way struct {
	a, b  *node
	score float64 // of the reports, and of the silence of each since
}

// step is what a thing becomes by the report at hand; nil: it cannot have made it.
type step struct{ from, to *node }

const (
	// ways is how many ways are followed at a time.
	ways = 12
	// gain is how much likelier, in logarithm, another sharing must be than the one
	// that stands.
	gain = 3.0
	// lately is how many reports back two ways must differ to be followed apart.
	lately = 6
)

// share looks for a likelier way to share the undecided reports of two things;
// the second may have none yet. It reports whether one was found and taken.
func (d *Deferred) share(a, b *thread) bool {
	s := &d.search
	s.ways = append(s.ways[:0], way{a: d.decided(a), b: d.decided(b)})
	for i := range d.held {
		h := &d.held[i]
		if h.owner != a && h.owner != b {
			continue
		}
		s.next, s.steps = s.next[:0], s.steps[:0]
		for _, w := range s.ways {
			if n := d.step(w.a, d.settled+i, &h.spot); n != nil {
				s.next = append(s.next, d.way(n, w.b, h.spot.time))
			}
			if w.a == nil && w.b == nil {
				continue // whichever begins is the first
			}
			if n := d.step(w.b, d.settled+i, &h.spot); n != nil {
				s.next = append(s.next, d.way(w.a, n, h.spot.time))
			}
		}
		if len(s.next) == 0 {
			return false
		}
		slices.SortStableFunc(s.next, func(x, y way) int { return cmp.Compare(y.score, x.score) })
		s.next = unlike(s.next)
		s.ways, s.next = s.next, s.ways
	}
	best := way{score: d.way(a.tip, b.tip, d.now).score + gain}
	found := false
	for _, w := range s.ways {
		if now := d.way(w.a, w.b, d.now); now.score > best.score {
			best, found = now, true
		}
	}
	if found {
		d.give(a, best.a)
		d.give(b, best.b)
	}
	return found
}

// way weighs what two things are at a moment.
func (d *Deferred) way(a, b *node, now float64) way {
	w := way{a: a, b: b}
	for _, n := range [2]*node{a, b} {
		if n != nil {
			w.score += n.score + d.silence(n, now)
		}
	}
	return w
}

// decided is what a thing was after the last of its reports that is decided; nil
// if none is.
func (d *Deferred) decided(t *thread) *node {
	n := t.tip
	for n != nil && n.report >= d.settled {
		n = n.parent
	}
	return n
}

// give makes a thing the owner of its reports.
func (d *Deferred) give(t *thread, tip *node) {
	t.tip = tip
	for n := tip; n != nil && n.report >= d.settled; n = n.parent {
		d.held[n.report-d.settled].owner = t
	}
}

// step is after, worked out once for each thing as it may be.
func (d *Deferred) step(n *node, report int, p *spot) *node {
	for _, s := range d.search.steps {
		if s.from == n {
			return s.to
		}
	}
	to := d.begin(report, p)
	if n != nil {
		to = d.after(n, report, p)
	}
	d.search.steps = append(d.search.steps, step{n, to})
	return to
}

// begin is a thing at its first report.
func (d *Deferred) begin(report int, p *spot) *node {
	z := p.detection()
	return &node{report: report, count: 1, time: p.time, x: z.X, y: z.Y, state: d.config.Motion.first(&z), score: d.birth(p.time)}
}

// birth is the logarithm of how likely the first report of a thing comes here and
// now: on a square metre and second.
func (d *Deferred) birth(now float64) float64 {
	slowest, _ := rhythm(rhythms - 1)
	return math.Log(d.config.Births + d.config.Crowd/slowest*math.Exp(-(now-d.first)/slowest))
}

// after is what a thing becomes by a report, worked out once; nil when it cannot have made it.
func (d *Deferred) after(n *node, report int, p *spot) *node {
	for _, x := range n.then {
		if x.report == report {
			return x.to
		}
	}
	to := d.become(n, report, p)
	n.then = append(n.then, then{report, to})
	return to
}

// become is after, worked out.
func (d *Deferred) become(n *node, report int, p *spot) *node {
	z := p.detection()
	dt := p.time - n.time
	g := &n.state.by[straight]
	reach := d.config.Motion.Fastest*dt + 10*math.Sqrt(g.p[east][east]+g.p[north][north]+z.XX+z.YY)
	if dx, dy := z.X-g.x[east], z.Y-g.x[north]; dx*dx+dy*dy > reach*reach {
		return nil
	}
	to := &node{parent: n, report: report, count: n.count + 1, time: p.time, state: n.state}
	to.state.predict(&d.config.Motion, dt)
	hs := [1]hypothesis{{weight: 1}}
	if !to.state.likelihood(&z, 2*gate, &hs[0]) {
		return nil
	}
	zs := [1]Detection{z}
	to.state.update(zs[:], hs[:], 0)
	for k := range modes {
		x := &to.state.by[k].x
		to.x += to.state.mu[k] * x[east]
		to.y += to.state.mu[k] * x[north]
		to.speed += to.state.mu[k] * math.Hypot(x[eastward], x[northward])
	}
	to.score = n.score + math.Log(hs[0].like) + math.Log(d.due(n, to))
	return to
}

// unlike keeps the likeliest ways, of those that gave the last reports to the same
// the likeliest alone: what they did before is past mending by what comes, and a
// dozen of one kind would crowd out every other.
func unlike(all []way) []way {
	kept := all[:0]
	for _, w := range all {
		if slices.ContainsFunc(kept, func(k way) bool { return alike(k.a, w.a) && alike(k.b, w.b) }) {
			continue
		}
		if kept = append(kept, w); len(kept) == ways {
			break
		}
	}
	return kept
}

// alike reports whether a thing's last reports are the same, as it may be.
func alike(a, b *node) bool {
	for range lately {
		if a == b {
			return true
		}
		if a == nil || b == nil || a.report != b.report {
			return false
		}
		a, b = a.parent, b.parent
	}
	return true
}
