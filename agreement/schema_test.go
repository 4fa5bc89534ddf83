package agreement_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"go.yaml.in/yaml/v3"
)

const schemaFile = "../docs/agreement.schema.json"

// TestDocsSchema keeps docs/agreement.schema.json equal to what the parser's
// keys make.
func TestDocsSchema(t *testing.T) {
	want, err := agreement.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil || string(got) != string(want) {
		t.Errorf("%s is not what the code says (%v); run go test ./agreement -run TestDocs -update", schemaFile, err)
	}
}

// TestSchemaHolds checks every shipped agreement and the test's own against the
// schema, and that the schema refuses what the parser refuses.
func TestSchemaHolds(t *testing.T) {
	files, err := fs.Glob(agreements.Files(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"plain": plain, "register": register}
	for _, file := range files {
		b, err := fs.ReadFile(agreements.Files(), file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(b)
	}
	for name, text := range texts {
		if faults := checked(t, text); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
	}
	bad := func(old, replaced, says string) {
		t.Helper()
		faults := strings.Join(checked(t, strings.Replace(register, old, replaced, 1)), "\n")
		if !strings.Contains(faults, says) {
			t.Errorf("%q: %s, want %q", replaced, faults, says)
		}
	}
	bad("title: Test register", "titel: Test register", "titel")
	bad("title: Test register\n", "", "title is missing")
	bad("severity: G2\n", "severity: G7\n", "G7")
	bad("kinds: [W1]", "kinds: [W9]", "W9")
	bad("after: 24h", "after: a day", "a day")
	bad("lat: 47", "lat: 97", "97")
	bad("contact: true", "contact: false", "false")
	bad("title: Test register\n", "title: Test register\ntitles: {Ukrainian: x}\n", "Ukrainian does not match") // not a language code
}

// TestSchemaDescribes: an editor shows what each key means.
func TestSchemaDescribes(t *testing.T) {
	b, err := agreement.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	described := 0
	var look func(path string, s map[string]any)
	look = func(path string, s map[string]any) {
		for key, v := range s {
			inner, ok := v.(map[string]any)
			if !ok {
				continue
			}
			if key == "properties" {
				for name, p := range inner {
					property := p.(map[string]any)
					if _, isRef := property["$ref"]; !isRef && property["description"] == nil {
						t.Errorf("%s.%s says nothing of what it means", path, name)
					}
					described++
				}
			}
			look(path+"."+key, inner)
		}
	}
	look("", schema)
	if described < 100 {
		t.Errorf("only %d keys", described)
	}
}

// checked validates a YAML text against the schema: the part of JSON Schema that
// the schema uses.
func checked(t *testing.T, text string) []string {
	t.Helper()
	var schema map[string]any
	b, err := agreement.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	defs := schema["$defs"].(map[string]any)
	var faults []string
	var check func(path string, n *yaml.Node, s map[string]any)
	check = func(path string, n *yaml.Node, s map[string]any) {
		fault := func(format string, args ...any) { faults = append(faults, path+": "+fmt.Sprintf(format, args...)) }
		if ref, ok := s["$ref"].(string); ok {
			s = defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		}
		if words, ok := s["enum"].([]any); ok && !slices.Contains(words, any(n.Value)) {
			fault("%s is none of the words", n.Value)
		}
		if s["const"] == true && n.Value != "true" {
			fault("%s is not true", n.Value)
		}
		if pattern, ok := s["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(n.Value) {
			fault("%s does not match", n.Value)
		}
		switch s["type"] {
		case "object":
			if n.Kind != yaml.MappingNode {
				fault("no group")
				return
			}
			properties, _ := s["properties"].(map[string]any)
			more, _ := s["additionalProperties"].(map[string]any)
			named, _ := s["propertyNames"].(map[string]any)
			seen := map[string]bool{}
			for i := 0; i < len(n.Content); i += 2 {
				key := n.Content[i].Value
				seen[key] = true
				if pattern, ok := named["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(key) {
					fault("%s does not match", key)
				}
				if p, ok := properties[key].(map[string]any); ok {
					check(path+"."+key, n.Content[i+1], p)
				} else if more != nil {
					check(path+"."+key, n.Content[i+1], more)
				} else {
					fault("%s is not known", key)
				}
			}
			required, _ := s["required"].([]any)
			for _, key := range required {
				if !seen[key.(string)] {
					fault("%s is missing", key)
				}
			}
		case "array":
			if n.Kind != yaml.SequenceNode {
				fault("no list")
			}
			for i, item := range n.Content {
				check(fmt.Sprintf("%s[%d]", path, i), item, s["items"].(map[string]any))
			}
		case "number", "integer":
			var v float64
			if _, err := fmt.Sscanf(n.Value, "%g", &v); err != nil {
				fault("%s is no number", n.Value)
			}
			if most, ok := s["maximum"].(float64); ok && v > most {
				fault("%s is too large", n.Value)
			}
		}
	}
	check("", root.Content[0], schema)
	return faults
}
