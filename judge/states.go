package judge

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
)

// state begins a finding about a state, named by its parts.
func (j *Judge) state(c truceline.Clause, kind truceline.SubjectKind, title string, when truceline.Interval, now time.Time, parts ...string) truceline.Finding {
	subject := truceline.Subject{Kind: kind, Title: title, ID: truceline.IDOf(append([]string{"state", j.a.ID, c.Key()}, parts...)...)}
	return j.finding(c, subject, when, now)
}

// settle fills in the three judgements of a state that is the doing, or the
// omission, of one party; with no party it is left open.
func (j *Judge) settle(f truceline.Finding, c truceline.Clause, omitted truceline.Probability, party string, whose truceline.Probability, what, breach []string) truceline.Finding {
	inForce, why := j.c.ClauseInForce(c, f.When)
	f.Exists = decide(omitted, c.Thresholds.Exists, what)
	f.Breach = decide(both(omitted, inForce), c.Thresholds.Breach, append(breach, why))
	if party == "" {
		f.Attribution.Judgement = decide(truceline.Unknown(), c.Thresholds.Attribution, []string{"Whose doing it is cannot be read from this."})
		return f
	}
	for k := range f.Attribution.Shares {
		if f.Attribution.Shares[k].Side == party {
			f.Attribution.Shares[k].P = whose.P
		}
	}
	f.Attribution.Judgement = decide(whose, c.Thresholds.Attribution, []string{fmt.Sprintf("The duty is that of %s.", party)})
	return named(f, party)
}

// named names a side where the judgement is met and the thing itself is held to
// have happened: nobody is named for what is not.
func named(f truceline.Finding, side string) truceline.Finding {
	f.Attribution.Side = ""
	switch {
	case f.Attribution.Verdict != truceline.Met:
	case f.Exists.Verdict != truceline.Met:
		f.Attribution.Verdict = truceline.CannotBeDetermined
		f.Attribution.Reasons = append(f.Attribution.Reasons, "It is not held to have happened, so no side is named for it.")
	default:
		f.Attribution.Side = side
	}
	return f
}

// day is the UTC day of a moment, by which counts are filed.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// capped judges how many of something stood on the ground of each party at any
// time of a day: sightings count for as long as the clause says.
func (j *Judge) capped(c truceline.Clause, now time.Time, gap Gap) []truceline.Finding {
	days := map[time.Time]bool{}
	for _, id := range j.past.changed {
		if i := j.past.incidents[id]; slices.Contains(c.Kinds, i.Kind) {
			for t := day(i.When.From); !t.After(i.When.To.Add(c.Terms.Within)); t = t.Add(24 * time.Hour) {
				days[t] = true
			}
		}
	}
	var findings []truceline.Finding
	for _, d := range sortedTimes(days) {
		for _, party := range c.Binds {
			if f, ok := j.cappedDay(c, party, d, now, gap); ok {
				findings = append(findings, f)
			}
		}
	}
	return findings
}

