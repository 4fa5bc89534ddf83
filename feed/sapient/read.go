package sapient

import (
	"time"

	"github.com/truceline/truceline/feed"
)

// Numbers of the fields of SapientMessage that hold its content.
const (
	contentRegistration = 4 + iota
	contentRegistrationAck
	contentStatus
	contentDetection
	contentTask
	contentTaskAck
	contentAlert
	contentAlertAck
	contentError
)

// envelope is what every message has. Its slices are parts of the message.
type envelope struct {
	at                time.Time
	node, destination []byte
	content           int // number of the field; 0: none
	body              []byte
}

func readEnvelope(message []byte) (e envelope) {
	for f := (feed.ProtoCursor{Rest: message}); f.Next(); {
		switch {
		case f.Number == 1:
			e.at, _ = timestamp(f.Bytes)
		case f.Number == 2:
			e.node = f.Bytes
		case f.Number == 3:
			e.destination = f.Bytes
		case f.Number >= contentRegistration && f.Number <= contentError:
			e.content, e.body = f.Number, f.Bytes
		}
	}
	return e
}

// Coordinate systems and datums, by their values in place.proto.
const (
	systemDegrees = 1
	systemRadians = 2
	systemUTM     = 5

	bearingDegreesKm = 3
	bearingRadians   = 2
	bearingRadiansKm = 4

	northTrue     = 1
	northMagnetic = 2
	northGrid     = 3
)

// location is a Location. Errors are negative where they are not given.
type location struct {
	x, y, z        float64
	high           bool // z is given
	xError, yError float64
	system         uint64
	zone           []byte
}

func readLocation(body []byte) location {
	l := location{xError: -1, yError: -1}
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 1:
			l.x = f.Double()
		case 2:
			l.y = f.Double()
		case 3:
			l.z, l.high = f.Double(), true
		case 4:
			l.xError = f.Double()
		case 5:
			l.yError = f.Double()
		case 7:
			l.system = f.Value
		case 9:
			l.zone = f.Bytes
		}
	}
	return l
}

// bearing is a RangeBearing, or a RangeBearingCone with an extent. What is not
// given is negative, but for the azimuth, which says so itself.
type bearing struct {
	azimuth, distance, azimuthError, rangeError, extent float64
	turned                                              bool // azimuth is given
	system, north                                       uint64
}

func readBearing(body []byte) bearing {
	b := bearing{distance: -1, azimuthError: -1, rangeError: -1, extent: -1}
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 2:
			b.azimuth, b.turned = f.Double(), true
		case 3:
			b.distance = f.Double()
		case 5:
			b.azimuthError = f.Double()
		case 6:
			b.rangeError = f.Double()
		case 7:
			b.system = f.Value
		case 8:
			b.north = f.Value
		}
	}
	return b.inDegreesAndMetres()
}

func readCone(body []byte) bearing {
	b := bearing{distance: -1, azimuthError: -1, rangeError: -1, extent: -1}
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 2:
			b.azimuth, b.turned = f.Double(), true
		case 3:
			b.distance = f.Double()
		case 4:
			b.extent = f.Double()
		case 11:
			b.system = f.Value
		case 12:
			b.north = f.Value
		}
	}
	return b.inDegreesAndMetres()
}

// inDegreesAndMetres brings a bearing into the units that all else is in.
func (b bearing) inDegreesAndMetres() bearing {
	if b.system == bearingRadians || b.system == bearingRadiansKm {
		b.azimuth, b.azimuthError, b.extent = degrees(b.azimuth), degrees(b.azimuthError), degrees(b.extent)
	}
	if b.system == bearingDegreesKm || b.system == bearingRadiansKm {
		b.distance, b.rangeError = b.distance*1000, b.rangeError*1000
	}
	return b
}

// mostAbout is how many further things are read of an object: more than [inform] has
// words for, with all its weapons.
const mostAbout = 12

// detection is what is used of a DetectionReport.
type detection struct {
	object     []byte
	state      []byte
	at         spot
	confidence float64 // negative: not given
	class      class
	behaviour  []byte
	name       []byte // what it calls itself
	velocity   []byte
	about      [mostAbout][]byte // TrackObjectInfo: what else is known of the object
	abouts     int
}

// spot is where something is: a Location or a RangeBearing, or neither.
type spot struct{ location, bearing []byte }

// class is the likeliest class of a detection with its likeliest sub-classes.
type class struct {
	path       [4][]byte
	depth      int
	confidence float64 // negative: not given
}

func readDetection(body []byte) detection {
	d := detection{confidence: -1, class: class{confidence: -1}}
	surest := -2.0
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 2:
			d.object = f.Bytes
		case 4:
			d.state = f.Bytes
		case 5:
			d.at.bearing = f.Bytes
		case 6:
			d.at.location = f.Bytes
		case 7:
			d.confidence = f.Float()
		case 10:
			if d.abouts < mostAbout {
				d.about[d.abouts] = f.Bytes
				d.abouts++
			}
		case 11:
			if c := readClass(f.Bytes); c.confidence > surest {
				d.class, surest = c, c.confidence
			}
		case 12:
			if d.behaviour == nil {
				d.behaviour = text(f.Bytes, 1)
			}
		case 19:
			d.velocity = f.Bytes
		case 23:
			d.name = f.Bytes
		}
	}
	return d
}

// readClass reads a class and the likeliest of each level below it.
func readClass(body []byte) class {
	c := class{confidence: -1}
	for depth := 0; body != nil && depth < len(c.path); depth++ {
		var below []byte
		surest, list := -2.0, 3
		if depth > 0 {
			list = 4
		}
		for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
			switch {
			case f.Number == 1:
				c.path[depth], c.depth = f.Bytes, depth+1
			case f.Number == 2 && depth == 0:
				c.confidence = f.Float()
			case f.Number == list:
				if sure := confidence(f.Bytes); sure > surest {
					below, surest = f.Bytes, sure
				}
			}
		}
		body = below
	}
	return c
}

// confidence is field 2 of a class or behaviour; -1: not given.
func confidence(body []byte) float64 {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		if f.Number == 2 {
			return f.Float()
		}
	}
	return -1
}

// text is a field of text.
func text(body []byte, number int) (out []byte) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		if f.Number == number {
			out = f.Bytes
		}
	}
	return out
}

// degrees turns radians into degrees; what is not given stays negative.
func degrees(radians float64) float64 { return radians * (180 / 3.141592653589793) }
