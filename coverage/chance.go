package coverage

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/terrain"
)

// Noticing returns who could have noticed one event of a kind at a place and
// time. Where the place is an ellipse or a sector, it is the chance averaged
// over it; over an interval, that for an event at some moment of it. What stays
// to be found (a trench, a gun) is asked about from its beginning to its end:
// whoever watches as it begins has one look, and so has whoever comes later.
func (l *Ledger) Noticing(place truceline.Place, when truceline.Interval, kind truceline.Kind) Noticing {
	from, to := when.From, when.To
	if !to.After(from) {
		to = from.Add(time.Nanosecond)
	}
	number := truceline.KindNumber(kind)
	spots := l.spots(place)
	if number < 0 || len(spots) == 0 {
		return Noticing{NotKnown: true}
	}
	q := question{l: l, spots: spots, from: from.UnixNano(), to: to.UnixNano(), kind: number, height: l.height(kind), stays: slices.Contains(l.detection.Stays, kind)}
	q.ask(place)
	q.out.NotKnown = q.out.NotKnown || !l.speaks(from, to)
	if kind == truceline.KindHeat || kind == truceline.KindAirAlert {
		q.askOthers(place, from, to, kind)
		slices.SortFunc(q.out.Watchers, func(a, b Watcher) int {
			return cmp.Or(strings.Compare(a.By, b.By), strings.Compare(string(a.Means), string(b.Means)))
		})
	}
	return q.out
}

// height is how far above the ground a kind shows, metres.
func (l *Ledger) height(k truceline.Kind) float64 {
	if h, ok := l.detection.HeightsM[k]; ok {
		return h
	}
	return l.detection.HeightsM["other"]
}

// spot is a point that stands for a share of a place.
type spot struct {
	at    truceline.Point
	share float64
}

// spots spreads a place over points. For an ellipse they are the seven points
// that give the mean of any polynomial of the fifth degree under the normal
// distribution whose 90 % it holds: the centre for a half, and six at two
// standard errors (Stroud, Approximate Calculation of Multiple Integrals, 1971,
// formula E2 5-1 for weight exp(-r²)).
func (l *Ledger) spots(p truceline.Place) []spot {
	switch p.Shape {
	case truceline.ShapePoint:
		major, minor := p.Ellipse.SemiMajor, p.Ellipse.SemiMinor
		if minor <= 0 {
			minor = major
		}
		if major < 50 { // nothing that is noticed changes over so little
			return []spot{{p.At, 1}}
		}
		const errorsIn90 = 2.146 // standard errors that hold 90 % of a normal in two dimensions
		out := []spot{{p.At, 0.5}}
		for i := range 6 {
			sin, cos := math.Sincos(float64(i) * math.Pi / 3)
			x, y := 2/errorsIn90*major*cos, 2/errorsIn90*minor*sin
			out = append(out, spot{geo.Destination(p.At, p.Ellipse.Bearing+math.Atan2(y, x)*180/math.Pi, math.Hypot(x, y)), 1.0 / 12})
		}
		return out
	case truceline.ShapeSector:
		return sectorSpots(p)
	case truceline.ShapeArea:
		points := l.placing.spread(p.Area)
		out := make([]spot, len(points))
		for i, at := range points {
			out[i] = spot{at, 1 / float64(len(points))}
		}
		return out
	}
	return nil
}

// sectorSpots cuts a sector into nine pieces of equal area. A bearing without a
// range gives none.
func sectorSpots(p truceline.Place) []spot {
	s := p.Sector
	if s.RangeMax <= 0 {
		return nil
	}
	width := clockwise(s.BearingFrom, s.BearingTo)
	if width == 0 {
		width = 360
	}
	var out []spot
	for i := range 3 {
		share := (float64(i) + 0.5) / 3
		r := math.Sqrt(s.RangeMin*s.RangeMin + share*(s.RangeMax*s.RangeMax-s.RangeMin*s.RangeMin))
		for j := range 3 {
			out = append(out, spot{geo.Destination(p.At, s.BearingFrom+width*(float64(j)+0.5)/3, r), 1.0 / 9})
		}
	}
	return out
}

// question is one call of Noticing.
type question struct {
	l        *Ledger
	spots    []spot
	from, to int64
	kind     int
	height   float64
	stays    bool
	met      []meeting
	out      Noticing
}

// meeting is a stand that may notice something in the place.
type meeting struct {
	unit   int32
	stand  int32
	chance float64 // by range and ground, averaged over the spots
	within float64 // share of the spots that lie in its footprint
	factor float64 // of the posture's correction; 1: none
	levels []level
}

// ask fills in the watchers that were posted, by name and means.
func (q *question) ask(place truceline.Place) {
	posted := q.l.recall(place, q.spots, q.kind)
	q.met = q.l.met[:0]
	for i := range posted {
		q.meet(&posted[i])
	}
	q.l.met = q.met
	slices.SortFunc(q.met, q.l.byWatcher)
	for first := 0; first < len(q.met); {
		last := first + 1
		for last < len(q.met) && q.met[last].unit == q.met[first].unit {
			last++
		}
		q.answer(q.met[first:last])
		first = last
	}
}

