package transport

import (
	"testing"
	"time"
)

// TestPaceOfTicks: ticks are those of whole seconds; after a crowd that of its
// millisecond, and then fifty a second for a minute.
func TestPaceOfTicks(t *testing.T) {
	t.Parallel()
	in := NewIntake(nil)
	second := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	good := func(came int, at, due, next time.Duration) {
		t.Helper()
		in.since = came
		now := second.Add(at)
		if got := in.due(now).Sub(second); got != due {
			t.Errorf("%s after the second, %d came: due is the tick of %s, want %s", at, came, got, due)
		}
		if got := at + in.untilDue(now); got != next {
			t.Errorf("%s after the second: the next is due at %s, want %s", at, got, next)
		}
	}
	ms := time.Millisecond
	good(crowd-1, 774*ms, 0, time.Second)                         // a calm feed waits for the second, not for a second
	good(crowd, 774500*time.Microsecond, 774*ms, 780*ms)          // the crowd
	good(0, 780*ms, 780*ms, 800*ms)                               // its windows are not over yet
	good(1, aftermath+774*ms, aftermath+760*ms, aftermath+780*ms) // just within the minute
	good(1, aftermath+775*ms, aftermath, aftermath+time.Second)   // and after it
}
