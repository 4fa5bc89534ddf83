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

// splitBeast cuts a file as its stream is cut.
func splitBeast(file []byte) []feed.Piece {
	return feed.SplitFrames(file, frameBeast, pairs(readBeast))
}

// frameBeast ends a frame of a known type after its last byte, and any other,
// and what is no frame, where the next one begins.
func frameBeast(stream []byte) int {
	if len(stream) < 2 {
		return 0
	}
	left := -1
	if length, ok := beastLength(stream[1]); ok && stream[0] == escape {
		left = 7 + length
	}
	i := 0
	if stream[0] == escape && stream[1] != escape {
		i = 2
	}
	for ; i+1 < len(stream) || left == 1 && i < len(stream) && stream[i] != escape; i++ {
		if stream[i] == escape {
			if stream[i+1] != escape {
				return i
			}
			i++
		}
		if left--; left == 0 {
			return i + 1
		}
	}
	return 0
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
