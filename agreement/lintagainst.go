package agreement

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// against looks for clauses that cannot both be kept, or of which one undoes the
// other, whatever their forms.
func (l *linter) against() {
	for i, c := range l.a.Clauses {
		l.alone(c)
		for _, d := range l.a.Clauses[i+1:] {
			if c.ID == d.ID || !atOneTime(c, d) {
				continue
			}
			l.twice(c, d)
			l.numbers(c, d)
			for _, pair := range [][2]truceline.Clause{{c, d}, {d, c}} {
				l.forbidsWhat(pair[0], pair[1])
				l.beforeItsTime(pair[0], pair[1])
			}
		}
	}
	if more := l.pairs - maxContradictions; more > 0 {
		l.say("contradiction", "clauses", fmt.Sprintf("There are %d more contradictions between two clauses.", more), "Mend those above and look again.")
	}
}

// maxContradictions is how many pairs of clauses are told of one by one: whoever
// has more than that mends those first.
const maxContradictions = 100

func (l *linter) contradicts(c, d truceline.Clause, says, do string) {
	if l.pairs++; l.pairs > maxContradictions {
		return
	}
	l.say("contradiction", fmt.Sprintf("clauses[%s], clauses[%s]", c.Key(), d.Key()), says, do)
}

// atOneTime reports whether two wordings are in force at a common time.
func atOneTime(c, d truceline.Clause) bool {
	return (c.Until.IsZero() || d.From.Before(c.Until)) && (d.Until.IsZero() || c.From.Before(d.Until))
}

// meet reports whether two zones surely have ground in common.
func (l *linter) meet(a, b string) bool {
	if a == b {
		return true
	}
	x, y := l.zone(a), l.zone(b)
	switch {
	case x.Everywhere || y.Everywhere:
		return true
	case x.Corridor != nil && y.Corridor != nil:
		return slices.ContainsFunc(l.a.Parties, func(p truceline.Party) bool { return x.Corridor.DepthKm[p.ID] > 0 && y.Corridor.DepthKm[p.ID] > 0 })
	}
	return slices.ContainsFunc(x.Areas, func(area string) bool { return slices.Contains(y.Areas, area) })
}

func (l *linter) zone(id string) truceline.Zone {
	i := slices.IndexFunc(l.a.Zones, func(z truceline.Zone) bool { return z.ID == id })
	if i < 0 {
		return truceline.Zone{}
	}
	return l.a.Zones[i]
}

