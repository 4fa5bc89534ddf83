package geo

import (
	"math"

	"github.com/truceline/truceline"
)

// The WGS84 ellipsoid (NIMA TR8350.2, table 3.1).
const (
	semiMajor  = 6_378_137.0
	flattening = 1 / 298.257223563
	semiMinor  = semiMajor * (1 - flattening)
)

// meanRadius is the radius in metres of the sphere used for indexing; every
// distance that decides is computed on the ellipsoid.
const meanRadius = 6_371_008.8

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
func degrees(radians float64) float64 { return radians * 180 / math.Pi }

// Distance returns the length in metres of the shortest path between two
// points on WGS84: Vincenty (1975) to 0.1 mm, and for points almost opposite
// each other on the earth, where that method does not settle, the geodesic
// integrals themselves (antipodal.go).
func Distance(a, b truceline.Point) float64 {
	d, _, ok := inverse(a, b)
	if !ok {
		d, _ = opposite(a, b)
	}
	return d
}

// Azimuth returns the bearing in degrees [0, 360) clockwise from true north at
// which the shortest path on WGS84 leaves a for b; 0 when they are equal.
func Azimuth(a, b truceline.Point) float64 {
	_, bearing, ok := inverse(a, b)
	if !ok {
		_, bearing = opposite(a, b)
	}
	// Adding 360 to a tiny negative bearing rounds to 360 itself.
	return math.Mod(math.Mod(bearing, 360)+360, 360)
}

// sphereDistance is quick and within 0.6 % of Distance: enough to choose steps.
func sphereDistance(a, b truceline.Point) float64 {
	sinLat, sinLon := math.Sin(radians(b.Lat-a.Lat)/2), math.Sin(radians(b.Lon-a.Lon)/2)
	h := sinLat*sinLat + math.Cos(radians(a.Lat))*math.Cos(radians(b.Lat))*sinLon*sinLon
	return 2 * meanRadius * math.Asin(math.Sqrt(min(1, h)))
}

// inverse solves the geodesic between two points: T. Vincenty, "Direct and
// inverse solutions of geodesics on the ellipsoid", Survey Review 23 (1975).
// ok is false where the iteration does not settle.
func inverse(a, b truceline.Point) (metres, bearing float64, ok bool) {
	if a == b {
		return 0, 0, true
	}
	longitude := radians(wrap(b.Lon - a.Lon))
	sinU1, cosU1 := math.Sincos(math.Atan((1 - flattening) * math.Tan(radians(a.Lat))))
	sinU2, cosU2 := math.Sincos(math.Atan((1 - flattening) * math.Tan(radians(b.Lat))))
	lambda := longitude
	for range 100 {
		sinLambda, cosLambda := math.Sincos(lambda)
		sinSigma := math.Hypot(cosU2*sinLambda, cosU1*sinU2-sinU1*cosU2*cosLambda)
		if sinSigma == 0 {
			return 0, 0, true
		}
		cosSigma := sinU1*sinU2 + cosU1*cosU2*cosLambda
		sigma := math.Atan2(sinSigma, cosSigma)
		sinAlpha := cosU1 * cosU2 * sinLambda / sinSigma
		cos2Alpha := 1 - sinAlpha*sinAlpha
		cos2SigmaM := 0.0 // on the equator
		if cos2Alpha > 1e-15 {
			cos2SigmaM = cosSigma - 2*sinU1*sinU2/cos2Alpha
		}
		c := flattening / 16 * cos2Alpha * (4 + flattening*(4-3*cos2Alpha))
		next := longitude + (1-c)*flattening*sinAlpha*(sigma+c*sinSigma*(cos2SigmaM+c*cosSigma*(2*cos2SigmaM*cos2SigmaM-1)))
		if math.Abs(next-lambda) < 1e-13 {
			metres = vincentyLength(cos2Alpha, sigma, sinSigma, cosSigma, cos2SigmaM)
			sinLambda, cosLambda = math.Sincos(next)
			bearing = degrees(math.Atan2(cosU2*sinLambda, cosU1*sinU2-sinU1*cosU2*cosLambda))
			return metres, bearing, true
		}
		if math.Abs(next) > math.Pi {
			return 0, 0, false // opposite points: the iteration leaves the sphere
		}
		lambda = next
	}
	return 0, 0, false
}

