package fuse

import (
	"slices"

	"github.com/truceline/truceline"
)

// suppose lets the caller ask what an incident would be with only some of its
// observations. It runs while what the record learnt from the incident is set
// aside, so that with all of them the answer is what is stated.
func (f *Fuser) suppose(in *incident, happenings float64) {
	all := in.members
	of := make(map[truceline.ID]int, len(all))
	ids, voices := make([]truceline.ID, len(all)), make([]int, len(all))
	for n, m := range all {
		of[m.ID], ids[n], voices[n] = n, m.ID, m.voice
	}
	part := *in
	part.silence.watchers = slices.Clone(in.silence.watchers)
	keep, members := make([]bool, len(all)), make([]*evidence, 0, len(all))
	f.without(in.id, in.named, ids, func(left []truceline.ID) (truceline.Probability, truceline.Direction) {
		clear(keep)
		for _, id := range left {
			if n, ok := of[id]; ok {
				keep[n] = true
			}
		}
		members = members[:0]
		for n, m := range all {
			if keep[n] {
				m.voice = voiceOf(members, m)
				members = append(members, m)
			}
		}
		if part.members = members; len(members) == 0 {
			return truceline.Unknown(), ""
		}
		part.silence.mark(&part)
		p, _, _ := f.existence(&part, happenings)
		return p, part.direction()
	})
	for n, m := range all {
		m.voice = voices[n]
	}
}
