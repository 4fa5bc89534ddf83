package judge_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/judge"
)

// A story is an agreement with one clause under test, what was told to the
// judge, and what it found under that clause.
type story struct {
	t     *testing.T
	a     truceline.Agreement
	j     *judge.Judge
	found map[truceline.ID]truceline.Finding
	order []truceline.ID
	n     int
	gap   coverage.Answer
}

// watchedWell is a place that a watcher sees 99 of 100 happenings in.
var watchedWell = coverage.Answer{State: truceline.Watched, Words: "This place was watched.",
	By: []truceline.Watch{{State: truceline.Watched, Detection: 0.99}}}

// tell begins a story under a clause; the text is in force from 13:00 on the 11th
// to 21:00 on the 12th of April 2026, UTC.
func tell(t *testing.T, c truceline.Clause, change ...func(*truceline.Agreement)) *story {
	t.Helper()
	a := text()
	if c.ID == "" {
		c.ID = "tested"
	}
	c.Binds, c.Severity, c.Thresholds = []string{"AA", "BB"}, "G2", truceline.Thresholds{Exists: 0.8, Breach: 0.8, Attribution: 0.8}
	if c.Zone == "" {
		c.Zone = "all"
	}
	a.Clauses = []truceline.Clause{c}
	for _, f := range change {
		f(&a)
	}
	return &story{t: t, a: a, j: newJudge(t, a), found: map[truceline.ID]truceline.Finding{}, gap: blind}
}

func (s *story) keep(findings []truceline.Finding) {
	s.t.Helper()
	for _, f := range findings {
		sound(s.t, f)
		if _, known := s.found[f.ID]; !known {
			s.order = append(s.order, f.ID)
		}
		s.found[f.ID] = f
	}
}

// surely is something that nobody doubts.
func surely(kind truceline.Kind, at time.Time, change ...func(*truceline.Incident)) truceline.Incident {
	return incident(append([]func(*truceline.Incident){func(i *truceline.Incident) {
		i.Kind, i.When = kind, truceline.Interval{From: at, To: at}
		i.Exists = truceline.Probability{P: 1, Low: 1, High: 1}
	}}, change...)...)
}

// happens tells the judge of an incident and the word used for it.
func (s *story) happens(word string, i truceline.Incident) *story {
	s.t.Helper()
	s.n++
	i.ID = truceline.IDOf("story", string(rune('a'+s.n)))
	if word == "" {
		s.j.Take(i)
	} else {
		s.j.Take(i, word)
	}
	s.keep(s.j.Incident(i, s.gap, now()))
	return s
}

// tick lets the clock come to a moment.
func (s *story) tick(at time.Time) *story {
	s.t.Helper()
	s.keep(s.j.Due(at, func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Answer { return s.gap }))
	return s
}

// good expects the newest finding whose title holds the words.
func (s *story) good(words, verdicted string) truceline.Finding {
	s.t.Helper()
	for _, id := range slices.Backward(s.order) {
		if f := s.found[id]; strings.Contains(f.Subject.Title, words) {
			if got := verdicts(f); got != verdicted {
				s.t.Errorf("%q: %s, want %s\n%q\n%q", f.Subject.Title, got, verdicted, f.Exists.Reasons, f.Breach.Reasons)
			}
			return f
		}
	}
	s.t.Errorf("no finding about %q", words)
	return truceline.Finding{}
}

const (
	met     = "met, met, "
	open    = "cannot be determined"
	allOpen = open + ", " + open + ", " + open
)

func on(side string, certain float64) func(*truceline.Incident) {
	return func(i *truceline.Incident) { i.Ground.Side, i.Ground.Certain = side, certain }
}

func away(km float64) func(*truceline.Incident) {
	return func(i *truceline.Incident) { i.Ground.DistanceKm = km }
}

func within(m float64) func(*truceline.Incident) {
	return func(i *truceline.Incident) { i.Place.Ellipse = truceline.Ellipse{SemiMajor: m, SemiMinor: m} }
}

