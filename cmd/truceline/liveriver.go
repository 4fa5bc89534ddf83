package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/assets"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/store"
	"github.com/truceline/truceline/web"
)

// followerRiver is the name under which the engine follows the journal. Its
// state is in memory, so it follows from the first entry each time.
const followerRiver = "river"

// liveRiver follows the journal with the same reader and engine as a replay,
// writes back what is concluded, and publishes. Its engine is used by the
// follower's goroutine alone.
type liveRiver struct {
	door *liveDoor
	read *reader
	flow *flowed

	first     uint64        // the last entry that was there at the start
	ready     chan struct{} // closed when that was reached
	at        atomic.Uint64 // the last entry that was worked on
	ended     atomic.Bool   // it follows no more
	last      time.Time     // the newest tick
	published time.Time
	took      time.Duration // making the newest picture
	changed   bool          // since
	drawing   *drawing      // what the next picture shows, being taken from the engine; nil: none is
	making    chan made     // the picture that is being made; nil: none is
	writer    *writer

	mu    sync.Mutex
	feeds map[string]string // copies of flow.feeds and flow.gone for others
	gone  map[string]bool
}

func newLiveRiver(d *liveDoor) (*liveRiver, error) {
	formats, err := feedsOf(d.loaded.config.Feeds)
	if err != nil {
		return nil, err
	}
	if err := d.journal.Forget(followerRiver); err != nil {
		return nil, err
	}
	return &liveRiver{
		door: d, read: newReader(formats, d.journal.Entry), flow: newFlowed(engine.New(d.loaded.engine())),
		first: d.journal.Last(), ready: make(chan struct{}),
	}, nil
}

// follow works until ctx ends.
func (r *liveRiver) follow(ctx context.Context) error {
	bar := newProgress(r.door.env, "working out what the journal holds", int(r.first))
	defer bar.end()
	r.writer = newWriter(context.WithoutCancel(ctx), r.door.journal.Append, r.door.status.worked)
	err := r.door.journal.Follow(ctx, followerRiver, func(entries []truceline.Entry) error {
		if r.at.Load() < r.first {
			bar.add(len(entries))
		}
		return r.take(ctx, entries)
	})
	r.ended.Store(true)
	if r.drawing != nil {
		r.drawing.stop()
	}
	if last := r.finished(true); err == nil {
		err = last
	}
	if ctx.Err() != nil {
		err = nil
	}
	if last := r.writer.end(); err == nil {
		err = last
	}
	return err
}

// take works on some entries, in order.
func (r *liveRiver) take(ctx context.Context, entries []truceline.Entry) error {
	for _, e := range entries {
		if e.Kind == truceline.KindConclusion {
			continue // our own
		}
		before, released, outages := len(r.flow.incidentVersions), r.flow.engine.Observations(), r.flow.engine.Outages()
		reading, err := r.flow.step(ctx, r.read, r.flow.engine, e)
		if err != nil {
			return err
		}
		r.door.status.concluded(r.flow.incidentVersions[before:])
		if e.Kind == truceline.KindTick {
			r.last = e.Received
			r.changed = r.changed || r.flow.engine.Outages() > outages
			if err := r.ticked(e, r.flow.engine.Observations()-released); err != nil {
				return err
			}
		} else {
			r.changed = true
			r.door.status.read(e, reading)
			if err := r.remember(e); err != nil {
				return err
			}
		}
	}
	at := entries[len(entries)-1].Seq
	r.at.Store(at)
	if at < r.first {
		return nil
	}
	if err := r.conclude(r.last, 0); err != nil {
		return err
	}
	if err := r.publish(ctx); err != nil {
		return err
	}
	select {
	case <-r.ready:
	default:
		r.mu.Lock()
		r.feeds, r.gone = maps.Clone(r.flow.feeds), maps.Clone(r.flow.gone)
		r.mu.Unlock()
		close(r.ready)
	}
	return nil
}

// remember tells how the feeds stood before the start; what changes afterwards is told
// where it is changed.
func (r *liveRiver) remember(e truceline.Entry) error {
	if e.Seq > r.first || e.Feed != feedConfig || e.Erased {
		return nil
	}
	name := liveFeed(e.File)
	if name == "" {
		return nil
	}
	if r.flow.gone[name] {
		r.door.status.remove(name, e.Received)
		return nil
	}
	stanza, err := parseFeed(e.File, e.Body)
	if err != nil {
		return fmt.Errorf("configuration in the journal: %w", err)
	}
	r.door.status.declare(stanza, e.Received)
	return nil
}

// ticked hands over at once what a tick led to, so that it is not held up by what came
// after; what led to it was there at the start is written when that is caught up with.
func (r *liveRiver) ticked(e truceline.Entry, statements int) error {
	if e.Seq <= r.first {
		return nil
	}
	return r.conclude(e.Received, statements)
}

// conclude has what was concluded written into the journal, and notes of how many statements
// of a tick it came. After a restart most of it stands there already, under the same keys.
func (r *liveRiver) conclude(tick time.Time, statements int) error {
	r.changed = r.changed || len(r.flow.conclusions) > 0
	err := r.writer.write(written{r.flow.conclusions, tick, statements})
	r.flow.conclusions = nil
	return err
}

// pictureAge is how old a picture may grow where nothing is heard: what was watched,
// and for how long who is silent has been so, change with time alone.
const pictureAge = time.Minute

