package lineage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestIndependentExact holds the count against trying every group.
func TestIndependentExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		sets := randomSets(rng, 1+rng.IntN(11), 1+rng.IntN(12))
		if got, want := CountIndependent(sets), tryAll(sets); got.Lineages != want || !got.Exact || got.Of != len(sets) {
			t.Fatalf("%v: %+v, want %d", sets, got, want)
		}
	}
}

// TestIndependentMany checks that a bound beyond the exact search never counts
// too many: each of the reports shares with its two neighbours and one far
// away, and the taken ones are pairwise disjoint, so a third at least is found.
func TestIndependentMany(t *testing.T) {
	const n = 300
	sets := make([][]string, n)
	for i := range sets {
		for _, e := range [][2]int{{i, (i + 1) % n}, {(i + n - 1) % n, i}, {i, (i + 77) % n}, {(i + n - 77) % n, i}} {
			sets[i] = append(sets[i], fmt.Sprintf("%d-%d", e[0], e[1]))
		}
		slices.Sort(sets[i])
	}
	got := CountIndependent(sets)
	if got.Exact || got.Lineages < n/5 || got.Lineages > n/2 {
		t.Errorf("%+v", got)
	}
}

func randomSets(rng *rand.Rand, reports, ancestors int) [][]string {
	sets := make([][]string, reports)
	for i := range sets {
		for range 1 + rng.IntN(3) {
			sets[i] = append(sets[i], string(rune('a'+rng.IntN(ancestors))))
		}
		slices.Sort(sets[i])
		sets[i] = slices.Compact(sets[i])
	}
	return sets
}

// tryAll counts the largest disjoint group by trying all of them.
func tryAll(sets [][]string) int {
	best := 0
	for group := range 1 << len(sets) {
		seen, size, ok := map[string]bool{}, 0, true
		for i, set := range sets {
			if group&(1<<i) == 0 {
				continue
			}
			size++
			for _, a := range set {
				ok = ok && !seen[a]
				seen[a] = true
			}
		}
		if ok {
			best = max(best, size)
		}
	}
	return best
}

func BenchmarkIndependent(b *testing.B) {
	sets := randomSets(rand.New(rand.NewPCG(5, 6)), 40, 40)
	b.ReportAllocs()
	for b.Loop() {
		Independent(sets)
	}
}
