package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Write makes the store at path out of c. It writes a file beside it, in one
// transaction, has it reach the disk, and only then gives it the name path, so
// that a reader sees the old store or the new one and never half of one. On an
// error, or when ctx ends, the old store stays and the half-written one goes.
func Write(ctx context.Context, path string, c Content) (err error) {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	pattern := "." + base + ".*.tmp"
	removeLeftovers(filepath.Join(dir, pattern))
	tmp, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return fmt.Errorf("write store %s: %w", path, err)
	}
	defer func() {
		tmp.Close()
		if err != nil {
			os.Remove(tmp.Name())
			err = fmt.Errorf("write store %s: %w", path, err)
		}
	}()
	if err := fill(ctx, tmp.Name(), c); err != nil {
		return err
	}
	if err := tmp.Chmod(0o644); err != nil {
		return err
	}
	// The same file by another handle: fsync is of the file, not the handle.
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// removeLeftovers removes half-written stores that a killed process left. It
// spares the young ones, which somebody may still be writing.
func removeLeftovers(pattern string) {
	names, _ := filepath.Glob(pattern) // the only error is a bad pattern: then there are none to find
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.Remove(name)
		}
	}
}

// syncFolder makes a rename in the folder reach the disk.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// fill writes c into the empty file name.
func fill(ctx context.Context, name string, c Content) error {
	// Nobody reads the file yet and a broken one is thrown away: no rollback
	// journal, no locks, no syncing but the one at the end.
	db, err := sql.Open("sqlite", dsn(name, "_pragma=page_size(16384)&_pragma=journal_mode(off)&_pragma=synchronous(off)"+
		"&_pragma=locking_mode(exclusive)&_pragma=cache_size(-65536)&_pragma=temp_store(memory)"))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	err = fillTables(ctx, tx, c)
	if err == nil {
		err = tx.Commit()
	} else {
		tx.Rollback()
	}
	return errors.Join(err, db.Close())
}

// fillTables makes the tables, the rows and at last the indices.
func fillTables(ctx context.Context, tx *sql.Tx, c Content) error {
	head := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, schemaVersion)
	if _, err := tx.ExecContext(ctx, head+schema); err != nil {
		return err
	}
	rec := &c.Record
	tables := []func(context.Context, *filling) error{
		metaRows(rec),
		incidentRows(rec.Incidents, c.IncidentVersions),
		findingRows(rec.Findings, c.FindingVersions),
		refRows(c.Refs), trackRows(rec.Tracks), watchRows(rec.Watches), coverageRows(rec.Coverage), silenceRows(rec.Silences), rateRows(rec.Rates), claimRows(rec.Claims), tallyRows(rec.Tallies),
		refusalRows(rec.Refusals), feedRows(rec.Feeds), lineRows(rec.Lines), areaRows(rec.Areas), truthRows(c.Known),
	}
	into := &filling{tx, c.Pause}
	if into.pause == nil {
		into.pause = func() {}
	}
	for _, write := range tables {
		if err := write(ctx, into); err != nil {
			return err
		}
	}
	for index := range strings.SplitSeq(indices, ";") {
		if _, err := tx.ExecContext(ctx, index); err != nil {
			return err
		}
		into.pause()
	}
	return nil
}

// metaRows holds what is there once.
func metaRows(rec *truceline.Record) func(context.Context, *filling) error {
	type pair struct {
		name  string
		value any
	}
	pairs := []pair{{"run", rec.Run}, {"as_of", rec.AsOf}, {"moved", rec.Moved}, {"rate_checks", rec.RateChecks}, {"standing", rec.Standing}, {"changes", rec.Changes}, {"sources", rec.Sources}, {"circular", rec.Circular}}
	return table("meta", pairs, func(p *pair) (row, error) {
		value, err := json.Marshal(p.value)
		return row{p.name, string(value)}, err
	})
}
