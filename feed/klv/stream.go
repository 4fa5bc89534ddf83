package klv

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/truceline/truceline/feed"
)

// A transport stream (ISO/IEC 13818-1) is packets of 188 octets. Metadata lie in
// packetised elementary streams among the video: asynchronous ones in private
// stream 1, which the program map registers as "KLVA", or synchronous ones in
// metadata stream, with a head of five octets before the KLV (ST 1402).
const (
	packetSize = 188
	syncByte   = 0x47

	streamPrivate  = 0xbd
	streamMetadata = 0xfc
	cellHead       = 5 // of a metadata access unit

	mapPID  = 0 // of the program association
	nullPID = 0x1fff
)

// key is how every key of SMPTE ST 336 begins, and keySize its octets.
var key = [...]byte{0x06, 0x0e, 0x2b, 0x34}

const keySize = 16

// isStream reports whether octets begin a transport stream.
func isStream(b []byte) bool { return len(b) > 0 && b[0] == syncByte }

// pieceMost is how many packets of a stream one piece has at most.
const pieceMost = 512

// frame is how long the first piece is: of a transport stream up to where the next
// metadata begin, or so many packets; of bare KLV a packet. What is neither is cut
// off up to where either can begin.
func frame(buffer []byte) int {
	switch {
	case len(buffer) == 0:
		return 0
	case isStream(buffer):
		return frameStream(buffer)
	case bytes.HasPrefix(buffer, key[:min(len(buffer), len(key))]):
		return frameBare(buffer)
	}
	return noise(buffer)
}

func frameStream(buffer []byte) int {
	for n := 0; ; n++ {
		at := n * packetSize
		if n == pieceMost {
			return at
		}
		if at >= len(buffer) {
			return 0
		}
		if buffer[at] != syncByte {
			return at
		}
		if len(buffer) < at+packetSize {
			return 0
		}
		if p, ok := readPacket(buffer[at : at+packetSize]); ok && n > 0 && p.begins {
			if _, isOurs := metadataHead(p.payload); isOurs {
				return at
			}
		}
	}
}

func frameBare(buffer []byte) int {
	if len(buffer) < keySize+1 {
		return 0
	}
	if n := buffer[keySize]; n > 0x80 && n <= 0x84 && len(buffer) < keySize+1+int(n&0x7f) {
		return 0
	}
	length, n, err := berLength(buffer[keySize:])
	if err != nil || length > feed.MaxMessage/2 {
		return noise(buffer)
	}
	if len(buffer) < keySize+n+length {
		return 0
	}
	return keySize + n + length
}

// noiseMost is how much noise one piece has at most.
const noiseMost = 4096

// noise is how far it is to where a key or packets can begin; at least an octet.
func noise(buffer []byte) int {
	for at := 1; ; at++ {
		switch {
		case at == noiseMost:
			return at
		case at+len(key) > len(buffer):
			return 0
		case bytes.HasPrefix(buffer[at:], key[:]):
			return at
		case buffer[at] != syncByte:
		case at+2*packetSize >= len(buffer): // not known yet
			return 0
		case buffer[at+packetSize] == syncByte && buffer[at+2*packetSize] == syncByte:
			return at
		}
	}
}

// packet is a packet of a transport stream.
type packet struct {
	pid     int
	begins  bool // a packetised elementary stream, or a section, begins in it
	counter byte
	payload []byte
}

// readPacket reads a packet (ISO/IEC 13818-1, 2.4.3.2); ok is false for one that is
// damaged, scrambled, or without payload.
func readPacket(b []byte) (p packet, ok bool) {
	if len(b) != packetSize || b[0] != syncByte || b[1]&0x80 != 0 || b[3]&0xc0 != 0 || b[3]&0x10 == 0 {
		return p, false
	}
	p.pid, p.begins, p.counter = int(b[1]&0x1f)<<8|int(b[2]), b[1]&0x40 != 0, b[3]&15
	from := 4
	if b[3]&0x20 != 0 { // an adaptation field
		from += 1 + int(b[4])
	}
	if from >= packetSize || p.pid == nullPID {
		return p, false
	}
	p.payload = b[from:]
	return p, true
}

// metadataHead reads the head of a packetised elementary stream that carries
// metadata (2.4.3.6): where the KLV stands in it. ok is false for other streams,
// and where no key follows.
func metadataHead(b []byte) (from int, ok bool) {
	if len(b) < 9 || b[0] != 0 || b[1] != 0 || b[2] != 1 || b[3] != streamPrivate && b[3] != streamMetadata {
		return 0, false
	}
	from = 9 + int(b[8])
	if b[3] == streamMetadata {
		from += cellHead
	}
	return from, from+len(key) <= len(b) && bytes.HasPrefix(b[from:], key[:])
}

// elementary is a packetised elementary stream with metadata as it comes together.
type elementary struct {
	body    []byte
	wants   int // octets in all; 0: until the next begins
	counter byte
	pieces  []int // in which its packets came
	broken  bool  // packets are missing
}

// whole is metadata that came together.
type whole struct {
	klv    []byte
	pieces []int
	piece  int // in which it ended
	err    error
}

// demultiplexer puts metadata together, piece by piece.
type demultiplexer struct {
	open  map[int]*elementary // by PID
	table map[int]bool        // PIDs of program maps
	known map[int]bool        // PIDs that a program map registers as metadata
	maps  int                 // piece with the newest program map; -1: none yet
}

func newDemultiplexer() *demultiplexer {
	return &demultiplexer{open: map[int]*elementary{}, table: map[int]bool{}, known: map[int]bool{}, maps: -1}
}

