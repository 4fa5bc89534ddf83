package fuse

import (
	"cmp"
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// sets is what several voices make of a question whose answers they narrow down
// to sets: how probable it is that the truth lies in a set, and nothing finer is known.
// Each voice is right with a chance and says nothing otherwise; what all say
// together lies in what their sets have in common (A. P. Dempster, "Upper and lower probabilities
// induced by a multivalued mapping", Annals of Mathematical Statistics 38, 1967).
// A set is never taken apart unless somebody did: "mortar or howitzer", said
// twice, is better known and no finer.
type sets struct {
	right float64
	list  []set // by names; the first has none, and stands for everything
}

type set struct {
	names []string // sorted
	p     float64
}

// mostSets bounds the work where many voices name many things; the least probable
// are then taken for nothing said.
const mostSets = 64

// newSets combines the voices; each name set is sorted and not empty.
func newSets(voices [][]string, right float64) sets {
	s := sets{right, []set{{p: 1}}}
	for _, v := range voices {
		s.hear(v)
	}
	return s
}

// hear takes one more voice.
func (s *sets) hear(voice []string) {
	next := map[string]*set{}
	var order []string
	add := func(names []string, p float64) {
		key := strings.Join(names, "\x00")
		if next[key] == nil {
			next[key] = &set{names: names}
			order = append(order, key)
		}
		next[key].p += p
	}
	whole := 0.0
	for i, had := range s.list {
		add(had.names, had.p*(1-s.right))
		whole += had.p * (1 - s.right)
		common := voice
		if i > 0 {
			common = inBoth(had.names, voice)
		}
		if len(common) > 0 { // else they contradict each other: one of them is wrong
			add(common, had.p*s.right)
			whole += had.p * s.right
		}
	}
	slices.Sort(order) // the empty key, which is everything, first
	s.list = s.list[:0:0]
	for _, key := range order {
		x := *next[key]
		x.p /= whole
		s.list = append(s.list, x)
	}
	s.cut()
}

// cut keeps the likeliest sets.
func (s *sets) cut() {
	if len(s.list) <= mostSets {
		return
	}
	rest := s.list[1:]
	slices.SortStableFunc(rest, func(a, b set) int { return cmp.Compare(b.p, a.p) })
	for _, x := range rest[mostSets-1:] {
		s.list[0].p += x.p
	}
	s.list = s.list[:mostSets]
	slices.SortFunc(s.list[1:], func(a, b set) int { return slices.Compare(a.names, b.names) })
}

// likeliest returns the sets from one in a hundred on, the likeliest first.
func (s *sets) likeliest() []set {
	var out []set
	for _, x := range s.list[1:] {
		if x.p = rounded(x.p); x.p >= leastCause {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b set) int { return cmp.Compare(b.p, a.p) })
	return out
}

// inBoth is what two sorted lists have in common.
func inBoth(a, b []string) []string {
	var out []string
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); ok {
			out = append(out, x)
		}
	}
	return out
}

// directions is which way it may have gone, by all who told it apart.
func (in *incident) directions(right float64) []truceline.DirectionShare {
	var voices [][]string
	for n, m := range in.members {
		if m.voice == n && m.Direction != "" && m.Direction != truceline.DirectionUndetermined {
			voices = append(voices, []string{string(m.Direction)})
		}
	}
	if voices == nil {
		return nil
	}
	s := newSets(voices, right)
	var out []truceline.DirectionShare
	for _, x := range s.likeliest() {
		out = append(out, truceline.DirectionShare{Direction: truceline.Direction(x.names[0]), P: x.p})
	}
	return out
}

// weaponSets is what the voices that named weapons are consistent with together.
func (in *incident) weaponSets(right float64) []truceline.WeaponSet {
	var voices [][]string
	for n, m := range in.members {
		if m.voice == n && len(m.Weapons) > 0 {
			named := slices.Clone(m.Weapons)
			slices.Sort(named)
			voices = append(voices, slices.Compact(named))
		}
	}
	if voices == nil {
		return nil
	}
	s := newSets(voices, right)
	var out []truceline.WeaponSet
	for _, x := range s.likeliest() {
		out = append(out, truceline.WeaponSet{Weapons: x.names, P: x.p})
	}
	return out
}
