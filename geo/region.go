package geo

import (
	"errors"
	"fmt"
	"math"

	"github.com/truceline/truceline"
)

// ErrRing is a ring that bounds no area.
var ErrRing = errors.New("geo: ring bounds no area")

// Region answers whether points lie in a set of polygons. Edges are straight in
// longitude and latitude (RFC 7946, 3.1.1), so the answer is exact for them and
// needs no densifying: edges are filed by strips of latitude and a point is
// tested against those of its own strip. A point on an edge is inside. Within
// one polygon the rings are counted even and odd, so holes need no direction;
// several polygons are united. It is safe for many goroutines at once.
//
// Polygons must not cross the antimeridian; NewRegion refuses those that do.
type Region struct {
	bounds Bounds
	edges  []edge
	strips [][]int32 // edges by strip of latitude
	step   float64   // height of a strip in degrees
}

// edge runs from the lower to the upper latitude. Horizontal edges are kept
// for the boundary test.
type edge struct {
	fromLat, fromLon, toLat, toLon float64
	polygon                        int32 // which of the region's polygons
}

// onEdge is how near in degrees (10 nanometres) a point must be to an edge to
// be on it: decimal coordinates are rounded when they become binary, which
// moves a point by up to a hundredth of that.
const onEdge = 1e-13

// Bounds is a box in degrees.
type Bounds struct{ South, West, North, East float64 }

// Contains reports whether p lies in the box or on its edge.
func (b Bounds) Contains(p truceline.Point) bool {
	return p.Lat >= b.South && p.Lat <= b.North && p.Lon >= b.West && p.Lon <= b.East
}

func emptyBounds() Bounds {
	return Bounds{South: math.Inf(1), West: math.Inf(1), North: math.Inf(-1), East: math.Inf(-1)}
}

func (b *Bounds) add(p truceline.Point) {
	b.South, b.North = min(b.South, p.Lat), max(b.North, p.Lat)
	b.West, b.East = min(b.West, p.Lon), max(b.East, p.Lon)
}

// Clean returns the ring without repeated neighbours and without a repeated
// first point at its end.
func Clean(r truceline.Ring) truceline.Ring {
	out := make(truceline.Ring, 0, len(r))
	for _, p := range r {
		if len(out) == 0 || p != out[len(out)-1] {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

// NewRegion prepares polygons. It returns ErrRing for rings of fewer than three
// distinct points or with coordinates that are none.
func NewRegion(polygons []truceline.Polygon) (*Region, error) {
	r := &Region{bounds: emptyBounds()}
	for i, polygon := range polygons {
		for k, ring := range polygon {
			if err := r.addRing(Clean(ring), int32(i)); err != nil {
				return nil, fmt.Errorf("polygon %d, ring %d: %w", i, k, err)
			}
		}
	}
	r.file()
	return r, nil
}

func (r *Region) addRing(ring truceline.Ring, polygon int32) error {
	if len(ring) < 3 {
		return ErrRing
	}
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		if !(math.Abs(b.Lat) <= 90 && math.Abs(b.Lon) <= 180) {
			return fmt.Errorf("%w: point %v is not on the earth", ErrRing, b)
		}
		if math.Abs(a.Lon-b.Lon) > 180 {
			return fmt.Errorf("%w: it crosses the antimeridian; split it there (RFC 7946, 3.1.9)", ErrRing)
		}
		r.bounds.add(b)
		if a.Lat > b.Lat {
			a, b = b, a
		}
		r.edges = append(r.edges, edge{a.Lat, a.Lon, b.Lat, b.Lon, polygon})
	}
	return nil
}

// stripsPerEdge limits how often an edge is filed, on average: an edge that
// runs far from south to north lies in many strips.
const stripsPerEdge = 4

// file sorts the edges into strips, about as many as there are edges.
func (r *Region) file() {
	if len(r.edges) == 0 {
		return
	}
	height := r.bounds.North - r.bounds.South
	climb := 0.0 // of all edges, in heights of the region
	for _, e := range r.edges {
		climb += (e.toLat - e.fromLat) / max(height, math.SmallestNonzeroFloat64)
	}
	n := max(1, min(len(r.edges), int(stripsPerEdge*float64(len(r.edges))/max(climb, 1)), 1<<14))
	r.step = height / float64(n)
	if r.step <= 0 {
		r.step = 1
	}
	r.strips = make([][]int32, n)
	for i, e := range r.edges {
		for s := r.strip(e.fromLat); s <= r.strip(e.toLat); s++ {
			r.strips[s] = append(r.strips[s], int32(i))
		}
	}
}

func (r *Region) strip(lat float64) int {
	return min(max(int((lat-r.bounds.South)/r.step), 0), len(r.strips)-1)
}

// clear reports whether no edge comes near a box, so that all of the box is
// inside or all of it outside. It may say no for an edge that only comes close.
func (r *Region) clear(b Bounds) bool {
	if len(r.edges) == 0 || b.North < r.bounds.South || b.South > r.bounds.North || b.East < r.bounds.West || b.West > r.bounds.East {
		return true
	}
	for s := r.strip(b.South); s <= r.strip(b.North); s++ {
		for _, i := range r.strips[s] {
			e := &r.edges[i]
			if e.fromLat <= b.North && e.toLat >= b.South && min(e.fromLon, e.toLon) <= b.East && max(e.fromLon, e.toLon) >= b.West {
				return false
			}
		}
	}
	return true
}

// Bounds returns the box round the region.
func (r *Region) Bounds() Bounds { return r.bounds }

// Contains reports whether p lies in any of the polygons, holes left out. A
// point on an edge is inside.
func (r *Region) Contains(p truceline.Point) bool {
	if len(r.edges) == 0 || !r.bounds.Contains(p) {
		return false
	}
	inside, polygon := false, int32(0)
	for _, i := range r.strips[r.strip(p.Lat)] {
		e := &r.edges[i]
		if e.polygon != polygon { // edges lie in the order of polygons
			if inside {
				return true
			}
			polygon = e.polygon
		}
		if p.Lat < e.fromLat || p.Lat > e.toLat {
			continue
		}
		climb, run := e.toLat-e.fromLat, e.toLon-e.fromLon
		// Twice the signed area of the triangle: zero on the edge's own line.
		side := run*(p.Lat-e.fromLat) - climb*(p.Lon-e.fromLon)
		if math.Abs(side) <= onEdge*max(climb, math.Abs(run)) &&
			p.Lon >= min(e.fromLon, e.toLon) && p.Lon <= max(e.fromLon, e.toLon) {
			return true
		}
		// Half-open in latitude, so that a vertex is crossed once.
		if p.Lat < e.toLat && side > 0 {
			inside = !inside
		}
	}
	return inside
}