// meet notes a stand if it states anything of the time and can notice the kind from where it is.
func (q *question) meet(c *candidate) {
	if c.from >= q.to || c.to <= q.from || !speaks(c.levels, q.from, q.to) {
		return
	}
	if !c.reckoned {
		c.reckoned = true
		for _, p := range q.spots {
			chance, within := q.l.seen(&q.l.stands[c.stand], c.curve, p.at, q.height)
			c.chance += p.share * chance
			c.within += p.share * within
		}
	}
	if c.chance > 0 || c.within > 0 {
		q.met = append(q.met, c.meeting)
	}
}

// speaks reports whether any level in [from, to) states anything.
func speaks(levels []level, from, to int64) bool {
	for i := max(0, levelNow(levels, from)); i < len(levels) && levels[i].from < to; i++ {
		if levels[i].state != absent && until(levels, i) > from {
			return true
		}
	}
	return false
}

// of is the chance of a meeting under a level.
func (m *meeting) of(now level) float64 {
	if now.flat {
		return m.factor * m.within
	}
	return m.factor * m.chance
}

// seen is the chance of a stand to notice at a point by range and ground alone,
// and 1 where the point lies in its footprint. A posture's curve is good beyond
// the footprint that a watch states, unless that is a picture; a model's only within it.
func (l *Ledger) seen(s *stand, c *curve, at truceline.Point, height float64) (chance, within float64) {
	if s.bound == 0 {
		if s.place.Area == Everywhere || l.placing.contains(s.place.Area, at) {
			return 0, 1
		}
		return 0, 0
	}
	if farApart(s.place.At, at, s.bound) {
		return 0, 0
	}
	metres, azimuth := flat(s.place.At, at)
	if l.covers(s.place, at, metres, azimuth) {
		within = 1
	}
	switch {
	case c == nil || (!c.own || s.place.Shape == truceline.ShapeArea) && within == 0,
		c.own && s.place.Shape == truceline.ShapeSector && !facing(s.place.Sector, metres, azimuth):
		return 0, within
	}
	chance = c.Can() * c.At(metres/1000)
	if chance > 0 && c.behind < 1 && l.hidden(l.units[s.unit].means, s.place.At, c.mast, at, height) {
		chance *= c.behind
	}
	return chance, within
}

// hidden reports whether the ground stands between a watcher and a place, both
// at heights in metres above it.
func (l *Ledger) hidden(means truceline.Means, from truceline.Point, above float64, at truceline.Point, height float64) bool {
	look := terrain.Sight{From: above, To: height, Curvature: terrain.Light}
	if means == truceline.MeansRadar {
		look.Curvature = terrain.Radio
	}
	for _, g := range l.cfg.Ground {
		if _, known := g.Height(from); known {
			return !g.Sees(from, at, look)
		}
	}
	return false
}

// covers is Covers with the distance at hand.
func (l *Ledger) covers(p truceline.Place, at truceline.Point, metres, azimuth float64) bool {
	switch {
	case p.Shape == truceline.ShapeArea:
		return l.placing.contains(p.Area, at)
	case p.Shape == truceline.ShapeSector:
		return metres >= p.Sector.RangeMin && metres <= p.Sector.RangeMax && facing(p.Sector, metres, azimuth)
	case p.Ellipse.SemiMinor == 0 || p.Ellipse.SemiMajor == p.Ellipse.SemiMinor:
		return metres <= p.Ellipse.SemiMajor
	}
	return Covers(p, at)
}

// facing reports whether an azimuth lies between the bearings of a sector.
func facing(s truceline.Sector, metres, azimuth float64) bool {
	return s.BearingFrom == s.BearingTo || metres == 0 || clockwise(s.BearingFrom, azimuth) <= clockwise(s.BearingFrom, s.BearingTo)
}

// answer adds one unit's chance.
func (q *question) answer(met []meeting) {
	u := &q.l.units[met[0].unit]
	w := Watcher{By: u.by, Means: u.means, Lineage: u.lineage, State: truceline.Blind}
	if met[0].factor != 1 {
		w.Corrected = met[0].factor
	}
	t := tally{stays: q.stays, missed: 1}
	if len(met) == 1 {
		m := met[0]
		for i := max(0, levelNow(m.levels, q.from)); i < len(m.levels) && m.levels[i].from < q.to; i++ {
			a, b := max(q.from, m.levels[i].from), min(q.to, until(m.levels, i))
			if b > a {
				t.add(m.stand, m.levels[i], m.of(m.levels[i]), b-a)
			}
		}
	} else {
		q.together(met, &t)
	}
	if t.best.state == absent && !t.any {
		return
	}
	w.Chance = t.chance(q.to - q.from)
	w.State, w.Cause = ofRank(int(max(0, t.best.state))), q.l.causeOf(t.from)
	q.out.NotKnown = q.out.NotKnown || t.notKnown
	if q.out.Watchers == nil {
		q.out.Watchers = make([]Watcher, 0, len(q.met))
	}
	q.out.Watchers = append(q.out.Watchers, w)
}

