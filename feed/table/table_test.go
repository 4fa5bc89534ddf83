package table

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "posts", Lineage: []string{"mission"}} }

func format(t testing.TB, form string) feed.Format {
	t.Helper()
	c := config()
	c.Options = map[string]string{"form": form}
	return feedtest.Format(t, New, c)
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t, ""), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, columns().Names...)
	if _, err := New(feed.Config{Options: map[string]string{"form": "xml"}}); err == nil {
		t.Error("an unknown form was taken")
	}
}

// least is the least that a row must say.
func least() map[string]string {
	return map[string]string{"time_from": "2026-01-02T03:04:05Z", "clock": "ntp", "source": "post 1", "means": "acoustic", "kind": "F6"}
}

// csv and ndjson write one row in either form.
func csv(row map[string]string) (name, file string) {
	var fields []string
	for _, column := range columns().Names {
		fields = append(fields, `"`+strings.ReplaceAll(row[column], `"`, `""`)+`"`)
	}
	return "a.csv", strings.Join(columns().Names, ",") + "\n" + strings.Join(fields, ",") + "\n"
}

func ndjson(row map[string]string) (name, file string) {
	var fields []string
	for _, column := range columns().Names {
		if row[column] != "" {
			fields = append(fields, `"`+column+`":"`+row[column]+`"`)
		}
	}
	return "a.ndjson", "{" + strings.Join(fields, ",") + "}\n"
}

