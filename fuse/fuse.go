// Package fuse works out what happened: observations of one physical happening
// become one incident. Three posts that hear one explosion are three
// observations and one incident.
//
// This first version associates by distance and time. An observation joins the
// open incident of a kind that may be the same thing whose place agrees best
// (Mahalanobis distance within the 99 % gate) and whose time agrees within the
// clocks' errors; otherwise it begins an incident of its own. A bang or a flash
// that nobody could name joins what explains it, whichever was told first. Places known as
// points with ellipses or sectors are combined as Gaussians; counts combine as
// bounds, never as sums; existence combines over independent lineages with the
// reliabilities in [Reliabilities].
//
// The package is pure. Given the same observations in the same order it makes
// the same incidents with the same IDs; the caller orders them by time.
package fuse

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/lineage"
)

const (
	// horizon is how long after its end an incident can still gain observations.
	// A statement that comes later than that begins an incident of its own.
	horizon = 24 * time.Hour
	// sweepEvery is how much event time passes between two looks for incidents
	// past the horizon.
	sweepEvery = time.Hour
)

// Fuser holds the incidents that can still gain observations. It is used by
// one goroutine.
type Fuser struct {
	standing *Standing
	cells    map[cell][]*incident
	areas    map[string][]*incident
	open     []*incident // all that are filed above, in order of arrival
	swept    time.Time   // up to when the newest sweep forgot

	known Known // nil but in an oracle run
	told  map[telling]*incident
}

// New returns a Fuser. standing marks places that are always hot; nil when
// there is no record of past years.
func New(standing *Standing) *Fuser {
	return &Fuser{standing: standing, cells: map[cell][]*incident{}, areas: map[string][]*incident{}}
}

// Known says which true happening a statement is about; ok is false for a false
// alarm. Only an exercise's oracle run has one: it shows what is lost by putting
// statements together, apart from what the sensors never noticed.
type Known func(truceline.Observation) (happening int, ok bool)

// NewKnown returns a Fuser that puts statements together as known says.
func NewKnown(standing *Standing, known Known) *Fuser {
	f := New(standing)
	f.known, f.told = known, map[telling]*incident{}
	return f
}

// telling is a happening as told by statements that can be combined: those that
// say a point or sector, or those that name one area.
type telling struct {
	happening int
	area      string
}

// incident is an incident being made.
type incident struct {
	id       truceline.ID
	group    group
	members  []truceline.Observation
	places   []gaussian // one a member, zero where its place is only an area
	estimate gaussian
	cell     cell
	area     string
	from, to time.Time
	clock    time.Duration
}

// cell is a square of a quarter degree, in which incidents are looked up.
type cell struct{ lat, lon int16 }

// Add takes the next observation and returns the incident that it now belongs
// to, as it stands after it. Version, Ground and Concluded are the caller's.
func (f *Fuser) Add(o truceline.Observation) truceline.Incident {
	f.forget(o.When.From.Add(-horizon)) // not its end: an alert may last for months
	at, located := gaussianOf(o.Place)
	found := f.find(o, at, located)
	if found == nil {
		found = f.begin(o)
	}
	found.join(o, at)
	if located {
		f.place(found)
	}
	return f.summary(found)
}

// find returns the open incident that the observation belongs to, or nil.
func (f *Fuser) find(o truceline.Observation, at gaussian, located bool) *incident {
	if f.known == nil {
		return f.match(o, at, located)
	}
	happening, ok := f.known(o)
	if !ok {
		return nil
	}
	key := telling{happening, ""}
	if !located {
		key.area = "area " + o.Place.Area
	}
	if f.told[key] == nil {
		f.told[key] = f.begin(o)
	}
	return f.told[key]
}

func (f *Fuser) begin(o truceline.Observation) *incident {
	in := &incident{id: truceline.IDOf("incident", string(o.ID[:])), group: groupOf(o.Kind), from: o.When.From, to: o.When.To, clock: o.When.Clock.Error}
	if o.Place.Shape == truceline.ShapeArea {
		in.area = o.Place.Area
		f.areas[in.area] = append(f.areas[in.area], in)
	}
	f.open = append(f.open, in)
	return in
}

