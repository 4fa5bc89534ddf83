package sim

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
)

// site is one watcher in one place: a post, a camera, or one halt of a patrol.
type site struct {
	watcher *Watcher
	name    string
	at      truceline.Point
	along   float64
	hand    int
	from    float64 // field of view in degrees; equal: all round
	to      float64
	cluster int
	begins  time.Time // it is there in [begins, ends)
	ends    time.Time
	out     []outage
	lost    time.Time     // when its clock lost its reference; zero: never
	offset  time.Duration // constant error of its clock (a wrist watch)
	drifts  float64       // error gained per unit of time without a reference
	number  int           // of the site among all, for its random numbers
	team    *team
	shard   int
	code    uint16 // of a radar: who it is in its messages

	hears, sends, errs *rand.Rand // its own random numbers: to notice, to send, to err
	next               time.Time  // of its next false alarm; zero: none any more
}

// team is who speaks: one post, or one patrol with all its halts.
type team struct {
	name  string
	first int     // number of its first site
	said  int     // statements so far
	every float64 // false alarms an hour, inventions among them

	device *device // that it carries; nil: none
}

// outage is a time in which a site noticed nothing, and why.
type outage struct {
	from, to time.Time
	cause    truceline.Cause
	by       int             // hand of the side that caused it, -1: nobody
	means    truceline.Means // the only ones that it takes away; empty: all
	limit    string          // what was done to a patrol, as its own statement calls it; empty: nothing
}

// sites places all watchers of the exercise. Beside them it returns what they
// met: denied halts and attacks, which are happenings too.
func sites(ex *Exercise, t *terrain, seed uint64) ([]*site, []happening) {
	var all []*site
	var met []happening
	for kind := range ex.Watchers {
		w := &ex.Watchers[kind]
		r := stream(seed, forSites, kind)
		n, width := 0, 2
		for most := 100; w.Total() >= most; most *= 10 {
			width++
		}
		for ci, c := range w.Clusters {
			for i := range c.Sites {
				n++
				s := &site{watcher: w, name: fmt.Sprintf("%s-%0*d", w.Prefix, width, n), cluster: ci + 1, hand: i % 2,
					begins: ex.Window.From, ends: ex.Window.To}
				s.along = c.AtKm + (float64(i)-float64(c.Sites-1)/2)*c.EveryKm
				s.team = &team{name: s.name}
				stand(s, t, r, s.along, c.BackKm)
				if w.Halts > 0 {
					all = append(all, tour(ex, t, r, s, c)...)
				} else {
					all = append(all, s)
				}
			}
		}
		for bi, b := range w.Belts {
			for i := range b.Sites {
				n++
				s := &site{watcher: w, name: fmt.Sprintf("%s-%0*d", w.Prefix, width, n), cluster: 1 + i*20/b.Sites + 20*bi, hand: i % 2,
					begins: ex.Window.From, ends: ex.Window.To, along: t.track.whole * (float64(i) + 0.5) / float64(b.Sites)}
				s.team = &team{name: s.name}
				back := b.BackKm[0] + r.Float64()*(b.BackKm[1]-b.BackKm[0])
				stand(s, t, r, s.along, back)
				if w.Halts > 0 {
					all = append(all, tour(ex, t, r, s, posture.Cluster{EveryKm: t.track.whole / float64(b.Sites), BackKm: back})...)
				} else {
					all = append(all, s)
				}
			}
		}
		for _, id := range w.At {
			n++
			p := ex.place(id)
			at := corner(p.At)
			all = append(all, &site{watcher: w, name: fmt.Sprintf("%s-%0*d", w.Prefix, width, n), at: at, cluster: n, team: &team{},
				hand: t.hand(at), along: t.line.Along(at), begins: ex.Window.From, ends: ex.Window.To})
			all[len(all)-1].team.name = all[len(all)-1].name
		}
		if w.Flight != nil {
			list, lost := flights(ex, t, stream(seed, forTours, kind), w)
			all, met = append(all, list...), append(met, lost...)
		}
	}
	for i, s := range all {
		s.number = i
		if s.team.first == 0 {
			s.team.first, s.team.every = i+1, s.watcher.FalsePerHour
			if s.watcher.Compromised > 0 && s.ordinal() <= s.watcher.Compromised {
				s.team.every += s.watcher.InventsPerHour
			}
		}
		s.hears, s.sends, s.errs = stream(seed, forNotice, i), stream(seed, forSending, i), stream(seed, forFalse, i)
		s.alarm(s.begins)
	}
	return all, append(met, troubles(ex, all, seed)...)
}

// ordinal is the number in a site's name.
func (s *site) ordinal() int {
	n, _ := strconv.Atoi(s.name[len(s.watcher.Prefix)+1:])
	return n
}

