package main

import (
	"context"
	"fmt"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/adsb"
	"github.com/truceline/truceline/feed/ais"
	"github.com/truceline/truceline/feed/alerts"
	"github.com/truceline/truceline/feed/areas"
	"github.com/truceline/truceline/feed/claims"
	"github.com/truceline/truceline/feed/control"
	"github.com/truceline/truceline/feed/firms"
	"github.com/truceline/truceline/feed/news"
	"github.com/truceline/truceline/feed/officer"
	"github.com/truceline/truceline/feed/posture"
	"github.com/truceline/truceline/feed/smm"
	"github.com/truceline/truceline/feed/table"
	"github.com/truceline/truceline/feed/terrain"
	"github.com/truceline/truceline/feed/watch"
	"github.com/truceline/truceline/feed/weather"
)

// formats returns every format by the name that replay.yaml uses. A new format
// is a folder in feed/ and a line here.
func formats() map[string]func(feed.Config) (feed.Format, error) {
	return map[string]func(feed.Config) (feed.Format, error){
		"adsb":    adsb.New,
		"ais":     ais.New,
		"alerts":  alerts.New,
		"areas":   areas.New,
		"claims":  claims.New,
		"control": control.New,
		"fires":   firms.NewHistory,
		"firms":   firms.New,
		"officer": officer.New,
		"posture": posture.New,
		"news":    news.New,
		"smm":     smm.New,
		"table":   table.New,
		"terrain": terrain.New,
		"watch":   watch.New,
		"weather": weather.New,
	}
}

// feedsOf builds each configured feed's format.
func feedsOf(stanzas []feedStanza) (map[string]feed.Format, error) {
	known := formats()
	out := map[string]feed.Format{}
	for _, s := range stanzas {
		build, ok := known[s.Format]
		if !ok {
			return nil, fmt.Errorf("feed %s: there is no format %q", s.Feed, s.Format)
		}
		format, err := build(s.config())
		if err != nil {
			return nil, fmt.Errorf("feed %s: %w", s.Feed, err)
		}
		out[s.Feed] = format
	}
	return out, nil
}

// reader turns entries into readings. It remembers the bodies that later
// entries need (header rows), so that a file is not looked up row by row.
type reader struct {
	formats map[string]feed.Format
	needed  map[truceline.ID]truceline.Entry
	lookup  func(context.Context, truceline.ID) (truceline.Entry, error) // in the journal
	// lost are the entries that can no longer be read, as their body, or one
	// that they need, was erased.
	lost []truceline.ID
}

func newReader(formats map[string]feed.Format, lookup func(context.Context, truceline.ID) (truceline.Entry, error)) *reader {
	return &reader{formats: formats, needed: map[truceline.ID]truceline.Entry{}, lookup: lookup}
}

// read parses one entry. Ticks, conclusions, configuration and what was erased
// read as nothing.
func (r *reader) read(ctx context.Context, e truceline.Entry) (truceline.Reading, error) {
	format, ok := r.formats[e.Feed]
	if !ok || e.Kind != truceline.KindData && e.Kind != truceline.KindReference {
		return truceline.Reading{}, nil
	}
	var needs [][]byte
	lost := e.Erased
	for _, id := range e.Needs {
		needed, ok := r.needed[id]
		if !ok {
			var err error
			if needed, err = r.lookup(ctx, id); err != nil {
				return truceline.Reading{}, fmt.Errorf("look up what %s:%d needs: %w", e.File, e.Line, err)
			}
			r.needed[id] = needed
		}
		lost = lost || needed.Erased
		needs = append(needs, needed.Body)
	}
	if lost {
		r.lost = append(r.lost, e.ID)
		return truceline.Reading{}, nil
	}
	return format.Parse(e, needs), nil
}
