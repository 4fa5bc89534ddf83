package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// row is the values of one row, in the order of the table's columns.
type row []any

// rowsAtOnce is how many rows go into one statement: enough that the cost of a
// statement is shared, few enough to stay far under SQLite's limit of values.
const rowsAtOnce = 64

// filling is a store that is being written.
type filling struct {
	tx    *sql.Tx
	pause func()
}

// table returns a function that writes things into the named table, one row
// each.
func table[T any](name string, things []T, rowOf func(*T) (row, error)) func(context.Context, *filling) error {
	return func(ctx context.Context, into *filling) error {
		if err := insert(ctx, into, name, things, rowOf); err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
		return nil
	}
}

// group is the values of up to rowsAtOnce rows, one after another.
type group struct {
	rows   int
	values row
	err    error
}

// groups makes the rows on a goroutine of its own, so that making JSON and
// writing pages go on side by side. It ends with its last group, its first
// error, or ctx.
func groups[T any](ctx context.Context, things []T, rowOf func(*T) (row, error), pause func()) <-chan group {
	out := make(chan group, 4)
	go func() {
		defer close(out)
		for some := range slices.Chunk(things, rowsAtOnce) {
			g := group{rows: len(some)}
			for i := range some {
				r, err := rowOf(&some[i])
				if err != nil {
					g.err = err
					break
				}
				g.values = append(g.values, r...)
				pause()
			}
			select {
			case out <- g:
			case <-ctx.Done():
				return
			}
			if g.err != nil {
				return
			}
		}
	}()
	return out
}

// insert writes the rows in groups, all as large as the first but the last.
func insert[T any](ctx context.Context, into *filling, name string, things []T, rowOf func(*T) (row, error)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // ends the goroutine when a statement fails
	var statement *sql.Stmt
	rows := 0
	defer func() {
		if statement != nil {
			statement.Close()
		}
	}()
	for g := range groups(ctx, things, rowOf, into.pause) {
		if g.err != nil {
			return g.err
		}
		if g.rows != rows {
			if statement != nil {
				statement.Close()
			}
			rows = g.rows
			var err error
			if statement, err = into.tx.PrepareContext(ctx, insertText(name, len(g.values)/rows, rows)); err != nil {
				return err
			}
		}
		if _, err := statement.ExecContext(ctx, g.values...); err != nil {
			return err
		}
		into.pause()
	}
	return ctx.Err()
}

// insertText is the statement that inserts so many rows at once.
func insertText(name string, columns, rows int) string {
	one := "(" + strings.Repeat("?,", columns-1) + "?)"
	return "INSERT INTO " + name + " VALUES " + strings.Repeat(one+",", rows-1) + one
}

// version is an incident or a finding in one of its versions.
type version[T any] struct {
	word   *T
	newest bool
}

// versions puts the newest versions first, in their order, and then the others
// that are not among them.
func versions[T any](newest, all []T, key func(*T) (truceline.ID, int)) []version[T] {
	type name struct {
		id truceline.ID
		n  int
	}
	had := make(map[name]bool, len(newest))
	out := make([]version[T], 0, len(newest)+len(all))
	for i := range newest {
		id, n := key(&newest[i])
		had[name{id, n}] = true
		out = append(out, version[T]{&newest[i], true})
	}
	for i := range all {
		id, n := key(&all[i])
		if !had[name{id, n}] {
			had[name{id, n}] = true
			out = append(out, version[T]{&all[i], false})
		}
	}
	return out
}

func incidentRows(newest, all []truceline.Incident) func(context.Context, *filling) error {
	both := versions(newest, all, func(i *truceline.Incident) (truceline.ID, int) { return i.ID, i.Version })
	return table("incident", both, func(v *version[truceline.Incident]) (row, error) {
		i := v.word
		var lat, lon any
		if i.Place.Shape == truceline.ShapePoint {
			lat, lon = i.Place.At.Lat, i.Place.At.Lon
		}
		area, side, band := i.Place.Area, "", ""
		if i.Ground != nil {
			side, band = i.Ground.Side, i.Ground.Band
			if area == "" {
				area = i.Ground.Area
			}
		}
		word, err := json.Marshal(i)
		return row{i.ID[:], i.Version, v.newest, string(i.Kind), ns(i.When.From), ns(i.When.To), lat, lon, area, side, band,
			i.Standing != nil, i.Exempt, i.Exists.P, word}, err
	})
}

func findingRows(newest, all []truceline.Finding) func(context.Context, *filling) error {
	both := versions(newest, all, func(f *truceline.Finding) (truceline.ID, int) { return f.ID, f.Version })
	return table("finding", both, func(v *version[truceline.Finding]) (row, error) {
		f := v.word
		word, err := json.Marshal(f)
		return row{f.ID[:], f.Version, v.newest, f.Agreement, f.Clause, string(f.Subject.Kind), f.Subject.ID[:], ns(f.When.From), ns(f.When.To),
			string(f.Exists.Verdict), string(f.Breach.Verdict), string(f.Attribution.Verdict), f.Attribution.Side, f.Severity, word}, err
	})
}

