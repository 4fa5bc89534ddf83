package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledReplay kills a replay at random moments, checks that what is there
// verifies, and that running it again brings it to the same end as a replay
// that was never disturbed.
func TestKilledReplay(t *testing.T) {
	dir := t.TempDir()
	whole, cut := filepath.Join(dir, "whole"), filepath.Join(dir, "cut")
	demo := func(out string) *exec.Cmd {
		return exec.Command("truceline", "demo", "--no-serve", "--seed", "5", "--out", out)
	}
	started := time.Now()
	if text, err := demo(whole).CombinedOutput(); err != nil {
		t.Fatalf("demo: %v\n%s", err, text)
	}
	takes := time.Since(started)

	rng := rand.New(rand.NewPCG(uint64(started.UnixNano()), 1))
	for range 6 {
		c := demo(cut)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Float64() * float64(takes)))
		_ = c.Process.Kill() // SIGKILL: no chance to clean up
		_ = c.Wait()
		if v := verifyDir(t, cut); v != nil && len(v.Different) > 0 {
			t.Fatalf("after a kill: %v", v.Different)
		}
	}
	if text, err := demo(cut).CombinedOutput(); err != nil {
		t.Fatalf("demo after kills: %v\n%s", err, text)
	}
	a, b := verifyDir(t, whole), verifyDir(t, cut)
	if a.Pending+b.Pending+len(a.Different)+len(b.Different) > 0 || a.Equal != b.Equal || a.Equal == 0 {
		t.Errorf("undisturbed %+v, killed and resumed %+v", a, b)
	}
	x, y := recordOf(t, whole), recordOf(t, cut)
	if x != y {
		t.Errorf("the resumed record differs from the undisturbed one")
	}
}

// verifyDir verifies a run's folder; nil when it was killed before it was made.
func verifyDir(t *testing.T, dir string) *verified {
	t.Helper()
	if _, err := filepath.Glob(filepath.Join(dir, dirJournal)); err != nil {
		t.Fatal(err)
	}
	if m, _ := filepath.Glob(filepath.Join(dir, dirJournal)); len(m) == 0 {
		return nil
	}
	v, err := verify(context.Background(), quiet(), dir)
	if err != nil {
		t.Fatalf("verify %s: %v", dir, err)
	}
	return v
}

// recordOf is the stored record as JSON.
func recordOf(t *testing.T, dir string) string {
	t.Helper()
	rec, err := readRecord(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
