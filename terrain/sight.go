package terrain

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// earth is the diameter of the earth in metres: twice the greater half axis of
// WGS84, as gdal_viewshed reckons.
const earth = 2 * 6378137.0

// How far the earth falls away from a line of sight at a distance d is
// curvature · d² / diameter. Refraction bends the line after the curve, so that
// less than the whole of it counts.
const (
	// Light is for the eye and cameras: a ray bends by a seventh of the curve, as
	// gdal_viewshed's documentation advises (-cc 0.85714).
	Light = 6.0 / 7
	// Radio is for radar: the earth as if its radius were 4/3 (ITU-R P.310).
	Radio = 0.75
	// Flat is a plane.
	Flat = 0.0
)

// Sight says how something is looked at.
type Sight struct {
	From      float64 // height of the observer above the ground, metres
	To        float64 // height of what is looked at above the ground, metres
	Curvature float64 // Light, Radio or Flat
	Farthest  float64 // no further than so many metres; 0: as far as the grid goes
}

// Visible reports whether a place is seen from another by eye or camera, both
// at heights in metres above the ground: see [Grid.Sees].
func (g *Grid) Visible(from truceline.Point, fromHeight float64, to truceline.Point, toHeight float64) bool {
	return g.Sees(from, to, Sight{From: fromHeight, To: toHeight, Curvature: Light})
}

// Sees reports whether the line of sight between two places clears the ground.
// The ground is asked at every half a cell along it. Where its height is not
// known it hides nothing; where it is not known under one of the two, the line
// starts from the last height along it that is, and with none at all
// everything is seen. The grid must be in degrees.
func (g *Grid) Sees(from, to truceline.Point, s Sight) bool {
	north, east := geo.MetresPerDegree((from.Lat + to.Lat) / 2)
	far := math.Hypot((to.Lat-from.Lat)*north, (to.Lon-from.Lon)*east)
	if s.Farthest > 0 && far > s.Farthest {
		return false
	}
	if g.EPSG != WGS84 {
		return true
	}
	x0, y0 := g.cell(from)
	x1, y1 := g.cell(to)
	n := int(math.Ceil(2*max(math.Abs(x1-x0), math.Abs(y1-y0)))) + 1
	at := func(i int) float64 {
		u := float64(i) / float64(n)
		return g.height(x0+u*(x1-x0), y0+u*(y1-y0))
	}
	first, last := 0, n
	for first < n && math.IsNaN(at(first)) {
		first++
	}
	for last > first && math.IsNaN(at(last)) {
		last--
	}
	if first >= last {
		return true
	}
	a, b := at(first)+s.From, at(last)+s.To
	bulge := s.Curvature * far * far / earth
	for i := first + 1; i < last; i++ {
		u := float64(i) / float64(n)
		if at(i)+bulge*u*(1-u) > a+u*(b-a) {
			return false
		}
	}
	return true
}
