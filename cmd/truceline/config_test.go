package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// TestRecountSides: a run whose recounts name other sides than its agreement is
// refused at its beginning.
func TestRecountSides(t *testing.T) {
	a := truceline.Agreement{Parties: []truceline.Party{{ID: "A"}, {ID: "B"}}}
	fits := func(sides map[string]string, codebooks ...string) error {
		return recountConfig{Codebooks: codebooks, Sides: sides}.fits(a)
	}
	good := func(sides map[string]string, codebooks ...string) {
		t.Helper()
		if err := fits(sides, codebooks...); err != nil {
			t.Error(err)
		}
	}
	bad := func(words string, sides map[string]string, codebooks ...string) {
		t.Helper()
		if err := fits(sides, codebooks...); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v, want %q", err, words)
		}
	}
	good(nil)
	good(nil, "smm") // of no side
	good(map[string]string{"UA": "A"}, "easter-2025-ua")
	good(map[string]string{"UA": "A", "RU": "B"}, "easter-2025-ua", "easter-2025-ru")
	bad("write sides: {UA: A}", nil, "easter-2025-ua")                                                         // the agreement knows no UA
	bad("the agreement knows A, B", map[string]string{"UA": "C"}, "easter-2025-ua")                            // nor any C
	bad("whose count none of the codebooks is", map[string]string{"UA": "A", "RU": "B"}, "easter-2025-ua")     // RU is said for nothing
	bad("they are of no side", map[string]string{"UA": "A"}, "smm")                                            // likewise
	bad("that they are A", map[string]string{"UA": "A", "RU": "A"}, "easter-2025-ua", "easter-2025-ru", "smm") // both cannot be one
}

// TestReplayMistakes: what is wrong with a replay.yaml is told with its line
// and with what to write instead.
func TestReplayMistakes(t *testing.T) {
	const whole = `name: t
title: T
kind: exercise
agreement: demo
window: {from: 2030-04-30T21:00:00Z, to: 2030-05-01T21:00:00Z}
mission_zone: Europe/Kyiv
cut_off: "19:30"
feeds:
  - {feed: posts, format: table, files: [posts.csv], source: posts}
`
	with := func(old, now string) string {
		t.Helper()
		if !strings.Contains(whole, old) {
			t.Fatalf("no %q", old)
		}
		return strings.Replace(whole, old, now, 1)
	}
	good := func(text string) {
		t.Helper()
		if _, err := parseReplay("r.yaml", []byte(text), false); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	bad := func(line int, words, text string) {
		t.Helper()
		_, err := parseReplay("r.yaml", []byte(text), false)
		if err == nil {
			t.Errorf("no mistake, want %q in\n%s", words, text)
			return
		}
		for told := range strings.Lines(err.Error()) {
			if strings.HasPrefix(told, fmt.Sprintf("r.yaml:%d: ", line)) && strings.Contains(told, words) {
				return
			}
		}
		t.Errorf("got %v\nwant line %d: %s", err, line, words)
	}
	good(whole)
	good(whole + "compare_days: 7\n")
	good(with("source: posts}", "source: posts, window: 15m, delay: 3h}"))
	bad(10, `no key "colour" here; there are name, title`, whole+"colour: red\n")
	bad(9, `no key "wimdow" here; there are feed, format`, with("source: posts}", "source: posts, wimdow: 1h}"))
	bad(9, `"1 hour" is no duration; write 90s, 15m or 3h`, with("source: posts}", "source: posts, window: 1 hour}"))
	bad(9, "between 0 and 31 days", with("source: posts}", "source: posts, window: -1h}"))
	bad(9, "between 0 and 31 days", with("source: posts}", "source: posts, delay: 90000h}"))
	bad(5, `"2030-04-31T21:00:00Z" is no time`, with("04-30", "04-31"))
	bad(5, `"yesterday" is no time`, with("2030-04-30T21:00:00Z", "yesterday"))
	bad(5, "to after from", with("to: 2030-05", "to: 2030-04"))
	bad(5, "write from and to", with("to: 2030", "until: 2030"))
	bad(9, `no format "tabel"; there are acled, adsb, ais, alerts, areas`, with("format: table", "format: tabel"))
	bad(9, `no option "colour"`, with("source: posts}", "source: posts, options: {colour: red}}"))
	bad(10, "there are two of this name", whole+"  - {feed: posts, format: table, files: [b.csv], source: posts}\n")
	bad(9, "Truceline itself writes under this name", with("feed: posts", "feed: conclusions"))
	bad(9, "files is empty", with("files: [posts.csv], ", ""))
	bad(9, "no pattern", with("posts.csv", "'po[sts.csv'"))
	bad(9, "without a leading slash", with("posts.csv", "/etc/passwd"))
	bad(9, "without a leading slash", with("posts.csv", "../x.csv"))
	bad(6, `no zone "Europe/Kiew"`, with("Kyiv", "Kiew"))
	bad(6, `no zone "Local"`, with("Europe/Kyiv", "Local"))
	bad(7, "write a time of day", with("19:30", "25:99"))
	bad(4, `name a shipped agreement (area-of-separation`, with("agreement: demo", "agreement: demoo"))
	bad(3, "write kind: real", with("exercise", "play"))
	bad(10, "write root: data", whole+"root: dta\n")
	bad(10, "to after from", whole+"period: {from: 2030-05-02T00:00:00Z, to: 2030-05-01T00:00:00Z}\n")
	bad(10, "does not lie within", whole+"period: {from: 2030-05-01T00:00:00Z, to: 2030-05-03T00:00:00Z}\n")
	bad(10, "is the most", whole+"period: {from: 1930-05-02T00:00:00Z, to: 2930-05-01T00:00:00Z}\n")
	bad(10, "how many days earlier", whole+"compare_days: -3\n")
	bad(10, "over 0 and up to 100", whole+"line: {tolerance_km: -2}\n")
	bad(10, "no feed has the format areas", whole+"line: {tolerance_km: 2}\n")
	bad(10, "a satellite needs source", whole+"satellites: [{source: '', name: ''}]\n")
	bad(10, "one file holds one replay", whole+"---\nname: x\n")
	bad(1, "not YAML", "name: [")
	bad(1, "the file is empty", "")
	bad(1, "does not belong here", "- a")
}
