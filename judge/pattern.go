package judge

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/geo"
)

// patterns are the clusters found so far under one clause. One happening is of
// one cluster: they are made in order of time, each from the earliest happening
// that is of none yet.
type patterns struct {
	found []cluster                           // by the beginning of their first
	of    map[truceline.ID]time.Time          // beginning of the cluster that a happening was of
	told  map[truceline.ID]truceline.Interval // firsts of clusters that stand, and when those were
}

// cluster is a first happening and those near it, itself among them.
type cluster struct {
	first   truceline.ID
	from    time.Time
	members []truceline.ID
}

// pattern judges the clusters that what changed since the last tick may belong
// to. One that is none any more, because its first happening turned out to be of
// an earlier one or too few are left, is judged once more: a finding never
// disappears.
func (j *Judge) pattern(c truceline.Clause, now time.Time) []truceline.Finding {
	p := j.past.patterns[c.Key()]
	if p == nil {
		p = &patterns{of: map[truceline.ID]time.Time{}, told: map[truceline.ID]truceline.Interval{}}
		j.past.patterns[c.Key()] = p
	}
	since, changed := j.since(c, p)
	if !changed {
		return nil
	}
	// Clusters that were complete before the change stand as they are.
	again := since.Add(-c.Pattern.Within)
	keep, _ := slices.BinarySearchFunc(p.found, again, func(k cluster, t time.Time) int { return k.from.Compare(t) })
	for _, k := range p.found[keep:] {
		for _, m := range k.members {
			delete(p.of, m)
		}
	}
	p.found = p.found[:keep]

	all := slices.DeleteFunc(j.past.between(c.Kinds, again, now.Add(judgedBeyond)), func(i truceline.Incident) bool {
		_, taken := p.of[i.ID]
		return taken || !j.mayBelong(c, i)
	})
	var findings []truceline.Finding
	for at, first := range all {
		if _, taken := p.of[first.ID]; taken {
			continue
		}
		members := p.near(*c.Pattern, all[at:])
		if len(members) < c.Pattern.Least {
			continue
		}
		k := cluster{first: first.ID, from: first.When.From}
		for _, m := range members {
			k.members, p.of[m.ID] = append(k.members, m.ID), k.from
		}
		p.found = append(p.found, k)
		f := j.cluster(c, members, now)
		p.told[first.ID] = f.When
		findings = append(findings, f)
	}
	return append(findings, j.noMore(c, p, now)...)
}

// since is the earliest moment that a change since the last tick touches.
func (j *Judge) since(c truceline.Clause, p *patterns) (since time.Time, changed bool) {
	for _, id := range j.past.changed {
		i := j.past.incidents[id]
		from, was := p.of[id]
		if !was {
			if !slices.Contains(c.Kinds, i.Kind) {
				continue
			}
			from = i.When.From
		}
		if i.When.From.Before(from) {
			from = i.When.From
		}
		if !changed || from.Before(since) {
			since, changed = from, true
		}
	}
	return since, changed
}

// mayBelong reports whether an incident can be part of a pattern: it has a place,
// is not held not to have happened, and the clause may be about it.
func (j *Judge) mayBelong(c truceline.Clause, i truceline.Incident) bool {
	if len(i.Observations) == 0 || i.Place.Shape != truceline.ShapePoint || i.Exists.High <= 1-c.Thresholds.Exists {
		return false
	}
	about, unsettled := j.c.About(c, i)
	if !about && unsettled == nil {
		return false
	}
	inForce, _ := j.c.ClauseInForce(c, i.When)
	inside, _ := j.c.Inside(c.Zone, i.Place, i.Ground)
	return both(inForce, inside).High > 0
}

