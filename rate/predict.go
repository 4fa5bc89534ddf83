package rate

import "math"

// count is the probability of each number of events, from 0.
type count []float64

// grid is how many rates are weighed.
const grid = 64

// predict returns the probability of each number of events that truly began.
//
// Given the rate, λ times the one learnt, the number seen is a sum over the
// reports, each an event of this part with its own chance. The number missed has
// two parts. Where it was watched, each event is missed by itself, whether or not
// it belongs to a burst: Poisson of mean λ(W-E). Where it was not, whole bursts go
// by unseen, and what was seen says less of the rate: of mean λ(A-W), and variance
// over mean (Fano factor) 1+(φ-1)A/W, φ being that of the events (fano). W is
// E²/∫p²: the share and its one chance that have the first two moments of p.
//
// alarms is how many times the false alarms there are that were learnt, surplus the
// share of the reports by one watcher alone beyond the events noticed.
//
// λ is weighed by its likelihood and λ^(prior-1): with 0 and 1 the ends are those
// of Garwood's interval where no report is in doubt; 1/2 is the prior of Jeffreys.
func (p *part) predict(prior, fano, alarms, surplus float64) count {
	low, high := 0.0, math.Sqrt(p.top())
	for range 2 { // look where the likelihood lies, then look closely
		first, last, best := high, low, math.Inf(-1)
		step := (high - low) / grid
		for i := range grid {
			best = max(best, p.weight(low+(float64(i)+0.5)*step, prior, alarms, surplus))
		}
		for i := range grid {
			if u := low + (float64(i)+0.5)*step; p.weight(u, prior, alarms, surplus) > best-12 {
				first, last = min(first, u), max(last, u)
			}
		}
		low, high = max(0, first-step/2), last+step/2
	}
	var out count
	best, sum, step := math.Inf(-1), 0.0, (high-low)/grid
	for i := range grid {
		best = max(best, p.weight(low+(float64(i)+0.5)*step, prior, alarms, surplus))
	}
	for i := range grid {
		u := low + (float64(i)+0.5)*step
		w := math.Exp(p.weight(u, prior, alarms, surplus) - best)
		if w < 1e-5 {
			continue
		}
		rate := u * u
		missed := convolve(poisson(rate*max(0, p.watched-p.noticed)), bursts(rate*max(0, p.whole-p.watched), p.fano(fano)))
		out, sum = addTo(out, convolve(p.seen(rate, alarms, surplus), missed), w), sum+w
	}
	for n := range out {
		out[n] /= sum
	}
	return out.cut()
}

// weight is the logarithm of likelihood and prior at a rate of u².
func (p *part) weight(u, prior, alarms, surplus float64) float64 {
	rate := u * u
	sum := -rate*p.noticed*(1+surplus*p.lone()) + (2*prior-1)*math.Log(u) // dλ = 2u du
	for _, s := range p.sightings {
		sum += math.Log(rate*s.from + s.other + alarms*s.alarm)
	}
	return sum
}

func (p *part) fano(events float64) float64 {
	if p.watched <= 0 {
		return events
	}
	return 1 + (events-1)*p.whole/p.watched
}

// top is a rate beyond which nothing is likely.
func (p *part) top() float64 {
	n := float64(len(p.sightings))
	return (n + 7*math.Sqrt(n+1) + 8) / p.noticed
}

// seen is the number of reports that are events of this part, given its rate and
// that of false alarms.
func (p *part) seen(rate, alarms, surplus float64) count {
	out := count{1}
	sure := 0
	for _, s := range p.sightings {
		q := s.chanceAt(rate, alarms)
		if s.lone() {
			q *= 1 - surplus
		}
		switch {
		case q > 1-1e-9:
			sure++
		case q > 1e-9:
			out = append(out, 0)
			for n := len(out) - 1; n > 0; n-- {
				out[n] = out[n]*(1-q) + out[n-1]*q
			}
			out[0] *= 1 - q
		}
	}
	return append(make(count, sure, sure+len(out)), out...)
}

// poisson returns the chances of a Poisson number, up to all but a billionth.
func poisson(mean float64) count {
	if mean <= 0 {
		return count{1}
	}
	out := count{math.Exp(-mean)}
	if out[0] == 0 { // a mean beyond 700: no cell has so many
		mean = 700
		out[0] = math.Exp(-mean)
	}
	for n, left := 1, 1-out[0]; (left > 1e-9 || float64(n) < mean) && n < 4000; n++ {
		p := out[n-1] * mean / float64(n)
		out, left = append(out, p), left-p
	}
	return out
}

// bursts returns the chances of a negative binomial number with this mean and
// variance over mean; Poisson where that is 1.
func bursts(mean, fano float64) count {
	if mean <= 0 {
		return count{1}
	}
	if fano < 1.001 {
		return poisson(mean)
	}
	r := mean / (fano - 1)
	out := count{math.Pow(fano, -r)}
	for n, left := 1, 1-out[0]; left > 1e-5 && n < 4000; n++ {
		p := out[n-1] * (r + float64(n) - 1) / float64(n) * (fano - 1) / fano
		out, left = append(out, p), left-p
	}
	return out
}

// convolve returns the chances of a sum of two numbers.
func convolve(a, b count) count {
	if len(a) == 1 && a[0] == 1 {
		return b
	}
	if len(b) == 1 && b[0] == 1 {
		return a
	}
	out := make(count, len(a)+len(b)-1)
	for i, x := range a {
		if x < 1e-15 {
			continue
		}
		for j, y := range b {
			out[i+j] += x * y
		}
	}
	return out
}

// cut drops a tail of less than a billionth.
func (c count) cut() count {
	left := 0.0
	for len(c) > 1 && left+c[len(c)-1] < 1e-9 {
		left += c[len(c)-1]
		c = c[:len(c)-1]
	}
	return c
}

func addTo(sum, c count, weight float64) count {
	for len(sum) < len(c) {
		sum = append(sum, 0)
	}
	for n, p := range c {
		sum[n] += weight * p
	}
	return sum
}

// shortest returns the shortest range of numbers that holds at least p; of equally
// short ones that which holds most.
func (c count) shortest(p float64) (low, high float64) {
	whole := 0.0
	for _, x := range c {
		whole += x
	}
	best, most, sum, from := len(c), -1.0, 0.0, 0
	for to, x := range c {
		for sum += x; from < to && sum-c[from] >= p*whole-1e-12; from++ {
			sum -= c[from]
		}
		if enough := sum >= p*whole-1e-12; enough && (to-from < best || to-from == best && sum > most) {
			best, most, low, high = to-from, sum, float64(from), float64(to)
		}
	}
	return low, high
}

// quantile is the least number that is reached with at least this chance.
func (c count) quantile(p float64) float64 {
	sum := 0.0
	for n, x := range c {
		if sum += x; sum >= p-1e-12 {
			return float64(n)
		}
	}
	return float64(len(c) - 1)
}
