package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/golang/geo/s2"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// micro is a point in whole microdegrees, in which it is decided without any
// rounding whether a point lies in a ring.
type micro struct{ x, y int64 }

func (m micro) point() truceline.Point { return at(float64(m.y)/1e6, float64(m.x)/1e6) }

func microRing(r truceline.Ring) []micro {
	var out []micro
	for _, p := range geo.Clean(r) {
		out = append(out, micro{int64(math.Round(p.Lon * 1e6)), int64(math.Round(p.Lat * 1e6))})
	}
	return out
}

// exact reports whether p lies in a ring or on it.
func exact(ring []micro, p micro) bool {
	inside := false
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		cross := (b.x-a.x)*(p.y-a.y) - (b.y-a.y)*(p.x-a.x)
		if cross == 0 && min(a.x, b.x) <= p.x && p.x <= max(a.x, b.x) && min(a.y, b.y) <= p.y && p.y <= max(a.y, b.y) {
			return true
		}
		if (a.y > p.y) != (b.y > p.y) && (cross > 0) == (b.y > a.y) {
			inside = !inside
		}
	}
	return inside
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// trial returns a point of a ring's neighbourhood: anywhere in its box, on an
// edge exactly, or a microdegree beside an edge.
func trial(r *rand.Rand, ring []micro, box [4]int64) micro {
	i := r.IntN(len(ring))
	a, b := ring[i], ring[(i+1)%len(ring)]
	n := gcd(b.x-a.x, b.y-a.y)
	k := r.Int64N(n + 1)
	on := micro{a.x + (b.x-a.x)/n*k, a.y + (b.y-a.y)/n*k}
	switch r.IntN(3) {
	case 0:
		return on
	case 1:
		return micro{on.x + r.Int64N(3) - 1, on.y + r.Int64N(3) - 1}
	}
	return micro{box[0] + r.Int64N(box[2]-box[0]+1), box[1] + r.Int64N(box[3]-box[1]+1)}
}

// Every answer about the real districts equals the one in whole numbers, on
// edges and corners too. 17 of their rings have repeated vertices.
func TestContainsExactly(t *testing.T) {
	r := random(11)
	asked := 0
	for _, f := range features(t, dataFile(t, "geo/ukraine_raions_2020_osm.geojson.gz")) {
		for _, p := range f.polygons(t) {
			region, err := geo.NewRegion([]truceline.Polygon{p[:1]})
			if err != nil {
				t.Fatalf("%s: %v", f.Properties.Name, err)
			}
			ring := microRing(p[0])
			box := [4]int64{math.MaxInt64, math.MaxInt64, math.MinInt64, math.MinInt64}
			for _, m := range ring {
				box = [4]int64{min(box[0], m.x), min(box[1], m.y), max(box[2], m.x), max(box[3], m.y)}
			}
			for range 100 {
				m := trial(r, ring, box)
				asked++
				if got, want := region.Contains(m.point()), exact(ring, m); got != want {
					t.Errorf("%s contains %v: %v, want %v", f.Properties.Name, m.point(), got, want)
				}
			}
		}
	}
	t.Logf("%d points", asked)
}

// Which points an S2 polygon of the same ring, its edges densified, holds: all
// but those within a metre of the edge agree.
func TestContainsAsS2(t *testing.T) {
	r := random(12)
	near := 0
	for _, area := range oblasts(t) {
		for _, p := range area.Polygons {
			region, err := geo.NewRegion([]truceline.Polygon{p})
			if err != nil {
				t.Fatal(err)
			}
			loop := loopOf(p[0])
			edge := geo.NewLine(append(truceline.Polyline(p[0]), p[0][0]))
			b := region.Bounds()
			for range 200 {
				q := at(b.South+(b.North-b.South)*r.Float64(), b.West+(b.East-b.West)*r.Float64())
				if region.Contains(q) == loop.ContainsPoint(s2.PointFromLatLng(s2.LatLngFromDegrees(q.Lat, q.Lon))) {
					continue
				}
				near++
				if d := edge.Distance(q); d > 1 {
					t.Errorf("%s: S2 disagrees about %v, %.1f m from the edge", area.ID, q, d)
				}
			}
		}
	}
	t.Logf("%d differences, all within a metre of an edge", near)
}

// loopOf densifies a ring into arcs of great circles.
func loopOf(ring truceline.Ring) *s2.Loop {
	var points []s2.Point
	ring = geo.Clean(ring)
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		for s := range 8 {
			f := float64(s) / 8
			points = append(points, s2.PointFromLatLng(s2.LatLngFromDegrees(a.Lat+f*(b.Lat-a.Lat), a.Lon+f*(b.Lon-a.Lon))))
		}
	}
	loop := s2.LoopFromPoints(points)
	loop.Normalize()
	return loop
}

