package main

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// clocksApart estimates how far the clocks of feeds lie apart, from what they
// state of the same incidents: the median, over incidents, of a feed's mean time
// less the mean of the others'.
type clocksApart struct {
	seen  map[truceline.ID]stated
	ring  []truceline.ID // of the newest statements
	next  int
	apart map[string]*differences
}

// stated is whose an observation is and when it says that something happened.
type stated struct {
	feed string
	at   time.Time
}

// differences of one feed: the newest, by incident so that its later versions
// count once.
type differences struct {
	of    map[truceline.ID]time.Duration
	order []truceline.ID
}

const (
	keptStatements  = 1 << 15
	keptDifferences = 199
	leastToCompare  = 5
)

func newClocksApart() clocksApart {
	return clocksApart{seen: map[truceline.ID]stated{}, ring: make([]truceline.ID, keptStatements), apart: map[string]*differences{}}
}

// saw remembers a statement with a moment of its own.
func (c *clocksApart) saw(o *truceline.Observation) {
	if q := o.When.Clock.Quality; q == truceline.ClockDay || q == truceline.ClockPass || o.Plot() {
		return
	}
	delete(c.seen, c.ring[c.next])
	c.ring[c.next] = o.ID
	c.seen[o.ID] = stated{o.Feed, o.When.From}
	c.next = (c.next + 1) % len(c.ring)
}

// compare takes an incident that several feeds speak of.
func (c *clocksApart) compare(i *truceline.Incident) {
	type sum struct {
		total time.Duration
		count int
	}
	by := map[string]sum{}
	var all sum
	for _, id := range i.Observations {
		s, ok := c.seen[id]
		if !ok {
			continue
		}
		d := s.at.Sub(i.When.From)
		own := by[s.feed]
		by[s.feed] = sum{own.total + d, own.count + 1}
		all.total, all.count = all.total+d, all.count+1
	}
	if len(by) < 2 {
		return
	}
	for feed, own := range by {
		others := all.count - own.count
		c.add(feed, i.ID, own.total/time.Duration(own.count)-(all.total-own.total)/time.Duration(others))
	}
}

func (c *clocksApart) add(feed string, incident truceline.ID, d time.Duration) {
	x := c.apart[feed]
	if x == nil {
		x = &differences{of: map[truceline.ID]time.Duration{}}
		c.apart[feed] = x
	}
	if _, known := x.of[incident]; !known {
		if x.order = append(x.order, incident); len(x.order) > keptDifferences {
			delete(x.of, x.order[0])
			x.order = x.order[1:]
		}
	}
	x.of[incident] = d
}

// offset is by how much a feed's times lie after the others'.
func (c *clocksApart) offset(feed string) (offset time.Duration, incidents int, ok bool) {
	x := c.apart[feed]
	if x == nil || len(x.of) < leastToCompare {
		return 0, 0, false
	}
	all := make([]time.Duration, 0, len(x.of))
	for _, d := range x.of {
		all = append(all, d)
	}
	slices.Sort(all)
	return all[len(all)/2], len(all), true
}
