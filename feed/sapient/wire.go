package sapient

import (
	"encoding/binary"
	"math"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// cursor walks the fields of a message that has passed the check. It copies and
// allocates nothing.
type cursor struct {
	rest   []byte
	number int    // of the field
	value  uint64 // of a number or enumeration, as its bits
	bytes  []byte // of a text, a message or packed numbers
}

// next moves to the next field; false at the end, or where bytes are damaged.
func (c *cursor) next() bool {
	tag, n := binary.Uvarint(c.rest)
	if n <= 0 {
		return false
	}
	c.rest, c.number, c.bytes, c.value = c.rest[n:], int(tag>>3), nil, 0
	switch protowire.Type(tag & 7) {
	case protowire.VarintType:
		if c.value, n = binary.Uvarint(c.rest); n <= 0 {
			return false
		}
	case protowire.Fixed64Type:
		if n = 8; len(c.rest) < n {
			return false
		}
		c.value = binary.LittleEndian.Uint64(c.rest)
	case protowire.Fixed32Type:
		if n = 4; len(c.rest) < n {
			return false
		}
		c.value = uint64(binary.LittleEndian.Uint32(c.rest))
	case protowire.BytesType:
		size, m := binary.Uvarint(c.rest)
		if m <= 0 || size > uint64(len(c.rest)-m) {
			return false
		}
		n = m + int(size)
		c.bytes = c.rest[m:n]
	default:
		return false
	}
	c.rest = c.rest[n:]
	return true
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
