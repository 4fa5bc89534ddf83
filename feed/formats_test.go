package feed_test

import (
	"os"
	"path/filepath"
	"regexp"
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

// TestCitations checks that what the code of a format cites is in docs/formats.txt,
// which says of each clause how far it is read: a standard must stand there for
// that folder or for all, and a clause by its number, as a part of it or as a whole
// that holds it.
func TestCitations(t *testing.T) {
	b, err := os.ReadFile("../docs/formats.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string][][2]string{} // standard and clause, by folder
	for _, line := range strings.Split(string(b), "\n") {
		if f := strings.Split(line, "\t"); len(f) == 5 {
			listed[f[0]] = append(listed[f[0]], [2]string{f[1], f[2]})
		}
	}
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range files {
		folder := filepath.Dir(file)
		if strings.HasSuffix(file, "_test.go") || folder == "feedtest" || folder == "transport" {
			continue
		}
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := append(slices.Clone(listed[folder]), listed["feed"]...)
		for _, c := range citations(string(code)) {
			checked++
			if !cited(lines, c[0], c[1]) {
				t.Errorf("%s cites %q, clause %q, of which docs/formats.txt says nothing for %s", file, c[0], c[1], folder)
			}
		}
	}
	if checked < 60 {
		t.Errorf("%d citations in all the code", checked)
	}
}

// citations are the standards that code cites, each with the clause, "" for none.
func citations(code string) (out [][2]string) {
	standards := regexp.MustCompile(`(DO-260B|ICAO Annex 10|ITU-R M\.1371-5|IEC 61162-\d+|IMO SN\.?1?/Circ\.\d+|OASIS CAP \d\.\d|RFC \d+|` +
		`BSI Flex 335 v2|\bST \d{3,4}|ASTM F3411-22a|ISO/IEC 13818-1|OGC \d+-\d+|EUROCONTROL-SPEC-\d+|I0(?:21|34|48|62|65)/\d{3})` +
		`(?:,?(?: volume IV,)? ((?:annex |table |part |[A-Z]\.)?\d+(?:\.\d+)*))?`)
	comments := strings.ReplaceAll(code, "\n// ", " ")
	for _, m := range standards.FindAllStringSubmatch(comments, -1) {
		out = append(out, [2]string{m[1], m[2]})
	}
	return out
}

// cited reports whether one of the lines is of the standard and holds the clause. An
// item of ASTERIX is a clause of its category. Tables and parts are found by their
// standard alone.
func cited(lines [][2]string, standard, clause string) bool {
	number := regexp.MustCompile(`(?:[A-Z]\.)?\d+(?:\.\d+)*`)
	return slices.ContainsFunc(lines, func(line [2]string) bool {
		if strings.HasPrefix(standard, "I0") {
			return strings.HasPrefix(line[1], standard+" ")
		}
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(standard) + `\b`).MatchString(line[0]) {
			return false
		}
		if clause == "" || strings.HasPrefix(clause, "table") || strings.HasPrefix(clause, "part") {
			return true
		}
		if strings.HasPrefix(clause, "annex") {
			return strings.Contains(line[1], clause)
		}
		return slices.ContainsFunc(number.FindAllString(line[1], -1), func(n string) bool {
			return n == clause || strings.HasPrefix(n, clause+".") || strings.HasPrefix(clause, n+".")
		})
	})
}
