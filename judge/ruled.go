package judge

import (
	"fmt"
	"slices"

	"github.com/truceline/truceline"
)

// Rule takes an officer's verdict on a finding. It is obeyed in every version
// made from now on: what is worked out by itself stands beside it and does not
// undo it. A later ruling supersedes an earlier one on the same finding. The
// caller has the incidents that it names judged anew.
func (j *Judge) Rule(r truceline.Ruling) {
	if r.Act == truceline.ActFinding {
		j.past.rulings = append(j.past.rulings, r)
	}
}

// ruled puts an officer's verdict in the place of the automatic one.
func (j *Judge) ruled(f truceline.Finding, c truceline.Clause, i truceline.Incident) truceline.Finding {
	for _, r := range slices.Backward(j.past.rulings) {
		if r.Clause != c.ID || !slices.ContainsFunc(r.Observations, func(id truceline.ID) bool { return slices.Contains(i.Observations, id) }) {
			continue
		}
		f.Ruled = &truceline.Ruled{Ruling: r.ID, By: r.By, At: r.At, Note: r.Note, AutomaticBreach: f.Breach.Verdict, AutomaticSide: f.Attribution.Side}
		words := fmt.Sprintf("%s ruled on %s: %s. Worked out by itself it is: %s.", r.By, r.At.UTC().Format("2 January 2006 15:04 UTC"), r.Breach, f.Breach.Verdict)
		f.Breach.Verdict, f.Breach.Reasons = r.Breach, append([]string{words}, f.Breach.Reasons...)
		if r.Side != "" {
			f.Attribution.Verdict, f.Attribution.Side = truceline.Met, r.Side
			f.Attribution.Reasons = append([]string{fmt.Sprintf("%s ruled that it was %s.", r.By, r.Side)}, f.Attribution.Reasons...)
		}
		return f
	}
	return f
}
