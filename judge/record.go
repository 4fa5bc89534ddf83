package judge

import (
	"bytes"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// Gap answers what was watched: the coverage ledger's query.
type Gap func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Answer

// record is what the judge has been told of the past, as far as a duty needs it
// that no single happening can break: the newest version of each incident, and
// the deeds among them.
type record struct {
	incidents map[truceline.ID]truceline.Incident
	deeds     map[truceline.ID][]string       // the words that observations used for it
	called    map[string][]truceline.Incident // by such a word, in order, once asked for; emptied when a deed changes
	order     []truceline.ID                  // by the beginning, then by ID
	changed   []truceline.ID                  // since the last Due
	moved     bool                            // some of it concerns the clause at hand
	fixes     map[string]fix
	spells    map[truceline.ID]*spell
	retimed   bool                       // a deed was at another time than was thought
	waiting   []pending                  // incidents that a duty is to be judged anew for
	settled   map[truceline.ID]bool      // what the clock has brought about already
	patterns  map[string]*patterns       // by the clause's key
	decisive  map[truceline.ID][]decided // by incident
	breached  map[truceline.ID]time.Time // when a breach was first found, by finding
	rulings   []truceline.Ruling         // of officers on findings, in the order in which they were decided
}

// pending is an incident whose duty may still be met by a deed that comes.
type pending struct {
	incident truceline.ID
	until    time.Time
}

func newRecord() record {
	return record{incidents: map[truceline.ID]truceline.Incident{}, deeds: map[truceline.ID][]string{}, called: map[string][]truceline.Incident{},
		fixes: map[string]fix{}, spells: map[truceline.ID]*spell{}, settled: map[truceline.ID]bool{}, patterns: map[string]*patterns{}, decisive: map[truceline.ID][]decided{}, breached: map[truceline.ID]time.Time{}}
}

// Take tells the judge of the newest version of an incident and of the words
// that new observations of it used for what was done or found (their subtypes).
// Duties that need a history, such as a notice given before, are judged from
// these.
func (j *Judge) Take(i truceline.Incident, words ...string) {
	r := &j.past
	if _, known := r.incidents[i.ID]; !known && !j.needs(i, words) {
		return
	}
	if old, known := r.incidents[i.ID]; known {
		r.retimed = r.retimed || len(r.deeds[i.ID]) > 0 && (!old.When.From.Equal(i.When.From) || !old.When.To.Equal(i.When.To))
		if !old.When.From.Equal(i.When.From) {
			r.order = slices.DeleteFunc(r.order, func(id truceline.ID) bool { return id == i.ID })
			r.incidents[i.ID] = i
			r.insert(i)
		}
	} else {
		r.incidents[i.ID] = i
		r.insert(i)
	}
	r.incidents[i.ID] = i
	for _, word := range words {
		if word != "" && !slices.Contains(r.deeds[i.ID], word) {
			r.deeds[i.ID] = append(r.deeds[i.ID], word)
			slices.Sort(r.deeds[i.ID])
		}
	}
	if len(r.deeds[i.ID]) > 0 {
		clear(r.called)
	}
	if !slices.Contains(r.changed, i.ID) {
		r.changed = append(r.changed, i.ID)
	}
}

// insert puts an incident into its place in the order of time.
func (r *record) insert(i truceline.Incident) {
	at, _ := slices.BinarySearchFunc(r.order, i, func(id truceline.ID, i truceline.Incident) int {
		if c := r.incidents[id].When.From.Compare(i.When.From); c != 0 {
			return c
		}
		return bytes.Compare(id[:], i.ID[:])
	})
	r.order = slices.Insert(r.order, at, i.ID)
}

// needs reports whether any duty with a history asks for an incident.
func (j *Judge) needs(i truceline.Incident, words []string) bool {
	return slices.ContainsFunc(j.a.Clauses, func(c truceline.Clause) bool {
		return c.Pattern != nil && slices.Contains(c.Kinds, i.Kind) || c.Terms != nil && (slices.Contains(c.Kinds, i.Kind) && historic(c.Kind) || slices.ContainsFunc(words, func(word string) bool {
			return slices.Contains(c.Terms.Deeds, word) || slices.Contains(c.Terms.States, word) ||
				slices.ContainsFunc(c.Terms.Stages, func(s truceline.Stage) bool { return s.Deed == word })
		}))
	})
}

// historic reports whether duties of a form are judged from the past.
func historic(k truceline.ClauseKind) bool {
	switch k {
	case truceline.ClauseCap, truceline.ClauseDeclared, truceline.ClausePrecondition, truceline.ClauseNotification,
		truceline.ClauseProcedure, truceline.ClauseAccess, truceline.ClauseProtected, truceline.ClauseExemption:
		return true
	}
	return false
}

// between returns the incidents of some kinds that began in [from, to], in order.
func (r *record) between(kinds []truceline.Kind, from, to time.Time) []truceline.Incident {
	at, _ := slices.BinarySearchFunc(r.order, from, func(id truceline.ID, t time.Time) int { return r.incidents[id].When.From.Compare(t) })
	var found []truceline.Incident
	for _, id := range r.order[at:] {
		i := r.incidents[id]
		if i.When.From.After(to) {
			break
		}
		if slices.Contains(kinds, i.Kind) {
			found = append(found, i)
		}
	}
	return found
}

// done returns the incidents that an observation calls by a deed's word, in order.
// Nobody may change them.
func (r *record) done(deed string) []truceline.Incident {
	found, asked := r.called[deed]
	if asked {
		return found
	}
	for _, id := range r.order {
		if slices.Contains(r.deeds[id], deed) {
			found = append(found, r.incidents[id])
		}
	}
	r.called[deed] = found
	return found
}

// first reports whether something that the clock brings about is met for the
// first time, and notes it.
func (r *record) first(c truceline.Clause, parts ...string) bool {
	key := truceline.IDOf(append([]string{c.Key()}, parts...)...)
	known := r.settled[key]
	r.settled[key] = true
	return !known
}

// touched reports whether anything that a clause is about has changed since the
// last Due.
func (r *record) touched(c truceline.Clause) bool {
	return slices.ContainsFunc(r.changed, func(id truceline.ID) bool {
		return slices.Contains(c.Kinds, r.incidents[id].Kind) || slices.ContainsFunc(r.deeds[id], func(word string) bool {
			return slices.Contains(c.Terms.Deeds, word) || slices.ContainsFunc(c.Terms.Stages, func(s truceline.Stage) bool { return s.Deed == word })
		})
	})
}

// Due judges, on a tick, the duties that no single happening breaks: counts,
// declarations, deadlines, quiet, simultaneity, access; and anew the incidents
// whose notice or procedure may have changed. It says what changed since the
// last tick and what the clock has brought about, and may repeat itself.
func (j *Judge) Due(now time.Time, gap Gap) []truceline.Finding {
	var findings []truceline.Finding
	for _, c := range j.a.Clauses {
		if c.Pattern != nil {
			findings = append(findings, j.pattern(c, now)...)
			continue
		}
		if c.Terms == nil {
			if c.Kind == truceline.ClauseDeclared {
				findings = append(findings, j.undeclared(c, now)...)
			}
			continue
		}
		j.past.moved = j.past.touched(c)
		switch c.Kind {
		case truceline.ClauseCap:
			findings = append(findings, j.capped(c, now, gap)...)
		case truceline.ClauseDeclared:
			findings = append(findings, j.declared(c, now, gap)...)
		case truceline.ClauseDeadline:
			findings = append(findings, j.deadlines(c, now, gap)...)
		case truceline.ClausePrecondition:
			findings = append(findings, j.quiet(c, now, gap)...)
		case truceline.ClauseSimultaneity:
			findings = append(findings, j.together(c, now, gap)...)
		case truceline.ClauseAccess:
			findings = append(findings, j.access(c, now, gap)...)
		}
	}
	for k := range findings {
		findings[k] = j.ladder(findings[k], now)
	}
	findings = append(findings, j.again(now, gap)...)
	j.past.changed = j.past.changed[:0]
	return findings
}

// again judges anew the incidents that wait for a deed, when a deed has come or
// the time for it has run out.
func (j *Judge) again(now time.Time, gap Gap) []truceline.Finding {
	var deeds []truceline.Incident
	for _, id := range j.past.changed {
		if len(j.past.deeds[id]) > 0 {
			deeds = append(deeds, j.past.incidents[id])
		}
	}
	var findings []truceline.Finding
	still := j.past.waiting[:0]
	for _, w := range j.past.waiting {
		i := j.past.incidents[w.incident]
		told := j.past.retimed || slices.ContainsFunc(deeds, func(d truceline.Incident) bool { return j.mayCount(d, i) })
		if over := now.After(w.until); told || over {
			findings = append(findings, j.incident(i, gap(i.Place, i.When, i.Kind), now, func(c truceline.Clause) bool {
				return c.Terms != nil && (c.Kind == truceline.ClauseNotification || c.Kind == truceline.ClauseProcedure || len(c.Except) > 0)
			})...)
			if over {
				continue
			}
		}
		still = append(still, w)
	}
	j.past.waiting, j.past.retimed = still, false
	return findings
}

// mayCount reports whether a deed lies where a notice or step lies that a duty asks
// for about a happening, so that there is something to judge anew.
func (j *Judge) mayCount(d, i truceline.Incident) bool {
	slack := 4 * (d.When.Clock.Error + i.When.Clock.Error) // many standard deviations
	return slices.ContainsFunc(j.a.Clauses, func(c truceline.Clause) bool {
		if c.Terms == nil || !slices.ContainsFunc(c.Terms.Deeds, func(word string) bool { return slices.Contains(j.past.deeds[d.ID], word) }) {
			return false
		}
		from, to := i.When.From.Add(-c.Terms.Within), i.When.From // of a step before it
		switch {
		case c.Kind == truceline.ClauseProcedure:
		case c.Terms.Notice == "before":
			from, to = i.When.From.Add(-noticeLasts), from
		case c.Terms.Notice != "":
			from, to = i.When.From, i.When.To.Add(c.Terms.Within)
		default:
			return false
		}
		return !d.When.From.After(to.Add(slack)) && !d.When.To.Before(from.Add(-slack))
	})
}

// await lets an incident be judged anew while a deed may still come.
func (j *Judge) await(i truceline.Incident, until time.Time) {
	for k := range j.past.waiting {
		if j.past.waiting[k].incident == i.ID {
			if until.After(j.past.waiting[k].until) {
				j.past.waiting[k].until = until
			}
			return
		}
	}
	j.past.waiting = append(j.past.waiting, pending{i.ID, until})
}

// acted is the chance that an incident is an act there, by its own existence,
// the zone of the clause and, where a party is named, whose ground it was on.
func (j *Judge) acted(c truceline.Clause, i truceline.Incident, party string) truceline.Probability {
	inside, _ := j.c.Inside(c.Zone, i.Place, i.Ground)
	p := both(i.Exists, inside)
	if party == "" {
		return p
	}
	return both(p, j.onGround(i, party))
}

// onGround is the chance that an incident lies on the ground of a party.
func (j *Judge) onGround(i truceline.Incident, party string) truceline.Probability {
	switch {
	case i.Ground == nil || !j.isParty(i.Ground.Side):
		return truceline.Unknown()
	case i.Ground.Side == party:
		c := unit(i.Ground.Certain)
		return truceline.Probability{P: c, Low: c, High: c}
	case len(j.a.Parties) == 2:
		c := 1 - unit(i.Ground.Certain)
		return truceline.Probability{P: c, Low: c, High: c}
	}
	return truceline.Probability{High: 1 - unit(i.Ground.Certain)}
}
