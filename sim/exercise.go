package sim

import (
	"time"

	"github.com/truceline/truceline"
)

// Exercise is a world to be played: its ground, what tends to happen on it, and
// who watches. Every length is in kilometres and every place along the line is
// the distance from the line's first point, unless a name says otherwise.
type Exercise struct {
	ID        string      `yaml:"id"`
	Title     string      `yaml:"title"`
	Agreement string      `yaml:"agreement"` // name of the agreement it is judged by
	Window    Window      `yaml:"window"`
	Zone      string      `yaml:"zone"`    // IANA zone of the mission, e.g. "Europe/Kyiv"
	CutOff    string      `yaml:"cut_off"` // local end of the reporting day, "19:30"
	Daylight  Spell       `yaml:"daylight"`
	Sides     []Side      `yaml:"sides"`     // two: the holder of the ground to the left of the line, then to the right
	LineFile  string      `yaml:"line_file"` // for the reader; Parse is handed its content
	Ground    Ground      `yaml:"ground"`
	Stretches []Stretch   `yaml:"stretches"`
	Events    []EventRate `yaml:"events"`
	Answers   []Answer    `yaml:"answers"`
	Weather   []Weather   `yaml:"weather"`
	Claims    ClaimHabit  `yaml:"claims"`

	// Line is the contact line from its first to its last point; it is read
	// from the line file, not from the YAML.
	Line truceline.Polyline `yaml:"-"`

	// Posture is who watches; it is read from posture.yaml.
	Posture `yaml:"-"`
}

// Posture is who watches, where and how well: posture.yaml.
type Posture struct {
	Watchers []Watcher `yaml:"watchers"`
}

// Window is the time that is played, [From, To). Both must be written with the
// same offset from UTC, which is taken as local time throughout.
type Window struct {
	From time.Time `yaml:"from"`
	To   time.Time `yaml:"to"`
}

// Side is one of the two parties.
type Side struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
}

// Ground is the made-up country round the line. Left and Right are the corners
// of its outer border, from the line's first point to its last on either hand
// and without those two points themselves. Cuts divide it into areas: each
// joins a corner of Left to a corner of Right (counted from 0).
type Ground struct {
	Left  []Corner `yaml:"left"`
	Right []Corner `yaml:"right"`
	Cuts  [][2]int `yaml:"cuts"`
	Areas []Area   `yaml:"areas"` // one more than there are cuts, from the line's first end
}

// Corner is a place as [latitude, longitude] in WGS84 degrees.
type Corner [2]float64

// Area names one of the areas.
type Area struct {
	ID string `yaml:"id"`
	EN string `yaml:"en"`
	UK string `yaml:"uk"`
	RU string `yaml:"ru"`
}

// Stretch is a part of the line where more (or less) happens than elsewhere.
type Stretch struct {
	FromKm float64 `yaml:"from_km"`
	ToKm   float64 `yaml:"to_km"`
	Factor float64 `yaml:"factor"` // against 1 elsewhere
}

// EventRate is how often a kind of thing happens on its own account.
type EventRate struct {
	Kind    truceline.Kind `yaml:"kind"`
	Subtype string         `yaml:"subtype"`
	PerDay  float64        `yaml:"per_day"` // mean number in 24 hours, by each side, on the whole line
	// BySide multiplies PerDay for a side; a side that is not named has 1.
	BySide map[string]float64 `yaml:"by_side"`
	// Hours are the weights of the 24 local hours; empty means all alike.
	Hours     []float64           `yaml:"hours"`
	Ground    string              `yaml:"ground"`   // whose ground it happens on, seen from who does it: own or other
	DepthKm   [2]float64          `yaml:"depth_km"` // least and greatest distance from the line
	Mean      float64             `yaml:"mean"`     // mean count of one happening
	Most      int                 `yaml:"most"`     // greatest count
	Lasts     time.Duration       `yaml:"lasts"`    // mean duration of one with more than one count
	Direction truceline.Direction `yaml:"direction"`
	Weapons   []string            `yaml:"weapons"`
	// Exempt is set for announced activity such as demining: nobody shoots.
	Exempt string `yaml:"exempt"`
}

// Answer says that one happening tends to provoke another.
type Answer struct {
	To       []truceline.Kind `yaml:"to"`
	With     truceline.Kind   `yaml:"with"`      // one of the kinds under events
	By       string           `yaml:"by"`        // other or same side
	Chance   float64          `yaml:"chance"`    // mean number of such answers to one happening
	Delay    time.Duration    `yaml:"delay"`     // mean
	WithinKm float64          `yaml:"within_km"` // along the line, with 95 % probability
}

// Weather is a spell of fog or wind on a part of the line.
type Weather struct {
	Kind   string  `yaml:"kind"` // fog or wind
	FromKm float64 `yaml:"from_km"`
	ToKm   float64 `yaml:"to_km"`
	Spell  `yaml:",inline"`
}

