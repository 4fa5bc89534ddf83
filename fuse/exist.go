package fuse

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// silence is who could have noticed an incident, asked once for a place, a time
// and a kind.
type silence struct {
	asked    bool
	at       truceline.Point
	when     time.Time
	kind     truceline.Kind
	notKnown bool
	watchers []watcher
}

// watcher is one who could have noticed.
type watcher struct {
	by     string
	means  truceline.Means
	chance float64
	spoke  bool // is a source of the incident
}

// weigh works out how probable it is that an incident happened, and lets
// the record learn from it.
func (f *Fuser) weigh(in *incident) {
	f.unlearn(in)
	if in.ruled.exists != nil {
		in.believe(*in.ruled.exists)
		if f.without != nil {
			f.without(in.id, in.named, nil, nil)
		}
		return
	}
	f.ask(in)
	happenings := f.around(in)
	exists, odds, learns := f.existence(in, happenings)
	in.believe(exists)
	if in.told && f.without != nil {
		f.suppose(in, happenings)
	}
	if learns && f.known == nil {
		f.learn(in, happenings, odds/(1+odds))
	}
}

// existence is how probable it is that an incident happened, as its members
// stand, with the odds, and whether the record can learn from it.
func (f *Fuser) existence(in *incident, happenings float64) (p truceline.Probability, odds float64, learns bool) {
	lead, odds, known := f.lead(in, happenings)
	if !known {
		return truceline.Unknown(), 1, false
	}
	chance, thunder := f.wrong(in, lead)
	quiet, learns := f.silent(in, lead)
	odds = min(max(odds*quiet/(chance+thunder), 1e-6), 1e6)
	return between(odds, f.doubt(in, lead)), odds, learns
}

// between gives a probability with bounds: the odds may be wrong by a factor
// either way.
func between(odds, doubt float64) truceline.Probability {
	p := func(o float64) float64 { return rounded(o / (1 + o)) }
	return truceline.Probability{P: p(odds), Low: p(odds / doubt), High: p(odds * doubt)}
}

// around is how many happenings there are in the neighbourhood; 0 where nothing is
// known of any neighbourhood.
func (f *Fuser) around(in *incident) float64 {
	if !in.located || !in.silence.asked && f.record.quiet.n == 0 {
		return 0
	}
	return f.happenings(in)
}

// lead returns the member whose statement alone makes the incident likeliest,
// with so many happenings in the neighbourhood, and the odds; false when
// nothing is known about how often any of the statements is wrong.
func (f *Fuser) lead(in *incident, happenings float64) (lead *evidence, odds float64, known bool) {
	intensity := f.record.intensity(happenings)
	for n, m := range in.members {
		if m.voice != n || !m.classed || m.after {
			continue
		}
		if o := f.record.oddsOf(m, intensity*f.own(in, m)); !known || o > odds {
			lead, odds, known = m, o, true
		}
	}
	return lead, odds, known
}

// own is the chance that the source of a statement notices what happens where
// it says that something did. What is stated from beyond one's reach is
// likelier to be nothing. 1 where it is not known.
func (f *Fuser) own(in *incident, m *evidence) float64 {
	if !in.silence.asked || m.class.Fixed {
		return 1
	}
	most := f.priors.Silence.Beyond
	for _, w := range in.silence.watchers {
		if w.by == m.Source {
			most = max(most, w.chance)
		}
	}
	return most
}

// chanceOf is how likely the further statements are where the first is wrong, against
// where it is right: what misled it may have misled them, or they are wrong each by itself and
// fit by chance. One lineage counts once, and what shares a part with one
// that spoke already may be wrong for the same reason.
func (f *Fuser) chanceOf(in *incident, lead *evidence) float64 {
	chance := 1.0
	heard := []*evidence{lead}
	part, after := false, false
	for n, m := range in.members {
		if m == lead || m.voice != n || !m.classed {
			continue
		}
		var misled float64
		switch {
		case m.after && after, slices.ContainsFunc(heard, func(h *evidence) bool { return sameWord(m, h) }):
			continue
		case slices.ContainsFunc(heard, func(h *evidence) bool { return sharesPart(m, h) }):
			if misled = f.priors.Common.SharedPart; part {
				misled = 1
			}
			part = true
		default:
			misled = f.misled(in, lead, heard, m.Means)
		}
		chance *= min(misled+f.coincides(in, lead, m), 1)
		heard, after = append(heard, m), after || m.after
		if chance < 1e-6 && !in.silence.asked {
			break // sure; a works that is hot all week has hundreds of looks
		}
	}
	return chance
}

