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
// top, so that a tick costs nothing for those that go on waiting.
type pending struct{ all byDue }

// byDue is a heap.
type byDue []waiting

func (h byDue) Len() int           { return len(h) }
func (h byDue) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h byDue) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byDue) Push(x any)        { *h = append(*h, x.(waiting)) }
func (h *byDue) Pop() any {
	last := len(*h) - 1
	w := (*h)[last]
	(*h)[last] = waiting{} // let go of what it points to
	*h = (*h)[:last]
	return w
}

func (p *pending) add(w waiting) { heap.Push(&p.all, w) }

// release takes out every statement whose window has closed by now, watches
// first (they are what silence is reasoned from), then by event time, then by
// ID: an order that does not depend on the order of arrival.
func (p *pending) release(now time.Time) []waiting {
	var out []waiting
	for len(p.all) > 0 && !p.all[0].due.After(now) {
		out = append(out, heap.Pop(&p.all).(waiting))
	}
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
