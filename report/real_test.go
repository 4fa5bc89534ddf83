package report_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/report"
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

func utc(t *testing.T, layout, s string) time.Time {
	t.Helper()
	v, err := time.Parse(layout, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// realRecord makes a record of alerts and hot pixels, one incident a row, as a
// cross-check that is independent of the parsers and of fuse.
func realRecord(t *testing.T, truce, from, to string) truceline.Record {
	t.Helper()
	w := truceline.Window{From: utc(t, time.RFC3339, from), To: utc(t, time.RFC3339, to)}
	before := w.Shift(-7 * 24 * time.Hour)
	period := truceline.Window{From: before.From.Truncate(24 * time.Hour), To: w.To.Add(3 * time.Hour)}
	codes := map[string]string{"Kharkivska oblast": "UA-63", "Dnipropetrovska oblast": "UA-12"}
	rec := truceline.Record{AsOf: w.To, Run: truceline.Run{Name: truce, Kind: "real", Window: w, ComparedWith: &before}}
	ledger := coverage.New(coverage.Config{Period: period, AlertSource: true, NotCovered: []string{"UA-43", "UA-09", "UA-40"},
		Thermal: []coverage.Satellite{{Source: "N"}, {Source: "N20"}}})
	for _, r := range rows(t, filepath.Join(data(t), truce, "alerts_oblast.csv")) {
		area := codes[r["region"]]
		if area == "" {
			area = r["region"]
		}
		when := truceline.Interval{From: utc(t, time.RFC3339, r["started_at"]), To: utc(t, time.RFC3339, r["finished_at"])}
		place := truceline.Place{Shape: truceline.ShapeArea, Area: area}
		ledger.Observe(truceline.Observation{Kind: truceline.KindAirAlert, Means: truceline.MeansAirAlert, Place: place, When: when})
		rec.Incidents = append(rec.Incidents, truceline.Incident{Kind: truceline.KindAirAlert, Place: place, When: when})
	}
	files, _ := filepath.Glob(filepath.Join(data(t), truce, "*VIIRS*.csv"))
	for _, f := range files {
		for _, r := range rows(t, f) {
			at := utc(t, "2006-01-02 15:04:05", r["acq_date"]+" "+r["acq_time"])
			lat, _ := strconv.ParseFloat(r["latitude"], 64)
			lon, _ := strconv.ParseFloat(r["longitude"], 64)
			o := truceline.Observation{Source: r["satellite"], Kind: truceline.KindHeat, Means: truceline.MeansThermal,
				Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: lat, Lon: lon}},
				When:  truceline.Interval{From: at, To: at}}
			ledger.Observe(o)
			rec.Incidents = append(rec.Incidents, truceline.Incident{Kind: o.Kind, Place: o.Place, When: o.When})
		}
	}
	rec.Watches = ledger.Watches(period)
	return rec
}

func TestRealRates(t *testing.T) {
	good := func(truce, from, to string, inside, before, compInside, compBefore int, out string) report.Truce {
		t.Helper()
		b := report.Build(realRecord(t, truce, from, to))
		r := b.Rates[0]
		if r.Class != "air_alert" || *r.Inside.Count != inside || *r.Before.Count != before {
			t.Errorf("%s: naive %d against %d, want %d against %d", truce, *r.Inside.Count, *r.Before.Count, inside, before)
		}
		var left []string
		for _, a := range r.Comparable.AreasLeftOut {
			left = append(left, a.Area)
		}
		if r.Comparable.Inside != compInside || r.Comparable.Before != compBefore || strings.Join(left, " ") != out {
			t.Errorf("%s: comparable %d against %d without %v", truce, r.Comparable.Inside, r.Comparable.Before, left)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %s", truce, text)
		return b
	}
	blind := func(b report.Truce) {
		t.Helper()
		for _, r := range b.Rates[1:] {
			if r.Inside.Count != nil || r.Before.Count != nil || r.Comparable != nil || r.State != truceline.Blind {
				t.Errorf("%s %s: want no count and blind, got %+v", b.Name, r.Class, r)
			}
		}
	}
	blind(good("easter-2025", "2025-04-19T15:00:00Z", "2025-04-20T21:00:00Z", 5, 51, 4, 51, "UA-09 UA-12 UA-40 UA-43 UA-63"))
	blind(good("victory-2025", "2025-05-07T21:00:00Z", "2025-05-10T21:00:00Z", 45, 120, 42, 120, "UA-09 UA-12 UA-40 UA-43 UA-63"))
	b := good("easter-2026", "2026-04-11T13:00:00Z", "2026-04-12T21:00:00Z", 45, 64, 45, 64, "UA-09 UA-12 UA-40 UA-43")
	thermal := b.Rates[1]
	if *thermal.Inside.Count != 49 || *thermal.Before.Count != 825 || thermal.Looks.Inside != 8 || thermal.Looks.Before != 9 ||
		thermal.Comparable.InsideHours != 32 || thermal.State != truceline.PartlyWatched {
		text, _ := json.Marshal(thermal)
		t.Errorf("thermal: %s", text)
	}
	for _, d := range append(thermal.Looks.DaysInside, thermal.Looks.DaysBefore...) {
		if len(d.Missing) != 0 || len(d.Present) != 2 {
			t.Errorf("files of %s: %+v", d.Day, d)
		}
	}
}
