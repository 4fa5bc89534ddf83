package lineage

import "math"

// Record is how a source has done: of its statements that other, independent
// lineages could judge, how many they bore out and how many they did not.
type Record struct {
	Confirmed int `json:"confirmed"`
	Refuted   int `json:"refuted"`
}

// judgedEnough is how many statements must have been judged before a source is
// given a letter other than F.
const judgedEnough = 5

// Reliability returns the Admiralty letter of a source, from its record alone:
// A completely reliable to E unreliable, F cannot be judged (AJP-2.1). The letter
// follows the lower end of the 90 % Wilson interval of the share borne out, so a
// short record cannot earn a good letter: A from 0.9, B from 0.75, C from 0.5, D
// from 0.25, E below.
//
// What a statement says, and who else says so, has no part in it.
func Reliability(r Record) string {
	n := float64(r.Confirmed + r.Refuted)
	if n < judgedEnough {
		return "F"
	}
	const z = 1.2816 // one-sided 90 %
	p := float64(r.Confirmed) / n
	low := (p + z*z/(2*n) - z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))) / (1 + z*z/n)
	switch {
	case low >= 0.9:
		return "A"
	case low >= 0.75:
		return "B"
	case low >= 0.5:
		return "C"
	case low >= 0.25:
		return "D"
	}
	return "E"
}

// Credibility returns the Admiralty number of a statement from the independent
// lineages that support and that contradict it, and from nothing else: 1
// confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6
// cannot be judged. It is confirmed when two lineages at least support it and
// none contradicts it; one lineage with nothing beside it cannot be judged,
// however often it was repeated.
//
// Who the sources are has no part in it.
func Credibility(support, contradict int) int {
	switch {
	case support == 0 || support == 1 && contradict == 0:
		return 6
	case contradict == 0:
		return 1
	case support > contradict:
		return 2
	case support == contradict:
		return 3
	case contradict-support == 1:
		return 4
	}
	return 5
}
