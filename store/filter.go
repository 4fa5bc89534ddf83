package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Filter says which incidents are asked for. What is left empty is not asked.
type Filter struct {
	// From and To: incidents that touch [From, To). One without a stated time
	// touches nothing.
	From, To time.Time
	Kinds    []truceline.Kind
	Side     string // who holds the ground it lies on
	Band     string // distance from the contact line, see [truceline.DistanceBands]
	Area     string // ID of the area it lies in
	Standing *bool  // whether its place is always hot
}

// Incidents returns the newest versions of the incidents asked for, in the
// record's order; never nil.
func (s *Store) Incidents(ctx context.Context, f Filter) ([]truceline.Incident, error) {
	q := query{text: "SELECT word FROM incident WHERE newest = 1"}
	q.during(truceline.Window{From: f.From, To: f.To})
	if len(f.Kinds) > 0 {
		q.text += " AND kind IN (" + strings.Repeat("?,", len(f.Kinds)-1) + "?)"
		for _, k := range f.Kinds {
			q.args = append(q.args, string(k))
		}
	}
	q.equal("side", f.Side)
	q.equal("band", f.Band)
	q.equal("area", f.Area)
	if f.Standing != nil {
		q.and("standing = ?", *f.Standing)
	}
	return words[truceline.Incident](ctx, s, q.text+" ORDER BY rowid", q.args...)
}

// Incident returns every stored version of an incident, the newest first. The
// error wraps [truceline.ErrNotFound] if there is none.
func (s *Store) Incident(ctx context.Context, id truceline.ID) ([]truceline.Incident, error) {
	all, err := words[truceline.Incident](ctx, s, "SELECT word FROM incident WHERE id = ? ORDER BY newest DESC, version DESC", id[:])
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("incident %s: %w", id.Short(), truceline.ErrNotFound)
	}
	return all, err
}

