package rate

import (
	"github.com/truceline/truceline"
)

// learnt is what the reports themselves teach. The steps are those of an
// expectation-maximisation (Dempster, Laird and Rubin 1977): how likely each
// report is each thing it may be, given the rates; and the rates, given that.
type learnt struct {
	s     *survey
	lines []candidate
	cut   []stretches       // by kind
	rate  [][]float64       // by kind, then stretch*sides+side: per kilometre and day
	depth [][depths]float64 // by kind: share in each depth, within reach together 1
	hours [][bands]float64  // by kind: against the mean of the day
	named [means][][]float64
	alarm [means][]float64 // by means and name: false alarms per watcher, km² and day
	// declared is what is declared of them, asked once; 0: nothing.
	declared [means][]float64
	err      map[string]float64 // by watcher: how many times its means' false alarms it raises
	checks   []truceline.DetectionCheck
	reach    [means][]float64 // km²-days in reach of the watchers of a means, by kind
	// Of the last round: what the reports added up to, the effort of each stretch and
	// side and how well watched it is, events and effort of each class, and how many
	// reports names rest on.
	last        tally
	exposed     [][]float64
	classEvents [][3]float64
	classEffort [][3]float64
	class       [][]int
	nameSum     [means][]float64
}

const (
	rounds = 25
	// Weak prior counts, in events: each cell is drawn a little to the mean of
	// its kind, hours to an even day, depths to an even spread, names to the right
	// ones.
	towardsMean  = 0.5
	towardsEven  = 4.0
	towardsDepth = 0.5
	towardsName  = 1.0
	// declaredAlarms is how many false alarms seen a declared figure is worth:
	// it is taken to be good to a fifth (assumption).
	declaredAlarms = 25.0
	// alikeAlarms is how many false alarms it takes to tell a watcher from the
	// others of its means: one that is broken, or through which somebody speaks.
	alikeAlarms = 2.0
)

func learn(s *survey, lines []candidate) *learnt {
	kinds := len(Kinds())
	l := &learnt{s: s, lines: lines, rate: make([][]float64, kinds), depth: make([][depths]float64, kinds),
		cut: make([]stretches, kinds), hours: make([][bands]float64, kinds)}
	l.exposed, l.class, l.classEvents = make([][]float64, kinds), make([][]int, kinds), make([][3]float64, kinds)
	l.classEffort = make([][3]float64, kinds)
	for m := range means {
		l.nameSum[m] = make([]float64, kinds)
	}
	for k := range kinds {
		l.cut[k] = s.cut(k)
		l.rate[k] = make([]float64, len(l.cut[k].cells)*sides)
		l.exposed[k], l.class[k] = make([]float64, len(l.rate[k])), make([]int, len(l.rate[k]))
		for i := range l.rate[k] {
			l.rate[k][i] = 0.01
		}
		for d := range depths {
			l.depth[k][d] = depthWidth(d) / reachKm()
		}
		for b := range bands {
			l.hours[k][b] = 1
		}
	}
	for m := range means {
		l.alarm[m], l.named[m], l.declared[m] = make([]float64, kinds), make([][]float64, kinds), s.declared(m)
		for k := range kinds {
			l.alarm[m][k], l.named[m][k] = 1e-3, make([]float64, kinds)
			if d := l.declared[m][k]; d > 0 {
				l.alarm[m][k] = d
			}
			for j := range kinds {
				l.named[m][k][j] = 0.2
			}
			l.named[m][k][k] = 0.8
		}
	}
	l.reach, l.err = s.inReach(), map[string]float64{}
	for range rounds {
		l.step()
	}
	return l
}

// place is the index of a hypothesis' stretch and side.
func (l *learnt) place(h hypothesis) int { return l.cut[h.kind].of[h.cell]*sides + h.side }

// alarms is how densely false alarms that look like the report are raised.
func (l *learnt) alarms(c *candidate) float64 {
	if c.alarm == 0 || len(c.voices) != 1 {
		return 0
	}
	m, named := c.voices[0].means, c.voices[0].named
	a := l.alarm[m][named] * c.alarm
	if c.lastAlarm > 0 { // what the others teach
		a *= without(l.last.wrong[m][named]+l.assumedAlarms(m, named), c.lastAlarm)
	}
	if f, ok := l.err[c.by]; ok {
		a *= f * without(l.last.erred[c.by]+alikeAlarms, c.lastAlarm)
	}
	return a
}

