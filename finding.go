package truceline

import "time"

// Verdict is the outcome of a judgement.
type Verdict string

const (
	Met    Verdict = "met"
	NotMet Verdict = "not met"
	// CannotBeDetermined is a normal answer, not a failure.
	CannotBeDetermined Verdict = "cannot be determined"
)

// Judgement is one of the three questions a finding answers.
type Judgement struct {
	Probability
	Threshold float64  `json:"threshold"` // from the clause
	Verdict   Verdict  `json:"verdict"`
	Reasons   []string `json:"reasons"`
}

// Judge gives the verdict on a probability: met when even its lower bound
// reaches the threshold, not met when even its upper bound stays at or below
// one minus the threshold, and otherwise cannot be determined.
func Judge(p Probability, threshold float64, reasons ...string) Judgement {
	j := Judgement{Probability: p, Threshold: threshold, Verdict: CannotBeDetermined, Reasons: reasons}
	switch {
	case p.Low >= threshold:
		j.Verdict = Met
	case p.High <= 1-threshold:
		j.Verdict = NotMet
	}
	return j
}

// Attribution is the third judgement: which side.
type Attribution struct {
	Judgement
	Side   string  `json:"side,omitempty"` // the side when met, else empty
	Shares []Share `json:"shares"`         // in the order of the agreement's parties
}

// Share is how probable it is that a side did it. What the shares leave of 1
// is "cannot be determined or someone else".
type Share struct {
	Side string  `json:"side"`
	P    float64 `json:"p"`
}

// SubjectKind says what a finding is about.
type SubjectKind string

const (
	SubjectIncident SubjectKind = "incident"
	SubjectTally    SubjectKind = "tally"
	SubjectAbsence  SubjectKind = "absence"
	SubjectState    SubjectKind = "state"
	SubjectPattern  SubjectKind = "pattern" // several incidents that a clause takes for one
)

// Subject is what a finding is about: an incident, a tally, an absence over a
// window, a state, or a pattern of several incidents.
type Subject struct {
	Kind    SubjectKind `json:"kind"`
	ID      ID          `json:"id"`
	Version int         `json:"version"`
	Title   string      `json:"title"`
	// Incidents are those that a pattern is made of, by their beginning.
	Incidents []ID `json:"incidents,omitempty"`
}

// Finding is what we conclude about one subject under one clause version. Its
// three judgements are never collapsed into one. Findings are never edited and
// never disappear: a later version supersedes.
type Finding struct {
	ID               ID          `json:"id"` // FindingID(...); the same in every version
	Version          int         `json:"version"`
	Agreement        string      `json:"agreement"`
	AgreementVersion int         `json:"agreement_version"`
	Clause           string      `json:"clause"`
	Subject          Subject     `json:"subject"`
	When             Interval    `json:"when"`
	Exists           Judgement   `json:"exists"`
	Breach           Judgement   `json:"breach"`
	Attribution      Attribution `json:"attribution"`
	Severity         string      `json:"severity"`
	// Gap names in words what nobody was watching, where that is why a verdict
	// cannot be determined.
	Gap string `json:"gap,omitempty"`
	// Ruled is set where an officer gave the verdict: it stands in Breach and
	// Attribution, and what was worked out stands here beside it.
	Ruled *Ruled `json:"ruled,omitempty"`
	// Decisive are observations without which a verdict would be another.
	Decisive []Decisive `json:"decisive,omitempty"`
	// Changed says what is otherwise than in the version before, and why; empty
	// in the first.
	Changed []string `json:"changed,omitempty"`
	// Concluded is the engine time at which this version was made.
	Concluded time.Time `json:"concluded"`
}

// Decisive is the smallest set of observations that was found without which a
// verdict would be another, place, time and kind taken as they are.
type Decisive struct {
	Of      string  `json:"of"`      // exists or attribution
	Without []ID    `json:"without"` // in the order of the incident's observations
	Becomes Verdict `json:"becomes"`
	// Exact tells that all smaller sets were tried; else there may be one.
	Exact bool `json:"exact"`
}

// Ruled is an officer's verdict on a finding, and the automatic one beside it.
type Ruled struct {
	Ruling          ID        `json:"ruling"`
	By              string    `json:"by"`
	At              time.Time `json:"at"`
	Note            string    `json:"note,omitempty"`
	AutomaticBreach Verdict   `json:"automatic_breach"`
	AutomaticSide   string    `json:"automatic_side,omitempty"`
}

// FindingID names the finding about a subject under a clause of an agreement.
func FindingID(agreement, clause string, subject ID) ID {
	return IDOf("finding", agreement, clause, string(subject[:]))
}
