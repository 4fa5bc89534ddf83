package main

import (
	"context"
	"fmt"
	"time"

	"github.com/truceline/truceline"
)

// writer puts conclusions into the journal while the flow goes on: the flow does not wait
// for the disk, and what gathers meanwhile goes into one batch.
type writer struct {
	append func(context.Context, []truceline.Entry) (int, error)
	done   func(took time.Duration, statements int) // told of each tick when all it led to is on disk
	queue  chan written
	failed chan struct{} // closed when nothing can be written any more; err says why
	ended  chan struct{}
	err    error
}

// written is what a tick led to.
type written struct {
	conclusions []truceline.Entry
	tick        time.Time
	statements  int // that the tick released; 0: nothing is to be noted of it
}

const (
	// writerRoom is how many ticks may wait for the disk before the flow does.
	writerRoom = 256
	// writerBatch is up to how many conclusions are gathered into one batch.
	writerBatch = 8192
)

// newWriter starts a writer; end ends it.
func newWriter(ctx context.Context, append func(context.Context, []truceline.Entry) (int, error), done func(time.Duration, int)) *writer {
	w := &writer{append: append, done: done, queue: make(chan written, writerRoom), failed: make(chan struct{}), ended: make(chan struct{})}
	go w.run(ctx)
	return w
}

// write hands over what a tick led to, waiting while there is no room. It returns why what was
// handed over before cannot be written.
func (w *writer) write(x written) error {
	if len(x.conclusions) == 0 && x.statements == 0 {
		return nil
	}
	select {
	case w.queue <- x:
		return nil
	case <-w.failed:
		return w.err
	}
}

// end waits until all that was handed over is on disk. Nothing may be handed over any more.
func (w *writer) end() error {
	close(w.queue)
	<-w.ended
	return w.err
}

// run writes until the queue is closed, or until the journal takes no more.
func (w *writer) run(ctx context.Context) {
	defer close(w.ended)
	for x := range w.queue {
		if err := w.batch(ctx, x); err != nil {
			w.err = fmt.Errorf("journal conclusions: %w", err)
			close(w.failed)
			return
		}
	}
}

// batch writes what a tick led to and what gathered behind it.
func (w *writer) batch(ctx context.Context, first written) error {
	ticks, all := []written{first}, first.conclusions
	for more := true; more && len(all) < writerBatch; {
		select {
		case x, ok := <-w.queue:
			if more = ok; ok {
				ticks, all = append(ticks, x), append(all, x.conclusions...)
			}
		default:
			more = false
		}
	}
	for len(all) > 0 {
		n := min(len(all), writerBatch)
		if _, err := w.append(ctx, all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	for _, x := range ticks {
		if x.statements > 0 {
			w.done(time.Since(x.tick), x.statements)
		}
	}
	return nil
}
