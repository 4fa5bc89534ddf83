package fuse

import "math"

// course is when a happening began and ended, as far as it was told, in seconds
// since the epoch, each with its standard deviation. What was a single sound or
// flash ends as it begins.
type course struct {
	begins, ends    float64
	sigma, endSigma float64
}

// lasted reports whether more than a moment was told of.
func (c course) lasted() bool { return c.ends > c.begins }

// leastSigma is how well a moment is known at the best, seconds.
const leastSigma = 0.05

// agree is the logarithm of the density, per second, with which two courses are
// those of one happening. They begin together by the clocks, or the one that
// begins later missed the first parts and begins somewhere in the course of the
// other, or a while after. Where both lasted they also end together, or one
// missed the last parts; that counts against ends that have nothing to do with
// each other.
func (c course) agree(other course, spread, missed float64) float64 {
	s := max(math.Hypot(c.sigma, other.sigma), 2*leastSigma)
	late := c.begins - other.begins
	before := other
	if late < 0 {
		before, late = c, -late
	}
	length := c.ends - c.begins + other.ends - other.begins
	either := 2*spread + 2*s + length
	beyond := max(0, late-s-(before.ends-before.begins))
	sum := math.Log((1-missed)*normal(late, s) + missed*math.Exp(-beyond/spread)/either)
	if c.lasted() && other.lasted() {
		e := max(math.Hypot(c.endSigma, other.endSigma), 2*leastSigma)
		sum += math.Log((1-missed)*normal(c.ends-other.ends, e)*either + missed)
	}
	return sum
}

// normal is the normal density.
func normal(x, sigma float64) float64 {
	return math.Exp(-x*x/2/sigma/sigma) / sigma / math.Sqrt(2*math.Pi)
}

// moment is one word of when something began, or ended.
type moment struct{ at, sigma float64 }

// courseOf combines when the members say that it began and ended. Who missed the
// first or the last parts begins late or ends early.
func (f *Fuser) courseOf(own []*evidence) course {
	begins, ends := f.begun[:0], f.ended[:0]
	for _, m := range own {
		begins = append(begins, moment{m.begins, max(m.sigma, leastSigma)})
		if m.lasted() {
			ends = append(ends, moment{-m.ends, max(m.endSigma, leastSigma)})
		}
	}
	f.begun, f.ended = begins, ends
	var c course
	c.begins, c.sigma = first(begins, f.priors.MissedPart)
	c.ends, c.endSigma = c.begins, c.sigma
	if len(ends) > 0 {
		at, sigma := first(ends, f.priors.MissedPart)
		c.ends, c.endSigma = max(-at, c.begins), sigma
	}
	return c
}

// mostCandidates is how many words are tried as the first moment.
const mostCandidates = 16

// first combines words of which some may come late, by any time. The word from
// which all are likeliest is looked for, and those that agree with it by their
// clocks are averaged.
func first(all []moment, missed float64) (at, sigma float64) {
	if len(all) == 1 {
		return all[0].at, all[0].sigma
	}
	low, high := all[0].at, all[0].at
	for _, m := range all {
		low, high = min(low, m.at), max(high, m.at)
	}
	best, most := all[0], math.Inf(-1)
	for _, c := range all[:min(len(all), mostCandidates)] {
		sum := 0.0
		for _, m := range all {
			s := math.Hypot(m.sigma, c.sigma)
			late := missed
			if m.at < c.at {
				late = missed * early
			}
			sum += math.Log((1-missed)*normal(m.at-c.at, s) + late/(high-low+s))
		}
		if sum > most {
			best, most = c, sum
		}
	}
	if at, sigma, agreed := average(all, best.at); agreed {
		return at, sigma
	}
	return best.at, best.sigma
}

// average is the mean of the words that agree with a moment by their clocks, going on from there; false
// where none does.
func average(all []moment, from float64) (at, sigma float64, agreed bool) {
	at = from
	w := 0.0
	for range 4 {
		sum := 0.0
		w = 0
		for _, m := range all {
			z := (m.at - at) / m.sigma
			if math.Abs(z) > gate {
				continue
			}
			weight := min((tails+1)/(tails+z*z), 1) / m.sigma / m.sigma
			w, sum = w+weight, sum+weight*m.at
		}
		if w == 0 {
			return 0, 0, false
		}
		at = sum / w
	}
	return at, math.Sqrt(1 / w), true
}

// early is how much rarer it is to be early beyond one's clock than to be late.
const early = 0.05
