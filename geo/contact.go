package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/truceline/truceline"
)

const (
	// contactStep is how far apart in metres a ring is asked whether it is
	// coast or border. Ends are then found to some ten metres.
	contactStep = 400
	// drawnOffKm is how far off the outline a control map may draw coast and
	// border: a stretch that nowhere gets farther from the outline than this is
	// a difference between two drawings, not a line between two sides.
	drawnOffKm = 4
	// bridgedKm is how much of the held area's edge between two stretches of
	// the line may be coast or border without ending the line: it touches a
	// border or a shore there.
	bridgedKm = 5
)

// CutContactLine cuts the line between the sides out of a map of control: of
// the edge of the largest held area, all that has the country's other ground on
// its far side. Coast and state border are taken away, which is decided point
// by point along the edge:
//
//   - A point outside the country is not on the line.
//   - A point within the tolerance of the outline is coast or border, unless the
//     outline lies behind the held ground: a strip held along a border has its
//     line on the inner side, however narrow the strip.
//   - All other points are on the line.
//
// Stretches that nowhere leave the outline by more than 4 km are left out, and
// interruptions of up to 5 km along the edge are bridged. The longest stretch is
// the main line. Its points are those of the map, in the map's order, with cut
// ends added; seen along it, the held ground lies to one side throughout.
//
// Held areas apart from the largest are pockets; what the other side holds
// within the largest is a closed line among the others. A map without polygons,
// or a tolerance that is not positive, gives a line without points.
func CutContactLine(control truceline.ControlMap, outline *Outline, toleranceKm float64) truceline.ContactLine {
	cut := truceline.ContactLine{
		AsOf: control.AsOf, Source: control.Source, ToleranceKm: toleranceKm,
		Definition: definition(control.Holder, toleranceKm),
	}
	if !(toleranceKm > 0) {
		return cut
	}
	for n, held := range byArea(control.Polygons) {
		c, err := newCutter(held.polygon, outline, toleranceKm)
		if err != nil {
			continue
		}
		if n > 0 {
			cut.Pockets = append(cut.Pockets, c.pocket(held.km2))
			continue
		}
		pieces := c.pieces(c.line())
		if len(pieces) > 0 {
			cut.Main, cut.Others = pieces[0], pieces[1:]
			cut.LengthKm = Length(cut.Main) / 1000
		}
		for _, hole := range held.polygon[1:] {
			cut.Others = append(cut.Others, closed(Clean(hole)))
		}
		longestFirst(cut.Others)
	}
	return cut
}

// definition says in words which line is meant.
func definition(holder string, toleranceKm float64) string {
	return fmt.Sprintf("The edge of the largest area held by %s on the control map of the day, without the parts that are coast or state border "+
		"(those outside the country, and those within %g km of its outline that do not lie on the inner side of held ground). "+
		"The main line is the longest continuous stretch; interruptions of up to %d km are bridged. Held areas apart from the largest are pockets.",
		holder, toleranceKm, bridgedKm)
}

type heldArea struct {
	polygon truceline.Polygon
	km2     float64
}

// byArea returns the polygons that bound ground, the largest first.
func byArea(polygons []truceline.Polygon) []heldArea {
	var out []heldArea
	for _, p := range polygons {
		if len(p) > 0 && len(Clean(p[0])) >= 3 {
			out = append(out, heldArea{p, Area(p)})
		}
	}
	slices.SortStableFunc(out, func(a, b heldArea) int { return cmp.Compare(b.km2, a.km2) })
	return out
}

// cutter cuts the outer ring of one held area.
type cutter struct {
	outline   *Outline
	held      *Region
	ring      truceline.Ring
	steps     []step
	tolerance float64 // metres
	side      int     // on which side of the ring the other ground is: -1 left, 1 right
	free      []bool  // by step: neither coast nor border
}

func newCutter(polygon truceline.Polygon, outline *Outline, toleranceKm float64) (*cutter, error) {
	held, err := NewRegion([]truceline.Polygon{polygon})
	if err != nil {
		return nil, err
	}
	c := &cutter{outline: outline, held: held, ring: Clean(polygon[0]), tolerance: toleranceKm * 1000, side: 1}
	if ringArea(c.ring) > 0 { // the sum is positive for rings that run clockwise
		c.side = -1
	}
	c.steps = walk(c.ring, contactStep)
	c.free = make([]bool, len(c.steps))
	for i, s := range c.steps {
		c.free[i] = c.isLine(s.Point, c.at(i-1), c.at(i+1))
	}
	return c, nil
}

func (c *cutter) at(i int) truceline.Point {
	n := len(c.steps)
	return c.steps[((i%n)+n)%n].Point
}