// step is one round.
func (l *learnt) step() {
	t := newTally(l)
	weights := []float64{}
	for i := range l.lines {
		c := &l.lines[i]
		alarms := l.alarms(c)
		sum := alarms
		weights = weights[:0]
		for _, h := range c.may {
			w := l.density(c, h)
			weights, sum = append(weights, w), sum+w
		}
		c.last, c.lastAlarm = c.last[:0], 0
		if sum <= 0 {
			continue
		}
		for _, w := range weights {
			c.last = append(c.last, w/sum)
		}
		c.lastAlarm = alarms / sum
		t.add(l, c)
	}
	l.last = t
	for k := range Kinds() {
		l.spread(k, t.deep[k], t.band[k])
		l.rates(k, t.seen[k])
	}
	l.names(t.named)
	l.falseAlarms(t.wrong)
	l.errs(t.erred)
}

// spread learns depth and hours of a kind: the share seen by the chance of being
// seen, over the cells as often as things happen there.
func (l *learnt) spread(k int, deep [depths]float64, band [bands]float64) {
	var chance [depths]float64
	var exposed [bands]float64
	weight := 0.0
	for cell := range l.s.cells {
		for side := range sides {
			w := l.rate[k][l.cut[k].of[cell]*sides+side] * l.s.length(cell)
			weight += w
			for d := range depths {
				for b := range bands {
					p := l.s.effort[k][l.s.index(cell, side, d, b)].noticed
					chance[d] += w * l.s.share[b] * l.hours[k][b] * p
					if d < depths-1 {
						exposed[b] += w * l.s.days * l.s.share[b] * l.depth[k][d] * p
					}
				}
			}
		}
	}
	within := 0.0
	for d := range depths {
		p := 0.0
		if weight > 0 {
			p = chance[d] / weight
		}
		l.depth[k][d] = (deep[d] + depthPrior(d)) / (p + 0.05)
		if d < depths-1 {
			within += l.depth[k][d]
		}
	}
	for d := range depths {
		l.depth[k][d] /= within
	}
	mean := 0.0
	for b := range bands {
		if l.s.share[b] > 0 {
			l.hours[k][b] = (band[b] + towardsEven*l.s.share[b]) / (exposed[b] + towardsEven*l.s.share[b])
			mean += l.s.share[b] * l.hours[k][b]
		}
	}
	for b := range bands {
		l.hours[k][b] /= mean
	}
}

// depthPrior is how many events of a kind are taken to lie at a depth before anything
// is learnt.
func depthPrior(d int) float64 { return towardsDepth * depthWidth(d) / reachKm() }

// rates learns the rate of each stretch and side, each drawn a little to the mean
// of those that are watched as well: watchers stand where things are expected.
func (l *learnt) rates(k int, seen []float64) {
	var events, effort [3]float64
	for i := range seen {
		sum := l.effort(k, i/sides, i%sides, wholeDay)
		c := sum.class()
		l.exposed[k][i], l.class[k][i] = sum.noticed, c
		events[c], effort[c] = events[c]+seen[i], effort[c]+sum.noticed
	}
	l.classEvents[k], l.classEffort[k] = events, effort
	all := (events[0] + events[1] + events[2] + towardsMean) / (effort[0] + effort[1] + effort[2] + 1)
	for i := range seen {
		c := l.class[k][i]
		mean := (events[c] + towardsMean) / (effort[c] + towardsMean/all)
		l.rate[k][i] = (seen[i] + towardsMean) / (l.exposed[k][i] + towardsMean/mean)
	}
}

// wholeDay stands for all bands of the day.
const wholeDay = -1

