package sim

import (
	"math"
	"strconv"
)

// squitter appends an airborne position as a receiver hands it on: Unix time and
// a frame of Mode S in hexadecimal digits. odd says which of the two grids of
// compact position reporting it is in; a position needs one of each (ICAO Doc
// 9871, appendix A). Who has lost satellite navigation vouches for nothing, which
// is type 18.
func squitter(b []byte, said message, odd bool) []byte {
	kind := uint64(10) // integrity category 10: within 25 m
	if said.jammed {
		kind = 18
	}
	grid := uint64(0)
	if odd {
		grid = 1
	}
	lat, lon := compact(said.at.Lat, said.at.Lon, odd)
	icao, _ := strconv.ParseUint(said.m.sends.name, 16, 24)
	address := 17<<27 | 5<<24 | icao // extended squitter of an aircraft in the air
	squit := kind<<51 | altitudeCode(said.alt)<<36 | grid<<34 | lat<<17 | lon
	var frame [11]byte
	for i := range 4 {
		frame[i] = byte(address >> (24 - 8*i))
	}
	for i := range 7 {
		frame[4+i] = byte(squit >> (48 - 8*i))
	}
	b = appendWhole(b, said.ms/1000, 1)
	b = append(b, '.')
	b = appendWhole(b, said.ms%1000, 3)
	b = append(b, " *"...)
	parity := parityOf(frame[:])
	for _, x := range append(frame[:], byte(parity>>16), byte(parity>>8), byte(parity)) {
		const hex = "0123456789ABCDEF"
		b = append(b, hex[x>>4], hex[x&15])
	}
	return append(b, ";\n"...)
}

// altitudeCode writes an altitude in metres in steps of 25 feet.
func altitudeCode(metres float64) uint64 {
	n := uint64(math.Round((metres/0.3048 + 1000) / 25))
	return n>>4<<5 | 1<<4 | n&15
}

// compact encodes a place in one of the two grids, 17 bits each way.
func compact(lat, lon float64, odd bool) (y, x uint64) {
	zones := 60.0
	if odd {
		zones = 59
	}
	y, rest := cut(lat, 360/zones)
	step := longitudeZones(rest)
	if odd {
		step--
	}
	x, _ = cut(lon, 360/max(1, step))
	return y, x
}

// cut returns where in its zone a coordinate lies, in 2^17 parts, and the
// coordinate as that says it.
func cut(degrees, zone float64) (part uint64, rest float64) {
	const parts = 1 << 17
	whole := math.Floor(degrees / zone)
	n := math.Floor(parts*(degrees-whole*zone)/zone + 0.5)
	return uint64(n) % parts, zone * (n/parts + whole)
}

// longitudeZones is NL of ICAO Doc 9871: how many zones there are at a latitude.
func longitudeZones(lat float64) float64 {
	cos := math.Cos(math.Pi / 180 * lat)
	return math.Floor(2 * math.Pi / math.Acos(1-(1-math.Cos(math.Pi/30))/(cos*cos)))
}

// parityOf is the 24-bit parity of Mode S.
func parityOf(frame []byte) uint32 {
	crc := uint32(0)
	for _, x := range frame {
		crc ^= uint32(x) << 16
		for range 8 {
			if crc <<= 1; crc&0x1000000 != 0 {
				crc ^= 0x1FFF409
			}
		}
	}
	return crc
}
