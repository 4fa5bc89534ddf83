package fuse

import (
	"slices"
	"time"
)

// sweepEvery is how much time passes between two looks at an open incident: what
// has been learnt since may have changed how probable it is, and one past the
// horizon is let go. Each minute has its share of them, so that no step is long.
const sweepEvery = time.Hour

// minutes is how many turns there are.
const minutes = int64(sweepEvery / time.Minute)

// restate is how far the odds of an incident must have changed before a sweep
// makes a new version of it.
const restate = 1.25

// turns holds the open incidents by the minute in which their turn to be looked at
// comes, each turn in order of beginning. Those that turned out to be others stay until it does.
type turns [minutes][]*incident

func (t *turns) turn(in *incident) *[]*incident { return &t[int64(in.number)%minutes] }

// add takes an incident that has just begun.
func (t *turns) add(in *incident) {
	list := t.turn(in)
	*list = append(*list, in)
}

// insert takes one that began earlier.
func (t *turns) insert(in *incident) {
	list := t.turn(in)
	at, _ := slices.BinarySearchFunc(*list, in, byNumber)
	*list = slices.Insert(*list, at, in)
}

func byNumber(a, b *incident) int { return a.number - b.number }

// len is how many there are.
func (t *turns) len() int {
	n := 0
	for _, list := range t {
		n += len(list)
	}
	return n
}

// sweep weighs the open incidents whose minute has come again, and closes those of
// them that are past the horizon.
func (f *Fuser) sweep() {
	now := f.now.Unix() / 60
	from := max(f.swept+1, now-minutes+1)
	if from > now {
		return
	}
	f.swept = now
	past := f.now.Add(-f.priors.Horizon)
	f.forgetLandings(past)
	f.forgetAreas()
	f.due = f.due[:0]
	for minute := from; minute <= now; minute++ {
		f.due = append(f.due, f.open[minute%minutes]...)
	}
	if from < now {
		slices.SortFunc(f.due, byNumber)
	}
	for _, in := range f.due {
		f.look(in, past)
	}
	for minute := from; minute <= now; minute++ {
		list := &f.open[minute%minutes]
		*list = slices.DeleteFunc(*list, func(in *incident) bool { return in.gone() || in.closed })
	}
}

// look weighs an incident anew, and closes it where nothing was said of it since a moment.
func (f *Fuser) look(in *incident, past time.Time) {
	f.ascribe(in)
	if in.gone() {
		return
	}
	if in.silence.asked { // else nothing is learnt that would change it
		f.weigh(in)
	}
	if before, after := odds(in.stated), odds(in.exists.P); after > before*restate || after < before/restate {
		f.touch(in)
	}
	if in.to.Before(past) && in.lastSaid.Before(past) {
		f.close(in)
	}
}

func odds(p float64) float64 { return p / max(1-p, 1e-9) }
