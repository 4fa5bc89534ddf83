package fuse

import (
	"slices"
	"testing"

	"github.com/truceline/truceline"
)

// TestWithout: with all observations the answer is what is stated; with some it is
// what these alone would make of a happening at this place and time; with none
// nothing is known; and asking changes nothing.
func TestWithout(t *testing.T) {
	all := []truceline.Observation{heard("post-0", home, 300, 0), heard("post-1", home, 300, 0), heard("post-0", home, 300, 1), heard("post-2", home, 300, 0)}
	asked := 0
	var config Config
	config.Noticing = watchedBy(0.9, names(4)...)
	plain := at(New(config), 3, all...)
	config.Without = func(id truceline.ID, kind truceline.Kind, ids []truceline.ID, left func([]truceline.ID) (truceline.Probability, truceline.Direction)) {
		asked++
		whole, _ := left(ids)
		if none, went := left(nil); none != truceline.Unknown() || went != "" {
			t.Errorf("without any: %+v, %q", none, went)
		}
		if kind != all[0].Kind || len(ids) > len(all) {
			t.Errorf("asked about %d of kind %s", len(ids), kind)
		}
		less := whole
		for n := len(ids) - 1; n > 0; n-- {
			p, _ := left(ids[:n])
			if p.P > less.P+1e-9 {
				t.Errorf("%d of %d observations make %.4f, one more makes %.4f", n, len(ids), p.P, less.P)
			}
			less = p
		}
		// The order in which they are named means nothing.
		turned := slices.Clone(ids)
		slices.Reverse(turned)
		if again, _ := left(turned); again != whole {
			t.Errorf("%+v, turned round %+v", whole, again)
		}
	}
	f := New(config)
	if seen := at(f, 3, all...); seen.Exists != plain.Exists || seen.Lineages != plain.Lineages {
		t.Errorf("asking changed %+v to %+v", plain.Exists, seen.Exists)
	}
	if asked == 0 {
		t.Error("nobody was asked")
	}
	// One alone is what one alone is.
	config.Without = nil
	alone := at(New(config), 0, all[1])
	config.Without = func(_ truceline.ID, _ truceline.Kind, ids []truceline.ID, left func([]truceline.ID) (truceline.Probability, truceline.Direction)) {
		if p, _ := left(ids[1:2]); len(ids) == 2 && p != alone.Exists {
			t.Errorf("one of two %+v, alone %+v", p, alone.Exists)
		}
	}
	at(New(config), 0, all[0], all[1])
}
