package coverage

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// level is how well a stand watches from a moment on, until the next level.
type level struct {
	from   int64
	chance float64 // what the chance at a range is multiplied by; negative: not known
	state  int8    // as rank gives it; absent: nothing is stated
	why    why     // what made the state worse than what was posted
	row    int32   // that it comes from, -1 for none
	flat   bool    // chance holds all over the footprint, whatever the range
}

// absent is the state of a stand of which nothing is stated.
const absent = -1

// why is what the ledger itself found against a posted watch.
type why int8

const (
	asPosted why = iota
	inFog
	inRain
	inWind
	inDark
	silent
	unspoken // the moment lies outside the ledger's period
)

// cause is how a watch states it.
func (w why) cause() truceline.Cause {
	switch w {
	case inFog, inRain, inWind:
		return truceline.CauseWeather
	case silent:
		return truceline.CauseSilent
	}
	return truceline.CauseNone
}

// String says it in a word, nothing for what was posted.
func (w why) String() string {
	return []string{"", "fog", "rain", "wind", "darkness", "silence", "the record says nothing of these hours"}[w]
}

// levelsOf is the levels of a stand for the kinds of one curve.
type levelsOf struct {
	curve *curve
	list  []level
}

// levelsFor returns how well a stand watches for a kind over all time, with the
// curve by which range counts; a nil curve means that range does not count
// within the footprint.
func (l *Ledger) levelsFor(s *stand, kind int) ([]level, *curve) {
	if told := l.versions(s); s.built != l.changed || s.told != told || s.goesOn && s.asOf != l.now {
		if s.built != l.changed && s.bound > 0 {
			s.stations = l.stationsFor(s.place.At)
			told = l.versions(s)
		}
		s.levels, s.built, s.told, s.asOf = s.levels[:0], l.changed, told, l.now
	}
	var c *curve
	if s.table != nil {
		c = s.table[kind]
	}
	for _, k := range s.levels {
		if k.curve == c {
			return k.list, c
		}
	}
	list := l.work(s, c)
	s.levels = append(s.levels, levelsOf{c, list})
	return list, c
}

// versions adds up the versions of a stand's stations.
func (l *Ledger) versions(s *stand) int {
	sum := 0
	for _, n := range s.stations {
		sum += l.stations[n].version
	}
	return sum
}

// work works out the levels of a stand for one curve.
func (l *Ledger) work(s *stand, c *curve) []level {
	if len(s.rows) == 0 {
		return nil
	}
	edges := l.edges(s, c)
	silences := l.silences(s)
	missed := l.missed(s, silences)
	out := make([]level, 0, len(edges))
	first := 0 // rows before it have ended
	for _, at := range edges {
		for first < len(s.rows) {
			if to, _ := l.ends(s, first); to > at {
				break
			}
			first++
		}
		now := l.levelAt(s, c, first, at)
		if (now.state > absent || at < missed) && within64(silences, at) {
			now = level{from: at, state: 0, why: silent, row: max(now.row, int32(first-1))}
		}
		if n := len(out); n > 0 && sameLevel(out[n-1], now) {
			continue
		}
		out = append(out, now)
	}
	return slices.Clip(out)
}

// missed is until when a stand was to be heard of after its last row, as its watcher
// fell silent there: one that posts what it watched, piece by piece, posts nothing
// of the time since. 0 where it had ended before.
func (l *Ledger) missed(s *stand, silences []span64) int64 {
	if len(silences) == 0 {
		return 0
	}
	to := int64(0)
	for i := range s.rows {
		end, _ := l.ends(s, i)
		to = max(to, end)
	}
	for _, q := range silences {
		if q.from <= to && to < q.to {
			return q.to
		}
	}
	return 0
}

func sameLevel(a, b level) bool {
	return a.chance == b.chance && a.state == b.state && a.why == b.why && a.row == b.row && a.flat == b.flat
}

