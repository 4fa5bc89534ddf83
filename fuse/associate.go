package fuse

import (
	"math"
	"time"

	"github.com/truceline/truceline"
)

// gate is how many standard deviations a statement may lie off an incident in
// place or time. It only spares work: what decides is the likelihood.
const gate = 4.5

// wideGate is so much wider that what lies beyond it on the plane of a search is beyond the
// gate in any other.
const wideGate = 1.05 * gate

// widestM is the standard deviation up to which places are compared, metres.
const widestM = 10_000

// find returns the open incident that a statement belongs to, or nil for one
// of its own.
func (f *Fuser) find(e *evidence) *incident {
	if f.known != nil {
		return f.findKnown(e)
	}
	for _, id := range e.DerivedFrom { // what is passed on speaks of what it was made from
		if from := f.taken.of(id); from != nil && !from.in.closed && (from.in.located == e.located || e.nature.brief() && from.nature.brief()) {
			return from.in
		}
	}
	if a := f.vague(e); a != nil {
		in, _ := f.about(a, e)
		return in
	}
	if !e.located {
		return f.findArea(e)
	}
	var best *incident
	most := 0.0
	f.near(e, func(in *incident) {
		if ratio := f.ratio(e, in); ratio > most {
			best, most = in, ratio
		}
	})
	return best
}

// findKnown asks an exercise's oracle.
func (f *Fuser) findKnown(e *evidence) *incident {
	if !e.about {
		return nil
	}
	return f.tellings[f.tellingOf(e)]
}

// tellingOf names what an exercise's statement is about, and how it is placed.
func (f *Fuser) tellingOf(e *evidence) telling {
	t := telling{happening: e.happening}
	if !e.located && f.vague(e) == nil {
		t.area = "area " + e.Place.Area
	}
	return t
}

// findArea finds the incident in the same area with an overlapping time, or with
// the same beginning, or whose end this is: two statements about one alert, not two
// alerts one after the other.
func (f *Fuser) findArea(e *evidence) *incident {
	if e.Place == nil || e.Place.Shape != truceline.ShapeArea {
		return nil
	}
	for _, in := range f.areas[e.Place.Area] {
		overlap := e.When.From.Before(in.to) && in.from.Before(e.When.To)
		if !in.located && in.named == e.Kind && (overlap || e.When.From.Equal(in.from) || e.isEndOf(in)) {
			return in
		}
	}
	return nil
}

// isEndOf reports whether a statement is the end of an alert that goes on: a moment,
// and nothing said of when it began.
func (e *evidence) isEndOf(in *incident) bool {
	return e.Kind == truceline.KindAirAlert && !e.When.Open && e.When.From.Equal(e.When.To) && in.goesOn() && !e.When.From.Before(in.from)
}

// near calls visit with every incident that may lie within the gate of a statement.
func (f *Fuser) near(e *evidence, visit func(*incident)) {
	further := f.reaches(e.nature)
	gated := further == 0 && e.Kind != truceline.KindHeat // a fire is held against its nearest pixel
	e.nature.index.near(e.gaussian, e.When, slackOf(e), further, gated, visit)
}

// reaches is how much further off, in metres, an incident may lie because it covers ground, or because one of
// the two is a flight and the other what it ended in.
func (f *Fuser) reaches(n *nature) float64 {
	if n.extent != nil {
		return gate * n.extent.sigma()
	}
	if n.kind != truceline.KindDroneAttack && !n.moves() {
		return 0
	}
	flies := f.nature(truceline.KindAerial).timing
	return flies.Moves * flies.Spread.Seconds()
}

// near calls visit with every incident round a place, or so many metres further
// off, that has a time in common with when.
func (x *index) near(g gaussian, when truceline.Interval, slack time.Duration, further float64, gated bool, visit func(*incident)) {
	look := search{around: lookAround(g.at, 0), from: when.From.Add(-slack).UnixMilli(), to: when.To.Add(slack).UnixMilli()}
	sigma := g.widest()
	if gated {
		look.variance = sigma * sigma
	}
	for k := range x.grids {
		look.metres = wideGate*math.Hypot(sigma, x.grids[k].sigma) + further
		x.grids[k].visit(&look, func(e *entry) bool {
			visit(e.in)
			return true
		})
	}
}

