package score

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestPoolJudged pools two cards whose answer is known by hand.
func TestPoolJudged(t *testing.T) {
	card := func(name string, met int, list ...Forecast) Card {
		return Card{Judged: []Judged{{Name: name, Cases: len(list), Forecasts: list, Verdicts: Verdicts{Met: met, Open: len(list) - met}}}}
	}
	got := PoolJudged(
		card("exists", 1, Forecast{1, true}, Forecast{0.5, true}),
		card("exists", 0, Forecast{0.5, false}, Forecast{0, false}))
	if len(got) != 1 || got[0].Cases != 4 || got[0].Forecasts != 4 || got[0].Verdicts != (Verdicts{Met: 1, Open: 3}) || len(got[0].Bins) != 10 {
		t.Fatalf("%+v", got)
	}
	near(t, "Brier", *got[0].Brier, 0.125, 1e-12) // (0 + 0.25 + 0.25 + 0) / 4
	near(t, "skill", *got[0].Skill, 0.5, 1e-12)   // against 0.25
	near(t, "calibration error", got[0].ECE, 0, 1e-12)
	if one := PoolJudged(card("breach", 1, Forecast{1, true})); one[0].Skill != nil {
		t.Errorf("a skill where all came out alike: %+v", one)
	}
}

// TestEllipseRows divides errors by means.
func TestEllipseRows(t *testing.T) {
	got := EllipseRows([]PlaceError{
		{Metres: 10, Sigmas: 0.5, Ellipse: 20, Means: "camera"}, {Metres: 30, Sigmas: 1.5, Ellipse: 20, Means: "camera"},
		{Metres: 5, Sigmas: 1, Ellipse: 5, Means: severalMeans}, {Metres: 7, Sigmas: 0.1, Ellipse: 50, Means: "heard"},
		{Ellipse: 100, Means: "heard", Given: true}, {Ellipse: 100, Means: "telemetry", Given: true}, // no test of an ellipse
	})
	var words []string
	for _, r := range got {
		words = append(words, r.Means+" "+r.Share())
	}
	if want := "heard 100.0 %, camera 50.0 %, several 100.0 %, given, not estimated 100.0 %"; strings.Join(words, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(words, ", "), want)
	}
	near(t, "median error of cameras", got[1].Metres, 20, 1e-12)
	near(t, "median ellipse of cameras", got[1].Size, 20, 1e-12)
}

// TestFollowed: completeness counts those only that messages were about.
func TestFollowed(t *testing.T) {
	at := func(s int) time.Time { return time.Date(2030, 5, 1, 0, 0, s, 0, time.UTC) }
	path := func(id string, lat float64) Path {
		return Path{ID: id, Fixes: []Fix{{at(0), truceline.Point{Lat: lat}}, {at(100), truceline.Point{Lat: lat}}}}
	}
	w := World{Objects: []Path{path("1", 10), path("2", 20), path("3", 30)}, Told: map[string]int{"1": 9, "2": 3, "3": 2}}
	tracks := []Path{path("a", 10)}
	terms := DefaultTrackTerms()
	if f := followedFigures(w, tracks, terms)[1]; f.Value == nil || *f.Value != 0.5 || f.Cases != 22 {
		t.Errorf("%+v", f)
	}
	w.Told = map[string]int{}
	if f := followedFigures(w, tracks, terms)[1]; f.Value != nil || f.Note == "" {
		t.Errorf("%+v", f)
	}
}

// TestTrackable: of a flight of two hours with messages after 10, 20, 30, 50 and 90 minutes, and one that
// came long after its end, the 20 minutes from the third on and the last 30 could be followed in the
// air, where the 40 between them are too long a silence; on the surface these count, too.
func TestTrackable(t *testing.T) {
	at := func(minutes int) time.Time { return time.Date(2030, 5, 1, 0, minutes, 0, 0, time.UTC) }
	heard := []time.Time{at(90), at(10), at(30), at(20), at(50), at(300)}
	good := func(class string, want time.Duration) {
		t.Helper()
		o := Path{ID: "1", Class: class, Fixes: []Fix{{When: at(0)}, {When: at(120)}}}
		if got := trackable(o, heard); got != want {
			t.Errorf("%s: %v, want %v", class, got, want)
		}
		if got := trackable(o, heard[:2]); got != 0 {
			t.Errorf("%s: %v by two messages", class, got)
		}
		f := trackableFigure(World{Objects: []Path{o}, Heard: map[string][]time.Time{"1": heard}})
		if f.Value == nil || *f.Value != want.Minutes()/120 {
			t.Errorf("%s: %+v", class, f)
		}
	}
	good("air", 50*time.Minute)
	good("surface", 90*time.Minute)
	if f := trackableFigure(World{}); f.Value != nil || f.Note == "" {
		t.Errorf("%+v", f)
	}
}
