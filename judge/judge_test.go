package judge_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/judge"
)

var (
	watched = coverage.Answer{State: truceline.Watched, Words: "This place was watched."}
	blind   = coverage.Answer{State: truceline.Blind, Words: "Nothing watched this place: no power."}
)

// now is when findings are concluded; the window is 13:00 on the 11th to 21:00
// on the 12th of April 2026, UTC.
func now() time.Time { return clock(13, 0, 0, 0) }

func clock(day, hour, minute, second int) time.Time {
	return time.Date(2026, 4, day, hour, minute, second, 0, time.UTC)
}

// text is an agreement with a clause of each sort that a judge must tell apart.
func text() truceline.Agreement {
	eight := truceline.Thresholds{Exists: 0.8, Breach: 0.8, Attribution: 0.8}
	both := []string{"AA", "BB"}
	clause := func(id string, kind truceline.ClauseKind, zone string, kinds ...truceline.Kind) truceline.Clause {
		return truceline.Clause{ID: id, Kind: kind, Zone: zone, Kinds: kinds, Binds: both, Thresholds: eight, Severity: "G3"}
	}
	fire := clause("fire", truceline.ClauseNoEvent, "strip", "F1", "F3", "F6")
	fire.Indicators, fire.Except = []truceline.Kind{"H1", "F7"}, []string{"demining"}
	air := clause("air", truceline.ClauseNoEvent, "all", "F5")
	air.Indicators = []truceline.Kind{"A3"}
	one := clause("one-side", truceline.ClauseNoEvent, "all", "M3")
	one.Binds = []string{"AA"}
	return truceline.Agreement{
		ID: "t", Version: 2, Title: "Test",
		Parties: []truceline.Party{{ID: "AA", Name: "AA side"}, {ID: "BB", Name: "BB side"}},
		Windows: []truceline.InForce{{Window: truceline.Window{From: clock(11, 13, 0, 0), To: clock(12, 21, 0, 0)}}},
		Zones: []truceline.Zone{
			{ID: "all", Name: "all", Everywhere: true},
			{ID: "strip", Name: "strip", Corridor: &truceline.Corridor{DepthKm: map[string]float64{"AA": 15, "BB": 15}}},
			{ID: "drawn", Name: "drawn", Polygons: []truceline.Polygon{{{{Lat: 48, Lon: 37}, {Lat: 48, Lon: 38}, {Lat: 49, Lon: 38}, {Lat: 49, Lon: 37}}}}},
		},
		Clauses: []truceline.Clause{
			fire, air, one,
			clause("positions", truceline.ClauseNoEvent, "all", "P1"),
			clause("weapons", truceline.ClauseAbsenceInZone, "drawn", "W1"),
			clause("cap", truceline.ClauseCap, "all", "W4"),
			clause("notice", truceline.ClauseNotification, "all"),
			clause("demining", truceline.ClauseExemption, "all", "F6"),
		},
	}
}

func newJudge(t testing.TB, a truceline.Agreement) *judge.Judge {
	t.Helper()
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return judge.New(c)
}

// incident is a well-known explosion in the strip while the text is in force.
func incident(change ...func(*truceline.Incident)) truceline.Incident {
	i := truceline.Incident{
		ID: truceline.IDOf("incident"), Version: 1, Kind: truceline.KindIndirectFire,
		Means: []truceline.Means{truceline.MeansAcoustic, truceline.MeansHeard}, Count: truceline.One("explosion"),
		Place:  truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.5, Lon: 37.5}},
		When:   truceline.Interval{From: clock(12, 9, 0, 0), To: clock(12, 9, 0, 0)},
		Exists: truceline.Probability{P: 0.95, Low: 0.9, High: 0.99}, Lineages: 2,
		Observations: []truceline.ID{truceline.IDOf("a"), truceline.IDOf("b")},
		Ground:       &truceline.Ground{Side: "AA", Certain: 1, DistanceKm: 3, LineAsOf: "2026-04-12"},
	}
	for _, c := range change {
		c(&i)
	}
	return i
}

