package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/report"
	"github.com/truceline/truceline/wording"
)

// TestSumsAreNotInvented checks that explosions which one report does not state
// make a sum over reports that is not given, and not a smaller one.
func TestSumsAreNotInvented(t *testing.T) {
	c := report.Build(countsRecord()).Counts
	want := map[string]bool{"East": true, "West": true, "both": false} // whether a sum can be given
	for _, a := range c.Areas {
		if (a.Explosions != nil) != want[a.Area] {
			t.Errorf("%s: sum of explosions %v, want one: %v", a.Area, a.Explosions, want[a.Area])
		}
	}
	if n := report.Build(countsRecord()).Watched.Note; !strings.Contains(n, "no statement about who was watching") {
		t.Errorf("a record without a watch says of it %q", n)
	}
	if c.Days != 5 || c.Tallies != 5 {
		t.Errorf("%d reporting days and %d tallies, want 5 and 5", c.Days, c.Tallies)
	}
}

// TestPairs checks that a total is set beside the one over the same hours, and
// beside one over other hours only where there is none over the same.
func TestPairs(t *testing.T) {
	claim := func(who, whom string, value float64, from, to string) truceline.Claim {
		return truceline.Claim{Truce: "golden", Claimant: who, Accused: whom, Metric: "violations_total", Value: &value, When: truceline.Interval{From: at(from), To: at(to)}}
	}
	pairs := func(claims ...truceline.Claim) []report.ClaimPair {
		rec := smallRecord()
		rec.Claims = claims
		return report.Build(rec).ClaimPairs
	}
	first, second, whole := "2031-05-04T05:00", "2031-05-04T13:00", "2031-05-04T21:00"
	var all []truceline.Claim
	for _, to := range []string{first, second, whole} { // running totals of both, thrice
		all = append(all, claim("Aland", "Bland", 1, "2031-05-03T15:00", to), claim("Bland", "Aland", 2, "2031-05-03T15:00", to))
	}
	got := pairs(all...)
	if len(got) != 3 {
		t.Fatalf("%d pairs, want the 3 over the same hours", len(got))
	}
	for _, p := range got {
		if !p.SameHours {
			t.Errorf("a pair over other hours: %+v", p)
		}
	}
	got = pairs(claim("Aland", "Bland", 1, "2031-05-03T15:00", first), claim("Bland", "Aland", 2, "2031-05-03T15:00", whole))
	if len(got) != 1 || got[0].SameHours || got[0].OverlapHours != 14 {
		t.Errorf("want one pair over the 14 hours in common: %+v", got)
	}
	if got = pairs(claim("Aland", "Bland", 1, "2031-05-03T15:00", first), claim("Aland", "Bland", 2, "2031-05-03T15:00", whole)); len(got) != 0 {
		t.Errorf("one party's two totals are no pair: %+v", got)
	}
}

// TestPlainShapes checks what outside readers of report.json count on.
func TestPlainShapes(t *testing.T) {
	data, err := report.JSON(report.Build(smallRecord()))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Line struct {
			MovedKm2 *float64 `json:"moved_km2"`
			Moved    struct {
				Gained float64 `json:"gained_km2"`
				Lost   float64 `json:"lost_km2"`
			} `json:"moved"`
		} `json:"line"`
		Watched struct {
			Blind []struct {
				Means  string  `json:"means"`
				Inside float64 `json:"inside"`
				Of     float64 `json:"of"`
				Areas  int     `json:"of_areas"`
				Posted bool    `json:"of_posted_hours"`
			} `json:"blind_area_hours"`
		} `json:"watched"`
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Line.MovedKm2 == nil || *got.Line.MovedKm2 != 1.5 || got.Line.Moved.Gained != 1.5 {
		t.Errorf("moved_km2 is a number, with its parts beside it: %+v", got.Line)
	}
	for _, b := range got.Watched.Blind {
		want := 30 * float64(b.Areas)
		if b.Posted { // camera-1 was posted throughout, three and a half hours of it without power
			want = 30
		}
		if b.Of != want || b.Posted != (b.Means == "camera") || b.Inside > b.Of || b.Areas == 0 {
			t.Errorf("%s: %v blind of %v area-hours in %d areas", b.Means, b.Inside, b.Of, b.Areas)
		}
	}
}