// together lets the stands of one unit speak at the same time: where one of
// them states an outage or a doubt, none of them watches.
func (q *question) together(met []meeting, t *tally) {
	cuts := []int64{q.from, q.to}
	for _, m := range met {
		for i := max(0, levelNow(m.levels, q.from)); i < len(m.levels) && m.levels[i].from < q.to; i++ {
			cuts = append(cuts, max(q.from, m.levels[i].from))
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i := 0; i+1 < len(cuts); i++ {
		best, bad := level{state: absent}, level{state: absent}
		var chance float64
		var of, badOf int32
		for _, m := range met {
			n := levelNow(m.levels, cuts[i])
			if n < 0 || m.levels[n].state == absent {
				continue
			}
			switch now := m.levels[n]; {
			case now.state < 2:
				if bad.state == absent || now.state < bad.state {
					bad, badOf = now, m.stand
				}
			case best.state == absent || now.chance*m.of(now) > best.chance*chance || best.chance < 0:
				best, chance, of = now, m.of(now), m.stand
			}
		}
		switch {
		case bad.state != absent:
			t.add(badOf, bad, 0, cuts[i+1]-cuts[i])
		default:
			t.add(of, best, chance, cuts[i+1]-cuts[i])
		}
	}
}

// tally adds up what one unit's levels are worth over a stretch of time.
type tally struct {
	stays    bool
	any      bool
	watched  bool    // as the stretch before ended
	stand    int32   // from where
	sum      float64 // of chance times nanoseconds
	missed   float64 // chance that no look finds what stays
	best     level
	from     cause // of the best state
	notKnown bool
}

func (t *tally) add(stand int32, now level, chance float64, lasts int64) {
	if now.state == absent {
		t.watched = false
		return
	}
	if !t.any || now.state > t.best.state {
		t.best, t.from = now, cause{stand, now.row, now.why}
	}
	t.any = true
	if now.state < 2 {
		t.watched, t.notKnown = false, t.notKnown || now.state == 1
		return
	}
	if now.chance < 0 {
		t.notKnown = true
		return
	}
	p := math.Min(1, now.chance*chance)
	t.sum += p * float64(lasts)
	if !t.watched || t.stand != stand { // it came, or it came nearer: another look
		t.missed *= 1 - p
	}
	t.watched, t.stand = true, stand
}

func (t *tally) chance(whole int64) float64 {
	if t.stays {
		return 1 - t.missed
	}
	return t.sum / float64(whole)
}

// askOthers adds satellites and alerts, whose watches the ledger makes itself.
func (q *question) askOthers(place truceline.Place, from, to time.Time, kind truceline.Kind) {
	cells := q.l.cells(place)
	chances := map[string]int{}
	for _, s := range q.l.statements(nil, cells, from, to, kind) {
		i, known := chances[s.by]
		if !known {
			i = len(q.out.Watchers)
			chances[s.by] = i
			q.out.Watchers = append(q.out.Watchers, Watcher{By: s.by, Means: s.means, Lineage: q.l.lineageOf(s.by), State: truceline.Blind, Cause: s.cause})
		}
		w := &q.out.Watchers[i]
		if state := ofRank(int(s.rank)); Better(w.State, state) != w.State {
			w.State, w.Cause = state, s.cause
		}
		if s.rank == 0 {
			continue
		}
		p, ok := q.fromOrbit(s)
		if f, corrected := q.l.corrected[correctedKey{s.means, q.kind}]; corrected {
			p, w.Corrected = math.Min(1, p*f), f
		}
		if !ok {
			q.out.NotKnown = true
			continue
		}
		w.Chance = 1 - (1-w.Chance)*(1-p)
	}
}

// fromOrbit is the chance that a satellite's look notices something hot: what
// the posture says of the power that it sees, or else the model, through the part of
// the sky that is clear. It is not known
// where nobody reported the cloud.
func (q *question) fromOrbit(s statement) (float64, bool) {
	c := q.l.models[s.means]
	if s.means != truceline.MeansThermal || s.rank < 2 || c == nil || c[q.kind] == nil {
		return 0, false
	}
	clear, sum := c[q.kind].At(0), 0.0
	if o := q.l.orbit(s.by); o != nil && o.Least > 0 {
		// The shape of the law is that of the posture's own words for least_mw.
		usual := q.l.detection.Conditions.FireMW
		clear = usual * usual / (usual*usual + o.Least*o.Least)
	}
	for _, p := range q.spots {
		now := q.l.weatherAt(q.l.stationsFor(p.at), s.from)
		if !now.known {
			return 0, false
		}
		sum += p.share * clear * (1 - now.cloud)
	}
	return sum, true
}
