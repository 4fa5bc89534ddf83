package fuse

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// landing is where and when a track ended.
type landing struct {
	gaussian
	at float64 // seconds since the epoch
}

// Ended tells where and when the track ended by which a statement told of something in the air.
// That it was followed no further is no happening of its own; but a drone that strikes ends
// there and then, so that the attack whose flight it was is looked for, now and
// whenever one is told of later.
func (f *Fuser) Ended(told truceline.ID, at truceline.Place, when time.Time) {
	e := f.taken.of(told)
	if e == nil || e.in.closed || at.Shape != truceline.ShapePoint || f.known != nil {
		return
	}
	if e.landed != nil || !e.nature.moves() {
		return
	}
	e.landed = &landing{along(at.At, at.Ellipse.Bearing, at.Ellipse.SemiMajor/sigmas90, at.Ellipse.SemiMinor/sigmas90), seconds(when)}
	f.landings = append(f.landings, e)
	spread := e.nature.timing.Spread
	attacks := f.nature(truceline.KindDroneAttack).index
	var best *incident
	most := 0.0
	look := truceline.Interval{From: when.Add(-justBefore), To: when.Add(5 * spread)}
	attacks.near(e.landed.gaussian, look, 0, 5*e.nature.timing.Moves*spread.Seconds(), false, func(attack *incident) {
		if ratio := f.endedIn(e, attack); ratio > most {
			best, most = attack, ratio
		}
	})
	if best != nil {
		f.merge(e.in, best)
	}
}

// justBefore is how much earlier than the last plot of a track an attack may be told
// of by clocks that differ.
const justBefore = 5 * time.Second

// struck puts the flight that an attack ended to it, of those whose tracks have ended.
func (f *Fuser) struck(attack *incident) {
	var best *evidence
	most := 0.0
	for _, e := range f.landings {
		if ratio := f.endedIn(e, attack); ratio > most {
			best, most = e, ratio
		}
	}
	if best != nil {
		f.merge(best.in, attack)
	}
}

// endedIn is the logarithm of how much likelier it is that a track ended in an attack
// than that it had nothing to do with it: what was followed no further flew on for some
// seconds, at its speed, in any direction.
func (f *Fuser) endedIn(e *evidence, attack *incident) float64 {
	flight := e.in
	late := attack.begins - e.landed.at
	if flight == nil || flight == attack || flight.closed || !flight.nature.moves() || !attack.located || attack.named != truceline.KindDroneAttack ||
		late < -justBefore.Seconds() || flight.ruled.apart[attack] {
		return math.Inf(-1)
	}
	late = max(late, 0)
	spread, way := e.nature.timing.Spread.Seconds(), e.nature.timing.Moves*late
	g := e.landed.gaussian
	g.xx, g.yy = g.xx+way*way/2, g.yy+way*way/2
	d, det := g.apart(attack.at)
	if d > gate*gate {
		return math.Inf(-1)
	}
	return overlap(d, det) - late/spread - math.Log(spread) + f.kinds.agree(attack.chances, e.nature) - math.Log(f.density(e.landed.gaussian.at, flight))
}

// forgetLandings lets go of tracks that ended before a moment.
func (f *Fuser) forgetLandings(before time.Time) {
	f.landings = slices.DeleteFunc(f.landings, func(e *evidence) bool { return e.landed.at < seconds(before) })
}
