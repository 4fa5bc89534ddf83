package agreement_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// plain is a small agreement without a fault; cases change one thing in it.
const plain = `id: test
version: 1
title: Test truce
status:
  state: agreed
  declared_by: [AA]
  accepted_by: [BB]
parties:
  - id: AA
    name: First side
    names: {uk: Перша}
    claimants: [First]
  - id: BB
    name: Second side
windows:
  - from: 2026-04-11 16:00
    to: 2026-04-13 00:00
    zone: Europe/Moscow
zones:
  - id: all
    name: all fronts
    everywhere: true
  - id: strip
    name: the strip
    corridor:
      depth_km: {AA: 15, BB: 10}
clauses:
  - id: no-fire
    article: 1.2
    kind: no_event
    text: No fire.
    binds: [AA, BB]
    kinds: [F1, F3]
    indicators: [H1]
    zone: strip
    except: [demining]
    thresholds: {exists: 0.8, breach: 0.75, attribution: 0.9}
    severity: G3
    verified_by: [heard, acoustic]
  - id: demining
    kind: exemption
    text: Announced demining is permitted.
    binds: [AA, BB]
    kinds: [F1]
    zone: all
sources: [a page]
`

// changed returns the plain agreement with one piece put in place of another.
func changed(t *testing.T, old, put string) string {
	t.Helper()
	if strings.Count(plain, old) != 1 {
		t.Fatalf("%q stands %d times in the plain agreement", old, strings.Count(plain, old))
	}
	return strings.Replace(plain, old, put, 1)
}

func TestParse(t *testing.T) {
	a, problems := agreement.Parse("plain.yaml", []byte(plain))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	w := a.Windows[0]
	switch c := a.Clauses[0]; {
	case a.ID != "test" || a.Version != 1 || a.Status.State != "agreed" || len(a.Parties) != 2 || a.Parties[0].Names["uk"] != "Перша":
		t.Error("the head was read wrongly")
	case !w.From.Equal(time.Date(2026, 4, 11, 13, 0, 0, 0, time.UTC)) || !w.To.Equal(time.Date(2026, 4, 12, 21, 0, 0, 0, time.UTC)):
		t.Error("window", w.From, w.To)
	case w.Announced == "" || w.AnnouncedZone != "Europe/Moscow":
		t.Error("announced", w)
	case a.Zones[1].Corridor.DepthKm["BB"] != 10 || !a.Zones[0].Everywhere:
		t.Error("zones", a.Zones)
	case c.Article != "1.2" || c.Kind != truceline.ClauseNoEvent || c.Thresholds != (truceline.Thresholds{Exists: 0.8, Breach: 0.75, Attribution: 0.9}):
		t.Error("clause", c)
	case c.Unverified || len(c.VerifiedBy) != 2 || c.Except[0] != "demining" || c.Indicators[0] != truceline.KindHeat:
		t.Error("clause", c)
	}
}

