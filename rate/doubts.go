package rate

import (
	"math"

	"github.com/truceline/truceline/stat"
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
	// doubled is the share of reports that tell of what another report tells of, as
	// what was said of one happening was not all put together.
	doubled [3]float64
}

// doubledReports is the mean share of reports beyond the events noticed, on the
// line as a whole, measured on exercises apart from those that ship
// (docs/rates.md); there it lies between none and twice as much.
const doubledReports = 0.06

// modelError is the relative standard error taken for chances of noticing of a kind
// that nothing in the record tests, and least error the one below which none goes
// (assumptions).
const (
	modelError = 0.1
	leastError = 0.03
)

// chancesOf are the nodes for how far off the models may be, by what the double
// detections of the kind say.
func (l *learnt) chancesOf(k int) [3]float64 {
	predicted, variance := 0.0, 0.0
	for _, c := range l.checks {
		if c.Kind == Kinds()[k] {
			error := (c.High - c.Ratio) / 1.96 * c.Predicted
			predicted, variance = predicted+c.Predicted, variance+error*error
		}
	}
	error := modelError
	if predicted > 0 {
		error = math.Min(modelError, math.Max(leastError, math.Sqrt(variance)/predicted))
	}
	return [3]float64{1 - math.Sqrt(3)*error, 1, 1 + math.Sqrt(3)*error}
}

// doubts works out how far the number of false alarms is known. What two or more
// noticed is no false alarm. If a share s of what anybody notices is noticed twice,
// m such events speak for m/s in all, give or take what Poisson's law does to m:
// this is capture and recapture with the watchers as the two catches, and where
// hardly anything is watched twice it says little. The three points stand for its
// distribution as the nodes of a Gauss-Hermite rule do for a normal one.
func (l *learnt) doubts(k int, parts []part) doubts {
	d := doubts{fano: l.fano(k, parts), alarms: [3]float64{1, 1, 1}, chances: l.chancesOf(k), doubled: [3]float64{0, doubledReports, 2 * doubledReports},
		weights: [3]float64{1.0 / 6, 2.0 / 3, 1.0 / 6}}
	twice, noticed := 0.0, 0.0
	for i := range parts {
		rate := l.rate[k][i]
		noticed += rate * parts[i].effort.noticed
		twice += rate * parts[i].effort.twice
	}
	several, singles, learnt := 0.0, 0, 0.0
	for i := range parts {
		for _, s := range parts[i].sightings {
			if s.alarm > 0 {
				singles, learnt = singles+1, learnt+s.chance()
			} else {
				several += s.chance()
			}
		}
	}
	if singles == 0 || noticed <= 0 {
		return d
	}
	share := math.Max(0.01, twice/noticed)
	tail := 0.0416 // a normal number lies 1.732 standard deviations below its mean so often
	low, high := stat.PoissonTwoSided(int(math.Round(several)), 2*tail)
	of := func(m float64) float64 { return m * (1 - share) / share } // true events noticed once
	d.alarms[0] = alarmsFor(parts, math.Min(learnt, of(low)))
	d.alarms[2] = alarmsFor(parts, math.Max(learnt, of(high)))
	return d
}

// alarmsFor is how many times the false alarms learnt would leave so many true
// events among what one alone reported.
func alarmsFor(parts []part, events float64) float64 {
	low, high := math.Log(1e-3), math.Log(1e3)
	for range 40 {
		mid := (low + high) / 2
		sum := 0.0
		for i := range parts {
			for _, s := range parts[i].sightings {
				if s.alarm > 0 {
					sum += s.chanceAt(1, math.Exp(mid))
				}
			}
		}
		if sum > events {
			low = mid
		} else {
			high = mid
		}
	}
	return math.Exp((low + high) / 2)
}
