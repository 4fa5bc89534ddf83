package track

import "math"

// slots is how many frames back a slot is remembered.
const slots = 5

// due is how likely a thing's next report comes when it does, a second: by its
// interval, by its turns, by a slot that it kept, or out of turn. It notes what that says of
// the interval.
func (d *Deferred) due(n, to *node) float64 {
	const kept = 0.8 // of those at one interval keep to their turns
	gap := to.time - n.time
	var sum, all, total float64
	for k := range rhythms {
		w := max(n.rhythm[k], 0.01)
		to.turns[k] = n.turns[k]
		m := passed(k, gap)
		come := arrives(m, d.lost)
		b := (1-kept)*(come*about(k, gap, m)) + kept*(come*to.turns[k].take(k, n.time, to.time))
		sum += w * b
		all += w
		to.rhythm[k] = w * (b + 1e-4)
		total += to.rhythm[k]
	}
	for k := range rhythms {
		to.rhythm[k] /= total
	}
	// What lies still speaks out of turn seldom. What turns or changes its speed
	// does so more often: AIS then shortens its interval (ITU-R M.1371-5, annex 1,
	// table 1).
	const under = 2.0 // m/s
	share, mean := 0.05, 20.0
	if g := &n.state.by[straight]; math.Hypot(g.x[eastward], g.x[northward]) > under {
		share, mean = 0.25, 5.0
	}
	const slotted = 0.4 // of what is not out of turn, by a slot
	return (1-share)*((1-slotted)*sum/all+slotted*d.slot(n, to.time)) + share*math.Exp(-gap/mean)/mean
}

// turns is when a thing's turns come by one interval. A transponder takes its slots
// about nominal ones, which lie an even interval apart for as long as it does not
// change that (ITU-R M.1371-5, annex 2, 3.3.4.2): how far off one report was says
// nothing of the next, and after three that were lost the fourth is as punctual.
type turns struct {
	at, variance float64 // the newest turn, in seconds, and how well that is known; zero: none yet
}

// take returns how likely a report that arrives comes now, a second, by the turn that is
// due, the one before it having come at last, and learns from it.
func (t *turns) take(k int, last, now float64) float64 {
	const (
		drift  = 0.1 // of a report's play, a turn
		beyond = 16  // squared distance from which the turns begin anew
	)
	seconds, play := rhythm(k)
	jitter := play * play / 2 // of one report; play is that of the gap between two
	if t.variance == 0 {
		t.at, t.variance = last, jitter
	}
	n := math.Max(1, math.Round((now-t.at)/seconds))
	off := now - t.at - n*seconds
	t.variance += n * jitter * drift * drift
	v := t.variance + jitter
	likely := normal(off, math.Sqrt(v))
	if off*off > beyond*v {
		t.at, t.variance = now, jitter
		return likely
	}
	t.at += n*seconds + t.variance/v*off
	t.variance *= jitter / v
	return likely
}

// slot is how likely a report comes now, a second, if it comes in a slot of one
// of the last frames, the slots before it having gone by unheard.
func (d *Deferred) slot(n *node, now float64) float64 {
	// A slot is 26.7 ms long and the clocks that stamp reports are good to some 50 ms.
	const keep, sharp, play, slack, apart = 0.75, 0.85, 0.05, 0.3, 0.5
	best, unheard := 0.0, 0
	for m := n; m != nil && now-m.time < slots*frame+1; m = m.parent {
		after := now - m.time
		frames := math.Round(after / frame)
		if off := after - frames*frame; frames >= 1 && math.Abs(off) < 4*slack {
			best = max(best, math.Pow(keep, frames)*(sharp*normal(off, play)+(1-sharp)*normal(off, slack)))
		}
		if next := m.time + frame; next > n.time+apart && next < now-apart {
			unheard++
		}
	}
	return best * (1 - d.lost) * math.Pow(d.lost+0.1, float64(unheard))
}

// silence is the logarithm of how likely nothing was heard of a thing since.
func (d *Deferred) silence(n *node, now float64) float64 {
	gap := now - n.time
	var sum, all float64
	for k := range rhythms {
		w := max(n.rhythm[k], 0.01)
		all += w
		sum += w * silent(k, gap, d.lost)
	}
	const gone = 1e-3 // it may have gone for good
	return math.Log(max(sum/all, gone))
}
