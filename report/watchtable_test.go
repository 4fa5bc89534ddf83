package report_test

import (
	"encoding/xml"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/report"
)

// lineTable is a table over pieces of 50 km from the letters of their hours.
func lineTable(states ...string) *truceline.WatchTable {
	t := &truceline.WatchTable{Kind: truceline.KindIndirectFire, LineAsOf: "2030-05-01", From: time.Date(2030, 5, 1, 18, 0, 0, 0, time.UTC), Hours: len(states[0])}
	chance := map[byte]float32{'w': 0.8, 'p': 0.3}
	for i, s := range states {
		p := truceline.WatchPiece{FromKm: float64(50 * i), ToKm: float64(50*i + 50), States: s}
		for hour := range s {
			p.Chances = append(p.Chances, chance[s[hour]])
		}
		t.Pieces = append(t.Pieces, p)
	}
	return t
}

func lineRecord(t *truceline.WatchTable) truceline.Record {
	at := func(hour, km, p float64, kind truceline.Kind) truceline.Incident {
		from := t.From.Add(time.Duration(hour * float64(time.Hour)))
		return truceline.Incident{ID: truceline.IDOf("test", from.String()), Kind: kind, When: truceline.Interval{From: from, To: from},
			Exists: truceline.Probability{P: p}, Ground: &truceline.Ground{AlongKm: km}}
	}
	return truceline.Record{
		Run:  truceline.Run{Name: "two days", Kind: "exercise"},
		AsOf: t.From.Add(30 * time.Hour),
		Incidents: []truceline.Incident{
			at(1.5, 20, 0.95, truceline.KindIndirectFire), at(3.2, 149, 0.3, truceline.KindIndirectFire), at(3.5, 149.5, 0.8, truceline.KindIndirectFire),
			at(2, 70, 0.9, truceline.KindSmallArms),         // of another kind
			at(-1, 70, 0.9, truceline.KindIndirectFire),     // before
			at(7.999, 175, 0.9, truceline.KindIndirectFire), // in the last hour, at the very end of the line
			at(8, 20, 0.9, truceline.KindIndirectFire),      // after
		},
	}
}

func TestLineWatch(t *testing.T) {
	table := lineTable("wwwwpppp", "bbbbwwww", "bbnnbbbb", "pppppppp")
	table.Pieces[3].ToKm = 175 // the last piece is half as long
	l := report.BuildLineWatch(lineRecord(table), table)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: %g, want %g", what, got, want)
		}
	}
	if unseen := (report.StretchWatch{Blind: 1, SinceBegin: true}); unseen.SinceWords() != "none in the window" {
		t.Errorf("%q", unseen.SinceWords())
	}
	for chance, want := range map[float64]string{1 - 1e-12: "100 %", 0.9999: "over 99 %", 1e-4: "under 1 %"} { // the first is a sum of shares, rounded
		if got := (report.StretchWatch{Watched: 1, Chance: chance}).ChanceWords(); got != want {
			t.Errorf("%v: %q, want %q", chance, got, want)
		}
	}
	if p := l.Parts; len(p) == 2 && (p[0].SinceWords() != "all in the last hour" || p[1].SinceWords() != "33 % in the last hour, some not at all" || l.Whole.SinceHours != 8) {
		t.Errorf("since the last look: %s, %s", p[0].SinceWords(), p[1].SinceWords())
	}
	for hour, want := range []int{1, 0, 1, 2, 3} { // by hand: a visit in the second hour
		hours, looked := truceline.WatchPiece{States: "bpbnb"}.SinceLook(hour)
		if hours != want || looked != (hour > 0) {
			t.Errorf("hour %d: %d h since the last look, %v", hour, hours, looked)
		}
	}
	if len(l.Parts) != 2 || l.Parts[0].ToKm != 100 || l.Parts[1].ToKm != 175 || l.LengthKm != 175 {
		t.Fatalf("%+v", l.Parts)
	}
	// By hand: 8 hours of 175 km are 1,400 km-hours.
	near("watched", l.Whole.Watched, (4*50+4*50)/1400.0)
	near("partly", l.Whole.Partly, (4*50+8*25)/1400.0)
	near("blind", l.Whole.Blind, (4*50+6*50)/1400.0)
	near("not known", l.Whole.NotKnown, 2*50/1400.0)
	near("chance", l.Whole.Chance, (0.8*400+0.3*400)/1400.0)
	near("second stretch, partly", l.Parts[1].Partly, 8*25/600.0)
	if l.Parts[0].LongestHours != 4 || l.Parts[1].LongestHours != 8 || l.Whole.LongestHours != 8 {
		t.Errorf("longest unwatched: %d %d %d", l.Parts[0].LongestHours, l.Parts[1].LongestHours, l.Whole.LongestHours)
	}
	if l.Parts[0].Events != 1 || l.Parts[1].Events != 3 || l.Whole.Events != 4 || len(l.Events) != 4 {
		t.Errorf("events: %d, %d of %d", l.Parts[0].Events, l.Parts[1].Events, l.Whole.Events)
	}
}

// TestWatchPicture compares pictures of small made worlds with those that were
// looked at.
func TestWatchPicture(t *testing.T) {
	for name, table := range map[string]*truceline.WatchTable{
		"watch-mixed.svg":   lineTable("wwwwpppp", "bbbbwwww", "bbnnbbbb", "ppppppbb"),
		"watch-unknown.svg": lineTable("nnnnnnnn", "nnnnnnnn"),
		"watch-all.svg":     lineTable("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"),
	} {
		got := report.BuildLineWatch(lineRecord(table), table).SVG()
		golden(t, name, got)
		var document struct {
			Title string `xml:"title"`
			Desc  string `xml:"desc"`
			Role  string `xml:"role,attr"`
		}
		if err := xml.Unmarshal(got, &document); err != nil || document.Role != "img" || !strings.Contains(document.Title, "indirect fire") || document.Desc == "" {
			t.Errorf("%s: %v, title %q, desc %q, role %q", name, err, document.Title, document.Desc, document.Role)
		}
	}
	// A picture made of unknowns says so, in words and in the pattern.
	unknown, err := os.ReadFile("testdata/watch-unknown.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"of 100 % it is not known", "not known whether watched, 100 %", `fill="url(#watch-dots)" d="M`} {
		if !strings.Contains(string(unknown), want) {
			t.Errorf("a picture of unknowns does not say %q", want)
		}
	}
}
