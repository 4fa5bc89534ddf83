package judge_test

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// TestEdgesInForce: of every form that judges a happening of its own, the first and
// the last second in force, the second before, the moment after, and a clock
// error across the boundary.
func TestEdgesInForce(t *testing.T) {
	start, end := clock(11, 13, 0, 0), clock(12, 21, 0, 0)
	form := func(kind truceline.Kind, c truceline.Clause, broken string) {
		t.Helper()
		c.Kinds = []truceline.Kind{kind}
		good := func(at time.Time, want string, change ...func(*truceline.Incident)) {
			t.Helper()
			lines := func(a *truceline.Agreement) {
				a.Lines = []truceline.ReferenceLine{{ID: "line", Name: "the contact line", Contact: true}}
			}
			info, _ := truceline.KindNamed(kind)
			tell(t, c, lines).happens("", surely(kind, at, append(change, on("AA", 1), away(5))...)).good(info.Name, "met, "+want)
		}
		good(start, "met, "+broken)                                             // the first moment in force
		good(start.Add(-time.Second), "not met, "+broken)                       // one second before
		good(end.Add(-time.Second), "met, "+broken)                             // the last second
		good(end, "not met, "+broken)                                           // the first moment after
		good(start, open+", "+broken, clockError(time.Minute))                  // a clock error across the beginning
		good(end, open+", "+broken, clockError(time.Minute))                    // and across the end
		good(start.Add(2*time.Minute), "met, "+broken, clockError(time.Minute)) // well clear of it
	}
	form("W1", truceline.Clause{Kind: truceline.ClauseAbsenceInZone, Zone: "strip"}, "met")
	form("W1", truceline.Clause{Kind: truceline.ClauseMinDistance, Terms: &truceline.Terms{Line: "line", DistanceKm: map[string]float64{"AA": 15, "BB": 15}}}, "met")
	form("F3", truceline.Clause{Kind: truceline.ClauseNoEvent}, open)
	form("D2", truceline.Clause{Kind: truceline.ClauseProhibitedComm}, open)
	form("E1", truceline.Clause{Kind: truceline.ClauseProtected}, open)
	register := truceline.Terms{Within: time.Hour, Notice: "before", Deeds: []string{"notice"}, Complete: true}
	form("F3", truceline.Clause{Kind: truceline.ClauseNotification, Terms: &register}, open)
	form("F3", truceline.Clause{Kind: truceline.ClauseProcedure, Terms: &truceline.Terms{Within: time.Hour, Deeds: []string{"hotline"}, Complete: true}}, open)
}

