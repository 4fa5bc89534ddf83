package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
)

// statement is one row of an observation table, with what it is really about
// kept beside it (never written).
type statement struct {
	id      string
	source  string
	site    *site
	means   truceline.Means
	say     posture.Say
	from    time.Time // as stated
	to      time.Time
	quality truceline.ClockQuality
	error   time.Duration // 90 %

	arrival      time.Time // when the first sound reached the post; zero: not stated
	arrivalError time.Duration

	count, most int // most 0: "at least"

	guess, bearing         float64 // metres and degrees, from whoever states it
	rangeMin, rangeMax     float64
	bearingFrom, bearingTo float64

	place, direction, confidence, exempt, remarks string

	weapons []string
	derived string
	arrives time.Time

	truth  int // index of the happening, -1 for a false alarm or an object
	object int // number of the object, 0 for none
	cause  int // number of what it mistakes, 0 for none
	begun  time.Time

	noticed time.Time // when it truly was noticed first
	marker  *cotEvent // as which it is marked, again where it is sent twice; nil: not
}

// decimal writes a number with a fixed count of digits after the point.
func decimal(x float64, digits int) string { return string(appendFixed(nil, x, digits)) }

const soundMetresPerSecond = 343 // at 20 °C, still air

// falseAlarm is a statement about nothing at all, or about the wind. It is not
// ok when the site is out or sees nothing, or when it is calm and only wind
// would have raised it.
func falseAlarm(ex *Exercise, s *site, when time.Time) (statement, bool) {
	w, r := s.watcher, s.errs
	if len(w.FalseSays) == 0 {
		return statement{}, false
	}
	say := pickSay(r, w.FalseSays)
	cause, byWind := 0, r.Float64() >= 1/max(1, w.FalseInWind)
	if byWind {
		if cause = ex.causes.gust(s.along, when); cause == 0 {
			return statement{}, false
		}
	}
	d, bearing := math.Sqrt(r.Float64()), s.from+r.Float64()*turn(s.to-s.from)
	if s.from == s.to {
		bearing = 360 * r.Float64()
	}
	h := happening{kind: say.Kind, by: -1, from: when, to: when}
	h.at = geo.Destination(s.at, bearing, d*1000*s.watcher.reachFor(say.Kind).Far())
	st, ok := mistake(ex, s, say, h)
	st.cause = cause
	return st, ok
}

// mistake is a statement about what did not happen. It goes the same way as the
// others, so that nothing in its form tells it apart.
func mistake(ex *Exercise, s *site, say posture.Say, h happening) (statement, bool) {
	r, reach := s.errs, s.watcher.reachFor(say.Kind)
	if i := eventOf(*ex, say.Kind); i >= 0 && ex.Events[i].Exempt == "" {
		h.event = &ex.Events[i]
	}
	imagine(r, &h)
	if _, out := s.down(s.watcher.By(reach), h.from); out || factor(reach, conditionsAt(ex, s.along, h.from)) == 0 {
		return statement{}, false
	}
	st := state(ex, r, s, reach, h, say)
	st.truth = -1
	return st, true
}

// reachFor is the reach by which a watcher notices a kind; its first where there is
// none.
func (w *Watcher) reachFor(kind truceline.Kind) posture.Reach {
	for _, one := range w.Reach {
		if slices.Contains(one.Kinds, kind) {
			return one
		}
	}
	return w.Reach[0]
}

// imagine gives a false alarm a count and a duration as the real thing has.
func imagine(r *rand.Rand, h *happening) {
	count, lasts := some(r, 1.5, 6), about(r, 40*time.Second).Truncate(time.Millisecond)
	single := h.event != nil && h.event.Most == 1
	if single {
		count = 1
	}
	if h.count = count; count > 1 || single && h.event.Lasts > 0 {
		h.to = h.from.Add(lasts)
	}
}

