package claims

import (
	"flag"
	"testing"
	"time"
	_ "time/tzdata" // the zones, on machines that have none

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

const header = "truce_id,claimant,accused,from_local,to_local,metric,value,qualifier,source\n"

func config() feed.Config {
	return feed.Config{Feed: "claims", Source: "press", Options: map[string]string{"sides": "Ukraine=UA,Russia=RU"}}
}

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, columns().Names...)
}

func TestOptions(t *testing.T) {
	good := func(name, value string) {
		t.Helper()
		if _, err := New(feed.Config{Options: map[string]string{name: value}}); err != nil {
			t.Error(err)
		}
	}
	bad := func(name, value string) {
		t.Helper()
		if _, err := New(feed.Config{Options: map[string]string{name: value}}); err == nil {
			t.Errorf("%s %q was taken", name, value)
		}
	}
	good("zone", "Europe/Moscow")
	good("sides", " Ukraine = UA , Russia=RU")
	bad("zone", "Europe/Nowhere")
	bad("zone", "Local") // differs from machine to machine
	bad("sides", "Ukraine")
	bad("sides", "=UA")
	bad("truce", "easter_2025")
}

func TestRow(t *testing.T) {
	f := format(t)
	good := func(row string, want truceline.Claim) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Claims) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v", row, r.Refusals)
		}
		c := r.Claims[0]
		if !c.When.From.Equal(want.When.From) || !c.When.To.Equal(want.When.To) || c.When.Open != want.When.Open ||
			c.StartsOn != want.StartsOn || c.EndsOn != want.EndsOn || c.Side != want.Side || (c.Value == nil) != (want.Value == nil) {
			t.Errorf("%s: %+v", row, c)
		}
	}
	bad := func(row, field string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Claims) > 0 || len(r.Refusals) == 0 || r.Refusals[0].Field != field {
			t.Errorf("%s: %v, refused %v", row, r.Claims, r.Refusals)
		}
	}
	at := func(s string) time.Time {
		t.Helper()
		m, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	one := 1.0
	good("x,Ukraine (GS),Russia,2025-04-19T18:00,2025-04-21T00:00,shellings,1,,http://a", truceline.Claim{
		Side: "UA", Value: &one, When: truceline.Interval{From: at("2025-04-19T15:00:00Z"), To: at("2025-04-20T21:00:00Z")}})
	good("x,Russia (MoD),Ukraine,2025-05-08,2025-05-10,shellings,,several,http://a", truceline.Claim{
		Side: "RU", StartsOn: "2025-05-08", EndsOn: "2025-05-10", When: truceline.Interval{From: at("2025-05-07T21:00:00Z"), To: at("2025-05-10T21:00:00Z")}})
	// The day on which clocks go forward has 23 hours.
	good("x,OSCE SMM,both,2025-03-30,2025-03-30,shellings,1,,http://a", truceline.Claim{
		Value: &one, StartsOn: "2025-03-30", EndsOn: "2025-03-30", When: truceline.Interval{From: at("2025-03-29T22:00:00Z"), To: at("2025-03-30T21:00:00Z")}})
	good("x,Russia,Ukraine,2025-04-20T00:00,,shellings,1,later,http://a", truceline.Claim{
		Side: "RU", Value: &one, When: truceline.Interval{From: at("2025-04-19T21:00:00Z"), To: at("2025-04-19T21:00:00Z"), Open: true}})
	bad("x,Russia,Ukraine,,2025-04-20,shellings,1,,http://a", "from_local")
	bad("x,Russia,Ukraine,2025-04-20,2025-04-19T12:00,shellings,1,,http://a", "to_local")         // ends before it starts
	bad("x,Russia,Ukraine,2025-03-30T03:30,2025-04-19T12:00,shellings,1,,http://a", "from_local") // no such time in Kyiv
	bad("x,Russia,Ukraine,2025-04-20,2025-04-31,shellings,1,,http://a", "to_local")
	bad("x,Russia,Ukraine,2025-04-20,2025-04-30,shellings,many,,http://a", "value")
	bad("x,Russia,Ukraine,2025-04-20,2025-04-30,shellings,-1,,http://a", "value")
	bad("x,Russia,Ukraine,2025-04-20,2025-04-30,,1,,http://a", "metric")
	bad(",Russia,Ukraine,2025-04-20,2025-04-30,shellings,1,,http://a", "truce_id")
	bad("x,,Ukraine,2025-04-20,2025-04-30,shellings,1,,http://a", "claimant")
	bad("x,Russia,,2025-04-20,2025-04-30,shellings,1,,http://a", "accused")
	bad("x,\xff,Ukraine,2025-04-20,2025-04-30,shellings,1,,http://a", "claimant")
}

// TestSame follows a source through the rows that repeat it.
func TestSame(t *testing.T) {
	f := format(t)
	const row = "x,Russia,Ukraine,2025-04-20,2025-04-30,shellings,1,,"
	urls := func(rows string) (urls []string, refused int) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+rows))
		for _, c := range r.Claims {
			urls = append(urls, c.URL)
		}
		return urls, len(r.Refusals)
	}
	check := func(rows string, refused int, want ...string) {
		t.Helper()
		got, n := urls(rows)
		if n != refused || len(got) != len(want) {
			t.Fatalf("%q: %q, %d refused", rows, got, n)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q: %q", rows, got)
			}
		}
	}
	check(row+"a\n"+row+"same\n"+row+"same\n"+row+"b\n"+row+"same", 0, "a", "a", "a", "b", "b")
	check(row+"a\r\n\r\n"+row+"same\r\n", 0, "a", "a")
	check(row+"same\n"+row+"same\n", 2, "", "")           // nothing above
	check(row+"a\n"+row+"b,c\n"+row+"same\n", 2, "a", "") // the row above is damaged: not a
	check(row+"a\n\""+row+"b\n"+row+"same\n", 2, "a", "")
}

func TestReal(t *testing.T) {
	name := "truces/claims.csv"
	file := feedtest.Data(t, name)
	feedtest.Check(t, format(t), config(), name, file)
	r := feedtest.All(format(t), config(), name, file)
	if len(r.Claims) != 29 || len(r.Refusals) > 0 {
		t.Fatalf("%d claims, refused %v", len(r.Claims), r.Refusals)
	}
	sides := map[string]int{}
	for _, c := range r.Claims {
		sides[c.Side]++
		if c.URL == "" || c.URL == "same" {
			t.Errorf("%+v", c)
		}
	}
	if sides["UA"] != 18 || sides["RU"] != 10 || sides[""] != 1 {
		t.Errorf("claims by side: %v", sides)
	}
	if r.Claims[1].URL != r.Claims[0].URL || r.Claims[26].EndsOn != "" || r.Claims[27].EndsOn != "2026-04-12" {
		t.Errorf("%+v", r.Claims[27])
	}
	if last := r.Claims[28]; last.Side != "" || last.Accused != "both" || *last.Value != 48749 {
		t.Errorf("%+v", last)
	}
}

func TestDamage(t *testing.T) {
	feedtest.Damage(t, format(t), config(), "claims.csv", feedtest.Data(t, "truces/claims.csv"), 300)
}

func FuzzClaims(f *testing.F) {
	feedtest.Seed(f, "*.case")
	claims := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, claims, config(), "claims.csv", file) })
}