// TestClocksAcross: a clock error across the limit of a duty that counts time
// leaves the answer open, and one that stays clear of it does not.
func TestClocksAcross(t *testing.T) {
	minute := clockError(time.Minute)
	within := truceline.Terms{Within: time.Hour, Complete: true}
	terms := func(deeds ...string) *truceline.Terms {
		c := within
		c.Deeds = deeds
		return &c
	}

	few := truceline.Clause{Kind: truceline.ClauseCap, Kinds: []truceline.Kind{"W4"}, Terms: &truceline.Terms{Most: number(1), Within: time.Hour}}
	two := func(apart time.Duration, want string) {
		t.Helper()
		s := tell(t, few).happens("", surely("W4", noon(), minute)).happens("", surely("W4", noon().Add(apart), minute))
		s.tick(clock(12, 20, 0, 0)).good("of AA", want)
	}
	two(55*time.Minute, met+"met")                 // the first still counts, by any clock
	two(time.Hour, allOpen)                        // just long enough apart by clocks that are a minute off
	two(time.Hour+time.Second, allOpen)            // just too long
	two(65*time.Minute, "not met, not met, "+open) // never two at once, by any clock

	hotline := truceline.Clause{Kind: truceline.ClauseProcedure, Kinds: []truceline.Kind{"F3"}, Terms: terms("hotline")}
	call := func(before time.Duration, want string) {
		t.Helper()
		s := tell(t, hotline).happens("hotline", surely("Q1", noon().Add(-before), minute))
		s.happens("", surely("F3", noon())).good("fire", want)
	}
	call(2*time.Hour, met+open)             // far too long ago
	call(time.Hour, "met, "+open+", "+open) // an hour ago by a clock that is a minute off
	call(-2*time.Minute, met+open)          // after the fire, by any clock

	access := truceline.Clause{Kind: truceline.ClauseAccess, Kinds: []truceline.Kind{"R1"}, Terms: terms("access asked", "access allowed")}
	let := func(after time.Duration, want string) {
		t.Helper()
		s := tell(t, access).happens("access asked", surely("Q1", noon())).happens("access allowed", surely("Q1", noon().Add(after), minute))
		s.tick(noon().Add(3*time.Hour)).good("access asked for", want)
	}
	let(50*time.Minute, "not met, not met, "+open) // in time by any clock
	let(time.Hour, allOpen)                        // at the last moment, by a clock that is a minute off
	let(70*time.Minute, met+"met")                 // late by any clock

	blasts := truceline.Clause{Kind: truceline.ClauseNoEvent, Kinds: []truceline.Kind{"F6"}, Except: []string{"demining"}}
	exempt := func(a *truceline.Agreement) {
		notice := terms("notice")
		notice.Notice = "before"
		a.Clauses = append(a.Clauses, truceline.Clause{ID: "demining", Kind: truceline.ClauseExemption, Kinds: []truceline.Kind{"F6"}, Zone: "all", Terms: notice})
	}
	announced := func(before time.Duration, want string) {
		t.Helper()
		s := tell(t, blasts, exempt).happens("notice", surely("X1", noon().Add(-before), minute))
		s.happens("", surely("F6", noon(), func(i *truceline.Incident) { i.Exempt = "demining" })).good("explosion", want)
	}
	announced(2*time.Hour, "met, not met, "+open) // in time by any clock
	announced(time.Hour, "met, "+open+", "+open)  // at the last moment, by a clock that is a minute off
	announced(50*time.Minute, met+open)           // too late by any clock
}

// TestMetreFromThePath: a metre within and a metre outside a lane of three
// kilometres to each side, and a circle of ten nautical miles round a vessel.
func TestMetreFromThePath(t *testing.T) {
	told := func(c truceline.Clause, names []string, at ...truceline.Point) bool {
		t.Helper()
		s := tell(t, c)
		for i, name := range names {
			s.keep(s.j.Track(truceline.Track{ID: truceline.IDOf("track", name), Names: []string{name}, Exists: truceline.Probability{P: 1, Low: 1, High: 1},
				Fixes: []truceline.TrackFix{{When: noon(), At: at[i]}}}, now()))
		}
		return len(s.order) > 0
	}
	lane := truceline.Clause{Kind: truceline.ClauseCorridor, Terms: &truceline.Terms{RadiusM: 3000, Watches: []string{"vessel"},
		Path: truceline.Polyline{{Lat: 46, Lon: 31}, {Lat: 45, Lon: 31}}}}
	middle := truceline.Point{Lat: 45.5, Lon: 31}
	circle := truceline.Clause{Kind: truceline.ClauseMovingExclude, Terms: &truceline.Terms{RadiusM: 18_520, Around: []string{"vessel"}}}
	for _, c := range []struct {
		off             float64
		outside, inside bool
	}{
		{-1, false, true},    // a metre in
		{0.001, true, false}, // a millimetre out, on the line to what WGS84 is worked out to
		{1, true, false},     // a metre out
	} {
		if got := told(lane, []string{"vessel"}, geo.Destination(middle, 90, 3000+c.off)); got != c.outside {
			t.Errorf("%g m from the edge of the lane: outside %v", c.off, got)
		}
		if got := told(circle, []string{"vessel", "warship"}, middle, geo.Destination(middle, 30, 18_520+c.off)); got != c.inside {
			t.Errorf("%g m from the circle: inside %v", c.off, got)
		}
	}
}
