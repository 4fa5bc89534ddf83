package coverage

import (
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
	"github.com/truceline/truceline/terrain"
)

// Everywhere is the area that stands for the whole theatre in a watch's place.
const Everywhere = "*"

// Satellite is one instrument in orbit whose daily files the mission reads.
type Satellite struct {
	Source string // as in Observation.Source and Watch.By, e.g. "N20"
	Name   string // for people, e.g. "NOAA-20"; empty: Source
}

// Config says what ought to have been watching. Without it a source that never
// spoke could not be told from one that does not exist.
type Config struct {
	// Areas are the country's areas, to know of those that never appear in the
	// alert data and to place points. Polygons may be missing.
	Areas []truceline.Area
	// Period is the time the ledger speaks about. Nothing is known outside it.
	// With an open end, alerts reach to the end of the query.
	Period truceline.Window
	// Thermal lists the satellites expected to look. Their passes are worked
	// out as [PassWindows] says.
	Thermal []Satellite
	// AlertSource says that public air-raid alerts are read.
	AlertSource bool
	// AlertBy names that source in watches; empty: "air-raid alerts".
	AlertBy string
	// NotCovered are further areas of which the alert source never speaks, for
	// areas that are not in Areas.
	NotCovered []string
	// Posture is who watches, how far and how well. Without it the ledger knows
	// of each watch only what the watch states, and the models that ship.
	Posture posture.Posture
	// Ground is height grids, by which hills hide things. Where there is none,
	// and beyond them, nothing is hidden.
	Ground []*terrain.Grid
	// Detection is how well each means notices what, where neither posture nor
	// watch says so; nil: the models that ship.
	Detection *Detection
}

// Ledger keeps what was watched. It is not safe for use from several goroutines
// at once. What it answers does not depend on the order in which it was told.
type Ledger struct {
	cfg       Config
	detection Detection
	names     map[string]string         // of areas
	looks     map[string][]look         // by satellite, sorted, apart by more than lookGap
	files     map[string]map[int64]bool // by satellite: UTC days since 1970 with a file
	alerts    map[string][]span         // by area, sorted by start, merged
	placing   *placing                  // areas as regions, made when first needed

	stands     []stand
	standIndex map[standKey]int32
	units      []unit
	unitIndex  map[unitKey]int32
	watchers   map[string][]int32 // units by watcher
	places     places
	words      []string
	wordOf     map[string]int32
	statedOnce map[stated]*stated
	scenes     map[truceline.ID]*truceline.Scene // by watch
	first      int64                             // the beginning of what was posted
	latest     int64                             // and its end

	able   map[truceline.Means]kinds
	models map[truceline.Means]*curves // by means
	sorts  map[string]*sort            // by name
	fixed  map[string]posture.Site     // by name

	corrected map[correctedKey]float64 // factors of the posture's corrections

	stations  []station
	stationOf map[truceline.Place]int
	suns      map[sunCell]sunlight
	heard     map[string]*hearing
	feeds     map[string]*carrier // live feeds that have declared how often they are heard
	through   map[string][]string // by watcher: all feeds through which it was heard
	now       int64               // the newest tick, 0 before the first
	sky       *weather            // in place of what was reported; nil: what was
	changed   int                 // counts what makes levels worked out before untrue
	version   int                 // grows with whatever is told, and with time
	search    int32               // number of the newest search through stands
	recalled  []recalled          // the newest questions of Noticing
	forget    int                 // which of these is forgotten next
	met       []meeting           // of Noticing; kept for its room
}

// New returns an empty ledger.
func New(cfg Config) *Ledger {
	if cfg.AlertBy == "" {
		cfg.AlertBy = "air-raid alerts"
	}
	l := &Ledger{
		cfg: cfg, names: map[string]string{}, looks: map[string][]look{}, files: map[string]map[int64]bool{}, alerts: map[string][]span{},
		placing: newPlacing(cfg.Areas), standIndex: map[standKey]int32{}, unitIndex: map[unitKey]int32{}, watchers: map[string][]int32{},
		places: newPlaces(), wordOf: map[string]int32{}, statedOnce: map[stated]*stated{}, scenes: map[truceline.ID]*truceline.Scene{}, able: map[truceline.Means]kinds{}, stationOf: map[truceline.Place]int{},
		suns: map[sunCell]sunlight{}, heard: map[string]*hearing{}, feeds: map[string]*carrier{}, through: map[string][]string{},
	}
	if cfg.Detection != nil {
		l.detection = *cfg.Detection
	} else {
		l.detection, _ = ParseDetection("detection.yaml", shipped) // a test reads it
	}
	for _, m := range truceline.AllMeans() {
		l.able[m] = kindsOf(noticed(m))
	}
	l.models = l.detection.modelCurves()
	l.take(cfg.Posture)
	for _, a := range cfg.Areas {
		l.names[a.ID] = a.Name
	}
	return l
}

