package sim

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"
)

// TestNumbers compares the writing of numbers and times with the standard
// library's.
func TestNumbers(t *testing.T) {
	good := func(x float64, digits int, want string) {
		t.Helper()
		if got := decimal(x, digits); got != want {
			t.Errorf("%v with %d digits: %s, want %s", x, digits, got, want)
		}
	}
	good(0, 0, "0")
	good(-0.001, 2, "0.00")
	good(-1.5, 0, "-2")
	good(48.123456, 4, "48.1235")
	good(0.05, 3, "0.050")
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		x, digits := (r.Float64()-0.5)*2000, r.IntN(6)
		got, err := strconv.ParseFloat(decimal(x, digits), 64)
		want, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', digits, 64), 64)
		if err != nil || got != want {
			t.Fatalf("%v with %d digits: %v, want %v", x, digits, got, want)
		}
		ms := r.Int64N(8e12) - 2e12
		if got, want := string(appendStamp(nil, ms, true)), time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z"); got != want {
			t.Fatalf("%d: %s, want %s", ms, got, want)
		}
	}
}
