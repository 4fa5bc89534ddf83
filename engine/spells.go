package engine

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// spells are the incidents of which a finding names a spell that was not over when it was
// concluded: nobody watched the place, or only partly, and nobody knows until when. They are
// asked about again after longer and longer times, and judged anew once the end is known, so
// that a spell makes one more version of a finding and not one at each tick.
type spells struct {
	waiting []openSpell // by when they are due
	in      map[truceline.ID]bool
}

type openSpell struct {
	incident truceline.ID
	due      time.Time
	wait     time.Duration
}

const (
	// askAfter is when an open spell is asked about first; each further time is after
	// twice as long, up to askLast.
	askAfter = 15 * time.Minute
	askLast  = 16 * time.Hour
	// askedATick bounds how many spells are asked about at one tick, so that those of a
	// bad night do not keep what comes in waiting.
	askedATick = 20
)

// keep notes an incident whose findings name an open spell.
func (s *spells) keep(o openSpell, now time.Time) {
	if s.in[o.incident] {
		return
	}
	s.in[o.incident] = true
	o.due = now.Add(o.wait)
	at := len(s.waiting)
	for at > 0 && s.waiting[at-1].due.After(o.due) {
		at--
	}
	s.waiting = slices.Insert(s.waiting, at, o)
}

// due takes out what is to be asked about by now.
func (s *spells) due(now time.Time) (out []openSpell) {
	for len(out) < askedATick && len(s.waiting) > 0 && !s.waiting[0].due.After(now) {
		out = append(out, s.waiting[0])
		delete(s.in, s.waiting[0].incident)
		s.waiting = s.waiting[1:]
	}
	return out
}

// about judges an incident with what was watched, and notes whether an open spell is named.
func (e *Engine) about(i truceline.Incident, now time.Time) []truceline.Finding {
	gap := e.ledger.Query(i.Place, i.When, i.Kind)
	findings := e.judge.Incident(i, gap, now)
	if gap.Open && slices.ContainsFunc(findings, func(f truceline.Finding) bool { return f.Gap != "" }) {
		e.spells.keep(openSpell{incident: i.ID, wait: askAfter}, now)
	}
	return findings
}

// ended judges anew the incidents whose spell is known to be over by now.
func (e *Engine) ended(now time.Time) (findings []truceline.Finding) {
	for _, s := range e.spells.due(now) {
		i, ok := e.versions.newest(s.incident)
		if !ok {
			continue
		}
		if gap := e.ledger.Query(i.Place, i.When, i.Kind); !gap.Open {
			findings = append(findings, e.judge.Incident(i, gap, now)...)
		} else if s.wait *= 2; s.wait <= askLast {
			e.spells.keep(s, now)
		}
	}
	return findings
}
