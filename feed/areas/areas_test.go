package areas

import (
	"flag"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "oblasts"} }

func format(t testing.TB, options map[string]string) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, feed.Config{Feed: "oblasts", Options: options})
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t, nil), config(), "*.case", *update)
	feedtest.Sample(t, New)
	if _, err := New(feed.Config{Options: map[string]string{"holder": "B"}}); err == nil {
		t.Error("an unknown option was taken")
	}
}

func TestReal(t *testing.T) {
	byID := func(name string, options map[string]string, want int) map[string]truceline.Area {
		t.Helper()
		r := feedtest.All(format(t, options), config(), name, feedtest.Data(t, name))
		if len(r.Areas) != want || len(r.Refusals) > 0 {
			t.Errorf("%s: %d areas, refused %v", name, len(r.Areas), r.Refusals)
		}
		areas := map[string]truceline.Area{}
		for _, a := range r.Areas {
			areas[a.ID] = a
		}
		return areas
	}
	oblasts := byID("geo/ukraine_oblasts_osm.geojson.gz", nil, 25)
	if a := oblasts["UA-63"]; a.Name != "Kharkiv Oblast" || a.Names["uk"] != "Харківська область" || a.Names["ru"] != "Харьковская область" || len(a.Polygons) == 0 {
		t.Errorf("UA-63: %s %v", a.Name, a.Names)
	}
	byID("geo/ukraine_raions_2020_osm.geojson.gz", map[string]string{"id": "katotth"}, 136)
	byID("geo/ukraine-adm1_geoboundaries.geojson", map[string]string{"id": "shapeISO", "name": "shapeName"}, 27)
}

func FuzzAreas(f *testing.F) {
	feedtest.Seed(f, "*.case")
	areas := format(f, nil)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, areas, config(), "areas.geojson", file) })
}

func BenchmarkAreas(b *testing.B) {
	f := format(b, nil)
	file := feedtest.Data(b, "geo/ukraine_oblasts_osm.geojson.gz")
	e := feedtest.Entries(f, config(), "oblasts.geojson.gz", file)[0]
	b.ReportAllocs()
	for b.Loop() {
		if len(f.Parse(e, nil).Areas) != 25 {
			b.Fatal("not read")
		}
	}
}
