package main

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestKnownBy: nothing is known before it could have been stated.
func TestKnownBy(t *testing.T) {
	noon := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	later := func(d time.Duration) truceline.Interval {
		return truceline.Interval{From: noon, To: noon.Add(d)}
	}
	good := func(name string, r truceline.Reading, begins, known time.Time) {
		t.Helper()
		if b, k := knownBy(r); !b.Equal(begins) || !k.Equal(known) {
			t.Errorf("%s: begins %v and is known by %v, want %v and %v", name, b, k, begins, known)
		}
	}
	text := truceline.Text{Published: noon}
	good("nothing with a time of its own", truceline.Reading{}, time.Time{}, time.Time{})
	good("an hour of fire is known when it ends", truceline.Reading{Observations: []truceline.Observation{{When: later(time.Hour)}}}, noon, noon.Add(time.Hour))
	good("a watch is known as it begins", truceline.Reading{Watches: []truceline.Watch{{When: later(time.Hour)}}}, noon, noon)
	good("a page of news, a chat: when it was published", truceline.Reading{Texts: []truceline.Text{text}}, noon, noon)
	good("a text without a date", truceline.Reading{Texts: []truceline.Text{{}}}, time.Time{}, time.Time{})
	good("a warning: when it was sent, though it holds for an hour",
		truceline.Reading{Observations: []truceline.Observation{{Kind: truceline.KindAirAlert, When: later(time.Hour)}}, Texts: []truceline.Text{text}}, noon, noon)
	good("a text beside what was seen says nothing of when it was seen",
		truceline.Reading{Observations: []truceline.Observation{{When: later(time.Minute)}}, Texts: []truceline.Text{{Published: noon.Add(time.Hour)}}}, noon, noon.Add(time.Minute))
}