// near are the first of some incidents and those that lie near enough to it in
// place and time and are of no other cluster.
func (p *patterns) near(of truceline.Pattern, all []truceline.Incident) []truceline.Incident {
	first := all[0]
	var members []truceline.Incident
	for _, i := range all {
		if i.When.From.After(first.When.From.Add(of.Within)) {
			break
		}
		const kmPerDegree = 110 // of latitude, at the least
		if _, taken := p.of[i.ID]; taken || math.Abs(i.Place.At.Lat-first.Place.At.Lat)*kmPerDegree > of.AcrossKm {
			continue
		}
		if geo.Distance(first.Place.At, i.Place.At) <= of.AcrossKm*1000 {
			members = append(members, i)
		}
	}
	return members
}

// cluster judges some happenings as one: that at least as many of them happened
// as a pattern takes, that at least as many were forbidden there and then, and
// that at least as many were one side's doing.
func (j *Judge) cluster(c truceline.Clause, members []truceline.Incident, now time.Time) truceline.Finding {
	p := *c.Pattern
	when := members[0].When
	var ids []truceline.ID
	happened, forbidden := atLeast(p.Least), atLeast(p.Least)
	byKind := map[truceline.Kind][]truceline.Probability{}
	done := make([]tails, len(j.a.Parties))
	for k := range done {
		done[k] = atLeast(p.Least)
	}
	for _, i := range members {
		ids = append(ids, i.ID)
		if i.When.To.After(when.To) {
			when.To = i.When.To
		}
		when.Clock.Error = max(when.Clock.Error, i.When.Clock.Error)
		shares := j.attribution(c, i).Shares
		happened.add(i.Exists)
		forbidden.add(j.breach(c, i, false, shares).Probability)
		byKind[i.Kind] = append(byKind[i.Kind], i.Exists)
		for k := range shares {
			done[k].add(truceline.Probability{P: shares[k].P, Low: shares[k].P, High: 1 - others(shares, k)})
		}
	}
	exists, kinds := happened.over(), atLeast(p.Different)
	for _, k := range slices.Sorted(maps.Keys(byKind)) {
		kinds.add(anyOf(byKind[k]))
	}
	if p.Different > 1 {
		exists = jointly(exists, kinds.over())
	}
	title := fmt.Sprintf("%s: %d happenings within %s and %g km", p.Name, len(members), agreement.Length(p.Within), p.AcrossKm)
	f := j.finding(c, truceline.Subject{Kind: truceline.SubjectPattern, ID: patternID(j.a.ID, c, ids[0]), Title: title, Incidents: ids}, when, now)
	f.Exists = decide(exists, c.Thresholds.Exists, j.clusterReasons(c, members, byKind))
	breach := forbidden.over()
	f.Breach = decide(breach, c.Thresholds.Breach, []string{
		fmt.Sprintf("That the text forbade at least %d of them there and then has a probability between %s and %s.", p.Least, agreement.Percent(breach.Low), agreement.Percent(breach.High))})
	return j.byOneSide(f, c, done)
}

// clusterReasons says what a cluster is made of.
func (j *Judge) clusterReasons(c truceline.Clause, members []truceline.Incident, byKind map[truceline.Kind][]truceline.Probability) []string {
	reasons := []string{fmt.Sprintf("The text takes at least %d happenings within %s and %g km of the first for one (%s); here are %d, each with its own probability.",
		c.Pattern.Least, agreement.Length(c.Pattern.Within), c.Pattern.AcrossKm, c.Pattern.Name, len(members))}
	if d := c.Pattern.Different; d > 1 {
		reasons = append(reasons, fmt.Sprintf("They must be of at least %d kinds, and are of %d.", d, len(byKind)))
	}
	for n, i := range members {
		if n == maxTold {
			reasons = append(reasons, fmt.Sprintf("And %d more.", len(members)-n))
			break
		}
		reasons = append(reasons, fmt.Sprintf("%s: %s, happened with %s to %s.", i.When.From.UTC().Format("2 January 15:04:05 UTC"), title(i), agreement.Percent(i.Exists.Low), agreement.Percent(i.Exists.High)))
	}
	return reasons
}

// maxTold is how many happenings of a cluster are told one by one.
const maxTold = 12

