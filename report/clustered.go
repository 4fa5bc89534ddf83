package report

import (
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/stat"
)

// burstHours is how long the blocks are in which happenings are counted, to see how
// clustered they are.
const burstHours = 3

// beginnings are happenings of one window, by when they began, and the windows in which
// they were counted.
type beginnings struct {
	begun []time.Time
	in    []truceline.Window
}

// sampled gathers the beginnings of what matches in some windows.
func (b *builder) sampled(match func(truceline.Incident) bool, in ...truceline.Window) beginnings {
	s := beginnings{in: in}
	for _, w := range in {
		for _, i := range b.rec.Incidents {
			if w.Contains(i.When.From) && match(i) {
				s.begun = append(s.begun, i.When.From)
			}
		}
	}
	return s
}

// spread adds up, over all blocks, the squares of how far the counts
// lie from their mean, less one block's freedom, and the counts.
func (s beginnings) spread() (squares, counts float64) {
	var n []float64
	for _, w := range s.in {
		for at := w.From; at.Before(w.To); at = at.Add(burstHours * time.Hour) {
			block := truceline.Window{From: at, To: at.Add(burstHours * time.Hour)}
			if block.To.After(w.To) {
				break // a piece of a block counts too little to be compared
			}
			in := 0.0
			for _, t := range s.begun {
				if block.Contains(t) {
					in++
				}
			}
			n = append(n, in)
		}
	}
	mean := 0.0
	for _, x := range n {
		mean += x / float64(len(n))
	}
	for _, x := range n {
		squares += (x - mean) * (x - mean)
	}
	if len(n) < 2 {
		return 0, 0
	}
	return squares * float64(len(n)) / float64(len(n)-1), mean * float64(len(n))
}

// clustered adds to a ratio the interval that allows for bursts: the exact one for
// so many times fewer happenings as their number varies more than if each came by
// itself (quasi-Poisson; McCullagh and Nelder 1989). It is never narrower.
func (r Ratio) clustered(inside, before beginnings, tx, ty float64) Ratio {
	a, n := inside.spread()
	b, m := before.spread()
	if n+m <= 0 || len(r.CI95) != 2 {
		return r
	}
	r.VarianceOverMean = max(1, math.Round(100*(a+b)/(n+m))/100)
	x, y := int(math.Round(float64(len(inside.begun))/r.VarianceOverMean)), int(math.Round(float64(len(before.begun))/r.VarianceOverMean))
	if x+y == 0 {
		r.Clustered = []*float64{ptr(0.0), nil}
		return r
	}
	low, high := stat.RatioInterval(x, tx, y, ty, 0.05)
	r.Clustered = []*float64{ptr(min(low, *r.CI95[0])), bound(high)}
	if r.CI95[1] != nil && r.Clustered[1] != nil {
		r.Clustered[1] = ptr(max(high, *r.CI95[1]))
	}
	return r
}
