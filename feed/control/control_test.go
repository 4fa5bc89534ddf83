package control

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config {
	return feed.Config{Feed: "front", Source: "map", Options: map[string]string{"holder": "B"}}
}

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	if _, err := New(feed.Config{}); err == nil {
		t.Error("no holder was taken")
	}
}

func collection(geometry string) string {
	return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":` + geometry + `}]}`
}

func TestGeometry(t *testing.T) {
	read := func(file string) (polygons int, refusal string) {
		t.Helper()
		r := feedtest.All(format(t), config(), "a_20260411.geojson", []byte(file))
		if len(r.Refusals) > 0 {
			return len(r.Controls), r.Refusals[0].Reason
		}
		return len(r.Controls[0].Polygons), ""
	}
	good := func(file string, want int) {
		t.Helper()
		if got, refusal := read(file); got != want || refusal != "" {
			t.Errorf("%s: %d polygons, %s", file, got, refusal)
		}
	}
	bad := func(file, why string) {
		t.Helper()
		if got, refusal := read(file); got != 0 || !strings.Contains(refusal, why) {
			t.Errorf("%s: %d maps, %q", file, got, refusal)
		}
	}
	const ring = `[[30,50],[31,50],[31,51],[30,50]]`
	good(collection(`{"type":"Polygon","coordinates":[`+ring+`]}`), 1)
	good(collection(`{"type":"Polygon","coordinates":[ [ [30,50,120] , [31,5e1],[31.0,51],[30,50] ] ]}`), 1)
	good(collection(`{"type":"MultiPolygon","coordinates":[[`+ring+`],[`+ring+`,`+ring+`]]}`), 2)
	good("\xef\xbb\xbf"+collection(`{"type":"Polygon","coordinates":[`+ring+`]}`), 1)
	bad(``, "JSON")
	bad(`[]`, "JSON")
	bad("{\n\"type\": oops}", "line 2")
	bad(`{"type":"Feature"}`, "FeatureCollection")
	bad(`{"type":"FeatureCollection","features":[]}`, "no polygon")
	bad(`{"type":"FeatureCollection","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}`, "WGS84")
	bad(collection(`null`), "no geometry")
	bad(collection(`{"type":"Point","coordinates":[30,50]}`), "Point")
	bad(collection(`{"type":"GeometryCollection","geometries":[]}`), "GeometryCollection")
	bad(collection(`{"type":"Polygon"}`), "nested")
	bad(collection(`{"type":"Polygon","coordinates":[]}`), "fewer")
	bad(collection(`{"type":"MultiPolygon","coordinates":[]}`), "fewer")
	bad(collection(`{"type":"MultiPolygon","coordinates":[[]]}`), "fewer")
	bad(collection(`{"type":"Polygon","coordinates":[[[30,50],[31,50],[30,50]]]}`), "fewer")
	bad(collection(`{"type":"Polygon","coordinates":[[[30,50],[31,50],[31,51],[30,51]]]}`), "last position")
	bad(collection(`{"type":"Polygon","coordinates":[[[30,91],[31,50],[31,51],[30,91]]]}`), "beyond")
	bad(collection(`{"type":"Polygon","coordinates":[[[181,50],[31,50],[31,51],[181,50]]]}`), "beyond")
	bad(collection(`{"type":"Polygon","coordinates":[[["30",50],[31,50],[31,51],[30,50]]]}`), "number")
	bad(collection(`{"type":"Polygon","coordinates":[[[30],[31,50],[31,51],[30]]]}`), "nested")
	bad(collection(`{"type":"Polygon","coordinates":[[[1e999,50],[31,50],[31,51],[1e999,50]]]}`), "number")
	bad(collection(`{"type":"Polygon","coordinates":[[[null,50],[31,50],[31,51],[null,50]]]}`), "number")
	bad(collection(`{"type":"Polygon","coordinates":{"a":[]}}`), "nested")
	bad(collection(`{"type":"MultiPolygon","coordinates":[`+ring+`]}`), "") // one bracket short
}

