package coverage

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// addAlert files an alert under its area, joined with those it touches.
func (l *Ledger) addAlert(area string, s span) {
	if !s.to.After(s.from) {
		return
	}
	list := l.alerts[area]
	if n := len(list); n == 0 || s.from.After(list[n-1].to) {
		l.alerts[area] = append(list, s) // the usual case: they come in order
		return
	}
	l.alerts[area] = merged(append(slices.Clone(list), s))
}

// alertAreas returns every area that the alert source could or does speak
// about, sorted; none when no alerts are read.
func (l *Ledger) alertAreas() []string {
	if !l.cfg.AlertSource {
		return nil
	}
	var out []string
	for _, a := range l.cfg.Areas {
		out = append(out, a.ID)
	}
	out = append(out, l.cfg.NotCovered...)
	for a := range l.alerts {
		out = append(out, a)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// alertWatches gives the state of one area as far as it touches [from, to): not
// covered for the whole period if no alert was ever seen there; blind under an
// alert, since a second attack raises no second alert; watched between alerts.
func (l *Ledger) alertWatches(area string, from, to time.Time) []truceline.Watch {
	start, end := l.cfg.Period.From, l.end()
	if !to.After(from) || !end.After(start) {
		return nil
	}
	if len(l.alerts[area]) == 0 || slices.Contains(l.cfg.NotCovered, area) {
		w := l.alertWatch(area, span{start, end}, truceline.Blind, truceline.CauseNotCovered)
		w.Note = "the alert data never speak about this area"
		return []truceline.Watch{finish(w)}
	}
	alerts := within(l.alerts[area], start, end)
	var out []truceline.Watch
	keep := func(list []span, state truceline.Watching, cause truceline.Cause, note string) {
		i, _ := slices.BinarySearchFunc(list, from, func(s span, t time.Time) int {
			if s.to.After(t) {
				return 1
			}
			return -1
		})
		for ; i < len(list) && list[i].from.Before(to); i++ {
			w := l.alertWatch(area, list[i], state, cause)
			w.Note = note
			out = append(out, finish(w))
		}
	}
	keep(alerts, truceline.Blind, truceline.CauseSaturated, "under alert: a further attack raises no new alert")
	keep(without(alerts, start, end), truceline.Watched, truceline.CauseNone, "")
	return out
}

func (l *Ledger) alertWatch(area string, s span, state truceline.Watching, cause truceline.Cause) truceline.Watch {
	return truceline.Watch{By: l.cfg.AlertBy, Means: truceline.MeansAirAlert, Kinds: []truceline.Kind{truceline.KindAirAlert},
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: area, Name: l.names[area]},
		When:  truceline.Interval{From: s.from, To: s.to}, State: state, Cause: cause, Detection: -1}
}
