package fuse

import (
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// TestRulings: what an officer ruled holds against whatever evidence comes later.
func TestRulings(t *testing.T) {
	rule := func(act truceline.Act, about ...truceline.Observation) truceline.Ruling {
		r := truceline.Ruling{ID: truceline.IDOf("ruling", string(act)), By: "officer-1", At: noon.Add(time.Hour), Act: act}
		for _, o := range about {
			r.Observations = append(r.Observations, o.ID)
		}
		return r
	}
	far := geo.Destination(home, 90, 9000)
	a, b, c := heard("a", home, 300, 0), heard("b", home, 300, 1), heard("c", home, 300, 2)
	d := heard("d", far, 300, 0)
	newest := func(f *Fuser, last map[truceline.ID]truceline.Incident) []truceline.Incident {
		for _, i := range f.Step(noon.Add(2 * time.Hour)) {
			last[i.ID] = i
		}
		var out []truceline.Incident
		for _, i := range last {
			if i.Into.IsZero() {
				out = append(out, i)
			}
		}
		slices.SortFunc(out, func(x, y truceline.Incident) int { return len(y.Observations) - len(x.Observations) })
		return out
	}

	f, last := New(Config{}), map[truceline.ID]truceline.Incident{}
	for _, o := range []truceline.Observation{a, b, d} {
		f.Add(o)
	}
	newest(f, last)
	f.Rule(rule(truceline.ActMerge, a, d))
	got := newest(f, last)
	if len(got) != 1 || len(got[0].Observations) != 3 || len(got[0].Rulings) != 1 {
		t.Fatalf("merged: %+v", got)
	}
	f.Add(c)
	f.Add(heard("e", far, 300, 1))
	if got = newest(f, last); len(got[0].Observations) < 4 {
		t.Errorf("later evidence undid a merge: %+v", got)
	}

	f, last = New(Config{}), map[truceline.ID]truceline.Incident{}
	for _, o := range []truceline.Observation{a, b} {
		f.Add(o)
	}
	f.Rule(rule(truceline.ActSplit, a)) // also its first statement
	got = newest(f, last)
	if len(got) != 2 || len(got[0].Observations) != 1 {
		t.Fatalf("split: %+v", got)
	}
	f.Add(c)
	if got = newest(f, last); len(got) != 2 || len(got[0].Observations) != 2 {
		t.Errorf("later evidence put together what was split: %+v", got)
	}

	f, last = New(Config{}), map[truceline.ID]truceline.Incident{}
	f.Add(a)
	when := truceline.Interval{From: noon.Add(-time.Minute), To: noon, Clock: truceline.Clock{Error: time.Minute}}
	place := truceline.Place{Shape: truceline.ShapePoint, At: far, Ellipse: truceline.Ellipse{SemiMajor: 100, SemiMinor: 100}}
	moved, timed, judged := rule(truceline.ActReplace, a), rule(truceline.ActRetime, a), rule(truceline.ActVerdict, a)
	moved.Place, timed.When, judged.Exists = &place, &when, truceline.NotMet
	for _, r := range []truceline.Ruling{moved, timed, judged} {
		f.Rule(r)
	}
	f.Add(heard("b", far, 300, 0))
	got = newest(f, last)
	if len(got) != 1 || got[0].Place != place || got[0].When != when || got[0].Exists != (truceline.Probability{}) || len(got[0].Observations) != 2 {
		t.Errorf("%+v", got)
	}
	if f.Rule(rule(truceline.ActVerdict, heard("x", home, 1, 9999))) {
		t.Error("a ruling about nothing was obeyed")
	}
}
