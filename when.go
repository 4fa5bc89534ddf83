package truceline

import (
	"fmt"
	"time"
)

// Date is a day without a clock time, as ISO 8601 "2006-01-02".
type Date string

// Time returns the day's first moment in the given zone.
func (d Date) Time(zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("not a date as 2006-01-02: %q", string(d))
	}
	return t, nil
}

// DateOf returns the day on which t falls in UTC.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// ClockQuality says what clock a time was read from.
type ClockQuality string

const (
	ClockGNSS    ClockQuality = "gnss"    // disciplined by satellite, under a millisecond
	ClockNTP     ClockQuality = "ntp"     // network time, tens of milliseconds
	ClockWatch   ClockQuality = "watch"   // a person's watch
	ClockPass    ClockQuality = "pass"    // the minute of a satellite's pass
	ClockDay     ClockQuality = "day"     // only the day is known
	ClockUnknown ClockQuality = "unknown" // not stated
)

// Clock is how far a stated time can be trusted.
type Clock struct {
	Quality ClockQuality `json:"quality"`
	// Error is how far the true time may lie from the stated one, either way,
	// with 90 % probability; in nanoseconds when written as JSON.
	Error time.Duration `json:"error_ns"`
}

// Interval is a stretch of time from From up to but not including To. A moment
// has To equal to From. An interval that has not ended has Open set, and its To
// is then the last moment at which it was known to go on.
type Interval struct {
	From  time.Time `json:"from"`           // beginning
	To    time.Time `json:"to"`             // end; as From for a moment
	Open  bool      `json:"open,omitempty"` // it goes on beyond To
	Clock Clock     `json:"clock"`
}

// Duration returns the length of the interval.
func (i Interval) Duration() time.Duration { return i.To.Sub(i.From) }

// Overlap returns how long the interval lies within [from, to).
func (i Interval) Overlap(from, to time.Time) time.Duration {
	if i.From.After(from) {
		from = i.From
	}
	if i.To.Before(to) {
		to = i.To
	}
	return max(0, to.Sub(from))
}

// Window is a stretch of time over which a text was in force or a report
// speaks: [From, To). A zero To means open-ended.
type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// Contains reports whether t lies in [From, To).
func (w Window) Contains(t time.Time) bool {
	return !t.Before(w.From) && (w.To.IsZero() || t.Before(w.To))
}

// Hours returns the length in hours, 0 for an open-ended window.
func (w Window) Hours() float64 {
	if w.To.IsZero() {
		return 0
	}
	return w.To.Sub(w.From).Hours()
}

// Shift returns the window moved by d; an open end stays open.
func (w Window) Shift(d time.Duration) Window {
	w.From = w.From.Add(d)
	if !w.To.IsZero() {
		w.To = w.To.Add(d)
	}
	return w
}
