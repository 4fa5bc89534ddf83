package coverage

import (
	"math"
	"strconv"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// placing answers in which area a point lies. Areas without polygons are known
// by name only.
type placing struct {
	areas   []truceline.Area
	regions []*geo.Region // in the order of areas; nil where there is no polygon
	made    bool
	spreads map[string][]truceline.Point // as worked out
	scenes  map[string]*geo.Region       // the ground of satellites' scenes, by the area that their watches name
}

func newPlacing(areas []truceline.Area) *placing {
	return &placing{areas: areas, scenes: map[string]*geo.Region{}}
}

// contains reports whether the point lies in the area. An area that is not
// known, or has no polygons, contains nothing.
func (p *placing) contains(area string, at truceline.Point) bool {
	if area == Everywhere {
		return true
	}
	if shown := p.scenes[area]; shown != nil {
		return shown.Contains(at)
	}
	p.make()
	for i, a := range p.areas {
		if a.ID == area && p.regions[i] != nil {
			return p.regions[i].Contains(at)
		}
	}
	return false
}

// areaOf returns the first area that holds the point, or nothing.
func (p *placing) areaOf(at truceline.Point) string {
	p.make()
	for i, a := range p.areas {
		if p.regions[i] != nil && p.regions[i].Contains(at) {
			return a.ID
		}
	}
	return ""
}

// spread returns about fifty points that lie evenly in an area; none for one
// that is not known or has no polygons. For everywhere they lie in all areas.
func (p *placing) spread(area string) []truceline.Point {
	out, ok := p.spreads[area]
	if !ok {
		if p.spreads == nil {
			p.spreads = map[string][]truceline.Point{}
		}
		out = p.spreadOver(area)
		p.spreads[area] = out
	}
	return out
}

func (p *placing) spreadOver(area string) []truceline.Point {
	p.make()
	low, high := truceline.Point{Lat: 90, Lon: 180}, truceline.Point{Lat: -90, Lon: -180}
	for i, a := range p.areas {
		if p.regions[i] == nil || area != Everywhere && a.ID != area {
			continue
		}
		for _, polygon := range a.Polygons {
			for _, at := range polygon[0] {
				low.Lat, low.Lon = math.Min(low.Lat, at.Lat), math.Min(low.Lon, at.Lon)
				high.Lat, high.Lon = math.Max(high.Lat, at.Lat), math.Max(high.Lon, at.Lon)
			}
		}
	}
	var out []truceline.Point
	const side = 10 // about half of the box lies in the area
	for i := range side {
		for j := range side {
			at := truceline.Point{Lat: low.Lat + (high.Lat-low.Lat)*(float64(i)+0.5)/side, Lon: low.Lon + (high.Lon-low.Lon)*(float64(j)+0.5)/side}
			in := area == Everywhere && p.areaOf(at) != "" || area != Everywhere && low.Lat <= high.Lat && p.contains(area, at)
			if in {
				out = append(out, at)
			}
		}
	}
	return out
}

func (p *placing) make() {
	if p.made {
		return
	}
	p.made = true
	p.regions = make([]*geo.Region, len(p.areas))
	for i, a := range p.areas {
		p.regions[i] = regionOf(a.Polygons)
	}
}

// regionOf is the ground of some polygons; nil where there is none, or none that is sound.
func regionOf(polygons []truceline.Polygon) *geo.Region {
	if len(polygons) == 0 {
		return nil
	}
	r, err := geo.NewRegion(polygons)
	if err != nil {
		return nil
	}
	return r
}

// Covers reports whether the footprint of a watch holds the point: the ellipse
// of a point (all round), a sector from the observer, or everywhere. A bearing
// without a range covers nothing, since it is not known how far it reaches.
// Named areas other than everywhere need polygons: see [Ledger.Query].
func Covers(footprint truceline.Place, at truceline.Point) bool {
	switch footprint.Shape {
	case truceline.ShapeArea:
		return footprint.Area == Everywhere
	case truceline.ShapePoint:
		return inEllipse(footprint, at)
	case truceline.ShapeSector:
		return inSector(footprint, at)
	}
	return false
}

// reach is how far a footprint extends from its point, metres.
func reach(p truceline.Place) float64 {
	if p.Shape == truceline.ShapeSector {
		return p.Sector.RangeMax
	}
	return math.Max(p.Ellipse.SemiMajor, p.Ellipse.SemiMinor)
}

// farApart is a cheap test, without trigonometry on the ellipsoid, that two
// points are surely further apart than so many metres.
func farApart(a, b truceline.Point, metres float64) bool {
	const perDegree = 110500 // a degree of latitude is nowhere shorter
	limit := metres * 1.01
	if math.Abs(a.Lat-b.Lat)*perDegree > limit {
		return true
	}
	dLon := math.Abs(math.Remainder(a.Lon-b.Lon, 360))
	narrow := math.Cos(math.Max(math.Abs(a.Lat), math.Abs(b.Lat)) * math.Pi / 180)
	return dLon*perDegree*narrow > limit && dLon < 10
}

func inEllipse(p truceline.Place, at truceline.Point) bool {
	if farApart(p.At, at, reach(p)) {
		return false
	}
	major, minor := p.Ellipse.SemiMajor, p.Ellipse.SemiMinor
	if minor == 0 {
		minor = major
	}
	if major == minor && major < 50e3 { // most are circles, and most places lie well within or without
		if d, _ := flat(p.At, at); math.Abs(d-major) > 20+major/200 {
			return d < major
		}
	}
	d := geo.Distance(p.At, at)
	if d == 0 {
		return true
	}
	if major == minor {
		return d <= major
	}
	turn := (geo.Azimuth(p.At, at) - p.Ellipse.Bearing) * math.Pi / 180
	return math.Hypot(d*math.Cos(turn)/major, d*math.Sin(turn)/minor) <= 1
}

func inSector(p truceline.Place, at truceline.Point) bool {
	s := p.Sector
	if s.RangeMax <= 0 || farApart(p.At, at, s.RangeMax) {
		return false
	}
	d := geo.Distance(p.At, at)
	if d < s.RangeMin || d > s.RangeMax {
		return false
	}
	if s.BearingFrom == s.BearingTo || d == 0 {
		return true
	}
	return clockwise(s.BearingFrom, geo.Azimuth(p.At, at)) <= clockwise(s.BearingFrom, s.BearingTo)
}

// clockwise is the angle from one bearing to another, 0 up to 360.
func clockwise(from, to float64) float64 {
	d := math.Mod(to-from, 360)
	if d < 0 {
		d += 360
	}
	return d
}

// samples returns points that stand for a place known by a point: its best
// estimate and, where it has an ellipse, eight points on the edge.
func samples(p truceline.Place) []truceline.Point {
	out := []truceline.Point{p.At}
	switch p.Shape {
	case truceline.ShapePoint:
		major, minor := p.Ellipse.SemiMajor, p.Ellipse.SemiMinor
		if major <= 0 {
			return out
		}
		if minor <= 0 {
			minor = major
		}
		for i := range 8 {
			t := float64(i) * math.Pi / 4
			x, y := major*math.Cos(t), minor*math.Sin(t)
			out = append(out, geo.Destination(p.At, p.Ellipse.Bearing+math.Atan2(y, x)*180/math.Pi, math.Hypot(x, y)))
		}
	case truceline.ShapeSector:
		return sectorSamples(p)
	}
	return out
}

// sectorSamples returns points of a sector: at both ranges and between, on both
// bearings and between. Where the range is not known, only the observer's own
// point stands for it.
func sectorSamples(p truceline.Place) []truceline.Point {
	s := p.Sector
	if s.RangeMax <= 0 {
		return []truceline.Point{p.At}
	}
	width := clockwise(s.BearingFrom, s.BearingTo)
	steps := []float64{0, width / 2, width}
	if width == 0 {
		steps = []float64{0, 90, 180, 270}
	}
	var out []truceline.Point
	for _, r := range []float64{s.RangeMin, (s.RangeMin + s.RangeMax) / 2, s.RangeMax} {
		for _, b := range steps {
			out = append(out, geo.Destination(p.At, s.BearingFrom+b, r))
		}
	}
	return out
}

// pointText writes where a place is, for a name made of content.
func pointText(p truceline.Place) string {
	f := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	s := p.Sector
	return string(p.Shape) + " " + f(p.At.Lat) + " " + f(p.At.Lon) + " " + f(p.Ellipse.SemiMajor) + " " +
		f(p.Ellipse.SemiMinor) + " " + f(p.Ellipse.Bearing) + " " + f(s.RangeMin) + " " + f(s.RangeMax) + " " +
		f(s.BearingFrom) + " " + f(s.BearingTo)
}
