package feed

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestDecimal holds numbers as rows write them to the library's reading of them, to
// the last bit.
func TestDecimal(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8470))
	for range 200_000 {
		text := strconv.FormatInt(rng.Int64N(1<<rng.IntN(62)+1), 10)
		if at := rng.IntN(len(text) + 1); rng.IntN(4) > 0 {
			text = text[:at] + "." + text[at:]
		}
		if rng.IntN(3) == 0 {
			text = "-" + text
		}
		want, err := strconv.ParseFloat(text, 64)
		if got, ok := decimal([]byte(text)); ok != (err == nil) || got != want {
			t.Fatalf("%s is %v %v, want %v %v", text, got, ok, want, err)
		}
	}
	good := func(text string, want float64) {
		t.Helper()
		if got, ok := decimal([]byte(text)); !ok || got != want {
			t.Errorf("%q is %v, %v", text, got, ok)
		}
	}
	bad := func(text string) {
		t.Helper()
		if got, ok := decimal([]byte(text)); ok {
			t.Errorf("%q was taken as %v", text, got)
		}
	}
	good("1e3", 1000)
	good("+5", 5)
	good("-.5", -0.5)
	good("5.", 5)
	good("0.000000000000001", 1e-15) // longer than is read by hand
	bad("-")
	bad(".")
	bad("1.2.3")
	bad("1-2")
	bad("NaN")
	bad("0x10")
	bad("1_000")
	bad("")
}
