package adsb

import (
	"math"
	"strings"
)

// squitter is what an extended squitter says (DO-260B, 2.2.3.2).
type squitter struct {
	address uint32
	code    int // type code
	// Of a position: its fraction of a zone, the altitude in feet, and supplement B
	// of how well it is vouched for (see [squitter.integrity]).
	placed     bool // a position is stated
	position   fraction
	altitude   float64 // NaN: not available
	supplement bool
	status     operational // of an operational status
	// How well it knows its own place (navigation accuracy category, 0 to 11);
	// -1: not stated.
	accuracy int
	// Of a velocity, and of a position on the ground: speed over ground or through
	// the air in knots, and which way, degrees clockwise from true north; NaN: not
	// available.
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
		s.altitude = 0
		f.movement(&s)
	case s.code >= 9 && s.code <= 18, s.code >= 20 && s.code <= 22:
		s.position, s.placed = newFraction(f.bits(54, 54) == 1, false, f.bits(55, 71), f.bits(72, 88)), true
		s.supplement, s.altitude = f.bits(40, 40) == 1, f.altitude(s.code)
	case s.code == 19:
		f.velocity(&s)
	case s.code == 29 && f.bits(38, 39) == 1:
		s.accuracy = categoryOf(f.bits(72, 75))
	case s.code == 31 && f.bits(38, 40) <= 1:
		if s.status = f.status(); s.status.version > 0 { // the first version did not state it
			s.accuracy = categoryOf(f.bits(77, 80))
		}
	}
	return s
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

// movement reads how one on the ground moves (DO-260B, 2.2.3.2.4): the speed in steps
// that grow with it, of which the lower end is taken, and the ground track, or the
// heading of one that has no track, where it is stated.
func (f *frame) movement(s *squitter) {
	code := float64(f.bits(38, 44))
	switch {
	case code == 0 || code > 124: // not available, reserved
	case code == 1:
		s.speed = 0
	case code <= 8:
		s.speed = 0.125 + (code-2)*0.125
	case code <= 12:
		s.speed = 1 + (code-9)*0.25
	case code <= 38:
		s.speed = 2 + (code-13)*0.5
	case code <= 93:
		s.speed = 15 + (code - 39)
	case code <= 108:
		s.speed = 70 + (code-94)*2
	default:
		s.speed = 100 + (code-109)*5 // the last, 124: 175 and more
	}
	if f.bits(45, 45) == 1 {
		s.course = float64(f.bits(46, 52)) * 360 / 128
	}
}
