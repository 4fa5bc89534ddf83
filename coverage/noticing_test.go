package coverage_test

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

// TestAtLeast holds AtLeast to sums that can be done by hand.
func TestAtLeast(t *testing.T) {
	w := func(by string, chance float64, lineage ...string) coverage.Watcher {
		return coverage.Watcher{By: by, Chance: chance, Lineage: lineage}
	}
	good := func(k int, want float64, watchers ...coverage.Watcher) {
		t.Helper()
		if got := (coverage.Noticing{Watchers: watchers}).AtLeast(k); !near(got, want) {
			t.Errorf("at least %d of %v: got %v, want %v", k, watchers, got, want)
		}
	}
	good(0, 1)
	good(1, 0)
	good(1, 0.6, w("a", 0.6))
	good(2, 0, w("a", 0.6))
	good(1, 1-0.4*0.5, w("a", 0.6), w("b", 0.5))
	good(2, 0.6*0.5, w("a", 0.6), w("b", 0.5))
	good(2, 0.5*0.5*0.5+3*0.5*0.5*0.5, w("a", 0.5), w("b", 0.5), w("c", 0.5))
	good(2, 0, w("a", 0.6, "mast-1"), w("b", 0.5, "mast-1"))                       // one mast is one lineage
	good(1, 0.8, w("a", 0.6, "mast-1"), w("b", 0.5, "mast-1"))                     // but two chances
	good(2, 0.3, w("a", 0.6, "owner:monitor"), w("b", 0.5, "owner:monitor"))       // one owner is two
	good(2, 0, w("a", 0.6), w("a", 0.5))                                           // one person who hears and sees
	good(2, 0, w("a", 0.6, "x"), w("b", 0.5, "y"), w("c", 0.5, "x", "y"))          // bound by a third
	good(2, 0.8*0.3, w("a", 0.6, "x"), w("b", 0.5, "x"), w("c", 0.3), w("d", 0.0)) // d can never notice
}

func TestNoticingPosted(t *testing.T) {
	l := coverage.New(coverage.Config{})
	on := camera("camera-1", 48, 37, 5000, "2026-01-10T00:00", "2026-01-11T00:00", truceline.Watched, "")
	on.Detection = 0.8
	l.Watch(on)
	post := camera("post-2", 48, 37, 5000, "2026-01-10T06:00", "2026-01-11T00:00", truceline.Blind, truceline.CausePower)
	l.Watch(post)
	n := l.Noticing(point(48.01, 37), interval("2026-01-10T12:00", "2026-01-10T12:00"), truceline.KindIndirectFire)
	if len(n.Watchers) != 2 || !near(n.AtLeast(1), 0.8) || n.NotKnown || n.Watchers[1].Cause != truceline.CausePower || n.Watchers[1].Chance != 0 {
		t.Errorf("got %+v", n)
	}
	if n := l.Noticing(point(48.2, 37), interval("2026-01-10T12:00", "2026-01-10T12:00"), truceline.KindIndirectFire); len(n.Watchers) != 0 {
		t.Errorf("beyond its range: got %+v", n)
	}
	if n := l.Noticing(truceline.Place{}, interval("2026-01-10T12:00", "2026-01-10T12:00"), truceline.KindIndirectFire); !n.NotKnown {
		t.Errorf("at a place that is not stated: got %+v", n)
	}
}
