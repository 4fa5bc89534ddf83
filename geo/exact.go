package geo

import (
	"math"
	"math/bits"

	"github.com/truceline/truceline"
)

// Exact is a point in whole billionths of a degree (a tenth of a millimetre),
// latitude north and longitude east positive. Decimal coordinates of up to nine
// places are whole numbers then, so which side of an edge a point lies on is
// reckoned without rounding.
type Exact struct{ Lat, Lon int64 }

// perDegree is how many of an Exact's units are one degree.
const perDegree = 1_000_000_000

// ExactOf returns the point in whole billionths of a degree; places after the
// ninth are rounded.
func ExactOf(p truceline.Point) Exact {
	return Exact{Lat: int64(math.Round(p.Lat * perDegree)), Lon: int64(math.Round(p.Lon * perDegree))}
}

// Point returns the point in degrees. A point that came from decimal degrees of
// up to nine places comes back as the very same numbers: the quotient of two
// whole numbers below 2^53 is the nearest number to it.
func (e Exact) Point() truceline.Point {
	return truceline.Point{Lat: float64(e.Lat) / perDegree, Lon: float64(e.Lon) / perDegree}
}

// sphereRadius is the radius of the sphere on which circles of a fence are
// measured, in metres.
const sphereRadius = 6_371_000

// Haversine returns the distance in metres of two points on a sphere of radius
// 6,371,000 m. Circles of a [Fence] are measured so, because that is how those
// who publish such circles measure them; [Distance] is the true one on WGS84 and
// differs by up to half a per cent.
func Haversine(a, b truceline.Point) float64 {
	const d = math.Pi / 180
	s1 := math.Sin((a.Lat - b.Lat) * d / 2)
	s2 := math.Sin((a.Lon - b.Lon) * d / 2)
	h := s1*s1 + math.Cos(a.Lat*d)*math.Cos(b.Lat*d)*s2*s2
	return 2 * sphereRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// exactEdge runs from the lower to the upper latitude.
type exactEdge struct {
	fromLat, fromLon, toLat, toLon int64
	polygon                        int32
}

// wide is the extent in units from which a product of two differences may not
// fit into 63 bits: about three degrees.
const wide = 3_037_000_499

// side says on which side of the edge's line a point lies: 1 when the edge
// passes east of it, -1 west, 0 when the point lies on the line.
func (e *exactEdge) side(p Exact, far bool) int {
	run, up := e.toLon-e.fromLon, p.Lat-e.fromLat
	climb, across := e.toLat-e.fromLat, p.Lon-e.fromLon
	if far {
		return compareProducts(run, up, climb, across)
	}
	switch a, b := run*up, climb*across; {
	case a > b:
		return 1
	case a < b:
		return -1
	}
	return 0
}

// compareProducts compares a*b with c*d in 128 bits.
func compareProducts(a, b, c, d int64) int {
	signAB, hiAB, loAB := product(a, b)
	signCD, hiCD, loCD := product(c, d)
	if signAB != signCD {
		if signAB > signCD {
			return 1
		}
		return -1
	}
	switch {
	case hiAB > hiCD || hiAB == hiCD && loAB > loCD:
		return signAB
	case hiAB < hiCD || loAB < loCD:
		return -signAB
	}
	return 0
}

// product returns the sign of a*b and its magnitude.
func product(a, b int64) (sign int, hi, lo uint64) {
	sign = 1
	x, y := uint64(a), uint64(b)
	if a < 0 {
		sign, x = -sign, -x
	}
	if b < 0 {
		sign, y = -sign, -y
	}
	hi, lo = bits.Mul64(x, y)
	if hi == 0 && lo == 0 {
		sign = 0
	}
	return sign, hi, lo
}