func clockError(d time.Duration) func(*truceline.Incident) {
	return func(i *truceline.Incident) { i.When.Clock.Error = d }
}

func noon() time.Time { return clock(12, 12, 0, 0) }

func number(n int) *int { return &n }

func TestAbsenceInZone(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseAbsenceInZone, Kinds: []truceline.Kind{"W1"}, Zone: "strip"}
	good := func(want string, change ...func(*truceline.Incident)) {
		t.Helper()
		tell(t, clause).happens("", surely("W1", noon(), change...)).good("weapon", want)
	}
	good(met+"met", away(14.999))                      // a metre within the fifteen kilometres
	good(met+"met", away(15))                          // on the edge, which belongs to the zone
	good("met, not met, met", away(15.001))            // a metre outside
	good("met, "+open+", met", away(15), within(1000)) // on the edge, but known to a kilometre only

	mortars := clause
	mortars.Terms = &truceline.Terms{Weapons: []string{"heavy"}}
	classes := func(a *truceline.Agreement) {
		a.Weapons = []truceline.WeaponClass{{ID: "heavy", Name: "artillery of 100 mm and more", Types: []string{"tank"}, CalibreMM: &truceline.Bounds{Least: 100}}}
	}
	weapon := func(want string, names ...string) {
		t.Helper()
		tell(t, mortars, classes).happens("", surely("W1", noon(), func(i *truceline.Incident) { i.Weapons = names })).good("weapon", want)
	}
	weapon(met+"met", "122 mm howitzer")
	weapon(met+"met", "100mm gun")                       // on the bound, which belongs to the class
	weapon("met, not met, met", "82 mm mortar")          // below it
	weapon("met, "+open+", met", "82 mm mortar", "tank") // consistent with both
	weapon("met, " + open + ", met")                     // not recorded
	weapon("met, not met, met", "99.9 mm gun")           // a tenth of a millimetre below
	weapon(met+"met", "TANK", "152 mm howitzer")         // all of it
	weapon("met, not met, met", "rifle")                 // none of it
}

func TestMinimumDistance(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseMinDistance, Kinds: []truceline.Kind{"W1"},
		Terms: &truceline.Terms{Line: "line", DistanceKm: map[string]float64{"AA": 25, "BB": 35}}}
	lines := func(a *truceline.Agreement) {
		a.Lines = []truceline.ReferenceLine{
			{ID: "line", Name: "the contact line", Contact: true, For: []string{"AA"}},
			// A meridian: one degree of longitude at 48.5 N is 73.8 km.
			{ID: "line", Name: "the line of September", Points: truceline.Polyline{{Lat: 47, Lon: 37}, {Lat: 50, Lon: 37}}, For: []string{"BB"}},
		}
	}
	good := func(want string, change ...func(*truceline.Incident)) {
		t.Helper()
		tell(t, clause, lines).happens("", surely("W1", noon(), change...)).good("weapon", want)
	}
	good(met+"met", on("AA", 1), away(24.999))                                           // a metre too near
	good("met, not met, met", on("AA", 1), away(25))                                     // at the very distance, which keeps it
	good("met, not met, met", on("BB", 1), away(1))                                      // the other side's own line is 36.9 km off, and it must keep 35
	good(met+"met", on("BB", 1), func(i *truceline.Incident) { i.Place.At.Lon = 37.45 }) // 33.3 km from it
	good("met, "+open+", met", on("AA", 1), away(25), within(500))                       // at the distance, known to half a kilometre
	good("met, "+open+", "+open, func(i *truceline.Incident) { i.Ground = nil })         // whose it is, is not known
	good("met, "+open+", "+open, on("AA", 0.5), away(1))                                 // on ground of the one or the other
}

