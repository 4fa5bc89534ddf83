package feedtest

import (
	"syscall"
	"testing"
	"time"
)

// Processor is the time that this process was worked on, garbage collection
// included: on a busy machine the clock says little.
func Processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
