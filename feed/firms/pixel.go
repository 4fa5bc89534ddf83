package firms

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// coverRatio is the radius of the circle round the centre of a square that
// holds 90 % of it, in sides of the square. See the README.
const coverRatio = 0.558

// pixel returns the ellipse that holds 90 % of a pixel: the fire can lie
// anywhere in it. The scan runs across the track, and the track is known from
// the orbit and from whether the satellite went north. Where that is not known,
// the longer axis holds in all directions.
func (s sensor) pixel(r *feed.Row, lat float64, north, known bool) truceline.Ellipse {
	inclination, edge := s.orbit()
	across, ok1 := r.Number(scan, 0.1, 5)
	along, ok2 := r.Number(track, 0.1, 5)
	if !ok1 || !ok2 {
		across, along = edge, edge
	}
	major, minor := coverRatio*1000*max(across, along), coverRatio*1000*min(across, along)
	if !known || major == minor {
		return truceline.Ellipse{SemiMajor: major, SemiMinor: major}
	}
	const radians = math.Pi / 180
	// Spherical triangle of orbit, meridian and equator; near the poles, where
	// the orbit does not reach, the track runs along the parallel.
	heading := math.Asin(max(-1, math.Cos(inclination*radians)/math.Cos(lat*radians))) / radians
	if !north {
		heading = -heading // 180 degrees less it
	}
	if across >= along {
		heading += 90
	}
	switch { // an axis has no front
	case heading < 0:
		heading += 180
	case heading >= 180:
		heading -= 180
	}
	return truceline.Ellipse{SemiMajor: major, SemiMinor: minor, Bearing: math.Round(heading*10) / 10}
}
