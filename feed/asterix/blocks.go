package asterix

import (
	"encoding/binary"

	"github.com/truceline/truceline/feed"
)

// headOf reads the head of a data block: the category, and the length in octets
// with the head itself. ok is false where it is none that ends within body.
func headOf(body []byte) (number byte, length int, ok bool) {
	if len(body) < 3 {
		return 0, 0, false
	}
	length = int(binary.BigEndian.Uint16(body[1:]))
	return body[0], length, length > 3 && length <= len(body)
}

// split cuts a file: a capture of a network into its packets, else data blocks
// one after the other.
func split(file []byte) []feed.Piece {
	if feed.IsCapture(file) {
		return feed.SplitCapture(file)
	}
	return splitBlocks(file)
}

// splitBlocks cuts data blocks. Where none can begin, all up to the next place
// where one can is a piece of its own. A block is no line, so that a piece's line
// is its number.
func splitBlocks(file []byte) []feed.Piece {
	var pieces []feed.Piece
	for at := 0; at < len(file); {
		end := at
		if _, length, ok := headOf(file[at:]); ok && begins(file[at:]) {
			end += length
		} else {
			for end++; end < len(file) && !begins(file[end:]); end++ {
			}
		}
		pieces = append(pieces, feed.Piece{Body: file[at:end:end], Offset: int64(at), Line: len(pieces) + 1})
		at = end
	}
	if len(pieces) == 0 {
		return feed.SplitNone(file)
	}
	return pieces
}

// begins reports whether a data block can begin here: a category that is in use,
// a length within the file, and behind it the end or the category of another.
func begins(body []byte) bool {
	number, length, ok := headOf(body)
	return ok && inUse(number) && (length == len(body) || inUse(body[length]))
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
