package judge

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/geo"
)

// fix is where a followed thing was last.
type fix struct {
	truceline.TrackFix
	track  truceline.ID
	names  []string
	exists truceline.Probability
}

// spell is a stretch of time in which something most likely was where a clause
// forbids it to be. Its finding is told at its beginning, when it grows surer,
// and at its end.
type spell struct {
	clause  truceline.Clause
	title   string
	parts   []string
	exists  truceline.Probability
	inside  truceline.Probability // at its surest
	nearest float64               // metres, at its surest
	when    truceline.Interval
	told    float64 // inside.P when it was last told
	closed  bool
}

// stale is how old the fix of one thing may be when it is held against the
// newest of another: the gap after which a ship's silence is no longer usual.
const stale = 10 * time.Minute

// axis90 is how many standard deviations the 90 % ellipse of two normal errors
// reaches along its axes.
const axis90 = 2.1459660262893472

// Track judges the fixes of a followed thing that it has not seen yet under the
// clauses about things that move: who came within a circle round another, and
// who left a corridor. A clause names things by what they, or a sensor, called
// them; a thing without a name is watched by a clause that names nobody.
func (j *Judge) Track(t truceline.Track, now time.Time) []truceline.Finding {
	if !slices.ContainsFunc(j.a.Clauses, func(c truceline.Clause) bool {
		return c.Terms != nil && (c.Kind == truceline.ClauseMovingExclude || c.Kind == truceline.ClauseCorridor)
	}) {
		return nil
	}
	var findings []truceline.Finding
	key := t.ID.String()
	next, _ := slices.BinarySearchFunc(t.Fixes, j.past.fixes[key].When, func(f truceline.TrackFix, seen time.Time) int {
		if f.When.After(seen) {
			return 1
		}
		return -1
	})
	for _, f := range t.Fixes[next:] {
		here := fix{TrackFix: f, track: t.ID, names: t.Names, exists: t.Exists}
		j.past.fixes[key] = here
		for _, c := range j.a.Clauses {
			switch {
			case c.Terms == nil:
			case c.Kind == truceline.ClauseMovingExclude:
				findings = append(findings, j.encounters(c, here, now)...)
			case c.Kind == truceline.ClauseCorridor && called(c.Terms.Watches, here.names):
				findings = append(findings, j.strays(c, here, now)...)
			}
		}
	}
	return findings
}

// called reports whether any of a thing's names stands in a list, where one that
// ends with * stands for all that begin so.
func called(set, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return slices.ContainsFunc(set, func(s string) bool {
			begin, all := strings.CutSuffix(s, "*")
			return s == name || all && strings.HasPrefix(name, begin)
		})
	})
}

// encounters holds a fix against the newest of the others.
func (j *Judge) encounters(c truceline.Clause, here fix, now time.Time) []truceline.Finding {
	watched := func(f fix) bool {
		if len(c.Terms.Watches) == 0 {
			return !called(c.Terms.Around, f.names)
		}
		return called(c.Terms.Watches, f.names)
	}
	var findings []truceline.Finding
	for _, key := range j.trackKeys() {
		other := j.past.fixes[key]
		if other.track == here.track || here.When.Sub(other.When) > stale {
			continue
		}
		for _, p := range [][2]fix{{here, other}, {other, here}} {
			who, centre := p[0], p[1]
			if !watched(who) || !called(c.Terms.Around, centre.names) {
				continue
			}
			away := distanceM(who.At, centre.At)
			sigma := math.Hypot(reach(who), reach(centre)) / axis90
			title := fmt.Sprintf("%s within %s of %s", thing(who), lengthM(c.Terms.RadiusM), thing(centre))
			findings = append(findings, j.spelled(c, chanceBelow(away, c.Terms.RadiusM, sigma), away, both(who.exists, centre.exists), title, here.When, now,
				who.track.String(), centre.track.String())...)
		}
	}
	return findings
}

// trackKeys are the things followed so far, in order.
func (j *Judge) trackKeys() []string {
	keys := make([]string, 0, len(j.past.fixes))
	for k := range j.past.fixes {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// strays holds a fix against the corridor that its thing must keep to.
func (j *Judge) strays(c truceline.Clause, here fix, now time.Time) []truceline.Finding {
	away := geo.NewLine(c.Terms.Path).Distance(here.At)
	outside := not(chanceBelow(away, c.Terms.RadiusM, reach(here)/axis90))
	return j.spelled(c, outside, away, here.exists, thing(here)+" outside the corridor", here.When, now, here.track.String())
}

// reach is how far the ellipse of a fix reaches, in metres.
func reach(f fix) float64 { return (f.Ellipse.SemiMajor + f.Ellipse.SemiMinor) / 2 }

// chanceBelow is the chance that a distance which was measured with a normal
// error lies at most at a limit.
func chanceBelow(away, limit, sigma float64) truceline.Probability {
	if sigma <= 0 {
		return sure(away <= limit)
	}
	p := math.Erfc((away-limit)/sigma/math.Sqrt2) / 2
	return truceline.Probability{P: p, Low: p, High: p}
}

// spelled begins, carries on or ends a spell, and tells of it when that says
// something new.
func (j *Judge) spelled(c truceline.Clause, in truceline.Probability, away float64, exists truceline.Probability, title string, at, now time.Time, parts ...string) []truceline.Finding {
	key := truceline.IDOf(append([]string{c.Key()}, parts...)...)
	s := j.past.spells[key]
	if s == nil || s.closed {
		if in.P < 0.5 {
			return nil
		}
		s = &spell{clause: c, title: title, parts: append(parts, stamp(at)), exists: exists, when: truceline.Interval{From: at, To: at, Open: true}, nearest: away}
		j.past.spells[key] = s
	}
	s.exists = exists
	if in.P < 0.5 {
		s.closed, s.when.Open = true, false
		return []truceline.Finding{j.spellFinding(s, now)}
	}
	s.when.To = at
	if in.P > s.inside.P {
		s.inside, s.nearest = in, away
	}
	limit := c.Thresholds.Breach
	if s.told == 0 || s.told < limit && s.inside.P >= limit {
		s.told = s.inside.P
		return []truceline.Finding{j.spellFinding(s, now)}
	}
	return nil
}

// spellFinding is what is said of a spell.
func (j *Judge) spellFinding(s *spell, now time.Time) truceline.Finding {
	c := s.clause
	f := j.state(c, truceline.SubjectState, s.title, s.when, now, s.parts...)
	inForce, why := j.c.ClauseInForce(c, s.when)
	f.Exists = decide(s.exists, c.Thresholds.Exists, []string{"This is how surely the tracks are of things that were there."})
	f.Breach = decide(both(s.inside, inForce), c.Thresholds.Breach, []string{
		fmt.Sprintf("At its surest it was %s away, where the limit is %s; given how well both places are known, that breaks the limit with %s.", lengthM(s.nearest), lengthM(c.Terms.RadiusM), agreement.Percent(s.inside.P)), why})
	f.Attribution.Judgement = decide(truceline.Unknown(), c.Thresholds.Attribution, []string{"A track says how a thing moved and not whose it is."})
	return f
}

// thing names what was followed.
func thing(f fix) string {
	if len(f.names) > 0 {
		return f.names[0]
	}
	return "an unnamed thing (track " + f.track.Short() + ")"
}

// lengthM says a length for people.
func lengthM(m float64) string {
	if m < 1000 {
		return fmt.Sprintf("%.0f m", m)
	}
	return fmt.Sprintf("%.2f km", m/1000)
}

func distanceM(a, b truceline.Point) float64 { return geo.Distance(a, b) }
