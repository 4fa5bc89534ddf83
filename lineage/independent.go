package lineage

import (
	"cmp"
	"slices"
)

// exactUpTo is how many reports that share ancestors with one another, after
// all that can be left out of them, are searched exhaustively. Above it a
// greedy count is a lower bound.
const exactUpTo = 40

// Count is how many independent lineages some reports are.
type Count struct {
	Lineages int  `json:"lineages"`
	Exact    bool `json:"exact"` // false: at least so many
	Of       int  `json:"of"`    // reports
}

// Independent returns the size of the largest group of the given ancestor sets
// that are pairwise disjoint; see [CountIndependent].
func Independent(sets [][]string) int { return CountIndependent(sets).Lineages }

// CountIndependent returns how many independent lineages the given reports are,
// each known by the sorted set of its ancestors: the size of the largest group
// of pairwise disjoint sets, which is a maximum independent set of the graph in
// which reports that share an ancestor are joined.
//
// The graph falls apart into components, each counted by itself. A component is
// searched exhaustively, branching on the report that shares with most others,
// if at most 40 reports are left in it after those were dropped that can be
// replaced by another (one that has all of its ancestors, or fewer neighbours
// among the same). Beyond that a greedy count is returned: it takes the report
// that shares with fewest others first, finds at least a share 1/(d+1) of the
// reports where each shares with at most d others, and never counts too many.
func CountIndependent(sets [][]string) Count {
	g := sharing(sets)
	count := Count{Exact: true, Of: len(sets)}
	for _, part := range g.components() {
		n, exact := g.largest(part)
		count.Lineages += n
		count.Exact = count.Exact && exact
	}
	return count
}

// graph holds, for each report, those that share an ancestor with it, sorted.
type graph [][]int

// sharing joins reports that share an ancestor. A report that says the same as
// another (an equal set) or more (a set that holds another) can always be
// replaced by it in an independent group, and is left out.
func sharing(sets [][]string) graph {
	sets = onlyShared(sets)
	slices.SortFunc(sets, func(a, b []string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b))
	})
	with := map[string][]int{} // kept reports by ancestor
	var kept [][]string
	for _, set := range sets {
		if holdsAnother(set, kept, with) {
			continue
		}
		for _, a := range set {
			with[a] = append(with[a], len(kept))
		}
		kept = append(kept, set)
	}
	g := make(graph, len(kept))
	for i, set := range kept {
		for _, a := range set {
			for _, j := range with[a] {
				if j != i {
					g[i] = append(g[i], j)
				}
			}
		}
		slices.Sort(g[i])
		g[i] = slices.Compact(g[i])
	}
	return g
}

// onlyShared leaves out the ancestors that one report alone has, as they decide
// nothing.
func onlyShared(sets [][]string) [][]string {
	in := map[string]int{}
	for _, set := range sets {
		for _, a := range set {
			in[a]++
		}
	}
	out := make([][]string, len(sets))
	for i, set := range sets {
		for _, a := range set {
			if in[a] > 1 {
				out[i] = append(out[i], a)
			}
		}
	}
	return out
}

// holdsAnother reports whether a set holds all ancestors of a kept one, which
// is no longer than it is.
func holdsAnother(set []string, kept [][]string, with map[string][]int) bool {
	shared := map[int]int{}
	for _, a := range set {
		for _, i := range with[a] {
			if shared[i]++; shared[i] == len(kept[i]) {
				return true
			}
		}
	}
	return false
}

// components returns the reports that hang together, each group sorted.
func (g graph) components() [][]int {
	seen := make([]bool, len(g))
	var parts [][]int
	for start := range g {
		if seen[start] {
			continue
		}
		seen[start] = true
		part := []int{start}
		for i := 0; i < len(part); i++ {
			for _, j := range g[part[i]] {
				if !seen[j] {
					seen[j] = true
					part = append(part, j)
				}
			}
		}
		slices.Sort(part)
		parts = append(parts, part)
	}
	return parts
}

// largest counts the largest independent group in one component.
func (g graph) largest(part []int) (count int, exact bool) {
	left := map[int]bool{}
	for _, i := range part {
		left[i] = true
	}
	count = g.takeForced(left)
	if len(left) <= exactUpTo {
		return count + g.search(left), true
	}
	return count + g.greedy(left), false
}

// takeForced takes reports whose neighbours all share with one another (one
// that shares with nobody, or with a single other, is the plainest case): some
// largest group holds it. What remains is left.
func (g graph) takeForced(left map[int]bool) (taken int) {
	for again := true; again; {
		again = false
		for _, i := range keys(left) {
			if !left[i] || !g.clique(g.among(i, left)) {
				continue
			}
			g.take(i, left)
			taken++
			again = true
		}
	}
	return taken
}

// search returns the size of the largest independent group among those left.
func (g graph) search(left map[int]bool) int {
	if len(left) == 0 {
		return 0
	}
	most, at := -1, -1
	for _, i := range keys(left) {
		if d := len(g.among(i, left)); d > most {
			most, at = d, i
		}
	}
	if most <= 2 {
		return g.paths(left)
	}
	without := clone(left)
	delete(without, at)
	with := clone(left)
	g.take(at, with)
	return max(1+g.takeAndSearch(with), g.takeAndSearch(without))
}

func (g graph) takeAndSearch(left map[int]bool) int {
	taken := g.takeForced(left)
	return taken + g.search(left)
}

// paths counts where each report shares with at most two others: rings, since
// the ends of chains are forced. Half of a ring, rounded down, is independent.
func (g graph) paths(left map[int]bool) int {
	count := 0
	for len(left) > 0 {
		start := keys(left)[0]
		ring := 0
		for todo := []int{start}; len(todo) > 0; {
			i := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if left[i] {
				todo = append(todo, g.among(i, left)...)
				delete(left, i)
				ring++
			}
		}
		count += max(1, ring/2)
	}
	return count
}

// greedy takes the report that shares with fewest others, again and again.
func (g graph) greedy(left map[int]bool) (count int) {
	for len(left) > 0 {
		fewest, at := -1, -1
		for _, i := range keys(left) {
			if d := len(g.among(i, left)); at < 0 || d < fewest {
				fewest, at = d, i
			}
		}
		g.take(at, left)
		count++
	}
	return count
}

// take removes a report and all that share with it.
func (g graph) take(i int, left map[int]bool) {
	for _, j := range g[i] {
		delete(left, j)
	}
	delete(left, i)
}

// among returns those left that share with a report.
func (g graph) among(i int, left map[int]bool) []int {
	var out []int
	for _, j := range g[i] {
		if left[j] {
			out = append(out, j)
		}
	}
	return out
}

// clique reports whether all of these share with one another.
func (g graph) clique(group []int) bool {
	for n, i := range group {
		for _, j := range group[n+1:] {
			if _, ok := slices.BinarySearch(g[i], j); !ok {
				return false
			}
		}
	}
	return true
}

func keys(left map[int]bool) []int {
	out := make([]int, 0, len(left))
	for i := range left {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

func clone(left map[int]bool) map[int]bool {
	out := make(map[int]bool, len(left))
	for i := range left {
		out[i] = true
	}
	return out
}
