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

	Country  string    `yaml:"country"`  // a file of the same form, read first: what several exercises have in common
	Suite    Suite     `yaml:"suite"`    // how the score suite runs it
	Sites    []Place   `yaml:"sites"`    // plants, ports, switchyards
	Climate  Climate   `yaml:"climate"`  // weather that is drawn, beside the spells above
	Relief   Relief    `yaml:"relief"`   // hills, which hide things
	Silences []Silence `yaml:"silences"` // local agreements to hold fire, and how well they are kept
	Traffic  Traffic   `yaml:"traffic"`  // what moves without any bad intent
	Raids    []Raid    `yaml:"raids"`    // one-way drones and cruise missiles
	Sea      Sea       `yaml:"sea"`
	Fires    Fires     `yaml:"fires"` // what burns, for satellites
	Press    Press     `yaml:"press"`

	// Line is the contact line from its first to its last point; it is read
	// from the line file, not from the YAML.
	Line truceline.Polyline `yaml:"-"`

	// Posture is who watches; it is read from posture.yaml.
	Posture `yaml:"-"`

	agreement []byte  // text of the agreement, when it lies beside the exercise
	posture   []byte  // text of posture.yaml
	swapped   bool    // the labels of the sides are exchanged
	sky       *sky    // the weather as drawn, once it is played
	relief    *relief // the hills as drawn
}

// Suite is how large an exercise is when the score suite runs it.
type Suite struct {
	Hours float64 `yaml:"hours"`
	Scale float64 `yaml:"scale"`
}

// Place is a site: a nuclear plant, a switchyard, a port.
type Place struct {
	ID   string  `yaml:"id"`
	Name string  `yaml:"name"`
	Kind string  `yaml:"kind"` // nuclear, power, port, town
	At   Corner  `yaml:"at"`
	Mast float64 `yaml:"mast_m"` // height of what stands there, for the sight of it
}

// Climate is what weather is drawn, hour by hour in regions of 100 km of line.
type Climate struct {
	Cloud        float64 `yaml:"cloud"`         // mean cover, 0 to 1
	WindMS       float64 `yaml:"wind_ms"`       // mean wind, metres per second
	StrongMS     float64 `yaml:"strong_ms"`     // at or above it microphones suffer; 0: no wind counts
	Rain         float64 `yaml:"rain"`          // share of hours with rain
	FogAtNight   float64 `yaml:"fog_at_night"`  // share of the hours from 02 to 08 with fog
	TemperatureC float64 `yaml:"temperature_c"` // of the air, for the speed of sound; 0 means 20
}

// Relief is a height field drawn from the seed.
type Relief struct {
	HeightM float64 `yaml:"height_m"` // between valleys and hills; 0: flat, nothing is hidden
	WaveKm  float64 `yaml:"wave_km"`  // from hill to hill
}

// Silence is a local agreement to hold fire.
type Silence struct {
	FromKm float64   `yaml:"from_km"`
	ToKm   float64   `yaml:"to_km"`
	From   time.Time `yaml:"from"`
	To     time.Time `yaml:"to"`
	Factor float64   `yaml:"factor"` // what is left of the rates of fire
}

// Traffic is what moves on the ground by day and night.
type Traffic struct {
	TripsPerDay float64       `yaml:"trips_per_day"`
	SpeedKmH    [2]float64    `yaml:"speed_kmh"`
	Lasts       time.Duration `yaml:"lasts"` // mean length of a trip
	DepthKm     [2]float64    `yaml:"depth_km"`
}

// Raid is a group of one-way drones or cruise missiles of one side.
type Raid struct {
	Sort     string        `yaml:"sort"` // drone or cruise
	By       string        `yaml:"by"`
	Number   int           `yaml:"number"`
	From     time.Time     `yaml:"from"` // of the first launch
	Over     time.Duration `yaml:"over"` // launches are spread over it
	Launch   []Corner      `yaml:"launch"`
	Via      []Corner      `yaml:"via"`     // turning points, each taken with a chance of a half
	Targets  []string      `yaml:"targets"` // sites, by ID
	SpeedKmH [2]float64    `yaml:"speed_kmh"`
	Downed   float64       `yaml:"downed"` // chance to be shot down on the way
}

// Sea is a shipping corridor.
type Sea struct {
	Corridor       []Corner   `yaml:"corridor"`
	VesselsPerDay  float64    `yaml:"vessels_per_day"`
	SpeedKn        [2]float64 `yaml:"speed_kn"`
	Dark           float64    `yaml:"dark"`             // chance that a vessel stops sending for a while
	Shifted        float64    `yaml:"shifted"`          // chance that it sends a false position for a while
	GhostsPerDay   float64    `yaml:"ghosts_per_day"`   // tracks with no ship
	WarshipsPerDay float64    `yaml:"warships_per_day"` // craft in the corridor that may not be there; they send nothing
}

// Fires are what burns beside what was shot at.
type Fires struct {
	FieldsPerDay float64 `yaml:"fields_per_day"` // burning fields
	Standing     int     `yaml:"standing"`       // works and flares that are always hot
	FromImpact   float64 `yaml:"from_impact"`    // chance that an impact sets something alight
}

