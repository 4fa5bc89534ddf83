package lineage

import (
	"fmt"
	"slices"

	"github.com/truceline/truceline"
)

// CircularAmong finds circular reporting among statements about one happening:
// source A has it from B, by what its statement was made from or names in its lineage, B
// from C, and C from A. Each ring is told once, beginning with its smallest name.
func CircularAmong(told []truceline.Observation) []truceline.Circular {
	type edge struct{ from, to string }
	source := map[truceline.ID]string{}
	speaks := map[string]bool{}
	for _, o := range told {
		source[o.ID], speaks[o.Source] = o.Source, true
	}
	by := map[edge][]truceline.ID{}
	next := map[string][]string{}
	add := func(o *truceline.Observation, to string) {
		if to == "" || to == o.Source || !speaks[to] {
			return
		}
		e := edge{o.Source, to}
		if by[e] == nil {
			next[e.from] = append(next[e.from], to)
		}
		by[e] = append(by[e], o.ID)
	}
	for i := range told {
		for _, id := range told[i].DerivedFrom {
			add(&told[i], source[id])
		}
		for _, name := range told[i].Lineage {
			add(&told[i], name)
		}
	}
	var out []truceline.Circular
	for _, ring := range rings(next) {
		c := truceline.Circular{Names: ring, Alarm: alarm(ring)}
		for i, name := range ring {
			c.Observations = append(c.Observations, by[edge{name, ring[(i+1)%len(ring)]}]...)
		}
		slices.SortFunc(c.Observations, func(a, b truceline.ID) int { return slices.Compare(a[:], b[:]) })
		c.Observations = slices.Compact(c.Observations)
		out = append(out, c)
	}
	return out
}

// CircularTexts returns the loops of a graph with the texts called by name.
func CircularTexts(g Graph) []truceline.Circular {
	var out []truceline.Circular
	for _, l := range g.Loops {
		c := truceline.Circular{Names: l.Outlets, Alarm: l.Alarm}
		for _, i := range l.Reports {
			name := g.Reports[i].Text.URL
			if name == "" {
				name = g.Reports[i].Text.Name
			}
			c.Texts = append(c.Texts, name)
		}
		out = append(out, c)
	}
	return out
}

// alarm says a loop in a sentence.
func alarm(names []string) string {
	return fmt.Sprintf("circular reporting: %s; together they are no more than one source", chain(names))
}
