package coverage

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// postedWatches gives back what was posted and touches [from, to), and the
// outages that the ledger found beside it: who fell silent, and whom weather
// blinded though nobody said so.
func (l *Ledger) postedWatches(from, to time.Time) []truceline.Watch {
	var out []truceline.Watch
	first, last := from.UnixNano(), to.UnixNano()
	for n := range l.stands {
		s := &l.stands[n]
		for i := range s.rows {
			if s.rows[i].from >= last {
				break
			}
			if end, _ := l.ends(s, i); end > first {
				out = append(out, l.watch(s, i))
			}
		}
		out = append(out, l.found(s, first, last)...)
	}
	return out
}

// ScenesOutside returns the looks of satellites before and after the period that left
// a picture behind, each in order: evidence all the same, though of those hours it is
// not known who watched.
func (l *Ledger) ScenesOutside() (before, after []truceline.Watch) {
	if len(l.scenes) == 0 {
		return nil, nil
	}
	for n := range l.stands {
		s := &l.stands[n]
		for i := range s.rows {
			if l.scenes[s.rows[i].id] == nil {
				continue
			}
			switch w := l.watch(s, i); {
			case !w.When.To.After(l.cfg.Period.From):
				before = append(before, w)
			case !l.cfg.Period.To.IsZero() && !w.When.From.Before(l.cfg.Period.To):
				after = append(after, w)
			}
		}
	}
	slices.SortFunc(before, compareWatches)
	slices.SortFunc(after, compareWatches)
	return before, after
}

// found are the outages of a stand that nobody posted.
func (l *Ledger) found(s *stand, first, last int64) []truceline.Watch {
	if len(l.stations) == 0 && len(l.silences(s)) == 0 {
		return nil
	}
	var out []truceline.Watch
	var done []*curve
	for k := range maxKinds {
		if !s.can.has(k) {
			continue
		}
		list, c := l.levelsFor(s, k)
		if slices.Contains(done, c) {
			continue
		}
		done = append(done, c)
		for i, now := range list {
			if end := until(list, i); now.why != asPosted && now.state < 2 && now.from < last && end > first {
				w := l.derived(s, now, end)
				if now.why != silent { // which is about all it can notice
					w.Kinds = l.kindsOfCurve(s, c)
				}
				if w = finish(w); !slices.ContainsFunc(out, func(x truceline.Watch) bool { return x.ID == w.ID }) {
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// kindsOfCurve are the kinds of a stand that one curve is about.
func (l *Ledger) kindsOfCurve(s *stand, c *curve) []truceline.Kind {
	var out []truceline.Kind
	for k, info := range truceline.Kinds() {
		if s.can.has(k) && (s.table == nil && c == nil || s.table != nil && s.table[k] == c) {
			out = append(out, info.Kind)
		}
	}
	return out
}

// derived is a posted watch as the ledger found it to be over one level.
func (l *Ledger) derived(s *stand, now level, end int64) truceline.Watch {
	w := l.watch(s, int(max(0, now.row)))
	w.ID, w.When = truceline.ID{}, truceline.Interval{From: moment(now.from), To: moment(end)}
	if now.why != asPosted {
		w.Entry = truceline.ID{}
		w.State, w.Cause, w.CausedBy, w.Note = ofRank(int(now.state)), now.why.cause(), "", now.why.String()
		if now.why == silent {
			w.Note = "not heard for longer than it declared"
		}
		w.Detection = -1
	}
	return w
}
