package cot

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline/feed"
)

// event is what is used of an event, from whichever form. Texts are parts of the
// message, with their entities resolved.
type event struct {
	uid, kind, how, version []byte
	opex                    []byte // whether it is an operation, an exercise or a simulation
	marking                 marking
	producer                []byte // UID of who made it, where it is about something else
	at, start, stale        time.Time
	lat, lon, hae, ce       float64 // degrees and metres; NaN: not given
	callsign, endpoint      []byte
	group                   []byte // the team of a device's user
	device                  bool   // it says what device and software it is
	remarks                 []byte
	quantity                int    // of what a symbol stands for, as its text modifier C says; 0: not said
	emergency               []byte // kind of an emergency
	chat                    chat
	track                   track
	sensor                  *sensor
	modifier                []byte // which text modifier of a symbol is read at the moment
	control                 []byte // the name of a TAK control element: TakRequest, TakResponse, ...
	controlVersion          []byte
}

// marking is how its maker limits who may have an event: an access control, a caveat
// and the nations to which it may be released, as they are written.
type marking struct{ access, caveat, release []byte }

// open reports whether a marking limits nothing: none, or the two words that devices
// write which were told of none.
func (m marking) open() bool {
	said := len(m.access) > 0 && !bytes.EqualFold(m.access, []byte("Undefined")) && !bytes.EqualFold(m.access, []byte("Unrestricted"))
	return !said && len(m.caveat) == 0 && len(m.release) == 0
}

// words puts a marking before or behind other words; nothing for one that is open.
func (m marking) words() string {
	if m.open() {
		return ""
	}
	var out []byte
	for _, part := range []struct {
		name  string
		value []byte
	}{{"access ", m.access}, {"caveat ", m.caveat}, {"releasable to ", m.release}} {
		if len(part.value) > 0 {
			if len(out) > 0 {
				out = append(out, ", "...)
			}
			out = append(append(out, part.name...), part.value[:min(len(part.value), 80)]...)
		}
	}
	return "[" + strings.ToValidUTF8(string(out), "") + "]"
}

// chat is a GeoChat message.
type chat struct{ room, sender []byte }

// track is how a thing says that it moves, in metres per second and degrees.
type track struct {
	speed, course float64
	given         bool
}

// sensor is the field of view of a camera, in degrees and metres.
type sensor struct{ azimuth, fov, distance float64 }

// missing is the 9999999 that stands for an error that is not known.
const missing = 9_999_999

// mistake is what is wrong with a field of an event.
type mistake struct {
	field string
	err   error
}

// Errors of an event's fields.
var (
	errMissing  = errors.New("missing")
	errNumber   = errors.New("not a number")
	errLatitude = errors.New("no latitude: not from -90 to 90")
	errLength   = errors.New("no longitude: not from -180 to 180")
	errMoment   = errors.New("not a moment with a zone, as 2006-01-02T15:04:05.000Z")
	errStale    = errors.New("before start: it was never valid")
	errVersion  = errors.New("not version 2 of Cursor on Target")
	errRoot     = errors.New("the document is no event")
	errPoint    = errors.New("an event has one point")
)

// check returns the first thing that is wrong with an event's own fields (Cursor
// on Target 2.0, base schema).
func (e *event) check() *mistake {
	switch {
	case string(e.version) != "2.0" && string(e.version) != "2":
		return &mistake{"version", errVersion}
	case len(e.uid) == 0:
		return &mistake{"uid", errMissing}
	case len(e.kind) == 0:
		return &mistake{"type", errMissing}
	case e.at.IsZero():
		return &mistake{"time", errMoment}
	case e.start.IsZero():
		return &mistake{"start", errMoment}
	case e.stale.IsZero():
		return &mistake{"stale", errMoment}
	case e.stale.Before(e.start):
		return &mistake{"stale", errStale}
	case !(math.Abs(e.lat) <= 90):
		return &mistake{"lat", errLatitude}
	case !(math.Abs(e.lon) <= 180):
		return &mistake{"lon", errLength}
	}
	return nil
}

// readXML reads an event of one document.
func readXML(text []byte) (e event, wrong *mistake) {
	e = event{lat: math.NaN(), lon: math.NaN(), hae: math.NaN(), ce: math.NaN()}
	s := scanner{text: bytes.TrimPrefix(text, []byte(mark))}
	points := 0
	for {
		t, err := s.next()
		if err != nil {
			return e, &mistake{"", err}
		}
		switch {
		case t == tokenEnd:
			if points != 1 {
				return e, &mistake{"point", errPoint}
			}
			return e, e.check()
		case t == tokenOpen && s.depth == 1:
			if string(s.name) != "event" {
				return e, &mistake{"", errRoot}
			}
			e.head(&s)
		case t == tokenOpen && s.depth == 2 && string(s.name) == "point":
			points++
			if wrong := e.point(&s); wrong != nil {
				return e, wrong
			}
		case t == tokenOpen && s.depth > 2 && string(s.open[1]) == "detail":
			e.detail(&s)
		case t == tokenText && s.depth > 2 && string(s.open[1]) == "detail":
			e.words(&s)
		}
	}
}