func TestNoEventInForce(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseNoEvent, Kinds: []truceline.Kind{"F3"}}
	good := func(want string, at time.Time, change ...func(*truceline.Incident)) {
		t.Helper()
		tell(t, clause).happens("", surely("F3", at, change...)).good("fire", want)
	}
	start, end := clock(11, 13, 0, 0), clock(12, 21, 0, 0)
	good(met+open, start)                                             // the first moment in force
	good("met, not met, "+open, start.Add(-time.Second))              // one second before
	good(met+open, end.Add(-time.Second))                             // the last second
	good("met, not met, "+open, end)                                  // the first moment after
	good("met, "+open+", "+open, start, clockError(time.Minute))      // a clock error across the boundary
	good(met+open, start.Add(2*time.Minute), clockError(time.Minute)) // and well clear of it
	good(met+open, start.Add(2*time.Minute), clockError(time.Minute), on("BB", 1))
}

func TestAmendment(t *testing.T) {
	// From six in the morning on the 12th the clause forbids F3 only; before, F1 only.
	change := clock(12, 6, 0, 0)
	clause := truceline.Clause{ID: "fire", Kind: truceline.ClauseNoEvent, Kinds: []truceline.Kind{"F1"}, Until: change}
	amended := func(a *truceline.Agreement) {
		second := a.Clauses[0]
		second.Kinds, second.Version, second.From, second.Until = []truceline.Kind{"F3"}, 2, change, time.Time{}
		a.Clauses, a.Version = append(a.Clauses, second), 2
		a.Amendments = []truceline.Amendment{{Version: 2, From: change}}
	}
	good := func(kind truceline.Kind, at time.Time, want string, version int) {
		t.Helper()
		f := tell(t, clause, amended).happens("", surely(kind, at)).good("fire", want)
		if f.AgreementVersion != version {
			t.Errorf("%s at %s under version %d, want %d", kind, at, f.AgreementVersion, version)
		}
	}
	good("F1", change.Add(-time.Second), met+"met", 1)
	good("F1", change, "met, not met, met", 1) // the first moment of the new wording
	good("F3", change, met+open, 2)
	good("F3", change.Add(-time.Second), "met, not met, "+open, 2)
	if s := tell(t, clause, amended).happens("", surely("F3", change.Add(-7*time.Hour))); len(s.order) > 0 {
		t.Error("judged under a wording that was hours away")
	}
}

// TestLadder: what the text says shall follow is told with its moment, counted from
// the first finding; a version that is made later does not wind the clock back.
func TestLadder(t *testing.T) {
	s := tell(t, truceline.Clause{Kind: truceline.ClauseNoEvent, Kinds: []truceline.Kind{"F3"}}, func(a *truceline.Agreement) {
		a.Response = []truceline.ResponseStep{{After: 24 * time.Hour, Who: "the guarantors", Text: "a warning"},
			{After: 72 * time.Hour, Who: "all", Text: "an answer", Least: "G3"}} // the clause is G2
	})
	i := surely("F3", noon())
	told := func(now time.Time) (steps []string) {
		t.Helper()
		for _, f := range s.j.Incident(i, s.gap, now) {
			for _, r := range f.Breach.Reasons {
				if strings.HasPrefix(r, "What the text says shall follow") {
					steps = append(steps, r)
				}
			}
		}
		return steps
	}
	first := told(clock(12, 12, 0, 0))
	if len(first) != 1 || !strings.Contains(first[0], "12:00 on 13 April 2026 UTC: the guarantors: a warning") {
		t.Fatalf("%q", first)
	}
	if later := told(clock(12, 18, 0, 0)); !slices.Equal(later, first) {
		t.Errorf("six hours later %q", later)
	}
	i.Exists = truceline.Unknown()
	if open := told(clock(12, 19, 0, 0)); len(open) != 0 {
		t.Errorf("of what is not held to have happened: %q", open)
	}
}

