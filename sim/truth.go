package sim

import (
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/truceline/truceline"
)

// happening is one thing that truly happened.
type happening struct {
	rate    int // index of its rate in Exercise.Events, -1 for what no rate brings
	event   *EventRate
	kind    truceline.Kind
	by      int // the hand (0 left, 1 right) of the side that did it; -1: nobody shot
	at      truceline.Point
	along   float64 // kilometres
	from    time.Time
	to      time.Time
	count   int
	answers int // how many happenings before it provoked it
	because int // number of the happening that brought it about; 0: none

	mw   float64        // of a fire: its radiative power
	harm truceline.Kind // of a strike that arrives: what it does; empty: nothing more

	number int    // of its line in truth/incidents.ndjson, from 1
	self   *site  // who met it, for what was done to the monitor itself
	mover  *mover // that did it, and where it is while it goes on
	object int    // not 0: it has a mover of its own
	order  int    // among happenings of the same moment
	area   string // it lies in
	alert  int    // number of the warning that it is; 0: none

	columns []*mover // by which it came, the first to arrive first
	call    *call    // on the hotline, that it is; nil: none
}

// standing reports whether it goes on for so long that somebody who passes
// later can still find it.
func (h *happening) standing() bool { return h.to.Sub(h.from) >= 30*time.Minute }

// Truth is one line of truth/incidents.ndjson: an incident with certainty, and
// the side that did it, empty where nobody shot.
type Truth struct {
	truceline.Incident
	By      string `json:"by"`      // the side that did it; empty: nobody
	Subtype string `json:"subtype"` // what it was more closely, as exercise.yaml calls it
	// Because is the line of the incident that brought it about: a fire by an
	// impact, damage by a strike, an answer by what it answers. 0: none.
	Because int `json:"because"`
}

// namer names incidents. IDs are hashes of numbers drawn at random, so that
// neither order nor place can be read from them.
type namer struct {
	ex   *Exercise
	t    *terrain
	seed uint64
	r    *rand.Rand
}

func newNamer(ex *Exercise, t *terrain, seed uint64) *namer {
	return &namer{ex, t, seed, stream(seed, forNames, 0)}
}

// truth turns a happening into an incident.
func (n *namer) truth(h *happening) Truth {
	e, ex, t := h.event, n.ex, n.t
	info, _ := truceline.KindNamed(h.kind)
	ground := &truceline.Ground{
		Side: ex.Sides[t.hand(h.at)].ID, Certain: 1, DistanceKm: round(t.line.Distance(h.at)/1000, 3), AlongKm: round(t.line.Along(h.at), 3),
		LineAsOf: truceline.DateOf(localDay(*ex)), Area: h.area,
	}
	ground.Band = truceline.DistanceBand(ground.DistanceKm)
	truth := Truth{Subtype: e.Subtype, Because: h.because, Incident: truceline.Incident{
		ID:        truceline.IDOf("exercise", ex.ID, strconv.FormatUint(n.seed, 10), strconv.FormatUint(n.r.Uint64(), 10)),
		Version:   1,
		Kind:      h.kind,
		Means:     []truceline.Means{},
		Count:     truceline.Count{Least: h.count, Most: h.count, Unit: info.Unit},
		Place:     truceline.Place{Shape: truceline.ShapePoint, At: h.at},
		When:      truceline.Interval{From: h.from.UTC(), To: h.to.UTC(), Clock: truceline.Clock{Quality: truceline.ClockGNSS}},
		Direction: e.Direction,
		Weapons:   e.Weapons,
		Exempt:    e.Exempt,
		Exists:    truceline.Probability{P: 1, Low: 1, High: 1},
		Ground:    ground,

		Observations: []truceline.ID{},
		Concluded:    h.to.UTC(),
	}}
	if h.alert > 0 {
		truth.Place = truceline.Place{Shape: truceline.ShapeArea, At: h.at, Area: h.area}
	}
	if h.by >= 0 {
		truth.By = ex.Sides[h.by].ID
	}
	return truth
}

// localDay is the first day of the window in the exercise's own offset, as a
// moment in UTC that falls on that day.
func localDay(ex Exercise) time.Time {
	y, m, d := ex.Window.From.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
