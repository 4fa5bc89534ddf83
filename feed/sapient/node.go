package sapient

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/geo"
)

// node is what is known of who sends, from its registration and the status
// reports that a message needs.
type node struct {
	means    truceline.Means
	effector bool             // it can act on things; what it says is taken, and it is asked for nothing
	kinds    []truceline.Kind // it can notice; none: what its means can
	interval time.Duration    // between status reports; 0: not known
	zone     []byte           // of UTM, where a location names none
	stands   truceline.Point
	placed   bool     // it is known where it stands
	error90  float64  // of where it stands, metres
	views    [][]byte // LocationOrRangeBearing: what it sees now, or could see
	hidden   [][]byte // of that, what is hidden from it
}

// about reads what earlier messages say of the sender of a message. They are in
// order of time, so that the later one holds. Detections do without what it sees.
func (r *reader) about(e envelope, needs [][]byte) (n node) {
	sees := e.content != contentDetection
	n.means = truceline.MeansUnstated
	for _, body := range needs {
		before, ok := r.bytes(body)
		if !ok {
			continue
		}
		switch earlier := readEnvelope(before); {
		case string(earlier.node) != string(e.node):
		case earlier.content == contentRegistration:
			r.register(&n, earlier.body, sees)
		case earlier.content == contentStatus && sees:
			n.report(r, readStatus(earlier.body))
		case earlier.content == contentStatus:
			n.standsAt(r, text(earlier.body, 7))
		}
	}
	return n
}

// register takes what a registration says, and the kinds that it sees if asked.
func (r *reader) register(n *node, body []byte, sees bool) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 1:
			n.is(nodeType(f.Bytes))
		case 6:
			n.statusDefinition(f.Bytes)
		case 7:
			if sees {
				r.classes(n, f.Bytes)
			}
		}
	}
	slices.Sort(n.kinds)
	n.kinds = slices.Compact(n.kinds)
}

// nodeType is field 1 of a NodeDefinition.
func nodeType(body []byte) (kind uint64) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		if f.Number == 1 {
			kind = f.Value
		}
	}
	return kind
}

// is takes one type of a node. A node of several types notices by the first that
// says how.
func (n *node) is(kind uint64) {
	const radar, lidar, camera, seismic, acoustic, passiveRF, human, radiation, kinetic, rfdew = 2, 3, 4, 5, 6, 8, 9, 12, 13, 17
	means := truceline.MeansUnstated
	switch {
	case kind == radar:
		means = truceline.MeansRadar
	case kind == camera:
		means = truceline.MeansCamera
	case kind == acoustic:
		means = truceline.MeansAcoustic
	case kind == human:
		means = truceline.MeansSaw
	case kind == lidar || kind == seismic || kind > acoustic && kind <= passiveRF || kind > human && kind <= radiation:
		means = truceline.MeansTelemetry
	case kind >= kinetic && kind <= rfdew:
		n.effector = true
	}
	if n.means == truceline.MeansUnstated {
		n.means = means
	}
}

func (n *node) statusDefinition(body []byte) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 1:
			n.interval = duration(f.Bytes)
		case 2:
			n.zone = text(f.Bytes, 5)
		}
	}
}

// longest is the longest duration that is believed.
const longest = 366 * 24 * time.Hour

// duration reads a Duration of a registration.
func duration(body []byte) time.Duration {
	units := [8]time.Duration{0, time.Nanosecond, time.Microsecond, time.Millisecond, time.Second, time.Minute, time.Hour, 24 * time.Hour}
	var unit time.Duration
	var value float64
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch {
		case f.Number == 1 && f.Value < uint64(len(units)):
			unit = units[f.Value]
		case f.Number == 3:
			value = f.Float()
		}
	}
	return time.Duration(math.Max(0, math.Min(value*float64(unit), float64(longest))))
}

// classes takes the kinds of what a mode can tell apart (mode_definition,
// detection_definition, detection_class_definition, class_definition).
func (r *reader) classes(n *node, mode []byte) {
	for detection := (feed.ProtoCursor{Rest: mode}); detection.Next(); {
		if detection.Number != 10 {
			continue
		}
		for list := (feed.ProtoCursor{Rest: detection.Bytes}); list.Next(); {
			if list.Number != 4 {
				continue
			}
			for one := (feed.ProtoCursor{Rest: list.Bytes}); one.Next(); {
				if one.Number != 3 {
					continue
				}
				if kind, ok := r.kindOf(text(one.Bytes, 1)); ok {
					n.kinds = append(n.kinds, kind)
				}
			}
		}
	}
}

// status is what is used of a StatusReport.
type status struct {
	system       uint64
	power        []byte
	location     []byte
	fieldOfView  []byte
	coverage     [][]byte
	obscurations [][]byte
	notes        [][]byte // Status
	mode         []byte
}

// Values of StatusReport.System.
const (
	systemOK      = 1
	systemWarning = 2
	systemError   = 3
	systemGoodbye = 5
)

func readStatus(body []byte) (s status) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 2:
			s.system = f.Value
		case 5:
			s.mode = f.Bytes
		case 6:
			s.power = f.Bytes
		case 7:
			s.location = f.Bytes
		case 8:
			s.fieldOfView = f.Bytes
		case 10:
			s.obscurations = append(s.obscurations, f.Bytes)
		case 11:
			s.notes = append(s.notes, f.Bytes)
		case 12:
			s.coverage = append(s.coverage, f.Bytes)
		}
	}
	return s
}

// says reports whether a status says where a node stands or what it sees.
func (s status) says() (where, sees bool) {
	return s.location != nil, s.fieldOfView != nil || len(s.coverage) > 0 || len(s.obscurations) > 0
}

// standsAt takes a Location of the node; none changes nothing.
func (n *node) standsAt(r *reader, location []byte) {
	if location == nil {
		return
	}
	if at, error90, ok := r.point(readLocation(location), n); ok {
		n.stands, n.placed, n.error90 = at, true, error90
	}
}

// report takes what a status report says of the node's place and of what it sees;
// what it leaves out stays as it was.
func (n *node) report(r *reader, s status) {
	n.standsAt(r, s.location)
	if s.fieldOfView != nil {
		n.views = [][]byte{s.fieldOfView}
	} else if len(s.coverage) > 0 {
		n.views = s.coverage
	}
	if _, sees := s.says(); sees {
		n.hidden = s.obscurations
	}
}

// north turns a bearing from its datum's north to true north; ok is false where
// the difference is not known: magnetic without the option declination, and a
// platform's own heading.
func (r *reader) north(b bearing, n *node) (azimuth float64, ok bool) {
	switch {
	case !b.turned || !n.placed:
		return 0, false
	case b.north == northTrue:
		azimuth = b.azimuth
	case b.north == northMagnetic && r.declined:
		azimuth = b.azimuth + r.declination
	case b.north == northGrid:
		azimuth = b.azimuth + geo.GridNorth(n.stands)
	default:
		return 0, false
	}
	return turn(azimuth), true
}

// turn brings a bearing into 0 up to 360.
func turn(bearing float64) float64 {
	if bearing = math.Mod(bearing, 360); bearing < 0 {
		bearing += 360
	}
	return bearing
}
