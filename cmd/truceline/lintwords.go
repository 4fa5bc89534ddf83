package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/wording"
)

// tenth is the chance below which a clause is called unverifiable: nine breaches
// of ten leave no trace.
const tenth = 0.1

// words says the figures as a negotiator reads them.
func (v clauseVerified) words(c truceline.Clause) []string {
	pc := agreement.Percent
	says := []string{fmt.Sprintf("Of one hundred breaches, about %.0f would be noticed by anybody, and %.0f by two sources of independent origin, all its kinds counting alike.", 100*v.Noticed, 100*v.Twice)}
	if v.Noticed < tenth {
		says = append(says, "With these watchers the clause is unverifiable.")
	}
	says = append(says, fmt.Sprintf("By day %s, by night %s.", pc(v.Day), pc(v.Night)))
	says = append(says, fmt.Sprintf("In clear weather %s, in fog %s, in rain and strong wind %s.", pc(v.Weather["clear"]), pc(v.Weather["fog"]), pc(v.Weather["rain and wind"])))
	if s := v.toldWords(); s != "" {
		says = append(says, s)
	}
	if p := c.Pattern; p != nil {
		says = append(says, fmt.Sprintf("It takes %d of them: the chance that all of so many are noticed is %s.", p.Least, pc(math.Pow(v.Noticed, float64(p.Least)))))
	}
	sides := slices.Sorted(maps.Keys(v.BySide))
	if len(sides) == 2 {
		a, b := sides[0], sides[1]
		if d := v.BySide[a] - v.BySide[b]; d > 0.05 || d < -0.05 {
			hidden, seen := b, a
			if d < 0 {
				hidden, seen = a, b
			}
			says = append(says, fmt.Sprintf("What is done on the ground of %s is noticed with %s, on that of %s with %s: the blind spot serves %s.", hidden, pc(v.BySide[hidden]), seen, pc(v.BySide[seen]), hidden))
		} else {
			says = append(says, fmt.Sprintf("Both sides' ground is watched alike (%s and %s).", pc(v.BySide[a]), pc(v.BySide[b])))
		}
	}
	if c.Thresholds.Attribution > 0.9 {
		says = append(says, "The threshold for naming a side is higher than one stated direction is believed (90 %), so no side is named on that alone.")
	} else {
		says = append(says, fmt.Sprintf("Of one hundred, for about %.0f a watcher could tell which way it went, without which no side is named.", 100*v.Directed))
	}
	if v.False >= 0.5 {
		says = append(says, fmt.Sprintf("In a week the watchers would say it about %.0f times although nothing happened; most of these stay below the thresholds.", v.False))
	}
	says = append(says, v.blindest()...)
	if closers := couldSee(v.worst()); v.Noticed < 0.5 && len(closers) > 0 {
		says = append(says, fmt.Sprintf("Least is noticed of %s. Means that can notice it: %s.", nameOf(v.worst()), strings.Join(closers, ", ")))
	}
	return says
}

// toldWords says how soon those breaches are known that become known within a day.
func (v clauseVerified) toldWords() string {
	steps := engine.TellSteps()
	last := v.Told[steps[len(steps)-1].String()]
	if last <= 0 {
		return ""
	}
	var parts []string
	for _, s := range steps[:len(steps)-1] {
		parts = append(parts, fmt.Sprintf("%s within %s", agreement.Percent(v.Told[s.String()]/last), agreement.Length(s)))
	}
	return fmt.Sprintf("Of the %s that are known within a day, %s.", agreement.Percent(last), strings.Join(parts, ", "))
}

// blindest names the stretches on which least is noticed.
func (v clauseVerified) blindest() []string {
	by := map[float64][2]float64{}
	for _, p := range v.Parts {
		s := by[p.FromKm]
		by[p.FromKm] = [2]float64{s[0] + p.Noticed*float64(p.Asked), s[1] + float64(p.Asked)}
	}
	var blind []string
	for _, from := range slices.Sorted(maps.Keys(by)) {
		if s := by[from]; s[0]/s[1] < tenth {
			blind = append(blind, fmt.Sprintf("%.0f-%.0f", from, from+100))
		}
	}
	if len(blind) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("On the stretches of km %s less than one breach in ten is noticed.", strings.Join(blind, ", "))}
}

// worst is the kind that most stretches notice least.
func (v clauseVerified) worst() truceline.Kind {
	n := map[truceline.Kind]int{}
	var worst truceline.Kind
	for _, p := range v.Parts {
		if n[p.Worst]++; n[p.Worst] > n[worst] {
			worst = p.Worst
		}
	}
	return worst
}

// couldSee are the means that can notice a kind.
func couldSee(k truceline.Kind) []string {
	var means []string
	for _, m := range truceline.AllMeans() {
		if coverage.CanNotice(m, k) && m != truceline.MeansUnstated && m != truceline.MeansPublic {
			means = append(means, strings.ReplaceAll(string(m), "_", " "))
		}
	}
	return means
}

func nameOf(k truceline.Kind) string {
	info, _ := truceline.KindNamed(k)
	return info.Name
}

// print writes everything for people, the clauses that are noticed least first.
func (l linted) print(w io.Writer, reader wording.Reader) {
	for _, r := range l.Remarks {
		fmt.Fprintf(w, "%s:%d:%d: %s (%s)\n  %s\n  %s\n", l.File, r.Line, r.Column, r.Where, r.Code, r.Says, r.Do)
	}
	fmt.Fprintln(w, reader.Say(fmt.Sprintf("In %s: %d remarks.", l.File, len(l.Remarks))))
	if l.Posture == "" {
		return
	}
	fmt.Fprintln(w, "\n"+reader.Say(fmt.Sprintf("Who could verify it, with the watchers of %s (predictions):", l.Posture)))
	clauses := slices.Clone(l.Clauses)
	slices.SortStableFunc(clauses, func(a, b clauseVerified) int { return cmp.Compare(a.Noticed, b.Noticed) })
	for _, c := range clauses {
		fmt.Fprintf(w, "%s\n", c.Clause)
		for _, s := range c.Says {
			fmt.Fprintf(w, "  %s\n", s)
		}
	}
}
