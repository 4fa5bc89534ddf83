package report_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/report"
	"github.com/truceline/truceline/wording"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/name, or writes it under -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what was made; look at the difference, then run with -update", file)
	}
}

func at(s string) time.Time {
	v, err := time.Parse("2006-01-02T15:04", s)
	if err != nil {
		panic(err)
	}
	return v
}

func box(id, name string, west, south, east, north float64) truceline.Area {
	return truceline.Area{ID: id, Name: name, Polygons: []truceline.Polygon{{{{Lat: south, Lon: west}, {Lat: south, Lon: east},
		{Lat: north, Lon: east}, {Lat: north, Lon: west}}}}}
}

// smallRecord is an invented country of four areas with a line through it, for
// a truce of thirty hours. Nothing in it comes from real data.
func smallRecord() truceline.Record {
	w := truceline.Window{From: at("2031-05-03T15:00"), To: at("2031-05-04T21:00")}
	before := w.Shift(-7 * 24 * time.Hour)
	rec := truceline.Record{AsOf: at("2031-05-05T00:00"), Run: truceline.Run{Name: "golden", Title: "Truce of an invented country", Kind: "exercise",
		Window: w, ComparedWith: &before, MissionZone: "UTC", CutOff: "19:30", Line: true, Attribution: []string{"Invented for a test. (c) nobody."},
		Agreement: truceline.Agreement{ID: "golden", Version: 2, Title: "A truce for a test",
			Status:  truceline.AgreedStatus{State: "mirrored", DeclaredBy: []string{"B"}, AcceptedBy: []string{"A"}, Note: "Mirrored within hours."},
			Parties: []truceline.Party{{ID: "A", Name: "Aland", Claimants: []string{"Aland"}}, {ID: "B", Name: "Bland", Claimants: []string{"Bland"}}},
			Windows: []truceline.InForce{{Window: w, AnnouncedZone: "UTC", Announced: "from 15:00 on 3 May to 21:00 on 4 May"}},
			Clauses: []truceline.Clause{
				{ID: "no-fire", Article: "1", Kind: truceline.ClauseNoEvent, Text: "No fire of any kind.", Kinds: []truceline.Kind{truceline.KindIndirectFire, truceline.KindSmallArms}, Severity: "G3", VerifiedBy: []truceline.Means{truceline.MeansCamera}},
				{ID: "no-word", Article: "2", Kind: truceline.ClauseProhibitedComm, Text: "No incitement.", Severity: "G1"}}}}}
	rec.Areas = []truceline.Area{box("A-1", "Northwest", 30, 49, 33, 51), box("A-2", "Northeast", 33, 49, 37, 51),
		box("B-1", "Southwest", 30, 47, 33, 49), box("B-2", "Southeast", 33, 47, 37, 49)}
	rec.Lines = []truceline.ContactLine{{AsOf: "2031-05-03", Source: "test", Definition: "Drawn by hand for a test.", ToleranceKm: 2, LengthKm: 531.4,
		Main:    truceline.Polyline{{Lat: 51, Lon: 33.5}, {Lat: 49.6, Lon: 34.2}, {Lat: 48.2, Lon: 33.1}, {Lat: 47, Lon: 33.9}},
		Pockets: []truceline.Pocket{{Centre: truceline.Point{Lat: 50, Lon: 32}, AreaKm2: 300, LineKm: 70, Ring: truceline.Ring{{Lat: 49.9, Lon: 31.9}, {Lat: 49.9, Lon: 32.1}, {Lat: 50.1, Lon: 32.1}, {Lat: 50.1, Lon: 31.9}}}}}}
	rec.Moved = &truceline.Moved{From: "2031-05-03", To: "2031-05-04", Holder: "B", GainedKm2: 1.5}
	ledger := coverage.New(coverage.Config{Areas: rec.Areas[:3], NotCovered: []string{"B-2"}, AlertSource: true,
		Period: truceline.Window{From: at("2031-04-26T00:00"), To: at("2031-05-05T00:00")}, Thermal: []coverage.Satellite{{Source: "S1", Name: "Satellite one"}}})
	add := func(o truceline.Observation, i truceline.Incident) {
		o.Kind, o.Place, o.When = i.Kind, i.Place, i.When
		ledger.Observe(o)
		i.ID = truceline.IDOf(string(i.Kind), i.When.From.String(), i.Place.Area)
		i.Version, i.Count, i.Lineages = 1, truceline.One(""), 1
		i.Exists = truceline.Probability{P: 0.9, Low: 0.8, High: 0.95}
		rec.Incidents = append(rec.Incidents, i)
	}
	alert := func(area, from, to string) {
		add(truceline.Observation{Means: truceline.MeansAirAlert}, truceline.Incident{Kind: truceline.KindAirAlert, Means: []truceline.Means{truceline.MeansAirAlert},
			Place: truceline.Place{Shape: truceline.ShapeArea, Area: area}, When: truceline.Interval{From: at(from), To: at(to)}})
	}
	alert("B-1", "2031-04-20T00:00", "2031-05-03T18:00") // unbroken through the hours compared with
	alert("B-1", "2031-05-04T10:00", "2031-05-04T11:00")
	for _, h := range []string{"16:00", "16:20", "20:00", "23:10"} {
		alert("A-1", "2031-04-26T"+h, "2031-04-26T"+h[:3]+"59")
		alert("A-2", "2031-04-26T"+h, "2031-04-26T"+h[:3]+"50")
	}
	alert("A-2", "2031-05-03T22:00", "2031-05-03T23:00")
	heat := func(when string, lat, lon float64, side string, standing bool) {
		i := truceline.Incident{Kind: truceline.KindHeat, Means: []truceline.Means{truceline.MeansThermal}, When: truceline.Interval{From: at(when), To: at(when)},
			Place:  truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: lat, Lon: lon}, Ellipse: truceline.Ellipse{SemiMajor: 250, SemiMinor: 250}},
			Ground: &truceline.Ground{Side: side, Certain: 0.99, DistanceKm: 12, AlongKm: 200, Band: truceline.DistanceBand(12), LineAsOf: "2031-05-03"}}
		if standing {
			i.Standing = &truceline.StandingHeat{Days: 90, Months: 9, OfDays: 300}
		}
		add(truceline.Observation{Source: "S1", Means: truceline.MeansThermal}, i)
	}
	heat("2031-04-27T10:31", 48.3, 34, "B", false)
	heat("2031-04-27T10:31", 48.4, 34, "B", true)
	heat("2031-04-27T00:10", 49.4, 33, "A", false)
	heat("2031-05-04T10:12", 49.5, 33.9, "A", false)
	for _, day := range []string{"2031-04-26", "2031-05-03"} {
		ledger.Watch(truceline.Watch{By: "S1", Means: truceline.MeansThermal, State: truceline.NotKnown,
			When: truceline.Interval{From: at(day + "T00:00"), To: at(day + "T00:00").Add(24 * time.Hour)}})
	}
	post := func(from, to string, s truceline.Watching, c truceline.Cause) {
		ledger.Watch(truceline.Watch{By: "camera-1", Means: truceline.MeansCamera, State: s, Cause: c, Detection: 0.8,
			When:  truceline.Interval{From: at(from), To: at(to)},
			Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 49.6, Lon: 34.2}, Ellipse: truceline.Ellipse{SemiMajor: 40000, SemiMinor: 40000}}})
	}
	post("2031-05-03T12:00", "2031-05-05T00:00", truceline.Watched, "")
	post("2031-05-04T02:10", "2031-05-04T05:40", truceline.Blind, truceline.CausePower)
	add(truceline.Observation{Means: truceline.MeansCamera}, truceline.Incident{Kind: truceline.KindIndirectFire, Means: []truceline.Means{truceline.MeansCamera},
		Direction: truceline.DirectionImpact, Weapons: []string{"mortar 82", "mortar 120"}, When: truceline.Interval{From: at("2031-05-04T06:12"), To: at("2031-05-04T06:14")},
		Place:  truceline.Place{Shape: truceline.ShapeSector, At: truceline.Point{Lat: 49.6, Lon: 34.2}, Sector: truceline.Sector{RangeMin: 2000, RangeMax: 3000, BearingFrom: 10, BearingTo: 35}},
		Ground: &truceline.Ground{Side: "A", Certain: 0.6, DistanceKm: 2, AlongKm: 160, Band: truceline.DistanceBand(2), LineAsOf: "2031-05-03"}})
	rec.Coverage = []truceline.WatchTable{{Kind: truceline.KindIndirectFire, LineAsOf: "2031-05-03", From: w.From, Hours: 30, Pieces: []truceline.WatchPiece{
		{ToKm: 60, States: strings.Repeat("w", 12) + strings.Repeat("b", 18), Chances: append(slices.Repeat([]float32{0.75}, 12), make([]float32, 18)...)},
		{FromKm: 60, ToKm: 100, States: strings.Repeat("pn", 15), Chances: slices.Repeat([]float32{0.2, 0}, 15)},
	}}}
	rec.Watches = ledger.Watches(truceline.Window{From: at("2031-04-26T00:00"), To: at("2031-05-05T00:00")})
	claim := func(who, whom string, value float64, from, to string) {
		rec.Claims = append(rec.Claims, truceline.Claim{Truce: "golden", Claimant: who, Accused: whom, Metric: "violations_total", Value: &value,
			When: truceline.Interval{From: at(from), To: at(to)}, URL: "https://example.org/said <here>"})
	}
	claim("Bland (staff)", "Aland", 412, "2031-05-03T15:00", "2031-05-04T21:00")
	claim("Aland (staff)", "Bland", 398, "2031-05-03T15:00", "2031-05-04T21:00")
	last := rec.Incidents[len(rec.Incidents)-1]
	rec.Findings = []truceline.Finding{{Clause: "no-fire", Agreement: "golden", When: last.When, Severity: "G3",
		Subject:     truceline.Subject{Kind: truceline.SubjectIncident, ID: last.ID, Version: 1, Title: "indirect fire"},
		Exists:      truceline.Judge(truceline.Probability{P: 0.9, Low: 0.82, High: 0.95}, 0.8),
		Breach:      truceline.Judge(truceline.Probability{P: 0.95, Low: 0.9, High: 1}, 0.8),
		Attribution: truceline.Attribution{Judgement: truceline.Judge(truceline.Unknown(), 0.8)}}}
	rec.Refusals = []truceline.Refusal{{Feed: "posts", File: "posts.csv", Line: 12, Field: "lat", Reason: "not a number: \"4x\""}}
	rec.Feeds = []truceline.FeedCount{{Feed: "posts", Files: 1, Entries: 12, Observations: 11, Refused: 1}}
	return rec
}

