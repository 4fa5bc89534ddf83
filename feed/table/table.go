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
	return feed.Format{
		Name: "table", Kind: truceline.KindData,
		Split: func(file []byte) []feed.Piece {
			if isParquet(file) || form == "parquet" || form == "geojson" || form == "" && looksGeoJSON(file) {
				return feed.SplitNone(file)
			}
			if form == "ndjson" || form == "" && looksJSON(file) {
				return t.splitJSON(file)
			}
			return t.splitCSV(file)
		},
		Parse: func(e truceline.Entry, needs [][]byte) truceline.Reading {
			switch {
			case isParquet(e.Body) || form == "parquet":
				return t.parseParquet(e, needs)
			case feed.IsGzip(e.Body):
				return rows.Parse(e, needs)
			case t.isGeoJSON(e):
				return t.parseGeoJSON(e, needs)
			case t.isJSON(e):
				return t.parseJSON(e, needs)
			}
			return rows.Parse(e, needs)
		},
	}, nil
}

type table struct {
	config feed.Config
	form   string
	names  []string
	reader *reader
}

// isJSON reports whether an entry is a line of NDJSON.
func (t *table) isJSON(e truceline.Entry) bool {
	if t.form != "" {
		return t.form == "ndjson"
	}
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
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))), []byte{'{'})
}

// splitCSV cuts a CSV file. A row that is derived from rows above it needs them
// too, as their entries are what its derived_from comes to name.
func (t *table) splitCSV(file []byte) []feed.Piece {
	pieces := feed.SplitLines(file, feed.LineOptions{})
	names, err := feed.Fields(pieces[0].Body, nil)
	if err != nil {
		return pieces
	}
	at := func(name string) int {
		return slices.IndexFunc(names, func(b []byte) bool { return strings.EqualFold(string(bytes.TrimSpace(b)), name) })
	}
	ids, from := at("id"), at("derived_from")
	if ids < 0 || from < 0 {
		return pieces
	}
	return link(pieces, 1, func(body []byte) (string, string) {
		fields, err := feed.Fields(body, nil)
		if err != nil || len(fields) != len(names) {
			return "", ""
		}
		return string(bytes.TrimSpace(fields[ids])), string(fields[from])
	})
}

// link adds to each piece the earlier ones that its derived_from names by id.
// first is the index of the first row.
func link(pieces []feed.Piece, first int, read func(body []byte) (id, derivedFrom string)) []feed.Piece {
	byID := map[string]int{}
	for i := first; i < len(pieces); i++ {
		name, from := read(pieces[i].Body)
		for _, ref := range strings.Split(from, ";") {
			if at, ok := byID[strings.TrimSpace(ref)]; ok && !slices.Contains(pieces[i].Needs, at) {
				pieces[i].Needs = append(slices.Clip(pieces[i].Needs), at)
			}
		}
		if name != "" {
			byID[name] = i
		}
	}
	return pieces
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
