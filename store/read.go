package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/truceline/truceline"
)

// words runs a query whose only column is "word" and reads each row as a T;
// the list is never nil.
func words[T any](ctx context.Context, s *Store, query string, args ...any) ([]T, error) {
	out := []T{}
	err := s.each(ctx, query, args, 1, func(cols [][]byte) error {
		var w T
		if err := json.Unmarshal(cols[0], &w); err != nil {
			return fmt.Errorf("%w: %w", truceline.ErrDamaged, err)
		}
		out = append(out, w)
		return nil
	})
	return out, err
}

// each hands the columns of each row to fn, which must not keep them.
func (s *Store) each(ctx context.Context, query string, args []any, columns int, fn func([][]byte) error) (err error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read store: %w", err)
	}
	defer func() {
		if err = errors.Join(err, rows.Err(), rows.Close()); err != nil {
			err = fmt.Errorf("read store: %w", err)
		}
	}()
	cols, to := make([][]byte, columns), make([]any, columns)
	for i := range cols {
		to[i] = &cols[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		if err := fn(cols); err != nil {
			return err
		}
	}
	return nil
}

// Record returns the whole record as it was written, with the outlines of its
// areas. Lists that were nil come back empty.
func (s *Store) Record(ctx context.Context) (truceline.Record, error) {
	var rec truceline.Record
	var err [21]error
	rec.Run, err[0] = s.Run(ctx)
	rec.AsOf, err[1] = s.AsOf(ctx)
	rec.Moved, err[2] = s.Moved(ctx)
	rec.Areas, err[3] = s.Areas(ctx)
	rec.Lines, err[4] = s.Lines(ctx)
	rec.Incidents, err[5] = s.Incidents(ctx, Filter{})
	rec.Findings, err[6] = s.Findings(ctx, FindingFilter{})
	rec.Claims, err[7] = s.Claims(ctx)
	rec.Tallies, err[8] = s.Tallies(ctx)
	rec.Watches, err[9] = s.Watches(ctx, truceline.Window{})
	rec.Refusals, err[10] = s.Refusals(ctx)
	rec.Feeds, err[11] = s.Feeds(ctx)
	rec.Rates, err[12] = s.Rates(ctx)
	rec.RateChecks, err[16] = one[*truceline.RateChecks](ctx, s, "rate_checks")
	rec.Standing, err[17] = one[[]truceline.Standing](ctx, s, "standing")
	rec.Changes, err[18] = one[[]truceline.Change](ctx, s, "changes")
	rec.Sources, err[19] = s.Sources(ctx)
	rec.Circular, err[20] = s.Circular(ctx)
	rec.Tracks, err[13] = s.Tracks(ctx)
	rec.Coverage, err[14] = s.Coverage(ctx)
	rec.Silences, err[15] = s.Silences(ctx, truceline.ID{})
	return rec, errors.Join(err[:]...)
}

// Run returns what the record is about.
func (s *Store) Run(ctx context.Context) (truceline.Run, error) {
	return one[truceline.Run](ctx, s, "run")
}

// AsOf returns the engine time of the record: its newest tick.
func (s *Store) AsOf(ctx context.Context) (time.Time, error) {
	return one[time.Time](ctx, s, "as_of")
}

// Moved returns how much ground changed hands on the map, nil if that was not
// worked out.
func (s *Store) Moved(ctx context.Context) (*truceline.Moved, error) {
	return one[*truceline.Moved](ctx, s, "moved")
}

// one reads a value of the table meta.
func one[T any](ctx context.Context, s *Store, name string) (T, error) {
	var v T
	b, err := s.meta(ctx, name)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return v, fmt.Errorf("read store: %s: %w: %w", name, truceline.ErrDamaged, err)
	}
	return v, nil
}

// Coverage returns how well the line was watched, a table for each kind that
// the agreement speaks of.
func (s *Store) Coverage(ctx context.Context) ([]truceline.WatchTable, error) {
	return words[truceline.WatchTable](ctx, s, "SELECT word FROM coverage ORDER BY rowid")
}

