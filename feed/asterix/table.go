package asterix

import (
	"embed"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// The tables say how the items of each category are made, in the order of its
// user application profile, a line each, indented under what they are part of:
//
//	010 group                 fields one after the other
//	020 extended              parts, each ended by "fx": the next follows if that bit is set
//	250 repeat 1              a count of so many octets, then the fields as often
//	030 chain                 the fields again and again while the bit behind them is set
//	120 compound              octets that say which of the parts below follow
//	SP explicit               a length in octets, which counts itself, and what is not read
//	RE expansion              the same, and in it an octet that says which of the parts follow
//	rho u16 1/256 NM          a field: u unsigned, s signed, o octal, a ASCII, i six-bit
//	                          characters, and its bits; the value of its last bit, and its unit
//	- 3                       bits without meaning; "-" alone: a part that does not exist
//
//go:embed tables
var tables embed.FS

// form is how a part of an item is written.
type form uint8

const (
	formField form = iota
	formSpare
	formGroup
	formExtended
	formRepeat
	formChain
	formCompound
	formExplicit
	formExpansion
	formEnd // "fx"
)

// part is an item or a part of one: a field, or parts in some form.
type part struct {
	form  form
	name  string // with what it is part of: "040.rho"
	title string
	bits  int // of a field or of spare bits; octets of the count of what is repeated
	kind  byte
	lsb   float64
	unit  string
	field int // number of the field in its category
	parts []*part
}

// category is a table made ready.
type category struct {
	number int
	items  []*part // by field reference number less one; nil: there is none
	fields []*part
	named  map[string]int
}

// categories reads the tables. They are part of the program: a mistake in one is
// an error of every feed, and a test reads them all.
func categories() (map[byte]*category, error) {
	known := map[byte]*category{}
	for _, number := range []int{21, 34, 48, 62, 65} {
		name := fmt.Sprintf("tables/cat%03d.txt", number)
		text, err := tables.ReadFile(name)
		if err != nil {
			return nil, err
		}
		c := &category{number: number, named: map[string]int{}}
		if err := c.read(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		known[byte(number)] = c
	}
	return known, nil
}

// read makes a table ready.
func (c *category) read(text string) error {
	root := &part{}
	open := []*part{root} // what a line of each depth is part of
	for i, line := range strings.Split(text, "\n") {
		body, title, _ := strings.Cut(line, "#")
		words := strings.Fields(body)
		if len(words) == 0 {
			continue
		}
		depth := (len(body) - len(strings.TrimLeft(body, " "))) / 2
		if depth >= len(open) {
			return fmt.Errorf("line %d is indented too far", i+1)
		}
		p, err := parsePart(words)
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		open = open[:depth+1]
		above := open[depth]
		if p != nil {
			p.title = strings.TrimSpace(title)
			if above != root && p.name != "" {
				p.name = above.name + "." + p.name
			}
			if p.form == formField {
				p.field = len(c.fields)
				c.fields = append(c.fields, p)
				c.named[p.name] = p.field
			}
			open = append(open, p)
		} else if above != root && above.form != formCompound && above.form != formExpansion {
			return fmt.Errorf("line %d: only an item or a part of a compound one can be missing", i+1)
		}
		above.parts = append(above.parts, p)
	}
	c.items = root.parts
	if len(c.fields) > maxFields {
		return fmt.Errorf("more than %d fields", maxFields)
	}
	return nil
}

// parsePart reads a line of a table; nil for a part that does not exist.
func parsePart(words []string) (*part, error) {
	if words[0] == "-" {
		if len(words) == 1 {
			return nil, nil
		}
		n, err := strconv.Atoi(words[1])
		return &part{form: formSpare, bits: n}, err
	}
	if words[0] == "fx" {
		return &part{form: formEnd}, nil
	}
	if len(words) < 2 {
		return nil, fmt.Errorf("%q has no form", words[0])
	}
	p := &part{name: words[0]}
	forms := map[string]form{"group": formGroup, "extended": formExtended, "repeat": formRepeat, "chain": formChain,
		"compound": formCompound, "explicit": formExplicit, "expansion": formExpansion}
	if f, ok := forms[words[1]]; ok {
		p.form = f
		if f == formRepeat {
			p.bits = 8
		}
		return p, nil
	}
	p.kind, p.lsb = words[1][0], 1
	n, err := strconv.Atoi(words[1][1:])
	if err != nil || n < 1 || n > 64 || !strings.ContainsRune("usoai", rune(p.kind)) {
		return nil, fmt.Errorf("%q is no form", words[1])
	}
	p.bits = n
	if len(words) > 2 {
		if p.lsb, err = fraction(words[2]); err != nil {
			return nil, err
		}
	}
	if len(words) > 3 {
		p.unit = words[3]
	}
	return p, nil
}

// fraction reads a number as 45/8192.
func fraction(text string) (float64, error) {
	above, below, divided := strings.Cut(text, "/")
	a, err := strconv.ParseFloat(above, 64)
	if err != nil || !divided {
		return a, err
	}
	b, err := strconv.ParseFloat(below, 64)
	return a / b, err
}

// value is the number that a field's bits stand for, in its unit.
func (p *part) value(raw uint64) float64 {
	if p.kind == 's' {
		return float64(int64(raw<<(64-p.bits))>>(64-p.bits)) * p.lsb
	}
	return float64(raw) * p.lsb
}

// text is the characters that a field's bits stand for, without the blanks
// behind them. Six-bit characters are those of ICAO Annex 10, volume IV, table
// 3-9; others are written as "?".
func (p *part) text(raw uint64) string {
	size := map[byte]int{'a': 8, 'i': 6, 'o': 3}[p.kind]
	var out [22]byte
	n := 0
	for shift := p.bits - size; shift >= 0; shift -= size {
		c := byte(raw >> shift & (1<<size - 1))
		switch {
		case p.kind == 'o':
			c += '0'
		case p.kind == 'i' && c >= 1 && c <= 26:
			c += 'A' - 1
		case p.kind == 'i' && c == 0:
			c = ' '
		case c < 32 || c > 126 || p.kind == 'i' && c != 32 && bits.LeadingZeros8(c) != 2:
			c = '?'
		}
		out[n] = c
		n++
	}
	return strings.TrimRight(string(out[:n]), " ")
}
