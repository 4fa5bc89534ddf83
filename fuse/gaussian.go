package fuse

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

const (
	// gate99 is the 99 % quantile of chi-square with two degrees of freedom.
	gate99 = 9.2103
	// sigmas90 is how many standard deviations the semi-axis of a 90 % ellipse
	// is: the square root of the 90 % quantile of the same distribution.
	sigmas90 = 2.1460
)

// gaussian is a place with a covariance in metres east (x) and north (y).
type gaussian struct {
	at         truceline.Point
	xx, xy, yy float64 // square metres
}

// gaussianOf turns a place into a Gaussian; false when it is an area or not
// known, which cannot be combined.
func gaussianOf(p truceline.Place) (gaussian, bool) {
	switch p.Shape {
	case truceline.ShapePoint:
		return along(p.At, p.Ellipse.Bearing, p.Ellipse.SemiMajor/sigmas90, p.Ellipse.SemiMinor/sigmas90), true
	case truceline.ShapeSector:
		return sectorGaussian(p.At, p.Sector), true
	default:
		return gaussian{}, false
	}
}

// audible is how far away a happening is taken to be at most when an observer
// gave a bearing and no range, in metres: what a trained ear makes out of a
// single explosion in still air.
const audible = 10_000

// sectorGaussian has the middle of the sector as its mean and the spread of an
// even density over range and over bearing (width / sqrt 12).
func sectorGaussian(at truceline.Point, s truceline.Sector) gaussian {
	if s.RangeMax <= 0 {
		s.RangeMax = max(audible, s.RangeMin)
	}
	width := math.Mod(s.BearingTo-s.BearingFrom+360, 360)
	if width == 0 { // all round: even over a ring, whose middle is the observer
		spread := math.Sqrt((s.RangeMin*s.RangeMin + s.RangeMax*s.RangeMax) / 4)
		return along(at, 0, spread, spread)
	}
	bearing := s.BearingFrom + width/2
	middle := (s.RangeMin + s.RangeMax) / 2
	radial := (s.RangeMax - s.RangeMin) / math.Sqrt(12)
	across := middle * width * math.Pi / 180 / math.Sqrt(12)
	return along(geo.Destination(at, bearing, middle), bearing, radial, across)
}

// along builds a Gaussian from standard deviations along and across a bearing.
func along(at truceline.Point, bearing, major, minor float64) gaussian {
	const least = 1 // a place is never known better than a metre
	major, minor = max(major, least), max(minor, least)
	sin, cos := math.Sincos(bearing * math.Pi / 180)
	return gaussian{
		at: at,
		xx: major*major*sin*sin + minor*minor*cos*cos,
		xy: (major*major - minor*minor) * sin * cos,
		yy: major*major*cos*cos + minor*minor*sin*sin,
	}
}

// offset returns metres east and north from g to p.
func (g gaussian) offset(p truceline.Point) (east, north float64) {
	d := geo.Distance(g.at, p)
	sin, cos := math.Sincos(geo.Azimuth(g.at, p) * math.Pi / 180)
	return d * sin, d * cos
}

// distance is the squared Mahalanobis distance between two uncertain places.
func (g gaussian) distance(h gaussian) float64 {
	east, north := g.offset(h.at)
	xx, xy, yy := g.xx+h.xx, g.xy+h.xy, g.yy+h.yy
	det := xx*yy - xy*xy
	return (yy*east*east - 2*xy*east*north + xx*north*north) / det
}

// combine multiplies Gaussians: the estimate that all of them support.
func combine(all []gaussian) gaussian {
	if len(all) == 1 {
		return all[0]
	}
	origin := all[0]
	var ixx, ixy, iyy, east, north float64
	for _, g := range all {
		det := g.xx*g.yy - g.xy*g.xy
		xx, xy, yy := g.yy/det, -g.xy/det, g.xx/det
		e, n := origin.offset(g.at)
		ixx, ixy, iyy = ixx+xx, ixy+xy, iyy+yy
		east += xx*e + xy*n
		north += xy*e + yy*n
	}
	det := ixx*iyy - ixy*ixy
	e, n := (iyy*east-ixy*north)/det, (ixx*north-ixy*east)/det
	return gaussian{
		at: geo.Destination(origin.at, math.Atan2(e, n)*180/math.Pi, math.Hypot(e, n)),
		xx: iyy / det, xy: -ixy / det, yy: ixx / det,
	}
}

// cover returns a round Gaussian whose 90 % circle holds every place's own: a
// fire is as large as its pixels.
func cover(all []gaussian) gaussian {
	origin := all[0]
	var east, north float64
	for _, g := range all {
		e, n := origin.offset(g.at)
		east, north = east+e, north+n
	}
	east, north = east/float64(len(all)), north/float64(len(all))
	centre := gaussian{at: geo.Destination(origin.at, math.Atan2(east, north)*180/math.Pi, math.Hypot(east, north))}
	reach := 0.0
	for _, g := range all {
		e, n := centre.offset(g.at)
		reach = max(reach, math.Hypot(e, n)/sigmas90+math.Sqrt(max(g.xx, g.yy)))
	}
	centre.xx, centre.yy = reach*reach, reach*reach
	return centre
}

// place writes the Gaussian as a point with its 90 % ellipse.
func (g gaussian) place() truceline.Place {
	mean, diff := (g.xx+g.yy)/2, (g.yy-g.xx)/2
	spread := math.Hypot(diff, g.xy)
	bearing := math.Mod(math.Atan2(g.xy, diff)*90/math.Pi+180, 180)
	return truceline.Place{
		Shape: truceline.ShapePoint, At: g.at,
		Ellipse: truceline.Ellipse{
			SemiMajor: sigmas90 * math.Sqrt(mean+spread),
			SemiMinor: sigmas90 * math.Sqrt(max(mean-spread, 0)),
			Bearing:   bearing,
		},
	}
}

func cellOf(p truceline.Point) cell {
	return cell{int16(math.Floor(p.Lat * 4)), int16(math.Floor(p.Lon * 4))}
}
