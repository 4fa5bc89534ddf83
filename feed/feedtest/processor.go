package feedtest

import (
	"runtime"
	"syscall"
	"testing"
	"time"
)

// Processor is the time that this process was worked on, garbage collection
// included: on a busy machine the clock says little.
func Processor(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// AtWork holds as much memory as a live door does when it has little to hold, until
// the benchmark ends: with a few kilobytes in use, the collector would run a hundred
// times as often as it does there.
func AtWork(b *testing.B) {
	held := make([]byte, 64<<20)
	for i := 0; i < len(held); i += 4096 {
		held[i] = 1
	}
	b.Cleanup(func() { runtime.KeepAlive(held) })
}
