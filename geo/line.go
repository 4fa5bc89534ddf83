package geo

import (
	"math"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"

	"github.com/truceline/truceline"
)

// densifyError is how far in metres an edge on the sphere may lie from the edge
// that is straight in longitude and latitude.
const densifyError = 0.5

// Line answers how far points lie from one or more polylines. The nearest edge
// is found on an S2 index; the distance to it is then computed on WGS84. It is
// used by one goroutine: the queries keep state.
type Line struct {
	index   *s2.ShapeIndex
	nearest *s2.EdgeQuery
	limit   *s2.EdgeQuery // apart from nearest: IsDistanceLess leaves its limit in the query
	shapes  []s2.Polyline
	along   []float64 // metres from the first end to each vertex of the first shape
}

// NewLine prepares polylines. Those of fewer than two points are left out.
func NewLine(lines ...truceline.Polyline) *Line {
	l := &Line{index: s2.NewShapeIndex()}
	for _, line := range lines {
		if len(line) < 2 {
			continue
		}
		dense := densify(line)
		shape := make(s2.Polyline, len(dense))
		for i, p := range dense {
			shape[i] = toS2(p)
		}
		if len(l.shapes) == 0 {
			l.along = make([]float64, len(dense))
			for i := 1; i < len(dense); i++ {
				l.along[i] = l.along[i-1] + Distance(dense[i-1], dense[i])
			}
		}
		l.index.Add(&shape)
		l.shapes = append(l.shapes, shape)
	}
	l.index.Build()
	l.nearest = s2.NewClosestEdgeQuery(l.index, s2.NewClosestEdgeQueryOptions().MaxResults(1))
	l.limit = s2.NewClosestEdgeQuery(l.index, s2.NewClosestEdgeQueryOptions().MaxResults(1))
	return l
}

func toS2(p truceline.Point) s2.Point {
	return s2.PointFromLatLng(s2.LatLngFromDegrees(p.Lat, p.Lon))
}

func fromS2(p s2.Point) truceline.Point {
	ll := s2.LatLngFromPoint(p)
	return truceline.Point{Lat: ll.Lat.Degrees(), Lon: ll.Lng.Degrees()}
}

// densify adds points to a line that is straight in longitude and latitude
// until each of its edges, taken as a great circle, lies within densifyError of
// it. A great circle between two points a degrees of longitude apart bulges
// from the parallel by about a²/8 · sin φ cos φ earth radii.
func densify(line truceline.Polyline) truceline.Polyline {
	out := make(truceline.Polyline, 0, len(line))
	out = append(out, line[0])
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if a == b {
			continue
		}
		span := radians(b.Lon - a.Lon)
		sin, cos := math.Sincos(radians(max(math.Abs(a.Lat), math.Abs(b.Lat))))
		bulge := meanRadius * span * span / 8 * max(sin*cos, 0.1)
		steps := max(1, int(math.Ceil(math.Sqrt(bulge/densifyError))))
		for s := 1; s <= steps; s++ {
			f := float64(s) / float64(steps)
			out = append(out, truceline.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)})
		}
	}
	return out
}

// closest returns the point of the lines that is nearest to p on the sphere,
// and where it is: shape and vertex before it.
func (l *Line) closest(p truceline.Point) (at truceline.Point, shape, vertex int, ok bool) {
	target := toS2(p)
	found := l.nearest.FindEdges(s2.NewMinDistanceToPointTarget(target))
	if len(found) == 0 {
		return truceline.Point{}, 0, 0, false
	}
	shape, vertex = int(found[0].ShapeID()), int(found[0].EdgeID())
	edge := l.shapes[shape]
	return fromS2(s2.Project(target, edge[vertex], edge[vertex+1])), shape, vertex, true
}

// Distance returns metres on WGS84 from p to the nearest of the lines, and
// +Inf when there are none.
func (l *Line) Distance(p truceline.Point) float64 {
	at, _, _, ok := l.closest(p)
	if !ok {
		return math.Inf(1)
	}
	return Distance(p, at)
}

// Within reports whether p lies within the given metres of the lines. The
// sphere answers where it is sure; within 1 % of the threshold WGS84 does.
func (l *Line) Within(p truceline.Point, metres float64) bool {
	target := s2.NewMinDistanceToPointTarget(toS2(p))
	if !l.limit.IsDistanceLess(target, chord(metres*1.01)) {
		return false
	}
	if l.limit.IsDistanceLess(target, chord(metres*0.99)) {
		return true
	}
	return l.Distance(p) <= metres
}

func chord(metres float64) s1.ChordAngle {
	return s1.ChordAngleFromAngle(s1.Angle(metres / meanRadius))
}

// Along returns kilometres along the first line, from its first end to the
// point of it that is nearest to p; 0 when there is no line.
func (l *Line) Along(p truceline.Point) float64 {
	if len(l.shapes) == 0 {
		return 0
	}
	at, shape, vertex, ok := l.closest(p)
	if !ok {
		return 0
	}
	if shape != 0 { // nearest to a side piece: ask the main line alone
		projected, next := l.shapes[0].Project(toS2(p))
		at, vertex = fromS2(projected), next-1
	}
	return (l.along[vertex] + Distance(fromS2(l.shapes[0][vertex]), at)) / 1000
}
