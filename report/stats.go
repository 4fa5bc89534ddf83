package report

import "math"

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
	low, high := clopperPearson(x, x+y, 0.05)
	odds := func(p float64) *float64 {
		if p >= 1 {
			return nil
		}
		return ptr(p / (1 - p) * ty / tx)
	}
	out := Ratio{CI95: []*float64{odds(low), odds(high)}, PValue: ptr(binomialTest(x, x+y, tx/(tx+ty)))}
	if y > 0 {
		out.RateRatio = ptr(float64(x) / tx / (float64(y) / ty))
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// clopperPearson returns the exact interval for a binomial share with coverage
// of at least 1-alpha.
func clopperPearson(x, n int, alpha float64) (low, high float64) {
	low, high = 0, 1
	if x > 0 {
		low = inverseBeta(alpha/2, float64(x), float64(n-x+1))
	}
	if x < n {
		high = inverseBeta(1-alpha/2, float64(x+1), float64(n-x))
	}
	return low, high
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

// inverseBeta returns x with regularBeta(x, a, b) = p, by halving.
func inverseBeta(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 200 {
		mid := (low + high) / 2
		if mid == low || mid == high {
			break
		}
		if regularBeta(mid, a, b) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// regularBeta is the regularised incomplete beta function I_x(a, b), a and b
// above 0 (NIST Digital Library of Mathematical Functions 8.17).
func regularBeta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // where the fraction converges fast
		return 1 - regularBeta(1-x, b, a)
	}
	front := math.Exp(logGamma(a+b) - logGamma(a) - logGamma(b) + a*math.Log(x) + b*math.Log1p(-x))
	return front / a / betaFraction(x, a, b)
}

// betaFraction evaluates the continued fraction 1+d1/(1+d2/(1+...)) of DLMF
// 8.17.22 from the front, by the method of Lentz.
func betaFraction(x, a, b float64) float64 {
	const tiny, enough = 1e-300, 1e-16
	f, c, d := 1.0, 1.0, 0.0
	for i := 1; i <= 10000; i++ {
		m := float64(i / 2)
		var term float64
		if i%2 == 0 {
			term = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		} else {
			term = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		d = 1 + term*d
		if math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		c = 1 + term/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		f *= c * d
		if math.Abs(c*d-1) < enough {
			break
		}
	}
	return f
}