// TestNames checks that one spelling of a Ukrainian region is used whatever the
// source of the borders writes, and that cities the borders leave out are named.
func TestNames(t *testing.T) {
	rec := smallRecord()
	rec.Areas[0] = box("UA-32", "Kiev Oblast", 30, 49, 33, 51)
	rec.Areas[0].Names = map[string]string{"en": "Kiev Oblast"}
	rec.Watches = append(rec.Watches, truceline.Watch{Means: truceline.MeansAirAlert, By: "alerts", State: truceline.Blind, Cause: truceline.CauseNotCovered,
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: "UA-40"}, When: truceline.Interval{From: at("2031-04-26T00:00"), To: at("2031-05-05T00:00")}})
	page := htmlOf(t, rec)
	for _, bad := range []string{"Kiev", "UA-40", "UA-32"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page says %q", bad)
		}
	}
	if !strings.Contains(page, "Sevastopol (city)") {
		t.Error("the page does not name Sevastopol")
	}
}

// TestWarningsStandBesideNumbers checks the lines that people quote.
func TestWarningsStandBesideNumbers(t *testing.T) {
	rec := smallRecord()
	rec.Run.MissionZone = "Europe/Kyiv"
	value := 7.0
	rec.Claims = append(rec.Claims, truceline.Claim{Truce: "golden", Claimant: "Bland", Accused: "both", Metric: "violations_total", Value: &value,
		When: truceline.Interval{From: at("2031-05-03T15:00"), To: at("2032-06-04T21:00")}})
	page := htmlOf(t, rec)
	_, key, _ := strings.Cut(page, `<ul class="key">`)
	key, _, _ = strings.Cut(key, "</ul>")
	for _, line := range strings.Split(key, "<li>") {
		if strings.HasPrefix(line, "Heat anomalies") && strings.Contains(line, "ratio") && !strings.Contains(line, "no cloud data") {
			t.Errorf("a ratio of heat without its warning: %s", line)
		}
	}
	if !strings.Contains(key, "as raids 1 against 3, 0.33 (0.006 to 4.15). Alerts of one raid are not independent") {
		t.Error("an interval that leaves out 1 stands without a word on the raids' interval, which does not")
	}
	for _, want := range []string{"18:00 on 3 May to 00:00 on 5 May", // the window by the mission's clocks
		"21:00 on 4 Jun 2032", "about both sides", "is met in 1 and cannot be determined in 0"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, ">never<") {
		t.Error("the page says never where it means not in this record")
	}
}

// TestDailyWatchers checks that a row names watchers of the means it was noticed
// by only, and never says of what was recorded that nothing watched it.
func TestDailyWatchers(t *testing.T) {
	rec := smallRecord()
	rec.Watches = append(rec.Watches, truceline.Watch{By: "ear-7", Means: truceline.MeansAcoustic, State: truceline.Watched,
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: "*"}, When: truceline.Interval{From: at("2031-05-01T00:00"), To: at("2031-05-05T00:00")}})
	rec.Incidents = append(rec.Incidents, truceline.Incident{ID: truceline.IDOf("flash"), Kind: truceline.KindMine, Means: []truceline.Means{truceline.MeansPublic},
		When:  truceline.Interval{From: at("2031-05-04T07:00").Add(5 * time.Second), To: at("2031-05-04T07:00").Add(20 * time.Second)},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 47.2, Lon: 30.2}, Ellipse: truceline.Ellipse{SemiMajor: 100, SemiMinor: 100}}})
	d, err := report.Daily(rec, "2031-05-04", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range d.Effort { // the file of 4 May is there as its rows show, those of 5 May and 2 May are not
		if e.Kind == truceline.KindHeat && (strings.Contains(e.Words, "no file") || !strings.Contains(e.Before, "no file for 4.5 of 24 satellite-hours")) {
			t.Errorf("heat: %q, the day before: %q", e.Words, e.Before)
		}
	}
	for _, r := range d.Rows {
		if strings.Contains(r.Position, "ear-7") {
			t.Errorf("%s was noticed by %s, and stands under %s", r.Observation, r.Means, r.Position)
		}
		if r.Watched == truceline.Blind {
			t.Errorf("%s was recorded, and is said to have been watched by nobody", r.Observation)
		}
		if strings.HasSuffix(r.When, "07:00–07:00") {
			t.Errorf("one minute written as two: %s", r.When)
		}
	}
}

