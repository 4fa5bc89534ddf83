package main

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestPace: beside a flow that has nothing to do work goes on, beside one that is busy for a share of the time and
// until it is busy no more; what was waited is not counted as work, and goroutines wait together.
func TestPace(t *testing.T) {
	var busy atomic.Bool
	work := func(p *pace, steps int) (whole time.Duration) {
		began := time.Now()
		for range steps {
			for at := time.Now(); time.Since(at) < drawingStep; {
			}
			p.pause()
		}
		return time.Since(began)
	}
	p := newPace(busy.Load)
	if whole := work(p, 5); p.waited > whole/2 {
		t.Errorf("idle: waited %s of %s", p.waited, whole)
	}
	busy.Store(true)
	p = newPace(busy.Load)
	whole := work(p, 5)
	if p.waited < (drawingShare-2)*5*drawingStep || p.took(whole) > whole/2 || p.took(whole) < 5*drawingStep {
		t.Errorf("busy: waited %s of %s", p.waited, whole)
	}
	p = newPace(busy.Load)
	p.began = time.Now().Add(-time.Hour) // a step that took so long may wait for ten
	time.AfterFunc(20*drawingStep, func() { busy.Store(false) })
	if p.pause(); p.waited < 10*drawingStep || p.waited > time.Minute {
		t.Errorf("busy for a while: waited %s", p.waited)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { work(p, 20) })
	}
	all.Wait()
}
