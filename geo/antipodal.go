package geo

import (
	"math"

	"github.com/truceline/truceline"
)

// opposite solves the geodesic between two points for which Vincenty's
// iteration does not settle, which are nearly opposite each other: metres, and
// the bearing in degrees at which the path leaves a.
//
// With the start turned to be the more southern and no nearer the equator than
// the end, the longitude that a geodesic gains until it reaches the latitude of
// the end, going north, grows with the bearing at its start. That gives a
// bracket that bisection cannot leave (C. F. F. Karney, "Algorithms for
// geodesics", Journal of Geodesy 87, 2013, section 4). The integrals are not
// expanded into series but summed by Gauss quadrature.
func opposite(a, b truceline.Point) (metres, bearing float64) {
	from, to := a, b
	swapped := math.Abs(a.Lat) < math.Abs(b.Lat)
	if swapped {
		from, to = b, a
	}
	mirror := 1.0 // north and south exchanged
	if from.Lat > 0 {
		mirror = -1
	}
	turn := wrap(to.Lon - from.Lon)
	p := newPath(mirror*from.Lat, mirror*to.Lat)
	low, high := 0.0, math.Pi
	for range 64 {
		middle := (low + high) / 2
		if p.longitude(middle) < radians(math.Abs(turn)) {
			low = middle
		} else {
			high = middle
		}
	}
	metres, start, end := p.solve((low + high) / 2)
	bearing = start
	if swapped {
		bearing = end
	}
	if mirror < 0 {
		bearing = math.Pi - bearing
	}
	if turn < 0 {
		bearing = -bearing
	}
	if swapped { // walk it the other way
		bearing += math.Pi
	}
	return metres, degrees(bearing)
}

// path is all geodesics from one latitude to another; both are kept as sine and
// cosine of the reduced latitude.
type path struct{ sin1, cos1, sin2, cos2 float64 }

func newPath(lat1, lat2 float64) path {
	sin1, cos1 := math.Sincos(math.Atan((1 - flattening) * math.Tan(radians(lat1))))
	sin2, cos2 := math.Sincos(math.Atan((1 - flattening) * math.Tan(radians(lat2))))
	if sin1 == 0 {
		sin1 = -1e-300 // the equator counts as just south of it
	}
	return path{sin1, cos1, sin2, cos2}
}

// arc returns, for a bearing at the start, the sine of the azimuth at the
// equator, the angles on the auxiliary sphere from the equator to both ends and
// the azimuth at the end.
func (p path) arc(bearing float64) (sin0, sigma1, sigma2, end float64) {
	sinA, cosA := math.Sincos(bearing)
	sin0 = sinA * p.cos1
	cosEnd := math.Sqrt(max(0, cosA*cosA*p.cos1*p.cos1+(p.cos2*p.cos2-p.cos1*p.cos1)))
	sigma1 = math.Atan2(p.sin1, cosA*p.cos1)
	sigma2 = math.Atan2(p.sin2, cosEnd)
	return sin0, sigma1, sigma2, math.Atan2(sin0, cosEnd)
}

// longitude returns the radians of longitude gained from start to end.
func (p path) longitude(bearing float64) float64 {
	sin0, sigma1, sigma2, _ := p.arc(bearing)
	omega1 := math.Atan2(sin0*math.Sin(sigma1), math.Cos(sigma1))
	omega2 := math.Atan2(sin0*math.Sin(sigma2), math.Cos(sigma2))
	k2 := stretch(sin0)
	return omega2 - omega1 - flattening*sin0*integrate(sigma1, sigma2, func(sigma float64) float64 {
		sin := math.Sin(sigma)
		return (2 - flattening) / (1 + (1-flattening)*math.Sqrt(1+k2*sin*sin))
	})
}

// solve returns the length in metres and both azimuths of one geodesic.
func (p path) solve(bearing float64) (metres, start, end float64) {
	sin0, sigma1, sigma2, end := p.arc(bearing)
	k2 := stretch(sin0)
	return semiMinor * integrate(sigma1, sigma2, func(sigma float64) float64 {
		sin := math.Sin(sigma)
		return math.Sqrt(1 + k2*sin*sin)
	}), bearing, end
}

// stretch is the k² of a geodesic with the given sine of azimuth at the equator.
func stretch(sin0 float64) float64 {
	return (semiMajor*semiMajor/(semiMinor*semiMinor) - 1) * (1 - sin0*sin0)
}

// integrate sums a smooth function by five-point Gauss quadrature on eight
// equal parts.
func integrate(from, to float64, f func(float64) float64) float64 {
	const parts = 8
	step, sum := (to-from)/parts, 0.0
	for i := range parts {
		sum += gauss(from+float64(i)*step, from+float64(i+1)*step, f)
	}
	return sum
}

// gauss sums a function over an interval by five-point Gauss quadrature, which
// is exact for polynomials up to the ninth degree.
func gauss(from, to float64, f func(float64) float64) float64 {
	const (
		inner, outer             = 0.53846931010568309, 0.90617984593866399
		centre, weightI, weightO = 128. / 225, 0.47862867049936647, 0.23692688505618909
	)
	middle, half := (from+to)/2, (to-from)/2
	return half * (centre*f(middle) + weightI*(f(middle-half*inner)+f(middle+half*inner)) + weightO*(f(middle-half*outer)+f(middle+half*outer)))
}
