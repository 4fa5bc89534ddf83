package web

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// A corridor is drawn here and decided elsewhere: whether an incident lies in
// one is worked out from its distance to the line, not from this outline.

const (
	// corridorStep is how far apart, in metres, the line is walked for drawing.
	corridorStep = 1000.0
	// corridorTurn is the angle in degrees between two points of an arc.
	corridorTurn = 10.0
	// corridorSlack is by how much of its depth a point of the outline may lie
	// too near to the line: the chords of arcs and of the walk do.
	corridorSlack = 0.004
	// sureGround is how certain it must be on whose ground an incident lies for
	// it to say which side of the line that is, and farGround how many
	// kilometres it must be from the line.
	sureGround, farGround = 0.99, 1.0
)

// corridor returns the outline of the ground within each side's depth of the
// line, a polygon for each side and piece of the line. It is nil where that
// cannot be drawn: without a line, or when the depths differ and nothing shows
// which side holds which ground.
func corridor(l truceline.ContactLine, c truceline.Corridor, parties []truceline.Party, incidents []truceline.Incident) []truceline.Polygon {
	pieces := append([]truceline.Polyline{l.Main}, l.Others...)
	left, right, ok := depths(l, c, parties, incidents)
	if !ok {
		return nil
	}
	near := geo.NewLine(pieces...)
	polys := []truceline.Polygon{}
	for _, piece := range pieces {
		for _, side := range []struct{ depthKm, turn float64 }{{left, -90}, {right, 90}} {
			if ring := flank(near, piece, side.depthKm*1000, side.turn); ring != nil {
				polys = append(polys, truceline.Polygon{ring})
			}
		}
	}
	return polys
}

// depths returns the depth in kilometres to the left and to the right of the
// line, going along it.
func depths(l truceline.ContactLine, c truceline.Corridor, parties []truceline.Party, incidents []truceline.Incident) (left, right float64, ok bool) {
	if len(l.Main) < 2 || len(parties) != 2 {
		return 0, 0, false
	}
	one, two := parties[0].ID, parties[1].ID
	if c.DepthKm[one] == c.DepthKm[two] {
		return c.DepthKm[one], c.DepthKm[one], true
	}
	switch votes := leftness(l.Main, one, two, incidents); {
	case votes > 0:
		return c.DepthKm[one], c.DepthKm[two], true
	case votes < 0:
		return c.DepthKm[two], c.DepthKm[one], true
	}
	return 0, 0, false
}

// leftness counts the incidents that lie surely on the ground of one to the
// left of the line or on that of two to its right, less those the other way
// round. The line itself does not say who holds which side of it.
func leftness(line truceline.Polyline, one, two string, incidents []truceline.Incident) int {
	votes := 0
	for _, i := range incidents {
		g := i.Ground
		if g == nil || i.Place.Shape != truceline.ShapePoint || g.Certain < sureGround || g.DistanceKm < farGround {
			continue
		}
		vote := 1
		if !leftOf(line, i.Place.At) {
			vote = -1
		}
		switch g.Side {
		case one:
			votes += vote
		case two:
			votes -= vote
		}
	}
	return votes
}

// leftOf reports whether p lies to the left of the line, judged from the edge
// nearest to it on a flat map that is true at p. Beyond a sharp bend two edges
// are equally near, at the vertex they share; the one seen less end on is right.
func leftOf(line truceline.Polyline, p truceline.Point) bool {
	const tie = 1e-9
	squeeze := math.Cos(p.Lat * math.Pi / 180)
	best, broadest, left := math.Inf(1), 0.0, false
	for k := range len(line) - 1 {
		ax, ay := (line[k].Lon-p.Lon)*squeeze, line[k].Lat-p.Lat
		dx, dy := (line[k+1].Lon-line[k].Lon)*squeeze, line[k+1].Lat-line[k].Lat
		t := 0.0
		if d := dx*dx + dy*dy; d > 0 {
			t = min(1, max(0, -(ax*dx+ay*dy)/d))
		}
		cross := ay*dx - ax*dy
		d, broad := math.Hypot(ax+t*dx, ay+t*dy), math.Abs(cross)/math.Hypot(dx, dy)
		if d < best-tie || d < best+tie && broad > broadest {
			best, broadest, left = d, broad, cross < 0
		}
	}
	return left
}

// flank returns the outline of what lies within the depth of a piece of the
// line to one side of it: the piece itself and, on the way back, the points of
// its parallel that nothing else of the line is nearer to. Turn is the way to
// the side from the line's own bearing: -90 to the left, 90 to the right.
func flank(near *geo.Line, piece truceline.Polyline, depth, turn float64) truceline.Ring {
	walk := stepped(piece)
	if len(walk) < 2 || depth <= 0 {
		return nil
	}
	var outer truceline.Ring
	add := func(at truceline.Point, bearing float64) {
		if p := geo.Destination(at, bearing, depth); !near.Within(p, depth*(1-corridorSlack)) {
			outer = append(outer, p)
		}
	}
	first := geo.Azimuth(walk[0], walk[1])
	arc(first+2*turn, first+turn, func(b float64) { add(walk[0], b) }) // round the line's end
	bearing := first
	for k, at := range walk {
		if k > 0 && k < len(walk)-1 {
			next := geo.Azimuth(at, walk[k+1])
			arc(bearing+turn, bearing+turn+difference(bearing, next), func(b float64) { add(at, b) })
			bearing = next
		}
	}
	last := walk[len(walk)-1]
	arc(bearing+turn, bearing, func(b float64) { add(last, b) })
	ring := append(truceline.Ring{}, piece...)
	for k := len(outer) - 1; k >= 0; k-- {
		ring = append(ring, outer[k])
	}
	return ring
}

// arc calls fn with bearings from one to another, both included.
func arc(from, to float64, fn func(bearing float64)) {
	steps := math.Ceil(math.Abs(to-from) / corridorTurn)
	fn(from)
	for k := 1.0; k <= steps; k++ {
		fn(from + (to-from)*k/steps)
	}
}

// difference is the turn from one bearing to another, in (-180, 180].
func difference(from, to float64) float64 {
	d := math.Mod(to-from+540, 360) - 180
	if d <= -180 {
		d += 360
	}
	return d
}

// stepped returns the line with no two neighbours further apart than
// corridorStep and none the same.
func stepped(l truceline.Polyline) truceline.Polyline {
	var out truceline.Polyline
	for k, p := range l {
		if k == 0 {
			out = append(out, p)
			continue
		}
		from := l[k-1]
		n := math.Ceil(geo.Distance(from, p) / corridorStep)
		for s := 1.0; s <= n; s++ {
			share := s / n
			out = append(out, truceline.Point{Lat: from.Lat + (p.Lat-from.Lat)*share, Lon: from.Lon + (p.Lon-from.Lon)*share})
		}
	}
	return out
}
