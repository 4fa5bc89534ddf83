package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/transport"
)

// The live feeds of a mission: a file feeds/NAME.yaml each. What is read there
// goes into the journal, so that the record says from when on a feed was read how.

const (
	dirFeeds = "feeds"
	// feedTakenAway is what the journal holds of a feed whose file is gone.
	feedTakenAway = "# taken away\n"
	// reloadEvery is how often the folder is looked through for changes.
	reloadEvery = 2 * time.Second
)

// feedFile is the file of a feed's stanza in the mission, in the run and in the journal.
func feedFile(name string) string { return dirFeeds + "/" + name + ".yaml" }

// liveFeed is the name of the feed that a file describes; empty for another file.
func liveFeed(file string) string {
	dir, base := path.Split(file)
	name, ok := strings.CutSuffix(base, ".yaml")
	if dir != dirFeeds+"/" || !ok {
		return ""
	}
	return name
}

// feedsRead is what a folder of stanzas holds, by name of feed.
type feedsRead struct {
	texts   map[string]string // of every file
	stanzas map[string]feedStanza
	wrong   map[string]error // why a file's is not among the stanzas
}

// err is all that is wrong, in order of the names.
func (r feedsRead) err() error {
	var all []error
	for _, name := range slices.Sorted(maps.Keys(r.wrong)) {
		all = append(all, r.wrong[name])
	}
	return errors.Join(all...)
}

// readFeeds reads the stanzas in a folder. One that cannot be read is left out, and
// it is said why; the others are good all the same.
func readFeeds(folder string) (feedsRead, error) {
	r := feedsRead{texts: map[string]string{}, stanzas: map[string]feedStanza{}, wrong: map[string]error{}}
	names, err := filepath.Glob(filepath.Join(folder, dirFeeds, "*.y*ml"))
	if err != nil {
		return r, err
	}
	for _, file := range names {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		text, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) { // taken away meanwhile
			continue
		}
		if err == nil && filepath.Ext(file) != ".yaml" {
			err = fmt.Errorf("%s: it is not read; call it %s.yaml", file, name)
		}
		if err != nil {
			r.wrong[name] = err
			continue
		}
		r.texts[name] = string(text)
		stanza, err := parseFeed(file, text)
		switch {
		case err != nil:
			r.wrong[name] = err
		case stanza.Feed != name:
			r.wrong[name] = fmt.Errorf("%s:1: it describes feed %s; call the file %s.yaml", file, stanza.Feed, stanza.Feed)
		default:
			r.stanzas[name] = stanza
		}
	}
	return r, nil
}

// lines runs the live feeds and keeps to what the folder says.
type lines struct {
	env    *environment
	folder string // of the mission
	intake *transport.Intake
	fail   func(error)
	status *liveStatus

	mu      sync.Mutex
	running map[string]*line
	texts   map[string]string // as they stand in the journal
	formats map[string]string // of each feed that the record knows, also of those taken away
	bad     string            // what was last said of the folder
}

// line is a feed at work.
type line struct {
	stanza feedStanza
	stop   context.CancelFunc
	ended  chan struct{}
}

// watch starts the feeds and follows the changes of the folder until ctx ends,
// and returns when every feed has stopped.
func (l *lines) watch(ctx context.Context) {
	tick := time.NewTicker(reloadEvery)
	defer tick.Stop()
	for {
		if err := l.reload(ctx); err != nil && ctx.Err() == nil {
			l.fail(err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			l.mu.Lock()
			defer l.mu.Unlock()
			for _, name := range slices.Sorted(maps.Keys(l.running)) {
				l.running[name].end()
			}
			return
		}
	}
}

// reload starts what is new, starts anew what changed and stops what is gone. A
// file that cannot be read changes nothing: the last good one stays, and its
// mistakes are said once and shown beside the feed.
func (l *lines) reload(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, err := readFeeds(l.folder)
	if err != nil {
		return fmt.Errorf("read the stanzas: %w", err)
	}
	for name, stanza := range found.stanzas {
		if was := l.formats[name]; was != "" && was != stanza.Format {
			delete(found.stanzas, name)
			found.wrong[name] = fmt.Errorf("%s: the record holds messages of feed %s as format %s, by which they are read; call a feed of another format by another name",
				filepath.Join(l.folder, feedFile(name)), name, was)
		}
	}
	l.complain(found)
	for _, name := range slices.Sorted(maps.Keys(found.stanzas)) {
		if text := found.texts[name]; l.texts[name] != text || l.running[name] == nil {
			if err := l.start(ctx, name, text, found.stanzas[name]); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.texts)) {
		if _, there := found.texts[name]; !there {
			if err := l.remove(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// complain says what is wrong with the folder when that changes.
func (l *lines) complain(found feedsRead) {
	l.status.mistaken(found.wrong)
	said := ""
	if err := found.err(); err != nil {
		said = err.Error()
	}
	if said == l.bad {
		return
	}
	if l.bad = said; said != "" {
		l.env.log.Error("feeds: a stanza with mistakes is not used; where one was good before, that one stays", "mistakes", said)
	} else {
		l.env.log.Info("feeds: the configuration is good again")
	}
}

// start journals a stanza and runs its feed in the place of the one before.
func (l *lines) start(ctx context.Context, name, text string, s feedStanza) error {
	if before := l.running[name]; before != nil {
		before.end()
		delete(l.running, name)
	}
	if l.texts[name] != text {
		if err := l.journal(ctx, name, text); err != nil {
			return err
		}
	}
	format, err := s.format()
	if err != nil {
		return err
	}
	l.formats[name] = s.Format
	run, stop := context.WithCancel(ctx)
	at := &line{stanza: s, stop: stop, ended: make(chan struct{})}
	l.running[name] = at
	f := transport.Feed{
		Config: s.config(), Format: format, Settings: s.Transport.In(l.folder), Limit: s.Limit, Log: l.env.log,
	}
	l.status.declare(s, time.Now().UTC())
	counts := l.status.begin(name)
	go func() {
		defer close(at.ended)
		// A feed that cannot run (its address is taken, a certificate is missing) is
		// tried again; the others go on.
		for run.Err() == nil {
			err := transport.Run(run, f, l.intake, counts)
			l.status.ended(name, err)
			if err == nil || transport.IsJournal(err) {
				return // the intake says why
			}
			l.env.log.Error(err.Error())
			select {
			case <-time.After(5 * time.Second):
			case <-run.Done():
			}
		}
	}()
	return nil
}

func (at *line) end() {
	at.stop()
	<-at.ended
}

// remove stops a feed whose file is gone.
func (l *lines) remove(ctx context.Context, name string) error {
	if at := l.running[name]; at != nil {
		at.end()
		delete(l.running, name)
	}
	l.status.remove(name, time.Now().UTC())
	l.env.log.Info("feed taken away", "feed", name)
	if err := l.journal(ctx, name, feedTakenAway); err != nil {
		return err
	}
	delete(l.texts, name)
	return nil
}

// journal puts a feed's stanza into the record, before the first message that is
// read by it.
func (l *lines) journal(ctx context.Context, name, text string) error {
	err := l.intake.Put(ctx, []truceline.Entry{{
		Kind: truceline.KindReference, Feed: feedConfig, Source: "truceline", Received: time.Now().UTC(),
		File: feedFile(name), Line: 1, Body: []byte(text),
	}})
	if err == nil {
		l.texts[name] = text
	}
	return err
}
