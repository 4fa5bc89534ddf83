package agreement_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

var update = flag.Bool("update", false, "rewrite the parts of docs/agreement.md that come from the code")

const docFile = "../docs/agreement.md"

// TestDocs keeps the list of keys in docs/agreement.md equal to the parser's,
// and the example in it free of faults.
func TestDocs(t *testing.T) {
	b, err := os.ReadFile(docFile)
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	for part, want := range map[string]string{"keys": keyTable(), "clause kinds": clauseKindList(t), "happenings": kindTable(), "means": meansList()} {
		begin, end := "<!-- begin "+part+" -->\n", "<!-- end "+part+" -->"
		before, rest, ok := strings.Cut(doc, begin)
		got, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			t.Fatalf("%s has no part %q", docFile, part)
		}
		if got != want && !*update {
			t.Errorf("the part %q of %s is not what the code says; run go test ./agreement -run TestDocs -update", part, docFile)
		}
		doc = before + begin + want + end + after
	}
	if *update {
		if err := os.WriteFile(docFile, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, rest, _ := strings.Cut(doc, "```yaml\n")
	example, _, ok := strings.Cut(rest, "```")
	if _, problems := agreement.Parse(docFile, []byte(example)); !ok || len(problems) > 0 {
		t.Errorf("the example: %v", problems)
	}
}

func keyTable() string {
	s := "| Key | What is written there | Required | Meaning |\n|---|---|---|---|\n"
	for _, k := range agreement.Keys() {
		required := "no"
		if k.Required {
			required = "yes"
		}
		s += fmt.Sprintf("| `%s` | %s | %s | %s |\n", k.Path, k.Form, required, k.Meaning)
	}
	return s
}

func kindTable() string {
	s := "| Code | Happening | Counted in |\n|---|---|---|\n"
	for _, k := range truceline.Kinds() {
		s += fmt.Sprintf("| %s | %s | %s |\n", k.Kind, k.Name, k.Unit)
	}
	return s
}

func meansList() string {
	var words []string
	for _, m := range truceline.AllMeans() {
		words = append(words, "`"+string(m)+"`")
	}
	return strings.Join(words, ", ") + ".\n"
}

// clauseKindList explains each form of duty; one without words fails the test.
func clauseKindList(t *testing.T) string {
	meaning := map[truceline.ClauseKind]string{
		truceline.ClauseAbsenceInZone:  "something must not be in a zone",
		truceline.ClauseMinDistance:    "something must keep a distance from a line",
		truceline.ClauseNoEvent:        "something must not happen",
		truceline.ClauseCap:            "no more than so many of something",
		truceline.ClauseDeclared:       "what was declared must be what is found",
		truceline.ClauseDeadline:       "something must be done by a day",
		truceline.ClausePrecondition:   "something must have held for some days first",
		truceline.ClauseSimultaneity:   "one side acts only when the other does",
		truceline.ClauseNotification:   "someone must be told, before or after",
		truceline.ClauseProcedure:      "steps must be taken in an order",
		truceline.ClauseMovingExclude:  "keep away from something that moves",
		truceline.ClauseCorridor:       "stay within a corridor",
		truceline.ClauseProtected:      "an object must be left unharmed",
		truceline.ClauseAccess:         "the monitor must be let in",
		truceline.ClauseExemption:      "something that other clauses forbid is permitted",
		truceline.ClauseProhibitedComm: "something must not be said or sent",
	}
	s := ""
	for _, k := range truceline.ClauseKinds() {
		if meaning[k] == "" {
			t.Errorf("the clause kind %s is not explained", k)
		}
		s += fmt.Sprintf("- `%s`: %s.\n", k, meaning[k])
	}
	return s
}

// TestEveryKindHasAStory: a story in test/*.txtar plays every form of duty through the
// whole river.
func TestEveryKindHasAStory(t *testing.T) {
	files, err := filepath.Glob("../test/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var stories strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		stories.Write(text)
	}
	kinds := truceline.ClauseKinds()
	for _, k := range kinds {
		if !strings.Contains(stories.String(), "kind: "+string(k)) {
			t.Errorf("no story plays a clause of the kind %s", k)
		}
	}
	if len(kinds) != 16 {
		t.Errorf("there are %d kinds, and the agreement file knows sixteen", len(kinds))
	}
}
