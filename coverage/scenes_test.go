package coverage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestScenes: which scenes are attached to an incident, and in which order.
func TestScenes(t *testing.T) {
	begins := time.Date(2026, 4, 11, 13, 0, 0, 0, time.UTC)
	ground := func(west, east float64) []truceline.Polygon {
		return []truceline.Polygon{{{{Lat: 48, Lon: west}, {Lat: 48, Lon: east}, {Lat: 49, Lon: east}, {Lat: 49, Lon: west}}}}
	}
	areas := map[string][]truceline.Polygon{"wide": ground(36, 37), "beside": ground(37, 38)}
	cloud := 12.0
	scene := func(id, area string, from time.Duration) truceline.Watch {
		return truceline.Watch{ID: truceline.IDOf(id), By: "sat-1", Means: truceline.MeansCamera, Scene: &truceline.Scene{ID: id, Cloud: &cloud, Shows: areas[area]},
			Place: truceline.Place{Shape: truceline.ShapeArea, Area: area}, When: truceline.Interval{From: begins.Add(from), To: begins.Add(from + time.Second)}}
	}
	place := func(lon, radius float64) truceline.Place {
		return truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.5, Lon: lon}, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}}
	}
	of := func(want string, p truceline.Place, watches ...truceline.Watch) []truceline.Attached {
		t.Helper()
		got := coverage.NewScenes(watches).Of(truceline.Incident{Place: p, When: truceline.Interval{From: begins, To: begins.Add(time.Hour)}})
		var ids []string
		for _, a := range got {
			ids = append(ids, a.ID)
		}
		if fmt.Sprint(ids) != want {
			t.Errorf("%v, want %s", ids, want)
		}
		return got
	}
	here := place(36.5, 500)
	got := of("[meanwhile after before]", here, scene("before", "wide", -72*time.Hour), scene("after", "wide", 49*time.Hour), scene("meanwhile", "wide", 30*time.Minute))
	if got[0].After != 0 || got[1].After != 48*time.Hour || got[2].After != -72*time.Hour+time.Second || *got[1].Cloud != 12 || got[1].By != "sat-1" {
		t.Errorf("%+v", got)
	}
	of("[a]", here, scene("a", "wide", time.Hour+coverage.SceneReach))                                             // at the boundary
	of("[]", here, scene("a", "wide", time.Hour+coverage.SceneReach+time.Second))                                  // beyond it
	of("[]", here, scene("a", "beside", 0))                                                                        // of other ground
	of("[]", place(36.999, 2000), scene("a", "wide", 0))                                                           // shows a part of where it may have been
	of("[]", here, scene("a", "nowhere", 0), scene("b", "unknown", 0))                                             // nobody knows of what
	of("[]", truceline.Place{Shape: truceline.ShapeArea, Area: "wide"}, scene("a", "wide", 0))                     // it is not known where
	of("[]", here, truceline.Watch{By: "sat-1", Place: truceline.Place{Shape: truceline.ShapeArea, Area: "wide"}}) // a watch, and no picture
	var many []truceline.Watch
	for i := range 2 * coverage.MostScenes {
		many = append(many, scene(fmt.Sprintf("%02d", i), "wide", time.Duration(i)*time.Hour+2*time.Hour))
	}
	if got := coverage.NewScenes(many).Of(truceline.Incident{Place: here, When: truceline.Interval{From: begins, To: begins}}); len(got) != coverage.MostScenes || got[0].ID != "00" {
		t.Errorf("%d", len(got))
	}
}

// TestScenesByHand: what officers attached stands first, from whatever time and of
// whatever ground, also what no catalogue knows; what they detached does not stand; a
// scene that was told of twice stands once.
func TestScenesByHand(t *testing.T) {
	at := time.Date(2026, 4, 11, 13, 0, 0, 0, time.UTC)
	ground := []truceline.Polygon{{{{Lat: 48, Lon: 36}, {Lat: 48, Lon: 37}, {Lat: 49, Lon: 37}, {Lat: 49, Lon: 36}}}}
	scene := func(id string, days int, shows []truceline.Polygon) truceline.Watch {
		when := at.AddDate(0, 0, days)
		return truceline.Watch{ID: truceline.IDOf(id), By: "sat-1", Scene: &truceline.Scene{ID: id, Shows: shows, Credit: "agency"}, When: truceline.Interval{From: when, To: when}}
	}
	all := []truceline.Watch{scene("near", 1, ground), scene("near", 1, ground), scene("nearer", 0, ground), scene("old", -400, nil)}
	i := truceline.Incident{When: truceline.Interval{From: at, To: at}, Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.5, Lon: 36.5}}}
	good := func(want string, rulings ...truceline.SceneRuling) []truceline.Attached {
		t.Helper()
		i.Scenes = rulings
		got := coverage.NewScenes(all).Of(i)
		said := ""
		for _, a := range got {
			said += fmt.Sprintf("%s %v %v; ", a.ID, a.Ruled != nil, a.Absent)
		}
		if said != want {
			t.Errorf("%s, want %s", said, want)
		}
		return got
	}
	by := func(id string, attached bool) truceline.SceneRuling {
		return truceline.SceneRuling{Scene: id, Attached: attached, By: "officer-7", At: at}
	}
	good("nearer false false; near false false; ")
	got := good("none true true; old true false; nearer false false; near false false; ", by("none", true), by("old", true))
	if old := got[1]; old.After > -399*24*time.Hour || old.Credit != "agency" || old.Ruled.By != "officer-7" || old.Shows != nil {
		t.Errorf("%+v", old)
	}
	good("near true false; ", by("near", true), by("nearer", false))
	good("nearer false false; near false false; ", by("old", false))
	i.Place = truceline.Place{Shape: truceline.ShapeArea, Area: "UA-14"} // known by a name only
	good("old true false; ", by("old", true))
}
