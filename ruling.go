package truceline

import "time"

// Act is what a ruling does.
type Act string

const (
	ActMerge   Act = "merge"   // all the observations named are about one happening
	ActSplit   Act = "split"   // the observations named are about another happening than the rest of theirs
	ActRetime  Act = "retime"  // it happened then
	ActReplace Act = "replace" // it happened there
	ActVerdict Act = "verdict" // it happened, did not happen, or cannot be told
	ActFinding Act = "finding" // it is, or is not, a breach of a clause, by that side
	ActAttach  Act = "attach"  // this scene of a satellite stands with it as evidence
	ActDetach  Act = "detach"  // this scene does not stand with it, whoever attached it
)

// Ruling is what an officer decided about what happened. It names incidents by
// observations of theirs, which never change, and is obeyed on every replay;
// what is worked out by itself afterwards adds evidence and does not undo it.
// A later ruling supersedes an earlier one about the same thing.
type Ruling struct {
	ID           ID        `json:"id"`
	Entry        ID        `json:"entry"`
	By           string    `json:"by"` // the officer
	At           time.Time `json:"at"` // when it was decided
	Act          Act       `json:"act"`
	Observations []ID      `json:"observations"`
	When         *Interval `json:"when,omitempty"`   // of a retime
	Place        *Place    `json:"place,omitempty"`  // of a replace: a point with its ellipse
	Exists       Verdict   `json:"exists,omitempty"` // of a verdict
	Clause       string    `json:"clause,omitempty"` // of a finding
	Breach       Verdict   `json:"breach,omitempty"` // of a finding
	Side         string    `json:"side,omitempty"`   // of a finding: whose doing; empty: left as it was worked out
	Scene        string    `json:"scene,omitempty"`  // of an attach or detach: ID of the scene, after its collection
	Note         string    `json:"note,omitempty"`   // why
}

// SceneRuling is what an officer ruled last of a satellite's scene as evidence of an
// incident.
type SceneRuling struct {
	Scene    string    `json:"scene"`          // its ID, after its collection
	Attached bool      `json:"attached"`       // false: it does not stand with the incident, though its ground and time would have it so
	By       string    `json:"by"`             // the officer
	At       time.Time `json:"at"`             // when that was decided
	Note     string    `json:"note,omitempty"` // why
}
