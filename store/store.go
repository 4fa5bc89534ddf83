// Package store keeps what is asked: the read tables of one record, in one
// SQLite file. It is the only package that knows SQL.
//
// A store is worked out from the journal and can be made again at any time, so
// it is never changed: [Write] makes a whole new file beside the old one and
// renames it over it at the end, and a reader that has the old file open goes
// on reading the old one until it opens the path again. There is no migration:
// a store written by another version of Truceline is refused with a message
// that says how to make it again.
//
// Every word is kept as the JSON that the root package gives it, beside columns
// for what is asked (time, kind, side, clause, verdict). Raw observations are
// not copied: the table observation says which entry of the journal holds each
// and which incident it supports ([Store.Refs]); the caller reads that entry
// again with the parser of its feed. So a store can be handed on without the
// raw bodies, and an erased body is gone from it too.
//
// schema.sql describes the tables column by column.
package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/truceline/truceline"
)

//go:embed schema.sql
var schema string

//go:embed indices.sql
var indices string

// schemaVersion is raised with every change to schema.sql, and with every
// change to a root word that makes its older JSON read wrongly.
const schemaVersion = 6

// applicationID marks a SQLite file as a store: "TLst".
const applicationID = 0x544c7374

// ErrVersion is a file that is no store, or one that this version of Truceline
// does not read. The message says how to make it again.
var ErrVersion = errors.New("store cannot be read")

// Content is all that goes into a store.
type Content struct {
	Record truceline.Record
	// IncidentVersions and FindingVersions hold the superseded versions. The
	// newest ones may stand among them; those of Record are not stored twice.
	IncidentVersions []truceline.Incident
	FindingVersions  []truceline.Finding
	Refs             []ObservationRef
	// Known is what is known to have happened, in an exercise.
	Known []Truth
	// Pause, where it is not nil, is called between one row and the next, of two goroutines: the
	// writing goes on when it returns.
	Pause func()
}

// Truth is one happening of an exercise as it really was, with the side that
// did it: what a finding's attribution is compared with, and never made from.
type Truth struct {
	truceline.Incident
	By string `json:"by,omitempty"` // ID of a party; empty: not said
}

// ObservationRef says where in the journal an observation is to be read, and
// which incident it supports.
type ObservationRef struct {
	ID       truceline.ID
	Entry    truceline.ID // of the journal's entry
	Seq      uint64       // that entry's place in the journal
	Index    int          // which observation of the entry, from 0
	Incident truceline.ID // zero: it supports none
}

// Store is an open store. It is safe for many goroutines at once.
type Store struct {
	db *sql.DB
}

// Open opens the store at path for reading. The error wraps [fs.ErrNotExist]
// when there is none and [ErrVersion] when it has to be made again.
func Open(path string) (*Store, error) {
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("open store: %w: make it with `truceline rebuild --dir %s`", err, filepath.Dir(path))
		}
		return nil, fmt.Errorf("open store: %w", err)
	}
	// A store is never changed in place, so SQLite need not lock it or look for
	// changes.
	db, err := sql.Open("sqlite", dsn(path, "mode=ro&immutable=1&_pragma=query_only(1)"))
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	if err := check(db); err != nil {
		db.Close()
		return nil, fmt.Errorf("open store %s: %w: make it again with `truceline rebuild --dir %s`", path, err, filepath.Dir(path))
	}
	return &Store{db: db}, nil
}

// check refuses a file that is not a store of this schema version.
func check(db *sql.DB) error {
	var app, version int
	if err := db.QueryRow("PRAGMA application_id").Scan(&app); err != nil {
		return fmt.Errorf("%w: %w", ErrVersion, err)
	}
	if app != applicationID {
		return fmt.Errorf("%w: not a Truceline store", ErrVersion)
	}
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("%w: %w", ErrVersion, err)
	}
	if version != schemaVersion {
		return fmt.Errorf("%w: it has schema version %d and this Truceline reads %d", ErrVersion, version, schemaVersion)
	}
	return nil
}

// Close closes the store.
func (s *Store) Close() error { return s.db.Close() }

// dsn names a file to the driver, whatever characters its path holds.
func dsn(path, query string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + query
}

// meta reads one value of the table meta.
func (s *Store) meta(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	err := s.db.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = ?", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("store: no %s: %w", name, truceline.ErrNotFound)
	}
	return value, err
}
