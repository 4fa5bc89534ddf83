package geo

import (
	"math"

	"github.com/truceline/truceline"
)

// probes per axis with which a place's probability is spread.
const probes = 24

// sigmas90 is how many standard deviations away the 90 % ellipse of a bivariate
// normal lies: the square root of -2 ln 0.1.
const sigmas90 = 2.145966026289347

// ProbabilityInside returns the chance that the truth about a place lies in the
// region: for a point, the bivariate normal whose 90 % ellipse is given; for a
// sector, an even density over its ground. The density is sampled at fixed
// quantiles, so the answer is the same every time, and within about 1 % of the
// exact one. A point without an ellipse is taken for exact.
//
// Of places known as an area, not at all, or as a bearing without a range this
// function knows nothing and returns 0; ask for them elsewhere.
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

// certainly answers for places round which the region has no edge for the
// given metres.
func certainly(r *Region, at truceline.Point, metres float64) (p float64, ok bool) {
	north, east := MetresPerDegree(at.Lat)
	dLat, dLon := metres/north, metres/east*1.01 // degrees of longitude shrink towards the pole
	if !r.clear(Bounds{South: at.Lat - dLat, North: at.Lat + dLat, West: at.Lon - dLon, East: at.Lon + dLon}) {
		return 0, false
	}
	if r.Contains(at) {
		return 1, true
	}
	return 0, true
}

func insidePoint(r *Region, place truceline.Place) float64 {
	e := place.Ellipse
	farthest := quantile(probes-1) * max(e.SemiMajor, e.SemiMinor, 0)
	if p, ok := certainly(r, place.At, farthest); ok || farthest == 0 {
		if farthest == 0 && r.Contains(place.At) {
			return 1
		}
		return p
	}
	inside := 0
	for i := range probes {
		radius := quantile(i)
		for k := range probes {
			// Rings are turned against one another so that rays do not line up.
			sin, cos := math.Sincos(2 * math.Pi * (float64(k) + float64(i%2)/2) / probes)
			if r.Contains(offset(place.At, e.Bearing, e.SemiMajor*radius*cos, e.SemiMinor*radius*sin)) {
				inside++
			}
		}
	}
	return float64(inside) / (probes * probes)
}

// quantile is the radius of a ring of probes, in radii of the 90 % ellipse: the
// distance from the centre is Rayleigh, with quantiles sqrt(-2 ln(1-u)) sigmas.
func quantile(i int) float64 {
	u := (float64(i) + 0.5) / probes
	return math.Sqrt(-2*math.Log(1-u)) / sigmas90
}

// offset moves a point along and across a bearing, flat with WGS84's radii at
// the point: over 50 km it is off by a few hundred metres east and west, far
// less than is not known of such places.
func offset(at truceline.Point, bearing, along, across float64) truceline.Point {
	sin, cos := math.Sincos(radians(bearing))
	north, east := MetresPerDegree(at.Lat)
	return truceline.Point{Lat: at.Lat + (along*cos-across*sin)/north, Lon: at.Lon + (along*sin+across*cos)/east}
}

func insideSector(r *Region, place truceline.Place) float64 {
	s := place.Sector
	if s.RangeMax <= 0 {
		return 0
	}
	if p, ok := certainly(r, place.At, s.RangeMax); ok {
		return p
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
