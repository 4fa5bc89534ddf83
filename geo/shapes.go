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
