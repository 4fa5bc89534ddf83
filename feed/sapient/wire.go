package sapient

import (
	"time"

	"github.com/truceline/truceline/feed"
)

// timestamp reads a google.protobuf.Timestamp; ok is false outside the years in
// which anything that Truceline reads can have happened.
func timestamp(body []byte) (t time.Time, ok bool) {
	var seconds, nanos int64
	for c := (feed.ProtoCursor{Rest: body}); c.Next(); {
		switch c.Number {
		case 1:
			seconds = int64(c.Value)
		case 2:
			nanos = int64(c.Value)
		}
	}
	const year1900, year2150 = -2208988800, 5680281600
	if seconds < year1900 || seconds >= year2150 || nanos < 0 || nanos > 999_999_999 {
		return t, false
	}
	return time.Unix(seconds, nanos).UTC(), true
}
