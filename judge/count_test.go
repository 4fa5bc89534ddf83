package judge_test

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

func tally(value int) truceline.Tally {
	return truceline.Tally{ID: truceline.IDOf("tally"), Report: "178/2020", By: "the mission", Metric: "ceasefire_violations", Area: "UA-14",
		When: truceline.Interval{From: clock(11, 14, 0, 0), To: clock(12, 16, 30, 0)}, Value: value, Basis: "stated"}
}

// by is an answer of the ledger that one watcher stands behind.
func by(state truceline.Watching, detection float64) coverage.Answer {
	return coverage.Answer{State: state, Words: "So says the ledger.", By: []truceline.Watch{{By: "post", State: state, Detection: detection}}}
}

func TestTally(t *testing.T) {
	j := newJudge(t, text())
	check := func(tl truceline.Tally, gap coverage.Answer, want string) truceline.Finding {
		t.Helper()
		findings := j.Tally(tl, gap, now())
		if len(findings) != 1 {
			t.Fatalf("%d findings", len(findings))
		}
		f := findings[0]
		sound(t, f)
		if got := verdicts(f); got != want || f.Subject.Kind != truceline.SubjectTally || f.Clause != "fire" {
			t.Errorf("%s, want %s\n%v", got, want, f)
		}
		return f
	}
	const open = "cannot be determined"
	f := check(tally(111), blind, "met, "+open+", "+open)
	if !says(f.Exists, "the mission counted 111") || !says(f.Breach, "live-fire exercises") || f.Gap != "" {
		t.Error(f)
	}
	derived := tally(10)
	derived.Basis = "stated_in_next"
	if f = check(derived, blind, "met, "+open+", "+open); !says(f.Exists, "stated in next") {
		t.Error(f.Exists.Reasons)
	}
	// A count of none is not met only where the ledger says watched.
	check(tally(0), blind, open+", "+open+", "+open)
	check(tally(0), coverage.Answer{}, open+", "+open+", "+open)
	check(tally(0), by(truceline.PartlyWatched, 0.99), open+", "+open+", "+open)
	check(tally(0), by(truceline.NotKnown, 0.99), open+", "+open+", "+open)
	check(tally(0), by(truceline.Watched, 0.95), "not met, not met, "+open)
	check(tally(0), by(truceline.Watched, 0.5), open+", "+open+", "+open) // its watcher misses half
	check(tally(0), watched, "not met, not met, "+open)                   // how much it misses is not stated: the ledger's word
	if f = check(tally(0), blind, open+", "+open+", "+open); f.Gap != blind.Words || !says(f.Exists, "does not show") {
		t.Error(f)
	}
	check(tally(-1), watched, open+", "+open+", "+open)
	// Outside the hours in force nothing is forbidden.
	before := tally(5)
	before.When = truceline.Interval{From: clock(9, 0, 0, 0), To: clock(10, 0, 0, 0)}
	check(before, watched, "met, not met, "+open)

	unknown := tally(3)
	unknown.Metric = "restrictions"
	if got := j.Tally(unknown, watched, now()); len(got) != 0 {
		t.Error("a metric that is not known was judged:", got)
	}
}

// TestTallyOfFire: only a count that says fire can show a breach.
func TestTallyOfFire(t *testing.T) {
	a := text()
	a.Clauses[0].Zone = "all"
	j := newJudge(t, a)
	tl := tally(4)
	if f := j.Tally(tl, watched, now())[0]; f.Breach.Verdict != truceline.CannotBeDetermined {
		t.Error(f.Breach)
	}
	tl.Metric = "fire"
	if f := j.Tally(tl, watched, now())[0]; f.Breach.Verdict != truceline.Met || f.Attribution.Verdict != truceline.CannotBeDetermined {
		t.Error(f)
	}
}

func TestAbsence(t *testing.T) {
	j := newJudge(t, text())
	window := truceline.Window{From: clock(11, 13, 0, 0), To: clock(12, 21, 0, 0)}
	check := func(gap coverage.Answer, want string) truceline.Finding {
		t.Helper()
		f, ok := j.Absence("fire", window, gap, now())
		if !ok {
			t.Fatal("no finding")
		}
		sound(t, f)
		if got := verdicts(f); got != want || f.Subject.Kind != truceline.SubjectAbsence || !f.When.To.Equal(window.To) {
			t.Errorf("%s, want %s\n%v", got, want, f)
		}
		return f
	}
	const open = "cannot be determined"
	quiet := check(by(truceline.Watched, 0.9), "not met, not met, "+open)
	unseen := check(blind, open+", "+open+", "+open)
	check(coverage.Answer{}, open+", "+open+", "+open)
	check(by(truceline.PartlyWatched, 1), open+", "+open+", "+open)
	if quiet.ID != unseen.ID || quiet.Gap != "" || unseen.Gap != blind.Words {
		t.Error("names or gaps", quiet.ID, unseen.ID, quiet.Gap, unseen.Gap)
	}
	other, _ := j.Absence("fire", window.Shift(time.Hour), blind, now())
	if other.ID == quiet.ID {
		t.Error("two windows have one finding")
	}
	if f, ok := j.Absence("fire", truceline.Window{From: window.From}, blind, now()); !ok || !f.When.Open || !f.When.To.Equal(now()) {
		t.Error("an open window", f.When)
	}
	for _, clause := range []string{"demining", "notice", "nothing"} { // exempts, forbids no happening, is not there
		if _, ok := j.Absence(clause, window, blind, now()); ok {
			t.Errorf("an absence was judged under %s", clause)
		}
	}
}

func TestState(t *testing.T) {
	j := newJudge(t, text())
	moved := truceline.Moved{From: "2026-04-11", To: "2026-04-12", Holder: "AA", GainedKm2: 12.34, LostKm2: 0.5}
	findings := j.State(moved, blind, now())
	if len(findings) != 1 {
		t.Fatalf("%d findings", len(findings))
	}
	f := findings[0]
	sound(t, f)
	const open = "cannot be determined"
	if got := verdicts(f); got != open+", "+open+", "+open || f.Clause != "positions" || f.Subject.Kind != truceline.SubjectState {
		t.Error(got, f)
	}
	if !says(f.Exists, "gained 12.3 km²") || !says(f.Exists, "edited in steps") {
		t.Error(f.Exists.Reasons)
	}
	if got := j.State(truceline.Moved{From: "soon", To: "later"}, blind, now()); got != nil {
		t.Error("days that are none were judged:", got)
	}
}
