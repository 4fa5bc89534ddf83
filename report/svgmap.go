package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// chart turns degrees into the units of a drawing: longitude shrunk by the
// cosine of the middle latitude, which is true to scale there.
type chart struct {
	west, north, perLon, perLat float64
	w, h                        float64
}

func newChart(points []truceline.Point, width float64) (chart, bool) {
	if len(points) == 0 {
		return chart{}, false
	}
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range points {
		west, east = math.Min(west, p.Lon), math.Max(east, p.Lon)
		south, north = math.Min(south, p.Lat), math.Max(north, p.Lat)
	}
	padLon, padLat := math.Max(0.2, (east-west)*0.02), math.Max(0.15, (north-south)*0.02)
	west, east, south, north = west-padLon, east+padLon, south-padLat, north+padLat
	shrink := math.Cos((south + north) / 2 * math.Pi / 180)
	c := chart{west: west, north: north, w: width}
	c.perLon = width / (east - west)
	c.perLat = c.perLon / shrink
	c.h = (north - south) * c.perLat
	return c, true
}

func (c chart) xy(p truceline.Point) (x, y float64) {
	return (p.Lon - c.west) * c.perLon, (c.north - p.Lat) * c.perLat
}

// path writes points as an SVG path, leaving out those that fall within a third
// of a unit of the last one drawn.
func (c chart) path(points []truceline.Point, closed bool) string {
	var b strings.Builder
	lastX, lastY := math.Inf(1), math.Inf(1)
	for i, p := range points {
		x, y := c.xy(p)
		if i > 0 && i < len(points)-1 && math.Hypot(x-lastX, y-lastY) < 1 {
			continue
		}
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		b.WriteString(verb + xy(x) + " " + xy(y))
		lastX, lastY = x, y
	}
	if closed {
		b.WriteString("Z")
	}
	return b.String()
}

// mapPlot draws the areas, those blind to alerts hatched, the contact line and
// pockets, what began in the window, a scale, north, and a legend.
func (b *builder) mapPlot(id string) template.HTML {
	line := b.mainLine()
	var points []truceline.Point
	for _, a := range b.rec.Areas {
		for _, p := range a.Polygons {
			if len(p) > 0 {
				points = append(points, p[0]...)
			}
		}
	}
	if line != nil {
		points = append(points, line.Main...)
	}
	incidents := b.begunIn(b.inside)
	if len(points) == 0 {
		for _, i := range incidents {
			if i.Place.Shape == truceline.ShapePoint || i.Place.Shape == truceline.ShapeSector {
				points = append(points, i.Place.At)
			}
		}
	}
	c, ok := newChart(points, plotWidth)
	if !ok {
		return ""
	}
	d := newDrawing(id, c.w, c.h+30, "Map of the window", b.mapWords(incidents))
	d.rect("sea", 0, 0, c.w, c.h, "")
	b.drawAreas(d, c)
	if line != nil {
		b.drawLine(d, c, line)
	}
	b.drawIncidents(d, c, incidents)
	c.drawScale(d)
	return d.done()
}

func (b *builder) mapWords(incidents []truceline.Incident) string {
	s := fmt.Sprintf("%s that began in the window.", plural(len(incidents), "incident"))
	if l := b.mainLine(); l != nil {
		s += fmt.Sprintf(" The contact line of %s, %s km.", l.AsOf, number(l.LengthKm))
	}
	if out := b.hatched(); len(out) > 0 {
		var names []string
		for _, o := range out {
			names = append(names, o.Name)
		}
		s += " Hatched as blind to new alerts: " + strings.Join(names, ", ") + "."
	}
	return s
}

// hatched are the areas in which no new alert could be raised, to be told apart on
// the map; none where that is so everywhere, which words say better.
func (b *builder) hatched() []LeftOut {
	out := b.alertsLeftOut()
	for _, a := range b.rec.Areas {
		if !slices.ContainsFunc(out, func(o LeftOut) bool { return o.Area == a.ID }) {
			return out
		}
	}
	return nil
}

// drawAreas draws outlines, hatched where no new alert could be raised.
func (b *builder) drawAreas(d *drawing, c chart) {
	out := b.hatched()
	for _, a := range b.rec.Areas {
		var path strings.Builder
		for _, p := range a.Polygons {
			for _, ring := range p {
				path.WriteString(c.path(ring, true))
			}
		}
		if path.Len() == 0 {
			continue
		}
		d.path("land", path.String(), areaName(a))
		if i := slices.IndexFunc(out, func(o LeftOut) bool { return o.Area == a.ID }); i >= 0 && b.speaksOf(truceline.KindAirAlert, truceline.MeansAirAlert) {
			pattern := "hatch"
			if !b.inAlertData(a.ID) {
				pattern = "cross"
			}
			fmt.Fprintf(&d.b, `<path fill="url(#%s-%s)" d="%s"><title>%s</title></path>`, d.id, pattern, path.String(),
				template.HTMLEscapeString(areaName(a)+": blind to new alerts; "+out[i].Why))
		}
	}
}

