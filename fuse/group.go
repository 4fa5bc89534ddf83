package fuse

import (
	"time"

	"github.com/truceline/truceline"
)

// group is a set of kinds that can be statements about one happening: what one
// post hears as an undetermined explosion a patrol may name artillery.
type group string

const (
	groupFire  group = "fire"  // F2 F3 F4 F6 F7
	groupShots group = "shots" // F1
	groupDrone group = "drone" // F5 A1
	groupHeat  group = "heat"  // H1
)

func groupOf(k truceline.Kind) group {
	switch k {
	case truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange, truceline.KindExplosion, truceline.KindLightAndTracer:
		return groupFire
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

// slack is how far apart two statements about one happening may lie beyond
// their clocks' errors: sound takes half a minute over 10 km, a drone is in
// sight for minutes, a fire burns from one satellite to the next.
func (g group) slack() time.Duration {
	switch g {
	case groupFire:
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
