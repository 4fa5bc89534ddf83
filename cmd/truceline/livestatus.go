package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/journal"
)

// fileFeeds is where the state of the live feeds stands in a run's folder, made
// anew each second.
const fileFeeds = "feeds.json"

// feedsReport is the state of all live feeds at a moment.
type feedsReport struct {
	AsOf    time.Time `json:"as_of"`
	Started time.Time `json:"started"` // since when the counts run
	Entries uint64    `json:"entries"` // in the journal
	Behind  uint64    `json:"behind"`  // of them, not worked out yet
	// WorkedS and WorkedSlowS are the median and the 99th percentile, in seconds, over
	// the newest statements: from the tick at which one left its reordering window
	// until all that it led to was in the journal.
	WorkedS     *float64     `json:"worked_s,omitempty"`
	WorkedSlowS *float64     `json:"worked_slow_s,omitempty"`
	Feeds       []feedReport `json:"feeds"`
}

// feedReport is the state of one live feed.
type feedReport struct {
	Feed      string   `json:"feed"`
	Format    string   `json:"format"`
	Transport string   `json:"transport"`
	Source    string   `json:"source,omitempty"`
	Owner     string   `json:"owner,omitempty"`
	Nation    string   `json:"nation,omitempty"`
	Release   []string `json:"release,omitempty"`
	// Health is ok, silent (longer than declared), waiting (nothing has come yet, or
	// not since the door was started, so that it is not known how it is), refused
	// (nothing that came could be read), down (it cannot run, or what it polls, dials,
	// subscribes to or looks into cannot be reached), mistaken (its stanza
	// cannot be used, and there is no earlier one) or taken away.
	Health string  `json:"health"`
	Why    string  `json:"why,omitempty"`
	Every  float64 `json:"every_s,omitempty"` // declared
	transport.Counts
	Observations uint64 `json:"observations"` // since the journal began, as the next two
	Refused      uint64 `json:"refused"`      // messages of which something was refused
	Reasons      uint64 `json:"reasons"`      // what was refused of them: a message may have many mistakes
	// Refusals are the newest, newest first; their raw bytes are given out under
	// /api/feeds/raw/ENTRY while the door runs.
	Refusals []truceline.Refusal `json:"refusals"`
	// DelayS and SlowS are the median and the 99th percentile, in seconds, from the
	// end of what a statement speaks of to its receipt, of the newest.
	DelayS *float64 `json:"delay_s,omitempty"`
	SlowS  *float64 `json:"slow_s,omitempty"`
	// OffsetS is by how many seconds its times lie after those that other feeds
	// state of the same incidents, in the median; nil where too few are shared.
	OffsetS  *float64 `json:"offset_s,omitempty"`
	OffsetOf int      `json:"offset_of,omitempty"` // incidents it was estimated from
	Gaps     []gap    `json:"gaps"`                // the newest, oldest first
	Mistakes string   `json:"mistakes,omitempty"`  // of a stanza that is not used; the last good one is, if there was one
}

// gap is a stretch without a message for longer than the feed declares. To is
// zero while it goes on.
type gap struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

const (
	keptRefusals = 50
	keptGaps     = 100
	keptDelays   = 2000
	keptWorked   = 8192 // ticks
)

// liveStatus gathers what is known of the live feeds from both ends: the
// transports and the follower.
type liveStatus struct {
	mu      sync.Mutex
	started time.Time
	feeds   map[string]*feedState
	clocks  clocksApart
	report  feedsReport
	works   []worked // a ring
	next    int
}

// worked is how long it took to work out the statements that one tick released.
type worked struct {
	took       time.Duration
	statements int
}

// feedState is what is kept of one feed.
type feedState struct {
	stanza   feedStanza
	counts   *transport.Status
	since    time.Time
	down     string
	gone     time.Time // when it was taken away; zero: it was not
	mistakes string

	observations, refused, reasons uint64
	refusals                       []truceline.Refusal // newest last
	delays                         []time.Duration     // a ring
	next                           int
	last                           time.Time // heard, as the journal has it
	gaps                           []gap
}

func newLiveStatus() *liveStatus {
	return &liveStatus{started: time.Now().UTC(), feeds: map[string]*feedState{}, clocks: newClocksApart()}
}

func (s *liveStatus) of(name string) *feedState {
	f := s.feeds[name]
	if f == nil {
		f = &feedState{counts: &transport.Status{}}
		s.feeds[name] = f
	}
	return f
}

