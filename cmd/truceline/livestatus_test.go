package main

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/transport"
)

// TestRefusedAndReasons: a message with three mistakes is one message that was refused,
// for three reasons, and both are shown.
func TestRefusedAndReasons(t *testing.T) {
	t.Parallel()
	s := newLiveStatus()
	s.declare(feedStanza{Feed: "post", Format: "table", Transport: transport.Settings{Kind: transport.KindPost}}, time.Now())
	e := truceline.Entry{Kind: truceline.KindData, Feed: "post", Received: time.Now(), File: "a", Line: 1}
	s.read(e, truceline.Reading{Refusals: make([]truceline.Refusal, 3)})
	s.read(e, truceline.Reading{Refusals: make([]truceline.Refusal, 1)})
	r := s.make(time.Now(), 2, 0)
	if f := r.Feeds[0]; f.Refused != 2 || f.Reasons != 4 || len(f.Refusals) != 4 {
		t.Errorf("%d refused, %d reasons, %d kept", f.Refused, f.Reasons, len(f.Refusals))
	}
	var out strings.Builder
	if err := r.print(&out, time.Now()); err != nil || !strings.Contains(out.String(), "... and 1 more reasons") {
		t.Errorf("%s %v", out.String(), err)
	}
}

// TestWholeFilesAreHeard: a feed whose messages are kept whole, such as maps of control,
// is heard and refused like any other; the mission's own files are no feed.
func TestWholeFilesAreHeard(t *testing.T) {
	t.Parallel()
	s := newLiveStatus()
	now := time.Now()
	s.declare(feedStanza{Feed: "front", Format: "control", Transport: transport.Settings{Kind: transport.KindPoll}}, now)
	e := truceline.Entry{Kind: truceline.KindReference, Feed: "front", Received: now.Add(time.Second)}
	s.read(e, truceline.Reading{Refusals: make([]truceline.Refusal, 1)})
	if f := s.make(now, 1, 0).Feeds[0]; f.Refused != 1 || f.Health != healthRefused {
		t.Errorf("%d refused, %s", f.Refused, f.Health)
	}
	s.read(e, truceline.Reading{Controls: make([]truceline.ControlMap, 1)})
	if f := s.make(now, 2, 0).Feeds[0]; f.Health != healthOK {
		t.Errorf("%s: %s", f.Health, f.Why)
	}
	e.Feed = "borders"
	s.read(e, truceline.Reading{})
	if r := s.make(now, 3, 0); len(r.Feeds) != 1 || s.feeds["borders"] != nil {
		t.Errorf("%d feeds", len(r.Feeds))
	}
}

// TestHealthOfTheUnreached: what cannot be reached is down, and not merely waited for.
func TestHealthOfTheUnreached(t *testing.T) {
	t.Parallel()
	now := time.Now()
	f := &feedState{stanza: feedStanza{Feed: "far"}, since: now}
	if health, why := f.health(now, now, transport.Counts{Unreached: now}); health != healthDown || !strings.Contains(why, "cannot be reached since") {
		t.Errorf("%s: %s", health, why)
	}
	if health, _ := f.health(now, now, transport.Counts{}); health != healthWaiting {
		t.Errorf("%s once it can be reached", health)
	}
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	good := func(in float64, want string) {
		if got := seconds(&in); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
	good(0.74, "0.7 s")
	good(-90, "-90.0 s")
	good(150, "2.5 min")
	good(-7200, "-2.0 h")
	good(245_077_281, "7.8 y")
	if got := seconds(nil); got != "-" {
		t.Errorf("%q", got)
	}
}
