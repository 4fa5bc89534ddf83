package fuse

import (
	"math"

	"github.com/truceline/truceline"
)

// learnt is what the record has shown so far of how often statements are wrong.
// Every incident has its part in it by its probability, taken out while that
// incident itself is weighed: nothing confirms itself.
//
// The odds that a lone statement is right are those of its class in priors.yaml,
// times what the record shows of its class, times the intensity of the
// neighbourhood, times a factor for the source. What the record shows of a
// class is how many of its statements were right over how many would have been by
// its own odds, had they been as often wrong as they were: right and wrong ones
// have the same hours and places behind them, so that neither has to be known.
// It is drawn towards what the record shows of the other classes, those of the
// same means above all: where little happens every lone statement is worth less.
type learnt struct {
	priors  *Priors
	classes map[classKey]*factor
	order   []*factor                           // in order of first use
	sources map[string]*float64                 // wrong statements of each
	others  map[truceline.Means]*wrongOfSources // of all sources of a means
	notices map[truceline.Means]*detection
	quiet   quiet
}

// classKey is a sort of statement as it is learnt: a means and a kind.
type classKey struct {
	means      truceline.Means
	kind       truceline.Kind
	confidence string
}

// factor counts statements: how many were right, and what the odds of their
// classes and neighbourhoods make of those that were wrong; and the happenings
// that the right ones told of, each once. All are sums of probabilities.
type factor struct {
	means                       truceline.Means
	right, expected, happenings float64
}

// value is how many times the odds of the class count, drawn towards a base as if so many statements had shown
// that: right and others in its proportion.
func (f *factor) value(weight, base float64) float64 {
	return (weight*base/(1+base) + f.right) / (weight/(1+base) + f.expected)
}

// wrongOfSources is what all sources of a means have stated wrongly.
type wrongOfSources struct {
	n       float64
	sources int
}

// author is what is learnt of one source, and of all of its means.
type author struct {
	wrong *float64 // statements
	all   *wrongOfSources
}

// detection counts how often a means noticed what surely happened, against how
// often the ledger expected it to.
type detection struct{ noticed, expected float64 }

// quiet counts the neighbourhoods in which statements were wrong, and what
// happened in them.
type quiet struct{ happenings, n float64 }

func newLearnt(p *Priors) *learnt {
	return &learnt{
		priors: p, classes: map[classKey]*factor{}, sources: map[string]*float64{},
		others: map[truceline.Means]*wrongOfSources{}, notices: map[truceline.Means]*detection{},
	}
}

// lesson is one incident's part in what is learnt: either a statement or a
// watcher's.
type lesson struct {
	statement  *evidence
	right      float64 // probability
	weight     float64 // how much can be learnt from it
	share      float64 // of its incident's telling: one over the number of voices
	intensity  float64
	happenings float64

	detection *detection
	noticed   float64
	chance    float64
}

// apply adds a lesson, or takes it out again (sign -1).
func (l *learnt) apply(x lesson, sign float64) {
	if x.detection != nil {
		x.detection.noticed += sign * x.noticed
		x.detection.expected += sign * x.chance
		return
	}
	e, right, wrong := x.statement, sign*x.weight*x.right, sign*x.weight*(1-x.right)
	f := l.classOf(e)
	f.right += right
	f.happenings += right * x.share
	f.expected += wrong * x.intensity * e.class.Odds
	a := l.source(e)
	*a.wrong += wrong
	a.all.n += wrong
	l.quiet.happenings += wrong * x.happenings
	l.quiet.n += wrong
}

// unlearn takes an incident's part out.
func (f *Fuser) unlearn(in *incident) {
	for _, l := range in.lessons {
		f.record.apply(l, -1)
	}
	in.lessons = in.lessons[:0]
}

func (l *learnt) classOf(e *evidence) *factor {
	if e.factor != nil {
		return e.factor
	}
	key := classKey{e.Means, e.Kind, e.class.Confidence}
	c := l.classes[key]
	if c == nil {
		c = &factor{means: e.Means}
		l.classes[key] = c
		l.order = append(l.order, c)
	}
	e.factor = c
	return c
}

func (l *learnt) source(e *evidence) author {
	if e.author.wrong != nil {
		return e.author
	}
	all := l.others[e.Means]
	if all == nil {
		all = &wrongOfSources{}
		l.others[e.Means] = all
	}
	s := l.sources[e.Source]
	if s == nil {
		s = new(float64)
		l.sources[e.Source] = s
		all.sources++
	}
	e.author = author{s, all}
	return e.author
}

func (l *learnt) detection(m truceline.Means) *detection {
	d := l.notices[m]
	if d == nil {
		w := l.priors.Silence.Weight
		d = &detection{noticed: w, expected: w}
		l.notices[m] = d
	}
	return d
}

// oddsOf returns the odds that one lone statement of this sort, by this source,
// is right in a neighbourhood of such intensity against the average.
func (l *learnt) oddsOf(e *evidence, intensity float64) float64 {
	if e.class.Fixed {
		return e.class.Odds
	}
	own := l.classOf(e)
	class := own.value(e.class.Weight, l.base(own))
	a := l.source(e)
	w := l.priors.Learning.Source
	usual := a.all.n / float64(max(a.all.sources, 1))
	return e.class.Odds * class * intensity * (w + usual) / (w + *a.wrong)
}

// base is what the record shows of the other classes: the mean of the logarithms
// of their factors, each weighted by how much it rests on, other means by half.
func (l *learnt) base(of *factor) float64 {
	sum, weight := 0.0, 1.0
	for _, c := range l.order {
		n := c.right + c.expected
		if c == of || n == 0 {
			continue
		}
		w := n / (n + l.priors.Learning.Record)
		if c.means != of.means {
			w /= 2
		}
		sum += w * math.Log(c.value(l.priors.Learning.Record, 1))
		weight += w
	}
	return math.Exp(sum / weight)
}

// alone is how many happenings a statement of this means stands for: what only
// one source can notice is stated once, however many watch.
func (l *learnt) alone(e *evidence) float64 {
	w := l.priors.Learning.Record
	happenings, right := w, w
	for _, c := range l.order {
		if c.means == e.Means {
			happenings, right = happenings+c.happenings, right+c.right
		}
	}
	return happenings / right
}

// intensity is how lively a neighbourhood is against the average one in which
// statements turned out wrong.
func (l *learnt) intensity(happenings float64) float64 {
	k := l.priors.Learning.Neighbourhood
	usual := happenings
	if l.quiet.n > 1e-9 {
		usual = max(l.quiet.happenings, 0) / l.quiet.n
	}
	return (happenings + k) / (usual + k)
}
