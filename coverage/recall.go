package coverage

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// recalled is what does not change with the time of a question: who was ever posted that may notice a kind at a
// place, and how likely by range and ground. How often things happen is worked out by
// asking of a place about each third of an hour of weeks, for each kind in turn.
type recalled struct {
	place   truceline.Place
	kind    int
	version int  // of the ledger
	sorted  bool // as it was asked again
	posted  []candidate
}

// mostRecalled is how many questions are recalled: those about two places for each kind of fire.
const mostRecalled = 16

// candidate is a stand that may notice a kind in a place, if it is at work.
type candidate struct {
	meeting
	curve    *curve
	from, to int64 // outside of which it states nothing
	reckoned bool  // chance and within are
}

// recall returns the candidates for a place and kind. What the caller reckons stays with them until the ledger is
// told anything.
func (l *Ledger) recall(place truceline.Place, spots []spot, kind int) []candidate {
	for i := range l.recalled {
		r := &l.recalled[i]
		if r.kind != kind || r.version != l.version || r.place != place {
			continue
		}
		if !r.sorted {
			slices.SortFunc(r.posted, func(a, b candidate) int { return l.byWatcher(a.meeting, b.meeting) })
			r.sorted = true
		}
		return r.posted
	}
	if len(l.recalled) < mostRecalled {
		l.recalled = append(l.recalled, recalled{})
	}
	r := &l.recalled[l.forget]
	l.forget = (l.forget + 1) % mostRecalled
	*r = recalled{place: place, kind: kind, version: l.version, posted: l.candidates(r.posted[:0], spots, kind)}
	return r.posted
}

// candidates appends the stands near some spots that may notice a kind.
func (l *Ledger) candidates(out []candidate, spots []spot, kind int) []candidate {
	l.search++
	for _, p := range spots {
		l.places.near(p.at, func(n int32) {
			s := &l.stands[n]
			if s.marked == l.search {
				return
			}
			s.marked = l.search
			if !s.can.has(kind) || len(s.rows) == 0 {
				return
			}
			levels, curve := l.levelsFor(s, kind)
			c := candidate{meeting: meeting{unit: s.unit, stand: n, levels: levels, factor: l.factor(s.unit, kind)}, curve: curve, from: s.rows[0].from, to: math.MaxInt64}
			if last := len(levels) - 1; last >= 0 && levels[last].state == absent {
				c.to = levels[last].from
			}
			out = append(out, c)
		})
	}
	return out
}

// byWatcher orders meetings by watcher, means and stand.
func (l *Ledger) byWatcher(a, b meeting) int {
	if a.unit == b.unit {
		return cmp.Compare(a.stand, b.stand)
	}
	u, v := &l.units[a.unit], &l.units[b.unit]
	return cmp.Or(strings.Compare(u.by, v.by), strings.Compare(string(u.means), string(v.means)))
}