// alarm draws when a site raises its next false alarm after a moment.
func (s *site) alarm(after time.Time) {
	s.next = time.Time{}
	if s.team.every <= 0 {
		return
	}
	hours := s.errs.ExpFloat64() / (s.team.every * max(1, s.watcher.FalseInWind))
	if hours < s.ends.Sub(after).Hours() {
		s.next = after.Add(time.Duration(hours * float64(time.Hour))).Truncate(time.Millisecond)
	}
}

// passing reports whether the site comes and goes, and so may find what stands
// there.
func (s *site) passing() bool { return s.watcher.Halts > 0 || s.watcher.Flight != nil }

// place returns the site of an exercise with this ID.
func (ex *Exercise) place(id string) Place {
	for _, p := range ex.Sites {
		if p.ID == id {
			return p
		}
	}
	return Place{}
}

// flights lets a watcher fly: each flight looks at one place after another
// along the line. It returns what was done to them as well.
func flights(ex *Exercise, t *terrain, r *rand.Rand, w *Watcher) ([]*site, []happening) {
	var all []*site
	var met []happening
	f, n := w.Flight, 0
	length := time.Duration(f.Legs) * f.Each
	for day := midnight(ex); day.Before(ex.Window.To); day = day.AddDate(0, 0, 1) {
		for range poisson(r, f.PerDay) {
			from, span := day, 24*time.Hour
			if f.DayOnly {
				from, span = day.Add(time.Duration(ex.Daylight.From)), time.Duration(ex.Daylight.To-ex.Daylight.From)
			}
			from = from.Add(time.Duration(r.Float64() * float64(max(time.Minute, span-length)))).Truncate(time.Second)
			along, way, hand := r.Float64()*t.track.whole, float64(1-2*r.IntN(2)), r.IntN(2)
			back := f.BackKm[0] + r.Float64()*(f.BackKm[1]-f.BackKm[0])
			fate := sortie{jammed: r.Float64() < f.Jammed, shot: r.Float64() < f.Shot, leg: r.IntN(max(1, f.Legs))}
			n++
			if from.Before(ex.Window.From) || !from.Add(f.Each).Before(ex.Window.To) {
				continue
			}
			tm := &team{name: w.crewName(n)}
			if w.scenic() && len(all) > 0 {
				tm = all[0].team
			}
			for leg := range f.Legs {
				s := &site{watcher: w, name: tm.name, team: tm, cluster: n, hand: hand,
					along:  max(0, min(t.track.whole, along+way*float64(leg)*f.StepKm)),
					begins: from.Add(time.Duration(leg) * f.Each), ends: from.Add(time.Duration(leg+1) * f.Each)}
				if s.ends.After(ex.Window.To) {
					break
				}
				p := t.track.off(s.along, back, hand)
				s.at = truceline.Point{Lat: round(p.Lat, 4), Lon: round(p.Lon, 4)}
				met = append(met, fate.meets(ex, s, leg)...)
				all = append(all, s)
			}
		}
	}
	return all, met
}

// sortie is what becomes of a flight.
type sortie struct {
	jammed, shot bool // at one of its legs
	leg          int
	cut          *outage // from then on
}

// meets tells a leg of a flight whether it is grounded, shot at or jammed, and
// returns what was done to it.
func (f *sortie) meets(ex *Exercise, s *site, leg int) []happening {
	now := conditionsAt(ex, s.along, s.begins)
	if s.watcher.Flight.Grounded && (now.fog || now.wind || now.rain) {
		s.out = []outage{{from: s.begins, to: s.ends, cause: truceline.CauseWeather, by: -1}}
		return nil
	}
	var met []happening
	done := happening{rate: -1, by: s.hand, at: s.at, along: s.along, from: s.begins, to: s.begins, count: 1, self: s}
	if f.cut == nil {
		j := ex.jammed(s.at, s.begins)
		switch {
		case f.shot && leg == f.leg:
			f.cut = &outage{cause: truceline.CauseGunfire, by: s.hand}
			done.kind, done.event = truceline.KindThreat, shotAt()
			met = append(met, done)
		case j != nil && s.watcher.Flight.Jammed > 0: // satellites are not
			f.cut = &outage{cause: truceline.CauseJamming, by: j.by}
		case f.jammed && leg == f.leg:
			f.cut = &outage{cause: truceline.CauseJamming, by: s.hand}
			done.kind, done.event, done.to = truceline.KindInterference, plain(truceline.KindInterference, "GNSS jamming"), s.ends
			met = append(met, done)
		}
	}
	if f.cut != nil {
		s.out = []outage{{from: s.begins, to: s.ends, cause: f.cut.cause, by: f.cut.by}}
	}
	return met
}

