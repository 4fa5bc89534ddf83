package report

import (
	"math"
	"testing"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance*math.Max(1, math.Abs(b)) }

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