// Every oblast holds its own ground: areas on WGS84 add up to what is published
// for the country, 603,628 km2 with Crimea, to 1 %. Some of the difference is
// inland water; that a ring is not inside out shows in its bounds.
func TestOblastsAddUp(t *testing.T) {
	sum := 0.0
	for _, area := range oblasts(t) {
		for _, p := range area.Polygons {
			sum += geo.Area(p)
		}
	}
	t.Logf("%.0f km2", sum)
	if math.Abs(sum/603628-1) > 0.01 {
		t.Errorf("the oblasts have %.0f km2", sum)
	}
}

func FuzzContains(f *testing.F) {
	f.Add(48.0, 37.0, 49.0, 38.0, 48.0, 39.0, 48.5, 38.0)
	f.Add(0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.5)
	f.Fuzz(func(t *testing.T, aLat, aLon, bLat, bLon, cLat, cLon, pLat, pLon float64) {
		ring := truceline.Ring{at(aLat, aLon), at(bLat, bLon), at(cLat, cLon)}
		region, err := geo.NewRegion([]truceline.Polygon{{ring}})
		if err != nil {
			return
		}
		for _, corner := range ring {
			if !region.Contains(corner) {
				t.Fatalf("%v does not hold its corner %v", ring, corner)
			}
		}
		turned, err := geo.NewRegion([]truceline.Polygon{{{ring[2], ring[1], ring[0]}}})
		if err != nil || region.Contains(at(pLat, pLon)) != turned.Contains(at(pLat, pLon)) {
			t.Fatalf("%v: the direction of a ring matters for %v, %v (%v)", ring, pLat, pLon, err)
		}
	})
}

// The country of 25 oblasts, with points all over its box.
func BenchmarkContainsCountry(b *testing.B) {
	var polygons []truceline.Polygon
	for _, area := range oblasts(b) {
		polygons = append(polygons, area.Polygons...)
	}
	region, err := geo.NewRegion(polygons)
	if err != nil {
		b.Fatal(err)
	}
	benchmarkContains(b, region)
}

// One map of control, with points all over its box.
func BenchmarkContainsControl(b *testing.B) {
	region, err := geo.NewRegion(controlMap(b, "easter-2026", "2026-04-11").Polygons)
	if err != nil {
		b.Fatal(err)
	}
	benchmarkContains(b, region)
}

func benchmarkContains(b *testing.B, region *geo.Region) {
	b.Helper()
	r, box := random(1), region.Bounds()
	points := make([]truceline.Point, 4096)
	for i := range points {
		points[i] = at(box.South+(box.North-box.South)*r.Float64(), box.West+(box.East-box.West)*r.Float64())
	}
	for i := 0; b.Loop(); i++ {
		region.Contains(points[i%len(points)])
	}
}

// A hot pixel near the line, against the map of its day.
func BenchmarkProbabilityInside(b *testing.B) {
	m := controlMap(b, "easter-2026", "2026-04-11")
	region, err := geo.NewRegion(m.Polygons)
	if err != nil {
		b.Fatal(err)
	}
	r := random(1)
	places := make([]truceline.Place, 1024)
	for i := range places {
		places[i] = truceline.Place{Shape: truceline.ShapePoint, At: at(46.5+3.5*r.Float64(), 33+5*r.Float64()), Ellipse: truceline.Ellipse{SemiMajor: 500, SemiMinor: 400}}
	}
	for i := 0; b.Loop(); i++ {
		geo.ProbabilityInside(region, places[i%len(places)])
	}
}

// The same on S2, for comparison: edges densified, one index of all oblasts.
func BenchmarkContainsCountryS2(b *testing.B) {
	index := s2.NewShapeIndex()
	r, box := random(1), truceline.Ring{}
	for _, area := range oblasts(b) {
		for _, p := range area.Polygons {
			index.Add(loopOf(p[0]))
			box = append(box, p[0]...)
		}
	}
	index.Build()
	query := s2.NewContainsPointQuery(index, s2.VertexModelSemiOpen)
	region, err := geo.NewRegion([]truceline.Polygon{{box}})
	if err != nil {
		b.Fatal(err)
	}
	bounds := region.Bounds()
	points := make([]s2.Point, 4096)
	for i := range points {
		points[i] = s2.PointFromLatLng(s2.LatLngFromDegrees(bounds.South+(bounds.North-bounds.South)*r.Float64(), bounds.West+(bounds.East-bounds.West)*r.Float64()))
	}
	for i := 0; b.Loop(); i++ {
		query.Contains(points[i%len(points)])
	}
}
