package agreement

import (
	"fmt"
	"maps"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"github.com/truceline/truceline"
)

// Renamed returns the agreement with other ids for its parties, so that it can
// be laid over a record that knows the sides by those. Every party must have a
// new id, and no two the same.
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
		var err error
		if c.Condition, err = renamedCondition(c.Condition, to); err != nil {
			return a, fmt.Errorf("rename the parties in the condition of clause %s: %w", c.ID, err)
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

// renamedCondition writes other ids into a condition in the place of those of the
// parties: of text constants that are one, and of nothing else.
func renamedCondition(text string, to map[string]string) (string, error) {
	if text == "" {
		return "", nil
	}
	env, err := cel.NewEnv(conditionVariables()...)
	if err != nil {
		return "", fmt.Errorf("prepare conditions: %w", err)
	}
	parsed, issues := env.Parse(text)
	if issues.Err() != nil {
		return "", issues.Err()
	}
	rep, runes := parsed.NativeRep(), []rune(text)
	at := map[int]string{} // the old id, by where its constant begins
	ast.PostOrderVisit(rep.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.LiteralKind {
			return
		}
		if s, ok := e.AsLiteral().Value().(string); ok {
			if n, ok := to[s]; ok && n != s {
				where, _ := rep.SourceInfo().GetOffsetRange(e.ID())
				at[int(where.Start)] = s
			}
		}
	}))
	for _, start := range slices.Backward(slices.Sorted(maps.Keys(at))) {
		old := []rune(at[start])
		end := start + len(old) + 2
		if end > len(runes) || !slices.Equal(runes[start+1:end-1], old) {
			return "", fmt.Errorf("write %q as a plain text in quotes", at[start])
		}
		runes = slices.Replace(runes, start+1, end-1, []rune(to[at[start]])...)
	}
	return string(runes), nil
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
