package score

import (
	"cmp"
	"math"
	"slices"
)

// Forecast is one stated probability and what turned out to be true.
type Forecast struct {
	P    float64
	True bool
}

// Brier returns the mean squared difference between what was stated and what
// was true (0 is perfect, 1 the worst; always saying one half gives 0.25), and
// the skill against always stating the share that was true, 1 - Brier/reference
// (1 is perfect, 0 no better than that share, below 0 worse). ok is false
// without cases; skilled is false where all cases came out alike, so that the
// share would have been perfect. (Brier 1950.)
func Brier(cases []Forecast) (score, skill float64, ok, skilled bool) {
	if len(cases) == 0 {
		return 0, 0, false, false
	}
	n, hits := float64(len(cases)), 0.0
	var terms []float64
	for _, c := range cases {
		o := 0.0
		if c.True {
			o, hits = 1, hits+1
		}
		terms = append(terms, (c.P-o)*(c.P-o))
	}
	score = sum(terms) / n
	base := hits / n
	if reference := base * (1 - base); reference > 0 {
		return score, 1 - score/reference, true, true
	}
	return score, 0, true, false
}

// sum adds in order of size, so that the order of the cases changes nothing.
func sum(terms []float64) float64 {
	terms = slices.Clone(terms)
	slices.Sort(terms)
	total := 0.0
	for _, t := range terms {
		total += t
	}
	return total
}

// Bin is one of the bins of a reliability diagram.
type Bin struct {
	Cases float64 `json:"cases"` // may be a fraction where equal probabilities are shared out
	Mean  float64 `json:"mean_stated"`
	Share float64 `json:"share_true"`
	CI95  Bounds  `json:"ci95"` // exact, for the share, with the cases rounded
}

// Reliability sorts the cases by what was stated and cuts them into bins of
// equal numbers. Cases that stated the same are alike: where a cut falls among
// them each bin takes its part of their mean, so that their order means
// nothing. Without cases there are no bins.
func Reliability(cases []Forecast, bins int) []Bin {
	groups := alike(cases)
	if len(groups) == 0 {
		return nil
	}
	size := float64(len(cases)) / float64(bins)
	out := make([]Bin, bins)
	i, left := 0, groups[0].n
	for b := range out {
		need, stated, hits := size, 0.0, 0.0
		if b == bins-1 {
			need = math.Inf(1) // what rounding left over
		}
		taken := 0.0
		for need > 0 && i < len(groups) {
			take := min(need, left)
			g := groups[i]
			stated += take * g.p
			hits += take * g.hits / g.n
			taken, need, left = taken+take, need-take, left-take
			if left <= 0 {
				if i++; i < len(groups) {
					left = groups[i].n
				}
			}
		}
		if taken == 0 {
			continue
		}
		n := int(math.Round(taken))
		out[b] = Bin{Cases: taken, Mean: stated / taken, Share: hits / taken, CI95: ClopperPearson(min(n, int(math.Round(hits))), n, 0.05)}
	}
	return out
}

type likes struct{ p, n, hits float64 }

// alike gathers cases that stated the same, in order of what they stated.
func alike(cases []Forecast) []likes {
	sorted := slices.Clone(cases)
	slices.SortFunc(sorted, func(a, b Forecast) int { return cmp.Compare(a.P, b.P) })
	var out []likes
	for _, c := range sorted {
		if len(out) == 0 || out[len(out)-1].p != c.P {
			out = append(out, likes{p: c.P})
		}
		g := &out[len(out)-1]
		g.n++
		if c.True {
			g.hits++
		}
	}
	return out
}

// CalibrationError returns the expected calibration error over the bins of a
// reliability diagram: the mean distance between what was stated and what was
// true, weighted by the cases (Naeini, Cooper and Hauskrecht 2015, here with
// bins of equal numbers). byChance is what a perfectly calibrated statement
// would show with as many cases in each bin, by the normal approximation: an
// error no larger than that says nothing against the calibration.
func CalibrationError(bins []Bin) (ece, byChance float64) {
	cases := 0.0
	for _, b := range bins {
		cases += b.Cases
	}
	for _, b := range bins {
		if b.Cases > 0 {
			ece += b.Cases / cases * math.Abs(b.Mean-b.Share)
			byChance += b.Cases / cases * math.Sqrt(2/math.Pi*b.Mean*(1-b.Mean)/b.Cases)
		}
	}
	return ece, byChance
}
