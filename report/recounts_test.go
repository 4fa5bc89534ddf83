package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/recount"
	"github.com/truceline/truceline/report"
	"github.com/truceline/truceline/wording"
)

// TestRecounts lays what two parties published of one truce beside one record, in
// the report and in the day's table, and says nothing where no recount is
// configured.
func TestRecounts(t *testing.T) {
	from := time.Date(2025, 4, 19, 15, 0, 0, 0, time.UTC)
	rec := truceline.Record{Run: truceline.Run{Name: "easter", Title: "Easter", MissionZone: "UTC", CutOff: "19:30", Window: truceline.Window{From: from, To: from.Add(30 * time.Hour)},
		Agreement: truceline.Agreement{ID: "easter", Parties: []truceline.Party{{ID: "RU", Name: "Russia"}, {ID: "UA", Name: "Ukraine"}}}}, AsOf: from.Add(48 * time.Hour)}
	var counts []recount.Result
	for _, c := range recount.Shipped() {
		counts = append(counts, recount.Count(rec, c))
	}
	truce := report.Build(rec)
	daily, err := report.Daily(rec, "2025-04-20", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	pages := func() []string {
		t.Helper()
		whole, err := report.HTML(truce, rec, wording.Reader{})
		if err != nil {
			t.Fatal(err)
		}
		day, err := report.DailyHTML(daily, wording.Reader{})
		if err != nil {
			t.Fatal(err)
		}
		return []string{string(whole), string(day)}
	}
	for k, page := range pages() {
		if strings.Contains(page, `id="recounts"`) {
			t.Errorf("page %d speaks of recounts that nobody asked for", k)
		}
	}
	truce.Recounts, daily.Recounts = counts, counts
	for k, page := range pages() {
		for _, want := range []string{"2\u202f935", "4\u202f900", "15:00 on 19 April 2025 to 21:00 on 20 April 2025", "assumed: ", "does not say that a claim is false"} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", k, want)
			}
		}
	}
	for _, c := range counts {
		if rest := c.Rest; (rest == nil) != (c.Codebook.Published == nil) || rest != nil && (rest.Least != float64(c.Codebook.Published.Total) || rest.Most != rest.Least) {
			t.Errorf("%s: of an empty record %+v is not accounted for", c.Codebook.ID, rest)
		}
	}
}
