package sim

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// Exercise is a world to be played: its ground, what tends to happen on it, and
// who watches. Every length is in kilometres and every place along the line is
// the distance from the line's first point, unless a name says otherwise.
type Exercise struct {
	ID        string      `yaml:"id"`        // name of its folder
	Title     string      `yaml:"title"`     // in a few words
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
	Air      Air       `yaml:"air"`
	Drones   []Drone   `yaml:"drones"` // civil ones that the monitor has permitted
	Fires    Fires     `yaml:"fires"`  // what burns, for satellites
	Press    Press     `yaml:"press"`
	Hotline  Hotline   `yaml:"hotline"`
	Alerts   Alerts    `yaml:"alerts"`

	// Line is the contact line from its first to its last point; it is read
	// from the line file, not from the YAML.
	Line truceline.Polyline `yaml:"-"`

	// Posture is who watches; it is read from posture.yaml.
	Posture `yaml:"-"`

	agreement []byte  // text of the agreement, when it lies beside the exercise
	posture   []byte  // text of posture.yaml
	swapped   bool    // the labels of the sides are exchanged
	scale     float64 // how much more often things happen than as written, once it is played
	sky       *sky    // the weather as drawn, once it is played
	relief    *relief // the hills as drawn
	causes    *causes // wind and thunder as drawn
	jams      []jam   // where satellite navigation does not work, and when
}

// Suite is how large an exercise is when the score suite runs it.
type Suite struct {
	Hours float64 `yaml:"hours"` // from the beginning of the window; 0: left out
	Scale float64 `yaml:"scale"` // how much more often things happen than written
}

// Place is a site: a nuclear plant, a switchyard, a port.
type Place struct {
	ID   string  `yaml:"id"`   // as events and watchers name it
	Name string  `yaml:"name"` // as people say it
	Kind string  `yaml:"kind"` // nuclear, power, port, town
	At   Corner  `yaml:"at"`
	Mast float64 `yaml:"mast_m"` // height of what stands there, for the sight of it
}

// Climate is what weather is drawn, hour by hour in regions of 100 km of line.
type Climate struct {
	Cloud        float64 `yaml:"cloud"`          // mean cover, 0 to 1
	WindMS       float64 `yaml:"wind_ms"`        // mean wind, metres per second
	StrongMS     float64 `yaml:"strong_ms"`      // at or above it microphones suffer; 0 means 12
	Rain         float64 `yaml:"rain"`           // share of hours with rain
	FogAtNight   float64 `yaml:"fog_at_night"`   // share of the hours from 02 to 08 with fog
	TemperatureC float64 `yaml:"temperature_c"`  // of the air, for the speed of sound; 0 means 20
	StormsPerDay float64 `yaml:"storms_per_day"` // thunderstorms, in the whole country
}

// Relief is a height field drawn from the seed.
type Relief struct {
	HeightM float64 `yaml:"height_m"` // between valleys and hills; 0: flat, nothing is hidden
	WaveKm  float64 `yaml:"wave_km"`  // from hill to hill
}

// Silence is a local agreement to hold fire.
type Silence struct {
	FromKm float64   `yaml:"from_km"` // along the line
	ToKm   float64   `yaml:"to_km"`   // along the line
	From   time.Time `yaml:"from"`    // beginning
	To     time.Time `yaml:"to"`      // end
	Factor float64   `yaml:"factor"`  // what is left of the rates of fire
}

// Traffic is what moves on the ground by day and night.
type Traffic struct {
	TripsPerDay float64       `yaml:"trips_per_day"` // mean, in the whole country
	SpeedKmH    [2]float64    `yaml:"speed_kmh"`     // least and greatest
	Lasts       time.Duration `yaml:"lasts"`         // mean length of a trip
	DepthKm     [2]float64    `yaml:"depth_km"`      // from the line, least and greatest
}

