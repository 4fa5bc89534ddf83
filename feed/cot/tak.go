package cot

import (
	"errors"
	"math"
	"time"
	"unicode/utf8"

	"github.com/truceline/truceline/feed"
)

// Errors of a message in the TAK protocol.
var (
	errTAK     = errors.New("not a message of TAK protocol version 1: damaged or cut off")
	errText    = errors.New("not UTF-8")
	errMesh    = errors.New("a mesh message of a version other than 0 and 1")
	errContent = errors.New("neither an event nor a control message")
)

// magic begins each message of the TAK protocol.
const magic = 0xbf

// Fields of the messages of TAK protocol version 1 (takproto: TakMessage,
// TakControl, CotEvent, Detail and what a Detail holds).
const (
	takControl = 1
	takEvent   = 2

	eventKind    = 1
	eventAccess  = 2
	eventOpex    = 4
	eventUID     = 5
	eventSent    = 6
	eventStart   = 7
	eventStale   = 8
	eventHow     = 9
	eventLat     = 10
	eventLon     = 11
	eventHAE     = 12
	eventCE      = 13
	eventBody    = 15
	eventCaveat  = 16
	eventRelease = 17

	detailXML     = 1
	detailContact = 2
	detailGroup   = 3
	detailDevice  = 6
	detailTrack   = 7
)

// readTAK reads the payload of a message. ok is false for a control message,
// which says nothing of the world.
func readTAK(payload []byte) (e event, ok bool, wrong *mistake) {
	e = event{lat: math.NaN(), lon: math.NaN(), hae: math.NaN(), ce: math.NaN(), version: []byte("2.0")}
	control := false
	c := feed.ProtoCursor{Rest: payload}
	for c.Next() {
		switch {
		case c.Number == takControl && c.Wire == feed.ProtoBytes:
			control = true
		case c.Number == takEvent && c.Wire == feed.ProtoBytes:
			ok = true
			if wrong = e.readEvent(c.Bytes); wrong != nil {
				return e, false, wrong
			}
		}
	}
	switch {
	case len(c.Rest) > 0:
		return e, false, &mistake{"", errTAK}
	case ok:
		return e, true, e.check()
	case control:
		return e, false, nil
	}
	return e, false, &mistake{"", errContent}
}

// readEvent reads a CotEvent.
func (e *event) readEvent(body []byte) *mistake {
	e.lat, e.lon = 0, 0 // proto3 leaves out what is zero
	c := feed.ProtoCursor{Rest: body}
	for c.Next() {
		switch {
		case c.Wire == feed.ProtoBytes && c.Number != eventBody && !utf8.Valid(c.Bytes):
			return &mistake{"", errText}
		case c.Wire == feed.ProtoBytes:
			switch c.Number {
			case eventKind:
				e.kind = c.Bytes
			case eventOpex:
				e.opex = c.Bytes
			case eventAccess:
				e.marking.access = c.Bytes
			case eventCaveat:
				e.marking.caveat = c.Bytes
			case eventRelease:
				e.marking.release = c.Bytes
			case eventUID:
				e.uid = c.Bytes
			case eventHow:
				e.how = c.Bytes
			case eventBody:
				if wrong := e.readDetail(c.Bytes); wrong != nil {
					return wrong
				}
			}
		case c.Wire == feed.ProtoVarint:
			switch c.Number {
			case eventSent:
				e.at = milliseconds(c.Value)
			case eventStart:
				e.start = milliseconds(c.Value)
			case eventStale:
				e.stale = milliseconds(c.Value)
			}
		case c.Wire == feed.ProtoFixed64:
			switch c.Number {
			case eventLat:
				e.lat = c.Double()
			case eventLon:
				e.lon = c.Double()
			case eventHAE:
				e.hae = c.Double()
			case eventCE:
				e.ce = c.Double()
			}
		}
	}
	if len(c.Rest) > 0 {
		return &mistake{"", errTAK}
	}
	return nil
}

// readDetail reads a Detail: what has a field of its own, and all else as XML.
// Where the XML holds an element that has a field too, the XML counts: its maker
// had more to say than fits the field.
func (e *event) readDetail(body []byte) *mistake {
	var xml []byte
	c := feed.ProtoCursor{Rest: body}
	for c.Next() {
		if c.Wire != feed.ProtoBytes {
			continue
		}
		switch c.Number {
		case detailXML:
			xml = c.Bytes
		case detailContact:
			e.endpoint, e.callsign = textField(c.Bytes, 1), textField(c.Bytes, 2)
		case detailGroup:
			e.group = textField(c.Bytes, 1)
		case detailDevice:
			e.device = true
		case detailTrack:
			e.track = takTrack(c.Bytes)
		}
	}
	if len(c.Rest) > 0 {
		return &mistake{"", errTAK}
	}
	if len(xml) == 0 {
		return nil
	}
	return e.readFragment(xml)
}

// readFragment reads the elements of a detail that come without the element round
// them.
func (e *event) readFragment(xml []byte) *mistake {
	const before, behind = "<event><detail>", "</detail></event>"
	text := make([]byte, 0, len(before)+len(xml)+len(behind))
	text = append(append(append(text, before...), xml...), behind...)
	s := scanner{text: text}
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return &mistake{"detail", err}
		case t == tokenEnd:
			return nil
		case t == tokenOpen && s.depth > 2:
			e.detail(&s)
		case t == tokenText && s.depth > 2:
			e.words(&s)
		}
	}
}

func takTrack(body []byte) (t track) {
	t.given = true
	for c := (feed.ProtoCursor{Rest: body}); c.Next(); {
		switch {
		case c.Wire != feed.ProtoFixed64:
		case c.Number == 1:
			t.speed = c.Double()
		case c.Number == 2:
			t.course = c.Double()
		}
	}
	if math.IsNaN(t.speed) || math.IsNaN(t.course) || math.IsInf(t.speed, 0) || math.IsInf(t.course, 0) {
		return track{}
	}
	return t
}

// textField is a field of text, nil where it is none.
func textField(body []byte, number int) (text []byte) {
	for c := (feed.ProtoCursor{Rest: body}); c.Next(); {
		if c.Number == number && c.Wire == feed.ProtoBytes && utf8.Valid(c.Bytes) {
			text = c.Bytes
		}
	}
	return text
}

// milliseconds reads milliseconds since 1970; zero for what is beyond 2150.
func milliseconds(v uint64) time.Time {
	const year2150 = 5_680_281_600_000
	if v == 0 || v >= year2150 {
		return time.Time{}
	}
	return time.UnixMilli(int64(v)).UTC()
}