// Silences returns who could have noticed an incident and said nothing of it;
// for no incident, all there are.
func (s *Store) Silences(ctx context.Context, incident truceline.ID) ([]truceline.Silence, error) {
	if incident.IsZero() {
		return words[truceline.Silence](ctx, s, "SELECT word FROM silence ORDER BY rowid")
	}
	return words[truceline.Silence](ctx, s, "SELECT word FROM silence WHERE incident = ? ORDER BY rowid", incident[:])
}

// Sources returns how the statements of each source fared, by name.
func (s *Store) Sources(ctx context.Context) ([]truceline.SourceRecord, error) {
	return one[[]truceline.SourceRecord](ctx, s, "sources")
}

// Circular returns what texts of the press have from one another in a ring.
func (s *Store) Circular(ctx context.Context) ([]truceline.Circular, error) {
	return one[[]truceline.Circular](ctx, s, "circular")
}

// Rates returns every rate, in the record's order.
func (s *Store) Rates(ctx context.Context) ([]truceline.Rate, error) {
	return words[truceline.Rate](ctx, s, "SELECT word FROM rate ORDER BY rowid")
}

// Tracks returns the newest version of every track, in the record's order.
func (s *Store) Tracks(ctx context.Context) ([]truceline.Track, error) {
	return words[truceline.Track](ctx, s, "SELECT word FROM track ORDER BY rowid")
}

// Claims returns every claim, in the record's order.
func (s *Store) Claims(ctx context.Context) ([]truceline.Claim, error) {
	return words[truceline.Claim](ctx, s, "SELECT word FROM claim ORDER BY rowid")
}

// Tallies returns every tally, in the record's order.
func (s *Store) Tallies(ctx context.Context) ([]truceline.Tally, error) {
	return words[truceline.Tally](ctx, s, "SELECT word FROM tally ORDER BY rowid")
}

// Refusals returns every refused piece of input, in the record's order.
func (s *Store) Refusals(ctx context.Context) ([]truceline.Refusal, error) {
	return words[truceline.Refusal](ctx, s, "SELECT word FROM refusal ORDER BY rowid")
}

// Feeds returns what came through each feed, in the record's order.
func (s *Store) Feeds(ctx context.Context) ([]truceline.FeedCount, error) {
	return words[truceline.FeedCount](ctx, s, "SELECT word FROM feed ORDER BY rowid")
}

// Truth returns what is known to have happened, empty unless the record is of
// an exercise.
func (s *Store) Truth(ctx context.Context) ([]Truth, error) {
	return words[Truth](ctx, s, "SELECT word FROM truth ORDER BY rowid")
}

// Areas returns every area with its outline, in the record's order.
func (s *Store) Areas(ctx context.Context) ([]truceline.Area, error) {
	areas := []truceline.Area{}
	err := s.each(ctx, "SELECT word, geometry FROM area ORDER BY rowid", nil, 2, func(cols [][]byte) error {
		var a truceline.Area
		if err := json.Unmarshal(cols[0], &a); err != nil {
			return fmt.Errorf("%w: %w", truceline.ErrDamaged, err)
		}
		var err error
		a.Polygons, err = parsePolygons(cols[1])
		areas = append(areas, a)
		return err
	})
	return areas, err
}

// Lines returns the contact line of every day, in the record's order.
func (s *Store) Lines(ctx context.Context) ([]truceline.ContactLine, error) {
	lines := []truceline.ContactLine{}
	err := s.each(ctx, "SELECT word, geometry FROM line ORDER BY rowid", nil, 2, func(cols [][]byte) error {
		var l truceline.ContactLine
		if err := json.Unmarshal(cols[0], &l); err != nil {
			return fmt.Errorf("%w: %w", truceline.ErrDamaged, err)
		}
		polys, err := parsePolygons(cols[1])
		if err != nil {
			return err
		}
		if len(polys) != 3 || len(polys[0]) != 1 || len(polys[2]) != len(l.Pockets) {
			return fmt.Errorf("%w: line of %s", truceline.ErrDamaged, l.AsOf)
		}
		l.Main = truceline.Polyline(polys[0][0])
		for _, ring := range polys[1] {
			l.Others = append(l.Others, truceline.Polyline(ring))
		}
		for i, ring := range polys[2] {
			l.Pockets[i].Ring = ring
		}
		lines = append(lines, l)
		return nil
	})
	return lines, err
}
