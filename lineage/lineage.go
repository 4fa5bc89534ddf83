// Package lineage answers who said it first. Reports do not count, lineages
// do: two statements support one another only when their ancestors (sensor,
// platform, owner, wire, spokesman) are disjoint.
//
// It counts independent lineages among statements ([Independent]), reads texts
// for who says what, the figures they claim and the outlets they cite ([Reader]),
// finds which report was made from which ([Reader.Trace]), and gives the two
// halves of an Admiralty grade ([Reliability], [Credibility]), which never touch.
//
// The package is pure, and reads English, Ukrainian, Russian and French.
package lineage

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// Level is what two statements are asked to be independent for.
type Level int

const (
	// Existence: did it happen. Two sensors of one owner are independent.
	Existence Level = iota
	// Attribution: who did it. One owner is one lineage, whatever its sensors.
	Attribution
	// Nation: whose word is it. All owners of one nation are one lineage, and all
	// who speak for it.
	Nation
)

// Levels returns the levels by name, from the finest.
func Levels() []Level { return []Level{Existence, Attribution, Nation} }

func (l Level) String() string {
	switch l {
	case Attribution:
		return "attribution"
	case Nation:
		return "nation"
	}
	return "existence"
}

// counts reports whether an ancestor that was declared is one at this level.
func (l Level) counts(ancestor string) bool {
	switch {
	case strings.HasPrefix(ancestor, truceline.NationMark):
		return l >= Nation
	case strings.HasPrefix(ancestor, truceline.OwnerMark):
		return l >= Attribution
	}
	return true
}

// Ancestors returns what a statement goes back to at a level: itself, its source,
// the statements it was made from and everything named in its lineage, sorted and
// without repeats.
func Ancestors(o truceline.Observation, level Level) []string {
	all := make([]string, 0, 2+len(o.DerivedFrom)+len(o.Lineage))
	all = append(all, o.Source, string(o.ID[:]))
	for _, id := range o.DerivedFrom {
		all = append(all, string(id[:]))
	}
	for _, a := range o.Lineage {
		if level.counts(a) {
			all = append(all, a)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
