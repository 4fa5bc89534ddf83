package coverage_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/posture"
)

// data returns the folder of real data, or skips the test where there is none.
func data(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TRUCELINE_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no real data at %s, and CI is set", dir)
		}
		t.Skipf("skipped: no real data at %s", dir)
	}
	return dir
}

func rows(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, rec := range list[1:] {
		m := map[string]string{}
		for i, name := range list[0] {
			m[name] = rec[i]
		}
		out = append(out, m)
	}
	return out
}

// TestRealPasses checks the arithmetic of the pass windows against the real
// rows of Easter 2026: every one of them was taken inside an expected window.
func TestRealPasses(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(data(t), "easter-2026", "*VIIRS*.csv"))
	if err != nil || len(files) != 12 {
		t.Fatalf("want 12 files, got %d (%v)", len(files), err)
	}
	dayFrom, dayTo, nightFrom, nightTo := coverage.PassWindows()
	period := window("2026-04-04T00:00", "2026-04-14T00:00")
	l := coverage.New(coverage.Config{Period: period, Thermal: []coverage.Satellite{{Source: "N"}, {Source: "N20"}}})
	n := 0
	for _, f := range files {
		for _, r := range rows(t, f) {
			when, err := time.Parse("2006-01-02 15:04:05", r["acq_date"]+" "+r["acq_time"])
			if err != nil {
				t.Fatal(err)
			}
			n++
			l.Observe(row(r["satellite"], when.Format("2006-01-02T15:04")))
			in := when.Sub(when.Truncate(24 * time.Hour))
			if !(in >= dayFrom && in < dayTo) && in >= nightTo && in < 24*time.Hour+nightFrom {
				t.Errorf("%s: a row outside the expected windows: %s", filepath.Base(f), when)
			}
		}
	}
	if n != 1795 {
		t.Errorf("want 1795 rows, got %d", n)
	}
	count := func(w truceline.Window, by string, state truceline.Watching) int {
		n := 0
		for _, x := range l.Watches(w) {
			if x.By == by && x.State == state {
				n++
			}
		}
		return n
	}
	good := func(by string, w truceline.Window, looks, silent, missing int) {
		t.Helper()
		got := [3]int{count(w, by, truceline.PartlyWatched), count(w, by, truceline.NotKnown), count(w, by, truceline.Blind)}
		if got != [3]int{looks, silent, missing} {
			t.Errorf("%s: got %v looks, silent passes, missing days", by, got)
		}
	}
	inside, before := window("2026-04-11T13:00", "2026-04-12T21:00"), window("2026-04-04T13:00", "2026-04-05T21:00")
	good("N", inside, 4, 0, 0)
	good("N20", inside, 4, 0, 0)
	good("N", before, 4, 0, 0)
	good("N20", before, 5, 0, 0)
	good("N", window("2026-04-07T00:00", "2026-04-11T00:00"), 0, 0, 4)
}

// TestRealSwath: every real row lies in the swath of the look that it was seen by, as
// reckoned from its time alone; and the swath is not so wide that it says nothing.
func TestRealSwath(t *testing.T) {
	orbit := posture.Orbit{SwathKm: posture.WidestSwathKm}
	n, out, west := 0, 0, 0
	for _, truce := range []string{"easter-2025", "easter-2026", "victory-2025"} {
		files, err := filepath.Glob(filepath.Join(data(t), truce, "*VIIRS*.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			for _, r := range rows(t, f) {
				when, err := time.Parse("2006-01-02 15:04:05", r["acq_date"]+" "+r["acq_time"])
				lat, err1 := strconv.ParseFloat(r["latitude"], 64)
				lon, err2 := strconv.ParseFloat(r["longitude"], 64)
				if err != nil || err1 != nil || err2 != nil {
					continue // another layout
				}
				at := truceline.Point{Lat: lat, Lon: lon}
				place, _ := orbit.Swath(when, at)
				n++
				if !orbit.Takes(at, when) || !coverage.Covers(place, at) {
					out++
				}
				if at.Lon -= 20; !orbit.Takes(at, when) {
					west++
				}
			}
		}
	}
	t.Logf("%d of %d rows lie outside their swath, %d of the places 20 degrees west of them", out, n, west)
	if n < 1000 || out > n/100 || west < n/4 {
		t.Errorf("%d of %d rows outside, %d of those 20 degrees west", out, n, west)
	}
}

// TestRealAlerts checks which areas were blind to new alerts for the whole of
// each real window, or of the same hours a week earlier.
func TestRealAlerts(t *testing.T) {
	good := func(truce, from, to string, inside, before []string) {
		t.Helper()
		l := coverage.New(coverage.Config{AlertSource: true, Period: window("2025-01-01T00:00", "2027-01-01T00:00")})
		for _, r := range rows(t, filepath.Join(data(t), truce, "alerts_oblast.csv")) {
			start, err1 := time.Parse(time.RFC3339, r["started_at"])
			end, err2 := time.Parse(time.RFC3339, r["finished_at"])
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			l.Observe(truceline.Observation{Kind: truceline.KindAirAlert, Place: truceline.Place{Shape: truceline.ShapeArea, Area: r["region"]},
				When: truceline.Interval{From: start, To: end}})
		}
		w := window(from, to)
		for i, want := range [][]string{inside, before} {
			w := w.Shift(-time.Duration(i) * 7 * 24 * time.Hour)
			var got []string
			for _, b := range l.Blind(w, truceline.MeansAirAlert) {
				if b.Hours == w.Hours() {
					got = append(got, b.Area)
				}
			}
			if strings.Join(got, ",") != strings.Join(want, ",") {
				t.Errorf("%s, %d weeks earlier: blind throughout were %v, want %v", truce, i, got, want)
			}
		}
	}
	kharkiv, dnipro := "Kharkivska oblast", "Dnipropetrovska oblast"
	good("easter-2025", "2025-04-19T15:00", "2025-04-20T21:00", []string{kharkiv}, []string{dnipro, kharkiv})
	good("victory-2025", "2025-05-07T21:00", "2025-05-10T21:00", []string{kharkiv}, []string{dnipro, kharkiv})
	good("easter-2026", "2026-04-11T13:00", "2026-04-12T21:00", []string{dnipro}, []string{dnipro})
}
