package coverage

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// carrier is a live feed that has declared how often at least it is heard while
// it works.
type carrier struct {
	hearing
	means    truceline.Means // by which what it carries was noticed, of the newest statement
	watchers []string        // who was heard through it
}

// Feed tells the ledger that a live feed declares, from a moment on, how often at
// least it is heard while it works; every is 0 for a feed that declares nothing,
// or is taken away. A feed that is silent for longer is an outage of itself and of
// all watchers that were heard through no other feed meanwhile.
func (l *Ledger) Feed(name string, every time.Duration, at time.Time) {
	c := l.feeds[name]
	if c == nil {
		if every <= 0 {
			return
		}
		c = &carrier{}
		l.feeds[name] = c
		c.last = at.UnixNano()
	}
	if c.every == 0 {
		c.last = at.UnixNano() // it begins, or begins again
	}
	c.every = int64(every)
}

// HeardThrough tells the ledger that a feed gave a sign of life, and by whose
// statement and means; by is empty where nobody spoke.
func (l *Ledger) HeardThrough(feed, by string, means truceline.Means, at time.Time) {
	if by != "" && !slices.Contains(l.through[by], feed) {
		l.through[by] = append(l.through[by], feed)
		l.rebuild(by)
	}
	c := l.feeds[feed]
	if c == nil || c.every == 0 {
		return
	}
	ns := at.UnixNano()
	if ns-c.last > c.every {
		l.feedFellSilent(c, ns)
	}
	c.last = max(c.last, ns)
	if means != "" {
		c.means = means
	}
	if by != "" {
		if i, known := slices.BinarySearch(c.watchers, by); !known {
			c.watchers = slices.Insert(c.watchers, i, by)
		}
	}
}

// tickFeeds notes which feeds are silent.
func (l *Ledger) tickFeeds() {
	for _, c := range l.feeds {
		if c.every > 0 && l.now-c.last > c.every {
			l.feedFellSilent(c, l.now)
		}
	}
}

func (l *Ledger) feedFellSilent(c *carrier, until int64) {
	c.fellSilent(until)
	for _, by := range c.watchers {
		l.rebuild(by)
	}
}

// cutOff are the stretches in which all feeds that carry a watcher were silent.
func (l *Ledger) cutOff(by string) (out []span64) {
	for i, name := range l.through[by] {
		c := l.feeds[name]
		if c == nil {
			return nil // one that never promised anything
		}
		if i == 0 {
			out = c.silence
		} else {
			out = common64(out, c.silence)
		}
	}
	return out
}

// feedWatches are the outages of the feeds themselves. They have no place: what a
// feed carries is told of by those who are heard through it.
func (l *Ledger) feedWatches(from, to time.Time) (out []truceline.Watch) {
	for _, name := range slices.Sorted(maps.Keys(l.feeds)) {
		c := l.feeds[name]
		for i, s := range c.silence {
			w := truceline.Watch{
				By: "feed:" + name, Means: c.means, State: truceline.Blind, Cause: truceline.CauseSilent, Detection: -1,
				When: truceline.Interval{From: moment(s.from), To: moment(s.to), Open: i == len(c.silence)-1 && c.last == s.from && c.every > 0},
				Note: "not heard for longer than it declared",
			}
			if w.When.From.Before(to) && w.When.To.After(from) {
				out = append(out, finish(w))
			}
		}
	}
	return out
}

// union64 joins two sorted lists of stretches.
func union64(a, b []span64) []span64 {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y span64) int { return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to)) })
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// common64 is what two sorted lists of stretches share.
func common64(a, b []span64) (out []span64) {
	for len(a) > 0 && len(b) > 0 {
		if from, to := max(a[0].from, b[0].from), min(a[0].to, b[0].to); to > from {
			out = append(out, span64{from, to})
		}
		if a[0].to < b[0].to {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return out
}