// head reads the attributes of the event.
func (e *event) head(s *scanner) {
	for i := range s.attributes[:s.count] {
		value := s.attributes[i].value
		switch string(s.attributes[i].name) {
		case "version":
			e.version = value
		case "uid":
			e.uid = resolved(value)
		case "type":
			e.kind = value
		case "how":
			e.how = value
		case "opex":
			e.opex = value
		case "access":
			e.marking.access = resolved(value)
		case "caveat":
			e.marking.caveat = resolved(value)
		case "releaseableTo", "releasableTo": // devices write the first
			e.marking.release = resolved(value)
		case "time":
			e.at = moment(value)
		case "start":
			e.start = moment(value)
		case "stale":
			e.stale = moment(value)
		}
	}
}

// point reads the attributes of the point.
func (e *event) point(s *scanner) *mistake {
	for i := range s.attributes[:s.count] {
		value, ok := number(s.attributes[i].value)
		name := string(s.attributes[i].name)
		switch name {
		case "lat":
			e.lat = value
		case "lon":
			e.lon = value
		case "hae":
			e.hae = value
		case "ce":
			e.ce = value
		case "le":
		default:
			continue
		}
		if !ok {
			return &mistake{name, errNumber}
		}
	}
	return nil
}

// detail reads an element of the detail. What is not known is left as it is: it
// is kept with the message.
func (e *event) detail(s *scanner) {
	if s.depth > 3 {
		switch string(s.open[2]) {
		case "TakControl":
			e.control, e.controlVersion = s.name, s.value("version")
		case "__milsym":
			e.modifier = s.value("code")
		}
		return
	}
	switch string(s.name) {
	case "contact":
		e.callsign, e.endpoint = resolved(s.value("callsign")), s.value("endpoint")
	case "link":
		if string(s.value("relation")) == "p-p" {
			e.producer = resolved(s.value("uid"))
		}
	case "__group":
		e.group = resolved(s.value("name"))
	case "takv":
		e.device = true
	case "emergency":
		if e.emergency = resolved(s.value("type")); string(s.value("cancel")) == "true" {
			e.emergency = nil
		}
	case "__chat":
		e.chat = chat{room: resolved(s.value("chatroom")), sender: resolved(s.value("senderCallsign"))}
	case "track":
		speed, ok1 := number(s.value("speed"))
		course, ok2 := number(s.value("course"))
		e.track = track{speed, course, ok1 && ok2}
	case "sensor":
		azimuth, ok1 := number(s.value("azimuth"))
		fov, ok2 := number(s.value("fov"))
		distance, ok3 := number(s.value("range"))
		if ok1 && ok2 && ok3 {
			e.sensor = &sensor{azimuth, fov, distance}
		}
	}
}

// words takes the text of remarks, and how many of a thing a symbol stands for: its
// text modifier C, quantity (MIL-STD-2525C, table of text modifiers).
func (e *event) words(s *scanner) {
	if s.depth == 4 && string(s.open[2]) == "__milsym" && string(s.open[3]) == "unitmodifier" && string(e.modifier) == "C" {
		const most = 100_000
		if n, err := strconv.Atoi(string(bytes.TrimSpace(s.body))); err == nil && n > 0 && n <= most {
			e.quantity = n
		}
		return
	}
	if s.depth != 3 || string(s.open[2]) != "remarks" {
		return
	}
	text := s.body
	if !s.plain {
		text = resolved(text)
	}
	if e.remarks == nil {
		e.remarks = text
	} else { // parts round a CDATA section or a comment
		e.remarks = append(e.remarks[:len(e.remarks):len(e.remarks)], text...)
	}
}

// moment reads a time; zero: none.
func moment(text []byte) time.Time {
	if n := len(text); n == 24 && text[19] == '.' && text[23] == 'Z' { // as nearly all are written
		var whole [20]byte
		copy(whole[:], text[:19])
		whole[19] = 'Z'
		ms := 0
		for _, b := range text[20:23] {
			if b-'0' > 9 {
				return time.Time{}
			}
			ms = ms*10 + int(b-'0')
		}
		t, ok := feed.ParseTime(whole[:])
		if !ok {
			return time.Time{}
		}
		return t.Add(time.Duration(ms) * time.Millisecond)
	}
	t, ok := feed.ParseTime(text)
	if !ok {
		return time.Time{}
	}
	return t
}

// number reads a number. NaN is written by devices for what they do not know.
func number(text []byte) (float64, bool) {
	if len(text) == 0 || len(text) > 32 {
		return math.NaN(), false
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(v, 0) {
		return math.NaN(), false
	}
	return v, true
}
