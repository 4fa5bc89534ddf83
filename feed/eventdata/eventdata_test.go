package eventdata

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "datasets"} }

// sets returns the formats by the prefix of their cases.
func sets() map[string]func(feed.Config) (feed.Format, error) {
	return map[string]func(feed.Config) (feed.Format, error){"acled": NewACLED, "ucdp": NewUCDP, "viina": NewVIINA}
}

const (
	acledHeader = "event_id_cnty,event_date,year,time_precision,sub_event_type,actor1,actor2,location,latitude,longitude,geo_precision,source,fatalities\n"
	ucdpHeader  = "id,type_of_violence,side_a,side_b,source_office,source_original,where_prec,where_description,adm_1,latitude,longitude,event_clarity,date_prec,date_start,date_end,deaths_civilians,best,high,low\n"
	viinaHeader = "viina_version,event_id_1pd,date,n_reports,sources,asciiname,longitude,latitude,GEO_PRECISION,a_rus_b,a_ukr_b," +
		"t_airstrike_b,t_airalert_b,t_uav_b,t_armor_b,t_artillery_b,t_control_b,t_firefight_b,t_ied_b,t_raid_b,t_occupy_b,t_property_b,t_cyber_b,t_hospital_b,t_civcas_b\n"
)

func TestCases(t *testing.T) {
	for name, set := range sets() {
		feedtest.Cases(t, feedtest.Format(t, set, config()), config(), name+"*.case", *update)
		feedtest.Sample(t, set)
		if _, err := set(feed.Config{Options: map[string]string{"zone": "UTC"}}); err == nil {
			t.Errorf("%s: an unknown option was taken", name)
		}
	}
	feedtest.Readme(t, strings.Split("event_id_cnty,event_date,time_precision,sub_event_type,actor1,actor2,location,latitude,longitude,geo_precision,source,fatalities", ",")...)
	feedtest.Readme(t, strings.Split(strings.TrimSpace(ucdpHeader), ",")...)
	for _, l := range labels() {
		feedtest.Readme(t, l.column)
	}
}

// row reads one row under a header.
func row(t *testing.T, set func(feed.Config) (feed.Format, error), header, row string) truceline.Reading {
	t.Helper()
	return feedtest.All(feedtest.Format(t, set, config()), config(), "x.csv", []byte(header+row+"\n"))
}

func bad(t *testing.T, set func(feed.Config) (feed.Format, error), header, text, field string) {
	t.Helper()
	r := row(t, set, header, text)
	if len(r.Observations)+len(r.Tallies) > 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != field || r.Refusals[0].Line != 2 {
		t.Errorf("%s: want one refusal of %s, got %+v", text, field, r)
	}
}

func TestACLED(t *testing.T) {
	good := func(text string, kind truceline.Kind, at string, clock time.Duration, radius float64) truceline.Observation {
		t.Helper()
		r := row(t, NewACLED, acledHeader, text)
		if len(r.Observations) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v", text, r.Refusals)
		}
		o := r.Observations[0]
		if o.Kind != kind || o.When.From.Format(time.RFC3339) != at || o.When.Clock.Error != clock || o.Place.Ellipse.SemiMajor != radius || o.Means != truceline.MeansPublic {
			t.Errorf("%s: %+v", text, o)
		}
		return o
	}
	o := good("UKR1,2026-04-11,2026,1,Shelling/artillery/missile attack,A,B,Town,48,36,1,Outlet one; Outlet two; Outlet one,3", "F3", "2026-04-11T12:00:00Z", halfDay, 5000)
	if fmt.Sprint(o.Lineage) != "[ACLED Outlet one Outlet two]" || o.Remarks != "UKR1; between A; and B; fatalities 3" || o.Count.Most != 0 {
		t.Errorf("%+v", o)
	}
	good("UKR1,11 April 2026,2026,2,Armed clash,,,Town,48,36,2,,0", "F1", "2026-04-11T12:00:00Z", halfWeek, 30_000)
	good("UKR1,2026-04-11,2026,,Air/drone strike,,,Town,48,36,,,0", "F6", "2026-04-11T12:00:00Z", halfMonth, 100_000) // precision not stated: the least
	if o := good("UKR1,2026-04-11,2026,1,Attack,,,Town,48,36,1,,2", "C1", "2026-04-11T12:00:00Z", halfDay, 5000); o.Count.Least != 2 || o.Count.Most != 2 {
		t.Errorf("%+v", o.Count)
	}
	if r := row(t, NewACLED, acledHeader, "UKR1,2026-04-11,2026,1,Peaceful protest,,,Town,48,36,1,,0"); len(r.Observations)+len(r.Refusals) > 0 {
		t.Errorf("a protest is no matter of a truce: %+v", r)
	}
	bad(t, NewACLED, acledHeader, "UKR1,2026-04-11,2026,1,Air raid,,,Town,48,36,1,,0", "sub_event_type") // not in the codebook
	bad(t, NewACLED, acledHeader, "UKR1,2026-04-11,2026,4,Armed clash,,,Town,48,36,1,,0", "time_precision")
	bad(t, NewACLED, acledHeader, "UKR1,2026-04-11,2026,1,Armed clash,,,Town,48,36,0,,0", "geo_precision")
	bad(t, NewACLED, acledHeader, "UKR1,31 April 2026,2026,1,Armed clash,,,Town,48,36,1,,0", "event_date") // April has 30
	bad(t, NewACLED, acledHeader, "UKR1,2026-04-11,2026,1,Armed clash,,,Town,,,1,,0", "latitude")
	bad(t, NewACLED, acledHeader, "UKR1,2026-04-11,2026,1,Armed clash,,,Town,48,,1,,0", "longitude")
}

