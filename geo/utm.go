package geo

import (
	"math"

	"github.com/truceline/truceline"
)

// FromUTM returns the point at a place of the Universal Transverse Mercator grid:
// zone 1 to 60, metres east and north with the grid's own false origin (500 km
// east of the zone's middle meridian, and 10,000 km north in the south). It is
// Krüger's series to the fourth order, good to well under a millimetre in a zone
// (Karney 2011, Transverse Mercator with an accuracy of a few nanometers,
// equations 11 to 15 and 36). ok is false outside the grid: 100 to 900 km east,
// 0 to 10,000 km north.
func FromUTM(zone int, south bool, east, north float64) (at truceline.Point, ok bool) {
	if zone < 1 || zone > 60 || !(east >= 100_000 && east <= 900_000 && north >= 0 && north <= 10_000_000) {
		return at, false
	}
	if south {
		north -= 10_000_000
	}
	const scale = 0.9996 // on the middle meridian
	const n = flattening / (2 - flattening)
	const radius = scale * semiMajor / (1 + n) * (1 + n*n/4 + n*n*n*n/64)
	series := [4]float64{
		n/2 - n*n*2/3 + n*n*n*37/96 - n*n*n*n/360,
		n*n/48 + n*n*n/15 - n*n*n*n*437/1440,
		n*n*n*17/480 - n*n*n*n*37/840,
		n * n * n * n * 4397 / 161280,
	}
	xi, eta := north/radius, (east-500_000)/radius
	x, e := xi, eta
	for j, beta := range series {
		k := 2 * float64(j+1)
		x -= beta * math.Sin(k*xi) * math.Cosh(k*eta)
		e -= beta * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	middle := float64(zone)*6 - 183
	lon := middle + degrees(math.Atan2(math.Sinh(e), math.Cos(x)))
	return truceline.Point{Lat: geodetic(math.Asin(math.Sin(x) / math.Cosh(e))), Lon: wrap(lon)}, true
}

// GridNorth is by how many degrees the north of a point's own UTM zone lies east
// of true north there.
func GridNorth(at truceline.Point) float64 {
	middle := 6*math.Floor(at.Lon/6) + 3
	sin, cos := math.Sincos(radians(at.Lon - middle))
	return degrees(math.Atan2(sin*math.Sin(radians(at.Lat)), cos))
}
