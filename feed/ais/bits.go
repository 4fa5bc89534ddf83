package ais

import "strings"

// bits is the payload of a message, first bit first, packed into bytes, with
// zeros behind its end: a field that is cut off reads as if zeros had followed.
type bits struct {
	bytes  [maxBits/8 + 8]byte // eight more, so that a field may be read as one word
	length int
}

// maxBits is the longest payload that is read: nine sentences of 82 characters
// hold less, and five slots of the radio link (ITU-R M.1371-5, annex 2, 3.3.7)
// hold 1,064 bits.
const maxBits = 9 * 82 * 6

// append adds the six-bit characters of one sentence (IEC 61162-1, encapsulated data) and
// takes off fill bits at the end. ok is false for a character that is none of
// the 64, or a message that is too long.
func (b *bits) append(armoured []byte, fill int) (ok bool) {
	if b.length+len(armoured)*6 > maxBits || fill > len(armoured)*6 {
		return false
	}
	at := b.length
	for _, c := range armoured {
		switch {
		case c >= '0' && c <= 'W':
			c -= '0'
		case c >= '`' && c <= 'w':
			c -= '8'
		default:
			return false
		}
		// Six bits begin at bit "at": they lie in one byte or in two.
		shifted := uint16(c) << (10 - at%8)
		b.bytes[at/8] |= byte(shifted >> 8)
		b.bytes[at/8+1] |= byte(shifted)
		at += 6
	}
	b.length = at - fill
	return true
}

// unsigned reads up to 57 bits.
func (b *bits) unsigned(at, width int) uint64 {
	if at >= b.length || width == 0 {
		return 0
	}
	word, first := uint64(0), at/8
	for _, x := range b.bytes[first : first+8] {
		word = word<<8 | uint64(x)
	}
	value := word << (at % 8) >> (64 - width)
	if over := at + width - b.length; over > 0 { // what lies behind the end is fill
		value = value >> over << over
	}
	return value
}

// signed reads a number in two's complement.
func (b *bits) signed(at, width int) int64 {
	return int64(b.unsigned(at, width)) << (64 - width) >> (64 - width)
}

// text reads six-bit characters (ITU-R M.1371-5, annex 8, table 47) up to the
// first @, without blanks at the end. Characters that are cut off are left out.
func (b *bits) text(at, width int) string {
	var out strings.Builder
	for end := min(at+width, b.length); at+6 <= end; at += 6 {
		c := byte(b.unsigned(at, 6))
		if c == 0 {
			break
		}
		if c < 32 {
			c += 64
		}
		out.WriteByte(c)
	}
	return strings.TrimRight(out.String(), " ")
}

// data returns whole bytes of binary data and how many bits of them count.
func (b *bits) data(at, width int) (data []byte, length int) {
	length = max(0, min(width, b.length-at))
	for i := 0; i < length; i += 8 {
		n := min(8, length-i)
		data = append(data, byte(b.unsigned(at+i, n))<<(8-n))
	}
	return data, length
}
