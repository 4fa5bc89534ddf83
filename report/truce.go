package report

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/recount"
)

// Truce is the truce report: everything that stands in report.json.
type Truce struct {
	Name         string                `json:"name"`
	Title        string                `json:"title"`
	Kind         string                `json:"kind"` // real or exercise
	AsOf         time.Time             `json:"as_of"`
	Agreement    AgreementPart         `json:"agreement"`
	Window       Hours                 `json:"window"`
	ComparedWith *Hours                `json:"compared_with"` // nil: nothing is compared
	Rates        []Rate                `json:"rates"`
	Corrected    *Corrected            `json:"corrected"` // nil: no contact line, so nothing per kilometre
	Claims       []ClaimLine           `json:"claims"`
	ClaimPairs   []ClaimPair           `json:"claim_pairs"`
	Line         *Line                 `json:"line"` // nil: no contact line was worked out
	Incidents    Incidents             `json:"incidents"`
	Findings     Findings              `json:"findings"`
	Breaches     Breaches              `json:"breaches"`
	Watched      WatchedPart           `json:"watched"`
	Counts       *Counts               `json:"counts"` // nil: not a record of a monitor's tallies
	Feeds        []truceline.FeedCount `json:"feeds"`
	Refusals     int                   `json:"refusals"`
	Attribution  []string              `json:"attribution"`
	// Recounts are the record counted under other people's rules, where the run is
	// configured with any.
	Recounts []recount.Result `json:"recounts,omitempty"`
}

// AgreementPart is what a reader needs of the agreement.
type AgreementPart struct {
	ID      string                 `json:"id"`
	Version int                    `json:"version"`
	Title   string                 `json:"title"`
	Status  truceline.AgreedStatus `json:"status"`
	Parties []PartyPart            `json:"parties"` // in the order of the text
	Windows []truceline.InForce    `json:"windows"`
	Titles  truceline.Texts        `json:"titles,omitempty"`
	Clauses int                    `json:"clauses"`
	// Definitions are what words of the text mean; Authoritative is the language
	// that counts where the text is in several.
	Definitions   []truceline.Definition `json:"definitions,omitempty"`
	Languages     []string               `json:"languages,omitempty"`
	Authoritative string                 `json:"authoritative,omitempty"`
	AuthorityRead string                 `json:"authoritative_read,omitempty"`
	Sources       []string               `json:"sources"`
	Note          string                 `json:"note,omitempty"`
}

// PartyPart names a party.
type PartyPart struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Hours is a window with its length; times are UTC.
type Hours struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Hours float64   `json:"hours"`
}

func hoursOf(w truceline.Window) Hours {
	return Hours{From: w.From.UTC(), To: w.To.UTC(), Hours: w.Hours()}
}

// Rate is how often one class of happening began, inside the window and in the
// hours it is compared with.
type Rate struct {
	Class      string         `json:"class"` // air_alert, thermal, thermal_not_standing, or a kind's name
	Kind       truceline.Kind `json:"kind"`
	Name       string         `json:"name"`
	Inside     Count          `json:"inside"`
	Before     *Count         `json:"before"`     // nil: nothing is compared
	Comparable *Comparable    `json:"comparable"` // nil: nothing can be compared
	Ratio
	// AtRisk is set for air alerts only.
	AtRisk *AtRisk `json:"at_risk_area_hours"`
	Raids  *Raids  `json:"raids"`
	Looks  *Looks  `json:"looks"` // set for classes seen from orbit only
	// State is how well the class was watched inside the window.
	State       truceline.Watching `json:"state"`
	StateBefore truceline.Watching `json:"state_before,omitempty"`
	// Effort and EffortBefore say what the two counts rest on: watcher-hours,
	// looks, or area-hours at risk, in words.
	Effort       string `json:"effort"`
	EffortBefore string `json:"effort_before,omitempty"`
	Note         string `json:"note"`
	// Corrected is the rate near the contact line that reckons with how well was
	// watched; nil for kinds that have none, and where nothing can be said.
	Corrected *truceline.Rate `json:"corrected,omitempty"`
}

// Count is a number of beginnings. A nil count means that nothing was watching,
// which is not the same as none.
type Count struct {
	Count *int    `json:"count"`
	Hours float64 `json:"hours"`
}

// Comparable is what is left when areas and hours that were blind in either
// window are taken out of both.
type Comparable struct {
	Inside       int        `json:"inside"`
	Before       int        `json:"before"`
	InsideHours  float64    `json:"inside_hours"`
	BeforeHours  float64    `json:"before_hours"`
	AreasLeftOut []LeftOut  `json:"areas_left_out"`
	HoursLeftOut []HoursOut `json:"hours_left_out,omitempty"`
}

// LeftOut is an area left out of a comparison.
type LeftOut struct {
	Area string `json:"area"`
	Name string `json:"name"`
	Why  string `json:"why"`
}

// HoursOut is a stretch of the window, and the same stretch earlier, left out of
// a comparison.
type HoursOut struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Why  string    `json:"why"`
}

// Ratio is a rate ratio, inside over before, with its interval.
type Ratio struct {
	RateRatio *float64 `json:"rate_ratio"` // nil: cannot be formed
	// CI95 has two elements; a nil upper one is without bound. Nil: none.
	CI95   []*float64 `json:"ci95"`
	PValue *float64   `json:"p_value"` // two-sided, that the rates are equal
	// Clustered is the same interval with bursts allowed for: happenings do not come
	// one by one, and VarianceOverMean says how much more their number in three hours
	// varies than if they did. Nil and 0: not worked out.
	Clustered        []*float64 `json:"ci95_clustered,omitempty"`
	VarianceOverMean float64    `json:"variance_over_mean,omitempty"`
}

// AtRisk is how many area-hours could have raised a new alert, and how many
// alerts began in a thousand of them.
type AtRisk struct {
	Inside         float64    `json:"inside"`
	Before         float64    `json:"before"`
	InsidePer1000h *float64   `json:"inside_per_1000"`
	BeforePer1000h *float64   `json:"before_per_1000"`
	RateRatio      *float64   `json:"rate_ratio"` // of the rates per area-hour at risk
	CI95           []*float64 `json:"ci95"`
}

// Raids compares groups of alerts.
type Raids struct {
	GapMinutes int `json:"gap_minutes"`
	Inside     int `json:"inside"`
	Before     int `json:"before"`
	Ratio
}

// Looks counts satellite passes that left rows.
type Looks struct {
	Inside     int       `json:"inside"`
	Before     int       `json:"before"`
	DaysInside []FileDay `json:"days_inside"`
	DaysBefore []FileDay `json:"days_before"`
	// PerLook is the ratio of the comparable counts per look in the comparable hours.
	PerLook *float64 `json:"rate_ratio_per_look"`
}

// FileDay is a UTC day that a window touches, and which satellites' files of it
// are there.
type FileDay struct {
	Day     truceline.Date `json:"day"`
	Present []string       `json:"present"`
	Missing []string       `json:"missing"`
}
