package agreement_test

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/wording"
)

// register is an agreement with every part that a file may have beside zones
// and clauses of one happening.
const register = `id: register
version: 2
title: Test register
status: {state: agreed, declared_by: [AA, BB]}
languages: [en, uk]
authoritative: en
parties:
  - {id: AA, name: First side}
  - {id: BB, name: Second side}
windows:
  - {from: 2026-04-11 16:00, to: open, zone: UTC}
definitions:
  - word: violation
    means: not defined
    readings: {AA: any shot, BB: a shot that hits}
lines:
  - {id: line, name: the contact line, contact: true, for: [AA]}
  - {id: line, name: the line of September, as_of: 2014-09-19, for: [BB], points: [{lat: 47, lon: 37}, {lat: 48, lon: 37}]}
weapons:
  - {id: heavy, name: artillery, types: [tank], calibre_mm: {least: 100}}
zones:
  - {id: all, name: everywhere, everywhere: true}
clauses:
  - id: back
    kind: minimum_distance
    text: Heavy weapons stay back.
    binds: [AA, BB]
    kinds: [W1]
    zone: all
    owner: the joint centre
    condition: count >= 1
    unverified_numbers: [the twenty-five kilometres]
    terms:
      line: line
      weapons: [heavy]
      distance_km: {AA: 25, BB: 25}
    thresholds: {exists: 0.8, breach: 0.8, attribution: 0.8}
    severity: G2
    verified_by: [saw]
  - id: done
    kind: deadline
    text: Both step back.
    binds: [AA, BB]
    zone: all
    terms:
      stages:
        - {by: 2026-04-20 24:00, zone: Europe/Kyiv, deed: withdrawal}
    thresholds: {exists: 0.8, breach: 0.8, attribution: 0.8}
    severity: G2
    verified_by: [saw]
response:
  - {after: 24h, who: the guarantors, text: A warning., severity: G2}
  - {after: 3d, who: the coalition, text: A joint answer.}
amendments:
  - version: 2
    from: 2026-05-01 00:00
    zone: UTC
    text: The weapons go further back.
    clauses:
      - id: back
        kind: minimum_distance
        text: Heavy weapons stay further back.
        binds: [AA, BB]
        kinds: [W1]
        zone: all
        terms:
          line: line
          distance_km: {AA: 35, BB: 35}
        thresholds: {exists: 0.8, breach: 0.8, attribution: 0.8}
        severity: G2
        verified_by: [saw]
    removes: [done]
sources: [a page]
`

func TestRegister(t *testing.T) {
	a, problems := agreement.Parse("good.yaml", []byte(register))
	if agreement.Refused(problems) {
		t.Fatal(problems)
	}
	if len(problems) != 2 || !strings.Contains(problems[0].Message, "that the text in en") || !strings.Contains(problems[1].Message, "the twenty-five kilometres") {
		t.Errorf("the number without a source is not told of: %v", problems)
	}
	if len(a.Clauses) != 3 || a.Clauses[0].Until.IsZero() || a.Clauses[1].Until.IsZero() || a.Clauses[2].Key() != "back@2" {
		t.Errorf("versions: %+v", a.Clauses)
	}
	if w := a.Response[1].After; w != 72*time.Hour {
		t.Errorf("three days are %v", w)
	}
	if by := a.Clauses[1].Terms.Stages[0].By; !by.Equal(time.Date(2026, 4, 20, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("the end of the day in Kyiv is %v", by)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := func(day int, month time.Month) truceline.Interval {
		w := time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
		return truceline.Interval{From: w, To: w}
	}
	for _, in := range []struct {
		clause, day int
		month       time.Month
		want        float64
	}{{0, 30, 4, 1}, {0, 1, 5, 0}, {2, 30, 4, 0}, {2, 1, 5, 1}, {1, 2, 5, 0}} {
		if p, _ := c.ClauseInForce(a.Clauses[in.clause], at(in.day, in.month)); p.P != in.want {
			t.Errorf("%+v: %v", in, p)
		}
	}
	if len(agreement.Explain(a, wording.Reader{})) < 10 {
		t.Error("little is explained")
	}
}

func TestRefusesRegister(t *testing.T) {
	bad := func(old, replaced string, words ...string) {
		t.Helper()
		text := strings.Replace(register, old, replaced, 1)
		if text == register {
			t.Fatalf("%q is not in the text", old)
		}
		a, problems := agreement.Parse("bad.yaml", []byte(text))
		if !agreement.Refused(problems) || a.ID != "" {
			t.Errorf("%q was not refused: %v", replaced, problems)
			return
		}
		for _, p := range problems {
			all := p.Severity == agreement.SeverityError && p.Hint != "" && p.Line > 1 && p.Column > 0
			for _, w := range words {
				all = all && strings.Contains(p.Message+" "+p.Hint, w)
			}
			if all {
				return
			}
		}
		t.Errorf("%q: no error with %q among\n%v", replaced, words, problems)
	}
	bad("      line: line\n      weapons", "      line: lin\n      weapons", `Did you mean "line"`)
	bad("weapons: [heavy]", "weapons: [heavier]", "no weapon class")
	bad("distance_km: {AA: 25, BB: 25}", "distance_km: 25", "width or the depth")
	bad("distance_km: {AA: 25, BB: 25}", "distance_km: {AA: 25, BB: 25}\n      most: 3", `no term "most"`)
	bad("      line: line\n      weapons: [heavy]\n", "      weapons: [heavy]\n", `needs "line"`)
	bad("    kind: deadline\n", "    kind: declared_equals_observed\n    kinds: [W3]\n    terms: {declared: [{party: AA, zone: all, count: 1, serials: [N-1, N-2]}]}\n    note: x\n", "2 serial numbers are given for 1")
	bad("    condition: count >= 1", "    pattern: {name: x, least: 3, within: 1h, across_km: 5}", "minimum_distance has no pattern")
	bad("condition: count >= 1", "condition: count + 1", "yes or no")
	bad("condition: count >= 1", "condition: time > 3", "undeclared")
	bad("condition: count >= 1", "condition: count >= '1'", "condition cannot be used")
	bad("by: 2026-04-20 24:00", "by: soon", "local time")
	bad(", deed: withdrawal", "", `"deed" is missing`)
	bad("least: 100", "least: 100, below: 100", "hold nothing") // nothing lies between
	bad("as_of: 2014-09-19", "as_of: September", "no date")
	bad("contact: true, for: [AA]", "contact: true", "given twice for BB")
	bad("contact: true, for: [AA]", "contact: true, for: [AA], points: [{lat: 1, lon: 1}, {lat: 2, lon: 2}]", "as well")
	bad("points: [{lat: 47, lon: 37}, {lat: 48, lon: 37}]", "points: [{lat: 47, lon: 37}, {lat: 47, lon: 37}]", "two different points")
	bad("after: 3d", "after: 3 days", "no length of time")
	bad("after: 3d", "after: 1h", "before the one above")
	bad("after: 3d", "after: -3d", "no length of time")
	bad("version: 2\ntitle", "version: 1\ntitle", "makes version 2")
	bad("removes: [done]", "removes: [back]", "removed and given anew")
	bad("removes: [done]", "removes: [dune]", `Did you mean "done"`)
	bad("authoritative: en", "authoritative: fr", "no language")
	bad("BB: a shot that hits", "CC: a shot that hits", `no party "CC"`)
	bad("  - word: violation", "  - {word: violation, means: x}\n  - word: violation", "twice")
}
