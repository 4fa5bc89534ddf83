package truceline

import "time"

// Run says what one reading of a journal was about: which agreement, which
// hours, what it is compared with, and whose data it stands on.
type Run struct {
	Name         string    `json:"name"`  // e.g. "easter-2026"
	Title        string    `json:"title"` // for people
	Kind         string    `json:"kind"`  // "real" or "exercise"
	Agreement    Agreement `json:"agreement"`
	Window       Window    `json:"window"`        // the hours the report is about
	ComparedWith *Window   `json:"compared_with"` // the same hours earlier; nil when nothing is compared
	MissionZone  string    `json:"mission_zone"`  // IANA zone of the reporting day, e.g. "Europe/Kyiv"
	// Recount names the codebooks under which reports count the record again, and
	// RecountSides which side of the record a party of theirs is.
	Recount      []string          `json:"recount,omitempty"`
	RecountSides map[string]string `json:"recount_sides,omitempty"`
	CutOff       string            `json:"cut_off"`     // local end of the reporting day, "19:30"
	Line         bool              `json:"line"`        // whether a contact line is worked out
	Counts       bool              `json:"counts"`      // whether the record is a monitor's daily counts
	Attribution  []string          `json:"attribution"` // lines that stand on every map and report
}

// Record is everything worked out from a journal: the newest version of each
// incident and finding, and what they stand on. It is what is stored, asked
// and reported; it can always be made again from the journal.
type Record struct {
	Run       Run           `json:"run"`
	AsOf      time.Time     `json:"as_of"` // engine time: the newest tick
	Areas     []Area        `json:"areas"`
	Lines     []ContactLine `json:"lines"` // one a control map, by day
	Moved     *Moved        `json:"moved,omitempty"`
	Incidents []Incident    `json:"incidents"`
	Findings  []Finding     `json:"findings"`
	Tracks    []Track       `json:"tracks"`
	Claims    []Claim       `json:"claims"`
	Tallies   []Tally       `json:"tallies"`
	Watches   []Watch       `json:"watches"`
	// Coverage is how well the contact line was watched over the run's window, for
	// each kind that the agreement speaks of.
	Coverage []WatchTable `json:"coverage"`
	Silences []Silence    `json:"silences"` // by incident, in the order of incidents
	// Sources says how each source's statements fared, by name.
	Sources []SourceRecord `json:"sources"`
	// Circular is what texts of the press have from one another in a ring; that of
	// statements stands with their incident.
	Circular []Circular `json:"circular"`
	Rates    []Rate     `json:"rates"`
	// RateChecks is nil where there are no rates.
	RateChecks *RateChecks `json:"rate_checks,omitempty"`
	Standing   []Standing  `json:"standing"` // what stands for long, by kind; first on all ground, then by side
	Changes    []Change    `json:"changes"`  // of the rates within the window
	Refusals   []Refusal   `json:"refusals"`
	Feeds      []FeedCount `json:"feeds"`
}

// Moved is how much ground changed hands on the map between two days. Maps are
// edited in steps, so this is what the map says, not what happened that day.
type Moved struct {
	From      Date    `json:"from"`
	To        Date    `json:"to"`
	Holder    string  `json:"holder"`
	GainedKm2 float64 `json:"gained_km2"`
	LostKm2   float64 `json:"lost_km2"`
}

// FeedCount is what came through one feed.
type FeedCount struct {
	Feed         string `json:"feed"`
	Files        int    `json:"files"`
	Entries      int    `json:"entries"`
	Observations int    `json:"observations"`
	Refused      int    `json:"refused"`
}
