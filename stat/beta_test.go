package stat

import (
	"math"
	"testing"
)

func within(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance*math.Max(1, math.Abs(b)) }

func TestBetaShare(t *testing.T) {
	good := func(x, a, b, want float64) {
		t.Helper()
		if got := betaShare(x, a, b); !within(got, want, 1e-12) {
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
			x := quantile(p, 0, 1, func(v float64) float64 { return betaShare(v, ab[0], ab[1]) })
			if got := betaShare(x, ab[0], ab[1]); !within(got, p, 1e-9) {
				t.Errorf("inverse of %v at %v gives back %v", p, ab, got)
			}
		}
	}
}

func TestClopperPearsonPublished(t *testing.T) {
	good := func(x, n int, low, high float64) {
		t.Helper()
		l, h := ClopperPearson(x, n, 0.05)
		if !within(l, low, 1e-6) || !within(h, high, 1e-6) {
			t.Errorf("%d of %d: got %.7f to %.7f, want %.7f to %.7f", x, n, l, h, low, high)
		}
	}
	good(682, 925, 0.7076683, 0.7654066) // the example of R's binom.test
	good(0, 10, 0, 1-math.Pow(0.025, 0.1))
	good(10, 10, math.Pow(0.025, 0.1), 1)
}
