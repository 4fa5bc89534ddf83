package adsb

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// splitHex cuts lines of hexadecimal frames.
func splitHex(file []byte) []feed.Piece {
	return feed.LinkPieces(feed.SplitLines(file, feed.LineOptions{NoHeader: true}), pairs(readHex))
}

// readHex reads a line: an optional Unix time, then a frame as "*8D...;" (AVR),
// "@" and twelve digits of a counter and the frame, or bare digits, with or
// without quotes; more fields behind it say nothing. ours is false for blank
// lines and comments.
func readHex(line []byte) (f timed, ours bool, err error) {
	line = feed.TrimLine(line)
	if len(line) == 0 || line[0] == '#' {
		return f, false, nil
	}
	field, line := nextField(line)
	for f.at.IsZero() {
		at, ok := unixTime(field)
		if !ok {
			break
		}
		f.at = at
		field, line = nextField(line)
	}
	text := bytes.TrimSuffix(field, []byte{';'})
	switch {
	case len(text) > 0 && text[0] == '*':
		text = text[1:]
	case len(text) > 13 && text[0] == '@':
		text = text[13:]
	}
	if len(text) == 4 { // a Mode A or C reply
		return f, false, nil
	}
	f.frame, err = parseHex(text)
	return f, true, err
}

// nextField returns what stands before the next comma, blank or quote, and what
// follows it; empty at the end of the line.
func nextField(line []byte) (field, rest []byte) {
	between := func(c byte) bool { return c == ',' || c == ' ' || c == '\t' || c == '"' }
	from := 0
	for from < len(line) && between(line[from]) {
		from++
	}
	to := from
	for to < len(line) && !between(line[to]) {
		to++
	}
	return line[from:to], line[to:]
}

// unixTime reads seconds of Unix time with or without a fraction, of ten digits
// before it: what is no such number is no time.
func unixTime(text []byte) (t time.Time, ok bool) {
	const whole, most = 10, 24
	if len(text) < whole || len(text) > most || len(text) > whole && text[whole] != '.' {
		return t, false
	}
	seconds, nanoseconds := int64(0), int64(0)
	for i, unit := 0, int64(time.Second); i < len(text); i++ {
		digit := int64(text[i] - '0') // of what is no digit, more than 9
		switch {
		case i == whole:
			continue
		case digit > 9:
			return t, false
		case i < whole:
			seconds = seconds*10 + digit
		default:
			unit /= 10
			nanoseconds += digit * unit // what is finer is left out
		}
	}
	return time.Unix(seconds, nanoseconds).UTC(), true
}

// splitSBS cuts BaseStation lines, which stand alone.
func splitSBS(file []byte) []feed.Piece {
	return feed.SplitLines(file, feed.LineOptions{NoHeader: true})
}

// Fields of a BaseStation line by number; there are 22.
const (
	sbsKind = iota
	sbsType
	_
	_
	sbsAddress
	_
	sbsDate
	sbsTime
	_
	_
	sbsCallsign
	sbsAltitude
	sbsSpeed
	sbsCourse
	sbsLat
	sbsLon
	sbsFields = 22
)

var errSBS = errors.New("not a BaseStation line of 22 fields")

// parseSBS reads a BaseStation line. Its times are UTC, as receivers of today
// write them; positions come with messages 2 and 3.
func (r *reader) parseSBS(e truceline.Entry, _ [][]byte) (out truceline.Reading) {
	line := feed.TrimLine(e.Body)
	if len(line) == 0 {
		return out
	}
	refuse := func(field, reason string) truceline.Reading {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, field, reason))
		return out
	}
	fields := bytes.Split(line, []byte{','})
	kind := string(fields[sbsKind])
	switch {
	case kind == "SEL" || kind == "ID" || kind == "AIR" || kind == "STA" || kind == "CLK":
		return out
	case kind != "MSG" || len(fields) != sbsFields:
		return refuse("", errSBS.Error())
	}
	if len(fields[sbsLat]) == 0 && len(fields[sbsLon]) == 0 {
		return out
	}
	address, err := strconv.ParseUint(string(fields[sbsAddress]), 16, 24)
	if err != nil {
		return refuse("address", "not six hexadecimal digits")
	}
	lat, err1 := strconv.ParseFloat(string(fields[sbsLat]), 64)
	lon, err2 := strconv.ParseFloat(string(fields[sbsLon]), 64)
	if err1 != nil || err2 != nil || !(math.Abs(lat) <= 90 && math.Abs(lon) <= 180) {
		return refuse("position", "not degrees")
	}
	when, err := time.Parse("2006/01/02 15:04:05.999", string(fields[sbsDate])+" "+string(fields[sbsTime]))
	if err != nil {
		return refuse("time", "not a date as 2006/01/02 and a time as 15:04:05.000")
	}
	number := func(field int) float64 {
		v, err := strconv.ParseFloat(string(fields[field]), 64)
		if err != nil || math.IsInf(v, 0) {
			return math.NaN()
		}
		return v
	}
	p := report{
		address: uint32(address), name: string(bytes.TrimSpace(fields[sbsCallsign])), at: truceline.Point{Lat: lat, Lon: lon}, when: when,
		altitude: number(sbsAltitude), integrity: -1, before: -1, error90: 100, // what vouches for it is not handed on
	}
	if v := number(sbsSpeed); v > 0 {
		p.speed, p.course = v, number(sbsCourse)
	}
	r.add(&out, e, p)
	return out
}
