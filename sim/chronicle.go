package sim

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// chronicle lets things happen, slice of time by slice of time: what each side
// does of its own accord, and what that provokes. It holds only what is still
// to come.
type chronicle struct {
	ex      *Exercise
	t       *terrain
	seed    uint64
	scale   float64
	queue   upcoming
	made    int
	slices  int
	number  int
	replies *rand.Rand
	passing []*site // who may come by, in order of their beginning
	driven  int
	setOut  []*mover // columns and mines of the slice, for the fleet
}

// upcoming is a heap of happenings, the earliest on top; of the same moment
// the one that was made first.
type upcoming []happening

func (u upcoming) Len() int { return len(u) }
func (u upcoming) Less(i, j int) bool {
	if !u[i].from.Equal(u[j].from) {
		return u[i].from.Before(u[j].from)
	}
	return u[i].order < u[j].order
}
func (u upcoming) Swap(i, j int) { u[i], u[j] = u[j], u[i] }

// Push and Pop are for container/heap.
func (u *upcoming) Push(x any) { *u = append(*u, x.(happening)) }

// Pop takes the last.
func (u *upcoming) Pop() any {
	last := len(*u) - 1
	h := (*u)[last]
	*u = (*u)[:last]
	return h
}

func newChronicle(ex *Exercise, t *terrain, seed uint64, scale float64) *chronicle {
	return &chronicle{ex: ex, t: t, seed: seed, scale: scale, replies: stream(seed, forTruth, 1<<31)}
}

// add makes something happen.
func (c *chronicle) add(h happening) {
	if h.from.Before(c.ex.Window.From) || !h.from.Before(c.ex.Window.To) {
		return
	}
	if h.to.After(c.ex.Window.To) {
		h.to = c.ex.Window.To
	}
	if a := c.t.areaAt(h.at); a >= 0 && h.area == "" {
		h.area = c.ex.Ground.Areas[a].ID
	}
	c.made++
	h.order = c.made
	heap.Push(&c.queue, h)
}

// next returns what begins in [from, to), in order. It must be called for
// slice after slice without a gap.
func (c *chronicle) next(from, to time.Time) []happening {
	events := c.ex.Events
	for i := range events {
		if events[i].Kind == truceline.KindInterference {
			continue // planned from the start
		}
		for hand := range 2 {
			r := stream(c.seed, forTruth, (c.slices*len(events)+i)*2+hand)
			c.ownAccord(r, i, hand, from, to)
		}
	}
	c.burn(from, to)
	c.slices++
	var out []happening
	for len(c.queue) > 0 && c.queue[0].from.Before(to) {
		h := heap.Pop(&c.queue).(happening)
		c.number++
		h.number = c.number
		c.provoke(h)
		c.follow(h)
		c.leave(h)
		c.cover(h)
		out = append(out, h)
	}
	return out
}

func (c *chronicle) ownAccord(r *rand.Rand, index, hand int, from, to time.Time) {
	e := &c.ex.Events[index]
	mean := e.PerDay * c.scale * to.Sub(from).Hours() / 24
	if f, ok := e.BySide[c.ex.Sides[hand].ID]; ok {
		mean *= f
	}
	most := 1.0
	if len(e.Hours) > 0 {
		most = slices.Max(e.Hours) / total(e.Hours) * 24
	}
	for range poisson(r, mean*most) {
		when := from.Add(time.Duration(r.Float64() * float64(to.Sub(from)))).Truncate(time.Millisecond)
		if len(e.Hours) > 0 && r.Float64()*most >= e.Hours[when.In(from.Location()).Hour()]/total(e.Hours)*24 {
			continue
		}
		if !e.From.IsZero() && when.Before(e.From) || !e.To.IsZero() && !when.Before(e.To) {
			continue
		}
		km := c.whereabouts(r, e)
		if h, ok := c.happen(r, index, hand, km, when); ok {
			c.add(h)
		}
	}
}

// whereabouts draws a place along the line with the factors of the stretches.
func (c *chronicle) whereabouts(r *rand.Rand, e *EventRate) float64 {
	most := 1.0
	for _, s := range c.ex.Stretches {
		most = max(most, s.Factor)
	}
	from, to := e.FromKm, e.ToKm
	if to <= from {
		from, to = 0, c.t.track.whole
	}
	km := 0.0
	for range 100_000 { // a line with a factor of 0 all over has no better place
		km = from + r.Float64()*(to-from)
		if r.Float64()*most < factorAt(c.ex.Stretches, km) {
			break
		}
	}
	return km
}

func factorAt(stretches []Stretch, km float64) float64 {
	for _, s := range stretches {
		if km >= s.FromKm && km < s.ToKm {
			return s.Factor
		}
	}
	return 1
}

