package agreement

import (
	"fmt"
	"math"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Inside says with what probability a place lies in a zone, given how well the
// place is known, and why in a sentence that does not give the place away. The
// boundary belongs to the zone.
//
// A corridor is measured from the contact line of the incident's own day, so it
// needs ground: whose ground the place lies on, how surely, and how far from
// the line. Other zones do not look at it. An unknown zone, a place that was
// not stated, and a corridor without ground give bounds of 0 and 1.
func (c *Compiled) Inside(id string, pl truceline.Place, ground *truceline.Ground) (truceline.Probability, string) {
	i := slices.IndexFunc(c.zones, func(z zone) bool { return z.ID == id })
	if i < 0 {
		return truceline.Unknown(), fmt.Sprintf("The agreement has no zone %q.", id)
	}
	z := &c.zones[i]
	switch {
	case z.Everywhere:
		return certain(true), fmt.Sprintf("The zone %q is everywhere that the parties fight.", z.Name)
	case z.Corridor != nil:
		return inCorridor(z, pl, ground)
	case pl.Shape == truceline.ShapeArea && slices.Contains(z.Areas, pl.Area):
		return certain(true), fmt.Sprintf("The place is given as an area that belongs to the zone %q.", z.Name)
	case z.region == nil:
		return truceline.Unknown(), fmt.Sprintf("The outline of the zone %q is not at hand, so it cannot be said whether the place lies in it.", z.Name)
	case pl.Shape == truceline.ShapeArea:
		return c.areaInside(z, pl.Area)
	}
	return inRegion(z, pl)
}

// certain is the probability of what is known.
func certain(yes bool) truceline.Probability {
	if yes {
		return truceline.Probability{P: 1, Low: 1, High: 1}
	}
	return truceline.Probability{}
}

// inRegion places a point or sector against polygons.
func inRegion(z *zone, pl truceline.Place) (truceline.Probability, string) {
	var p float64
	switch {
	case pl.Shape == truceline.ShapePoint && pl.Ellipse == truceline.Ellipse{}:
		if z.region.Contains(pl.At) {
			p = 1
		}
	case pl.Shape == truceline.ShapePoint, pl.Shape == truceline.ShapeSector && pl.Sector.RangeMax > 0:
		p = geo.ProbabilityInside(z.region, pl)
	case pl.Shape == truceline.ShapeSector:
		return truceline.Unknown(), fmt.Sprintf("Only a bearing is known and no range, so it cannot be said whether the place lies in the zone %q.", z.Name)
	default:
		return truceline.Unknown(), fmt.Sprintf("The place was not stated, so it cannot be said whether it lies in the zone %q.", z.Name)
	}
	out := tidy(truceline.Probability{P: p, Low: p, High: p})
	why := insideWords(z.Name, out, knownTo(pl))
	if len(z.missing) > 0 && out.Low < 1 {
		out.High = 1
		why += fmt.Sprintf(" Of the zone, %d areas are not drawn, so it may lie in one of those.", len(z.missing))
	}
	return out, why
}

// insideWords says how surely a place lies in a zone.
func insideWords(name string, p truceline.Probability, known string) string {
	switch {
	case p.Low == 1:
		return fmt.Sprintf("The place%s lies in the zone %q.", known, name)
	case p.High == 0:
		return fmt.Sprintf("The place%s lies outside the zone %q.", known, name)
	case p.Low < p.High:
		return fmt.Sprintf("The place%s lies in the zone %q with a probability between %s and %s.", known, name, Percent(p.Low), Percent(p.High))
	}
	return fmt.Sprintf("The place%s lies in the zone %q with %s.", known, name, Percent(p.P))
}

// knownTo says how well a place is known.
func knownTo(pl truceline.Place) string {
	switch {
	case pl.Shape == truceline.ShapePoint && pl.Ellipse.SemiMajor > 0:
		return fmt.Sprintf(" (known to within %s, with 90 %%)", metres(max(pl.Ellipse.SemiMajor, pl.Ellipse.SemiMinor)))
	case pl.Shape == truceline.ShapeSector:
		return fmt.Sprintf(" (known as a range of %s to %s and a bearing from its observer)", metres(pl.Sector.RangeMin), metres(pl.Sector.RangeMax))
	}
	return ""
}

// metres says a length for people.
func metres(m float64) string {
	if m < 1000 {
		return fmt.Sprintf("%.0f m", m)
	}
	return fmt.Sprintf("%.1f km", m/1000)
}

// inCorridor places an incident against a strip along the contact line. Whose
// ground it lies on comes with the ground; how far the distance to the line may
// be off comes from the ellipse, whose direction against the line is not known,
// so its shortest and longest axes give the bounds.
func inCorridor(z *zone, pl truceline.Place, ground *truceline.Ground) (truceline.Probability, string) {
	if ground == nil {
		return truceline.Unknown(), fmt.Sprintf("The zone %q is measured from the contact line, and where this lies against the line of its day is not known.", z.Name)
	}
	depth, ok := z.Corridor.DepthKm[ground.Side]
	if !ok {
		return truceline.Unknown(), fmt.Sprintf("The zone %q has no depth for the side on whose ground this lies.", z.Name)
	}
	other, known := otherDepth(z.Corridor, ground.Side)
	near, far := spread(pl)
	onOwn := min(max(ground.Certain, 0), 1)
	at := func(reach float64) float64 {
		return onOwn*withinDepth(ground.DistanceKm, depth, reach) + (1-onOwn)*withinDepth(ground.DistanceKm, other, reach)
	}
	p := truceline.Probability{P: at(math.Sqrt((near*near + far*far) / 2)), Low: min(at(near), at(far)), High: max(at(near), at(far))}
	if !known && onOwn < 1 { // more than two sides, with different depths: any of them
		p.Low, p.High = p.Low*onOwn, p.High*onOwn+1-onOwn
	}
	p = tidy(p)
	where := fmt.Sprintf(", %.1f km from the contact line of %s on ground held by %s with %s%s,", ground.DistanceKm, ground.LineAsOf, ground.Side, Percent(onOwn), knownTo(pl))
	return p, insideWords(z.Name, p, where) + fmt.Sprintf(" It reaches %g km deep there.", depth)
}

// otherDepth returns the depth on the ground of the other side; known is false
// when there are several others and their depths differ.
func otherDepth(c *truceline.Corridor, side string) (km float64, known bool) {
	first := true
	known = true
	for s, d := range c.DepthKm { // in any order: only whether all are equal matters
		switch {
		case s == side:
		case first:
			km, first = d, false
		case d != km:
			known = false
		}
	}
	if !known {
		km = 0
	}
	return km, known
}

// axis90 is how many standard deviations the 90 % ellipse of two normal errors
// reaches along each of its axes: the root of -2 ln 0.1.
const axis90 = 2.1459660262893472

// spread returns the least and the greatest 90 % reach of a place, in
// kilometres. Of a sector it is how far its outline lies from its middle.
func spread(pl truceline.Place) (near, far float64) {
	switch pl.Shape {
	case truceline.ShapePoint:
		near, far = pl.Ellipse.SemiMinor, pl.Ellipse.SemiMajor
	case truceline.ShapeSector:
		deep := (pl.Sector.RangeMax - pl.Sector.RangeMin) / 2
		angle := math.Mod(pl.Sector.BearingTo-pl.Sector.BearingFrom+360, 360)
		wide := pl.Sector.RangeMax
		if angle > 0 && angle < 180 {
			wide = pl.Sector.RangeMax * math.Sin(angle/2*math.Pi/180)
		}
		near, far = deep, wide
	}
	return min(near, far) / 1000, max(near, far) / 1000
}

// withinDepth is the chance that a place stated to lie so many kilometres from
// the line lies at most depth from it. Its distance has a normal error; a place
// on the line itself is within any depth, even none.
func withinDepth(distanceKm, depthKm, reachKm float64) float64 {
	if reachKm <= 0 {
		if distanceKm <= depthKm {
			return 1
		}
		return 0
	}
	sigma := reachKm / axis90
	return normal((depthKm-distanceKm)/sigma) - normal((-depthKm-distanceKm)/sigma)
}

// areaInside says how much of a named area lies in a zone. Where in the area
// something happened is not known, so unless all or nothing of it does, the
// bounds are 0 and 1.
func (c *Compiled) areaInside(z *zone, id string) (truceline.Probability, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range c.known {
		if k.zone == z.ID && k.area == id {
			return k.p, k.why
		}
	}
	p, why := c.measureArea(z, id)
	c.known = append(c.known, areaInZone{z.ID, id, p, why})
	return p, why
}

// measureArea tries a grid of points over an area against the zone.
func (c *Compiled) measureArea(z *zone, id string) (truceline.Probability, string) {
	i := slices.IndexFunc(c.areas, func(a truceline.Area) bool { return a.ID == id && len(a.Polygons) > 0 })
	if i < 0 {
		return truceline.Unknown(), fmt.Sprintf("The outline of the area that the place is given as is not at hand, so it cannot be said whether it lies in the zone %q.", z.Name)
	}
	area := c.areas[i]
	region, err := geo.NewRegion(area.Polygons)
	if err != nil {
		return truceline.Unknown(), fmt.Sprintf("The outline of %s cannot be used, so it cannot be said whether it lies in the zone %q.", area.Name, z.Name)
	}
	in, all := 0, 0
	for _, at := range grid(region.Bounds()) {
		if region.Contains(at) {
			all++
			if z.region.Contains(at) {
				in++
			}
		}
	}
	switch {
	case all == 0:
		return truceline.Unknown(), fmt.Sprintf("%s is too small to be measured against the zone %q.", area.Name, z.Name)
	case in == all:
		return certain(true), fmt.Sprintf("The place is given as %s, all of which lies in the zone %q.", area.Name, z.Name)
	case in == 0 && len(z.missing) == 0:
		return certain(false), fmt.Sprintf("The place is given as %s, none of which lies in the zone %q.", area.Name, z.Name)
	}
	p := truceline.Probability{P: float64(in) / float64(all), High: 1}
	return p, fmt.Sprintf("The place is given as %s, of which about %s lies in the zone %q; where in it this happened is not known.", area.Name, Percent(p.P), z.Name)
}

// grid returns points spread evenly over a box, off its edges.
func grid(b geo.Bounds) []truceline.Point {
	const n = 40
	points := make([]truceline.Point, 0, n*n)
	for i := range n {
		for j := range n {
			points = append(points, truceline.Point{
				Lat: b.South + (float64(i)+0.5)/n*(b.North-b.South),
				Lon: b.West + (float64(j)+0.5)/n*(b.East-b.West),
			})
		}
	}
	return points
}
