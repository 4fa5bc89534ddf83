package main

import (
	"iter"
	"maps"
	"time"
)

// drawing takes from the engine what a picture shows, in steps between which the
// flow goes on: both are of the one goroutine that uses the engine.
type drawing struct {
	shows  flowed        // once it is done
	worked time.Duration // so far
	paused time.Time     // when the last step ended
	step   func() (struct{}, bool)
	stop   func() // lets it end, without pauses where it is not done
}

const (
	// drawingStep is how long the flow is held up at a time.
	drawingStep = time.Millisecond
	// drawingShare is the part of the time that is drawn for however far the flow is behind.
	drawingShare = 10
)

// draw begins. The conclusions and what they rest on are those of this moment.
func draw(f flowed) *drawing {
	f.refs, f.feeds = f.engine.Refs(), maps.Clone(f.feeds)
	var d *drawing
	d = inSteps(func(pause func()) { d.shows.record = f.engine.RecordInSteps(pause) })
	d.shows = f
	return d
}

// inSteps begins work that calls pause often; it goes on only within on, or stop.
func inSteps(work func(pause func())) *drawing {
	d := &drawing{paused: time.Now()}
	d.step, d.stop = iter.Pull(func(yield func(struct{}) bool) {
		began, ended := time.Now(), false
		work(func() {
			if !ended && time.Since(began) >= drawingStep {
				ended = !yield(struct{}{})
				began = time.Now()
			}
		})
	})
	return d
}

// on draws on for a share of the time since it last did, and longer while nothing else is to be done. It
// reports whether it is done.
func (d *drawing) on(idle func() bool) (done bool) {
	began := time.Now()
	share := began.Sub(d.paused) / drawingShare
	for more := true; more && (idle() || time.Since(began) < share); {
		_, more = d.step()
		done = !more
	}
	d.paused = time.Now()
	d.worked += d.paused.Sub(began)
	return done
}
