package geo

import (
	"math"

	"github.com/truceline/truceline"
)

// ringPoints is how many points a drawn circle has; the chord error is then
// under 0.14 % of the radius.
const ringPoints = 60

// CircleRing returns the circle of points at a distance in metres.
func CircleRing(at truceline.Point, metres float64) truceline.Ring {
	return EllipseRing(at, truceline.Ellipse{SemiMajor: metres, SemiMinor: metres})
}

// EllipseRing returns the outline of an ellipse.
func EllipseRing(at truceline.Point, e truceline.Ellipse) truceline.Ring {
	ring := make(truceline.Ring, ringPoints)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / ringPoints)
		along, across := e.SemiMajor*cos, e.SemiMinor*sin
		ring[i] = Destination(at, e.Bearing+degrees(math.Atan2(across, along)), math.Hypot(along, across))
	}
	return ring
}

// SectorRing returns the outline of a sector, all round when its two bearings
// are equal. A sector without a far range (RangeMax 0) has no outline.
func SectorRing(at truceline.Point, s truceline.Sector) truceline.Ring {
	if s.RangeMax <= 0 {
		return nil
	}
	width := SectorWidth(s)
	if width == 360 && s.RangeMin <= 0 {
		return CircleRing(at, s.RangeMax)
	}
	steps := max(2, int(math.Ceil(width/6)))
	var ring truceline.Ring
	for i := 0; i <= steps; i++ {
		ring = append(ring, Destination(at, s.BearingFrom+width*float64(i)/float64(steps), s.RangeMax))
	}
	if s.RangeMin <= 0 {
		return append(ring, at)
	}
	for i := steps; i >= 0; i-- {
		ring = append(ring, Destination(at, s.BearingFrom+width*float64(i)/float64(steps), s.RangeMin))
	}
	return ring
}

// SectorWidth returns the angle of a sector in degrees, clockwise from its
// first bearing to its second; equal bearings mean all round, 360.
func SectorWidth(s truceline.Sector) float64 {
	width := math.Mod(math.Mod(s.BearingTo-s.BearingFrom, 360)+360, 360)
	if width == 0 {
		return 360
	}
	return width
}

// probes per axis with which a place's probability is spread.
const probes = 24

// ProbabilityInside returns the chance that the truth about a place lies in the
// region: for a point, the bivariate normal whose 90 % ellipse is given; for a
// sector, an even density over its ground; 0 for places not known as either.
// The density is sampled at fixed quantiles, so the answer is the same every
// time and within about 1 % of the exact one.
func ProbabilityInside(r *Region, place truceline.Place) float64 {
	switch place.Shape {
	case truceline.ShapePoint:
		return insidePoint(r, place)
	case truceline.ShapeSector:
		return insideSector(r, place)
	default:
		return 0
	}
}

func insidePoint(r *Region, place truceline.Place) float64 {
	e := place.Ellipse
	if e.SemiMajor <= 0 {
		if r.Contains(place.At) {
			return 1
		}
		return 0
	}
	// The radius is Rayleigh: its quantiles are sqrt(-2 ln(1-u)) sigmas, and
	// the 90 % ellipse lies at u = 0.9.
	const sigmas90 = 2.145966
	inside := 0
	for i := range probes {
		u := (float64(i) + 0.5) / probes
		radius := math.Sqrt(-2*math.Log(1-u)) / sigmas90
		for k := range probes {
			// Rings are turned against one another so that rays do not line up.
			sin, cos := math.Sincos(2 * math.Pi * (float64(k) + float64(i%2)/2) / probes)
			along, across := e.SemiMajor*radius*cos, e.SemiMinor*radius*sin
			if r.Contains(offset(place.At, e.Bearing, along, across)) {
				inside++
			}
		}
	}
	return float64(inside) / (probes * probes)
}

// offset moves a point along and across a bearing, flat: good to a metre in a
// thousand over tens of kilometres, which is far below what is not known.
func offset(at truceline.Point, bearing, along, across float64) truceline.Point {
	sin, cos := math.Sincos(radians(bearing))
	east, north := along*sin+across*cos, along*cos-across*sin
	lat := at.Lat + degrees(north/meanRadius)
	return truceline.Point{Lat: lat, Lon: at.Lon + degrees(east/meanRadius/math.Cos(radians(at.Lat)))}
}

func insideSector(r *Region, place truceline.Place) float64 {
	s := place.Sector
	if s.RangeMax <= 0 {
		return 0
	}
	width, inside := SectorWidth(s), 0
	for i := range probes {
		u := (float64(i) + 0.5) / probes
		// Even over the ground: the square of the range is even.
		metres := math.Sqrt(s.RangeMin*s.RangeMin + u*(s.RangeMax*s.RangeMax-s.RangeMin*s.RangeMin))
		for k := range probes {
			bearing := s.BearingFrom + width*(float64(k)+0.5)/probes
			if r.Contains(offset(place.At, bearing, metres, 0)) {
				inside++
			}
		}
	}
	return float64(inside) / (probes * probes)
}
