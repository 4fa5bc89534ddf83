package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// schema is the part of JSON Schema (2020-12) that the documents in docs/ use.
type schema struct {
	Schema      string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        any                `json:"type,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Others      any                `json:"additionalProperties,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	MinItems    *int               `json:"minItems,omitempty"`
	MaxItems    *int               `json:"maxItems,omitempty"`

	said bool // its field or type has a comment
}

// schemaOf derives a schema from a type by the names of its yaml or json tags.
func schemaOf(m meanings, t reflect.Type, tag string) *schema {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &schema{Type: "string", Description: "time as RFC 3339"}
	case reflect.TypeFor[truceline.ID]():
		return &schema{Type: "string", Description: "64 hexadecimal digits, or nothing"}
	case reflect.TypeFor[posture.OfDay]():
		return &schema{Type: "string", Description: "local time of day as 05:30; 24:00 is the end of the day"}
	case reflect.TypeFor[json.Number]():
		return &schema{Type: "number"}
	case reflect.TypeFor[time.Duration]():
		if tag == "json" {
			return &schema{Type: "integer", Description: "nanoseconds"}
		}
		return &schema{Type: "string", Description: "duration as 1h30m, 20s or 300ms"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		s := schemaOf(m, t.Elem(), tag)
		s.Type = []string{fmt.Sprint(s.Type), "null"}
		return s
	case reflect.String:
		return &schema{Type: "string"}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int, reflect.Int32, reflect.Int64:
		return &schema{Type: "integer"}
	case reflect.Float64:
		return &schema{Type: "number"}
	case reflect.Slice:
		return &schema{Type: "array", Items: schemaOf(m, t.Elem(), tag)}
	case reflect.Array:
		n := t.Len()
		return &schema{Type: "array", Items: schemaOf(m, t.Elem(), tag), MinItems: &n, MaxItems: &n}
	case reflect.Map:
		return &schema{Type: "object", Others: schemaOf(m, t.Elem(), tag)}
	}
	s := &schema{Type: "object", Description: m[named(t)], Properties: map[string]*schema{}, Others: false}
	s.fields(m, t, tag)
	return s
}

func (s *schema) fields(m meanings, t reflect.Type, tag string) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get(tag), ",")
		switch {
		case name == "-" || !f.IsExported():
		case name == "":
			s.fields(m, f.Type, tag) // embedded
		default:
			part := schemaOf(m, f.Type, tag)
			if said := m.of(t, f); said != "" {
				if part.said = true; part.Description != "" && part.Properties == nil {
					said += " (" + part.Description + ")"
				}
				part.Description = said
			}
			s.Properties[name] = part
			if tag == "json" && !strings.Contains(options, "omit") {
				s.Required = append(s.Required, name)
			}
		}
	}
}

// check returns what is wrong with a value; the package has no other use for
// JSON Schema, so it needs no library.
func (s *schema) check(at string, v any) []string {
	kind := map[string]bool{}
	switch t := s.Type.(type) {
	case string:
		kind[t] = true
	case []string:
		for _, k := range t {
			kind[k] = true
		}
	case []any:
		for _, k := range t {
			kind[fmt.Sprint(k)] = true
		}
	}
	bad := func(format string, args ...any) []string { return []string{at + ": " + fmt.Sprintf(format, args...)} }
	var out []string
	switch v := v.(type) {
	case nil:
		if !kind["null"] && !kind["array"] && !kind["object"] {
			return bad("null")
		}
	case string, time.Time:
		if !kind["string"] {
			return bad("a text, not %v", s.Type)
		}
	case bool:
		if !kind["boolean"] {
			return bad("true or false, not %v", s.Type)
		}
	case int, float64:
		f, whole := v.(float64)
		if !kind["number"] && !(kind["integer"] && (!whole || f == float64(int64(f)))) && !kind["string"] {
			return bad("a number, not %v", s.Type)
		}
	case []any:
		if !kind["array"] || s.MinItems != nil && len(v) < *s.MinItems || s.MaxItems != nil && len(v) > *s.MaxItems {
			return bad("a list of %d", len(v))
		}
		for i, x := range v {
			out = append(out, s.Items.check(fmt.Sprintf("%s[%d]", at, i), x)...)
		}
	case map[string]any:
		if !kind["object"] {
			return bad("an object, not %v", s.Type)
		}
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				out = append(out, bad("%s is missing", name)...)
			}
		}
		for name, x := range v {
			part := s.Properties[name]
			if others, ok := s.Others.(map[string]any); part == nil && ok {
				part = &schema{}
				text, _ := json.Marshal(others)
				_ = json.Unmarshal(text, part)
			}
			if part == nil {
				out = append(out, bad("%s is not known", name)...)
				continue
			}
			out = append(out, part.check(at+"."+name, x)...)
		}
	default:
		return bad("%T", v)
	}
	return out
}

