package report

import (
	"math"
	"testing"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance*math.Max(1, math.Abs(b)) }

func TestRegularBeta(t *testing.T) {
	good := func(x, a, b, want float64) {
		t.Helper()
		if got := regularBeta(x, a, b); !near(got, want, 1e-12) {
			t.Errorf("I_%v(%v, %v): got %.15f, want %.15f", x, a, b, got, want)
		}
	}
	// Closed forms.
	good(0.3, 1, 1, 0.3)
	good(0.3, 1, 4, 1-math.Pow(0.7, 4))
	good(0.3, 5, 1, math.Pow(0.3, 5))
	good(0.5, 17, 17, 0.5)
	good(0.25, 0.5, 0.5, 2/math.Pi*math.Asin(0.5))
	good(0, 2, 3, 0)
	good(1, 2, 3, 1)
	// A binomial tail added up by hand: P(X>=2), n=3, p=0.2.
	good(0.2, 2, 2, 3*0.04*0.8+0.008)
	for _, p := range []float64{0.001, 0.025, 0.5, 0.975} {
		for _, ab := range [][2]float64{{1, 300}, {4, 52}, {2000, 3000}, {0.7, 0.4}} {
			x := inverseBeta(p, ab[0], ab[1])
			if got := regularBeta(x, ab[0], ab[1]); !near(got, p, 1e-9) {
				t.Errorf("inverse of %v at %v gives back %v", p, ab, got)
			}
		}
	}
}

func TestClopperPearson(t *testing.T) {
	good := func(x, n int, low, high float64) {
		t.Helper()
		l, h := clopperPearson(x, n, 0.05)
		if !near(l, low, 1e-6) || !near(h, high, 1e-6) {
			t.Errorf("%d of %d: got %.7f to %.7f, want %.7f to %.7f", x, n, l, h, low, high)
		}
	}
	good(682, 925, 0.7076683, 0.7654066) // the example of R's binom.test
	good(0, 10, 0, 1-math.Pow(0.025, 0.1))
	good(10, 10, math.Pow(0.025, 0.1), 1)
}

func TestRateRatio(t *testing.T) {
	good := func(x int, tx float64, y int, ty, ratio, low, high, p float64) {
		t.Helper()
		r := RateRatio(x, tx, y, ty)
		check := func(name string, got *float64, want float64) {
			t.Helper()
			if math.IsNaN(want) {
				if got != nil {
					t.Errorf("%d in %v against %d in %v: %s is %v, want none", x, tx, y, ty, name, *got)
				}
			} else if got == nil || !near(*got, want, 2e-6) {
				t.Errorf("%d in %v against %d in %v: %s is %.8f, want %.8f", x, tx, y, ty, name, *got, want)
			}
		}
		check("ratio", r.RateRatio, ratio)
		check("low", r.CI95[0], low)
		check("high", r.CI95[1], high)
		check("p", r.PValue, p)
	}
	none := math.NaN()
	good(11, 800, 21, 3011, 1.971488, 0.8584264, 4.2772659, 0.0796686) // the example of R's poisson.test
	good(0, 30, 5, 30, 0, 0, math.Pow(0.025, -0.2)-1, 0.0625)
	good(5, 30, 0, 30, none, 1/(math.Pow(0.025, -0.2)-1), none, 0.0625)
	good(7, 30, 7, 30, 1, 0.2993097, 1/0.2993097, 1) // 7 of 14: 0.2303624 to 0.7696376, as printed tables have it
	for _, r := range []Ratio{RateRatio(0, 30, 0, 30), RateRatio(3, 0, 2, 30), RateRatio(-1, 1, 2, 1)} {
		if r.RateRatio != nil || r.CI95 != nil || r.PValue != nil {
			t.Errorf("want nothing, got %+v", r)
		}
	}
	// Turning the question round turns the answer round.
	a, b := RateRatio(4, 30, 51, 30), RateRatio(51, 30, 4, 30)
	if !near(*a.CI95[0], 1 / *b.CI95[1], 1e-9) || !near(*a.PValue, *b.PValue, 1e-9) {
		t.Errorf("not symmetric: %v %v", *a.CI95[0], 1 / *b.CI95[1])
	}
}
