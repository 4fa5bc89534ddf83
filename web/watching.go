package web

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

// covering returns the watches that speak about the incident's place while it
// happened, in their order: those that could have noticed it, and those that
// say why nobody could. What cannot notice such a happening at all did not watch
// it: the network of air-raid alerts does not watch a fire. Of a watch whose
// means the reader may not know, that cannot be said, so it stays.
func covering(i truceline.Incident, watches []truceline.Watch, areas []truceline.Area) []truceline.Watch {
	lies := areasOf(i, areas)
	out := []truceline.Watch{}
	for _, w := range watches {
		if (w.Means == "" || coverage.Notices(w, i.Kind)) && touches(i.When, w.When) && (reaches(w.Place, i.Place, lies) || coverage.Shows(w, i.Place)) {
			out = append(out, w)
		}
	}
	return out
}

// areasOf returns the areas in which the incident lies: as stated, as worked
// out against the line, and for a point those that hold it.
func areasOf(i truceline.Incident, areas []truceline.Area) map[string]bool {
	lies := map[string]bool{}
	if i.Place.Area != "" {
		lies[i.Place.Area] = true
	}
	if i.Ground != nil && i.Ground.Area != "" {
		lies[i.Ground.Area] = true
	}
	if i.Place.Shape != truceline.ShapePoint || len(lies) > 0 {
		return lies
	}
	for _, a := range areas {
		if len(a.Polygons) == 0 {
			continue
		}
		if r, err := geo.NewRegion(a.Polygons); err == nil && r.Contains(i.Place.At) {
			lies[a.ID] = true
		}
	}
	return lies
}

// reaches reports whether a watch's footprint takes in the incident's place, or
// some of it where that is an area.
func reaches(footprint, place truceline.Place, lies map[string]bool) bool {
	switch footprint.Shape {
	case truceline.ShapeArea:
		return footprint.Area == coverage.Everywhere || lies[footprint.Area]
	case truceline.ShapePoint, truceline.ShapeSector:
		if place.Shape == truceline.ShapePoint {
			return coverage.Covers(footprint, place.At)
		}
		return footprint.Area != "" && lies[footprint.Area]
	}
	return false
}

// touches reports whether a watch and a happening share a moment, given how far
// the happening's clock may be wrong.
func touches(happening, watch truceline.Interval) bool {
	from, to := span(happening)
	begins, ends := watch.From, moment(watch.From, watch.To)
	return begins.Before(to) && (from.Before(ends) || watch.Open)
}

// span is a happening's interval, widened by its clock's error.
func span(i truceline.Interval) (from, to time.Time) {
	from = i.From.Add(-i.Clock.Error)
	return from, moment(from, i.To.Add(i.Clock.Error))
}

// moment is the end of an interval that starts at from: a moment counts as a
// nanosecond, so that it lies inside itself.
func moment(from, to time.Time) time.Time {
	if to.After(from) {
		return to
	}
	return from.Add(time.Nanosecond)
}
