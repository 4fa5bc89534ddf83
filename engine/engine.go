// Package engine is the river itself: it puts late statements in order, lets
// fuse work out what happened, coverage what was watched, geo where it lies
// against the line, and judge what it means, and emits new versions of
// incidents and findings. It holds no rule of its own about any of these.
//
// It is pure. Time comes from the entries: engine time is the newest tick. The
// same entries with the same configuration give the same output, bit for bit;
// so do entries that come in another order, as long as each comes before the
// tick that closes its feed's reordering window.
package engine

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/fuse"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/judge"
	"github.com/truceline/truceline/lineage"
	"github.com/truceline/truceline/terrain"
	"github.com/truceline/truceline/track"
)

// Config is what the engine is told before the first entry.
type Config struct {
	Run        truceline.Run
	Period     truceline.Window         // the hours the whole record covers
	Windows    map[string]time.Duration // reordering window by feed; absent: 1 minute
	Satellites []coverage.Satellite     // whose thermal looks are expected
	Alerts     bool                     // whether an air-alert feed is part of the record
	NotCovered []string                 // further areas of which the alert feed never speaks
	Truce      string                   // claims about other truces are left out; empty keeps all
	Zone       *time.Location           // the mission's zone: the day of an incident is its local day; nil: UTC
	Line       LineConfig
	Known      fuse.Known // which statement is about what, in an exercise's oracle run; nil otherwise
	// WatchingOnly keeps the ledger of what was watched and works out nothing of
	// what happened: for questions about watching alone.
	WatchingOnly bool
}

// LineConfig says how the contact line is cut.
type LineConfig struct {
	ToleranceKm float64
}

// Input is one entry and what its format's parser read in it.
type Input struct {
	Entry   truceline.Entry
	Reading truceline.Reading
}

// Output is what one step concluded: new versions only.
type Output struct {
	Incidents []truceline.Incident
	Findings  []truceline.Finding
	Tracks    []truceline.Track // that were first told of, or ended
}

// Ref ties an observation to the entry it was read from and the incident it
// became part of.
type Ref struct {
	ID       truceline.ID
	Entry    truceline.ID
	Seq      uint64
	Incident truceline.ID // zero: of none; plots of moving things become tracks
}

// Engine is used by one goroutine.
type Engine struct {
	config  Config
	now     time.Time // the newest tick
	started bool      // the first tick has come: the references are in

	areas    []truceline.Area
	heat     []truceline.HeatDay
	posture  *truceline.PostureFile // the newest
	controls controls

	early   []sign // signs of life, feeds and weather from before the first tick
	weather []truceline.Weather
	heights []*terrain.Grid

	pending  pending
	fuser    *fuse.Fuser
	picture  *track.Picture
	texts    *lineage.Reader
	press    press
	echoes   *lineage.Echoes
	ledger   *coverage.Ledger
	judge    *judge.Judge
	grounds  *grounds
	versions versions
	spells   spells
	heard    heard
	spoke    spoke
	flights  map[truceline.ID]truceline.ID // statement by which each track was told of
	declared []declared
	closed   bool // the window's absences have been judged

	claims       []truceline.Claim
	tallies      []truceline.Tally
	refusals     []truceline.Refusal
	refused      map[string]int // by feed
	feeds        feedCounts
	refs         []Ref
	observations int                // taken, in order of event time
	rulings      []truceline.Ruling // of officers, not obeyed yet
	ruled        []truceline.ID     // observations of incidents whose findings were ruled on since the last tick
}

// New returns an engine that waits for its references and its first tick.
func New(config Config) *Engine {
	e := &Engine{config: config, versions: newVersions(), spells: spells{in: map[truceline.ID]bool{}}, refused: map[string]int{}, heard: heard{}, spoke: spoke{}, flights: map[truceline.ID]truceline.ID{}, feeds: newFeedCounts(), texts: lineage.NewReader(), echoes: lineage.NewEchoes()}
	e.picture = track.NewPicture(e.looked)
	return e
}

// Step takes the next entry. Only ticks conclude anything.
func (e *Engine) Step(in Input) (Output, error) {
	switch in.Entry.Kind {
	case truceline.KindConclusion:
		return Output{}, nil
	case truceline.KindTick:
		return e.tick(in.Entry.Received)
	default:
		e.take(in)
		return Output{}, nil
	}
}

