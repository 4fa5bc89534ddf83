package coverage

import (
	"slices"

	"github.com/truceline/truceline"
)

// bonds parts watchers into lineages: those that share a name, of a watcher or
// an ancestor, are of one. A common owner or nation binds nobody (see [Noticing]).
type bonds struct {
	of    map[string]int // lineage by name
	count int            // of lineages begun
}

func newBonds() *bonds { return &bonds{of: map[string]int{}} }

// bind returns the lineage of a watcher, counted from 0 in the order of their
// first watchers. Where it binds two into one, merge is told of the later that
// goes into the earlier.
func (b *bonds) bind(by string, ancestors []string, merge func(into, from int)) int {
	names := slices.DeleteFunc(append([]string{by}, ancestors...), truceline.StandsBehind)
	at := -1
	for _, name := range names {
		i, known := b.of[name]
		switch {
		case !known || i == at:
		case at < 0:
			at = i
		default:
			at, i = min(at, i), max(at, i)
			merge(at, i)
			for s, j := range b.of {
				if j == i {
					b.of[s] = at
				}
			}
		}
	}
	if at < 0 {
		at = b.count
		b.count++
	}
	for _, name := range names {
		b.of[name] = at
	}
	return at
}