// only judges an incident that one clause speaks of.
func only(t *testing.T, j *judge.Judge, i truceline.Incident, gap coverage.Answer) truceline.Finding {
	t.Helper()
	findings := j.Incident(i, gap, now())
	if len(findings) != 1 {
		t.Fatalf("%d findings", len(findings))
	}
	sound(t, findings[0])
	return findings[0]
}

// sound checks what holds for every finding.
func sound(t *testing.T, f truceline.Finding) {
	t.Helper()
	for _, j := range []truceline.Judgement{f.Exists, f.Breach, f.Attribution.Judgement} {
		if !(0 <= j.Low && j.Low <= j.P && j.P <= j.High && j.High <= 1) {
			t.Errorf("bounds out of order: %+v", j)
		}
		if j.Verdict == "" || len(j.Reasons) == 0 || j.Threshold <= 0.5 {
			t.Errorf("a judgement without verdict, reason or threshold: %+v", j)
		}
		for _, r := range j.Reasons {
			if strings.TrimSpace(r) == "" || strings.Contains(r, "%!") {
				t.Errorf("an unreadable reason: %q", r)
			}
		}
	}
	var sum float64
	for _, s := range f.Attribution.Shares {
		sum += s.P
	}
	if sum > 1+1e-9 || len(f.Attribution.Shares) != 2 {
		t.Errorf("shares %v", f.Attribution.Shares)
	}
	if (f.Attribution.Side != "") != (f.Attribution.Verdict == truceline.Met) {
		t.Errorf("side %q with verdict %s", f.Attribution.Side, f.Attribution.Verdict)
	}
}

func verdicts(f truceline.Finding) string {
	return string(f.Exists.Verdict) + ", " + string(f.Breach.Verdict) + ", " + string(f.Attribution.Verdict)
}

// says reports whether any reason holds the words.
func says(j truceline.Judgement, words string) bool {
	return strings.Contains(strings.Join(j.Reasons, "\n"), words)
}

func TestIncident(t *testing.T) {
	f := only(t, newJudge(t, text()), incident(), watched)
	if got := verdicts(f); got != "met, met, cannot be determined" {
		t.Error(got)
	}
	switch {
	case f.ID != truceline.FindingID("t", "fire", truceline.IDOf("incident")) || f.Version != 0 || f.AgreementVersion != 2 || f.Agreement != "t":
		t.Error("names", f)
	case f.Severity != "G3" || !f.Concluded.Equal(now()) || f.Subject.Kind != truceline.SubjectIncident || f.Subject.Version != 1:
		t.Error("head", f)
	case f.Exists.Threshold != 0.8 || !says(f.Exists, "2 observations by 2 sources"):
		t.Error("exists", f.Exists)
	case f.Gap != "":
		t.Error("a watched place has no gap:", f.Gap)
	}
	// A kind that no clause speaks of gives no finding; nor does an exemption.
	if got := newJudge(t, text()).Incident(incident(func(i *truceline.Incident) { i.Kind = truceline.KindNuclear }), watched, now()); len(got) != 0 {
		t.Error(got)
	}
}

func TestExists(t *testing.T) {
	j := newJudge(t, text())
	exists := func(low, high float64, want truceline.Verdict) {
		t.Helper()
		i := incident(func(i *truceline.Incident) {
			i.Exists = truceline.Probability{P: (low + high) / 2, Low: low, High: high}
		})
		if f := only(t, j, i, watched); f.Exists.Verdict != want || f.Breach.Verdict != truceline.Met {
			t.Errorf("[%g, %g]: %s", low, high, verdicts(f))
		}
	}
	exists(0.8, 1, truceline.Met)
	exists(0.79, 1, truceline.CannotBeDetermined)
	exists(0, 0.21, truceline.CannotBeDetermined)
	exists(0, 0.19, truceline.NotMet)
	exists(0.9, 0.1, truceline.CannotBeDetermined) // no probability at all
	exists(math.NaN(), 1, truceline.CannotBeDetermined)
}

