package geo

import (
	"math"

	"github.com/truceline/truceline"
)

// Plane maps the earth round a centre onto a plane in metres east and north: the
// oblique stereographic projection of the ellipsoid (Snyder 1987, Map
// Projections, USGS Professional Paper 1395, pages 160-163). It keeps angles
// everywhere; lengths are true at the centre and 0.7 % too long 1,000 km from
// it, which [Plane.Frame] tells. It is made for whoever works in metres over a
// whole theatre; what decides is measured on the ellipsoid.
type Plane struct {
	lon      float64 // of the centre, radians
	sin, cos float64 // of the centre's conformal latitude
	stretch  float64 // 2 a m1
}

// eccentricity is of the ellipse of a meridian.
const eccentricity = 0.081819190842621486 // sqrt(flattening*(2-flattening))

// NewPlane returns the plane that touches the earth at centre.
func NewPlane(centre truceline.Point) Plane {
	p := Plane{lon: radians(centre.Lon)}
	p.sin, p.cos = math.Sincos(conformal(radians(centre.Lat)))
	s, c := math.Sincos(radians(centre.Lat))
	p.stretch = 2 * semiMajor * c / math.Sqrt(1-eccentricity*eccentricity*s*s)
	return p
}

// conformal is the latitude on a sphere onto which the ellipsoid is laid so that
// angles are kept (Snyder 3-1).
func conformal(lat float64) float64 {
	s := eccentricity * math.Sin(lat)
	return 2*math.Atan(math.Tan(math.Pi/4+lat/2)*math.Pow((1-s)/(1+s), eccentricity/2)) - math.Pi/2
}

// To returns where a point lies on the plane, in metres. The point opposite the
// centre has no place there.
func (p Plane) To(at truceline.Point) (east, north float64) {
	sin, cos := math.Sincos(conformal(radians(at.Lat)))
	sinD, cosD := math.Sincos(radians(at.Lon) - p.lon)
	a := p.stretch / (p.cos * (1 + p.sin*sin + p.cos*cos*cosD))
	return a * cos * sinD, a * (p.cos*sin - p.sin*cos*cosD)
}

// From returns the point at a place on the plane.
func (p Plane) From(east, north float64) truceline.Point {
	r := math.Hypot(east, north)
	if r == 0 {
		return truceline.Point{Lat: geodetic(math.Asin(p.sin)), Lon: wrap(degrees(p.lon))}
	}
	sin, cos := math.Sincos(2 * math.Atan2(r*p.cos, p.stretch))
	chi := math.Asin(max(-1, min(1, cos*p.sin+north*sin*p.cos/r)))
	lon := p.lon + math.Atan2(east*sin, r*p.cos*cos-north*p.sin*sin)
	return truceline.Point{Lat: geodetic(chi), Lon: wrap(degrees(lon))}
}

// geodetic turns a conformal latitude into one on the ellipsoid, in degrees
// (Snyder 3-4, repeated until it stands).
func geodetic(chi float64) float64 {
	lat := chi
	for range 6 {
		s := eccentricity * math.Sin(lat)
		lat = 2*math.Atan(math.Tan(math.Pi/4+chi/2)*math.Pow((1+s)/(1-s), eccentricity/2)) - math.Pi/2
	}
	return degrees(lat)
}

// Frame returns how many metres on the plane are one on the ground at a point,
// and by how many radians true north is turned there, anticlockwise from the
// plane's north.
func (p Plane) Frame(at truceline.Point) (scale, turned float64) {
	const step = 1e-4 // degrees: 11 m
	x0, y0 := p.To(truceline.Point{Lat: at.Lat - step, Lon: at.Lon})
	x1, y1 := p.To(truceline.Point{Lat: at.Lat + step, Lon: at.Lon})
	north, _ := MetresPerDegree(at.Lat)
	return math.Hypot(x1-x0, y1-y0) / (2 * step * north), math.Atan2(-(x1 - x0), y1-y0)
}
