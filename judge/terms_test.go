package judge

import (
	"testing"

	"github.com/truceline/truceline"
)

// TestDoneBy: a deed is that of whose ground it was done on.
func TestDoneBy(t *testing.T) {
	good := func(ground string, certain float64, side string, want float64) {
		t.Helper()
		got := doneBy(truceline.Incident{Ground: &truceline.Ground{Side: ground, Certain: certain}}, side)
		if got != (truceline.Probability{P: want, Low: want, High: want}) {
			t.Errorf("by %q on ground of %q: %+v, want %v", side, ground, got, want)
		}
	}
	good("AA", 1, "AA", 1)
	good("AA", 1, "BB", 0)
	good("AA", 0.75, "AA", 0.75) // by the line it may be the other's ground
	good("AA", 0.75, "BB", 0.25)
	good("", 1, "BB", 1) // nobody can tell
	good("AA", 1, "", 1) // anybody's counts
}
