package transport

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/truceline/truceline"
)

const (
	// roomBytes is how much may wait for the disk, bodies and what an entry takes
	// beside its body: most of a second at 100,000 short messages a second.
	roomBytes = 24 << 20
	entrySize = 256
	// batchEntries is how many entries are appended at once at most.
	batchEntries = 16384
	// crowd is how many entries bring a tick before its second is over: with what
	// one tick releases no more than that, at 20,000 a second none waits for the tick
	// longer than a hundredth of a second.
	crowd = 200
	// after a crowd ticks go on as often as closely for so long, as what came with it
	// leaves its windows meanwhile and would otherwise leave them all at once.
	closely   = 20 * time.Millisecond
	aftermath = time.Minute
)

// ErrFull is that there is no room for a message that cannot wait.
var ErrFull = errors.New("too much is waiting for the disk")

// Intake gathers what all feeds hand over and appends it to the journal, as much
// at once as is waiting: the slower the disk, the larger the batches. It writes
// a tick each second, one after each two hundred entries, and fifty a second for a
// minute after these, each after what was received before it.
type Intake struct {
	// Append puts entries on disk and returns when they are there; it is
	// (*journal.Journal).Append.
	Append func(ctx context.Context, entries []truceline.Entry) (added int, err error)
	// Tick makes the tick entry for a moment; nil: no ticks are written.
	Tick func(at time.Time) truceline.Entry
	// After is the last tick there is already: none is written up to it.
	After time.Time

	mu      sync.Mutex
	waiting []parcel
	size    int
	room    chan struct{} // closed when there is room again
	more    chan struct{} // holds one token when something waits
	failed  error         // why nothing can be appended any more
	posts   posts
	since   int       // entries since the last tick; of Run alone, as the next
	crowded time.Time // when that last came to a crowd
}

// parcel is what was handed over at once.
type parcel struct {
	entries []truceline.Entry
	size    int
	done    chan error // nil: nobody waits
	put     bool       // the entries are still those of who waits
}

// NewIntake returns an intake that has to be [Intake.Run].
func NewIntake(append func(ctx context.Context, entries []truceline.Entry) (int, error)) *Intake {
	return &Intake{Append: append, room: make(chan struct{}), more: make(chan struct{}, 1)}
}

