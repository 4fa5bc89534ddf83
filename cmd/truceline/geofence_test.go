package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// geofenceWork makes the first n fixes of the shared workload and returns them,
// its zones, and the rows of the exact oracle for them.
func geofenceWork(tb testing.TB, n string) (fixes string, zones, oracle []byte) {
	tb.Helper()
	from := filepath.Join("..", "..", "..", "shared", "bench", "geofence")
	if _, err := os.Stat(from); err != nil {
		tb.Skipf("skipped: no workload at %s", from)
	}
	dir := tb.TempDir()
	empty := filepath.Join(dir, "empty.json") // the districts do not change the fixes
	if err := os.WriteFile(empty, []byte(`{"features":[]}`), 0o644); err != nil {
		tb.Fatal(err)
	}
	gen := exec.Command("go", "run", ".", "-raions", empty, "-out", dir, "-fixes", n)
	gen.Dir = filepath.Join(from, "gen")
	if out, err := gen.CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(dir, "fixes.ndjson"), gunzip(tb, filepath.Join(from, "zones.geojson.gz")), gunzip(tb, filepath.Join(from, "oracle_events.csv.gz"))
}

func gunzip(tb testing.TB, name string) []byte {
	tb.Helper()
	file, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// events runs the fence over fixes and returns the table.
func events(t *testing.T, zones []byte, fixes io.Reader, window time.Duration) (string, *fenceWatch) {
	t.Helper()
	z, err := parseFenceZones(zones)
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	out := bufio.NewWriter(&table)
	w := newFenceWatch(z, window, out)
	if err := runFence(context.Background(), fixes, z.fixed, w, nil); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return table.String(), w
}

// TestGeofenceOracle compares the events of part of the workload with the exact
// oracle, row by row, and then those of the same fixes out of order.
func TestGeofenceOracle(t *testing.T) {
	const n = 60_000
	name, zones, oracle := geofenceWork(t, "60000")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("id,time,zone,event\n")
	rows := 0
	for line := range strings.Lines(string(oracle)) {
		index, row, _ := strings.Cut(line, ",")
		if len(index) > 5 || len(index) == 5 && index >= "60000" { // the rows of later fixes, and the header
			continue
		}
		want.WriteString(row)
		rows++
	}
	if rows < 5000 {
		t.Fatalf("only %d rows of the oracle; the test shows little", rows)
	}
	got, _ := events(t, zones, bytes.NewReader(text), time.Minute)
	if got != want.String() {
		t.Error("the events differ from the oracle's")
	}

	// Two hundred fixes a second: none is moved by more than 55 s.
	rng := rand.New(rand.NewPCG(1, 2))
	lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	lines[n-1] += "\n"
	for from := 0; from < n; from += 11_000 {
		part := lines[from:min(from+11_000, n)]
		rng.Shuffle(len(part), func(i, k int) { part[i], part[k] = part[k], part[i] })
	}
	got, w := events(t, zones, strings.NewReader(strings.Join(lines, "")), time.Minute)
	if got != want.String() || w.late != 0 {
		t.Errorf("out of order the events differ from the oracle's; %d fixes were late", w.late)
	}
}

func TestParseFix(t *testing.T) {
	good := func(line, id, at string, lat, lon int64) {
		t.Helper()
		f, err := parseFix([]byte(line))
		when := time.Unix(0, f.at).UTC().Format(time.RFC3339Nano)
		if err != nil || string(f.id) != id || when != at || f.place.Lat != lat || f.place.Lon != lon {
			t.Errorf("%s: %q %s %v, error %v", line, f.id, when, f.place, err)
		}
	}
	bad := func(line string) {
		t.Helper()
		if f, err := parseFix([]byte(line)); err == nil {
			t.Errorf("%s was read as %v", line, f.place)
		}
	}
	good(`{"id":"a","time":"2024-02-29T23:59:59.5Z","lat":48.5,"lon":-37.000000001}`, "a", "2024-02-29T23:59:59.5Z", 48_500_000_000, -37_000_000_001)
	good(` { "lon" : 180, "lat" : -90 , "time" : "2026-01-01T02:00:00+02:00", "id" : 7, "speed": null }`, "7", "2026-01-01T00:00:00Z", -90_000_000_000, 180_000_000_000)
	good(`{"id":"\u0061","time":"1970-01-01T00:00:00Z","lat":4.85e1,"lon":0}`, "a", "1970-01-01T00:00:00Z", 48_500_000_000, 0)
	good(`{"id":"a","time":"2026-12-31T00:00:00.123456789Z","lat":0.0000000004,"lon":1}`, "a", "2026-12-31T00:00:00.123456789Z", 0, 1_000_000_000)
	good(`{"id":"a","time":"2000-03-01T00:00:00Z","lat":1,"lon":1,"lat":2}`, "a", "2000-03-01T00:00:00Z", 2_000_000_000, 1_000_000_000) // the last counts, as in all of Go's JSON

	bad(`{"id":"a","time":"2023-02-29T00:00:00Z","lat":1,"lon":1}`) // no such day
	bad(`{"id":"a","time":"2023-02-28T24:00:00Z","lat":1,"lon":1}`) // no such hour
	bad(`{"id":"a","time":"2023-02-28","lat":1,"lon":1}`)           // no hour
	bad(`{"id":"a","time":"2023-02-28T00:00:00","lat":1,"lon":1}`)  // no zone
	bad(`{"id":"a","time":"2023-02-28T00:00:00Z","lat":90.000000001,"lon":1}`)
	bad(`{"id":"a","time":"2023-02-28T00:00:00Z","lat":"1","lon":1}`) // a text
	bad(`{"id":"a","time":"2023-02-28T00:00:00Z","lat":null,"lon":1}`)
	bad(`{"id":"a","time":"2023-02-28T00:00:00Z","lon":1}`)
	bad(`{"id":"","time":"2023-02-28T00:00:00Z","lat":1,"lon":1}`)
	bad(`{"time":"2023-02-28T00:00:00Z","lat":1,"lon":1}`)
	bad(`{"id":"a","time":"2023-02-28T00:00:00Z","lat":01,"lon":1}`) // not JSON
	bad(`{"id":"a","time":"2023-02-28T00:00:00Z","lat":1,"lon":1}{}`)
	bad(`[]`)
	bad(``)
}

// FuzzParseFix holds the reader of plain lines against encoding/json: what one
// reads, the other reads alike.
func FuzzParseFix(f *testing.F) {
	f.Add([]byte(`{"id":"o0000","time":"2026-01-01T00:00:00.000Z","lat":49.806907,"lon":37.554837}`))
	f.Add([]byte(`{"id":7,"time":"2026-01-01T02:00:00+02:00","lat":-0,"lon":1e2,"x":{}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		a, errA := parseFix(line)
		b, errB := parseAnyFix(line)
		if (errA == nil) != (errB == nil) {
			t.Fatalf("plain: %v, JSON: %v", errA, errB)
		}
		if errA == nil && (string(a.id) != string(b.id) || string(a.text) != string(b.text) || a.at != b.at || a.place != b.place) {
			t.Fatalf("plain: %s %v %v, JSON: %s %v %v", a.id, a.at, a.place, b.id, b.at, b.place)
		}
	})
}

func TestFenceZones(t *testing.T) {
	bad := func(features, says string) {
		t.Helper()
		_, err := parseFenceZones([]byte(`{"type":"FeatureCollection","features":[` + features + `]}`))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", features, err, says)
		}
	}
	bad(`{"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"radius_m":5}}`, "feature 1 has no id")
	bad(`{"id":"a","geometry":{"type":"Point","coordinates":[1,2]}}`, "radius_m")
	bad(`{"id":"a","geometry":{"type":"LineString","coordinates":[[1,2],[2,3]]}}`, "cannot be")
	bad(`{"id":"a","geometry":{"type":"Polygon","coordinates":[[[1,2],[2,3]]]}}`, "bounds no area")
	bad(`{"id":"a","geometry":null}`, "around")
	bad(`{"id":"a","geometry":null,"properties":{"around":["v"]}}`, "radius_m")
	bad(`{"id":"a","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"radius_m":5,"around":["v"]}}`, "moves as well")
	bad(`{"id":"a","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"radius_m":5}},
		{"id":"a","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"radius_m":5}}`, "twice")
	if _, err := parseFenceZones([]byte(`{"type":"Feature"}`)); err == nil {
		t.Error("a single feature was read as a collection")
	}
}
