package judge

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
)

// TestSameDoer: a deed is that of whose ground it was done on.
func TestSameDoer(t *testing.T) {
	good := func(side string, certain, a, b, low, p, high float64) {
		t.Helper()
		deed := truceline.Incident{Ground: &truceline.Ground{Side: side, Certain: certain}}
		got := sameDoer(deed, []truceline.Share{{Side: "AA", P: a}, {Side: "BB", P: b}})
		if math.Abs(got.Low-low) > 1e-12 || math.Abs(got.P-p) > 1e-12 || math.Abs(got.High-high) > 1e-12 {
			t.Errorf("%s with %v, shares %v and %v: %+v", side, certain, a, b, got)
		}
	}
	good("AA", 1, 1, 0, 1, 1, 1)
	good("BB", 1, 1, 0, 0, 0, 0)
	good("AA", 1, 0.6, 0.2, 0.6, 0.7, 0.8) // what is open may be either's
	good("BB", 1, 0.6, 0.2, 0.2, 0.3, 0.4)
	good("AA", 0.5, 1, 0, 0.5, 0.5, 0.5) // by the line it may be the other's ground
	good("", 1, 1, 0, 1, 1, 1)           // nobody can tell
}
