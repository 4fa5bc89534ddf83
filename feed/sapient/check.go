package sapient

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/truceline/truceline/feed"
)

// mistake is one thing that is wrong with a message.
type mistake struct {
	field  string // "alert.location.x"; empty: the message as a whole
	reason string
}

// mostMistakes is after how many nobody reads on.
const mostMistakes = 16

// deepest is how deep messages may lie in one another. Sub-classes may lie in
// sub-classes without end; no taxonomy is that deep.
const deepest = 24

// checker walks the bytes of a message once and notes what breaks the rules. It
// allocates for mistakes only.
type checker struct {
	at       [deepest]step
	depth    int
	mistakes []mistake
}

// step is a field on the way to the one being read.
type step struct {
	field *field
	index int // in a list
}

// check returns what is wrong with the bytes of a message, nothing for a good one.
func (s *schema) check(body []byte) []mistake {
	var c checker
	c.message(s.root, body)
	return c.mistakes
}

// note keeps a mistake in the field name of the message being read; empty: the
// message itself.
func (c *checker) note(name, format string, args ...any) {
	if len(c.mistakes) == mostMistakes {
		return
	}
	var path []byte
	for _, s := range c.at[:c.depth] {
		path = append(path, s.field.name...)
		if s.field.repeated {
			path = append(strconv.AppendInt(append(path, '['), int64(s.index), 10), ']')
		}
		path = append(path, '.')
	}
	path = append(path, name...)
	if n := len(path); n > 0 && path[n-1] == '.' {
		path = path[:n-1]
	}
	c.mistakes = append(c.mistakes, mistake{string(path), fmt.Sprintf(format, args...)})
}

// message checks one message. Damaged bytes end the walk of that message.
func (c *checker) message(m *message, whole []byte) {
	f := feed.ProtoCursor{Rest: whole}
	var given, seen uint64 // given says something; seen stands there
	var counts [mostFields + 1]uint16
	for f.Next() {
		if f.Number >= len(m.fields) || m.fields[f.Number].kind == 0 {
			c.note("", "field %d is none of the fields of %s", f.Number, m.name)
			continue
		}
		kind, bit := &m.fields[f.Number], uint64(1)<<f.Number
		if seen&bit != 0 && !kind.repeated {
			c.note(kind.name, "given twice")
			continue
		}
		seen |= bit
		if c.value(kind, &f, int(counts[f.Number])) {
			given |= bit
		}
		counts[f.Number]++
	}
	if len(f.Rest) > 0 {
		c.note("", "damaged, or cut off, %d bytes before the end of %s", len(f.Rest), m.name)
		return
	}
	before := len(c.mistakes)
	c.whole(m, given, seen)
	if len(c.mistakes) == before {
		c.sense(m.sense, whole)
	}
}

// whole checks what only the whole message shows.
func (c *checker) whole(m *message, given, seen uint64) {
	if m.time {
		return
	}
	for missing := m.needs &^ given; missing != 0; missing &= missing - 1 {
		n := bits.TrailingZeros64(missing)
		if seen&(1<<n) != 0 {
			c.note(m.fields[n].name, "mandatory, and says nothing")
		} else {
			c.note(m.fields[n].name, "mandatory, and missing")
		}
	}
	for i := range m.choices {
		one := &m.choices[i]
		switch n := bits.OnesCount64(seen & one.members); {
		case n == 0 && one.mandatory:
			c.note("", "mandatory, and missing: one of %s", m.names(one.members))
		case n > 1:
			c.note("", "only one may be given of %s", m.names(seen&one.members))
		}
	}
}

// names lists fields by their bits.
func (m *message) names(set uint64) (out string) {
	for ; set != 0; set &= set - 1 {
		if out != "" {
			out += ", "
		}
		out += m.fields[bits.TrailingZeros64(set)].name
	}
	return out
}

