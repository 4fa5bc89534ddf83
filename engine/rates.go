package engine

import (
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/rate"
)

// heard keeps who noticed each incident of the kinds that have rates.
type heard map[truceline.ID][]rate.Voice

// add files an observation under its incident. What was passed on from another
// statement is nobody's own noticing.
func (h heard) add(o truceline.Observation, incident truceline.ID) {
	if len(o.DerivedFrom) == 0 && slices.Contains(rate.Kinds(), o.Kind) {
		h[incident] = append(h[incident], rate.Voice{By: o.Source, Means: o.Means, Kind: o.Kind})
	}
}

// rates works out how often things happened in the run's window; nothing without
// a contact line.
func (e *Engine) rates() []truceline.Rate {
	if e.ledger == nil || !e.config.Run.Line {
		return nil
	}
	window := e.config.Run.Window
	if window.To.IsZero() {
		window.To = e.now
	}
	d := e.grounds.day(e.grounds.date(window.From))
	if d == nil || d.line == nil {
		return nil
	}
	var reports []rate.Report
	for _, i := range e.versions.incidents() {
		if voices := e.heard[i.ID]; len(voices) > 0 {
			reports = append(reports, rate.Report{Incident: i, Voices: voices})
		}
	}
	return rate.Of(rate.Config{Line: d.cut.Main, Ground: e.grounds.place(d), Sides: e.sides(), Window: window, Zone: e.grounds.zone,
		Noticing: e.ledger.Noticing}, reports)
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
		return side, main.Distance(p) / 1000, main.Along(p)
	}
}
