package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/journal"
)

// TestSameEverywhere: two runs in different folders, zones and locales, with
// another number of processors, are equal byte for byte, and so is the digest
// of their journals.
func TestSameEverywhere(t *testing.T) {
	one, two := t.TempDir(), filepath.Join(t.TempDir(), "deep", "down")
	run := func(out string, env ...string) {
		c := exec.Command(realBinary(), "demo", "--no-serve", "--seed", "9", "--out", out)
		c.Env = append(os.Environ(), env...)
		if text, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	run(one)
	run(two, "TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "GOMAXPROCS=1")
	equalRuns(t, one, two)
	var digests []string
	for _, dir := range []string{one, two} {
		j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		proof, err := j.Proof(t.Context())
		if err := errors.Join(err, j.Close()); err != nil {
			t.Fatal(err)
		}
		digests = append(digests, proof.Digest.String())
	}
	if digests[0] != digests[1] {
		t.Errorf("digests %v", digests)
	}
}

// TestInterrupted: Ctrl-C ends a replay with exit code 1 and serving with 0; the
// journal is let go of, nothing half-written stays, and nobody sees a panic.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	const tooEarly = -1 // the signal came before the process listened for it
	interrupt := func(want int, after time.Duration, args ...string) (said string, code int) {
		t.Helper()
		var out bytes.Buffer
		c := exec.Command(realBinary(), args...)
		c.Stdout, c.Stderr = &out, &out
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after)
		if err := c.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		// A replay that was done before the signal came is done.
		code = c.ProcessState.ExitCode()
		if code != want && code != exitDone && code != tooEarly {
			t.Errorf("%v: exit code %d, want %d\n%s", args, code, want, out.String())
		}
		if strings.Contains(out.String(), "goroutine") {
			t.Errorf("%v:\n%s", args, out.String())
		}
		return out.String(), code
	}
	for _, after := range []time.Duration{60, 150, 250, 350, 500} {
		if _, code := interrupt(exitFailed, after*time.Millisecond, "demo", "--no-serve", "--out", dir); code == tooEarly {
			continue
		}
		for _, pattern := range []string{".*", "*.partial", "*.tmp"} {
			if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		}
		if v := verifyDir(t, dir); v != nil && len(v.Different) > 0 { // opens, so the lock is free
			t.Errorf("after an interrupt: %v", v.Different)
		}
	}
	if text, err := exec.Command(realBinary(), "demo", "--no-serve", "--out", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if said, _ := interrupt(exitDone, 3*time.Second, "serve", dir, "--addr", "127.0.0.1:0"); !strings.Contains(said, "stopped") {
		t.Errorf("serve says %q", said)
	}
	verifyDir(t, dir)
}

// TestFullDisk: a replay for which there is no room fails soon and says so, and
// goes on where it stopped when there is. The shell's limit on the size of a
// file stands for a full disk.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	c := exec.Command("sh", "-c", `ulimit -f 600; exec "$1" demo --no-serve --seed 5 --out "$0"`, dir, realBinary())
	out, err := c.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "file too large") {
		t.Fatalf("%v\n%s", err, out)
	}
	if text, err := exec.Command(realBinary(), "demo", "--no-serve", "--seed", "5", "--out", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	equalRuns(t, demoRun(t, 5), dir)
}

// TestTwoProcesses: a folder that another process has open is refused in words.
func TestTwoProcesses(t *testing.T) {
	dir := demoRun(t, 5)
	j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for _, args := range [][]string{{"verify-replay", dir}, {"rebuild", dir}, {"serve", dir, "--addr", "127.0.0.1:0"}, {"demo", "--no-serve", "--seed", "5", "--out", dir}} {
		out, err := exec.Command(realBinary(), args...).CombinedOutput()
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "another process has it open") {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
}