func TestCap(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseCap, Kinds: []truceline.Kind{"W4"}, Terms: &truceline.Terms{Most: number(2), Within: 2 * time.Hour}}
	three := func(last time.Time, change ...func(*truceline.Incident)) *story {
		s := tell(t, clause)
		for _, at := range []time.Time{noon(), noon().Add(time.Hour), last} {
			s.happens("", surely("W4", at, change...))
		}
		return s.tick(clock(12, 20, 0, 0))
	}
	f := three(noon().Add(2*time.Hour)).good("of AA", met+"met") // the first was seen two hours before, which still counts
	if f.Attribution.Side != "AA" {
		t.Errorf("side %q", f.Attribution.Side)
	}
	three(noon().Add(2*time.Hour+time.Second)).good("of AA", "not met, not met, "+open) // a second more, and only two are there at once
	three(noon().Add(2*time.Hour), on("AA", 0.9)).good("of AA", allOpen)                // all three on its ground: 73 %
}

func TestDeclared(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseDeclared, Kinds: []truceline.Kind{"W3"}, Terms: &truceline.Terms{
		Stock: []truceline.Declared{{Party: "BB", Zone: "drawn", Count: 4}}}}
	good := func(least, most int, want string, change ...func(*truceline.Incident)) {
		t.Helper()
		found := surely("W3", noon(), append(change, func(i *truceline.Incident) { i.Count = truceline.Count{Least: least, Most: most} })...)
		tell(t, clause).happens("", found).tick(clock(12, 20, 0, 0)).good("declared", want)
	}
	good(3, 3, met+"met")                               // one is missing
	good(4, 4, "not met, not met, "+open)               // as declared
	good(5, 5, met+"met")                               // one too many
	good(3, 0, allOpen[:len(open)]+", "+open+", "+open) // at least three: four is possible
	good(5, 0, met+"met")                               // at least five: four is not
	missing := tell(t, truceline.Clause{Kind: truceline.ClauseDeclared, Kinds: []truceline.Kind{"W3"}})
	missing.tick(clock(11, 12, 59, 59)) // a second before the text is in force
	if len(missing.order) > 0 {
		t.Error("a declaration was missed before the text was in force")
	}
	missing.tick(clock(11, 13, 0, 0)).good("declaration missing", allOpen)
}

// TestSerials: what was found is compared number by number where both sides of
// the comparison have numbers.
func TestSerials(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseDeclared, Kinds: []truceline.Kind{"W3"}, Terms: &truceline.Terms{Stock: []truceline.Declared{
		{Party: "BB", Zone: "drawn", Count: 2, Serials: []string{"N-1", "N-2"}}, {Party: "AA", Zone: "all", Count: 1, Serials: []string{"N-9"}}}}}
	good := func(word string, least int, want, reason string) {
		t.Helper()
		found := surely("W3", noon(), func(i *truceline.Incident) { i.Count = truceline.Count{Least: least, Most: least} })
		f := tell(t, clause).happens(word, found).tick(clock(12, 20, 0, 0)).good("what BB declared", want)
		if !slices.ContainsFunc(f.Exists.Reasons, func(s string) bool { return strings.Contains(s, reason) }) {
			t.Errorf("%q does not say %q", f.Exists.Reasons, reason)
		}
	}
	good("serial N-2", 2, "not met, not met, "+open, "All 1 serial numbers that were read")
	good("serial N-3", 2, met+"met", "N-3 does not stand in the declaration") // two were declared and two found, and one is another
	good("serial N-9", 2, met+"met", "was declared for all by AA, not for here")
	good("serial N-2", 3, met+"met", "All 1 serial numbers") // the number is right and the count is not
	good("", 2, "not met, not met, "+open, "not verifiable one by one")
	clause.Terms = &truceline.Terms{Stock: []truceline.Declared{{Party: "BB", Zone: "drawn", Count: 2}}}
	good("serial N-3", 2, "not met, not met, "+open, "none was declared to compare")
}

