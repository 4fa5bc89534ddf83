package score

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// Delays are the seconds from the beginning of each matched true happening to
// what was made of it. One that has not come to a step is left out of it.
type Delays struct {
	Observed []float64 `json:"observed_s"` // the first statement came in
	Incident []float64 `json:"incident_s"` // the first version of its incident
	Exists   []float64 `json:"exists_s"`   // the first finding whose exists is met
	Breach   []float64 `json:"breach_s"`   // the first finding whose exists and breach are met
	Named    []float64 `json:"named_s"`    // the first finding that names the side, rightly or not
}

func (s *scene) delays() Delays {
	first := s.firstVersions()
	findings := s.findingVersions()
	var d Delays
	s.eachPair(func(t Truth, i truceline.Incident) {
		since := func(to *[]float64, at time.Time) {
			if !at.IsZero() {
				*to = append(*to, at.Sub(t.When.From).Seconds())
			}
		}
		since(&d.Observed, s.received(i))
		since(&d.Incident, first[i.ID])
		since(&d.Exists, firstWhen(findings[i.ID], func(f truceline.Finding) bool { return f.Exists.Verdict == truceline.Met }))
		since(&d.Breach, firstWhen(findings[i.ID], func(f truceline.Finding) bool {
			return f.Exists.Verdict == truceline.Met && f.Breach.Verdict == truceline.Met
		}))
		since(&d.Named, firstWhen(findings[i.ID], func(f truceline.Finding) bool { return f.Attribution.Verdict == truceline.Met }))
	})
	return d
}