// shared returns the kinds that two clauses are both about.
func shared(c, d truceline.Clause) (kinds []truceline.Kind) {
	for _, k := range c.Kinds {
		if slices.Contains(d.Kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// outright reports whether a clause forbids its happenings as such.
func outright(c truceline.Clause) bool {
	switch c.Kind {
	case truceline.ClauseNoEvent, truceline.ClauseAbsenceInZone, truceline.ClauseProtected, truceline.ClauseProhibitedComm:
		return c.Terms == nil && c.Pattern == nil && c.Condition == ""
	}
	return false
}

// twice looks for one happening in one zone under clauses of different weight.
func (l *linter) twice(c, d truceline.Clause) {
	kinds := shared(c, d)
	if !outright(c) || !outright(d) || c.Zone != d.Zone || len(kinds) == 0 {
		return
	}
	what := kindWords(kinds[:1])
	if c.Thresholds != d.Thresholds {
		l.contradicts(c, d, fmt.Sprintf("Both forbid %s in the same zone, with different thresholds, so the same happening is said by one and not by the other.", what), "Keep one of the two, or make the thresholds equal.")
	} else if c.Severity != d.Severity {
		l.contradicts(c, d, fmt.Sprintf("Both forbid %s in the same zone, at %s and at %s.", what, c.Severity, d.Severity), "Say which severity holds.")
	}
}

// numbers looks for two numbers given for the same thing.
func (l *linter) numbers(c, d truceline.Clause) {
	if c.Kind != d.Kind || c.Terms == nil || d.Terms == nil || !sameWeapons(c, d) {
		return
	}
	x, y := c.Terms, d.Terms
	const keep = "Keep one of the two numbers."
	switch c.Kind {
	case truceline.ClauseCap:
		if x.Most != nil && y.Most != nil && *x.Most != *y.Most && c.Zone == d.Zone && len(shared(c, d)) > 0 {
			l.contradicts(c, d, fmt.Sprintf("One allows %d of the same in the same zone and the other %d.", *x.Most, *y.Most), keep)
		}
	case truceline.ClauseMinDistance:
		for _, p := range l.a.Parties {
			if x.Line == y.Line && slices.Contains(c.Binds, p.ID) && slices.Contains(d.Binds, p.ID) && x.DistanceKm[p.ID] != y.DistanceKm[p.ID] && len(shared(c, d)) > 0 {
				l.contradicts(c, d, fmt.Sprintf("%s keeps the same weapons %g km from the line by one and %g km by the other.", p.ID, x.DistanceKm[p.ID], y.DistanceKm[p.ID]), keep)
				return
			}
		}
	case truceline.ClauseProtected:
		if x.Least != nil && y.Least != nil && *x.Least != *y.Least && x.Unit == y.Unit && c.Zone == d.Zone {
			l.contradicts(c, d, fmt.Sprintf("One asks for at least %d (%s) and the other for %d.", *x.Least, x.Unit, *y.Least), keep)
		}
	case truceline.ClauseMovingExclude:
		if x.RadiusM != y.RadiusM && slices.Equal(x.Around, y.Around) && slices.Equal(x.Watches, y.Watches) {
			l.contradicts(c, d, fmt.Sprintf("One keeps %g m round the same things and the other %g m.", x.RadiusM, y.RadiusM), keep)
		}
	}
}

// sameWeapons reports whether two clauses are about a common class of weapons; no
// class stands for all.
func sameWeapons(c, d truceline.Clause) bool {
	x, y := c.Terms.Weapons, d.Terms.Weapons
	return len(x) == 0 || len(y) == 0 || slices.ContainsFunc(x, func(w string) bool { return slices.Contains(y, w) })
}

// forbidsWhat looks for what one clause forbids outright while another permits
// it, allows some of it, or says how it is to be done.
func (l *linter) forbidsWhat(c, other truceline.Clause) {
	kinds := shared(c, other)
	if !outright(c) || len(kinds) == 0 || !l.meet(c.Zone, other.Zone) {
		return
	}
	what := kindWords(kinds[:1])
	switch other.Kind {
	case truceline.ClauseExemption:
		if !slices.Contains(c.Except, other.ID) {
			l.contradicts(c, other, fmt.Sprintf("The one forbids %s without naming the exemption, and the other permits it on the same ground.", what), "Name the exemption under except, or narrow its zone or its kinds.")
		}
	case truceline.ClauseCap:
		covers := c.Zone == other.Zone || l.zone(c.Zone).Everywhere // a stricter rule in a part contradicts nothing
		if covers && other.Terms != nil && other.Terms.Most != nil && *other.Terms.Most > 0 {
			l.contradicts(c, other, fmt.Sprintf("The one forbids any %s, and the other allows %d on the same ground.", what, *other.Terms.Most), "Say which holds, or part their zones.")
		}
	case truceline.ClauseNotification:
		if other.Terms != nil && len(c.Except) == 0 {
			l.contradicts(c, other, fmt.Sprintf("The one forbids %s at all, and the other asks that it be told of.", what), "Make an exemption of what is told in time, or say that telling permits nothing.")
		}
	case truceline.ClauseProcedure:
		if other.Terms != nil && len(c.Except) == 0 {
			l.contradicts(c, other, fmt.Sprintf("The one forbids %s at all, and the other says which steps come before it: whether it is permitted after them is not said.", what), "Say whether what follows the steps is permitted, as an exemption.")
		}
	}
}

// beforeItsTime looks for a step whose last moment comes before what must go
// before it can be complete.
func (l *linter) beforeItsTime(schedule, first truceline.Clause) {
	if schedule.Kind != truceline.ClauseDeadline || first.Kind != truceline.ClausePrecondition || schedule.Terms == nil || first.Terms == nil {
		return
	}
	over := l.begins(first).Add(first.Terms.Within)
	for _, s := range schedule.Terms.Stages {
		if slices.Contains(first.Terms.Deeds, s.Deed) && s.By.Before(over) {
			l.contradicts(schedule, first, fmt.Sprintf("%q is due by %s, and the %s that must go before it can be over on %s at the earliest.", s.Deed,
				moment(s.By), Length(first.Terms.Within), moment(over)), "Move the day, or shorten what goes before it.")
		}
	}
}

func moment(t time.Time) string { return t.UTC().Format("2 January 2006 15:04 UTC") }

// begins is the first moment at which a wording is in force.
func (l *linter) begins(c truceline.Clause) time.Time {
	var first time.Time
	for _, w := range l.a.Windows {
		if w, ok := c.Holds(w.Window); ok && (first.IsZero() || w.From.Before(first)) {
			first = w.From
		}
	}
	return first
}

// alone looks for a clause that contradicts itself: its numbers its zone, its
// days the hours in force, its exemptions what they limit.
func (l *linter) alone(c truceline.Clause) {
	where := fmt.Sprintf("clauses[%s]", c.Key())
	if c.Terms != nil {
		l.deeperThanItsZone(c, where)
		for _, s := range c.Terms.Stages {
			if !slices.ContainsFunc(l.a.Windows, func(w truceline.InForce) bool {
				return s.By.After(w.From) && (w.To.IsZero() || !s.By.After(w.To))
			}) {
				l.say("contradiction", where, fmt.Sprintf("%q is due by %s, when the text is not in force.", s.Deed, moment(s.By)), "Move the day, or the hours in force.")
			}
		}
		for _, d := range c.Terms.Stock {
			l.declaredOverCap(c, d)
		}
	}
	for _, id := range c.Except {
		i := slices.IndexFunc(l.a.Clauses, func(e truceline.Clause) bool { return e.ID == id })
		if i < 0 {
			continue
		}
		if e := l.a.Clauses[i]; len(shared(c, e)) == 0 {
			l.say("exemption-idle", where, fmt.Sprintf("Its exemption %s permits nothing that it forbids.", id), "Give the exemption the kinds that are meant, or leave it out.")
		} else if x, y := l.zone(c.Zone), l.zone(e.Zone); x.Corridor == nil && y.Corridor == nil && len(x.Areas) > 0 && len(y.Areas) > 0 && !l.meet(c.Zone, e.Zone) {
			l.say("exemption-idle", where, fmt.Sprintf("Its exemption %s holds on other ground.", id), "Give the exemption the zone that is meant, or leave it out.")
		}
	}
}

// deeperThanItsZone looks for a distance from the contact line that reaches
// beyond the zone in which it is to be kept.
func (l *linter) deeperThanItsZone(c truceline.Clause, where string) {
	z := l.zone(c.Zone)
	fromContact := slices.ContainsFunc(l.a.Lines, func(r truceline.ReferenceLine) bool { return r.ID == c.Terms.Line && r.Contact })
	if z.Corridor == nil || !fromContact {
		return
	}
	for _, p := range l.a.Parties {
		if km, depth := c.Terms.DistanceKm[p.ID], z.Corridor.DepthKm[p.ID]; slices.Contains(c.Binds, p.ID) && km > depth {
			l.say("contradiction", where, fmt.Sprintf("%s must keep %g km, and the clause holds only in a zone that is %g km deep there: beyond it the distance binds nobody.", p.ID, km, depth), "Give the clause a zone as deep as its distance.")
		}
	}
}

// declaredOverCap looks for a declaration of more than a cap allows there.
func (l *linter) declaredOverCap(c truceline.Clause, d truceline.Declared) {
	for _, limit := range l.a.Clauses {
		if limit.Kind != truceline.ClauseCap || limit.Terms == nil || limit.Terms.Most == nil || !atOneTime(c, limit) || !slices.Contains(limit.Binds, d.Party) {
			continue
		}
		all := limit.Zone == d.Zone || l.zone(limit.Zone).Everywhere
		if all && (len(limit.Terms.Weapons) == 0 || slices.Contains(limit.Terms.Weapons, d.Weapon)) && len(shared(c, limit)) > 0 && d.Count > *limit.Terms.Most {
			l.contradicts(c, limit, fmt.Sprintf("%s declares %d there, and no more than %d are allowed.", d.Party, d.Count, *limit.Terms.Most), "Correct one of the two numbers.")
		}
	}
}

// unowned tells once of the clauses whose breach nobody beside the parties takes
// up, and of each duty of papers of which nobody keeps the papers.
func (l *linter) unowned() {
	var none []string
	for _, c := range l.a.Clauses {
		where := fmt.Sprintf("clauses[%s]", c.Key())
		switch {
		case c.Owner != "" || !c.Until.IsZero():
		case papers(c):
			if c.Terms == nil || !c.Terms.Complete {
				l.say("no-owner", where, "Nobody is named who keeps the record of it, so a deed that was not recorded cannot be told from one that was not done.", "Name who keeps the register, and set complete_record if it is the monitor.")
			}
		case c.Kind == truceline.ClauseExemption && (c.Terms == nil || !c.Terms.Complete):
			l.say("no-owner", where, "Nobody is named who decides whether the exemption holds.", "Name who takes the announcements and says whether they were in time.")
		case c.Kind != truceline.ClauseExemption:
			none = append(none, where)
		}
	}
	if len(none) > 0 {
		l.say("no-owner", strings.Join(none, ", "), "Beside the parties themselves nobody is named who takes up a breach of this.", "Name under owner the commission, coordinator or monitor that does.")
	}
}

// papers reports whether a duty is kept by deeds that must be recorded.
func papers(c truceline.Clause) bool {
	switch c.Kind {
	case truceline.ClauseDeadline, truceline.ClauseSimultaneity, truceline.ClauseNotification, truceline.ClauseProcedure, truceline.ClauseAccess, truceline.ClauseDeclared:
		return true
	}
	return false
}