// cover lets announced activity hide what is not announced: the same side does it
// while the other goes on, or not at all where nobody must see it and somebody
// always would.
func (c *chronicle) cover(h happening) {
	if h.event.Exempt == "" {
		return
	}
	hand := c.t.hand(h.at) // nobody is named for what is allowed; it is done on one's own ground
	for i := range c.ex.Events {
		e := &c.ex.Events[i]
		if e.Cover != h.event.Exempt {
			continue
		}
		r, mean := stream(c.seed, forCover, h.number<<8|i), e.PerCover
		if f, ok := e.BySide[c.ex.Sides[hand].ID]; ok {
			mean *= f
		}
		for range poisson(r, mean) {
			when := h.from.Add(time.Duration(r.Float64() * float64(h.to.Sub(h.from)))).Truncate(time.Millisecond)
			if next, ok := c.happen(r, i, hand, c.whereabouts(r, e), when); ok && next.from.Before(h.to) {
				c.add(next)
			}
		}
	}
}

// provoke lets one happening bring about others.
func (c *chronicle) provoke(h happening) {
	if h.by < 0 {
		return
	}
	r := c.replies
	until, heeded := c.rings(h)
	for _, a := range c.ex.Answers {
		if !slices.Contains(a.To, h.kind) {
			continue
		}
		by := h.by
		if a.By == "other" {
			by = 1 - h.by
		}
		for range poisson(r, a.Chance) {
			when := h.to.Add(about(r, a.Delay)).Truncate(time.Millisecond)
			km := h.along + r.NormFloat64()*a.WithinKm/1.96
			if a.By == "other" {
				when = later(when, until)
			}
			if heeded && a.By == "other" || !when.Before(c.ex.Window.To) || km < 0 || km > c.t.track.whole {
				continue
			}
			if next, ok := c.happen(r, eventOf(*c.ex, a.With), by, km, when); ok {
				next.answers, next.because = h.answers+1, h.number
				c.add(next)
			}
		}
	}
}

// happen lets one thing happen near a place along the line. It is not ok where
// the line bends so that no ground of the right side is near, or where people
// keep a silence they agreed on.
func (c *chronicle) happen(r *rand.Rand, rate, by int, km float64, when time.Time) (happening, bool) {
	e, t := &c.ex.Events[rate], c.t
	hand := by
	if e.Ground == "other" {
		hand = 1 - by
	}
	h := happening{rate: rate, event: e, kind: e.Kind, by: by, from: when, to: when, count: some(r, e.Mean, e.Most)}
	if e.Exempt != "" {
		h.by = -1
	}
	if e.Lasts > 0 && (h.count > 1 || e.Mean == 1 || e.Lasts >= 30*time.Minute) {
		h.to = when.Add(about(r, e.Lasts)).Truncate(time.Millisecond)
	}
	if h.to.After(c.ex.Window.To) {
		h.to = c.ex.Window.To
	}
	if e.At != "" {
		at := corner(c.ex.place(e.At).At)
		h.at = near(at, r.NormFloat64()*1000, r.NormFloat64()*1000)
		h.along = t.line.Along(at)
		c.drift(&h)
		return h, true
	}
	if !c.kept(r, h, km) {
		return h, false
	}
	for range 200 {
		depth := e.DepthKm[0] + r.Float64()*(e.DepthKm[1]-e.DepthKm[0])
		p := t.track.off(km, depth, hand)
		p = truceline.Point{Lat: round(p.Lat, 5), Lon: round(p.Lon, 5)}
		if t.hand(p) == hand {
			if d := t.line.Distance(p) / 1000; d >= e.DepthKm[0] && d <= e.DepthKm[1] && t.areaAt(p) >= 0 {
				h.at, h.along = p, km
				if !c.unseen(&h) {
					return h, false
				}
				c.drive(&h)
				return h, true
			}
		}
		km = max(0, min(t.track.whole, km+0.5*r.NormFloat64()))
	}
	return h, false
}

// kept reports whether a happening may be in spite of the silences agreed on.
func (c *chronicle) kept(r *rand.Rand, h happening, km float64) bool {
	if h.kind[0] != 'F' {
		return true
	}
	for _, s := range c.ex.Silences {
		if km >= s.FromKm && km < s.ToKm && !h.from.Before(s.From) && h.from.Before(s.To) {
			return r.Float64() < s.Factor
		}
	}
	return true
}

// unseen waits until no patrol or drone of the monitor is near, for three
// hours at the most, and gives up otherwise.
func (c *chronicle) unseen(h *happening) bool {
	km := h.event.UnseenKm
	if km <= 0 {
		return true
	}
	lasts := h.to.Sub(h.from)
	for range 36 {
		if !c.watched(h.at, h.along, h.from, km) {
			h.to = h.from.Add(lasts)
			return true
		}
		h.from = h.from.Add(5 * time.Minute)
	}
	return false
}

func (c *chronicle) watched(p truceline.Point, along float64, when time.Time, km float64) bool {
	for _, s := range c.passing {
		if s.begins.After(when) {
			return false
		}
		if !s.ends.After(when) || flatKm(s.at, p) >= km {
			continue
		}
		if _, out := s.down("", when); !out {
			return true
		}
	}
	return false
}
