package truceline

import "time"

// Rate is how often things of a kind happened on a stretch of the contact line
// in a window, corrected for how well it was watched: the number of happenings
// that truly began there and then, seen or not, per kilometre of line and day
// (docs/decisions/0015-what-a-rate-is.md).
type Rate struct {
	Kind Kind `json:"kind"`
	// Side is the party on whose ground it happened, as the map of the window's
	// first day has it; empty: on either.
	Side    string   `json:"side,omitempty"`
	Stretch Stretch  `json:"stretch"`
	Hours   DayHours `json:"hours"`
	Window  Window   `json:"window"`
	// Events is how many incidents it rests on; Weighed how many of them are
	// thought to have happened there, false alarms and doubts of place taken off.
	Events  int     `json:"events"`
	Weighed float64 `json:"weighed"`
	// KmDays is the size of stretch and window; EffortKmDays the part of it that
	// counts as watched: each kilometre and day by the chance with which an event
	// of the kind there and then is noticed.
	KmDays       float64 `json:"km_days"`
	EffortKmDays float64 `json:"effort_km_days"`
	// Value is the best estimate and Low to High the 95 % interval, per kilometre
	// and day. Without meaning where Method is RateUnknown.
	Value  float64    `json:"value"`
	Low    float64    `json:"low"`
	High   float64    `json:"high"`
	Method RateMethod `json:"method"`
	// Watched is how well the stretch was watched over the window: blind and not
	// known go with RateUnknown.
	Watched Watching `json:"watched"`
	Words   string   `json:"words,omitempty"` // the same for people, in English
}

// Stretch is a part of the main contact line of the window's first day, by
// kilometres along it from its first end: [FromKm, ToKm). The watched part of the
// line as a whole lists its pieces in Parts; FromKm to ToKm then spans them.
type Stretch struct {
	Name   string       `json:"name"`
	FromKm float64      `json:"from_km"`
	ToKm   float64      `json:"to_km"`
	Parts  [][2]float64 `json:"parts,omitempty"`
}

// Contains reports whether a place along the line lies in the stretch.
func (s Stretch) Contains(km float64) bool {
	for _, p := range s.Parts {
		if km >= p[0] && km < p[1] {
			return true
		}
	}
	return len(s.Parts) == 0 && km >= s.FromKm && km < s.ToKm
}

// DayHours are whole hours of the mission's local day, From up to but not
// including To. The whole day is 0 to 24.
type DayHours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// RateMethod is how an interval was come by.
type RateMethod string

const (
	// RateExact is for counts without doubt: Garwood's exact interval.
	RateExact RateMethod = "exact"
	// RateThinned reckons with false alarms, doubt of place and events missed.
	RateThinned RateMethod = "thinned"
	// RateUpper is for no event seen: from nothing to an upper bound.
	RateUpper RateMethod = "upper_bound"
	// RateUnknown is where nothing, or nearly nothing, watched: nothing can be said.
	RateUnknown RateMethod = "none"
)

// Known reports whether anything can be said of the rate.
func (r Rate) Known() bool { return r.Method != "" && r.Method != RateUnknown }

// RateChecks are what the rates rest on, held against the record itself.
type RateChecks struct {
	Visits    []VisitRate      `json:"visits"`
	Detection []DetectionCheck `json:"detection"`
	// Corrections are those of the posture that the ledger obeys: the predictions
	// of Detection have them in them already.
	Corrections []Correction `json:"corrections,omitempty"`
}

// VisitPhase is how a moment at a place lies to the visits of patrols there.
type VisitPhase string

const (
	VisitThere  VisitPhase = "there"  // a patrol was near
	VisitAfter  VisitPhase = "after"  // none was, and one had left within the hour
	VisitBefore VisitPhase = "before" // none was nor had just left, and one came within the hour
	VisitAway   VisitPhase = "away"   // none was near for more than an hour either way
)

// VisitRate is how often fire was noticed by what stands there always, in one phase
// of the patrols' visits. Whoever knows the schedule can wait until they are gone;
// counts made by patrols would then be too low, and this shows it.
type VisitRate struct {
	Phase   VisitPhase `json:"phase"`
	Events  float64    `json:"events"`   // each by the chance that it happened
	KmHours float64    `json:"km_hours"` // of line, by the chance that what stands there notices
	Value   float64    `json:"value"`    // events per km-hour watched
	Low     float64    `json:"low"`      // 95 %, clustering allowed for
	High    float64    `json:"high"`
	// Ratio is the rate against that with a patrol there, place and time of day being
	// equal, with an interval that holds with 95 % for all phases together; High
	// below 0: without bound. 0 for VisitThere.
	Ratio     float64 `json:"ratio"`
	RatioLow  float64 `json:"ratio_low"`
	RatioHigh float64 `json:"ratio_high"`
}

// DetectionCheck is how often the watchers of a means noticed what at least two
// others noticed, beside what their detection model says of the same events.
type DetectionCheck struct {
	Means     Means   `json:"means"`
	Kind      Kind    `json:"kind"`
	Events    int     `json:"events"`
	Predicted float64 `json:"predicted"` // number of times that it should have been noticed
	Noticed   int     `json:"noticed"`
	Ratio     float64 `json:"ratio"` // noticed by predicted, with its 95 % interval
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	// Applied is the factor by which the model's chances were corrected for the
	// rates: the ratio where much speaks for it (a 99.9 % interval without 1, over at
	// least 15 predicted; or none noticed, which would hardly ever happen), otherwise 1.
	Applied float64 `json:"applied"`
}

