package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Errors of a GeoJSON document.
var (
	errNotFeature = errors.New(`neither a "FeatureCollection" nor a "Feature"`)
	errTwoPlaces  = errors.New("lat and lon stand in the properties too, and are not those of the geometry")
)

// looksGeoJSON reports whether a text begins as a FeatureCollection does.
func looksGeoJSON(text []byte) bool {
	return looksJSON(text) && bytes.Contains(text[:min(len(text), 2048)], []byte(`"FeatureCollection"`))
}

// feature is a GeoJSON Feature whose properties are the fields of a row.
type feature struct {
	Type     string `json:"type"`
	Geometry *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
	Properties json.RawMessage `json:"properties"`
}

// parseGeoJSON reads a FeatureCollection (RFC 7946), which is one entry, or a
// Feature. One that is refused is named by its place in the list, and the others
// are read.
func (t *table) parseGeoJSON(e truceline.Entry, needs [][]byte) truceline.Reading {
	var c struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	body := feed.TrimMark(e.Body)
	err := json.Unmarshal(body, &c)
	switch {
	case err == nil && c.Type == "Feature":
		c.Features = []json.RawMessage{body}
	case err == nil && c.Type != "FeatureCollection":
		err = errNotFeature
	}
	if err != nil {
		return truceline.Reading{Refusals: []truceline.Refusal{feed.Refusal(e, t.config, "", "read GeoJSON: "+err.Error())}}
	}
	return t.many(e, needs, "features", len(c.Features), func(i int) ([][]byte, []string, error) { return t.feature(c.Features[i]) })
}

// many reads an entry that holds many rows, each by its fields; a refusal is named
// by its place in the list.
func (t *table) many(e truceline.Entry, needs [][]byte, list string, rows int, fieldsOf func(i int) (fields [][]byte, unknown []string, err error)) truceline.Reading {
	r := feed.NewRow(e, needs, &t.config, t.names, nil)
	for i := range rows {
		fields, unknown, err := fieldsOf(i)
		before := len(r.Reading.Refusals)
		if r.Next(fields); err != nil {
			r.Refuse(-1, "%v", err)
		} else {
			t.reader.observe(r, func(int) string { return "" })
		}
		for _, name := range unknown {
			r.Reading.Refusals = append(r.Reading.Refusals, feed.Refusal(e, t.config, name, "field not known; it is not read"))
		}
		for j := range r.Reading.Refusals[before:] {
			refusal := &r.Reading.Refusals[before+j]
			refusal.Field = feed.Within(list+"["+strconv.Itoa(i)+"]", refusal.Field)
		}
		if len(r.Reading.Refusals) >= feed.MaxRefusals {
			r.Refuse(-1, "too many rows refused; the rest was not read")
			break
		}
	}
	return r.Reading
}

// feature reads one Feature into its fields by column. Its geometry, a Point, is
// where lat and lon come from.
func (t *table) feature(raw []byte) (fields [][]byte, unknown []string, err error) {
	var f feature
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, nil, err
	}
	if f.Type != "Feature" {
		return nil, nil, errNotFeature
	}
	if fields, unknown, err = t.decode(f.Properties); err != nil || f.Geometry == nil {
		return fields, unknown, err
	}
	var at []json.Number
	if err := json.Unmarshal(f.Geometry.Coordinates, &at); f.Geometry.Type != "Point" || err != nil || len(at) < 2 {
		return nil, nil, fmt.Errorf("geometry is a %s, not a Point with its position; a sector or an area is said in the properties", f.Geometry.Type)
	}
	for column, value := range map[int]json.Number{lon: at[0], lat: at[1]} {
		if len(fields[column]) > 0 && string(fields[column]) != string(value) {
			return nil, nil, errTwoPlaces
		}
		fields[column] = []byte(value)
	}
	return fields, unknown, nil
}
