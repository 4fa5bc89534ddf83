package truceline

import (
	"strconv"
	"time"
)

// Agreement is what was agreed or declared, as a file that a lawyer can follow
// and a machine can run.
type Agreement struct {
	ID      string       `json:"id" yaml:"id"`
	Version int          `json:"version" yaml:"version"`
	Title   string       `json:"title" yaml:"title"`
	Titles  Texts        `json:"titles,omitempty" yaml:"titles"`
	Status  AgreedStatus `json:"status" yaml:"status"`
	Parties []Party      `json:"parties" yaml:"parties"` // in the file's order, which means nothing
	Windows []InForce    `json:"windows" yaml:"windows"`
	Zones   []Zone       `json:"zones" yaml:"zones"`
	// Clauses are those of every version of the text; each says from and until when
	// it holds.
	Clauses []Clause `json:"clauses" yaml:"clauses"`
	Sources []string `json:"sources" yaml:"sources"` // where the text was read
	Note    string   `json:"note,omitempty" yaml:"note"`

	Definitions []Definition    `json:"definitions,omitempty" yaml:"definitions"`
	Lines       []ReferenceLine `json:"lines,omitempty" yaml:"lines"`
	Weapons     []WeaponClass   `json:"weapons,omitempty" yaml:"weapons"`
	Response    []ResponseStep  `json:"response,omitempty" yaml:"response"`
	Amendments  []Amendment     `json:"amendments,omitempty" yaml:"amendments"`
	// Languages are those of the text, by code; Authoritative is the one that
	// counts where they differ, and AuthoritativeRead says where that was read.
	Languages         []string `json:"languages,omitempty" yaml:"languages"`
	Authoritative     string   `json:"authoritative,omitempty" yaml:"authoritative"`
	AuthoritativeRead string   `json:"authoritative_read,omitempty" yaml:"authoritative_read"`
	// Readings are how each party understands a text whose status is disputed.
	Readings map[string]string `json:"readings,omitempty" yaml:"readings"`
}

// Texts are a text in other languages than English, by language code: uk, fr, ru.
type Texts map[string]string

// In returns the text in a language, and otherwise the English one.
func (t Texts) In(language, english string) string {
	if s := t[language]; s != "" {
		return s
	}
	return english
}

// Named says what a text calls its zones, lines, weapons and steps of response in a
// language, by what it calls them in English.
func (a Agreement) Named(language string) map[string]string {
	names := map[string]string{}
	for _, z := range a.Zones {
		names[z.Name] = z.Names.In(language, z.Name)
	}
	for _, l := range a.Lines {
		names[l.Name] = l.Names.In(language, l.Name)
	}
	for _, w := range a.Weapons {
		names[w.Name] = w.Names.In(language, w.Name)
	}
	for _, r := range a.Response {
		names[r.Who], names[r.Text] = r.Names.In(language, r.Who), r.Texts.In(language, r.Text)
	}
	return names
}

// AgreedStatus says whose text it is.
type AgreedStatus struct {
	// State is draft, declared (by one side), mirrored (declared by one, taken
	// up by the other), agreed (by both) or disputed.
	State      string   `json:"state" yaml:"state"`
	DeclaredBy []string `json:"declared_by" yaml:"declared_by"`
	AcceptedBy []string `json:"accepted_by" yaml:"accepted_by"`
	Note       string   `json:"note,omitempty" yaml:"note"`
}

// Party is a side that the agreement binds.
type Party struct {
	ID    string `json:"id" yaml:"id"` // short, e.g. "UA"; a label, never a rank
	Name  string `json:"name" yaml:"name"`
	Names Texts  `json:"names,omitempty" yaml:"names"`
	// Claimants are the names under which it speaks in claims, as prefixes.
	Claimants []string `json:"claimants,omitempty" yaml:"claimants"`
}

// InForce is a window in which the text was in force, kept also in the zone in
// which it was announced.
type InForce struct {
	Window
	AnnouncedZone string `json:"announced_zone" yaml:"announced_zone"` // e.g. "Europe/Moscow"
	Announced     string `json:"announced" yaml:"announced"`           // in words, as announced
	Note          string `json:"note,omitempty" yaml:"note"`
}

// ClauseKind is one of the sixteen forms a duty can take.
type ClauseKind string