func refRows(refs []ObservationRef) func(context.Context, *filling) error {
	return table("observation", refs, func(r *ObservationRef) (row, error) {
		return row{r.ID[:], r.Entry[:], int64(r.Seq), r.Index, r.Incident[:]}, nil
	})
}

func trackRows(tracks []truceline.Track) func(context.Context, *filling) error {
	return table("track", tracks, func(t *truceline.Track) (row, error) {
		word, err := json.Marshal(t)
		return row{t.ID[:], string(t.Class.Medium), ns(t.Begun), ns(t.Ended), word}, err
	})
}

func watchRows(watches []truceline.Watch) func(context.Context, *filling) error {
	return table("watch", watches, func(w *truceline.Watch) (row, error) {
		word, err := json.Marshal(w)
		return row{w.ID[:], w.By, string(w.Means), w.Place.Area, ns(w.When.From), ns(w.When.To), string(w.State), string(w.Cause), w.Scene != nil, word}, err
	})
}

func coverageRows(tables []truceline.WatchTable) func(context.Context, *filling) error {
	return table("coverage", tables, func(t *truceline.WatchTable) (row, error) {
		word, err := json.Marshal(t)
		return row{string(t.Kind), word}, err
	})
}

func silenceRows(silences []truceline.Silence) func(context.Context, *filling) error {
	return table("silence", silences, func(s *truceline.Silence) (row, error) {
		word, err := json.Marshal(s)
		return row{s.Incident[:], s.By, word}, err
	})
}

func rateRows(rates []truceline.Rate) func(context.Context, *filling) error {
	return table("rate", rates, func(r *truceline.Rate) (row, error) {
		word, err := json.Marshal(r)
		return row{string(r.Kind), r.Side, r.Stretch.FromKm, r.Stretch.ToKm, word}, err
	})
}

func claimRows(claims []truceline.Claim) func(context.Context, *filling) error {
	return table("claim", claims, func(c *truceline.Claim) (row, error) {
		var value any
		if c.Value != nil {
			value = *c.Value
		}
		word, err := json.Marshal(c)
		return row{c.ID[:], c.Claimant, c.Accused, c.Side, c.Metric, value, ns(c.When.From), ns(c.When.To), word}, err
	})
}

func tallyRows(tallies []truceline.Tally) func(context.Context, *filling) error {
	return table("tally", tallies, func(t *truceline.Tally) (row, error) {
		word, err := json.Marshal(t)
		return row{t.ID[:], t.Report, t.Metric, t.Area, t.Value, ns(t.When.From), ns(t.When.To), word}, err
	})
}

func refusalRows(refusals []truceline.Refusal) func(context.Context, *filling) error {
	return table("refusal", refusals, func(r *truceline.Refusal) (row, error) {
		word, err := json.Marshal(r)
		return row{r.Feed, r.File, r.Line, r.Field, r.Reason, word}, err
	})
}

func feedRows(feeds []truceline.FeedCount) func(context.Context, *filling) error {
	return table("feed", feeds, func(f *truceline.FeedCount) (row, error) {
		word, err := json.Marshal(f)
		return row{f.Feed, f.Files, f.Entries, f.Observations, f.Refused, word}, err
	})
}

// lineRows keeps a line's geometry as polygons of one ring each: the main
// piece, the others, and the rings of the pockets.
func lineRows(lines []truceline.ContactLine) func(context.Context, *filling) error {
	return table("line", lines, func(l *truceline.ContactLine) (row, error) {
		pieces := truceline.Polygon{truceline.Ring(l.Main)}
		others := make(truceline.Polygon, 0, len(l.Others))
		for _, o := range l.Others {
			others = append(others, truceline.Ring(o))
		}
		rings := make(truceline.Polygon, 0, len(l.Pockets))
		pockets := make([]truceline.Pocket, len(l.Pockets))
		for i, p := range l.Pockets {
			rings = append(rings, p.Ring)
			pockets[i], pockets[i].Ring = p, nil
		}
		geometry := appendPolygons(nil, []truceline.Polygon{pieces, others, rings})
		bare := *l
		bare.Main, bare.Others, bare.Pockets = nil, nil, pockets
		word, err := json.Marshal(&bare)
		return row{string(l.AsOf), l.Source, l.LengthKm, l.ToleranceKm, word, geometry}, err
	})
}

func areaRows(areas []truceline.Area) func(context.Context, *filling) error {
	return table("area", areas, func(a *truceline.Area) (row, error) {
		word, err := json.Marshal(a)
		return row{a.ID, a.Name, word, appendPolygons(nil, a.Polygons)}, err
	})
}

func truthRows(known []Truth) func(context.Context, *filling) error {
	return table("truth", known, func(t *Truth) (row, error) {
		word, err := json.Marshal(t)
		return row{t.ID[:], string(t.Kind), word}, err
	})
}

// ns is a time as the tables hold it.
func ns(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixNano()
}
