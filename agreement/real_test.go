package agreement_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/areas"
)

// oblasts reads the real outlines, or skips the test.
func oblasts(t *testing.T) []truceline.Area {
	t.Helper()
	dir := os.Getenv("TRUCELINE_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, "geo", "ukraine_oblasts_osm.geojson.gz"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the real data are missing: ", err)
		}
		t.Skip("skipped: no real data; set TRUCELINE_DATA to read them: ", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	format, err := areas.New(feed.Config{Feed: "areas"})
	if err != nil {
		t.Fatal(err)
	}
	return format.Parse(truceline.Entry{Body: body}, nil).Areas
}

// TestRealOblasts places well-known towns against the zone of minsk-2020.
func TestRealOblasts(t *testing.T) {
	all := oblasts(t)
	src, err := fs.ReadFile(agreements.Files(), "minsk-2020.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, problems := agreement.Parse("minsk-2020.yaml", src)
	if agreement.Refused(problems) {
		t.Fatal(problems)
	}
	start := time.Now()
	c, err := agreement.Compile(a, all)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d areas, compiled in %v", len(all), time.Since(start))
	if m := c.Missing(); len(m) > 0 {
		t.Error("missing", m)
	}
	inside := func(name string, pl truceline.Place, want float64) {
		t.Helper()
		if p, why := c.Inside("line-regions", pl, nil); p.Low != want || p.High != want {
			t.Errorf("%s: %+v: %s", name, p, why)
		}
	}
	point := func(lat, lon float64) truceline.Place {
		return truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: lat, Lon: lon}, Ellipse: truceline.Ellipse{SemiMajor: 500, SemiMinor: 200}}
	}
	inside("Donetsk", point(48.00, 37.80), 1)
	inside("Luhansk", point(48.57, 39.31), 1)
	inside("on the border of the two", point(48.35, 38.45), 1)
	inside("Kharkiv", point(49.99, 36.23), 0)
	inside("Dnipro", point(48.46, 35.04), 0)
	for _, area := range all {
		want := 0.0
		if area.ID == "UA-14" || area.ID == "UA-09" {
			want = 1
		}
		inside(area.ID, truceline.Place{Shape: truceline.ShapeArea, Area: area.ID}, want)
	}
}