func TestRefuses(t *testing.T) {
	// bad changes one thing and expects an error on the line, counted in the
	// changed text, with the words in its message or hint.
	bad := func(old, put string, line int, words ...string) {
		t.Helper()
		refused(t, changed(t, old, put), line, words...)
	}
	// Keys
	bad("title: Test truce", "title: *a", 3, "unknown anchor", "quotation marks") // the library gives no line for it
	bad("title: Test truce", "title: \"Test \u202eecurt\"", 3, "turns the direction", "type the text anew")
	bad("title: Test truce", "title: Test truce\ntitles: {en: Test}", 4, "once more", "Keep the one above")
	bad("title: Test truce", "title: Test truce\ntitles: {uk: \"\"}", 4, "empty", "remove the key")
	bad("title: Test truce", "titel: Test truce", 3, `"titel" is not known`, `"title"`)
	bad("title: Test truce\n", "", 1, `"title" is missing`)
	bad("title: Test truce", "title:", 3, "has no value")
	bad("title: Test truce", "title: ''", 3, "empty")
	bad("title: Test truce", "title: 12", 3, "quotation marks")
	bad("title: Test truce", "title: [a]", 3, "a text is expected")
	bad("title: Test truce", "title: x\ntitle: y", 4, "twice")
	bad("version: 1", "version: 1.5", 2, "not a version")
	bad("version: 1", "version: one", 2, "a number is expected")
	bad("id: test", "id: my truce", 1, "short name")
	bad("sources: [a page]", "sources: a page", 46, "a list is expected")
	bad("sources: [a page]", "sources: []", 46, "at least 1")
	// Status
	bad("state: agreed", "state: signed", 5, `"signed"`, "draft")
	bad("accepted_by: [BB]", "accepted_by: []", 5, "BB neither declared nor accepted")
	bad("accepted_by: [BB]", "accepted_by: [BC]", 7, `Did you mean "BB"`)
	bad("accepted_by: [BB]", "accepted_by: [Second sidee]", 7, "not the id of a party")
	bad("state: agreed", "state: draft", 5, "draft")
	bad("state: agreed", "state: declared", 5, "every party")
	bad("  declared_by: [AA]\n", "", 5, "AA neither")
	// Parties
	bad("  - id: BB\n    name: Second side\n", "", 8, "at least 2")
	bad("  - id: BB", "  - id: AA", 13, "already")
	bad("{uk: Перша}", "{Ukrainian: Перша}", 11, "language code")
	bad("names: {uk: Перша}", "names: Перша", 11, "by language")
	// Windows
	bad("from: 2026-04-11 16:00", "from: 2026-04-11", 16, "hour is missing")
	bad("from: 2026-04-11 16:00", "from: 2026-04-11T16:00:00Z", 16, "without Z")
	bad("from: 2026-04-11 16:00", "from: 2026-04-11 16:00:00+03:00", 16, "offset")
	bad("from: 2026-04-11 16:00", "from: 11 April", 16, "like 2026-04-11 16:00")
	bad("from: 2026-04-11 16:00", "from: 2026-04-31 16:00", 16, "cannot be read")
	bad("from: 2026-04-11 16:00", "from: 0026-04-11 16:00", 16, "year 26")
	bad("from: 2026-04-11 16:00", "from: [a]", 16, "a local time is expected")
	bad("from: 2026-04-11 16:00", "from: open", 16, "cannot be read")
	bad("to: 2026-04-13 00:00", "to: 2026-04-11 16:00", 17, "ends before it begins") // empty
	bad("to: 2026-04-13 00:00", "to: 2026-04-10 00:00", 17, "ends before it begins")
	bad("    to: 2026-04-13 00:00\n", "", 16, `"to" is missing`)
	bad("    zone: Europe/Moscow\n", "", 16, `"zone" is missing`, "announced")
	bad("zone: Europe/Moscow", "zone: MSK", 18, "does not name a place")
	bad("zone: Europe/Moscow", "zone: Local", 18, "does not name a place")
	bad("zone: Europe/Moscow", "zone: Etc/GMT-3", 18, "does not name a place")
	bad("zone: Europe/Moscow", "zone: ../Moscow", 18, "no time zone")
	bad("zone: Europe/Moscow", "zone: Europe/Moskva", 18, "no time zone")
	bad("zone: Europe/Moscow", "timezone: Europe/Moscow", 18, "Write zone:")
	bad("2026-04-11 16:00\n    to: 2026-04-13 00:00\n    zone: Europe/Moscow", "2026-03-29 03:30\n    to: 2026-04-13 00:00\n    zone: Europe/Kyiv", 16, "put forward")    // skipped
	bad("2026-04-11 16:00\n    to: 2026-04-13 00:00\n    zone: Europe/Moscow", "2026-04-11 16:00\n    to: 2026-10-25 03:30\n    zone: Europe/Kyiv", 17, "twice", "00:30") // twice
	// Zones
	bad("    everywhere: true\n", "", 20, "does not say where it is")
	bad("everywhere: true", "everywhere: false", 22, "Only true")
	bad("everywhere: true", "everywhere: true\n    areas: [UA-14]", 20, "2 ways")
	bad("everywhere: true", "areas: []", 22, "at least 1")
	bad("  - id: all", "  - id: strip", 23, "already")
	bad("{AA: 15, BB: 10}", "{AA: 15}", 26, "no depth on the ground of BB")
	bad("{AA: 15, BB: 10}", "{AA: 15, CC: 10}", 26, `no party "CC"`)
	bad("{AA: 15, BB: 10}", "{AA: 15, BB: -1}", 26, "cannot be right")
	bad("{AA: 15, BB: 10}", "{AA: 0, BB: 0}", 26, "no depth on either side")
	bad("{AA: 15, BB: 10}", "15", 26, "width or the depth")
	bad("depth_km: {AA: 15, BB: 10}", "width_km: 30", 26, "how it is shared")
	bad("depth_km: {AA: 15, BB: 10}", "depth_km: {AA: 15, BB: 7,5}", 26, "5")
	// Clauses
	bad("kind: no_event", "kind: no_events", 30, `Did you mean "no_event"`)
	bad("text: No fire.", "text: '  '", 31, "empty")
	bad("binds: [AA, BB]\n    kinds: [F1, F3]", "binds: [AA, CC]\n    kinds: [F1, F3]", 32, `no party "CC"`)
	bad("binds: [AA, BB]\n    kinds: [F1, F3]", "binds: []\n    kinds: [F1, F3]", 32, "at least 1")
	bad("kinds: [F1, F3]", "kinds: [F1, F33]", 33, `"F33"`)
	bad("kinds: [F1, F3]", "kinds: [F1, F1]", 33, "twice")
	bad("    kinds: [F1, F3]\n", "", 28, "which happenings")
	bad("indicators: [H1]", "indicators: [F1]", 34, "already")
	bad("zone: strip", "zone: stripe", 35, `Did you mean "strip"`)
	bad("except: [demining]", "except: [mining]", 36, `no exemption "mining"`)
	bad("except: [demining]", "except: [no-fire]", 36, "not an exemption")
	bad("breach: 0.75", "breach: 0.5", 37, "above 0.5")
	bad("breach: 0.75", "breach: 75", 37, "75 % as 0.75")
	bad("breach: 0.75", "breach: .nan", 37, "number")
	bad("breach: 0.75, ", "", 37, `"breach" is missing`)
	bad("    severity: G3\n", "", 28, `"severity" is missing`)
	bad("severity: G3", "severity: G5", 38, "G4")
	bad("verified_by: [heard, acoustic]", "verified_by: [ear]", 39, `means "ear"`)
	bad("  - id: demining", "  - id: no-fire", 40, "already")
	bad("    kind: exemption", "    kind: no_event", 40, "missing") // thresholds and severity
}