func TestBreachBoundaries(t *testing.T) {
	j := newJudge(t, text())
	at := func(from time.Time, clockError time.Duration) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.When = truceline.Interval{From: from, To: from, Clock: truceline.Clock{Error: clockError}}
		}
	}
	km := func(km, reachMetres float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.Ground.DistanceKm = km
			i.Place.Ellipse = truceline.Ellipse{SemiMajor: reachMetres, SemiMinor: reachMetres}
		}
	}
	breach := func(want truceline.Verdict, change ...func(*truceline.Incident)) {
		t.Helper()
		if f := only(t, j, incident(change...), watched); f.Breach.Verdict != want || f.Exists.Verdict != truceline.Met {
			t.Errorf("%s, want breach %s\n%s", verdicts(f), want, strings.Join(f.Breach.Reasons, "\n"))
		}
	}
	// Time, by an exact clock
	breach(truceline.Met, at(clock(11, 13, 0, 0), 0))
	breach(truceline.Met, at(clock(11, 13, 0, 1), 0))
	breach(truceline.NotMet, at(clock(11, 12, 59, 59), 0))
	breach(truceline.Met, at(clock(12, 20, 59, 59), 0))
	breach(truceline.NotMet, at(clock(12, 21, 0, 0), 0))
	breach(truceline.NotMet, at(clock(12, 21, 0, 1), 0))
	// Time, by a doubtful clock
	breach(truceline.CannotBeDetermined, at(clock(11, 13, 0, 1), time.Minute))
	breach(truceline.CannotBeDetermined, at(clock(11, 12, 59, 59), time.Minute))
	breach(truceline.Met, at(clock(11, 13, 2, 0), time.Minute))
	breach(truceline.NotMet, at(clock(11, 12, 58, 0), time.Minute))
	// Place, known exactly
	breach(truceline.Met, km(15, 0))
	breach(truceline.Met, km(14.999, 0))
	breach(truceline.NotMet, km(15.001, 0))
	// Place, known to 500 m
	breach(truceline.CannotBeDetermined, km(15, 500))
	breach(truceline.CannotBeDetermined, km(14.999, 500))
	breach(truceline.CannotBeDetermined, km(15.001, 500))
	breach(truceline.Met, km(14, 500))
	breach(truceline.NotMet, km(16, 500))
	// Neither alone decides: 85 % each make 72 % together.
	breach(truceline.CannotBeDetermined, km(14.758, 500), at(clock(11, 13, 0, 38), time.Minute))
	breach(truceline.Met, km(14.758, 500))
	breach(truceline.Met, at(clock(11, 13, 0, 38), time.Minute))
	// No line, no answer; and a time outside the window settles it all the same.
	breach(truceline.CannotBeDetermined, func(i *truceline.Incident) { i.Ground = nil })
	breach(truceline.NotMet, func(i *truceline.Incident) { i.Ground = nil }, at(clock(11, 12, 59, 59), 0))
	// An interval across the beginning does not say when in it this happened.
	breach(truceline.CannotBeDetermined, func(i *truceline.Incident) {
		i.When = truceline.Interval{From: clock(11, 12, 0, 0), To: clock(11, 14, 0, 0)}
	})

	// Polygons: on the edge, a metre in, a metre out.
	drawn := func(lat float64, want truceline.Verdict) {
		t.Helper()
		breach(want, func(i *truceline.Incident) { i.Kind, i.Place.At.Lat, i.Place.At.Lon = truceline.KindWeapon, lat, 37 })
	}
	metre := 1 / 111_200.0
	drawn(48, truceline.Met)
	drawn(48+metre, truceline.Met)
	drawn(48-metre, truceline.NotMet)
}

