package judge

import (
	"fmt"
	"math"
	"slices"
	"strings"

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
		if !slices.Contains(before, r) && why < maxWhy && !strings.HasPrefix(r, withoutWords) {
			says = append(says, "Because: "+r)
			why++
		}
	}
	if old.Gap != f.Gap && old.Gap != "" && f.Gap != "" {
		says = append(says, "What nobody watched there is known better now.")
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
