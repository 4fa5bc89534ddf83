-- The read tables of one store. They are made whole from the journal and never
-- changed afterwards, so there is nothing here to keep rows true to each other:
-- that is the work of whoever writes them.
--
-- Columns hold what is asked for; "word" holds the whole word as JSON, as the
-- root package writes it. IDs are 32 bytes (look with hex(id)). Times ending in
-- _ns are nanoseconds since 1970 UTC, NULL where a time was not stated. Rows
-- stand in the order in which they were written, which is that of their rowid.
--
-- Whoever changes this file raises schemaVersion in store.go.

CREATE TABLE meta (
	name  TEXT NOT NULL, -- run, as_of, moved, rate_checks
	value TEXT NOT NULL  -- JSON
);

CREATE TABLE incident (
	id       BLOB NOT NULL,
	version  INTEGER NOT NULL,
	newest   INTEGER NOT NULL, -- 1: the version that stands
	kind     TEXT NOT NULL,
	from_ns  INTEGER,
	to_ns    INTEGER,
	lat      REAL,             -- of a point; NULL for areas and sectors
	lon      REAL,
	area     TEXT NOT NULL,    -- ID of the area it lies in, where known
	side     TEXT NOT NULL,    -- who holds the ground it lies on
	band     TEXT NOT NULL,    -- of distance from the contact line
	standing INTEGER NOT NULL, -- 1: the place is always hot
	exempt   TEXT NOT NULL,
	p        REAL NOT NULL,    -- that it happened
	word     BLOB NOT NULL
);

CREATE TABLE finding (
	id           BLOB NOT NULL,
	version      INTEGER NOT NULL,
	newest       INTEGER NOT NULL,
	agreement    TEXT NOT NULL,
	clause       TEXT NOT NULL,
	subject_kind TEXT NOT NULL,
	subject      BLOB NOT NULL,
	from_ns      INTEGER,
	to_ns        INTEGER,
	exists_      TEXT NOT NULL, -- the three verdicts
	breach       TEXT NOT NULL,
	attribution  TEXT NOT NULL,
	side         TEXT NOT NULL, -- to which it is attributed
	severity     TEXT NOT NULL,
	word         BLOB NOT NULL
);

-- The observation itself is read again from the journal's entry.
CREATE TABLE observation (
	id       BLOB NOT NULL,
	entry    BLOB NOT NULL,    -- ID of the journal's entry
	seq      INTEGER NOT NULL, -- its place in the journal
	place    INTEGER NOT NULL, -- which observation of that entry, from 0
	incident BLOB NOT NULL
);

-- What moved, in its newest version.
CREATE TABLE track (
	id       BLOB NOT NULL,
	medium   TEXT NOT NULL,
	begun_ns INTEGER,
	ended_ns INTEGER, -- NULL: still followed
	word     BLOB NOT NULL
);

CREATE TABLE watch (
	id      BLOB NOT NULL,
	who     TEXT NOT NULL,
	means   TEXT NOT NULL,
	area    TEXT NOT NULL,
	from_ns INTEGER,
	to_ns   INTEGER,
	state   TEXT NOT NULL,
	cause   TEXT NOT NULL,
	scene   INTEGER NOT NULL, -- 1: it left a satellite scene behind
	word    BLOB NOT NULL
);

CREATE TABLE coverage (
	kind TEXT NOT NULL,
	word BLOB NOT NULL
);

CREATE TABLE silence (
	incident BLOB NOT NULL,
	who      TEXT NOT NULL,
	word     BLOB NOT NULL
);

CREATE TABLE rate (
	kind    TEXT NOT NULL,
	side    TEXT NOT NULL, -- on whose ground; empty: on either
	from_km REAL NOT NULL, -- along the contact line
	to_km   REAL NOT NULL,
	word    BLOB NOT NULL
);

CREATE TABLE claim (
	id       BLOB NOT NULL,
	claimant TEXT NOT NULL,
	accused  TEXT NOT NULL,
	side     TEXT NOT NULL,
	metric   TEXT NOT NULL,
	value    REAL, -- NULL: no number was given
	from_ns  INTEGER,
	to_ns    INTEGER,
	word     BLOB NOT NULL
);

CREATE TABLE tally (
	id      BLOB NOT NULL,
	report  TEXT NOT NULL,
	metric  TEXT NOT NULL,
	area    TEXT NOT NULL,
	value   INTEGER NOT NULL,
	from_ns INTEGER,
	to_ns   INTEGER,
	word    BLOB NOT NULL
);

CREATE TABLE refusal (
	feed   TEXT NOT NULL,
	file   TEXT NOT NULL,
	line   INTEGER NOT NULL,
	field  TEXT NOT NULL,
	reason TEXT NOT NULL,
	word   BLOB NOT NULL
);

CREATE TABLE feed (
	name         TEXT NOT NULL,
	files        INTEGER NOT NULL,
	entries      INTEGER NOT NULL,
	observations INTEGER NOT NULL,
	refused      INTEGER NOT NULL,
	word         BLOB NOT NULL
);

-- Geometry is JSON, each point as [lon,lat]; see geometry.go.
CREATE TABLE line (
	as_of        TEXT NOT NULL,
	source       TEXT NOT NULL,
	length_km    REAL NOT NULL,
	tolerance_km REAL NOT NULL,
	word         BLOB NOT NULL, -- without its geometry
	geometry     BLOB NOT NULL
);

CREATE TABLE area (
	id       TEXT NOT NULL,
	name     TEXT NOT NULL,
	word     BLOB NOT NULL, -- without its geometry
	geometry BLOB NOT NULL
);

-- What is known to have happened in an exercise; empty otherwise.
CREATE TABLE truth (
	id   BLOB NOT NULL,
	kind TEXT NOT NULL,
	word BLOB NOT NULL
);
