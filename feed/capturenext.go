package feed

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// The newer form of a capture (pcapng, draft-ietf-opsawg-pcapng), which Wireshark
// writes: blocks with their type and length before and behind. A section's head says
// in which order bytes are; interfaces say of what link they are and how they count
// time; packets name their interface.

// Types of blocks.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 6
)

// sectionOrder is the order of bytes of a section that begins here.
func sectionOrder(b []byte) (order binary.ByteOrder, ok bool) {
	if len(b) < 28 || binary.LittleEndian.Uint32(b) != blockSection {
		return nil, false
	}
	switch binary.LittleEndian.Uint32(b[8:]) {
	case 0x1a2b3c4d:
		return binary.LittleEndian, true
	case 0x4d3c2b1a:
		return binary.BigEndian, true
	}
	return nil, false
}

// block is how long the block is that begins here; 0: none that can be.
func block(order binary.ByteOrder, b []byte) int {
	if len(b) < 12 {
		return 0
	}
	n := order.Uint32(b[4:])
	if n < 12 || n%4 != 0 || n > maxPacket || int(n) > len(b) || order.Uint32(b[n-4:]) != n {
		return 0
	}
	return int(n)
}

// splitNext cuts a newer capture: the section's head with the interfaces behind it
// is the first piece, every other block one that needs it.
func splitNext(file []byte) []Piece {
	order, ok := sectionOrder(file)
	if !ok || block(order, file) == 0 {
		return SplitNone(file)
	}
	at := block(order, file)
	for n := block(order, file[at:]); n > 0 && order.Uint32(file[at:]) == blockInterface; n = block(order, file[at:]) {
		at += n
	}
	pieces := []Piece{{Body: file[:at:at], Line: 1}}
	for at < len(file) {
		end := len(file)
		if n := block(order, file[at:]); n > 0 {
			end = at + n
		}
		pieces = append(pieces, Piece{Body: file[at:end:end], Offset: int64(at), Line: len(pieces) + 1, Needs: []int{0}})
		at = end
	}
	return pieces
}

// readNext reads a block of a newer capture. Blocks that are no packets say nothing;
// sections and interfaces that come later are refused with what follows them.
func readNext(head, body []byte) (d Datagram, err error) {
	order, ok := sectionOrder(head)
	if !ok {
		return d, errCaptureHead
	}
	if block(order, body) != len(body) {
		return d, errPacketHead
	}
	switch order.Uint32(body) {
	case blockPacket:
	case blockSection, blockInterface:
		return d, errLaterHead
	default:
		return d, nil
	}
	if len(body) < 32 {
		return d, errPacketHead
	}
	link, unit, shift, ok := interfaceOf(order, head, order.Uint32(body[8:]))
	kept, whole := order.Uint32(body[20:]), order.Uint32(body[24:])
	switch {
	case !ok:
		return d, errNoInterface
	case uint64(kept) > uint64(len(body)-32):
		return d, errPacketHead
	case kept < whole:
		return d, errPacketCut
	}
	ticks := float64(uint64(order.Uint32(body[12:]))<<32 | uint64(order.Uint32(body[16:])))
	seconds, fraction := math.Modf(ticks * unit)
	if math.Abs(seconds) > 1e11 || math.Abs(float64(shift)) > 1e11 {
		return d, errPacketHead
	}
	d.At = time.Unix(int64(seconds)+shift, int64(math.Round(fraction*1e6))*1000).UTC()
	network, kind, err := linkPayload(uint32(link), body[28:28+kept])
	if err != nil {
		return d, err
	}
	d.Body, err = udpPayload(kind, network)
	return d, err
}

// interfaceOf finds an interface in a capture's head: its link, how many seconds a
// unit of its times is, and how many are to be added.
func interfaceOf(order binary.ByteOrder, head []byte, number uint32) (link uint16, unit float64, shift int64, ok bool) {
	at := block(order, head)
	for ; number > 0 && at > 0 && at < len(head); number-- {
		at += block(order, head[at:])
	}
	if at == 0 || at >= len(head) {
		return 0, 0, 0, false
	}
	b := head[at : at+block(order, head[at:])]
	if len(b) < 20 {
		return 0, 0, 0, false
	}
	unit = 1e-6
	for options := b[16 : len(b)-4]; len(options) >= 4; {
		code, size := order.Uint16(options), int(order.Uint16(options[2:]))
		if code == 0 || 4+size > len(options) {
			break
		}
		value := options[4 : 4+size]
		switch {
		case code == 9 && size == 1 && value[0]&0x80 == 0: // powers of ten
			unit = math.Pow10(-int(value[0]))
		case code == 9 && size == 1: // powers of two
			unit = math.Exp2(-float64(value[0] & 0x7f))
		case code == 14 && size == 8:
			shift = int64(order.Uint64(value))
		}
		options = options[min(len(options), 4+(size+3)/4*4):]
	}
	return order.Uint16(b[8:]), unit, shift, true
}

// isNext reports whether a file is a newer capture.
func isNext(file []byte) bool {
	return len(file) >= 12 && bytes.Equal(file[:4], []byte{0x0a, 0x0d, 0x0d, 0x0a})
}