func TestDate(t *testing.T) {
	good := func(name, want string) {
		t.Helper()
		if got, ok := dateOf(name); !ok || string(got) != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	bad := func(name string) {
		t.Helper()
		if got, ok := dateOf(name); ok {
			t.Errorf("%s: %s", name, got)
		}
	}
	good("deepstatemap_data_20260411.geojson.gz", "2026-04-11")
	good("easter-2026/front/deepstatemap_data_20240229.geojson", "2024-02-29")
	good("held_20240229.json", "2024-02-29")
	bad("deepstatemap_data_20250229.geojson") // no such day
	bad("deepstatemap_data.geojson")
	bad("20260411.geojson") // no underscore: not this kind of name
	bad("")
}

// TestBomb packs far more than is allowed into a small file.
// TestAnswer reads what a map's history answers, where points and ground of other
// kinds stand beside what counts.
func TestAnswer(t *testing.T) {
	const square = `{"type":"Polygon","coordinates":[[[30,50],[31,50],[31,51],[30,50]]]}`
	document := func(id string) []byte {
		return []byte(`{"id":` + id + `,"datetime":"2026-04-11T20:05:00.000Z","map":{"type":"FeatureCollection","features":[
			{"type":"Feature","properties":{"name":"Окуповано /// Occupied"},"geometry":` + square + `},
			{"type":"Feature","properties":{"name":"Headquarters"},"geometry":{"type":"Point","coordinates":[30,50]}},
			{"type":"Feature","properties":{"name":"Liberated"},"geometry":` + square + `}]}}`)
	}
	read := func(take, id string) truceline.Reading {
		c := config()
		c.Options = map[string]string{"holder": "RU", "take": take}
		return feedtest.All(feedtest.Format(t, New, c), c, "poll", document(id))
	}
	r := read(" OCCUPIED; crimea", "1775937900") // 2026-04-11 20:05
	if len(r.Controls) != 1 || len(r.Controls[0].Polygons) != 1 || r.Controls[0].AsOf != "2026-04-11" || len(r.Refusals) > 0 {
		t.Errorf("%+v", r)
	}
	bad := func(take, id, field string) {
		t.Helper()
		if r := read(take, id); len(r.Controls) > 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != field {
			t.Errorf("%+v", r)
		}
	}
	bad("", "1775937900", "features[1]")     // a point is no ground
	bad("annexed", "1775937900", "features") // nothing has that name
	bad("occupied", "0", "file name")        // of what day?
}

func TestBomb(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	blank := bytes.Repeat([]byte{' '}, 1<<20)
	for range feed.MaxUnpacked>>20 + 1 {
		z.Write(blank)
	}
	z.Close()
	r := feedtest.All(format(t), config(), "a_20260411.geojson.gz", packed.Bytes())
	if len(r.Refusals) != 1 || !strings.Contains(r.Refusals[0].Reason, "more than is allowed") {
		t.Errorf("%d bytes: %v", packed.Len(), r.Refusals)
	}
}

func TestReal(t *testing.T) {
	f := format(t)
	names, _ := filepath.Glob(filepath.Join(feedtest.DataDir(t), "*", "front", "*.geojson.gz"))
	if len(names) != 28+26+24 {
		t.Fatalf("%d files", len(names))
	}
	for i, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r := feedtest.All(f, config(), name, file)
		if len(r.Refusals) > 0 || len(r.Controls) != 1 || len(r.Controls[0].Polygons) < 5 || len(r.Controls[0].Polygons[0][0]) < 1000 {
			t.Fatalf("%s: %v", name, r.Refusals)
		}
		if i > 0 {
			continue
		}
		// Cut anywhere, a gzip file is refused and nothing of it is believed.
		for n := 0; n < len(file); n += 997 {
			if r := feedtest.All(f, config(), name, file[:n]); len(r.Refusals) != 1 || len(r.Controls) > 0 {
				t.Fatalf("cut to %d bytes: %v", n, r)
			}
		}
	}
	file := feedtest.Data(t, "easter-2026/front/deepstatemap_data_20260411.geojson.gz")
	m := feedtest.All(f, config(), "deepstatemap_data_20260411.geojson.gz", file).Controls[0]
	outer := m.Polygons[0][0]
	if m.AsOf != "2026-04-11" || m.Holder != "B" || len(m.Polygons) != 15 || len(outer) != 2377 || len(m.Polygons[0]) != 2 || outer[0] == outer[len(outer)-1] {
		t.Errorf("%s %s: %d polygons, %d points", m.AsOf, m.Holder, len(m.Polygons), len(outer))
	}
}

func FuzzControl(f *testing.F) {
	feedtest.Seed(f, "*.case")
	maps := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, maps, config(), "held_20260411.geojson", file) })
}

func BenchmarkControl(b *testing.B) {
	f := format(b)
	file := feedtest.Data(b, "easter-2026/front/deepstatemap_data_20260411.geojson.gz")
	e := feedtest.Entries(f, config(), "deepstatemap_data_20260411.geojson.gz", file)[0]
	b.ReportAllocs()
	for b.Loop() {
		if len(f.Parse(e, nil).Controls) != 1 {
			b.Fatal("not read")
		}
	}
}
