package sapient

import (
	"bytes"
	"math"
	"strings"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/truceline/truceline/feed"
)

// sense is what is to be checked of a message once each of its fields is good.
// (Not a function value: through one, the checker would have to live on the heap.)
type sense int

const (
	senseNone sense = iota
	senseEnvelope
	senseRegistration
	senseTask
	senseLocation
	senseSignal
)

func senseOf(name protoreflect.Name) sense {
	switch name {
	case "SapientMessage":
		return senseEnvelope
	case "Registration":
		return senseRegistration
	case "Task":
		return senseTask
	case "Location":
		return senseLocation
	case "Signal":
		return senseSignal
	}
	return senseNone
}

// sense checks what the fields of a message mean together.
func (c *checker) sense(s sense, body []byte) {
	switch s {
	case senseEnvelope:
		envelopeSense(c, body)
	case senseRegistration:
		registrationSense(c, body)
	case senseTask:
		taskSense(c, body)
	case senseLocation:
		locationSense(c, body)
	case senseSignal:
		signalSense(c, body)
	}
}

// envelopeSense refuses a task for nobody: its node_id is the sender's, so that
// destination_id alone says whose it is.
func envelopeSense(c *checker, body []byte) {
	task, addressed := false, false
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 3:
			addressed = len(f.Bytes) > 0
		case contentTask:
			task = true
		}
	}
	if task && !addressed {
		c.note("destination_id", "missing, and a task is for somebody")
	}
}

// version is the standard that nodes must speak, as their registrations name it.
const version = "BSI Flex 335 v2.0"

// registrationSense refuses another version of the standard.
func registrationSense(c *checker, body []byte) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		if f.Number == 2 && !strings.EqualFold(string(bytes.ReplaceAll(f.Bytes, []byte{'_'}, []byte{' '})), version) {
			c.note("icd_version", "%.40q, and this node speaks %q", f.Bytes, version)
		}
	}
}

// taskSense refuses a task that ends before it starts.
func taskSense(c *checker, body []byte) {
	var start, end time.Time
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 4:
			start, _ = timestamp(f.Bytes)
		case 5:
			end, _ = timestamp(f.Bytes)
		}
	}
	if !start.IsZero() && !end.IsZero() && end.Before(start) {
		c.note("task_end_time", "before task_start_time")
	}
}

// locationSense refuses degrees and radians that are no place. What UTM
// coordinates mean hangs on a zone that may stand in the registration only.
func locationSense(c *checker, body []byte) {
	l := readLocation(body)
	turn := 180.0
	switch l.system {
	case systemRadians:
		turn = math.Pi
	case systemUTM:
		return
	}
	if math.Abs(l.x) > turn {
		c.note("x", "%v is no longitude", l.x)
	}
	if math.Abs(l.y) > turn/2 {
		c.note("y", "%v is no latitude", l.y)
	}
}

// signalSense refuses a band whose ends are the wrong way round.
func signalSense(c *checker, body []byte) {
	start, stop := math.Inf(-1), math.Inf(1)
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 2:
			start = f.Float()
		case 4:
			stop = f.Float()
		}
	}
	if stop < start {
		c.note("stop_frequency", "%v is below start_frequency", stop)
	}
}