// countsRecord is an invented monitor's tallies with a report of two days.
func countsRecord() truceline.Record {
	w := truceline.Window{From: at("2031-05-01T21:01"), To: at("2031-05-06T16:30")}
	rec := truceline.Record{AsOf: w.To, Run: truceline.Run{Name: "tallies", Title: "Tallies of an invented monitor", Kind: "real", Window: w,
		MissionZone: "Europe/Kyiv", CutOff: "19:30", Counts: true, Agreement: truceline.Agreement{ID: "tallies", Title: "Measures for a test",
			Parties: []truceline.Party{{ID: "A", Name: "Aland"}, {ID: "B", Name: "Bland"}}}}}
	tally := func(report, area string, n int, explosions int, from, to string) {
		t := truceline.Tally{Report: report, By: "monitor", Metric: "ceasefire_violations", Area: area, Value: n, Basis: "stated",
			When: truceline.Interval{From: at(from), To: at(to)}}
		if explosions >= 0 {
			t.Explosions = &explosions
		} else {
			t.Basis, t.Note = "derived", "from the running sum"
		}
		rec.Tallies = append(rec.Tallies, t)
	}
	tally("1/2031", "East", 20, 4, "2031-05-01T21:01", "2031-05-02T16:30")
	tally("1/2031", "West", 0, 0, "2031-05-01T21:01", "2031-05-02T16:30")
	tally("2-3/2031", "both", 31, -1, "2031-05-02T16:30", "2031-05-04T16:30")
	tally("3/2031", "East", 2, 0, "2031-05-04T16:30", "2031-05-05T16:30")
	tally("4/2031", "both", 0, 0, "2031-05-05T16:30", "2031-05-06T16:30")
	tally("5/2031", "both", 99, 9, "2031-05-06T16:30", "2031-05-07T16:30") // after the window
	return rec
}

