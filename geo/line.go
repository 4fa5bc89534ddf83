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

// candidates is how many edges are measured on WGS84 when several are almost
// equally near on the sphere, which misjudges distances by up to 0.6 %.
const candidates = 32

// closest returns the point of the lines that is nearest to p, where it is
// (shape and vertex before it), and how far on WGS84.
func (l *Line) closest(p truceline.Point) (at truceline.Point, shape, vertex int, metres float64) {
	metres = math.Inf(1)
	target := s2.NewMinDistanceToPointTarget(toS2(p))
	first := l.nearest.FindEdges(target)
	if len(first) == 0 {
		return at, 0, 0, metres
	}
	almost := first[0].Distance().Angle()*1.012 + s1.Angle(2*densifyError/meanRadius)
	found := s2.NewClosestEdgeQuery(l.index, s2.NewClosestEdgeQueryOptions().
		MaxResults(candidates).DistanceLimit(s1.ChordAngleFromAngle(almost))).FindEdges(target)
	for _, f := range append(found, first[0]) {
		line := l.shapes[f.ShapeID()]
		i := int(f.EdgeID())
		foot := footOn(p, fromS2(line[i]), fromS2(line[i+1]))
		if d := Distance(p, foot); d < metres {
			at, shape, vertex, metres = foot, int(f.ShapeID()), i, d
		}
	}
	return at, shape, vertex, metres
}

// footOn returns the point of a short edge that is nearest to p. Edge and p are
// laid on a plane with WGS84's radii of curvature between them, which finds the
// foot for near points; for others it is moved along the edge until the path
// from it to p leaves at a right angle.
func footOn(p, a, b truceline.Point) truceline.Point {
	const nearEnough = 2000 // metres; the plane is then off by 2 mm at most
	north, east := MetresPerDegree((a.Lat + p.Lat) / 2)
	run, climb := wrap(b.Lon-a.Lon), b.Lat-a.Lat
	edgeX, edgeY := run*east, climb*north
	x, y := wrap(p.Lon-a.Lon)*east, (p.Lat-a.Lat)*north
	length := edgeX*edgeX + edgeY*edgeY
	if length == 0 {
		return a
	}
	f := min(max((x*edgeX+y*edgeY)/length, 0), 1)
	for range 8 {
		foot := truceline.Point{Lat: a.Lat + f*climb, Lon: a.Lon + f*run}
		metres, bearing, ok := inverse(foot, p)
		if !ok || metres < nearEnough {
			break
		}
		north, east = MetresPerDegree(foot.Lat)
		edgeX, edgeY = run*east, climb*north
		sin, cos := math.Sincos(radians(bearing))
		next := min(max(f+metres*(sin*edgeX+cos*edgeY)/(edgeX*edgeX+edgeY*edgeY), 0), 1)
		moved := math.Abs(next-f) * math.Hypot(edgeX, edgeY)
		if f = next; moved < metres*1e-5 {
			break
		}
	}
	return truceline.Point{Lat: a.Lat + f*climb, Lon: a.Lon + f*run}
}

// Distance returns metres on WGS84 from p to the nearest of the lines, and +Inf
// when there are none. It is good to a millimetre (TestLineDistance searches
// along every edge instead).
func (l *Line) Distance(p truceline.Point) float64 {
	_, _, _, metres := l.closest(p)
	return metres
}

// about returns the metres from p to the nearest of the lines on a sphere,
// within 0.6 % of Distance and quicker; +Inf when there are none.
func (l *Line) about(p truceline.Point) float64 {
	found := l.nearest.FindEdges(s2.NewMinDistanceToPointTarget(toS2(p)))
	if len(found) == 0 {
		return math.Inf(1)
	}
	return float64(found[0].Distance().Angle()) * meanRadius
}

// Within reports whether p lies within the given metres of the lines. The
// sphere answers where it is sure; within 1 % of the threshold, and a metre on
// top for the edges' own error, WGS84 does.
func (l *Line) Within(p truceline.Point, metres float64) bool {
	target := s2.NewMinDistanceToPointTarget(toS2(p))
	if !l.limit.IsDistanceLess(target, chord(metres*1.01+2*densifyError)) {
		return false
	}
	if l.limit.IsDistanceLess(target, chord(metres*0.99-2*densifyError)) {
		return true
	}
	return l.Distance(p) <= metres
}

func chord(metres float64) s1.ChordAngle {
	return s1.ChordAngleFromAngle(s1.Angle(max(metres, 0) / meanRadius))
}

// Along returns kilometres along the first line, from its first end to the
// point of it that is nearest to p; 0 when there is no line.
func (l *Line) Along(p truceline.Point) float64 {
	_, along := l.Beside(p)
	return along
}

// Beside returns what Distance and Along do, at the price of one of them.
func (l *Line) Beside(p truceline.Point) (metres, alongKm float64) {
	if len(l.shapes) == 0 {
		return math.Inf(1), 0
	}
	at, shape, vertex, metres := l.closest(p)
	if shape != 0 { // nearest to a side piece: ask the main line alone
		projected, next := l.shapes[0].Project(toS2(p))
		at, vertex = fromS2(projected), next-1
	}
	return metres, (l.along[vertex] + Distance(fromS2(l.shapes[0][vertex]), at)) / 1000
}
