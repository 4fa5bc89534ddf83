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
	// The maps of 2025 and 2026 draw the state border up to 4.2 km off.
	drawnOffKm = 5
	// bridgedKm is how much of the held area's edge between two stretches of
	// the line may be coast or border without ending the line, which touches a
	// border or a shore there. Twice the tolerance is allowed on top: so much is
	// cut away where the line goes straight to the border and back.
	bridgedKm = 5
	// slitKm is the mean width under which a hole in held ground is a slit
	// between two strokes of the drawing and not ground of the other side.
	slitKm = 0.1
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
// Stretches that nowhere leave the outline by more than 5 km are left out, and
// interruptions of up to 5 km along the edge, and twice the tolerance on top,
// are bridged. The longest stretch is
// the main line. Its points are those of the map, in the map's order, with cut
// ends added; seen along it, the held ground lies to one side throughout.
//
// Held areas apart from the largest are pockets; what the other side holds
// within the largest is a closed line among the others, unless it is a slit less
// than 100 m wide. A map without polygons,
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
			edge := closed(Clean(hole))
			if width := 2 * Area(truceline.Polygon{hole}) / (Length(edge) / 1000); width > slitKm {
				cut.Others = append(cut.Others, edge)
			}
		}
		longestFirst(cut.Others)
	}
	return cut
}

// definition says in words which line is meant.
func definition(holder string, toleranceKm float64) string {
	return fmt.Sprintf("The edge of the largest area held by %s on the control map of the day, without the parts that are coast or state border "+
		"(those outside the country, and those within %g km of its outline that do not lie on the inner side of held ground). "+
		"The main line is the longest continuous stretch; interruptions of up to %g km are bridged. Held areas apart from the largest are pockets.",
		holder, toleranceKm, bridgedKm+2*toleranceKm)
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
	tolerance float64   // metres
	side      int       // on which side of the ring the other ground is: -1 left, 1 right
	free      []bool    // by step: neither coast nor border
	off       []float64 // by step: at least so far from the outline, in metres
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
	c.mark()
	return c, nil
}

// mark decides about every step. Where the outline is known to be farther off
// than has been walked since it was asked for, it is not asked again.
func (c *cutter) mark() {
	const sure = 1.02 // the sphere is off by 0.6 % at most
	c.free = make([]bool, len(c.steps))
	c.off = make([]float64, len(c.steps))
	off := 0.0
	for i, s := range c.steps {
		off -= sphereDistance(s.Point, c.at(i-1)) * sure
		switch {
		case !c.outline.covers(s.Point):
		case off > c.tolerance:
			c.free[i] = true
		case c.opens(s.Point, c.at(i-1), c.at(i+1)): // cheaper than a distance
		default:
			if off = c.outline.edge.about(s.Point) / sure; off > c.tolerance {
				c.free[i] = true
			} else {
				c.free[i] = c.isLine(s.Point, c.at(i-1), c.at(i+1))
			}
		}
		c.off[i] = off
	}
}

func (c *cutter) at(i int) truceline.Point {
	n := len(c.steps)
	return c.steps[((i%n)+n)%n].Point
}

// isLine reports whether a point of the ring, which comes from one point and
// goes on to another, is neither coast nor border.
func (c *cutter) isLine(p, from, to truceline.Point) bool {
	if !c.outline.covers(p) || c.opens(p, from, to) { // cheaper than a distance
		return false
	}
	foot, _, _, metres := c.outline.edge.closest(p)
	return metres > c.tolerance || c.held.Contains(between(p, foot, 0.5))
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
		gap := (next.from - r.from - r.n + 1 + 2*len(c.steps)) % len(c.steps)
		if c.shorter(r.from+r.n-1, gap, bridgedKm*1000+2*c.tolerance) {
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
		if c.off[(r.from+k)%len(c.steps)] > drawnOffKm*1000 {
			return true
		}
	}
	for k := range r.n {
		if !c.outline.edge.Within(c.at(r.from+k), drawnOffKm*1000) {
			return true
		}
	}
	return false
}

// shorter reports whether n steps along the ring are no longer than a limit in
// metres.
func (c *cutter) shorter(from, n int, limit float64) bool {
	sum := 0.0
	for k := 0; k < n && sum <= limit; k++ {
		sum += Distance(c.at(from+k), c.at(from+k+1))
	}
	return sum <= limit
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
	at, size := Centroid(r)
	if size < 5e-16 {
		return r[0]
	}
	return at
}

// Centroid is the centre of mass of a ring's ground as if degrees were a plane, and the size of
// that ground in square degrees; of a ring of no size the centre means nothing.
func Centroid(r truceline.Ring) (at truceline.Point, size float64) {
	var lat, lon, sum float64
	o := r[0]
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		cross := (a.Lon-o.Lon)*(b.Lat-o.Lat) - (b.Lon-o.Lon)*(a.Lat-o.Lat)
		lat, lon, sum = lat+cross*(a.Lat+b.Lat-2*o.Lat), lon+cross*(a.Lon+b.Lon-2*o.Lon), sum+cross
	}
	return truceline.Point{Lat: o.Lat + lat/(3*sum), Lon: o.Lon + lon/(3*sum)}, math.Abs(sum) / 2
}
