package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestFallsSilent: a meter of the exercise declares how often it lets itself be
// heard. Cut off in mid-window, it is blind from its last reading on, with the cause
// silent, and asked about that time the answer says so; the other meters watch on.
func TestFallsSilent(t *testing.T) {
	dir := t.TempDir()
	world, run := filepath.Join(dir, "world"), filepath.Join(dir, "run")
	must(t, "sim", "plant-under-fire", "--seed", "3", "--hours", "6", "--out", world)
	cut := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC) // three hours in
	rewrite(t, filepath.Join(world, "raw", "readings-telemetry.ndjson"), func(line string) (string, bool) {
		_, rest, _ := strings.Cut(line, `"phenomenonTime":"`)
		return line, !strings.Contains(line, `"name":"MTR-01"`) || rest < cut.Format("2006-01-02T15:04:05")
	})
	must(t, "replay", world, "--data", world, "--out", run)
	rec, _ := recordAndText(t, run)
	silent := map[string]time.Time{} // since when
	for _, w := range rec.Watches {
		if w.Cause == truceline.CauseSilent && (silent[w.By].IsZero() || w.When.From.Before(silent[w.By])) {
			silent[w.By] = w.When.From
		}
	}
	if since := silent["MTR-01"]; since.Before(cut.Add(-20*time.Minute)) || since.After(cut) {
		t.Errorf("MTR-01 is silent since %s, was cut off at %s", since, cut)
	}
	for by, since := range silent {
		if end := rec.Run.Window.To; by != "MTR-01" && since.Before(end.Add(-10*time.Minute)) {
			t.Errorf("%s is silent since %s, its last reading ends at %s", by, since, end)
		}
	}
	plant := truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 47.47, Lon: 34.66}}
	only := coverage.FromWatches(rec.Areas, byMeters(rec.Watches))
	for at, want := range map[time.Time]truceline.Watching{cut.Add(-time.Hour): truceline.Watched, cut.Add(2 * time.Hour): truceline.Blind} {
		a := only.Query(plant, truceline.Interval{From: at, To: at}, truceline.KindNuclear)
		if a.State != want || want == truceline.Blind && !strings.Contains(a.Words, "silent") {
			t.Errorf("at %s: %s, want %s: %s", at, a.State, want, a.Words)
		}
	}
}

func byMeters(all []truceline.Watch) []truceline.Watch {
	var out []truceline.Watch
	for _, w := range all {
		if strings.HasPrefix(w.By, "MTR-") {
			out = append(out, w)
		}
	}
	return out
}
