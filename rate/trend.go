package rate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/stat"
)

// Moment is when something changed that may have changed how much happens: a text
// came into force, or ceased to be.
type Moment struct {
	At  time.Time
	Why string // for people
}

// Counted is how many events were noticed in an effort: km-days, each by the chance
// of noticing. Expected is the same as a number of events, where rates differ from
// place to place and hour to hour; the effort itself where they do not.
type Counted struct {
	Events   float64
	Expected float64
}

// Compare returns how many times the rate of b the rate of a is, with an exact
// interval of the given confidence (Przyborowski and Wilenski 1940), bursts allowed
// for: the counts are taken to be so many times fewer events as the variance of
// counts is larger than their mean (quasi-Poisson; McCullagh and Nelder 1989). High
// below 0 is without bound; a ratio of 0 with High below 0 says nothing.
func Compare(a, b Counted, fano, confidence float64) (ratio, low, high float64) {
	if a.Expected <= 0 || b.Expected <= 0 || a.Events+b.Events <= 0 {
		return 0, 0, -1
	}
	x, y := int(math.Round(a.Events/fano)), int(math.Round(b.Events/fano))
	if x+y == 0 {
		return 0, 0, -1
	}
	low, high = stat.RatioInterval(x, a.Expected, y, b.Expected, 1-confidence)
	if math.IsInf(high, 1) {
		high = -1
	}
	if b.Events > 0 {
		ratio = a.Events / a.Expected / (b.Events / b.Expected)
	}
	return round(ratio), round(low), round(high)
}

// fewestDays is how long a window must be for a trend: in one day it cannot be told
// from the day's own rhythm.
const fewestDays = 2

// changes gives, for each kind of which anything was seen, the trend over the
// window, and before and after each moment.
func (l *learnt) changes(marks []Moment) []truceline.Change {
	var out []truceline.Change
	for k := range Kinds() {
		t := l.course(k)
		if t.events() == 0 {
			continue
		}
		for _, m := range marks {
			if m.At.After(l.s.config.Window.From) && m.At.Before(l.s.config.Window.To) {
				out = append(out, l.beforeAfter(k, t, m))
			}
		}
		if l.s.days >= fewestDays {
			out = append(out, l.trend(k, t))
		}
	}
	return out
}

// course is what was noticed of a kind in the course of the window, with what is
// expected of it at an even rate.
type course struct {
	seen     []seenAt
	expected [moments]float64 // by eighth of the window, at the mean rate of each place
	effort   [moments]float64 // km-days by the chance of noticing
	fano     float64
}

type seenAt struct {
	when   time.Time
	chance float64
}

func (c *course) events() (sum float64) {
	for _, s := range c.seen {
		sum += s.chance
	}
	return sum
}

// course gathers it, on what belongs to the watched part of the line.
func (l *learnt) course(k int) *course {
	parts := l.parts(k, wholeDay)
	c := &course{fano: l.fano(k, parts)}
	for i := range parts {
		if !parts[i].ofLine() {
			continue
		}
		for _, s := range parts[i].sightings {
			c.seen = append(c.seen, seenAt{l.lines[s.report].incident.When.From, s.chance()})
		}
		for _, cell := range l.cut[k].cells[i/sides] {
			size := l.s.length(cell) * l.s.days / moments
			for d := range depths - 1 {
				for n := range moments {
					e := size * l.depth[k][d] * l.s.noticedIn(k, cell, i%sides, d, n)
					c.effort[n] += e / sides
					c.expected[n] += l.rate[k][i] * e
				}
			}
		}
	}
	slices.SortStableFunc(c.seen, func(a, b seenAt) int { return cmp.Or(a.when.Compare(b.when), cmp.Compare(a.chance, b.chance)) })
	return c
}

// noticedIn is the chance that anybody notices in an eighth of the window; where
// nothing was asked, as the line bends there, the mean of the day.
func (s *survey) noticedIn(k, cell, side, depth, eighth int) float64 {
	if p := s.course[k][s.courseIndex(cell, side, depth, eighth)]; p >= 0 {
		return p
	}
	sum := 0.0
	for b := range bands {
		sum += s.share[b] * s.effort[k][s.index(cell, side, depth, b)].noticed
	}
	return sum
}

// between adds up what was seen and expected in a part of the window; eighths that
// lie across its ends count in part.
func (c *course) between(window truceline.Window, from, to float64) (n Counted, effortKmDays float64) {
	share := func(t time.Time) float64 { return float64(t.Sub(window.From)) / float64(window.To.Sub(window.From)) }
	for _, s := range c.seen {
		if at := share(s.when); at >= from && at < to {
			n.Events += s.chance
		}
	}
	for i := range moments {
		a, b := max(from, float64(i)/moments), min(to, float64(i+1)/moments)
		if b > a {
			n.Expected += c.expected[i] * (b - a) * moments
			effortKmDays += c.effort[i] * (b - a) * moments
		}
	}
	return n, effortKmDays
}

