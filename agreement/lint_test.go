package agreement_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
)

// clean is a text of which the lint has nothing to say.
const clean = `id: clean
version: 1
title: Clean text
status: {state: agreed, declared_by: [AA, BB]}
parties:
  - {id: AA, name: First side}
  - {id: BB, name: Second side}
windows:
  - {from: 2026-04-11 16:00, to: 2026-04-13 00:00, zone: UTC}
definitions:
  - {word: violation, means: one burst or one explosion}
zones:
  - {id: all, name: everywhere, everywhere: true}
  - {id: strip, name: strip, corridor: {depth_km: {AA: 15, BB: 15}}}
clauses:
  - id: no-fire
    kind: no_event
    text: No fire.
    binds: [AA, BB]
    kinds: [F1, F3]
    zone: strip
    except: [demining]
    thresholds: {exists: 0.8, breach: 0.8, attribution: 0.8}
    severity: G3
    verified_by: [heard]
    owner: the joint centre
  - id: demining
    kind: exemption
    text: Announced demining.
    binds: [AA, BB]
    kinds: [F3]
    zone: strip
    owner: the joint centre
    terms: {within: 24h, notice: before, deeds: [notice], complete_record: true}
response:
  - {after: 24h, who: the guarantors, text: A warning.}
sources: [a page]
`

// TestLocate: a remark points at the line and column of the part that it speaks of.
func TestLocate(t *testing.T) {
	replaced := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(clean) }
	good := func(text, code, begins string) {
		t.Helper()
		a, problems := agreement.Parse("lint.yaml", []byte(text))
		if agreement.Refused(problems) {
			t.Fatal(problems)
		}
		remarks := agreement.Lint(a)
		agreement.Locate([]byte(text), remarks)
		for _, r := range remarks {
			if r.Code != code {
				continue
			}
			if line := []rune(strings.Split(text, "\n")[r.Line-1]); !strings.HasPrefix(string(line[r.Column-1:]), begins) {
				t.Errorf("%s points at %d:%d, %q, want %q", r, r.Line, r.Column, string(line), begins)
			}
			return
		}
		t.Errorf("no %s in %v", code, remarks)
	}
	good(replaced("text: No fire.", "text: No fire near houses."), "vague-word", "text: No fire near")
	good(replaced("to: 2026-04-13 00:00", "to: open"), "no-end", "windows:")
	good(replaced("    verified_by: [heard]\n", ""), "unverifiable", "id: no-fire")
	good(replaced("AA: 15, BB: 15", "AA: 15, BB: 10"), "unequal", "{id: strip")
	good(replaced("one burst or one explosion}", "not defined}"), "undefined-word", "{word: violation")
	good(replaced("word: violation", "word: насильство"), "undefined-word", "definitions:")                                // the register has no violation
	good(replaced("response:\n  - {after: 24h, who: the guarantors, text: A warning.}\n", ""), "no-response", "id: clean") // of what is missing, the beginning
	good(replaced("version: 1", "version: 2", "sources:", `amendments:
  - version: 2
    from: 2026-04-12 06:00
    zone: UTC
    text: It is softened.
    clauses:
      - {id: no-fire, kind: no_event, text: No significant fire., binds: [AA, BB], kinds: [F1], zone: strip, thresholds: {exists: 0.8, breach: 0.8, attribution: 0.8}, severity: G3, verified_by: [heard]}
sources:`), "vague-word", "text: No significant")
}

// TestLintShipped: every remark about a shipped text says something, has a rule
// in docs/lint.md, and the whole takes well under two seconds a file.
func TestLintShipped(t *testing.T) {
	doc, err := os.ReadFile("../docs/lint.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(agreements.Files(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := fs.ReadFile(agreements.Files(), file)
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		a, _ := agreement.Parse(file, src)
		for _, r := range agreement.Lint(a) {
			if !strings.Contains(string(doc), "`"+r.Code+"`") || r.Says == "" || r.Do == "" {
				t.Errorf("%s: %+v is not explained", file, r)
			}
		}
		if took := time.Since(started); took > 2*time.Second {
			t.Errorf("%s took %v", file, took)
		}
	}
}
