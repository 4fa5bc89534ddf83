package judge

import (
	"math"
	"time"

	"github.com/truceline/truceline"
)

// sure is the probability of what is known.
func sure(yes bool) truceline.Probability {
	if yes {
		return truceline.Probability{P: 1, Low: 1, High: 1}
	}
	return truceline.Probability{}
}

// not is the probability of the opposite.
func not(p truceline.Probability) truceline.Probability {
	return truceline.Probability{P: 1 - p.P, Low: 1 - p.High, High: 1 - p.Low}
}

// anyOf is the probability that at least one of several happened. The best
// estimate takes them for independent; the bounds hold however they hang
// together.
func anyOf(all []truceline.Probability) truceline.Probability {
	p := truceline.Probability{}
	none := 1.0
	for _, q := range all {
		none *= 1 - q.P
		p.Low, p.High = max(p.Low, q.Low), min(1, p.High+q.High)
	}
	p.P = min(max(1-none, p.Low), p.High)
	return p
}

// mixed weighs two probabilities: the first with w, the second with the rest.
func mixed(w float64, a, b truceline.Probability) truceline.Probability {
	mix := func(x, y float64) float64 { return w*x + (1-w)*y }
	return truceline.Probability{P: mix(a.P, b.P), Low: mix(a.Low, b.Low), High: mix(a.High, b.High)}
}

// within90 is how many standard deviations lie on either side of the mean of a
// normal distribution so that 90 % lie between: what a clock error of 90 % is.
const within90 = 1.6448536269514722

// by is the probability that something which happened in an interval had
// happened by a moment, that moment included. Of a stretch of time the record
// does not tell when in it; the clock's error moves the whole of it.
func by(i truceline.Interval, t time.Time) truceline.Probability {
	if i.From.IsZero() {
		return truceline.Unknown()
	}
	at := func(when time.Time) float64 {
		late := when.Sub(t).Seconds()
		if sigma := i.Clock.Error.Seconds() / within90; sigma > 0 {
			return math.Erfc(late/sigma/math.Sqrt2) / 2
		}
		if late <= 0 {
			return 1
		}
		return 0
	}
	low, high := at(i.To), at(i.From)
	return truceline.Probability{P: (low + high) / 2, Low: low, High: high}
}

// apart is the probability that two things happened at most so long one from
// the other, in either order.
func apart(a, b truceline.Interval, within time.Duration) truceline.Probability {
	clock := truceline.Clock{Error: time.Duration(math.Hypot(float64(a.Clock.Error), float64(b.Clock.Error)))}
	// How long after a did b happen: from the shortest to the longest.
	least, most := b.From.Sub(a.To), b.To.Sub(a.From)
	zero := time.Unix(0, 0)
	after := truceline.Interval{From: zero.Add(least), To: zero.Add(max(least, most)), Clock: clock}
	notLate := by(after, zero.Add(within))
	early := by(after, zero.Add(-within-1))
	p := truceline.Probability{P: notLate.P - early.P, Low: notLate.Low - early.High, High: notLate.High - early.Low}
	p.Low, p.High = max(0, min(p.Low, p.High)), max(0, p.High)
	p.P = min(max(p.P, p.Low), p.High)
	return p
}
