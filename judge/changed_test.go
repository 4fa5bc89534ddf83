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

// TestWithout: a finding says without which observations its verdicts would be
// others, as long as those are its verdicts.
func TestWithout(t *testing.T) {
	j := newJudge(t, text())
	i := incident(func(i *truceline.Incident) {
		i.Direction = truceline.DirectionOutgoing
		i.Observations = []truceline.ID{truceline.IDOf("1"), truceline.IDOf("2"), truceline.IDOf("3")}
	})
	// The first saw it go out; any two of the three are enough that it happened.
	j.Without(i.ID, i.Kind, i.Observations, func(left []truceline.ID) (truceline.Probability, truceline.Direction) {
		went := truceline.DirectionUndetermined
		if slices.Contains(left, i.Observations[0]) {
			went = truceline.DirectionOutgoing
		}
		if len(left) >= 2 {
			return i.Exists, went
		}
		return truceline.Unknown(), went
	})
	f := only(t, j, i, blind)
	if len(f.Decisive) != 2 || f.Attribution.Side == "" {
		t.Fatalf("%+v, side %q", f.Decisive, f.Attribution.Side)
	}
	exists, named := f.Decisive[0], f.Decisive[1]
	if exists.Of != "exists" || !exists.Exact || !slices.Equal(exists.Without, i.Observations[:2]) || exists.Becomes != truceline.CannotBeDetermined {
		t.Errorf("existence: %+v", exists)
	}
	if named.Of != "attribution" || !slices.Equal(named.Without, i.Observations[:1]) {
		t.Errorf("attribution: %+v", named)
	}
	if !says(f.Exists, "Without 2 of 3 observations") || !slices.ContainsFunc(f.Attribution.Reasons, func(s string) bool { return strings.Contains(s, "no side would be named") }) {
		t.Errorf("%q, %q", f.Exists.Reasons, f.Attribution.Reasons)
	}
	// A verdict that is not the one they were found for does not carry them.
	weaker := i
	weaker.Exists = truceline.Unknown()
	if f := only(t, j, weaker, blind); len(f.Decisive) != 0 {
		t.Errorf("%+v", f.Decisive)
	}
	// Where an officer ruled, none decides.
	j.Without(i.ID, i.Kind, nil, nil)
	if f := only(t, j, i, blind); len(f.Decisive) != 0 {
		t.Errorf("%+v", f.Decisive)
	}
}

// TestGreedy: of many observations those that were not needed are put back.
func TestGreedy(t *testing.T) {
	var all []truceline.ID
	for n := range 40 {
		all = append(all, truceline.IDOf("many", string(rune('a'+n))))
	}
	needed := all[30:33] // without all three of them it falls, with any one it stands
	set, exact, ok := judge.Decisive(all, func(left []truceline.ID) truceline.Judgement {
		n := 0
		for _, id := range left {
			if slices.Contains(needed, id) {
				n++
			}
		}
		p := min(1, float64(n))
		return truceline.Judge(truceline.Probability{P: p, Low: p, High: 1}, 0.9)
	})
	if exact || !ok || !slices.Equal(set, needed) {
		t.Errorf("%d taken, exact %v, ok %v", len(set), exact, ok)
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
