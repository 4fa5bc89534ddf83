package journal

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestAFullDisk appends until the disk takes no more. The call must end, soon
// and with the reason; and when there is room again, the record goes on from
// what was acknowledged. The disk is full for a child whose files may not grow.
func TestAFullDisk(t *testing.T) {
	const role = "TRUCELINE_JOURNAL_FULL"
	if dir := os.Getenv(role); dir != "" {
		signal.Ignore(syscall.SIGXFSZ)
		small := syscall.Rlimit{Cur: 300 << 10, Max: 300 << 10}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
			t.Skipf("skipped: no limit on the size of files here: %v", err)
		}
		j := opened(t, dir, Options{BatchBytes: 32 << 10})
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		acked, err := 0, error(nil)
		for from := 0; err == nil && from < 1_000_000; from += 1000 {
			acked, err = from, nil
			_, err = j.Append(ctx, rows(1000, from))
		}
		if err == nil || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "file too large") {
			t.Fatalf("after %d entries: %v", acked, err)
		}
		if int(j.Last()) < acked {
			t.Fatalf("%d entries are left of %d", j.Last(), acked)
		}
		return
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestAFullDisk$", "-test.v")
	child.Env = append(os.Environ(), role+"="+dir)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	j := opened(t, dir, Options{})
	if err := j.Prove(t.Context()); err != nil {
		t.Fatal(err)
	}
	had := int(j.Last())
	if had == 0 {
		t.Fatal("nothing was acknowledged before the disk was full")
	}
	if n := appended(t, j, rows(had+10, 0)); n != 10 {
		t.Errorf("%d were added to %d, want 10", n, had)
	}
	var seen int
	if err := j.Read(t.Context(), 1, 0, func(es []truceline.Entry) error { seen += len(es); return nil }); err != nil || seen != had+10 {
		t.Errorf("%d entries: %v", seen, err)
	}
}
