package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the truceline command, so that stories and
// the kill test run the real thing as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"truceline": main})
}

// realBinary is the command that tests start as a process of its own: the one
// that make built (TRUCELINE_BIN), else this test binary under the command's
// name, which is many times slower under -race.
func realBinary() string {
	if bin := os.Getenv("TRUCELINE_BIN"); bin != "" {
		return bin
	}
	return "truceline"
}

// TestStories runs the end-to-end stories in test/*.txtar.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: filepath.Join("..", "..", "test")})
}

// quiet is an environment whose output goes nowhere.
func quiet() *environment {
	return &environment{stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.DiscardHandler)}
}

// dataDir is where real data lie. Without them the test is skipped, except in
// CI, where they must be there.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TRUCELINE_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no real data at %s; in CI they must be there", dir)
		}
		t.Skipf("skipped: no real data at %s (set TRUCELINE_DATA)", dir)
	}
	return dir
}

// replayReal replays one of the shipped truces into a temporary folder.
func replayReal(t *testing.T, name string) (replayed, string) {
	t.Helper()
	data, dir := dataDir(t), t.TempDir()
	l, err := loadReplay(filepath.Join("..", "..", "exercises", "real", name))
	if err != nil {
		t.Fatal(err)
	}
	done, err := replay(context.Background(), quiet(), l, data, dir)
	if err != nil {
		t.Fatal(err)
	}
	return done, dir
}
