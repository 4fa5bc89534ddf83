package sapient

import (
	"encoding/binary"
	"fmt"
	"maps"

	"github.com/truceline/truceline/feed"
)

// mostBytes is how long a message may be. Below 16 MB the fourth byte of the
// length before it is zero, which no text is: so bytes and JSON are told apart.
const mostBytes = 1 << 20

const prefix = 4 // bytes of the length, the least significant first

// isWire reports whether a piece begins as a length does and no text would.
func isWire(piece []byte) bool { return len(piece) >= prefix && piece[prefix-1] == 0 }

// frame cuts a stream of messages: after each object of JSON, or by the length
// before the bytes.
func frame(buffer []byte) int {
	if len(buffer) < prefix {
		return 0
	}
	if isWire(buffer) {
		return feed.FrameLength(prefix, binary.LittleEndian, mostBytes)(buffer)
	}
	end := endOfJSON(buffer)
	if end == 0 && len(buffer) > mostBytes {
		return feed.Lost
	}
	return end
}

// unframe takes the length off a message.
func unframe(piece []byte) ([]byte, []mistake) {
	said, body := binary.LittleEndian.Uint32(piece), piece[prefix:]
	switch {
	case said > mostBytes:
		return nil, []mistake{{"", fmt.Sprintf("its length is %d bytes, and a message has %d at most", said, mostBytes)}}
	case uint32(len(body)) != said:
		return nil, []mistake{{"", fmt.Sprintf("cut off: %d bytes of %d", len(body), said)}}
	}
	return body, nil
}

// latest is the numbers of a node's newest pieces that others need; -1: none.
type latest struct{ registration, where, sees int }

// mostNodes bounds how many nodes of one conversation are remembered.
const mostNodes = 4096

// link ties detections, alerts and status reports to the sender's registration
// and to its newest reports of where it stands and of what it sees.
func (r *reader) link() func(body []byte) []int {
	nodes, piece := map[string]*latest{}, -1
	return func(body []byte) (needs []int) {
		piece++
		message, ok := r.bytes(body)
		if !ok {
			return nil
		}
		e := readEnvelope(message)
		l := nodes[string(e.node)]
		if l == nil {
			if len(nodes) >= mostNodes {
				maps.DeleteFunc(nodes, func(_ string, old *latest) bool { return old.newest() < piece-feed.LinkBack })
			}
			if len(nodes) >= mostNodes || len(e.node) > 64 {
				return nil
			}
			l = &latest{-1, -1, -1}
			nodes[string(e.node)] = l
		}
		if e.content == contentDetection || e.content == contentAlert || e.content == contentStatus {
			needs = l.needs(piece)
		}
		l.take(e, piece)
		return needs
	}
}

func (l *latest) newest() int { return max(l.registration, l.where, l.sees) }

// needs lists the pieces that are there and near enough, in order.
func (l *latest) needs(piece int) []int {
	var out []int
	for _, n := range [3]int{l.registration, min(l.where, l.sees), max(l.where, l.sees)} {
		if n >= 0 && (n == 0 || piece-n <= feed.LinkBack) && (len(out) == 0 || out[len(out)-1] < n) {
			out = append(out, n)
		}
	}
	return out
}

// take remembers a piece that later ones need.
func (l *latest) take(e envelope, piece int) {
	switch e.content {
	case contentRegistration: // a node that registers begins anew
		*l = latest{piece, -1, -1}
	case contentStatus:
		where, sees := readStatus(e.body).says()
		if where {
			l.where = piece
		}
		if sees {
			l.sees = piece
		}
	}
}