func geojson(row map[string]string) (name, file string) {
	_, line := ndjson(row)
	return "a.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":` + strings.TrimSpace(line) + `}]}`
}

// TestGeometry reads the place from a Feature's geometry.
func TestGeometry(t *testing.T) {
	_, line := ndjson(least())
	read := func(geometry, more string) truceline.Reading {
		properties := strings.Replace(strings.TrimSpace(line), "{", "{"+more, 1)
		return feedtest.All(format(t, ""), config(), "post.json", []byte(`{"features":[{"type":"Feature","geometry":`+geometry+`,"properties":`+properties+`}],"type":"FeatureCollection"}`))
	}
	r := read(`{"type":"Point","coordinates":[36.25,48.5,120]}`, `"error_m":"50",`)
	if len(r.Observations) != 1 || r.Observations[0].Place.At != (truceline.Point{Lat: 48.5, Lon: 36.25}) || r.Observations[0].Place.Ellipse.SemiMajor != 50 {
		t.Errorf("%+v", r)
	}
	bad := func(geometry, more, field string) {
		t.Helper()
		if r := read(geometry, more); len(r.Observations) > 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != field {
			t.Errorf("%s %s: %+v", geometry, more, r)
		}
	}
	bad(`{"type":"Point","coordinates":[36.25,48.5]}`, "", "features[0].error_m")                                   // how well is it known?
	bad(`{"type":"Point","coordinates":[36.25,98.5]}`, `"error_m":"50",`, "features[0].lat")                        // beyond the pole
	bad(`{"type":"Point","coordinates":[]}`, `"error_m":"50",`, "features[0]")                                      //
	bad(`{"type":"LineString","coordinates":[[36,48],[36,49]]}`, "", "features[0]")                                 // not a place of one happening
	bad(`{"type":"Point","coordinates":[36.25,48.5]}`, `"lat":"48.6","lon":"36.25","error_m":"50",`, "features[0]") // which of the two?
}

// read reads a row in every form and checks that they say the same.
func read(t *testing.T, changes ...string) truceline.Reading {
	t.Helper()
	row := least()
	for i := 0; i < len(changes); i += 2 {
		row[changes[i]] = changes[i+1]
	}
	name, file := csv(row)
	r := feedtest.All(format(t, ""), config(), name, []byte(file))
	name, file = ndjson(row)
	j := feedtest.All(format(t, ""), config(), name, []byte(file))
	if len(r.Observations) != len(j.Observations) || len(r.Refusals) != len(j.Refusals) {
		t.Fatalf("%v: CSV %v, NDJSON %v", changes, r.Refusals, j.Refusals)
	}
	name, file = geojson(row)
	g := feedtest.All(format(t, ""), config(), name, []byte(file))
	if len(r.Observations) != len(g.Observations) || len(r.Refusals) != len(g.Refusals) {
		t.Fatalf("%v: CSV %v, GeoJSON %v", changes, r.Refusals, g.Refusals)
	}
	name, file = parquetFile(t, row)
	p := feedtest.All(format(t, ""), config(), name, []byte(file))
	if len(r.Observations) != len(p.Observations) || len(r.Refusals) != len(p.Refusals) {
		t.Fatalf("%v: CSV %v, Parquet %v", changes, r.Refusals, p.Refusals)
	}
	for i := range r.Refusals {
		if p.Refusals[i].Field != "rows[0]."+r.Refusals[i].Field || p.Refusals[i].Reason != r.Refusals[i].Reason {
			t.Fatalf("%v: CSV %v, Parquet %v", changes, r.Refusals, p.Refusals)
		}
		if g.Refusals[i].Field != "features[0]."+r.Refusals[i].Field || g.Refusals[i].Reason != r.Refusals[i].Reason {
			t.Fatalf("%v: CSV %v, GeoJSON %v", changes, r.Refusals, g.Refusals)
		}
		if r.Refusals[i].Field != j.Refusals[i].Field || r.Refusals[i].Reason != j.Refusals[i].Reason {
			t.Fatalf("%v: CSV %v, NDJSON %v", changes, r.Refusals, j.Refusals)
		}
	}
	return r
}

func TestFields(t *testing.T) {
	good := func(changes ...string) truceline.Observation {
		t.Helper()
		r := read(t, changes...)
		if len(r.Observations) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%v: %v", changes, r.Refusals)
		}
		return r.Observations[0]
	}
	bad := func(field string, changes ...string) {
		t.Helper()
		r := read(t, changes...)
		if len(r.Observations) > 0 || len(r.Refusals) == 0 || r.Refusals[0].Field != field {
			t.Errorf("%v: %v, refused %v", changes, r.Observations, r.Refusals)
		}
	}
	good()
	bad("time_from", "time_from", "")
	bad("time_from", "time_from", "2026-01-02T03:04:05") // in what zone?
	bad("time_to", "time_to", "2026-01-02T03:04:04Z")    // before the start
	bad("clock", "clock", "sundial")
	bad("clock_error_s", "clock", "watch") // how far is it off?
	bad("clock_error_s", "clock", "")
	bad("clock_error_s", "clock_error_s", "-1")
	bad("source", "source", "")
	bad("means", "means", "")
	bad("means", "means", "smelled")
	bad("kind", "kind", "Z9")
	bad("kind", "kind", "")
	bad("kind", "kind", "L1") // that is a claim
	bad("count_most", "count_least", "3", "count_most", "2")
	bad("count_least", "count_least", "0") // then what was observed?
	bad("count_least", "count_least", "1.5")
	bad("lon", "lat", "48", "error_m", "5")
	bad("lat", "lat", "98", "lon", "36", "error_m", "5")
	bad("error_m", "lat", "48", "lon", "36")
	bad("error_m", "lat", "48", "lon", "36", "error_m", "0") // nobody knows that well
	bad("error_m", "lat", "48", "lon", "36", "error_m", "5", "semi_major_m", "5", "semi_minor_m", "5")
	bad("error_m", "lat", "48", "lon", "36", "error_m", "5", "range_max_m", "5")
	bad("semi_major_m", "lat", "48", "lon", "36", "semi_major_m", "5")
	bad("semi_minor_m", "lat", "48", "lon", "36", "semi_major_m", "5", "semi_minor_m", "6")
	bad("lat", "error_m", "5")
	bad("lat", "range_max_m", "5")
	bad("bearing_from_deg", "lat", "48", "lon", "36", "bearing_from_deg", "5")
	bad("bearing_to_deg", "lat", "48", "lon", "36", "bearing_from_deg", "5", "bearing_to_deg", "361")
	bad("range_max_m", "lat", "48", "lon", "36", "range_min_m", "5")
	bad("range_min_m", "lat", "48", "lon", "36", "range_min_m", "5", "range_max_m", "4")
	bad("direction", "direction", "up")
	bad("reliability", "reliability", "G")
	bad("credibility", "credibility", "1") // worked out, never stated
	bad("derived_from", "derived_from", "nothing")

	if o := good("time_to", "open"); !o.When.Open || o.When.Clock.Error != 100*time.Millisecond {
		t.Errorf("%+v", o.When)
	}
	if o := good("count_least", "3"); o.Count != (truceline.Count{Least: 3, Unit: "explosion"}) {
		t.Errorf("%+v", o.Count)
	}
	if o := good("count_most", "4", "unit", "burst"); o.Count != (truceline.Count{Least: 1, Most: 4, Unit: "burst"}) {
		t.Errorf("%+v", o.Count)
	}
	if o := good("area", "UA-63", "place", "at the mill"); o.Place.Shape != truceline.ShapeArea || o.Place.Name != "at the mill" {
		t.Errorf("%+v", o.Place)
	}
	if o := good("lat", "48", "lon", "36", "error_m", "50", "area", "UA-63"); o.Place.Shape != truceline.ShapePoint || o.Place.Ellipse.SemiMinor != 50 || o.Place.Area != "UA-63" {
		t.Errorf("%+v", o.Place)
	}
	if o := good("lat", "48", "lon", "36", "range_max_m", "3000", "range_min_m", "2000", "bearing_from_deg", "350", "bearing_to_deg", "360"); o.Place.Shape != truceline.ShapeSector ||
		o.Place.Sector != (truceline.Sector{RangeMin: 2000, RangeMax: 3000, BearingFrom: 350}) {
		t.Errorf("%+v", o.Place)
	}
	if o := good("lineage", "maker; owner ;", "weapons", "mortar;howitzer"); len(o.Lineage) != 2 || o.Lineage[1] != "owner" || len(o.Weapons) != 2 {
		t.Errorf("%+v", o)
	}
	if o := good(); o.Place.Shape != truceline.ShapeUnknown || o.Lineage[0] != "mission" || o.Count != truceline.One("explosion") {
		t.Errorf("%+v", o)
	}
}

func TestNDJSON(t *testing.T) {
	f := format(t, "ndjson")
	const rest = `"time_from":"2026-01-02T03:04:05Z","clock":"ntp","source":"post 1","means":"acoustic","kind":"F6"`
	good := func(line string, refused int) truceline.Observation {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(line))
		if len(r.Observations) != 1 || len(r.Refusals) != refused {
			t.Fatalf("%s: %d observations, refused %v", line, len(r.Observations), r.Refusals)
		}
		return r.Observations[0]
	}
	bad := func(line string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(line))
		if len(r.Observations) != 0 || len(r.Refusals) != 1 {
			t.Errorf("%s: %d observations, refused %v", line, len(r.Observations), r.Refusals)
		}
	}
	good("{"+rest+"}", 0)
	good(" {"+rest+",\"lat\":48,\"lon\":3.6e1,\"error_m\":50,\"unit\":null}\r\n\n", 0)
	if o := good(`{`+rest+`,"weapons":["mortar","howitzer"],"lineage":"a;b"}`, 0); len(o.Weapons) != 2 || len(o.Lineage) != 2 {
		t.Errorf("%+v", o)
	}
	good(`{`+rest+`,"colour":"red"}`, 1) // read, and told what was not
	bad(`{` + rest)
	bad(`{` + rest + `}}`)
	bad(`{` + rest + `} {}`)
	bad(`{` + rest + `,"kind":"F3"}`) // which of the two?
	bad(`{` + rest + `,"weapons":[1]}`)
	bad(`{` + rest + `,"weapons":["a;b"]}`)
	bad(`{` + rest + `,"lat":true}`)
	bad(`{` + rest + `,"lat":{"deg":48}}`)
	bad(`[` + rest + `]`)
	bad("{" + rest + ",\"remarks\":\"\xff\"}")
	bad(`oops`)
}

// TestDerived follows derived_from to rows above, in both forms.
func TestDerived(t *testing.T) {
	check := func(form, file string) {
		t.Helper()
		r := feedtest.All(format(t, form), config(), "x", []byte(file))
		if len(r.Observations) != 3 || len(r.Refusals) != 1 || r.Refusals[0].Field != "derived_from" {
			t.Fatalf("%s: %d observations, refused %v", form, len(r.Observations), r.Refusals)
		}
		if got := r.Observations[2].DerivedFrom; len(got) != 3 || got[0] != r.Observations[0].ID || got[1] != r.Observations[1].ID {
			t.Errorf("%s: %v", form, got)
		}
	}
	other := strings.Repeat("ab", 32)
	const h, row = "id,time_from,clock,source,means,kind,derived_from\n", ",2026-01-02T03:04:05Z,ntp,p,heard,F6,"
	check("csv", h+"a"+row+"\nb"+row+"\nc"+row+"a; b;"+other+"\nd"+row+"e\n")
	const line = `"time_from":"2026-01-02T03:04:05Z","clock":"ntp","source":"p","means":"heard","kind":"F6"`
	check("ndjson", `{"id":"a",`+line+"}\n{"+`"id":"b",`+line+"}\n{"+`"derived_from":["a","b","`+other+`"],`+line+"}\n{"+`"derived_from":"id",`+line+"}\n")
}

func TestDamage(t *testing.T) {
	var rows, lines []string
	for _, kind := range []string{"F1", "F2", "F3", "F6", "A1", "C2", "P4"} {
		row := least()
		row["kind"], row["lat"], row["lon"], row["error_m"], row["remarks"] = kind, "48.5", "36.25", "40", "a, b "+kind
		_, file := csv(row)
		header, body, _ := strings.Cut(file, "\n")
		if rows == nil {
			rows = append(rows, header+"\n")
		}
		rows = append(rows, body)
		_, line := ndjson(row)
		lines = append(lines, line)
	}
	feedtest.Damage(t, format(t, ""), config(), "a.csv", []byte(strings.Join(rows, "")), 400)
	feedtest.Damage(t, format(t, ""), config(), "a.ndjson", []byte(strings.Join(lines, "")), 400)
}

func FuzzTable(f *testing.F) {
	feedtest.Seed(f, "*.case")
	forms := []feed.Format{format(f, ""), format(f, "csv"), format(f, "ndjson"), format(f, "geojson"), format(f, "parquet")}
	_, columns := parquetFile(f, least())
	f.Add([]byte(columns))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, form := range forms {
			feedtest.Check(t, form, config(), "posts", file)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	for _, form := range []string{"csv", "ndjson"} {
		b.Run(form, func(b *testing.B) {
			f := format(b, form)
			row := least()
			row["lat"], row["lon"], row["error_m"] = "48.5", "36.25", "40"
			_, file := csv(row)
			if form == "ndjson" {
				_, file = ndjson(row)
			}
			pieces, entries := f.Split([]byte(file)), feedtest.Entries(f, config(), "x", []byte(file))
			last := len(entries) - 1
			var needs [][]byte
			if last > 0 {
				needs = append(needs, pieces[0].Body)
			}
			b.ReportAllocs()
			for b.Loop() {
				if len(f.Parse(entries[last], needs).Observations) != 1 {
					b.Fatal("not read")
				}
			}
		})
	}
}
