package agreement

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Schema returns the JSON Schema (2020-12) of an agreement file, made from
// [Keys], for editors that complete and check YAML. It says less than [Parse]:
// what it refuses, Parse refuses too.
func Schema() ([]byte, error) {
	s := object{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Truceline agreement file"}
	lat, lon := numberFrom(-90, 90), numberFrom(-180, 180)
	lat["description"], lon["description"] = "Latitude in degrees, north positive (WGS84).", "Longitude in degrees, east positive (WGS84)."
	s["$defs"] = object{
		"point":  object{"type": "object", "required": []string{"lat", "lon"}, "additionalProperties": false, "properties": object{"lat": lat, "lon": lon}},
		"clause": schemaOf("clauses"),
	}
	for k, v := range schemaOf("") {
		s[k] = v
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	return b.Bytes(), nil
}

// object is a JSON object; encoding/json writes its keys in order.
type object map[string]any

func numberFrom(least, most float64) object {
	return object{"type": "number", "minimum": least, "maximum": most}
}

// schemaOf is the schema of a group of keys.
func schemaOf(group string) object {
	properties, required := object{}, []string{}
	for _, k := range keysOf(group) {
		full := at(group, k.Path)
		form := formSchema(full, k.Form)
		if _, isRef := form["$ref"]; !isRef {
			form["description"] = k.Meaning
		}
		properties[k.Path] = form
		// An exemption needs no thresholds and no severity.
		if k.Required && full != "clauses.thresholds" && full != "clauses.severity" {
			required = append(required, k.Path)
		}
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// formSchema is the schema of what may be written at a key.
func formSchema(path, form string) object {
	text := object{"type": "string", "minLength": 1}
	point := object{"$ref": "#/$defs/point"}
	switch form {
	case "group":
		return schemaOf(path)
	case "list of groups":
		if path == "clauses" || path == "amendments.clauses" {
			return object{"type": "array", "items": object{"$ref": "#/$defs/clause"}}
		}
		return object{"type": "array", "items": schemaOf(path)}
	case "list of points":
		return object{"type": "array", "items": point}
	case "list of lists of points":
		return object{"type": "array", "items": object{"type": "array", "items": point}}
	case "group of texts":
		if strings.HasSuffix(path, "readings") { // by party
			return object{"type": "object", "additionalProperties": text}
		}
		return object{"type": "object", "properties": languages(), "additionalProperties": text, "propertyNames": object{"pattern": "^[a-z]{2,3}$"}}
	case "group of numbers":
		return object{"type": "object", "additionalProperties": object{"type": "number", "minimum": 0}}
	case "list":
		items := text
		if words := wordsAt(path); words != nil {
			items = object{"enum": words}
		}
		return object{"type": "array", "uniqueItems": true, "items": items}
	case "word":
		return object{"enum": wordsAt(path)}
	case "name":
		return object{"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"}
	case "whole number":
		return object{"type": "integer", "minimum": 0, "maximum": 1000000}
	case "number", "metres":
		return object{"type": "number", "minimum": 0}
	case "text or number":
		return object{"type": []string{"string", "number"}}
	case "true":
		return object{"const": true}
	case "length of time":
		return object{"type": "string", "pattern": "^[0-9]{1,6}[dhms]$"}
	}
	return text // text, condition, date, times and zones: YAML editors show them as texts
}

// languages are those that an editor offers for a text; others may stand too.
func languages() object {
	in := func(language string) object {
		return object{"type": "string", "minLength": 1, "description": "In " + language + "."}
	}
	return object{"uk": in("Ukrainian"), "fr": in("French"), "ru": in("Russian")}
}

// wordsAt are the words that may stand at a key.
func wordsAt(path string) []string {
	severities := []string{"G0", "G1", "G2", "G3", "G4"}
	switch path {
	case "status.state":
		return []string{"draft", "declared", "mirrored", "agreed", "disputed"}
	case "clauses.kind":
		return clauseKinds()
	case "clauses.kinds", "clauses.indicators":
		return kindCodes()
	case "clauses.verified_by":
		return meansWords()
	case "clauses.severity", "response.severity":
		return severities
	case "clauses.terms.notice":
		return []string{"before", "after"}
	}
	return nil
}
