package judge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/judge"
)

func TestChanged(t *testing.T) {
	j := newJudge(t, text())
	before := only(t, j, incident(func(i *truceline.Incident) {
		i.Exists = truceline.Probability{P: 0.6, Low: 0.3, High: 0.8}
		i.Lineages, i.Observations = 1, i.Observations[:1]
	}), blind)
	after := only(t, j, incident(), blind)
	says := strings.Join(judge.Changed(before, after), "\n")
	for _, want := range []string{"That it happened: cannot be determined before, met now.", "Because: 2 observations by 2 sources"} {
		if !strings.Contains(says, want) {
			t.Errorf("%q does not say %q", says, want)
		}
	}
	if says := judge.Changed(after, after); len(says) != 1 || !strings.Contains(says[0], "did not") {
		t.Errorf("of nothing it says %q", says)
	}
}

// TestDecisive works verdicts out from a table that a reader can check: the
// weights of the observations that are left, met from one on.
func TestDecisive(t *testing.T) {
	observations := func(weights ...float64) (ids []truceline.ID, verdict func([]truceline.ID) truceline.Judgement) {
		of := map[truceline.ID]float64{}
		for i, w := range weights {
			id := truceline.IDOf("o", string(rune('a'+i)))
			ids, of[id] = append(ids, id), w
		}
		return ids, func(left []truceline.ID) truceline.Judgement {
			var sum float64
			for _, id := range left {
				sum += of[id]
			}
			p := min(1, sum)
			return truceline.Judge(truceline.Probability{P: p, Low: p, High: 1}, 0.9)
		}
	}
	good := func(wantExact, wantOK bool, want []int, weights ...float64) {
		t.Helper()
		ids, verdict := observations(weights...)
		set, exact, ok := judge.Decisive(ids, verdict)
		var expected []truceline.ID
		for _, i := range want {
			expected = append(expected, ids[i])
		}
		if exact != wantExact || ok != wantOK || !slices.Equal(set, expected) {
			t.Errorf("%v: %d taken, exact %v, ok %v", weights, len(set), exact, ok)
		}
	}
	good(true, true, []int{0}, 0.6, 0.4)              // either is enough; the first is named
	good(true, true, []int{1}, 0.1, 0.9)              // without the second, a tenth is left
	good(true, true, []int{0, 1}, 1, 1)               // both must go
	good(true, true, []int{0, 1}, 0.6, 0.2, 0.2, 0.6) // no single one is enough
	good(true, false, nil, 0.1, 0.1)                  // never met, so nothing changes it
	good(false, true, []int{12}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
	good(false, false, nil, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}