func TestUCDP(t *testing.T) {
	r := row(t, NewUCDP, ucdpHeader, `7,1,A,B,Agency;Daily,"police, mayor",3,Town,Region,48,36,1,2,2020-07-28,2020-07-31 00:00:00.000,2,5,6,4`)
	if len(r.Tallies) != 1 || len(r.Observations) != 1 || len(r.Refusals) > 0 {
		t.Fatalf("%+v", r)
	}
	o, tally := r.Observations[0], r.Tallies[0]
	if tally.Value != 5 || tally.Metric != "deaths" || tally.Area != "Region" || !strings.Contains(tally.Note, "deaths at least 4; at most 6") {
		t.Errorf("%+v", tally)
	}
	if o.Count.Least != 2 || o.Kind != truceline.KindCasualty || o.Place.Ellipse.SemiMajor != 50_000 || fmt.Sprint(o.Lineage) != "[UCDP GED Agency Daily police mayor]" {
		t.Errorf("%+v", o)
	}
	// From 28 July 00:00 to the end of 31 July: the middle is the 30th, 00:00, two days either way.
	if got := o.When.From.Format(time.RFC3339); got != "2020-07-30T00:00:00Z" || o.When.Clock.Error != 48*time.Hour {
		t.Errorf("%s, %s", got, o.When.Clock.Error)
	}
	if r := row(t, NewUCDP, ucdpHeader, "7,1,A,B,,,1,Town,Region,48,36,1,1,2020-07-28,2020-07-28,0,1,1,1"); len(r.Tallies) != 1 || len(r.Observations) > 0 {
		t.Errorf("no civilian died: %+v", r)
	}
	bad(t, NewUCDP, ucdpHeader, "7,1,A,B,,,1,Town,Region,48,36,1,1,2020-07-28,2020-07-27,0,1,1,1", "date_end") // before the start
	bad(t, NewUCDP, ucdpHeader, "7,1,A,B,,,8,Town,Region,48,36,1,1,2020-07-28,2020-07-28,0,1,1,1", "where_prec")
	bad(t, NewUCDP, ucdpHeader, "7,1,A,B,,,1,Town,Region,48,36,1,6,2020-07-28,2020-07-28,0,1,1,1", "date_prec")
	bad(t, NewUCDP, ucdpHeader, "7,1,A,B,,,1,Town,Region,48,36,1,1,2020-07-28 10:00:00,2020-07-28,0,1,1,1", "date_start")
	bad(t, NewUCDP, ucdpHeader, "7,1,A,B,,,1,Town,Region,48,36,1,1,2020-07-28,2020-07-28,0,,1,1", "best")
	bad(t, NewUCDP, ucdpHeader, ",1,A,B,,,1,Town,Region,48,36,1,1,2020-07-28,2020-07-28,0,1,1,1", "id")
}

