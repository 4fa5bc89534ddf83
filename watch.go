package truceline

import "time"

// Watching is how well a place was watched over a time.
type Watching string

const (
	Watched       Watching = "watched"
	PartlyWatched Watching = "partly"
	Blind         Watching = "blind"
	// NotKnown is when it cannot be said whether anything watched, e.g. a
	// satellite pass that should have been but left no row. It never counts as
	// watched.
	NotKnown Watching = "not_known"
)

// Cause is why something was not, or not well, watched.
type Cause string

const (
	CauseNone        Cause = ""
	CauseMaintenance Cause = "maintenance"
	CauseWeather     Cause = "weather"
	CauseJamming     Cause = "jamming"
	CauseGunfire     Cause = "gunfire"
	CauseDenied      Cause = "denied"
	CauseCurfew      Cause = "curfew"
	CausePower       Cause = "power"
	CauseSilent      Cause = "silent"         // it fell silent and nobody knows why
	CauseNoData      Cause = "no_data"        // the file that should be there is not
	CauseNoCloudData Cause = "no_cloud_data"  // it looked, but whether through cloud is not known
	CauseSaturated   Cause = "unbroken_alert" // an alert that never ends hides the next one
	CauseNotCovered  Cause = "not_covered"    // the source never speaks about this area
	CauseBetween     Cause = "between_looks"  // a satellite that has gone by
)

// PostureFile is a posture as it came in: who watches, where and how well.
// Package posture reads its text; the feed refuses one that cannot be read.
type PostureFile struct {
	Entry ID     `json:"entry"`
	File  string `json:"file"`
	Text  []byte `json:"-"`
}

// Watch says who was able to notice what, where and when, and how well; or that
// nobody was, and why. It is the denominator of every rate.
type Watch struct {
	ID       ID       `json:"id"`
	Entry    ID       `json:"entry,omitzero"` // the raw piece it was read or worked out from, if one
	By       string   `json:"by"`             // ID of the sensor, patrol or office
	Means    Means    `json:"means"`
	Kinds    []Kind   `json:"kinds,omitempty"` // what it can notice; empty: what its means can
	Place    Place    `json:"place"`           // point with an ellipse (all round), sector, or area
	When     Interval `json:"when"`
	State    Watching `json:"state"`
	Cause    Cause    `json:"cause,omitempty"`
	CausedBy string   `json:"caused_by,omitempty"` // the side that caused it, where known
	// Detection is the probability that it notices one event of its kinds in
	// its footprint; negative where that is not known.
	Detection float64 `json:"detection"`
	Note      string  `json:"note,omitempty"`
	// Scene is the picture that a satellite's look left behind; nil: none.
	Scene *Scene `json:"scene,omitempty"`
}

// Scene is a picture of the ground, for those who search it for what stands there.
type Scene struct {
	ID      string    `json:"id"`                      // as its catalogue names it, after its collection
	Address string    `json:"address,omitempty"`       // of its description or picture, as the catalogue gives it
	Credit  string    `json:"credit,omitempty"`        // who made and who gives it out, and on what terms, as the catalogue says
	Cloud   *float64  `json:"cloud_percent,omitempty"` // of it under cloud; nil: not stated, or a radar's
	Shows   []Polygon `json:"shows,omitempty"`         // the ground in it, which is no area of the country
}

// Attached is a scene that shows the place of an incident, as evidence to be looked
// at: what is to be seen there it does not say.
type Attached struct {
	Scene
	Watch ID       `json:"watch"`
	By    string   `json:"by"` // the satellite
	Means Means    `json:"means"`
	When  Interval `json:"when"`
	// After is from the end of the incident to the look; negative: from the look to
	// its beginning, 0: meanwhile.
	After time.Duration `json:"after_ns"`
	// Ruled is the ruling by which an officer attached it; nil: its ground and time did.
	Ruled *SceneRuling `json:"ruled,omitempty"`
	// Absent: no scene of this name is in the record, so that no more is known of it.
	Absent bool `json:"absent,omitempty"`
}
