package judge

import (
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// undone is the probability that a deed was not done, when these are the chances
// of the acts on record. What is not on record was not done only where the
// record is complete, or where the place was watched.
func undone(c truceline.Clause, acts []truceline.Probability, watched truceline.Probability) truceline.Probability {
	p := anyOf(acts)
	if !c.Terms.Complete {
		p.High = 1 - (1-p.High)*(1-watched.High)
		p.P = 1 - (1-p.P)*(1-watched.P)
	}
	return not(p)
}

// unrecorded is the chance that a deed was done although none is on record.
func unrecorded(c truceline.Clause, gap Gap, when truceline.Interval, what []string) (truceline.Probability, []string) {
	if c.Terms.Complete {
		return truceline.Probability{}, append(what, "The register is complete: what is not in it was not done.")
	}
	p, why := unseen(gap(zonePlace(), when, truceline.KindCompliance), c.Thresholds.Exists)
	return p, append(what, why)
}

// deadlines judges, from its moment on, each step of a schedule for each party:
// whether it was done in time, on the ground that this party holds.
func (j *Judge) deadlines(c truceline.Clause, now time.Time, gap Gap) []truceline.Finding {
	var findings []truceline.Finding
	for _, s := range c.Terms.Stages {
		if now.Before(s.By) {
			continue
		}
		for _, party := range c.Binds {
			if j.past.first(c, party, s.Deed, stamp(s.By)) || j.past.moved {
				findings = append(findings, j.deadline(c, s, party, now, gap))
			}
		}
	}
	return findings
}

func (j *Judge) deadline(c truceline.Clause, s truceline.Stage, party string, now time.Time, gap Gap) truceline.Finding {
	from := s.By
	if windows := j.c.Windows(c); len(windows) > 0 && windows[0].From.Before(from) {
		from = windows[0].From
	}
	when := truceline.Interval{From: s.By, To: s.By}
	f := j.state(c, truceline.SubjectAbsence, fmt.Sprintf("%s: %s by %s", party, s.Deed, s.By.UTC().Format("2006-01-02 15:04 UTC")), when, now, party, s.Deed, stamp(s.By))
	var inTime []truceline.Probability
	late := truceline.Probability{}
	var what []string
	for _, i := range j.past.done(s.Deed) {
		did, soon := j.acted(c, i, party), by(i.When, s.By)
		if did.High == 0 {
			continue
		}
		inTime = append(inTime, both(did, soon))
		if after := both(did, not(soon)); after.Low > late.Low {
			late = after
		}
		what = append(what, fmt.Sprintf("It is on record for %s (by %s) with a probability between %s and %s, in time with %s.",
			i.When.From.UTC().Format("2006-01-02 15:04:05 UTC"), party, agreement.Percent(did.Low), agreement.Percent(did.High), agreement.Percent(soon.P)))
	}
	if len(what) == 0 {
		what = append(what, fmt.Sprintf("No %q by %s is on record.", s.Deed, party))
	}
	hidden, what := unrecorded(c, gap, truceline.Interval{From: from, To: s.By}, what)
	missed := undone(c, inTime, hidden)
	if late.Low > missed.Low { // who does it afterwards had not done it
		missed.Low, missed.P, missed.High = late.Low, max(missed.P, late.Low), max(missed.High, late.Low)
		what = append(what, "It was done afterwards, which shows that it had not been done before.")
	}
	return withGap(j.settle(f, c, missed, party, sure(true), what, []string{"There is a breach if it was not done in time."}), gap(zonePlace(), when, truceline.KindCompliance))
}

// quiet judges a time of quiet that must have gone before: at the end of each
// such time counted from the last breach of it, and at each deed that needs it.
func (j *Judge) quiet(c truceline.Clause, now time.Time, gap Gap) []truceline.Finding {
	var findings []truceline.Finding
	for _, deed := range c.Terms.Deeds {
		if !j.past.moved {
			break
		}
		for _, i := range j.past.done(deed) {
			window := truceline.Interval{From: i.When.From.Add(-c.Terms.Within), To: i.When.From}
			f := j.state(c, truceline.SubjectState, fmt.Sprintf("%s after %s of quiet", deed, agreement.Length(c.Terms.Within)), i.When, now, deed, i.ID.String())
			broken, what := j.broken(c, window, gap)
			broken = both(broken, j.acted(c, i, ""))
			f = j.settle(f, c, broken, "", sure(false), what, []string{"The deed was not to come before the quiet was complete."})
			findings = append(findings, withGap(f, gap(zonePlace(), window, c.Kinds[0])))
		}
	}
	return append(findings, j.quietSpell(c, now, gap)...)
}

// quietSpell says, once it is complete, whether the quiet held since the text
// came into force or since it was last broken.
func (j *Judge) quietSpell(c truceline.Clause, now time.Time, gap Gap) []truceline.Finding {
	windows := j.c.Windows(c)
	if len(windows) == 0 {
		return nil
	}
	start := windows[0].From
	for _, i := range j.past.between(c.Kinds, start, now) {
		inForce, _ := j.c.ClauseInForce(c, i.When)
		if p := both(j.acted(c, i, ""), inForce); p.Low >= c.Thresholds.Exists {
			start = i.When.To
		}
	}
	end := start.Add(c.Terms.Within)
	if now.Before(end) || !windows[0].To.IsZero() && end.After(windows[0].To) || !j.past.first(c, "quiet", stamp(start)) && !j.past.moved {
		return nil
	}
	window := truceline.Interval{From: start, To: end}
	f := j.state(c, truceline.SubjectAbsence, fmt.Sprintf("%s of quiet from %s", agreement.Length(c.Terms.Within), start.UTC().Format("2006-01-02 15:04 UTC")), window, now, "quiet", stamp(start))
	broken, what := j.broken(c, window, gap)
	f.Exists = decide(broken, c.Thresholds.Exists, what)
	f.Breach = decide(broken, c.Thresholds.Breach, []string{"Not met means that the quiet which the text asks for has held."})
	f.Attribution.Judgement = decide(truceline.Unknown(), c.Thresholds.Attribution, []string{"Quiet, or the want of it, is not laid to a side."})
	return []truceline.Finding{withGap(f, gap(zonePlace(), window, c.Kinds[0]))}
}

// broken is the probability that quiet was broken in a window.
func (j *Judge) broken(c truceline.Clause, window truceline.Interval, gap Gap) (truceline.Probability, []string) {
	var acts []truceline.Probability
	for _, i := range j.past.between(c.Kinds, window.From.Add(-time.Hour), window.To.Add(time.Hour)) {
		in := both(by(i.When, window.To), not(by(i.When, window.From.Add(-1))))
		if p := both(j.acted(c, i, ""), in); p.High > 0 {
			acts = append(acts, p)
		}
	}
	p := anyOf(acts)
	what := []string{fmt.Sprintf("%s on record that may have broken the quiet.", plural(len(acts), "incident is", "incidents are"))}
	hidden, why := truceline.Probability{}, ""
	for _, k := range c.Kinds { // the kind that was watched worst decides
		h, w := unseen(gap(zonePlace(), window, k), c.Thresholds.Exists)
		if why == "" || h.High > hidden.High {
			hidden, why = h, w
		}
	}
	p.High = 1 - (1-p.High)*(1-hidden.High)
	p.P = min(max(1-(1-p.P)*(1-hidden.P), p.Low), p.High)
	return p, append(what, why)
}

// together judges that a side follows when the other acts: from the end of the
// time that it has, for each act of the other.
func (j *Judge) together(c truceline.Clause, now time.Time, gap Gap) []truceline.Finding {
	var findings []truceline.Finding
	for _, deed := range c.Terms.Deeds {
		acts := j.past.done(deed)
		for _, first := range acts {
			if now.Before(first.When.To.Add(c.Terms.Within)) || !j.past.first(c, first.ID.String()) && !j.past.moved {
				continue
			}
			for _, other := range c.Binds {
				f, ok := j.followed(c, deed, first, acts, other, now, gap)
				if ok {
					findings = append(findings, f)
				}
			}
		}
	}
	return findings
}

// followed judges whether a party acted when another had.
func (j *Judge) followed(c truceline.Clause, deed string, first truceline.Incident, acts []truceline.Incident, party string, now time.Time, gap Gap) (f truceline.Finding, ok bool) {
	theirs := both(j.acted(c, first, ""), not(j.onGround(first, party)))
	if theirs.P < 0.5 {
		return f, false // most likely its own act
	}
	f = j.state(c, truceline.SubjectAbsence, fmt.Sprintf("%s: %s within %s of the other side", party, deed, agreement.Length(c.Terms.Within)), first.When, now, party, deed, first.ID.String())
	var own []truceline.Probability
	for _, i := range acts {
		if i.ID != first.ID {
			own = append(own, both(j.acted(c, i, party), apart(first.When, i.When, c.Terms.Within)))
		}
	}
	what := []string{fmt.Sprintf("Another side acted with a probability between %s and %s; of %s, %s on record.", agreement.Percent(theirs.Low), agreement.Percent(theirs.High), party, plural(len(own), "other act is", "other acts are"))}
	window := truceline.Interval{From: first.When.From.Add(-c.Terms.Within), To: first.When.To.Add(c.Terms.Within)}
	hidden, what := unrecorded(c, gap, window, what)
	missing := both(theirs, undone(c, own, hidden))
	f = j.settle(f, c, missing, party, sure(true), what, []string{"There is a breach if it did not follow in time."})
	return withGap(f, gap(zonePlace(), window, truceline.KindCompliance)), true
}

// access judges each request of the monitor, from the end of the time within
// which it was to be allowed: deeds are the words for asking and for allowing.
func (j *Judge) access(c truceline.Clause, now time.Time, gap Gap) []truceline.Finding {
	if len(c.Terms.Deeds) < 2 {
		return nil
	}
	var findings []truceline.Finding
	asked, granted := j.past.done(c.Terms.Deeds[0]), j.past.done(c.Terms.Deeds[1])
	for n, a := range asked {
		end := a.When.To.Add(c.Terms.Within)
		if now.Before(end) || !j.past.first(c, a.ID.String()) && !j.past.moved {
			continue
		}
		var given []truceline.Probability
		for _, g := range granted {
			if !g.When.To.Before(a.When.From) && nearBy(a, g) && !slices.ContainsFunc(asked[n+1:], func(next truceline.Incident) bool {
				return nearBy(next, g) && !next.When.From.After(g.When.From) // that answers the later request
			}) {
				given = append(given, both(j.acted(c, g, ""), by(g.When, end)))
			}
		}
		f := j.state(c, truceline.SubjectAbsence, fmt.Sprintf("access asked for, and allowed within %s", agreement.Length(c.Terms.Within)), a.When, now, a.ID.String())
		what := []string{fmt.Sprintf("Access was asked for; %s on record.", plural(len(given), "answer is", "answers are"))}
		hidden, what := unrecorded(c, gap, truceline.Interval{From: a.When.From, To: end}, what)
		refused := both(j.acted(c, a, ""), undone(c, given, hidden))
		party, whose := j.holder(c, a)
		findings = append(findings, j.settle(f, c, refused, party, whose, what, []string{"There is a breach if access was not allowed in time."}))
	}
	return findings
}

// holder is the bound party on whose ground something lies, and how surely.
func (j *Judge) holder(c truceline.Clause, i truceline.Incident) (string, truceline.Probability) {
	if i.Ground == nil || !slices.Contains(c.Binds, i.Ground.Side) {
		return "", truceline.Unknown()
	}
	return i.Ground.Side, j.onGround(i, i.Ground.Side)
}

// nearBy reports whether two places may be the same: where one is not a point,
// they are taken to be.
func nearBy(a, b truceline.Incident) bool {
	if a.Place.Shape != truceline.ShapePoint || b.Place.Shape != truceline.ShapePoint {
		return a.Place.Area == b.Place.Area || a.Place.Area == "" || b.Place.Area == ""
	}
	return distanceM(a.Place.At, b.Place.At) <= sameGate+a.Place.Ellipse.SemiMajor+b.Place.Ellipse.SemiMajor
}

// sameGate is how far apart, in metres, a request and its answer may be said to
// lie and still be about the same place: a checkpoint and its approach.
const sameGate = 2000