// Put hands entries over and waits until they are on disk. Their IDs are those of the
// record then: a repeat has that of what was there already.
func (in *Intake) Put(ctx context.Context, entries []truceline.Entry) error {
	done := make(chan error, 1)
	if err := in.put(ctx, parcel{entries: entries, done: done, put: true}); err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Begin hands entries over, waiting while there is no room for them. What it
// returns says, once, when they are on disk or why they cannot be.
func (in *Intake) Begin(ctx context.Context, entries []truceline.Entry) (<-chan error, error) {
	done := make(chan error, 1)
	return done, in.put(ctx, parcel{entries: entries, done: done})
}

// Send hands entries over, waiting only while there is no room for them. They
// belong to the intake from then on.
func (in *Intake) Send(ctx context.Context, entries []truceline.Entry) error {
	return in.put(ctx, parcel{entries: entries})
}

// Try hands entries over if there is room, and returns [ErrFull] if not.
func (in *Intake) Try(entries []truceline.Entry) error {
	if _, ok, err := in.offer(parcel{entries: entries}); err != nil || ok {
		return err
	}
	return ErrFull
}

func (in *Intake) put(ctx context.Context, p parcel) error {
	for {
		room, ok, err := in.offer(p)
		if err != nil || ok {
			return err
		}
		select {
		case <-room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// offer takes a parcel if there is room; if not, room is closed when there is.
func (in *Intake) offer(p parcel) (room chan struct{}, ok bool, err error) {
	for i := range p.entries {
		p.size += entrySize + len(p.entries[i].Body)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	switch {
	case in.failed != nil:
		return nil, false, in.failed
	case in.size > 0 && in.size+p.size > roomBytes: // one that is larger than the room goes alone
		return in.room, false, nil
	}
	in.waiting = append(in.waiting, p)
	in.size += p.size
	select {
	case in.more <- struct{}{}:
	default:
	}
	return nil, true, nil
}

// Run appends until ctx ends, then what was handed over by then, and returns
// nil; or the error of an append, after which nothing is taken any more: what
// became of those entries is not known, so that they are acknowledged to nobody
// and the journal has to be opened again.
func (in *Intake) Run(ctx context.Context) error {
	clock := time.NewTimer(0)
	defer clock.Stop()
	last := context.WithoutCancel(ctx)
	for {
		clock.Reset(in.untilDue(time.Now()))
		select {
		case <-in.more:
		case <-clock.C:
		case <-ctx.Done():
			err := in.drain(last)
			in.fail(err)
			return err
		}
		if _, err := in.step(last); err != nil {
			in.fail(err)
			return err
		}
	}
}

// drain appends all that is waiting.
func (in *Intake) drain(ctx context.Context) error {
	for {
		if n, err := in.step(ctx); n == 0 || err != nil {
			return err
		}
	}
}

// step appends what is waiting, up to a batch, and the tick that is due.
func (in *Intake) step(ctx context.Context) (parcels int, err error) {
	taken, entries := in.take()
	in.since += len(entries)
	if at := in.due(time.Now().UTC()); in.Tick != nil && at.After(in.After) {
		entries = append(entries, in.Tick(at))
		in.After, in.since = at, 0
	}
	if len(entries) == 0 {
		return 0, nil
	}
	_, err = in.Append(ctx, entries)
	for _, p := range taken {
		if p.put { // who waits learns the IDs: a repeat has that of what was there
			copy(p.entries, entries)
		}
		entries = entries[len(p.entries):]
	}
	in.settle(taken, err)
	return len(taken), err
}

// due is the moment of the tick that is due now: when much has come since the last, that of
// the millisecond.
func (in *Intake) due(now time.Time) time.Time {
	if in.since >= crowd {
		in.crowded = now
		return now.Truncate(time.Millisecond)
	}
	return now.Truncate(in.pace(now))
}

// untilDue is how long it takes from now until the next tick is due with nothing more to come.
func (in *Intake) untilDue(now time.Time) time.Duration {
	pace := in.pace(now)
	return now.Truncate(pace).Add(pace).Sub(now)
}

// pace is how far ticks are apart where little comes.
func (in *Intake) pace(now time.Time) time.Duration {
	if now.Sub(in.crowded) < aftermath {
		return closely
	}
	return time.Second
}

// take gathers what waits, and leaves the rest for the next time.
func (in *Intake) take() (taken []parcel, entries []truceline.Entry) {
	in.mu.Lock()
	defer in.mu.Unlock()
	count, n := 0, 0
	for n < len(in.waiting) && (n == 0 || count+len(in.waiting[n].entries) <= batchEntries) {
		count += len(in.waiting[n].entries)
		n++
	}
	taken = in.waiting[:n:n]
	if in.waiting = in.waiting[n:]; len(in.waiting) > 0 {
		select {
		case in.more <- struct{}{}:
		default:
		}
	}
	entries = make([]truceline.Entry, 0, count+1)
	for _, p := range taken {
		entries = append(entries, p.entries...)
	}
	return taken, entries
}

// settle makes room and tells who waits.
func (in *Intake) settle(taken []parcel, err error) {
	in.mu.Lock()
	for _, p := range taken {
		in.size -= p.size
	}
	close(in.room)
	in.room = make(chan struct{})
	in.mu.Unlock()
	for _, p := range taken {
		if p.done != nil {
			p.done <- err
		}
	}
}

// fail refuses everything from now on, and tells those that wait.
func (in *Intake) fail(err error) {
	if err != nil {
		err = fmt.Errorf("%w: %w", errJournal, err)
	} else {
		err = fmt.Errorf("%w: stopped", errJournal)
	}
	in.mu.Lock()
	in.failed = err
	left := in.waiting
	in.waiting = nil
	in.mu.Unlock()
	in.settle(left, err)
}
