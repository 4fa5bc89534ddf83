package main

import (
	"context"
	"errors"
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
// Each five seconds a picture is made, as live: it is taken from the engine by the flow's thread, and written beside.
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
		p := pictures{dir: b.TempDir()}
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
			now := time.Duration(tick) * between
			free = max(free, now) + worked
			p.turn(b, f, now, func() bool { return free+ofThread(b)-before-worked < now+between })
			done := free
			free += ofThread(b) - before - worked
			took += feedtest.Processor(b) - all
			if len(f.incidentVersions) == versions {
				continue
			}
			for n := range crowd { // those released by this tick were said a window ago
				if left := now - between + time.Duration(n)*time.Second/rate; left >= window && n%100 < postShare {
					delays = append(delays, done-left)
				}
			}
		}
		if err := errors.Join(p.wait(), j.Close()); err != nil {
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
		b.ReportMetric(float64(p.shown), "pictures")
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc>>20), "heap-MB")
		runtime.KeepAlive(f)
		b.ReportMetric(0, "ns/op")
	}
}

// pictures are made of a river's flow as live, each five seconds at most.
type pictures struct {
	dir     string
	drawing *drawing
	making  chan error
	last    time.Duration // of the flow's time
	shown   int
}

// turn has its share of the flow's time after a tick.
func (p *pictures) turn(b *testing.B, f *flowed, now time.Duration, idle func() bool) {
	if p.drawing == nil && p.making == nil && now-p.last >= 5*time.Second {
		p.drawing, p.last = draw(*f), now
	}
	if p.drawing != nil && p.drawing.on(idle) {
		shows := p.drawing.shows
		p.drawing, p.making = nil, make(chan error, 1)
		go func(made chan<- error) {
			_, err := publish(context.Background(), p.dir, &shows, newPace(func() bool { return false }).pause)
			made <- err
		}(p.making)
	}
	select {
	case err := <-p.making:
		if p.making, p.shown = nil, p.shown+1; err != nil {
			b.Fatal(err)
		}
	default:
	}
}

// wait waits for the last.
func (p *pictures) wait() error {
	if p.drawing != nil {
		p.drawing.stop()
	}
	if p.making == nil {
		return nil
	}
	return <-p.making
}

// ofThread is the processor time of this thread.
func ofThread(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_THREAD, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
