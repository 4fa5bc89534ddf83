package coverage

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// spell is a stretch of time in which a place was watched no better than at one
// moment of it: not at all, or partly.
type spell struct {
	span
	begun bool // its beginning is known: it was otherwise before
	over  bool // its end is known: it was otherwise afterwards
	// list is what was stated of it, in the order of [Ledger.statements].
	list     []statement
	notKnown bool // of some part of it it cannot be said whether anything watched
}

// grade is how well all cells together were watched: 0 nobody watched or it is not
// known, 1 some of them were or partly, 2 all were.
func (s segment) grade() int {
	switch {
	case slices.Min(s.ranks) == 3:
		return 2
	case slices.Max(s.ranks) >= 2:
		return 1
	}
	return 0
}

// doubtful reports whether it is not known of some cell if anything watched it.
func (s segment) doubtful() bool { return slices.Contains(s.ranks, 1) }

// spells are the stretches of an inquiry of one grade, each as long as it lasted: one
// that reaches an end of the time asked about is followed beyond it.
func (i *inquiry) spells(grade int) []spell {
	var out []spell
	var all []posted // whoever is ever posted there, found when first needed
	for n := 0; n < len(i.segments); n++ {
		if i.segments[n].grade() != grade {
			continue
		}
		first := n
		for n+1 < len(i.segments) && i.segments[n+1].grade() == grade {
			n++
		}
		s := spell{span: span{moment(i.segments[first].from), moment(i.segments[n].to)}, begun: true, over: true,
			list: i.list, notKnown: slices.ContainsFunc(i.segments[first:n+1], segment.doubtful)}
		if i.follows() && (first == 0 || n == len(i.segments)-1) {
			if all == nil {
				all = i.l.meet(i.cells, i.kind, math.MinInt64, math.MaxInt64)
			}
			s = i.followed(s, all, grade)
		}
		out = append(out, s)
	}
	return out
}

// follows reports whether spells are followed beyond the time asked about: those of
// points and sectors. An area is asked about for a time of its own, such as a day; an
// alert, which hides the next one, has its own beginning and end, and so has the look of
// a satellite.
func (i *inquiry) follows() bool {
	return i.cells[0].point && i.kind != truceline.KindAirAlert && i.kind != truceline.KindHeat
}

// followed is a spell as long as it lasted, as far as the ledger knows. One that is not
// known to be over is told up to the end of the time asked about, so that its words do not
// change as time goes on.
func (i *inquiry) followed(s spell, all []posted, grade int) spell {
	first, last := i.l.known()
	if s.from.Equal(i.from) && !s.from.Before(first) {
		s.from, s.begun = i.began(all, s.from, first, grade)
	}
	if s.to.Equal(i.to) {
		s.to, s.over = i.ended(all, s.to, last, grade)
	}
	var segments []segment
	s.list, segments = i.between(all, s.from, s.to)
	s.notKnown = slices.ContainsFunc(segments, segment.doubtful)
	return s
}

// stride is how far a spell is followed at first; each further stride is twice as long.
const stride = 6 * time.Hour

// began is when a spell that holds from a moment on began, no earlier than the first
// that is known; ok is false where it was so already then.
func (i *inquiry) began(all []posted, at, first time.Time, grade int) (began time.Time, ok bool) {
	for far := stride; at.After(first); far *= 2 {
		from := later(first, at.Add(-far))
		_, segments := i.between(all, from, at)
		for n := len(segments) - 1; n >= 0; n-- {
			if segments[n].grade() != grade {
				return moment(segments[n].to), true
			}
		}
		at = from
	}
	return first, false
}

// ended is when a spell that holds up to a moment ended, no later than the last that
// is known; where it went on then, ok is false and ended the moment itself.
func (i *inquiry) ended(all []posted, at, last time.Time, grade int) (ended time.Time, ok bool) {
	from := at
	for far := stride; from.Before(last); far *= 2 {
		to := earlier(last, from.Add(far))
		_, segments := i.between(all, from, to)
		for _, x := range segments {
			if x.grade() != grade {
				return moment(x.from), true
			}
		}
		from = to
	}
	return at, false
}

// known is the time that the ledger speaks about: of its period as much as has come, and
// without a period from the beginning of what was posted.
func (l *Ledger) known() (from, to time.Time) {
	from, to = l.cfg.Period.From, l.end()
	if from.IsZero() {
		from = moment(l.first)
	}
	if l.now > 0 {
		to = earlier(moment(l.now), l.cfg.Period.To)
	}
	return from, to
}

// earlier is the earlier of two moments; a second that is none is not counted.
func earlier(a, b time.Time) time.Time {
	if !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// later is the later of two moments.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// holds reports whether a spell holds throughout a time.
func (s spell) holds(from, to time.Time) bool { return !s.from.After(from) && !s.to.Before(to) }

// words says when a spell was, in UTC.
func (s spell) words() string {
	from, to := s.from.UTC(), s.to.UTC()
	switch {
	case s.begun && s.over:
		return stretch(s.span)
	case s.over:
		return to.Format("from the beginning of the record until 15:04 UTC on 2 January 2006")
	case !s.begun:
		return to.Format("from the beginning of the record until at least 15:04 UTC on 2 January 2006")
	case to.Sub(from) < time.Minute:
		return from.Format("from 15:04 UTC on 2 January 2006 on")
	case truceline.DateOf(from) == truceline.DateOf(to):
		return from.Format("from 15:04") + to.Format(" until at least 15:04 UTC on 2 January 2006")
	}
	return from.Format("from 15:04 on 2 January") + to.Format(" until at least 15:04 on 2 January 2006 UTC")
}
