package adsb

import (
	"errors"

	"github.com/truceline/truceline/feed"
)

// Beast frames: 0x1a, a type, a counter of six bytes, the signal's level, and the
// reply; a byte 0x1a within is doubled. The counter runs at 12 MHz from when the
// receiver was switched on, so it is no time of day.

const escape = 0x1a

// lengths of the replies by type: Mode A or C, short and long Mode S.
func beastLength(kind byte) (length int, ok bool) {
	switch kind {
	case '1':
		return 2, true
	case '2':
		return 7, true
	case '3':
		return 14, true
	}
	return 0, false
}

// splitBeast cuts a stream at the beginnings of its frames. What lies before
// the first is a piece of its own. A stream has no lines, so that a piece's line
// is its number.
func splitBeast(file []byte) []feed.Piece {
	var pieces []feed.Piece
	start := 0
	cut := func(end int) {
		if end > start {
			pieces = append(pieces, feed.Piece{Body: file[start:end], Offset: int64(start), Line: len(pieces) + 1})
			start = end
		}
	}
	for i := 0; i+1 < len(file); i++ {
		if file[i] != escape {
			continue
		}
		if file[i+1] == escape {
			i++
			continue
		}
		cut(i)
	}
	cut(len(file))
	if len(pieces) == 0 {
		pieces = []feed.Piece{{Body: file, Line: 1}}
	}
	return pairs(pieces, 0, readBeast)
}

var errBeast = errors.New("not a Beast frame: a type 1, 2 or 3 and as many bytes as it has")

// readBeast reads one frame. Frames of other types (positions and states of the
// receiver) and Mode A and C replies say nothing.
func readBeast(body []byte) (f timed, ours bool, err error) {
	if len(body) == 0 {
		return f, false, nil
	}
	if len(body) < 2 || body[0] != escape {
		return f, true, errBeast
	}
	length, ok := beastLength(body[1])
	if !ok {
		if body[1] == '4' || body[1] == '5' || body[1] == 0xe3 || body[1] == 0xe4 {
			return f, false, nil
		}
		return f, true, errBeast
	}
	var plain [21]byte
	n := 0
	for i := 2; i < len(body); i++ {
		if body[i] == escape {
			i++
		}
		if n == len(plain) || i == len(body) {
			return f, true, errBeast
		}
		plain[n] = body[i]
		n++
	}
	if n != 7+length {
		return f, true, errBeast
	}
	if body[1] == '1' {
		return f, false, nil
	}
	f.length = length
	copy(f.bytes[:], plain[7:n])
	return f, true, nil
}
