package judge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// decided is what was found for one threshold of existence.
type decided struct {
	threshold float64
	was       truceline.Verdict
	exists    *truceline.Decisive
	named     *truceline.Decisive // of a side that is named, where the direction shows it
}

// Without finds, for each threshold that clauses about its kind have, the
// smallest set of an incident's observations without which its verdict would be
// another. left says how probable it would be that it happened, and which way it
// would be stated to have gone, if only some observations were there; with all of
// them it says what the incident says. Findings about the incident carry the
// answer from now on. It has the form of fuse's Without.
func (j *Judge) Without(incident truceline.ID, kind truceline.Kind, observations []truceline.ID, left func([]truceline.ID) (truceline.Probability, truceline.Direction)) {
	delete(j.past.decisive, incident)
	if len(observations) == 0 {
		return // an officer ruled on it: no observation would change that
	}
	left = remembered(observations, left)
	var found []decided
	for _, c := range j.a.Clauses {
		if counts(c) || !slices.Contains(c.Kinds, kind) && !slices.Contains(c.Indicators, kind) ||
			slices.ContainsFunc(found, func(d decided) bool { return d.threshold == c.Thresholds.Exists }) {
			continue
		}
		found = append(found, decideWithout(observations, c.Thresholds.Exists, left))
	}
	if len(found) > 0 {
		j.past.decisive[incident] = found
	}
}

// remembered asks about each set of observations once, for all thresholds and both
// judgements, where all sets may be tried. What is asked about lies in the order of
// all.
func remembered(all []truceline.ID, left func([]truceline.ID) (truceline.Probability, truceline.Direction)) func([]truceline.ID) (truceline.Probability, truceline.Direction) {
	if len(all) > maxExact {
		return left
	}
	type said struct {
		p         truceline.Probability
		direction truceline.Direction
	}
	known := map[uint16]said{}
	return func(some []truceline.ID) (truceline.Probability, truceline.Direction) {
		mask, n := uint16(0), 0
		for k, id := range all {
			if n < len(some) && some[n] == id {
				mask, n = mask|1<<k, n+1
			}
		}
		s, ok := known[mask]
		if !ok {
			s.p, s.direction = left(some)
			known[mask] = s
		}
		return s.p, s.direction
	}
}

func decideWithout(all []truceline.ID, threshold float64, left func([]truceline.ID) (truceline.Probability, truceline.Direction)) decided {
	exists := func(some []truceline.ID) truceline.Judgement {
		p, _ := left(some)
		return decide(p, threshold, nil)
	}
	d := decided{threshold: threshold, was: exists(all).Verdict}
	d.exists = decisiveOf("exists", all, exists)
	if _, direction := left(all); d.was == truceline.Met && direction == truceline.DirectionOutgoing {
		d.named = decisiveOf("attribution", all, func(some []truceline.ID) truceline.Judgement {
			p, went := left(some)
			judged := decide(p, threshold, nil)
			if went != direction {
				judged.Verdict = truceline.CannotBeDetermined
			}
			return judged
		})
	}
	return d
}

// decisiveOf finds the set for one judgement; nil when there is none.
func decisiveOf(of string, all []truceline.ID, verdict func([]truceline.ID) truceline.Judgement) *truceline.Decisive {
	set, exact, ok := Decisive(all, verdict)
	if !ok {
		return nil
	}
	rest := slices.DeleteFunc(slices.Clone(all), func(id truceline.ID) bool { return slices.Contains(set, id) })
	becomes := verdict(rest).Verdict
	if of == "attribution" { // whatever becomes of the happening, nobody is named
		becomes = truceline.CannotBeDetermined
	}
	return &truceline.Decisive{Of: of, Without: set, Becomes: becomes, Exact: exact}
}