// received is when the first statement about an incident came to the door.
func (s *scene) received(i truceline.Incident) time.Time {
	var first time.Time
	for _, id := range i.Observations {
		if at, ok := s.run.Received[id]; ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// firstVersions returns when each incident was first concluded.
func (s *scene) firstVersions() map[truceline.ID]time.Time {
	first := map[truceline.ID]time.Time{}
	for _, list := range [][]truceline.Incident{s.run.IncidentVersions, s.run.Record.Incidents} {
		for _, i := range list {
			if at, ok := first[i.ID]; !ok || i.Concluded.Before(at) {
				first[i.ID] = i.Concluded
			}
		}
	}
	return first
}

// findingVersions returns all versions of findings by what they are about, by
// when they were concluded.
func (s *scene) findingVersions() map[truceline.ID][]truceline.Finding {
	out := map[truceline.ID][]truceline.Finding{}
	for _, list := range [][]truceline.Finding{s.run.FindingVersions, s.run.Record.Findings} {
		for _, f := range list {
			out[f.Subject.ID] = append(out[f.Subject.ID], f)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b truceline.Finding) int {
			return cmp.Or(a.Concluded.Compare(b.Concluded), bytes.Compare(a.ID[:], b.ID[:]), a.Version-b.Version)
		})
	}
	return out
}

func firstWhen(versions []truceline.Finding, ok func(truceline.Finding) bool) time.Time {
	for _, f := range versions {
		if ok(f) {
			return f.Concluded
		}
	}
	return time.Time{}
}

func (s *scene) speedFigures(d Delays) []Figure {
	found := matched(s.m)
	reached := func(id, name string, values []float64) Figure {
		return row(id, name, "share", Higher, "How many of the matched happenings came this far.").share(len(values), found)
	}
	median := func(id, name, means string, values []float64) Figure {
		return row(id, name, "s", Lower, means).middle(values, 0.5)
	}
	c := s.run.Cost
	rate := row("speed.per_second", "observations a second", "1/s", Higher, "How many observations a second went from the raw files to findings and report, on the machine that wrote this.")
	if c.Took > 0 {
		rate = rate.of(float64(c.Observations)/c.Took.Seconds(), c.Observations)
	} else {
		rate = rate.noting("measured by the suite only")
	}
	memory := row("speed.memory_mb", "memory at most", "MB", Lower, "The largest memory of the process that did the work.")
	if c.PeakBytes > 0 {
		memory = memory.of(float64(c.PeakBytes)/1e6, 1)
	} else {
		memory = memory.noting("measured by the suite only")
	}
	rate.Machine, memory.Machine = true, true
	return []Figure{
		median("speed.observed_s", "to the first statement, median", "From the beginning of a happening to when the first statement about it came in. This is up to the sensors and the lines.", d.Observed),
		median("speed.incident_s", "to the incident, median", "From the beginning of a happening to the first version of its incident.", d.Incident),
		row("speed.incident_p90_s", "to the incident, worst tenth", "s", Lower, "One happening in ten took longer than this.").middle(d.Incident, 0.9),
		median("speed.exists_s", "to a finding that it happened, median", "To the first finding whose judgement exists is met.", d.Exists),
		reached("speed.exists_share", "came to a finding that it happened", d.Exists),
		median("speed.breach_s", "to a finding of a breach, median", "To the first finding whose judgements exists and breach are both met.", d.Breach),
		reached("speed.breach_share", "came to a finding of a breach", d.Breach),
		median("speed.named_s", "to a side named, median", "To the first finding whose judgement attribution is met, rightly or not.", d.Named),
		reached("speed.named_share", "came to a side named", d.Named),
		rate, memory,
	}
}

func trackFigures(t Tracking, objects int, terms TrackTerms) []Figure {
	how := fmt.Sprintf("c = %.0f m, p = %.0f, alpha = %.0f, every %s.", terms.C, terms.P, terms.Alpha, terms.Every)
	out := []Figure{
		row("tracks.gospa_m", "GOSPA, mean", "m", Lower, "Distance between the set of true moving objects and the set of tracks, mean over the instants; made of error of place, missed and false. "+how).of(t.Gospa, t.Instants),
		row("tracks.localisation_m", "error of place of the pairs", "m", Lower, "Root mean square distance of a track from the object it follows, within the gate of "+fmt.Sprintf("%.0f m.", terms.Gate)).of(t.PairRMS, t.Instants),
		row("tracks.missed", "objects missed at an instant, mean", "", Lower, "Part of GOSPA: true objects without a track within c.").of(t.MissedCount, t.Instants),
		row("tracks.false", "false tracks at an instant, mean", "", Lower, "Part of GOSPA: tracks without a true object within c.").of(t.FalseCount, t.Instants),
		row("tracks.ospa_m", "OSPA, mean", "m", Lower, "The older distance by the object: mean error of place, with c for each missing or surplus object.").of(t.Ospa, t.Instants),
		row("tracks.switches", "identity switches", "", Lower, "How often an object's track became another than its last.").of(float64(t.IDSwitches), t.ObjectInstants),
		row("tracks.completeness", "completeness", "share", Higher, "Share of the objects' time with a track on them (SIAP).").of(t.Completeness, t.ObjectInstants),
		row("tracks.ambiguity", "ambiguity", "", Lower, "Mean number of tracks on an object that has one (SIAP); 1 is best.").of(t.Ambiguity, t.ObjectInstants),
		row("tracks.spuriousness", "spuriousness", "share", Lower, "Share of the tracks' time without an object (SIAP).").of(t.Spuriousness, t.TrackInstants),
	}
	var confirm []float64
	for _, d := range t.Confirm {
		confirm = append(confirm, d.Seconds())
	}
	out = append(out, row("tracks.confirm_s", "time to confirm, median", "s", Lower, "From an object's appearance to its first track; objects that never get one are left out and show in completeness.").middle(confirm, 0.5))
	for k := range out {
		f := &out[k]
		switch {
		case objects == 0:
			f.Note = "the world has no moving objects to follow"
			if f.ID != "tracks.completeness" {
				f.Value = nil
			}
		case t.TrackInstants == 0 && (f.ID == "tracks.localisation_m" || f.ID == "tracks.ambiguity" || f.ID == "tracks.spuriousness"):
			*f = f.of(math.NaN(), 0).noting("the run has no tracks")
		case t.TrackInstants == 0:
			f.Note = "the run has no tracks"
		}
	}
	return out
}

// toldOf is how many messages about an object it takes to make a track of it.
const toldOf = 3

// followedFigures say how much of what could be followed was: of the objects about
// which enough messages came in.
func followedFigures(w World, tracks []Path, terms TrackTerms) []Figure {
	f := row("tracks.completeness_told", "completeness of what was told of", "share", Higher,
		fmt.Sprintf("The same completeness, of those objects only about which %d messages or more came in. What nobody plots, nobody can follow: where an exercise has no instruments that do, the rows above say what moved unseen.", toldOf))
	most := trackableFigure(w)
	if w.Told == nil {
		return []Figure{most, f.noting("the world does not say what each message is about")}
	}
	objects := slices.DeleteFunc(slices.Clone(w.Objects), func(p Path) bool { return w.Told[p.ID] < toldOf })
	if len(objects) == 0 {
		return []Figure{most, f.noting("nothing that moves was told of often enough")}
	}
	t := Track(objects, tracks, terms)
	return []Figure{most, f.of(t.Completeness, t.ObjectInstants)}
}

// A thing that nobody told of for longer than this is lost: it can be anywhere. On the surface
// things fall silent and lie still.
const lostInAir, lostOnSurface = 30 * time.Minute, 45 * time.Minute

// trackableFigure says how much of the objects' time any tracker could have followed.
func trackableFigure(w World) Figure {
	f := row("tracks.trackable", "could be tracked", "share", Shown, fmt.Sprintf("Share of the objects' time that lies after the message %d about them and before the last, but for silences of over %.0f minutes in the air and %.0f on the surface: about the most that completeness can be.", toldOf, lostInAir.Minutes(), lostOnSurface.Minutes()))
	if w.Heard == nil {
		return f.noting("the world does not say what each message is about")
	}
	var could, there float64
	for _, o := range w.Objects {
		if n := len(o.Fixes); n > 0 {
			there += o.Fixes[n-1].When.Sub(o.Fixes[0].When).Seconds()
			could += trackable(o, w.Heard[o.ID]).Seconds()
		}
	}
	if there == 0 {
		return f.noting("the world has no moving objects to follow")
	}
	return f.of(could/there, len(w.Objects))
}

// trackable is how long of its way an object could be followed by the messages about it.
func trackable(o Path, heard []time.Time) (could time.Duration) {
	lost := lostOnSurface
	if o.Class == "air" {
		lost = lostInAir
	}
	heard = slices.SortedFunc(slices.Values(heard), time.Time.Compare)
	end := o.Fixes[len(o.Fixes)-1].When
	for k := toldOf; k < len(heard); k++ {
		from, to := heard[k-1], heard[k]
		if to.After(end) { // what came late told of before
			to = end
		}
		if gap := to.Sub(from); gap > 0 && gap <= lost {
			could += gap
		}
	}
	return could
}