// document compares a schema with its file in docs/ and returns it as read.
func document(t *testing.T, name, title string, s *schema) *schema {
	t.Helper()
	s.Schema, s.Title = "https://json-schema.org/draft/2020-12/schema", title
	without := s.without(name)
	slices.Sort(without)
	for _, property := range without {
		t.Errorf("%s: its field has no comment, so the schema does not say what it means", property)
	}
	want, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	file := filepath.Join("../docs", name)
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%s is not what the types say; run go test ./sim -run TestSchemas -update (%v)", file, err)
	}
	read := &schema{}
	if err := json.Unmarshal(got, read); err != nil {
		t.Fatal(err)
	}
	return read
}

// TestSchemas holds the schemas in docs/ to the types, and the shipped files
// and a made world to the schemas.
func TestSchemas(t *testing.T) {
	m := readMeanings(t)
	exercise := document(t, "exercise.schema.json", "An exercise of Truceline: exercise.yaml and country.yaml", schemaOf(m, reflect.TypeFor[Exercise](), "yaml"))
	posture := document(t, "posture.schema.json", "Who watches, where and how well: posture.yaml", schemaOf(m, reflect.TypeFor[posture.Posture](), "yaml"))
	yamls := func(s *schema, file string) {
		text, err := os.ReadFile(filepath.Join("../exercises", file))
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := yaml.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		for _, wrong := range s.check(file, v) {
			t.Error(wrong)
		}
	}
	yamls(exercise, "country/country.yaml")
	for _, name := range append(shipped(), "demo") {
		yamls(exercise, name+"/exercise.yaml")
		yamls(posture, name+"/posture.yaml")
	}
	if wrong := posture.check("", map[string]any{"watchers": []any{map[string]any{"sort": true, "colour": "red"}}}); len(wrong) != 2 {
		t.Errorf("a wrong posture: %v", wrong)
	}
	truth := &schema{Type: "object", Description: "Each property is the schema of one line of the file of that name in truth/.", Properties: map[string]*schema{
		"incidents":  schemaOf(m, reflect.TypeFor[Truth](), "json"),
		"noticeable": schemaOf(m, reflect.TypeFor[noticeableLine](), "json"),
		"objects":    schemaOf(m, reflect.TypeFor[objectLine](), "json"),
		"alerts":     schemaOf(m, reflect.TypeFor[alertLine](), "json"),
		"weapons":    schemaOf(m, reflect.TypeFor[weaponLine](), "json"),
		"outages":    schemaOf(m, reflect.TypeFor[outageLine](), "json"),
		"sensors":    schemaOf(m, reflect.TypeFor[sensorLine](), "json"),
		"causes":     schemaOf(m, reflect.TypeFor[causeLine](), "json"),
		"said":       schemaOf(m, reflect.TypeFor[saidLine](), "json"),
	}}
	truth = document(t, "truth.schema.json", "What really happened in a made world: truth/*.ndjson", truth)
	for _, name := range []string{"bad-night", "raid", "sea-corridor", "plant-under-fire"} {
		for file, text := range made(t, load(t, name), Options{Seed: 4, Hours: 5}) {
			part := truth.Properties[strings.TrimSuffix(filepath.Base(file), ".ndjson")]
			if !strings.HasPrefix(file, "truth/") || !strings.HasSuffix(file, ".ndjson") || part == nil {
				continue
			}
			for i, line := range bytes.Split(bytes.TrimSpace(text.Bytes()), []byte("\n")) {
				var v any
				if len(line) == 0 {
					continue
				}
				if err := json.Unmarshal(line, &v); err != nil {
					t.Fatal(err)
				}
				if wrong := part.check(file, v); len(wrong) > 0 {
					slices.Sort(wrong)
					t.Fatalf("%s, line %d: %v", name, i+1, wrong)
				}
			}
		}
	}
}

// saidLine is one line of truth/said.ndjson, which is written by hand.
type saidLine struct {
	File      string `json:"file"`                // under the world's folder
	Line      int    `json:"line"`                // of the first of these rows, from 1, as the journal counts
	Rows      int    `json:"rows"`                // how many follow each other
	Incidents []int  `json:"incidents,omitempty"` // for each row the line in incidents.ndjson, 0 for none
	Objects   []int  `json:"objects,omitempty"`   // for each row the number in objects.ndjson, 0 for none
	Causes    []int  `json:"causes,omitempty"`    // for each row the number in causes.ndjson, 0 for none
}
