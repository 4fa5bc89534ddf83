package coverage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/watch"
)

// read reads a table of watches as a mission would hand it in, and nothing else.
func read(t *testing.T, l *coverage.Ledger, rows string) {
	t.Helper()
	config := feed.Config{Feed: "watches", Source: "monitor"}
	f, err := watch.New(config)
	if err != nil {
		t.Fatal(err)
	}
	const header = "by,means,kinds,lat,lon,range_m,bearing_from_deg,bearing_to_deg,area,from,to,state,cause,caused_by,detection,note\n"
	r := feedtest.All(f, config, "watches.csv", []byte(header+rows))
	if len(r.Refusals) > 0 || len(r.Watches) == 0 {
		t.Fatalf("%d watches of %q; refused: %v", len(r.Watches), rows, r.Refusals)
	}
	for _, w := range r.Watches {
		l.Watch(w)
	}
}

// TestCauses: an outage of every cause, as a log of outages or a patrol says it, takes
// the chance away from its first moment to its last, and is told with its cause and
// with who caused it, where that was said; before and after, the post watches.
func TestCauses(t *testing.T) {
	good := func(cause, by, words string) {
		t.Helper()
		l := coverage.New(coverage.Config{})
		read(t, l, `CAM-1,camera,F3,48,37,5000,,,,2030-05-01T00:00:00Z,2030-05-02T00:00:00Z,watched,,,0.8,
CAM-1,camera,F3,48,37,5000,,,,2030-05-01T02:10:00Z,2030-05-01T05:40:00Z,blind,`+cause+","+by+",,as logged\n")
		ask := func(clock string, plus time.Duration) coverage.Watcher {
			when := at("2030-05-01T" + clock).Add(plus)
			n := l.Noticing(east(2), truceline.Interval{From: when, To: when}, truceline.KindIndirectFire)
			if len(n.Watchers) != 1 {
				t.Fatalf("%s at %s: %d watchers", cause, clock, len(n.Watchers))
			}
			return n.Watchers[0]
		}
		for _, out := range []coverage.Watcher{ask("02:10", 0), ask("04:00", 0), ask("05:40", -time.Second)} {
			if out.State != truceline.Blind || out.Chance != 0 || out.Cause != truceline.Cause(cause) {
				t.Errorf("%s, while it lasts: %+v", cause, out)
			}
		}
		for _, in := range []coverage.Watcher{ask("02:10", -time.Second), ask("05:40", 0)} {
			if in.State != truceline.Watched || in.Chance != 0.8 || in.Cause != "" {
				t.Errorf("%s, before and after: %+v", cause, in)
			}
		}
		a := l.Query(east(2), interval("2030-05-01T00:00", "2030-05-01T12:00"), truceline.KindIndirectFire)
		if want := "between 02:10 and 05:40 UTC on 1 May 2030: CAM-1: " + words + "."; a.State != truceline.PartlyWatched || !strings.HasSuffix(a.Words, want) {
			t.Errorf("%s: %s (%s), want %s", cause, a.State, a.Words, want)
		}
		said := 0
		for _, w := range l.Watches(window("2030-05-01T00:00", "2030-05-02T00:00")) {
			if w.State == truceline.Blind {
				said++
				if w.Cause != truceline.Cause(cause) || w.CausedBy != by || w.Note != "as logged" || !w.When.From.Equal(at("2030-05-01T02:10")) || !w.When.To.Equal(at("2030-05-01T05:40")) {
					t.Errorf("%s among the watches: %+v", cause, w)
				}
			}
		}
		if said != 1 {
			t.Errorf("%s: %d outages among the watches", cause, said)
		}
	}
	good("maintenance", "", "maintenance")
	good("weather", "", "weather")
	good("jamming", "A", "jamming, which A caused")
	good("jamming", "", "jamming") // nobody knows whose
	good("gunfire", "B", "gunfire, which B caused")
	good("denied", "B", "access was denied, which B caused")
	good("curfew", "A", "curfew, which A caused")
	good("power", "", "no power")
	good("silent", "", "it fell silent and nobody knows why")
	good("no_data", "", "the file that should be there is not")
}

