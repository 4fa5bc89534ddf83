package report

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// Findings counts conclusions by clause and by each of the three judgements,
// which are never collapsed.
type Findings struct {
	Inside  int            `json:"inside"`  // about something in the window
	Outside int            `json:"outside"` // about something outside it; not counted below
	Clauses []ClauseResult `json:"clauses"`
}

// ClauseResult counts the findings under one clause.
type ClauseResult struct {
	Clause      string               `json:"clause"`
	Article     string               `json:"article,omitempty"`
	Kind        truceline.ClauseKind `json:"kind"`
	Text        string               `json:"text"`
	Texts       truceline.Texts      `json:"texts,omitempty"`
	Binds       []string             `json:"binds"`
	Severity    string               `json:"severity"`
	Unverified  bool                 `json:"unverified,omitempty"` // no means could verify it
	Subjects    map[string]int       `json:"subjects"`             // by sort: incident, tally, absence, state
	Findings    int                  `json:"findings"`
	Exists      Verdicts             `json:"exists"`
	Breach      Verdicts             `json:"breach"`
	Attribution Verdicts             `json:"attribution"`
	// Attributed counts the findings whose attribution was met, by side, in the
	// order of the parties.
	Attributed []SideCount `json:"attributed"`
	Gaps       int         `json:"gaps"` // findings that name something nobody watched
}

// Verdicts counts the three answers to one question.
type Verdicts struct {
	Met    int `json:"met"`
	NotMet int `json:"not_met"`
	Cannot int `json:"cannot_be_determined"`
}

// SideCount is a count for one side.
type SideCount struct {
	Side  string `json:"side"`
	Count int    `json:"count"`
}

func (v *Verdicts) add(x truceline.Verdict) {
	switch x {
	case truceline.Met:
		v.Met++
	case truceline.NotMet:
		v.NotMet++
	default:
		v.Cannot++
	}
}

// findings lists every clause of the text, also those without a finding, in the
// order of the text; then clauses that only findings name, sorted.
func (b *builder) findings() Findings {
	out := Findings{Clauses: []ClauseResult{}}
	index := map[string]int{}
	for _, c := range b.rec.Run.Agreement.Clauses {
		index[c.ID] = len(out.Clauses)
		out.Clauses = append(out.Clauses, b.clauseResult(c))
	}
	var strangers []string
	for _, f := range b.rec.Findings {
		if _, ok := index[f.Clause]; !ok && !slices.Contains(strangers, f.Clause) {
			strangers = append(strangers, f.Clause)
		}
	}
	slices.SortFunc(strangers, strings.Compare)
	for _, id := range strangers {
		index[id] = len(out.Clauses)
		out.Clauses = append(out.Clauses, b.clauseResult(truceline.Clause{ID: id, Text: "not in this version of the text"}))
	}
	for _, f := range b.rec.Findings {
		if !b.inWindow(f.When) {
			out.Outside++
			continue
		}
		out.Inside++
		out.Clauses[index[f.Clause]].count(f)
	}
	return out
}

func (b *builder) inWindow(i truceline.Interval) bool {
	return b.inside.Contains(i.From) || i.Overlap(b.inside.From, b.inside.To) > 0
}

func (b *builder) clauseResult(c truceline.Clause) ClauseResult {
	r := ClauseResult{Clause: c.ID, Article: c.Article, Kind: c.Kind, Text: c.Text, Texts: c.Texts, Binds: orEmpty(c.Binds), Severity: c.Severity,
		Unverified: c.Unverified || len(c.VerifiedBy) == 0 && c.Kind != truceline.ClauseExemption, Subjects: map[string]int{}, Attributed: []SideCount{}}
	for _, s := range b.sides() {
		r.Attributed = append(r.Attributed, SideCount{Side: s})
	}
	return r
}

func (r *ClauseResult) count(f truceline.Finding) {
	r.Findings++
	r.Subjects[string(f.Subject.Kind)]++
	r.Exists.add(f.Exists.Verdict)
	r.Breach.add(f.Breach.Verdict)
	r.Attribution.add(f.Attribution.Verdict)
	if f.Gap != "" {
		r.Gaps++
	}
	if f.Attribution.Verdict != truceline.Met {
		return
	}
	for i := range r.Attributed {
		if r.Attributed[i].Side == f.Attribution.Side {
			r.Attributed[i].Count++
			return
		}
	}
	r.Attributed = append(r.Attributed, SideCount{f.Attribution.Side, 1})
}
