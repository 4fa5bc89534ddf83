package geo

import (
	"math"

	"github.com/truceline/truceline"
)

const (
	// outlineProbe is how far in metres to either side of a border the probes
	// lie that tell an inner border (an area on both sides) from the outer edge.
	// Neighbours drawn apart show slivers of up to some 200 m.
	outlineProbe = 400
	// outlineStep is how far apart in metres the probes are set.
	outlineStep = 1000
)

// Outline is the outer edge of a country: its coast and its state border. It is
// what is left of the borders of its areas when those between two areas are
// taken away.
type Outline struct{ line *Line }

// NewOutline works out the outer edge of the union of the areas.
func NewOutline(areas []truceline.Area) *Outline {
	var regions []*Region
	for _, a := range areas {
		for _, p := range a.Polygons {
			if r, err := NewRegion([]truceline.Polygon{p}); err == nil {
				regions = append(regions, r)
			}
		}
	}
	var outer []truceline.Polyline
	for _, a := range areas {
		for _, p := range a.Polygons {
			for _, ring := range p {
				outer = append(outer, outerRuns(Clean(ring), regions)...)
			}
		}
	}
	return &Outline{line: NewLine(outer...)}
}

// outerRuns returns the stretches of a ring that have an area on one side only.
func outerRuns(ring truceline.Ring, regions []*Region) []truceline.Polyline {
	if len(ring) < 3 {
		return nil
	}
	points := walk(ring, outlineStep)
	var runs []truceline.Polyline
	var run truceline.Polyline
	for i := range points {
		a, b := points[i], points[(i+1)%len(points)]
		if bothSides(a, b, regions) {
			if len(run) > 1 {
				runs = append(runs, run)
			}
			run = nil
			continue
		}
		if len(run) == 0 {
			run = append(run, a)
		}
		run = append(run, b)
	}
	if len(run) > 1 {
		runs = append(runs, run)
	}
	return runs
}

// walk returns the points of a closed ring with further ones so that none are
// more than step metres apart.
func walk(ring truceline.Ring, step float64) []truceline.Point {
	var out []truceline.Point
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		n := max(1, int(math.Ceil(sphereDistance(a, b)/step)))
		for s := range n {
			f := float64(s) / float64(n)
			out = append(out, truceline.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)})
		}
	}
	return out
}

// bothSides reports whether areas lie on both sides of the edge.
func bothSides(a, b truceline.Point, regions []*Region) bool {
	middle := truceline.Point{Lat: (a.Lat + b.Lat) / 2, Lon: (a.Lon + b.Lon) / 2}
	shrink := math.Cos(radians(middle.Lat))
	east, north := (b.Lon-a.Lon)*shrink, b.Lat-a.Lat
	length := math.Hypot(east, north)
	if length == 0 {
		return true
	}
	offset := degrees(outlineProbe / meanRadius)
	dLat, dLon := east/length*offset, -north/length*offset/shrink
	left := truceline.Point{Lat: middle.Lat + dLat, Lon: middle.Lon + dLon}
	right := truceline.Point{Lat: middle.Lat - dLat, Lon: middle.Lon - dLon}
	return anyContains(regions, left) && anyContains(regions, right)
}

func anyContains(regions []*Region, p truceline.Point) bool {
	for _, r := range regions {
		if r.Contains(p) {
			return true
		}
	}
	return false
}
