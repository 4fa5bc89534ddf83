package sim

import (
	"testing"

	"github.com/truceline/truceline"
)

// TestSquitter encodes the pair of frames that every decoder is tried on
// (Junzi Sun, The 1090 Megahertz Riddle).
func TestSquitter(t *testing.T) {
	at := truceline.Point{Lat: 52.2572021484375, Lon: 3.91937255859375}
	said := message{m: &mover{sends: &transponder{name: "40621D"}}, ms: 1457996401000, at: at, alt: 38000 * 0.3048}
	if y, x := compact(at.Lat, at.Lon, false); y != 93000 || x != 51372 {
		t.Errorf("even grid %d, %d", y, x)
	}
	if parity := parityOf([]byte{0x8D, 0x40, 0x62, 0x1D, 0x58, 0xC3, 0x82, 0xD6, 0x90, 0xC8, 0xAC}); parity != 0x2863A7 {
		t.Errorf("parity %06X", parity)
	}
	if code := altitudeCode(said.alt); code != 0xC38 {
		t.Errorf("altitude %03X", code)
	}
	if got := string(squitter(nil, said, false)); got[:32] != "1457996401.000 *8D40621D50C382D6" {
		t.Errorf("%s", got)
	}
}
