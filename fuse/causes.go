package fuse

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// causesOf lists what may explain an incident, the likeliest first.
func (f *Fuser) causesOf(in *incident) []truceline.CauseShare {
	var out []truceline.CauseShare
	add := func(cause string, p float64) {
		if p >= leastCause {
			out = append(out, truceline.CauseShare{Cause: cause, P: rounded(p)})
		}
	}
	if in.named == truceline.KindHeat {
		fire, _ := f.fires(in)
		for _, c := range fire {
			add(c.Cause, c.P*in.exists.P)
		}
	} else if in.ruled.exists == nil && in.exists != truceline.Unknown() {
		chance, thunder := f.wrong(in, in.members[0])
		add(truceline.CauseThunder, (1-in.exists.P)*thunder/(chance+thunder))
	}
	if word, p := in.assessed(f.priors.Causes.Exempt); word != "" {
		add(word, in.exists.P*p)
	}
	for _, c := range f.announcedOf(in) {
		add(c.Cause, c.P*in.exists.P)
	}
	slices.SortStableFunc(out, func(a, b truceline.CauseShare) int { return cmp.Compare(b.P, a.P) })
	return out
}

// leastCause is the probability from which a cause is listed.
const leastCause = 0.01

// assessed is the exempt activity that most sources took an incident for, and how
// probable they are to be right: one is with the chance given, each further lineage
// halves the doubt.
func (in *incident) assessed(right float64) (word string, p float64) {
	word, doubt := in.exempt(), 1-right
	seen := 0
	for n, m := range in.members {
		if m.Exempt != "" && m.Exempt == word && m.voice == n {
			seen++
		}
	}
	if word == "" {
		return "", 0
	}
	return word, 1 - doubt/math.Exp2(float64(max(seen-1, 0)))
}

// wrong is how likely statements as those of an incident are where nothing
// happened, against the first alone: by chance, and because of thunder.
func (f *Fuser) wrong(in *incident, lead *evidence) (chance, thunder float64) {
	chance = f.chanceOf(in, lead)
	t := f.priors.Causes.Thunder
	if !f.thundered(in) || !t.misleads(lead) {
		return chance, 0
	}
	thunder = t.Times
	for n, m := range in.members {
		switch {
		case m == lead || m.voice != n || !m.classed:
		case t.misleads(m):
			thunder *= t.Common
		default:
			thunder *= f.priors.Common.Apart
		}
	}
	return chance, thunder
}

// misleads reports whether thunder may be what a statement is about.
func (t Thunder) misleads(e *evidence) bool {
	return slices.Contains(t.Means, e.Means) && slices.Contains(t.Kinds, e.Kind)
}

// thundered reports whether it thundered where and when an incident was.
func (f *Fuser) thundered(in *incident) bool {
	if !in.located {
		return false
	}
	for _, w := range f.storms {
		if in.to.Before(w.When.From) || !in.from.Before(w.When.To) || w.Place.Shape != truceline.ShapePoint {
			continue
		}
		if east, north := (plane{w.Place.At}).of(in.at.at); math.Hypot(east, north) <= w.Place.Ellipse.SemiMajor {
			return true
		}
	}
	return false
}

// fires weighs what a hot spot may be against each other: a source that is always
// hot, burning fields, a fire that an impact lit, and none of these. Each is as
// likely as fires of its sort are thick at a look. It also returns the incident
// of the impact that most likely lit it.
func (f *Fuser) fires(in *incident) (shares []truceline.CauseShare, lit *incident) {
	h := f.priors.Causes.Heat
	const km2 = 1e6
	days := h.Burns.Hours() / 24 // that a fire is to be seen
	standing := 0.0
	if s := f.standing.At(in.at.at); s != nil {
		standing = float64(s.Days) / float64(s.OfDays) / standingKm2
	}
	fields := h.FieldsADay[in.from.UTC().Month()-1] * days
	impact, most := 0.0, 0.0
	f.impacts(in, func(other *incident, at gaussian, age time.Duration) {
		d, det := at.apart(other.at)
		w := h.Lit * other.exists.P * math.Exp(overlap(d, det)-max(0, age.Hours()/h.Burns.Hours())) * km2
		impact += w
		if w > most || w == most && lit != nil && other.number < lit.number {
			lit, most = other, w
		}
	})
	sum := standing + fields + impact + h.OtherADay*days
	if most < sum/2 {
		lit = nil
	}
	return []truceline.CauseShare{
		{Cause: truceline.CauseStanding, P: standing / sum},
		{Cause: truceline.CauseFields, P: fields / sum},
		{Cause: truceline.CauseImpact, P: impact / sum},
	}, lit
}

// standingKm2 is the ground on which StandingHeat counts days: nine pixels.
const standingKm2 = 9 * 0.375 * 0.375

// stillBurns is how long after an impact a hot spot may be its fire, in mean
// lives of a fire.
const stillBurns = 6

// impacts calls visit with each incident of a weapon that makes fire and was told
// of near the first look at a hot spot, and how long before it was.
func (f *Fuser) impacts(in *incident, visit func(other *incident, at gaussian, age time.Duration)) {
	n := f.natures[truceline.KindIndirectFire]
	if n == nil {
		if n = f.natures[truceline.KindExplosion]; n == nil {
			return
		}
	}
	first := in.members[0]
	for _, m := range in.members[1:] {
		if m.When.From.Before(first.When.From) {
			first = m
		}
	}
	late := first.When.Clock.Error
	before := time.Duration(stillBurns * float64(f.priors.Causes.Heat.Burns))
	when := truceline.Interval{From: first.When.From.Add(-before), To: first.When.To.Add(late)}
	latest := seconds(when.To)
	n.index.near(first.gaussian, when, 0, 0, true, func(other *incident) {
		if !other.nature.lights || other.begins > latest {
			return
		}
		visit(other, first.gaussian, max(0, first.When.From.Sub(other.from)))
	})
}

// lights reports whether impacts of a kind may set something alight.
func lights(k truceline.Kind) bool {
	switch k {
	case truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange, truceline.KindDroneAttack, truceline.KindExplosion:
		return true
	}
	return false
}

// ascribe makes a hot spot part of the incident of the impact that lit it, where
// that is likelier than everything else that it may be.
func (f *Fuser) ascribe(in *incident) {
	if in.named != truceline.KindHeat || in.gone() || !in.located || len(in.ruled.ids) > 0 || f.known != nil {
		return
	}
	_, impact := f.fires(in)
	if impact == nil || impact.closed || in.ruled.apart[impact] {
		return
	}
	for _, m := range in.members {
		m.after = true
	}
	f.absorb(impact, in)
}
