package sim

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/truceline/truceline"
)

// cotEvent is one message of Cursor on Target 2.0, as phones and tablets send it and
// a TAK server passes it on. What is empty is left out.
type cotEvent struct {
	uid, kind, how string
	at             time.Time
	lasts          time.Duration // until it is stale
	place          truceline.Point
	sigma          float64 // metres, one standard deviation of its place; 0: it is not known where
	callsign       string
	position       bool // it is a device's own: it says what device it is and whose team
	speed, course  float64
	quantity       int    // of what the symbol stands for; 0: not said
	producer       string // UID of the device on which it was made
	room           string // of a chat
	alarm          string // kind of an emergency
	remarks        string
}

// cotUnknown stands for an error that is not known (Cursor on Target 2.0, base schema).
const cotUnknown = 9_999_999

// stateable is the point as it is written: zero degrees both ways where a device does
// not know where it is.
func (e *cotEvent) stateable() (p truceline.Point, ce float64) {
	if e.sigma <= 0 {
		return truceline.Point{}, cotUnknown
	}
	return truceline.Point{Lat: round(e.place.Lat, 7), Lon: round(e.place.Lon, 7)}, round(e.sigma, 1)
}

// xml writes the event as a document on a line of its own.
func (e *cotEvent) xml(b []byte) []byte {
	p, ce := e.stateable()
	attribute := func(name, value string) {
		b = append(append(append(b, ' '), name...), `="`...)
		b = append(escapeXML(b, value), '"')
	}
	begin := e.at.UnixMilli()
	b = append(b, `<event version="2.0"`...)
	attribute("uid", e.uid)
	attribute("type", e.kind)
	attribute("how", e.how)
	for _, name := range []string{"time", "start"} {
		attribute(name, string(appendStamp(nil, begin, true)))
	}
	attribute("stale", string(appendStamp(nil, begin+e.lasts.Milliseconds(), true)))
	b = append(b, "><point"...)
	attribute("lat", decimal(p.Lat, 6))
	attribute("lon", decimal(p.Lon, 6))
	attribute("hae", "9999999.0")
	attribute("ce", decimal(ce, 1))
	attribute("le", "9999999.0")
	b = append(b, "/><detail>"...)
	if e.callsign != "" {
		b = append(b, "<contact"...)
		attribute("callsign", e.callsign)
		if e.position {
			attribute("endpoint", "*:-1:stcp")
		}
		b = append(b, "/>"...)
	}
	if e.position {
		b = append(b, `<__group name="Cyan" role="Team Member"/><takv device="handset" platform="ATAK-CIV" os="33" version="5.2"/><track`...)
		attribute("speed", decimal(e.speed, 1))
		attribute("course", decimal(e.course, 0))
		b = append(b, "/>"...)
	}
	return append(e.rest(b), "</detail></event>\n"...)
}

// rest writes the elements of the detail for which TAK protocol version 1 has no
// field of its own.
func (e *cotEvent) rest(b []byte) []byte {
	element := func(begin, value, end string) {
		if value != "" {
			b = append(escapeXML(append(b, begin...), value), end...)
		}
	}
	element(`<link relation="p-p" type="a-f-G-U-C" uid="`, e.producer, `"/>`)
	element(`<__chat id="`, e.room, `"`)
	element(` chatroom="`, e.room, `"`)
	if e.room != "" {
		element(` senderCallsign="`, e.callsign, `"/>`)
	}
	if e.quantity > 0 { // text modifier C of a symbol (MIL-STD-2525C)
		element(`<__milsym id="SUGPE----------"><unitmodifier code="C">`, strconv.Itoa(e.quantity), `</unitmodifier></__milsym>`)
	}
	element(`<emergency type="`, e.alarm, `">`)
	if e.alarm != "" {
		b = append(escapeXML(b, e.callsign), "</emergency>"...)
	}
	element("<remarks>", e.remarks, "</remarks>")
	return b
}

// tak writes the event as a message of a stream in TAK protocol version 1: 0xbf, a
// length, and a TakMessage that holds a CotEvent (takproto; fields by their numbers).
func (e *cotEvent) tak(b []byte) []byte {
	p, ce := e.stateable()
	begin := uint64(e.at.UnixMilli())
	number := func(out []byte, field int, v float64) []byte {
		if v == 0 {
			return out // proto3 leaves out what is zero
		}
		return protoDouble(out, field, v)
	}
	body := protoBytes(nil, 1, e.kind)
	body = protoBytes(body, 5, e.uid)
	body = protoVarint(protoVarint(body, 6, begin), 7, begin)
	body = protoVarint(body, 8, begin+uint64(e.lasts.Milliseconds()))
	body = protoBytes(body, 9, e.how)
	body = number(number(body, 10, p.Lat), 11, p.Lon)
	body = protoDouble(protoDouble(protoDouble(body, 12, cotUnknown), 13, ce), 14, cotUnknown)

	detail := protoBytes(nil, 1, e.rest(nil))
	if e.callsign != "" {
		detail = protoBytes(detail, 2, protoBytes(nil, 2, e.callsign))
	}
	if e.position {
		detail = protoBytes(detail, 3, protoBytes(protoBytes(nil, 1, "Cyan"), 2, "Team Member"))
		detail = protoBytes(detail, 6, protoBytes(protoBytes(nil, 1, "handset"), 2, "ATAK-CIV"))
		detail = protoBytes(detail, 7, number(number(nil, 1, round(e.speed, 1)), 2, math.Round(e.course)))
	}
	message := protoBytes(nil, 2, protoBytes(body, 15, detail))
	return append(binary.AppendUvarint(append(b, 0xbf), uint64(len(message))), message...)
}

// escapeXML writes text so that XML reads the same back. Nothing that is written here
// holds a character that XML cannot.
func escapeXML(b []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '"':
			b = append(b, "&quot;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
