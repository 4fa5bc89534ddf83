package truceline

// Agreement is what was agreed or declared, as a file that a lawyer can follow
// and a machine can run.
type Agreement struct {
	ID      string       `json:"id" yaml:"id"`
	Version int          `json:"version" yaml:"version"`
	Title   string       `json:"title" yaml:"title"`
	Status  AgreedStatus `json:"status" yaml:"status"`
	Parties []Party      `json:"parties" yaml:"parties"` // in the file's order, which means nothing
	Windows []InForce    `json:"windows" yaml:"windows"`
	Zones   []Zone       `json:"zones" yaml:"zones"`
	Clauses []Clause     `json:"clauses" yaml:"clauses"`
	Sources []string     `json:"sources" yaml:"sources"` // where the text was read
	Note    string       `json:"note,omitempty" yaml:"note"`
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
	ID    string            `json:"id" yaml:"id"` // short, e.g. "UA"; a label, never a rank
	Name  string            `json:"name" yaml:"name"`
	Names map[string]string `json:"names,omitempty" yaml:"names"` // by language
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
}

// Thresholds are the probabilities from which a judgement is met.
type Thresholds struct {
	Exists      float64 `json:"exists" yaml:"exists"`
	Breach      float64 `json:"breach" yaml:"breach"`
	Attribution float64 `json:"attribution" yaml:"attribution"`
}
