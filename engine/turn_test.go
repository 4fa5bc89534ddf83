package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// turnedWorld plays explosions and shots on both sides of a line, some with sectors and some
// with ellipses, under an agreement with a corridor and a drawn zone; all of it lies so many
// degrees further east.
func turnedWorld(t *testing.T, degrees float64) truceline.Record {
	t.Helper()
	c := config()
	both := c.Run.Agreement.Clauses[0].Binds
	eight := truceline.Thresholds{Exists: 0.8, Breach: 0.8, Attribution: 0.8}
	c.Run.Line, c.Line.ToleranceKm = true, 1
	c.Run.Agreement.Zones = append(c.Run.Agreement.Zones,
		truceline.Zone{ID: "strip", Corridor: &truceline.Corridor{DepthKm: map[string]float64{"A": 10, "B": 15}}},
		truceline.Zone{ID: "drawn", Polygons: []truceline.Polygon{{{{Lat: 47.9, Lon: 36.9 + degrees}, {Lat: 47.9, Lon: 37.3 + degrees}, {Lat: 48.1, Lon: 37.3 + degrees}, {Lat: 48.1, Lon: 36.9 + degrees}}}}})
	for _, zone := range []string{"strip", "drawn"} {
		c.Run.Agreement.Clauses = append(c.Run.Agreement.Clauses, truceline.Clause{
			ID: "no-fire-" + zone, Kind: truceline.ClauseNoEvent, Binds: both, Kinds: []truceline.Kind{"F1", "F3"}, Zone: zone, Thresholds: eight})
	}
	control := Input{
		Entry:   truceline.Entry{ID: truceline.IDOf("map"), Kind: truceline.KindReference, Feed: "control", Received: at(0)},
		Reading: truceline.Reading{Controls: []truceline.ControlMap{{AsOf: "2030-05-01", Holder: "A", Polygons: square(36.5+degrees, 37.05+degrees)}}},
	}
	areas := Input{Entry: truceline.Entry{Kind: truceline.KindReference, Feed: "areas"},
		Reading: truceline.Reading{Areas: []truceline.Area{{ID: "X", Polygons: square(36+degrees, 39+degrees)}}}}
	inputs := []Input{areas, control, tick(0)}
	rng := rand.New(rand.NewPCG(7, 5))
	for n := range 60 {
		minute := 10 + 5*float64(n)
		where := geo.Destination(truceline.Point{Lat: 48, Lon: 37}, 360*rng.Float64(), 20_000*rng.Float64())
		direction := []truceline.Direction{"", truceline.DirectionOutgoing, truceline.DirectionImpact}[n%3]
		for post := range 1 + rng.IntN(4) {
			in := said(fmt.Sprintf("post-%d", post), minute)
			o := &in.Reading.Observations[0]
			o.Direction = direction
			if n%4 == 0 {
				o.Kind, o.Count = "F1", truceline.One("burst")
			}
			o.Place.At = where
			if post > 1 {
				from := geo.Destination(where, 90*float64(post), 2500)
				bearing := geo.Azimuth(from, where)
				o.Place = truceline.Place{Shape: truceline.ShapeSector, At: from, Sector: truceline.Sector{RangeMin: 2000, RangeMax: 3000, BearingFrom: math.Mod(bearing+352, 360), BearingTo: math.Mod(bearing+8, 360)}}
			}
			o.Place.At.Lon += degrees
			inputs = append(inputs, in)
		}
		inputs = append(inputs, tick(minute+5))
	}
	e := New(c)
	play(t, e, append(inputs, tick(400))...)
	return e.Record()
}

// TestTurnedWorld: the world turned in longitude moves what happened by under a metre beside
// that, and changes no verdict and no chance.
func TestTurnedWorld(t *testing.T) {
	still := turnedWorld(t, 0)
	verdicts := map[truceline.Verdict]int{}
	for _, f := range still.Findings {
		verdicts[f.Breach.Verdict]++
	}
	if len(still.Incidents) < 50 || verdicts[truceline.Met] < 10 || verdicts[truceline.NotMet] < 10 {
		t.Fatalf("%d incidents with verdicts %v: too little to tell", len(still.Incidents), verdicts)
	}
	for _, degrees := range []float64{61.25, -118.5} {
		turned := turnedWorld(t, degrees)
		if len(turned.Incidents) != len(still.Incidents) || len(turned.Findings) != len(still.Findings) {
			t.Fatalf("turned by %v: %d incidents and %d findings, %d and %d before", degrees, len(turned.Incidents), len(turned.Findings), len(still.Incidents), len(still.Findings))
		}
		for n, i := range turned.Incidents {
			back := i.Place.At
			back.Lon -= degrees
			was := still.Incidents[n]
			if d := geo.Distance(back, was.Place.At); d > 1 || i.Exists != was.Exists {
				t.Errorf("turned by %v: an incident moved by %.2f m, exists with %+v and not %+v", degrees, d, i.Exists, was.Exists)
			}
		}
		for n, f := range turned.Findings {
			was := still.Findings[n]
			if got, want := verdictsOf(f), verdictsOf(was); f.Clause != was.Clause || got != want {
				t.Errorf("turned by %v: %s is %v, %s was %v", degrees, f.Clause, got, was.Clause, want)
			}
		}
	}
}

func verdictsOf(f truceline.Finding) [3]truceline.Verdict {
	return [3]truceline.Verdict{f.Exists.Verdict, f.Breach.Verdict, f.Attribution.Verdict}
}