func TestGolden(t *testing.T) {
	rec := smallRecord()
	built := report.Build(rec)
	page, err := report.HTML(built, rec, wording.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.html", page)
	selfContained(t, page)
	save := func(name string, data []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, data)
	}
	data, err := report.JSON(built)
	save("report.json", data, err)
	data, err = report.RatesCSV(built)
	save("rates.csv", data, err)
	data, err = report.IncidentsCSV(rec)
	save("incidents.csv", data, err)
	data, err = report.IncidentsGeoJSON(rec)
	save("incidents.geojson", data, err)
	again, _ := report.HTML(report.Build(rec), rec, wording.Reader{})
	if !bytes.Equal(page, again) {
		t.Error("the same record gave two different pages")
	}
	daily, err := report.Daily(rec, "2031-05-04", time.FixedZone("EEST", 3*3600))
	if err != nil {
		t.Fatal(err)
	}
	data, err = report.DailyHTML(daily, wording.Reader{})
	save("daily.html", data, err)
	selfContained(t, data)
	data, err = report.DailyCSV(daily)
	save("daily.csv", data, err)
	data, err = report.JSON(daily)
	save("daily.json", data, err)
}

func TestCounts(t *testing.T) {
	rec := countsRecord()
	b := report.Build(rec)
	c := b.Counts
	if c.Reports != 4 || c.Violations != 53 || c.ExplosionsStated != 4 || c.ExplosionsSilent != 1 || len(c.Series) != 4 || c.Series[1].Days != 2 || c.Series[3].Cumulative != 53 {
		t.Errorf("got %+v", c)
	}
	if b.Line != nil || b.ComparedWith != nil || len(b.Rates) != 0 {
		t.Errorf("want no line, no comparison and no rates: %+v", b)
	}
	page, err := report.HTML(b, rec, wording.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "counts.html", page)
	selfContained(t, page)
}

// selfContained checks that a page fetches nothing, runs nothing, and is whole.
func selfContained(t *testing.T, page []byte) {
	t.Helper()
	s := string(page)
	for _, bad := range []string{"<script", "src=", "@import", "url(http", "<link", "ZgotmplZ", "NaN", "Inf ", "%!", "&lt;svg"} {
		if strings.Contains(s, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, part := range strings.Split(s, "<svg")[1:] {
		svg, _, _ := strings.Cut("<svg"+part, "</svg>")
		d := xml.NewDecoder(strings.NewReader(svg + "</svg>"))
		for {
			if _, err := d.Token(); err != nil {
				if err.Error() != "EOF" {
					t.Errorf("a picture is not well-formed: %v", err)
				}
				break
			}
		}
		if !strings.Contains(svg, "<title") && !strings.Contains(svg, "aria-hidden") {
			t.Error("a picture has no title")
		}
	}
	if strings.Count(s, "<table") != strings.Count(s, "<caption") {
		t.Error("a table has no caption")
	}
	if strings.Count(s, "<th ") != strings.Count(s, "<th scope=") {
		t.Error("a heading cell has no scope")
	}
}
