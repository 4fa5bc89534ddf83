package truceline

import (
	"strconv"
	"strings"
	"time"
)

// Observation is one statement by one source: something was noticed, there and
// then, by these means. It is never edited and never merged with another; what
// happened is an [Incident].
type Observation struct {
	ID           ID        `json:"id"`    // ObservationID(entry, index within the entry)
	Entry        ID        `json:"entry"` // the raw piece it was read from
	Feed         string    `json:"feed"`
	Source       string    `json:"source"`            // ID of the sensor, post, patrol or office that speaks
	Lineage      []string  `json:"lineage,omitempty"` // its ancestors: platform, spokesman, wire; owner and nation, marked as such
	Means        Means     `json:"means"`
	Kind         Kind      `json:"kind"`
	Subtype      string    `json:"subtype,omitempty"`
	Count        Count     `json:"count"`
	Place        Place     `json:"place"`
	When         Interval  `json:"when"`
	Arrival      *Arrival  `json:"arrival,omitempty"` // when its sound reached the observer; nil: not stated
	Direction    Direction `json:"direction,omitempty"`
	Weapons      []string  `json:"weapons,omitempty"` // "consistent with" this set, never more
	Grade        Grade     `json:"grade,omitzero"`
	Confidence   string    `json:"confidence,omitempty"` // the source's own word for it: low, nominal, high
	Strength     float64   `json:"strength,omitempty"`   // how strong the signal was
	StrengthUnit string    `json:"strength_unit,omitempty"`
	Exempt       string    `json:"exempt,omitempty"` // assessed by the source as exercise, demining, ...
	DerivedFrom  []ID      `json:"derived_from,omitempty"`
	Remarks      string    `json:"remarks,omitempty"`
}

// Arrival is when a sound reached the observer, by the observer's clock: of
// several reports in one statement, the first. Where three or more observers
// state theirs, the place follows from the differences.
type Arrival struct {
	At    time.Time     `json:"at"`
	Error time.Duration `json:"error_ns"` // holding the truth with 90 %
}

// Marks of ancestors that stand behind a source without being part of how it notices:
// "owner:monitor", "nation:NO". Two sensors with one owner still notice each for
// itself; who did it, or whose word it is, they tell with one voice.
const (
	OwnerMark  = "owner:"
	NationMark = "nation:"
)

// StandsBehind reports whether an ancestor is an owner or a nation, and no part of how
// a source notices.
func StandsBehind(ancestor string) bool {
	return strings.HasPrefix(ancestor, OwnerMark) || strings.HasPrefix(ancestor, NationMark)
}

// ObservationID names the index-th observation that was read from an entry.
func ObservationID(entry ID, index int) ID {
	return IDOf("observation", string(entry[:]), strconv.Itoa(index))
}

// Count is how many, in what unit; Least of Most when the source gave a range.
// "At least 11" has Least 11 and Most 0, which means no upper bound.
type Count struct {
	Least int    `json:"least"`          // at least so many
	Most  int    `json:"most,omitempty"` // 0: no upper bound stated
	Unit  string `json:"unit,omitempty"` // what is counted, as the kind's is: explosion, burst, sortie, weapon
}

// One returns the count of exactly one.
func One(unit string) Count { return Count{Least: 1, Most: 1, Unit: unit} }

// Direction is which way something was going, as the source assessed it.
type Direction string

const (
	DirectionOutgoing     Direction = "outgoing"
	DirectionImpact       Direction = "impact"
	DirectionInFlight     Direction = "in_flight"
	DirectionCrossfire    Direction = "crossfire"
	DirectionUndetermined Direction = "undetermined"
)

// Grade is the Admiralty two-axis grade. The two are assessed apart and never
// averaged; credibility "1" is computed from independent lineages, never typed.
type Grade struct {
	Reliability string `json:"reliability,omitempty"` // A to F, of the source
	Credibility string `json:"credibility,omitempty"` // 1 to 6, of the statement
}

// Source is who or what speaks.
type Source struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Means   Means    `json:"means,omitempty"`
	Lineage []string `json:"lineage,omitempty"` // ancestors that it shares with others
	Party   string   `json:"party,omitempty"`   // side it belongs to; empty for the monitor and third persons
	At      Point    `json:"at,omitzero"`
}

// Claim is a party's allegation or announcement in numbers. It is kept with its
// claimant and is never turned into an observation.
type Claim struct {
	ID       ID       `json:"id"`
	Entry    ID       `json:"entry"`
	Truce    string   `json:"truce"`    // the truce it speaks of, as its source names it
	Claimant string   `json:"claimant"` // as written, e.g. "Russia (MoD)"
	Accused  string   `json:"accused"`
	Side     string   `json:"side,omitempty"` // the claimant's side, if it is one
	Metric   string   `json:"metric"`         // what is counted, e.g. "violations_total"
	Value    *float64 `json:"value"`          // nil: no number was given
	When     Interval `json:"window"`
	// EndsOn is set when the source gave only a day for the end: the day is
	// taken as included, and the reader is told so.
	EndsOn    Date   `json:"ends_on,omitempty"`
	StartsOn  Date   `json:"starts_on,omitempty"`
	Qualifier string `json:"qualifier,omitempty"`
	URL       string `json:"source"`
}

// Tally is a monitor's own count of many happenings over an area and a time.
// The happenings cannot be told apart any more, so it never becomes incidents.
type Tally struct {
	ID         ID       `json:"id"`
	Entry      ID       `json:"entry"`
	Report     string   `json:"report"` // the monitor's report it stands in
	By         string   `json:"by"`
	Metric     string   `json:"metric"`
	Area       string   `json:"area"`
	When       Interval `json:"when"`
	Value      int      `json:"value"`
	Explosions *int     `json:"explosions,omitempty"` // of these; nil: not stated
	Basis      string   `json:"basis"`                // stated, derived, ...: how the number was come by
	Note       string   `json:"note,omitempty"`
	URL        string   `json:"source,omitempty"`
}

// HeatDay is one satellite pixel that was hot on one day of past years; used
// only to recognise places that are always hot.
type HeatDay struct {
	At  Point
	Day int32 // days since 1970-01-01
}

// Reading is what a parser made of one entry. Any of the lists may be empty.
type Reading struct {
	Observations []Observation `json:"observations,omitempty"`
	Texts        []Text        `json:"texts,omitempty"`
	Claims       []Claim       `json:"claims,omitempty"`
	Tallies      []Tally       `json:"tallies,omitempty"`
	Watches      []Watch       `json:"watches,omitempty"`
	Controls     []ControlMap  `json:"controls,omitempty"`
	Areas        []Area        `json:"areas,omitempty"`
	Heat         []HeatDay     `json:"heat,omitempty"`
	Weather      []Weather     `json:"weather,omitempty"`
	Rulings      []Ruling      `json:"rulings,omitempty"`
	Terrain      []HeightGrid  `json:"terrain,omitempty"`
	Postures     []PostureFile `json:"postures,omitempty"`
	Refusals     []Refusal     `json:"refusals,omitempty"`
}

// Refusal says why a piece of input was not accepted. The piece itself stays
// in the journal.
type Refusal struct {
	Entry  ID     `json:"entry"`
	Feed   string `json:"feed"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
}

// Error lets a refusal be used as an error.
func (r Refusal) Error() string {
	s := r.File + ":" + strconv.Itoa(r.Line) + ": "
	if r.Field != "" {
		s += r.Field + ": "
	}
	return s + r.Reason
}