// refused expects an error on a line that holds all the words.
func refused(t *testing.T, text string, line int, words ...string) {
	t.Helper()
	a, problems := agreement.Parse("bad.yaml", []byte(text))
	if !agreement.Refused(problems) || a.ID != "" {
		t.Errorf("not refused: %q\n%v", words, problems)
		return
	}
	for _, p := range problems {
		all := p.Severity == agreement.SeverityError && p.Line == line && p.Column > 0 && p.File == "bad.yaml"
		for _, w := range words {
			all = all && strings.Contains(p.Message+" "+p.Hint, w)
		}
		if all {
			if p.Hint == "" {
				t.Errorf("no hint: %v", p)
			}
			return
		}
	}
	t.Errorf("no error on line %d with %q among:\n%v", line, words, problems)
}

func TestRefusesPolygons(t *testing.T) {
	square := func(points string) string {
		return changed(t, "everywhere: true", "polygons:\n      - outer: ["+points+"]")
	}
	if _, problems := agreement.Parse("good.yaml", []byte(square("{lat: 48, lon: 37}, {lat: 48, lon: 38}, {lat: 49, lon: 38}, {lat: 48, lon: 37}"))); len(problems) > 0 {
		t.Error(problems)
	}
	bad := func(points string, words ...string) {
		t.Helper()
		refused(t, square(points), 23, words...)
	}
	bad("{lat: 48, lon: 37}, {lat: 48, lon: 38}", "at least 3")
	bad("{lat: 48, lon: 37}, {lat: 48, lon: 38}, {lat: 148, lon: 38}", "no latitude", "exchanged")
	bad("{lat: 48, lon: 37}, {lat: 48, lon: 38}, {lat: 48, lon: 388}", "no longitude")
	bad("{lat: 48, lon: 37}, {lat: 48, lon: 38}, {lat: 48, lat: 38}", "cannot stand here")
	bad("{lat: 48, lon: 37}, {lat: 48, lon: 38}, [48, 37]", "a point is expected")
	bad("{lat: 48, lon: 37}, {lat: 48, lon: 38}, {lat: 48, lon: east}", "a number is expected")
	const one, two = "{lat: 48, lon: 37}, {lat: 48, lon: 39}, {lat: 50, lon: 38}", "{lat: 48, lon: 38}, {lat: 48, lon: 40}, {lat: 50, lon: 39}"
	refused(t, square(one+"]\n      - outer: ["+two), 23, "overlap")
	many := "{lat: 1, lon: 1}, {lat: 1, lon: 2}, {lat: 2, lon: 1}" + strings.Repeat("]\n      - outer: [{lat: 1, lon: 1}, {lat: 1, lon: 2}, {lat: 2, lon: 1}", 100)
	refused(t, square(many), 123, "more than 100")
	refused(t, changed(t, "everywhere: true", "polygons:\n      - [[48, 37]]"), 23, "a group of keys")
	refused(t, changed(t, "everywhere: true", "polygons:\n      - outer: all of it"), 23, "list of points")
}