// slackOf is how far apart two statements about one happening may lie in time.
func slackOf(e *evidence) time.Duration {
	t := e.nature.timing
	return max(time.Duration((gate*e.sigma+5*t.Spread.Seconds()+60)*float64(time.Second)), t.Lasts) + time.Minute
}

// ratio is the logarithm of how much likelier it is that a statement is about an
// incident than about a happening of its own: the densities of its place, its
// time and its kind there, over the density of new happenings.
func (f *Fuser) ratio(e *evidence, in *incident) float64 {
	if in.lasts > 0 && len(in.members) >= fullAt && e.When.From.Sub(in.to) > fullGap {
		return math.Inf(-1)
	}
	if e.nature.extent != nil {
		return e.nature.extent.ratio(e.gaussian, e.When, in)
	}
	if e.polar.misses(in.at) || len(in.members) == 1 && in.members[0].polar.misses(e.gaussian) {
		return math.Inf(-1)
	}
	at := in.at
	if in.named == truceline.KindHeat {
		at = nearest(in, e.gaussian)
	}
	sum := f.likeness(e.nature, e.gaussian, e.course, e.When, in, at)
	if math.IsInf(sum, -1) || in.lasts == 0 && saidApart(e, in) {
		return math.Inf(-1)
	}
	if in.chances != nil {
		sum += f.kinds.agree(in.chances, e.nature)
	}
	if sum < f.sparse {
		return math.Inf(-1) // however few there were round about, it is none of it
	}
	if !e.counted {
		e.counted, e.around = true, math.Log(f.density(e.gaussian.at, in))
	}
	return sum - e.around
}

// An incident that lasts and holds so many statements already gains only what
// follows closely, so that no version of a works with twenty pixels a look lists thousands.
const (
	fullAt  = 40
	fullGap = 3 * time.Hour
)

// nearest is the pixel of a fire that lies nearest to a place, as a fire is not a point.
func nearest(in *incident, g gaussian) gaussian {
	best, least := in.members[0].gaussian, math.Inf(1)
	for _, m := range in.members {
		if d, _ := m.gaussian.apart(g); d < least {
			best, least = m.gaussian, d
		}
	}
	return best
}

// likeness is the log of the density, per square metre and second, with which what
// was told of a kind, a place and a time is an incident that lies at a place.
func (f *Fuser) likeness(n *nature, g gaussian, c course, when truceline.Interval, in *incident, at gaussian) float64 {
	flown := n.moves() != in.nature.moves()
	time := 0.0
	if flown {
		way, log := f.approach(n, c, in)
		if math.IsInf(log, -1) {
			return log
		}
		g.xx, g.yy, time = g.xx+way*way/2, g.yy+way*way/2, log
	}
	d, det := g.apart(at)
	if d > gate*gate {
		return math.Inf(-1)
	}
	if !flown {
		time = f.timeRatio(c, when, in)
	}
	return overlap(d, det) + time
}

// approach is for a flight and a deed, told apart: how far the flight went from
// where it was told of to the deed, and the log of the density, per second, with which
// it was on its way there. Only an attack by a drone is the end of a flight.
func (f *Fuser) approach(n *nature, c course, in *incident) (way, log float64) {
	flight, flies, deed, kind := c, n.timing, in.course, in.named
	if in.nature.moves() {
		flight, flies, deed, kind = in.course, in.nature.timing, c, n.kind
	}
	late := deed.begins - flight.ends
	if kind != truceline.KindDroneAttack || late < 0 {
		return 0, math.Inf(-1)
	}
	spread := flies.Spread.Seconds()
	return flies.Moves * late, -late/spread - math.Log(spread)
}

