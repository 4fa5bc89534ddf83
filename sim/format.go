package sim

import (
	"math"
	"time"
)

// cells writes rows, cell by cell in the order of the columns, without
// allocating: as CSV, or as lines of JSON with empty cells left out. How a
// number is written depends on its column only, so that it says nothing about
// where it came from.
type cells struct {
	b      []byte
	names  []string
	ndjson bool
	i      int  // next column
	any    bool // something stands in this row
}

// begin starts a row.
func (c *cells) begin() {
	c.i, c.any = 0, false
	if c.ndjson {
		c.b = append(c.b, '{')
	}
}

// end ends it.
func (c *cells) end() {
	if c.ndjson {
		c.b = append(c.b, '}')
	} else {
		for ; c.i < len(c.names); c.i++ {
			if c.i > 0 {
				c.b = append(c.b, ',')
			}
		}
	}
	c.b = append(c.b, '\n')
}

// next goes to the next cell, which will not be empty.
func (c *cells) next() {
	if c.ndjson {
		if c.any {
			c.b = append(c.b, ',')
		}
		c.b = append(c.b, '"')
		c.b = append(c.b, c.names[c.i]...)
		c.b = append(c.b, '"', ':')
	} else if c.i > 0 {
		c.b = append(c.b, ',')
	}
	c.any = true
	c.i++
}

// none leaves a cell empty.
func (c *cells) none() {
	if !c.ndjson && c.i > 0 {
		c.b = append(c.b, ',')
	}
	c.i++
}

// text writes a text; an empty one leaves the cell empty.
func (c *cells) text(s string) {
	if s == "" {
		c.none()
		return
	}
	c.next()
	c.quoted(s)
}

func (c *cells) quoted(s string) {
	special := c.ndjson
	for i := 0; i < len(s) && !special; i++ {
		special = s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r'
	}
	if !special {
		c.b = append(c.b, s...)
		return
	}
	c.b = append(c.b, '"')
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"' && c.ndjson:
			c.b = append(c.b, '\\', '"')
		case s[i] == '"':
			c.b = append(c.b, '"', '"')
		case s[i] == '\\' && c.ndjson:
			c.b = append(c.b, '\\', '\\')
		default:
			c.b = append(c.b, s[i])
		}
	}
	c.b = append(c.b, '"')
}

// list writes texts with semicolons between, in JSON as a list.
func (c *cells) list(parts ...string) {
	if len(parts) == 0 || parts[0] == "" {
		c.none()
		return
	}
	c.next()
	if c.ndjson {
		c.b = append(c.b, '[')
	}
	for i, p := range parts {
		switch {
		case i > 0 && c.ndjson:
			c.b = append(c.b, ',')
		case i > 0:
			c.b = append(c.b, ';')
		}
		c.quoted(p)
	}
	if c.ndjson {
		c.b = append(c.b, ']')
	}
}

// number writes a number with a fixed count of digits after the point.
func (c *cells) number(x float64, digits int) {
	c.next()
	c.b = appendFixed(c.b, x, digits)
}

// whole writes a whole number.
func (c *cells) whole(n int) {
	c.next()
	c.b = appendWhole(c.b, int64(n), 1)
}

// moment writes a time in UTC as RFC 3339, to whole seconds or milliseconds.
func (c *cells) moment(t time.Time, to time.Duration) {
	c.next()
	if c.ndjson {
		c.b = append(c.b, '"')
	}
	c.b = appendStamp(c.b, t.UnixMilli(), to < time.Second)
	if c.ndjson {
		c.b = append(c.b, '"')
	}
}

// appendFixed writes a number with a fixed count of digits after the point, up
// to six; half a unit is rounded away from zero.
func appendFixed(b []byte, x float64, digits int) []byte {
	unit := int64(1)
	for range digits {
		unit *= 10
	}
	n := int64(math.Round(math.Abs(x) * float64(unit)))
	if x < 0 && n > 0 {
		b = append(b, '-')
	}
	b = appendWhole(b, n/unit, 1)
	if digits > 0 {
		b = append(b, '.')
		b = appendWhole(b, n%unit, digits)
	}
	return b
}

// appendWhole writes a whole number with at least so many digits.
func appendWhole(b []byte, n int64, digits int) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	var buf [20]byte
	i := len(buf)
	for n > 0 || digits > 0 {
		i--
		buf[i] = byte('0' + n%10)
		n /= 10
		digits--
	}
	return append(b, buf[i:]...)
}

// appendStamp writes milliseconds since 1970 as RFC 3339 in UTC; what is under
// a second is cut off when it is not wanted.
func appendStamp(b []byte, ms int64, millis bool) []byte {
	days := ms / 86_400_000
	left := ms % 86_400_000
	if left < 0 {
		days, left = days-1, left+86_400_000
	}
	y, m, d := civil(days)
	b = append(appendWhole(b, y, 4), '-')
	b = append(appendWhole(b, m, 2), '-')
	b = append(appendWhole(b, d, 2), 'T')
	b = append(appendWhole(b, left/3_600_000, 2), ':')
	b = append(appendWhole(b, left/60_000%60, 2), ':')
	b = appendWhole(b, left/1000%60, 2)
	if millis {
		b = append(b, '.')
		b = appendWhole(b, left%1000, 3)
	}
	return append(b, 'Z')
}

// civil returns the date of a day counted from 1970-01-01 in the Gregorian
// calendar, by counting days of years that begin in March.
func civil(days int64) (y, m, d int64) {
	days += 719_468
	era := days / 146_097
	if days < 0 {
		era = (days - 146_096) / 146_097
	}
	doe := days - era*146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d = doy - (153*mp+2)/5 + 1
	m = mp + 3
	if m > 12 {
		m -= 12
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, d
}
