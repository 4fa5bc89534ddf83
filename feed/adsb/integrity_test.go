package adsb

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/truceline/truceline/feed/feedtest"
)

// TestIntegrity holds type codes and supplements to the tables of ICAO Doc 9871: of
// versions 0 and 1 in appendices A and B (B.2.3.10.6), of version 2 in table C-2, which
// is that of DO-260B.
func TestIntegrity(t *testing.T) {
	none, zero := operational{}, operational{stated: true}
	air := func(version int, a bool) operational { return operational{stated: true, version: version, a: a} }
	ground := func(version int, a, c bool) operational {
		return operational{stated: true, surface: true, version: version, a: a, c: c}
	}
	good := func(code int, b bool, of operational, category int, radius float64) {
		t.Helper()
		s := squitter{code: code, supplement: b, position: fraction{surface: code <= 8}}
		if got := s.integrity(of); got.category != category || math.Abs(got.radius-radius) > 1e-6 {
			t.Errorf("type code %d, supplement B %v, %+v: %+v, want %d and %v m", code, b, of, got, category, radius)
		}
	}
	for code, want := range map[int]vouched{9: {11, 7.5}, 20: {11, 7.5}, 10: {10, 25}, 21: {10, 25}, 12: {7, 370.4}, 14: {5, 1852}, 15: {4, 3704}, 17: {1, 37040}, 18: {}, 22: {}} {
		for _, of := range []operational{none, zero, air(1, false), air(2, true)} {
			good(code, false, of, want.category, want.radius)
		}
	}
	// In the air: without a status the least.
	good(11, true, none, 8, 185.2)
	good(13, true, none, 6, 1111.2)
	good(16, true, none, 2, 18520)
	// Version 0 knew no supplement.
	good(11, true, zero, 8, 185.2)
	good(13, true, zero, 6, 926)
	good(16, true, zero, 2, 18520)
	// Version 1 had one, in the status; the position's bit told of antennas.
	good(11, false, air(1, true), 9, 75)
	good(11, true, air(1, false), 8, 185.2)
	good(13, false, air(1, true), 6, 1111.2)
	good(13, true, air(1, false), 6, 926)
	good(16, false, air(1, true), 3, 7408)
	good(16, true, air(1, false), 2, 14816)
	// Version 2 has A and B.
	good(11, true, air(2, true), 9, 75)
	good(11, false, air(2, true), 8, 185.2)
	good(13, true, air(2, false), 6, 555.6)
	good(13, false, air(2, false), 6, 926)
	good(13, true, air(2, true), 6, 1111.2)
	good(16, true, air(2, true), 3, 7408)
	good(16, false, air(2, false), 2, 14816)
	// On the ground A and C.
	good(5, false, none, 11, 7.5)
	good(6, false, none, 10, 25)
	good(7, false, none, 8, 185.2)
	good(7, false, ground(2, true, false), 9, 75)
	good(7, false, ground(2, false, false), 8, 185.2)
	good(7, false, ground(1, true, false), 9, 75)
	good(8, false, none, 0, 0)
	good(8, false, ground(0, false, false), 7, 370.4)
	good(8, false, ground(1, true, false), 0, 0)
	good(8, false, ground(2, true, true), 7, 370.4)
	good(8, false, ground(2, true, false), 6, 555.6)
	good(8, false, ground(2, false, true), 6, 1111.2)
	good(8, false, ground(2, false, false), 0, 0)
	// A status of the other kind says nothing of it.
	good(11, true, ground(2, true, false), 8, 185.2)
	good(8, false, air(2, true), 0, 0)
}

// TestSupplements reads positions after statuses: bit 76 of a status is supplement A,
// bit 40 of a position B, bit 52 of a status on the ground C.
func TestSupplements(t *testing.T) {
	a := status(t, 31, 9)
	a.bytes[9] |= 1 << 4 // bit 76
	position := frameOf(t, evenFrame)
	position.bytes[4] |= 1 // bit 40
	c := config("lat", "52", "lon", "4")
	radius := func(lines ...string) float64 {
		t.Helper()
		r := feedtest.All(format(t, c), c, "x", []byte(strings.Join(lines, "\n")+"\n"))
		if len(r.Observations) == 0 || len(r.Refusals) > 0 {
			t.Fatalf("%v: %+v", lines, r)
		}
		return r.Observations[len(r.Observations)-1].Place.Ellipse.SemiMajor
	}
	at := func(second int, f frame) string { return fmt.Sprintf("%d %X", 1457996400+second, withParity(f).bytes) }
	good := func(want float64, lines ...string) {
		t.Helper()
		if got := radius(lines...); got != want {
			t.Errorf("%v: %v m, want %v", lines, got, want)
		}
	}
	good(75, at(0, a), at(1, position))
	good(185.2, at(1, position))                                      // no status
	good(185.2, at(0, a), at(31, position))                           // too long ago
	good(185.2, at(0, a), at(1, frameOf(t, evenFrame)))               // no supplement B
	good(75, at(0, status(t, 31, 9)), at(1, a), at(2, position))      // the newest counts
	good(185.2, at(0, a), at(1, status(t, 31, 9)), at(2, position))   // and here too
	good(75, at(0, a), at(1, frameOf(t, oddFrame)), at(2, position))  // with one of the other grid
	good(75, at(0, frameOf(t, oddFrame)), at(1, a), at(2, position))  // in whatever order
	onGround, ground := frameOf(t, "8C4841753A8A35323FAEBDAC702D"), a // type code 7
	onGround.bytes[4] = 8<<3 | onGround.bytes[4]&7                    // the last of those on the ground
	copy(ground.bytes[1:4], onGround.bytes[1:4])
	ground.bytes[4] |= 1 // subtype 1
	good(555.6, at(0, ground), at(1, onGround))
	ground.bytes[6] |= 1 << 4 // bit 52
	good(370.4, at(0, ground), at(1, onGround))
	good(10_000, at(1, onGround))
}

// TestMovement holds steps of the movement to the table of DO-260B, 2.2.3.2.4.2.
func TestMovement(t *testing.T) {
	for code, want := range map[byte]float64{1: 0, 2: 0.125, 8: 0.875, 9: 1, 12: 1.75, 13: 2, 38: 14.5, 39: 15, 93: 69, 94: 70, 108: 98, 109: 100, 123: 170, 124: 175} {
		f := frameOf(t, "8C4841753A8A35323FAEBDAC702D")
		f.bytes[4], f.bytes[5] = f.bytes[4]&^7|code>>4, f.bytes[5]&0xf|code<<4
		if s := f.read(); s.speed != want {
			t.Errorf("movement %d is %v knots, want %v", code, s.speed, want)
		}
	}
	for _, code := range []byte{0, 125, 127} {
		f := frameOf(t, "8C4841753A8A35323FAEBDAC702D")
		f.bytes[4], f.bytes[5] = f.bytes[4]&^7|code>>4, f.bytes[5]&^0xf8|code<<4 // no track either
		c := config("lat", "52", "lon", "4")
		r := feedtest.All(format(t, c), c, "x", fmt.Appendf(nil, "1457996400 %X\n", withParity(f).bytes))
		if s := f.read(); !math.IsNaN(s.speed) || !math.IsNaN(s.course) || len(r.Observations) != 1 || strings.Contains(r.Observations[0].Remarks, "kn") {
			t.Errorf("movement %d: %v knots, %v", code, s.speed, r)
		}
	}
}