// misled is the chance that what misled those heard so far misled one more of a means. A loud
// harmless thing misleads each of those who hear it with a share that is not known
// (a Beta density), so that each one more who was misled makes the next likelier, and each who
// heard it and said nothing makes it less likely: Pólya's urn. What misleads
// one sense hardly misleads another.
func (f *Fuser) misled(in *incident, lead *evidence, heard []*evidence, by truceline.Means) float64 {
	c, already := f.priors.Common, 0.0
	for _, h := range heard {
		if h.Means == by {
			already++
		}
	}
	if already == 0 {
		return c.Apart
	}
	silent := f.unmoved(in, func(m truceline.Means) bool { return m == by })
	yes, no := c.Misled.Weight*c.Misled.Share, c.Misled.Weight*(1-c.Misled.Share)
	next := (yes + already) / (yes + no + already + silent)
	if already == 1 && lead.Means == by { // there need be no such thing; where there is, all of these kept silent
		next *= c.Loud * math.Exp(logBeta(yes+1, no+silent)-logBeta(yes+1, no))
	}
	return next
}

// unmoved is how many of those who could have noticed an incident, by their chances, by
// some means, had time to say so and said nothing.
func (f *Fuser) unmoved(in *incident, of func(truceline.Means) bool) float64 {
	n := 0.0
	for _, w := range in.silence.watchers {
		if of(w.means) && f.unheard(in, w) {
			n += f.chance(w)
		}
	}
	return n
}

// unheard reports whether a watcher had time to tell of an incident, and did not.
func (f *Fuser) unheard(in *incident, w watcher) bool {
	return !w.spoke && f.hadTime(in, w)
}

// hadTime reports whether what a watcher had to tell of an incident would have come in by now.
func (f *Fuser) hadTime(in *incident, w watcher) bool {
	return !f.now.Before(in.to.Add(f.priors.Silence.Wait[w.means]))
}

// logBeta is the logarithm of Euler's beta function.
func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// coincides is how likely it is, against its being about the same, that a statement lies by chance
// as it does beside the first: how thick wrong statements of its sort were
// round about in those hours, as the record shows, over the density with which it
// would lie there if it were about the same.
func (f *Fuser) coincides(in *incident, lead, m *evidence) float64 {
	if m.after || in.named == truceline.KindHeat {
		return 0
	}
	first := &incident{nature: lead.nature, named: lead.Kind, course: lead.course, from: lead.When.From, to: lead.When.To, lasts: in.lasts}
	var fits float64
	if m.located && lead.located {
		fits = f.likeness(m.nature, m.gaussian, m.course, m.When, first, lead.gaussian)
	} else if thick := f.inOneArea(m, lead); thick > 0 {
		fits = math.Log(thick) + f.timeRatio(m.course, m.When, first)
	} else {
		return 0 // how large the area is is not known
	}
	if m.nature.among() && lead.nature.among() {
		fits += f.kinds.agree(lead.nature.lone, m.nature)
	}
	fits = math.Exp(-fits)
	if f.thick(mostNeighbours, roundAboutKm, 2*alarmHours)*fits < f.priors.Common.Apart/100 {
		return 0 // it fits too well for chance to matter beside what may have misled both
	}
	return min(f.alarms(in)*fits, 1)
}

// sharesPart reports whether two sources have a cabinet, a platform or a network in common.
func sharesPart(a, b *evidence) bool {
	return slices.ContainsFunc(a.Lineage, func(s string) bool {
		return !truceline.StandsBehind(s) && slices.Contains(b.Lineage, s)
	})
}