// Correction says that the watchers of a means notice a kind so many times as often
// as their detection model says. It comes from double detections ([DetectionCheck]),
// is a part of the posture that people put there, and so an entry of the record;
// the ledger of watching obeys the highest version for a means and kind, and the
// others tell what was believed before.
type Correction struct {
	Means   Means   `json:"means" yaml:"means"`
	Kind    Kind    `json:"kind" yaml:"kind"`
	Version int     `json:"version" yaml:"version"` // from 1
	Factor  float64 `json:"factor" yaml:"factor"`   // on the model's chances, which never go above 1
	From    string  `json:"from" yaml:"from"`       // the record or study it was learnt from
	// What it rests on, and its 95 % interval; 0 where it is not said.

	Events    int     `json:"events,omitempty" yaml:"events"`       // happenings that others told of
	Predicted float64 `json:"predicted,omitempty" yaml:"predicted"` // how many of them the model expected to be noticed
	Noticed   int     `json:"noticed,omitempty" yaml:"noticed"`     // how many of them were
	Low       float64 `json:"low,omitempty" yaml:"low"`             // of the factor's 95 % interval
	High      float64 `json:"high,omitempty" yaml:"high"`           // of the factor's 95 % interval
}

// Standing is how many things of a kind that stay where they are (weapons, works,
// mines, jammers) stood at a moment, on the mean over a window, on the ground that
// was looked at repeatedly: seen or not seen at each look
// (docs/decisions/0041-what-stands.md).
type Standing struct {
	Kind   Kind   `json:"kind"`
	Side   string `json:"side,omitempty"` // on whose ground; empty: on either
	Window Window `json:"window"`
	// Looks is how many looks reached that ground, Sightings at how many of them
	// something was seen, and Things how many different things that was.
	Looks     int `json:"looks"`
	Sightings int `json:"sightings"`
	Things    int `json:"things"`
	// Met is how often it was met by a watcher that had no chance of noticing it, as a
	// jammer by the drone that it put out. Such sightings are no sample of the ground:
	// they count as found, and for nothing in Value.
	Met int `json:"met,omitempty"`
	// LookedKm2 is the ground of which something can be said, WholeKm2 all of it:
	// what lies within WithinKm of the contact line.
	LookedKm2 float64 `json:"looked_km2"`
	WholeKm2  float64 `json:"whole_km2"`
	WithinKm  float64 `json:"within_km"`
	// Value is the number that stood at a moment on the ground looked at, and Low to
	// High its 95 % interval. Without meaning where Method is RateUnknown.
	Value  float64    `json:"value"`
	Low    float64    `json:"low"`
	High   float64    `json:"high"`
	Method RateMethod `json:"method"`
	// Plots are how many plots of that ground were looked at, Seen in how many of
	// them something was seen; Occupied is the share in which something stood at a
	// moment, with its 95 % interval: what was missed is reckoned in.
	Plots        int     `json:"plots"`
	Seen         int     `json:"seen"`
	Occupied     float64 `json:"occupied"`
	OccupiedLow  float64 `json:"occupied_low"`
	OccupiedHigh float64 `json:"occupied_high"`
	// Ground is the plots looked at, for one side only.
	Ground []Plot `json:"ground,omitempty"`
	Words  string `json:"words,omitempty"` // for people, in English
}

// Known reports whether anything can be said.
func (s Standing) Known() bool { return s.Method != "" && s.Method != RateUnknown }

// Plot is a piece of ground beside the contact line: kilometres along it, and from
// it.
type Plot struct {
	FromKm  float64 `json:"from_km"`
	ToKm    float64 `json:"to_km"`
	NearKm  float64 `json:"near_km"`
	DepthKm float64 `json:"depth_km"`
}

// Contains reports whether a place so far along and off the line lies in the plot.
// What lies off an end of the line is nearest to the end itself, and in no plot.
func (p Plot) Contains(alongKm, distanceKm float64) bool {
	return alongKm > p.FromKm && alongKm < p.ToKm && distanceKm >= p.NearKm && distanceKm < p.DepthKm
}

// Change is how the rate of a kind changed within a window: as many times as often
// after a moment as before it, or by so many times a day. How well was watched
// before and after is reckoned in, and bursts are allowed for.
type Change struct {
	Kind Kind `json:"kind"`
	// At is the moment of a before and after; zero for a trend over all of it.
	At     time.Time `json:"at,omitzero"`
	Why    string    `json:"why,omitempty"` // what happened at that moment
	Window Window    `json:"window"`
	// Before and After are events, each by the chance that it happened, by the
	// km-days by the chance of noticing; for a trend, of both halves.
	Before ChangePart `json:"before"`
	After  ChangePart `json:"after"`
	// Ratio is after by before, or for a trend one day by the day before it, with its
	// 95 % interval; High below 0: without bound. 0 to -1: nothing can be said.
	Ratio float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Words string  `json:"words,omitempty"` // for people, in English
}

// ChangePart is one side of a before and after.
type ChangePart struct {
	Events       float64 `json:"events"`
	EffortKmDays float64 `json:"effort_km_days"`
}
