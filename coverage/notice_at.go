package coverage

import (
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Noticing returns who could have noticed one event of a kind at a place and
// time, by what is posted. Over an interval it is the chance for an event at a
// moment of it that is not known better.
func (l *Ledger) Noticing(place truceline.Place, when truceline.Interval, kind truceline.Kind) Noticing {
	from, to := when.From, when.To
	if !to.After(from) {
		to = from.Add(time.Nanosecond)
	}
	cells := l.cells(place)
	if len(cells) == 0 {
		return Noticing{NotKnown: true}
	}
	var n Noticing
	whole := to.Sub(from).Seconds() * float64(len(cells))
	for _, c := range l.candidates(cells, from, to, kind) {
		w := Watcher{By: c.By, Means: c.Means, State: c.State, Cause: c.Cause}
		switch part := c.When.Overlap(from, to).Seconds() * float64(len(c.cells)) / whole; {
		case c.State == truceline.NotKnown, counts(c.State) && c.Detection < 0:
			n.NotKnown = true
		case counts(c.State):
			w.Chance = part * c.Detection
		}
		if i := len(n.Watchers) - 1; i >= 0 && n.Watchers[i].By == w.By && n.Watchers[i].Means == w.Means {
			n.Watchers[i].Chance += w.Chance
			if better := Better(n.Watchers[i].State, w.State); better != n.Watchers[i].State {
				n.Watchers[i].State, n.Watchers[i].Cause = w.State, w.Cause
			}
			continue
		}
		n.Watchers = append(n.Watchers, w)
	}
	slices.SortStableFunc(n.Watchers, func(a, b Watcher) int {
		if c := strings.Compare(a.By, b.By); c != 0 {
			return c
		}
		return strings.Compare(string(a.Means), string(b.Means))
	})
	return n
}
