package fuse

import (
	"github.com/truceline/truceline"
)

// learnt is what the record has shown so far of how often statements are wrong.
// Every open or past incident has its part in it by its probability, taken out
// while that incident itself is weighed: nothing confirms itself.
type learnt struct {
	priors  *Priors
	classes map[classKey]*reliability
	sources map[string]*wrong               // by source
	means   map[truceline.Means]*wrongOfAll // over the sources of a means
	notices map[truceline.Means]*detection
	quiet   reliability // neighbourhoods of wrong statements: right is the sum of their happenings, wrong their number
}

// classKey is a sort of statement as it is learnt: a means and a kind.
type classKey struct {
	means      truceline.Means
	kind       truceline.Kind
	confidence string
}

// reliability counts statements of one sort: how many were right, and for those
// that were wrong the intensities of the neighbourhoods in which they were made.
// Both are sums of probabilities.
type reliability struct{ right, wrong float64 }

// wrong is what one source has stated wrongly.
type wrong struct{ n float64 }

// wrongOfAll is what all sources of a means have.
type wrongOfAll struct {
	n       float64
	sources int
}

// detection counts how often a means noticed what surely happened, against how
// often the ledger expected it to.
type detection struct{ noticed, expected float64 }

func newLearnt(p *Priors) *learnt {
	return &learnt{
		priors: p, classes: map[classKey]*reliability{}, sources: map[string]*wrong{},
		means: map[truceline.Means]*wrongOfAll{}, notices: map[truceline.Means]*detection{},
	}
}

// lesson is one incident's part in what is learnt.
type lesson struct {
	reliability *reliability
	source      *wrong
	means       *wrongOfAll
	quiet       *reliability
	detection   *detection
	right       float64
	wrong       float64
}

// apply adds a lesson, or takes it out again (sign -1).
func (l lesson) apply(sign float64) {
	switch {
	case l.reliability != nil:
		l.reliability.right += sign * l.right
		l.reliability.wrong += sign * l.wrong
	case l.source != nil:
		l.source.n += sign * l.wrong
		l.means.n += sign * l.wrong
	case l.detection != nil:
		l.detection.noticed += sign * l.right
		l.detection.expected += sign * l.wrong
	}
}

// unlearn takes an incident's part out.
func (f *Fuser) unlearn(in *incident) {
	for _, l := range in.lessons {
		l.apply(-1)
	}
	in.lessons = in.lessons[:0]
}

func (l *learnt) class(e *evidence) *reliability {
	key := classKey{e.Means, e.Kind, ""}
	r := l.classes[key]
	if r == nil {
		w := e.class.Weight
		r = &reliability{right: w * e.class.Odds / (1 + e.class.Odds), wrong: w / (1 + e.class.Odds)}
		l.classes[key] = r
	}
	return r
}

func (l *learnt) source(e *evidence) (*wrong, *wrongOfAll) {
	all := l.means[e.Means]
	if all == nil {
		all = &wrongOfAll{}
		l.means[e.Means] = all
	}
	s := l.sources[e.Source]
	if s == nil {
		s = &wrong{}
		l.sources[e.Source] = s
		all.sources++
	}
	return s, all
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
	r := l.class(e)
	s, all := l.source(e)
	w := l.priors.SourceWeight
	usual := all.n / float64(max(all.sources, 1))
	return r.right / r.wrong * intensity * (w + usual) / (w + s.n)
}

// intensity is how lively a neighbourhood is against the average one in which
// statements turned out wrong.
func (l *learnt) intensity(happenings float64) float64 {
	k := l.priors.NeighbourhoodWeight
	usual := l.quiet.right / max(l.quiet.wrong, 1e-9)
	if l.quiet.wrong == 0 {
		usual = happenings
	}
	return (happenings + k) / (usual + k)
}