func TestRefusesWhatIsNoAgreement(t *testing.T) {
	bad := func(text string, line int, words ...string) {
		t.Helper()
		refused(t, text, line, words...)
	}
	bad("", 1, "empty")
	bad("# only a remark\n", 1, "empty")
	bad("- a\n- b\n", 1, "a group of keys")
	bad("just words", 1, "a group of keys")
	bad("null", 1, "a group of keys")
	bad("id: a\n\ttitle: b\n", 2, "tab", "spaces")
	bad("id: [a\ntitle: b\n", 2, "bracket")
	bad("id: a\ntitle: \"b\n", 2, "cannot be read")
	bad("id: a\ntitle: b: c\n", 2, "colon")
	bad("id: a\n\xff: b\n", 2, "UTF-8")
	bad("id: a\ntitle: *x\n", 2, "cannot be read")
	bad("id: &x a\ntitle: *x\n", 1, "Anchors")
	bad("id: !!binary aa\n", 1, "Tags")
	bad(plain+"---\n"+plain, 47, "goes on")
	bad(plain+"---\n[", 1, "goes on")
	bad("a: "+strings.Repeat("[", 50)+strings.Repeat("]", 50), 1, "nested too deeply")
	bad(strings.Repeat("#\n", agreement.MaxBytes), 1, "bytes long")
}

// diagonal draws triangles whose boxes overlap and which do not.
func diagonal(n int) string {
	var b strings.Builder
	for i := range n {
		low := float64(i) / 10
		fmt.Fprintf(&b, "    - outer: [{lat: %.2f, lon: 0}, {lat: %.2f, lon: 0}, {lat: %.2f, lon: 20}]\n", low, low+0.09, low+20)
	}
	return b.String()
}

