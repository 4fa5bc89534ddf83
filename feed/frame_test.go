package feed_test

import (
	"encoding/binary"
	"testing"

	"github.com/truceline/truceline/feed"
)

// TestFrameLength: a length of exactly the most is believed, one more is not.
func TestFrameLength(t *testing.T) {
	four := feed.FrameLength(4, binary.LittleEndian, 3)
	two := feed.FrameLength(2, binary.BigEndian, 300)
	good := func(frame feed.Frame, in string, want int) {
		t.Helper()
		if got := frame([]byte(in)); got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
	good(four, "", 0)
	good(four, "\x03\x00\x00", 0)             // the length itself is still to come
	good(four, "\x03\x00\x00\x00ab", 0)       // one byte is missing
	good(four, "\x03\x00\x00\x00abcd", 7)     // and the next message begins
	good(four, "\x00\x00\x00\x00", 4)         // an empty message is one
	good(four, "\x04\x00\x00\x00", feed.Lost) // before its bytes are waited for
	good(four, "\xff\xff\xff\xff", feed.Lost)
	good(two, "\x01\x2c", 0)
	good(two, "\x01\x2d", feed.Lost)
}

// TestSplitFrames: what cannot be cut any further stays whole, and an empty file
// is on record.
func TestSplitFrames(t *testing.T) {
	frame := feed.FrameLength(4, binary.LittleEndian, 8)
	pieces := feed.SplitFrames([]byte("\x01\x00\x00\x00a\xff\xff\xff\xffrest"), frame, nil)
	if len(pieces) != 2 || len(pieces[1].Body) != 8 || pieces[1].Offset != 5 || pieces[1].Line != 2 {
		t.Errorf("%+v", pieces)
	}
	if pieces := feed.SplitFrames(nil, frame, nil); len(pieces) != 1 || pieces[0].Line != 1 {
		t.Errorf("%+v", pieces)
	}
}
