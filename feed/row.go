package feed

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/truceline/truceline"
)

// Row is one row of a row format while it is read: its fields by number of
// column, and what was made of it. The getters refuse what is malformed by
// field, so that a format's code reads as the list of its fields.
//
// A Row is valid only during the call that it is handed to.
type Row struct {
	// Reading collects what the row says.
	Reading truceline.Reading

	entry    truceline.Entry
	config   *Config
	names    []string
	at       []int
	fields   [][]byte
	made     int // observations, claims, ... made from the entry so far
	refused  int // refusals before this row
	needs    [][]byte
	dayBytes [10]byte // the day read last, for files that repeat it row by row
	day      time.Time
}

// NewRow returns a row of fields that did not come as a line of commas; fields
// holds one field a column, nil where it is absent.
func NewRow(e truceline.Entry, needs [][]byte, c *Config, names []string, fields [][]byte) *Row {
	r := &Row{entry: e, config: c, names: names, fields: fields, needs: needs}
	for i := range names {
		r.at = append(r.at, i)
	}
	return r
}

// Next goes on to another row of the same entry, of which fields holds one field a
// column.
func (r *Row) Next(fields [][]byte) { r.fields, r.refused = fields, len(r.Reading.Refusals) }

// Entry returns the entry that the row was read from, with the row's own line.
func (r *Row) Entry() *truceline.Entry { return &r.entry }

// Needs returns the bodies of the entries that the row's entry needs.
func (r *Row) Needs() [][]byte { return r.needs }

// Refuse refuses the row because of one column; -1 for the row as a whole.
func (r *Row) Refuse(column int, format string, args ...any) {
	field := ""
	if column >= 0 {
		field = r.names[column]
	}
	r.refuse(field, fmt.Sprintf(format, args...))
}

func (r *Row) refuse(field, reason string) {
	r.Reading.Refusals = append(r.Reading.Refusals, Refusal(r.entry, *r.config, field, reason))
}

// Refused reports whether anything in this row has been refused.
func (r *Row) Refused() bool { return len(r.Reading.Refusals) > r.refused }

// Refusal returns a refusal of an entry. Field may be empty. Both field and
// reason are cut where they quote more than people will read.
func Refusal(e truceline.Entry, c Config, field, reason string) truceline.Refusal {
	refusal := truceline.Refusal{Entry: e.ID, Feed: c.Name(e), File: e.File, Line: max(e.Line, 1), Field: short(field, 200), Reason: short(reason, 400)}
	if refusal.File == "" {
		refusal.File = "(no name)"
	}
	return refusal
}

// Name returns the feed's name for what is read from an entry: that under which it
// stands in the journal, or, outside one, the configured one.
func (c Config) Name(e truceline.Entry) string {
	if e.Feed != "" {
		return e.Feed
	}
	return c.Feed
}

// Within names a field of a part of a document by where the part stands in it;
// either may be empty.
func Within(path, field string) string {
	if path == "" || field == "" {
		return path + field
	}
	return path + "." + field
}

// short cuts a text to so many bytes, and says so.
func short(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + " ..."
}

// Bytes returns a field without the blanks round it; it is empty when the
// column is absent. The bytes are those of the entry and must not be changed.
func (r *Row) Bytes(column int) []byte {
	i := r.at[column]
	if i < 0 || i >= len(r.fields) {
		return nil
	}
	b := r.fields[i]
	if len(b) == 0 || b[0] > ' ' && b[len(b)-1] > ' ' {
		return b
	}
	return bytes.TrimSpace(b)
}

// Other returns the field of another line of the same file, nil when that line
// has not as many fields as this one or cannot be cut.
func (r *Row) Other(line []byte, column int) []byte {
	fields, err := Fields(line, nil)
	if i := r.at[column]; err == nil && i >= 0 && len(fields) == len(r.fields) {
		return bytes.TrimSpace(fields[i])
	}
	return nil
}

// Has reports whether a field is there and not empty.
func (r *Row) Has(column int) bool { return len(r.Bytes(column)) > 0 }

// Text returns a field as text, and refuses bytes that are not UTF-8.
func (r *Row) Text(column int) string {
	b := r.Bytes(column)
	if !utf8.Valid(b) {
		r.Refuse(column, "not UTF-8: %q", b)
		return ""
	}
	return string(b)
}

// Need returns a field as text, and refuses an empty one.
func (r *Row) Need(column int) string {
	if !r.Has(column) {
		r.Refuse(column, "missing")
		return ""
	}
	return r.Text(column)
}

// List returns the parts of a field between semicolons, without blanks and
// without empty ones.
func (r *Row) List(column int) []string { return Parts(r.Text(column)) }