func TestDeadline(t *testing.T) {
	by := clock(12, 12, 0, 0)
	clause := truceline.Clause{Kind: truceline.ClauseDeadline, Terms: &truceline.Terms{Complete: true, Stages: []truceline.Stage{{By: by, Deed: "withdrawal"}}}}
	good := func(at time.Time, want string, change ...func(*truceline.Incident)) truceline.Finding {
		t.Helper()
		return tell(t, clause).happens("withdrawal", surely("Q1", at, change...)).tick(by).good("AA: withdrawal", want)
	}
	kept := "not met, not met, " + open
	good(by, kept)                            // at the last moment
	f := good(by.Add(time.Second), met+"met") // one second late
	if f.Attribution.Side != "AA" {
		t.Errorf("side %q", f.Attribution.Side)
	}
	good(by.Add(-time.Second), allOpen, clockError(time.Minute)) // a second before by a clock that is a minute off
	good(by.Add(-time.Second), met+"met", on("BB", 1))           // it was the other side
	tell(t, clause).tick(by).good("AA: withdrawal", met+"met")   // a complete register shows none
	clause.Terms.Complete = false
	tell(t, clause).tick(by).good("AA: withdrawal", allOpen) // nothing on record and nobody watched
	s := tell(t, clause)
	s.gap = watchedWell
	s.tick(by).good("AA: withdrawal", met+"met") // nothing on record although it was watched for
	if s := tell(t, clause).tick(by.Add(-time.Second)); len(s.order) > 0 {
		t.Error("a deadline was judged a second early")
	}
}

func TestPrecondition(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClausePrecondition, Kinds: []truceline.Kind{"F3"}, Terms: &truceline.Terms{Within: 12 * time.Hour, Deeds: []string{"disengagement"}}}
	deed := clock(12, 8, 0, 0)
	good := func(fire time.Time, want string, change ...func(*truceline.Incident)) {
		t.Helper()
		s := tell(t, clause)
		s.gap = watchedWell
		s.happens("", surely("F3", fire, change...)).happens("disengagement", surely("Q1", deed))
		s.tick(clock(12, 20, 0, 0)).good("disengagement", want)
	}
	kept := "not met, not met, " + open
	good(deed.Add(-12*time.Hour-time.Second), kept)                                // the last shot a second before the twelve hours
	good(deed.Add(-12*time.Hour), met+open)                                        // on the first moment of them
	good(deed.Add(-time.Second), met+open)                                         // a second before the deed
	good(deed.Add(-12*time.Hour), open+", "+open+", "+open, clockError(time.Hour)) // a clock error across the boundary
	good(deed.Add(time.Second), kept)                                              // after the deed

	s := tell(t, clause)
	s.gap = watchedWell
	s.tick(clock(12, 0, 59, 59))
	if len(s.order) > 0 {
		t.Error("quiet was judged a second before it was complete")
	}
	s.tick(clock(12, 1, 0, 0)).good("12 h of quiet", kept)
	unwatched := tell(t, clause)
	unwatched.tick(clock(12, 1, 0, 0)).good("12 h of quiet", allOpen) // nothing heard, and nobody listened
}

func TestSimultaneity(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseSimultaneity, Terms: &truceline.Terms{Within: time.Hour, Deeds: []string{"step back"}, Complete: true}}
	good := func(second time.Time, want string, change ...func(*truceline.Incident)) {
		t.Helper()
		s := tell(t, clause).happens("step back", surely("Q1", noon()))
		s.happens("step back", surely("Q1", second, append(change, on("BB", 1))...)).tick(noon().Add(3*time.Hour)).good("BB: step back", want)
	}
	good(noon().Add(time.Hour), "not met, not met, "+open)                            // at the last moment
	good(noon().Add(time.Hour+time.Second), met+"met")                                // a second late
	good(noon().Add(-time.Hour), "not met, not met, "+open)                           // before the other, in time
	good(noon().Add(time.Hour), open+", "+open+", "+open, clockError(10*time.Minute)) // a clock error across the boundary
	tell(t, clause).happens("step back", surely("Q1", noon())).tick(noon().Add(time.Hour)).good("BB: step back", met+"met")
	if s := tell(t, clause).happens("step back", surely("Q1", noon())).tick(noon().Add(time.Hour - time.Second)); len(s.order) > 0 {
		t.Error("judged before the other side's time was over")
	}
}