// Press is who writes about what happened. They copy each other.
type Press struct {
	Outlets        int     `yaml:"outlets"`
	Chance         float64 `yaml:"chance"`           // that a happening is written about at all
	Copies         float64 `yaml:"copies"`           // mean number of copies of one piece
	Named          float64 `yaml:"named"`            // chance that a copy says what it was copied from
	InventedPerDay float64 `yaml:"invented_per_day"` // pieces about nothing
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
	// FromKm and ToKm hold it to a part of the line; both 0: the whole.
	FromKm float64 `yaml:"from_km"`
	ToKm   float64 `yaml:"to_km"`
	// At holds it to within three kilometres of a site, wherever that lies.
	At string `yaml:"at"`
	// From and To hold it to a part of the window.
	From time.Time `yaml:"from"`
	To   time.Time `yaml:"to"`
	// Unseen is how far it is kept from patrols and drones of the monitor: who
	// does it waits for up to three hours until none is within so many
	// kilometres.
	UnseenKm float64 `yaml:"unseen_km"`
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

	// Belts spread sites evenly over the whole line; At puts one at each site.
	Belts []Belt   `yaml:"belts"`
	At    []string `yaml:"at"`
	// MastM is the height it looks from; above 0, hills hide things from it.
	MastM float64 `yaml:"mast_m"`
	// Late is the chance that a row comes hours late, Broken that it arrives
	// damaged.
	Late   float64 `yaml:"late"`
	Broken float64 `yaml:"broken"`
	// Compromised is how many of the sites, from the first, somebody else
	// speaks through, and InventsPerHour how often.
	Compromised    int     `yaml:"compromised"`
	InventsPerHour float64 `yaml:"invents_per_hour"`

	Flight *Flight `yaml:"flight"` // for drones of the monitor and imaging satellites
	Scan   *Scan   `yaml:"scan"`   // for radars
	Orbit  *Orbit  `yaml:"orbit"`  // for satellites that see heat
	AIS    *AIS    `yaml:"ais"`    // for receivers of ships' positions

	index    int // among the watchers
	units    map[truceline.Kind]string
	cabinets map[int]string
}

// Belt spreads sites evenly along the line, by turns on either side of it.
type Belt struct {
	Sites  int        `yaml:"sites"`
	BackKm [2]float64 `yaml:"back_km"` // least and greatest distance from the line
}

// Flight is a watcher that comes, looks at one place after another, and goes.
type Flight struct {
	PerDay   float64       `yaml:"per_day"`
	Legs     int           `yaml:"legs"`
	Each     time.Duration `yaml:"each"`    // time at each leg
	StepKm   float64       `yaml:"step_km"` // along the line from one leg to the next
	BackKm   [2]float64    `yaml:"back_km"`
	DayOnly  bool          `yaml:"day_only"`
	Grounded bool          `yaml:"grounded"` // by fog, rain and strong wind
	Jammed   float64       `yaml:"jammed"`   // chance that a flight is cut off by jamming
	Shot     float64       `yaml:"shot"`     // chance that it is shot at and lost
}

// Scan is how a radar makes plots of what moves.
type Scan struct {
	Every    time.Duration `yaml:"every"`
	AirKm    float64       `yaml:"air_km"`    // reach to things in the air
	GroundKm float64       `yaml:"ground_km"` // and on the ground or at sea
	Chance   float64       `yaml:"chance"`    // to catch what is in reach and in sight, at one turn
	RangeM   float64       `yaml:"range_m"`   // standard error
	Deg      float64       `yaml:"deg"`       // standard error of the bearing
	SlowKmH  float64       `yaml:"slow_kmh"`  // slower things are not plotted
}

// Orbit is when a satellite that sees heat looks, and how well.
type Orbit struct {
	Source string  `yaml:"source"` // as the feed knows it: N, N20, N21
	Looks  []OfDay `yaml:"looks"`  // local times of day, each up to half an hour off
	PixelM float64 `yaml:"pixel_m"`
	Least  float64 `yaml:"least_mw"` // a fire of that power is seen with a chance of a half
}

// AIS is a receiver of what ships say of themselves.
type AIS struct {
	Every   time.Duration `yaml:"every"` // between two positions of a ship
	ReachKm float64       `yaml:"reach_km"`
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
	Rain    *float64     `yaml:"rain"`    // factor in rain
	Hidden  *float64     `yaml:"hidden"`  // factor behind a hill; not given: 0 with a mast, else 1
	Counted float64      `yaml:"counted"` // chance that each one of several is counted

	averaged float64 // mean chance within WatchKm, once worked out
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
	Mirror  float64      `yaml:"mirror"`  // chance that a number is made to match what the side did itself
	Windows []Spell      `yaml:"windows"` // hours they speak about; To may be 24:00
	Metrics []ClaimCount `yaml:"metrics"`
}

// ClaimCount is one number that the sides publish.
type ClaimCount struct {
	Metric string           `yaml:"metric"`
	Kinds  []truceline.Kind `yaml:"kinds"`
}
