package judge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// existsReasons says what the evidence for an incident is.
func existsReasons(i truceline.Incident, indicator bool) []string {
	var means []string
	for _, m := range i.Means {
		means = append(means, strings.ReplaceAll(string(m), "_", " "))
	}
	s := fmt.Sprintf("%s by %s of independent origin", plural(len(i.Observations), "observation", "observations"), plural(i.Lineages, "source", "sources"))
	if len(means) > 0 {
		s += " (" + strings.Join(means, ", ") + ")"
	}
	reasons := []string{s + fmt.Sprintf(" give a probability between %s and %s that it happened.", agreement.Percent(i.Exists.Low), agreement.Percent(i.Exists.High))}
	if indicator {
		reasons = append(reasons, fmt.Sprintf("This speaks of the %s itself, not of what may have caused it.", name(i.Kind)))
	}
	return append(reasons, i.Reasons...)
}

// plural counts things in words.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// breach judges whether the text forbids the happening there and then.
func (j *Judge) breach(clause truceline.Clause, i truceline.Incident, indicator bool, shares []truceline.Share) truceline.Judgement {
	inForce, whyTime := j.c.ClauseInForce(clause, i.When)
	inside, whyPlace := j.c.Inside(clause.Zone, i.Place, i.Ground)
	p := both(inForce, inside)
	reasons := []string{}
	if !indicator {
		reasons = append(reasons, fmt.Sprintf("The clause forbids %s (%s).", name(i.Kind), i.Kind))
	}
	reasons = append(reasons, whyTime, whyPlace)
	forbidden := ofKinds(clause, i)
	if indicator {
		var why []string
		p, why = indicated(p, forbidden, i)
		reasons = append(why, reasons...)
	} else if forbidden < 1 {
		p = both(p, truceline.Probability{P: forbidden, Low: forbidden, High: 1})
		reasons = append(reasons, fmt.Sprintf("Its kind is in doubt: with %s it is one of those that the clause forbids.", agreement.Percent(forbidden)))
	}
	if clause.Terms != nil && !indicator {
		var why []string
		p, why = j.byTerms(clause, p, i, shares)
		reasons = append(reasons, why...)
	}
	if !judged(clause) {
		p = atMost(p)
		reasons = append(reasons, fmt.Sprintf("Whether a duty of the kind %q is broken cannot be read from a single happening.", strings.ReplaceAll(string(clause.Kind), "_", " ")))
	}
	p, why := j.bound(clause, p, shares)
	reasons = append(reasons, why...)
	p, why = j.exempt(clause, p, i)
	return decide(p, clause.Thresholds.Breach, append(reasons, why...))
}

// judged reports whether a single happening at a place and time can break a
// duty of this form. The others need a history, a count or papers; some are
// judged of a happening when the file gives their terms.
func judged(c truceline.Clause) bool {
	switch c.Kind {
	case truceline.ClauseNoEvent, truceline.ClauseAbsenceInZone, truceline.ClauseMinDistance, truceline.ClauseProtected, truceline.ClauseProhibitedComm:
		return true
	case truceline.ClauseNotification, truceline.ClauseProcedure, truceline.ClauseAccess:
		return c.Terms != nil
	}
	return false
}

// both is the probability of two things that do not depend on each other.
func both(a, b truceline.Probability) truceline.Probability {
	return truceline.Probability{P: a.P * b.P, Low: a.Low * b.Low, High: a.High * b.High}
}

// atMost keeps the upper bound and leaves everything below it open.
func atMost(p truceline.Probability) truceline.Probability {
	return truceline.Probability{P: p.High / 2, Low: 0, High: p.High}
}

// ofKinds is how probable it is that a happening whose kind is in doubt is itself
// of a kind that a clause forbids; where its kind is not in doubt, 1 or 0.
func ofKinds(clause truceline.Clause, i truceline.Incident) float64 {
	if len(i.Kinds) == 0 {
		if slices.Contains(clause.Kinds, i.Kind) {
			return 1
		}
		return 0
	}
	var sum, all float64
	for _, k := range i.Kinds {
		all += k.P
		if slices.Contains(clause.Kinds, k.Kind) || explodes(k.Kind) && slices.Contains(clause.Kinds, truceline.KindExplosion) {
			sum += k.P
		}
	}
	if all <= 0 {
		return 0
	}
	return unit(sum / all)
}

