package coverage

import (
	"github.com/truceline/truceline"
)

// Noticing says who could have noticed one event of a kind, there and then, and
// how likely each was to.
type Noticing struct {
	// Watchers are all that were posted to notice it, sorted by By and means:
	// also those that were down, with chance 0 and the cause.
	Watchers []Watcher `json:"watchers"`
	// NotKnown says that some means which could have noticed it is in a state
	// that is not known, so that the chances below are not all there is.
	NotKnown bool `json:"not_known,omitempty"`
}

// Watcher is one who could have noticed an event.
type Watcher struct {
	By    string          `json:"by"` // as in Watch.By and Observation.Source
	Means truceline.Means `json:"means"`
	// Lineage is what it shares with others: its platform, its network, and
	// its owner and nation as "owner:NAME" and "nation:NAME"; sorted.
	Lineage []string `json:"lineage,omitempty"`
	// Chance is the probability that this watcher notices one such event, all
	// conditions reckoned in; 0 where its state does not count as watching.
	Chance float64 `json:"chance"`
	// Corrected is the factor of the posture's correction in that chance; 0: none.
	Corrected float64            `json:"corrected,omitempty"`
	State     truceline.Watching `json:"state"`
	Cause     truceline.Cause    `json:"cause,omitempty"`
}

// AtLeast returns the probability that at least k independent lineages notice
// the event. Watchers that share a platform or a network, directly or through
// others, count as one lineage; a common owner or nation does not bind them, as each of
// its sensors notices for itself. Lineages notice independently of each other.
func (n Noticing) AtLeast(k int) float64 {
	if k <= 0 {
		return 1
	}
	// some[j] is the probability that exactly j lineages notice, none left out
	// below k; the rest is the answer.
	some := make([]float64, k)
	some[0] = 1
	for _, p := range n.lineages() {
		for j := k - 1; j > 0; j-- {
			some[j] = some[j]*(1-p) + some[j-1]*p
		}
		some[0] *= 1 - p
	}
	fewer := 0.0
	for _, p := range some {
		fewer += p
	}
	return max(0, 1-fewer)
}

// lineages returns the chance that each lineage notices, in the order of its
// first watcher.
func (n Noticing) lineages() []float64 {
	of := newBonds()
	var missed []float64
	for _, w := range n.Watchers {
		at := of.bind(w.By, w.Lineage, func(into, from int) {
			missed[into] *= missed[from]
			missed[from] = 1
		})
		if at == len(missed) {
			missed = append(missed, 1)
		}
		missed[at] *= 1 - w.Chance
	}
	chances := missed[:0]
	for _, m := range missed {
		if m < 1 {
			chances = append(chances, 1-m)
		}
	}
	return chances
}
