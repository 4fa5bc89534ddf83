package engine

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/judge"
)

// versions numbers what is concluded. A conclusion that says the same as the
// version before is not a new version; nothing is ever edited or taken back, so
// that who holds the list of a moment holds what was concluded by then.
type versions struct {
	held
	findingByID map[truceline.ID]int // place in the list
}

// held are the newest versions of a moment, in the order in which they were first
// concluded. What the pointers lead to is never changed.
type held struct {
	incidents    []*truceline.Incident
	findings     []*truceline.Finding
	incidentByID map[truceline.ID]int // place in the list; grows with the record
}

func newVersions() versions {
	return versions{held: held{incidentByID: map[truceline.ID]int{}}, findingByID: map[truceline.ID]int{}}
}

// hold returns what is concluded by now.
func (v *versions) hold() held {
	return held{slices.Clone(v.incidents), slices.Clone(v.findings), v.incidentByID}
}

// keep gives new versions their numbers and the engine time, and drops what
// says nothing new.
func (v *versions) keep(out Output, now time.Time) Output {
	kept := Output{Tracks: out.Tracks} // the picture numbers its own
	numbers := map[truceline.ID]int{}
	for _, i := range out.Incidents {
		if i.Version = v.keepIncident(&i, now); i.Version > 0 {
			numbers[i.ID] = i.Version
			kept.Incidents = append(kept.Incidents, i)
		}
	}
	for _, f := range out.Findings {
		if n, ok := numbers[f.Subject.ID]; ok {
			f.Subject.Version = n
		}
		if v.keepFinding(&f, now) {
			kept.Findings = append(kept.Findings, f)
		}
	}
	return kept
}

// keepIncident returns the number of a new version; 0 where it says nothing new.
func (v *versions) keepIncident(i *truceline.Incident, now time.Time) int {
	at, known := v.incidentByID[i.ID]
	if !known {
		at = len(v.incidents)
		v.incidentByID[i.ID], v.incidents = at, append(v.incidents, &truceline.Incident{})
	}
	old := v.incidents[at]
	i.Version, i.Concluded = old.Version, old.Concluded
	if known && same(i, old) {
		return 0
	}
	i.Version, i.Concluded = old.Version+1, now
	next := *i
	v.incidents[at] = &next
	return next.Version
}

// keepFinding reports whether a finding says anything new.
func (v *versions) keepFinding(f *truceline.Finding, now time.Time) bool {
	at, known := v.findingByID[f.ID]
	if !known {
		at = len(v.findings)
		v.findingByID[f.ID], v.findings = at, append(v.findings, &truceline.Finding{})
	}
	old := v.findings[at]
	f.Version, f.Concluded, f.Changed = old.Version, old.Concluded, old.Changed
	if known && same(f, old) {
		return false
	}
	if f.Changed = nil; known {
		f.Changed = judge.Changed(*old, *f)
	}
	f.Version, f.Concluded = old.Version+1, now
	next := *f
	v.findings[at] = &next
	return true
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
func (h held) anyIn(c truceline.Clause, w truceline.Window) bool {
	return slices.ContainsFunc(h.incidents, func(i *truceline.Incident) bool {
		return w.Contains(i.When.From) && (slices.Contains(c.Kinds, i.Kind) || slices.Contains(c.Indicators, i.Kind))
	})
}

// holding returns the newest versions of the incidents that hold any of some
// observations, in the order in which they were first concluded.
func (h held) holding(observations []truceline.ID) []truceline.Incident {
	var found []truceline.Incident
	if len(observations) == 0 {
		return nil
	}
	for _, i := range h.incidents {
		if slices.ContainsFunc(i.Observations, func(o truceline.ID) bool { return slices.Contains(observations, o) }) {
			found = append(found, *i)
		}
	}
	return found
}

// newest returns the newest version of an incident that stands.
func (h held) newest(id truceline.ID) (i truceline.Incident, ok bool) {
	at, known := h.incidentByID[id]
	if !known || !h.incidents[at].Into.IsZero() {
		return i, false
	}
	return *h.incidents[at], true
}

// standing returns the incidents that stand: one that turned out to be the same as
// another lives on in it.
func (h held) standing(pause func()) []truceline.Incident {
	out := make([]truceline.Incident, 0, len(h.incidents))
	for _, i := range h.incidents {
		if i.Into.IsZero() {
			out = append(out, *i)
			pause()
		}
	}
	return out
}

// about returns the findings about what stands.
func (h held) about(pause func()) []truceline.Finding {
	out := make([]truceline.Finding, 0, len(h.findings))
	for _, f := range h.findings {
		if at, known := h.incidentByID[f.Subject.ID]; !known || h.incidents[at].Into.IsZero() {
			out = append(out, *f)
			pause()
		}
	}
	return out
}