// TestDayOutsideTheRecord checks that a day which the record does not reach is
// not reported as a quiet one.
func TestDayOutsideTheRecord(t *testing.T) {
	for _, date := range []truceline.Date{"2031-04-20", "2031-06-01"} {
		d, err := report.Daily(smallRecord(), date, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range d.Effort {
			if e.Kind == truceline.KindAirAlert && date == "2031-04-20" {
				continue // the record holds one from before its period
			}
			if e.Count != nil || e.State == truceline.PartlyWatched || e.State == truceline.Watched {
				t.Errorf("%s, %s: %+v", date, e.Name, e)
			}
		}
		if late := strings.HasPrefix(d.Summary[0], "The record ends"); late != (date > "2031-05-05") {
			t.Errorf("%s: %q", date, d.Summary[0])
		}
	}
}

// TestLineOfTheDay checks that the line is that of the mission's day on which the
// window begins, which by UTC may still be the day before.
func TestLineOfTheDay(t *testing.T) {
	rec := smallRecord()
	early := rec.Lines[0]
	early.AsOf = "2031-05-02"
	rec.Lines = []truceline.ContactLine{early, rec.Lines[0]}
	rec.Run.Window.From = at("2031-05-02T21:00")
	if got := report.Build(rec).Line.AsOf; got != "2031-05-02" {
		t.Errorf("in UTC: the line of %s", got)
	}
	rec.Run.MissionZone = "Europe/Kyiv" // midnight there
	if got := report.Build(rec).Line.AsOf; got != "2031-05-03" {
		t.Errorf("in Kyiv: the line of %s", got)
	}
}

// TestEveryRateHasEffort checks that no count stands without what it rests on.
func TestEveryRateHasEffort(t *testing.T) {
	truce := report.Build(smallRecord())
	for _, r := range truce.Rates {
		if r.Effort == "" || r.EffortBefore == "" {
			t.Errorf("%s: effort %q, before %q", r.Class, r.Effort, r.EffortBefore)
		}
	}
	for _, r := range truce.Incidents.Rows {
		if r.Effort == "" || r.EffortBefore == "" {
			t.Errorf("%s, %s, %s: effort %q, before %q", r.Kind, r.Side, r.Band, r.Effort, r.EffortBefore)
		}
	}
	if len(truce.Incidents.Rows) < 2 {
		t.Errorf("%d rows of incidents", len(truce.Incidents.Rows))
	}
}

// TestSeenWhileOut: what was seen while all who are posted for it were out was seen by
// somebody: a count does not stand beside "blind".
func TestSeenWhileOut(t *testing.T) {
	rec := smallRecord()
	when := truceline.Interval{From: rec.Run.Window.From, To: rec.Run.Window.To}
	rec.Watches = append(rec.Watches, truceline.Watch{By: "meter-1", Means: truceline.MeansTelemetry, Kinds: []truceline.Kind{truceline.KindInterference}, When: when,
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: "*"}, State: truceline.Blind, Cause: truceline.CausePower})
	state := func() truceline.Watching {
		for _, r := range report.Build(rec).Rates {
			if r.Kind == truceline.KindInterference {
				return r.State
			}
		}
		return ""
	}
	if s := state(); s == truceline.NotKnown {
		t.Errorf("with nothing seen: %s", s)
	}
	rec.Incidents = append(rec.Incidents, truceline.Incident{ID: truceline.IDOf("jammed"), Kind: truceline.KindInterference,
		When: truceline.Interval{From: when.From.Add(time.Hour), To: when.From.Add(time.Hour)}})
	if s := state(); s != truceline.NotKnown {
		t.Errorf("with one seen: %q, want not known", s)
	}
}

func htmlOf(t *testing.T, rec truceline.Record) string {
	t.Helper()
	page, err := report.HTML(report.Build(rec), rec, wording.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
