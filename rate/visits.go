package rate

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/stat"
)

// Visit is a stay of a patrol at a place.
type Visit struct {
	At       truceline.Point
	From, To time.Time
}

// VisitsOf are the stays of patrols among watches: what people heard or saw from,
// but for stays that were denied. Long stays are posts and not visits.
func VisitsOf(watches []truceline.Watch) []Visit {
	var out []Visit
	for _, w := range watches {
		if w.Means != truceline.MeansHeard && w.Means != truceline.MeansSaw || w.Cause == truceline.CauseDenied ||
			w.Place.Shape != truceline.ShapePoint && w.Place.Shape != truceline.ShapeSector || w.When.Duration() > longestVisit {
			continue
		}
		v := Visit{w.Place.At, w.When.From, w.When.To}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b Visit) int { return a.From.Compare(b.From) })
	return out
}

const (
	longestVisit = 6 * time.Hour
	nearKm       = 7         // a patrol hears shelling so far: field.md 2.4
	edge         = time.Hour // what counts as just before and just after
	visitStep    = 20 * time.Minute
)

// phases in the order in which they are given.
func phases() []truceline.VisitPhase {
	return []truceline.VisitPhase{truceline.VisitThere, truceline.VisitAfter, truceline.VisitBefore, truceline.VisitAway}
}

// phaseAt is how a moment lies to the visits near a place, the place of the phase
// in phases.
func phaseAt(near []Visit, when time.Time) int {
	phase := 3
	for _, v := range near {
		switch {
		case !when.Before(v.From) && when.Before(v.To):
			return 0
		case !when.Before(v.To) && when.Before(v.To.Add(edge)):
			phase = min(phase, 1)
		case when.Before(v.From) && !when.Before(v.From.Add(-edge)):
			phase = min(phase, 2)
		}
	}
	return phase
}

// visits works out how often fire was noticed by what stands there always, phase
// by phase of the patrols' visits. Places without visits are left out, and so is
// what only patrols and drones noticed. Observed numbers are held against those
// expected at each place and hour from the rates learnt, so that lively places and
// hours do not pass for the patrols' doing.
func (l *learnt) visits(all []Visit) []truceline.VisitRate {
	if len(all) == 0 {
		return nil
	}
	near := make([][]Visit, l.s.cells)
	for c := range near {
		from, to := l.s.stretch(c)
		middle := l.s.track.at((from + to) / 2)
		for _, v := range all {
			if geo.Distance(middle, v.At) <= nearKm*1000 {
				near[c] = append(near[c], v)
			}
		}
	}
	var seen, expected, kmHours [4]float64
	for c := range near {
		if len(near[c]) > 0 {
			l.expect(c, near[c], &expected, &kmHours)
		}
	}
	clusters := l.observe(near, &seen)
	return visitRates(seen, expected, kmHours, clusters)
}

// standing is the chance that anything notices that is there always.
func standing(n coverage.Noticing) float64 {
	missed := 1.0
	for _, w := range n.Watchers {
		if !passes(w.Means) {
			missed *= 1 - w.Chance
		}
	}
	return 1 - missed
}

// passes reports whether a means comes by and goes again.
func passes(m truceline.Means) bool {
	return m == truceline.MeansHeard || m == truceline.MeansSaw || m == truceline.MeansDrone || m == truceline.MeansThermal
}

// expect adds up, for one cell, what is expected in each phase, and the km-hours
// watched. It asks a kilometre from the line on either side.
func (l *learnt) expect(cell int, near []Visit, expected, kmHours *[4]float64) {
	from, to := l.s.stretch(cell)
	days := visitStep.Hours() / 24
	for _, off := range []float64{-1, 1} {
		p := l.s.track.beside((from+to)/2, off)
		side, _, _ := l.s.config.Ground(p)
		hand := l.s.sideOf(side)
		if hand < 0 {
			continue
		}
		place := truceline.Place{Shape: truceline.ShapePoint, At: p}
		for at := l.s.config.Window.From.Add(visitStep / 2); at.Before(l.s.config.Window.To); at = at.Add(visitStep) {
			phase, all, noticed := phaseAt(near, at), 0.0, 0.0
			for k, kind := range Kinds() {
				mean := l.rate[k][l.cut[k].of[cell]*sides+hand] * l.hours[k][l.s.bandOf(at)] * l.s.length(cell) * days
				all += mean
				noticed += mean * standing(l.s.config.Noticing(place, truceline.Interval{From: at, To: at}, kind))
			}
			expected[phase] += noticed
			if all > 0 {
				kmHours[phase] += noticed / all * l.s.length(cell) / sides * visitStep.Hours()
			}
		}
	}
}

// observe adds up what was noticed in each phase, and returns how clustered it is.
func (l *learnt) observe(near [][]Visit, seen *[4]float64) float64 {
	fano, weight := 0.0, 0.0
	for k := range Kinds() {
		parts := l.parts(k, wholeDay)
		n := 0.0
		for i := range parts {
			for _, s := range parts[i].sightings {
				c := &l.lines[s.report]
				cell := c.may[0].cell
				if len(near[cell]) == 0 || !slices.ContainsFunc(c.voices, func(v voice) bool { return !passes(truceline.AllMeans()[v.means]) }) {
					continue
				}
				seen[phaseAt(near[cell], c.incident.When.From)] += s.chance()
				n += s.chance()
			}
		}
		fano, weight = fano+n*l.fano(k, parts), weight+n
	}
	if weight == 0 {
		return 1
	}
	return fano / weight
}

// visitRates gives rates and ratios. Bursts are allowed for by counting clusters:
// the exact intervals are those for so many times fewer events as the variance of
// the counts is larger than their mean (quasi-Poisson; McCullagh and Nelder 1989).
func visitRates(seen, expected, kmHours [4]float64, fano float64) []truceline.VisitRate {
	var out []truceline.VisitRate
	for i, phase := range phases() {
		if kmHours[i] <= 0 {
			continue
		}
		r := truceline.VisitRate{Phase: phase, Events: round(seen[i]), KmHours: round(kmHours[i]), Value: round(seen[i] / kmHours[i])}
		low, high := stat.Garwood(int(math.Round(seen[i]/fano)), 0.05)
		r.Low, r.High = round(fano*low/kmHours[i]), round(fano*high/kmHours[i])
		if i > 0 && expected[0] > 0 && expected[i] > 0 && seen[0]+seen[i] > 0 {
			x, y := int(math.Round(seen[i]/fano)), int(math.Round(seen[0]/fano))
			low, high := stat.RatioInterval(x, expected[i], y, expected[0], 0.05/3) // three are looked at
			r.RatioLow, r.RatioHigh = round(low), -1
			if !math.IsInf(high, 1) {
				r.RatioHigh = round(high)
			}
			if seen[0] > 0 {
				r.Ratio = round(seen[i] / expected[i] / (seen[0] / expected[0]))
			}
		}
		out = append(out, r)
	}
	return out
}