func sortedTimes(set map[time.Time]bool) []time.Time {
	var list []time.Time
	for t := range set {
		list = append(list, t)
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// cappedDay finds the moment of a day at which the cap was most likely passed.
// That is when something was seen, so only those moments are tried.
func (j *Judge) cappedDay(c truceline.Clause, party string, d time.Time, now time.Time, gap Gap) (f truceline.Finding, ok bool) {
	// An hour for clocks that are off: by them an earlier sighting may count yet.
	all := j.past.between(c.Kinds, d.Add(-c.Terms.Within-time.Hour), d.Add(24*time.Hour-1))
	over, seen := truceline.Probability{}, 0
	when := truceline.Interval{From: d, To: d}
	for k, last := range all {
		if last.When.From.Before(d) {
			continue
		}
		first := 0
		for all[first].When.To.Before(last.When.From.Add(-c.Terms.Within - time.Hour)) {
			first++
		}
		p, n := j.moreThan(c, party, all[first:k+1])
		if n > 0 && (!ok || p.Low > over.Low || p.Low == over.Low && p.P > over.P) {
			over, seen, when, ok = p, n, last.When, true
		}
	}
	if !ok {
		return f, false
	}
	f = j.state(c, truceline.SubjectState, fmt.Sprintf("how many there were on the ground of %s on %s", party, d.Format(time.DateOnly)), when, now, party, d.Format(time.DateOnly))
	what := []string{
		fmt.Sprintf("On the ground of %s up to %d were seen within %s; the text allows %d.", party, seen, agreement.Length(c.Terms.Within), *c.Terms.Most),
		"Two sightings are taken for two things, unless they were put together as one incident.",
	}
	whose := truceline.Probability{P: 1, Low: 1, High: 1}
	f = j.settle(f, c, over, party, whose, what, []string{fmt.Sprintf("That there were more than %d has a probability between %s and %s.", *c.Terms.Most, agreement.Percent(over.Low), agreement.Percent(over.High))})
	return withGap(f, gap(zonePlace(), when, c.Kinds[0])), true
}

// zonePlace is a place that stands for the whole theatre.
func zonePlace() truceline.Place {
	return truceline.Place{Shape: truceline.ShapeArea, Area: coverage.Everywhere}
}

// stillCounts is the probability that a sighting counts yet when the last of
// several was made: the clocks of the two may be off against each other.
func stillCounts(i, last truceline.Incident, within time.Duration) truceline.Probability {
	if i.ID == last.ID {
		return sure(true)
	}
	const never = 1e-9 // beyond six standard deviations
	zero := time.Unix(0, 0)
	passed := zero.Add(last.When.From.Sub(i.When.To))
	clock := truceline.Clock{Error: time.Duration(math.Hypot(float64(i.When.Clock.Error), float64(last.When.Clock.Error)))}
	p := by(truceline.Interval{From: passed, To: passed, Clock: clock}, zero.Add(within))
	if p.High < never {
		return sure(false)
	}
	return p
}

// moreThan is the probability that more than the cap were there when the last
// of several was seen, and how many at most were seen.
func (j *Judge) moreThan(c truceline.Clause, party string, seen []truceline.Incident) (truceline.Probability, int) {
	limit := *c.Terms.Most
	low, best, high := newTail(limit), newTail(limit), newTail(limit)
	n := 0
	for _, i := range seen {
		p := j.acted(c, i, party)
		of, _ := j.c.OfClasses(c.Terms.Weapons, i.Weapons)
		inForce, _ := j.c.ClauseInForce(c, i.When)
		counts := stillCounts(i, seen[len(seen)-1], c.Terms.Within)
		if p = both(both(both(p, of), inForce), counts); p.High == 0 {
			continue
		}
		least, most := max(1, i.Count.Least), max(1, i.Count.Least, i.Count.Most)
		if counts.P >= 0.5 {
			n += most
		}
		low.add(least, p.Low)
		best.add((least+most)/2, p.P)
		high.add(most, p.High)
	}
	p := truceline.Probability{P: best.over, Low: low.over, High: high.over}
	p.P = min(max(p.P, p.Low), max(p.High, p.Low))
	p.High = max(p.High, p.P)
	return p, n
}

// tail is the distribution of a sum of things that are there or not, up to a
// limit; over is the chance of more.
type tail struct {
	upTo []float64
	over float64
}

func newTail(limit int) *tail {
	t := &tail{upTo: make([]float64, limit+1)}
	t.upTo[0] = 1
	return t
}

// add adds n things that are all there with probability p.
func (t *tail) add(n int, p float64) {
	for k := len(t.upTo) - 1; k >= 0; k-- {
		moved := t.upTo[k] * p
		t.upTo[k] -= moved
		if k+n < len(t.upTo) {
			t.upTo[k+n] += moved
		} else {
			t.over += moved
		}
	}
}

// undeclared says, once the text is in force, that what it asks to be declared
// is not there.
func (j *Judge) undeclared(c truceline.Clause, now time.Time) []truceline.Finding {
	windows := j.c.Windows(c)
	if len(windows) == 0 || now.Before(windows[0].From) || !j.past.first(c, "missing") {
		return nil
	}
	when := truceline.Interval{From: windows[0].From, To: windows[0].From}
	f := j.state(c, truceline.SubjectState, "declaration missing", when, now, "missing")
	const why = "No declaration is at hand, so there is nothing to compare what is found with."
	return []truceline.Finding{undetermined(f, c, why)}
}

// declared compares what was found in each storage with what was declared.
func (j *Judge) declared(c truceline.Clause, now time.Time, gap Gap) []truceline.Finding {
	var findings []truceline.Finding
	for n, d := range c.Terms.Stock {
		for _, id := range j.past.changed {
			i := j.past.incidents[id]
			if !slices.Contains(c.Kinds, i.Kind) {
				continue
			}
			inside, whyPlace := j.c.Inside(d.Zone, i.Place, i.Ground)
			if inside.High == 0 {
				continue
			}
			var classes []string
			if d.Weapon != "" {
				classes = []string{d.Weapon}
			}
			of, whyClass := j.c.OfClasses(classes, i.Weapons)
			title := fmt.Sprintf("what %s declared to keep there: %d", d.Party, d.Count)
			f := j.state(c, truceline.SubjectState, title, i.When, now, strconv.Itoa(n), i.ID.String())
			otherwise, why := j.otherwise(c, d, i)
			differs := both(both(both(i.Exists, inside), of), otherwise)
			what := append(nonEmpty(why...), nonEmpty(whyPlace, whyClass)...)
			f = j.settle(f, c, differs, d.Party, sure(true), what, nil)
			findings = append(findings, withGap(f, gap(i.Place, i.When, i.Kind)))
		}
	}
	return findings
}

// otherwise is whether what was found is not what was declared: by the serial
// numbers that were read, or else by the count.
func (j *Judge) otherwise(c truceline.Clause, d truceline.Declared, i truceline.Incident) (truceline.Probability, []string) {
	why := []string{fmt.Sprintf("Declared were %d, and %s were found.", d.Count, countWords(i.Count))}
	read := serials(j.past.deeds[i.ID])
	switch {
	case len(d.Serials) == 0 && len(read) > 0:
		return differ(i.Count, d.Count), append(why, "Serial numbers were read, and none was declared to compare them with.")
	case len(d.Serials) == 0:
		return differ(i.Count, d.Count), why
	case len(read) == 0:
		return differ(i.Count, d.Count), append(why, "Serial numbers were declared, and none could be read: present, not verifiable one by one.")
	}
	for _, s := range read {
		if slices.Contains(d.Serials, s) {
			continue
		}
		words := fmt.Sprintf("The serial number %s does not stand in the declaration.", s)
		for _, other := range c.Terms.Stock {
			if slices.Contains(other.Serials, s) {
				words = fmt.Sprintf("The serial number %s was declared for %s by %s, not for here.", s, other.Zone, other.Party)
			}
		}
		return sure(true), append(why, words)
	}
	return differ(i.Count, d.Count), append(why, fmt.Sprintf("All %d serial numbers that were read stand in the declaration.", len(read)))
}

// serials are the serial numbers among the words used for what was found.
func serials(words []string) (read []string) {
	for _, w := range words {
		if s, ok := strings.CutPrefix(w, "serial "); ok {
			read = append(read, s)
		}
	}
	return read
}

// differ is whether a count that was found can be the one declared.
func differ(found truceline.Count, declared int) truceline.Probability {
	switch {
	case found.Least > declared || found.Most > 0 && found.Most < declared:
		return sure(true)
	case found.Least == declared && found.Most == declared:
		return sure(false)
	}
	return truceline.Unknown()
}

func countWords(c truceline.Count) string {
	switch {
	case c.Most == c.Least:
		return strconv.Itoa(c.Least)
	case c.Most == 0:
		return fmt.Sprintf("at least %d", c.Least)
	}
	return fmt.Sprintf("%d to %d", c.Least, c.Most)
}

func nonEmpty(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return strings.TrimSpace(s) == "" })
}
