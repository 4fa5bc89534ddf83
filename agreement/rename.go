package agreement

import (
	"fmt"
	"slices"

	"github.com/truceline/truceline"
)

// Renamed returns the agreement with other ids for its parties, so that it can
// be laid over a record that knows the sides by those. Every party must have a
// new id, and no two the same. Ids inside a condition are not touched, so an
// agreement that names a party there is refused.
func Renamed(a truceline.Agreement, to map[string]string) (truceline.Agreement, error) {
	seen := map[string]bool{}
	for _, p := range a.Parties {
		id, ok := to[p.ID]
		if !ok || seen[id] {
			return a, fmt.Errorf("say for each party of %s, once, which side of the record it is: %s", a.ID, p.ID)
		}
		seen[id] = true
	}
	id := func(old string) string {
		if n, ok := to[old]; ok {
			return n
		}
		return old
	}
	list := func(ids []string) []string {
		out := slices.Clone(ids)
		for i := range out {
			out[i] = id(out[i])
		}
		return out
	}
	a.Parties = slices.Clone(a.Parties)
	for i := range a.Parties {
		a.Parties[i].ID = id(a.Parties[i].ID)
	}
	a.Status.DeclaredBy, a.Status.AcceptedBy = list(a.Status.DeclaredBy), list(a.Status.AcceptedBy)
	a.Readings = renamed(a.Readings, id)
	a.Zones = slices.Clone(a.Zones)
	for i, z := range a.Zones {
		if z.Corridor != nil {
			a.Zones[i].Corridor = &truceline.Corridor{DepthKm: renamed(z.Corridor.DepthKm, id)}
		}
	}
	a.Lines, a.Definitions, a.Clauses = slices.Clone(a.Lines), slices.Clone(a.Definitions), slices.Clone(a.Clauses)
	for i := range a.Lines {
		a.Lines[i].For = list(a.Lines[i].For)
	}
	for i := range a.Definitions {
		a.Definitions[i].Readings = renamed(a.Definitions[i].Readings, id)
	}
	for i := range a.Clauses {
		c := &a.Clauses[i]
		if c.Condition != "" {
			return a, fmt.Errorf("the clause %s has a condition, in which parties cannot be renamed", c.ID)
		}
		c.Binds = list(c.Binds)
		if c.Terms == nil {
			continue
		}
		terms := *c.Terms
		terms.DistanceKm, terms.Stock = renamed(terms.DistanceKm, id), slices.Clone(terms.Stock)
		for k := range terms.Stock {
			terms.Stock[k].Party = id(terms.Stock[k].Party)
		}
		c.Terms = &terms
	}
	return a, nil
}

// renamed returns a map with its keys renamed.
func renamed[T any](m map[string]T, id func(string) string) map[string]T {
	if m == nil {
		return nil
	}
	out := make(map[string]T, len(m))
	for k, v := range m {
		out[id(k)] = v
	}
	return out
}
