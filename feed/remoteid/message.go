package remoteid

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Sizes (F3411-22a, 5.4.5): every message has 25 octets, a pack holds up to nine.
const (
	messageSize = 25
	packHead    = 3
	packMost    = 9
)

// Types of messages, the upper half of the first octet (F3411-22a, table 2).
const (
	typeBasicID        = 0x0
	typeLocation       = 0x1
	typeAuthentication = 0x2
	typeSelfID         = 0x3
	typeSystem         = 0x4
	typeOperatorID     = 0x5
	typePack           = 0xf
)

// newestVersion is the version of the protocol that is read, and all before it:
// 2 is F3411-22a.
const newestVersion = 2

// Values of fields (F3411-22a, tables 3 to 8).
const (
	idSerial  = 1
	idSession = 4

	groundObstacle = 14

	onGround  = 1
	emergency = 3
	failure   = 4

	authenticationPages = 16
)

// Errors of a message.
var (
	errEmpty   = errors.New("an empty message")
	errLength  = errors.New("not 25 octets, nor a pack of as many messages as it says")
	errType    = errors.New("a type of message that the standard does not have")
	errVersion = errors.New("a later version of the protocol than F3411-22a")
	errNested  = errors.New("a pack within a pack")
	errPlace   = errors.New("a position beyond 90 degrees of latitude or 180 of longitude")
	errPage    = errors.New("a page of an authentication behind its last")
	errHour    = errors.New("more tenths of a second than an hour has")
)

// drone is what messages say of one drone, less what they say of its operator.
type drone struct {
	serial      string // serial number or session identifier; a registration names its holder, and is not kept
	kind        byte   // of aircraft
	place       *position
	group       int     // how many fly together; 0: not stated
	groupRadius float64 // metres
}

// position is a Location message.
type position struct {
	status       byte
	at           truceline.Point
	accuracy     float64 // metres, holding the truth with 95 %
	altitude     float64 // metres above the ellipsoid; NaN: not known, as below
	height       float64 // metres, above ground or take-off
	overGround   bool
	speed        float64 // m/s over ground
	course       float64 // degrees
	tenths       uint16  // of a second since the full hour; above 36000: not known
	timeAccuracy byte    // tenths of a second
}

// unwrap takes off what radio puts round a message: on Bluetooth the service data
// of ASTM (UUID 0xFFFA, application code 0x0D), on Wi-Fi the vendor's element (OUI
// FA:0B:BC, type 0x0D), both with a counter behind (F3411-22a, 5.4.6 to 5.4.9).
func unwrap(body []byte) []byte {
	for _, w := range [...]struct {
		before int // octets of lengths and kinds that may stand before the head
		head   string
	}{{0, "\xfa\xff\x0d"}, {2, "\xfa\xff\x0d"}, {0, "\xfa\x0b\xbc\x0d"}, {2, "\xfa\x0b\xbc\x0d"}} {
		if rest := body[min(w.before, len(body)):]; bytes.HasPrefix(rest, []byte(w.head)) && len(rest) > len(w.head)+1 {
			return rest[len(w.head)+1:]
		}
	}
	return body
}

// frameMessage is how long the first message or pack of a stream is.
func frameMessage(buffer []byte) int {
	length := messageSize
	if len(buffer) == 0 {
		return 0
	}
	if buffer[0]>>4 == typePack {
		if len(buffer) < packHead {
			return 0
		}
		if buffer[1] != messageSize || buffer[2] == 0 || buffer[2] > packMost {
			return feed.Lost
		}
		length = packHead + messageSize*int(buffer[2])
	}
	if buffer[0]>>4 > typeOperatorID && buffer[0]>>4 != typePack {
		return feed.Lost
	}
	if len(buffer) < length {
		return 0
	}
	return length
}