// effort returns the km-days of a stretch and side, each by how much happens at its
// hour against the day's mean: all, those by the chance of noticing, by that of
// noticing twice, and those that count as watched.
func (l *learnt) effort(k, stretch, side, band int) effortSum {
	var sum effortSum
	squared := 0.0
	for _, cell := range l.cut[k].cells[stretch] {
		size := l.s.length(cell) * l.s.days
		for d := range depths - 1 {
			for b := range bands {
				if band != wholeDay && b != band {
					continue
				}
				w := size * l.depth[k][d] * l.s.share[b] * l.hours[k][b]
				e := &l.s.effort[k][l.s.index(cell, side, d, b)]
				sum.whole += w
				sum.noticed, sum.twice, squared = sum.noticed+w*e.noticed, sum.twice+w*e.twice, squared+w*e.squared
			}
		}
	}
	if squared > 0 {
		sum.watched = min(sum.whole, sum.noticed*sum.noticed/squared)
	}
	return sum
}

// names learns how often a means calls a kind by a vaguer name.
func (l *learnt) names(said [means][][]float64) {
	kinds := Kinds()
	for m := range means {
		for k, kind := range kinds {
			l.nameSum[m][k] = 0
			for j, name := range kinds {
				l.named[m][k][j] = said[m][k][j] + namePrior(name, kind)
				l.nameSum[m][k] += l.named[m][k][j]
			}
			for j := range kinds {
				l.named[m][k][j] /= l.nameSum[m][k]
			}
		}
	}
}

// namePrior is how often a kind is taken to be called by a name before anything is
// learnt, in reports.
func namePrior(name, kind truceline.Kind) float64 {
	switch {
	case name == kind:
		return towardsName
	case mayBe(name, kind):
		return 0.3 * towardsName
	}
	return 0.01 * towardsName
}

func mayBe(name, kind truceline.Kind) bool {
	for _, k := range vague(name) {
		if k == kind {
			return true
		}
	}
	return false
}

// falseAlarms learns how many false alarms of each name a means raises, by the
// km²-days in its watchers' reach, beginning with what is declared. Where nothing
// is, a hundredth of an alarm keeps what was never heard of possible.
func (l *learnt) falseAlarms(said [means][]float64) {
	for m := range means {
		for j, exposed := range l.reach[m] {
			assumed := l.assumedAlarms(m, j)
			if d := l.declared[m][j]; d > 0 {
				exposed += assumed / d
			} else {
				exposed += 100
			}
			l.alarm[m][j] = (said[m][j] + assumed) / exposed
		}
	}
}

// assumedAlarms is how many false alarms what is declared, or nothing, counts as.
func (l *learnt) assumedAlarms(m, named int) float64 {
	if l.declared[m][named] > 0 {
		return declaredAlarms
	}
	return 0.01
}

// errs learns how many times the false alarms of its means each watcher raises that
// was ever heard alone. Their rates are taken to spread as a gamma law does.
func (l *learnt) errs(erred map[string]float64) {
	for by, n := range erred {
		m := l.s.means[by]
		expected := 0.0
		for j, exposed := range l.reach[m] {
			expected += l.alarm[m][j] * exposed
		}
		expected /= float64(max(1, l.s.watchers[m]))
		l.err[by] = (n + alikeAlarms) / (expected + alikeAlarms)
	}
}

// declared is how many false alarms of each name a means is declared to raise.
func (s *survey) declared(m int) []float64 {
	out := make([]float64, len(Kinds()))
	if s.config.Alarms == nil {
		return out
	}
	for j, kind := range Kinds() {
		out[j] = s.config.Alarms(truceline.AllMeans()[m], kind)
	}
	return out
}

// inReach adds up, for each means and kind, how many km²-days lie in the reach of
// each watcher.
func (s *survey) inReach() (out [means][]float64) {
	for m := range means {
		out[m] = make([]float64, len(Kinds()))
	}
	for k := range Kinds() {
		for cell := range s.cells {
			for side := range sides {
				for d := range depths {
					for b := range bands {
						area := s.length(cell) * depthWidth(d) * s.days * s.share[b]
						for m, watchers := range s.effort[k][s.index(cell, side, d, b)].by {
							out[m][k] += area * watchers
						}
					}
				}
			}
		}
	}
	return out
}