// byOneSide judges whether a pattern was one side's doing: that this side did at
// least as many of its happenings as a pattern takes. Where both sides may have,
// what one did takes from the other's share.
func (j *Judge) byOneSide(f truceline.Finding, c truceline.Clause, done []tails) truceline.Finding {
	shares := j.noShares()
	total := 0.0
	leading := 0
	for k := range shares {
		shares[k].P = done[k].over().Low
		if total += shares[k].P; shares[k].P > shares[leading].P {
			leading = k
		}
	}
	for k := range shares {
		shares[k].P /= max(1, total)
	}
	if total == 0 {
		f.Attribution = truceline.Attribution{Shares: shares, Judgement: decide(truceline.Unknown(), c.Thresholds.Attribution,
			[]string{fmt.Sprintf("Of too few of them is it known which way they went for %d to be laid to one side.", c.Pattern.Least)})}
		return f
	}
	p := truceline.Probability{P: shares[leading].P, Low: shares[leading].P, High: max(shares[leading].P, done[leading].over().High)}
	f.Attribution = truceline.Attribution{Shares: shares, Judgement: decide(p, c.Thresholds.Attribution,
		[]string{fmt.Sprintf("That %s did at least %d of them has a probability of at least %s, by what shows the side of each.", shares[leading].Side, c.Pattern.Least, agreement.Percent(p.Low))})}
	return named(f, shares[leading].Side)
}

// others is what the shares give to all sides but one.
func others(shares []truceline.Share, k int) (sum float64) {
	for i, s := range shares {
		if i != k {
			sum += s.P
		}
	}
	return min(1, sum)
}

// noMore judges anew the clusters that a finding was made about and that are
// none any more.
func (j *Judge) noMore(c truceline.Clause, p *patterns, now time.Time) []truceline.Finding {
	stands := map[truceline.ID]bool{}
	for _, k := range p.found {
		stands[k.first] = true
	}
	var findings []truceline.Finding
	for _, first := range slices.SortedFunc(maps.Keys(p.told), func(a, b truceline.ID) int { return bytes.Compare(a[:], b[:]) }) {
		if stands[first] {
			continue
		}
		f := j.finding(c, truceline.Subject{Kind: truceline.SubjectPattern, ID: patternID(j.a.ID, c, first), Title: c.Pattern.Name + ": no pattern any more"}, p.told[first], now)
		const why = "What was taken for the first of these happenings is of an earlier pattern, or too few are left."
		f.Exists = decide(truceline.Probability{}, c.Thresholds.Exists, []string{why})
		f.Breach = decide(truceline.Probability{}, c.Thresholds.Breach, []string{why})
		f.Attribution.Judgement = decide(truceline.Unknown(), c.Thresholds.Attribution, []string{why})
		delete(p.told, first)
		findings = append(findings, f)
	}
	return findings
}

func patternID(agreement string, c truceline.Clause, first truceline.ID) truceline.ID {
	return truceline.IDOf("pattern", agreement, c.Key(), string(first[:]))
}

// tails is the distribution of how many of some things are so, with bounds.
type tails struct{ low, best, high *tail }

// atLeast begins one of which the chance of so many is asked.
func atLeast(n int) tails {
	return tails{newTail(max(0, n-1)), newTail(max(0, n-1)), newTail(max(0, n-1))}
}

func (t tails) add(p truceline.Probability) {
	t.low.add(1, p.Low)
	t.best.add(1, p.P)
	t.high.add(1, p.High)
}

func (t tails) over() truceline.Probability {
	p := truceline.Probability{P: t.best.over, Low: t.low.over, High: t.high.over}
	p.High = min(1, max(p.High, p.Low))
	p.P = min(max(p.P, p.Low), p.High)
	return p
}

// jointly is the probability of two things of which it is not known how they hang
// together: the best estimate takes them for independent.
func jointly(a, b truceline.Probability) truceline.Probability {
	p := truceline.Probability{Low: max(0, a.Low+b.Low-1), High: min(a.High, b.High)}
	p.P = min(max(a.P*b.P, p.Low), p.High)
	return p
}