// take keeps what an entry said until a tick releases it.
func (e *Engine) take(in Input) {
	e.feeds.add(in)
	r := in.Reading
	e.areas = append(e.areas, r.Areas...)
	e.heat = append(e.heat, r.Heat...)
	for _, p := range r.Postures {
		e.posture = &p
	}
	for i := range r.Terrain {
		e.heights = append(e.heights, (*terrain.Grid)(&r.Terrain[i]))
	}
	e.watching(in)
	e.controls.add(r.Controls)
	e.grounds.forget(r.Controls)
	e.refuse(r.Refusals)
	for _, t := range r.Texts {
		report := e.texts.Read(t)
		e.press.add(report)
		e.claims = append(e.claims, lineage.ClaimsOf(report, e.config.Truce, in.Entry.Received)...)
	}
	for _, c := range r.Claims {
		if e.config.Truce == "" || c.Truce == e.config.Truce {
			e.claims = append(e.claims, c)
		}
	}
	// What speaks of before the record begins waits as if it were of its
	// beginning: it has no other window in which it could have come.
	wait := func(w waiting) {
		w.due = w.at
		if w.due.Before(e.config.Period.From) {
			w.due = e.config.Period.From
		}
		w.due = w.due.Add(e.window(in.Entry.Feed))
		e.pending.add(w)
	}
	e.rulings = append(e.rulings, r.Rulings...)
	for _, o := range r.Observations {
		wait(waiting{at: knownAt(o.When, in.Entry.Received), id: o.ID, seq: in.Entry.Seq, observation: &o})
	}
	for _, w := range r.Watches {
		wait(waiting{at: w.When.From, id: w.ID, watch: &w})
	}
	for _, t := range r.Tallies {
		wait(waiting{at: knownAt(t.When, in.Entry.Received), id: t.ID, tally: &t})
	}
}

// maxRefusals is how many refusals of a feed are told one by one; all are counted,
// and each refused entry stays in the journal.
const maxRefusals = 10_000

func (e *Engine) refuse(refusals []truceline.Refusal) {
	for _, r := range refusals {
		if e.refused[r.Feed]++; e.refused[r.Feed] <= maxRefusals {
			e.refusals = append(e.refusals, r)
		}
	}
}

// knownAt is the event time by which statements are put in order: the end of
// what they speak of, as nothing can be stated before it ended; or the moment
// of receipt where it had not ended by then.
func knownAt(when truceline.Interval, received time.Time) time.Time {
	if when.To.After(received) {
		return received
	}
	return when.To
}

func (e *Engine) window(feed string) time.Duration {
	if w, ok := e.config.Windows[feed]; ok {
		return w
	}
	return time.Minute
}

// tick moves engine time on, releases what has waited long enough in order of
// event time, and concludes.
func (e *Engine) tick(now time.Time) (Output, error) {
	if !e.started {
		if err := e.start(); err != nil {
			return Output{}, fmt.Errorf("start engine: %w", err)
		}
	}
	e.now = now
	e.ledger.Tick(now)
	var out Output
	for _, w := range e.pending.release(now) {
		switch {
		case w.watch != nil:
			e.ledger.Watch(*w.watch)
		case e.config.WatchingOnly:
			if w.observation != nil {
				e.ledger.Observe(*w.observation)
			}
		case w.tally != nil:
			e.tallies = append(e.tallies, *w.tally)
			out.Findings = append(out.Findings, e.tally(*w.tally)...)
		default:
			e.released(w)
		}
	}
	if e.config.WatchingOnly {
		return out, nil
	}
	e.conclude(now, &out)
	return e.versions.keep(out, now), nil
}

// released takes an observation that has left its reordering window.
func (e *Engine) released(w waiting) {
	seen := e.echoes.Trace(*w.observation)
	e.ledger.Observe(seen)
	statements := e.statements(seen)
	if e.observations++; len(statements) > 0 { // most plots are part of a track and nothing else
		e.refs = append(e.refs, Ref{ID: w.id, Entry: seen.Entry, Seq: w.seq})
	}
	for _, o := range statements {
		e.heard.add(o)
		e.spoke[o.ID] = voice{o.Source, o.Means}
		e.fuser.Add(o)
		if o.Kind == truceline.KindAerial && o.Subtype == "track" {
			e.flights[e.picture.Latest()] = o.ID
		}
	}
}

// conclude adds what follows from all that has left its window by now: tracks, incidents, and
// what is found of both.
func (e *Engine) conclude(now time.Time, out *Output) {
	e.picture.Advance(e.pending.complete(now).Add(-e.longestWindow()))
	out.Tracks = e.picture.Changed(now)
	e.rule(now)
	for _, t := range out.Tracks {
		e.landed(t)
		out.Findings = append(out.Findings, e.judge.Track(t, now)...)
	}
	for _, incident := range e.fuser.Step(now) {
		incident.Ground = e.grounds.of(incident)
		out.Incidents = append(out.Incidents, incident)
		e.judge.Take(incident, e.heard.words(incident)...)
		out.Findings = append(out.Findings, e.about(incident, now)...)
	}
	out.Findings = append(out.Findings, e.ended(now)...)
	out.Findings = append(out.Findings, e.ruledAnew(now)...)
	out.Findings = append(out.Findings, e.judge.Due(now, e.ledger.Query)...)
	out.Findings = append(out.Findings, e.absences()...)
}