// made is what came of making a picture.
type made struct {
	took time.Duration
	err  error
}

// publish makes the picture anew, so that making it takes at most a tenth of the
// time: what it shows is taken from the engine in short steps, as the flow leaves
// time for them, and written and shown while the flow goes on.
func (r *liveRiver) publish(ctx context.Context) error {
	if err := r.finished(false); err != nil || r.making != nil {
		return err
	}
	if r.drawing == nil {
		due := max(r.door.options.publish, 10*r.took)
		if !r.changed {
			due = max(due, pictureAge)
		}
		if r.last.IsZero() || time.Since(r.published) < due {
			return nil
		}
		r.changed, r.drawing = false, draw(*r.flow)
	}
	if !r.drawing.on(func() bool { return r.behind() == 0 }) {
		return nil
	}
	f, worked := r.drawing.shows, r.drawing.worked
	r.drawing, r.making = nil, make(chan made, 1)
	go func(out chan<- made) {
		began, pace := time.Now(), newPace(func() bool { return r.behind() > 0 && !r.ended.Load() })
		_, err := publish(ctx, r.door.options.out, &f, pace.pause)
		if err == nil {
			err = r.door.show(&f)
		}
		out <- made{worked + pace.took(time.Since(began)), err}
	}(r.making)
	return nil
}

// finished takes note of a picture that has been made, waiting for one that is
// being made if wait is set.
func (r *liveRiver) finished(wait bool) error {
	if r.making == nil {
		return nil
	}
	var m made
	if wait {
		m = <-r.making
	} else {
		select {
		case m = <-r.making:
		default:
			return nil
		}
	}
	r.making, r.published, r.took = nil, time.Now(), m.took
	return m.err
}

// caughtUp waits until all that was in the journal at the start is worked out.
func (r *liveRiver) caughtUp(ctx context.Context) error {
	select {
	case <-r.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newest is the newest tick, once caught up.
func (r *liveRiver) newest() time.Time { return r.last }

// stanzas are the live feeds as the journal has them, once caught up, and the format
// of each that the record knows.
func (r *liveRiver) stanzas() (standing, formats map[string]string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	standing, formats = map[string]string{}, map[string]string{}
	for name, text := range r.feeds {
		stanza, err := parseFeed(feedFile(name), []byte(text))
		if err != nil {
			return nil, nil, err
		}
		if formats[name] = stanza.Format; !r.gone[name] {
			standing[name] = text
		}
	}
	return standing, formats, nil
}

// behind is how many entries are still to be worked on.
func (r *liveRiver) behind() uint64 {
	last, at := r.door.journal.Last(), r.at.Load()
	return last - min(at, last)
}

// finish waits until everything received is worked out, for so long at most:
// what is left is worked out at the next start.
func (r *liveRiver) finish(patience time.Duration) {
	for end := time.Now().Add(patience); r.behind() > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
}

// pageSwitch serves the newest picture.
type pageSwitch struct {
	now    atomic.Pointer[picture]
	before *picture // kept for the answers under way
}

// picture is a store and the pages that show it.
type picture struct {
	store *store.Store
	pages http.Handler
}

func (p *pageSwitch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if now := p.now.Load(); now != nil {
		now.pages.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Retry-After", "2")
	http.Error(w, "The record is being worked out. Ask again shortly.", http.StatusServiceUnavailable)
}

// show replaces the picture.
func (p *pageSwitch) show(next *picture) {
	if p.before != nil {
		p.before.store.Close()
	}
	p.before = p.now.Swap(next)
}

func (p *pageSwitch) close() {
	p.show(nil)
	p.show(nil)
}

// show opens what was just published.
func (d *liveDoor) show(f *flowed) error {
	st, err := openStore(d.options.out)
	if err != nil {
		return err
	}
	formats, released, err := formatsOf(d.loaded, f.feeds)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	options := web.Options{
		Store: st, Entry: d.journal.Entry, Base: assets.Files(), Version: version(), Logger: d.env.log,
		Read: func(ctx context.Context, e truceline.Entry) (truceline.Reading, error) {
			return newReader(formats, d.journal.Entry).read(ctx, e)
		},
		Feeds: d.status.latest, Released: released, Sealed: sealed(formats),
	}
	for name, into := range map[string]*[]byte{reportHTML: &options.Report, reportJSON: &options.ReportJSON} {
		if *into, err = os.ReadFile(filepath.Join(d.options.out, name)); err != nil {
			return errors.Join(fmt.Errorf("read report: %w", err), st.Close())
		}
	}
	pages, err := web.New(options)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	d.page.show(&picture{st, pages})
	return nil
}

// formatsOf builds the formats of all feeds of a run, live ones among them, and
// says who may see their raw statements.
func formatsOf(l *loaded, live map[string]string) (map[string]feed.Format, func(feed string, role access.Role) bool, error) {
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		return nil, nil, err
	}
	release := map[string][]string{}
	for name, text := range live {
		stanza, err := parseFeed(feedFile(name), []byte(text))
		if err != nil {
			return nil, nil, err
		}
		if formats[name], err = stanza.format(); err != nil {
			return nil, nil, err
		}
		release[name] = stanza.Release
	}
	return formats, func(feed string, role access.Role) bool {
		return len(release[feed]) == 0 || slices.Contains(release[feed], string(role))
	}, nil
}