// TestBounded gives the parser files made to be expensive.
func TestBounded(t *testing.T) {
	const size = agreement.MaxBytes / 4 // enough to show what grows too fast
	lol := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 20 {
		lol += fmt.Sprintf("a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i+1, i+1, i, i, i, i, i, i, i, i, i)
	}
	for _, text := range []string{
		lol,
		strings.Repeat("[", agreement.MaxBytes),
		strings.Repeat("? ", agreement.MaxBytes/2),
		strings.Repeat("{a: ", agreement.MaxBytes/4),
		strings.Repeat("k: v\n", size/5),
		"sources: [" + strings.Repeat("a,", size/2-10) + "a]",
		"parties: [" + strings.Repeat("{},", size/3-10) + "{}]",
		"zones:\n  - polygons:\n    - outer: [" + strings.Repeat("{},", size/3-30) + "{}]",
		"zones:\n  - polygons:\n" + diagonal(100),
		"zones:\n  - corridor: {depth_km: {" + strings.Repeat("a: 1,", size/5-20) + "b: 1}}",
	} {
		start := time.Now()
		_, problems := agreement.Parse("big.yaml", []byte(text))
		if !agreement.Refused(problems) || len(problems) > 201 {
			t.Errorf("%.40q: %d problems", text, len(problems))
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%.40q took %v", text, took)
		}
	}
}

func TestWarnings(t *testing.T) {
	warned := func(text, word string) {
		t.Helper()
		a, problems := agreement.Parse("warn.yaml", []byte(text))
		if agreement.Refused(problems) || a.ID == "" {
			t.Fatal(problems)
		}
		for _, p := range problems {
			if p.Severity == agreement.SeverityWarning && strings.Contains(p.Message, word) {
				return
			}
		}
		t.Errorf("no warning of %q among %v", word, problems)
	}
	warned(changed(t, "    verified_by: [heard, acoustic]\n", ""), "unverifiable")
	warned(changed(t, "[heard, acoustic]", "[air_alert]"), "unverifiable") // it warns and verifies nothing
	warned(changed(t, "[heard, acoustic]", "[unstated]"), "unverifiable")
	warned(changed(t, "    except: [demining]\n", ""), "exemption")
	warned(changed(t, "    zone: Europe/Moscow\n", "    zone: Europe/Moscow\n  - {from: 2026-04-12 00:00, to: open, zone: UTC}\n"), "overlaps")

	a, _ := agreement.Parse("warn.yaml", []byte(changed(t, "    verified_by: [heard, acoustic]\n", "")))
	if !a.Clauses[0].Unverified {
		t.Error("the clause is not flagged as unverifiable")
	}
}

func TestLocalTimes(t *testing.T) {
	// good gives a local time that came once, and the moment it was in UTC.
	good := func(zone, local, utc string) {
		t.Helper()
		text := changed(t, "2026-04-11 16:00\n    to: 2026-04-13 00:00\n    zone: Europe/Moscow", local+"\n    to: open\n    zone: "+zone)
		a, problems := agreement.Parse("good.yaml", []byte(text))
		if len(problems) > 0 {
			t.Error(problems)
			return
		}
		if got := a.Windows[0].From.Format("2006-01-02 15:04:05"); got != utc || !a.Windows[0].To.IsZero() {
			t.Errorf("%s in %s is %s, want %s", local, zone, got, utc)
		}
	}
	good("Europe/Moscow", "2026-04-11 16:00", "2026-04-11 13:00:00")
	good("Europe/Moscow", "2026-04-11T16:00:30", "2026-04-11 13:00:30")
	good("Europe/Moscow", "2026-04-12 24:00", "2026-04-12 21:00:00") // the end of the day
	good("Europe/Moscow", "2026-12-31 24:00", "2026-12-31 21:00:00")
	good("UTC", "2026-04-11 16:00", "2026-04-11 16:00:00")
	good("Europe/Kyiv", "2020-07-27 00:01", "2020-07-26 21:01:00") // summer time
	good("Europe/Kyiv", "2026-03-29 02:59", "2026-03-29 00:59:00") // the minute before the clocks go forward
	good("Europe/Kyiv", "2026-03-29 04:00", "2026-03-29 01:00:00") // the minute after
	good("Europe/Kyiv", "2026-10-25 02:59", "2026-10-24 23:59:00") // before the hour that comes twice
	good("Europe/Kyiv", "2026-10-25 04:00", "2026-10-25 02:00:00") // after it
	good("Asia/Kathmandu", "2026-04-11 16:00", "2026-04-11 10:15:00")
}

func TestProblemString(t *testing.T) {
	_, problems := agreement.Parse("a.yaml", []byte(changed(t, "zone: strip", "zone: stripe")))
	if got, want := problems[0].String(), `a.yaml:35:11: error: clauses[no-fire].zone: There is no zone "stripe". Did you mean "strip"?`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
