package adsb

import (
	"math"
	"strings"
)

// squitter is what an extended squitter says (DO-260B, 2.2.3.2).
type squitter struct {
	address uint32
	code    int // type code
	// Of a position: its fraction of a zone, the altitude in feet, and how well
	// the transmitter vouches for it (navigation integrity category, 0 to 11).
	placed    bool // a position is stated
	position  fraction
	altitude  float64 // NaN: not available
	integrity int
	// How well it knows its own place (navigation accuracy category, 0 to 11);
	// -1: not stated.
	accuracy int
	// Of a velocity: speed over ground or through the air in knots, and which
	// way, degrees clockwise from true north; NaN: not available.
	speed, course, climb float64 // climb in feet a minute
	callsign             string
}

// read reads an extended squitter whose parity agrees.
func (f *frame) read() squitter {
	nan := math.NaN()
	s := squitter{address: f.address(), code: int(f.bits(33, 37)), accuracy: -1, altitude: nan, speed: nan, course: nan, climb: nan}
	switch {
	case s.code >= 1 && s.code <= 4:
		s.callsign = f.callsign()
	case s.code >= 5 && s.code <= 8:
		s.position, s.placed = newFraction(f.bits(54, 54) == 1, true, f.bits(55, 71), f.bits(72, 88)), true
		s.integrity, s.altitude = integrityOf(s.code), 0
	case s.code >= 9 && s.code <= 18, s.code >= 20 && s.code <= 22:
		s.position, s.placed = newFraction(f.bits(54, 54) == 1, false, f.bits(55, 71), f.bits(72, 88)), true
		s.integrity, s.altitude = integrityOf(s.code), f.altitude(s.code)
	case s.code == 19:
		f.velocity(&s)
	case s.code == 29 && f.bits(38, 39) == 1:
		s.accuracy = categoryOf(f.bits(72, 75))
	case s.code == 31 && f.bits(38, 40) <= 1 && f.bits(73, 75) > 0: // the first version did not state it
		s.accuracy = categoryOf(f.bits(77, 80))
	}
	return s
}

// categoryOf is the navigation accuracy category of a target state (DO-260B,
// 2.2.3.2.7.1) or an operational status (DO-260B, 2.2.3.2.7.2); 12 to 15 are
// reserved.
func categoryOf(bits uint64) int {
	if bits > 11 {
		return -1
	}
	return int(bits)
}

// integrityOf is the least navigation integrity category that a type code
// allows (DO-260B, table 2-69 of the NIC); supplements, which come in other
// messages, can only raise it.
func integrityOf(code int) int {
	switch code {
	case 5, 9, 20:
		return 11
	case 6, 10, 21:
		return 10
	case 7, 11:
		return 8
	case 12:
		return 7
	case 13:
		return 6
	case 14:
		return 5
	case 15:
		return 4
	case 16:
		return 2
	case 17:
		return 1
	}
	return 0
}

// containment is the radius in metres that a category vouches for; 0: none.
func containment(integrity int) float64 {
	const mile = 1852
	return [...]float64{0, 20 * mile, 8 * mile, 4 * mile, 2 * mile, mile, 0.6 * mile, 0.2 * mile, 0.1 * mile, 75, 25, 7.5}[integrity]
}

// callsign reads eight characters of six bits (ICAO Annex 10, volume IV, table
// 3-9).
func (f *frame) callsign() string {
	const letters = "?ABCDEFGHIJKLMNOPQRSTUVWXYZ????? ???????????????0123456789??????"
	var out strings.Builder
	for i := range 8 {
		out.WriteByte(letters[f.bits(41+6*i, 46+6*i)])
	}
	return strings.TrimRight(out.String(), " ")
}

// altitude reads the altitude in feet: by pressure for type codes 9 to 18, over
// the ellipsoid for 20 to 22. Steps of 100 feet in Gillham code are not read.
func (f *frame) altitude(code int) float64 {
	raw := f.bits(41, 52)
	switch {
	case raw == 0:
		return math.NaN()
	case code >= 20:
		return float64(raw) * 3.28084 // metres
	case raw>>4&1 == 0:
		return math.NaN() // Gillham code
	}
	return float64(raw>>5<<4|raw&0xf)*25 - 1000
}

// velocity reads type code 19: over ground (subtypes 1 and 2), or through the
// air (3 and 4); even subtypes are supersonic, in steps four times as large.
func (f *frame) velocity(s *squitter) {
	subtype := f.bits(38, 40)
	step := 1.0
	if subtype == 2 || subtype == 4 {
		step = 4
	}
	switch subtype {
	case 1, 2:
		east, north := f.bits(47, 56), f.bits(58, 67)
		if east == 0 || north == 0 {
			break
		}
		x, y := (float64(east)-1)*step, (float64(north)-1)*step
		if f.bits(46, 46) == 1 {
			x = -x
		}
		if f.bits(57, 57) == 1 {
			y = -y
		}
		s.speed, s.course = math.Hypot(x, y), mod(math.Atan2(x, y)*180/math.Pi, 360)
	case 3, 4:
		if f.bits(46, 46) == 1 {
			s.course = float64(f.bits(47, 56)) * 360 / 1024
		}
		if v := f.bits(58, 67); v != 0 {
			s.speed = (float64(v) - 1) * step
		}
	default:
		return
	}
	if v := f.bits(70, 78); v != 0 {
		s.climb = (float64(v) - 1) * 64
		if f.bits(69, 69) == 1 {
			s.climb = -s.climb
		}
	}
}
