package sapient

import "time"

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
	for f := (cursor{rest: message}); f.next(); {
		switch {
		case f.number == 1:
			e.at, _ = timestamp(f.bytes)
		case f.number == 2:
			e.node = f.bytes
		case f.number == 3:
			e.destination = f.bytes
		case f.number >= contentRegistration && f.number <= contentError:
			e.content, e.body = f.number, f.bytes
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
	for f := (cursor{rest: body}); f.next(); {
		switch f.number {
		case 1:
			l.x = f.double()
		case 2:
			l.y = f.double()
		case 3:
			l.z, l.high = f.double(), true
		case 4:
			l.xError = f.double()
		case 5:
			l.yError = f.double()
		case 7:
			l.system = f.value
		case 9:
			l.zone = f.bytes
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
	for f := (cursor{rest: body}); f.next(); {
		switch f.number {
		case 2:
			b.azimuth, b.turned = f.double(), true
		case 3:
			b.distance = f.double()
		case 5:
			b.azimuthError = f.double()
		case 6:
			b.rangeError = f.double()
		case 7:
			b.system = f.value
		case 8:
			b.north = f.value
		}
	}
	return b.inDegreesAndMetres()
}

func readCone(body []byte) bearing {
	b := bearing{distance: -1, azimuthError: -1, rangeError: -1, extent: -1}
	for f := (cursor{rest: body}); f.next(); {
		switch f.number {
		case 2:
			b.azimuth, b.turned = f.double(), true
		case 3:
			b.distance = f.double()
		case 4:
			b.extent = f.double()
		case 11:
			b.system = f.value
		case 12:
			b.north = f.value
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
	for f := (cursor{rest: body}); f.next(); {
		switch f.number {
		case 2:
			d.object = f.bytes
		case 4:
			d.state = f.bytes
		case 5:
			d.at.bearing = f.bytes
		case 6:
			d.at.location = f.bytes
		case 7:
			d.confidence = f.float()
		case 11:
			if c := readClass(f.bytes); c.confidence > surest {
				d.class, surest = c, c.confidence
			}
		case 12:
			if d.behaviour == nil {
				d.behaviour = text(f.bytes, 1)
			}
		case 19:
			d.velocity = f.bytes
		case 23:
			d.name = f.bytes
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
		for f := (cursor{rest: body}); f.next(); {
			switch {
			case f.number == 1:
				c.path[depth], c.depth = f.bytes, depth+1
			case f.number == 2 && depth == 0:
				c.confidence = f.float()
			case f.number == list:
				if sure := confidence(f.bytes); sure > surest {
					below, surest = f.bytes, sure
				}
			}
		}
		body = below
	}
	return c
}

// confidence is field 2 of a class or behaviour; -1: not given.
func confidence(body []byte) float64 {
	for f := (cursor{rest: body}); f.next(); {
		if f.number == 2 {
			return f.float()
		}
	}
	return -1
}

// text is a field of text.
func text(body []byte, number int) (out []byte) {
	for f := (cursor{rest: body}); f.next(); {
		if f.number == number {
			out = f.bytes
		}
	}
	return out
}

// degrees turns radians into degrees; what is not given stays negative.
func degrees(radians float64) float64 { return radians * (180 / 3.141592653589793) }
