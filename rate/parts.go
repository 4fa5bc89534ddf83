package rate

import (
	"math"
	"slices"
	"time"
)

// part is what is known of one kind in one stretch and side, or in several that
// are watched alike. Kilometres and days are counted by the rate that was learnt
// for them, so that the part has one unknown: how much more or less than learnt.
type part struct {
	sightings []sighting
	noticed   float64 // events that would be noticed at the rate learnt
	watched   float64 // that begin where it counts as watched
	whole     float64 // that begin at all
	effort    effortSum
}

// sighting is how densely such a report comes from events of this part, from
// other things that happen, and from nothing, at the rates learnt.
type sighting struct {
	report             int
	from, other, alarm float64
}

// lone reports whether one watcher alone says so, which may then be a false alarm.
func (s sighting) lone() bool { return s.alarm > 0 }

// lone is the share of a part's reports, each by how likely it is an event there, that
// one watcher alone made.
func (p *part) lone() float64 {
	lone, all := 0.0, 0.0
	for _, s := range p.sightings {
		all += s.chance()
		if s.lone() {
			lone += s.chance()
		}
	}
	if all == 0 {
		return 0
	}
	return lone / all
}

// effortSum is a part's km-days.
type effortSum struct{ noticed, twice, watched, whole, unknown float64 }

// parts gathers what is known of a kind in each stretch and side, in one band of the
// day or all.
func (l *learnt) parts(k, band int) []part {
	out := make([]part, len(l.rate[k]))
	for i := range out {
		e, rate := l.effort(k, i/sides, i%sides, band), l.rate[k][i]
		e.unknown = e.whole * l.unknown(k, i/sides, i%sides)
		out[i] = part{noticed: rate * e.noticed, watched: rate * e.watched, whole: rate * e.whole, effort: e}
	}
	for n := range l.lines {
		l.deal(k, n, band, out)
	}
	return out
}

// unknown is the share of a stretch and side of which it is not known whether
// anybody watched.
func (l *learnt) unknown(k, stretch, side int) float64 {
	sum, cells := 0.0, l.cut[k].cells[stretch]
	for _, cell := range cells {
		for d := range depths - 1 {
			for b := range bands {
				sum += depthWidth(d) / reachKm() * l.s.share[b] * l.s.effort[k][l.s.index(cell, side, d, b)].unknown
			}
		}
	}
	return sum / float64(len(cells))
}

// least is the chance under which a report is not reckoned with in a part.
const least = 1e-4

// deal gives one report out to the parts of a kind that it may belong to.
func (l *learnt) deal(k, report, band int, out []part) {
	c := &l.lines[report]
	alarm := l.alarms(c)
	all := alarm
	var where []int
	var from []float64
	for _, h := range c.may {
		d := l.density(c, h)
		all += d
		if h.kind != k || h.depth == depths-1 || band != wholeDay && h.band != band {
			continue
		}
		at := slices.Index(where, l.place(h))
		if at < 0 {
			at, where, from = len(where), append(where, l.place(h)), append(from, 0)
		}
		from[at] += d
	}
	for j, i := range where {
		if from[j] >= least*all && all > 0 {
			other := all - alarm - from[j]
			if other < 1e-9*all {
				other = 0 // but for rounding, it can be nothing else
			}
			out[i].sightings = append(out[i].sightings, sighting{report, from[j], other, alarm})
		}
	}
}

// together makes one part of several. A report that lies across two of them
// counts once.
func together(list []*part) *part {
	out := &part{}
	at := map[int]int{}
	for _, p := range list {
		out.noticed, out.watched, out.whole = out.noticed+p.noticed, out.watched+p.watched, out.whole+p.whole
		out.effort.add(p.effort)
		for _, s := range p.sightings {
			if i, ok := at[s.report]; ok {
				out.sightings[i].from += s.from
				out.sightings[i].other = max(0, out.sightings[i].other-s.from)
				continue
			}
			at[s.report] = len(out.sightings)
			out.sightings = append(out.sightings, s)
		}
	}
	return out
}

func (e *effortSum) add(o effortSum) {
	e.noticed, e.twice, e.watched = e.noticed+o.noticed, e.twice+o.twice, e.watched+o.watched
	e.whole, e.unknown = e.whole+o.whole, e.unknown+o.unknown
}

// chance is how likely a sighting is an event of the part, at the rates learnt.
func (s sighting) chance() float64 { return s.chanceAt(1, 1) }

// chanceAt is the same when there are so many times the events, and so many times
// the false alarms, that were learnt.
func (s sighting) chanceAt(rate, alarms float64) float64 {
	return rate * s.from / (rate*s.from + s.other + alarms*s.alarm)
}

// likely counts the reports that are likelier events of the part than not;
// weighed adds up how likely each is; doubt says that one may be nothing or lie
// elsewhere.
func (p *part) likely() (events int, weighed float64, doubt bool) {
	for _, s := range p.sightings {
		weighed += s.chance()
		if s.chance() >= 0.5 {
			events++
		}
		doubt = doubt || s.chance() < 1-1e-9
	}
	return events, weighed, doubt
}

// fano estimates how much more the number of events varies than if each came by
// itself: variance over mean of what was seen in blocks of three hours of each
// stretch, against what the rates lead one to expect. Seeing only a share p of the
// events hides part of it: 1+(φ-1)p is what shows. It is never below 1.
func (l *learnt) fano(k int, parts []part) float64 {
	const block = 3
	blocks := int(math.Ceil(l.s.config.Window.Hours() / block))
	seen := make([]float64, len(l.cut[k].cells)*blocks)
	for i := range parts {
		for _, s := range parts[i].sightings {
			seen[i/sides*blocks+min(blocks-1, l.lines[s.report].hour/block)] += s.chance()
		}
	}
	share, most := make([]float64, blocks), 0.0
	for b := range blocks {
		at := l.s.config.Window.From.Add(time.Duration((float64(b) + 0.5) * block * float64(time.Hour)))
		share[b] = l.hours[k][l.s.bandOf(at)]
		most += share[b]
	}
	squares, expected, chance := 0.0, 0.0, 0.0
	for at := range l.cut[k].cells {
		noticed, whole, total := 0.0, 0.0, 0.0
		for side := range sides {
			e := parts[at*sides+side].effort
			noticed, whole = noticed+e.noticed, whole+e.whole
		}
		for b := range blocks {
			total += seen[at*blocks+b]
		}
		for b := range blocks {
			d := seen[at*blocks+b] - total*share[b]/most
			squares += d * d * float64(blocks) / math.Max(1, float64(blocks-1))
		}
		expected, chance = expected+total, chance+total*noticed/whole
	}
	// Ten events' worth of no clustering: with few events nothing else is known.
	shown := (squares + 10) / (expected + 10)
	p := 1.0
	if expected > 0 {
		p = math.Min(1, math.Max(0.1, chance/expected))
	}
	return math.Max(1, 1+(shown-1)/p)
}
