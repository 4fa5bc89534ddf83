package adsb

import "errors"

// frame is one Mode S reply: 7 or 14 bytes (ICAO Annex 10, volume IV, 3.1.2).
type frame struct {
	bytes  [14]byte
	length int
}

// Errors of a frame.
var (
	errHex    = errors.New("not 14 or 28 hexadecimal digits")
	errParity = errors.New("the parity does not agree")
)

// parseHex reads a frame from its digits.
func parseHex(text []byte) (f frame, err error) {
	if len(text) != 14 && len(text) != 28 {
		return f, errHex
	}
	for i := 0; i < len(text); i += 2 {
		high, ok1 := digit(text[i])
		low, ok2 := digit(text[i+1])
		if !ok1 || !ok2 {
			return f, errHex
		}
		f.bytes[i/2] = high<<4 | low
	}
	f.length = len(text) / 2
	return f, nil
}

func digit(c byte) (value byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}

// format is the downlink format.
func (f *frame) format() int { return min(int(f.bytes[0]>>3), 24) }

// bits reads up to 32 bits of the frame, the first counted as 1, as the
// standard counts them.
func (f *frame) bits(from, to int) (value uint64) {
	for _, b := range f.bytes[(from-1)/8 : (to-1)/8+1] {
		value = value<<8 | uint64(b)
	}
	return value >> (7 - (to-1)%8) & (1<<(to-from+1) - 1)
}

// address is the 24-bit address that an extended squitter states.
func (f *frame) address() uint32 { return uint32(f.bits(9, 32)) }

// squitter reports whether the frame is an extended squitter that states a
// 24-bit address: downlink format 17, or 18 of a transmitter on the ground or a
// rebroadcast (control field 0, 1 and 6).
func (f *frame) squitter() bool {
	if f.length != 14 {
		return false
	}
	switch f.format() {
	case 17:
		return true
	case 18:
		control := f.bytes[0] & 7
		return control == 0 || control == 1 || control == 6
	}
	return false
}

// remainder is what the parity leaves (ICAO Annex 10, volume IV, 3.1.2.3.3):
// zero for an extended squitter that came whole.
func (f *frame) remainder() uint32 {
	sum := uint32(0)
	for _, b := range f.bytes[:f.length-3] {
		sum = sum<<8 ^ parities[byte(sum>>16)^b]
	}
	tail := f.bytes[f.length-3 : f.length]
	return (sum ^ (uint32(tail[0])<<16 | uint32(tail[1])<<8 | uint32(tail[2]))) & 0xffffff
}

// parities is the parity of each byte by itself.
var parities = parityTable()

func parityTable() (table [256]uint32) {
	const generator = 0x1fff409
	for i := range table {
		sum := uint32(i) << 16
		for range 8 {
			if sum <<= 1; sum&0x1000000 != 0 {
				sum ^= generator
			}
		}
		table[i] = sum
	}
	return table
}