// match finds the open incident that the observation belongs to, or nil.
func (f *Fuser) match(o truceline.Observation, at gaussian, located bool) *incident {
	if !located {
		return matchArea(o, f.areas[o.Place.Area])
	}
	var best *incident
	bestDistance := gate99
	centre := cellOf(at.at)
	for lat := centre.lat - 1; lat <= centre.lat+1; lat++ {
		for lon := centre.lon - 1; lon <= centre.lon+1; lon++ {
			for _, in := range f.cells[cell{lat, lon}] {
				if !in.mayBe(o.Kind) || !in.sameTime(o) || in.hasSameSource(o) {
					continue
				}
				if d := in.distance(at); d < bestDistance {
					best, bestDistance = in, d
				}
			}
		}
	}
	return best
}

// matchArea finds the incident in the same area with an overlapping time: two
// statements about one alert, not two alerts one after the other.
func matchArea(o truceline.Observation, open []*incident) *incident {
	if o.Place.Shape != truceline.ShapeArea {
		return nil
	}
	for _, in := range open {
		if in.mayBe(o.Kind) && o.When.From.Before(in.to) && in.from.Before(o.When.To) {
			return in
		}
	}
	return nil
}

// sameTime reports whether the times can be of one happening, given the clocks
// and how long such a happening lasts.
func (in *incident) sameTime(o truceline.Observation) bool {
	slack := in.clock + o.When.Clock.Error + in.group.slack()
	return !o.When.From.After(in.to.Add(slack)) && !o.When.To.Before(in.from.Add(-slack))
}

// hasSameSource reports whether this source has already spoken about the
// incident as something apart: one post that states two explosions at two
// times a clock's tick apart means two. Pixels of one look are the exception.
func (in *incident) hasSameSource(o truceline.Observation) bool {
	if in.group == groupHeat {
		return false
	}
	for _, m := range in.members {
		if m.Source == o.Source && !m.When.From.Equal(o.When.From) {
			return true
		}
	}
	return false
}

// distance is the squared Mahalanobis distance of a place to the incident: to
// its estimate, or for heat to its nearest pixel, as a fire is not a point.
func (in *incident) distance(at gaussian) float64 {
	if in.group != groupHeat {
		return in.estimate.distance(at)
	}
	best := in.places[0].distance(at)
	for _, p := range in.places[1:] {
		best = min(best, p.distance(at))
	}
	return best
}

func (in *incident) join(o truceline.Observation, at gaussian) {
	in.group = in.group.with(groupOf(o.Kind))
	in.members = append(in.members, o)
	in.places = append(in.places, at)
	if o.When.From.Before(in.from) {
		in.from = o.When.From
	}
	if o.When.To.After(in.to) {
		in.to = o.When.To
	}
	in.clock = min(in.clock, o.When.Clock.Error)
	if in.group == groupHeat {
		in.estimate = cover(in.places)
	} else {
		in.estimate = combine(in.places)
	}
}

// place files the incident under the cell its estimate has come to lie in.
func (f *Fuser) place(in *incident) {
	c := cellOf(in.estimate.at)
	if len(in.members) > 1 {
		if c == in.cell {
			return
		}
		drop(f.cells, in.cell, func(x *incident) bool { return x == in })
	}
	in.cell = c
	f.cells[c] = append(f.cells[c], in)
}

// forget drops incidents that ended before t, so that memory follows the window
// and not the record. It looks at all that are open, since neither those that
// came late nor those that last long end in the order in which they came.
func (f *Fuser) forget(t time.Time) {
	if t.Sub(f.swept) < sweepEvery {
		return
	}
	f.swept = t
	past := func(in *incident) bool { return in.to.Before(t) }
	for _, in := range f.open {
		switch {
		case !past(in):
		case in.area != "":
			drop(f.areas, in.area, past)
		default:
			drop(f.cells, in.cell, past)
		}
	}
	f.open = slices.DeleteFunc(f.open, past)
}

// drop removes what is past from one list of a map, and the list when it is empty.
func drop[K comparable](lists map[K][]*incident, key K, past func(*incident) bool) {
	if kept := slices.DeleteFunc(lists[key], past); len(kept) > 0 {
		lists[key] = kept
	} else {
		delete(lists, key)
	}
}

// lineages counts the independent lineages among the members for existence.
func (in *incident) lineages() int {
	sets := make([][]string, 0, len(in.members))
	for _, m := range in.members {
		sets = append(sets, lineage.Ancestors(m, lineage.Existence))
	}
	return lineage.Independent(sets)
}
