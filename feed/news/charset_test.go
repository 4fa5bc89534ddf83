package news

import "testing"

// TestDecoded: UTF-8 is read but for a slip, Windows-1251 where the file says so; what is no text, or
// does not say how it is written, is refused.
func TestDecoded(t *testing.T) {
	good := func(in, want string) {
		t.Helper()
		if got, err := decoded([]byte(in)); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	bad := func(in string) {
		t.Helper()
		if got, err := decoded([]byte(in)); err == nil {
			t.Errorf("%q was read as %q", in, got)
		}
	}
	good("Привет", "Привет")
	good("17 trucks crossed the ford at Lypova and went on to Dubova, \xd0 said.", "17 trucks crossed the ford at Lypova and went on to Dubova, \uFFFD said.")
	bad("\xcf\xf0\xe8\xe2\xe5\xf2, 17 trucks") // Windows-1251 that does not say so
	bad("PK\x03\x04\x00\x00 17 trucks crossed")
}
