package posture

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// corrections refuses those that nobody could follow: of what, by how much, and
// learnt where.
func (c checker) corrections(list []truceline.Correction) {
	type key struct {
		means   truceline.Means
		kind    truceline.Kind
		version int
	}
	seen := map[key]bool{}
	for i, x := range list {
		if !slices.Contains(truceline.AllMeans(), x.Means) {
			c.refuse(fmt.Sprintf("%q is no means that is known", x.Means), "corrections", i, "means")
		}
		if _, ok := truceline.KindNamed(x.Kind); !ok {
			c.refuse(fmt.Sprintf("%q is no kind of the taxonomy", x.Kind), "corrections", i, "kind")
		}
		if !(x.Factor > 0 && x.Factor <= 100) {
			c.refuse("must be above 0 and at most 100", "corrections", i, "factor")
		}
		if x.From == "" {
			c.refuse("is missing: what was it learnt from?", "corrections", i, "from")
		}
		k := key{x.Means, x.Kind, x.Version}
		if x.Version < 1 || seen[k] {
			c.refuse("must be from 1, and its own for each means and kind", "corrections", i, "version")
		}
		seen[k] = true
	}
}

// Corrections gives the text that carries checks of detection models into a posture,
// as its corrections: those that go against the model, in the next version, the
// factor on top of the one that held. They replace what stands under corrections.
func Corrections(held []truceline.Correction, checks []truceline.DetectionCheck, from string) []truceline.Correction {
	out := slices.Clone(held)
	for _, x := range checks {
		if x.Applied == 1 || x.Applied <= 0 {
			continue
		}
		now := truceline.Correction{Means: x.Means, Kind: x.Kind, Version: 1, Factor: x.Applied, From: from,
			Events: x.Events, Predicted: x.Predicted, Noticed: x.Noticed, Low: x.Low, High: x.High}
		if last, ok := Correction(held, x.Means, x.Kind); ok {
			now.Version, now.Factor = last.Version+1, x.Applied*last.Factor
		}
		out = append(out, now)
	}
	slices.SortStableFunc(out, func(a, b truceline.Correction) int {
		return cmp.Or(strings.Compare(string(a.Means), string(b.Means)), strings.Compare(string(a.Kind), string(b.Kind)), cmp.Compare(a.Version, b.Version))
	})
	return out
}

// Correction is the one that counts for a means and kind: that of the highest
// version; not ok where there is none.
func Correction(list []truceline.Correction, means truceline.Means, kind truceline.Kind) (best truceline.Correction, ok bool) {
	for _, x := range list {
		if x.Means == means && x.Kind == kind && (!ok || x.Version > best.Version) {
			best, ok = x, true
		}
	}
	return best, ok
}
