package smm

import (
	"flag"
	"testing"
	"time"
	_ "time/tzdata" // the zones, on machines that have none

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

const header = "report,issued,period_start_kyiv,period_end_kyiv,region,ceasefire_violations,explosions,basis,note,url\n"

func config() feed.Config { return feed.Config{Feed: "smm"} }

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, columns().Names...)
	if _, err := New(feed.Config{Options: map[string]string{"zone": "UTC"}}); err == nil {
		t.Error("an unknown option was taken")
	}
}

func TestRow(t *testing.T) {
	f := format(t)
	good := func(row, from, to string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Tallies) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v", row, r.Refusals)
		}
		w := r.Tallies[0].When
		if w.From.Format(time.RFC3339) != from || w.To.Format(time.RFC3339) != to {
			t.Errorf("%s: %+v", row, w)
		}
	}
	bad := func(row, field string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Tallies) > 0 || len(r.Refusals) == 0 || r.Refusals[0].Field != field {
			t.Errorf("%s: %v, refused %v", row, r.Tallies, r.Refusals)
		}
	}
	good("1/2020,2020-07-28,2020-07-27T00:01,2020-07-27T19:30,Donetsk,111,21,stated,,u", "2020-07-26T21:01:00Z", "2020-07-27T16:30:00Z")
	good("1/2020,,2020-12-11T19:30,2020-12-13T19:30,both,36,,derived,two days,", "2020-12-11T17:30:00Z", "2020-12-13T17:30:00Z")
	// The clock went back on 25 October: that reporting day had 25 hours.
	good("1/2020,,2020-10-24T19:30,2020-10-25T19:30,both,0,0,stated,,", "2020-10-24T16:30:00Z", "2020-10-25T17:30:00Z")
	bad("1/2020,,2020-07-27T19:30,2020-07-27T19:30,both,0,,stated,,", "period_end_kyiv") // no time passed
	bad("1/2020,,2020-07-27,2020-07-28T19:30,both,0,,stated,,", "period_start_kyiv")
	bad("1/2020,,2020-07-27T19:30,,both,0,,stated,,", "period_end_kyiv")
	bad("1/2020,,2020-07-27T19:30,2020-07-28T19:30,Kyiv,0,,stated,,", "region")
	bad("1/2020,,2020-07-27T19:30,2020-07-28T19:30,both,,,stated,,", "ceasefire_violations")
	bad("1/2020,,2020-07-27T19:30,2020-07-28T19:30,both,1.5,,stated,,", "ceasefire_violations")
	bad("1/2020,,2020-07-27T19:30,2020-07-28T19:30,both,1,2,stated,,", "explosions") // more than all
	bad("1/2020,,2020-07-27T19:30,2020-07-28T19:30,both,1,,guessed,,", "basis")
	bad("1/2020,28 July,2020-07-27T19:30,2020-07-28T19:30,both,1,,stated,,", "issued")
	bad(",,2020-07-27T19:30,2020-07-28T19:30,both,1,,stated,,", "report")
}

// TestFirstTwelveDays adds up the eleven reports on the first twelve reporting
// days of the additional measures; the mission's own running total is 256.
func TestFirstTwelveDays(t *testing.T) {
	name := "july-2020/osce_smm_daily_counts.csv"
	file := feedtest.Data(t, name)
	feedtest.Check(t, format(t), config(), name, file)
	r := feedtest.All(format(t), config(), name, file)
	if len(r.Tallies) != 90 || len(r.Refusals) > 0 {
		t.Fatalf("%d tallies, refused %v", len(r.Tallies), r.Refusals)
	}
	from := time.Date(2020, 7, 26, 21, 1, 0, 0, time.UTC) // 00:01 in Kyiv
	to := time.Date(2020, 8, 7, 16, 30, 0, 0, time.UTC)   // 19:30 in Kyiv
	sum, reports, weekend := 0, map[string]bool{}, 0
	for _, y := range r.Tallies {
		if y.When.Duration() == 48*time.Hour {
			weekend++
		}
		if !y.When.From.Before(from) && !y.When.To.After(to) {
			sum += y.Value
			reports[y.Report] = true
		}
	}
	if sum != 256 || len(reports) != 11 || weekend == 0 {
		t.Errorf("%d violations in %d reports, %d of two days", sum, len(reports), weekend)
	}
}

func TestDamage(t *testing.T) {
	feedtest.Damage(t, format(t), config(), "smm.csv", feedtest.Data(t, "july-2020/osce_smm_daily_counts.csv"), 200)
}

func FuzzSMM(f *testing.F) {
	feedtest.Seed(f, "*.case")
	smm := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, smm, config(), "smm.csv", file) })
}