// decisive writes into a finding about an incident without which observations
// its verdicts would be others.
func (j *Judge) decisive(f truceline.Finding, c truceline.Clause, i truceline.Incident) truceline.Finding {
	for _, d := range j.past.decisive[i.ID] {
		if d.threshold != c.Thresholds.Exists || d.was != f.Exists.Verdict {
			continue
		}
		if d.exists != nil {
			f.Decisive = append(f.Decisive, *d.exists)
			f.Exists.Reasons = append(f.Exists.Reasons, inWords(*d.exists, len(i.Observations), "whether it happened would be: "+string(d.exists.Becomes)))
		}
		if d.named != nil && f.Attribution.Side != "" && f.Ruled == nil {
			f.Decisive = append(f.Decisive, *d.named)
			f.Attribution.Reasons = append(f.Attribution.Reasons, inWords(*d.named, len(i.Observations), "no side would be named"))
		}
	}
	return f
}

// withoutWords begin a reason that tells of decisive observations.
const withoutWords = "Without "

func inWords(d truceline.Decisive, of int, then string) string {
	var ids []string
	for n, id := range d.Without {
		if n == maxTold {
			ids = append(ids, fmt.Sprintf("and %d more", len(d.Without)-n))
			break
		}
		ids = append(ids, id.Short())
	}
	how := "no fewer would change it"
	if !d.Exact {
		how = "fewer may, as with so many not all sets were tried"
	}
	return fmt.Sprintf("%s%s of %s (%s) %s; %s.", withoutWords, fmt.Sprint(len(d.Without)), plural(of, "observation", "observations"), strings.Join(ids, ", "), then, how)
}

// maxExact is up to how many observations the smallest set is searched for among
// all sets: 4,096 of them.
const maxExact = 12

// Decisive finds the smallest set of observations without which a verdict is
// another one. verdict works out what is said when only some are left; it must
// not keep the list. exact tells that no smaller set does it: so it is for up to
// twelve observations; above, observations are taken away one after another,
// first those whose loss alone moves the probability most, and those that were
// not needed are put back. ok is false when the verdict stays whatever is taken
// away.
func Decisive(all []truceline.ID, verdict func(left []truceline.ID) truceline.Judgement) (set []truceline.ID, exact, ok bool) {
	was := verdict(all).Verdict
	if len(all) > maxExact {
		set, ok = greedy(all, was, verdict)
		return set, false, ok
	}
	left, taken := make([]truceline.ID, 0, len(all)), make([]truceline.ID, 0, len(all))
	for size := 1; size <= len(all); size++ {
		for mask := range 1 << len(all) {
			if ones(mask) != size {
				continue
			}
			left, taken = left[:0], taken[:0]
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

// greedy takes observations away until the verdict falls, and puts back those
// that it would have fallen without.
func greedy(all []truceline.ID, was truceline.Verdict, verdict func([]truceline.ID) truceline.Judgement) (taken []truceline.ID, ok bool) {
	without := func(gone map[truceline.ID]bool) truceline.Judgement {
		return verdict(slices.DeleteFunc(slices.Clone(all), func(id truceline.ID) bool { return gone[id] }))
	}
	whole := verdict(all)
	type loss struct {
		id   truceline.ID
		move float64
	}
	losses := make([]loss, len(all))
	for n, id := range all {
		j := without(map[truceline.ID]bool{id: true})
		losses[n] = loss{id, math.Abs(j.P-whole.P) + math.Abs(j.Low-whole.Low) + math.Abs(j.High-whole.High)}
	}
	slices.SortStableFunc(losses, func(a, b loss) int { return cmp.Compare(b.move, a.move) })
	gone := map[truceline.ID]bool{}
	fell := false
	for _, l := range losses {
		gone[l.id] = true
		if fell = without(gone).Verdict != was; fell {
			break
		}
	}
	if !fell {
		return nil, false
	}
	for _, l := range slices.Backward(losses) {
		if !gone[l.id] {
			continue
		}
		if delete(gone, l.id); without(gone).Verdict == was {
			gone[l.id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(id truceline.ID) bool { return !gone[id] }), true
}
