package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// send numbers the statements of each source, lets them travel, and returns
// them in the order of their arrival, repeats and relayed ones among them.
func send(list []statement, seed uint64) []statement {
	slices.SortStableFunc(list, func(a, b statement) int {
		return cmp.Or(cmp.Compare(a.source, b.source), a.begun.Compare(b.begun))
	})
	r := stream(seed, forSending, 0)
	numbers := map[string]int{}
	number := func(source string) string {
		numbers[source]++
		return fmt.Sprintf("%s-%04d", source, numbers[source])
	}
	var out []statement
	for _, st := range list {
		w := st.site.watcher
		st.id = number(st.source)
		st.arrives = st.to.Add(about(r, w.Delay))
		out = append(out, st)
		if r.Float64() < w.Repeat {
			again := st
			again.arrives = st.arrives.Add(about(r, w.Delay))
			out = append(out, again)
		}
		if r.Float64() < w.Relay {
			out = append(out, relayed(st, st.arrives.Add(5*time.Minute+about(r, 10*time.Minute))))
		}
	}
	slices.SortStableFunc(out, func(a, b statement) int {
		return cmp.Or(a.arrives.Compare(b.arrives), cmp.Compare(a.source, b.source))
	})
	for i := range out {
		if out[i].source == desk {
			out[i].id = number(desk)
		}
	}
	return out
}

const desk = "DESK"

// relayed is a statement entered again by the mission's desk, from a telephone
// call: same content, times to the minute, and it says what it stands on.
func relayed(st statement, arrives time.Time) statement {
	st.derived, st.source, st.arrives = st.id, desk, arrives
	st.from, st.to = st.from.Round(time.Minute), st.to.Round(time.Minute)
	st.quality, st.error = truceline.ClockWatch, st.error+time.Minute
	if st.remarks == "" {
		st.remarks = "camera log"
	}
	st.remarks = "by telephone: " + st.remarks
	return st
}

// observationTable writes the statements of one sort of watcher.
func observationTable(list []statement, w *Watcher) *table {
	t := newTable("id", "time_from", "time_to", "clock", "clock_error_s", "source", "lineage", "means", "kind", "subtype",
		"count_least", "count_most", "unit", "lat", "lon", "range_min_m", "range_max_m", "bearing_from_deg", "bearing_to_deg",
		"place", "direction", "weapons", "exempt", "reliability", "confidence", "remarks", "derived_from")
	for _, st := range list {
		if st.site.watcher != w {
			continue
		}
		info, _ := truceline.KindNamed(st.say.Kind)
		t.row()
		digits := time.Millisecond
		if w.Clock.Round >= time.Second || st.source == desk {
			digits = time.Second
		}
		bearings := 1
		if w.BearingDeg < 1 || w.Halts > 0 {
			bearings = 2
		}
		t.set("id", st.id)
		t.set("time_from", stamp(st.from, digits))
		t.set("time_to", stamp(st.to, digits))
		t.set("clock", string(st.quality))
		t.set("clock_error_s", decimal(st.error.Seconds(), 1))
		t.set("source", st.source)
		t.set("lineage", st.lineage())
		t.set("means", string(st.means))
		t.set("kind", string(st.say.Kind))
		t.set("subtype", st.say.Subtype)
		t.set("count_least", fmt.Sprint(st.count))
		if st.most > 0 {
			t.set("count_most", fmt.Sprint(st.most))
		}
		t.set("unit", info.Unit)
		t.set("lat", decimal(st.site.at.Lat, 4))
		t.set("lon", decimal(st.site.at.Lon, 4))
		t.set("range_min_m", decimal(10*round(st.rangeMin/10, 0), 0))
		t.set("range_max_m", decimal(10*round(st.rangeMax/10, 0), 0))
		t.set("bearing_from_deg", decimal(turn(round(st.bearingFrom, bearings)), bearings))
		t.set("bearing_to_deg", decimal(turn(round(st.bearingTo, bearings)), bearings))
		t.set("place", st.place)
		t.set("direction", st.direction)
		t.set("weapons", strings.Join(st.weapons, ";"))
		t.set("exempt", st.exempt)
		t.set("reliability", w.Reliability)
		t.set("confidence", st.confidence)
		t.set("remarks", st.remarks)
		t.set("derived_from", st.derived)
	}
	return t
}

// lineage names what a statement has in common with others: the cabinet that
// serves a cluster of posts or cameras, or whoever was on the telephone.
func (st statement) lineage() string {
	var list []string
	if st.source == desk {
		list = append(list, st.site.name)
	}
	if st.site.watcher.Halts == 0 {
		list = append(list, fmt.Sprintf("%s-cabinet-%d", strings.ToLower(st.site.watcher.Prefix), st.site.cluster))
	}
	return strings.Join(list, ";")
}
