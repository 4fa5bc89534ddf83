package report

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// rates gives air alerts and heat seen from orbit first, then every other kind
// of which the record holds a beginning, in the order of the taxonomy.
func (b *builder) rates() []Rate {
	out := []Rate{}
	if b.speaksOf(truceline.KindAirAlert, truceline.MeansAirAlert) {
		out = append(out, b.alertRate())
	}
	if b.speaksOf(truceline.KindHeat, truceline.MeansThermal) {
		out = append(out, b.thermalRate("thermal", "heat anomalies from orbit", false),
			b.thermalRate("thermal_not_standing", "heat anomalies, not always hot", true))
	}
	for _, info := range truceline.Kinds() {
		if info.Kind == truceline.KindAirAlert || info.Kind == truceline.KindHeat {
			continue
		}
		n := 0
		for _, w := range b.windows() {
			n += b.begun(w, ofKind(info.Kind))
		}
		if n > 0 {
			out = append(out, b.kindRate(info))
		}
	}
	for i := range out {
		r := &out[i]
		r.Effort = b.effortWords(b.inside, r.Kind, r.State)
		if b.before != nil {
			r.EffortBefore = b.effortWords(*b.before, r.Kind, r.StateBefore)
		}
	}
	return out
}

// speaksOf says whether a class belongs in the report: always when the record
// holds anything of it, and in a real truce even when it does not, since then
// the report must say that nothing watched.
func (b *builder) speaksOf(k truceline.Kind, m truceline.Means) bool {
	for _, i := range b.rec.Incidents {
		if i.Kind == k {
			return true
		}
	}
	for _, w := range b.rec.Watches {
		if w.Means == m {
			return true
		}
	}
	return b.rec.Run.Kind == "real" && !b.rec.Run.Counts
}

func ofKind(k truceline.Kind) func(truceline.Incident) bool {
	return func(i truceline.Incident) bool { return i.Kind == k }
}

// kindRate is the rate of a kind without special rules. Nothing is left out of
// its comparison, so it is only made where both windows were watched.
func (b *builder) kindRate(info truceline.KindInfo) Rate {
	r := Rate{Class: strings.ReplaceAll(strings.NewReplacer(",", "", "-", " ").Replace(info.Name), " ", "_"), Kind: info.Kind, Name: info.Name}
	match := ofKind(info.Kind)
	r.State = b.kindState(b.inside, info.Kind)
	inside := b.begun(b.inside, match)
	r.Inside = countOf(inside, b.inside, r.State)
	if b.before == nil {
		r.Note = stateNote(r.State, info.Name)
		return r
	}
	before := b.begun(*b.before, match)
	r.StateBefore = b.kindState(*b.before, info.Kind)
	r.Before = ptr(countOf(before, *b.before, r.StateBefore))
	if r.Inside.Count != nil && r.Before.Count != nil && watching(r.State) && watching(r.StateBefore) {
		r.Comparable = &Comparable{Inside: inside, Before: before, InsideHours: b.inside.Hours(), BeforeHours: b.before.Hours(), AreasLeftOut: []LeftOut{}}
		r.Ratio = RateRatio(inside, b.inside.Hours(), before, b.before.Hours()).
			clustered(b.sampled(match, b.inside), b.sampled(match, *b.before), b.inside.Hours(), b.before.Hours())
	}
	r.Note = stateNote(r.State, info.Name)
	return r
}

// kindState is how well a kind was watched over a window anywhere: watched only
// when one watcher had the whole theatre throughout. Without any watch that could
// have noticed it, and where all that could were out, the answer is blind, or, where
// incidents of the kind show that somebody watched and did not say when, not known.
func (b *builder) kindState(w truceline.Window, k truceline.Kind) truceline.Watching {
	state, any := truceline.Blind, false
	for _, x := range b.rec.Watches {
		if !coverage.Notices(x, k) || x.When.Overlap(w.From, w.To) <= 0 {
			continue
		}
		any = true
		s := x.State
		if s == truceline.Watched && (x.Place.Area != coverage.Everywhere || x.When.From.After(w.From) || x.When.To.Before(w.To)) {
			s = truceline.PartlyWatched
		}
		state = coverage.Better(state, s)
	}
	if !any && slices.ContainsFunc(b.rec.Incidents, ofKind(k)) || state == truceline.Blind && b.begun(w, ofKind(k)) > 0 {
		return truceline.NotKnown
	}
	return state
}

// countOf is a count, or none at all where nothing watched and nothing was seen.
func countOf(n int, w truceline.Window, s truceline.Watching) Count {
	if n == 0 && !watching(s) {
		return Count{Hours: w.Hours()}
	}
	return Count{Count: &n, Hours: w.Hours()}
}

func watching(s truceline.Watching) bool {
	return s == truceline.Watched || s == truceline.PartlyWatched
}

func stateNote(s truceline.Watching, what string) string {
	switch s {
	case truceline.Watched:
		return "Watched throughout."
	case truceline.PartlyWatched:
		return "Partly watched: what happened outside the footprints and hours of the watchers is not counted."
	case truceline.NotKnown:
		return "The record does not say who was watching for " + what + ", so the count has no denominator."
	}
	return "Nothing watched for " + what + " in this window; no count is given."
}