// Raid is a group of one-way drones or cruise missiles of one side.
type Raid struct {
	Sort     string        `yaml:"sort"`   // drone or cruise
	By       string        `yaml:"by"`     // side
	Number   int           `yaml:"number"` // how many fly
	From     time.Time     `yaml:"from"`   // of the first launch
	Over     time.Duration `yaml:"over"`   // launches are spread over it
	Launch   []Corner      `yaml:"launch"`
	Via      []Corner      `yaml:"via"`       // turning points, each taken with a chance of a half
	Targets  []string      `yaml:"targets"`   // sites, by ID
	SpeedKmH [2]float64    `yaml:"speed_kmh"` // least and greatest
	Downed   float64       `yaml:"downed"`    // chance to be shot down on the way
}

// Alerts are warnings of an attack from the air that come to nothing, beside
// those that raids bring.
type Alerts struct {
	FalsePerDay float64       `yaml:"false_per_day"` // in the whole country
	Lasts       time.Duration `yaml:"lasts"`         // mean
	CAP         []string      `yaml:"cap"`           // areas whose authority warns in CAP and in nothing else
}

// Sea is a shipping corridor.
type Sea struct {
	Corridor       []Corner   `yaml:"corridor"`
	VesselsPerDay  float64    `yaml:"vessels_per_day"`  // that go through the corridor
	SpeedKn        [2]float64 `yaml:"speed_kn"`         // knots, least and greatest
	Anchors        float64    `yaml:"anchors"`          // chance that a vessel waits at anchor on its way
	Dark           float64    `yaml:"dark"`             // chance that a vessel stops sending for a while
	Shifted        float64    `yaml:"shifted"`          // chance that it sends a false position for a while
	GhostsPerDay   float64    `yaml:"ghosts_per_day"`   // tracks with no ship
	WarshipsPerDay float64    `yaml:"warships_per_day"` // craft in the corridor that may not be there; they send nothing
}

// Air is what flies along the line, beside drones and raids.
type Air struct {
	FlightsPerDay float64    `yaml:"flights_per_day"` // that say where they are, on either side
	SilentPerDay  float64    `yaml:"silent_per_day"`  // of each side, that do not
	SpeedKmH      [2]float64 `yaml:"speed_kmh"`       // least and greatest
	AltM          [2]float64 `yaml:"alt_m"`           // metres, least and greatest
	BackKm        [2]float64 `yaml:"back_km"`         // from the line
	Dark          float64    `yaml:"dark"`            // chance that one falls silent for a while
}

// Drone is civil flights that the monitor has permitted, by day: up and down over a
// field or a harbour. They say who and where they are.
type Drone struct {
	Sort     string        `yaml:"sort"`      // what they are for
	PerDay   float64       `yaml:"per_day"`   // mean number of flights in the daylight of a day
	At       string        `yaml:"at"`        // a site; empty: by the line
	AtKm     float64       `yaml:"at_km"`     // along the line
	BackKm   float64       `yaml:"back_km"`   // distance from the line, on either side
	WithinKm float64       `yaml:"within_km"` // how far from there
	Lasts    time.Duration `yaml:"lasts"`     // mean
	SpeedKmH [2]float64    `yaml:"speed_kmh"` // least and greatest
	AltM     [2]float64    `yaml:"alt_m"`     // least and greatest height above the ground
}

// Fires are what burns beside what was shot at.
type Fires struct {
	FieldsPerDay float64 `yaml:"fields_per_day"` // burning fields
	Standing     int     `yaml:"standing"`       // works and flares that are always hot
	FromImpact   float64 `yaml:"from_impact"`    // chance that an impact sets something alight
}

// Press is who writes about what happened. They copy each other.
type Press struct {
	Outlets        int     `yaml:"outlets"`          // how many there are
	Chance         float64 `yaml:"chance"`           // that a happening is written about at all
	Copies         float64 `yaml:"copies"`           // mean number of copies of one piece
	Named          float64 `yaml:"named"`            // chance that a copy says what it was copied from
	InventedPerDay float64 `yaml:"invented_per_day"` // pieces about nothing
}

// Posture is who watches, where and how well: posture.yaml.
type Posture struct{ Watchers []Watcher }

// Watcher is one sort of watcher, with what its rows need again and again.
type Watcher struct {
	posture.Watcher
	index    int // among the watchers
	units    map[truceline.Kind]string
	cabinets map[int]string
	averaged []float64 // by reach: mean chance within its WatchKm
}