// take reads a message or a pack.
func (d *drone) take(body []byte) error {
	if len(body) == 0 {
		return errEmpty
	}
	if body[0]&15 > newestVersion {
		return errVersion
	}
	if body[0]>>4 != typePack {
		if len(body) != messageSize {
			return errLength
		}
		return d.takeOne(body)
	}
	if len(body) < packHead || body[1] != messageSize || body[2] == 0 || body[2] > packMost || len(body) != packHead+messageSize*int(body[2]) {
		return errLength
	}
	for one := body[packHead:]; len(one) > 0; one = one[messageSize:] {
		if one[0]>>4 == typePack {
			return errNested
		}
		if err := d.takeOne(one[:messageSize]); err != nil {
			return err
		}
	}
	return nil
}

// takeOne reads one message of 25 octets.
func (d *drone) takeOne(m []byte) error {
	switch m[0] >> 4 {
	case typeBasicID:
		d.kind = m[1] & 15
		if id := m[1] >> 4; id == idSerial || id == idSession {
			d.serial = identifier(m[2:22], id == idSession)
		}
		return nil
	case typeLocation:
		return d.takeLocation(m)
	case typeAuthentication:
		if page := m[1] & 15; page == 0 && m[2] >= authenticationPages {
			return errPage
		}
		return nil
	case typeSystem: // of the group alone; where the operator stands is left where it is
		d.group = int(binary.LittleEndian.Uint16(m[10:]))
		d.groupRadius = float64(m[12]) * 10
		return nil
	case typeSelfID, typeOperatorID:
		return nil // the operator's own words, and who that is
	}
	return errType
}

// identifier is an identifier as people read it: printable characters up to the
// first nought, else, and where it is no text, its digits.
func identifier(octets []byte, binaryToo bool) string {
	text := octets
	if n := bytes.IndexByte(octets, 0); n >= 0 {
		text = octets[:n]
	}
	printable := !binaryToo
	for _, c := range text {
		printable = printable && c > 32 && c < 127 && c != ','
	}
	if printable {
		return string(text)
	}
	const digits = "0123456789ABCDEF"
	var out []byte
	for _, c := range bytes.TrimRight(octets, "\x00") {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

// takeLocation reads a Location message (F3411-22a, table 6).
func (d *drone) takeLocation(m []byte) error {
	order := binary.LittleEndian
	unknown := func(v, none float64) float64 {
		if v == none {
			return math.NaN()
		}
		return v
	}
	height := func(at int) float64 { return unknown(float64(order.Uint16(m[at:]))/2-1000, -1000) }
	p := position{
		status: m[1] >> 4, overGround: m[1]>>2&1 == 1, altitude: height(15), height: height(17),
		at:       truceline.Point{Lat: float64(int32(order.Uint32(m[5:]))) / 1e7, Lon: float64(int32(order.Uint32(m[9:]))) / 1e7},
		accuracy: horizontal(m[19] & 15), tenths: order.Uint16(m[21:]), timeAccuracy: m[23] & 15,
	}
	p.course = unknown(float64(m[2])+180*float64(m[1]>>1&1), 361)
	if p.course >= 360 {
		p.course = math.NaN()
	}
	p.speed = float64(m[3]) * 0.25
	if m[1]&1 == 1 {
		p.speed = float64(m[3])*0.75 + 255*0.25
	}
	if m[3] == 255 {
		p.speed = math.NaN()
	}
	switch {
	case math.Abs(p.at.Lat) > 90 || math.Abs(p.at.Lon) > 180:
		return errPlace
	case p.tenths > 36000 && p.tenths != 0xffff:
		return errHour
	case p.at == truceline.Point{}:
		return nil // not known
	}
	d.place = &p
	return nil
}

// horizontal is the accuracy of a position in metres, 95 % (F3411-22a, table 7). What is not
// stated is taken as 10 km, as little as it says.
func horizontal(code byte) float64 {
	metres := []float64{10_000, 18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3, 1}
	if int(code) >= len(metres) {
		return metres[0]
	}
	return metres[code]
}

// kindName words a kind of aircraft (F3411-22a, table 5).
func kindName(kind byte) string {
	return []string{"", "aeroplane", "helicopter or multirotor", "gyroplane", "hybrid lift", "ornithopter", "glider", "kite", "free balloon",
		"captive balloon", "airship", "parachute", "rocket", "tethered aircraft", "ground obstacle", "aircraft of another kind"}[kind&15]
}