const (
	ClauseAbsenceInZone  ClauseKind = "absence_in_zone"
	ClauseMinDistance    ClauseKind = "minimum_distance"
	ClauseNoEvent        ClauseKind = "no_event"
	ClauseCap            ClauseKind = "cap"
	ClauseDeclared       ClauseKind = "declared_equals_observed"
	ClauseDeadline       ClauseKind = "deadline"
	ClausePrecondition   ClauseKind = "precondition"
	ClauseSimultaneity   ClauseKind = "simultaneity"
	ClauseNotification   ClauseKind = "notification"
	ClauseProcedure      ClauseKind = "procedure_order"
	ClauseMovingExclude  ClauseKind = "moving_exclusion"
	ClauseCorridor       ClauseKind = "corridor_adherence"
	ClauseProtected      ClauseKind = "protected_object"
	ClauseAccess         ClauseKind = "access_guarantee"
	ClauseExemption      ClauseKind = "exemption"
	ClauseProhibitedComm ClauseKind = "prohibited_communication"
)

// ClauseKinds returns all sixteen.
func ClauseKinds() []ClauseKind {
	return []ClauseKind{ClauseAbsenceInZone, ClauseMinDistance, ClauseNoEvent, ClauseCap, ClauseDeclared, ClauseDeadline,
		ClausePrecondition, ClauseSimultaneity, ClauseNotification, ClauseProcedure, ClauseMovingExclude, ClauseCorridor,
		ClauseProtected, ClauseAccess, ClauseExemption, ClauseProhibitedComm}
}

// Clause is one duty, with what it takes to say that it was broken.
type Clause struct {
	ID      string     `json:"id" yaml:"id"`
	Article string     `json:"article,omitempty" yaml:"article"` // its number in the text
	Kind    ClauseKind `json:"kind" yaml:"kind"`
	Text    string     `json:"text" yaml:"text"` // a paraphrase of our own
	Texts   Texts      `json:"texts,omitempty" yaml:"texts"`
	Binds   []string   `json:"binds" yaml:"binds"`
	Kinds   []Kind     `json:"kinds" yaml:"kinds"` // happenings that it forbids (or exempts)
	// Indicators are kinds that may point at a forbidden happening but do not
	// show one: an alert, a hot pixel.
	Indicators []Kind     `json:"indicators,omitempty" yaml:"indicators"`
	Zone       string     `json:"zone" yaml:"zone"`
	Except     []string   `json:"except,omitempty" yaml:"except"` // ids of exemption clauses
	Thresholds Thresholds `json:"thresholds" yaml:"thresholds"`
	Severity   string     `json:"severity" yaml:"severity"`       // G0 to G4
	VerifiedBy []Means    `json:"verified_by" yaml:"verified_by"` // means that could verify it; empty: unverifiable
	Unverified bool       `json:"unverified,omitempty" yaml:"unverified"`
	Note       string     `json:"note,omitempty" yaml:"note"`
	Owner      string     `json:"owner,omitempty" yaml:"owner"` // who answers for it, beside the parties bound
	Terms      *Terms     `json:"terms,omitempty" yaml:"terms"`
	// Pattern makes the clause be about a cluster of happenings, judged as one.
	Pattern *Pattern `json:"pattern,omitempty" yaml:"pattern"`
	// Condition narrows the happenings that the clause is about, in the Common
	// Expression Language over what is known of one.
	Condition string `json:"condition,omitempty" yaml:"condition"`
	// Doubts are numbers and wordings of the clause that were not read in a source.
	Doubts []string `json:"unverified_numbers,omitempty" yaml:"unverified_numbers"`

	// Version is the version of the agreement that this wording came with, where
	// it came with a later one than the first; it holds in [From, Until).
	Version int       `json:"version,omitempty" yaml:"-"`
	From    time.Time `json:"from,omitzero" yaml:"-"`
	Until   time.Time `json:"until,omitzero" yaml:"-"`
}

// Holds returns the part of a window in which the wording of the clause holds;
// ok is false when there is none.
func (c Clause) Holds(w Window) (Window, bool) {
	if c.From.After(w.From) {
		w.From = c.From
	}
	if !c.Until.IsZero() && (w.To.IsZero() || c.Until.Before(w.To)) {
		w.To = c.Until
	}
	return w, w.To.IsZero() || w.From.Before(w.To)
}

// Key names the wording among all of the agreement: the id, and from the second
// version on its number.
func (c Clause) Key() string {
	if c.Version > 1 {
		return c.ID + "@" + strconv.Itoa(c.Version)
	}
	return c.ID
}

// Thresholds are the probabilities from which a judgement is met.
type Thresholds struct {
	Exists      float64 `json:"exists" yaml:"exists"`
	Breach      float64 `json:"breach" yaml:"breach"`
	Attribution float64 `json:"attribution" yaml:"attribution"`
}
