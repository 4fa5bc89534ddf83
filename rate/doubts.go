package rate

import (
	"math"
	"slices"
)

// doubts are what is not known of a kind beside its rates.
type doubts struct {
	fano float64
	// alarms are how many times the false alarms there may be that were learnt,
	// with weights that add up to 1.
	alarms, weights [3]float64
	// chances are how many times the chances of noticing may be those of the models,
	// with the same weights. One stretch more or one less hides it; over the whole
	// line it does not even out.
	chances [3]float64
	// surplus is the share of lone reports, as they are weighed, beyond the events noticed.
	// What several noticed did happen.
	surplus [3]float64
}

// surplusLone is the mean share of the reports by one watcher alone beyond the events
// noticed, on the line as a whole, measured on exercises apart from those that ship
// (docs/rates.md); there it lies between none and twice as much.
const surplusLone = 0.12

// modelError is the relative standard error taken for chances of noticing of which
// nothing in a record tells, counting as much as one check that was made, and leastError
// the one below which none goes (assumptions).
const (
	modelError = 0.1
	leastError = 0.02
)

// chancesOf are the nodes for how far off the models of a kind may be. The checks of all
// kinds and means together tell how far models lie from what is noticed, beyond what
// chance explains (random effects: DerSimonian and Laird 1986, Controlled Clinical Trials
// 7; of their sum and not of each, as one lies within chance and another beyond it); the
// checks of the kind itself say the rest.
func (l *learnt) chancesOf(k int) [3]float64 {
	spread, checks := 0.0, 1.0
	predicted, squares := 0.0, 0.0 // of the kind
	for _, c := range l.checks {
		error := (c.High - c.Ratio) / 1.96
		weight := 1 / (1 + error*error/(modelError*modelError))
		off := c.Ratio - c.Applied // a model that is corrected is off no more
		spread, checks = spread+weight*(off*off-error*error), checks+weight
		if c.Kind == Kinds()[k] {
			predicted, squares = predicted+c.Predicted, squares+error*error*c.Predicted*c.Predicted
		}
	}
	variance := (modelError*modelError + math.Max(0, spread)) / checks
	if predicted > 0 {
		variance = 1 / (1/variance + predicted*predicted/squares)
	}
	error := math.Sqrt(3) * math.Min(modelError, math.Max(leastError, math.Sqrt(variance)))
	return [3]float64{1 - error, 1, 1 + error}
}

// doubts works out how far the rate of false alarms is known. What two or more noticed
// is no false alarm. If a share s of what anybody notices is noticed twice, m such
// events speak for m/s in all, give or take what Poisson's law does to m: this is
// capture and recapture with the watchers as the two catches, and where hardly
// anything is watched twice it says little. What is declared of false alarms says the
// same from the other end, as far as it is good. Both count by how sure they are. How
// many of the reports then are false, at a given rate, is what a part's likelihood
// weighs (predict.go) and no doubt of the rate.
// The three points stand for a normal distribution, of the logarithm, as the nodes of a
// Gauss-Hermite rule do.
func (l *learnt) doubts(k int, parts []part) doubts {
	d := doubts{fano: l.fano(k, parts), alarms: [3]float64{1, 1, 1}, chances: l.chancesOf(k), surplus: [3]float64{0, surplusLone, 2 * surplusLone},
		weights: [3]float64{1.0 / 6, 2.0 / 3, 1.0 / 6}}
	twice, noticed := 0.0, 0.0
	for i := range parts {
		rate := l.rate[k][i]
		noticed += rate * parts[i].effort.noticed
		twice += rate * parts[i].effort.twice
	}
	several, alarms := 0.0, 0.0
	singles := map[int]float64{} // false alarms learnt, by means
	for i := range parts {
		for _, s := range parts[i].sightings {
			if s.alarm == 0 {
				several += s.chance()
				continue
			}
			singles[l.lines[s.report].voices[0].means] += s.alarm / (s.from + s.other + s.alarm)
		}
	}
	if len(singles) == 0 || noticed <= 0 {
		return d
	}
	variance, known := 0.0, true // of the number of false alarms that the declared rates lead one to expect
	for m := range means {
		n := singles[m]
		alarms, known = alarms+n, known && (n == 0 || l.declaredAny(m))
		variance += n * n / (n + declaredAlarms)
	}
	if alarms <= 0 {
		return d
	}
	declared := 0.0
	if known && variance > 0 {
		declared = 1 / variance
	}
	share := math.Max(0.01, twice/noticed)
	each := (1 - share) / share // true events noticed once, for each noticed twice
	relative := 1 / (declared + 1/(each*each*math.Max(1, several))) / (alarms * alarms)
	error := math.Min(math.Log(mostAlarms), math.Sqrt(3*math.Log1p(relative)))
	d.alarms[0], d.alarms[2] = math.Exp(error), math.Exp(-error)
	return d
}

// mostAlarms is how many times the false alarms learnt there may be, or as many times
// fewer, where nothing is known of them.
const mostAlarms = 20.0

// declaredAny reports whether anything is declared of the false alarms of a means.
func (l *learnt) declaredAny(m int) bool {
	return slices.ContainsFunc(l.declared[m], func(d float64) bool { return d > 0 })
}
