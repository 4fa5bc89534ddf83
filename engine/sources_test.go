package engine

import (
	"fmt"
	"testing"

	"github.com/truceline/truceline"
)

// TestSourceRecords: a source's letter follows from how others judged what it stated,
// and from that alone: a statement that nobody else could judge earns nothing.
func TestSourceRecords(t *testing.T) {
	good := func(source, want string, inputs ...Input) {
		t.Helper()
		e := New(config())
		play(t, e, inputs...)
		got := ""
		for _, r := range e.Record().Sources {
			if r.Source == source {
				got = fmt.Sprintf("%s %d borne out, %d refuted, %d unjudged", r.Reliability, r.Confirmed, r.Refuted, r.Unjudged)
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
	every := func(n int, sources ...string) (all []Input) {
		for k := range n {
			for _, s := range sources {
				all = append(all, said(s, 10+float64(k)*15))
			}
		}
		return all
	}
	run := func(watches []Input, said []Input) []Input {
		return append(append(append([]Input{tick(0)}, watches...), said...), tick(600))
	}
	watching := func(names ...string) (all []Input) {
		for _, name := range names {
			w := posted(name, truceline.Watched, truceline.CauseNone)
			w.Reading.Watches[0].Detection = 0.9
			all = append(all, w)
		}
		return all
	}
	good("post-1", "A 30 borne out, 0 refuted, 0 unjudged", run(nil, every(30, "post-1", "post-2"))...)
	good("post-1", "F 4 borne out, 0 refuted, 0 unjudged", run(nil, every(4, "post-1", "post-2"))...)
	good("post-1", "F 0 borne out, 0 refuted, 30 unjudged", run(nil, every(30, "post-1"))...)
	good("post-1", "F 0 borne out, 0 refuted, 30 unjudged", run(watching("post-1", "post-2"), every(30, "post-1"))...) // one in ten is missed by the other
	good("post-1", "E 0 borne out, 30 refuted, 0 unjudged", run(watching("post-1", "post-2", "post-3"), every(30, "post-1"))...)
	blind := posted("post-3", truceline.Blind, truceline.CausePower)
	good("post-1", "F 0 borne out, 0 refuted, 30 unjudged", run(append(watching("post-1", "post-2"), blind), every(30, "post-1"))...)
}
