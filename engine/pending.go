package engine

import (
	"bytes"
	"container/heap"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// waiting is a statement inside its feed's reordering window. Exactly one of
// observation, watch and tally is set.
type waiting struct {
	at          time.Time // event time
	due         time.Time // when its window closes
	id          truceline.ID
	seq         uint64
	observation *truceline.Observation
	watch       *truceline.Watch
	tally       *truceline.Tally
}

// pending holds statements until their window closes, the first to close on
// top, so that a tick costs nothing for those that go on waiting. Plots are held apart, as
// there are so many.
type pending struct {
	all, plots byDue
	last       time.Time // tick
}

const (
	// plotsATick is how many plots a tick releases that follows close on another. Sentences
	// of ships bear whole seconds, so that all of a second leave their window at once, and what
	// else leaves it would wait for them. Live ticks follow so close where much comes: one
	// after each two hundred entries, so that what is left over is soon made up for.
	plotsATick = 500
	// closeTicks is how close that is.
	closeTicks = time.Second
)

// byDue is a heap, by when the window closes and then by ID, so that its order does not hang on
// the order of arrival.
type byDue []waiting

func (h byDue) Len() int { return len(h) }
func (h byDue) Less(i, j int) bool {
	if c := h[i].due.Compare(h[j].due); c != 0 {
		return c < 0
	}
	return bytes.Compare(h[i].id[:], h[j].id[:]) < 0
}
func (h byDue) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *byDue) Push(x any)   { *h = append(*h, x.(waiting)) }
func (h *byDue) Pop() any {
	last := len(*h) - 1
	w := (*h)[last]
	(*h)[last] = waiting{} // let go of what it points to
	*h = (*h)[:last]
	return w
}

func (p *pending) add(w waiting) {
	if w.observation != nil && w.observation.Plot() {
		heap.Push(&p.plots, w)
	} else {
		heap.Push(&p.all, w)
	}
}

// complete is the moment up to which everything has been released: now, or when the window
// of the first plot that was left over closed.
func (p *pending) complete(now time.Time) time.Time {
	if len(p.plots) > 0 && p.plots[0].due.Before(now) {
		return p.plots[0].due
	}
	return now
}

// release takes out every statement whose window has closed by now, but for
// plots that are too many for a tick so close on another. Watches come
// first (they are what silence is reasoned from), then by event time, then by
// ID: an order that does not depend on the order of arrival.
func (p *pending) release(now time.Time) []waiting {
	most := len(p.plots)
	if now.Sub(p.last) < closeTicks {
		most = plotsATick
	}
	p.last = now
	out := p.plots.closed(nil, now, most)
	out = p.all.closed(out, now, len(p.all))
	slices.SortFunc(out, func(a, b waiting) int {
		if (a.watch != nil) != (b.watch != nil) {
			if a.watch != nil {
				return -1
			}
			return 1
		}
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return bytes.Compare(a.id[:], b.id[:])
	})
	return out
}

// closed takes out what closes by now, so many at most.
func (h *byDue) closed(out []waiting, now time.Time, most int) []waiting {
	for ; most > 0 && len(*h) > 0 && !(*h)[0].due.After(now); most-- {
		out = append(out, heap.Pop(h).(waiting))
	}
	return out
}
