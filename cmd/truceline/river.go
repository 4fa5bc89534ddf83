package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/store"
)

// The whole flow on one page:
//
//	files ──door──► journal ──reader──► engine ──► conclusions ──► journal
//	                                      └──────► record ──► store, report

// feedConclusions is the feed under which conclusions stand in the journal.
const feedConclusions = "conclusions"

// conclusion is the body of a conclusion entry; exactly one is set.
type conclusion struct {
	Incident *truceline.Incident `json:"incident,omitempty"`
	Finding  *truceline.Finding  `json:"finding,omitempty"`
	Track    *truceline.Track    `json:"track,omitempty"`
}

// flowed is what a pass over the journal came to.
type flowed struct {
	engine           *engine.Engine // to be asked further
	record           truceline.Record
	refs             []engine.Ref
	incidentVersions []truceline.Incident
	findingVersions  []truceline.Finding
	conclusions      []truceline.Entry // in the order of concluding
	recorded         []truceline.Entry // conclusions that stand in the journal
	feeds            map[string]string // the newest stanza of each live feed, by name
	gone             map[string]bool   // feeds that were taken away: what they said is still read by their stanza
	erased           int               // entries without their body
	lost             []truceline.ID    // entries that can therefore not be read
	lostReference    bool              // one of them is a file that everything rests on
}

// flow reads the journal from its first entry and runs the engine over it. It
// writes nothing.
func flow(ctx context.Context, env *environment, j *journal.Journal, l *loaded) (*flowed, error) {
	out, lost, err := pass(ctx, env, j, l, engine.New(l.engine()))
	if err != nil {
		return nil, err
	}
	out.record, out.refs, out.lost = out.engine.Record(), out.engine.Refs(), lost
	return out, nil
}

// watching runs the engine over the journal for the sake of its ledger alone:
// what was watched, and nothing of what happened.
func watching(ctx context.Context, env *environment, j *journal.Journal, l *loaded) (*engine.Engine, error) {
	config := l.engine()
	config.WatchingOnly = true
	out, _, err := pass(ctx, env, j, l, engine.New(config))
	if err != nil {
		return nil, err
	}
	return out.engine, nil
}

// pass takes every entry of the journal through an engine, and returns those that
// could not be read as they were erased.
func pass(ctx context.Context, env *environment, j *journal.Journal, l *loaded, eng *engine.Engine) (*flowed, []truceline.ID, error) {
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		return nil, nil, err
	}
	read := newReader(formats, j.Entry)
	out := newFlowed(eng)
	bar := newProgress(env, "working out", int(j.Last()))
	defer bar.end()
	err = j.Read(ctx, 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			if _, err := out.step(ctx, read, eng, e); err != nil {
				return err
			}
		}
		bar.add(len(entries))
		return ctx.Err()
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read journal: %w", err)
	}
	return out, read.lost, nil
}

func newFlowed(eng *engine.Engine) *flowed {
	return &flowed{engine: eng, feeds: map[string]string{}, gone: map[string]bool{}}
}

// configure obeys the stanza of a live feed from where it stands in the journal on.
func (f *flowed) configure(read *reader, eng *engine.Engine, e truceline.Entry) error {
	name := liveFeed(e.File)
	if string(e.Body) == feedTakenAway {
		f.gone[name] = true
		eng.Declare(name, 0, 0, e.Received)
		return nil
	}
	stanza, err := parseFeed(e.File, e.Body)
	if err != nil {
		return fmt.Errorf("configuration in the journal: %w", err)
	}
	format, err := stanza.format()
	if err != nil {
		return fmt.Errorf("configuration in the journal: %w", err)
	}
	f.feeds[name] = string(e.Body)
	delete(f.gone, name)
	read.formats[name] = format
	eng.Declare(name, stanza.Window, stanza.Every, e.Received)
	return nil
}

// step takes one entry through reader and engine, keeps what is concluded, and
// returns what was read.
func (f *flowed) step(ctx context.Context, read *reader, eng *engine.Engine, e truceline.Entry) (truceline.Reading, error) {
	if e.Erased {
		f.erased++
		f.lostReference = f.lostReference || e.Kind == truceline.KindReference
	}
	if e.Kind == truceline.KindConclusion {
		f.recorded = append(f.recorded, e)
		return truceline.Reading{}, nil
	}
	if e.Feed == feedConfig && liveFeed(e.File) != "" && !e.Erased {
		return truceline.Reading{}, f.configure(read, eng, e)
	}
	reading, err := read.read(ctx, e)
	if err != nil {
		return reading, err
	}
	out, err := eng.Step(engine.Input{Entry: e, Reading: reading})
	if err != nil {
		return reading, err
	}
	f.incidentVersions = append(f.incidentVersions, out.Incidents...)
	f.findingVersions = append(f.findingVersions, out.Findings...)
	return reading, f.conclude(out, e.Received)
}

// conclude writes new versions as entries with deterministic IDs, so that
// appending them again is harmless.
func (f *flowed) conclude(out engine.Output, now time.Time) error {
	for _, i := range out.Incidents {
		if err := f.add(conclusion{Incident: &i}, "incident", i.ID, i.Version, now); err != nil {
			return err
		}
	}
	for _, t := range out.Tracks {
		if err := f.add(conclusion{Track: &t}, "track", t.ID, t.Version, now); err != nil {
			return err
		}
	}
	for _, fi := range out.Findings {
		if err := f.add(conclusion{Finding: &fi}, "finding", fi.ID, fi.Version, now); err != nil {
			return err
		}
	}
	return nil
}

func (f *flowed) add(c conclusion, what string, id truceline.ID, version int, now time.Time) error {
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write %s %s: %w", what, id.Short(), err)
	}
	e := truceline.Entry{
		Kind: truceline.KindConclusion, Feed: feedConclusions, Source: "truceline", Received: now,
		Key: fmt.Sprintf("%s:%s:%d", what, id, version), Body: body,
	}
	salt := truceline.IDOf("salt", e.Key)
	copy(e.Salt[:], salt[:])
	e.ID = truceline.EntryIDOf(e.Salt, e.Body)
	f.conclusions = append(f.conclusions, e)
	return nil
}

// content is what the store keeps of a pass.
func (f *flowed) content(truth []store.Truth) store.Content {
	refs := make([]store.ObservationRef, 0, len(f.refs))
	for _, r := range engine.Attach(f.refs, f.record.Incidents) {
		refs = append(refs, store.ObservationRef{ID: r.ID, Entry: r.Entry, Seq: r.Seq, Incident: r.Incident})
	}
	return store.Content{
		Record: f.record, IncidentVersions: f.incidentVersions, FindingVersions: f.findingVersions, Refs: refs, Known: truth,
	}
}
