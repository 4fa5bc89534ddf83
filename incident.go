package truceline

import "time"

// Incident is one physical happening, supported by observations. Incidents are
// never edited: evidence that comes later makes a new version that supersedes
// the old one.
type Incident struct {
	ID        ID          `json:"id"`      // from its first observation; the same in every version
	Version   int         `json:"version"` // from 1; of the truth always 1
	Kind      Kind        `json:"kind"`
	Kinds     []KindShare `json:"kinds,omitempty"` // what it may be, the likeliest first; none where Kind is not in doubt
	Means     []Means     `json:"means"`           // sorted
	Count     Count       `json:"count"`           // bounds, never sums over sources
	Place     Place       `json:"place"`
	When      Interval    `json:"when"`
	Direction Direction   `json:"direction,omitempty"`
	// Directions are the ways that it may have gone, the likeliest first; what they
	// leave of 1 cannot be determined.
	Directions []DirectionShare `json:"directions,omitempty"`
	Weapons    []string         `json:"weapons,omitempty"` // consistent with one of these
	// WeaponSets are sets of weapons, each with how probable it is that the statements
	// speak of one of that set and tell no more, the likeliest first; what they
	// leave of 1 cannot be determined.
	WeaponSets []WeaponSet   `json:"weapon_sets,omitempty"`
	Exempt     string        `json:"exempt,omitempty"`   // what announced or allowed activity it was; empty: none
	Standing   *StandingHeat `json:"standing,omitempty"` // set when the place is always hot
	// Causes are what may explain the statements instead of what Kind names, or as
	// harmless cases of it, the likeliest first, each with its probability; what
	// they leave of 1 is not explained by any of them.
	Causes       []CauseShare `json:"causes,omitempty"`
	Exists       Probability  `json:"exists"`
	Lineages     int          `json:"lineages"`           // independent ones among the observations
	Circular     []Circular   `json:"circular,omitempty"` // sources that have it from one another
	Observations []ID         `json:"observations"`
	// Into names the incident that this one turned out to be the same as; set
	// in its last version only, which no observation supports any more.
	Into ID `json:"into,omitzero"`
	// Rulings are the officers' rulings that it obeys, oldest first.
	Rulings []ID `json:"rulings,omitempty"`
	// Scenes is what officers ruled of satellite scenes, in order of their names.
	Scenes []SceneRuling `json:"scenes,omitempty"`
	// Ground is where it lies against the contact line of its day; nil when
	// there is no line or the place is not known well enough.
	Ground  *Ground  `json:"ground,omitempty"`
	Reasons []string `json:"reasons,omitempty"` // why these are one, and how sure
	// Concluded is the engine time at which this version was made.
	Concluded time.Time `json:"concluded"`
}

// Area is the ID of the area that it is said to lie in, or else that its ground lies
// in by the map; empty where neither is known.
func (i Incident) Area() string {
	if i.Place.Area == "" && i.Ground != nil {
		return i.Ground.Area
	}
	return i.Place.Area
}

// KindShare is how probable it is that a happening was of a kind.
type KindShare struct {
	Kind Kind    `json:"kind"`
	P    float64 `json:"p"` // probability, 0 to 1
}

// DirectionShare is how probable it is that something went a way.
type DirectionShare struct {
	Direction Direction `json:"direction"`
	P         float64   `json:"p"` // probability, 0 to 1
}

// WeaponSet is a set of weapons that a happening is consistent with, and how
// probable it is to have been one of them without its being known which.
type WeaponSet struct {
	Weapons []string `json:"weapons"` // sorted
	P       float64  `json:"p"`       // probability, 0 to 1
}

// CauseShare is how probable it is that a cause explains an incident.
type CauseShare struct {
	Cause string  `json:"cause"` // one of those below, or an exempt activity in the source's own word
	P     float64 `json:"p"`     // probability, 0 to 1
}

// Causes that are worked out. Exempt activities (demining, exercise, ...) are
// named by the sources that assessed them, and after CauseAnnounced by who
// announced them.
const (
	CauseStanding = "standing heat source" // a works, a flare, a mine: hot on many days
	CauseFields   = "burning fields"       // stubble and grass
	CauseImpact   = "fire after an impact" // that is told of as an incident of its own
	CauseThunder  = "thunder"
	// CauseAnnounced goes before the announced activity's own word.
	CauseAnnounced = "announced "
)

// Ground is where an incident lies against the contact line.
type Ground struct {
	Side string `json:"side"` // who holds the ground it lies on
	// Certain is the probability that it lies on that side, given its ellipse.
	Certain    float64 `json:"certain"`
	DistanceKm float64 `json:"distance_km"`    // to the contact line
	AlongKm    float64 `json:"along_km"`       // along the main line, from its first end
	Band       string  `json:"band"`           // see DistanceBands
	LineAsOf   Date    `json:"line_as_of"`     // the day of the line it was measured from
	Area       string  `json:"area,omitempty"` // the named area it lies in
}

// DistanceBands returns the names of the bands of distance from the contact
// line and their upper bounds in kilometres; the last has none.
func DistanceBands() (names []string, upToKm []float64) {
	return []string{"0-5 km", "5-15 km", "15-30 km", "30-75 km", "over 75 km"}, []float64{5, 15, 30, 75}
}

// DistanceBand returns the band that a distance falls in.
func DistanceBand(km float64) string {
	names, upTo := DistanceBands()
	for i, bound := range upTo {
		if km < bound {
			return names[i]
		}
	}
	return names[len(names)-1]
}

// StandingHeat says that a place is hot on many days, so that a hot pixel there
// is most likely a works or a flare.
type StandingHeat struct {
	Days   int `json:"days"`    // distinct days with a hot pixel there
	Months int `json:"months"`  // distinct calendar months among them
	OfDays int `json:"of_days"` // days the record of past years holds
}

// Probability is a best estimate with the bounds that the evidence allows. When
// nothing is known the bounds are 0 and 1.
type Probability struct {
	P    float64 `json:"p"`    // 0 to 1
	Low  float64 `json:"low"`  // of its 95 % interval
	High float64 `json:"high"` // of its 95 % interval
}

// Unknown is the probability of which nothing is known.
func Unknown() Probability { return Probability{P: 0.5, Low: 0, High: 1} }
