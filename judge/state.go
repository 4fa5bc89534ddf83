package judge

import (
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
)

// State judges a state rather than a happening: how much ground changed hands
// on the map between two days, under every clause that forbids a change of
// positions. A map is drawn after the fact and in steps, so it shows that
// positions changed at some time and never on which day or by whose act.
func (j *Judge) State(m truceline.Moved, gap coverage.Answer, now time.Time) []truceline.Finding {
	from, err := m.From.Time(time.UTC)
	if err != nil {
		return nil
	}
	to, err := m.To.Time(time.UTC)
	if err != nil {
		return nil
	}
	var findings []truceline.Finding
	for _, clause := range j.a.Clauses {
		if clause.Kind == truceline.ClauseExemption || clause.Pattern != nil || !slices.Contains(clause.Kinds, truceline.KindPosition) {
			continue
		}
		subject := truceline.Subject{
			Kind:  truceline.SubjectState,
			ID:    truceline.IDOf("state", "moved", string(m.From), string(m.To)),
			Title: fmt.Sprintf("ground that changed hands on the map from %s to %s", m.From, m.To),
		}
		f := j.finding(clause, subject, truceline.Interval{From: from, To: to.AddDate(0, 0, 1), Clock: truceline.Clock{Quality: truceline.ClockDay}}, now)
		findings = append(findings, withGap(j.moved(f, clause, m), gap))
	}
	return findings
}

// moved judges a change on the map.
func (j *Judge) moved(f truceline.Finding, clause truceline.Clause, m truceline.Moved) truceline.Finding {
	exists := fmt.Sprintf("Between the maps of %s and %s, %s gained %.1f km² and lost %.1f km².", m.From, m.To, m.Holder, m.GainedKm2, m.LostKm2)
	if m.GainedKm2 == 0 && m.LostKm2 == 0 {
		exists = fmt.Sprintf("The maps of %s and %s show the same ground.", m.From, m.To)
	}
	const steps = "Maps are edited in steps, so this shows what the map says and not what happened on these days."
	f.Exists = decide(truceline.Unknown(), clause.Thresholds.Exists, []string{exists, steps})
	inForce, whyTime := j.c.InForce(f.When)
	f.Breach = decide(atMost(inForce), clause.Thresholds.Breach,
		[]string{whyTime, fmt.Sprintf("Of a change that a map shows, between %s and %s may have come about while the text was in force.", agreement.Percent(0), agreement.Percent(inForce.High))})
	f.Attribution.Judgement = decide(truceline.Unknown(), clause.Thresholds.Attribution,
		[]string{"Who holds ground afterwards does not show who acted: a side may also have given it up."})
	return f
}