// state puts into words what a site noticed of a happening.
func state(ex *Exercise, r *rand.Rand, s *site, reach posture.Reach, h happening, say posture.Say) statement {
	w := s.watcher
	st := statement{source: s.name, site: s, means: w.By(reach), say: say, begun: h.from,
		direction: string(truceline.DirectionUndetermined)}
	h.from, h.to, st.count = caught(r, h, reach.Counted)
	st.most = st.count
	d := geo.Distance(s.at, h.at)
	st.noticed = h.from
	guess := st.where(r, s, reach, d, geo.Azimuth(s.at, h.at))
	st.guess = guess
	st.clock(ex, r, s, h, d, guess)

	st.assess(r, h)
	switch far := reach.Far() * 1000; {
	case w.RangeError == 0 || guess < 0.4*far:
		st.confidence = "high"
	case guess < 0.8*far:
		st.confidence = "nominal"
	default:
		st.confidence = "low"
	}
	if w.Halts > 0 {
		st.inWords()
	}
	return st
}

// assess adds direction, weapons and subtype where the watcher can tell, and
// that something was announced activity where a person saw it.
func (st *statement) assess(r *rand.Rand, h happening) {
	can := r.Float64() < st.site.watcher.Assess
	e := h.event
	if e == nil || st.say.Kind != h.kind {
		return
	}
	if e.Exempt != "" && st.means != truceline.MeansSaw {
		return
	}
	st.exempt = e.Exempt
	if !can {
		return
	}
	st.direction, st.weapons = string(e.Direction), e.Weapons
	if st.say.Subtype == "" {
		st.say.Subtype = e.Subtype
	}
}

// caught returns how many of a happening's parts are counted, and from the
// first to the last of them. The parts lie evenly between its beginning and its
// end; at least one is counted. What goes on without parts, as a drone does, is
// noticed a little late and lost a little early.
func caught(r *rand.Rand, h happening, counted float64) (from, to time.Time, count int) {
	lasts := h.to.Sub(h.from)
	if h.count < 2 {
		late, early := 0.2*r.Float64(), 0.2*r.Float64()
		return h.from.Add(time.Duration(late * float64(lasts))), h.to.Add(-time.Duration(early * float64(lasts))), 1
	}
	for i := range h.count {
		if r.Float64() >= counted && (count > 0 || i < h.count-1) {
			continue
		}
		at := h.from.Add(lasts * time.Duration(i) / time.Duration(h.count-1))
		if count == 0 {
			from = at
		}
		to = at
		count++
	}
	return from, to, count
}

// ownPlaceM is within how many metres of where it takes itself to be a drone says that something was done to it (assumption).
const ownPlaceM = 50

// where states the sector a site believes the happening to lie in, and returns
// the range it guessed, in metres.
func (st *statement) where(r *rand.Rand, s *site, reach posture.Reach, d, azimuth float64) (guess float64) {
	w := s.watcher
	if st.say.Kind == truceline.KindInterference { // it is felt, not seen
		st.rangeMax = reach.Far() * 1000
		return st.rangeMax
	}
	if d == 0 && w.Halts == 0 { // what is done to a drone is where the drone is, as it knows that
		st.rangeMax = ownPlaceM
		return 0
	}
	bearing := azimuth + r.NormFloat64()*w.BearingDeg/1.96
	guess = max(50, d*(1+r.NormFloat64()*w.RangeError/1.96))
	st.bearing = turn(bearing)
	if w.Halts > 0 {
		point := int(math.Round(turn(bearing)/22.5)) % 16
		st.bearingFrom, st.bearingTo = turn(float64(point)*22.5-11.25), turn(float64(point)*22.5+11.25)
		bands := []float64{0, 500, 1000, 2000, 3000, 5000, 7000, 10_000, 15_000}
		i := 1
		for i < len(bands)-1 && guess >= bands[i] {
			i++
		}
		st.rangeMin, st.rangeMax = bands[i-1], bands[i]
		km := func(m float64) string { return decimal(m/1000, 1)[:len(decimal(m/1000, 1))-2] }
		st.place = km(st.rangeMin) + "-" + km(st.rangeMax) + " km " + compass(point)
		if st.rangeMax <= 1000 {
			st.place = decimal(st.rangeMin, 0) + "-" + decimal(st.rangeMax, 0) + " m " + compass(point)
		}
		return guess
	}
	st.bearingFrom, st.bearingTo = turn(bearing-w.BearingDeg), turn(bearing+w.BearingDeg)
	st.rangeMin, st.rangeMax = guess/(1+w.RangeError), guess/(1-w.RangeError)
	if w.RangeError == 0 {
		st.rangeMin, st.rangeMax = 0, reach.Far()*1000
	}
	return guess
}

