package posture

import (
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// The satellites that carry VIIRS (Suomi NPP, NOAA-20, NOAA-21) fly the same
// sun-synchronous orbit: inclination 98.7 degrees, equator crossed northward at
// 13:30 and southward at 01:30 local mean solar time, at about 830 km, with a
// swath of about 3,060 km. (NOAA and NASA's public descriptions of JPSS.) Satellites
// of a posture are taken to fly it too.
const (
	inclination = 98.7 // degrees
	nodeAfter   = 13.5 // hours, local mean solar time of the northward crossing

	// WidestSwathKm is the swath of VIIRS.
	WidestSwathKm = 3060.0
)

// LocalHours returns at what local mean solar time, in hours, such a satellite
// crosses a latitude: by day, on its way north, and by night, on its way south.
//
// Going north from the node, the point below the satellite at latitude lat has moved
// by atan(cos(i) tan(u)) in longitude against the stars, with sin(u) = sin(lat)/sin(i);
// the orbit is retrograde, so this is westward, and 15 degrees make an hour of solar
// time. So the day pass comes earlier by the clock of the place below, and the night
// pass, on its way south, later.
func LocalHours(lat float64) (day, night float64) {
	const rad = math.Pi / 180
	u := math.Asin(max(-1, min(1, math.Sin(lat*rad)/math.Sin(inclination*rad))))
	shift := -math.Atan(math.Cos(inclination*rad)*math.Tan(u)) / rad / 15
	return nodeAfter - shift, nodeAfter - 12 + shift
}

// below is the point of a latitude over which such a satellite is at a moment, on
// the pass of the two that comes nearest to a longitude, and which way its track
// runs there, degrees from north.
func below(when time.Time, lat, lon float64) (at truceline.Point, track float64) {
	const rad = math.Pi / 180
	utc := when.UTC().Sub(when.UTC().Truncate(24 * time.Hour)).Hours()
	day, night := LocalHours(lat)
	tilt := math.Asin(max(-1, min(1, math.Cos(inclination*rad)/math.Cos(lat*rad)))) / rad
	best := math.Inf(1)
	for _, pass := range []struct{ local, track float64 }{{day, tilt}, {night, -tilt}} {
		off := math.Remainder(15*(pass.local-utc)-lon, 360)
		if math.Abs(off) < best {
			best, at, track = math.Abs(off), truceline.Point{Lat: lat, Lon: math.Remainder(lon+off, 360)}, pass.track
		}
	}
	return at, track
}

// alongKm is how far a swath is taken to reach along the track: some ten minutes of
// flight either way.
const alongKm = 4000

// Swath returns what a look at a moment takes in near a place: an ellipse along the
// track, as wide as the swath; not ok where the posture states none. The time of a
// look is that of its rows, at whatever latitude: over ten degrees of it the earth
// turns by less than a degree.
func (o Orbit) Swath(when time.Time, near truceline.Point) (swath truceline.Place, ok bool) {
	if o.SwathKm <= 0 {
		return truceline.Place{}, false
	}
	at, track := below(when, near.Lat, near.Lon)
	if track < 0 {
		track += 360
	}
	return truceline.Place{Shape: truceline.ShapePoint, At: at, Name: "swath",
		Ellipse: truceline.Ellipse{SemiMajor: alongKm * 1000, SemiMinor: o.SwathKm * 500, Bearing: track}}, true
}

// Takes reports whether a look at a moment takes in a place: everywhere where the
// posture states no swath.
func (o Orbit) Takes(at truceline.Point, when time.Time) bool {
	if o.SwathKm <= 0 {
		return true
	}
	const rad = math.Pi / 180
	centre, track := below(when, at.Lat, at.Lon)
	across := geo.Distance(centre, at) * math.Abs(math.Sin((geo.Azimuth(centre, at)-track)*rad))
	return across <= o.SwathKm*500
}
