package geo

import (
	"math"

	"github.com/truceline/truceline"
)

// Area returns the area of a polygon in square kilometres on WGS84, holes left
// out. Edges are straight in longitude and latitude. The area under each edge
// is that on the authalic sphere (Snyder, Map Projections, USGS PP 1395,
// eq. 3-11 to 3-13), integrated by Gauss quadrature over a degree or less.
func Area(p truceline.Polygon) float64 {
	total := 0.0
	for i, ring := range p {
		a := math.Abs(ringArea(Clean(ring)))
		if i == 0 {
			total += a
		} else {
			total -= a
		}
	}
	return total
}

func ringArea(r truceline.Ring) float64 {
	sum := 0.0
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		sum += radians(b.Lon-a.Lon) * meanHeight(a.Lat, b.Lat)
	}
	return sum * semiMajor * semiMajor / 2 / 1e6
}

// meanHeight is the mean of the authalic q over latitudes from a to b.
func meanHeight(a, b float64) float64 {
	parts := max(1, math.Ceil(math.Abs(b-a)))
	step, sum := (b-a)/parts, 0.0
	if step == 0 {
		return authalic(a)
	}
	for i := range int(parts) {
		sum += gauss(a+float64(i)*step, a+float64(i+1)*step, authalic)
	}
	return sum / (b - a)
}

// authalic is Snyder's q: twice the area between the equator and a latitude,
// for one radian of longitude and a semi-major axis of one.
func authalic(lat float64) float64 {
	const e2 = flattening * (2 - flattening)
	e := math.Sqrt(e2)
	sin := math.Sin(radians(lat))
	return (1 - e2) * (sin/(1-e2*sin*sin) + math.Atanh(e*sin)/e)
}
