package report

import (
	"math"

	"github.com/truceline/truceline/stat"
)

// RateRatio compares two Poisson counts, x in hours tx against y in hours ty.
//
// The ratio is (x/tx)/(y/ty). Given n = x+y, x is binomial with share
// p = r*tx/(r*tx+ty), r being the true ratio; the exact interval of Clopper and
// Pearson for p is carried over to r, and the p-value is the exact two-sided
// binomial one for r = 1, which adds up every outcome no more probable than the
// one seen. (Przyborowski and Wilenski 1940; Clopper and Pearson 1934.)
//
// With y = 0 the ratio is nil and the interval has no upper bound; with x = 0
// the ratio is 0 and the lower bound 0; with both 0, or without hours, nothing
// can be said and all is nil.
func RateRatio(x int, tx float64, y int, ty float64) Ratio {
	if x < 0 || y < 0 || x+y == 0 || !(tx > 0) || !(ty > 0) {
		return Ratio{}
	}
	low, high := stat.RatioInterval(x, tx, y, ty, 0.05)
	out := Ratio{CI95: []*float64{ptr(low), bound(high)}, PValue: ptr(binomialTest(x, x+y, tx/(tx+ty)))}
	if y > 0 {
		out.RateRatio = ptr(float64(x) / tx / (float64(y) / ty))
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// bound is an upper bound; nil where there is none.
func bound(v float64) *float64 {
	if math.IsInf(v, 1) {
		return nil
	}
	return &v
}

// binomialTest returns the probability, under share p, of all outcomes that are
// no more probable than x of n.
func binomialTest(x, n int, p float64) float64 {
	const slack = 1 + 1e-7 // outcomes equally probable but for rounding
	limit := logBinomial(x, n, p) + math.Log(slack)
	sum := 0.0
	for k := 0; k <= n; k++ {
		if l := logBinomial(k, n, p); l <= limit {
			sum += math.Exp(l)
		}
	}
	return math.Min(1, sum)
}

// logBinomial is the logarithm of the probability of k of n under share p.
func logBinomial(k, n int, p float64) float64 {
	return logGamma(float64(n+1)) - logGamma(float64(k+1)) - logGamma(float64(n-k+1)) +
		float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p)
}

func logGamma(v float64) float64 {
	l, _ := math.Lgamma(v)
	return l
}
