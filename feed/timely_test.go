package feed_test

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// TestTimely: what begins after it came is refused, unless the clock may be so far
// off or it is said of the future.
func TestTimely(t *testing.T) {
	came := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	read := func(all ...truceline.Observation) truceline.Reading {
		parse := feed.Timely(feed.Config{Feed: "posts"}, func(truceline.Entry, [][]byte) truceline.Reading {
			return truceline.Reading{Observations: all}
		})
		return parse(truceline.Entry{Received: came, File: "x", Line: 3}, nil)
	}
	at := func(ahead time.Duration, kind truceline.Kind, clock time.Duration) truceline.Observation {
		return truceline.Observation{Source: "post 7", Kind: kind, When: truceline.Interval{From: came.Add(ahead), To: came.Add(ahead), Clock: truceline.Clock{Error: clock}}}
	}
	good := func(o truceline.Observation) {
		t.Helper()
		if r := read(o); len(r.Observations) != 1 || len(r.Refusals) != 0 {
			t.Errorf("%+v", r)
		}
	}
	bad := func(o truceline.Observation) {
		t.Helper()
		if r := read(o); len(r.Observations) != 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != "time" || !strings.Contains(r.Refusals[0].Reason, "post 7") {
			t.Errorf("%+v", r)
		}
	}
	good(at(0, truceline.KindExplosion, 0))
	good(at(-30*24*time.Hour, truceline.KindExplosion, 0))                 // late is not wrong
	good(at(feed.MostAhead, truceline.KindExplosion, 0))                   // at the boundary
	bad(at(feed.MostAhead+time.Second, truceline.KindExplosion, 0))        // beyond it
	good(at(12*time.Hour, truceline.KindHeat, 12*time.Hour))               // only the day is known
	bad(at(12*time.Hour+11*time.Minute, truceline.KindHeat, 12*time.Hour)) // another day
	good(at(time.Hour, truceline.KindAirAlert, 0))                         // a warning
	good(at(48*time.Hour, truceline.KindExempt, 0))                        // announced
	mixed := read(at(0, truceline.KindExplosion, 0), at(time.Hour, truceline.KindExplosion, 0), at(0, truceline.KindHeat, 0))
	if len(mixed.Observations) != 2 || mixed.Observations[1].Kind != truceline.KindHeat || len(mixed.Refusals) != 1 {
		t.Errorf("%+v", mixed)
	}
}