// Observe takes what an observation says about watching: a thermal row shows
// that its satellite looked and that the day's file is there; an alert blinds
// its area to further alerts. Other observations say nothing about watching.
func (l *Ledger) Observe(o truceline.Observation) {
	switch {
	case o.Means == truceline.MeansThermal && o.When.Clock.Quality == truceline.ClockDay:
		l.addDay(o.Source, dayOf(o.When.From)) // the file is there; when it looked is not known
	case o.Means == truceline.MeansThermal:
		l.addRow(o.Source, o.When.From)
	case o.Kind == truceline.KindAirAlert && o.Place.Area != "":
		l.addAlert(o.Place.Area, span{o.When.From, o.When.To})
	}
}

// Watch takes a posted watch or outage. A thermal watch whose state is not known
// is how a daily satellite file announces itself: it marks the UTC days of its
// interval as days with a file. The same watch given twice counts once.
func (l *Ledger) Watch(w truceline.Watch) {
	l.version++
	if w.Means == truceline.MeansThermal && w.State == truceline.NotKnown {
		l.addFile(w.By, w.When)
		return
	}
	if w.ID.IsZero() {
		w.ID = watchID(w)
	}
	l.post(w)
}

// Watches returns everything the ledger knows that touches the window, ordered
// by start, then means, watcher, area and end. Watches are cut to the ledger's
// period but not to the window, so that a watch has the same ID in each answer.
func (l *Ledger) Watches(w truceline.Window) []truceline.Watch {
	from, to := l.clip(w)
	out := l.postedWatches(from, to)
	out = append(out, l.feedWatches(from, to)...)
	out = append(out, l.thermalWatches(from, to)...)
	for _, area := range l.alertAreas() {
		out = append(out, l.alertWatches(area, from, to)...)
	}
	slices.SortFunc(out, compareWatches)
	return out
}

// clip cuts a window to the period; an open end becomes the latest moment that
// anything in the ledger speaks of.
func (l *Ledger) clip(w truceline.Window) (from, to time.Time) {
	from, to = w.From, w.To
	if from.Before(l.cfg.Period.From) {
		from = l.cfg.Period.From
	}
	if to.IsZero() {
		to = l.end()
	}
	if p := l.cfg.Period.To; !p.IsZero() && p.Before(to) {
		to = p
	}
	return from, to
}

// speaks reports whether a time lies within the period.
func (l *Ledger) speaks(from, to time.Time) bool {
	p := l.cfg.Period
	return !from.Before(p.From) && (p.To.IsZero() || !to.After(p.To))
}

// unspoken returns the parts of a time that lie outside the period, at most two.
func (l *Ledger) unspoken(from, to time.Time) []span {
	if l.speaks(from, to) {
		return nil
	}
	spoken := span{l.cfg.Period.From, l.cfg.Period.To}
	if spoken.to.IsZero() {
		spoken.to = to
	}
	return without(within([]span{spoken}, from, to), from, to)
}

// end is the end of the period, or for an open one the latest moment told of.
func (l *Ledger) end() time.Time {
	if !l.cfg.Period.To.IsZero() {
		return l.cfg.Period.To
	}
	end := l.cfg.Period.From
	later := func(t time.Time) {
		if t.After(end) {
			end = t
		}
	}
	if len(l.stands) > 0 {
		later(moment(l.latest))
	}
	for _, list := range l.alerts {
		for _, s := range list {
			later(s.to)
		}
	}
	for _, list := range l.looks {
		later(list[len(list)-1].to)
	}
	return end
}

// watchID names a watch by its content, where its reader gave it no name.
func watchID(w truceline.Watch) truceline.ID {
	return truceline.IDOf("watch", string(w.Entry[:]), w.By, string(w.Means), string(w.State), string(w.Cause),
		w.Place.Area, w.Place.Name, pointText(w.Place), stamp(w.When.From), stamp(w.When.To), w.Note)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func compareWatches(a, b truceline.Watch) int {
	if c := a.When.From.Compare(b.When.From); c != 0 {
		return c
	}
	if c := strings.Compare(string(a.Means), string(b.Means)); c != 0 {
		return c
	}
	if c := strings.Compare(a.By, b.By); c != 0 {
		return c
	}
	if c := strings.Compare(a.Place.Area, b.Place.Area); c != 0 {
		return c
	}
	if c := a.When.To.Compare(b.When.To); c != 0 {
		return c
	}
	return slices.Compare(a.ID[:], b.ID[:])
}

// FromWatches returns a ledger that answers from watches already worked out,
// such as those of a stored record. Nothing is read into them a second time.
func FromWatches(areas []truceline.Area, watches []truceline.Watch) *Ledger {
	l := New(Config{Areas: areas})
	for _, w := range watches {
		l.post(w)
	}
	return l
}
