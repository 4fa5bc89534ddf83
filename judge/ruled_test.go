package judge_test

import (
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// TestRuled: an officer's verdict is obeyed in every version, the automatic one
// stands beside it, and a later ruling supersedes it.
func TestRuled(t *testing.T) {
	j := newJudge(t, text())
	i := incident()
	j.Rule(truceline.Ruling{By: "officer-7", At: now(), Act: truceline.ActFinding, Clause: "fire", Breach: truceline.NotMet, Observations: i.Observations[:1], Note: "a quarry"})
	f := only(t, j, i, watched)
	if f.Breach.Verdict != truceline.NotMet || f.Ruled == nil || f.Ruled.AutomaticBreach != truceline.Met || !strings.Contains(f.Breach.Reasons[0], "officer-7") {
		t.Errorf("%+v %+v", f.Breach, f.Ruled)
	}
	i.Observations = append(i.Observations, truceline.IDOf("c")) // later evidence
	if f := only(t, j, i, watched); f.Breach.Verdict != truceline.NotMet {
		t.Error("an automatic version undid the ruling")
	}
	j.Rule(truceline.Ruling{By: "officer-8", At: now(), Act: truceline.ActFinding, Clause: "fire", Breach: truceline.Met, Side: "BB", Observations: i.Observations[:1]})
	if f := only(t, j, i, watched); f.Breach.Verdict != truceline.Met || f.Attribution.Side != "BB" || f.Ruled.By != "officer-8" {
		t.Errorf("the later ruling is not obeyed: %+v", f.Ruled)
	}
	i.Observations = []truceline.ID{truceline.IDOf("another")}
	if f := only(t, j, i, watched); f.Ruled != nil {
		t.Error("a ruling reaches an incident that it does not name")
	}
}
