package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/report"
	"github.com/truceline/truceline/wording"
)

// TestBreaches: a breach is told with what decides it, who should have noticed and did
// not, the officer's verdict beside the automatic one, and what changed; what stays open
// for want of watching says so in words.
func TestBreaches(t *testing.T) {
	from := time.Date(2031, 5, 4, 6, 0, 0, 0, time.UTC)
	id := truceline.IDOf("incident")
	met := truceline.Judge(truceline.Probability{P: 0.95, Low: 0.9, High: 0.98}, 0.8)
	when := truceline.Interval{From: from, To: from.Add(time.Minute)}
	minor := truceline.Finding{ID: truceline.IDOf("minor"), Clause: "no-fire", Subject: truceline.Subject{Kind: truceline.SubjectIncident, ID: truceline.IDOf("other"), Title: "a shot"},
		When: when, Exists: met, Breach: met, Severity: "G1", Version: 1}
	grave := truceline.Finding{ID: truceline.IDOf("grave"), Clause: "no-fire", Subject: truceline.Subject{Kind: truceline.SubjectIncident, ID: id, Title: "indirect fire"},
		When: when, Exists: met, Breach: met, Severity: "G3", Version: 2, Changed: []string{"Its time was earlier."},
		Attribution: truceline.Attribution{Judgement: truceline.Judge(truceline.Unknown(), 0.8), Shares: []truceline.Share{{Side: "A", P: 0.3}, {Side: "B", P: 0.2}}},
		Decisive:    []truceline.Decisive{{Of: "exists", Without: []truceline.ID{truceline.IDOf("o1")}, Becomes: truceline.CannotBeDetermined}},
		Ruled:       &truceline.Ruled{By: "officer 7", AutomaticBreach: truceline.CannotBeDetermined}}
	open := truceline.Finding{ID: truceline.IDOf("open"), Clause: "no-fire", Subject: truceline.Subject{Kind: truceline.SubjectAbsence, Title: "quiet"},
		When: when, Exists: truceline.Judge(truceline.Unknown(), 0.8), Gap: "nothing watched this cell between 02:10 and 05:40; fog"}
	outside := grave
	outside.When.From, outside.When.To = from.AddDate(0, 0, 9), from.AddDate(0, 0, 9) // after the window
	rec := truceline.Record{
		Run: truceline.Run{Title: "t", Window: truceline.Window{From: from.Add(-time.Hour), To: from.Add(time.Hour)},
			Agreement: truceline.Agreement{Parties: []truceline.Party{{ID: "A", Name: "Aland"}, {ID: "B", Name: "Bland"}},
				Clauses:  []truceline.Clause{{ID: "no-fire", Article: "3"}},
				Response: []truceline.ResponseStep{{After: 24 * time.Hour, Who: "the monitor", Text: "reports it", Least: "G2"}}}},
		Incidents: []truceline.Incident{{ID: id, When: when, Kind: truceline.KindIndirectFire, Observations: []truceline.ID{truceline.IDOf("o1"), truceline.IDOf("o2")}}},
		Findings:  []truceline.Finding{minor, grave, open, outside},
		Silences: []truceline.Silence{{Incident: id, By: "CAM-1", Means: truceline.MeansCamera, Chance: 0.4, Corrected: 0.8, State: truceline.Watched},
			{Incident: id, By: "CAM-2", Means: truceline.MeansCamera, State: truceline.Blind, Cause: truceline.CausePower}, {Incident: truceline.IDOf("other2"), By: "CAM-3", Chance: 0.9}},
	}
	tr := report.Build(rec)
	b := tr.Breaches
	if b.Of != 2 || len(b.Lines) != 2 || b.Lines[0].Severity != "G3" || b.Lines[0].Article != "3" || b.Lines[0].Statements != 2 {
		t.Fatalf("breaches are %+v", b)
	}
	if l := b.Lines[0]; len(l.ShouldHave) != 1 || l.ShouldHave[0].By != "CAM-1" || l.CouldNot != 1 {
		t.Errorf("silences are %+v and %d", l.ShouldHave, l.CouldNot)
	}
	if b.OpenOf != 1 || len(b.Open) != 1 || b.Open[0].Gap != open.Gap {
		t.Errorf("open findings are %+v", b.Open)
	}
	page, err := report.HTML(tr, rec, wording.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	for _, say := range []string{"Without 1 of 2 statements, whether it happened: cannot be determined (greedy", "CAM-1 (camera, 40 %, a correction of × 0.8 in it); 1 watcher could not have",
		"met by the verdict of officer 7; worked out automatically: cannot be determined", "Aland 30 %, Bland 20 %, cannot be determined 50 %", "Its time was earlier.",
		"Within 24 h of the first finding of the breach, the monitor: reports it (from G2 on).", "nothing watched this cell between 02:10 and 05:40; fog"} {
		if !strings.Contains(string(page), say) {
			t.Errorf("the page does not say %q", say)
		}
	}
}

// TestChains: each breach stands with its whole chain of reasons, in the reader's
// language, in the report and in the day's table.
func TestChains(t *testing.T) {
	from := time.Date(2030, 5, 1, 10, 0, 0, 0, time.UTC)
	when := truceline.Interval{From: from, To: from.Add(time.Minute)}
	judged := func(p float64, reasons ...string) truceline.Judgement {
		return truceline.Judge(truceline.Probability{P: p, Low: p, High: p}, 0.8, reasons...)
	}
	f := truceline.Finding{ID: truceline.IDOf("f"), Clause: "no-fire", Subject: truceline.Subject{Kind: truceline.SubjectIncident, Title: "indirect fire, Square"}, When: when, Severity: "G3", Version: 2,
		Exists:      judged(0.9, "1 observation of 1 independent lineage"),
		Breach:      judged(1, "The clause forbids indirect fire (F3).", "What the text says shall follow, within 24 h of the first finding, which is by 10:00 on 2 May 2030 UTC: the guarantors: a warning."),
		Attribution: truceline.Attribution{Judgement: judged(0.85, "That it was outgoing is taken to be right with 90 %; the rest is left to no side."), Side: "A", Shares: []truceline.Share{{Side: "A", P: 0.85}, {Side: "B", P: 0.05}}},
		Changed:     []string{"That it happened: cannot be determined before, met now."}}
	open := f
	open.ID, open.Exists = truceline.IDOf("open"), truceline.Judge(truceline.Unknown(), 0.8, "No observation stands behind this, so nothing can be said about it.")
	rec := truceline.Record{AsOf: from.Add(time.Hour), Findings: []truceline.Finding{f, open}, Run: truceline.Run{Title: "t", MissionZone: "UTC", Window: truceline.Window{From: from.Add(-time.Hour), To: from.Add(time.Hour)},
		Agreement: truceline.Agreement{Parties: []truceline.Party{{ID: "A", Name: "Side A", Names: truceline.Texts{"uk": "Сторона А"}}, {ID: "B", Name: "Side B"}},
			Clauses: []truceline.Clause{{ID: "no-fire", Text: "No fire.", Texts: truceline.Texts{"uk": "Жодного вогню."}}}}}}
	pages := func(reader wording.Reader) []string {
		t.Helper()
		daily, err := report.Daily(rec, "2030-05-01", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := report.HTML(report.Build(rec), rec, reader)
		if err != nil {
			t.Fatal(err)
		}
		day, err := report.DailyHTML(daily, reader)
		if err != nil {
			t.Fatal(err)
		}
		return []string{string(whole), string(day)}
	}
	says := func(reader wording.Reader, words ...string) {
		t.Helper()
		for k, page := range pages(reader) {
			for _, w := range words {
				if !strings.Contains(page, w) {
					t.Errorf("page %d does not say %q", k, w)
				}
			}
			if strings.Count(page, "<article") != 1 {
				t.Errorf("page %d tells of %d breaches; the open finding is none", k, strings.Count(page, "<article"))
			}
		}
	}
	says(wording.Reader{}, "Did it happen? <strong>met, 90 %</strong>", "The clause forbids indirect fire (F3).", "which is by 10:00 on 2 May 2030 UTC", "Side A (Side A 85 %, Side B 5 %, cannot be determined 10 %)", "What changed with version 2, and why:")
	says(wording.Reader{Language: "uk"}, `lang="uk"`, "Чи це сталося? <strong>встановлено, 90 %</strong>", "Пункт забороняє: непрямий вогонь (F3).", "10:00, 1 травня 2030 UTC", "Сторона А (Сторона А 85 %", "Жодного вогню.", "було «не можна визначити», стало «встановлено»")
}