// Window is the time that is played, [From, To). Both must be written with the
// same offset from UTC, which is taken as local time throughout.
type Window struct {
	From time.Time `yaml:"from"` // beginning
	To   time.Time `yaml:"to"`   // end, no longer than seven days later
}

// Side is one of the two parties.
type Side struct {
	ID   string `yaml:"id"`   // short
	Name string `yaml:"name"` // as people say it
}

// Ground is the made-up country round the line. Left and Right are the corners
// of its outer border, from the line's first point to its last on either hand
// and without those two points themselves. Cuts divide it into areas: each
// joins a corner of Left to a corner of Right (counted from 0).
type Ground struct {
	Left  []Corner `yaml:"left"`
	Right []Corner `yaml:"right"`
	Cuts  [][2]int `yaml:"cuts"`  // corners of Left and Right, from 0
	Areas []Area   `yaml:"areas"` // one more than there are cuts, from the line's first end
	// Raions is into how many strips each area is divided, from its left border
	// to its right; 0: it is not. Their IDs are the area's and a number.
	Raions int `yaml:"raions"`
}

// Corner is a place as [latitude, longitude] in WGS84 degrees.
type Corner [2]float64

// Area names one of the areas.
type Area struct {
	ID string `yaml:"id"` // as areas.geojson has it
	EN string `yaml:"en"` // name in English
	UK string `yaml:"uk"` // name in Ukrainian, as the service of alerts writes it
	RU string `yaml:"ru"` // name in Russian
}

// Stretch is a part of the line where more (or less) happens than elsewhere.
type Stretch struct {
	FromKm float64 `yaml:"from_km"` // along the line
	ToKm   float64 `yaml:"to_km"`   // along the line
	Factor float64 `yaml:"factor"`  // against 1 elsewhere
}

// EventRate is how often a kind of thing happens on its own account.
type EventRate struct {
	Kind    truceline.Kind `yaml:"kind"`
	Subtype string         `yaml:"subtype"` // what it is more closely, as the truth names it
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
	Weapons   []string            `yaml:"weapons"` // with what
	// Exempt is set for announced activity such as demining: nobody shoots.
	Exempt string `yaml:"exempt"`
	// FromKm and ToKm hold it to a part of the line; both 0: the whole.
	FromKm float64 `yaml:"from_km"`
	ToKm   float64 `yaml:"to_km"` // up to there along the line
	// RadiusKm is how far interference reaches; 0 means 8 km.
	RadiusKm float64 `yaml:"radius_km"`
	// At holds it to within three kilometres of a site, wherever that lies.
	At string `yaml:"at"`
	// From and To hold it to a part of the window.
	From time.Time `yaml:"from"`
	To   time.Time `yaml:"to"` // end of that part
	// Unseen is how far it is kept from patrols and drones of the monitor: who
	// does it waits for up to three hours until none is within so many
	// kilometres.
	UnseenKm float64 `yaml:"unseen_km"`
	// Cover is announced activity, as its exempt says, under cover of which it is
	// done and never otherwise: PerCover times on average while it goes on.
	Cover    string  `yaml:"cover"`
	PerCover float64 `yaml:"per_cover"` // mean number while it goes on
	// Moves is set for what comes by road, or leaves.
	Moves *Moves `yaml:"moves"`
	// DriftKmH is how fast, at the most, it drifts on the water.
	DriftKmH float64 `yaml:"drift_kmh"`
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
	Kind   string  `yaml:"kind"`    // fog or wind
	FromKm float64 `yaml:"from_km"` // along the line
	ToKm   float64 `yaml:"to_km"`   // along the line
	Spell  `yaml:",inline"`
}

// Spell is a time of day from From up to To.
type Spell struct {
	From posture.OfDay `yaml:"from"`
	To   posture.OfDay `yaml:"to"`
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
	Metric string           `yaml:"metric"` // what is counted, as the claims name it
	Kinds  []truceline.Kind `yaml:"kinds"`
}