func vincentyLength(cos2Alpha, sigma, sinSigma, cosSigma, cos2SigmaM float64) float64 {
	a, b := vincentySeries(cos2Alpha)
	return semiMinor * a * (sigma - vincentyDelta(b, sinSigma, cosSigma, cos2SigmaM))
}

// vincentySeries returns the coefficients A and B of equations 3 and 4.
func vincentySeries(cos2Alpha float64) (a, b float64) {
	u2 := cos2Alpha * (semiMajor*semiMajor - semiMinor*semiMinor) / (semiMinor * semiMinor)
	return 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2))), u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
}

// vincentyDelta is equation 6.
func vincentyDelta(b, sinSigma, cosSigma, cos2SigmaM float64) float64 {
	return b * sinSigma * (cos2SigmaM + b/4*(cosSigma*(2*cos2SigmaM*cos2SigmaM-1)-
		b/6*cos2SigmaM*(4*sinSigma*sinSigma-3)*(4*cos2SigmaM*cos2SigmaM-3)))
}

// Destination returns the point that lies the given metres from a on the
// geodesic that leaves it at the given bearing in degrees (Vincenty, direct).
func Destination(a truceline.Point, bearing, metres float64) truceline.Point {
	sinAzimuth, cosAzimuth := math.Sincos(radians(bearing))
	tanU1 := (1 - flattening) * math.Tan(radians(a.Lat))
	cosU1 := 1 / math.Sqrt(1+tanU1*tanU1)
	sinU1 := tanU1 * cosU1
	sigma1 := math.Atan2(tanU1, cosAzimuth)
	sinAlpha := cosU1 * sinAzimuth
	cos2Alpha := 1 - sinAlpha*sinAlpha
	seriesA, seriesB := vincentySeries(cos2Alpha)
	sigma := metres / (semiMinor * seriesA)
	var sinSigma, cosSigma, cos2SigmaM float64
	for range 100 {
		cos2SigmaM = math.Cos(2*sigma1 + sigma)
		sinSigma, cosSigma = math.Sincos(sigma)
		next := metres/(semiMinor*seriesA) + vincentyDelta(seriesB, sinSigma, cosSigma, cos2SigmaM)
		settled := math.Abs(next-sigma) < 1e-13
		sigma = next
		if settled {
			break
		}
	}
	sinSigma, cosSigma = math.Sincos(sigma)
	cos2SigmaM = math.Cos(2*sigma1 + sigma)
	across := sinU1*sinSigma - cosU1*cosSigma*cosAzimuth
	lat := math.Atan2(sinU1*cosSigma+cosU1*sinSigma*cosAzimuth, (1-flattening)*math.Hypot(sinAlpha, across))
	lambda := math.Atan2(sinSigma*sinAzimuth, cosU1*cosSigma-sinU1*sinSigma*cosAzimuth)
	c := flattening / 16 * cos2Alpha * (4 + flattening*(4-3*cos2Alpha))
	lon := lambda - (1-c)*flattening*sinAlpha*(sigma+c*sinSigma*(cos2SigmaM+c*cosSigma*(2*cos2SigmaM*cos2SigmaM-1)))
	return truceline.Point{Lat: degrees(lat), Lon: wrap(a.Lon + degrees(lon))}
}

// wrap brings a longitude into [-180, 180); one that is there already is not
// touched, so that no digits are lost.
func wrap(lon float64) float64 {
	if lon >= -180 && lon < 180 {
		return lon
	}
	return math.Mod(math.Mod(lon+180, 360)+360, 360) - 180
}

// MetresPerDegree returns how long one degree of latitude and one of longitude
// are at a latitude on WGS84.
func MetresPerDegree(lat float64) (north, east float64) {
	const e2 = flattening * (2 - flattening)
	sin, cos := math.Sincos(radians(lat))
	w := 1 - e2*sin*sin
	return radians(semiMajor * (1 - e2) / (w * math.Sqrt(w))), radians(semiMajor * cos / math.Sqrt(w))
}

// Length returns the length of a line in metres on WGS84.
func Length(l truceline.Polyline) float64 {
	sum := 0.0
	for i := 1; i < len(l); i++ {
		sum += Distance(l[i-1], l[i])
	}
	return sum
}
