package engine

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/rate"
)

// heard keeps of each statement who noticed, where its kind has rates, and what
// word it used for what was done or found. It is kept by statement, since a
// statement may yet turn out to be about another incident.
type heard map[truceline.ID]utterance

type utterance struct {
	voice rate.Voice // none for what was passed on from another statement
	when  time.Time
	word  string
}

// add files a statement. What was passed on is nobody's own noticing.
func (h heard) add(o truceline.Observation) {
	u := utterance{word: o.Subtype}
	if len(o.DerivedFrom) == 0 && (slices.Contains(rate.Kinds(), o.Kind) || slices.Contains(rate.StandingKinds(), o.Kind)) {
		u.voice, u.when = rate.Voice{By: o.Source, Means: o.Means, Kind: o.Kind}, o.When.From
	}
	if u != (utterance{}) {
		h[o.ID] = u
	}
}

// voices returns who noticed an incident.
func (h heard) voices(i truceline.Incident) []rate.Voice {
	var out []rate.Voice
	for _, id := range i.Observations {
		if u := h[id]; slices.Contains(rate.Kinds(), u.voice.Kind) {
			out = append(out, u.voice)
		}
	}
	return out
}

// sightings returns who saw that a standing thing was there, and when.
func (h heard) sightings(i truceline.Incident) []rate.Sighting {
	var out []rate.Sighting
	for _, id := range i.Observations {
		if u := h[id]; slices.Contains(rate.StandingKinds(), u.voice.Kind) {
			out = append(out, rate.Sighting{By: u.voice.By, When: u.when, Incident: i})
		}
	}
	return out
}

// words returns the words that were used for an incident.
func (h heard) words(i truceline.Incident) []string {
	var out []string
	for _, id := range i.Observations {
		if u := h[id]; u.word != "" && !slices.Contains(out, u.word) {
			out = append(out, u.word)
		}
	}
	return out
}

// frequency is what the record says of how often things happened, and how many
// stood.
type frequency struct {
	rate.Result
	standing []truceline.Standing
}

// frequency works out how often things happened in the run's window, and how many
// stood there; nothing without a contact line.
func (e *Engine) frequency(incidents []truceline.Incident, pause func()) frequency {
	if e.ledger == nil || !e.config.Run.Line {
		return frequency{}
	}
	window := e.config.Run.Window
	if window.To.IsZero() {
		window.To = e.now
	}
	d := e.grounds.day(e.grounds.date(window.From))
	if d == nil || d.line == nil {
		return frequency{}
	}
	var reports []rate.Report
	var sightings []rate.Sighting
	for _, i := range incidents {
		pause()
		if voices := e.heard.voices(i); len(voices) > 0 {
			reports = append(reports, rate.Report{Incident: i, Voices: voices})
		}
		sightings = append(sightings, e.heard.sightings(i)...)
	}
	watches := e.ledger.Watches(window)
	place := e.grounds.place(d)
	ground := func(p truceline.Point) (side string, distanceKm, alongKm float64) {
		pause()
		return place(p)
	}
	noticing := func(place truceline.Place, when truceline.Interval, kind truceline.Kind) coverage.Noticing {
		pause()
		return e.ledger.Noticing(place, when, kind)
	}
	config := rate.Config{Line: d.cut.Main, Ground: ground, Sides: e.sides(), Window: window, Zone: e.grounds.zone,
		Noticing: noticing, Alarms: e.ledger.FalseAlarms, Visits: rate.VisitsOf(watches), Moments: e.moments()}
	often := rate.Of(config, reports)
	if often.Checks != nil {
		often.Checks.Corrections = e.ledger.Corrections()
	}
	return frequency{often, rate.Standing(config, rate.LooksOf(watches, e.ledger.Reach), sightings)}
}

// moments are when the text began or ceased to be in force.
func (e *Engine) moments() []rate.Moment {
	var out []rate.Moment
	for _, f := range e.config.Run.Agreement.Windows {
		for _, m := range []rate.Moment{{At: f.From, Why: "the text came into force"}, {At: f.To, Why: "the text was no longer in force"}} {
			if !m.At.IsZero() && !slices.ContainsFunc(out, func(o rate.Moment) bool { return o.At.Equal(m.At) }) {
				out = append(out, m)
			}
		}
	}
	return out
}

// sides are the parties, in the order of the agreement.
func (e *Engine) sides() []string {
	var out []string
	for _, p := range e.config.Run.Agreement.Parties {
		out = append(out, p.ID)
	}
	return out
}

// place answers where a point lies on a day's map.
func (g *grounds) place(d *day) rate.Ground {
	main := geo.NewLine(d.cut.Main)
	return func(p truceline.Point) (side string, distanceKm, alongKm float64) {
		side = d.by
		if !d.held.Contains(p) {
			side = g.other(d.by)
		}
		metres, alongKm := main.Beside(p)
		return side, metres / 1000, alongKm
	}
}
