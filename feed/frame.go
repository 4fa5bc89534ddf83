package feed

import (
	"bytes"
	"encoding/binary"
)

// Frame finds the end of the first message in what has come so far of a stream.
// It returns how many bytes the message has, 0 while the rest of it is still to
// come, and [Lost] where no later message can be found (a length that cannot be
// meant): the connection is then closed. Bytes that are no message, such as
// noise between two, are cut off as a piece of their own, so that nothing is
// lost and Parse says why they were refused.
//
// A Frame is pure, keeps nothing between calls and reads each byte about once:
// it is called again with the same bytes and more until it answers.
type Frame func(buffer []byte) (length int)

// Lost is what a Frame returns when the stream cannot be cut any further.
const Lost = -1

// MaxMessage is how long a message on a stream may be, in bytes. A longer one is
// cut there, which its Parse will refuse, and the connection is closed.
const MaxMessage = 1 << 20

// LinkBack is how far back a Link may reach, in pieces; it may always name piece 0,
// the header.
const LinkBack = 4096

// Link begins a conversation: the function it returns is given each of its
// pieces in order, and answers with the numbers, from 0, of the earlier ones
// without which that piece cannot be read, at most [LinkBack] before it. The
// list is not changed afterwards by either side.
type Link func() func(body []byte) []int

// FrameLine cuts a stream after each line feed.
func FrameLine(buffer []byte) int { return bytes.IndexByte(buffer, '\n') + 1 }

// FrameLength cuts a stream of messages before each of which stands its length:
// an unsigned integer of 2 or 4 bytes, which does not count itself. A length of
// more than most bytes is not believed.
func FrameLength(size int, order binary.ByteOrder, most int) Frame {
	return func(buffer []byte) int {
		if len(buffer) < size {
			return 0
		}
		var length uint64
		if size == 2 {
			length = uint64(order.Uint16(buffer))
		} else {
			length = uint64(order.Uint32(buffer))
		}
		switch {
		case length > uint64(most):
			return Lost
		case uint64(len(buffer)-size) < length:
			return 0
		}
		return size + int(length)
	}
}

// SplitFrames cuts a file as its stream would be cut. A piece's line is its
// number. An empty file is one empty piece, as in [SplitLines].
func SplitFrames(file []byte, frame Frame, link Link) []Piece {
	var pieces []Piece
	for start := 0; start < len(file) || len(pieces) == 0; {
		length := frame(file[start:])
		if length <= 0 {
			length = len(file) - start
		}
		end := start + length
		pieces = append(pieces, Piece{Body: file[start:end:end], Offset: int64(start), Line: len(pieces) + 1})
		start = end
	}
	return LinkPieces(pieces, link)
}

// LinkPieces sets what each piece needs, where the format links its pieces, and
// returns the pieces.
func LinkPieces(pieces []Piece, link Link) []Piece {
	if link == nil {
		return pieces
	}
	needs := link()
	for i := range pieces {
		pieces[i].Needs = needs(pieces[i].Body)
	}
	return pieces
}
