package agreement_test

import (
	"io/fs"
	"os"
	"slices"
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

// linted returns the remarks of a changed text, as codes and places.
func linted(t *testing.T, old, replaced string) []string {
	t.Helper()
	text := strings.Replace(clean, old, replaced, 1)
	if old != "" && text == clean {
		t.Fatalf("%q is not in the text", old)
	}
	a, problems := agreement.Parse("lint.yaml", []byte(text))
	if agreement.Refused(problems) {
		t.Fatal(problems)
	}
	var out []string
	for _, r := range agreement.Lint(a) {
		out = append(out, r.Code+" "+r.Where)
	}
	return out
}

func TestLint(t *testing.T) {
	if got := linted(t, "", ""); len(got) > 0 {
		t.Errorf("a clean text: %v", got)
	}
	bad := func(old, replaced string, want ...string) {
		t.Helper()
		if got := linted(t, old, replaced); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", replaced, got, want)
		}
	}
	bad("  - {word: violation, means: one burst or one explosion}", "  - {word: violation, means: not defined}", "undefined-word definitions[violation]")
	bad("text: No fire.", "text: No fire near houses.", "vague-word clauses[no-fire]")
	bad("text: No fire.", "text: Nearly no fire.") // the word stands within another
	bad("text: No fire.", "text: No heavy weapons.", "undefined-word clauses[no-fire]")
	bad("to: 2026-04-13 00:00", "to: open", "no-end windows")
	bad("depth_km: {AA: 15, BB: 15}", "depth_km: {AA: 15, BB: 10}", "unequal zones[strip]")
	bad("binds: [AA, BB]\n    kinds: [F1, F3]", "binds: [AA]\n    kinds: [F1, F3]", "unequal clauses[no-fire]")
	bad("    verified_by: [heard]\n", "", "unverifiable clauses[no-fire]")
	bad("kinds: [F1, F3]", "kinds: [F1, F5]", "drones-reach-over zones[strip]", "exemption-idle clauses[no-fire]") // fifteen and fifteen are less than forty
	bad("    terms: {within: 24h, notice: before, deeds: [notice], complete_record: true}\n", "", "exemption-open clauses[demining]")
	bad("    kinds: [F3]\n    zone: strip\n    owner: the joint centre\n    terms: {within: 24h, notice: before, deeds: [notice], complete_record: true}", "    kinds: [F1, F3]\n    zone: all", "exemption-swallows clauses[demining]", "no-owner clauses[demining]")
	bad("response:\n  - {after: 24h, who: the guarantors, text: A warning.}\n", "", "no-response response")
	bad("text: A warning.", "text: An answer to an expanded attack.", "undefined-word response")
	second := `  - id: again
    kind: no_event
    text: No shells.
    binds: [AA, BB]
    kinds: [F3]
    zone: strip
    except: [demining]
    thresholds: {exists: 0.8, breach: 0.9, attribution: 0.8}
    severity: G3
    verified_by: [heard]
    owner: the joint centre
`
	bad("  - id: demining\n", second+"  - id: demining\n", "contradiction clauses[no-fire], clauses[again]")
	bad("  - id: demining\n", strings.NewReplacer("breach: 0.9", "breach: 0.8", "G3", "G1").Replace(second)+"  - id: demining\n", "contradiction clauses[no-fire], clauses[again]")
	bad("  - id: demining\n", strings.Replace(second, "breach: 0.9", "breach: 0.8", 1)+"  - id: demining\n") // the same thing twice contradicts nothing
	notice := strings.NewReplacer("no_event", "notification", "breach: 0.9", "breach: 0.8", "    owner: the joint centre\n", "").Replace(second)
	bad("  - id: demining\n", notice+"  - id: demining\n", "no-clock clauses[again]", "no-owner clauses[again]")
	zones := "  - {id: strip, name"
	square := func(id, from string) string {
		return "  - {id: " + id + ", name: x, polygons: [{outer: [{lat: 48, lon: " + from + "}, {lat: 48, lon: 38}, {lat: 49, lon: 38}, {lat: 49, lon: " + from + "}]}]}\n"
	}
	bad(zones, square("one", "37")+square("two", "37.5")+zones) // one lies within the other
	bad(zones, square("one", "37")+strings.ReplaceAll(square("two", "37.5"), "lon: 38", "lon: 39")+zones, "zones-overlap zones[one], zones[two]")
	bad(zones, square("one", "37")+strings.ReplaceAll(square("two", "37.99"), "lon: 38}", "lon: 39}")+zones, "sliver zones[one], zones[two]")
	bad(zones, square("one", "37")+strings.ReplaceAll(square("two", "38"), "lon: 38}, {lat: 49, lon: 38}", "lon: 39}, {lat: 49, lon: 39}")+zones) // neighbours
	apart := func(lon string) string {
		return strings.ReplaceAll(square("two", lon), "lon: 38}, {lat: 49, lon: 38}", "lon: 39}, {lat: 49, lon: 39}")
	}
	bad(zones, square("one", "37")+apart("38.001")+zones, "sliver zones[one], zones[two]") // 75 m at 48 N, and nobody's
	bad(zones, square("one", "37")+apart("38.00001")+zones)                                // less than a metre: the same border
	bad(zones, square("one", "37")+apart("38.002")+zones)                                  // 149 m: left open on purpose
	bad("    text: No fire.", "    unverified_numbers: [the hour]\n    text: No fire.", "unverified-number clauses[no-fire]")
	bad("kind: no_event\n    text: No fire.\n    binds: [AA, BB]\n    kinds: [F1, F3]", "kind: precondition\n    text: No fire.\n    binds: [AA, BB]", "no-clock clauses[no-fire]", "left-to-people clauses[no-fire]", "exemption-idle clauses[no-fire]")
	bad("verified_by: [heard]", "verified_by: [thermal]", "indicator-only clauses[no-fire]")
	bad("{state: agreed, ", "{state: disputed, ", "reading-missing readings")
	bad("sources:", "languages: [en, uk]\nsources:", "no-authoritative-text languages", "text-missing titles", "text-missing clauses[no-fire]", "text-missing clauses[demining]", "text-missing definitions[violation]", "text-missing response")
	bad("sources:", "languages: [en, uk]\nauthoritative: uk\nsources:", "text-missing titles", "text-missing clauses[no-fire]", "text-missing clauses[demining]", "text-missing definitions[violation]", "text-missing response")
	bad("one burst or one explosion}", "one burst, readings: {AA: a shot, BB: an hour of fire}}", "two-readings definitions[violation]")
	bad("kind: no_event", "kind: declared_equals_observed", "declaration-missing clauses[no-fire]")
	bad("corridor: {depth_km: {AA: 15, BB: 15}}", "areas: [UA-14]") // fire may well be forbidden in a whole oblast
	bad("corridor: {depth_km: {AA: 15, BB: 15}}}\nclauses:\n  - id: no-fire\n    kind: no_event", "areas: [UA-14]}\nclauses:\n  - id: no-fire\n    kind: absence_in_zone", "wide-zone zones[strip]")
	line := "kind: minimum_distance\n    terms: {line: front, distance_km: {AA: 15, BB: 15}}"
	lines := "lines:\n  - {id: front, name: the line of March}\nclauses:\n  - id: no-fire\n    "
	bad("clauses:\n  - id: no-fire\n    kind: no_event", lines+line, "line-missing clauses[no-fire]")
	bad("clauses:\n  - id: no-fire\n    kind: no_event", strings.Replace(lines, "the line of March", "the line of each day, contact: true", 1)+strings.Replace(line, "BB: 15", "BB: 25", 1), "unequal clauses[no-fire]", "contradiction clauses[no-fire]") // and the zone is fifteen deep
	own := "lines:\n  - {id: front, name: the line of March, contact: true, for: [AA]}\n  - {id: front, name: the line of May, contact: true, for: [BB]}\nclauses:\n  - id: no-fire\n    "
	bad("clauses:\n  - id: no-fire\n    kind: no_event", own+line, "unequal clauses[no-fire]", "unequal clauses[no-fire]")
}

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
