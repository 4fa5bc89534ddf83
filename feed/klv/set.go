package klv

import (
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The tables say what the items of a local set are: tag, form, lowest and highest
// value of the mapped forms, unit and name.
//
//	u2 LOW HIGH     unsigned, so many octets, mapped to the range (ST 0601, 7)
//	s2 LOW HIGH     signed, the same; its lowest value says "out of range"
//	imapb LOW HIGH  as many octets as there are, mapped (ST 1201, method B)
//	n2, i1          whole number of so many octets, unsigned and signed
//	uint, int       whole number of up to eight octets
//	text, octets, set
//
//go:embed tables
var tables embed.FS

// form is how an item is written.
type form uint8

const (
	formOctets form = iota
	formText
	formWhole    // unsigned
	formSigned   // whole and signed
	formMapped   // unsigned
	formMappedTo // signed
	formIMAPB
)

// item is what a table says of a tag.
type item struct {
	form      form
	octets    int // that it must have; 0: as many as there are
	low, high float64
	unit      string
	name      string
}

// table is the items of a local set by tag.
type table map[uint64]item

// readTable reads a table.
func readTable(name string) (table, error) {
	text, err := tables.ReadFile("tables/" + name)
	if err != nil {
		return nil, err
	}
	t := table{}
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		tag, i, err := parseItem(strings.Fields(line))
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, n+1, err)
		}
		t[tag] = i
	}
	return t, nil
}

var errTable = errors.New("not a tag, form, range, unit and name")

func parseItem(words []string) (tag uint64, i item, err error) {
	if len(words) < 4 {
		return 0, i, errTable
	}
	if tag, err = strconv.ParseUint(words[0], 10, 32); err != nil {
		return 0, i, err
	}
	kind, rest := words[1], words[2:]
	forms := map[string]form{"u": formMapped, "s": formMappedTo, "n": formWhole, "i": formSigned}
	switch f, sized := forms[kind[:1]]; {
	case kind == "text":
		i.form = formText
	case kind == "octets" || kind == "set":
	case kind == "uint":
		i.form = formWhole
	case kind == "int":
		i.form = formSigned
	case kind == "imapb":
		i.form = formIMAPB
	case sized:
		i.form = f
		if i.octets, err = strconv.Atoi(kind[1:]); err != nil {
			return 0, i, err
		}
	default:
		return 0, i, errTable
	}
	if i.form == formMapped || i.form == formMappedTo || i.form == formIMAPB {
		var err1, err2 error
		i.low, err1 = strconv.ParseFloat(rest[0], 64)
		i.high, err2 = strconv.ParseFloat(rest[1], 64)
		if err1 != nil || err2 != nil || i.low >= i.high {
			return 0, i, errTable
		}
		rest = rest[2:]
	}
	i.unit, i.name = rest[0], strings.Join(rest[1:], " ")
	return tag, i, nil
}

// value is the number that octets stand for; not a number where they say that it
// is not known, and for what is no number.
func (i item) value(b []byte) float64 {
	raw := uint64(0)
	for _, c := range b {
		raw = raw<<8 | uint64(c)
	}
	bits := 8 * len(b)
	signed := int64(raw<<(64-bits)) >> (64 - bits)
	switch i.form {
	case formWhole:
		return float64(raw)
	case formSigned:
		return float64(signed)
	case formMapped:
		return i.low + float64(raw)*(i.high-i.low)/(math.Exp2(float64(bits))-1)
	case formMappedTo:
		if raw == 1<<(bits-1) {
			return math.NaN()
		}
		return float64(signed) * (i.high - i.low) / (math.Exp2(float64(bits)) - 2)
	case formIMAPB:
		return imapb(i.low, i.high, raw, bits)
	}
	return math.NaN()
}