// explodes reports whether a kind is an explosion by another name: a text that
// forbids explosions of which no more is known forbids these.
func explodes(k truceline.Kind) bool {
	return k == truceline.KindIndirectFire || k == truceline.KindLongRange
}

// indicated bounds what an indicator can say of the forbidden happening: at
// most that the text held there and then, and at least nothing. The best estimate
// is of the indicator itself, which the text does not forbid, unless its kind is
// in doubt; what may have caused it is what the upper bound leaves open.
func indicated(p truceline.Probability, forbidden float64, i truceline.Incident) (truceline.Probability, []string) {
	p = truceline.Probability{P: p.P * forbidden, High: p.High}
	switch {
	case i.Standing != nil:
		return p, []string{
			fmt.Sprintf("This place was hot on %d of the %d days on record, in %s: most likely a works, a flare or another standing source.",
				i.Standing.Days, i.Standing.OfDays, plural(i.Standing.Months, "month", "different months")),
			"A fire lit by fighting at the same place would look the same, so a breach is not excluded.",
		}
	case i.Kind == truceline.KindHeat:
		return p, []string{"A hot pixel seen from orbit shows heat and not its cause: fighting, burning fields, industry and accidents look alike."}
	case i.Kind == truceline.KindAirAlert:
		return p, []string{"An air alert is a warning by the authority of one party, which is one source; how often such warnings come without an attack is not known."}
	}
	return p, []string{fmt.Sprintf("%s (%s) may point at a forbidden happening but does not show one.", capital(name(i.Kind)), i.Kind)}
}

// bound narrows a breach to the parties that the clause binds. What a party
// that it does not bind has done, it does not forbid.
func (j *Judge) bound(clause truceline.Clause, p truceline.Probability, shares []truceline.Share) (truceline.Probability, []string) {
	var by, others float64
	for _, s := range shares {
		if slices.Contains(clause.Binds, s.Side) {
			by += s.P
		} else {
			others += s.P
		}
	}
	if !slices.ContainsFunc(j.a.Parties, func(party truceline.Party) bool { return !slices.Contains(clause.Binds, party.ID) }) {
		return p, nil
	}
	rest := 1 - by - others
	p = truceline.Probability{P: p.P * (by + rest/2), Low: p.Low * by, High: p.High * (1 - others)}
	return p, []string{fmt.Sprintf("The clause binds %s only, so it depends on which side did it.", strings.Join(clause.Binds, ", "))}
}

// exempt lowers a breach where the source took the happening for an exempt
// activity and the clause has an exemption for its kind. That it was announced
// as the text asks cannot be seen from an observation, so only the lower bound
// and the best estimate move.
func (j *Judge) exempt(clause truceline.Clause, p truceline.Probability, i truceline.Incident) (truceline.Probability, []string) {
	if i.Exempt == "" {
		return p, nil
	}
	for _, id := range clause.Except {
		e, ok := j.c.Clause(id)
		if !ok || !slices.Contains(e.Kinds, i.Kind) {
			continue
		}
		covers, why := j.c.Inside(e.Zone, i.Place, i.Ground)
		if e.Terms != nil {
			told, whyTold := j.told(e, i)
			covers = both(covers, told)
			p = both(p, not(covers))
			return p, append([]string{fmt.Sprintf("Its source took it for an exempt activity (%s), which the exemption %q covers if it was announced as the text asks. %s", i.Exempt, id, why)}, whyTold...)
		}
		p = truceline.Probability{P: p.P * (1 - covers.P), Low: p.Low * (1 - covers.High), High: p.High}
		return p, []string{
			fmt.Sprintf("Its source took it for an exempt activity (%s), which the exemption %q may cover. %s", i.Exempt, id, why),
			"Whether the conditions of the exemption were kept, such as an announcement in time, is not in the record.",
		}
	}
	return p, []string{fmt.Sprintf("Its source took it for an exempt activity (%s), but this clause has no exemption for it.", i.Exempt)}
}

// capital begins a sentence with a kind's name.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
