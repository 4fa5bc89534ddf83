package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// TestCorrectionFlows: a correction put into the posture is an entry of the record,
// the ledger's chances have it in them and say so, the table of the line is lower,
// and the record gives it back as the one to go on from.
func TestCorrectionFlows(t *testing.T) {
	dir := t.TempDir()
	world := filepath.Join(dir, "world")
	must(t, "sim", "quiet-week", "--seed", "4", "--hours", "12", "--out", world)
	replay := func(name string) truceline.Record {
		run := filepath.Join(dir, name)
		must(t, "replay", world, "--data", world, "--out", run)
		rec, _ := recordAndText(t, run)
		return rec
	}
	before := replay("before")
	file := filepath.Join(world, "posture.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "corrections:\n  - {means: acoustic, kind: F3, version: 1, factor: 0.5, from: a trial by hand}\n"...)
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	after := replay("after")
	if len(before.RateChecks.Corrections) != 0 || len(after.RateChecks.Corrections) != 1 || after.RateChecks.Corrections[0].From != "a trial by hand" {
		t.Fatalf("corrections %+v, then %+v", before.RateChecks.Corrections, after.RateChecks.Corrections)
	}
	effort := func(rec truceline.Record) (sum float64) {
		for _, r := range rec.Rates {
			if r.Kind == truceline.KindIndirectFire && r.Side == "" && len(r.Stretch.Parts) == 0 {
				sum += r.EffortKmDays
			}
		}
		return sum
	}
	if a, b := effort(after), effort(before); !(a < 0.98*b) {
		t.Errorf("effort for shelling %v km-days as corrected, %v before", a, b)
	}
	said := false
	for _, s := range after.Silences {
		said = said || s.Means == truceline.MeansAcoustic && s.Corrected == 0.5
	}
	if !said {
		t.Error("no silence says that its chance is corrected")
	}
	tells := func(args ...string) string {
		var out bytes.Buffer
		env := quiet()
		env.stdout = &out
		if code := run(context.Background(), env, append([]string{"coverage", filepath.Join(dir, "after")}, args...)); code != exitDone {
			t.Fatalf("coverage %v: exit code %d", args, code)
		}
		return out.String()
	}
	if out := tells("--kind", "F3"); !strings.Contains(out, "times 0.5 (version 1, from a trial by hand)") {
		t.Errorf("coverage does not tell of the correction:\n%s", out)
	}
	if out := tells("--corrections"); !strings.Contains(out, "from: a trial by hand") || !strings.Contains(out, "version: 1") {
		t.Errorf("corrections are\n%s", out)
	}
}