// TestCausesMirror: whoever caused it, the answer is the same with the name exchanged.
func TestCausesMirror(t *testing.T) {
	ask := func(by string) string {
		l := coverage.New(coverage.Config{})
		read(t, l, "CAM-1,camera,F3,48,37,5000,,,,2030-05-01T00:00:00Z,2030-05-02T00:00:00Z,blind,jamming,"+by+",,\n")
		return l.Query(east(2), interval("2030-05-01T01:00", "2030-05-01T02:00"), truceline.KindIndirectFire).Words
	}
	if a, b := ask("A"), ask("B"); strings.ReplaceAll(a, "which A caused.", "which B caused.") != b || a == b {
		t.Errorf("%q and %q", a, b)
	}
}

// TestTurnedBack: a patrol that was turned back saw nothing, from the moment it says
// on; a patrol beside it is not touched, and an outage that goes on ends with the next
// word of the same patrol.
func TestTurnedBack(t *testing.T) {
	l := coverage.New(coverage.Config{})
	read(t, l, `patrol 2,saw,F3,48,37,3000,,,,2030-05-01T08:00:00Z,2030-05-01T10:00:00Z,watched,,,0.6,
patrol 2,saw,F3,48,37,3000,,,,2030-05-01T10:00:00Z,,blind,denied,B,,turned back
patrol 2,saw,F3,48,37,3000,,,,2030-05-01T11:00:00Z,2030-05-01T12:00:00Z,watched,,,0.6,let through
patrol 3,saw,F3,48,37.5,3000,,,,2030-05-01T08:00:00Z,2030-05-01T12:00:00Z,watched,,,0.6,
`)
	l.Tick(at("2030-05-01T12:00"))
	ask := func(place truceline.Place, clock string) coverage.Answer {
		when := at("2030-05-01T" + clock)
		return l.Query(place, truceline.Interval{From: when, To: when}, truceline.KindIndirectFire)
	}
	good := func(place truceline.Place, clock string, want truceline.Watching, words string) {
		t.Helper()
		if a := ask(place, clock); a.State != want || !strings.Contains(a.Words, words) {
			t.Errorf("at %s: %s (%s), want %s (%s)", clock, a.State, a.Words, want, words)
		}
	}
	here, there := point(48, 37.01), point(48, 37.51)
	good(here, "09:59", truceline.Watched, "patrol 2")
	good(here, "10:00", truceline.Blind, "patrol 2: access was denied, which B caused")
	good(here, "10:59", truceline.Blind, "patrol 2: access was denied, which B caused")
	good(here, "11:00", truceline.Watched, "patrol 2")
	good(there, "10:30", truceline.Watched, "patrol 3")
	good(point(48, 37.25), "10:30", truceline.Blind, "Nothing that can notice indirect fire watched this place from the beginning of the record until at least 10:30 UTC on 1 May 2030.")
}

