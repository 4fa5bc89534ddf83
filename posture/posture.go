// Package posture is who watches, where, how far and how well: posture.yaml. One
// schema (docs/posture.schema.json) serves all who need it: exercises place
// watchers by it, the coverage ledger reckons chances of noticing from it, and
// plans compare one posture with another.
//
// It is pure: it reads texts that it is handed, and knows no clock and no disk.
package posture

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
)

// Posture is the whole file. An exercise's own names sorts of watchers and how
// many of each stand where along the line; a mission's, and that of a made
// world, also lists the sites as they stand.
type Posture struct {
	Conditions Conditions `yaml:"conditions"`
	Watchers   []Watcher  `yaml:"watchers"`
	Sites      []Site     `yaml:"sites"`
	// Corrections are what double detections taught of the chances above, and of the
	// models that ship. [truceline.Correction] says which of several counts.
	Corrections []truceline.Correction `yaml:"corrections"`
}

// Conditions are from when on the weather is such as the factors of the reaches
// are about; 0: as the ledger's own models have it.
type Conditions struct {
	WindMS  float64 `yaml:"wind_ms"`   // wind from so many metres per second
	RainMMH float64 `yaml:"rain_mm_h"` // rain from so many millimetres an hour
	FogKm   float64 `yaml:"fog_km"`    // fog under so much visibility
}

// Site is one fixed watcher in its place. Patrols, flights and satellites are
// not sites: where they were stands in the table of watches.
type Site struct {
	Name      string   `yaml:"name"`       // as in Watch.By and Observation.Source
	Sort      string   `yaml:"sort"`       // of the watcher that it is one of
	Lat       float64  `yaml:"lat"`        // WGS84 degrees
	Lon       float64  `yaml:"lon"`        // WGS84 degrees
	FacingDeg float64  `yaml:"facing_deg"` // middle of its field of view, clockwise from true north; for those with a field_deg
	Lineage   []string `yaml:"lineage"`    // what it shares with others: its mast, cabinet, power line
}

// Point is where the site stands.
func (s Site) Point() truceline.Point { return truceline.Point{Lat: s.Lat, Lon: s.Lon} }

// OfDay is a local time of day, since midnight, written "05:30".
type OfDay time.Duration

// UnmarshalYAML reads "05:30"; "24:00" is the end of the day.
func (o *OfDay) UnmarshalYAML(n *yaml.Node) error {
	var h, m int
	if k, err := fmt.Sscanf(n.Value, "%d:%d", &h, &m); err != nil || k != 2 || len(n.Value) != 5 ||
		h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return fmt.Errorf("line %d: not a time of day as 05:30: %q", n.Line, n.Value)
	}
	*o = OfDay(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
	return nil
}

