package engine

import (
	"testing"

	"github.com/truceline/truceline"
)

// posted is one post's watch over the place that said speaks of, and more than
// its reach around.
func posted(by string, state truceline.Watching, cause truceline.Cause) Input {
	id := truceline.IDOf("watch", by)
	w := truceline.Watch{
		ID: id, Entry: id, By: by, Means: truceline.MeansAcoustic, State: state, Cause: cause, Detection: 0.6,
		Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 5000, SemiMinor: 5000}},
		When:  truceline.Interval{From: at(0), To: at(600)},
	}
	return Input{Entry: truceline.Entry{ID: id, Kind: truceline.KindData, Feed: "posts", Received: at(0)}, Reading: truceline.Reading{Watches: []truceline.Watch{w}}}
}

// TestSilences: who spoke is not silent; who watched and did not is, and so is
// who was down, with its cause; who watched elsewhere is not.
func TestSilences(t *testing.T) {
	e := New(config())
	far := posted("post-far", truceline.Watched, truceline.CauseNone)
	far.Reading.Watches[0].Place.At.Lat = 49
	play(t, e, tick(0), posted("post-1", truceline.Watched, truceline.CauseNone), posted("post-2", truceline.Watched, truceline.CauseNone),
		posted("post-3", truceline.Blind, truceline.CausePower), far, tick(6), said("post-1", 10), tick(16))
	rec := e.Record()
	if len(rec.Incidents) != 1 || len(rec.Silences) != 2 {
		t.Fatalf("%d incidents, silences %+v", len(rec.Incidents), rec.Silences)
	}
	watched, down := rec.Silences[0], rec.Silences[1]
	if watched.By != "post-2" || watched.Incident != rec.Incidents[0].ID || watched.Chance < 0.59 || watched.Chance > 0.61 || watched.State != truceline.Watched {
		t.Errorf("%+v", watched)
	}
	if down.By != "post-3" || down.Chance != 0 || down.State != truceline.Blind || down.Cause != truceline.CausePower {
		t.Errorf("%+v", down)
	}
	if len(rec.Coverage) != 0 {
		t.Errorf("coverage along no line: %+v", rec.Coverage)
	}
}
