package fuse

import (
	"time"

	"github.com/truceline/truceline"
)

// group is a set of kinds that can be statements about one happening: what one
// post hears as an undetermined explosion a patrol may name artillery.
type group string

const (
	groupFire  group = "fire"  // F2 F3 F4, and a bang with a flash
	groupShots group = "shots" // F1
	groupDrone group = "drone" // F5 A1
	groupHeat  group = "heat"  // H1

	// What nobody could name can be part of more than one thing.
	groupBang  group = "bang"  // F6: of any explosion, a drone's included
	groupFlash group = "flash" // F7: of any fire, small arms included
)

func groupOf(k truceline.Kind) group {
	switch k {
	case truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange:
		return groupFire
	case truceline.KindExplosion:
		return groupBang
	case truceline.KindLightAndTracer:
		return groupFlash
	case truceline.KindSmallArms:
		return groupShots
	case truceline.KindDroneAttack, truceline.KindAerial:
		return groupDrone
	case truceline.KindHeat:
		return groupHeat
	default:
		return group(k)
	}
}

// mayBe reports whether a statement of this kind can be about the incident. A
// bang joins a drone only where one attacked: one that flew by made none.
func (in *incident) mayBe(k truceline.Kind) bool {
	g := groupOf(k)
	if g == in.group {
		return true
	}
	attack := k == truceline.KindDroneAttack || in.group == groupDrone && in.kind() == truceline.KindDroneAttack
	pair := func(a, b group) bool { return in.group == a && g == b || in.group == b && g == a }
	return pair(groupBang, groupFire) || pair(groupFlash, groupFire) || pair(groupFlash, groupShots) || pair(groupBang, groupFlash) ||
		attack && (pair(groupBang, groupDrone) || pair(groupFlash, groupDrone))
}

// with returns what an incident is once a statement of another group joined it:
// the one that names it, and fire for a bang with a flash.
func (g group) with(h group) group {
	vague := func(x group) bool { return x == groupBang || x == groupFlash }
	switch {
	case g == h || !vague(g):
		return g
	case !vague(h):
		return h
	}
	return groupFire
}

// slack is how far apart two statements about one happening may lie beyond
// their clocks' errors: sound takes half a minute over 10 km, a drone is in
// sight for minutes, a fire burns from one satellite to the next.
func (g group) slack() time.Duration {
	switch g {
	case groupFire, groupBang, groupFlash:
		return 45 * time.Second
	case groupShots:
		return 2 * time.Minute
	case groupDrone:
		return 5 * time.Minute
	case groupHeat:
		return 3 * time.Hour
	default:
		return time.Minute
	}
}