// value checks one value of a field, or a packed list of them; given reports
// whether it says anything.
func (c *checker) value(f *field, v *feed.ProtoCursor, index int) (given bool) {
	switch f.kind {
	case protoreflect.MessageKind, protoreflect.StringKind, protoreflect.BytesKind:
		if v.Wire == feed.ProtoBytes {
			return c.bytes(f, v.Bytes, index)
		}
	case protoreflect.DoubleKind:
		if v.Wire == feed.ProtoFixed64 {
			return c.number(f, v.Double())
		}
	case protoreflect.FloatKind:
		if v.Wire == feed.ProtoFixed32 {
			return c.number(f, v.Float())
		}
	default:
		if v.Wire == feed.ProtoVarint {
			return c.varint(f, v.Value)
		}
		if v.Wire == feed.ProtoBytes && f.repeated {
			return c.packed(f, v.Bytes)
		}
	}
	return c.wrongType(f)
}

// packed checks a list of whole numbers or values of an enumeration.
func (c *checker) packed(f *field, list []byte) (given bool) {
	for len(list) > 0 {
		v, n := binary.Uvarint(list)
		if n <= 0 {
			return c.wrongType(f)
		}
		given, list = c.varint(f, v) || given, list[n:]
	}
	return given
}

func (c *checker) wrongType(f *field) bool {
	c.note(f.name, "not written as a %s", f.kind)
	return true // it is there, which is all that the rule of mandatory fields asks
}

// bytes checks a message, a text or bytes.
func (c *checker) bytes(f *field, value []byte, index int) (given bool) {
	switch {
	case f.kind == protoreflect.MessageKind:
		if c.depth == deepest {
			c.note("", "lies more than %d deep", deepest)
			return true
		}
		c.at[c.depth] = step{f, index}
		c.depth++
		c.message(f.message, value)
		if f.message.time {
			if _, ok := timestamp(value); !ok {
				c.note("", "no moment between the years 1900 and 2150")
			}
		}
		c.depth--
		return true
	case f.kind == protoreflect.BytesKind:
	case !utf8.Valid(value):
		c.note(f.nameAt(index), "not UTF-8")
	case f.uuid && !isUUID(value):
		c.note(f.nameAt(index), "%.40q is not a UUID, as 8-4-4-4-12 hexadecimal digits", value)
	case f.ulid && !isULID(value):
		c.note(f.nameAt(index), "%.40q is not a ULID, as 26 characters of Crockford's base 32", value)
	}
	return len(value) > 0
}

// nameAt is a field's name, with the index where it is a list.
func (f *field) nameAt(index int) string {
	if f.repeated {
		return f.name + "[" + strconv.Itoa(index) + "]"
	}
	return f.name
}

// number checks a number.
func (c *checker) number(f *field, v float64) bool {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		c.note(f.name, "%v is no finite number", v)
	case v < f.least:
		c.note(f.name, "%v is below %v", v, f.least)
	case v > f.most:
		c.note(f.name, "%v is above %v", v, f.most)
	}
	return true
}

// varint checks a whole number, a truth value or a value of an enumeration.
func (c *checker) varint(f *field, v uint64) (given bool) {
	switch f.kind {
	case protoreflect.EnumKind:
		if v > mostFields || f.values&(1<<v) == 0 {
			c.note(f.name, "%d is none of its values", int64(v))
			return true
		}
		return v != 0
	case protoreflect.BoolKind:
		return true
	}
	return c.number(f, float64(int64(v)))
}

// isUUID reports whether a text is a UUID (RFC 4122, 3); hexadecimal digits may
// be of either case.
func isUUID(text []byte) bool {
	if len(text) != 36 {
		return false
	}
	for i, b := range text {
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if b != '-' {
				return false
			}
		case b-'0' > 9 && b|0x20-'a' > 5:
			return false
		}
	}
	return true
}

// isULID reports whether a text is a ULID as its specification writes them: ten
// characters of time, the first at most 7, and sixteen of chance.
func isULID(text []byte) bool {
	if len(text) != 26 || text[0] > '7' {
		return false
	}
	for _, b := range text {
		if b-'0' > 9 && (b-'A' > 25 || b == 'I' || b == 'L' || b == 'O' || b == 'U') {
			return false
		}
	}
	return true
}
