package sim

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// send numbers the statements of a slice of time, lets them travel, and writes
// them into the spools of their files, repeats and relayed ones among them.
func (sh *shard) send() {
	slices.SortStableFunc(sh.list, func(a, b statement) int {
		return cmp.Or(cmp.Compare(a.site.team.first, b.site.team.first), a.begun.Compare(b.begun))
	})
	for _, st := range sh.list {
		w, r := st.site.watcher, st.site.sends
		if st.fromDesk() {
			sh.told++
			st.id, st.arrives = numbered(st.source, sh.told), st.to.Add(30*time.Minute+about(r, 2*time.Hour))
			sh.write(st, r)
			continue
		}
		st.site.team.said++
		st.id = numbered(st.source, st.site.team.said)
		st.arrives = st.to.Add(about(r, w.Delay))
		if w.Late > 0 && r.Float64() < w.Late {
			st.arrives = st.arrives.Add(time.Hour + time.Duration(r.Float64()*float64(11*time.Hour)))
		}
		if st.marked() {
			e := st.symbol(sh.ex)
			st.marker = &e
		}
		sh.write(st, r)
		if r.Float64() < w.Repeat {
			again := st
			again.arrives = st.arrives.Add(about(r, w.Delay))
			sh.write(again, r)
		}
		if r.Float64() < w.Relay {
			by := relayed(st, sh.desk, st.arrives.Add(5*time.Minute+about(r, 10*time.Minute)))
			sh.told++
			by.id = numbered(sh.desk, sh.told)
			if w.sapient() || st.marked() {
				by.derived = "" // what it stands on has no id of the table's; its lineage names the site
			}
			sh.write(by, r)
		}
	}
	sh.list = sh.list[:0]
}

// numbered is the ID of the n-th statement of a source.
func numbered(source string, n int) string {
	return string(appendWhole(append(append(make([]byte, 0, len(source)+8), source...), '-'), int64(n), 4))
}

// write puts a statement into the spool of its file.
func (sh *shard) write(st statement, r *rand.Rand) {
	w := st.site.watcher
	sp, about := &sh.spools[w.index], st.about()
	switch {
	case st.marked():
		sh.post(st.site.team.device, &sh.devices[w.index], st.marker, about)
		if sh.keep {
			sh.marks = append(sh.marks, mark{st, *st.marker})
		}
	case w.Meter != nil:
		sh.alarm(&st)
	case w.sapient() && !st.fromDesk():
		sp = sh.talk(st.site)
		sp.message()
		sp.b = st.detection(sp.b, r.Uint64())
		sp.add(st.arrives.UnixMilli(), about)
	default:
		statementRow(&sp.cells, &st)
		sp.add(st.arrives.UnixMilli(), about)
		if d := st.site.team.device; d != nil && st.say.Kind == truceline.KindRestriction && !st.fromDesk() {
			sh.chat(d, st.noticed.Add(somewhat(d.r, 3*time.Minute)), st.restricted(), about)
		}
	}
	if w.Broken > 0 && r.Float64() < w.Broken && !st.marked() {
		sp.spoil(r)
	}
	if sh.keep {
		sh.kept = append(sh.kept, st)
	}
}

// about is what a statement is really about.
func (st *statement) about() subject {
	return subject{int32(st.truth + 1), int32(st.object), int32(st.cause)}
}

// inspected makes a statement one of those who went to a site that fell silent and
// found it hit: the desk enters it, with the moment at which it fell silent and the
// site for a place (assumption: half an hour to some hours later).
func (st *statement) inspected(desk string) {
	st.source, st.means = desk, truceline.MeansSaw
	st.rangeMin, st.rangeMax, st.bearingFrom, st.bearingTo = 0, 100, 0, 0
	st.from = st.noticed.Round(time.Second)
	st.to, st.arrival, st.error = st.from, time.Time{}, max(time.Second, st.error)
	st.count, st.most, st.confidence, st.place = 1, 1, "high", ""
	st.remarks = "found hit by gunfire; nothing was heard of it from then on"
}

// attacked reports whether a watcher's sites may be shot at.
func (w *Watcher) attacked() bool {
	return slices.ContainsFunc(w.Outages, func(o posture.Outage) bool { return o.Cause == truceline.CauseGunfire && o.Caused })
}

// desks reports whether a duty desk enters something of a watcher's sites.
func (w *Watcher) desks() bool { return w.Relay > 0 || w.attacked() }

// desk is how the sources begin that are duty desks of the mission.
const desk = "DESK"

