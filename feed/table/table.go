// Package table reads Truceline's own table of observations: one statement by
// one source in each row, as CSV under a header, as NDJSON,
// as GeoJSON or as Parquet. It is what a
// mission's own posts, cameras and patrols write, and what the exercises are
// written in. The README says field by field what a row holds, and in what unit.
package table

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns by number, in the order that the README gives.
const (
	id = iota
	timeFrom
	timeTo
	clock
	clockError
	source
	lineage
	means
	kind
	subtype
	countLeast
	countMost
	unit
	lat
	lon
	errorM
	semiMajor
	semiMinor
	bearing
	rangeMin
	rangeMax
	bearingFrom
	bearingTo
	area
	place
	direction
	weapons
	exempt
	reliability
	credibility
	confidence
	remarks
	derivedFrom
	arrival
	arrivalError
)

func columns() feed.Columns {
	return feed.InOrder([]string{"id", "time_from", "time_to", "clock", "clock_error_s", "source", "lineage", "means", "kind", "subtype",
		"count_least", "count_most", "unit", "lat", "lon", "error_m", "semi_major_m", "semi_minor_m", "bearing_deg",
		"range_min_m", "range_max_m", "bearing_from_deg", "bearing_to_deg", "area", "place", "direction", "weapons", "exempt",
		"reliability", "credibility", "confidence", "remarks", "derived_from",
		"arrival", "arrival_error_s"}, timeFrom, means, kind)
}

// New returns the format of the observation table. Option form is csv,
// ndjson, geojson or parquet; without it a file is Parquet or GeoJSON if it begins
// as they do, NDJSON if its name ends in .ndjson or .jsonl, or, where the name does
// not say, if its first line begins with a brace.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("form"); err != nil {
		return feed.Format{}, err
	}
	form := c.Options["form"]
	if !slices.Contains([]string{"", "csv", "ndjson", "geojson", "parquet"}, form) {
		return feed.Format{}, fmt.Errorf("feed %s: option form is %q, not csv, ndjson, geojson or parquet: %w", c.Feed, form, truceline.ErrUsage)
	}
	t := &table{config: c, form: form, names: columns().Names, reader: newReader()}
	rows := feed.Rows{Name: "table", Config: c, Columns: columns(), Split: t.splitCSV, Row: t.readCSV}.Format()
	f := feed.Format{Name: "table", Kind: truceline.KindData, Split: t.split, Parse: func(e truceline.Entry, needs [][]byte) truceline.Reading {
		switch t.formOf(e) {
		case "parquet":
			return t.parseParquet(e, needs)
		case "geojson":
			return t.parseGeoJSON(e, needs)
		case "ndjson":
			return t.parseJSON(e, needs)
		}
		return rows.Parse(e, needs)
	}}
	switch form { // the forms that are spoken on streams, where they are stated
	case "csv":
		f.Frame, f.Link = feed.FrameLine, t.linkCSV
	case "ndjson":
		f.Frame, f.Link = feed.FrameLine, t.linkJSON
	}
	return f, nil
}

// split cuts a file.
func (t *table) split(file []byte) []feed.Piece {
	form := t.form
	switch {
	case form != "":
	case isParquet(file) || looksGeoJSON(file):
		form = "geojson"
	case looksJSON(file):
		form = "ndjson"
	}
	switch form {
	case "parquet", "geojson":
		return feed.SplitNone(file)
	case "ndjson":
		return t.splitJSON(file)
	}
	return t.splitCSV(file)
}

// formOf returns the form of an entry.
func (t *table) formOf(e truceline.Entry) string {
	switch {
	case t.form != "" && !feed.IsGzip(e.Body):
		return t.form
	case feed.IsGzip(e.Body):
		return "csv"
	case isParquet(e.Body):
		return "parquet"
	case looksGeoJSON(e.Body):
		return "geojson"
	case t.isJSON(e):
		return "ndjson"
	}
	return "csv"
}

type table struct {
	config feed.Config
	form   string
	names  []string
	reader *reader
}

// isJSON reports whether an entry is a line of NDJSON, where no form is stated.
func (t *table) isJSON(e truceline.Entry) bool {
	switch name := strings.TrimSuffix(e.File, ".gz"); {
	case strings.HasSuffix(name, ".ndjson"), strings.HasSuffix(name, ".jsonl"):
		return true
	case strings.HasSuffix(name, ".csv"):
		return false
	}
	return looksJSON(e.Body)
}

// looksJSON reports whether a text begins with an object.
func looksJSON(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(feed.TrimMark(text)), []byte{'{'})
}

// readCSV reads one row of CSV.
func (t *table) readCSV(r *feed.Row) {
	t.reader.observe(r, func(need int) string {
		if need == 0 {
			return "" // the header
		}
		return string(r.Other(r.Needs()[need], id))
	})
}
