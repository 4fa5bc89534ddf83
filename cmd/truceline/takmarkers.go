package main

import (
	"fmt"
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/geo"
)

// A cell is what a place is coarsened to before it is shown on a device that can
// be lost or taken: about 5.6 by 7 km at 48 degrees.
const (
	cellLat = 0.05 // degrees
	cellLon = 0.1
)

// takMarkers makes what a reader may see of the incidents into markers, valid from
// now on for a while. Left out is what has no place that may be shown.
func takMarkers(who access.Reader, incidents []truceline.Incident, areas []truceline.Area, valid time.Duration) (markers []cot.Marker, left int) {
	places := map[string]circle{}
	for _, a := range access.All(who, areas) {
		if len(a.Polygons) > 0 {
			places[a.ID] = circleOf(a)
		}
	}
	for _, i := range access.All(who, incidents) {
		if !i.Into.IsZero() {
			continue // it turned out to be another one
		}
		c, ok := shown(i, places)
		if !ok {
			left++
			continue
		}
		markers = append(markers, cot.Marker{
			UID: "truceline-" + i.ID.String(), Type: "b-m-p-s-m", How: "m-f", At: who.Now, Stale: who.Now.Add(valid),
			Place: c.at, Error: c.radius, Name: markerName(i), Remarks: markerWords(i, who.Now),
		})
	}
	return markers, left
}

// circle is where something is shown, with how far it may be off, metres.
type circle struct {
	at     truceline.Point
	radius float64
}

// shown is where an incident may be shown: a cell for what somebody saw happen to
// a place, and only the area for what may be where somebody fired from.
func shown(i truceline.Incident, areas map[string]circle) (circle, bool) {
	if i.Place.Shape == truceline.ShapePoint && !mayBeOrigin(i) {
		return cellOf(i.Place), true
	}
	c, ok := areas[i.Area()]
	return c, ok
}

// mayBeOrigin reports whether an incident's place may be where a shot or a drone
// came from. Of fire, only what is known to be an impact is not.
func mayBeOrigin(i truceline.Incident) bool {
	if i.Direction == truceline.DirectionOutgoing {
		return true
	}
	kinds := []truceline.Kind{i.Kind}
	for _, k := range i.Kinds {
		kinds = append(kinds, k.Kind)
	}
	for _, k := range kinds {
		switch k {
		case truceline.KindSmallArms, truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange, truceline.KindDroneAttack,
			truceline.KindLightAndTracer, truceline.KindWeapon, truceline.KindWeaponBeyond:
			return i.Direction != truceline.DirectionImpact
		}
	}
	return false
}

// cellOf is the cell that holds a place's best estimate, whatever lies within it,
// and how far the truth may be from its middle.
func cellOf(p truceline.Place) circle {
	at := truceline.Point{Lat: (math.Floor(p.At.Lat/cellLat) + 0.5) * cellLat, Lon: (math.Floor(p.At.Lon/cellLon) + 0.5) * cellLon}
	north, east := geo.MetresPerDegree(at.Lat)
	return circle{at, math.Hypot(cellLat/2*north, cellLon/2*east) + p.Ellipse.SemiMajor}
}

// circleOf is the middle of the box round an area, and how far its corners are.
func circleOf(a truceline.Area) circle {
	low, high := truceline.Point{Lat: 90, Lon: 180}, truceline.Point{Lat: -90, Lon: -180}
	for _, polygon := range a.Polygons {
		for _, ring := range polygon {
			for _, p := range ring {
				low.Lat, low.Lon = math.Min(low.Lat, p.Lat), math.Min(low.Lon, p.Lon)
				high.Lat, high.Lon = math.Max(high.Lat, p.Lat), math.Max(high.Lon, p.Lon)
			}
		}
	}
	middle := truceline.Point{Lat: (low.Lat + high.Lat) / 2, Lon: (low.Lon + high.Lon) / 2}
	return circle{middle, math.Max(geo.Distance(middle, low), geo.Distance(middle, high))}
}

func markerName(i truceline.Incident) string {
	info, _ := truceline.KindNamed(i.Kind)
	return info.Name
}

// markerWords says when, how many, how sure, and as of when it was said.
func markerWords(i truceline.Incident, now time.Time) string {
	const minutes = "2006-01-02 15:04"
	when := i.When.From.UTC().Format(minutes)
	if i.When.To.Sub(i.When.From) >= time.Minute {
		when += " to " + i.When.To.UTC().Format(minutes)
	}
	count := fmt.Sprintf("%d", i.Count.Least)
	switch {
	case i.Count.Most == 0:
		count = "at least " + count
	case i.Count.Most != i.Count.Least:
		count = fmt.Sprintf("%d to %d", i.Count.Least, i.Count.Most)
	}
	return fmt.Sprintf("%s UTC\ncount (%s): %s\nit happened with probability %.2f (%.2f to %.2f)\nplace coarsened", when, i.Count.Unit, count,
		i.Exists.P, i.Exists.Low, i.Exists.High) + asOf(now)
}

// asOf ends the words of a marker with the moment of which they are true.
func asOf(now time.Time) string { return "; as of " + now.UTC().Format("2006-01-02 15:04") + " UTC" }
