package asterix

import (
	"encoding/binary"

	"github.com/truceline/truceline/feed"
)

// headSize is the length of a data block's head: the category, and the length in
// octets with the head itself.
const headSize = 3

// headOf reads the head of a data block. ok is false where it is none that ends
// within body.
func headOf(body []byte) (number byte, length int, ok bool) {
	if len(body) < headSize {
		return 0, 0, false
	}
	length = int(binary.BigEndian.Uint16(body[1:]))
	return body[0], length, length > headSize && length <= len(body)
}

// split cuts a file: a capture of a network into its packets, else data blocks
// one after the other.
func split(file []byte) []feed.Piece {
	if feed.IsCapture(file) {
		return feed.SplitCapture(file)
	}
	return feed.SplitFrames(file, frame, nil)
}

// frame cuts a stream of data blocks, as they come over TCP: a block is as long as
// its head says. Where none can begin, all up to the next place where one can is a
// piece of its own.
func frame(stream []byte) int {
	if begins(stream) {
		_, length, ok := headOf(stream)
		if !ok {
			return 0 // the rest is still to come
		}
		return length
	}
	for at := 1; at+headSize <= len(stream); at++ {
		if begins(stream[at:]) {
			return at
		}
	}
	return 0
}

// begins reports whether a data block can begin here: a category that is in use,
// and a length of more than the head.
func begins(body []byte) bool {
	return len(body) >= headSize && inUse(body[0]) && binary.BigEndian.Uint16(body[1:]) > headSize
}

// inUse reports whether EUROCONTROL has given a category a meaning for civil
// surveillance data, or left it to users (EUROCONTROL-SPEC-0149, part 1, 4.2).
func inUse(number byte) bool {
	switch {
	case number >= 1 && number <= 34, number == 48, number >= 61 && number <= 65, number == 129,
		number >= 150 && number <= 159, number == 204, number == 205, number >= 238 && number <= 252:
		return true
	}
	return false
}
