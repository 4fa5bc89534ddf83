package ais

import (
	"fmt"
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/geo"
)

// What an area notice announces (IMO SN.1/Circ.289, area notice, table of notice
// descriptions). Of its 128 meanings these say something of what a mission watches;
// the others are traffic and weather, and stay in the raw sentence.
const (
	noticeMilitary = 36 // active military operations area
	noticeFiring   = 37 // firing, danger area
	noticeMines    = 38 // drifting mines
)

// announced is an area notice: what, when, and where.
type announced struct {
	what  int
	when  truceline.Interval
	areas []Area
}

// announcement reads the area notice in a message that came at a moment; ok is false
// for other messages, and for one whose time is none.
func (m message) announcement(came time.Time) (a announced, ok bool) {
	at := 56 // where the binary data begin
	switch m.layout.number {
	case 6:
		at = 88
	case 8:
	default:
		return a, false
	}
	const head = 55
	kind := application{m.layout.number, int(m.bits.unsigned(at-16, 10)), int(m.bits.unsigned(at-6, 6))}
	if kind != (application{8, 1, 22}) && kind != (application{6, 1, 23}) || m.bits.length < at+head {
		return a, false
	}
	number := func(from, width int) int { return int(m.bits.unsigned(at+from, width)) }
	a.what, a.areas = number(10, 7), areas(m.bits, at+head)
	begins := came
	month, day, hour, minute := number(17, 4), number(21, 5), number(26, 5), number(31, 6)
	if month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60 {
		begins = nearest(came, time.Month(month), day, hour, minute)
		if begins.Day() != day {
			return a, false // there is no such day
		}
	}
	const unstated = 1<<18 - 1
	a.when = truceline.Interval{From: begins, To: begins, Clock: truceline.Clock{Quality: truceline.ClockUnknown, Error: time.Minute}}
	if lasts := number(37, 18); lasts == unstated {
		a.when.Open = true
		if came.After(begins) {
			a.when.To = came
		}
	} else {
		a.when.To = begins.Add(time.Duration(lasts) * time.Minute)
	}
	return a, true
}

// nearest gives a day and time its year: that with which it lies nearest to a moment.
func nearest(to time.Time, month time.Month, day, hour, minute int) time.Time {
	t := time.Date(to.Year(), month, day, hour, minute, 0, 0, time.UTC)
	const half = 183 * 24 * time.Hour
	switch apart := t.Sub(to); {
	case apart > half:
		t = time.Date(to.Year()-1, month, day, hour, minute, 0, 0, time.UTC)
	case apart < -half:
		t = time.Date(to.Year()+1, month, day, hour, minute, 0, 0, time.UTC)
	}
	return t
}

// places are where the parts of a notice lie, as circles that hold them, and the text
// that stands with them. A line or polygon begins at the point before it.
func (a announced) places() (all []truceline.Place, text string) {
	var from truceline.Point
	known, taken := false, false // a point came before, and it is a place by itself
	add := func(at truceline.Point, radius float64) {
		if math.Abs(at.Lat) <= 90 && math.Abs(at.Lon) <= 180 {
			all = append(all, truceline.Place{Shape: truceline.ShapePoint, At: at, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}})
		}
	}
	const leastRadius = 100 // metres: coordinates come in thousandths of a minute, of fixes that are not better
	for _, part := range a.areas {
		at := truceline.Point{Lat: part.Lat, Lon: part.Lon}
		switch part.Shape {
		case "text":
			text += part.Text
		case "circle", "sector":
			before := len(all)
			add(at, math.Max(part.Radius, leastRadius))
			from, known, taken = at, len(all) > before, part.Radius == 0
		case "rectangle": // from its south-west corner, turned round it
			half := math.Hypot(part.East, part.North) / 2
			bearing := math.Atan2(part.East, part.North)*180/math.Pi + part.Turned
			add(geo.Destination(at, bearing, half), math.Max(half, leastRadius))
			known = false
		case "line", "polygon":
			if !known {
				continue
			}
			if taken { // the point was only where it begins
				all, taken = all[:len(all)-1], false
			}
			middle, radius := around(from, part)
			add(middle, math.Max(radius, leastRadius))
		}
	}
	return all, text
}

// around is a circle that holds the legs of a line or polygon.
func around(from truceline.Point, part Area) (middle truceline.Point, radius float64) {
	corners := []truceline.Point{from}
	for i, bearing := range part.Bearings {
		corners = append(corners, geo.Destination(corners[i], bearing, part.Distances[i]))
	}
	low, high := corners[0], corners[0]
	for _, c := range corners {
		low = truceline.Point{Lat: math.Min(low.Lat, c.Lat), Lon: math.Min(low.Lon, c.Lon)}
		high = truceline.Point{Lat: math.Max(high.Lat, c.Lat), Lon: math.Max(high.Lon, c.Lon)}
	}
	middle = truceline.Point{Lat: (low.Lat + high.Lat) / 2, Lon: (low.Lon + high.Lon) / 2}
	for _, c := range corners {
		radius = math.Max(radius, geo.Distance(middle, c))
	}
	return middle, radius
}

// observations makes a notice into what a mission is told: announced firing and military
// operations are exempt activities, drifting mines a danger.
func (a announced) observations(e truceline.Entry, c feed.Config, source string, mmsi int) (all []truceline.Observation) {
	o := truceline.Observation{
		Entry: e.ID, Feed: c.Feed, Source: source, Lineage: c.Lineage, Means: truceline.MeansPublic, When: a.when,
		Kind: truceline.KindExempt, Count: truceline.One("activity"),
	}
	switch a.what {
	case noticeMilitary:
		o.Subtype, o.Exempt = "active military operations area", "military operations"
	case noticeFiring:
		o.Subtype, o.Exempt = "firing, danger area", "firing"
	case noticeMines:
		o.Kind, o.Subtype, o.Count = truceline.KindMine, "drifting mines", truceline.Count{Least: 1, Unit: "mine"}
	default:
		return nil
	}
	places, text := a.places()
	o.Remarks = fmt.Sprintf("area notice of MMSI %09d", mmsi)
	if text != "" {
		o.Remarks += ": " + text
	}
	for i, p := range places {
		o.ID, o.Place = truceline.ObservationID(e.ID, i), p
		all = append(all, o)
	}
	return all
}