// Parts cuts a list, of a field or an option, at its semicolons; blanks around the parts
// and empty parts are dropped.
func Parts(list string) (parts []string) {
	for part := range strings.SplitSeq(list, ";") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// Point returns the point of two fields in degrees. given is false when both
// are empty, or one was refused; one without the other is refused.
func (r *Row) Point(lat, lon int) (p truceline.Point, given bool) {
	var ok1, ok2 bool
	p.Lat, ok1 = r.Number(lat, -90, 90)
	p.Lon, ok2 = r.Number(lon, -180, 180)
	for _, column := range []int{lat, lon} {
		if !r.Has(column) && (r.Has(lat) || r.Has(lon)) {
			r.Refuse(column, "missing beside %s", r.names[lat+lon-column])
		}
	}
	return p, ok1 && ok2
}

// Number returns a field as a number from least to most. given is false when
// the field is empty, or was refused.
func (r *Row) Number(column int, least, most float64) (x float64, given bool) {
	b := r.Bytes(column)
	if len(b) == 0 {
		return 0, false
	}
	x, ok := decimal(b)
	if !ok {
		r.Refuse(column, "not a number: %q", b)
		return 0, false
	}
	if !(x >= least && x <= most) {
		r.Refuse(column, "%s is not between %v and %v", b, least, most)
		return 0, false
	}
	return x, true
}

// decimal reads a number in decimal notation, with or without an exponent. Most have
// so few digits that whole part and fraction are exact, and so is their quotient
// rounded as it must be; the others are left to the library.
func decimal(b []byte) (x float64, ok bool) {
	const exact = len(scales) - 1 // digits
	if len(b) == 0 {
		return 0, false
	}
	digits, point := int64(0), -1
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9' && len(b) <= exact:
			digits = digits*10 + int64(c-'0')
		case c == '.' && point < 0 && len(b) > 1 && len(b) <= exact:
			point = i
		case c == '-' && i == 0 && len(b) > 1 && len(b) <= exact && b[1] != '.':
		default:
			return uncommon(b)
		}
	}
	x = float64(digits)
	if point >= 0 {
		x /= scales[len(b)-1-point]
	}
	if b[0] == '-' {
		x = -x
	}
	return x, true
}

// scales are the powers of ten that fifteen digits can be divided by.
var scales = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// uncommon reads a number as decimal does, whatever its length.
func uncommon(b []byte) (x float64, ok bool) {
	for _, c := range b {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(string(b), 64)
	return x, err == nil
}

// Bearing returns a field as degrees clockwise from true north, from 0 to under
// 360; 360 is taken as 0.
func (r *Row) Bearing(column int) (degrees float64, given bool) {
	degrees, given = r.Number(column, 0, 360)
	if degrees == 360 {
		degrees = 0
	}
	return degrees, given
}

// NeedNumber is Number of a field that must not be empty.
func (r *Row) NeedNumber(column int, least, most float64) float64 {
	if !r.Has(column) {
		r.Refuse(column, "missing")
	}
	x, _ := r.Number(column, least, most)
	return x
}

// Local returns a field as a moment from a local time or a day, see
// [ParseLocal]. An empty field is no time; what is malformed is refused.
func (r *Row) Local(column int, zone *time.Location) (t time.Time, onlyDay, given bool) {
	if !r.Has(column) {
		return time.Time{}, false, false
	}
	t, onlyDay, err := ParseLocal(r.Bytes(column), zone)
	if err != nil {
		r.Refuse(column, "%v", err)
	}
	return t, onlyDay, err == nil
}

// Whole returns a field as a whole number from least to most. given is false
// when the field is empty, or was refused.
func (r *Row) Whole(column, least, most int) (n int, given bool) {
	b := r.Bytes(column)
	if len(b) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(string(b))
	if err != nil {
		r.Refuse(column, "not a whole number: %q", b)
		return 0, false
	}
	if n < least || n > most {
		r.Refuse(column, "%d is not between %d and %d", n, least, most)
		return 0, false
	}
	return n, true
}

// Time returns a field as a moment, see [ParseTime]. given is false when the
// field is empty, or was refused.
func (r *Row) Time(column int) (t time.Time, given bool) {
	b := r.Bytes(column)
	if len(b) == 0 {
		return time.Time{}, false
	}
	t, ok := ParseTime(b)
	if !ok {
		r.Refuse(column, "not a time with a zone as 2006-01-02T15:04:05Z: %q", b)
	}
	return t, ok
}

// Day returns the first moment (UTC) of the day in a field, and refuses an
// empty field.
func (r *Row) Day(column int) time.Time {
	b := r.Bytes(column)
	if len(b) == len(r.dayBytes) && string(b) == string(r.dayBytes[:]) && !r.day.IsZero() {
		return r.day
	}
	t, ok := ParseDay(b)
	if !ok {
		r.Refuse(column, "not a day as 2006-01-02: %q", b)
		return time.Time{}
	}
	copy(r.dayBytes[:], b)
	r.day = t
	return t
}

// Name returns the feed's name for what is read from this row.
func (r *Row) Name() string { return r.config.Name(r.entry) }

// Source returns the source that the feed is configured with.
func (r *Row) Source() string { return r.config.Source }

// Observe adds an observation, unless the row has been refused. It fills in the
// ID, the entry, the feed and, where they are empty, source and lineage.
func (r *Row) Observe(o truceline.Observation) {
	if r.Refused() {
		return
	}
	o.ID = truceline.ObservationID(r.entry.ID, r.made)
	o.Entry, o.Feed = r.entry.ID, r.Name()
	if o.Source == "" {
		o.Source = r.config.Source
	}
	if o.Lineage == nil {
		o.Lineage = r.config.Lineage
	}
	r.made++
	r.Reading.Observations = append(r.Reading.Observations, o)
}

// NextID names the next thing of a sort ("claim", "tally", "watch") that is
// made from the entry, as [truceline.ObservationID] does for observations.
func (r *Row) NextID(sort string) truceline.ID {
	id := truceline.IDOf(sort, string(r.entry.ID[:]), strconv.Itoa(r.made))
	r.made++
	return id
}
