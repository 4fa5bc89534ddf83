package ais

import (
	"errors"
	"fmt"
	"math"
)

// layout names the fields of a message: its number and, where the message has
// several forms, which.
type layout struct{ number, variant int }

// message is a whole message: its bits and how they are laid out.
type message struct {
	bits   *bits
	fields []field
	layout layout
}

// Value is what a field says.
type Value struct {
	Number float64 // of a number, a signed number or a turn
	Text   string
	Flag   bool
	Data   []byte
	Bits   int // of Data
	form   form
}

// Errors of a message.
var (
	errEmpty   = errors.New("the message is empty")
	errUnknown = errors.New("no message of this number: ITU-R M.1371-5 has 1 to 27")
)

// shortest is how many bits a message must have for its fields to mean
// anything; optional ends and slack of older transmitters are allowed for.
func shortest(number int) int {
	switch number {
	case 1, 2, 3, 4, 9, 11, 18:
		return 160 // 168 with the radio state, which some receivers cut off
	case 5:
		return 416 // 424 with its last bits
	case 19:
		return 304
	case 21:
		return 268
	case 24:
		return 158
	case 27:
		return 94
	case 10, 16, 17, 20, 7, 13:
		return 70
	case 15:
		return 86
	case 22, 23:
		return 150
	default:
		return 40
	}
}

// decoder reads messages. It holds the layouts, which do not change.
type decoder struct {
	layouts      map[layout][]field
	applications map[application][]field
}

func newDecoder() *decoder { return &decoder{layouts(), applications()} }

// message finds the layout of a payload.
func (d *decoder) message(b *bits) (message, error) {
	if b.length < 38 {
		return message{}, errEmpty
	}
	l := layoutOf(b)
	fields, ok := d.layouts[l]
	switch {
	case !ok:
		return message{}, fmt.Errorf("%w; this says %d", errUnknown, l.number)
	case b.length < shortest(l.number):
		return message{}, fmt.Errorf("message %d has %d bits, %d are the least", l.number, b.length, shortest(l.number))
	}
	return message{b, fields, l}, nil
}

// layoutOf tells the form of a message by its bits.
func layoutOf(b *bits) layout {
	l := layout{number: int(b.unsigned(0, 6))}
	switch l.number {
	case 22:
		l.variant = int(b.unsigned(139, 1)) // addressed
	case 24:
		if b.unsigned(38, 2) == 1 {
			l.variant = 1
			if b.unsigned(8, 30)/10_000_000 == 98 { // an auxiliary craft: its mother ship instead of dimensions
				l.variant = 2
			}
		}
	case 25, 26:
		l.variant = int(b.unsigned(38, 1) | b.unsigned(39, 1)<<1)
	}
	return l
}

// value reads the field at a bit.
func (m message) value(f field, at int) Value {
	width := m.width(f, at)
	v := Value{form: f.form}
	switch f.form {
	case formNumber:
		v.Number = scale(f, float64(m.bits.unsigned(at, width)))
	case formSigned:
		v.Number = scale(f, float64(m.bits.signed(at, width)))
	case formTurn:
		v.Number = turn(m.bits.signed(at, width))
	case formFlag:
		v.Flag = m.bits.unsigned(at, 1) == 1
	case formText:
		v.Text = m.bits.text(at, width)
	case formData:
		v.Data, v.Bits = m.bits.data(at, width)
	}
	return v
}

func (m message) width(f field, at int) int {
	if f.width == rest {
		return max(0, m.bits.length-at)
	}
	return f.width
}

func scale(f field, raw float64) float64 {
	if f.scale != 0 {
		raw /= f.scale
	}
	return raw + f.shift
}

// turn turns the field of messages 1 to 3 into degrees a minute: it holds 4.733
// times the root of the rate. 127 and -127 say "faster than 5 degrees in 30
// seconds, no sensor" and become infinite; -128, not available, is not a number.
func turn(raw int64) float64 {
	switch raw {
	case -128:
		return math.NaN()
	case 127:
		return math.Inf(1)
	case -127:
		return math.Inf(-1)
	}
	root := float64(raw) / 4.733
	return math.Copysign(root*root, root)
}

// reaches reports whether the message holds a field that begins at a bit. A
// number that is cut off says nothing; of a text the beginning does.
func (m message) reaches(f field, at int) bool {
	if f.form == formText || f.width == rest {
		return at < m.bits.length
	}
	return at+f.width <= m.bits.length
}

// each calls fn with every named field that the message reaches to, those of a
// known application among them.
func (d *decoder) each(m message, fn func(name string, v Value)) {
	head := len(m.fields) - 1 // binary data come last
	if m.fields[head].form == formData {
		at := 0
		for _, f := range m.fields[:head] {
			at += f.width
		}
		if inner := d.application(m, at); inner != nil {
			m.fields = concat(m.fields[:head], inner)
		}
	}
	m.walk(fn)
}

// walk calls fn with every named field that the message reaches to.
func (m message) walk(fn func(name string, v Value)) {
	at := 0
	for _, f := range m.fields {
		if f.form != formSpare && m.reaches(f, at) {
			fn(f.name, m.value(f, at))
		}
		at += m.width(f, at)
	}
}
