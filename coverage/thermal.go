package coverage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// lookGap is how far apart two rows of one satellite may be and still belong to
// one look. A pass over the theatre takes some minutes; the next comes after
// about 101.
const lookGap = 15 * time.Minute

// rowLasts is how long a row's stated minute lasts.
const rowLasts = time.Minute

// look is one pass of a satellite that left rows.
type look struct {
	from, to time.Time // first row, and a minute after the last
	rows     int
}

// addRow files a row under its satellite's looks, joining looks that it links.
func (l *Ledger) addRow(satellite string, at time.Time) {
	l.addDay(satellite, dayOf(at))
	list := l.looks[satellite]
	i, _ := slices.BinarySearchFunc(list, at, func(k look, t time.Time) int { return k.from.Compare(t) })
	list = slices.Insert(list, i, look{at, at.Add(rowLasts), 1})
	if i+1 < len(list) {
		list = joined(list, i)
	}
	if i > 0 {
		list = joined(list, i-1)
	}
	l.looks[satellite] = list
}

// joined makes one look of the i-th and the next if their rows link them.
func joined(list []look, i int) []look {
	a, b := list[i], list[i+1]
	if b.from.Sub(a.to.Add(-rowLasts)) > lookGap {
		return list
	}
	if b.to.After(a.to) {
		a.to = b.to
	}
	a.rows += b.rows
	list[i] = a
	return slices.Delete(list, i+1, i+2)
}

func (l *Ledger) addDay(satellite string, d int64) {
	if l.files[satellite] == nil {
		l.files[satellite] = map[int64]bool{}
	}
	l.files[satellite][d] = true
}

// addFile marks each UTC day that the interval touches.
func (l *Ledger) addFile(satellite string, when truceline.Interval) {
	last := when.To
	if last.After(when.From) {
		last = last.Add(-1)
	}
	for d := dayOf(when.From); d <= dayOf(last); d++ {
		l.addDay(satellite, d)
	}
}

// satellites returns those expected and those that spoke unexpectedly, in the
// order of the configuration, then by name.
func (l *Ledger) satellites() []string {
	var out []string
	for _, s := range l.cfg.Thermal {
		out = append(out, s.Source)
	}
	known := len(out)
	for s := range l.files {
		if !slices.Contains(out[:known], s) {
			out = append(out, s)
		}
	}
	slices.Sort(out[known:])
	return out
}

func (l *Ledger) satelliteName(source string) string {
	for _, s := range l.cfg.Thermal {
		if s.Source == source && s.Name != "" {
			return s.Name
		}
	}
	return source
}

// thermalWatches gives the looks, the days without a file and the passes that
// left no row, as far as they touch [from, to).
func (l *Ledger) thermalWatches(from, to time.Time) []truceline.Watch {
	if len(l.files) == 0 && len(l.cfg.Thermal) > 0 {
		return l.noFileAtAll(from, to)
	}
	var out []truceline.Watch
	for _, s := range l.satellites() {
		out = append(out, l.lookWatches(s, from, to)...)
		out = append(out, l.silentPasses(s, from, to)...)
		out = append(out, l.missingDays(s, from, to)...)
	}
	return out
}

// noFileAtAll is one outage for all satellites over the whole period.
func (l *Ledger) noFileAtAll(from, to time.Time) []truceline.Watch {
	if !to.After(from) {
		return nil
	}
	var names []string
	for _, s := range l.cfg.Thermal {
		names = append(names, s.Source)
	}
	w := thermalWatch(strings.Join(names, ", "), span{l.cfg.Period.From, l.end()}, truceline.Blind, truceline.CauseNoData)
	w.Note = "no satellite file at all for this period"
	return []truceline.Watch{finish(w)}
}

func (l *Ledger) lookWatches(s string, from, to time.Time) []truceline.Watch {
	var out []truceline.Watch
	for _, k := range l.looksBetween(s, from, to) {
		w := thermalWatch(s, span{k.from, k.to}, truceline.PartlyWatched, truceline.CauseNoCloudData)
		w.Place = l.swath(s, span{k.from, k.to})
		rows := "rows"
		if k.rows == 1 {
			rows = "row"
		}
		w.Note = fmt.Sprintf("%s looked; %d %s", l.satelliteName(s), k.rows, rows)
		out = append(out, finish(w))
	}
	return out
}

func (l *Ledger) looksBetween(s string, from, to time.Time) []look {
	list := l.looks[s]
	i, _ := slices.BinarySearchFunc(list, from, func(k look, t time.Time) int {
		if k.to.After(t) {
			return 1
		}
		return -1
	})
	n := i
	for n < len(list) && list[n].from.Before(to) {
		n++
	}
	return list[i:n]
}

// silentPasses are windows in which a pass was due, with a file for the day, in
// which the satellite left no row: it saw nothing hot, or it did not see.
func (l *Ledger) silentPasses(s string, from, to time.Time) []truceline.Watch {
	var out []truceline.Watch
	has := func(d int64) bool { return l.files[s][d] }
	for d := dayOf(from); d <= dayOf(to)+1; d++ {
		for _, e := range expected(d, has) {
			if !e.from.Before(to) || !e.to.After(from) || len(l.looksBetween(s, e.from, e.to)) > 0 {
				continue
			}
			w := thermalWatch(s, e, truceline.NotKnown, truceline.CauseNoCloudData)
			w.Note = l.satelliteName(s) + " was due to pass and left no row: nothing was hot, or cloud hid it, or it did not look"
			out = append(out, finish(w))
		}
	}
	return out
}

// missingDays are days of the period without a file, one watch a day.
func (l *Ledger) missingDays(s string, from, to time.Time) []truceline.Watch {
	if p := l.cfg.Period.From; from.Before(p) {
		from = p
	}
	var out []truceline.Watch
	for d := dayOf(from); d <= dayOf(to.Add(-1)); d++ {
		if l.files[s][d] {
			continue
		}
		for _, g := range within([]span{{startOf(d), startOf(d + 1)}}, l.cfg.Period.From, l.end()) {
			w := thermalWatch(s, g, truceline.Blind, truceline.CauseNoData)
			w.Note = "no file of " + l.satelliteName(s) + " for this day"
			out = append(out, finish(w))
		}
	}
	return out
}

func thermalWatch(by string, s span, state truceline.Watching, cause truceline.Cause) truceline.Watch {
	return truceline.Watch{By: by, Means: truceline.MeansThermal, Kinds: []truceline.Kind{truceline.KindHeat}, Place: theatre(),
		When:  truceline.Interval{From: s.from, To: s.to, Clock: truceline.Clock{Quality: truceline.ClockPass, Error: rowLasts}},
		State: state, Cause: cause, Detection: -1}
}

// finish gives a watch that the ledger made its name.
func finish(w truceline.Watch) truceline.Watch {
	w.ID = watchID(w)
	return w
}

// HoursSinceLastLook returns how long before the given moment any satellite
// last looked; ok is false when none had.
func (l *Ledger) HoursSinceLastLook(at time.Time) (hours float64, ok bool) {
	var last time.Time
	for _, s := range l.satellites() {
		list := l.looks[s]
		for i := len(list) - 1; i >= 0; i-- {
			if !list[i].from.After(at) {
				if end := list[i].to; end.After(last) {
					last = end
				}
				break
			}
		}
	}
	if last.IsZero() {
		return 0, false
	}
	return max(0, at.Sub(last).Hours()), true
}
