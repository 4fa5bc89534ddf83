package coverage

import (
	"slices"

	"github.com/truceline/truceline"
)

// CanNotice reports whether a means can notice a kind of happening at all. It is
// narrow on purpose: a satellite notices heat and not shelling, an alert says
// that the authority warned and not that anything was hit, and a map of control
// shows positions only. A watch that lists its kinds overrides this.
func CanNotice(m truceline.Means, k truceline.Kind) bool { return slices.Contains(noticed(m), k) }

// Notices reports whether this watch could notice the kind.
func Notices(w truceline.Watch, k truceline.Kind) bool {
	if len(w.Kinds) > 0 {
		return slices.Contains(w.Kinds, k)
	}
	return CanNotice(w.Means, k)
}

// noticed lists the kinds that a means can notice.
func noticed(m truceline.Means) []truceline.Kind {
	fire := []truceline.Kind{truceline.KindSmallArms, truceline.KindDirectFire, truceline.KindIndirectFire,
		truceline.KindLongRange, truceline.KindDroneAttack, truceline.KindExplosion}
	seen := append(slices.Clone(fire), truceline.KindLightAndTracer, truceline.KindAerial, truceline.KindPosition,
		truceline.KindSabotage, truceline.KindFortification, truceline.KindPersonnel, truceline.KindWeapon,
		truceline.KindWeaponBeyond, truceline.KindStorage, truceline.KindBuildUp, truceline.KindCasualty,
		truceline.KindDamage, truceline.KindMovement, truceline.KindNuclear, truceline.KindEnergy, truceline.KindMaritime,
		truceline.KindMine)
	switch m {
	case truceline.MeansHeard:
		return append(fire, truceline.KindAerial, truceline.KindThreat)
	case truceline.MeansAcoustic:
		return append(fire, truceline.KindAerial)
	case truceline.MeansSaw:
		return append(seen, truceline.KindRestriction, truceline.KindThreat, truceline.KindExempt, truceline.KindCompliance)
	case truceline.MeansCamera, truceline.MeansDrone:
		return append(seen, truceline.KindThreat)
	case truceline.MeansRadar:
		return []truceline.Kind{truceline.KindAerial, truceline.KindDroneAttack, truceline.KindLongRange,
			truceline.KindIndirectFire, truceline.KindMaritime, truceline.KindBuildUp}
	case truceline.MeansThermal:
		return []truceline.Kind{truceline.KindHeat}
	case truceline.MeansAirAlert:
		return []truceline.Kind{truceline.KindAirAlert}
	case truceline.MeansMap:
		return []truceline.Kind{truceline.KindPosition}
	case truceline.MeansTelemetry:
		return []truceline.Kind{truceline.KindInterference, truceline.KindAIS, truceline.KindNuclear, truceline.KindEnergy,
			truceline.KindDigital}
	}
	return nil // unstated and public: nobody was posted to watch
}

// rank orders states from worst to best.
func rank(s truceline.Watching) int {
	switch s {
	case truceline.Watched:
		return 3
	case truceline.PartlyWatched:
		return 2
	case truceline.NotKnown:
		return 1
	}
	return 0
}

func ofRank(r int) truceline.Watching {
	return []truceline.Watching{truceline.Blind, truceline.NotKnown, truceline.PartlyWatched, truceline.Watched}[r]
}

// Better returns the better of two states.
func Better(a, b truceline.Watching) truceline.Watching {
	if rank(b) > rank(a) {
		return b
	}
	return a
}
