package track

import (
	"slices"

	"github.com/truceline/truceline"
)

// pace is how fast a sort of thing goes, in km/h.
type pace struct {
	name      string
	medium    truceline.Medium
	low, high float64
}

// paces returns what a track may be consistent with. One-way drones, jet-driven
// ones and cruise missiles by what is reported of them in this war; the others
// are taken wide.
func paces() []pace {
	return []pace{
		{"small drone", truceline.MediumAir, 0, 90},
		{"reconnaissance drone", truceline.MediumAir, 50, 160},
		{"one-way drone", truceline.MediumAir, 120, 185},
		{"helicopter", truceline.MediumAir, 60, 320},
		{"jet-driven one-way drone", truceline.MediumAir, 370, 600},
		{"cruise missile", truceline.MediumAir, 700, 900},
		{"jet aircraft", truceline.MediumAir, 350, 2500},
		{"ballistic missile", truceline.MediumAir, 5000, 30000},
		{"vehicle", truceline.MediumSurface, 5, 130},
		{"vessel", truceline.MediumSurface, 0, 45},
		{"fast craft", truceline.MediumSurface, 35, 95},
	}
}

// slack is how far a track's speeds may lie outside what a thing does, as a
// share: speeds are estimates.
const slack = 0.08

// classOf says what a track's speeds are consistent with.
func classOf(t truceline.Track) truceline.TrackClass {
	c := truceline.TrackClass{Medium: t.Class.Medium, Things: []string{}}
	// The first speeds are guesses from two plots.
	var speeds []float64
	for _, f := range t.Fixes[min(3, len(t.Fixes)/2):] {
		speeds = append(speeds, f.KmH)
	}
	slices.Sort(speeds)
	c.LowKmH, c.HighKmH = speeds[len(speeds)/10], speeds[len(speeds)-1-len(speeds)/10]
	for _, p := range paces() {
		if p.medium == c.Medium && c.LowKmH >= p.low*(1-slack) && c.HighKmH <= p.high*(1+slack) {
			c.Things = append(c.Things, p.name)
		}
	}
	slices.Sort(c.Things)
	return c
}
