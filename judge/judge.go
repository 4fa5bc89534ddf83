// Package judge compares what happened with what was agreed. Its answer is a
// finding: three judgements about one subject under one clause, each with its
// own probability, threshold and verdict, and never collapsed into one.
//
//   - Exists: did it happen? From the evidence alone. Independent lineages
//     count, reports do not.
//   - Breach: does this text forbid it there and then? The chance that the text
//     was in force, given the clock, times the chance that the place lies in
//     the clause's zone, given how well it is known. It takes for granted that
//     the thing happened as stated.
//   - Attribution: which side? From who holds the ground that it came from (by a
//     direction that someone told, or the muzzle of small arms heard or seen to
//     flash), or on which it stands (a weapon, a trench, a barrier). Where something landed says
//     nothing about who sent it, and the name of a side says nothing at all:
//     with the labels of the sides exchanged everywhere, the findings are the
//     same with the labels exchanged.
//
// Cannot be determined is a normal answer. It is the only one when there is no
// evidence, and the usual one for an indicator: a happening that may point at a
// forbidden one but does not show it, such as an air alert (a warning by one
// party's own authority) or a hot pixel seen from orbit (which has many causes).
//
// The bounds of a probability say what the evidence leaves open, and a verdict
// rests on them: met needs even the lower bound to reach the threshold. Where
// nothing speaks for one end more than the other, the best estimate is the
// middle; where the harmless reading is the likelier one (an indicator, which the
// text does not forbid; an announced exercise), it is the lower bound.
//
// Duties that no single happening can break (a count, a deadline, a notice, a
// time of quiet) are judged from what [Judge.Take] and [Judge.Track] were told,
// on ticks, by [Judge.Due]. What is not on record counts as not done only where
// the clause says that the register is complete, or the place was watched.
//
// An officer's verdict ([Judge.Rule]) stands in the place of the automatic one,
// which is kept beside it and never undoes it.
//
// Findings come with Version 0; whoever keeps them numbers them.
package judge

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
)

// Judge judges subjects under one agreement. What it must remember for duties
// that need a history it is told by [Judge.Take] and [Judge.Track]; a judge that
// was told nothing judges single happenings alone. It is used by one goroutine.
type Judge struct {
	c    *agreement.Compiled
	a    truceline.Agreement
	past record
}

// unit keeps a number between 0 and 1; what is no number is 0.
func unit(p float64) float64 {
	if math.IsNaN(p) {
		return 0
	}
	return min(max(p, 0), 1)
}

// New returns a judge for an agreement.
func New(c *agreement.Compiled) *Judge {
	return &Judge{c: c, a: c.Agreement(), past: newRecord()}
}

// Incident judges an incident under every clause that speaks of its kind, as a
// forbidden happening or as an indicator of one, in the order of the agreement.
// The answer of the coverage ledger about the incident's place, time and kind
// says what nobody was watching. An incident just outside the hours in force is
// judged too, and its breach is then not met; one that lies farther than
// judgedBeyond from all of them is no matter of this agreement.
func (j *Judge) Incident(i truceline.Incident, gap coverage.Answer, now time.Time) []truceline.Finding {
	return j.incident(i, gap, now, func(truceline.Clause) bool { return true })
}

// incident judges an incident under some of the clauses.
func (j *Judge) incident(i truceline.Incident, gap coverage.Answer, now time.Time, under func(truceline.Clause) bool) []truceline.Finding {
	if len(i.Observations) > 0 && j.farOutside(i.When) {
		return nil
	}
	var findings []truceline.Finding
	var evidence [2][]string // the same under all clauses: of the thing itself, and of an indicator
	for _, clause := range j.a.Clauses {
		indicator := slices.Contains(clause.Indicators, i.Kind)
		if clause.Kind == truceline.ClauseExemption || !indicator && !slices.Contains(clause.Kinds, i.Kind) || counts(clause) || !under(clause) {
			continue
		}
		about, unsettled := j.c.About(clause, i)
		if !about && unsettled == nil || amended(clause) && len(i.Observations) > 0 && j.clauseFarOutside(clause, i.When) {
			continue
		}
		subject := truceline.Subject{Kind: truceline.SubjectIncident, ID: i.ID, Version: i.Version, Title: title(i)}
		f := j.finding(clause, subject, i.When, now)
		if len(i.Observations) == 0 {
			f = withGap(undetermined(f, clause, "No observation stands behind this, so nothing can be said about it."), gap)
			findings = append(findings, f)
			continue
		}
		f.Attribution = j.attribution(clause, i)
		as := 0
		if indicator {
			as = 1
		}
		if evidence[as] == nil {
			evidence[as] = slices.Clip(existsReasons(i, indicator))
		}
		f.Exists = decide(i.Exists, clause.Thresholds.Exists, evidence[as])
		f = named(f, f.Attribution.Side)
		f.Breach = j.breach(clause, i, indicator, f.Attribution.Shares)
		if unsettled != nil {
			f.Breach = decide(atMost(f.Breach.Probability), clause.Thresholds.Breach, append(f.Breach.Reasons, fmt.Sprintf("Whether the clause is about this cannot be settled: %v.", unsettled)))
		}
		f = j.decisive(j.ruled(f, clause, i), clause, i)
		if f.Exists.Verdict == truceline.CannotBeDetermined || indicator || !directed(i) {
			f = withGap(f, gap)
		}
		findings = append(findings, j.ladder(f, now))
	}
	return findings
}

