package coverage

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// places finds stands by where they can notice something: two grids over the
// earth, a fine one for posts and patrols and a coarse one for what reaches
// far, and a list of those whose place is an area.
type places struct {
	fine, coarse grid
	areas        []int32
}

// grid files stands under every square of so many degrees that they may reach.
type grid struct {
	degrees float64
	squares map[square][]int32
}

type square struct{ lat, lon int16 }

const (
	fineDegrees   = 0.05  // 5.6 km of latitude
	coarseDegrees = 0.5   // 56 km
	fineUpTo      = 30e3  // metres of reach
	coarseUpTo    = 500e3 // beyond it a stand is looked at wherever the question lies
)

func newPlaces() places {
	return places{grid{fineDegrees, map[square][]int32{}}, grid{coarseDegrees, map[square][]int32{}}, nil}
}

// add files a stand that reaches so many metres; 0 for an area.
func (p *places) add(n int32, at truceline.Place, bound float64) {
	switch {
	case bound == 0 || bound > coarseUpTo || math.Abs(at.At.Lat) > 80:
		p.areas = append(p.areas, n)
	case bound > fineUpTo:
		p.coarse.add(n, at.At, bound)
	default:
		p.fine.add(n, at.At, bound)
	}
}

func (g *grid) add(n int32, at truceline.Point, bound float64) {
	lat := bound / 110e3
	lon := bound / (111e3 * math.Cos((math.Abs(at.Lat)+lat)*math.Pi/180))
	low := g.square(truceline.Point{Lat: at.Lat - lat, Lon: at.Lon - lon})
	high := g.square(truceline.Point{Lat: at.Lat + lat, Lon: at.Lon + lon})
	for i := low.lat; i <= high.lat; i++ {
		for j := low.lon; j <= high.lon; j++ {
			g.squares[square{i, j}] = append(g.squares[square{i, j}], n)
		}
	}
}

func (g *grid) square(p truceline.Point) square {
	return square{int16(math.Floor(p.Lat / g.degrees)), int16(math.Floor(p.Lon / g.degrees))}
}

// near calls fn with every stand that may notice something at a point. It may
// call with one that does not.
func (p *places) near(at truceline.Point, fn func(n int32)) {
	for _, list := range [][]int32{p.fine.squares[p.fine.square(at)], p.coarse.squares[p.coarse.square(at)], p.areas} {
		for _, n := range list {
			fn(n)
		}
	}
}

// flat is the distance in metres and the azimuth in degrees from one point to
// another near it, on the tangent plane half way: at 50 km it is some metres
// from the geodesic. Further apart it asks geo.
func flat(a, b truceline.Point) (metres, azimuth float64) {
	const (
		rad    = math.Pi / 180
		radius = 6378137.0        // WGS84 semi-major axis, metres
		e2     = 6.69437999014e-3 // WGS84 first eccentricity squared
	)
	dLon := math.Remainder(b.Lon-a.Lon, 360)
	if math.Abs(b.Lat-a.Lat) > 0.6 || math.Abs(dLon) > 0.6 || math.Abs(a.Lat) > 80 {
		return geo.Distance(a, b), geo.Azimuth(a, b)
	}
	sin, cos := math.Sincos((a.Lat + b.Lat) / 2 * rad)
	w := 1 - e2*sin*sin
	prime := radius / math.Sqrt(w) // radius of curvature in the prime vertical
	north := (b.Lat - a.Lat) * rad * prime * (1 - e2) / w
	east := dLon * rad * prime * cos
	azimuth = math.Atan2(east, north) / rad
	if azimuth < 0 {
		azimuth += 360
	}
	return math.Sqrt(north*north + east*east), azimuth
}
