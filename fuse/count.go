package fuse

import (
	"slices"

	"github.com/truceline/truceline"
)

// count is how many there were, as bounds that hold the number with 90 %: "11" and "9" are not 20. Least is the
// greatest number that anybody counted who was there, as nobody counts what is not. Most is open where one of
// them says "at least", else the greatest that was stated, or more where who notices counts only a
// share of the parts. What is passed on by those who were not there may be exaggerated: it makes the bounds wider and never
// closer.
func (in *incident) count(counted *Counted) truceline.Count {
	if in.named == truceline.KindHeat {
		return truceline.Count{Least: 1, Most: in.mostAtOneLook(), Unit: in.members[0].Count.Unit}
	}
	// What the incident is counted in is what those count who name its kind:
	// bursts of small-arms fire, and not the flashes a camera saw of them.
	first := slices.IndexFunc(in.members, func(m *evidence) bool { return m.Kind == in.named })
	unit := in.members[first].Count.Unit
	var there, told bounds
	var voices []int
	for n, m := range in.members {
		switch {
		case m.Count.Unit != unit:
		case m.Means == truceline.MeansPublic:
			told.add(m.Count)
		default:
			there.add(m.Count)
			if m.voice == n && !m.aside {
				voices = append(voices, m.Count.Least)
			}
		}
	}
	if there.n == 0 {
		return truceline.Count{Least: told.least, Most: told.most, Unit: unit}
	}
	c := truceline.Count{Least: there.greatest, Most: there.most, Unit: unit}
	if c.Most > 0 && slices.Contains(counted.Kinds, in.named) {
		c.Most = max(c.Most, counted.most(voices))
	}
	if told.n > 0 {
		c.Most = farther(c.Most, told.most)
	}
	return c
}

// bounds are those of several counts of one thing.
type bounds struct {
	n               int
	least, greatest int // of what each says there were at the least
	most            int // 0: open
}

func (b *bounds) add(c truceline.Count) {
	if b.n++; b.n == 1 {
		b.least, b.greatest, b.most = c.Least, c.Least, c.Most
		return
	}
	b.least, b.greatest, b.most = min(b.least, c.Least), max(b.greatest, c.Least), farther(b.most, c.Most)
}

// farther is the greater of two upper bounds, 0 where one is open.
func farther(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	return max(a, b)
}

// most is the number that there were not more of, with 90 %, where each of several who noticed one thing counted so
// many of its parts. Each part is counted with a chance, so a count is binomial; before anything is counted a number
// is as likely as its inverse, which favours no scale.
func (c *Counted) most(counts []int) int {
	if len(counts) == 0 {
		return 0
	}
	greatest := max(slices.Max(counts), 1)
	n := greatest
	weight, sum := 1.0, 0.0
	var upTo []float64
	for ; weight > 1e-6*sum; n++ {
		sum += weight
		upTo = append(upTo, sum)
		weight *= float64(n) / float64(n+1)
		for _, k := range counts {
			weight *= (1 - c.Share) * float64(n+1) / float64(n+1-k)
		}
		if n == greatest+mostMissed {
			break
		}
	}
	for missed, s := range upTo {
		if s >= 0.9*sum {
			return greatest + missed
		}
	}
	return n
}

// mostMissed bounds the work where a great number was counted.
const mostMissed = 1000

// mostAtOneLook is the greatest number of pixels that one satellite saw at one look: at another look the same
// fire is seen again.
func (in *incident) mostAtOneLook() int {
	most := 0
	for n, m := range in.members {
		if m.voice != n {
			continue
		}
		pixels := 0
		for _, other := range in.members[n:] {
			if other.voice == n {
				pixels++
			}
		}
		most = max(most, pixels)
	}
	return most
}
