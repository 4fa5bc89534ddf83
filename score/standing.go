package score

import (
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// StandingCases holds what the record says of things that stand against the truth:
// the mean number that stood at a moment on the ground it speaks of.
func StandingCases(w World, rec truceline.Record) []RateCase {
	line, ok := lineOf(rec)
	if !ok {
		return nil
	}
	var out []RateCase
	for _, s := range rec.Standing {
		c := RateCase{Rate: truceline.Rate{Kind: s.Kind, Side: s.Side, Window: s.Window, Low: s.Low, High: s.High, Value: s.Value, KmDays: 1, Method: s.Method}, Standing: true}
		if s.Known() {
			c.True = stood(w, line, s, groundOf(rec.Standing, s))
		}
		out = append(out, c)
	}
	return out
}

// groundOf is the ground that a statement about standing things is about, by side.
func groundOf(all []truceline.Standing, s truceline.Standing) map[string][]truceline.Plot {
	out := map[string][]truceline.Plot{}
	for _, o := range all {
		if o.Kind == s.Kind && o.Side != "" && (s.Side == "" || s.Side == o.Side) {
			out[o.Side] = o.Ground
		}
	}
	return out
}

// stood is how many things of a kind stood at a moment, on the mean over a window.
func stood(w World, line *geo.Line, s truceline.Standing, ground map[string][]truceline.Plot) float64 {
	sum := 0.0
	for _, t := range w.Incidents {
		if t.Kind != s.Kind || t.Ground == nil {
			continue
		}
		along := line.Along(t.Place.At)
		if slices.ContainsFunc(ground[t.Ground.Side], func(p truceline.Plot) bool { return p.Contains(along, t.Ground.DistanceKm) }) {
			sum += t.When.Overlap(s.Window.From, s.Window.To).Hours() / s.Window.Hours()
		}
	}
	return sum
}
