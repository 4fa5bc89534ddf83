package main

import (
	"runtime"
	"sync"
	"time"
)

// pace lets work beside the flow go on in short steps that give way to it. Go's scheduler takes a
// processor from a goroutine only after ten milliseconds, and what a statement leads to is handed on from goroutine
// to goroutine a dozen times: were each to wait for work that takes every processor, those
// would be a tenth of a second. Any goroutine of the work may call pause.
type pace struct {
	busy func() bool // the flow has something to do

	mu     sync.Mutex
	began  time.Time // the step
	waited time.Duration
}

func newPace(busy func() bool) *pace { return &pace{busy: busy, began: time.Now()} }

// pause ends a step that was long enough: whoever waits for a processor comes first, and while the flow is busy
// the work waits too, so long that it goes on for the same share of the time as a drawing does.
func (p *pace) pause() {
	p.mu.Lock()
	defer p.mu.Unlock()
	worked := time.Since(p.began)
	if worked < drawingStep {
		return
	}
	runtime.Gosched()
	for p.busy() && time.Since(p.began) < drawingShare*worked {
		time.Sleep(drawingStep)
	}
	now := time.Now()
	p.waited += now.Sub(p.began) - worked
	p.began = now
}

// took is how much of a time was not spent waiting.
func (p *pace) took(whole time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return whole - p.waited
}
