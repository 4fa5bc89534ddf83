package truceline

import "time"

// Terms are what a clause says beyond what, where and who: the numbers, times
// and deeds of its form. Which may stand depends on the form of duty; those that
// are left out leave the duty to people.
type Terms struct {
	// Weapons are ids of the weapon classes that the clause is about; empty: all.
	Weapons []string `json:"weapons,omitempty" yaml:"weapons"`
	// Line is the id of the reference line from which DistanceKm is kept, for each
	// party by its id.
	Line       string             `json:"line,omitempty" yaml:"line"`
	DistanceKm map[string]float64 `json:"distance_km,omitempty" yaml:"distance_km"`
	// Most is how many a cap allows, Least how many of Unit there must be.
	Most  *int   `json:"most,omitempty" yaml:"most"`
	Least *int   `json:"least,omitempty" yaml:"least"`
	Unit  string `json:"unit,omitempty" yaml:"unit"`
	// Within is the time the duty speaks of: how long a sighting counts, how long
	// quiet must have held, how soon the other side must follow, how long before
	// or after someone must be told, how soon access must be given.
	Within time.Duration `json:"within_ns,omitempty" yaml:"within"`
	// Notice is before or after: when someone must be told.
	Notice string `json:"notice,omitempty" yaml:"notice"`
	// Deeds are the acts that the duty asks for, in their order, as the subtype of
	// an observation names them: "notice", "hotline", "withdrawal".
	Deeds []string `json:"deeds,omitempty" yaml:"deeds"`
	// States are the words, as the subtype of an observation, for a protected
	// object that is not as the text asks.
	States []string `json:"states,omitempty" yaml:"states"`
	// Complete says that what is not in the record was not done, because the
	// monitor itself keeps the register: notices to it, its hotline.
	Complete bool    `json:"complete_record,omitempty" yaml:"complete_record"`
	Stages   []Stage `json:"stages,omitempty" yaml:"stages"`
	// RadiusM is the circle round each of Around, objects that move, which those
	// in Watches must keep out of; a name that ends in * stands for all that begin
	// so. Of a corridor it is how far from Path they may be.
	RadiusM float64    `json:"radius_m,omitempty" yaml:"radius_m"`
	Around  []string   `json:"around,omitempty" yaml:"around"`
	Watches []string   `json:"watches,omitempty" yaml:"watches"`
	Path    Polyline   `json:"path,omitempty" yaml:"path"`
	Stock   []Declared `json:"declared,omitempty" yaml:"declared"`
}

// Pattern is a cluster of happenings that a text treats as one: a coordinated
// attack, probing. A clause with a pattern says nothing of a single happening.
type Pattern struct {
	Name  string `json:"name" yaml:"name"`
	Least int    `json:"least" yaml:"least"` // how many happenings it takes, at least two
	// Within is how long after the first of them the others begin at the latest,
	// AcrossKm how far from it they are at most.
	Within   time.Duration `json:"within_ns" yaml:"within"`
	AcrossKm float64       `json:"across_km" yaml:"across_km"`
	// Different is how many kinds of happening must be among them; 0: one will do.
	Different int `json:"different,omitempty" yaml:"different"`
}

// Stage is one step of a schedule: a deed that each bound party must have done
// by a moment.
type Stage struct {
	By   time.Time `json:"by" yaml:"by"`
	Deed string    `json:"deed" yaml:"deed"`
	Text string    `json:"text,omitempty" yaml:"text"`
}

// Declared is what a party has declared to hold at a place.
type Declared struct {
	Party  string `json:"party" yaml:"party"`
	Zone   string `json:"zone" yaml:"zone"` // where it is kept
	Weapon string `json:"weapon,omitempty" yaml:"weapon"`
	Count  int    `json:"count" yaml:"count"`
	// Serials are the serial numbers, where they were declared; no more than Count.
	Serials []string `json:"serials,omitempty" yaml:"serials"`
}

// Definition says what a word of the text means here.
type Definition struct {
	Word  string `json:"word" yaml:"word"`
	Words Texts  `json:"words,omitempty" yaml:"words"`
	// Means is what it means, or "not defined" where the text is silent.
	Means    string `json:"means" yaml:"means"`
	Meanings Texts  `json:"meanings,omitempty" yaml:"meanings"`
	// Readings are the parties' own, by their ids, where they differ.
	Readings map[string]string `json:"readings,omitempty" yaml:"readings"`
}

// ReferenceLine is a line from which a party must keep its distance. A text may
// name a different one for each side.
type ReferenceLine struct {
	ID     string `json:"id" yaml:"id"`
	Name   string `json:"name" yaml:"name"`
	Names  Texts  `json:"names,omitempty" yaml:"names"`
	AsOf   Date   `json:"as_of,omitempty" yaml:"as_of"`
	Source string `json:"source,omitempty" yaml:"source"`
	// Contact is set for the contact line of each day; else Points are its course.
	// With neither the line is named and not at hand.
	Contact bool     `json:"contact,omitempty" yaml:"contact"`
	Points  Polyline `json:"points,omitempty" yaml:"points"`
	// For are the parties that it is the line of; empty: all.
	For []string `json:"for,omitempty" yaml:"for"`
}

// WeaponClass is a group of weapons that a text treats alike.
type WeaponClass struct {
	ID    string `json:"id" yaml:"id"`
	Name  string `json:"name" yaml:"name"`
	Names Texts  `json:"names,omitempty" yaml:"names"`
	// Types are the words that observations use for them.
	Types []string `json:"types,omitempty" yaml:"types"`
	// CalibreMM and RangeKm bound the class where the text does so by number.
	CalibreMM *Bounds `json:"calibre_mm,omitempty" yaml:"calibre_mm"`
	RangeKm   *Bounds `json:"range_km,omitempty" yaml:"range_km"`
}

// Bounds are from Least up to but not including Below; 0 means no bound.
type Bounds struct {
	Least float64 `json:"least,omitempty" yaml:"least"`
	Below float64 `json:"below,omitempty" yaml:"below"`
}

// ResponseStep is one step of what the text says shall follow a breach.
type ResponseStep struct {
	After time.Duration `json:"after_ns" yaml:"after"` // counted from the first finding of the breach
	Who   string        `json:"who" yaml:"who"`
	Names Texts         `json:"names,omitempty" yaml:"names"` // who acts, in other languages
	Text  string        `json:"text" yaml:"text"`
	Texts Texts         `json:"texts,omitempty" yaml:"texts"`
	Least string        `json:"severity,omitempty" yaml:"severity"` // from which severity on; empty: any
}

// Amendment is a change of the text from a moment on. The clauses that it
// replaces are kept, and end there.
type Amendment struct {
	Version int       `json:"version" yaml:"version"`
	From    time.Time `json:"from" yaml:"from"`
	Text    string    `json:"text" yaml:"text"`
	Texts   Texts     `json:"texts,omitempty" yaml:"texts"`
	Removes []string  `json:"removes,omitempty" yaml:"removes"`
}
