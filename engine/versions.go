package engine

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/judge"
)

// versions numbers what is concluded. A conclusion that says the same as the
// version before is not a new version; nothing is ever edited or taken back.
type versions struct {
	incidentOrder []truceline.ID
	incidentByID  map[truceline.ID]truceline.Incident
	findingOrder  []truceline.ID
	findingByID   map[truceline.ID]truceline.Finding
}

func newVersions() versions {
	return versions{incidentByID: map[truceline.ID]truceline.Incident{}, findingByID: map[truceline.ID]truceline.Finding{}}
}

// keep gives new versions their numbers and the engine time, and drops what
// says nothing new.
func (v *versions) keep(out Output, now time.Time) Output {
	kept := Output{Tracks: out.Tracks} // the picture numbers its own
	numbers := map[truceline.ID]int{}
	for _, i := range out.Incidents {
		old, known := v.incidentByID[i.ID]
		i.Version, i.Concluded = old.Version, old.Concluded
		if known && same(i, old) {
			continue
		}
		if !known {
			v.incidentOrder = append(v.incidentOrder, i.ID)
		}
		i.Version, i.Concluded = old.Version+1, now
		numbers[i.ID] = i.Version
		v.incidentByID[i.ID] = i
		kept.Incidents = append(kept.Incidents, i)
	}
	for _, f := range out.Findings {
		if n, ok := numbers[f.Subject.ID]; ok {
			f.Subject.Version = n
		}
		old, known := v.findingByID[f.ID]
		f.Version, f.Concluded, f.Changed = old.Version, old.Concluded, old.Changed
		if known && same(f, old) {
			continue
		}
		if f.Changed = nil; known {
			f.Changed = judge.Changed(old, f)
		} else {
			v.findingOrder = append(v.findingOrder, f.ID)
		}
		f.Version, f.Concluded = old.Version+1, now
		v.findingByID[f.ID] = f
		kept.Findings = append(kept.Findings, f)
	}
	return kept
}

// same compares by what is written into the journal, so that "equal" means
// equal to every reader.
func same[T any](a, b T) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// anyIn reports whether any incident of the kinds that a clause forbids or
// takes as indicators began in the window.
func (v *versions) anyIn(c truceline.Clause, w truceline.Window) bool {
	for _, id := range v.incidentOrder {
		i := v.incidentByID[id]
		if w.Contains(i.When.From) && (slices.Contains(c.Kinds, i.Kind) || slices.Contains(c.Indicators, i.Kind)) {
			return true
		}
	}
	return false
}

// incidents returns those that stand: one that turned out to be the same as
// another lives on in it.
// holding returns the newest versions of the incidents that hold any of some
// observations, in the order in which they were first concluded.
func (v *versions) holding(observations []truceline.ID) []truceline.Incident {
	var found []truceline.Incident
	if len(observations) == 0 {
		return nil
	}
	for _, id := range v.incidentOrder {
		i := v.incidentByID[id]
		if slices.ContainsFunc(i.Observations, func(o truceline.ID) bool { return slices.Contains(observations, o) }) {
			found = append(found, i)
		}
	}
	return found
}

func (v *versions) incidents() []truceline.Incident {
	out := make([]truceline.Incident, 0, len(v.incidentOrder))
	for _, id := range v.incidentOrder {
		if i := v.incidentByID[id]; i.Into.IsZero() {
			out = append(out, i)
		}
	}
	return out
}

// findings returns those about what stands.
func (v *versions) findings() []truceline.Finding {
	out := make([]truceline.Finding, 0, len(v.findingOrder))
	for _, id := range v.findingOrder {
		f := v.findingByID[id]
		if v.incidentByID[f.Subject.ID].Into.IsZero() {
			out = append(out, f)
		}
	}
	return out
}