// TestZeroEvidence: with nothing behind it, a finding says one thing only.
func TestZeroEvidence(t *testing.T) {
	j := newJudge(t, text())
	for _, kind := range []truceline.Kind{"F3", "H1", "A3", "P1", "W1"} {
		for _, i := range []truceline.Incident{
			{Kind: kind},
			incident(func(i *truceline.Incident) {
				i.Kind, i.Observations, i.Direction = kind, nil, truceline.DirectionOutgoing
			}),
		} {
			f := only(t, j, i, coverage.Answer{})
			if got := verdicts(f); got != "cannot be determined, cannot be determined, cannot be determined" {
				t.Errorf("%s: %s", kind, got)
			}
			for _, d := range []truceline.Judgement{f.Exists, f.Breach, f.Attribution.Judgement} {
				if d.Probability != truceline.Unknown() {
					t.Errorf("%s: %+v", kind, d)
				}
			}
			if f.Gap == "" {
				t.Error("no word about what was watched")
			}
		}
	}
}

// TestFarOutside: the week before is no matter of the agreement, the hour before is.
func TestFarOutside(t *testing.T) {
	j := newJudge(t, text())
	good := func(want int, before time.Duration) {
		t.Helper()
		i := incident(func(i *truceline.Incident) {
			i.When.From = text().Windows[0].From.Add(-before)
			i.When.To = i.When.From
		})
		if got := j.Incident(i, coverage.Answer{}, i.When.From); (len(got) > 0) != (want > 0) {
			t.Errorf("%s before: %d findings", before, len(got))
		}
	}
	good(1, time.Hour)
	good(1, 5*time.Hour+59*time.Minute)
	good(0, 7*time.Hour) // six hours either side are judged
	good(0, 7*24*time.Hour)
}

// TestKindInDoubt: what may be of a kind that the text does not forbid is a breach
// only as far as it is not.
func TestKindInDoubt(t *testing.T) {
	good := func(want truceline.Verdict, p float64, kinds ...truceline.KindShare) {
		t.Helper()
		j := newJudge(t, text())
		f := only(t, j, incident(func(i *truceline.Incident) { i.Kinds = kinds }), blind)
		if f.Breach.Verdict != want || math.Abs(f.Breach.P-p) > 1e-9 {
			t.Errorf("%v: %s, %g", kinds, f.Breach.Verdict, f.Breach.P)
		}
	}
	share := func(k truceline.Kind, p float64) truceline.KindShare { return truceline.KindShare{Kind: k, P: p} }
	good(truceline.Met, 1, share("F3", 0.6), share("F6", 0.4))                     // both are forbidden
	good(truceline.Met, 0.8, share("F3", 0.8), share("W1", 0.2))                   // at the threshold
	good(truceline.CannotBeDetermined, 0.79, share("F3", 0.79), share("W1", 0.21)) // and just under it
}

func TestIndicators(t *testing.T) {
	j := newJudge(t, text())
	heat := incident(func(i *truceline.Incident) { i.Kind = truceline.KindHeat })
	f := only(t, j, heat, blind)
	if got := verdicts(f); got != "met, cannot be determined, cannot be determined" {
		t.Error(got)
	}
	// The best estimate is of the heat itself, which the text does not forbid.
	if f.Breach.Probability != (truceline.Probability{High: 1}) || !says(f.Breach, "not its cause") || !says(f.Exists, "heat anomaly itself") {
		t.Error(f.Breach)
	}
	if f.Gap != blind.Words {
		t.Error("gap", f.Gap)
	}
	// A place that is always hot: most likely a works, still bounded by time and place.
	heat.Standing = &truceline.StandingHeat{Days: 140, Months: 15, OfDays: 560}
	f = only(t, j, heat, blind)
	if f.Breach.P != 0 || f.Breach.Low != 0 || f.Breach.High != 1 || f.Breach.Verdict != truceline.CannotBeDetermined || !says(f.Breach, "140 of the 560 days") || !says(f.Breach, "works") {
		t.Error(f.Breach)
	}
	// Outside the zone the text forbids nothing, whatever the cause.
	heat.Ground.DistanceKm = 40
	if f = only(t, j, heat, blind); f.Breach.Verdict != truceline.NotMet {
		t.Error(f.Breach)
	}
	alert := incident(func(i *truceline.Incident) {
		i.Kind, i.Lineages, i.Direction = truceline.KindAirAlert, 1, truceline.DirectionOutgoing
		i.Place = truceline.Place{Shape: truceline.ShapeArea, Area: "UA-63"}
	})
	f = only(t, j, alert, watched)
	if got := verdicts(f); got != "met, cannot be determined, cannot be determined" || f.Gap != "" {
		t.Error(got, f.Gap)
	}
	if !says(f.Breach, "authority of one party") || !says(f.Breach, "not known") {
		t.Error(f.Breach.Reasons)
	}
}

