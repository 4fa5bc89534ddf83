package feed

import (
	"encoding/binary"
	"errors"
	"time"
)

// A capture of a network (the format of libpcap, draft-ietf-opsawg-pcap) is 24
// octets of head, which says how the rest is written, then packets of 16 octets
// of head each.

// Sizes within a capture. No packet of a network is nearly as long as maxPacket.
const (
	captureHead = 24
	packetHead  = 16
	maxPacket   = 1 << 18
)

// Links that a capture may be of (www.tcpdump.org/linktypes.html).
const (
	linkNull     = 0
	linkEthernet = 1
	linkRaw      = 101
	linkCooked   = 113
	linkCooked2  = 276
)

// Errors of a capture.
var (
	errCaptureHead = errors.New("not the head of a capture")
	errPacketHead  = errors.New("not a packet of a capture: its length is absurd, or the file ends within it")
	errPacketCut   = errors.New("only the beginning of the packet was captured")
	errLink        = errors.New("a capture of a link that is not known: none of null, Ethernet, raw IP and Linux cooked")
	errFragment    = errors.New("a fragment of a datagram; fragments are not put together")
	errLaterHead   = errors.New("a section or interface after the first packet; split the capture there (editcap)")
	errNoInterface = errors.New("a packet of an interface that the capture's head does not tell of")
)

// Datagram is what a UDP packet of a capture carried.
type Datagram struct {
	At   time.Time // when it was captured
	Body []byte    // nil: the packet is no UDP
}

// captureOrder is the order of bytes in a capture, and the length of a unit of its
// fractions of seconds.
func captureOrder(head []byte) (order binary.ByteOrder, unit time.Duration, ok bool) {
	if len(head) < captureHead {
		return nil, 0, false
	}
	switch binary.LittleEndian.Uint32(head) {
	case 0xa1b2c3d4:
		return binary.LittleEndian, time.Microsecond, true
	case 0xa1b23c4d:
		return binary.LittleEndian, time.Nanosecond, true
	case 0xd4c3b2a1:
		return binary.BigEndian, time.Microsecond, true
	case 0x4d3cb2a1:
		return binary.BigEndian, time.Nanosecond, true
	}
	return nil, 0, false
}

// IsCapture reports whether a file is a capture of a network, in the older form or
// the newer.
func IsCapture(file []byte) bool {
	_, _, ok := captureOrder(file)
	return ok || isNext(file)
}

// CheckCapture returns an error for a capture's head, its first piece, by which the
// rest cannot be read.
func CheckCapture(head []byte) error {
	if isNext(head) {
		if order, ok := sectionOrder(head); !ok || block(order, head) == 0 {
			return errCaptureHead
		}
		return nil
	}
	if !IsCapture(head) {
		return errCaptureHead
	}
	return nil
}

// SplitCapture cuts a capture into its head and its packets, which need the head.
// What cannot be a packet is the last piece. A piece's line is its number.
func SplitCapture(file []byte) []Piece {
	if isNext(file) {
		return splitNext(file)
	}
	order, _, ok := captureOrder(file)
	if !ok {
		return SplitNone(file)
	}
	pieces := []Piece{{Body: file[:captureHead:captureHead], Line: 1}}
	for at := captureHead; at < len(file); {
		end := len(file)
		if len(file)-at >= packetHead {
			if n := order.Uint32(file[at+8:]); n <= maxPacket && int(n) <= len(file)-at-packetHead {
				end = at + packetHead + int(n)
			}
		}
		pieces = append(pieces, Piece{Body: file[at:end:end], Offset: int64(at), Line: len(pieces) + 1, Needs: []int{0}})
		at = end
	}
	return pieces
}

// ReadPacket reads a packet of a capture, given the capture's head.
func ReadPacket(head, packet []byte) (d Datagram, err error) {
	if isNext(head) {
		return readNext(head, packet)
	}
	order, unit, ok := captureOrder(head)
	if !ok {
		return d, errCaptureHead
	}
	if len(packet) < packetHead || int64(order.Uint32(packet[8:])) != int64(len(packet)-packetHead) {
		return d, errPacketHead
	}
	d.At = time.Unix(int64(order.Uint32(packet)), int64(order.Uint32(packet[4:]))*int64(unit)).UTC()
	if order.Uint32(packet[12:]) > order.Uint32(packet[8:]) {
		return d, errPacketCut
	}
	network, kind, err := linkPayload(order.Uint32(head[20:])&0xffff, packet[packetHead:])
	if err != nil {
		return d, err
	}
	d.Body, err = udpPayload(kind, network)
	return d, err
}

// Types of what a link carries (IEEE 802 numbers).
const (
	etherIPv4 = 0x0800
	etherIPv6 = 0x86dd
	etherVLAN = 0x8100
	etherQinQ = 0x88a8
)

// linkPayload takes the head of the link off a packet, and returns the type of
// what it carried; 0 for a type that says nothing here.
func linkPayload(link uint32, body []byte) (rest []byte, kind uint16, err error) {
	size, at := 0, -1 // octets of the head, and where the type stands in it
	switch link {
	case linkEthernet:
		size, at = 14, 12
	case linkCooked:
		size, at = 16, 14
	case linkCooked2:
		size, at = 20, 0
	case linkNull:
		size = 4
	case linkRaw:
	default:
		return nil, 0, errLink
	}
	if len(body) < size+1 {
		return nil, 0, nil
	}
	rest = body[size:]
	if at < 0 {
		return rest, map[byte]uint16{4: etherIPv4, 6: etherIPv6}[rest[0]>>4], nil
	}
	kind = binary.BigEndian.Uint16(body[at:])
	for (kind == etherVLAN || kind == etherQinQ) && len(rest) >= 4 {
		kind, rest = binary.BigEndian.Uint16(rest[2:]), rest[4:]
	}
	return rest, kind, nil
}

// protocolUDP is the number of UDP (RFC 768) in the heads of IP.
const protocolUDP = 17

// udpPayload takes the heads of IP (RFC 791, RFC 8200) and UDP off a packet; nil
// for one that is no UDP.
func udpPayload(kind uint16, body []byte) ([]byte, error) {
	switch {
	case kind == etherIPv4 && len(body) >= 20:
		size, total := int(body[0]&15)*4, int(binary.BigEndian.Uint16(body[2:]))
		if body[0]>>4 != 4 || body[9] != protocolUDP || size < 20 || total > len(body) || total < size+8 {
			return nil, nil
		}
		if binary.BigEndian.Uint16(body[6:])&0x3fff != 0 {
			return nil, errFragment
		}
		body = body[size:total]
	case kind == etherIPv6 && len(body) >= 48 && body[6] == protocolUDP:
		body = body[40:]
	default:
		return nil, nil
	}
	length := int(binary.BigEndian.Uint16(body[4:]))
	if length < 8 || length > len(body) {
		return nil, nil
	}
	return body[8:length], nil
}
