package main

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/journal"
)

// BenchmarkDelay tells how long it takes from when a statement leaves its reordering
// window to when the incident that it led to is in the journal, at 20,000 observations a
// second for a minute of event time: the bar is 50 ms for 99 %. It is a queue with one server,
// the flow, which is one goroutine. A tick comes after each crowd of entries, as live; it waits
// until the one before it is done, and takes as long as a processor worked on it and
// on what came with it: parsing, tracks, incidents, findings, writing them. The
// journal has its own goroutines, so that what putting them on disk takes, by the clock, is told apart.
// What else runs on the machine counts as far as it makes the processor slower.
func BenchmarkDelay(b *testing.B) {
	const (
		rate, seconds = 20_000, 60
		crowd         = 200 // as feed/transport writes ticks
		window        = 2 * time.Second
		between       = crowd * time.Second / rate
	)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ctx := context.Background()
	for b.Loop() {
		j, err := journal.Open(ctx, b.TempDir(), journal.Options{})
		if err != nil {
			b.Fatal(err)
		}
		read, f, began := loadedRiver(b)
		rng := rand.New(rand.NewPCG(1, 8470))
		var delays, disk []time.Duration
		var free, took time.Duration // when the server is free, and what all threads worked
		for tick := 1; tick <= rate*seconds/crowd; tick++ {
			entries := riverLoad(b, read, rng, began, (tick-1)*crowd, tick*crowd, rate)
			before, all, versions := ofThread(b), feedtest.Processor(b), len(f.incidentVersions)
			for _, e := range entries {
				if _, err := f.step(ctx, read, f.engine, e); err != nil {
					b.Fatal(err)
				}
			}
			if len(f.conclusions) > 0 {
				asked := time.Now()
				if _, err := j.Append(ctx, f.conclusions); err != nil {
					b.Fatal(err)
				}
				disk = append(disk, time.Since(asked))
				f.conclusions = f.conclusions[:0]
			}
			worked := ofThread(b) - before
			took += feedtest.Processor(b) - all
			now := time.Duration(tick) * between
			free = max(free, now) + worked
			if len(f.incidentVersions) == versions {
				continue
			}
			for n := range crowd { // those released by this tick were said a window ago
				if left := now - between + time.Duration(n)*time.Second/rate; left >= window && n%100 < postShare {
					delays = append(delays, free-left)
				}
			}
		}
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
		at := func(all []time.Duration, share float64) float64 {
			slices.Sort(all)
			return all[int(share*float64(len(all)-1))].Seconds() * 1000
		}
		b.ReportMetric(at(delays, 0.5), "median-ms")
		b.ReportMetric(at(delays, 0.99), "p99-ms")
		b.ReportMetric(at(delays, 1), "longest-ms")
		b.ReportMetric(at(disk, 0.99), "p99-append-ms")
		b.ReportMetric(float64(f.engine.Observations())/took.Seconds(), "obs/CPU-s")
		b.ReportMetric(float64(len(delays)), "statements")
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc>>20), "heap-MB")
		runtime.KeepAlive(f)
		b.ReportMetric(0, "ns/op")
	}
}

// ofThread is the processor time of this thread.
func ofThread(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_THREAD, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