// edges are the moments at which a stand's level may change, sorted.
func (l *Ledger) edges(s *stand, c *curve) []int64 {
	from, to := s.rows[0].from, s.rows[0].to
	edges := make([]int64, 0, 2*len(s.rows))
	for i := range s.rows {
		end, _ := l.ends(s, i)
		edges = append(edges, s.rows[i].from, end)
		to = max(to, end)
	}
	for _, q := range l.silences(s) {
		edges = append(edges, q.from, q.to)
	}
	to = max(to, l.missed(s, l.silences(s)))
	if c != nil && s.bound > 0 {
		if c.Fog != nil || c.Wind != nil || c.Rain != nil {
			edges = l.weatherEdges(edges, s.stations, from, to)
		}
		if c.Night != nil {
			edges = l.sunEdges(edges, s.place.At, from, to)
		}
	}
	edges = slices.DeleteFunc(edges, func(t int64) bool { return t < from || t > to })
	slices.Sort(edges)
	return slices.Compact(edges)
}

// levelAt is how well a stand watches at a moment, by the rows from first on:
// the best positive one holds, unless another states an outage or a doubt.
func (l *Ledger) levelAt(s *stand, c *curve, first int, at int64) level {
	best := level{from: at, state: absent, row: -1}
	bad := best
	for i := first; i < len(s.rows) && s.rows[i].from <= at; i++ {
		if to, _ := l.ends(s, i); to <= at {
			continue
		}
		r := &s.rows[i]
		switch {
		case r.state < 2:
			if bad.state == absent || r.state < bad.state {
				bad.state, bad.row = r.state, int32(i)
			}
		default:
			now := l.posted(s, c, r, at)
			now.row = int32(i)
			if best.state == absent || now.state > best.state || now.state == best.state && now.chance > best.chance {
				best = now
			}
		}
	}
	if bad.state != absent {
		return bad
	}
	return best
}

// posted is what a watching row is worth at a moment, under the light and the
// weather of it. Where its sort of watcher reckons conditions into the detection
// that it states, that detection counts: it was there. Otherwise the curve counts,
// with what light and weather reports leave of it.
func (l *Ledger) posted(s *stand, c *curve, r *row, at int64) level {
	out := level{from: at, state: r.state, chance: r.detection, flat: true}
	if c == nil || s.bound == 0 {
		return out // by range nothing is known: the detection stated, or not known
	}
	detection := r.detection
	if l.sky != nil {
		detection = -1 // it was stated in another weather
	}
	if !c.own && detection >= 0 {
		return out
	}
	out.flat = false
	if c.Can() < 1 {
		out.state = min(out.state, 2) // of what cannot be noticed it says nothing
	}
	night := c.Night != nil && l.night(s.place.At, at)
	now := l.weatherAt(s.stations, at)
	left := c.left(night, now)
	if s.place.Shape == truceline.ShapeArea {
		return l.searched(c, r, out, left)
	}
	stated := -1.0
	if detection >= 0 {
		if mean := c.within(reach(s.place) / 1000); mean > 0 {
			stated = detection / mean
		}
	}
	switch {
	case stated >= 0 && s.sort != nil && s.sort.reckons:
		out.chance = stated
		return out
	case stated >= 0:
		out.chance = stated * left
	case !now.known && r.state == 2:
		out.chance = left * l.detection.Conditions.Partly
	default:
		out.chance = left
	}
	if !now.known {
		return out
	}
	worst, by := 1.0, asPosted
	for _, x := range []struct {
		is  bool
		f   *float64
		why why
	}{{now.fog, c.Fog, inFog}, {now.rain, c.Rain, inRain}, {now.wind >= 0.5, c.Wind, inWind}, {night, c.Night, inDark}} {
		if x.is && x.f != nil && *x.f < worst {
			worst, by = *x.f, x.why
		}
	}
	switch {
	case worst == 0:
		out.state, out.why, out.chance = 0, by, 0
	case by != asPosted && by != inDark && out.state == 3:
		out.state, out.why = 2, by
	}
	return out
}

// within64 reports whether a moment lies in one of some sorted spans.
func within64(list []span64, at int64) bool {
	for _, s := range list {
		if at >= s.from && at < s.to {
			return true
		}
	}
	return false
}

// levelNow is the index of the level of a moment, -1 before the first.
func levelNow(list []level, at int64) int {
	low, high := 0, len(list)
	for low < high {
		mid := (low + high) / 2
		if list[mid].from <= at {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low - 1
}

// until is when a level ends.
func until(list []level, i int) int64 {
	if i+1 < len(list) {
		return list[i+1].from
	}
	return math.MaxInt64
}