// Watcher is one sort of watcher: how many, where, what they notice, how well.
type Watcher struct {
	Sort     string           `yaml:"sort"`   // its name, and that of its file: acoustic, camera, patrol, ...
	Form     string           `yaml:"form"`   // of its observation table: csv (also when not given) or ndjson; nmea for a receiver of AIS and hex for one of ADS-B, remoteid for one of drones: what it hears as it hears it; sapient for cameras and posts that speak it; stac for imaging satellites whose looks a catalogue of scenes tells, klv for drones whose looks the metadata of their pictures tell: what was found in them a table tells
	Prefix   string           `yaml:"prefix"` // of the names of its sites, e.g. "AP"
	Means    truceline.Means  `yaml:"means"`
	Clusters []Cluster        `yaml:"clusters"`
	FieldDeg float64          `yaml:"field_deg"` // width of its field of view; 0: all round
	Reach    []Reach          `yaml:"reach"`
	Says     map[string][]Say `yaml:"says"` // by kind: what it takes it for; a kind that is not here is told as it is

	BearingDeg float64 `yaml:"bearing_deg"` // half width of the bearing it states, holding the truth with 95 %
	RangeError float64 `yaml:"range_error"` // part of the range, holding the truth with 95 %; 0: it knows no range

	FalsePerHour float64 `yaml:"false_per_hour"` // false alarms of one site; of a radar, plots of nothing that is looked for
	FalseSays    []Say   `yaml:"false_says"`
	// FalseInWind is how many times as many false alarms it raises in strong
	// wind; 0: as many as ever.
	FalseInWind float64 `yaml:"false_in_wind"`
	// Thunder is the chance that one stroke of lightning is taken for something
	// else, as [kilometres, probability] with straight lines between.
	Thunder [][2]float64 `yaml:"thunder"`

	Clock       Clock         `yaml:"clock"`
	Delay       time.Duration `yaml:"delay"`       // mean time from the end of what was noticed to its arrival
	Repeat      float64       `yaml:"repeat"`      // chance that the same row is sent twice
	Relay       float64       `yaml:"relay"`       // chance that a desk enters it again as its own statement
	Assess      float64       `yaml:"assess"`      // chance that it can tell direction, weapon and subtype
	Reliability string        `yaml:"reliability"` // of the source, A to F (Admiralty)
	Outages     []Outage      `yaml:"outages"`

	// The rest is for patrols only.
	Halts int           `yaml:"halts"` // places at which a team stops in a day
	Stays time.Duration `yaml:"stays"` // time at each
	// What who holds the ground does to a team on its way to a halt: it is turned
	// back, held for a while, or let through on condition that it only listens.
	Denied  float64       `yaml:"denied"`  // chance that it is turned back
	Delayed float64       `yaml:"delayed"` // chance that it is held
	Held    time.Duration `yaml:"held"`    // mean time that it is held
	Limited float64       `yaml:"limited"` // chance that it may only listen

	// Belts spread sites evenly over the whole line; At puts one at each site.
	Belts []Belt   `yaml:"belts"`
	At    []string `yaml:"at"` // IDs of the exercise's sites, one at each
	// MastM is the height it looks from; above 0, hills hide things from it.
	MastM float64 `yaml:"mast_m"`
	// Late is the chance that a row comes hours late, Broken that it arrives
	// damaged.
	Late   float64 `yaml:"late"`
	Broken float64 `yaml:"broken"` // chance that a message arrives damaged
	// Compromised is how many of the sites, from the first, somebody else
	// speaks through, and InventsPerHour how often.
	Compromised    int     `yaml:"compromised"`
	InventsPerHour float64 `yaml:"invents_per_hour"` // by one such site

	Device *Device `yaml:"device"` // that a team carries
	Flight *Flight `yaml:"flight"` // for drones of the monitor and imaging satellites
	Scan   *Scan   `yaml:"scan"`   // for radars
	Orbit  *Orbit  `yaml:"orbit"`  // for satellites that see heat
	AIS    *AIS    `yaml:"ais"`    // for receivers of ships' positions
	Meter  *Meter  `yaml:"meter"`  // for technical meters at plants and switchyards
	// RemoteID is for receivers of what drones broadcast of themselves; with mast_m, as radio
	// goes no further than the horizon.
	RemoteID *AIS `yaml:"remote_id"`
	ADSB     *AIS `yaml:"adsb"` // for receivers of aircraft's positions; with mast_m, as radio goes no further than the horizon

	// Owner is who owns the sites, Nation which contributing nation the owner is of, Network
	// what carries their messages, so that it takes all of them with it when it
	// fails; all empty where not known.
	Owner   string `yaml:"owner"`
	Nation  string `yaml:"nation"`  // that the owner is of, where several of its bodies watch
	Network string `yaml:"network"` // what carries their messages
	// Every is the time within which a site that works lets itself be heard;
	// one that is silent for longer counts as fallen silent. 0: not declared.
	Every time.Duration `yaml:"every"`
}

