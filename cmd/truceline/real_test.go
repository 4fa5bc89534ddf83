package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// truceReport is what the real-truce tests read of report.json, as an outside
// reader would.
type truceReport struct {
	Window struct {
		Hours float64 `json:"hours"`
	} `json:"window"`
	ComparedWith *struct {
		From time.Time `json:"from"`
	} `json:"compared_with"`
	Rates []struct {
		Class      string
		State      string
		Inside     *struct{ Count int }
		Before     *struct{ Count int }
		Comparable *struct {
			Inside       int
			Before       int
			AreasLeftOut []struct{ Area, Why string } `json:"areas_left_out"`
		}
		RateRatio *float64   `json:"rate_ratio"`
		CI95      []*float64 `json:"ci95"`
	} `json:"rates"`
	Line *struct {
		LengthKm float64 `json:"length_km"`
		AsOf     string  `json:"as_of"`
	} `json:"line"`
	Counts *struct {
		Reports, Violations int
	} `json:"counts"`
	Watched struct {
		Note  string
		Blind []struct {
			Means      string
			Inside, Of float64
		} `json:"blind_area_hours"`
		Line []struct {
			Kind            string
			Watched, Partly float64
			LongestHours    int `json:"longest_unwatched_hours"`
		} `json:"line_by_kind"`
	}
	Claims []struct{ Claimant, Accused, Metric string } `json:"claims"`
}

func readTruceReport(t *testing.T, dir string) truceReport {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, reportJSON))
	if err != nil {
		t.Fatal(err)
	}
	var r truceReport
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRealTruces replays the real truces from their raw files and checks the
// figures that a wrong reading gets wrong: an oblast under one unbroken alert
// is blind and is left out of both windows.
func TestRealTruces(t *testing.T) {
	t.Parallel()
	good := func(name string, hours float64, inside, before, comparableInside, comparableBefore int, leftOut ...string) {
		t.Helper()
		_, dir := replayReal(t, name)
		r := readTruceReport(t, dir)
		if r.Window.Hours != hours {
			t.Errorf("%s: window of %v h, want %v", name, r.Window.Hours, hours)
		}
		if r.Line == nil || r.Line.LengthKm < 900 || r.Line.LengthKm > 1300 {
			t.Errorf("%s: line %+v", name, r.Line)
		}
		if name == "easter-2026" && r.Line != nil && (r.Line.LengthKm < 1060 || r.Line.LengthKm > 1150) {
			t.Errorf("line of 11 April 2026 measures %.1f km, want 1,060-1,150", r.Line.LengthKm)
		}
		for _, rate := range r.Rates {
			if rate.Class != "air_alert" {
				continue
			}
			c := rate.Comparable
			if rate.Inside.Count != inside || rate.Before.Count != before || c.Inside != comparableInside || c.Before != comparableBefore {
				t.Errorf("%s: %d against %d, comparable %d against %d; want %d against %d, %d against %d", name,
					rate.Inside.Count, rate.Before.Count, c.Inside, c.Before, inside, before, comparableInside, comparableBefore)
			}
			for _, want := range leftOut {
				found := false
				for _, a := range c.AreasLeftOut {
					found = found || a.Area == want && a.Why != ""
				}
				if !found {
					t.Errorf("%s: %s is not left out: %v", name, want, c.AreasLeftOut)
				}
			}
			if len(rate.CI95) != 2 || rate.CI95[0] == nil || rate.CI95[1] == nil || *rate.CI95[0] >= *rate.RateRatio || *rate.CI95[1] <= *rate.RateRatio {
				t.Errorf("%s: ratio %v with interval %v", name, rate.RateRatio, rate.CI95)
			}
			return
		}
		t.Errorf("%s: no rate of air alerts", name)
	}
	good("easter-2025", 30, 5, 51, 4, 51, "UA-63", "UA-12", "UA-43", "UA-09")
	good("victory-2025", 72, 45, 120, 42, 120, "UA-63", "UA-12")
	good("easter-2026", 32, 45, 64, 45, 64, "UA-12", "UA-43", "UA-09")
}

// TestMinsk2020 checks the monitor's own cumulative figure: 256 violations in
// eleven reports, from 00:01 on 27 July to 19:30 on 7 August 2020.
func TestMinsk2020(t *testing.T) {
	_, dir := replayReal(t, "minsk-2020")
	r := readTruceReport(t, dir)
	if r.Counts == nil || r.Counts.Violations != 256 || r.Counts.Reports != 11 {
		t.Errorf("counts %+v, want 256 violations in 11 reports", r.Counts)
	}
	if r.ComparedWith != nil || r.Line != nil {
		t.Errorf("compared with %v, line %v; want neither", r.ComparedWith, r.Line)
	}
}

// TestRealTrucesVerify replays a truce and checks that its record replays to
// the same conclusions, and that a second replay of the same files is equal.
func TestRealTrucesVerify(t *testing.T) {
	t.Parallel()
	first, dir := replayReal(t, "easter-2026")
	v := verifyDir(t, dir)
	if len(v.Different) > 0 || v.Pending > 0 || v.Equal == 0 {
		t.Errorf("verify: %+v", v)
	}
	second, again := replayReal(t, "easter-2026")
	if first.Entries != second.Entries || recordOf(t, dir) != recordOf(t, again) {
		t.Errorf("two replays of the same files differ")
	}
}

// TestRealTrucesNotWatched: each real report says what was not watched, and for how many
// hours; and a satellite is never said to have watched more than partly.
func TestRealTrucesNotWatched(t *testing.T) {
	t.Parallel()
	good := func(name string, hours int, orbit string, blind, of float64) {
		t.Helper()
		_, dir := replayReal(t, name)
		r := readTruceReport(t, dir)
		for _, x := range r.Rates {
			if strings.HasPrefix(x.Class, "thermal") && x.State != orbit {
				t.Errorf("%s: %s is %s, want %s", name, x.Class, x.State, orbit)
			}
		}
		said := 0
		for _, b := range r.Watched.Blind {
			if b.Inside > b.Of {
				t.Errorf("%s: %v of %v hours blind to %s", name, b.Inside, b.Of, b.Means)
			}
			if b.Means == "thermal" && b.Inside == blind && b.Of == of || b.Means == "air_alert" && b.Inside > 0 {
				said++
			}
		}
		for _, k := range r.Watched.Line { // nobody was posted along the line
			if k.Watched+k.Partly > 0 || k.LongestHours != hours {
				t.Errorf("%s: the line was watched for %s: %+v", name, k.Kind, k)
			}
		}
		if said != 2 || len(r.Watched.Line) == 0 {
			t.Errorf("%s: the report says that %+v was not watched, and of the line %+v", name, r.Watched.Blind, r.Watched.Line)
		}
	}
	good("easter-2025", 30, "blind", 750, 750) // 25 areas
	good("victory-2025", 72, "blind", 1800, 1800)
	good("easter-2026", 32, "partly", 0, 800)
	_, dir := replayReal(t, "minsk-2020") // the monitor's reports alone: not a word of who was watching
	if note := readTruceReport(t, dir).Watched.Note; !strings.Contains(note, "for any of the 283.5 hours") {
		t.Errorf("minsk-2020: %q", note)
	}
}