// silent is how much less likely the silence of those who should have noticed
// makes an incident, and whether it is known who they are. It never counts for more than
// the share of happenings that are too faint for a second one to notice, or, where several
// spoke, at which the others were deaf without the ledger's knowing. What share of them was deaf then is
// not known, any as likely as another; that so few of so many heard it is as unlikely as that makes it,
// as it is of thunder that misled so few (misled): three posts of sixty are likelier wrong than the other
// fifty-seven deaf.
func (f *Fuser) silent(in *incident, lead *evidence) (ratio float64, known bool) {
	voices := 0
	for n, m := range in.members {
		if m.voice == n {
			voices++
		}
	}
	p := f.priors.Silence
	if !in.silence.asked {
		if voices == 1 && !in.members[0].class.Fixed {
			return p.Unknown, false
		}
		return 1, false
	}
	missed := 1.0
	for _, w := range in.silence.watchers {
		if f.unheard(in, w) {
			missed *= 1 - f.chance(w)
		}
	}
	if voices > 1 { // it was none that only one could notice
		quiet := f.unmoved(in, func(truceline.Means) bool { return true })
		few := math.Exp(logBeta(float64(voices)+1, quiet+1) - logBeta(2, 1))
		return p.Deaf*few + (1-p.Deaf)*missed, true
	}
	return p.Faint*f.record.alone(lead) + (1-p.Faint)*missed, true
}

// askAgain is how far an incident's place may move before it is asked again who
// watched it, metres.
const askAgain = 150

// ask asks who could have noticed the incident, where that has not been asked
// for this place, time and kind.
func (f *Fuser) ask(in *incident) {
	if f.noticing == nil || !in.located || in.named == truceline.KindHeat {
		return
	}
	s := &in.silence
	if s.asked && s.kind == in.named && s.when.Equal(in.from) {
		if east, north := (plane{s.at}).of(in.at.at); math.Hypot(east, north) < askAgain {
			s.mark(in)
			return
		}
	}
	n := f.noticing(in.at.place(), truceline.Interval{From: in.from, To: in.from}, in.named)
	*s = silence{asked: true, at: in.at.at, when: in.from, kind: in.named, notKnown: n.NotKnown}
	for _, w := range n.Watchers {
		s.watchers = append(s.watchers, watcher{by: w.By, means: w.Means, chance: w.Chance})
	}
	s.mark(in)
}

// mark notes which of the watchers spoke.
func (s *silence) mark(in *incident) {
	for i := range s.watchers {
		s.watchers[i].spoke = slices.ContainsFunc(in.members, func(m *evidence) bool { return m.Source == s.watchers[i].by })
	}
}

// doubt is the factor by which the odds may be wrong either way; it makes the
// bounds. It falls as the record grows.
func (f *Fuser) doubt(in *incident, lead *evidence) float64 {
	r := f.record.classOf(lead)
	return 1 + 3/math.Sqrt(1+r.right+r.expected)
}

// learn takes an incident's part in what the record shows.
func (f *Fuser) learn(in *incident, happenings, p float64) {
	intensity := f.record.intensity(happenings)
	voices := 0
	for n, m := range in.members {
		if m.voice == n && m.classed && !m.class.Fixed {
			voices++
			in.lessons = append(in.lessons, lesson{statement: m, right: p, weight: f.informs(in, m), intensity: intensity * f.own(in, m), happenings: happenings})
		}
	}
	for i := range in.lessons {
		in.lessons[i].share = 1 / float64(voices)
	}
	if p > sure {
		for _, w := range in.silence.watchers {
			others := voices
			if w.spoke {
				others--
			}
			if others < 2 || w.chance <= 0 || !f.hadTime(in, w) {
				continue
			}
			l := lesson{detection: f.record.detection(w.means), chance: w.chance}
			if w.spoke {
				l.noticed = 1
			}
			in.lessons = append(in.lessons, l)
		}
	}
	for _, l := range in.lessons {
		f.record.apply(l, 1)
	}
}

// informs is how much can be learnt from a statement: the chance that somebody else
// would have noticed what it speaks of. It depends on who was there, and not on
// what they said, so that right and wrong statements count alike.
func (f *Fuser) informs(in *incident, m *evidence) float64 {
	missed := 1.0
	for _, w := range in.silence.watchers {
		if w.by != m.Source {
			missed *= 1 - f.chance(w)
		}
	}
	return 1 - missed
}

// chance is the ledger's, corrected by how often the means did notice.
func (f *Fuser) chance(w watcher) float64 {
	d := f.record.detection(w.means)
	return min(w.chance*d.noticed/d.expected, 0.98)
}

// sure is from when on an incident shows which watchers notice.
const sure = 0.9
