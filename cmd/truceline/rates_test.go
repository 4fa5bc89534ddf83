package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// TestQuietOrBlind: a silent line, and the same with every camera dead, see the
// same nothing of what only cameras and patrols see; the first says how much there
// can have been at most, and the second that it was blind.
func TestQuietOrBlind(t *testing.T) {
	dir := t.TempDir()
	world := filepath.Join(dir, "world")
	must(t, "sim", "silent-line", "--seed", "5", "--hours", "4", "--out", world) // by night: no patrol
	cameras, err := filepath.Glob(filepath.Join(world, "raw", "camera-*.sapient"))
	if err != nil || len(cameras) == 0 {
		t.Fatalf("%d files of cameras: %v", len(cameras), err)
	}
	for _, name := range cameras {
		if err := os.Truncate(name, 0); err != nil {
			t.Fatal(err)
		}
	}
	quiet := flares(t, world, filepath.Join(dir, "quiet"))

	rewrite(t, filepath.Join(world, "raw", "watches.csv"), func(line string) (string, bool) {
		f := strings.Split(line, ",")
		if len(f) > 14 && f[1] == string(truceline.MeansCamera) {
			f[11], f[12], f[14] = string(truceline.Blind), string(truceline.CausePower), ""
		}
		return strings.Join(f, ","), true
	})
	blind := flares(t, world, filepath.Join(dir, "blind"))

	if quiet.Events != 0 || blind.Events != 0 {
		t.Fatalf("flares were seen: %d and %d", quiet.Events, blind.Events)
	}
	if quiet.Method != truceline.RateUpper || quiet.High <= 0 || !strings.Contains(quiet.Words, "at most") {
		t.Errorf("with the cameras at work: %+v", quiet)
	}
	if blind.Known() || blind.Watched != truceline.Blind || !strings.Contains(blind.Words, "Nothing can be said") {
		t.Errorf("with every camera dead: %+v", blind)
	}
}

// flares replays a world and returns what is said of flares and flashes.
func flares(t *testing.T, world, run string) truceline.Rate {
	t.Helper()
	must(t, "replay", world, "--data", world, "--out", run)
	rec, _ := recordAndText(t, run)
	for _, r := range rec.Rates {
		if r.Kind == truceline.KindLightAndTracer && r.Side == "" {
			return r
		}
	}
	t.Fatal("nothing is said of flares")
	return truceline.Rate{}
}

// rewrite changes a file line by line.
func rewrite(t *testing.T, name string, change func(line string) (string, bool)) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for line := range strings.Lines(string(text)) {
		if line, keep := change(strings.TrimSuffix(line, "\n")); keep {
			out.WriteString(line + "\n")
		}
	}
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
