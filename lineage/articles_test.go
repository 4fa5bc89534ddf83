package lineage_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/lineage"
)

// TestArticles reads five press articles of January and February 2025, where
// they are at hand, and checks what a reader of them knows: the third tells again
// what the first was told by officials it does not name; the second has the
// Ukrainian president on record, and the fifth another briefing of officials
// to the outlet of the first. None of their words stands here.
func TestArticles(t *testing.T) {
	var texts []truceline.Text
	for i := range 5 {
		name := fmt.Sprintf("news/article-%d.txt", i)
		texts = append(texts, truceline.Text{ID: truceline.IDOf(name), Name: name, Body: string(feedtest.Data(t, name))})
	}
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {4, 2, 3, 1, 0}} { // which comes first in the folder means nothing
		var shuffled []truceline.Text
		for _, i := range order {
			shuffled = append(shuffled, texts[i])
		}
		checkArticles(t, lineage.NewReader().Trace(shuffled), func(i int) int { return slices.Index(order, i) })
	}
}

func checkArticles(t *testing.T, g lineage.Graph, at func(int) int) {
	t.Helper()
	if len(g.Derivations) != 1 || g.Derivations[0].Child != at(2) || g.Derivations[0].Parent != at(0) || g.Derivations[0].How != lineage.Cited {
		t.Errorf("derivations %+v, want 2 from 0", g.Derivations)
	}
	origin := func(speaker string, in ...int) lineage.Origin {
		t.Helper()
		for i := range in {
			in[i] = at(in[i])
		}
		slices.Sort(in)
		for _, o := range g.Origins {
			reports := slices.Sorted(slices.Values(o.Reports))
			if slices.Equal(reports, in) && (o.Speaker == speaker || speaker == "" && o.Standing == lineage.Anonymous) {
				return o
			}
		}
		t.Errorf("nothing that %q said stands in %v alone", speaker, in)
		return lineage.Origin{}
	}
	if o := origin("", 0, 2); o.Via != "Telegraph" {
		t.Errorf("unnamed officials of 0 and 2 spoke to %q", o.Via)
	}
	if o := origin("Volodymyr Zelensky", 1); o.Standing != lineage.OnRecord || len(o.Quotes) == 0 {
		t.Errorf("%+v", o)
	}
	if o := origin("", 4); o.Via != "Telegraph" {
		t.Errorf("unnamed officials of 4 spoke to %q", o.Via)
	}
	if g.Existence.Lineages < 3 || g.Existence.Lineages > 4 || !g.Existence.Exact || g.Existence.Of != 5 {
		t.Errorf("existence %+v", g.Existence)
	}
	if g.Attribution.Lineages > g.Existence.Lineages {
		t.Errorf("attribution %+v", g.Attribution)
	}
	figure := func(about string, proposed bool, value float64, unit, claimant string, in int) {
		t.Helper()
		for _, f := range g.Figures {
			if f.About != about || f.Proposed != proposed || !f.Conflicting {
				continue
			}
			for _, v := range f.Values {
				if v.Value == value && v.Unit == unit && slices.Contains(v.Claimants, claimant) && v.Claims[0][0] == at(in) {
					return
				}
			}
		}
		t.Errorf("%g %s of %s by %q is not beside others", value, unit, about, claimant)
	}
	figure("line", false, 800, "mile", "US (nobody named)", 0)
	figure("line", false, 1000, "km", "Western officials", 4)
	figure("troops", true, 30_000, "troops", "Western officials", 4)
	figure("troops", true, 30_000, "troops", "a senior western official", 4)
	figure("troops", true, 100_000, "troops", "Dannatt", 3)
	figure("troops", true, 200_000, "troops", "Zelensky", 4)
}
