package fuse

import (
	"fmt"
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
	f, last = New(Config{}), map[truceline.ID]truceline.Incident{}
	f.Add(a)
	f.Add(d)
	scene := func(act truceline.Act, name string, hour int, about truceline.Observation) {
		t.Helper()
		r := rule(act, about)
		r.Scene, r.At = name, noon.Add(time.Duration(hour)*time.Hour)
		if !f.Rule(r) {
			t.Fatalf("%s %s was not obeyed", act, name)
		}
	}
	standing := func() (out string) {
		for _, i := range newest(f, last) {
			if slices.Contains(i.Observations, a.ID) {
				for _, s := range i.Scenes {
					out += fmt.Sprintf("%s %v %s; ", s.Scene, s.Attached, s.At.Sub(noon))
				}
			}
		}
		return out
	}
	scene(truceline.ActAttach, "c S2", 1, a)
	scene(truceline.ActAttach, "c S1", 1, a)
	if got := standing(); got != "c S1 true 1h0m0s; c S2 true 1h0m0s; " {
		t.Errorf("attached: %s", got)
	}
	f.Add(b) // evidence that comes later
	scene(truceline.ActDetach, "c S2", 2, a)
	scene(truceline.ActAttach, "c S2", 1, d) // of the other, and earlier
	if got := standing(); got != "c S1 true 1h0m0s; c S2 false 2h0m0s; " {
		t.Errorf("detached: %s", got)
	}
	f.Rule(rule(truceline.ActMerge, a, d))
	if got := standing(); got != "c S1 true 1h0m0s; c S2 false 2h0m0s; " {
		t.Errorf("merged: %s", got)
	}
	if f.Rule(rule(truceline.ActVerdict, heard("x", home, 1, 9999))) {
		t.Error("a ruling about nothing was obeyed")
	}
}

// TestRulingsOnWhatIsClosed: a ruling reaches incidents that no evidence can reach
// any more, and only those; they close again.
func TestRulingsOnWhatIsClosed(t *testing.T) {
	a, b, c := heard("a", home, 300, 0), heard("b", home, 300, 1), heard("c", geo.Destination(home, 90, 9000), 300, 2)
	late := noon.Add(9 * 24 * time.Hour)
	closed := func() *Fuser {
		f := New(Config{})
		for _, o := range []truceline.Observation{a, b, c} {
			f.Add(o)
		}
		f.Step(noon.Add(time.Minute))
		f.Step(late)
		if f.open.len() != 0 {
			t.Fatalf("%d incidents are open nine days later", f.open.len())
		}
		return f
	}
	good := func(want int, r truceline.Ruling, ok func(truceline.Incident) bool) {
		t.Helper()
		f := closed()
		if !f.Rule(r) {
			t.Fatalf("%s was not obeyed", r.Act)
		}
		got := f.Step(late)
		if len(got) != want {
			t.Fatalf("%s: %d versions, want %d", r.Act, len(got), want)
		}
		if !ok(got[0]) {
			t.Errorf("%s: %+v", r.Act, got[0])
		}
		if again := f.Step(late); len(again) != 0 {
			t.Errorf("%s: %d more versions without a reason", r.Act, len(again))
		}
		f.Step(late.Add(3 * 24 * time.Hour))
		if f.open.len() != 0 {
			t.Errorf("%s: %d incidents stay open", r.Act, f.open.len())
		}
	}
	about := func(act truceline.Act, all ...truceline.Observation) truceline.Ruling {
		r := truceline.Ruling{ID: truceline.IDOf("late", string(act)), By: "officer-1", At: late, Act: act, Exists: truceline.NotMet}
		for _, o := range all {
			r.Observations = append(r.Observations, o.ID)
		}
		return r
	}
	good(1, about(truceline.ActVerdict, a), func(i truceline.Incident) bool {
		return i.Exists == truceline.Probability{} && len(i.Observations) == 2 && len(i.Rulings) == 1
	})
	good(2, about(truceline.ActMerge, a, c), func(i truceline.Incident) bool { return len(i.Observations) == 3 })
	good(2, about(truceline.ActSplit, b), func(i truceline.Incident) bool { return len(i.Observations) == 1 })
	place := truceline.Place{Shape: truceline.ShapePoint, At: geo.Destination(home, 0, 4000), Ellipse: truceline.Ellipse{SemiMajor: 50, SemiMinor: 50}}
	moved := about(truceline.ActReplace, a)
	moved.Place = &place
	good(1, moved, func(i truceline.Incident) bool { return i.Place == place })

	f := closed()
	f.Add(heard("d", home, 300, 1)) // evidence for what is closed begins anew
	if got := f.Step(late); len(got) != 1 || len(got[0].Observations) != 1 {
		t.Errorf("late evidence: %+v", got)
	}
	f.Add(a)
	if got := f.Step(late); len(got) != 0 {
		t.Error("a duplicate of what is closed changed something")
	}
}
