package judge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// counted says what the metric of a tally counts: the kinds, and whether the
// word means hostile fire alone or also what sounds the same.
func counted(metric string) (kinds []truceline.Kind, hostile bool) {
	switch metric {
	case "ceasefire_violations", "violations":
		return []truceline.Kind{truceline.KindSmallArms, truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindExplosion, truceline.KindLightAndTracer}, false
	case "explosions":
		return []truceline.Kind{truceline.KindIndirectFire, truceline.KindExplosion}, false
	case "fire", "hostile_fire":
		return []truceline.Kind{truceline.KindSmallArms, truceline.KindDirectFire, truceline.KindIndirectFire}, true
	}
	return nil, false
}

// Tally judges a monitor's own count under every clause that forbids what it
// counts; a metric that is not known gives no finding. A count of one or more
// exists, by the word of the monitor who counted. A count of none is an
// absence: it is not met only where the coverage ledger says that the area was
// watched. The gap is the ledger's answer about the tally's area and time.
func (j *Judge) Tally(t truceline.Tally, gap coverage.Answer, now time.Time) []truceline.Finding {
	kinds, hostile := counted(t.Metric)
	var findings []truceline.Finding
	for _, clause := range j.a.Clauses {
		if clause.Kind == truceline.ClauseExemption || clause.Pattern != nil || !overlaps(clause.Kinds, kinds) {
			continue
		}
		metric := strings.ReplaceAll(t.Metric, "_", " ")
		subject := truceline.Subject{Kind: truceline.SubjectTally, ID: t.ID, Title: fmt.Sprintf("%s, %s: %d %s", t.Report, t.Area, t.Value, metric)}
		f := j.finding(clause, subject, t.When, now)
		switch {
		case t.Value < 0 || t.By == "":
			f = undetermined(f, clause, "The count does not say who counted or how many, so nothing can be said about it.")
		case t.Value == 0:
			f = withGap(j.absent(f, clause, gap, fmt.Sprintf("%s counted no %s.", t.By, metric)), gap)
		default:
			f = j.present(f, clause, t, hostile, metric)
		}
		findings = append(findings, f)
	}
	return findings
}

// overlaps reports whether two lists have a kind in common.
func overlaps(a, b []truceline.Kind) bool {
	return slices.ContainsFunc(a, func(k truceline.Kind) bool { return slices.Contains(b, k) })
}

// present judges a count of one or more.
func (j *Judge) present(f truceline.Finding, clause truceline.Clause, t truceline.Tally, hostile bool, metric string) truceline.Finding {
	exists := []string{fmt.Sprintf("%s counted %d %s itself in this area and time.", t.By, t.Value, metric)}
	if t.Basis != "" && t.Basis != "stated" {
		exists = append(exists, fmt.Sprintf("The number was not taken from the report itself (%s).", strings.ReplaceAll(t.Basis, "_", " ")))
	}
	f.Exists = decide(truceline.Probability{P: 1, Low: 1, High: 1}, clause.Thresholds.Exists, exists)

	inForce, whyTime := j.c.InForce(t.When)
	inside, whyPlace := j.c.Inside(clause.Zone, truceline.Place{Shape: truceline.ShapeArea, Area: t.Area}, nil)
	p, reasons := both(inForce, inside), []string{}
	if !hostile {
		p = atMost(p)
		reasons = append(reasons, "The count holds live-fire exercises and demining that sound or look the same, and does not say how many.")
	}
	p, whyBound := j.bound(clause, p, f.Attribution.Shares)
	f.Breach = decide(p, clause.Thresholds.Breach, append(append(reasons, whyTime, whyPlace), whyBound...))
	f.Attribution.Judgement = decide(truceline.Unknown(), clause.Thresholds.Attribution, []string{"A count does not say which side each of them came from."})
	return f
}

// Absence judges that nothing which a clause forbids was recorded in a window.
// It is not met, that is, nothing of the kind happened, only where the coverage
// ledger says that the place was watched throughout. ok is false for a clause
// that is not there, that is an exemption, or that forbids no happenings.
func (j *Judge) Absence(clauseID string, window truceline.Window, gap coverage.Answer, now time.Time) (f truceline.Finding, ok bool) {
	clause, ok := j.c.Clause(clauseID)
	if !ok || clause.Kind == truceline.ClauseExemption || len(clause.Kinds) == 0 {
		return f, false
	}
	when := truceline.Interval{From: window.From, To: window.To, Open: window.To.IsZero()}
	if when.Open {
		when.To = now
	}
	var names []string
	for _, k := range clause.Kinds {
		names = append(names, name(k))
	}
	subject := truceline.Subject{
		Kind:  truceline.SubjectAbsence,
		ID:    truceline.IDOf("absence", j.a.ID, clause.ID, stamp(window.From), stamp(window.To)),
		Title: "nothing recorded of " + strings.Join(names, ", "),
	}
	f = j.finding(clause, subject, when, now)
	f = j.absent(f, clause, gap, "Nothing of the kind was recorded.")
	return withGap(f, gap), true
}

// stamp writes a time for an ID; no time is nothing.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// absent judges that nothing happened.
func (j *Judge) absent(f truceline.Finding, clause truceline.Clause, gap coverage.Answer, what string) truceline.Finding {
	exists, why := unseen(gap, clause.Thresholds.Exists)
	inForce, whyTime := j.c.InForce(f.When)
	f.Exists = decide(exists, clause.Thresholds.Exists, []string{what, why})
	f.Breach = decide(atMost(both(exists, inForce)), clause.Thresholds.Breach, []string{what, "There is a breach only if something happened all the same.", whyTime})
	f.Attribution.Judgement = decide(truceline.Unknown(), clause.Thresholds.Attribution, []string{"Nothing was recorded that could be laid to a side."})
	return f
}

// unseen is the probability that something happened although nothing was
// recorded. Where the place was watched, it is at most the chance that the
// least able of the watchers misses it. Where that chance is not stated, the
// ledger's word that the place was watched is taken to be worth just the
// clause's threshold. Where it was not watched, nothing is known.
func unseen(gap coverage.Answer, threshold float64) (truceline.Probability, string) {
	if gap.State != truceline.Watched {
		return truceline.Unknown(), "That nothing was recorded does not show that nothing happened. " + words(gap)
	}
	least, watchers, stated := 1.0, 0, true
	for _, w := range gap.By {
		if w.State != truceline.Watched {
			continue
		}
		watchers++
		if w.Detection < 0 {
			stated = false
		} else {
			least = min(least, unit(w.Detection))
		}
	}
	if stated = stated && watchers > 0; !stated {
		least = min(least, threshold)
	}
	p := truceline.Probability{High: 1 - least}
	if stated {
		return p, fmt.Sprintf("%s The least able watcher misses at most %.0f %% of such happenings.", words(gap), 100*(1-least))
	}
	return p, words(gap) + " How many such happenings its watchers miss is not stated; the ledger counts the place as watched."
}