// declare is told of a stanza that the record holds, from when on it counts.
func (s *liveStatus) declare(stanza feedStanza, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.of(stanza.Feed)
	if !f.gone.IsZero() || f.since.IsZero() {
		f.since = at
	}
	f.stanza, f.gone = stanza, time.Time{}
}

// begin is told that a feed starts, and returns where it counts.
func (s *liveStatus) begin(name string) *transport.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.of(name)
	f.down = ""
	return f.counts
}

// mistaken is told what is wrong with which stanzas of the folder. Of a feed that
// never ran nothing is left once its file is gone.
func (s *liveStatus) mistaken(wrong map[string]error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, err := range wrong {
		s.of(name).mistakes = err.Error()
	}
	maps.DeleteFunc(s.feeds, func(name string, f *feedState) bool {
		if wrong[name] == nil {
			f.mistakes = ""
		}
		return wrong[name] == nil && f.stanza.Feed == "" && f.since.IsZero() && f.last.IsZero() && f.refused == 0
	})
}

func (s *liveStatus) ended(name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.of(name).down = err.Error()
	}
}

func (s *liveStatus) remove(name string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of(name).gone = at
}

// read is told what was read in an entry of any feed.
func (s *liveStatus) read(e truceline.Entry, r truceline.Reading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.feeds[e.Feed]
	switch {
	case e.Kind == truceline.KindData:
		f = s.of(e.Feed)
	case e.Kind != truceline.KindReference || f == nil: // a map of control is of a feed, the mission's own files are not
		return
	}
	f.observations += uint64(len(r.Observations))
	f.reasons += uint64(len(r.Refusals))
	if len(r.Refusals) > 0 {
		f.refused++
	}
	for _, x := range r.Refusals {
		if f.refusals = append(f.refusals, x); len(f.refusals) >= 2*keptRefusals {
			f.refusals = slices.Clone(f.refusals[keptRefusals:])
		}
	}
	for i := range r.Observations {
		o := &r.Observations[i]
		f.delay(e.Received.Sub(o.When.To))
		s.clocks.saw(o)
	}
	if len(r.Refusals) == 0 || len(r.Observations) > 0 {
		f.heard(e.Received)
	}
}

// concluded is told of new versions of incidents.
func (s *liveStatus) concluded(incidents []truceline.Incident) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range incidents {
		s.clocks.compare(&incidents[i])
	}
}

// worked is told how long it took to work out the statements of one tick.
func (s *liveStatus) worked(took time.Duration, statements int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.works) < keptWorked {
		s.works = append(s.works, worked{took, statements})
		return
	}
	s.works[s.next] = worked{took, statements}
	s.next = (s.next + 1) % keptWorked
}

// took is how long it took for this share of the statements; nil when there were none.
func (s *liveStatus) took(share float64) *float64 {
	sorted, all := slices.SortedFunc(slices.Values(s.works), func(a, b worked) int { return cmp.Compare(a.took, b.took) }), 0
	for _, w := range sorted {
		all += w.statements
	}
	sum := 0
	for _, w := range sorted {
		if sum += w.statements; float64(sum) >= share*float64(all) {
			seconds := w.took.Seconds()
			return &seconds
		}
	}
	return nil
}

func (f *feedState) delay(d time.Duration) {
	if len(f.delays) < keptDelays {
		f.delays = append(f.delays, d)
		return
	}
	f.delays[f.next] = d
	f.next = (f.next + 1) % keptDelays
}

// heard notes a sign of life, and the gap that it ends.
func (f *feedState) heard(at time.Time) {
	if every := f.stanza.Every; every > 0 && !f.last.IsZero() && at.Sub(f.last) > every {
		if f.gaps = append(f.gaps, gap{f.last, at}); len(f.gaps) > keptGaps {
			f.gaps = f.gaps[1:]
		}
	}
	f.last = at
}

// write makes the report each second until ctx ends, and a last one then.
func (s *liveStatus) write(ctx context.Context, dir string, j *journal.Journal, river *liveRiver) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		text, err := json.MarshalIndent(s.make(time.Now().UTC(), j.Last(), river.behind()), "", " ")
		if err != nil {
			return fmt.Errorf("write %s: %w", fileFeeds, err)
		}
		if err := writeFile(filepath.Join(dir, fileFeeds), text); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// latest is the newest report as a reader may see it: refusals quote what came.
