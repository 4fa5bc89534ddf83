package sim

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
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
	drifts  float64       // error gained per unit of time since lost
	number  int           // of the site among all, for its random numbers
}

// outage is a time in which a site noticed nothing, and why.
type outage struct {
	from, to time.Time
	cause    truceline.Cause
	by       int // hand of the side that caused it, -1: nobody
}

// sites places all watchers of the exercise.
func sites(ex *Exercise, t *terrain, seed uint64) []*site {
	var all []*site
	for kind := range ex.Watchers {
		w := &ex.Watchers[kind]
		r := stream(seed, forSites, kind)
		n, width := 0, 2
		if w.total() > 99 {
			width = 3
		}
		for ci, c := range w.Clusters {
			for i := range c.Sites {
				n++
				s := &site{watcher: w, name: fmt.Sprintf("%s-%0*d", w.Prefix, width, n), cluster: ci + 1, hand: i % 2,
					begins: ex.Window.From, ends: ex.Window.To}
				s.along = c.AtKm + (float64(i)-float64(c.Sites-1)/2)*c.EveryKm
				stand(s, t, r, s.along, c.BackKm)
				if w.Halts > 0 {
					all = append(all, tour(ex, t, r, s, c)...)
				} else {
					all = append(all, s)
				}
			}
		}
	}
	for i, s := range all {
		s.number = i
	}
	troubles(ex, all, seed)
	return all
}

// total is how many sites (or teams) there are.
func (w *Watcher) total() int {
	n := 0
	for _, c := range w.Clusters {
		n += c.Sites
	}
	return n
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
func tour(ex *Exercise, t *terrain, r *rand.Rand, team *site, c Cluster) []*site {
	w := team.watcher
	first := midnight(ex).Add(time.Duration(ex.Daylight.From) + 30*time.Minute)
	last := midnight(ex).Add(time.Duration(ex.Daylight.To) - 30*time.Minute)
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
		if r.Float64() < w.Denied {
			h.out = []outage{{h.begins, h.ends, truceline.CauseDenied, h.hand}}
		}
		halts = append(halts, &h)
	}
	return halts
}

// troubles gives sites their outages and their clocks.
func troubles(ex *Exercise, all []*site, seed uint64) {
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
			s.out = append(s.out, outage{from, to, o.Cause, by})
		}
		slices.SortStableFunc(s.out, func(a, b outage) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
		if r.Float64() < w.Clock.Lost {
			s.lost = ex.Window.From.Add(time.Duration(r.Float64() * float64(whole)))
			s.drifts = r.NormFloat64() / 1.645 * w.Clock.Drift.Hours()
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
}

// midnight is the local beginning of the first day.
func midnight(ex *Exercise) time.Time {
	y, m, d := ex.Window.From.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, ex.Window.From.Location())
}

// light and weather of one moment at one place along the line.
type conditions struct{ night, fog, wind bool }

func conditionsAt(ex *Exercise, along float64, when time.Time) conditions {
	local := when.In(ex.Window.From.Location())
	clock := OfDay(local.Sub(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())))
	c := conditions{night: clock < ex.Daylight.From || clock >= ex.Daylight.To}
	for _, w := range ex.Weather {
		if along >= w.FromKm && along < w.ToKm && clock >= w.From && clock < w.To {
			c.fog = c.fog || w.Kind == "fog"
			c.wind = c.wind || w.Kind == "wind"
		}
	}
	return c
}

// factor is how much worse than at its best a reach is under conditions.
func (r Reach) factor(c conditions) float64 {
	f := 1.0
	for _, x := range []struct {
		is bool
		by *float64
	}{{c.night, r.Night}, {c.fog, r.Fog}, {c.wind, r.Wind}} {
		if x.is && x.by != nil {
			f *= *x.by
		}
	}
	return f
}

// at is the chance of noticing at a distance, at best conditions.
func (r Reach) at(km float64) float64 {
	for i, p := range r.Chance {
		switch {
		case km > p[0]:
			continue
		case i == 0:
			return p[1]
		}
		q := r.Chance[i-1]
		return q[1] + (p[1]-q[1])*(km-q[0])/(p[0]-q[0])
	}
	return 0
}

// far is the distance beyond which nothing is noticed.
func (r Reach) far() float64 { return r.Chance[len(r.Chance)-1][0] }

// mean is the chance averaged over the area within a range, at best conditions.
func (r Reach) mean(km float64) float64 {
	const rings = 200
	sum := 0.0
	for i := range rings {
		d := (float64(i) + 0.5) / rings
		sum += 2 * d / rings * r.at(d*km)
	}
	return sum
}

// down returns the outage a site is in at a moment, if any.
func (s *site) down(when time.Time) (outage, bool) {
	for _, o := range s.out {
		if !when.Before(o.from) && when.Before(o.to) {
			return o, true
		}
	}
	return outage{}, false
}

// chance is how likely it is that a site notices a happening through a reach:
// 0 when it is out, not there, looks elsewhere or the thing is too far.
func (s *site) chance(ex *Exercise, reach Reach, h happening) float64 {
	if h.from.Before(s.begins) || !h.from.Before(s.ends) || !slices.Contains(reach.Kinds, h.kind) {
		return 0
	}
	if _, out := s.down(h.from); out {
		return 0
	}
	const kmPerDegree = 110 // of latitude, at the least
	if math.Abs(s.at.Lat-h.at.Lat)*kmPerDegree > reach.far() {
		return 0 // most are far away, which this tells quickly
	}
	if s.from != s.to && !within(geo.Azimuth(s.at, h.at), s.from, s.to) {
		return 0
	}
	return reach.at(geo.Distance(s.at, h.at)/1000) * reach.factor(conditionsAt(ex, s.along, h.from))
}
