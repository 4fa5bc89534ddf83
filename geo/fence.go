package geo

import (
	"fmt"
	"math"

	"github.com/truceline/truceline"
)

// FenceZone is one zone of a fence: polygons, or a circle where RadiusM is above
// zero.
type FenceZone struct {
	ID       string
	Polygons []truceline.Polygon
	Centre   truceline.Point
	RadiusM  float64
}

// Fence answers which of many zones hold a point, without rounding. Edges are
// straight in longitude and latitude and a point on an edge is inside; rings of
// a polygon are counted even and odd, several polygons are united. A circle
// holds the points whose [Haversine] distance from its centre is at most its
// radius. It is safe for many goroutines at once.
//
// The ground is divided into cells. A zone that covers a cell wholly holds every
// point there without a test; only in cells that its edge runs through is a
// point held against edges.
type Fence struct {
	zones  []fenceZone
	origin Exact // south-west corner of the first cell
	cell   int64 // edge of a cell
	rows   int
	cols   int
	starts []int32 // of each cell's entries in files, and their end
	files  []filed
}

// filed says that a zone holds all or part of a cell.
type filed struct {
	zone  int32
	whole bool
}

// fenceZone is a zone prepared.
type fenceZone struct {
	id                       string
	south, west, north, east int64
	centre                   truceline.Point
	radius                   float64 // 0 for polygons
	edges                    []exactEdge
	strips                   [][]int32
	step                     int64
	far                      bool // differences of coordinates may not fit a product of 63 bits
}

// maxCells bounds the size of the division.
const maxCells = 1 << 19

// NewFence prepares zones. It returns [ErrRing] for rings that bound no area,
// that cross the antimeridian or that leave the earth.
func NewFence(zones []FenceZone) (*Fence, error) {
	f := &Fence{}
	for _, z := range zones {
		prepared, err := prepareZone(z)
		if err != nil {
			return nil, fmt.Errorf("zone %s: %w", z.ID, err)
		}
		f.zones = append(f.zones, prepared)
	}
	f.divide()
	return f, nil
}

// ID returns the name of the i-th zone.
func (f *Fence) ID(i int32) string { return f.zones[i].id }

// Holding appends to into the zones that hold the point, in the order in which
// they were given to [NewFence], and returns it.
func (f *Fence) Holding(p Exact, into []int32) []int32 {
	if f.cell == 0 || p.Lat < f.origin.Lat || p.Lon < f.origin.Lon {
		return into
	}
	row, col := int((p.Lat-f.origin.Lat)/f.cell), int((p.Lon-f.origin.Lon)/f.cell)
	if row >= f.rows || col >= f.cols {
		return into
	}
	at := row*f.cols + col
	for _, e := range f.files[f.starts[at]:f.starts[at+1]] {
		if e.whole || f.zones[e.zone].holds(p) {
			into = append(into, e.zone)
		}
	}
	return into
}

// prepareZone makes the edges or the circle of a zone, and the box round it.
func prepareZone(z FenceZone) (fenceZone, error) {
	f := fenceZone{id: z.ID, south: math.MaxInt64, west: math.MaxInt64, north: math.MinInt64, east: math.MinInt64}
	if z.RadiusM > 0 {
		return f, f.circle(z)
	}
	if z.RadiusM < 0 || len(z.Polygons) == 0 {
		return f, fmt.Errorf("%w: a zone needs polygons, or a centre and a radius above zero", ErrRing)
	}
	for i, polygon := range z.Polygons {
		for k, ring := range polygon {
			if err := f.ring(Clean(ring), int32(i)); err != nil {
				return f, fmt.Errorf("polygon %d, ring %d: %w", i+1, k+1, err)
			}
		}
	}
	f.far = f.east-f.west > wide || f.north-f.south > wide
	f.file()
	return f, nil
}