// isLine reports whether a point of the ring, which comes from one point and
// goes on to another, is neither coast nor border.
func (c *cutter) isLine(p, from, to truceline.Point) bool {
	if !c.outline.covers(p) {
		return false
	}
	if !c.outline.edge.Within(p, c.tolerance) {
		return true
	}
	foot, _, _, _ := c.outline.edge.closest(p)
	return c.held.Contains(between(p, foot, 0.5)) && !c.opens(p, from, to)
}

// opens reports whether one leaves the country within the tolerance when going
// straight out of the held area.
func (c *cutter) opens(p, from, to truceline.Point) bool {
	const looks = 4
	middle := between(from, to, 0.5)
	for i := 1; i <= looks; i++ {
		left, right := beside(from, to, c.tolerance*float64(i)/looks)
		out := left
		if c.side > 0 {
			out = right
		}
		look := truceline.Point{Lat: out.Lat + p.Lat - middle.Lat, Lon: out.Lon + p.Lon - middle.Lon}
		if !c.outline.covers(look) {
			return true
		}
	}
	return false
}

// line returns the stretches of the ring that are the line.
func (c *cutter) line() []run {
	runs := slices.DeleteFunc(runsOf(c.free), func(r run) bool { return !c.leaves(r) })
	if len(runs) == 0 || runs[0].n == len(c.steps) {
		return runs
	}
	marks := make([]bool, len(c.steps))
	for i, r := range runs {
		next := runs[(i+1)%len(runs)]
		reach := r.n
		if gap := (next.from - r.from - r.n + 1 + 2*len(c.steps)) % len(c.steps); c.length(r.from+r.n-1, gap) <= bridgedKm*1000 {
			reach += gap
		}
		for k := range reach {
			marks[(r.from+k)%len(c.steps)] = true
		}
	}
	return runsOf(marks)
}

// leaves reports whether a stretch somewhere lies far from the outline.
func (c *cutter) leaves(r run) bool {
	for k := range r.n {
		if !c.outline.edge.Within(c.at(r.from+k), drawnOffKm*1000) {
			return true
		}
	}
	return false
}

// length returns the metres of n steps along the ring.
func (c *cutter) length(from, n int) float64 {
	sum := 0.0
	for k := range n {
		sum += Distance(c.at(from+k), c.at(from+k+1))
	}
	return sum
}

// pieces returns stretches as lines, the longest first.
func (c *cutter) pieces(runs []run) []truceline.Polyline {
	var out []truceline.Polyline
	for _, r := range runs {
		if r.n == len(c.steps) {
			return []truceline.Polyline{closed(c.ring)}
		}
		piece := truceline.Polyline{c.end(r.from, -1)}
		for k := range r.n {
			if s := c.steps[(r.from+k)%len(c.steps)]; s.vertex {
				piece = append(piece, s.Point)
			}
		}
		piece = append(piece, c.end(r.from+r.n-1, 1))
		out = append(out, truceline.Polyline(slices.Compact(piece)))
	}
	out = slices.DeleteFunc(out, func(l truceline.Polyline) bool { return len(l) < 2 })
	longestFirst(out)
	return out
}

// end returns the point at which a stretch ends between its last step and the
// one beyond, which is not on the line.
func (c *cutter) end(last, direction int) truceline.Point {
	in, beyond := c.at(last), c.at(last+direction)
	from, to := in, beyond
	if direction < 0 {
		from, to = beyond, in
	}
	low, high := 0.0, 1.0
	for range 5 {
		middle := (low + high) / 2
		if c.isLine(between(in, beyond, middle), from, to) {
			low = middle
		} else {
			high = middle
		}
	}
	return between(in, beyond, low)
}

// pocket describes a held area apart from the largest.
func (c *cutter) pocket(km2 float64) truceline.Pocket {
	p := truceline.Pocket{Centre: centre(c.ring), AreaKm2: km2, Ring: c.ring}
	for _, piece := range c.pieces(runsOf(c.free)) {
		p.LineKm += Length(piece) / 1000
	}
	return p
}

func longestFirst(lines []truceline.Polyline) {
	slices.SortStableFunc(lines, func(a, b truceline.Polyline) int { return cmp.Compare(Length(b), Length(a)) })
}

func closed(r truceline.Ring) truceline.Polyline {
	return append(slices.Clone(truceline.Polyline(r)), r[0])
}

// centre is the centre of a ring's ground, to put a label on; for a ring whose
// centre falls outside it, that is not in it.
func centre(r truceline.Ring) truceline.Point {
	var lat, lon, sum float64
	o := r[0]
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		cross := (a.Lon-o.Lon)*(b.Lat-o.Lat) - (b.Lon-o.Lon)*(a.Lat-o.Lat)
		lat, lon, sum = lat+cross*(a.Lat+b.Lat-2*o.Lat), lon+cross*(a.Lon+b.Lon-2*o.Lon), sum+cross
	}
	if math.Abs(sum) < 1e-15 {
		return o
	}
	return truceline.Point{Lat: o.Lat + lat/(3*sum), Lon: o.Lon + lon/(3*sum)}
}
