package engine

import (
	"testing"

	"github.com/truceline/truceline"
)

// square is the ground between two longitudes from 47 to 49 degrees north.
func square(west, east float64) []truceline.Polygon {
	return []truceline.Polygon{{{{Lat: 47, Lon: west}, {Lat: 47, Lon: east}, {Lat: 49, Lon: east}, {Lat: 49, Lon: west}}}}
}

// TestCorrectedMap: a second map of the same day takes the place of the first,
// also where a line was already cut from it.
func TestCorrectedMap(t *testing.T) {
	c := config()
	c.Run.Line, c.Line.ToleranceKm = true, 1
	e := New(c)
	sent := func(east float64) Input {
		id := truceline.IDOf("map", at(east).String())
		return Input{
			Entry:   truceline.Entry{ID: id, Kind: truceline.KindReference, Feed: "control", Received: at(0)},
			Reading: truceline.Reading{Controls: []truceline.ControlMap{{AsOf: "2030-05-01", Holder: "A", Polygons: square(36.5, east)}}},
		}
	}
	areas := Input{Entry: truceline.Entry{Kind: truceline.KindReference, Feed: "areas"}, Reading: truceline.Reading{Areas: []truceline.Area{{ID: "X", Polygons: square(36, 39)}}}}
	outs := play(t, e, areas, sent(37.5), tick(0), said("post-1", 10), tick(15), sent(36.8), said("post-2", 100), tick(110))
	first, second := outs[4].Incidents[0].Ground, outs[7].Incidents[0].Ground
	if first == nil || second == nil || first.Side != "A" || second.Side != "B" {
		t.Errorf("on the first map %+v, on the corrected one %+v", first, second)
	}
}