func TestExempt(t *testing.T) {
	j := newJudge(t, text())
	f := only(t, j, incident(func(i *truceline.Incident) { i.Kind, i.Exempt = truceline.KindExplosion, "controlled demining" }), watched)
	if f.Breach.P != 0 || f.Breach.Low != 0 || f.Breach.High != 1 || f.Breach.Verdict != truceline.CannotBeDetermined || !says(f.Breach, "controlled demining") {
		t.Error(f.Breach)
	}
	// The exemption is for explosions, not for mortars.
	f = only(t, j, incident(func(i *truceline.Incident) { i.Exempt = "live-fire exercise" }), watched)
	if f.Breach.Verdict != truceline.Met || !says(f.Breach, "no exemption") {
		t.Error(f.Breach)
	}
}

func TestAttribution(t *testing.T) {
	side := func(want string, verdict truceline.Verdict, change ...func(*truceline.Incident)) truceline.Finding {
		t.Helper()
		f := only(t, newJudge(t, text()), incident(change...), watched)
		if f.Attribution.Side != want || f.Attribution.Verdict != verdict {
			t.Errorf("side %q, %s, shares %v: %v", f.Attribution.Side, f.Attribution.Verdict, f.Attribution.Shares, f.Attribution.Reasons)
		}
		return f
	}
	from := func(d truceline.Direction, side string, certain float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) { i.Direction, i.Ground.Side, i.Ground.Certain = d, side, certain }
	}
	open := truceline.CannotBeDetermined
	for _, s := range []string{"AA", "BB"} {
		side(s, truceline.Met, from(truceline.DirectionOutgoing, s, 1))
		side("", open, from(truceline.DirectionOutgoing, s, 0.8)) // 0.8 of 0.9 is below the threshold
		side("", open, from(truceline.DirectionOutgoing, s, 0.5))
		side("", open, from(truceline.DirectionImpact, s, 1)) // never by territory
		side("", open, from(truceline.DirectionInFlight, s, 1))
		side("", open, from(truceline.DirectionCrossfire, s, 1))
		side("", open, from(truceline.DirectionUndetermined, s, 1))
		side("", open, from("", s, 1))
	}
	side("", open, from(truceline.DirectionOutgoing, "CC", 1)) // no party
	side("", open, func(i *truceline.Incident) { i.Direction, i.Ground = truceline.DirectionOutgoing, nil })
	// Small arms that were only heard are heard where they are fired.
	shot := func(side string, certain float64, d truceline.Direction, means ...truceline.Means) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.Kind, i.Means, i.Direction, i.Ground.Side, i.Ground.Certain = truceline.KindSmallArms, means, d, side, certain
		}
	}
	for _, s := range []string{"AA", "BB"} {
		side(s, truceline.Met, shot(s, 1, "", truceline.MeansAcoustic, truceline.MeansHeard))
		side(s, truceline.Met, shot(s, 0.942, truceline.DirectionUndetermined, truceline.MeansHeard)) // 0.942 of 0.85 is just enough
		side("", open, shot(s, 0.941, "", truceline.MeansHeard))                                      // and this is not
		side("", open, shot(s, 1, truceline.DirectionImpact, truceline.MeansHeard))                   // somebody noticed where it struck
		side(s, truceline.Met, shot(s, 1, "", truceline.MeansHeard, truceline.MeansCamera))           // what a camera records from afar is the flash
		side(s, truceline.Met, shot(s, 1, "", truceline.MeansAcoustic, truceline.MeansPublic))        // a report in public places nothing better
		side("", open, shot(s, 1, "", truceline.MeansPublic))                                         // and nothing by itself
		side("", open, shot(s, 1, "", truceline.MeansHeard, truceline.MeansSaw))                      // what a person saw may be where it struck
		side("", open, shot(s, 1, ""))
	}
	// Ground that more likely is the other side's points at the other side.
	side("BB", truceline.Met, from(truceline.DirectionOutgoing, "AA", 0.1))
	// What several told of the direction counts as fusion has weighed it.
	told := func(side string, out, impact float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.Direction, i.Ground.Side, i.Ground.Certain = truceline.DirectionOutgoing, side, 1
			i.Directions = []truceline.DirectionShare{{Direction: truceline.DirectionOutgoing, P: out}, {Direction: truceline.DirectionImpact, P: impact}}
		}
	}
	// What stands on ground is its holder's; a mine lies there whoever laid it.
	stands := func(side string, certain float64, kind truceline.Kind) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.Kind, i.Kinds, i.Direction, i.Ground.Side, i.Ground.Certain = kind, nil, "", side, certain
		}
	}
	for _, s := range []string{"AA", "BB"} {
		side(s, truceline.Met, told(s, 0.99, 0))
		side(s, truceline.Met, told(s, 0.8, 0.1)) // just enough
		side("", open, told(s, 0.79, 0.1))        // and this is not
		side("", open, told(s, 0.474, 0.474))     // one of the two is wrong
		side(s, truceline.Met, stands(s, 0.89, truceline.KindBuildUp))
		side("", open, stands(s, 0.88, truceline.KindBuildUp))
		side("", open, stands(s, 1, truceline.KindMine))
	}

	f := side("AA", truceline.Met, from(truceline.DirectionOutgoing, "AA", 0.9))
	if s := f.Attribution.Shares; s[0].Side != "AA" || math.Abs(s[0].P-0.81) > 1e-12 || math.Abs(s[1].P-0.09) > 1e-12 {
		t.Error(s)
	}
	f = side("", open, from(truceline.DirectionImpact, "AA", 1))
	if f.Attribution.Probability != truceline.Unknown() || f.Attribution.Shares[0].P != 0 || f.Attribution.Shares[1].P != 0 {
		t.Error(f.Attribution)
	}
}