// beforeAfter compares the rate after a moment with that before it.
func (l *learnt) beforeAfter(k int, t *course, m Moment) truceline.Change {
	w := l.s.config.Window
	at := float64(m.At.Sub(w.From)) / float64(w.To.Sub(w.From))
	before, effortBefore := t.between(w, 0, at)
	after, effortAfter := t.between(w, at, 1)
	c := truceline.Change{Kind: Kinds()[k], At: m.At, Why: m.Why, Window: w,
		Before: truceline.ChangePart{Events: round(before.Events), EffortKmDays: round(effortBefore)},
		After:  truceline.ChangePart{Events: round(after.Events), EffortKmDays: round(effortAfter)}}
	c.Ratio, c.Low, c.High = Compare(after, before, t.fano, 0.95)
	c.Words = changeWords(c)
	return c
}

// trend fits events that grow or dwindle by the same factor each day to the eighths
// of the window: a Poisson regression on their middles, its errors widened by how
// bursts make counts vary (quasi-likelihood; McCullagh and Nelder 1989, ch. 9).
func (l *learnt) trend(k int, t *course) truceline.Change {
	w := l.s.config.Window
	c := truceline.Change{Kind: Kinds()[k], Window: w, High: -1}
	var y, m, x [moments]float64
	for i := range moments {
		n, effort := t.between(w, float64(i)/moments, float64(i+1)/moments)
		y[i], m[i], x[i] = n.Events, n.Expected, (float64(i)+0.5-moments/2)/moments*l.s.days
		part := &c.Before
		if i >= moments/2 {
			part = &c.After
		}
		part.Events, part.EffortKmDays = round(part.Events+n.Events), round(part.EffortKmDays+effort)
	}
	if slope, error, ok := poissonSlope(y[:], m[:], x[:], t.fano); ok {
		c.Ratio, c.Low, c.High = round(math.Exp(slope)), round(math.Exp(slope-1.96*error)), round(math.Exp(slope+1.96*error))
	}
	c.Words = changeWords(c)
	return c
}

// fewestSeen is how many clusters a trend needs: below it a normal law for its slope
// does not hold.
const fewestSeen = 5

// poissonSlope is the slope of log rate by x, and its standard error, from counts y
// with expectations m at an even rate; not ok where there is too little.
func poissonSlope(y, m, x []float64, fano float64) (slope, error float64, ok bool) {
	sum, expected := 0.0, 0.0
	for i := range y {
		sum, expected = sum+y[i], expected+m[i]
	}
	if sum/fano < fewestSeen || expected <= 0 {
		return 0, 0, false
	}
	level := math.Log(sum / expected)
	for range 50 {
		var g0, g1, h00, h01, h11 float64
		for i := range y {
			mean := m[i] * math.Exp(level+slope*x[i])
			g0, g1 = g0+y[i]-mean, g1+(y[i]-mean)*x[i]
			h00, h01, h11 = h00+mean, h01+mean*x[i], h11+mean*x[i]*x[i]
		}
		det := h00*h11 - h01*h01
		if !(det > 1e-12*h00*h11) {
			return 0, 0, false
		}
		step0, step1 := (h11*g0-h01*g1)/det, (h00*g1-h01*g0)/det
		scale := 1 / max(1, math.Abs(step0), math.Abs(step1))
		level, slope = level+scale*step0, slope+scale*step1
		error = math.Sqrt(fano * h00 / det)
		if math.Abs(step0)+math.Abs(step1) < 1e-10 {
			return slope, error, true
		}
	}
	return 0, 0, false
}

// changeWords says a change for people.
func changeWords(c truceline.Change) string {
	info, _ := truceline.KindNamed(c.Kind)
	what := capital(info.Name)
	span := "each day by the day before it"
	if !c.At.IsZero() {
		span = "after " + c.At.UTC().Format("15:04 on 2 January 2006 UTC")
		if c.Why != "" {
			span += " (" + c.Why + ")"
		}
		span += " by before it"
	}
	counted := fmt.Sprintf("%s and %s events in %s and %s km-days watched", figure(c.Before.Events), figure(c.After.Events), figure(c.Before.EffortKmDays), figure(c.After.EffortKmDays))
	switch {
	case c.Low == 0 && c.High < 0:
		return what + ", " + span + ": too little was seen to compare (" + counted + ")."
	case c.High < 0:
		return fmt.Sprintf("%s, %s: at least %s times as often, 95 %% (%s).", what, span, figure(c.Low), counted)
	case c.Low <= 1 && c.High >= 1:
		return fmt.Sprintf("%s, %s: no difference is seen; %s times as often, 95 %% between %s and %s (%s).", what, span, figure(c.Ratio), figure(c.Low), figure(c.High), counted)
	}
	return fmt.Sprintf("%s, %s: %s times as often, 95 %% between %s and %s (%s).", what, span, figure(c.Ratio), figure(c.Low), figure(c.High), counted)
}