// imapb maps a whole number to a range (ST 1201.5, 7.2): in steps of a power of
// two, with nought among them where the range holds it. Numbers with the first bit
// set are special, but for the highest of a range whose length is a power of two.
func imapb(low, high float64, raw uint64, bits int) float64 {
	if raw>>(bits-1) == 1 && raw != 1<<(bits-1) {
		return math.NaN()
	}
	step := math.Exp2(math.Ceil(math.Log2(high-low)) - float64(bits-1))
	shift := 0.0
	if low < 0 && high > 0 {
		shift = low/step - math.Floor(low/step)
	}
	return step*(float64(raw)-shift) + low
}

// Errors of a local set.
var (
	errBER      = errors.New("a length or tag that is not as ISO 8825-1 (BER) writes it")
	errEnd      = errors.New("an item ends behind its set")
	errChecksum = errors.New("the checksum does not agree")
	errNoSum    = errors.New("no checksum at its end")
)

// berLength reads a length (ISO 8825-1, 8.1.3; ST 0107, short and long form) and
// returns it with how many octets it took.
func berLength(b []byte) (length, octets int, err error) {
	if len(b) == 0 {
		return 0, 0, errBER
	}
	if b[0] < 0x80 {
		return int(b[0]), 1, nil
	}
	n := int(b[0] & 0x7f)
	if n == 0 || n > 4 || len(b) < 1+n {
		return 0, 0, errBER
	}
	for _, c := range b[1 : 1+n] {
		length = length<<8 | int(c)
	}
	return length, 1 + n, nil
}

// berOID reads a tag (ISO 8825-1, 8.19.2): seven bits an octet, the first bit set
// in all but the last.
func berOID(b []byte) (tag uint64, octets int, err error) {
	for i, c := range b {
		if i == 5 {
			break
		}
		if i == 0 && c == 0x80 {
			return 0, 0, errBER // a leading nought
		}
		tag = tag<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return tag, i + 1, nil
		}
	}
	return 0, 0, errBER
}

// set is the items of a local set as they are written, by tag; of a tag that comes
// twice the last.
type set struct {
	table table
	items []stated
}

type stated struct {
	tag  uint64
	body []byte
}

// readSet reads the items of a local set (SMPTE ST 336; ST 0107).
func readSet(t table, body []byte) (s set, err error) {
	s.table = t
	for len(body) > 0 {
		tag, n, err := berOID(body)
		if err != nil {
			return s, err
		}
		length, m, err := berLength(body[n:])
		if err != nil {
			return s, err
		}
		body = body[n+m:]
		if length > len(body) {
			return s, errEnd
		}
		if i, known := t[tag]; known && length > 0 && (i.octets != 0 && length != i.octets || i.form != formText && i.form != formOctets && length > 8) {
			return s, fmt.Errorf("tag %d (%s) has %d octets", tag, i.name, length)
		}
		s.items = append(s.items, stated{tag, body[:length]})
		body = body[length:]
	}
	return s, nil
}

// octets returns an item as it is written; nil where it is not stated, or stated
// as not known (a length of nought).
func (s set) octets(tag uint64) []byte {
	for i := len(s.items) - 1; i >= 0; i-- {
		if s.items[i].tag == tag && len(s.items[i].body) > 0 {
			return s.items[i].body
		}
	}
	return nil
}

// number returns an item's value; not a number where it is not stated.
func (s set) number(tag uint64) float64 {
	b := s.octets(tag)
	if b == nil {
		return math.NaN()
	}
	return s.table[tag].value(b)
}

// text returns an item's characters; none where its set's table does not know it as text.
func (s set) text(tag uint64) string {
	if s.table[tag].form != formText {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r < 32 || r == '\ufffd' {
			return -1
		}
		return r
	}, string(s.octets(tag)))
}

// checkSum holds the checksum at the end of a packet (tag 1, two octets) against
// the sum of all octets before it, as 16-bit words (ST 0601, 6.6).
func checkSum(packet []byte) error {
	n := len(packet)
	if n < 4 || packet[n-4] != 1 || packet[n-3] != 2 {
		return errNoSum
	}
	sum := uint16(0)
	for i, c := range packet[:n-2] {
		sum += uint16(c) << (8 * uint((i+1)%2))
	}
	if sum != binary.BigEndian.Uint16(packet[n-2:]) {
		return errChecksum
	}
	return nil
}
