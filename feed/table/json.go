package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// parseJSON reads one line of NDJSON by the rules for a row of CSV.
func (t *table) parseJSON(e truceline.Entry, needs [][]byte) truceline.Reading {
	if len(bytes.TrimSpace(e.Body)) == 0 {
		return truceline.Reading{} // a blank line, or a table of no rows, which has no bytes
	}
	fields, unknown, err := t.decode(e.Body)
	if err != nil {
		return truceline.Reading{Refusals: []truceline.Refusal{feed.Refusal(e, t.config, "", err.Error())}}
	}
	r := feed.NewRow(e, needs, &t.config, t.names, fields)
	t.reader.observe(r, func(need int) string {
		other, _, err := t.decode(needs[need])
		if err != nil {
			return ""
		}
		return string(other[id])
	})
	for _, name := range unknown {
		r.Reading.Refusals = append(r.Reading.Refusals, feed.Refusal(e, t.config, name, "field not known; it is not read"))
	}
	return r.Reading
}

// Errors of a line of NDJSON.
var (
	errNotUTF8   = errors.New("not UTF-8")
	errNotObject = errors.New("not one JSON object")

	errManyMembers = errors.New("more than 256 fields")
)

// maxMembers bounds the fields of one line, known or not.
const maxMembers = 256

// decode reads one line of NDJSON into its fields by column, as text, and the
// names of fields that are not known.
func (t *table) decode(line []byte) (fields [][]byte, unknown []string, err error) {
	line = feed.TrimLine(line)
	if !utf8.Valid(line) {
		return nil, nil, errNotUTF8
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, errNotObject
	}
	fields = make([][]byte, len(t.names))
	var seen []string
	for d.More() {
		name, value, err := member(d)
		if err != nil {
			return nil, nil, err
		}
		if slices.Contains(seen, name) {
			return nil, nil, fmt.Errorf("field %q stands twice", name)
		}
		if seen = append(seen, name); len(seen) > maxMembers {
			return nil, nil, errManyMembers
		}
		column := slices.Index(t.names, name)
		if column < 0 {
			unknown = append(unknown, name)
			continue
		}
		if fields[column], err = text(value); err != nil {
			return nil, nil, fmt.Errorf("field %q: %w", name, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, nil, fmt.Errorf("read JSON: %w", err)
	}
	if len(bytes.TrimSpace(line[d.InputOffset():])) > 0 {
		return nil, nil, errNotObject
	}
	return fields, unknown, nil
}

// member reads one name and its value.
func member(d *json.Decoder) (name string, value any, err error) {
	key, err := d.Token()
	if err == nil {
		name, _ = key.(string)
		err = d.Decode(&value)
	}
	if err != nil {
		return "", nil, fmt.Errorf("read JSON: %w", err)
	}
	return name, value, nil
}

// text writes a JSON value as it would stand in CSV; a list of texts is one
// field with semicolons.
func text(value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(v), nil
	case json.Number:
		return []byte(v), nil
	case []any:
		var parts []string
		for _, item := range v {
			s, ok := item.(string)
			if !ok || strings.Contains(s, ";") {
				return nil, fmt.Errorf("a list holds %v, not a text without semicolons", item)
			}
			parts = append(parts, s)
		}
		return []byte(strings.Join(parts, ";")), nil
	}
	return nil, fmt.Errorf("%v is neither text nor number nor a list of texts", value)
}
