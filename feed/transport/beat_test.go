package transport

import (
	"net/http"
	"testing"
	"time"
)

// TestBeat: a polled address is left alone for twice as long after each fault, up to
// an hour, for as long as its server asks, and is asked at its own beat again when it
// is well; chance moves each by a twentieth at most.
func TestBeat(t *testing.T) {
	const middle = 0.5 // of chance: neither earlier nor later
	good := func(b *beat, failed bool, asked, want time.Duration) {
		t.Helper()
		if got := b.wait(failed, asked, middle); got != want {
			t.Errorf("waits %s, want %s", got, want)
		}
	}
	b := &beat{every: time.Minute}
	good(b, false, 0, time.Minute)
	for _, want := range []time.Duration{2, 4, 8, 16, 32, 60, 60} { // minutes
		good(b, true, 0, want*time.Minute)
	}
	good(b, false, 0, time.Minute)
	good(b, true, 0, 2*time.Minute)
	good(b, true, 10*time.Minute, 10*time.Minute) // longer than four minutes
	good(b, true, time.Second, 8*time.Minute)     // shorter than eight
	good(b, false, 5*time.Minute, 5*time.Minute)
	good(&beat{every: time.Minute}, true, 0, 2*time.Minute)  // from the start
	good(&beat{every: 3 * time.Hour}, true, 0, 3*time.Hour)  // seldom asked is not asked more often for failing
	good(&beat{every: 40 * time.Minute}, true, 0, time.Hour) // up to an hour
	good(&beat{every: 100 * time.Millisecond}, true, 0, 2*100*time.Millisecond)
	least, most := (&beat{every: time.Minute}).wait(false, 0, 0), (&beat{every: time.Minute}).wait(false, 0, 1)
	if least != 57*time.Second || most != 63*time.Second {
		t.Errorf("from %s to %s, want a twentieth either way", least, most)
	}
}

// TestRetryAfter reads both forms of RFC 9110, 10.2.3.
func TestRetryAfter(t *testing.T) {
	now := time.Date(2030, 5, 1, 10, 0, 0, 0, time.UTC)
	good := func(text string, want time.Duration) {
		t.Helper()
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	good("", 0)
	good("120", 2*time.Minute)
	good(now.Add(90*time.Second).Format(http.TimeFormat), 90*time.Second)
	good(now.Add(-time.Minute).Format(http.TimeFormat), 0) // past
	good("-5", 0)
	good("soon", 0)
	good("9223372036854775807", time.Hour) // an hour at most
	good(now.Add(48*time.Hour).Format(http.TimeFormat), time.Hour)
}