// TestOneSided: a clause that binds one party forbids nothing to the other.
func TestOneSided(t *testing.T) {
	j := newJudge(t, text())
	breach := func(side string, d truceline.Direction, want truceline.Verdict) {
		t.Helper()
		f := only(t, j, incident(func(i *truceline.Incident) { i.Kind, i.Direction, i.Ground.Side = truceline.KindMine, d, side }), watched)
		if f.Breach.Verdict != want {
			t.Errorf("%s, want %s: %v", f.Breach.Verdict, want, f.Breach.Reasons)
		}
	}
	breach("AA", truceline.DirectionOutgoing, truceline.Met)
	breach("BB", truceline.DirectionOutgoing, truceline.NotMet)
	breach("AA", "", truceline.CannotBeDetermined)
}

func TestOtherForms(t *testing.T) {
	f := only(t, newJudge(t, text()), incident(func(i *truceline.Incident) { i.Kind = truceline.KindBuildUp }), watched)
	if got := verdicts(f); got != "met, cannot be determined, met" || !says(f.Breach, "single happening") {
		t.Error(got, f.Breach)
	}
}

func TestGap(t *testing.T) {
	j := newJudge(t, text())
	gap := func(want string, answer coverage.Answer, change ...func(*truceline.Incident)) {
		t.Helper()
		if f := only(t, j, incident(change...), answer); f.Gap != want {
			t.Errorf("gap %q, want %q", f.Gap, want)
		}
	}
	gap(blind.Words, blind) // nobody noticed a direction
	gap("", watched)
	gap("", blind, func(i *truceline.Incident) { i.Direction = truceline.DirectionImpact }) // seen well; more watching would not show the sender
	gap(blind.Words, blind, func(i *truceline.Incident) { i.Direction, i.Exists.Low = truceline.DirectionImpact, 0.3 })
	gap("It is not known whether anything watched this place at that time.", coverage.Answer{})
}