// Device is the phone or tablet of a team: it says where they are, and what they see
// is marked on it (Cursor on Target).
type Device struct {
	Every time.Duration    `yaml:"every"` // between two positions
	Delay time.Duration    `yaml:"delay"` // mean time from a message to its arrival
	Form  string           `yaml:"form"`  // xml (also when not given), or tak: TAK protocol version 1
	Marks []truceline.Kind `yaml:"marks"` // what its team marks on it where it sees it, and enters nowhere else
	Chats float64          `yaml:"chats"` // chance that a team says in a few words that it has come, and that it goes
}

// Belt spreads sites evenly along the line, by turns on either side of it.
type Belt struct {
	Sites  int        `yaml:"sites"`   // how many
	BackKm [2]float64 `yaml:"back_km"` // least and greatest distance from the line
}

// Flight is a watcher that comes, looks at one place after another, and goes.
type Flight struct {
	PerDay   float64       `yaml:"per_day"`  // mean number of flights
	Legs     int           `yaml:"legs"`     // places at which it looks, one after another
	Each     time.Duration `yaml:"each"`     // time at each leg
	StepKm   float64       `yaml:"step_km"`  // along the line from one leg to the next
	BackKm   [2]float64    `yaml:"back_km"`  // distance from the line, least and greatest
	DayOnly  bool          `yaml:"day_only"` // it flies by day only
	Grounded bool          `yaml:"grounded"` // by fog, rain and strong wind
	Jammed   float64       `yaml:"jammed"`   // chance that a flight is cut off by jamming
	Shot     float64       `yaml:"shot"`     // chance that it is shot at and lost
	// RemoteID says that it broadcasts who and where it is, as small drones must.
	RemoteID bool `yaml:"remote_id"`
}

// Scan is how a radar makes plots of what moves.
type Scan struct {
	Every    time.Duration `yaml:"every"`     // from one turn to the next
	AirKm    float64       `yaml:"air_km"`    // reach to things in the air
	GroundKm float64       `yaml:"ground_km"` // and on the ground or at sea
	Chance   float64       `yaml:"chance"`    // to catch what is in reach and in sight, at one turn
	RangeM   float64       `yaml:"range_m"`   // standard error
	Deg      float64       `yaml:"deg"`       // standard error of the bearing
	SlowKmH  float64       `yaml:"slow_kmh"`  // slower things are not plotted
}

// Orbit is when a satellite that sees heat looks, and how well.
type Orbit struct {
	Source string  `yaml:"source"`   // as the feed knows it: N, N20, N21
	Looks  []OfDay `yaml:"looks"`    // local times of day, each up to half an hour off
	PixelM float64 `yaml:"pixel_m"`  // width of a pixel, metres
	Least  float64 `yaml:"least_mw"` // a fire of that power is seen with a chance of a half, one of power p with p²/(p²+least²)
	// SwathKm is how wide a strip one look takes in, across its track: that of a
	// sun-synchronous satellite as VIIRS is on (see [Orbit.Swath]). 0: not stated,
	// and a look is taken to see the whole theatre.
	SwathKm float64 `yaml:"swath_km"`
}

// AIS is a receiver of what ships, or aircraft, say of themselves.
type AIS struct {
	Every   time.Duration `yaml:"every"`    // between two positions of one of them
	ReachKm float64       `yaml:"reach_km"` // how far it hears
}

// Meter is what a technical meter reads, event or not.
type Meter struct {
	Every    time.Duration `yaml:"every"`     // between two readings
	DoseUSvH float64       `yaml:"dose_usvh"` // usual gamma dose rate, microsieverts an hour; 0: it measures none
	Lines    int           `yaml:"lines"`     // off-site power lines that it watches
	WithinKm float64       `yaml:"within_km"` // how far off what happens to them counts
}

// Cluster is a group of sites along the line, by turns on either side of it.
type Cluster struct {
	AtKm    float64 `yaml:"at_km"`    // of its middle
	Sites   int     `yaml:"sites"`    // how many
	EveryKm float64 `yaml:"every_km"` // between one and the next
	BackKm  float64 `yaml:"back_km"`  // distance from the line
}
