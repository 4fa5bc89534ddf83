package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/adsb"
	"github.com/truceline/truceline/feed/ais"
	"github.com/truceline/truceline/feed/alerts"
	"github.com/truceline/truceline/feed/areas"
	"github.com/truceline/truceline/feed/asterix"
	"github.com/truceline/truceline/feed/cap"
	"github.com/truceline/truceline/feed/claims"
	"github.com/truceline/truceline/feed/control"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/eventdata"
	"github.com/truceline/truceline/feed/firms"
	"github.com/truceline/truceline/feed/klv"
	"github.com/truceline/truceline/feed/news"
	"github.com/truceline/truceline/feed/officer"
	"github.com/truceline/truceline/feed/posture"
	"github.com/truceline/truceline/feed/remoteid"
	"github.com/truceline/truceline/feed/sapient"
	"github.com/truceline/truceline/feed/sensorthings"
	"github.com/truceline/truceline/feed/smm"
	"github.com/truceline/truceline/feed/stac"
	"github.com/truceline/truceline/feed/table"
	"github.com/truceline/truceline/feed/terrain"
	"github.com/truceline/truceline/feed/watch"
	"github.com/truceline/truceline/feed/weather"
)

// formats returns every format by the name that replay.yaml uses. A new format
// is a folder in feed/ and a line here.
func formats() map[string]func(feed.Config) (feed.Format, error) {
	return map[string]func(feed.Config) (feed.Format, error){
		"acled":        eventdata.NewACLED,
		"adsb":         adsb.New,
		"ais":          ais.New,
		"alerts":       alerts.New,
		"areas":        areas.New,
		"asterix":      asterix.New,
		"claims":       claims.New,
		"control":      control.New,
		"cot":          cot.New,
		"fires":        firms.NewHistory,
		"firms":        firms.New,
		"news":         news.New,
		"officer":      officer.New,
		"posture":      posture.New,
		"remoteid":     remoteid.New,
		"sapient":      sapient.New,
		"sensorthings": sensorthings.New,
		"klv":          klv.New,
		"cap":          cap.New,
		"smm":          smm.New,
		"stac":         stac.New,
		"table":        table.New,
		"terrain":      terrain.New,
		"ucdp":         eventdata.NewUCDP,
		"viina":        eventdata.NewVIINA,
		"watch":        watch.New,
		"weather":      weather.New,
	}
}

// feedsOf builds each configured feed's format.
func feedsOf(stanzas []feedStanza) (map[string]feed.Format, error) {
	out := map[string]feed.Format{}
	for _, s := range stanzas {
		format, err := s.format()
		if err != nil {
			return nil, err
		}
		out[s.Feed] = format
	}
	return out, nil
}

// reader turns entries into readings. It remembers the bodies that later
// entries need: those looked up (header rows, for good), and the newest (the
// parts of a message, the report before), as most of what is needed came shortly
// before.
type reader struct {
	formats map[string]feed.Format
	needed  map[truceline.ID]needed
	newest  []truceline.ID // a ring of what came last
	next    int
	recent  map[truceline.ID]needed
	lookup  func(context.Context, truceline.ID) (truceline.Entry, error) // in the journal
	// lost are the entries that can no longer be read, as their body, or one
	// that they need, was erased.
	lost []truceline.ID
}

// needed is what other entries need of an entry.
type needed struct {
	body   []byte
	erased bool
}

// recentEntries is how many of the newest entries are remembered.
const recentEntries = 8192

func newReader(formats map[string]feed.Format, lookup func(context.Context, truceline.ID) (truceline.Entry, error)) *reader {
	return &reader{
		formats: formats, needed: map[truceline.ID]needed{}, lookup: lookup,
		newest: make([]truceline.ID, recentEntries), recent: make(map[truceline.ID]needed, recentEntries),
	}
}

// read parses one entry. Ticks, conclusions, configuration and what was erased
// read as nothing.
func (r *reader) read(ctx context.Context, e truceline.Entry) (truceline.Reading, error) {
	format, ok := r.formats[e.Feed]
	if !ok || e.Kind != truceline.KindData && e.Kind != truceline.KindReference {
		return truceline.Reading{}, nil
	}
	r.remember(e)
	var needs [][]byte
	lost := e.Erased
	for _, id := range e.Needs {
		n, err := r.need(ctx, id)
		if err != nil {
			return truceline.Reading{}, fmt.Errorf("look up what %s:%d needs: %w", e.File, e.Line, err)
		}
		lost = lost || n.erased
		needs = append(needs, n.body)
	}
	if lost {
		r.lost = append(r.lost, e.ID)
		return truceline.Reading{}, nil
	}
	return format.Parse(e, needs), nil
}

// remember keeps an entry in the place of the oldest.
func (r *reader) remember(e truceline.Entry) {
	if e.Kind != truceline.KindData {
		return
	}
	delete(r.recent, r.newest[r.next])
	r.newest[r.next] = e.ID
	r.recent[e.ID] = needed{e.Body, e.Erased}
	r.next = (r.next + 1) % len(r.newest)
}

// need returns what an entry needs. A body that was looked up is copied, as its
// whole batch would stay in memory with it.
func (r *reader) need(ctx context.Context, id truceline.ID) (needed, error) {
	if n, ok := r.needed[id]; ok {
		return n, nil
	}
	if n, ok := r.recent[id]; ok {
		return n, nil
	}
	e, err := r.lookup(ctx, id)
	if err != nil {
		return needed{}, err
	}
	n := needed{slices.Clone(e.Body), e.Erased}
	r.needed[id] = n
	return n, nil
}