// timeRatio is the log of the density, per second, with which a course is that
// of an incident. Things that last may be seen at any time.
func (f *Fuser) timeRatio(c course, when truceline.Interval, in *incident) float64 {
	if in.lasts > 0 {
		gap := max(0, in.from.Sub(when.To), when.From.Sub(in.to))
		if gap > in.lasts {
			return math.Inf(-1)
		}
		return -math.Log(in.lasts.Seconds())
	}
	return c.agree(in.course, in.nature.timing.Spread.Seconds(), f.priors.MissedPart)
}

// saidApart reports whether this source has already spoken about the incident
// as something apart: one post that states two explosions at two times means two, and so does
// one that puts two of one minute at two places. What only passes on may tell of one thing in many words.
func saidApart(e *evidence, in *incident) bool {
	for _, m := range in.members {
		if m.Source == e.Source && (!m.When.From.Equal(e.When.From) || m.Kind != e.Kind || e.Means != truceline.MeansPublic && m.located && e.located && m.gaussian.at != e.gaussian.at) {
			return true
		}
	}
	return false
}

// density is how many new happenings of the sort of one begin per square metre
// and second round a place, told rightly or wrongly: those of the neighbourhood in the last
// while, and what is taken for granted where there are none.
func (f *Fuser) density(at truceline.Point, not *incident) float64 {
	var sum total
	look := lookAround(at, roundAboutKm*1000)
	for k := 0; k < len(not.index.grids) && sum.n < mostNeighbours; k++ {
		not.index.grids[k].within(&look, not, &sum, func(t total) bool { return t.n > mostNeighbours })
	}
	return f.thick(float64(min(sum.n, mostNeighbours)), roundAboutKm, f.priors.Horizon.Hours())
}

// alarms is how many wrong statements of the sort of an incident there were per square metre
// and second round it, in the hours about its time: those of the record by their
// probability, and what is taken for granted where there are none.
//
// They are counted once an hour.
func (f *Fuser) alarms(in *incident) float64 {
	if in.alarmed > 0 && in.alarmedAt == f.swept/60 {
		return in.alarmed
	}
	in.alarmedAt = f.swept / 60
	var wrong int64 // millionths
	look := search{around: lookAround(in.at.at, roundAboutKm*1000), from: in.from.Add(-alarmHours * time.Hour).UnixMilli(), to: in.to.Add(alarmHours * time.Hour).UnixMilli()}
	for k := range in.index.grids {
		in.index.grids[k].visit(&look, func(e *entry) bool {
			if e.in != in {
				wrong += 1e6 - int64(e.probable)
			}
			return wrong < mostNeighbours*1e6
		})
	}
	in.alarmed = f.thick(float64(wrong)/1e6, roundAboutKm, 2*alarmHours+in.to.Sub(in.from).Hours())
	return in.alarmed
}

// thick is how many there are to a square metre and second where so many were counted
// within so many kilometres in so many hours, drawn towards what is taken for granted.
func (f *Fuser) thick(n, km, hours float64) float64 {
	d := f.priors.Density
	return (n + d.Weight) / (math.Pi*km*km*hours + d.Weight*d.Km2Hours) / 1e6 / 3600
}

// alarmHours is for how long before and after a moment false alarms are counted that
// may coincide: wind and rain, which make them, last for so long.
const alarmHours = 2

// happenings is how many there probably were round an incident in the last while.
func (f *Fuser) happenings(in *incident) float64 {
	var sum total
	look := lookAround(in.at.at, f.priors.NeighbourhoodKm*1000)
	for _, x := range f.indexes {
		for k := range x.grids {
			if x.kind != truceline.KindHeat && sum.probable < mostNeighbours*1e6 {
				x.grids[k].within(&look, in, &sum, func(t total) bool { return t.probable > (mostNeighbours+1)*1e6 })
			}
		}
	}
	return min(float64(sum.probable)/1e6, mostNeighbours)
}

// mostNeighbours is from where on it no longer matters how many there are.
const mostNeighbours = 64

// roundAboutKm is how far round a place new happenings are counted that may be
// taken for one another.
const roundAboutKm = 8