// TestEveryGapInWords: each gap of an answer is named with its hours and its cause;
// causes that the ledger found by itself (fog by the reports, silence by the ticks)
// are named as those that were said.
func TestEveryGapInWords(t *testing.T) {
	l := handLedger(t, nil)
	read(t, l, `CAM-1,camera,F3,48,37,5000,,,,2030-05-01T06:00:00Z,2030-05-01T16:00:00Z,watched,,,,
CAM-1,camera,F3,48,37,5000,,,,2030-05-01T12:00:00Z,2030-05-01T13:00:00Z,blind,gunfire,A,,
AP-1,acoustic,F3,48,37,4000,,,,2030-05-01T06:00:00Z,2030-05-01T16:00:00Z,watched,,,,
AP-1,acoustic,F3,48,37,4000,,,,2030-05-01T12:30:00Z,2030-05-01T13:30:00Z,blind,power,,,
`)
	l.Weather(truceline.Weather{Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 50e3, SemiMinor: 50e3}},
		When: interval("2030-05-01T08:00", "2030-05-01T09:00"), WindMS: 2, VisibilityKm: 0.2})
	for _, heard := range []string{"06:00", "08:00", "08:10", "08:20"} { // it declared ten minutes
		l.Heard("AP-1", at("2030-05-01T"+heard))
	}
	l.Heard("AP-1", at("2030-05-01T10:00"))
	for m := 10 * 60; m <= 16*60; m += 10 {
		l.Heard("AP-1", at("2030-05-01T00:00").Add(time.Duration(m)*time.Minute))
	}
	l.Tick(at("2030-05-01T16:00"))
	good := func(from, to string, want truceline.Watching, words ...string) {
		t.Helper()
		a := l.Query(east(2), interval("2030-05-01T"+from, "2030-05-01T"+to), truceline.KindIndirectFire)
		if a.State != want {
			t.Errorf("%s to %s: %s (%s), want %s", from, to, a.State, a.Words, want)
		}
		for _, w := range words {
			if !strings.Contains(a.Words, w) {
				t.Errorf("%s to %s: %q does not say %q", from, to, a.Words, w)
			}
		}
	}
	good("08:30", "08:50", truceline.Blind, "between 08:20 and 09:00 UTC on 1 May 2030", "CAM-1: fog", "AP-1: it fell silent and nobody knows why")
	good("12:30", "13:00", truceline.Blind, "between 12:30 and 13:00 UTC on 1 May 2030", "CAM-1: gunfire, which A caused", "AP-1: no power")
	good("06:00", "16:00", truceline.PartlyWatched, "between 08:20 and 09:00", "between 12:30 and 13:00")
	good("14:00", "15:00", truceline.Watched)
}

// TestPartlySaysWhy: an answer of partly names what kept it from more: the weather by its
// name, or that the place reaches further than what was watched; one further gap is one.
func TestPartlySaysWhy(t *testing.T) {
	l := handLedger(t, nil)
	read(t, l, `AP-1,acoustic,F3,48,37,4000,,,,2030-05-01T06:00:00Z,2030-05-01T16:00:00Z,watched,,,,
`)
	l.Weather(truceline.Weather{Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 50e3, SemiMinor: 50e3}},
		When: interval("2030-05-01T08:00", "2030-05-01T09:00"), WindMS: 20, VisibilityKm: 20})
	good := func(p truceline.Place, when truceline.Interval, want string) {
		t.Helper()
		if a := l.Query(p, when, truceline.KindIndirectFire); a.Words != want {
			t.Errorf("%s (%s), want %s", a.Words, a.State, want)
		}
	}
	good(east(2), interval("2030-05-01T08:10", "2030-05-01T08:20"), "This place was partly watched for indirect fire, by AP-1 (wind). It was so between 08:00 and 09:00 UTC on 1 May 2030.")
	wide := east(4)
	wide.Ellipse = truceline.Ellipse{SemiMajor: 2000, SemiMinor: 2000}
	good(wide, interval("2030-05-01T10:10", "2030-05-01T10:20"), "This place was partly watched for indirect fire, by AP-1 (part of the ground was not watched). It was so from the beginning of the record until at least 10:20 UTC on 1 May 2030.")
	within := interval("2030-05-01T10:10", "2030-05-01T10:10") // half a minute is not told as from one minute to the same
	within.From, within.To = within.From.Add(5*time.Second), within.To.Add(40*time.Second)
	good(point(48, 38), within, "Nothing that can notice indirect fire watched this place from the beginning of the record until at least 10:10 UTC on 1 May 2030.")

	four := "" // hours watched of nine, so that four gaps lie between them
	for h := 6; h <= 14; h += 2 {
		four += fmt.Sprintf("CAM-1,camera,F3,48,39,5000,,,,2030-05-01T%02d:00:00Z,2030-05-01T%02d:00:00Z,watched,,,0.8,\n", h, h+1)
	}
	read(t, l, four)
	if a := l.Query(point(48, 39.01), interval("2030-05-01T06:00", "2030-05-01T15:00"), truceline.KindIndirectFire); !strings.HasSuffix(a.Words, "nobody was posted. There is 1 further gap.") {
		t.Errorf("four gaps: %s", a.Words)
	}
}