// Errors of a stream.
var (
	errMissing  = errors.New("packets of the stream are missing in it")
	errNotKey   = errors.New("the stream is registered as KLVA, but no key begins it")
	errCutShort = errors.New("it is shorter than its packetised elementary stream says")
)

// pidsMost bounds what is remembered of one stream.
const pidsMost = 64

// add reads the packets of a piece, and returns what came together in it.
func (d *demultiplexer) add(piece int, body []byte) (done []whole) {
	for ; len(body) >= packetSize; body = body[packetSize:] {
		p, ok := readPacket(body[:packetSize])
		if !ok {
			continue
		}
		switch {
		case p.pid == mapPID || d.table[p.pid]:
			if p.begins {
				d.section(piece, p)
			}
		case p.begins:
			if e := d.open[p.pid]; e != nil {
				done = append(done, e.finish(piece, false))
				delete(d.open, p.pid)
			}
			done = append(done, d.begin(piece, p)...)
		default:
			if e := d.open[p.pid]; e != nil {
				e.broken = e.broken || p.counter != (e.counter+1)&15
				done = append(done, d.grow(piece, p, e)...)
			}
		}
	}
	return done
}

// begin takes the first packet of a packetised elementary stream.
func (d *demultiplexer) begin(piece int, p packet) []whole {
	if _, ok := metadataHead(p.payload); !ok {
		if d.known[p.pid] {
			return []whole{{pieces: []int{piece}, piece: piece, err: errNotKey}}
		}
		return nil
	}
	if len(d.open) >= pidsMost {
		clear(d.open)
	}
	e := &elementary{}
	if n := int(binary.BigEndian.Uint16(p.payload[4:])); n > 0 {
		e.wants = 6 + n
	}
	d.open[p.pid] = e
	return d.grow(piece, p, e)
}

// bodyMost is how long metadata may be.
const bodyMost = 1 << 17

// grow adds a packet.
func (d *demultiplexer) grow(piece int, p packet, e *elementary) []whole {
	e.counter = p.counter
	if n := len(e.pieces); n == 0 || e.pieces[n-1] != piece {
		e.pieces = append(e.pieces, piece)
	}
	if len(e.body) > bodyMost || piece-e.pieces[0] >= feed.LinkBack {
		e.broken = true
	} else {
		e.body = append(e.body, p.payload...)
	}
	if e.wants == 0 || len(e.body) < e.wants {
		return nil
	}
	delete(d.open, p.pid)
	return []whole{e.finish(piece, true)}
}

// finish closes a packetised elementary stream.
func (e *elementary) finish(piece int, full bool) whole {
	w := whole{pieces: e.pieces, piece: piece}
	switch {
	case e.broken:
		w.err = errMissing
	case e.wants > 0 && !full:
		w.err = errCutShort
	default:
		from, _ := metadataHead(e.body)
		w.klv = e.body[from:]
		if e.wants > 0 {
			w.klv = e.body[from:max(from, e.wants)]
		}
	}
	return w
}

// section reads a program association (2.4.4.3) or program map (2.4.4.8) that lies
// in one packet, as those of such streams do.
func (d *demultiplexer) section(piece int, p packet) {
	b := p.payload
	if len(b) < 1+int(b[0])+12 {
		return
	}
	b = b[1+int(b[0]):]
	length := int(binary.BigEndian.Uint16(b[1:]) & 0x0fff)
	if length < 13 || 3+length > len(b) || len(d.table) > pidsMost || len(d.known) > pidsMost {
		return
	}
	end := 3 + length - 4 // before its checksum
	switch {
	case b[0] == 0 && p.pid == mapPID:
		for at := 8; at+4 <= end; at += 4 {
			if binary.BigEndian.Uint16(b[at:]) != 0 { // not that of the network
				d.table[int(binary.BigEndian.Uint16(b[at+2:])&0x1fff)] = true
			}
		}
	case b[0] == 2:
		d.maps = piece
		for at := 12 + int(binary.BigEndian.Uint16(b[10:])&0x0fff); at+5 <= end; {
			pid, size := int(binary.BigEndian.Uint16(b[at+1:])&0x1fff), int(binary.BigEndian.Uint16(b[at+3:])&0x0fff)
			if at+5+size > end {
				return
			}
			if registered(b[at], b[at+5:at+5+size]) {
				d.known[pid] = true
			}
			at += 5 + size
		}
	}
}

// registered reports whether a program map says that a stream is KLV: private data
// with the registration descriptor KLVA (ST 1402; SMPTE RP 217).
func registered(kind byte, descriptors []byte) bool {
	for len(descriptors) >= 2 {
		size := int(descriptors[1])
		if 2+size > len(descriptors) {
			return false
		}
		if (kind == 0x06 || kind == 0x15) && descriptors[0] == 0x05 && bytes.HasPrefix(descriptors[2:2+size], []byte("KLVA")) {
			return true
		}
		descriptors = descriptors[2+size:]
	}
	return false
}

// link lets a piece need those in which the metadata that end in it began, the
// newest program map, and the metadata before.
func link() func(body []byte) []int {
	d := newDemultiplexer()
	var before []int
	n := -1
	return func(body []byte) []int {
		n++
		var done []whole
		if isStream(body) {
			done = d.add(n, body)
		} else if bytes.HasPrefix(body, key[:]) {
			done = []whole{{pieces: []int{n}}}
		}
		if len(done) == 0 {
			return nil
		}
		needs := slices.Clone(before)
		for _, w := range done {
			needs = append(needs, w.pieces...)
			if w.err == nil {
				before = w.pieces
			}
		}
		if d.maps >= 0 {
			needs = append(needs, d.maps)
		}
		slices.Sort(needs)
		return slices.DeleteFunc(slices.Compact(needs), func(i int) bool { return i >= n || n-i >= feed.LinkBack })
	}
}
