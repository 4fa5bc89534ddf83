package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// errJournal marks what went wrong on our side and not on the sender's.
var errJournal = errors.New("cannot be journalled")

const (
	firstPause = 500 * time.Millisecond
	longPause  = time.Minute
)

// again does something over and over until ctx ends: at once where it ended well,
// after a pause that doubles up to a minute while it fails. Pauses are drawn from
// half to the whole of their length, so that many do not come back at once.
// A fault of the journal ends it.
func (r *receiver) again(ctx context.Context, do func() error) error {
	pause := firstPause
	for {
		began := time.Now()
		err := do()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errJournal):
			return err
		}
		r.status.tried(err)
		if err == nil && time.Since(began) > pause {
			pause = firstPause
		}
		if err := sleep(ctx, pause/2+rand.N(pause/2)); err != nil {
			return nil
		}
		pause = min(2*pause, longPause)
	}
}

// sleep waits, or returns the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pace holds a feed to so many messages a second, with a second's worth at once.
type pace struct {
	limit float64
	mu    sync.Mutex
	left  float64
	at    time.Time
}

func newPace(limit float64) *pace { return &pace{limit: limit, left: limit, at: time.Now()} }

// take takes n messages' worth, into debt if need be, and returns how long the
// debt takes to clear. With borrow unset nothing is taken that is not there.
func (p *pace) take(n int, borrow bool) (wait time.Duration, ok bool) {
	if p.limit <= 0 {
		return 0, true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.left = min(p.limit, p.left+p.limit*now.Sub(p.at).Seconds())
	p.at = now
	if !borrow && p.left < 1 {
		return time.Duration((1 - p.left) / p.limit * float64(time.Second)), false
	}
	p.left -= float64(n)
	if p.left >= 0 {
		return 0, true
	}
	return time.Duration(-p.left / p.limit * float64(time.Second)), true
}

// wait lets n messages through at the feed's pace.
func (p *pace) wait(ctx context.Context, n int) error {
	if d, _ := p.take(n, true); d > 0 {
		return sleep(ctx, d)
	}
	return nil
}

// IsJournal reports whether an error is one of the journal, after which no feed
// can go on.
func IsJournal(err error) bool { return errors.Is(err, errJournal) }
