// Package fuse works out what happened: observations of one physical happening
// become one incident. Three posts that hear one explosion are three
// observations and one incident.
//
// Every observation is a likelihood over place, time and kind (evidence.go,
// kinds.go): a point with its ellipse, a sector of range and bearing, a bearing
// alone, a time of arrival, a hot pixel, a named area. It joins the open
// incident with which it is likelier to be one than to be a happening of its
// own (associate.go); later evidence may still merge incidents or put a
// statement out again, each as a new version, as long as they are open
// (revise.go). The place is the maximum of the joint likelihood (locate.go,
// arrival.go). How probable it is that anything happened is worked out from
// who stated it, how often such statements are wrong, what else
// would explain it, and who should have noticed and did not (exist.go); what can be
// measured of that is learnt from the record as it grows (learn.go), and what
// cannot stands in priors.yaml. docs/fuse.md holds the formulas and their sources.
//
// The package is pure. Given the same calls in the same order it makes the same
// incidents with the same IDs; the caller orders observations by time.
package fuse

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// Config is what a Fuser is told before the first observation.
type Config struct {
	Areas    []truceline.Area // that statements name; of one without its outline only the name is compared
	Standing *Standing        // places that are always hot; nil when there is no record of past years
	Priors   *Priors          // nil: those that ship
	// Noticing says who could have noticed one event of a kind, there and then;
	// nil when it is not known who watches.
	Noticing func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Noticing
	Known    Known // nil but in an exercise's oracle run
	// Without, where it is not nil, is asked about each incident that Step is about
	// to return. It must be done with exists before it returns.
	Without Without
}

// Without is told an incident and its observations, and can ask what it would
// be with only some of them: how probable it would be that it happened, and
// which way it would be stated to have gone. Place, time and kind are taken as
// they were worked out from all of them, and with none nothing is known. Of an
// incident on whose existence an officer ruled it is told without observations:
// none of them decides anything.
type Without func(incident truceline.ID, kind truceline.Kind, observations []truceline.ID, left func([]truceline.ID) (truceline.Probability, truceline.Direction))

// Known says which true happening a statement is about; ok is false for a false
// alarm. Only an exercise's oracle run has one: it shows what is lost by putting
// statements together, apart from what the sensors never noticed.
type Known func(truceline.Observation) (happening int, ok bool)

// Fuser holds the incidents that can still change. It is used by one goroutine.
type Fuser struct {
	priors   *Priors
	kinds    *kinds
	standing *Standing
	noticing func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Noticing
	known    Known
	without  Without
	tellings map[telling]*incident
	sparse   float64 // logarithm of the density of happenings where there are none round about

	now   time.Time   // the newest Step
	swept int64       // the minute up to which open incidents have been looked at
	due   []*incident // for sweep; kept for its room

	natures  map[truceline.Kind]*nature // of the kinds stated so far
	indexes  []*index                   // of these, in order of first use
	narrow   *rows                      // of the indexes
	wide     *rows
	areas    map[string][]*incident // told of by areas, by their names
	named    map[string]*area       // with an outline
	outlined []*area                // the same in the order given
	open     turns                  // to be looked at, by the minute
	last     int                    // number of the newest
	manners  map[string][]*manner   // of each source
	plain    *details               // of statements that give none
	taken    taken
	changed  []*incident
	out      []truceline.Incident // of Step; kept for its room
	words    []*evidence          // for settle; kept for its room
	bearings []bearing            // for locate, as the next two for courseOf
	begun    []moment
	ended    []moment
	weather  []truceline.Weather
	storms   []truceline.Weather // of these, with thunder
	record   *learnt
	landings []*evidence // flights whose tracks have ended, in the order in which that was told
}

// telling is a happening as told by statements that can be combined: those that
// say a point or sector, or those that name one area.
type telling struct {
	happening int
	area      string
}

// New returns a Fuser.
func New(c Config) *Fuser {
	if c.Priors == nil {
		c.Priors = ShippedPriors()
	}
	f := &Fuser{
		priors: c.Priors, kinds: newKinds(c.Priors), standing: c.Standing, noticing: c.Noticing, known: c.Known, without: c.Without,
		narrow: newRows(0.05), wide: newRows(0.25),
		natures: map[truceline.Kind]*nature{}, areas: map[string][]*incident{}, manners: map[string][]*manner{}, plain: &details{}, taken: taken{number: map[uint64]int32{}},
	}
	f.named, f.outlined = newAreas(c.Areas)
	f.record = newLearnt(c.Priors)
	f.sparse = math.Log(f.thick(0, roundAboutKm, c.Priors.Horizon.Hours()))
	if c.Known != nil {
		f.tellings = map[telling]*incident{}
	}
	return f
}

// Add takes the next observation. What it changed is told by the next Step. The
// same observation twice changes nothing.
func (f *Fuser) Add(o truceline.Observation) {
	if f.taken.of(o.ID) != nil {
		return
	}
	e := f.evidenceOf(o)
	in := f.find(e)
	if in == nil {
		in = f.begin(e)
	}
	f.join(in, e)
	if f.known == nil {
		f.revise(in)
		f.placeAgain(e.in)
		if a := f.vague(e); a != nil {
			a.told = append(a.told, e)
			f.moveTo(a, e)
		}
		if e.in.named == truceline.KindDroneAttack {
			f.struck(e.in)
		}
	}
}

// Step moves time on and returns the incidents that have changed since the last
// Step, as they stand, in the order in which they began. Version, Ground and
// Concluded are the caller's; the list is good until the next Step. now is by when every statement taken so far had
// come in, and never goes back.
func (f *Fuser) Step(now time.Time) []truceline.Incident {
	if now.After(f.now) {
		f.now = now
	}
	f.sweep()
	slices.SortFunc(f.changed, byNumber)
	clear(f.out)
	f.out = f.out[:0]
	for _, in := range f.changed {
		if !in.gone() {
			f.weigh(in)
		}
		in.told = false
		in.stated = in.exists.P
		f.out = append(f.out, f.summary(in))
	}
	clear(f.changed)
	f.changed = f.changed[:0]
	return f.out
}

// seconds counts a time from a fixed moment, to better than a microsecond.
func seconds(t time.Time) float64 { return t.Sub(epoch()).Seconds() }

// epoch is the beginning of 2020, UTC.
func epoch() time.Time { return time.Unix(1577836800, 0).UTC() }

// close takes an incident out of what evidence is compared with, so that the work
// follows the window and not the record. A ruling may open it again.
func (f *Fuser) close(in *incident) {
	in.closed = true
	f.unfile(in)
}

// reopen lets an incident that was closed change again.
func (f *Fuser) reopen(in *incident) {
	if !in.closed {
		return
	}
	in.closed = false
	if in.area != "" {
		f.areas[in.area] = append(f.areas[in.area], in)
	}
	f.open.insert(in)
	f.settle(in)
}

// touch notes that an incident has changed.
func (f *Fuser) touch(in *incident) {
	if !in.told {
		in.told = true
		f.changed = append(f.changed, in)
	}
}
