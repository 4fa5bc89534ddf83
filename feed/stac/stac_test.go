package stac

import (
	"flag"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "scenes"} }

func TestCases(t *testing.T) {
	feedtest.Cases(t, feedtest.Format(t, New, config()), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, "type", "stac_version", "id", "geometry", "properties.datetime", "properties.eo:cloud_cover", "kinds")
	for _, options := range []map[string]string{{"kinds": "P3;Z9"}, {"zone": "UTC"}} {
		if _, err := New(feed.Config{Options: options}); err == nil {
			t.Errorf("%v was taken", options)
		}
	}
}

const scene = `{"type":"Feature","stac_version":"1.1.0","id":"S1","geometry":{"type":"Polygon","coordinates":[[[36,48],[37,48],[37,49],[36,48]]]},"properties":{"datetime":"2026-01-02T08:40:00Z","platform":"sat-1"}}`

func TestItem(t *testing.T) {
	read := func(changes ...string) truceline.Reading {
		return feedtest.All(feedtest.Format(t, New, config()), config(), "s.json", []byte(strings.NewReplacer(changes...).Replace(scene)))
	}
	good := func(state truceline.Watching, cause truceline.Cause, means truceline.Means, changes ...string) truceline.Watch {
		t.Helper()
		r := read(changes...)
		if len(r.Watches) != 1 || len(r.Areas) > 0 || len(r.Refusals) > 0 {
			t.Fatalf("%v: %+v", changes, r)
		}
		w := r.Watches[0]
		if w.State != state || w.Cause != cause || w.Means != means || len(w.Scene.Shows) == 0 || len(w.Kinds) != 3 {
			t.Errorf("%v: %+v", changes, w)
		}
		return w
	}
	platform := func(more string) string { return `"platform":"sat-1",` + more }
	w := good(truceline.PartlyWatched, truceline.CauseNoCloudData, truceline.MeansCamera)
	if w.By != "sat-1" || w.When.Duration() != time.Second || w.Place.Area != "scene S1" || math.Abs(w.Place.At.Lat-48-1.0/3) > 1e-9 || math.Abs(w.Place.At.Lon-36-2.0/3) > 1e-9 {
		t.Errorf("%+v", w)
	}
	// Of two pieces the middle is that of the greater, wherever the other lies.
	w = good(truceline.PartlyWatched, truceline.CauseNoCloudData, truceline.MeansCamera, `"Polygon","coordinates":[[[36,48],[37,48],[37,49],[36,48]]]`,
		`"MultiPolygon","coordinates":[[[[179,10],[180,10],[180,10.5],[179,10]]],[[[-180,10],[-178,10],[-178,12],[-180,12],[-180,10]]]]`)
	if len(w.Scene.Shows) != 2 || math.Abs(w.Place.At.Lat-11) > 1e-9 || math.Abs(w.Place.At.Lon+179) > 1e-9 {
		t.Errorf("%+v", w.Place)
	}
	good(truceline.PartlyWatched, truceline.CauseNone, truceline.MeansCamera, `"platform":"sat-1"`, platform(`"eo:cloud_cover":0`))
	good(truceline.PartlyWatched, truceline.CauseWeather, truceline.MeansCamera, `"platform":"sat-1"`, platform(`"eo:cloud_cover":99.5`))
	good(truceline.Blind, truceline.CauseWeather, truceline.MeansCamera, `"platform":"sat-1"`, platform(`"eo:cloud_cover":100`))
	good(truceline.PartlyWatched, truceline.CauseNone, truceline.MeansRadar, `"platform":"sat-1"`, platform(`"eo:cloud_cover":100,"sar:instrument_mode":"IW"`)) // sees through it
	credited := func(want, more string) {
		t.Helper()
		if w := good(truceline.PartlyWatched, truceline.CauseNoCloudData, truceline.MeansCamera, `"platform":"sat-1"`, platform(more)); w.Scene.Credit != want {
			t.Errorf("credit %q, want %q", w.Scene.Credit, want)
		}
	}
	credited("ESA, DLR; licence CC-BY-4.0", `"license":"CC-BY-4.0","providers":[{"name":"ESA","roles":["producer"]},{"name":"DLR"},{"name":"ESA"}]`)
	credited("ESA", `"providers":[{"name":"ESA"}]`)
	credited("licence proprietary", `"license":"proprietary"`)
	credited("", `"providers":[{}]`)
	bad := func(field string, changes ...string) {
		t.Helper()
		if r := read(changes...); len(r.Watches)+len(r.Areas) > 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != field {
			t.Errorf("%v: %+v", changes, r)
		}
	}
	bad("stac_version", "1.1.0", "0.9.0")
	bad("id", `"S1"`, `""`)
	bad("geometry", "Polygon", "Point")
	bad("geometry", "[36,48]]]", "[36,47]]]") // not closed
	bad("properties.datetime", `"2026-01-02T08:40:00Z"`, "null")
	bad("properties.datetime", "00Z", "00") // in what zone?
	bad("properties.end_datetime", `"datetime":"2026-01-02T08:40:00Z"`, `"start_datetime":"2026-01-02T08:40:00Z","end_datetime":"2026-01-02T08:39:00Z"`)
	bad("properties.eo:cloud_cover", `"platform":"sat-1"`, `"eo:cloud_cover":101`)
	bad("", "Feature", "Thing")
	bad("", `"Feature"`, `"Collection"`) // holds no scene
	bad("", `"id"`, `id`)
}

// TestSamples reads the examples of the specification.
func TestSamples(t *testing.T) {
	f := feedtest.Format(t, New, config())
	for name, good := range map[string]bool{"simple-item": true, "core-item": true, "extended-item": true, "collectionless-item": true, "catalog": false, "collection": false} {
		file := feedtest.Data(t, "formats/stac/"+name+".json")
		feedtest.Check(t, f, config(), name, file)
		r := feedtest.All(f, config(), name, file)
		if good != (len(r.Watches) == 1 && len(r.Refusals) == 0) || good == (len(r.Refusals) == 1) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func FuzzSTAC(f *testing.F) {
	feedtest.Seed(f, "*.case")
	format := feedtest.Format(f, New, config())
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, format, config(), "s.json", file) })
}
