package track

import "math"

// interval learns how often a thing reports itself. AIS transponders keep to one
// of a few intervals (ITU-R M.1371-5, annex 1, table 1), with some play and some
// reports lost, so that when a report comes says something about whose it is.
type interval struct {
	last   float64
	weight [rhythms]float64    // how probable each interval is; all zero: not yet heard twice
	times  [remembered]float64 // of the newest reports, the i-th at i modulo remembered
	count  int
}

// remembered is how many reports' times are kept: three minutes of one each
// three seconds.
const remembered = 64

const rhythms = 9

// rhythm returns the k-th interval in seconds and the play of reports in it.
func rhythm(k int) (seconds, play float64) {
	seconds = [rhythms]float64{2, 10. / 3, 5, 6, 10, 15, 30, 60, 180}[k]
	return seconds, 0.2 + min(0.05*seconds, 1.3)
}

// heard takes note of a report; lost is the share of reports that do not arrive.
func (i *interval) heard(now, lost float64) {
	if i.last != 0 {
		var w [rhythms]float64
		sum := 0.0
		for k := range rhythms {
			// A thing changes its interval when it begins to move or stops: nothing
			// is ever certain about it.
			w[k] = max(i.weight[k], 0.01) * (beat(k, now-i.last, lost) + 1e-4)
			sum += w[k]
		}
		for k := range rhythms {
			i.weight[k] = w[k] / sum
		}
	}
	i.last = now
}

// sure is how probable it must be that a report is a thing's before its slot is
// taken for the thing's own: a wrong one would draw in the next from there too.
const sure = 0.9

// keep notes a slot.
func (i *interval) keep(now float64) {
	i.times[i.count%remembered] = now
	i.count++
}

// frame is the length of a frame of AIS in seconds. A transponder keeps a slot
// for three to eight frames (ITU-R M.1371-5, annex 2, 3.3.4.4), so that it
// reports at the same second of the minute again and again.
const frame = 60.0

// slot is how likely a report comes now, a second, in a slot of one of the last
// five frames: that it was kept until now and is not lost, and that the clock
// says so.
func (i *interval) slot(now, lost float64) float64 {
	const keep, play, slack = 0.85, 0.08, 0.3
	best := 0.0
	for k := range min(i.count, remembered) {
		after := now - i.times[k]
		n := math.Round(after / frame)
		if n < 1 || n > 5 {
			continue
		}
		if d := after - n*frame; math.Abs(d) < 4*slack {
			best = max(best, (1-lost)*math.Pow(keep, n)*(0.85*normal(d, play)+0.15*normal(d, slack)))
		}
	}
	return best
}

// beat is how likely the next report that arrives comes so long after the last,
// a second, at the k-th interval.
func beat(k int, after, lost float64) float64 {
	n := passed(k, after)
	return arrives(n, lost) * about(k, after, n)
}

// passed is how many turns at the k-th interval have come so long after the last
// report that arrived: one at least.
func passed(k int, after float64) float64 {
	seconds, _ := rhythm(k)
	return math.Max(1, math.Round(after/seconds))
}

// arrives is how likely the n-th report is the first to arrive.
func arrives(n, lost float64) float64 { return (1 - lost) * math.Pow(lost, n-1) }

// about is how likely the n-th report at the k-th interval comes so long after the
// last that arrived, a second.
func about(k int, after, n float64) float64 {
	seconds, play := rhythm(k)
	return normal(after-n*seconds, play*math.Sqrt(n))
}

// silent is how likely nothing arrives for so long at the k-th interval.
func silent(k int, after, lost float64) float64 {
	seconds, play := rhythm(k)
	return math.Pow(lost, math.Floor(after/seconds+0.5-play/seconds))
}

func normal(d, sigma float64) float64 {
	return math.Exp(-d*d/(2*sigma*sigma)) / (sigma * math.Sqrt(2*math.Pi))
}

// rate is how likely a report comes now, a second, as none has come since the
// last one.
func (i *interval) rate(now, lost float64) float64 {
	after := now - i.last
	var sum, all float64
	for k := range rhythms {
		seconds, _ := rhythm(k)
		heard := max(i.weight[k], 0.01) * silent(k, after, lost)
		all += heard
		sum += heard * ((1-lost)*about(k, after, passed(k, after)) + 0.02/seconds)
	}
	return 0.4*sum/all + i.slot(now, lost)
}

// slackest is less than [interval.rate] ever is, a second.
const slackest = 0.4 * 0.02 / 180