func TestNotification(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseNotification, Kinds: []truceline.Kind{"F3"},
		Terms: &truceline.Terms{Within: 2 * time.Hour, Notice: "before", Deeds: []string{"notice"}, Complete: true}}
	good := func(notice time.Time, want string, change ...func(*truceline.Incident)) {
		t.Helper()
		tell(t, clause).happens("notice", surely("X1", notice, change...)).happens("", surely("F3", noon())).good("fire", want)
	}
	good(noon().Add(-2*time.Hour), "met, not met, "+open)                           // at the last moment
	good(noon().Add(-2*time.Hour+time.Second), met+open)                            // a second late
	good(noon().Add(-2*time.Hour), "met, "+open+", "+open, clockError(time.Minute)) // a clock error across the boundary
	after := clause
	after.Terms = &truceline.Terms{Within: 2 * time.Hour, Notice: "after", Deeds: []string{"notice"}, Complete: true}
	s := tell(t, after).happens("", surely("F3", noon()))
	s.good("fire", met+open)                                                                   // not told yet
	s.happens("notice", surely("Q1", noon().Add(2*time.Hour))).tick(noon().Add(2 * time.Hour)) // told at the last moment
	s.good("fire", "met, not met, "+open)
	late := tell(t, after).happens("", surely("F3", noon())).happens("notice", surely("Q1", noon().Add(2*time.Hour+time.Second)))
	late.tick(noon().Add(3*time.Hour)).good("fire", met+open)
	loose := clause
	loose.Terms = &truceline.Terms{Within: 2 * time.Hour, Notice: "before", Deeds: []string{"notice"}}
	tell(t, loose).happens("", surely("F3", noon())).good("fire", "met, "+open+", "+open) // it may have been given elsewhere
}

func TestProcedure(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseProcedure, Kinds: []truceline.Kind{"F3"},
		Terms: &truceline.Terms{Within: time.Hour, Deeds: []string{"hotline", "order"}, Complete: true}}
	good := func(hotline, order time.Duration, want string) {
		t.Helper()
		s := tell(t, clause).happens("hotline", surely("Q1", noon().Add(hotline))).happens("order", surely("Q1", noon().Add(order)))
		s.happens("", surely("F3", noon())).good("fire", want)
	}
	// Who fired is not known, so neither is whether it was the side that called.
	good(-time.Hour, -time.Minute, "met, "+open+", "+open)   // the first step an hour before, which still counts
	good(-time.Hour-time.Second, -time.Minute, met+open)     // a second too long ago
	good(-time.Minute, -time.Hour, met+open)                 // in the wrong order
	good(-time.Minute, -time.Minute, "met, "+open+", "+open) // at the same moment
	good(-time.Minute, time.Second, met+open)                // the order came after the fire
	tell(t, clause).happens("", surely("F3", noon())).good("fire", met+open)
}