func (b *builder) drawLine(d *drawing, c chart, line *truceline.ContactLine) {
	for _, p := range line.Pockets {
		d.path("pocket", c.path(p.Ring, true), fmt.Sprintf("pocket, %s km²", number(p.AreaKm2)))
	}
	for _, l := range line.Others {
		d.path("front other", c.path(l, false), "further piece of the contact line")
	}
	d.path("front", c.path(line.Main, false), fmt.Sprintf("contact line as of %s, %s km", line.AsOf, number(line.LengthKm)))
}

// drawIncidents draws a mark for each point or sector, and for named areas one
// circle with the number of beginnings.
func (b *builder) drawIncidents(d *drawing, c chart, list []truceline.Incident) {
	inArea := map[string]int{}
	for _, i := range list {
		switch {
		case i.Place.Shape == truceline.ShapeArea:
			inArea[i.Place.Area]++
		case i.Place.Shape == truceline.ShapePoint || i.Place.Shape == truceline.ShapeSector:
			x, y := c.xy(i.Place.At)
			mark(d, i, x, y)
		}
	}
	for _, a := range b.rec.Areas {
		n := inArea[a.ID]
		if at, ok := middle(a); ok && n > 0 {
			x, y := c.xy(at)
			r := 7 + 1.6*math.Sqrt(float64(n))
			d.circle("alerts", x, y, r, fmt.Sprintf("%s: %s began", areaName(a), plural(n, "air alert")))
			d.text("onmark", x, y+4, "middle", fmt.Sprint(n))
		}
	}
}

// mark draws one incident: heat as a dot (a ring where it is always hot), fire
// as a diamond, what flies as a triangle, all else as a square.
func mark(d *drawing, i truceline.Incident, x, y float64) {
	info, _ := truceline.KindNamed(i.Kind)
	tip := info.Name + ", " + i.When.From.UTC().Format("15:04 on 2 January") + " UTC"
	at := func(format string, r float64) string {
		return strings.NewReplacer("{x}", xy(x), "{y}", xy(y), "{l}", xy(x-r), "{r}", xy(x+r), "{t}", xy(y-r), "{b}", xy(y+r)).Replace(format)
	}
	switch {
	case i.Kind == truceline.KindHeat && i.Standing != nil:
		d.circle("heat standing", x, y, 3.2, tip+", a place that is always hot")
	case i.Kind == truceline.KindHeat:
		d.circle("heat", x, y, 3, tip)
	case isFire(i.Kind):
		d.path("fire", at("M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z", 4.5), tip)
	case i.Kind == truceline.KindAerial || i.Kind == truceline.KindInterference:
		d.path("aerial", at("M{x} {t}L{r} {b}L{l} {b}Z", 4), tip)
	default:
		d.path("other", at("M{l} {t}L{r} {t}L{r} {b}L{l} {b}Z", 3.5), tip)
	}
}

// middle is the centroid of an area's largest outer ring, in degrees.
func middle(a truceline.Area) (truceline.Point, bool) {
	var best truceline.Point
	most := 0.0
	for _, p := range a.Polygons {
		if len(p) == 0 {
			continue
		}
		var area, x, y float64
		for i, q := range p[0] {
			r := p[0][(i+1)%len(p[0])]
			k := q.Lon*r.Lat - r.Lon*q.Lat
			area, x, y = area+k, x+(q.Lon+r.Lon)*k, y+(q.Lat+r.Lat)*k
		}
		if math.Abs(area) > most {
			most = math.Abs(area)
			best = truceline.Point{Lat: y / (3 * area), Lon: x / (3 * area)}
		}
	}
	return best, most > 0
}

// drawScale draws a scale bar, true at the middle of the map, and north.
func (c chart) drawScale(d *drawing) {
	kmPerUnit := 111.2 / c.perLat
	km := 200.0
	for km/kmPerUnit > c.w/4 && km > 1 {
		km /= 2
	}
	w := km / kmPerUnit
	y := c.h + 16
	d.line("scale", 8, y, 8+w, y)
	d.line("scale", 8, y-4, 8, y+4)
	d.line("scale", 8+w, y-4, 8+w, y+4)
	d.text("tick", 14+w, y+4, "start", number(km)+" km")
	d.path("north", fmt.Sprintf("M%s %sl5 14l-5 -4l-5 4z", xy(c.w-30), xy(c.h+8)), "north")
	d.text("tick", c.w-18, c.h+20, "start", "N")
}
