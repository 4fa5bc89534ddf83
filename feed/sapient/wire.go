package sapient

import (
	"encoding/binary"
	"math"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// cursor walks the fields of a message. It copies and allocates nothing.
type cursor struct {
	rest   []byte
	number int // of the field
	wire   protowire.Type
	value  uint64 // of a number or enumeration, as its bits
	bytes  []byte // of a text, a message or packed numbers
}

// next moves to the next field. At false the walk is over: at the end, or where
// bytes are damaged, of which some are left then.
func (c *cursor) next() bool {
	tag, n := varint(c.rest)
	if n <= 0 || tag>>3 == 0 || tag>>3 > uint64(protowire.MaxValidNumber) {
		return false
	}
	rest := c.rest[n:]
	c.number, c.wire, c.bytes, c.value = int(tag>>3), protowire.Type(tag&7), nil, 0
	switch c.wire {
	case protowire.VarintType:
		if c.value, n = varint(rest); n <= 0 {
			return false
		}
	case protowire.Fixed64Type:
		if n = 8; len(rest) < n {
			return false
		}
		c.value = binary.LittleEndian.Uint64(rest)
	case protowire.Fixed32Type:
		if n = 4; len(rest) < n {
			return false
		}
		c.value = uint64(binary.LittleEndian.Uint32(rest))
	case protowire.BytesType:
		size, m := varint(rest)
		if m <= 0 || size > uint64(len(rest)-m) {
			return false
		}
		n = m + int(size)
		c.bytes = rest[m:n]
	default: // groups are no part of proto3
		return false
	}
	c.rest = rest[n:]
	return true
}

// varint reads a number of variable length, most of which have one byte.
func varint(b []byte) (v uint64, n int) {
	if len(b) > 0 && b[0] < 0x80 {
		return uint64(b[0]), 1
	}
	return binary.Uvarint(b)
}

// double and float read the value of a field of that type.
func (c *cursor) double() float64 { return math.Float64frombits(c.value) }
func (c *cursor) float() float64  { return float64(math.Float32frombits(uint32(c.value))) }

// timestamp reads a google.protobuf.Timestamp; ok is false outside the years in
// which anything that Truceline reads can have happened.
func timestamp(body []byte) (t time.Time, ok bool) {
	var seconds, nanos int64
	for c := (cursor{rest: body}); c.next(); {
		switch c.number {
		case 1:
			seconds = int64(c.value)
		case 2:
			nanos = int64(c.value)
		}
	}
	const year1900, year2150 = -2208988800, 5680281600
	if seconds < year1900 || seconds >= year2150 || nanos < 0 || nanos > 999_999_999 {
		return t, false
	}
	return time.Unix(seconds, nanos).UTC(), true
}