func TestMovingExclusion(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseMovingExclude, Terms: &truceline.Terms{RadiusM: 18_520, Around: []string{"vessel-*"}}}
	moved := func(name string, lat float64, at time.Time, reach float64) truceline.Track {
		return truceline.Track{ID: truceline.IDOf("track", name), Names: []string{name}, Exists: truceline.Probability{P: 1, Low: 1, High: 1},
			Fixes: []truceline.TrackFix{{When: at, At: truceline.Point{Lat: lat, Lon: 31}, Ellipse: truceline.Ellipse{SemiMajor: reach, SemiMinor: reach}}}}
	}
	// Ten nautical miles due north of 46 N on WGS84.
	edge := 46 + 18_520/111_150.0
	good := func(lat, reach float64, after time.Duration, want string) {
		t.Helper()
		s := tell(t, clause)
		s.keep(s.j.Track(moved("vessel-1", 46, noon(), 0), now()))
		s.keep(s.j.Track(moved("warship", lat, noon().Add(after), reach), now()))
		if want == "" {
			if len(s.order) > 0 {
				t.Errorf("%v: %v was told", lat, s.found[s.order[0]].Subject.Title)
			}
			return
		}
		s.good("warship", want)
	}
	good(46.1, 0, time.Second, met+open)
	good(edge-0.001, 0, time.Second, met+open)                  // a hundred metres in
	good(edge+0.001, 0, time.Second, "")                        // a hundred metres out
	good(46.1, 0, 10*time.Minute, met+open)                     // the vessel's fix is ten minutes old, to the second
	good(46.1, 0, 10*time.Minute+time.Second, "")               // older, and counts for nothing
	good(edge-0.001, 2000, time.Second, "met, "+open+", "+open) // in, but known to two kilometres only

	s := tell(t, clause)
	s.keep(s.j.Track(moved("vessel-1", 46, noon(), 0), now()))
	s.keep(s.j.Track(moved("warship", 46.1, noon().Add(time.Minute), 0), now()))
	if f := s.good("warship", met+open); !f.When.Open {
		t.Error("the encounter is over before it ended")
	}
	s.keep(s.j.Track(moved("warship", 46.5, noon().Add(2*time.Minute), 0), now()))
	if f := s.good("warship", met+open); f.When.Open || len(s.order) != 1 {
		t.Error("the encounter did not end, or became two")
	}
}

func TestCorridor(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseCorridor, Terms: &truceline.Terms{RadiusM: 3000, Watches: []string{"vessel-*"},
		Path: truceline.Polyline{{Lat: 46, Lon: 31}, {Lat: 45, Lon: 31}}}}
	good := func(name string, lon float64, want string) {
		t.Helper()
		s := tell(t, clause)
		s.keep(s.j.Track(truceline.Track{ID: truceline.IDOf(name), Names: []string{name}, Exists: truceline.Probability{P: 1, Low: 1, High: 1},
			Fixes: []truceline.TrackFix{{When: noon(), At: truceline.Point{Lat: 45.5, Lon: lon}}}}, now()))
		if want == "" {
			if len(s.order) > 0 {
				t.Errorf("%v: told", lon)
			}
			return
		}
		s.good(name, want)
	}
	// At 45.5 N one degree of longitude is 78.1 km.
	good("vessel-2", 31+2.99/78.13, "")       // ten metres within
	good("vessel-2", 31+3.01/78.13, met+open) // ten metres outside
	good("fishing-boat", 31.5, "")            // nobody's vessel
}

func TestProtectedObject(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseProtected, Kinds: []truceline.Kind{"N1"},
		Terms: &truceline.Terms{Least: number(2), Unit: "line", States: []string{"no off-site power"}}}
	good := func(word string, least, most int, unit, want string) {
		t.Helper()
		found := surely("N1", noon(), func(i *truceline.Incident) { i.Count = truceline.Count{Least: least, Most: most, Unit: unit} })
		tell(t, clause).happens(word, found).good("nuclear", want)
	}
	good("", 1, 1, "line", met+open)                   // on the last line
	good("", 2, 2, "line", "met, not met, "+open)      // two are enough
	good("", 1, 2, "line", "met, "+open+", "+open)     // one or two
	good("", 1, 0, "line", "met, "+open+", "+open)     // at least one
	good("no off-site power", 1, 1, "event", met+open) // said in words
	good("", 1, 1, "event", "met, not met, "+open)     // something else happened there
}

