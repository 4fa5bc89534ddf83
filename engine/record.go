package engine

import (
	"slices"

	"github.com/truceline/truceline"
)

// Record returns everything concluded so far: the newest versions. Of an engine that
// is asked about watching alone it tells the run, the time and the areas.
func (e *Engine) Record() truceline.Record { return e.RecordInSteps(func() {}) }

// RecordInSteps is Record for who cannot wait so long: between short steps it calls pause, which may take the engine
// further before it returns. Incidents and findings are those of the moment of the call; of tracks and of
// watching it tells how they stand when their turn comes.
func (e *Engine) RecordInSteps(pause func()) truceline.Record {
	r := truceline.Record{Run: e.config.Run, AsOf: e.now, Areas: e.areas}
	if e.config.WatchingOnly {
		return r
	}
	held := e.versions.hold()
	r.Claims, r.Tallies, r.Refusals, r.Feeds = e.claims, e.tallies, e.refusals, e.feeds.list()
	r.Lines, r.Moved = e.grounds.lines(e.config.Run)
	pause()
	r.Incidents, r.Findings = held.standing(pause), held.about(pause)
	if e.ledger != nil {
		before, after := e.ledger.ScenesOutside()
		r.Watches = slices.Concat(before, e.ledger.Watches(e.config.Period), after)
		pause()
	}
	often := e.frequency(r.Incidents, pause)
	r.Rates, r.RateChecks, r.Standing, r.Changes = often.Rates, often.Checks, often.standing, often.Changes
	r.Silences = e.silences(r.Incidents, pause)
	r.Sources = e.sources(r.Incidents, r.Silences, pause)
	r.Tracks = e.picture.Tracks(pause)
	r.Coverage = e.coverage(pause)
	r.Circular = e.press.circular(e.texts)
	return r
}

// Refs returns where each observation came from, without plots that say nothing but where a track went. What is
// returned is never changed, and Refs of later begin with it.
func (e *Engine) Refs() []Ref { return slices.Clip(e.refs) }

// Attach returns the same with the incident of each, of those given.
func Attach(refs []Ref, incidents []truceline.Incident) []Ref {
	of := map[truceline.ID]truceline.ID{}
	for i := range incidents {
		for _, o := range incidents[i].Observations {
			of[o] = incidents[i].ID
		}
	}
	out := slices.Clone(refs)
	for k := range out {
		out[k].Incident = of[out[k].ID]
	}
	return out
}