func (s *liveStatus) latest(who access.Reader) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.report
	r.Feeds = slices.Clone(r.Feeds)
	for i := range r.Feeds {
		r.Feeds[i].Refusals = access.All(who, r.Feeds[i].Refusals)
	}
	return r
}

func (s *liveStatus) make(now time.Time, entries, behind uint64) feedsReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := feedsReport{AsOf: now, Started: s.started, Entries: entries, Behind: behind, WorkedS: s.took(0.5), WorkedSlowS: s.took(0.99), Feeds: []feedReport{}}
	for _, name := range slices.Sorted(maps.Keys(s.feeds)) {
		f := s.feeds[name]
		if old := !f.gone.IsZero() && f.gone.Before(s.started); !old && f.stanza.Feed != "" || f.mistakes != "" {
			r.Feeds = append(r.Feeds, f.report(name, now, s.started, &s.clocks))
		}
	}
	s.report = r
	return r
}

// report is the state of a feed at a moment.
func (f *feedState) report(name string, now, started time.Time, clocks *clocksApart) feedReport {
	r := feedReport{
		Feed: name, Format: f.stanza.Format, Transport: f.stanza.Transport.Kind, Source: f.stanza.Source, Owner: f.stanza.Owner, Nation: f.stanza.Nation, Release: f.stanza.Release,
		Every: f.stanza.Every.Seconds(), Counts: f.counts.Counts(now), Observations: f.observations, Refused: f.refused, Reasons: f.reasons,
		Refusals: []truceline.Refusal{}, Gaps: append([]gap{}, f.gaps...), Mistakes: f.mistakes,
	}
	if r.Last.Before(f.last) {
		r.Last = f.last
	}
	for i := len(f.refusals) - 1; i >= 0 && len(r.Refusals) < keptRefusals; i-- {
		r.Refusals = append(r.Refusals, f.refusals[i])
	}
	if len(f.delays) > 0 {
		sorted := slices.Sorted(slices.Values(f.delays))
		median, slow := sorted[len(sorted)/2].Seconds(), sorted[len(sorted)*99/100].Seconds()
		r.DelayS, r.SlowS = &median, &slow
	}
	if offset, of, ok := clocks.offset(name); ok {
		seconds := offset.Seconds()
		r.OffsetS, r.OffsetOf = &seconds, of
	}
	r.Health, r.Why = f.health(now, started, r.Counts)
	if r.Health == healthSilent {
		r.Gaps = append(r.Gaps, gap{From: f.alive()})
	}
	return r
}

// What a feed's health can be.
const (
	healthOK       = "ok"
	healthSilent   = "silent"
	healthWaiting  = "waiting"
	healthRefused  = "refused"
	healthDown     = "down"
	healthMistaken = "mistaken"
	healthGone     = "taken away"
)

// well reports whether nobody need look after the feed.
func (r feedReport) well() bool {
	return r.Mistakes == "" && (r.Health == healthOK || r.Health == healthWaiting || r.Health == healthGone)
}

// alive is the last sign of life: a message, or that the feed was set up.
func (f *feedState) alive() time.Time {
	if f.last.After(f.since) {
		return f.last
	}
	return f.since
}

// health is how the feed is at a moment, and why. What was not heard while the door
// was down may have been said: it is silent only when it has been so for as long as
// it declares since the start.
func (f *feedState) health(now, started time.Time, c transport.Counts) (health, why string) {
	listening := f.alive()
	if started.After(listening) {
		listening = started
	}
	silent := f.stanza.Every > 0 && now.Sub(listening) > f.stanza.Every
	switch {
	case f.stanza.Feed == "":
		return healthMistaken, "" // Mistakes says it
	case !f.gone.IsZero():
		return healthGone, ""
	case f.down != "" && c.Address == "" && c.Messages == 0:
		return healthDown, f.down
	case silent:
		return healthSilent, fmt.Sprintf("nothing since %s; it declares every %s", f.alive().Format(time.RFC3339), f.stanza.Every)
	case !c.Unreached.IsZero():
		return healthDown, fmt.Sprintf("cannot be reached since %s", c.Unreached.Format(time.RFC3339))
	case f.last.IsZero() && f.refused > 0:
		return healthRefused, "nothing that came could be read"
	case f.last.IsZero():
		return healthWaiting, ""
	case f.last.Before(started):
		return healthWaiting, fmt.Sprintf("not heard since the door was started at %s; before that at %s", started.Format(time.RFC3339), f.last.Format(time.RFC3339))
	}
	return healthOK, ""
}
