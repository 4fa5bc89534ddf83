// Package lineage answers who said it first. Reports do not count, lineages
// do: two statements support one another only when their ancestors (sensor,
// platform, owner, wire, spokesman) are disjoint. Today it counts independent
// lineages among a handful of statements; the derivation graph over text comes
// with it later.
package lineage

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// Level is what two statements are asked to be independent for.
type Level int

const (
	// Existence: did it happen. Two sensors of one owner are independent.
	Existence Level = iota
	// Attribution: who did it. One owner is one lineage, whatever its sensors.
	Attribution
)

// ownerPrefix marks an ancestor that owns a source without being part of how
// it notices: "owner:monitor". It counts only for attribution.
const ownerPrefix = "owner:"

// Ancestors returns what a statement goes back to at a level: its source and
// everything named in its lineage, sorted and without repeats.
func Ancestors(o truceline.Observation, level Level) []string {
	all := []string{o.Source}
	for _, a := range o.Lineage {
		if level == Attribution || !strings.HasPrefix(a, ownerPrefix) {
			all = append(all, a)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// exactUpTo is how many distinct ancestor sets are searched exhaustively.
// Above it a greedy count is a lower bound.
const exactUpTo = 16

// Independent returns the size of the largest group of the given ancestor sets
// that are pairwise disjoint, which is how many independent lineages they are.
// Each set must be sorted. It is exact up to 16 distinct sets; beyond that it
// takes small sets first, which never counts too many.
func Independent(sets [][]string) int {
	distinct := slices.Clone(sets)
	slices.SortFunc(distinct, func(a, b []string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return slices.Compare(a, b)
	})
	distinct = slices.CompactFunc(distinct, func(a, b []string) bool { return slices.Equal(a, b) })
	best := greedy(distinct)
	if len(distinct) <= exactUpTo {
		best = exact(distinct, nil, best)
	}
	return best
}

// exact returns the most sets that can be chosen, given those already chosen
// and the best count known; it gives up a branch that cannot beat it.
func exact(rest, chosen [][]string, best int) int {
	if len(chosen)+len(rest) <= best {
		return best
	}
	if len(rest) == 0 {
		return len(chosen)
	}
	if disjointFromAll(rest[0], chosen) {
		best = exact(rest[1:], append(slices.Clip(chosen), rest[0]), best)
	}
	return exact(rest[1:], chosen, best)
}

func greedy(sets [][]string) int {
	var chosen [][]string
	for _, s := range sets {
		if disjointFromAll(s, chosen) {
			chosen = append(chosen, s)
		}
	}
	return len(chosen)
}

func disjointFromAll(s []string, others [][]string) bool {
	for _, other := range others {
		if !disjoint(s, other) {
			return false
		}
	}
	return true
}

// disjoint reports whether two sorted sets share nothing.
func disjoint(a, b []string) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return false
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return true
}
