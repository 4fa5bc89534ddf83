package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/web"
)

// The live door, on one page:
//
//	feeds/*.yaml ──► transports ──► intake ──► journal ──► follower: reader, engine
//	                                 ticks ──►    ▲             │  │
//	                                              └─conclusions─┘  └──► store ──► page

func liveCommand() command {
	return command{
		name: "live", args: "MISSION", brief: "receive a mission's feeds, journal them and work on as they come",
		help: `Receives what the feeds of MISSION send, journals it, works out what happens as it
happens, and serves the page. MISSION is a folder with a replay.yaml (agreement, window,
period, and the files that do not change: borders, posture) and a folder feeds/ with a
stanza for each live feed; docs/feeds.md lists what stands in one.

A message is acknowledged when it is on disk. Senders that can wait are made to wait
when the disk is behind; what cannot wait and is lost is counted. Stanzas may be changed,
added and taken away while it runs; one with a mistake changes nothing. Stop it with
Ctrl-C, or in any other way: run again, it goes on where the journal ends.

Example:
  truceline live mission/ --out /var/lib/truceline`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			o := liveOptions{}
			set.StringVar(&o.data, "data", "", "folder of the files of replay.yaml `DIR`, where it says \"root: data\"")
			set.StringVar(&o.out, "out", "", "folder for the run `DIR`; made if it is not there")
			set.StringVar(&o.addr, "addr", defaultAddr, "loopback `ADDRESS` of the page; port 0 takes a free one, empty serves none")
			set.BoolVar(&o.json, "json", false, "say where the page is as one line of JSON")
			set.DurationVar(&o.publish, "publish", 5*time.Second, "how often at most the page's picture is made anew")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name one folder that holds a replay.yaml and feeds/")
				}
				if o.out == "" {
					return usage("say where to write with --out DIR")
				}
				l, err := load(&loaded{folder: args[0], live: true})
				if err != nil {
					return err
				}
				return live(ctx, env, l, o)
			}
		},
	}
}

type liveOptions struct {
	data, out, addr string
	json            bool
	publish         time.Duration
}

// live runs until ctx ends, and stops in the order of the flow: feeds, intake,
// follower, page.
func live(ctx context.Context, env *environment, l *loaded, o liveOptions) error {
	head, err := l.beginning(dataFolder(o.data))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(o.out, dirJournal), 0o755); err != nil {
		return fmt.Errorf("make the run's folder: %w", err)
	}
	j, err := journal.Open(ctx, filepath.Join(o.out, dirJournal), journal.Options{Logger: env.log})
	if err != nil {
		return err
	}
	defer j.Close()
	removeLeftovers(o.out)
	if err := sameReplay(ctx, j, l, head[:3]); err != nil {
		return err
	}
	if _, err := j.Append(ctx, head); err != nil {
		return fmt.Errorf("journal the configuration: %w", err)
	}
	d := &liveDoor{env: env, journal: j, loaded: l, options: o, status: newLiveStatus()}
	return d.run(ctx)
}

// beginning is what stands at the head of a live journal: the configuration and
// the files of replay.yaml.
func (l *loaded) beginning(data string) ([]truceline.Entry, error) {
	now := time.Now().UTC()
	if p := l.config.Period; now.Before(p.From) || now.After(p.To) {
		return nil, fmt.Errorf("%s: the period runs from %s to %s, and now is %s; nothing outside it is watched", filepath.Join(l.folder, fileReplay),
			p.From.Format(time.RFC3339), p.To.Format(time.RFC3339), now.Format(time.RFC3339))
	}
	arrivals, err := l.arrivals(data)
	if err != nil {
		return nil, err
	}
	arrivals.last = arrivals.from.Add(-time.Second) // the clock is that of the live door
	var head []truceline.Entry
	err = arrivals.each(context.Background(), 1<<20, func(entries []truceline.Entry) error {
		head = append(head, entries...)
		return nil
	})
	return head, err
}

// liveDoor is what runs at once.
type liveDoor struct {
	env     *environment
	journal *journal.Journal
	loaded  *loaded
	options liveOptions
	status  *liveStatus
	page    pageSwitch
}

func (d *liveDoor) run(ctx context.Context) error {
	river, err := newLiveRiver(d)
	if err != nil {
		return err
	}
	listener, err := d.listen(ctx)
	if err != nil {
		return err
	}
	// Each part ends by a context of its own, so that they can be stopped in
	// order; the first that fails ends all.
	all, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var failed []error
	var once sync.Mutex
	fail := func(err error) {
		if err != nil {
			once.Lock()
			failed = append(failed, err)
			once.Unlock()
			cancel(err)
		}
	}
	own := context.WithoutCancel(ctx)
	part := func(run func(context.Context) error) (stop func()) {
		part, cancel := context.WithCancel(own)
		ended := make(chan struct{})
		go func() { defer close(ended); fail(run(part)) }()
		return func() { cancel(); <-ended }
	}
	stopPage := func() {}
	if listener != nil {
		stopPage = part(func(ctx context.Context) error { return web.Serve(ctx, listener, &d.page) })
	}
	stopRiver := part(river.follow)
	if err := river.caughtUp(all); err == nil {
		intake := transport.NewIntake(d.journal.Append)
		intake.Tick, intake.After = tickAt, river.newest()
		stopIntake := part(intake.Run)
		feeds := &lines{env: d.env, folder: d.loaded.folder, intake: intake, fail: fail, status: d.status, running: map[string]*line{}}
		var err error
		feeds.texts, feeds.formats, err = river.stanzas()
		fail(err)
		stopFeeds := part(func(ctx context.Context) error { feeds.watch(ctx); return nil })
		stopStatus := part(func(ctx context.Context) error { return d.status.write(ctx, d.options.out, d.journal, river) })
		<-all.Done()
		stopFeeds()
		stopIntake()
		river.finish(10 * time.Second)
		stopStatus()
	}
	stopRiver()
	stopPage()
	d.page.close()
	return errors.Join(failed...)
}

// tickAt is the tick of a moment. It has no key: the door goes on after the newest tick there is, so that none
// is ever a repeat, and a journal keeps the keys of all entries in memory.
func tickAt(at time.Time) truceline.Entry {
	return truceline.Entry{Kind: truceline.KindTick, Feed: feedTick, Received: at}
}

// listen opens the page's address; none when it is empty.
func (d *liveDoor) listen(ctx context.Context) (net.Listener, error) {
	if d.options.addr == "" {
		return nil, nil
	}
	l, err := web.Listen(ctx, d.options.addr)
	if err != nil {
		return nil, err
	}
	announce{d.env.stdout, d.options.json}.serving("live: "+d.loaded.config.Name+" on", "http://"+l.Addr().String(), d.options.out)
	return l, nil
}
