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

func TestReportingDay(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Skipf("skipped: no table of time zones: %v", err)
	}
	good := func(date, cutOff string, hours float64, from string) {
		t.Helper()
		w, err := report.ReportingDay(truceline.Date(date), cutOff, kyiv)
		if err != nil || w.Hours() != hours || w.From.UTC().Format("2006-01-02T15:04") != from {
			t.Errorf("%s %s: got %v hours from %s (%v)", date, cutOff, w.Hours(), w.From.UTC(), err)
		}
	}
	good("2026-04-12", "19:30", 24, "2026-04-11T16:30")
	good("2026-03-29", "19:30", 23, "2026-03-28T17:30") // clocks go forward
	good("2026-10-25", "", 25, "2026-10-24T16:30")      // and back
	bad := func(date, cutOff string) {
		t.Helper()
		if _, err := report.ReportingDay(truceline.Date(date), cutOff, kyiv); err == nil {
			t.Errorf("%s %s: want an error", date, cutOff)
		}
	}
	bad("2026-13-01", "19:30") // no such month
	bad("2026-04-12", "half past seven")
}

// TestSidesSwapped exchanges the labels of the parties in the agreement, the
// ground, the claims and the findings: the report must say the same, with the
// labels exchanged.
func TestSidesSwapped(t *testing.T) {
	plain := func(rec truceline.Record) string {
		text, err := json.Marshal(report.Build(rec))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	swap := strings.NewReplacer(`"A"`, `"B"`, `"B"`, `"A"`, "Aland", "Bland", "Bland", "Aland")
	rec := smallRecord()
	want := swap.Replace(plain(rec))
	for i := range rec.Run.Agreement.Parties {
		p := &rec.Run.Agreement.Parties[i]
		p.ID, p.Name, p.Claimants = swapName(p.ID), swapName(p.Name), []string{swapName(p.Claimants[0])}
	}
	status := &rec.Run.Agreement.Status
	status.DeclaredBy, status.AcceptedBy = []string{"A"}, []string{"B"}
	for i := range rec.Incidents {
		if g := rec.Incidents[i].Ground; g != nil {
			g.Side = swapName(g.Side)
		}
	}
	rec.Moved.Holder = swapName(rec.Moved.Holder)
	for i := range rec.Claims {
		c := &rec.Claims[i]
		c.Claimant, c.Accused = swapName(c.Claimant), swapName(c.Accused)
	}
	if got := plain(rec); got != want {
		t.Errorf("exchanging the labels changed the report:\n%s\n%s", got, want)
	}
}

func swapName(s string) string {
	return strings.NewReplacer("Aland", "Bland", "Bland", "Aland", "A", "B", "B", "A").Replace(s)
}

// TestNothingWatched checks that an empty record of a real truce speaks of
// blindness and never of a nought.
func TestNothingWatched(t *testing.T) {
	w := truceline.Window{From: at("2031-05-03T15:00"), To: at("2031-05-04T21:00")}
	rec := truceline.Record{AsOf: w.To, Run: truceline.Run{Kind: "real", Title: "Nothing", Window: w}}
	b := report.Build(rec)
	if len(b.Rates) != 3 {
		t.Fatalf("want alerts and heat, got %d rates", len(b.Rates))
	}
	for _, r := range b.Rates {
		if r.Inside.Count != nil || r.State != truceline.Blind {
			t.Errorf("%s: want no count and blind, got %+v", r.Class, r)
		}
	}
	page, err := report.HTML(b, rec, wording.Reader{})
	if err != nil || !strings.Contains(string(page), "Nothing in this report may be read as calm") {
		t.Errorf("the page must say that nothing watched (%v)", err)
	}
	d, err := report.Daily(rec, "2031-05-04", time.UTC)
	if err != nil || len(d.Summary) != 1 || !strings.Contains(d.Summary[0], "not a report of calm") {
		t.Errorf("daily: %v %v", d.Summary, err)
	}
}

func TestClaimPairs(t *testing.T) {
	b := report.Build(smallRecord())
	if len(b.ClaimPairs) != 1 {
		t.Fatalf("want one pair, got %d", len(b.ClaimPairs))
	}
	p := b.ClaimPairs[0]
	if p.A.Side != "A" || p.B.Side != "B" || !p.SameHours || p.OverlapHours != 30 || len(p.Can) == 0 || len(p.Cannot) == 0 {
		t.Errorf("got %+v", p)
	}
}
