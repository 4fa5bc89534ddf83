package track

import (
	"math"
	"slices"
)

// twin reports whether two tracks, of which both could have made a report, are
// one thing: they are at one place, move as one, and either go along together or
// keep time better taken together than apart.
func (f *follow) twin(o *follow, lost float64) bool {
	const least = 6 // reports
	if f.hits < least || o.hits < least || f.name != 0 && o.name != 0 && f.name != o.name {
		return false
	}
	a, b := f.state.mean(), o.state.mean()
	const known = 1500 // m², of a place known well enough to compare
	if max(a.p[east][east], a.p[north][north], b.p[east][east], b.p[north][north]) > known || apart(&a, &b) > gate {
		f.beside = 0
		return false
	}
	f.beside++
	const together = 5 // reports
	if f.beside >= together && moves(&a) && moves(&b) {
		return true
	}
	var both, own [2 * compared]float64
	mine := f.interval.newest(own[:0])
	his := o.interval.newest(mine)[len(mine):]
	if len(mine) == 0 || len(his) == 0 {
		return false
	}
	// What lies before the younger's first report tells nothing of the two.
	from := max(mine[0], his[0])
	mine, his = since(mine, from), since(his, from)
	n := append(append(both[:0], mine...), his...)
	slices.Sort(n)
	if len(n) < 2*least {
		return false
	}
	// The interval that they keep apart is the one to keep together. Apart, one
	// report more is the first of its track, at any time in a minute.
	best, at := math.Inf(-1), 0
	for k := range rhythms {
		if l := timing(k, mine, lost) + timing(k, his, lost); l > best {
			best, at = l, k
		}
	}
	return timing(at, n, lost) > best+3
}

// moves reports whether a thing surely moves: at over 2 m/s, and faster than its
// velocity is uncertain.
func moves(g *gaussian) bool {
	v2 := g.x[eastward]*g.x[eastward] + g.x[northward]*g.x[northward]
	return v2 > 4 && v2 > 9*(g.p[eastward][eastward]+g.p[northward][northward])
}

// since returns the times from a moment on.
func since(times []float64, from float64) []float64 {
	for len(times) > 0 && times[0] < from {
		times = times[1:]
	}
	return times
}

// compared is how many reports of each track are compared.
const compared = 12

// newest appends the times of the newest reports, in order.
func (i *interval) newest(to []float64) []float64 {
	for k := i.count - min(i.count, compared); k < i.count; k++ {
		to = append(to, i.times[k%remembered])
	}
	return to
}

// timing is the logarithm of how likely the gaps between reports are at the k-th
// interval.
func timing(k int, times []float64, lost float64) float64 {
	l := 0.0
	for i := 1; i < len(times); i++ {
		l += math.Log(beat(k, times[i]-times[i-1], lost) + 1e-3)
	}
	return l
}

// apart is the squared distance of two states in place and velocity, in their
// own uncertainty, axis by axis.
func apart(a, b *gaussian) float64 {
	d := 0.0
	for _, i := range [4]int{east, eastward, north, northward} {
		x := a.x[i] - b.x[i]
		d += x * x / (a.p[i][i] + b.p[i][i] + 1)
	}
	return d
}

// join makes two tracks one: the elder lives on, with the state of the one that
// was just updated.
func (t *Tracker) join(f, o *follow) {
	elder, younger := f, o
	if o.number < f.number {
		elder, younger = o, f
		elder.state, elder.time, elder.seen = f.state, f.time, f.seen
		elder.x, elder.y = f.x, f.y
		elder.past, younger.past = younger.past, elder.past
	}
	elder.hits += younger.hits
	elder.begun = min(elder.begun, younger.begun)
	var both [2 * remembered]float64
	times := younger.interval.all(elder.interval.all(both[:0]))
	slices.Sort(times)
	elder.interval.count = 0
	for _, at := range times[max(0, len(times)-remembered):] {
		elder.interval.times[elder.interval.count%remembered] = at
		elder.interval.count++
	}
	elder.interval.last = max(elder.interval.last, younger.interval.last)
	for d := range t.owner {
		if t.owner[d] == younger {
			t.owner[d] = elder
		}
	}
	t.tracks = slices.DeleteFunc(t.tracks, func(x *follow) bool { return x == younger })
	t.drop(younger)
	t.file(elder)
}

// all appends every time that is remembered, in no order.
func (i *interval) all(to []float64) []float64 {
	return append(to, i.times[:min(i.count, remembered)]...)
}
