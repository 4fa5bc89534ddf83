package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/journal"
)

// The replay door receives files as if their statements came in one by one: it
// cuts them into entries, decides when each would have reached the door, puts
// a tick between them for each minute, and appends all of it to the journal.
//
// When a statement would have reached the door follows from its format's own
// reading: the end of what it speaks of plus the feed's delay. What had begun
// but not ended by the end of the period is received at its end; what begins
// later is journalled after the last tick, so that every byte of the files is
// kept and engine time never reaches it.

// tickEvery is how often a replay's clock ticks.
const tickEvery = time.Minute

// feedTick is the feed under which ticks stand in the journal.
const feedTick = "tick"

// root is the folder that a configuration's file names start from.
func (l *loaded) root(data string) string {
	if l.config.Root == "data" {
		return data
	}
	return l.folder
}

// receive journals what arrives. Receiving the same again adds nothing.
func receive(ctx context.Context, env *environment, j *journal.Journal, l *loaded, a *incoming) error {
	if err := sameReplay(ctx, j, l, a.head); err != nil {
		return err
	}
	bar := newProgress(env, "journalling", a.count())
	defer bar.end()
	return a.each(ctx, 8192, func(chunk []truceline.Entry) error {
		if _, err := j.Append(ctx, chunk); err != nil {
			return fmt.Errorf("journal %d entries: %w", len(chunk), err)
		}
		bar.add(len(chunk))
		return nil
	})
}

// sameReplay refuses to mix two replays in one journal: the configuration at
// its head must be that of these entries, file for file. A journal that was cut
// off within its configuration may hold less of it.
func sameReplay(ctx context.Context, j *journal.Journal, l *loaded, head []truceline.Entry) error {
	var there []truceline.Entry
	err := j.Read(ctx, 1, uint64(len(head)), func(batch []truceline.Entry) error {
		there = append(there, batch...)
		return nil
	})
	if err != nil || j.Last() == 0 {
		return err
	}
	for i, e := range there {
		if e.File != head[i].File || !bytes.Equal(e.Body, head[i].Body) {
			return fmt.Errorf("this folder holds the record of %sa replay made with another %s; give --out another folder", l.otherName(there), head[i].File)
		}
	}
	return nil
}

// otherName says whose record a folder holds, as "x, ".
func (l *loaded) otherName(head []truceline.Entry) string {
	config, err := parseReplay(fileReplay, head[0].Body, true)
	if err != nil || head[0].File != fileReplay {
		return ""
	}
	return fmt.Sprintf("%q, ", config.Name)
}

// configuration returns the entries that stand at the head of the journal.
func (l *loaded) configuration(filesText []byte) []truceline.Entry {
	r := feed.Reader{
		Config: feed.Config{Feed: feedConfig, Source: "truceline"}, Salt: salts(feedConfig), Received: l.config.Period.From.UTC(),
		Format: feed.Format{Name: feedConfig, Kind: truceline.KindReference, Split: feed.SplitNone},
	}
	return slices.Concat(r.Entries(fileReplay, l.replayText), r.Entries(fileAgreement, l.agreementText), r.Entries(fileFiles, filesText))
}

func (l *loaded) lastTick() time.Time {
	wait := tickEvery
	for _, f := range l.config.Feeds {
		wait = max(wait, f.Window+f.Delay)
	}
	return l.config.Period.To.UTC().Add(wait)
}

// whereFilesLie says where the files of this replay were looked for, and how to
// say otherwise.
func (l *loaded) whereFilesLie(root string) string {
	if l.config.Root == "data" {
		return fmt.Sprintf("say where the data lie with --data DIR or TRUCELINE_DATA (now %s)", root)
	}
	return fmt.Sprintf("files are looked for in %s, beside replay.yaml; write \"root: data\" there for files under --data", root)
}

// salts seeds the salts of one feed's files with their names, so that two
// replays of the same files are equal.
func salts(names ...string) func() [16]byte {
	seed := truceline.IDOf(names...)
	return feed.Salts(rand.New(rand.NewChaCha8(seed)))
}

// mapPull is when on its day a control map is pulled, in UTC.
const mapPull = 3 * time.Hour

// knownBy returns when what a reading speaks of began and by when it could be
// stated; zero for readings without a time of their own.
func knownBy(r truceline.Reading) (begins, known time.Time) {
	widen := func(from, to time.Time) {
		if begins.IsZero() || from.Before(begins) {
			begins = from
		}
		if to.After(known) {
			known = to
		}
	}
	for _, o := range r.Observations {
		if o.Kind == truceline.KindAirAlert && len(r.Texts) > 0 { // a warning says until when it will hold; it came when it was published
			widen(o.When.From, r.Texts[0].Published)
			continue
		}
		widen(o.When.From, o.When.To)
	}
	for _, c := range r.Claims {
		widen(c.When.From, c.When.To)
	}
	for _, t := range r.Tallies {
		widen(t.When.From, t.When.To)
	}
	for _, w := range r.Watches {
		widen(w.When.From, w.When.From)
	}
	for _, x := range r.Rulings {
		widen(x.At, x.At)
	}
	for _, w := range r.Weather {
		widen(w.When.From, w.When.From)
	}
	for _, c := range r.Controls {
		if day, err := c.AsOf.Time(time.UTC); err == nil {
			widen(day.Add(mapPull), day.Add(mapPull))
		}
	}
	if known.IsZero() { // of texts alone, a page of news or a chat: when they were published
		for _, t := range r.Texts {
			if !t.Published.IsZero() {
				widen(t.Published, t.Published)
			}
		}
	}
	return begins, known
}