func shotAt() *EventRate {
	return &EventRate{Kind: truceline.KindThreat, Subtype: "fire at the monitor", Mean: 1, Most: 1, Direction: truceline.DirectionUndetermined, Weapons: []string{"small arms"}}
}

// stand puts a site near a place along the line, on the ground of its hand.
func stand(s *site, t *terrain, r *rand.Rand, km, back float64) {
	for try := range 100 {
		at := max(0, min(t.track.whole, km+0.3*r.NormFloat64()))
		p := t.track.off(at, back*(0.8+0.4*r.Float64()), s.hand)
		if try < 99 && t.hand(p) != s.hand {
			continue
		}
		s.at = truceline.Point{Lat: round(p.Lat, 4), Lon: round(p.Lon, 4)}
		break
	}
	if w := s.watcher; w.FieldDeg > 0 && w.FieldDeg < 360 {
		look := geo.Azimuth(s.at, t.track.point(km)) + (r.Float64()-0.5)*20
		s.from, s.to = round(turn(look-w.FieldDeg/2), 1), round(turn(look+w.FieldDeg/2), 1)
	}
}

// tour makes the halts of one patrol, in daylight only, with the drive between
// them taking what time is left.
func tour(ex *Exercise, t *terrain, r *rand.Rand, team *site, c posture.Cluster) []*site {
	var halts []*site
	for day := midnight(ex); day.Before(ex.Window.To); day = day.AddDate(0, 0, 1) {
		halts = append(halts, dayTour(ex, t, r, team, c, day)...)
	}
	return halts
}

func dayTour(ex *Exercise, t *terrain, r *rand.Rand, team *site, c posture.Cluster, day time.Time) []*site {
	w := team.watcher
	first := day.Add(time.Duration(ex.Daylight.From) + 30*time.Minute)
	last := day.Add(time.Duration(ex.Daylight.To) - 30*time.Minute)
	each := last.Sub(first) / time.Duration(w.Halts)
	var halts []*site
	for i := range w.Halts {
		h := *team
		stand(&h, t, r, team.along+c.EveryKm*(r.Float64()-0.5), c.BackKm)
		spare := max(0, each-w.Stays)
		h.begins = first.Add(time.Duration(i)*each + time.Duration(r.Float64()*float64(spare))).Truncate(time.Minute)
		h.ends = h.begins.Add(w.Stays)
		if h.begins.Before(ex.Window.From) || h.ends.After(ex.Window.To) {
			continue
		}
		h.out = h.met(r)
		halts = append(halts, &h)
	}
	return halts
}

// met is what who holds the ground does to a team on its way to a halt (field.md
// 2.6): it is turned back, held for a while, or let through on condition that it
// only listens. A team that is held waits out of sight and hearing of the halt.
func (s *site) met(r *rand.Rand) []outage {
	w := s.watcher
	o := outage{from: s.begins, to: s.ends, cause: truceline.CauseDenied, by: s.hand}
	switch u := r.Float64(); {
	case u < w.Denied:
		o.limit = "denial"
	case u < w.Denied+w.Delayed:
		o.limit = "delay"
		o.to = s.begins.Add(max(5*time.Minute, min(w.Stays, about(r, w.Held)))).Truncate(time.Minute)
	case u < w.Denied+w.Delayed+w.Limited:
		o.limit, o.means = "condition", truceline.MeansSaw
	default:
		return nil
	}
	return []outage{o}
}

