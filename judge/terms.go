package judge

import (
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// byTerms narrows a breach by the numbers and deeds of the clause. shares are which
// side did it.
func (j *Judge) byTerms(c truceline.Clause, p truceline.Probability, i truceline.Incident, shares []truceline.Share) (truceline.Probability, []string) {
	of, why := j.c.OfClasses(c.Terms.Weapons, i.Weapons)
	p = both(p, of)
	reasons := nonEmpty(why)
	and := func(q truceline.Probability, why []string) { p, reasons = both(p, q), append(reasons, why...) }
	switch c.Kind {
	case truceline.ClauseMinDistance:
		and(j.tooNear(c, i))
	case truceline.ClauseNotification:
		told, why := j.told(c, i)
		and(not(told), why)
	case truceline.ClauseProcedure:
		kept, why := j.inOrder(c, i, shares)
		and(not(kept), why)
	case truceline.ClauseProtected:
		and(j.harmed(c, i))
	case truceline.ClauseAccess:
		and(delayed(c, i))
	}
	return p, reasons
}

// tooNear is the chance that something stood nearer to its own side's line than
// the text allows. Whose it is, is read from whose ground it stood on.
func (j *Judge) tooNear(c truceline.Clause, i truceline.Incident) (truceline.Probability, []string) {
	if c.Terms.Line == "" {
		return sure(true), nil
	}
	var reasons []string
	near := make([]truceline.Probability, len(c.Binds))
	for k, party := range c.Binds {
		var why string
		near[k], why = j.c.TooNear(c.Terms.Line, party, c.Terms.DistanceKm[party], i.Place, i.Ground)
		if !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	if len(near) == 1 {
		return near[0], reasons
	}
	if i.Ground == nil || len(near) != 2 || len(j.a.Parties) != 2 || !slices.Contains(c.Binds, i.Ground.Side) {
		p := truceline.Probability{P: near[0].P, Low: near[0].Low, High: near[0].High}
		for _, q := range near[1:] {
			p.P, p.Low, p.High = p.P+q.P, min(p.Low, q.Low), max(p.High, q.High)
		}
		p.P = min(max(p.P/float64(len(near)), p.Low), p.High)
		return p, append(reasons, "Whose it is, is not known, so the distances of all sides count.")
	}
	own := slices.Index(c.Binds, i.Ground.Side)
	return mixed(unit(i.Ground.Certain), near[own], near[1-own]), reasons
}

// told is the chance that someone was told as a clause asks, before or after.
func (j *Judge) told(c truceline.Clause, i truceline.Incident) (truceline.Probability, []string) {
	before := c.Terms.Notice == "before"
	latest := i.When.From.Add(-c.Terms.Within)
	if !before {
		latest = i.When.To.Add(c.Terms.Within)
	}
	var notices []truceline.Probability
	for _, deed := range c.Terms.Deeds {
		for _, n := range j.past.done(deed) {
			inTime := by(n.When, latest)
			if !before {
				inTime = both(inTime, by(i.When, n.When.To)) // not of something that came later
			} else if n.When.To.Before(i.When.From.Add(-noticeLasts)) {
				continue // of something else
			}
			if p := both(both(n.Exists, j.samePlace(c, n)), inTime); p.High > 0 {
				notices = append(notices, p)
			}
		}
	}
	until := i.When.To.Add(judgedBeyond)
	if !before {
		until = latest.Add(judgedBeyond)
	}
	j.await(i, until)
	p := anyOf(notices)
	words := fmt.Sprintf("Of notices given at least %s before it, %s on record.", agreement.Length(c.Terms.Within), plural(len(notices), "is", "are"))
	if !before {
		words = fmt.Sprintf("Of notices given at most %s after it, %s on record.", agreement.Length(c.Terms.Within), plural(len(notices), "is", "are"))
	}
	if c.Terms.Complete {
		return p, []string{words, "The register is complete: what is not in it was not given."}
	}
	p.High = 1
	return p, []string{words, "A notice may have been given that is not on record."}
}

// noticeLasts is for how long after it was given a notice counts for what
// happens: longer than any text so far asks to be told ahead.
const noticeLasts = 30 * 24 * time.Hour

// samePlace is the chance that a notice was given for the zone of the clause; a
// notice without a place is given for all of it.
func (j *Judge) samePlace(c truceline.Clause, n truceline.Incident) truceline.Probability {
	if n.Place.Shape == truceline.ShapeUnknown || n.Place.Shape == "" {
		return sure(true)
	}
	p, _ := j.c.Inside(c.Zone, n.Place, n.Ground)
	return p
}

// inOrder is the chance that the steps of a procedure were taken by the side that
// did something, one after the other, within the time before it: side by side, as
// likely as each did it.
func (j *Judge) inOrder(c truceline.Clause, i truceline.Incident, shares []truceline.Share) (truceline.Probability, []string) {
	j.await(i, i.When.To.Add(judgedBeyond))
	if len(shares) == 0 {
		shares = []truceline.Share{{P: 1}} // nobody can tell: whoever's steps count
	}
	left := 1.0
	kept, least, most := truceline.Probability{}, 1.0, 0.0
	var mean float64
	var reasons []string
	for _, s := range shares {
		p, why := j.inOrderBy(c, i, s.Side)
		kept.P, kept.Low, kept.High = kept.P+s.P*p.P, kept.Low+s.P*p.Low, kept.High+s.P*p.High
		least, most, mean, left = min(least, p.Low), max(most, p.High), mean+p.P/float64(len(shares)), left-s.P
		reasons = append(reasons, why...)
	}
	left = max(0, left) // that nobody can name may be either's
	kept.P, kept.Low, kept.High = kept.P+left*mean, kept.Low+left*least, kept.High+left*most
	if c.Terms.Complete {
		return kept, append(reasons, "The register is complete: what is not in it was not done.")
	}
	return kept, append(reasons, "A step may have been taken that is not on record.")
}

// inOrderBy is the chance that one side took the steps; of no side, that anybody
// did.
func (j *Judge) inOrderBy(c truceline.Clause, i truceline.Incident, side string) (truceline.Probability, []string) {
	kept := sure(true)
	end := i.When.From
	var reasons []string
	for k := len(c.Terms.Deeds) - 1; k >= 0; k-- { // from the last step back, each before the one found
		var steps []truceline.Probability
		newest := time.Time{}
		for _, s := range j.past.done(c.Terms.Deeds[k]) {
			ago := truceline.Interval{From: s.When.From, To: s.When.To, Clock: s.When.Clock}
			p := both(both(both(s.Exists, j.samePlace(c, s)), doneBy(s, side)), both(by(ago, end), not(by(ago, i.When.From.Add(-c.Terms.Within-1)))))
			if p.High > 0 {
				steps = append(steps, p)
				if s.When.From.After(newest) {
					newest = s.When.From
				}
			}
		}
		p := anyOf(steps)
		who := ""
		if side != "" {
			who = " by " + side
		}
		reasons = append(reasons, fmt.Sprintf("The step %q was taken%s before it, within %s, with a probability of at least %s.", c.Terms.Deeds[k], who, agreement.Length(c.Terms.Within), agreement.Percent(p.Low)))
		if !c.Terms.Complete {
			p.High = 1
		}
		kept = both(kept, p)
		if !newest.IsZero() {
			end = newest
		}
	}
	slices.Reverse(reasons)
	return kept, reasons
}

// doneBy is the chance that a deed was a side's. Whose deed it was is read from whose
// ground it was done on; where nobody can tell, it counts.
func doneBy(deed truceline.Incident, side string) truceline.Probability {
	if side == "" || deed.Ground == nil || deed.Ground.Side == "" {
		return sure(true)
	}
	return mixed(unit(deed.Ground.Certain), sure(deed.Ground.Side == side), sure(deed.Ground.Side != side))
}

// harmed is whether what was found says that a protected object is not as the
// text asks: by the word used for it, or by the count of what must be there.
func (j *Judge) harmed(c truceline.Clause, i truceline.Incident) (truceline.Probability, []string) {
	words := j.past.deeds[i.ID]
	for _, w := range words {
		if slices.Contains(c.Terms.States, w) {
			return sure(true), []string{fmt.Sprintf("It was found so: %q.", w)}
		}
	}
	if c.Terms.Least == nil || i.Count.Unit != c.Terms.Unit {
		if len(c.Terms.States) > 0 || c.Terms.Least != nil {
			return sure(false), []string{"What was found does not speak of the state that the text asks for."}
		}
		return sure(true), nil
	}
	least := *c.Terms.Least
	why := []string{fmt.Sprintf("Found were %s (%s); the text asks for at least %d.", countWords(i.Count), i.Count.Unit, least)}
	switch {
	case i.Count.Least >= least:
		return sure(false), why
	case i.Count.Most > 0 && i.Count.Most < least:
		return sure(true), why
	}
	return truceline.Unknown(), why
}

// delayed is whether a restriction lasted longer than the text gives: one that
// was over in time broke nothing.
func delayed(c truceline.Clause, i truceline.Incident) (truceline.Probability, []string) {
	if i.When.Open || i.When.Duration() == 0 {
		return sure(true), nil
	}
	return sure(i.When.Duration() > c.Terms.Within), []string{fmt.Sprintf("It lasted %s; the text gives %s.", agreement.Length(i.When.Duration().Round(time.Minute)), agreement.Length(c.Terms.Within))}
}
