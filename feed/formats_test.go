package feed_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFormatsList checks that docs/formats.txt is well formed, names only what
// is there, and has a line for every format that is; and that each format's
// folder holds what a newcomer needs.
func TestFormatsList(t *testing.T) {
	b, err := os.ReadFile("../docs/formats.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 5 {
			t.Errorf("line %d: %d fields between tabs, want 5", i+1, len(fields))
			continue
		}
		if slices.ContainsFunc(fields, func(s string) bool { return s == "" || s != strings.TrimSpace(s) }) {
			t.Errorf("line %d: an empty field, or blanks round one", i+1)
		}
		if !slices.Contains([]string{"Yes", "Partial", "No"}, fields[3]) {
			t.Errorf("line %d: %q is not Yes, Partial or No", i+1, fields[3])
		}
		if _, err := os.Stat(fields[0]); fields[0] != "feed" && err != nil {
			t.Errorf("line %d: there is no format %q", i+1, fields[0])
		}
		listed[fields[0]] = true
	}
	folders, err := filepath.Glob("*/sample.yaml")
	if err != nil || len(folders) < 8 {
		t.Fatal(folders, err)
	}
	for _, sample := range folders {
		name := filepath.Dir(sample)
		if !listed[name] {
			t.Errorf("format %s has no line in docs/formats.txt", name)
		}
		if readme, err := os.ReadFile(filepath.Join(name, "README.md")); err != nil || !strings.HasPrefix(string(readme), "# ") {
			t.Errorf("format %s has no README with a title: %v", name, err)
		}
		if cases, _ := filepath.Glob(filepath.Join(name, "testdata", "*.case")); len(cases) == 0 {
			t.Errorf("format %s has no case", name)
		}
	}
	dirs, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if d.IsDir() && d.Name() != "feedtest" && d.Name() != "transport" && !slices.Contains(folders, filepath.Join(d.Name(), "sample.yaml")) {
			t.Errorf("format %s has no sample.yaml", d.Name())
		}
	}
}
