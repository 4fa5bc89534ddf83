package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/truceline/truceline/geo"
)

// fix is one position of one object, as read from a line. Its texts point into
// the line.
type fix struct {
	id, text []byte // text is the time as written
	at       int64  // nanoseconds since 1970
	place    geo.Exact
}

// parseFix reads a line. Lines as programs write them, flat and without
// escapes, are read here; all others by encoding/json.
func parseFix(line []byte) (fix, error) {
	var f fix
	var have [4]bool // id, time, lat, lon
	s := scanner{b: line}
	if !s.take('{') {
		return parseAnyFix(line)
	}
	for {
		key, ok := s.text()
		if !ok || !s.take(':') {
			return parseAnyFix(line)
		}
		value, quoted, ok := s.value()
		if !ok {
			return parseAnyFix(line)
		}
		switch string(key) {
		case "id":
			f.id, have[0] = value, len(value) > 0
		case "time":
			f.text = value
			if f.at, have[1] = fastTime(value); !quoted || !have[1] {
				return parseAnyFix(line)
			}
		case "lat":
			if f.place.Lat, have[2] = degrees(value, 90); quoted || !have[2] {
				return parseAnyFix(line)
			}
		case "lon":
			if f.place.Lon, have[3] = degrees(value, 180); quoted || !have[3] {
				return parseAnyFix(line)
			}
		}
		if s.take(',') {
			continue
		}
		if s.take('}') && s.end() && have == [4]bool{true, true, true, true} {
			return f, nil
		}
		return parseAnyFix(line)
	}
}

// scanner reads the plain part of JSON.
type scanner struct {
	b []byte
	i int
}

func (s *scanner) blank() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\t' || s.b[s.i] == '\r' || s.b[s.i] == '\n') {
		s.i++
	}
}

func (s *scanner) take(c byte) bool {
	s.blank()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *scanner) end() bool {
	s.blank()
	return s.i == len(s.b)
}

// text reads a string of plain ASCII without escapes.
func (s *scanner) text() ([]byte, bool) {
	if !s.take('"') {
		return nil, false
	}
	for from := s.i; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return s.b[from : s.i-1], true
		case c == '\\' || c < ' ' || c > '~':
			return nil, false
		}
	}
	return nil, false
}

// value reads a string or a number.
func (s *scanner) value() (v []byte, quoted, ok bool) {
	s.blank()
	if s.i < len(s.b) && s.b[s.i] == '"' {
		v, ok = s.text()
		return v, true, ok
	}
	from := s.i
	for s.i < len(s.b) && (s.b[s.i] >= '0' && s.b[s.i] <= '9' || s.b[s.i] == '-' || s.b[s.i] == '.') {
		s.i++
	}
	return s.b[from:s.i], false, s.i > from
}

// degrees reads a decimal number in billionths; ok is false for any other
// spelling, for more than nine places and beyond the limit.
func degrees(b []byte, limit int64) (v int64, ok bool) {
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		b = b[1:]
	}
	places, digits := -1, 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			v = v*10 + int64(c-'0')
			digits++
			if places >= 0 {
				places++
			}
		case c == '.' && places < 0 && digits > 0:
			places = 0
		default:
			return 0, false
		}
	}
	if digits == 0 || digits > 12 || places == 0 || places > 9 || len(b) > 1 && b[0] == '0' && b[1] != '.' {
		return 0, false
	}
	for places = max(places, 0); places < 9; places++ {
		v *= 10
	}
	if v > limit*1_000_000_000 {
		return 0, false
	}
	if negative {
		v = -v
	}
	return v, true
}

// fastTime reads 2006-01-02T15:04:05 with or without a fraction, in UTC.
func fastTime(b []byte) (ns int64, ok bool) {
	if len(b) < 20 || len(b) > 30 || b[len(b)-1] != 'Z' || b[4] != '-' || b[7] != '-' || b[10] != 'T' || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	ok = true
	number := func(from, to int) (n int64) {
		for _, c := range b[from:to] {
			if c < '0' || c > '9' {
				ok = false
			}
			n = n*10 + int64(c-'0')
		}
		return n
	}
	year, month, day := number(0, 4), number(5, 7), number(8, 10)
	hour, minute, second := number(11, 13), number(14, 16), number(17, 19)
	fraction := int64(0)
	if rest := b[19 : len(b)-1]; len(rest) > 0 {
		if rest[0] != '.' || len(rest) < 2 {
			return 0, false
		}
		fraction = number(20, len(b)-1)
		for i := len(rest); i < 10; i++ {
			fraction *= 10
		}
	}
	if !ok || year < 1700 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 28 && day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	// Days of the proleptic Gregorian calendar, counted from March so that the
	// leap day is the last of its year.
	y, m := year, month
	if m <= 2 {
		y, m = y-1, m+12
	}
	days := 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + day - 1 - 719468
	return (days*86400+hour*3600+minute*60+second)*1_000_000_000 + fraction, true
}

func daysIn(year, month int64) int64 {
	switch {
	case month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

// parseAnyFix reads a line as JSON allows it to be written.
func parseAnyFix(line []byte) (fix, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(line, &keys); err != nil {
		return fix{}, fmt.Errorf("not a JSON object: %w", err)
	}
	var f fix
	var id, text string
	if err := json.Unmarshal(keys["id"], &id); err != nil {
		id = string(bytes.TrimSpace(keys["id"])) // a number
		if _, err := strconv.ParseFloat(id, 64); err != nil {
			return fix{}, errors.New(`"id" must be a text or a number`)
		}
	}
	if id == "" {
		return fix{}, errors.New(`"id" is missing or empty`)
	}
	if err := json.Unmarshal(keys["time"], &text); err != nil {
		return fix{}, errors.New(`"time" must be a text like 2026-01-01T00:00:00Z`)
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.Year() < 1700 || at.Year() > 2200 {
		return fix{}, fmt.Errorf(`"time" must be like 2026-01-01T00:00:00Z, but is %q`, text)
	}
	f.id, f.text, f.at = []byte(id), []byte(text), at.UnixNano()
	for _, c := range []struct {
		key   string
		limit float64
		into  *int64
	}{{"lat", 90, &f.place.Lat}, {"lon", 180, &f.place.Lon}} {
		var v *float64
		if err := json.Unmarshal(keys[c.key], &v); err != nil || v == nil || math.Abs(*v) > c.limit {
			return fix{}, fmt.Errorf("%q must be degrees from -%g to %g", c.key, c.limit, c.limit)
		}
		*c.into = int64(math.Round(*v * 1e9))
	}
	return f, nil
}