func TestVIINA(t *testing.T) {
	const none = ",0,0,0,0,0,0,0,0,0,0,0,0,0,0"
	r := row(t, NewVIINA, viinaHeader, "v,7,20260411,3,one;two,Town,36,48,ADM3,1,0,1,1,1,0,0,0,0,0,0,0,0,0,0,1")
	var kinds []string
	for _, o := range r.Observations {
		kinds = append(kinds, string(o.Kind))
	}
	if fmt.Sprint(kinds) != "[F4 A1 C1]" || len(r.Refusals) > 0 {
		t.Fatalf("%v %v", kinds, r.Refusals)
	}
	o := r.Observations[0]
	if o.Place.At.Lat != 48 || o.Place.Ellipse.SemiMajor != 5000 || o.Remarks != "event 7; reports 3; Russian forces involved" || fmt.Sprint(o.Lineage) != "[VIINA one two]" {
		t.Errorf("%+v", o)
	}
	if r := row(t, NewVIINA, viinaHeader, "v,7,20260411,3,one,Town,36,48,ADM3,1,0"+none); len(r.Observations)+len(r.Refusals) > 0 {
		t.Errorf("no label: %+v", r)
	}
	bad(t, NewVIINA, viinaHeader, "v,7,2026-04-11,3,one,Town,36,48,ADM3,1,0"+none, "date")
	bad(t, NewVIINA, viinaHeader, "v,7,20260411,3,one,Town,36,48,ADM4,1,0"+none, "geo_precision")
	bad(t, NewVIINA, viinaHeader, "v,7,20260411,3,one,Town,36,48,ADM3,1,0,0.7,0,0,0,0,0,0,0,0,0,0,0,0,0", "t_airstrike_b") // a chance, not a label
}

// TestReal reads the events of the eight years before 2022.
func TestReal(t *testing.T) {
	const name = "july-2020/UCDP-Ukraine_2014-01-22_2022-02-23.csv.gz"
	r := feedtest.All(feedtest.Format(t, NewUCDP, config()), config(), name, feedtest.Data(t, name))
	deaths := 0
	for _, tally := range r.Tallies {
		deaths += tally.Value
	}
	t.Logf("%d events, %d deaths, %d with civilians; refused %d", len(r.Tallies), deaths, len(r.Observations), len(r.Refusals))
	if len(r.Tallies)+len(r.Refusals) != 3077 || len(r.Refusals) > 0 {
		t.Errorf("%d events of 3077, refused %v", len(r.Tallies), r.Refusals[:min(3, len(r.Refusals))])
	}
}

// TestLineBreaks reads cells that hold line breaks, and a quote that nothing closes.
func TestLineBreaks(t *testing.T) {
	const one = "1,1,A,\"B,\nC\",,,1,Town,Region,48,36,1,1,2020-07-28,2020-07-28,0,1,1,1\n"
	const two = "2,1,A,B,,,1,Town,Region,48,36,1,1,2020-07-28,2020-07-28,0,1,1,1\n"
	r := row(t, NewUCDP, ucdpHeader, one+two+one)
	if len(r.Tallies) != 3 || len(r.Refusals) > 0 {
		t.Errorf("%d events, %v", len(r.Tallies), r.Refusals)
	}
	r = row(t, NewUCDP, ucdpHeader, two+"3,1,A,\"B,,,1,Town\n"+two+one+two)
	if len(r.Tallies) != 4 || len(r.Refusals) != 1 || r.Refusals[0].Line != 3 {
		t.Errorf("a quote left open swallowed rows: %d events, %v", len(r.Tallies), r.Refusals)
	}
}

func TestDamage(t *testing.T) {
	const name = "july-2020/UCDP-Ukraine_2014-01-22_2022-02-23.csv.gz"
	file, err := feed.Gunzip(feedtest.Data(t, name), feed.MaxUnpacked)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfterN(string(file), "\n", 30)
	feedtest.Damage(t, feedtest.Format(t, NewUCDP, config()), config(), "x.csv", []byte(strings.Join(lines[:29], "")), 200)
}

func FuzzEventData(f *testing.F) {
	feedtest.Seed(f, "*.case")
	var all []feed.Format
	for _, name := range []string{"acled", "ucdp", "viina"} {
		all = append(all, feedtest.Format(f, sets()[name], config()))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, format := range all {
			feedtest.Check(t, format, config(), "x.csv", file)
		}
	})
}
