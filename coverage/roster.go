package coverage

import (
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// sort is one sort of watcher of the posture.
type sort struct {
	posture.Watcher
	tables map[truceline.Means]*curves
	// reckons is whether its sites reckon light and weather into the detection
	// that they state. One that always states the same states what it is worth
	// at its best.
	reckons bool
}

// take makes the posture's sorts and sites known.
func (l *Ledger) take(p posture.Posture) {
	limits := &l.detection.Conditions
	for _, x := range []struct {
		from float64
		to   *float64
	}{{p.Conditions.WindMS, &limits.WindMS}, {p.Conditions.RainMMH, &limits.RainMMH}, {p.Conditions.FogKm, &limits.FogKm}} {
		if x.from > 0 {
			*x.to = x.from
		}
	}
	l.sorts, l.fixed = map[string]*sort{}, map[string]posture.Site{}
	for _, w := range p.Watchers {
		l.sorts[w.Sort] = &sort{Watcher: w, tables: postureCurves(w)}
	}
	for _, s := range p.Sites {
		l.fixed[s.Name] = s
	}
	l.corrected = map[correctedKey]float64{}
	for _, c := range l.Corrections() {
		l.corrected[correctedKey{c.Means, truceline.KindNumber(c.Kind)}] = c.Factor
	}
}

// sortOf is the sort of a watcher: as its site says, or else by the prefix of
// its name, the longest that fits. Nil when the posture does not know it.
func (l *Ledger) sortOf(by string) *sort {
	if site, ok := l.fixed[by]; ok {
		return l.sorts[site.Sort]
	}
	var best *sort
	for _, w := range l.cfg.Posture.Watchers {
		if strings.HasPrefix(by, w.Prefix+"-") && (best == nil || len(w.Prefix) > len(best.Prefix)) {
			best = l.sorts[w.Sort]
		}
	}
	return best
}

// tableOf is the curves by which a sort of watcher notices with a means.
func (l *Ledger) tableOf(s *sort, means truceline.Means) *curves {
	if s != nil && s.tables[means] != nil {
		return s.tables[means]
	}
	return l.models[means]
}

// named is the kinds that a posture names for a sort of watcher and a means; none
// where it does not name the means.
func (l *Ledger) named(s *sort, means truceline.Means) (all kinds) {
	if s == nil || s.tables[means] == nil {
		return 0
	}
	for k, c := range s.tables[means] {
		if c != nil {
			all |= 1 << k
		}
	}
	return all
}

// lineageOf is what a watcher shares with others, by the posture.
func (l *Ledger) lineageOf(by string) []string {
	var out []string
	if site, ok := l.fixed[by]; ok {
		out = append(out, site.Lineage...)
	}
	if s := l.sortOf(by); s != nil {
		if s.Network != "" {
			out = append(out, s.Network)
		}
		if s.Owner != "" {
			out = append(out, truceline.OwnerMark+s.Owner)
		}
		if s.Nation != "" {
			out = append(out, truceline.NationMark+s.Nation)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// FalseAlarms is how many false alarms of a kind the watchers of a means are
// declared to raise, per watcher, km² of its reach and day: the mean over the sites
// of the posture; 0 where nothing is declared.
func (l *Ledger) FalseAlarms(means truceline.Means, kind truceline.Kind) float64 {
	sum, sites := 0.0, 0.0
	for _, w := range l.cfg.Posture.Watchers {
		if density, by := w.FalseAlarms(kind); density > 0 && by == means {
			n := float64(max(1, w.Total()))
			sum, sites = sum+n*density, sites+n
		}
	}
	return sum / max(1, sites)
}

// Corrections are those of the posture that the ledger obeys: the highest version for
// each means and kind, in the posture's order.
func (l *Ledger) Corrections() []truceline.Correction {
	var out []truceline.Correction
	for _, c := range l.cfg.Posture.Corrections {
		if best, _ := posture.Correction(l.cfg.Posture.Corrections, c.Means, c.Kind); best == c {
			out = append(out, c)
		}
	}
	return out
}

// factor is what the posture corrects the chances of a unit by, for a kind; 1 where
// nothing is corrected.
func (l *Ledger) factor(unit int32, kind int) float64 {
	if len(l.corrected) == 0 {
		return 1
	}
	if f, ok := l.corrected[correctedKey{l.units[unit].means, kind}]; ok {
		return f
	}
	return 1
}

// correctedKey is what a correction is about.
type correctedKey struct {
	means truceline.Means
	kind  int
}

// hearing is when a watcher was last heard, and how often it should be.
type hearing struct {
	every   int64
	last    int64
	silence []span64 // stretches in which it was not heard although it should have been
}

// Heard tells the ledger that a watcher gave a sign of life: a status message,
// a statement of its own. Only who has declared how often counts ([posture.Watcher]
// Every): when it is heard again after more than that, it had fallen silent.
func (l *Ledger) Heard(by string, at time.Time) {
	h := l.hearing(by)
	if h == nil {
		return
	}
	ns := at.UnixNano()
	if h.last > 0 && ns-h.last > h.every {
		l.fellSilent(by, h, ns)
	}
	h.last = max(h.last, ns)
}

// hearing is what is known of a watcher's signs of life; nil for one that has
// not declared any.
func (l *Ledger) hearing(by string) *hearing {
	h, known := l.heard[by]
	if !known {
		if s := l.sortOf(by); s != nil && s.Every > 0 {
			h = &hearing{every: int64(s.Every)}
		}
		l.heard[by] = h
	}
	return h
}

// Tick moves the ledger's time on. Who has not been heard for longer than
// declared is silent from its last sign of life on: what it did since then is
// not known, and it does not count as watching.
func (l *Ledger) Tick(now time.Time) {
	l.version++
	l.now = max(l.now, now.UnixNano())
	for by, h := range l.heard {
		if h != nil && h.last > 0 && l.now-h.last > h.every {
			l.fellSilent(by, h, l.now)
		}
	}
	l.tickFeeds()
}

// fellSilent notes that a watcher was silent from its last sign of life until a
// moment.
func (l *Ledger) fellSilent(by string, h *hearing, until int64) {
	h.fellSilent(until)
	l.rebuild(by)
}

// Outages is how many silences the ledger has found, those that ended too: when it
// grows, somebody has fallen silent.
func (l *Ledger) Outages() (n int) {
	for _, h := range l.heard {
		if h != nil {
			n += len(h.silence)
		}
	}
	for _, c := range l.feeds {
		n += len(c.silence)
	}
	return n
}

// fellSilent notes a silence until a moment; one that goes on grows.
func (h *hearing) fellSilent(until int64) {
	if i := len(h.silence) - 1; i >= 0 && h.silence[i].from == h.last {
		h.silence[i].to = max(h.silence[i].to, until)
	} else {
		h.silence = append(h.silence, span64{h.last, until})
	}
}

// rebuild has the levels of a watcher worked out again.
func (l *Ledger) rebuild(by string) {
	l.version++
	for _, n := range l.watchers[by] {
		for _, k := range l.units[n].stands {
			l.stands[k].built = -1
		}
	}
}

// silences are the stretches in which a stand's watcher had fallen silent: by
// itself, or with all the feeds that carry what it says.
func (l *Ledger) silences(s *stand) []span64 {
	by := l.units[s.unit].by
	var own []span64
	if h := l.heard[by]; h != nil {
		own = h.silence
	}
	if cut := l.cutOff(by); len(cut) > 0 {
		return union64(own, cut)
	}
	return own
}
