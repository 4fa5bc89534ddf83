package sensorthings

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

const rules = "dose rate above 0.3 uSv/h is N1 dose rate; off-site lines below 2 is E1 line lost; 7 above 0.3 is N1"

func config(options ...string) feed.Config {
	return feedtest.With(feed.Config{Feed: "probes", Source: "plant", Options: map[string]string{"rules": rules}}, options...)
}

func TestCases(t *testing.T) {
	c := config("lat", "47.5", "lon", "34.6")
	feedtest.Cases(t, feedtest.Format(t, New, c), c, "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, "value", "Datastreams", "Observations", "phenomenonTime", "result", "dataArray", "rules", "every_s", "reach_m", "clock_error_s")
}

func TestOptions(t *testing.T) {
	bad := func(options ...string) {
		t.Helper()
		if _, err := New(config(options...)); err == nil {
			t.Errorf("%q was taken", options)
		}
	}
	bad("rules", "")
	bad("rules", "dose rate over 0.3 is N1")
	bad("rules", "dose rate above much is N1")
	bad("rules", "dose rate above 0.3 is Z9")
	bad("rules", "dose rate above 0.3 is L1") // an allegation is no reading
	bad("every_s", "0")
	bad("reach_m", "far")
	bad("lat", "48")
	bad("lat", "148", "lon", "34")
	bad("zone", "UTC")
}

// read reads one message of a stream called dose rate, at a known place.
func read(t *testing.T, options []string, message string) truceline.Reading {
	t.Helper()
	c := config(options...)
	return feedtest.All(feedtest.Format(t, New, c), c, "x.json", []byte(message))
}

const ds = `"Datastream":{"name":"probe 3","unitOfMeasurement":{"symbol":"uSv/h"},"ObservedProperty":{"name":"Dose Rate"},"observedArea":{"type":"Point","coordinates":[34.59,47.51]}}`

func TestReading(t *testing.T) {
	good := func(result string, observations int, state truceline.Watching, note string) truceline.Reading {
		t.Helper()
		r := read(t, nil, `{"phenomenonTime":"2026-01-02T03:10:00Z","result":`+result+`,`+ds+`}`)
		if len(r.Watches) != 1 || len(r.Observations) != observations || len(r.Refusals) > 0 {
			t.Fatalf("%s: %+v", result, r)
		}
		if w := r.Watches[0]; w.State != state || w.Note != note || w.By != "plant probe 3" || w.When.Duration() != 10*time.Minute || w.Place.Ellipse.SemiMajor != 1000 {
			t.Errorf("%s: %+v", result, w)
		}
		return r
	}
	good("0.08", 0, truceline.Watched, "Dose Rate 0.08 uSv/h")
	good("0.3", 0, truceline.Watched, "Dose Rate 0.3 uSv/h") // at the limit is not above it
	r := good("0.31", 1, truceline.Watched, "Dose Rate 0.31 uSv/h")
	if o := r.Observations[0]; o.Kind != truceline.KindNuclear || o.Subtype != "dose rate" || o.Strength != 0.31 || o.StrengthUnit != "uSv/h" || o.Place.At.Lat != 47.51 {
		t.Errorf("%+v", o)
	}
	good(`"0.31"`, 1, truceline.Watched, "Dose Rate 0.31 uSv/h")
	good("true", 1, truceline.Watched, "Dose Rate 1 uSv/h")
	good("null", 0, truceline.NotKnown, "Dose Rate without a value")
	bad := func(message, path string) {
		t.Helper()
		if r := read(t, nil, message); len(r.Watches)+len(r.Observations) > 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != path {
			t.Errorf("%s: %+v", message, r)
		}
	}
	bad(`{"result":1,`+ds+`}`, "phenomenonTime")
	bad(`{"phenomenonTime":"2026-01-02T03:10:00","result":1,`+ds+`}`, "phenomenonTime")                                       // in what zone?
	bad(`{"phenomenonTime":"2026-01-02T03:10:00Z/2026-01-02T03:00:00Z","result":1,`+ds+`}`, "phenomenonTime")                 // ends before it starts
	bad(`{"phenomenonTime":"2026-01-02T03:10:00Z","result":"high",`+ds+`}`, "result")                                         // no number
	bad(`{"phenomenonTime":"2026-01-02T03:10:00Z","result":1,`+strings.Replace(ds, "uSv", "mSv", 1)+`}`, "unitOfMeasurement") // a thousand times as much
	bad(`{"phenomenonTime":"2026-01-02T03:10:00Z","result":1,`+strings.Replace(ds, "34.59", "\"x\"", 1)+`}`, "Datastream")    // where?
	bad(`{"value":[{"phenomenonTime":"2026-01-02T03:10:00Z","result":1,"Datastream":{"@iot.id":7}}]}`, "value[0].Datastream") // the same
	bad(`{"Datastream":{"@iot.id":7},"dataArray":[["2026-01-02T03:10:00Z",1]]}`, "components")                                // of what?
	bad(`{"requests":[]}`, "")
	bad(`7`, "")
	bad(`{"a":`, "")
	if r := read(t, nil, `{"value":[]}`); len(r.Refusals) > 0 {
		t.Errorf("an empty answer: %v", r.Refusals)
	}
	if r := read(t, nil, strings.Replace(`{"phenomenonTime":"2026-01-02T03:10:00Z","result":9,`+ds+`}`, "Dose Rate", "humidity", 1)); len(r.Watches)+len(r.Refusals) > 0 {
		t.Errorf("no rule speaks of it: %+v", r)
	}
}

// TestSamples reads entities that a server's own tests hold.
func TestSamples(t *testing.T) {
	c := config("rules", "Luminous Flux above 3.5 lm is F7")
	file := feedtest.Data(t, "formats/sensorthings/frost_entitiesDefault.json")
	r := feedtest.All(feedtest.Format(t, New, c), c, "default.json", file)
	if len(r.Watches) != 2 || len(r.Observations) != 1 || r.Observations[0].Strength != 4 || r.Observations[0].Place.At != (truceline.Point{Lat: 51.05, Lon: -117.05}) {
		t.Errorf("%+v", r)
	}
	for _, name := range []string{"frost_dataBatchPost", "connectedsystems_local-osh-dynamic-data-seed-fixtures", "connectedsystems_local-osh-populated-fixtures"} {
		file := feedtest.Data(t, "formats/sensorthings/"+name+".json")
		feedtest.Check(t, feedtest.Format(t, New, c), c, name, file)
		if r := feedtest.All(feedtest.Format(t, New, c), c, name, file); len(r.Refusals) == 0 { // no answer of a server, and no entity
			t.Errorf("%s: nothing was refused", name)
		}
	}
}

func TestDamage(t *testing.T) {
	var file strings.Builder
	for i := range 8 {
		fmt.Fprintf(&file, `{"phenomenonTime":"2026-01-02T03:1%d:00Z","result":0.%d,%s}`+"\n", i, i, ds)
	}
	feedtest.Damage(t, feedtest.Format(t, New, config()), config(), "x.ndjson", []byte(file.String()), 200)
}

func FuzzSensorThings(f *testing.F) {
	feedtest.Seed(f, "*.case")
	c := config("lat", "47.5", "lon", "34.6")
	format := feedtest.Format(f, New, c)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, format, c, "x.json", file) })
}
