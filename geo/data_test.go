package geo_test

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// dataFile returns where a file of the real data lies. The test is skipped
// where there are none, but fails in CI.
func dataFile(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("TRUCELINE_DATA")
	if dir == "" {
		dir = filepath.Join(moduleRoot(t), "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no real data: %v", err)
		}
		t.Skipf("skipped: no real data at %s; set TRUCELINE_DATA", dir)
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}

func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = filepath.Dir(dir)
	}
}

type feature struct {
	ID         string
	Properties struct {
		ISO    string  `json:"iso3166-2"`
		Name   string  `json:"name:en"`
		Radius float64 `json:"radius_m"`
	}
	Geometry struct {
		Type        string
		Coordinates json.RawMessage
	}
}

// features reads a gzipped GeoJSON feature collection.
func features(t testing.TB, path string) []feature {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Features []feature }
	if err := json.NewDecoder(z).Decode(&all); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return all.Features
}

// polygons returns a feature's polygons, none for a point.
func (f feature) polygons(t testing.TB) []truceline.Polygon {
	t.Helper()
	var raw [][][][2]float64
	var err error
	switch f.Geometry.Type {
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &raw)
	case "Polygon":
		raw = make([][][][2]float64, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &raw[0])
	}
	if err != nil {
		t.Fatal(err)
	}
	var out []truceline.Polygon
	for _, p := range raw {
		var polygon truceline.Polygon
		for _, r := range p {
			var ring truceline.Ring
			for _, c := range r {
				ring = append(ring, truceline.Point{Lat: c[1], Lon: c[0]})
			}
			polygon = append(polygon, ring)
		}
		out = append(out, polygon)
	}
	return out
}

// oblasts returns the areas of the country.
func oblasts(t testing.TB) []truceline.Area {
	t.Helper()
	var out []truceline.Area
	for _, f := range features(t, dataFile(t, "geo/ukraine_oblasts_osm.geojson.gz")) {
		out = append(out, truceline.Area{ID: f.Properties.ISO, Name: f.Properties.Name, Polygons: f.polygons(t)})
	}
	return out
}

// controlMaps returns the maps of one folder, oldest first.
func controlMaps(t testing.TB, folder string) []truceline.ControlMap {
	t.Helper()
	names, err := filepath.Glob(dataFile(t, folder+"/front/*.geojson.gz"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no control maps in %s (%v)", folder, err)
	}
	slices.Sort(names)
	var out []truceline.ControlMap
	for _, name := range names {
		day := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "deepstatemap_data_"), ".geojson.gz")
		m := truceline.ControlMap{Source: "map", Holder: "RU", AsOf: truceline.Date(day[:4] + "-" + day[4:6] + "-" + day[6:])}
		for _, f := range features(t, name) {
			m.Polygons = append(m.Polygons, f.polygons(t)...)
		}
		out = append(out, m)
	}
	return out
}

// controlMap returns the map of one day.
func controlMap(t testing.TB, folder string, day truceline.Date) truceline.ControlMap {
	t.Helper()
	for _, m := range controlMaps(t, folder) {
		if m.AsOf == day {
			return m
		}
	}
	t.Fatalf("no map of %s", day)
	return truceline.ControlMap{}
}
