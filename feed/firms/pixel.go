package firms

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

const (
	// coverRatio is the radius of the circle round the centre of a square that
	// holds 90 % of it, in sides of the square. See the README.
	coverRatio = 0.558
	// edgePixelKm is the side of a pixel at the edge of the swath, taken where
	// the size is not stated.
	edgePixelKm = 0.8
	// inclination of the orbits of all three satellites, in degrees.
	inclination = 98.7
)

// pixel returns the ellipse that holds 90 % of a pixel: the fire can lie
// anywhere in it. The scan runs across the track, and the track is known from
// the orbit: these satellites go north by day and south by night. Where it is
// not stated which, the longer axis holds in all directions.
func pixel(r *feed.Row, lat float64, day, known bool) truceline.Ellipse {
	across, ok1 := r.Number(scan, 0.1, 5)
	along, ok2 := r.Number(track, 0.1, 5)
	if !ok1 || !ok2 {
		across, along = edgePixelKm, edgePixelKm
	}
	major, minor := coverRatio*1000*max(across, along), coverRatio*1000*min(across, along)
	if !known || major == minor {
		return truceline.Ellipse{SemiMajor: major, SemiMinor: major}
	}
	const radians = math.Pi / 180
	// Spherical triangle of orbit, meridian and equator; near the poles, where
	// the orbit does not reach, the track runs along the parallel.
	heading := math.Asin(max(-1, math.Cos(inclination*radians)/math.Cos(lat*radians))) / radians
	if !day {
		heading = -heading // 180 degrees less it; an axis has no front
	}
	if across >= along {
		heading += 90
	}
	bearing := math.Mod(heading+180, 180)
	return truceline.Ellipse{SemiMajor: major, SemiMinor: minor, Bearing: math.Round(bearing*10) / 10}
}