// judgedBeyond is how long before or after the hours in force incidents are
// still judged: later evidence moves the time of one by minutes, so that none
// can leave the hours in force and keep an old finding.
const judgedBeyond = 6 * time.Hour

func (j *Judge) farOutside(when truceline.Interval) bool {
	when.From, when.To = when.From.Add(-judgedBeyond), when.To.Add(judgedBeyond)
	inForce, _ := j.c.InForce(when)
	return inForce.High == 0
}

// clauseFarOutside is the same for a wording that an amendment began or ended.
func (j *Judge) clauseFarOutside(clause truceline.Clause, when truceline.Interval) bool {
	when.From, when.To = when.From.Add(-judgedBeyond), when.To.Add(judgedBeyond)
	inForce, _ := j.c.ClauseInForce(clause, when)
	return inForce.High == 0
}

// counts reports whether the duty is about how many there are, a pattern or whether
// there was quiet, so that a single happening says nothing by itself.
func counts(c truceline.Clause) bool {
	if c.Pattern != nil {
		return true
	}
	switch c.Kind {
	case truceline.ClauseCap, truceline.ClausePrecondition, truceline.ClauseDeclared:
		return c.Terms != nil
	}
	return false
}

// amended reports whether a wording is not the only one of its clause.
func amended(c truceline.Clause) bool { return c.Version > 1 || !c.Until.IsZero() }

// versionOf is the version of the agreement that was in force when a subject
// began, as far as the wording that is judged belongs to it.
func (j *Judge) versionOf(c truceline.Clause, when truceline.Interval) int {
	if len(j.a.Amendments) == 0 {
		return j.a.Version
	}
	version := max(1, c.Version)
	for _, m := range j.a.Amendments {
		if ended := !c.Until.IsZero() && !m.From.Before(c.Until); !ended && !m.From.After(when.From) {
			version = max(version, m.Version)
		}
	}
	return version
}

// directed reports whether someone noticed which way it went.
func directed(i truceline.Incident) bool {
	return i.Direction != "" && i.Direction != truceline.DirectionUndetermined
}

// finding begins a finding about a subject under a clause. Nobody is named yet.
func (j *Judge) finding(clause truceline.Clause, subject truceline.Subject, when truceline.Interval, now time.Time) truceline.Finding {
	f := truceline.Finding{
		ID:               truceline.FindingID(j.a.ID, clause.Key(), subject.ID),
		Agreement:        j.a.ID,
		AgreementVersion: j.versionOf(clause, when),
		Clause:           clause.ID,
		Subject:          subject,
		When:             when,
		Severity:         clause.Severity,
		Concluded:        now,
	}
	f.Attribution.Shares = j.noShares()
	return f
}

// noShares gives each party, in the agreement's order, a share of nothing.
func (j *Judge) noShares() []truceline.Share {
	shares := make([]truceline.Share, len(j.a.Parties))
	for i, p := range j.a.Parties {
		shares[i].Side = p.ID
	}
	return shares
}

// undetermined gives all three judgements the one answer that needs no
// evidence.
func undetermined(f truceline.Finding, clause truceline.Clause, why string) truceline.Finding {
	f.Exists = decide(truceline.Unknown(), clause.Thresholds.Exists, []string{why})
	f.Breach = decide(truceline.Unknown(), clause.Thresholds.Breach, []string{why})
	f.Attribution.Judgement = decide(truceline.Unknown(), clause.Thresholds.Attribution, []string{why})
	return f
}

// decide gives the verdict. A probability that is none counts as unknown, and a
// threshold at or below one half, at which a thing and its opposite could both
// be met, as certainty; the agreement's parser refuses both.
func decide(p truceline.Probability, threshold float64, reasons []string) truceline.Judgement {
	if !(0 <= p.Low && p.Low <= p.P && p.P <= p.High && p.High <= 1) {
		p = truceline.Unknown()
	}
	if !(threshold > 0.5 && threshold <= 1) {
		threshold = 1
	}
	return truceline.Judge(p, threshold, reasons...)
}

// withGap adds what nobody was watching, where a verdict cannot be determined.
// Its callers leave it out where more watching would not have helped: a doubt
// about the hour, the boundary, or an impact seen well.
func withGap(f truceline.Finding, gap coverage.Answer) truceline.Finding {
	open := f.Exists.Verdict == truceline.CannotBeDetermined || f.Breach.Verdict == truceline.CannotBeDetermined ||
		f.Attribution.Verdict == truceline.CannotBeDetermined
	if open && gap.State != truceline.Watched {
		f.Gap = words(gap)
	}
	return f
}

// words says what coverage says, or that it says nothing.
func words(gap coverage.Answer) string {
	if gap.Words == "" {
		return "It is not known whether anything watched this place at that time."
	}
	return gap.Words
}

// title names an incident for people: what, and roughly where.
func title(i truceline.Incident) string {
	where := i.Place.Name
	switch {
	case where != "":
	case i.Ground != nil && i.Ground.Area != "":
		where = i.Ground.Area
	default:
		where = i.Place.Area
	}
	return strings.Join(slices.DeleteFunc([]string{name(i.Kind), where}, func(s string) bool { return s == "" }), ", ")
}

// name returns the English name of a kind.
func name(k truceline.Kind) string {
	info, _ := truceline.KindNamed(k)
	return info.Name
}
