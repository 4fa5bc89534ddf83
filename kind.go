package truceline

import "slices"

// Kind is what sort of happening a statement is about. The codes are those of
// the monitoring taxonomy (docs/decisions/0003-kinds.md), two of them our own:
// A3 (air alert) and H1 (heat anomaly).
type Kind string

const (
	KindSmallArms      Kind = "F1" // shot, burst, sniper
	KindDirectFire     Kind = "F2" // heavy machine gun, grenade launcher, cannon, tank, guided missile
	KindIndirectFire   Kind = "F3" // mortar, artillery, rockets
	KindLongRange      Kind = "F4" // ballistic, cruise, glide bomb
	KindDroneAttack    Kind = "F5" // first-person-view, dropped munition, one-way
	KindExplosion      Kind = "F6" // undetermined explosion
	KindLightAndTracer Kind = "F7" // illumination, flare, tracer, muzzle flash, projectile in flight
	KindAerial         Kind = "A1" // presence of an aircraft or drone
	KindInterference   Kind = "A2" // jamming or spoofing
	KindAirAlert       Kind = "A3" // an authority's public warning of an attack from the air
	KindPosition       Kind = "P1" // position change
	KindSabotage       Kind = "P2" // reconnaissance or sabotage group
	KindFortification  Kind = "P3" // engineering work
	KindPersonnel      Kind = "P4" // persons in a zone
	KindWeapon         Kind = "W1" // weapon in violation of a withdrawal line
	KindWeaponBeyond   Kind = "W2" // weapon beyond the line, outside storage
	KindStorage        Kind = "W3" // storage anomaly
	KindBuildUp        Kind = "W4" // force concentration
	KindRestriction    Kind = "R1" // restriction on the monitor
	KindThreat         Kind = "R2" // attack on or threat to the monitor
	KindCasualty       Kind = "C1" // civilian casualty
	KindDamage         Kind = "C2" // damage to a civilian object
	KindMovement       Kind = "C3" // movement of civilians
	KindNuclear        Kind = "N1" // event at a nuclear site
	KindEnergy         Kind = "E1" // strike on energy or critical infrastructure
	KindMaritime       Kind = "M1" // corridor or exclusion breach at sea
	KindAIS            Kind = "M2" // AIS anomaly
	KindMine           Kind = "M3" // mine or unexploded ordnance
	KindDigital        Kind = "D1" // digital operation
	KindInformation    Kind = "D2" // information act
	KindExempt         Kind = "X1" // exempt activity: announced exercise, demining, medevac
	KindCompliance     Kind = "Q1" // compliance-positive act
	KindAllegation     Kind = "L1" // allegation by a party
	KindHeat           Kind = "H1" // heat anomaly seen from space, cause not known
)

// KindInfo explains a kind to a reader.
type KindInfo struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	Unit string `json:"unit"` // what one of them is counted as
}

// kinds is the taxonomy, in its order. It never changes.
var kinds = [...]KindInfo{
	{KindSmallArms, "small-arms fire", "burst"},
	{KindDirectFire, "heavy direct fire", "round"},
	{KindIndirectFire, "indirect fire", "explosion"},
	{KindLongRange, "long-range strike", "impact"},
	{KindDroneAttack, "drone attack", "attack run"},
	{KindExplosion, "undetermined explosion", "explosion"},
	{KindLightAndTracer, "flare, tracer or flash", "item"},
	{KindAerial, "aerial presence", "sortie"},
	{KindInterference, "electronic interference", "hour"},
	{KindAirAlert, "air alert", "alert"},
	{KindPosition, "position change", "position"},
	{KindSabotage, "reconnaissance or sabotage", "incident"},
	{KindFortification, "fortification", "work"},
	{KindPersonnel, "personnel in zone", "person"},
	{KindWeapon, "weapon in violation of withdrawal line", "weapon"},
	{KindWeaponBeyond, "weapon beyond line, outside storage", "weapon"},
	{KindStorage, "storage anomaly", "weapon"},
	{KindBuildUp, "force concentration", "vehicle"},
	{KindRestriction, "restriction on the monitor", "instance"},
	{KindThreat, "attack on or threat to the monitor", "instance"},
	{KindCasualty, "civilian casualty", "person"},
	{KindDamage, "damage to a civilian object", "object"},
	{KindMovement, "movement of civilians", "event"},
	{KindNuclear, "nuclear-site event", "event"},
	{KindEnergy, "strike on critical infrastructure", "object"},
	{KindMaritime, "maritime breach", "encounter"},
	{KindAIS, "AIS anomaly", "event"},
	{KindMine, "mine or unexploded ordnance", "item"},
	{KindDigital, "digital operation", "operation"},
	{KindInformation, "information act", "item"},
	{KindExempt, "exempt activity", "window"},
	{KindCompliance, "compliance-positive act", "act"},
	{KindAllegation, "allegation by a party", "claim"},
	{KindHeat, "heat anomaly", "hot spot"},
}

// Kinds returns every kind with its English name and count unit, in the order
// of the taxonomy.
func Kinds() []KindInfo { return slices.Clone(kinds[:]) }

// KindNumber is the place of a kind in the taxonomy, -1 for a code that is not in it.
func KindNumber(k Kind) int {
	for i := range kinds {
		if kinds[i].Kind == k {
			return i
		}
	}
	return -1
}

// KindNamed returns what is known of a kind; ok is false for a code that is
// not in the taxonomy.
func KindNamed(k Kind) (info KindInfo, ok bool) {
	if i := KindNumber(k); i >= 0 {
		return kinds[i], true
	}
	return KindInfo{Kind: k, Name: string(k), Unit: "item"}, false
}

// Means is how a source noticed what it states.
type Means string

const (
	MeansHeard     Means = "heard"     // by a person
	MeansSaw       Means = "saw"       // by a person
	MeansAcoustic  Means = "acoustic"  // by a microphone post
	MeansCamera    Means = "camera"    // by an optical or thermal camera on the ground
	MeansDrone     Means = "drone"     // by the monitor's own drone
	MeansRadar     Means = "radar"     // by a radar
	MeansThermal   Means = "thermal"   // by a thermal-infrared instrument in orbit
	MeansAirAlert  Means = "air_alert" // by a public authority's air-raid alert
	MeansMap       Means = "map"       // by a map of control
	MeansUnstated  Means = "unstated"  // not said
	MeansPublic    Means = "public"    // by press or public post
	MeansTelemetry Means = "telemetry" // by a technical meter
)

// AllMeans returns every means, in the order above.
func AllMeans() []Means {
	return []Means{MeansHeard, MeansSaw, MeansAcoustic, MeansCamera, MeansDrone, MeansRadar, MeansThermal,
		MeansAirAlert, MeansMap, MeansUnstated, MeansPublic, MeansTelemetry}
}
