package fuse

import (
	"math"

	"github.com/truceline/truceline"
)

// What covers ground is not told like a bang. A receiver that is jammed says that the jamming reaches where it is,
// and where that is has nothing to do with the jamming: receivers ten kilometres apart may well tell of one. So what is
// compared is not how thick happenings lie, but how likely one that was told of reaches the other receiver as well, with how
// likely that one would have been reached by another. Two that cover the same ground at one time
// cannot be told apart, and are one.

// sigma is the standard deviation, along either axis, of where the middle of what reaches a place lies, metres:
// evenly round it.
func (x *Extent) sigma() float64 { return x.RadiusKm * 1000 / 2 }

// ratio is the logarithm of how much likelier it is that what is told of a place and a time is an incident than that it
// is another that covers ground there too. Two circles of one radius, the second at a distance, have nearly the share
// exp(-distance² / radius²) of their ground in common, which is the overlap of the two Gaussians against its greatest; and
// what was told of earlier still goes on with a chance that falls with the time since.
func (x *Extent) ratio(g gaussian, when truceline.Interval, in *incident) float64 {
	gap := max(0, in.from.Sub(when.To), when.From.Sub(in.to))
	if gap > in.lasts {
		return math.Inf(-1)
	}
	d, _ := g.atLeast(x.sigma()).apart(in.at.atLeast(x.sigma()))
	return -d/2 - gap.Hours()/x.Lasts.Hours() - math.Log(x.Share)
}
