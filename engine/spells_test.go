package engine

import (
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// seen is what a camera over the place of [said] posts that it watched, from minute to minute.
func seen(from, to float64) Input {
	id := truceline.IDOf("camera", at(from).String())
	w := truceline.Watch{ID: id, By: "cam-1", Means: truceline.MeansCamera, State: truceline.Watched, Detection: 0.8,
		When:  truceline.Interval{From: at(from), To: at(to)},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 5000, SemiMinor: 5000}}}
	return Input{Entry: truceline.Entry{ID: id, Kind: truceline.KindData, Feed: "posts", Received: at(from)}, Reading: truceline.Reading{Watches: []truceline.Watch{w}}}
}

// TestSpellMakesOneVersion: a finding that names a spell which nobody knows the end of is told
// once more when it is over, with the whole of it, and never in between.
func TestSpellMakesOneVersion(t *testing.T) {
	e := New(config())
	inputs := []Input{tick(-10), seen(0, 20), tick(10), said("post-1", 30)}
	for m := 31.0; m <= 300; m++ {
		if m == 120 {
			inputs = append(inputs, seen(120, 290))
		}
		inputs = append(inputs, tick(m))
	}
	var gaps []string
	var last truceline.Finding
	for _, out := range play(t, e, inputs...) {
		for _, f := range out.Findings {
			if f.Subject.Kind == truceline.SubjectIncident {
				gaps, last = append(gaps, f.Gap), f
			}
		}
	}
	if len(gaps) != 2 || !strings.Contains(gaps[0], "from 00:20 until at least 00:30 UTC") || !strings.Contains(gaps[1], "between 00:20 and 02:00 UTC") {
		t.Errorf("%d versions: %q", len(gaps), gaps)
	}
	if last.Version != 2 || len(last.Changed) != 1 || last.Changed[0] != "What nobody watched there is known better now." {
		t.Errorf("version %d changed %q", last.Version, last.Changed)
	}
	if len(e.spells.waiting) != 0 || len(e.spells.in) != 0 {
		t.Errorf("still waiting: %v", e.spells)
	}
}

// TestSpellsInTurn: what is due is asked about by when it is due, so many at a tick, and each
// once however often it is noted.
func TestSpellsInTurn(t *testing.T) {
	s := spells{in: map[truceline.ID]bool{}}
	for n := range 3 * askedATick {
		s.keep(openSpell{incident: truceline.IDOf("i", string(rune(n))), wait: askAfter}, at(float64(60-n)))
		s.keep(openSpell{incident: truceline.IDOf("i", string(rune(n))), wait: askAfter}, at(0))
	}
	if got := s.due(at(0)); len(got) != 0 {
		t.Errorf("due too early: %v", got)
	}
	for turn := range 3 {
		got := s.due(at(600))
		if len(got) != askedATick {
			t.Fatalf("turn %d: %d", turn, len(got))
		}
		for n, o := range got {
			if n > 0 && o.due.Before(got[n-1].due) {
				t.Errorf("turn %d: %s before %s", turn, got[n-1].due, o.due)
			}
		}
	}
	if len(s.waiting)+len(s.in) != 0 {
		t.Errorf("left over: %v", s)
	}
}