// Spell is a time of day from From up to To.
type Spell struct {
	From OfDay `yaml:"from"`
	To   OfDay `yaml:"to"`
}

// OfDay is a local time of day, since midnight, written "05:30".
type OfDay time.Duration

// Watcher is one sort of watcher: how many, where, what they notice, how well.
type Watcher struct {
	Sort     string           `yaml:"sort"`   // its name, and that of its file: acoustic, camera, patrol, ...
	Form     string           `yaml:"form"`   // of its observation table: csv (also when not given) or ndjson
	Prefix   string           `yaml:"prefix"` // of the names of its sites, e.g. "AP"
	Means    truceline.Means  `yaml:"means"`
	Clusters []Cluster        `yaml:"clusters"`
	FieldDeg float64          `yaml:"field_deg"` // width of its field of view; 0: all round
	Reach    []Reach          `yaml:"reach"`
	Says     map[string][]Say `yaml:"says"` // by kind: what it takes it for; a kind that is not here is told as it is

	BearingDeg float64 `yaml:"bearing_deg"` // half width of the bearing it states, holding the truth with 95 %
	RangeError float64 `yaml:"range_error"` // part of the range, holding the truth with 95 %; 0: it knows no range

	FalsePerHour float64 `yaml:"false_per_hour"` // false alarms of one site
	FalseSays    []Say   `yaml:"false_says"`

	Clock       Clock         `yaml:"clock"`
	Delay       time.Duration `yaml:"delay"`  // mean time from the end of what was noticed to its arrival
	Repeat      float64       `yaml:"repeat"` // chance that the same row is sent twice
	Relay       float64       `yaml:"relay"`  // chance that a desk enters it again as its own statement
	Assess      float64       `yaml:"assess"` // chance that it can tell direction, weapon and subtype
	Reliability string        `yaml:"reliability"`
	Outages     []Outage      `yaml:"outages"`

	// The rest is for patrols only.
	Halts  int           `yaml:"halts"`  // places at which a team stops in a day
	Stays  time.Duration `yaml:"stays"`  // time at each
	Denied float64       `yaml:"denied"` // chance that a halt is denied by who holds the ground
}

// Cluster is a group of sites along the line, by turns on either side of it.
type Cluster struct {
	AtKm    float64 `yaml:"at_km"` // of its middle
	Sites   int     `yaml:"sites"`
	EveryKm float64 `yaml:"every_km"` // between one and the next
	BackKm  float64 `yaml:"back_km"`  // distance from the line
}

// Reach is how far and how well some kinds are noticed.
type Reach struct {
	Kinds []truceline.Kind `yaml:"kinds"`
	// Means is how, where it differs from the watcher's: a patrol hears and sees.
	Means truceline.Means `yaml:"means"`
	// WatchKm is the range within which the watcher is said to watch.
	WatchKm float64 `yaml:"watch_km"`
	// Chance of noticing one happening, as [kilometres, probability] with
	// straight lines between; beyond the last it is 0.
	Chance  [][2]float64 `yaml:"chance"`
	Night   *float64     `yaml:"night"`   // factor at night; not given: 1
	Fog     *float64     `yaml:"fog"`     // factor in fog
	Wind    *float64     `yaml:"wind"`    // factor in wind
	Counted float64      `yaml:"counted"` // chance that each one of several is counted
}

// Say is what a watcher calls something, and how often.
type Say struct {
	Kind    truceline.Kind `yaml:"kind"`
	Subtype string         `yaml:"subtype"`
	Weight  float64        `yaml:"weight"`
}

// Clock is what the sites read their times from.
type Clock struct {
	Quality truceline.ClockQuality `yaml:"quality"`
	Error   time.Duration          `yaml:"error"` // holding the truth with 90 %
	Round   time.Duration          `yaml:"round"` // times are rounded to this
	// Lost is the chance that a site loses its reference at some moment of the
	// window; from then on it drifts, and says so.
	Lost  float64       `yaml:"lost"`
	Drift time.Duration `yaml:"drift"` // growth of the error in one hour, 90 %
}

// Outage is a way in which a site falls out.
type Outage struct {
	Cause  truceline.Cause `yaml:"cause"`
	Chance float64         `yaml:"chance"` // that a site has one in the window
	Lasts  time.Duration   `yaml:"lasts"`  // mean
	Caused bool            `yaml:"caused"` // one of the sides caused it
}

// ClaimHabit is how the sides speak about each other.
type ClaimHabit struct {
	Inflate [2]float64   `yaml:"inflate"` // least and greatest factor on the true number
	Omit    float64      `yaml:"omit"`    // chance that a number is left out
	Windows []Spell      `yaml:"windows"` // hours they speak about; To may be 24:00
	Metrics []ClaimCount `yaml:"metrics"`
}

// ClaimCount is one number that the sides publish.
type ClaimCount struct {
	Metric string           `yaml:"metric"`
	Kinds  []truceline.Kind `yaml:"kinds"`
}