func TestAccess(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseAccess, Kinds: []truceline.Kind{"R1"},
		Terms: &truceline.Terms{Within: time.Hour, Deeds: []string{"access asked", "access allowed"}, Complete: true}}
	good := func(allowed time.Duration, want string) {
		t.Helper()
		s := tell(t, clause).happens("access asked", surely("Q1", noon())).happens("access allowed", surely("Q1", noon().Add(allowed)))
		s.tick(noon().Add(2*time.Hour)).good("access asked for", want)
	}
	good(time.Hour, "not met, not met, "+open) // at the last moment
	good(time.Hour+time.Second, met+"met")     // a second late
	good(-time.Second, met+"met")              // that was for an earlier request
	tell(t, clause).happens("access asked", surely("Q1", noon())).tick(noon().Add(time.Hour)).good("access asked for", met+"met")
	lasting := func(d time.Duration, want string) {
		t.Helper()
		held := surely("R1", noon(), func(i *truceline.Incident) { i.When.To = i.When.From.Add(d) })
		tell(t, clause).happens("delayed", held).good("restriction", want)
	}
	lasting(time.Hour, "met, not met, met") // over in time
	lasting(time.Hour+time.Second, met+"met")
	lasting(0, met+"met") // refused
}

func TestExemption(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseNoEvent, Kinds: []truceline.Kind{"F6"}, Except: []string{"demining"}}
	exempt := func(a *truceline.Agreement) {
		a.Clauses = append(a.Clauses, truceline.Clause{ID: "demining", Kind: truceline.ClauseExemption, Kinds: []truceline.Kind{"F6"}, Zone: "all",
			Terms: &truceline.Terms{Within: 24 * time.Hour, Notice: "before", Deeds: []string{"notice"}, Complete: true}})
	}
	good := func(notice time.Duration, assessed, want string) {
		t.Helper()
		s := tell(t, clause, exempt).happens("notice", surely("X1", noon().Add(notice)))
		s.happens("", surely("F6", noon(), func(i *truceline.Incident) { i.Exempt = assessed })).good("explosion", want)
	}
	good(-24*time.Hour, "demining", "met, not met, "+open) // announced at the last moment
	good(-24*time.Hour+time.Second, "demining", met+open)  // a second late
	good(-24*time.Hour, "", met+open)                      // announced, but nobody took it for that
}

func TestProhibitedCommunication(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseProhibitedComm, Kinds: []truceline.Kind{"D1", "D2"}}
	good := func(at time.Time, want string) {
		t.Helper()
		tell(t, clause).happens("", surely("D2", at, func(i *truceline.Incident) { i.Place, i.Ground = truceline.Place{Shape: truceline.ShapeUnknown}, nil })).good("information", want)
	}
	good(noon(), met+open)                             // it has no place, and needs none where the zone is everywhere
	good(clock(11, 12, 59, 59), "met, not met, "+open) // a second before
}

func TestCondition(t *testing.T) {
	clause := truceline.Clause{Kind: truceline.ClauseNoEvent, Kinds: []truceline.Kind{"F3"}, Condition: `count >= 3 && distance_km < 5.0 && hour_utc >= 12.0`}
	told := func(n int, km float64, at time.Time) bool {
		s := tell(t, clause).happens("", surely("F3", at, away(km), func(i *truceline.Incident) { i.Count.Least = n }))
		return len(s.order) == 1
	}
	for _, c := range []struct {
		n    int
		km   float64
		at   time.Time
		want bool
	}{{3, 4.9, noon(), true}, {2, 4.9, noon(), false}, {3, 5, noon(), false}, {3, 4.9, noon().Add(-time.Second), false}} {
		if got := told(c.n, c.km, c.at); got != c.want {
			t.Errorf("%+v: judged %v", c, got)
		}
	}
	costly := clause
	costly.Condition = `[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, a*b*c > 0)))`
	f := tell(t, costly).happens("", surely("F3", noon())).good("fire", "met, "+open+", "+open)
	if !says(f.Breach, "cannot be settled") {
		t.Error("a condition beyond its cost is not told of")
	}
}