// statements returns what an observation says of happenings: itself, or for a
// plot of a moving thing, what is to be said of the track that it went to. That
// something flew by is both a statement and a point of its track.
func (e *Engine) statements(o truceline.Observation) []truceline.Observation {
	if o.Plot() {
		return e.picture.Add(o)
	}
	e.picture.Pass(o)
	return []truceline.Observation{o}
}

// rule obeys the rulings of officers that were decided by now, in the order of
// their deciding.
func (e *Engine) rule(now time.Time) {
	if len(e.rulings) == 0 {
		return
	}
	slices.SortStableFunc(e.rulings, func(a, b truceline.Ruling) int {
		return cmp.Or(a.At.Compare(b.At), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for len(e.rulings) > 0 && !e.rulings[0].At.After(now) {
		if r := e.rulings[0]; r.Act == truceline.ActFinding {
			e.judge.Rule(r)
			e.ruled = append(e.ruled, r.Observations...)
		} else {
			e.fuser.Rule(r)
		}
		e.rulings = e.rulings[1:]
	}
}

// ruledAnew judges anew the incidents on whose findings an officer has ruled.
func (e *Engine) ruledAnew(now time.Time) []truceline.Finding {
	var findings []truceline.Finding
	for _, i := range e.versions.holding(e.ruled) {
		findings = append(findings, e.about(i, now)...)
	}
	e.ruled = e.ruled[:0]
	return findings
}

// tally judges a monitor's own count, with what watched its area meanwhile.
func (e *Engine) tally(t truceline.Tally) []truceline.Finding {
	gap := e.ledger.Query(truceline.Place{Shape: truceline.ShapeArea, Area: t.Area}, t.When, truceline.KindExplosion)
	return e.judge.Tally(t, gap, e.now)
}

// start builds the rooms once the references are in: everything before the
// first tick.
func (e *Engine) start() error {
	compiled, err := agreement.Compile(e.config.Run.Agreement, e.areas)
	if err != nil {
		return fmt.Errorf("compile agreement %s: %w", e.config.Run.Agreement.ID, err)
	}
	e.judge = judge.New(compiled)
	weather := e.weather
	if err := e.openLedger(); err != nil {
		return fmt.Errorf("open the ledger of watching: %w", err)
	}
	e.fuser = fuse.New(fuse.Config{Areas: e.areas, Standing: fuse.NewStanding(e.heat), Noticing: e.ledger.Noticing, Known: e.config.Known, Without: e.judge.Without})
	e.heat = nil
	for _, w := range weather {
		e.fuser.Weather(w)
	}
	e.grounds, err = newGrounds(e.areas, &e.controls, e.config)
	if err != nil {
		return fmt.Errorf("prepare areas: %w", err)
	}
	e.started = true
	return nil
}

// absences judges, once, the clauses under which nothing was noticed in the
// whole window: on the tick by which every feed's statements about it are in.
func (e *Engine) absences() []truceline.Finding {
	w := e.config.Run.Window
	if e.closed || w.To.IsZero() || e.now.Before(w.To.Add(e.longestWindow())) {
		return nil
	}
	e.closed = true
	var found []truceline.Finding
	whole := truceline.Interval{From: w.From, To: w.To}
	for _, clause := range e.config.Run.Agreement.Clauses {
		if len(clause.Kinds) == 0 || e.versions.anyIn(clause, w) {
			continue
		}
		if f, ok := e.judge.Absence(clause.ID, w, e.everywhere(whole, clause.Kinds...), e.now); ok {
			found = append(found, f)
		}
	}
	return append(found, e.movement(whole)...)
}

// movement judges what the maps of control say of the window.
func (e *Engine) movement(whole truceline.Interval) []truceline.Finding {
	_, moved := e.grounds.lines(e.config.Run)
	if moved == nil {
		return nil
	}
	return e.judge.State(*moved, e.everywhere(whole, truceline.KindPosition), e.now)
}

// everywhere answers how well the whole theatre was watched for the kind that
// was watched worst.
func (e *Engine) everywhere(when truceline.Interval, kinds ...truceline.Kind) coverage.Answer {
	place := truceline.Place{Shape: truceline.ShapeArea, Area: coverage.Everywhere}
	worst := e.ledger.Query(place, when, kinds[0])
	for _, k := range kinds[1:] {
		if a := e.ledger.Query(place, when, k); a.State != worst.State && coverage.Better(worst.State, a.State) == worst.State {
			worst = a
		}
	}
	return worst
}

func (e *Engine) longestWindow() time.Duration {
	longest := time.Minute
	for _, w := range e.config.Windows {
		longest = max(longest, w)
	}
	return longest
}

// Observations is how many observations have left their reordering windows.
func (e *Engine) Observations() int { return e.observations }

// Outages is how many watchers and feeds fell silent so far, each as often as it
// did. Ticks find them, whether or not anything else is heard.
func (e *Engine) Outages() int {
	if e.ledger == nil { // it starts at the first tick
		return 0
	}
	return e.ledger.Outages()
}

// geometry that the engine prepares once for all incidents.
type prepared struct {
	id     string
	region *geo.Region
}