// troubles gives sites their outages and their clocks, and returns what was
// done to them.
func troubles(ex *Exercise, all []*site, seed uint64) []happening {
	var met []happening
	whole := ex.Window.To.Sub(ex.Window.From)
	offsets := map[string]time.Duration{}
	for _, s := range all {
		w, r := s.watcher, stream(seed, forOutages, s.number)
		for _, o := range w.Outages {
			if r.Float64() >= o.Chance {
				continue
			}
			by := -1
			if side := r.IntN(2); o.Caused {
				by = side
			}
			from := ex.Window.From.Add(time.Duration(r.Float64() * float64(whole))).Truncate(time.Second)
			to := from.Add(max(5*time.Minute, about(r, o.Lasts))).Truncate(time.Second)
			if to.After(s.ends) {
				to = s.ends
			}
			s.out = append(s.out, outage{from: from, to: to, cause: o.Cause, by: by})
			if o.Cause == truceline.CauseGunfire && by >= 0 && s.begins.Before(from) {
				met = append(met, happening{rate: -1, event: shotAt(), kind: truceline.KindThreat, by: by, at: s.at, along: s.along, from: from, to: from, count: 1, self: s})
			}
		}
		if len(s.out) > 0 && s.out[0].limit != "" {
			met = append(met, s.out[0].restriction(s))
		}
		slices.SortStableFunc(s.out, func(a, b outage) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
		s.drifts = r.NormFloat64() / 1.645 * w.Clock.Drift.Hours()
		if r.Float64() < w.Clock.Lost {
			s.lost = ex.Window.From.Add(time.Duration(r.Float64() * float64(whole)))
		}
		if w.Clock.Quality == truceline.ClockWatch {
			// A team has one watch for the whole day. What it is wrong by takes
			// up part of the stated error; the way of the sound and rounding to
			// the minute take up the rest.
			if _, ok := offsets[s.name]; !ok {
				offsets[s.name] = time.Duration(r.NormFloat64() / 1.645 * 0.6 * float64(w.Clock.Error))
			}
			s.offset = offsets[s.name]
		}
	}
	return met
}

// restriction is what was done to a patrol as a happening: how long it was held,
// and otherwise a moment.
func (o outage) restriction(s *site) happening {
	h := happening{rate: -1, event: plain(truceline.KindRestriction, o.limit), kind: truceline.KindRestriction, by: o.by, at: s.at, along: s.along,
		from: o.from, to: o.from, count: 1, self: s}
	if o.limit == "delay" {
		h.to = o.to
	}
	return h
}

// midnight is the local beginning of the first day.
func midnight(ex *Exercise) time.Time {
	y, m, d := ex.Window.From.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, ex.Window.From.Location())
}

// light and weather of one moment at one place along the line.
type conditions struct {
	night, fog, wind, rain bool
	cloud                  float64
}

func conditionsAt(ex *Exercise, along float64, when time.Time) conditions {
	clock, now := ex.clock(when), ex.air(along, when)
	c := conditions{night: clock < ex.Daylight.From || clock >= ex.Daylight.To, fog: now.fog, rain: now.rain > 0, cloud: float64(now.cloud)}
	c.wind = float64(now.wind) >= ex.Climate.strong()
	return c
}

// clock is the local time of day of a moment.
func (ex *Exercise) clock(when time.Time) posture.OfDay {
	local := when.In(ex.Window.From.Location())
	return posture.OfDay(local.Sub(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())))
}

// factor is how much worse than at its best a reach is under conditions.
func factor(r posture.Reach, c conditions) float64 {
	f := 1.0
	for _, x := range []struct {
		is bool
		by *float64
	}{{c.night, r.Night}, {c.fog, r.Fog}, {c.wind, r.Wind}, {c.rain, r.Rain}} {
		if x.is && x.by != nil {
			f *= *x.by
		}
	}
	return f
}

// down returns the outage of a site by some means at a moment, if any.
func (s *site) down(means truceline.Means, when time.Time) (outage, bool) {
	for _, o := range s.out {
		if !when.Before(o.from) && when.Before(o.to) && (o.means == "" || o.means == means) {
			return o, true
		}
	}
	return outage{}, false
}

// chance is how likely it is that a site notices a happening through a reach:
// 0 when it is out, not there, looks elsewhere or the thing is too far.
func (s *site) chance(ex *Exercise, reach posture.Reach, h happening) float64 {
	if h.from.Before(s.begins) || !h.from.Before(s.ends) || !slices.Contains(reach.Kinds, h.kind) {
		return 0
	}
	if o, out := s.down(s.watcher.By(reach), h.from); out && (o.cause != truceline.CauseJamming || h.kind != truceline.KindInterference) {
		return 0 // who is jammed notices that and nothing else
	}
	const kmPerDegree = 110 // of latitude, at the least
	if math.Abs(s.at.Lat-h.at.Lat)*kmPerDegree > reach.Far() {
		return 0 // most are far away, which this tells quickly
	}
	if s.from != s.to && !within(geo.Azimuth(s.at, h.at), s.from, s.to) {
		return 0
	}
	km := geo.Distance(s.at, h.at) / 1000
	p := reach.At(km)
	if p == 0 {
		return 0
	}
	p *= factor(reach, conditionsAt(ex, s.along, h.from))
	if f := s.watcher.Behind(reach); p > 0 && f < 1 && ex.relief.hidden(s.at, h.at, max(2, s.watcher.MastM), h.height(), km, bends(s.watcher.By(reach))) {
		p *= f
	}
	return p
}

// height is how far above the ground a happening can be seen, in metres
// (assumption): a drone flies, and dust and flash of an impact rise.
func (h *happening) height() float64 {
	switch h.kind {
	case truceline.KindAerial:
		return 120
	case truceline.KindSmallArms:
		return 2
	}
	return 20
}
