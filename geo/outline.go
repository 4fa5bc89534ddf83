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
	outlineStep = 500
	// shortestCoast is how long in metres a piece of outline must be, unless it
	// is a whole island: shorter ones are gaps between neighbours wider than the
	// probes reach.
	shortestCoast = 2000
)

// Outline is the outer edge of a country: its coast and its state border. It is
// what is left of the borders of its areas when those between two areas are
// taken away. It is used by one goroutine at a time, as its [Line] is.
type Outline struct {
	edge   *Line
	pieces []truceline.Polyline
	ground *Region // of all areas
}

// NewOutline works out the outer edge of the union of the areas. An area whose
// polygons bound no ground is left out. Inlets and gaps narrower than 400 m are
// closed: the areas' own borders are simplified and leave such gaps between
// neighbours. Areas that take in water, as districts with a part of the sea do,
// have an outline out there and no coast.
func NewOutline(areas []truceline.Area) *Outline {
	var polygons []truceline.Polygon
	for _, a := range areas {
		for _, p := range a.Polygons {
			if _, err := NewRegion([]truceline.Polygon{p}); err == nil {
				polygons = append(polygons, p)
			}
		}
	}
	o := &Outline{}
	o.ground, _ = NewRegion(polygons) // each was prepared above
	for _, p := range polygons {
		for _, ring := range p {
			o.pieces = append(o.pieces, o.outerRuns(Clean(ring))...)
		}
	}
	o.edge = NewLine(o.pieces...)
	return o
}

// Pieces returns the outer edge as lines: coasts, borders and islands.
func (o *Outline) Pieces() []truceline.Polyline { return o.pieces }

// outerRuns returns the stretches of a ring that have an area on one side only.
func (o *Outline) outerRuns(ring truceline.Ring) []truceline.Polyline {
	points := walk(ring, outlineStep)
	outer := make([]bool, len(points)) // of the edge from each point to the next
	for i, a := range points {
		outer[i] = !o.bothSides(a.Point, points[(i+1)%len(points)].Point)
	}
	var runs []truceline.Polyline
	for _, r := range runsOf(outer) {
		run := truceline.Polyline{points[r.from].Point}
		for k := 1; k <= r.n; k++ {
			if p := points[(r.from+k)%len(points)]; p.vertex || k == r.n {
				run = append(run, p.Point)
			}
		}
		if r.n == len(points) || Length(run) >= shortestCoast {
			runs = append(runs, run)
		}
	}
	return runs
}

// bothSides reports whether areas lie on both sides of the edge.
func (o *Outline) bothSides(a, b truceline.Point) bool {
	left, right := beside(a, b, outlineProbe)
	return o.ground.Contains(left) && o.ground.Contains(right)
}

// covers reports whether a point lies in the country: in an area, or in a sliver
// with an area on both sides.
func (o *Outline) covers(p truceline.Point) bool {
	if o.ground.Contains(p) {
		return true
	}
	north, east := MetresPerDegree(p.Lat)
	for i := range 4 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 4)
		dLat, dLon := outlineProbe*cos/north, outlineProbe*sin/east
		if o.ground.Contains(truceline.Point{Lat: p.Lat + dLat, Lon: p.Lon + dLon}) &&
			o.ground.Contains(truceline.Point{Lat: p.Lat - dLat, Lon: p.Lon - dLon}) {
			return true
		}
	}
	return false
}

// beside returns the points that lie the given metres to the left and to the
// right of the middle between a and b; both are the middle when a equals b.
func beside(a, b truceline.Point, metres float64) (left, right truceline.Point) {
	middle := truceline.Point{Lat: (a.Lat + b.Lat) / 2, Lon: (a.Lon + b.Lon) / 2}
	north, east := MetresPerDegree(middle.Lat)
	x, y := (b.Lon-a.Lon)*east, (b.Lat-a.Lat)*north
	length := math.Hypot(x, y)
	if length == 0 {
		return middle, middle
	}
	dLat, dLon := x/length*metres/north, -y/length*metres/east
	return truceline.Point{Lat: middle.Lat + dLat, Lon: middle.Lon + dLon},
		truceline.Point{Lat: middle.Lat - dLat, Lon: middle.Lon - dLon}
}

// step is a point of a ring, or one set between two of them.
type step struct {
	truceline.Point
	vertex bool
}

// walk returns the points of a closed ring with further ones so that none are
// more than the given metres apart.
func walk(ring truceline.Ring, metres float64) []step {
	var out []step
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		n := max(1, int(math.Ceil(sphereDistance(a, b)/metres)))
		for s := range n {
			f := float64(s) / float64(n)
			out = append(out, step{between(a, b, f), s == 0})
		}
	}
	return out
}

// between returns the point at fraction f of the way from a to b.
func between(a, b truceline.Point, f float64) truceline.Point {
	return truceline.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)}
}

// run is a stretch of n marks that are set in a circle of marks, from one on.
type run struct{ from, n int }

// runsOf returns the stretches of set marks in a circle, none of them cut where
// the circle was; the one of a circle that is all set begins at its first mark.
func runsOf(marks []bool) []run {
	start := 0
	for start < len(marks) && marks[start] {
		start++
	}
	if start == len(marks) {
		if start == 0 {
			return nil
		}
		return []run{{0, len(marks)}}
	}
	var runs []run
	n := 0
	for i := 1; i <= len(marks); i++ {
		k := (start + i) % len(marks)
		if marks[k] {
			n++
		} else if n > 0 {
			runs = append(runs, run{(k - n + len(marks)) % len(marks), n})
			n = 0
		}
	}
	return runs
}
