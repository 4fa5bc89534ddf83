package ais

import (
	"errors"
	"strconv"

	"github.com/truceline/truceline"
)

// Errors of an entry.
var (
	errPayload = errors.New("the payload holds a character that is none of the 64, or is too long")
	errTime    = errors.New("no time: neither a TAG block (c:) nor the receiver's trailer states one; write the option clock: received for a live line")
	errSource  = errors.New("no source: neither the sentence nor the feed's configuration names a station")
)

// position is where a message says that its sender is, and how it moves.
type position struct {
	at      truceline.Point
	error90 float64 // metres, radius holding the truth with 90 %
	what    string  // ship, search aircraft
	remarks string
	second  int // of the minute; 60 and more: not available
}

// stated is what a message says of its sender; fields that it has not are at
// their "not available".
type stated struct {
	mmsi, lon, lat, speed, course, heading, status, altitude, second float64
	accurate                                                         bool
	name                                                             string
}

// position reads where the sender of a message is; ok is false for messages
// that say nothing of that, and where it is not available.
func (m message) position() (p position, ok bool) {
	switch m.layout.number {
	case 1, 2, 3, 18, 19, 27:
		p.what = "ship"
	case 9:
		p.what = "search aircraft"
	default:
		return p, false // base stations, aids to navigation and all that state no place of a moving thing
	}
	s := m.stated()
	if s.lon < -180 || s.lon > 180 || s.lat < -90 || s.lat > 90 {
		return p, false // 181 and 91 are "not available"
	}
	p.at, p.second = truceline.Point{Lat: s.lat, Lon: s.lon}, int(s.second)
	p.error90, p.remarks = m.error90(s), m.remarks(s)
	return p, true
}

// stated reads the fields that a position needs.
func (m message) stated() stated {
	s := stated{lon: 181, lat: 91, speed: -1, course: -1, heading: 511, status: 15, altitude: 4095, second: 60}
	m.walk(func(name string, v Value) {
		switch name {
		case "mmsi":
			s.mmsi = v.Number
		case "lon":
			s.lon = v.Number
		case "lat":
			s.lat = v.Number
		case "speed":
			s.speed = v.Number
		case "course":
			s.course = v.Number
		case "heading":
			s.heading = v.Number
		case "status":
			s.status = v.Number
		case "alt":
			s.altitude = v.Number
		case "second":
			s.second = v.Number
		case "accuracy":
			s.accurate = v.Flag
		case "shipname":
			s.name = v.Text
		}
	})
	return s
}

// error90 is how far the place may be off. Accuracy 1 means 10 m or better, 0
// worse than 10 m, as of a satellite receiver without correction (ITU-R
// M.1371-5, annex 8, messages 1 to 3); what is worse than 10 m is taken as 30.
// Message 27 counts tenths of a minute, 185 m of latitude.
func (m message) error90(s stated) float64 {
	switch {
	case m.layout.number == 27:
		return 150
	case s.accurate:
		return 10
	}
	return 30
}

// remarks keeps what names the sender and how it says that it moves.
func (m message) remarks(s stated) string {
	noSpeed, noCourse, decimals := 102.3, 360.0, 1
	switch m.layout.number {
	case 9:
		noSpeed, decimals = 1023, 0
	case 27:
		noSpeed, noCourse, decimals = 63, 511, 0
	}
	mmsi := strconv.Itoa(int(s.mmsi))
	out := append(make([]byte, 0, 96), "MMSI "...)
	for range 9 - len(mmsi) {
		out = append(out, '0')
	}
	out = append(out, mmsi...)
	add := func(before string, value, unavailable float64, decimals int, after string) {
		if value >= 0 && value != unavailable {
			out = append(append(out, ", "...), before...)
			out = append(strconv.AppendFloat(out, value, 'f', decimals, 64), after...)
		}
	}
	add("", s.speed, noSpeed, decimals, " kn")
	add("course ", s.course, noCourse, 1, "")
	add("heading ", s.heading, 511, 0, "")
	add("altitude ", s.altitude, 4095, 0, " m")
	add("status ", s.status, 15, 0, "")
	if s.name != "" {
		out = append(append(out, ", "...), s.name...)
	}
	return string(out)
}