// clock states when, as the site's clock and the way of the sound have it. A
// post states when the first sound reached it, and takes its way off the time as
// far as it knows the range; a person does not.
func (st *statement) clock(ex *Exercise, r *rand.Rand, s *site, h happening, d, guess float64) {
	c := s.watcher.Clock
	st.quality, st.error = c.Quality, c.Error
	shift := s.offset
	jitter := func() time.Duration {
		if c.Quality == truceline.ClockWatch {
			return 0
		}
		return time.Duration(r.NormFloat64() / 1.645 * float64(c.Error))
	}
	if from, adrift := s.adrift(ex, h.from); adrift {
		since := h.from.Sub(from)
		shift += time.Duration(s.drifts * since.Hours() * float64(time.Hour))
		st.quality = truceline.ClockUnknown
		st.error += time.Duration(since.Hours() * float64(c.Drift))
	}
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	way, reckoned := time.Duration(0), time.Duration(0)
	if st.means == truceline.MeansAcoustic || st.means == truceline.MeansHeard {
		way = seconds(d / ex.sound(s.along, h.from, geo.Azimuth(s.at, h.at)))
	}
	first := h.from.Add(shift + way + jitter())
	if st.means == truceline.MeansAcoustic {
		reckoned = seconds(guess / soundMetresPerSecond)
		if st.say.Kind != truceline.KindAerial { // a drone hums and has no first report
			st.arrival, st.arrivalError = first, st.error
		}
		st.error += seconds(guess * s.watcher.RangeError / soundMetresPerSecond)
	}
	st.from = first.Add(-reckoned)
	st.to = st.from
	if h.to.After(h.from) {
		if st.to = h.to.Add(shift + way + jitter() - reckoned); st.to.Before(st.from) {
			st.to = st.from
		}
	}
	if c.Round > 0 {
		st.from, st.to = st.from.Round(c.Round), st.to.Round(c.Round)
	}
}

// compass returns the name of one of the sixteen points of the compass.
func compass(point int) string {
	return [...]string{"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"}[point]
}

// inWords is how a patrol writes it down. More than ten of anything are
// counted as "at least".
func (st *statement) inWords() {
	number := fmt.Sprint(st.count)
	if st.count > 10 && st.means == truceline.MeansHeard {
		number, st.most = "at least "+number, 0
	}
	what := map[truceline.Kind]string{
		truceline.KindSmallArms: "burst", truceline.KindIndirectFire: "explosion", truceline.KindExplosion: "undetermined explosion",
		truceline.KindDroneAttack: "drone attack", truceline.KindAerial: "drone", truceline.KindLightAndTracer: "flash",
		truceline.KindRestriction: st.say.Subtype,
	}[st.say.Kind]
	if info, ok := truceline.KindNamed(st.say.Kind); what == "" && ok {
		what = info.Unit
	}
	if st.count > 1 && what == "flash" {
		what = "flashe"
	}
	if st.count > 1 {
		what += "s"
	}
	st.remarks = fmt.Sprintf("%s %s %s %s", st.means, number, what, st.place)
	if st.exempt != "" {
		st.remarks += ", assessed as announced " + st.exempt
	}
}
