package stat

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// TestClopperPearson: limits from their closed forms at the ends, and from
// published tables between.
func TestClopperPearson(t *testing.T) {
	good := func(x, n int, low, high float64) {
		t.Helper()
		l, h := ClopperPearson(x, n, 0.05)
		near(t, "low", l, low, 2e-5)
		near(t, "high", h, high, 2e-5)
	}
	good(0, 10, 0, 1-math.Pow(0.025, 0.1))
	good(10, 10, math.Pow(0.025, 0.1), 1)
	good(5, 10, 0.18709, 0.81291)
	good(1, 10, 0.00253, 0.44502)
	good(0, 0, 0, 1)
	// Far out the limits must still be the quantiles they are said to be.
	for _, n := range []int{50, 3000, 200_000} {
		x := n / 3
		l, h := ClopperPearson(x, n, 0.05)
		near(t, "tail below", betaShare(h, float64(x+1), float64(n-x)), 0.975, 1e-9)
		share := float64(x) / float64(n)
		half := 1.96 * math.Sqrt(share*(1-share)/float64(n))
		near(t, "width", (h-l)/2, half, half*0.1+1/float64(n))
	}
}

// TestGarwood: limits as tabled everywhere.
func TestGarwood(t *testing.T) {
	good := func(x int, low, high float64) {
		t.Helper()
		l, h := PoissonTwoSided(x, 0.05)
		near(t, "low", l, low, 6e-4)
		near(t, "high", h, high, 6e-4)
	}
	good(0, 0, 3.6889)
	good(1, 0.0253, 5.5716)
	good(2, 0.2422, 7.2247)
	good(5, 1.6235, 11.6683)
	good(10, 4.7954, 18.3904)
	good(100, 81.3640, 121.6273)
	// The rule of three: none seen is at most three, one-sided.
	l, h := Garwood(0, 0.05)
	near(t, "low for none", l, 0, 0)
	near(t, "high for none", h, 2.9957, 1e-4)
	l, h = Garwood(5, 0.05)
	near(t, "low for five", l, 1.6235, 6e-4)
	near(t, "high for five", h, 11.6683, 6e-4)
	// Exactness: below the low limit so large a count has a chance of 2.5 %.
	l, _ = PoissonTwoSided(40, 0.05)
	chance, term := 0.0, math.Exp(-l)
	for k := 0; k < 40; k++ {
		chance += term
		term *= l / float64(k+1)
	}
	near(t, "chance of 40 or more at the low limit", 1-chance, 0.025, 1e-9)
}

// TestRatioInterval: with equal exposures it is the odds of the binomial interval.
func TestRatioInterval(t *testing.T) {
	low, high := RatioInterval(5, 1, 5, 1, 0.05)
	near(t, "low", low, 0.18709/0.81291, 2e-4)
	near(t, "high", high, 0.81291/0.18709, 2e-3)
	low, high = RatioInterval(3, 2, 0, 1, 0.05)
	near(t, "low against none", low, math.Pow(0.025, 1.0/3)/(1-math.Pow(0.025, 1.0/3))/2, 1e-6)
	if !math.IsInf(high, 1) {
		t.Errorf("against none there is no bound, got %v", high)
	}
	if low, high = RatioInterval(0, 1, 0, 1, 0.05); low != 0 || !math.IsInf(high, 1) {
		t.Errorf("without events: %v to %v", low, high)
	}
}

// TestWeightedPoisson: where every weight is 1 it is Garwood's interval; weights
// scale it; nothing seen is one-sided.
func TestWeightedPoisson(t *testing.T) {
	for x := 1; x < 40; x += 7 {
		low, high := WeightedPoisson(float64(x), float64(x), 1, 0.05)
		wantLow, wantHigh := Garwood(x, 0.05)
		if math.Abs(low-wantLow) > 1e-6 || math.Abs(high-wantHigh) > 1e-6 {
			t.Errorf("%d: %v to %v, want %v to %v", x, low, high, wantLow, wantHigh)
		}
		if l, h := WeightedPoisson(3*float64(x), 9*float64(x), 3, 0.05); math.Abs(l-3*low) > 1e-6 || math.Abs(h-3*high) > 1e-6 {
			t.Errorf("%d, each three: %v to %v", x, l, h)
		}
	}
	if low, high := WeightedPoisson(0, 0, 2, 0.05); low != 0 || math.Abs(high-2*2.99573) > 1e-4 {
		t.Errorf("none seen: %v to %v", low, high)
	}
}
