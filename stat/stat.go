// Package stat is the exact statistics that several rooms need: intervals for
// shares and counts without any approximation of the distribution.
package stat

import "math"

// ClopperPearson returns the exact interval for a share of which x of n cases
// were seen, with coverage of at least 1-alpha (Clopper and Pearson 1934). With
// no cases it is 0 to 1.
func ClopperPearson(x, n int, alpha float64) (low, high float64) {
	low, high = 0, 1
	if x > 0 {
		low = quantile(alpha/2, 0, 1, func(p float64) float64 { return betaShare(p, float64(x), float64(n-x+1)) })
	}
	if x < n {
		high = quantile(1-alpha/2, 0, 1, func(p float64) float64 { return betaShare(p, float64(x+1), float64(n-x)) })
	}
	return low, high
}

// Garwood returns the exact interval for the mean of a Poisson count of which x
// were seen, with coverage of at least 1-alpha (Garwood 1936). For none seen it is
// one-sided, 0 to -ln alpha: all of alpha lies above, as nothing lies below.
func Garwood(x int, alpha float64) (low, high float64) {
	if x == 0 {
		return 0, -math.Log(alpha)
	}
	low, high = PoissonTwoSided(x, alpha)
	return low, high
}

// PoissonTwoSided is [Garwood] with alpha/2 on either side also for none seen.
func PoissonTwoSided(x int, alpha float64) (low, high float64) {
	far := float64(x) + 40*math.Sqrt(float64(x)+1) + 40
	if x > 0 {
		low = quantile(alpha/2, 0, far, func(m float64) float64 { return gammaShare(float64(x), m) })
	}
	return low, quantile(1-alpha/2, 0, far, func(m float64) float64 { return gammaShare(float64(x+1), m) })
}

// RatioInterval returns the exact conditional interval for the ratio of two Poisson
// rates, x in exposure tx over y in ty (Przyborowski and Wilenski 1940): given x+y,
// x is binomial with share r·tx/(r·tx+ty), whose exact interval is carried over.
// Without any event it is 0 to +Inf.
func RatioInterval(x int, tx float64, y int, ty float64, alpha float64) (low, high float64) {
	l, h := ClopperPearson(x, x+y, alpha)
	odds := func(p float64) float64 {
		if p >= 1 {
			return math.Inf(1)
		}
		return p / (1 - p) * ty / tx
	}
	return odds(l), odds(h)
}

// WeightedPoisson returns an interval for the mean of a sum of weighted Poisson
// counts, given the sum seen, its estimated variance, and the weight that one more
// event would have brought (Fay and Feuer 1997, *Statistics in Medicine*
// 16: a gamma interval, that of [Garwood] where all weights are 1). With nothing
// seen it is one-sided: all of alpha lies above.
func WeightedPoisson(sum, variance, next, alpha float64) (low, high float64) {
	if sum <= 0 {
		return 0, -math.Log(alpha) * next
	}
	at := func(p, mean, variance float64) float64 {
		shape, scale := mean*mean/variance, variance/mean
		far := shape + 40*math.Sqrt(shape+1) + 40
		return scale * quantile(p, 0, far, func(m float64) float64 { return gammaShare(shape, m) })
	}
	return at(alpha/2, sum, variance), at(1-alpha/2, sum+next, variance+next*next)
}

// quantile returns where an increasing function reaches p, by halving.
func quantile(p, low, high float64, f func(float64) float64) float64 {
	for range 200 {
		mid := (low + high) / 2
		if mid == low || mid == high {
			break
		}
		if f(mid) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

func logGamma(v float64) float64 {
	l, _ := math.Lgamma(v)
	return l
}

// betaShare is the regularised incomplete beta function I_x(a, b), by the
// continued fraction DLMF 8.17.22.
func betaShare(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // where the fraction converges fast
		return 1 - betaShare(1-x, b, a)
	}
	front := math.Exp(logGamma(a+b)-logGamma(a)-logGamma(b)+a*math.Log(x)+b*math.Log1p(-x)) / a
	// 1/(1+d1/(1+d2/(1+...))), from its tail: some hundred terms are plenty for
	// counts up to a million, as they are needed in number of about the root of
	// the larger argument.
	terms := 200 + int(4*math.Sqrt(max(a, b)))
	f := 1.0
	for i := terms; i >= 1; i-- {
		m := float64(i / 2)
		d := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		if i%2 == 0 {
			d = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		}
		f = 1 + d/f
	}
	return front / f
}

// gammaShare is the regularised lower incomplete gamma function P(a, x): the
// chance that a Poisson count of mean x reaches a. Series DLMF 8.11.4 below
// a+1, continued fraction DLMF 8.9.2 above.
func gammaShare(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	front := math.Exp(a*math.Log(x) - x - logGamma(a))
	if x < a+1 {
		sum, term := 1/a, 1/a
		for k := 1.0; term > sum*1e-17; k++ {
			term *= x / (a + k)
			sum += term
		}
		return front * sum
	}
	terms := 200 + int(4*math.Sqrt(a))
	f := x + float64(2*terms+3) - a
	for k := float64(terms); k >= 0; k-- {
		f = x + 2*k + 1 - a - (k+1)*(k+1-a)/f
	}
	return 1 - front/f
}
