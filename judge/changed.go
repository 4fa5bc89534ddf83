package judge

import (
	"fmt"
	"math"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// worthTelling is how far a best estimate must move to be told of.
const worthTelling = 0.05

// maxWhy bounds how many new reasons are named.
const maxWhy = 4

// Changed says, for a version of a finding, what is otherwise than in the one
// that it supersedes, and why: verdicts, probabilities, the time, and the
// reasons that are new.
func Changed(old, f truceline.Finding) []string {
	var says []string
	for _, j := range []struct {
		name     string
		was, now truceline.Judgement
	}{
		{"That it happened", old.Exists, f.Exists},
		{"That it is a breach", old.Breach, f.Breach},
		{"Which side it was", old.Attribution.Judgement, f.Attribution.Judgement},
	} {
		switch {
		case j.was.Verdict != j.now.Verdict:
			says = append(says, fmt.Sprintf("%s: %s before, %s now.", j.name, j.was.Verdict, j.now.Verdict))
		case math.Abs(j.was.P-j.now.P) >= worthTelling:
			says = append(says, fmt.Sprintf("%s: %s before, %s now.", j.name, agreement.Percent(j.was.P), agreement.Percent(j.now.P)))
		}
	}
	if old.Attribution.Side != f.Attribution.Side && old.Attribution.Side != "" && f.Attribution.Side != "" {
		says = append(says, fmt.Sprintf("The side named was %s and is %s.", old.Attribution.Side, f.Attribution.Side))
	}
	if !old.When.From.Equal(f.When.From) || !old.When.To.Equal(f.When.To) {
		const layout = "2006-01-02 15:04:05"
		says = append(says, fmt.Sprintf("Its time was %s to %s UTC and is %s to %s UTC.", old.When.From.UTC().Format(layout), old.When.To.UTC().Format(layout),
			f.When.From.UTC().Format(layout), f.When.To.UTC().Format(layout)))
	}
	before, now := reasons(old), reasons(f)
	why := 0
	for _, r := range now {
		if !slices.Contains(before, r) && why < maxWhy {
			says = append(says, "Because: "+r)
			why++
		}
	}
	if len(says) == 0 {
		says = append(says, "Its evidence changed, and what is said of it did not.")
	}
	return says
}

// reasons are all that a finding rests on.
func reasons(f truceline.Finding) []string {
	return slices.Concat(f.Exists.Reasons, f.Breach.Reasons, f.Attribution.Reasons)
}

// maxExact is up to how many observations the smallest set is searched for among
// all sets: 4,096 of them.
const maxExact = 12

// Decisive finds the smallest set of observations without which a verdict is
// another one. verdict works out what is said when only some are left. exact
// tells that no smaller set does it: so it is for up to twelve observations;
// above, observations are taken away one after another, each time the one whose
// loss moves the probability most. ok is false when the verdict stays whatever
// is taken away.
func Decisive(all []truceline.ID, verdict func(left []truceline.ID) truceline.Judgement) (set []truceline.ID, exact, ok bool) {
	was := verdict(all).Verdict
	if len(all) > maxExact {
		set, ok = greedy(all, was, verdict)
		return set, false, ok
	}
	for size := 1; size <= len(all); size++ {
		for mask := range 1 << len(all) {
			if ones(mask) != size {
				continue
			}
			var left, taken []truceline.ID
			for i, id := range all {
				if mask>>i&1 == 1 {
					taken = append(taken, id)
				} else {
					left = append(left, id)
				}
			}
			if verdict(left).Verdict != was {
				return taken, true, true
			}
		}
	}
	return nil, true, false
}

func ones(mask int) (n int) {
	for ; mask != 0; mask &= mask - 1 {
		n++
	}
	return n
}

// greedy takes observations away until the verdict falls.
func greedy(all []truceline.ID, was truceline.Verdict, verdict func([]truceline.ID) truceline.Judgement) (taken []truceline.ID, ok bool) {
	left := slices.Clone(all)
	for len(left) > 0 {
		here := verdict(left)
		if here.Verdict != was {
			return taken, true
		}
		best, most := 0, -1.0
		for i := range left {
			j := verdict(slices.Delete(slices.Clone(left), i, i+1))
			if move := math.Abs(j.P-here.P) + math.Abs(j.Low-here.Low) + math.Abs(j.High-here.High); move > most {
				best, most = i, move
			}
		}
		taken = append(taken, left[best])
		left = slices.Delete(left, best, best+1)
	}
	if verdict(nil).Verdict == was {
		return nil, false
	}
	return taken, true
}
