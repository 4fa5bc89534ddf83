package fuse

import (
	"math"
	"sync"
)

// revise looks again at an incident that has gained a statement: whether it
// now turns out to be the same as another, and whether one of its members
// no longer fits. Both make new versions.
func (f *Fuser) revise(in *incident) {
	if !in.located || len(in.members) < 2 {
		return
	}
	if other := f.same(in); other != nil {
		in = f.merge(in, other)
	}
	f.putOut(in)
}

// same returns the incident with which this one is likelier to be one than two, nil if there is none.
func (f *Fuser) same(in *incident) *incident {
	var best *incident
	most := 0.0
	further := f.reaches(in.nature)
	density := sync.OnceValue(func() float64 { return math.Log(f.density(in.at.at, in)) }) // the same for all
	in.index.near(in.at, in.when(), slackOf(in.members[0]), further, further == 0, func(other *incident) {
		if other == in || in.ruled.apart[other] {
			return
		}
		if ratio := f.ratioBoth(in, other, density); ratio > most || ratio == most && best != nil && other.number < best.number {
			best, most = other, ratio
		}
	})
	return best
}

// ratioBoth is the logarithm of how much likelier two incidents are one than two, with the logarithm of the density
// of new happenings round the first.
func (f *Fuser) ratioBoth(a, b *incident, density func() float64) float64 {
	if a.lasts == 0 {
		for _, m := range a.members {
			if saidApart(m, b) {
				return math.Inf(-1)
			}
		}
	}
	if a.nature.extent != nil {
		return a.nature.extent.ratio(a.at, a.when(), b)
	}
	sum := f.likeness(a.nature, a.at, a.course, a.when(), b, b.at)
	if a.chances != nil {
		sum += f.kinds.agreeBoth(a.chances, b.chances)
	}
	return sum - density()
}

// merge makes one incident of two; the one that began first stays.
func (f *Fuser) merge(a, b *incident) *incident {
	if b.number < a.number {
		a, b = b, a
	}
	f.absorb(a, b)
	return a
}

// absorb makes all that was told of one incident part of another.
func (f *Fuser) absorb(a, b *incident) {
	f.unfile(b)
	f.unlearn(b)
	b.into = a
	f.touch(b)
	for _, m := range b.members {
		m.in = a
	}
	a.ruled.take(a, b)
	a.members = append(a.members, b.members...)
	b.members = nil
	a.unsettle()
	f.settle(a)
}

// putOutAt is how many standard deviations a member may lie off what the others
// say before it is put out of an incident.
const putOutAt = 6

// putOut takes out the member that fits least, when it no longer fits at all,
// and lets it join another incident or begin one of its own.
func (f *Fuser) putOut(in *incident) {
	if len(in.members) < 3 || len(in.members) > 64 || in.lasts > 0 {
		return
	}
	var worst *evidence
	most := float64(putOutAt * putOutAt)
	for n, m := range in.members {
		if d, _ := m.gaussian.apart(in.at); m.voice == n && m.located && !m.pinned && !m.aside && d > most {
			worst, most = m, d
		}
	}
	if worst == nil {
		return
	}
	f.leave(in, worst)
	found := f.find(worst)
	if found == nil || found == in {
		found = f.begin(worst)
	}
	f.join(found, worst)
}
