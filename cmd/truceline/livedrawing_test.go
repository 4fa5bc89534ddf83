package main

import (
	"testing"
	"time"
)

// TestDrawing: what a picture shows is taken in steps when the flow has nothing to do, and for a share of the
// time however busy it is; ended early, it lets go of the engine.
func TestDrawing(t *testing.T) {
	steps := 0
	begin := func(of int) *drawing {
		steps = 0
		d := inSteps(func(pause func()) {
			for range of {
				time.Sleep(drawingStep)
				steps++
				pause()
			}
		})
		t.Cleanup(d.stop)
		return d
	}
	if d := begin(5); !d.on(func() bool { return true }) || steps != 5 || d.worked < 5*drawingStep {
		t.Errorf("idle: %d steps of 5 in %s", steps, d.worked)
	}
	d := begin(5)
	d.paused = time.Now()
	if d.on(func() bool { return false }) || steps > 1 {
		t.Errorf("busy, and only just paused: %d steps", steps)
	}
	d.paused = time.Now().Add(-drawingShare * 20 * drawingStep)
	if !d.on(func() bool { return false }) || steps != 5 {
		t.Errorf("busy for long: %d steps of 5", steps)
	}
	d = begin(5)
	d.paused = time.Now().Add(-drawingShare * drawingStep)
	if d.on(func() bool { return false }); steps == 0 || steps == 5 {
		t.Errorf("busy: %d steps of 5", steps)
	}
	d.stop()
	if steps != 5 {
		t.Errorf("ended after %d steps of 5", steps)
	}
}
