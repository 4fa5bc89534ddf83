package fuse

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// plane is a flat piece of ground that touches the earth at its origin, for
// sums over the tens of kilometres of one happening. With the scale taken at the
// middle latitude a point 10 km off is placed within a centimetre of where the
// sphere has it, and directions turn by less than 0.1 degrees.
type plane struct{ origin truceline.Point }

// of returns metres east and north of the origin.
func (p plane) of(at truceline.Point) (east, north float64) {
	perLat, perLon := geo.MetresPerDegree((p.origin.Lat + at.Lat) / 2)
	return perLon * math.Remainder(at.Lon-p.origin.Lon, 360), perLat * (at.Lat - p.origin.Lat)
}

// at is the inverse of of.
func (p plane) at(east, north float64) truceline.Point {
	perLat, _ := geo.MetresPerDegree(p.origin.Lat)
	lat := p.origin.Lat + north/perLat
	for range 2 {
		perLat, _ = geo.MetresPerDegree((p.origin.Lat + lat) / 2)
		lat = p.origin.Lat + north/perLat
	}
	_, perLon := geo.MetresPerDegree((p.origin.Lat + lat) / 2)
	lon := p.origin.Lon + east/perLon
	if lon < -180 || lon >= 180 {
		lon = math.Remainder(lon, 360)
	}
	return truceline.Point{Lat: lat, Lon: lon}
}
