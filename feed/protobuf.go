package feed

import (
	"encoding/binary"
	"math"
)

// ProtoCursor walks the fields of a message in the protobuf wire format
// (https://protobuf.dev/programming-guides/encoding). It copies and allocates
// nothing, and never reads beyond the bytes that it was given.
type ProtoCursor struct {
	Rest   []byte // what has not been walked
	Number int    // of the field
	Wire   int    // its wire type, see below
	Value  uint64 // of a number, a truth value or an enumeration, as its bits
	Bytes  []byte // of a text, a message or packed numbers
}

// Wire types of fields. Groups (3 and 4) are no part of proto3.
const (
	ProtoVarint  = 0
	ProtoFixed64 = 1
	ProtoBytes   = 2
	ProtoFixed32 = 5
)

// Next moves to the next field. At false the walk is over: at the end, or where
// bytes are damaged, of which some are left in Rest then.
func (c *ProtoCursor) Next() bool {
	const mostNumber = 1<<29 - 1
	if len(c.Rest) == 0 {
		return false
	}
	tag, n := uint64(c.Rest[0]), 1
	if tag >= 0x80 {
		tag, n = ProtoUvarint(c.Rest)
	}
	if n <= 0 || tag>>3 == 0 || tag>>3 > mostNumber {
		return false
	}
	rest := c.Rest[n:]
	c.Number, c.Wire, c.Bytes, c.Value = int(tag>>3), int(tag&7), nil, 0
	switch c.Wire {
	case ProtoVarint:
		if c.Value, n = ProtoUvarint(rest); n <= 0 {
			return false
		}
	case ProtoFixed64:
		if n = 8; len(rest) < n {
			return false
		}
		c.Value = binary.LittleEndian.Uint64(rest)
	case ProtoFixed32:
		if n = 4; len(rest) < n {
			return false
		}
		c.Value = uint64(binary.LittleEndian.Uint32(rest))
	case ProtoBytes:
		size, m := ProtoUvarint(rest)
		if m <= 0 || size > uint64(len(rest)-m) {
			return false
		}
		n = m + int(size)
		c.Bytes = rest[m:n:n]
	default:
		return false
	}
	c.Rest = rest[n:]
	return true
}

// Double and Float read the value of a field of that type.
func (c *ProtoCursor) Double() float64 { return math.Float64frombits(c.Value) }

// Float is Double for four bytes.
func (c *ProtoCursor) Float() float64 { return float64(math.Float32frombits(uint32(c.Value))) }

// ProtoUvarint reads a number of variable length, most of which have one byte or two.
// n is its length, 0 or less where there is none.
func ProtoUvarint(b []byte) (v uint64, n int) {
	switch {
	case len(b) > 0 && b[0] < 0x80:
		return uint64(b[0]), 1
	case len(b) > 1 && b[1] < 0x80:
		return uint64(b[0]&0x7f) | uint64(b[1])<<7, 2
	}
	return binary.Uvarint(b)
}