// fromDesk reports whether a duty desk made a statement.
func (st *statement) fromDesk() bool { return strings.HasPrefix(st.source, desk) }

// relayed is a statement entered again by the mission's desk, from a telephone
// call: same content, times to the minute, and it says what it stands on.
func relayed(st statement, desk string, arrives time.Time) statement {
	st.derived, st.source, st.arrives = st.id, desk, arrives
	st.from, st.to, st.arrival = st.from.Round(time.Minute), st.to.Round(time.Minute), time.Time{}
	st.quality, st.error = truceline.ClockWatch, st.error+time.Minute
	if st.remarks == "" {
		st.remarks = "camera log"
	}
	st.remarks = "by telephone: " + st.remarks
	return st
}

// observationColumns are the columns of the observation tables of posts,
// cameras, patrols and all others who state a sector.
func observationColumns() []string {
	return []string{"id", "time_from", "time_to", "clock", "clock_error_s", "source", "lineage", "means", "kind", "subtype",
		"count_least", "count_most", "unit", "lat", "lon", "range_min_m", "range_max_m", "bearing_from_deg", "bearing_to_deg",
		"place", "direction", "weapons", "exempt", "reliability", "confidence", "remarks", "derived_from",
		"arrival", "arrival_error_s"}
}

// statementRow writes one statement, in the order of observationColumns.
func statementRow(c *cells, st *statement) {
	w := st.site.watcher
	info := w.units[st.say.Kind]
	digits := time.Millisecond
	if w.Clock.Round >= time.Second || st.fromDesk() {
		digits = time.Second
	}
	bearings := 1
	if w.BearingDeg < 1 || w.Halts > 0 {
		bearings = 2
	}
	c.begin()
	c.text(st.id)
	c.moment(st.from, digits)
	c.moment(st.to, digits)
	c.text(string(st.quality))
	c.number(st.error.Seconds(), 1)
	c.text(st.source)
	st.lineage(c)
	c.text(string(st.means))
	c.text(string(st.say.Kind))
	c.text(st.say.Subtype)
	c.whole(st.count)
	if st.most > 0 {
		c.whole(st.most)
	} else {
		c.none()
	}
	c.text(info)
	c.number(st.site.at.Lat, 4)
	c.number(st.site.at.Lon, 4)
	c.number(10*math.Round(st.rangeMin/10), 0)
	c.number(10*math.Round(st.rangeMax/10), 0)
	c.number(turn(round(st.bearingFrom, bearings)), bearings)
	c.number(turn(round(st.bearingTo, bearings)), bearings)
	c.text(st.place)
	c.text(st.direction)
	c.list(st.weapons...)
	c.text(st.exempt)
	c.text(w.Reliability)
	c.text(st.confidence)
	c.text(st.remarks)
	c.list(st.derived)
	if !st.arrival.IsZero() {
		c.moment(st.arrival, time.Millisecond)
		c.number(st.arrivalError.Seconds(), 3)
	}
	c.end()
}

// lineage names what a statement has in common with others: the cabinet that
// serves a cluster of posts or cameras, or whoever was on the telephone.
func (st *statement) lineage(c *cells) {
	cabinet := ""
	if w := st.site.watcher; w.Halts == 0 && w.Flight == nil {
		cabinet = w.cabinets[st.site.cluster]
	}
	switch {
	case st.fromDesk() && cabinet != "":
		c.list(st.site.name, cabinet)
	case st.fromDesk():
		c.list(st.site.name)
	default:
		c.list(cabinet)
	}
}

// ready works out what the rows of a watcher need again and again.
func (w *Watcher) ready(index int) {
	w.index, w.units, w.cabinets = index, map[truceline.Kind]string{}, map[int]string{}
	for _, info := range truceline.Kinds() {
		w.units[info.Kind] = info.Unit
	}
	w.averaged = make([]float64, len(w.Reach))
	for i, r := range w.Reach {
		w.averaged[i] = r.Mean(r.WatchKm)
	}
	most := len(w.Clusters) + 20*len(w.Belts) + w.Total() + 1
	for i := range most + 1 {
		w.cabinets[i] = fmt.Sprintf("%s-cabinet-%d", strings.ToLower(w.Prefix), i)
	}
}

// columns are the columns of a watcher's file.
func (w *Watcher) columns() []string {
	switch {
	case w.receiver() != nil:
		return []string{"time_from", "clock", "source", "means", "kind", "subtype", "lat", "lon", "error_m", "remarks"}
	}
	return observationColumns()
}
