package cot

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

var errStream = errors.New("what comes is no stream of events")

// Marker is one event to be shown on the maps of others.
type Marker struct {
	UID     string // the same for the same thing: a later marker replaces it
	Type    string // of Cursor on Target, e.g. "a-u-G"
	How     string // how the place was come by, e.g. "h-e"
	At      time.Time
	Stale   time.Time // until when it is shown
	Place   truceline.Point
	Error   float64 // metres, one sigma; 0: not known
	Name    string  // callsign
	Remarks string
}

// XML is the event as a document, without a declaration and with a line feed
// behind it, as streams of events are written.
func (m Marker) XML() []byte {
	out := append(make([]byte, 0, 512), `<event version="2.0"`...)
	out = attributeTo(out, "uid", m.UID)
	out = attributeTo(out, "type", m.Type)
	out = attributeTo(out, "how", m.How)
	out = attributeTo(out, "time", written(m.At))
	out = attributeTo(out, "start", written(m.At))
	out = attributeTo(out, "stale", written(m.Stale))
	out = append(out, "><point"...)
	out = attributeTo(out, "lat", strconv.FormatFloat(m.Place.Lat, 'f', 7, 64))
	out = attributeTo(out, "lon", strconv.FormatFloat(m.Place.Lon, 'f', 7, 64))
	out = attributeTo(out, "hae", "9999999.0")
	out = attributeTo(out, "ce", strconv.FormatFloat(m.sigma(), 'f', 1, 64))
	out = attributeTo(out, "le", "9999999.0")
	out = append(out, "/><detail>"...)
	out = append(m.detail(out), "</detail></event>\n"...)
	return out
}

// detail writes the elements of the detail.
func (m Marker) detail(out []byte) []byte {
	out = append(attributeTo(append(out, "<contact"...), "callsign", m.Name), "/>"...)
	return append(escaped(append(out, "<remarks>"...), m.Remarks), "</remarks>"...)
}

// TAK is the event in TAK protocol version 1, framed for a stream.
func (m Marker) TAK() []byte { return framedTAK(m.payload()) }

func framedTAK(payload []byte) []byte {
	return append(binary.AppendUvarint([]byte{magic}, uint64(len(payload))), payload...)
}

// payload is the TakMessage.
func (m Marker) payload() []byte {
	e := textTo(nil, eventKind, m.Type)
	e = textTo(e, eventUID, m.UID)
	for _, f := range [3]int{eventSent, eventStart, eventStale} {
		at := m.At
		if f == eventStale {
			at = m.Stale
		}
		e = binary.AppendUvarint(append(e, byte(f<<3|feed.ProtoVarint)), uint64(at.UnixMilli()))
	}
	e = textTo(e, eventHow, m.How)
	e = doubleTo(e, eventLat, m.Place.Lat)
	e = doubleTo(e, eventLon, m.Place.Lon)
	e = doubleTo(e, eventHAE, missing)
	e = doubleTo(e, eventCE, m.sigma())
	e = doubleTo(e, eventCE+1, missing)
	e = textTo(e, eventBody, string(textTo(nil, detailXML, string(m.detail(nil)))))
	return textTo(nil, takEvent, string(e))
}

func (m Marker) sigma() float64 {
	if m.Error <= 0 {
		return missing
	}
	return m.Error
}

func written(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func textTo(out []byte, field int, text string) []byte {
	out = binary.AppendUvarint(out, uint64(field)<<3|feed.ProtoBytes)
	return append(binary.AppendUvarint(out, uint64(len(text))), text...)
}

func doubleTo(out []byte, field int, v float64) []byte {
	out = binary.AppendUvarint(out, uint64(field)<<3|feed.ProtoFixed64)
	return binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
}

// attributeTo writes name="value" with a blank before it.
func attributeTo(out []byte, name, value string) []byte {
	out = append(append(append(out, ' '), name...), `="`...)
	return append(escaped(out, value), '"')
}

// escaped writes text so that XML reads the same back, without the characters
// that XML cannot hold.
func escaped(out []byte, text string) []byte {
	for _, c := range text {
		switch {
		case c == '&':
			out = append(out, "&amp;"...)
		case c == '<':
			out = append(out, "&lt;"...)
		case c == '>':
			out = append(out, "&gt;"...)
		case c == '"':
			out = append(out, "&quot;"...)
		case c == '\n' || c == '\t':
			out = append(strconv.AppendInt(append(out, "&#"...), int64(c), 10), ';')
		case c < ' ' || c == 0xFFFE || c == 0xFFFF || c == utf8.RuneError:
		default:
			out = utf8.AppendRune(out, c)
		}
	}
	return out
}

// Answers cuts what came on a stream into messages and returns what is to be said
// back to them, and the rest of which the end has not come. It fails where the
// stream cannot be cut any further.
func Answers(stream []byte, now time.Time) (rest, said []byte, err error) {
	for {
		length := frame(stream)
		switch {
		case length < 0 || length == 0 && len(stream) > feed.MaxMessage:
			return nil, said, errStream
		case length == 0:
			return stream, said, nil
		}
		said = append(said, answer(truceline.Entry{Body: stream[:length], Received: now})...)
		stream = stream[length:]
	}
}

// answer is what a server says back: that it is there to a ping, and that TAK
// protocol version 1 is understood to whoever asks for it. It has the form in which
// it was asked.
func answer(e truceline.Entry) []byte {
	v, ok, wrong := read(e.Body)
	if !ok || wrong != nil {
		return nil
	}
	const soon = 10 * time.Second
	m := Marker{UID: string(v.uid), How: "m-g", At: e.Received, Stale: e.Received.Add(soon)}
	switch {
	case isKind(v.kind, "t-x-c-t") && !isKind(v.kind, "t-x-c-t-r"):
		m.UID, m.Type = "takPong", "t-x-c-t-r"
	case isKind(v.kind, "t-x-takp-q") && string(v.control) == "TakRequest":
		return takResponse(m, string(v.controlVersion) == "1")
	default:
		return nil
	}
	if e.Body[0] == magic {
		if isMesh(e.Body) {
			return nil // nobody pings the mesh
		}
		return m.TAK()
	}
	return m.XML()
}

// takResponse says whether the stream goes on in another version of the protocol.
func takResponse(m Marker, agreed bool) []byte {
	out := attributeTo([]byte(`<event version="2.0" type="t-x-takp-r" how="m-g"`), "uid", m.UID)
	for _, name := range []string{"time", "start"} {
		out = attributeTo(out, name, written(m.At))
	}
	out = attributeTo(out, "stale", written(m.Stale))
	out = append(out, `><point lat="0.0" lon="0.0" hae="0.0" ce="9999999.0" le="9999999.0"/><detail><TakControl><TakResponse`...)
	out = attributeTo(out, "status", strconv.FormatBool(agreed))
	return append(out, "/></TakControl></detail></event>\n"...)
}
