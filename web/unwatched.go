package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/coverage"
)

// spellsTold is how many spells are told at the most; the longest come first.
const spellsTold = 500

// unwatchedAnswer tells where and for how long nobody watched the contact line for
// a kind of happening.
type unwatchedAnswer struct {
	coverageHead
	AsOf time.Time `json:"as_of"`
	// Spells are those at least as long as was asked for, the longest first and of
	// equal ones those along more of the line.
	Spells  []spell `json:"spells"`
	LeftOut int     `json:"left_out"` // spells that are not told, all shorter or along less of the line
}

// spell is a stretch of the contact line over the hours in which it was unwatched.
type spell struct {
	FromKm float64            `json:"from_km"`
	ToKm   float64            `json:"to_km"`
	State  truceline.Watching `json:"state"` // blind, or not known
	From   time.Time          `json:"from"`
	To     time.Time          `json:"to"`
	Hours  int                `json:"hours"`
	// Before and After say that it reaches to the table's first hour or its last, so
	// that it may be longer than is known.
	Before bool         `json:"from_the_first_hour"`
	After  bool         `json:"to_the_last_hour"`
	Causes []spellCause `json:"causes"`
	middle truceline.Point
}

// spellCause says why somebody who could have watched there did not.
type spellCause struct {
	By       string          `json:"by"`
	Means    truceline.Means `json:"means"`
	Cause    truceline.Cause `json:"cause"`
	CausedBy string          `json:"caused_by,omitempty"`
}

// unwatched answers /api/coverage/{kind}/unwatched; hours: the shortest spell told.
func (s *server) unwatched(r *http.Request, who access.Reader) (any, error) {
	q := asked(r)
	least := q.number("hours", 1, 24*366)
	if err := q.end(); err != nil {
		return nil, err
	}
	t, err := s.table(r, who)
	if err != nil {
		return nil, err
	}
	answer := unwatchedAnswer{coverageHead: headOf(t), AsOf: s.asOf, Spells: spellsOf(t, least)}
	if n := len(answer.Spells); n > spellsTold {
		answer.Spells, answer.LeftOut = answer.Spells[:spellsTold], n-spellsTold
	}
	watches, err := s.Store.Watches(r.Context(), truceline.Window{From: t.From, To: t.From.Add(time.Duration(t.Hours) * time.Hour)})
	if err != nil {
		return nil, err
	}
	explain(answer.Spells, t.Kind, access.All(who, watches))
	return answer, nil
}

// spellsOf finds the spells of a table that last so many hours: neighbouring pieces
// that were unwatched over the same hours, and in the same way, are one.
func spellsOf(t truceline.WatchTable, least int) []spell {
	spells := []spell{}
	last := map[spellKey]int{} // of the piece before
	for _, p := range t.Pieces {
		here := map[spellKey]int{}
		for from := 0; from < t.Hours; {
			state, to := p.State(from), from+1
			for to < t.Hours && p.State(to) == state {
				to++
			}
			if key := (spellKey{state, from, to}); to-from >= least && (state == truceline.Blind || state == truceline.NotKnown) {
				n, known := last[key]
				if !known || spells[n].ToKm != p.FromKm {
					n = len(spells)
					spells = append(spells, spell{FromKm: p.FromKm, State: state, Hours: to - from, Before: from == 0, After: to == t.Hours, Causes: []spellCause{}, middle: p.Middle,
						From: t.From.Add(time.Duration(from) * time.Hour), To: t.From.Add(time.Duration(to) * time.Hour)})
				}
				spells[n].ToKm = p.ToKm
				here[key] = n
			}
			from = to
		}
		last = here
	}
	slices.SortStableFunc(spells, func(a, b spell) int {
		return cmp.Or(cmp.Compare(b.Hours, a.Hours), cmp.Compare(b.ToKm-b.FromKm, a.ToKm-a.FromKm), cmp.Compare(a.FromKm, b.FromKm))
	})
	return spells
}

// spellKey is what neighbouring pieces must share to be of one spell.
type spellKey struct {
	state    truceline.Watching
	from, to int
}

// explain names for each spell who could have watched its first piece and did not,
// and why.
func explain(spells []spell, kind truceline.Kind, watches []truceline.Watch) {
	var outages []truceline.Watch
	for _, w := range watches {
		if w.Cause != truceline.CauseNone && (w.State == truceline.Blind || w.State == truceline.NotKnown) && coverage.Notices(w, kind) {
			outages = append(outages, w)
		}
	}
	for i := range spells {
		for _, w := range outages {
			everywhere := w.Place.Shape == truceline.ShapeArea && w.Place.Area == coverage.Everywhere
			if w.When.Overlap(spells[i].From, spells[i].To) <= 0 || !everywhere && !coverage.Covers(w.Place, spells[i].middle) {
				continue
			}
			if c := (spellCause{w.By, w.Means, w.Cause, w.CausedBy}); !slices.Contains(spells[i].Causes, c) {
				spells[i].Causes = append(spells[i].Causes, c)
			}
		}
	}
}
