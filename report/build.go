package report

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// Build works the report out of a record. It never fails: what the record does
// not hold is said to be missing.
func Build(rec truceline.Record) Truce {
	b := newBuilder(rec)
	t := Truce{
		Name: rec.Run.Name, Title: rec.Run.Title, Kind: rec.Run.Kind, AsOf: rec.AsOf.UTC(),
		Agreement:    agreementPart(rec.Run.Agreement),
		Window:       hoursOf(b.inside),
		ComparedWith: b.compared(),
		Rates:        b.rates(),
		Corrected:    b.corrected(),
		Claims:       b.claims(),
		Line:         b.line(),
		Incidents:    b.incidents(),
		Findings:     b.findings(),
		Breaches:     b.breaches(),
		Watched:      b.watched(),
		Counts:       b.counts(),
		Feeds:        orEmpty(rec.Feeds),
		Refusals:     len(rec.Refusals),
		Attribution:  orEmpty(rec.Run.Attribution),
	}
	t.ClaimPairs = b.claimPairs(t.Claims)
	for i := range t.Rates {
		t.Rates[i].Corrected = t.Corrected.of(t.Rates[i].Kind)
	}
	return t
}

// builder holds what the parts of a report share.
type builder struct {
	rec    truceline.Record
	inside truceline.Window
	before *truceline.Window
	names  map[string]string // of areas
	called map[string]string // of areas, by the first watch that names them
}

func newBuilder(rec truceline.Record) *builder {
	b := &builder{rec: rec, inside: rec.Run.Window, before: rec.Run.ComparedWith, names: map[string]string{}, called: map[string]string{}}
	if b.inside.To.IsZero() { // open-ended: the report speaks up to its own moment
		b.inside.To = rec.AsOf
	}
	for _, a := range rec.Areas {
		b.names[a.ID] = areaName(a)
	}
	for i := range rec.Watches {
		if at := &rec.Watches[i].Place; at.Name != "" && b.called[at.Area] == "" {
			b.called[at.Area] = at.Name
		}
	}
	return b
}

// areaName prefers the one table of names, then the English name of the source.
func areaName(a truceline.Area) string {
	if n := ukrainianArea(a.ID); n != "" {
		return n
	}
	if n := a.Names["en"]; n != "" {
		return n
	}
	if a.Name != "" {
		return a.Name
	}
	return a.ID
}

func (b *builder) nameOf(area string) string {
	if n := b.names[area]; n != "" {
		return n
	}
	if n := ukrainianArea(area); n != "" {
		return n
	}
	if n := b.called[area]; n != "" {
		return n
	}
	return area
}

func (b *builder) compared() *Hours {
	if b.before == nil {
		return nil
	}
	return ptr(hoursOf(*b.before))
}

// windows returns the window, and after it the one compared with if there is one.
func (b *builder) windows() []truceline.Window {
	if b.before == nil {
		return []truceline.Window{b.inside}
	}
	return []truceline.Window{b.inside, *b.before}
}

// begun counts the incidents that match and begin in the window.
func (b *builder) begun(w truceline.Window, match func(truceline.Incident) bool) int {
	n := 0
	for _, i := range b.rec.Incidents {
		if w.Contains(i.When.From) && match(i) {
			n++
		}
	}
	return n
}

func agreementPart(a truceline.Agreement) AgreementPart {
	p := AgreementPart{ID: a.ID, Version: a.Version, Title: a.Title, Status: a.Status, Windows: orEmpty(a.Windows),
		Clauses: len(a.Clauses), Sources: orEmpty(a.Sources), Note: a.Note, Parties: []PartyPart{},
		Titles: a.Titles, Definitions: a.Definitions, Languages: a.Languages, Authoritative: a.Authoritative, AuthorityRead: a.AuthoritativeRead}
	for _, x := range a.Parties {
		p.Parties = append(p.Parties, PartyPart{x.ID, x.Name})
	}
	return p
}

// sides returns the IDs of the parties in the order of the text.
func (b *builder) sides() []string {
	var out []string
	for _, p := range b.rec.Run.Agreement.Parties {
		out = append(out, p.ID)
	}
	return out
}

// sideOrder sorts by the order of the parties, everything else after them.
func (b *builder) sideOrder(side string) int {
	if i := slices.Index(b.sides(), side); i >= 0 {
		return i
	}
	return len(b.rec.Run.Agreement.Parties)
}

// sideNamed finds the party that a name stands for: its ID, its name in any
// language, or one of the names under which it speaks, as a prefix.
func (b *builder) sideNamed(name string) string {
	for _, p := range b.rec.Run.Agreement.Parties {
		names := append([]string{p.ID, p.Name}, p.Claimants...)
		for _, n := range p.Names {
			names = append(names, n)
		}
		for _, n := range names {
			if n != "" && (strings.EqualFold(n, name) || len(n) > 2 && len(name) >= len(n) && strings.EqualFold(name[:len(n)], n)) {
				return p.ID
			}
		}
	}
	return ""
}

// orEmpty makes a list that is written as [] and not as null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
