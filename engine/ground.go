package engine

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// controls keeps the maps of control by day.
type controls struct{ maps []truceline.ControlMap }

func (c *controls) add(maps []truceline.ControlMap) {
	for _, m := range maps {
		i, found := slices.BinarySearchFunc(c.maps, m, func(a, b truceline.ControlMap) int { return compareDates(a.AsOf, b.AsOf) })
		if found {
			c.maps[i] = m
		} else {
			c.maps = slices.Insert(c.maps, i, m)
		}
	}
}

// on returns the newest map as of a day, or the oldest when all are later.
func (c *controls) on(d truceline.Date) (truceline.ControlMap, bool) {
	if len(c.maps) == 0 {
		return truceline.ControlMap{}, false
	}
	best := c.maps[0]
	for _, m := range c.maps {
		if m.AsOf <= d {
			best = m
		}
	}
	return best, true
}

func compareDates(a, b truceline.Date) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// grounds says where incidents lie against the contact line of their day. A
// day's line is cut when it is first needed.
type grounds struct {
	controls *controls
	line     LineConfig
	zone     *time.Location
	sides    []truceline.Party
	outline  *geo.Outline
	areas    []prepared
	days     map[truceline.Date]*day
}

// day is one map of control, prepared.
type day struct {
	cut  truceline.ContactLine
	line *geo.Line
	held *geo.Region
	by   string
}

func newGrounds(areas []truceline.Area, c *controls, config Config) (*grounds, error) {
	g := &grounds{controls: c, line: config.Line, zone: config.Zone, sides: config.Run.Agreement.Parties, days: map[truceline.Date]*day{}}
	if g.zone == nil {
		g.zone = time.UTC
	}
	if !config.Run.Line {
		return g, nil
	}
	g.outline = geo.NewOutline(areas)
	for _, a := range areas {
		region, err := geo.NewRegion(a.Polygons)
		if err != nil {
			return nil, err
		}
		g.areas = append(g.areas, prepared{a.ID, region})
	}
	return g, nil
}

// day returns the prepared map as of a date; nil when there is none.
func (g *grounds) day(d truceline.Date) *day {
	control, ok := g.controls.on(d)
	if !ok || g.outline == nil {
		return nil
	}
	if prepared, ok := g.days[control.AsOf]; ok {
		return prepared
	}
	held, err := geo.NewRegion(control.Polygons)
	if err != nil {
		g.days[control.AsOf] = nil // the parser refuses such maps; nothing can be said from one
		return nil
	}
	cut := geo.CutContactLine(control, g.outline, g.line.ToleranceKm)
	p := &day{cut: cut, held: held, by: control.Holder}
	if len(cut.Main) > 1 {
		p.line = geo.NewLine(append([]truceline.Polyline{cut.Main}, cut.Others...)...)
	}
	g.days[control.AsOf] = p
	return p
}

// forget drops what was prepared for the days of maps that have come anew: a
// corrected map takes the place of the first.
func (g *grounds) forget(maps []truceline.ControlMap) {
	if g == nil {
		return // nothing is prepared before the first tick
	}
	for _, m := range maps {
		delete(g.days, m.AsOf)
	}
}

// of returns where an incident lies; nil when there is no line of its day or
// its place is not a point.
func (g *grounds) of(i truceline.Incident) *truceline.Ground {
	if i.Place.Shape != truceline.ShapePoint {
		return nil
	}
	d := g.day(g.date(i.When.From))
	if d == nil || d.line == nil {
		return nil
	}
	inside := geo.ProbabilityInside(d.held, i.Place)
	ground := truceline.Ground{
		Side: d.by, Certain: inside,
		DistanceKm: d.line.Distance(i.Place.At) / 1000,
		AlongKm:    d.line.Along(i.Place.At),
		LineAsOf:   d.cut.AsOf,
	}
	if inside < 0.5 {
		ground.Side, ground.Certain = g.other(d.by), 1-inside
	}
	ground.Band = truceline.DistanceBand(ground.DistanceKm)
	for _, a := range g.areas {
		if a.region.Contains(i.Place.At) {
			ground.Area = a.id
			break
		}
	}
	return &ground
}

// date is the mission's local day of a moment.
func (g *grounds) date(t time.Time) truceline.Date {
	return truceline.Date(t.In(g.zone).Format(time.DateOnly))
}

// other returns the side across the line from the one given.
func (g *grounds) other(side string) string {
	for _, p := range g.sides {
		if p.ID != side {
			return p.ID
		}
	}
	return ""
}

// lines returns the lines cut so far, with those of the window's first and
// last day among them, and how much ground changed hands on the map between.
func (g *grounds) lines(run truceline.Run) ([]truceline.ContactLine, *truceline.Moved) {
	if g == nil || g.outline == nil || len(g.controls.maps) == 0 {
		return nil, nil
	}
	first, last := g.date(run.Window.From), g.date(run.Window.To)
	g.day(first)
	g.day(last)
	var lines []truceline.ContactLine
	for _, m := range g.controls.maps {
		if d := g.days[m.AsOf]; d != nil {
			lines = append(lines, d.cut)
		}
	}
	before, _ := g.controls.on(first)
	after, _ := g.controls.on(last)
	gained, lost := geo.ChangedArea(before.Polygons, after.Polygons)
	return lines, &truceline.Moved{From: before.AsOf, To: after.AsOf, Holder: after.Holder, GainedKm2: gained, LostKm2: lost}
}
