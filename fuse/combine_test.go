package fuse

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// TestWeaponSets: sets of weapons are never taken apart but by who named fewer.
// Masses are of Dempster's rule with 0.9 for each voice, to be checked on paper.
func TestWeaponSets(t *testing.T) {
	good := func(want string, voices ...[]string) {
		t.Helper()
		s := newSets(voices, 0.9)
		got := ""
		for _, x := range s.likeliest() {
			got += fmt.Sprintf("%v %.3f; ", x.names, x.p)
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	both, mortar, tank := []string{"howitzer", "mortar"}, []string{"mortar"}, []string{"tank"}
	good("[howitzer mortar] 0.900; ", both)
	good("[howitzer mortar] 0.990; ", both, both)                   // better known, and no finer
	good("[mortar] 0.900; [howitzer mortar] 0.090; ", both, mortar) // 0.9, and 0.9 of what that leaves
	good("[howitzer mortar] 0.474; [tank] 0.474; ", both, tank)     // 0.09 each over 0.19
	good("[mortar] 0.908; [tank] 0.083; ", mortar, tank, mortar)    // 0.099 and 0.009 over 0.109
	good("[mortar] 0.900; [howitzer mortar] 0.090; ", mortar, both) // whoever spoke first
	good("[a b c] 0.900; ", []string{"a", "b", "c"})
	many := make([][]string, 0, 40)
	for n := range 40 {
		many = append(many, []string{"x", fmt.Sprint("y", n), fmt.Sprint("z", n)})
	}
	if s := newSets(many, 0.9); len(s.list) > mostSets || math.Abs(total1(s)-1) > 1e-9 {
		t.Errorf("%d sets, which add up to %f", len(s.list), total1(s))
	}
}

func total1(s sets) (sum float64) {
	for _, x := range s.list {
		sum += x.p
	}
	return sum
}

// TestDirections: which way it went is a distribution, and what is left of 1 cannot be
// determined. Who could not tell takes nothing away, and one word told twice counts once.
func TestDirections(t *testing.T) {
	say := func(source string, d truceline.Direction) truceline.Observation {
		o := heard(source, home, 300, 0)
		o.Direction = d
		return o
	}
	good := func(want string, all ...truceline.Observation) {
		t.Helper()
		i := fused(New(Config{}), all...)
		if got := fmt.Sprint(i[0].Directions); len(i) != 1 || got != want {
			t.Errorf("%d incidents, %s, want %s", len(i), got, want)
		}
	}
	good("[]", say("a", truceline.DirectionUndetermined))
	good("[{outgoing 0.9}]", say("a", truceline.DirectionOutgoing), say("b", truceline.DirectionUndetermined))
	good("[{outgoing 0.99}]", say("a", truceline.DirectionOutgoing), say("b", truceline.DirectionOutgoing))
	good("[{impact 0.473684} {outgoing 0.473684}]", say("a", truceline.DirectionOutgoing), say("b", truceline.DirectionImpact))
	relay := say("desk", truceline.DirectionOutgoing)
	relay.Lineage = []string{"a"}
	good("[{outgoing 0.9}]", say("a", truceline.DirectionOutgoing), relay)
}

// TestAnnounced: demining announced for a place and hours is named as what may be behind a
// bang there and then, and not elsewhere, before or after.
func TestAnnounced(t *testing.T) {
	notice := heard("ministry", home, 500, 0)
	notice.Kind, notice.Means, notice.Subtype = truceline.KindExempt, truceline.MeansPublic, "demining"
	notice.When.To = notice.When.From.Add(4 * time.Hour)
	good := func(low, high float64, why string, bang truceline.Observation) {
		t.Helper()
		for _, first := range []bool{true, false} {
			f := New(Config{})
			if first {
				f.Add(notice)
			}
			f.Add(bang)
			if !first {
				f.Add(notice)
				f.Step(noon.Add(time.Hour))
				again := bang
				again.ID, again.Source = truceline.IDOf("again"), "post-2"
				f.Add(again)
			}
			var p float64
			for _, i := range f.Step(noon.Add(2 * time.Hour)) {
				if i.Kind != truceline.KindExempt && i.Exists.P > 0 {
					p = shareOf(i, truceline.CauseAnnounced+"demining") / i.Exists.P
				}
			}
			if p < low || p > high {
				t.Errorf("%s (announced first: %v): %.3f, want %.2f to %.2f", why, first, p, low, high)
			}
		}
	}
	good(0.6, 0.7, "in the midst of it", heard("post-1", home, 300, 1800))
	good(0, 0, "10 km off", heard("post-1", geo.Destination(home, 90, 10_000), 300, 1800))
	good(0, 0, "before it", heard("post-1", home, 300, -1800))
	flight := heard("post-1", home, 300, 1800)
	flight.Kind = truceline.KindAerial
	good(0, 0, "a drone is none", flight)
}
