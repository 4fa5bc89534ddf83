package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledReplay kills replays at random moments, checks that what is there
// verifies, and that running them again brings them to the same end, byte for
// byte, as a replay that was never disturbed.
func TestKilledReplay(t *testing.T) {
	t.Parallel()
	t.Run("demo", func(t *testing.T) {
		killed(t, func(out string) []string { return []string{"demo", "--no-serve", "--seed", "5", "--out", out} })
	})
	t.Run("easter-2026", func(t *testing.T) {
		data, folder := dataDir(t), filepath.Join("..", "..", "exercises", "real", "easter-2026")
		killed(t, func(out string) []string { return []string{"replay", folder, "--data", data, "--out", out} })
	})
}

func killed(t *testing.T, command func(out string) []string) {
	dir := t.TempDir()
	whole, cut := filepath.Join(dir, "whole"), filepath.Join(dir, "cut")
	started := time.Now()
	if text, err := exec.Command(realBinary(), command(whole)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	takes := time.Since(started)
	rng := rand.New(rand.NewPCG(uint64(started.UnixNano()), 1))
	kill := func(args ...string) {
		c := exec.Command(realBinary(), args...)
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
	for range 4 {
		kill(command(cut)...)
	}
	if text, err := exec.Command(realBinary(), command(cut)...).CombinedOutput(); err != nil {
		t.Fatalf("after kills: %v\n%s", err, text)
	}
	equalRuns(t, whole, cut)
	kill("rebuild", cut)
	if text, err := exec.Command(realBinary(), "rebuild", cut).CombinedOutput(); err != nil {
		t.Fatalf("rebuild after a kill: %v\n%s", err, text)
	}
	equalRuns(t, whole, cut)
	left, err := filepath.Glob(filepath.Join(cut, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// outputs are the files of a run that must not differ by a byte between two
// replays of the same files.
func outputs() []string {
	return []string{reportJSON, reportHTML, ratesCSV, incidentsCSV, incidentsGeoJSON}
}

// equalRuns compares two runs: their files byte for byte, their records, and
// what verifying them says.
func equalRuns(t *testing.T, whole, again string) {
	t.Helper()
	for _, name := range outputs() {
		x, errX := os.ReadFile(filepath.Join(whole, name))
		y, errY := os.ReadFile(filepath.Join(again, name))
		if errX != nil || errY != nil || !bytes.Equal(x, y) || len(x) == 0 {
			t.Errorf("%s is not the same (%v, %v)", name, errX, errY)
		}
	}
	a, b := verifyDir(t, whole), verifyDir(t, again)
	if a.Pending+b.Pending+len(a.Different)+len(b.Different) > 0 || a.Equal != b.Equal || a.Equal == 0 || a.Files != b.Files || a.Files == 0 || a.Entries != b.Entries {
		t.Errorf("undisturbed %+v, again %+v", a, b)
	}
	if recordOf(t, whole) != recordOf(t, again) {
		t.Errorf("the record differs from the undisturbed one")
	}
}

// verifyDir verifies a run's folder; nil when it was killed before it was made.
func verifyDir(t *testing.T, dir string) *verified {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, dirJournal)); err != nil {
		return nil
	}
	if text, ok := builtBinary(t, "verify-replay", "--json", dir); ok {
		v := &verified{}
		if err := json.Unmarshal(text, v); err != nil {
			t.Fatalf("verify %s: %v: %s", dir, err, text)
		}
		return v
	}
	v, err := verify(context.Background(), quiet(), dir)
	if err != nil {
		t.Fatalf("verify %s: %v", dir, err)
	}
	return v
}

// builtBinary runs the binary that make built and returns what it printed; ok is
// false where there is none. Under the race detector the river takes minutes
// that it takes seconds without.
func builtBinary(t *testing.T, args ...string) (printed []byte, ok bool) {
	t.Helper()
	bin := os.Getenv("TRUCELINE_BIN")
	if bin == "" {
		return nil, false
	}
	printed, err := exec.CommandContext(t.Context(), bin, args...).Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return printed, true
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
