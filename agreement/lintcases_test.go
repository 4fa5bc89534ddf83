package agreement_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline/agreement"
)

// topKey begins a part of a file: a key at its left edge; with + its entries are
// added to those that are there, with - the part is taken away.
var topKey = regexp.MustCompile(`(?m)^([a-z_]+)([+-]?):`)

// withParts returns the clean text with some of its parts replaced or added to.
func withParts(t *testing.T, parts string) string {
	t.Helper()
	text := clean
	found := topKey.FindAllStringSubmatchIndex(parts, -1)
	for k, at := range found {
		key, adds, goes := parts[at[2]:at[3]], parts[at[4]:at[5]] == "+", parts[at[4]:at[5]] == "-"
		part := parts[at[0]:]
		if k+1 < len(found) {
			part = parts[at[0]:found[k+1][0]]
		}
		part = strings.TrimRight(part, "\n") + "\n"
		old := regexp.MustCompile(`(?m)^` + key + `:.*\n(?:[ #].*\n)*`).FindString(text)
		switch {
		case goes && old != "":
			text = strings.Replace(text, old, "", 1)
		case old == "" && !adds && !goes:
			text = strings.Replace(text, "sources:", part+"sources:", 1)
		case old == "":
			t.Fatalf("there is no %s to change", key)
		case adds:
			_, entries, _ := strings.Cut(part, "\n")
			text = strings.Replace(text, old, old+entries, 1)
		default:
			text = strings.Replace(text, old, part, 1)
		}
	}
	return text
}

// TestLintCases holds the rules against the cases in testdata/lint, a file a
// rule: each has good ones, of which the lint says nothing, and bad ones; every rule of
// docs/lint.md has its file.
func TestLintCases(t *testing.T) {
	files, err := filepath.Glob("testdata/lint/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files of cases, %v", len(files), err)
	}
	doc, err := os.ReadFile("../docs/lint.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[a-z-]+`(?:, `[a-z-]+`)*) \\|").FindAllStringSubmatch(string(doc), -1) {
		for rule := range strings.SplitSeq(strings.ReplaceAll(row[1], "`", ""), ", ") {
			if !slices.Contains(files, filepath.Join("testdata", "lint", rule+".txt")) {
				t.Errorf("the rule %s has no cases", rule)
			}
		}
	}
	if a, _ := agreement.Parse("clean", []byte(clean)); len(agreement.Lint(a)) > 0 {
		t.Errorf("a clean text: %v", agreement.Lint(a))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rule := strings.TrimSuffix(filepath.Base(file), ".txt")
		good, bad := 0, 0
		for _, one := range strings.Split(string(text), "=== ")[1:] {
			head, parts, _ := strings.Cut(one, "\n")
			want, why, _ := strings.Cut(head, " // ")
			a, problems := agreement.Parse(why, []byte(withParts(t, parts)))
			if agreement.Refused(problems) {
				t.Errorf("%s: %s: %v", file, why, problems)
				continue
			}
			got := []string{}
			for _, r := range agreement.Lint(a) {
				got = append(got, r.Code+" "+r.Where)
			}
			wanted := strings.Split(want, "; ")
			if want == "good" {
				wanted = []string{}
				good++
			} else if bad++; !strings.HasPrefix(want, rule+" ") {
				t.Errorf("%s: %s: is of another rule", file, head)
			}
			if !slices.Equal(got, wanted) {
				t.Errorf("%s: %s: the lint says %q, want %q", file, why, got, wanted)
			}
		}
		if good == 0 || bad == 0 {
			t.Errorf("%s has %d good and %d bad cases", file, good, bad)
		}
	}
}

// TestLintManyContradictions: of a text whose clauses all contradict one another a
// hundred pairs are told of one by one, and that there are more.
func TestLintManyContradictions(t *testing.T) {
	parts := "clauses:\n"
	for n := range 40 {
		parts += fmt.Sprintf("  - {id: c%d, kind: no_event, text: No fire., binds: [AA, BB], kinds: [F1], zone: strip, thresholds: {exists: 0.8, breach: 0.%d, attribution: 0.8}, severity: G1, verified_by: [heard], owner: x}\n", n, 51+n)
	}
	a, problems := agreement.Parse("many", []byte(withParts(t, parts)))
	if agreement.Refused(problems) {
		t.Fatal(problems)
	}
	remarks := agreement.Lint(a)
	if last := remarks[len(remarks)-1]; len(remarks) != 101 || !strings.Contains(last.Says, "680 more") { // 40 clauses make 780 pairs
		t.Errorf("%d remarks, the last: %s", len(remarks), last)
	}
}

// TestWordsInFourLanguages: each word of which the lint warns has all languages
// and a reason, and a list that lacks one is refused.
func TestWordsInFourLanguages(t *testing.T) {
	text, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	sorts := map[string]int{}
	for line := range strings.Lines(string(text)) {
		if sort, _, ok := strings.Cut(line, " | "); ok && line[0] != '#' {
			sorts[sort]++
		}
	}
	if sorts["vague"] < 15 || sorts["open"] < 12 {
		t.Errorf("the list holds %v", sorts)
	}
}
