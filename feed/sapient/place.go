package sapient

import (
	"math"
	"strconv"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/geo"
)

// Errors of a place that states none. The standard's own are read as one standard
// deviation, which is what its example of a registration calls them.
const (
	circle90     = 2.1460 // sigmas of a circle that holds 90 %
	line90       = 1.6449 // sigmas to either side that hold 90 %
	errorMetres  = 100.0  // a place's radius, 90 %
	errorDegrees = 5.0    // a bearing's half width, 90 %
	errorShare   = 0.1    // of a range, 90 %
)

// point turns a Location into degrees with the radius that holds it with 90 %.
func (r *reader) point(l location, n *node) (at truceline.Point, error90 float64, ok bool) {
	spread := math.Max(l.xError, l.yError)
	switch l.system {
	case systemDegrees, systemRadians:
		if l.system == systemRadians {
			l.x, l.y, l.xError, l.yError = degrees(l.x), degrees(l.y), degrees(l.xError), degrees(l.yError)
		}
		at = truceline.Point{Lat: l.y, Lon: l.x}
		north, east := geo.MetresPerDegree(at.Lat)
		spread = math.Max(l.xError*east, l.yError*north)
	case systemUTM:
		zone, south, known := utmZone(l.zone)
		if len(l.zone) == 0 {
			zone, south, known = utmZone(n.zone)
		}
		if !known {
			return at, 0, false
		}
		if at, ok = geo.FromUTM(zone, south, l.x, l.y); !ok {
			return at, 0, false
		}
	default:
		return at, 0, false
	}
	if spread < 0 {
		return at, errorMetres, true
	}
	return at, math.Max(1, spread*circle90), true
}

// utmZone reads a zone as "36U" or "36N": its number, and the letter of its band,
// of which C to M lie in the south. For S nobody can say whether the band or the
// south is meant, and without a letter not which half.
func utmZone(text []byte) (zone int, south, ok bool) {
	if len(text) < 2 || len(text) > 3 {
		return 0, false, false
	}
	letter := text[len(text)-1] &^ 0x20
	zone, err := strconv.Atoi(string(text[:len(text)-1]))
	if err != nil || letter < 'C' || letter > 'X' || letter == 'I' || letter == 'O' || letter == 'S' {
		return 0, false, false
	}
	return zone, letter < 'N', true
}

// place is where something is that a node detected, and in words what of that
// cannot be used.
func (r *reader) place(s spot, n *node) truceline.Place {
	switch {
	case s.location != nil:
		if at, error90, ok := r.point(readLocation(s.location), n); ok {
			return round(at, error90)
		}
	case s.bearing != nil && n.placed:
		return r.ring(readBearing(s.bearing), n)
	}
	return truceline.Place{Shape: truceline.ShapeUnknown}
}

func round(at truceline.Point, radius float64) truceline.Place {
	return truceline.Place{Shape: truceline.ShapePoint, At: at, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}}
}

// ring is the part of a ring round a node that a range and a bearing with their
// errors leave open; all round where the bearing cannot be used.
func (r *reader) ring(b bearing, n *node) truceline.Place {
	p := truceline.Place{Shape: truceline.ShapeSector, At: n.stands}
	azimuth, turned := r.north(b, n)
	if b.distance < 0 && !turned {
		return truceline.Place{Shape: truceline.ShapeUnknown}
	}
	if b.distance >= 0 {
		spread := b.distance * errorShare
		if b.rangeError >= 0 {
			spread = b.rangeError * line90
		}
		spread = math.Max(1, spread) + n.error90
		p.Sector.RangeMin, p.Sector.RangeMax = math.Max(0, b.distance-spread), b.distance+spread
	}
	if turned {
		half := errorDegrees
		if b.azimuthError >= 0 {
			half = math.Min(179, math.Max(0.01, b.azimuthError*line90))
		}
		p.Sector.BearingFrom, p.Sector.BearingTo = turn(azimuth-half), turn(azimuth+half)
	}
	return p
}

// footprint is the ground that a LocationOrRangeBearing covers: surely, so that
// nothing is called watched that was not, or at most, so that nothing is called
// hidden less than it was. A polygon becomes the circle within it or round it. A
// cone whose north is not known covers nothing surely.
func (r *reader) footprint(body []byte, n *node, surely bool) (p truceline.Place, ok bool) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 1:
			return r.cone(readCone(f.Bytes), n, surely)
		case 2:
			return r.circle(f.Bytes, n, surely)
		}
	}
	return p, false
}

func (r *reader) cone(b bearing, n *node, surely bool) (p truceline.Place, ok bool) {
	if !n.placed || b.distance <= 0 {
		return p, false
	}
	azimuth, turned := r.north(b, n)
	all := b.extent < 0 && !b.turned || b.extent >= 360
	switch {
	case all || !turned && !surely:
		return round(n.stands, b.distance), true
	case !turned || b.extent <= 0:
		return p, false
	}
	return truceline.Place{Shape: truceline.ShapeSector, At: n.stands, Sector: truceline.Sector{
		RangeMax: b.distance, BearingFrom: turn(azimuth - b.extent/2), BearingTo: turn(azimuth + b.extent/2),
	}}, true
}

// circle is the circle round the middle of a polygon's corners that lies within
// it (surely) or holds all of it.
func (r *reader) circle(body []byte, n *node, surely bool) (p truceline.Place, ok bool) {
	var corners truceline.Ring
	var middle truceline.Point
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		at, _, ok := r.point(readLocation(f.Bytes), n)
		if !ok {
			return p, false
		}
		corners = append(corners, at)
		middle.Lat, middle.Lon = middle.Lat+at.Lat, middle.Lon+at.Lon
	}
	if len(corners) < 3 {
		return p, false
	}
	middle.Lat, middle.Lon = middle.Lat/float64(len(corners)), middle.Lon/float64(len(corners))
	if surely {
		region, err := geo.NewRegion([]truceline.Polygon{{corners}})
		if err != nil || !region.Contains(middle) {
			return p, false
		}
		closed := append(truceline.Polyline(corners), corners[0])
		return round(middle, geo.NewLine(closed).Distance(middle)), true
	}
	most := 0.0
	for _, at := range corners {
		most = math.Max(most, geo.Distance(middle, at))
	}
	return round(middle, most), true
}
