package sim

import (
	"math"
	"strings"
)

// staticEvery is how often a ship says its name and where it is bound, in
// milliseconds: every six minutes (ITU-R M.1371-5, annex 1).
const staticEvery = 6 * 60_000

// positionReport appends message 1 of AIS (position of a class A ship)
// as a receiver writes it: a TAG block with the station and the second of
// receipt, then an AIVDM sentence (ITU-R M.1371-5 annex 8; NMEA 0183).
func positionReport(b []byte, station string, said message) []byte {
	speed := said.m.speed(said.ms) / 1.852
	lon, lat, second := int(math.Round(said.at.Lon*600_000)), int(math.Round(said.at.Lat*600_000)), int(said.ms/1000%60)
	if said.jammed {
		lon, lat, second = 181*600_000, 91*600_000, 63 // not available; the receiver does not work
	}
	var bits sixBits
	bits.add(1, 6)
	bits.add(0, 2) // not repeated
	bits.add(digits(said.m.sends.name), 30)
	const underWay, anchored = 0, 1
	if said.m.sends.atAnchor(said.ms) {
		bits.add(anchored, 4)
	} else {
		bits.add(underWay, 4)
	}
	bits.add(-128, 8)
	bits.add(int(math.Round(min(102.2, speed)*10)), 10)
	bits.add(1, 1) // 10 m or better
	bits.add(lon, 28)
	bits.add(lat, 27)
	bits.add(int(math.Round(said.course*10))%3600, 12)
	bits.add(int(math.Round(said.course))%360, 9)
	bits.add(second, 6)
	bits.add(0, 2+3+1+19) // no manoeuvre, spare, no RAIM, radio state
	return sentence(b, station, said.ms, 1, 1, "", bits.armour())
}

// staticReport appends one of the two sentences of message 5: name, sort and
// destination of a ship.
func staticReport(b []byte, station string, said message, part int) []byte {
	var bits sixBits
	bits.add(5, 6)
	bits.add(0, 2)
	bits.add(digits(said.m.sends.name), 30)
	bits.add(0, 2)  // version
	bits.add(0, 30) // no IMO number
	bits.text("", 7)
	bits.text("EXERCISE "+said.m.sends.name[3:], 20)
	bits.add(70, 8)                     // cargo
	bits.add(100<<21|20<<12|8<<6|8, 30) // metres from the antenna to bow, stern, port and starboard
	bits.add(1, 4)                      // GPS
	bits.add(0, 4+5+5+6)                // no time of arrival
	bits.add(72, 8)                     // draught in decimetres
	bits.text("EXERCISE PORT", 20)
	bits.add(0, 2)
	text := bits.armour()
	const cut = 58
	if part == 0 {
		return sentence(b, station, said.ms, 2, 1, "5", text[:cut])
	}
	return sentence(b, station, said.ms, 2, 2, "5", text[cut:])
}

// sentence appends a TAG block and one AIVDM sentence, with their checksums.
func sentence(b []byte, station string, ms int64, parts, part int64, group string, armoured string) []byte {
	b = append(b, '\\')
	from := len(b)
	b = append(b, "s:"...)
	b = append(b, station...)
	b = append(b, ",c:"...)
	b = appendWhole(b, ms/1000, 1)
	b = checked(b, from)
	b = append(b, '\\', '!')
	from = len(b)
	b = append(b, "AIVDM,"...)
	b = appendWhole(b, parts, 1)
	b = append(b, ',')
	b = appendWhole(b, part, 1)
	b = append(b, ',')
	b = append(b, group...)
	b = append(b, ",A,"...)
	b = append(b, armoured...)
	fill := byte('0')
	if part == 2 {
		fill = '2' // message 5 has 424 bits, two short of 71 characters
	}
	b = append(b, ',', fill)
	return append(checked(b, from), '\n')
}

// checked appends the checksum of what stands from a place on.
func checked(b []byte, from int) []byte {
	sum := byte(0)
	for _, c := range b[from:] {
		sum ^= c
	}
	const hex = "0123456789ABCDEF"
	return append(b, '*', hex[sum>>4], hex[sum&15])
}

// sixBits collects the bits of a message.
type sixBits struct {
	chars []byte // six bits each
	n     int    // bits so far
}

// add appends a whole number in so many bits, two's complement.
func (s *sixBits) add(x, width int) {
	for i := width - 1; i >= 0; i-- {
		if s.n%6 == 0 {
			s.chars = append(s.chars, 0)
		}
		s.chars[len(s.chars)-1] |= byte(x>>i&1) << (5 - s.n%6)
		s.n++
	}
}

// text appends so many characters of six-bit ASCII, the rest filled with @.
func (s *sixBits) text(t string, characters int) {
	const set = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?"
	for i := range characters {
		at := 0
		if i < len(t) {
			at = max(0, strings.IndexByte(set, t[i]))
		}
		s.add(at, 6)
	}
}

// armour writes six bits a character, as sentences carry them.
func (s *sixBits) armour() string {
	out := make([]byte, len(s.chars))
	for i, c := range s.chars {
		if out[i] = c + 48; c > 39 {
			out[i] = c + 56
		}
	}
	return string(out)
}

// digits reads the digits of an MMSI.
func digits(text string) int {
	n := 0
	for _, d := range text {
		n = 10*n + int(d-'0')
	}
	return n
}