func (f *fenceZone) ring(ring truceline.Ring, polygon int32) error {
	if len(ring) < 3 {
		return ErrRing
	}
	for i := range ring {
		if err := onEarth(ring[i]); err != nil {
			return err
		}
		before := ring[(i+len(ring)-1)%len(ring)]
		if math.Abs(before.Lon-ring[i].Lon) > 180 {
			return fmt.Errorf("%w: it crosses the antimeridian; split it there (RFC 7946, 3.1.9)", ErrRing)
		}
		a, b := ExactOf(before), ExactOf(ring[i])
		f.south, f.north = min(f.south, b.Lat), max(f.north, b.Lat)
		f.west, f.east = min(f.west, b.Lon), max(f.east, b.Lon)
		if a.Lat > b.Lat {
			a, b = b, a
		}
		f.edges = append(f.edges, exactEdge{a.Lat, a.Lon, b.Lat, b.Lon, polygon})
	}
	return nil
}

func onEarth(p truceline.Point) error {
	if !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) {
		return fmt.Errorf("%w: point %v is not on the earth", ErrRing, p)
	}
	return nil
}

// circle takes the centre and radius, and a box that surely holds the circle.
func (f *fenceZone) circle(z FenceZone) error {
	if err := onEarth(z.Centre); err != nil {
		return err
	}
	if !(z.RadiusM < sphereRadius) {
		return fmt.Errorf("%w: a radius of %g m is more than a circle on the earth can have here", ErrRing, z.RadiusM)
	}
	f.centre, f.radius = z.Centre, z.RadiusM
	up := z.RadiusM / sphereRadius * 180 / math.Pi * (1 + 1e-9)
	south, north, west, east := z.Centre.Lat-up, z.Centre.Lat+up, -180.0, 180.0
	if top := max(math.Abs(south), math.Abs(north)); top < 90 {
		across := math.Asin(math.Sin(z.RadiusM/sphereRadius)/math.Cos(z.Centre.Lat*math.Pi/180)) * 180 / math.Pi * (1 + 1e-9)
		if z.Centre.Lon-across >= -180 && z.Centre.Lon+across <= 180 {
			west, east = z.Centre.Lon-across, z.Centre.Lon+across
		}
	}
	low, high := ExactOf(truceline.Point{Lat: max(south, -90), Lon: west}), ExactOf(truceline.Point{Lat: min(north, 90), Lon: east})
	f.south, f.west, f.north, f.east = low.Lat-1, low.Lon-1, high.Lat+1, high.Lon+1
	return nil
}

// file sorts the edges into strips of latitude, as [Region] does.
func (f *fenceZone) file() {
	height := f.north - f.south + 1
	n := int64(max(1, min(len(f.edges), 1<<12)))
	f.step = (height + n - 1) / n
	f.strips = make([][]int32, n)
	for i, e := range f.edges {
		for s := (e.fromLat - f.south) / f.step; s <= (e.toLat-f.south)/f.step; s++ {
			f.strips[s] = append(f.strips[s], int32(i))
		}
	}
}

// holds reports whether the zone holds a point.
func (f *fenceZone) holds(p Exact) bool {
	if p.Lat < f.south || p.Lat > f.north || p.Lon < f.west || p.Lon > f.east {
		return false
	}
	if f.radius > 0 {
		return Haversine(p.Point(), f.centre) <= f.radius
	}
	inside, polygon := false, int32(0)
	for _, i := range f.strips[(p.Lat-f.south)/f.step] {
		e := &f.edges[i]
		if e.polygon != polygon { // edges lie in the order of polygons
			if inside {
				return true
			}
			polygon = e.polygon
		}
		if p.Lat < e.fromLat || p.Lat > e.toLat {
			continue
		}
		side := e.side(p, f.far)
		if side == 0 && p.Lon >= min(e.fromLon, e.toLon) && p.Lon <= max(e.fromLon, e.toLon) {
			return true
		}
		if p.Lat < e.toLat && side > 0 { // half-open, so that a vertex is crossed once
			inside = !inside
		}
	}
	return inside
}
