package access

import (
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// outside is what a party or the public may see of a thing. Every word of the
// root package stands in one of its cases, so that leaving one out is a
// decision; what stands in none is not given.
func outside(r Reader, thing any) (any, bool) {
	switch t := thing.(type) {
	case truceline.Incident:
		return incident(t), true
	case truceline.Finding:
		return finding(r, t)
	case truceline.Watch:
		return watch(r, t)
	case truceline.Track:
		return track(t), true
	case truceline.Claim:
		t.Entry = truceline.ID{}
		return t, true
	case truceline.Tally:
		t.Entry, t.Note = truceline.ID{}, ""
		return t, true
	case truceline.ControlMap:
		t.Entry = truceline.ID{}
		return t, true
	case truceline.Record:
		return record(r, t), true

	// What was agreed, the map, and what a word means are everybody's.
	case truceline.ContactLine, truceline.Area, truceline.Zone, truceline.Site, truceline.Pattern, truceline.Party, truceline.Moved,
		truceline.KindInfo, truceline.TrackClass:
		return t, true
	// But for what a side declared to keep and where: that is told to the monitor.
	case truceline.Agreement:
		return undeclared(t), true
	case truceline.Clause:
		return clause(t), true
	case truceline.Run:
		t.Agreement = undeclared(t.Agreement)
		return t, true

	// What came in, and by whom, is the mission's alone.
	case truceline.Entry, truceline.Reading, truceline.Observation, truceline.Source, truceline.Rate, truceline.RateChecks, truceline.VisitRate, truceline.DetectionCheck, truceline.Standing, truceline.Plot, truceline.Change, truceline.ChangePart, truceline.Correction, truceline.WatchTable, truceline.WatchPiece, truceline.Attached, truceline.SceneRuling, truceline.Silence, truceline.SourceRecord, truceline.Circular,
		truceline.Arrival, truceline.Text, truceline.Ruling, truceline.PostureFile, truceline.Weather, truceline.HeightGrid,
		truceline.TrackFix, truceline.HeatDay, truceline.Refusal, truceline.FeedCount, Document:
		return nil, false
	}
	return outsideList(r, thing)
}

// outsideList is outside for slices of words.
func outsideList(r Reader, thing any) (any, bool) {
	switch t := thing.(type) {
	case []truceline.Incident:
		return All(r, t), true
	case []truceline.Finding:
		return All(r, t), true
	case []truceline.Watch:
		return All(r, t), true
	case []truceline.Track:
		return All(r, t), true
	case []truceline.Claim:
		return All(r, t), true
	case []truceline.Tally:
		return All(r, t), true
	case []truceline.ControlMap:
		return All(r, t), true
	case []truceline.ContactLine:
		return All(r, t), true
	case []truceline.Area:
		return All(r, t), true
	case []truceline.Zone:
		return All(r, t), true
	case []truceline.Site:
		return All(r, t), true
	case []truceline.KindInfo:
		return All(r, t), true
	}
	return nil, false
}

// undeclared leaves out what sides declared to keep in storage.
func undeclared(a truceline.Agreement) truceline.Agreement {
	a.Clauses = slices.Clone(a.Clauses)
	for i := range a.Clauses {
		a.Clauses[i] = clause(a.Clauses[i])
	}
	return a
}

func clause(c truceline.Clause) truceline.Clause {
	if c.Terms != nil && c.Terms.Stock != nil {
		terms := *c.Terms
		terms.Stock = nil
		c.Terms = &terms
	}
	return c
}

// incident keeps what happened, when, in which area and how sure it is.
func incident(i truceline.Incident) truceline.Incident {
	i.Place = named(i.Area())
	// The distance from the line and along it together are a point, so the
	// whole of it goes; for this reader the place is not known that well.
	i.Ground = nil
	i.Means = openMeans(i.Means)
	i.Observations = []truceline.ID{}
	i.Reasons = nil
	i.Scenes = nil
	i.Circular = nil
	i.Causes = slices.Clone(i.Causes)
	for n, c := range i.Causes {
		if strings.HasPrefix(c.Cause, truceline.CauseAnnounced) { // in whoever's words
			i.Causes[n].Cause = truceline.CauseAnnounced + "activity"
		}
	}
	if i.Exempt != "" {
		for n, c := range i.Causes {
			if c.Cause == i.Exempt {
				i.Causes[n].Cause = "exempt"
			}
		}
		i.Exempt = "exempt" // that it was, not the source's words for why
	}
	return i
}

// track keeps that something moved, when, and what it moved like. Its fixes
// say where the mission can see, and its names who spoke.
func track(t truceline.Track) truceline.Track {
	t.Names, t.Sources, t.Fixes = nil, []string{}, []truceline.TrackFix{}
	t.Means = openMeans(t.Means)
	t.Plots = 0
	return t
}

// named is a place known by its area and nothing finer; without an area it is
// not known at all.
func named(area string) truceline.Place {
	if area == "" {
		return truceline.Place{Shape: truceline.ShapeUnknown}
	}
	return truceline.Place{Shape: truceline.ShapeArea, Area: area}
}

// openMeans keeps the means that anybody can know of. The others would say what
// equipment the mission has in the area.
func openMeans(all []truceline.Means) []truceline.Means {
	kept := []truceline.Means{}
	for _, m := range all {
		if open(m) {
			kept = append(kept, m)
		}
	}
	return kept
}

// open reports whether a means is not the mission's own equipment or people.
func open(m truceline.Means) bool {
	switch m {
	case truceline.MeansThermal, truceline.MeansAirAlert, truceline.MeansMap, truceline.MeansPublic:
		return true
	}
	return false
}

// finding keeps the three judgements as numbers and verdicts. What is concluded
// of an absence says how well a zone was watched, so it waits like a watch.
func finding(r Reader, f truceline.Finding) (any, bool) {
	if f.Subject.Kind == truceline.SubjectAbsence && !settled(r, f.When) {
		return nil, false
	}
	f.Subject.Title = string(f.Subject.Kind)
	f.Exists.Reasons = []string{}
	f.Breach.Reasons = []string{}
	f.Attribution.Reasons = []string{}
	f.Changed, f.Ruled, f.Decisive = nil, nil, nil // they name reasons, officers and statements
	switch {
	case f.Gap == "":
	case settled(r, f.When):
		f.Gap = "Not watched well enough."
	default:
		f.Gap = ""
	}
	return f, true
}

// watch gives areas only, and only what has been over for BlindAge. Of the
// mission's own posts it gives when an area was blind, but not to what; of its
// patrols and drones nothing, as when they do not watch is when they do, turned
// round.
func watch(r Reader, w truceline.Watch) (any, bool) {
	if w.Place.Shape != truceline.ShapeArea || w.Place.Area == "" || w.Scene != nil || !settled(r, w.When) {
		return nil, false
	}
	seen := truceline.Watch{ID: w.ID, Means: w.Means, Kinds: w.Kinds, Place: named(w.Place.Area), When: w.When,
		State: w.State, Cause: w.Cause, CausedBy: w.CausedBy, Detection: w.Detection}
	if open(w.Means) {
		return seen, true
	}
	switch w.Means {
	case truceline.MeansAcoustic, truceline.MeansCamera, truceline.MeansRadar, truceline.MeansTelemetry:
		if w.State != truceline.Blind {
			return nil, false
		}
		seen.Means, seen.Kinds, seen.Detection = "", nil, -1
		return seen, true
	}
	return nil, false
}

// settled reports whether an interval has been over for BlindAge.
func settled(r Reader, when truceline.Interval) bool {
	end := when.To
	if when.From.After(end) {
		end = when.From
	}
	return !when.Open && !r.Now.IsZero() && r.Now.Sub(end) >= BlindAge && r.Now.Sub(end) < maxAge
}

// maxAge guards against a time that was never set: year 1 is no age.
const maxAge = 250 * 365 * 24 * time.Hour

// record gives each of its lists as outside gives its words. Rates, coverage and
// silences say piece by piece how well the line is watched and by whom, so they
// stay inside.
func record(r Reader, rec truceline.Record) truceline.Record {
	rec.Run.Agreement = undeclared(rec.Run.Agreement)
	return truceline.Record{
		Run: rec.Run, AsOf: rec.AsOf, Areas: rec.Areas, Lines: rec.Lines, Moved: rec.Moved,
		Incidents: All(r, rec.Incidents), Findings: All(r, rec.Findings), Tracks: All(r, rec.Tracks), Claims: All(r, rec.Claims),
		Tallies: All(r, rec.Tallies), Watches: All(r, rec.Watches),
		Coverage: []truceline.WatchTable{}, Silences: []truceline.Silence{}, Sources: []truceline.SourceRecord{}, Circular: []truceline.Circular{}, Rates: []truceline.Rate{}, Standing: []truceline.Standing{}, Changes: []truceline.Change{}, Refusals: []truceline.Refusal{}, Feeds: []truceline.FeedCount{},
	}
}