// Refs returns where to read the observations that support an incident, in the
// order they came into the journal; never nil.
func (s *Store) Refs(ctx context.Context, incident truceline.ID) ([]ObservationRef, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, entry, seq, place FROM observation WHERE incident = ? ORDER BY seq, place, rowid", incident[:])
	if err != nil {
		return nil, fmt.Errorf("read store: %w", err)
	}
	defer rows.Close()
	refs := []ObservationRef{}
	for rows.Next() {
		var id, entry []byte
		var seq int64
		r := ObservationRef{Incident: incident}
		if err := rows.Scan(&id, &entry, &seq, &r.Index); err != nil {
			return nil, fmt.Errorf("read store: %w", err)
		}
		copy(r.ID[:], id)
		copy(r.Entry[:], entry)
		r.Seq = uint64(seq)
		refs = append(refs, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read store: %w", err)
	}
	return refs, nil
}

// FindingFilter says which findings are asked for. What is left empty is not
// asked.
type FindingFilter struct {
	Subject     truceline.ID      // what it is about
	Clause      string            // ID of the clause
	Exists      truceline.Verdict // the verdicts of the three judgements
	Breach      truceline.Verdict
	Attribution truceline.Verdict
	Side        string // to which it is attributed
	From, To    time.Time
	Severity    string
	Incidents   *bool // whether it is about an incident
	// Limit and Offset ask for a part of them, the gravest first and of those the
	// newest; Limit 0 asks for all, in the record's order.
	Limit, Offset int
}

// FindingGroup is what findings have in common that are counted together.
type FindingGroup struct {
	Clause      string                `json:"clause"`
	Subject     truceline.SubjectKind `json:"subject"`
	Severity    string                `json:"severity"`
	Exists      truceline.Verdict     `json:"exists"`
	Breach      truceline.Verdict     `json:"breach"`
	Attribution truceline.Verdict     `json:"attribution"`
}

// GroupOf returns the group of a finding.
func GroupOf(f truceline.Finding) FindingGroup {
	return FindingGroup{f.Clause, f.Subject.Kind, f.Severity, f.Exists.Verdict, f.Breach.Verdict, f.Attribution.Verdict}
}

// CountFindings counts the newest versions of all findings, by group.
func (s *Store) CountFindings(ctx context.Context) (map[FindingGroup]int, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT clause, subject_kind, severity, exists_, breach, attribution, count(*) FROM finding WHERE newest = 1
		GROUP BY clause, subject_kind, severity, exists_, breach, attribution`)
	if err != nil {
		return nil, fmt.Errorf("read store: %w", err)
	}
	defer rows.Close()
	counts := map[FindingGroup]int{}
	for rows.Next() {
		var g FindingGroup
		var n int
		if err := rows.Scan(&g.Clause, &g.Subject, &g.Severity, &g.Exists, &g.Breach, &g.Attribution, &n); err != nil {
			return nil, fmt.Errorf("read store: %w", err)
		}
		counts[g] = n
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read store: %w", err)
	}
	return counts, nil
}

// Findings returns the newest versions of the findings asked for, in the
// record's order; never nil.
func (s *Store) Findings(ctx context.Context, f FindingFilter) ([]truceline.Finding, error) {
	q := query{text: "SELECT word FROM finding WHERE newest = 1"}
	if !f.Subject.IsZero() {
		q.and("subject = ?", f.Subject[:])
	}
	q.equal("clause", f.Clause)
	q.equal("exists_", string(f.Exists))
	q.equal("breach", string(f.Breach))
	q.equal("attribution", string(f.Attribution))
	q.equal("side", f.Side)
	q.equal("severity", f.Severity)
	if f.Incidents != nil {
		q.and("(subject_kind = 'incident') = ?", *f.Incidents)
	}
	q.during(truceline.Window{From: f.From, To: f.To})
	if f.Limit > 0 {
		return words[truceline.Finding](ctx, s, q.text+" ORDER BY severity DESC, from_ns DESC, rowid LIMIT ? OFFSET ?", append(q.args, f.Limit, f.Offset)...)
	}
	return words[truceline.Finding](ctx, s, q.text+" ORDER BY rowid", q.args...)
}

// Finding returns every stored version of a finding, the newest first. The
// error wraps [truceline.ErrNotFound] if there is none.
func (s *Store) Finding(ctx context.Context, id truceline.ID) ([]truceline.Finding, error) {
	all, err := words[truceline.Finding](ctx, s, "SELECT word FROM finding WHERE id = ? ORDER BY newest DESC, version DESC", id[:])
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("finding %s: %w", id.Short(), truceline.ErrNotFound)
	}
	return all, err
}

// Watches returns the watches that touch the window, all of them for a zero
// one, in the record's order; never nil.
func (s *Store) Watches(ctx context.Context, w truceline.Window) ([]truceline.Watch, error) {
	q := query{text: "SELECT word FROM watch WHERE 1"}
	q.during(w)
	return words[truceline.Watch](ctx, s, q.text+" ORDER BY rowid", q.args...)
}

// Scenes returns the watches that left a satellite scene behind, as Watches does; they
// are found by an index of their own, as of many watches few are scenes.
func (s *Store) Scenes(ctx context.Context, w truceline.Window) ([]truceline.Watch, error) {
	q := query{text: "SELECT word FROM watch WHERE scene = 1"}
	q.during(w)
	return words[truceline.Watch](ctx, s, q.text+" ORDER BY rowid", q.args...)
}

// query is a SELECT with its arguments.
type query struct {
	text string
	args []any
}

func (q *query) and(condition string, arg any) {
	q.text += " AND " + condition
	q.args = append(q.args, arg)
}

// equal asks that a column holds the value, unless that is empty.
func (q *query) equal(column, value string) {
	if value != "" {
		q.and(column+" = ?", value)
	}
}

// during asks for rows that touch the window: a moment at its start is in, one
// at its end is not, and neither is a stretch that ended just as it began.
func (q *query) during(w truceline.Window) {
	if !w.From.IsZero() {
		q.and("max(to_ns - 1, from_ns) >= ?", w.From.UnixNano())
	}
	if !w.To.IsZero() {
		q.and("from_ns < ?", w.To.UnixNano())
	}
}
