package report

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/wording"
)

func correctedRecord() truceline.Record {
	from := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	rec := truceline.Record{Run: truceline.Run{Title: "Exercise", Kind: "exercise", Window: truceline.Window{From: from, To: from.Add(24 * time.Hour)},
		Agreement: truceline.Agreement{Parties: []truceline.Party{{ID: "A", Name: "Side A"}, {ID: "B", Name: "Side B"}}}}, AsOf: from.Add(48 * time.Hour)}
	rate := func(k truceline.Kind, side string, parts [][2]float64, m truceline.RateMethod, low, high float64) {
		rec.Rates = append(rec.Rates, truceline.Rate{Kind: k, Side: side, Stretch: truceline.Stretch{Name: "km 0-10", ToKm: 10, Parts: parts}, KmDays: 10, EffortKmDays: 8,
			Value: (low + high) / 2, Low: low, High: high, Method: m, Watched: truceline.Watched})
	}
	line := [][2]float64{{0, 10}}
	rate("F3", "", line, truceline.RateThinned, 0.1, 0.3)
	rate("F3", "A", line, truceline.RateThinned, 0.05, 0.2)
	rate("F3", "", nil, truceline.RateThinned, 0.1, 0.3)
	rate("F1", "", line, truceline.RateUpper, 0, 0.25)
	rate("F7", "", nil, truceline.RateUnknown, 0, 0)
	return rec
}

// TestCorrected: a rate, an upper bound and a kind of which nothing can be said.
func TestCorrected(t *testing.T) {
	rec := correctedRecord()
	page, err := HTML(Build(rec), rec, wording.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"0.1 to 0.3", "at most 0.25", "nothing can be said", "0.05 to 0.2", "8 of 10 km-days", "No visits of patrols are on record"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	c := Build(rec).Corrected
	if len(c.Line) != 3 || len(c.Stretches) != 1 || len(c.Gaps) != 1 {
		t.Errorf("%d for the line, %d stretches, %d gaps", len(c.Line), len(c.Stretches), len(c.Gaps))
	}
	rec.Rates = nil
	if Build(rec).Corrected != nil {
		t.Error("without rates there is nothing corrected")
	}
}

func TestScheduleWords(t *testing.T) {
	good := func(want string, v ...truceline.VisitRate) {
		t.Helper()
		if got := scheduleWords(&truceline.RateChecks{Visits: append([]truceline.VisitRate{{Phase: truceline.VisitThere}}, v...)}); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	after := func(low, high float64) truceline.VisitRate {
		return truceline.VisitRate{Phase: truceline.VisitAfter, Ratio: 1, RatioLow: low, RatioHigh: high}
	}
	good("More was noticed in the hour after one had left", after(1.2, 3))
	good("More was noticed in the hour after one had left", after(1.2, -1)) // nothing at all with a patrol there
	good("Less was noticed", after(0.1, 0.9))
	good("No difference is seen", after(0.5, 2))
	good("Too little", truceline.VisitRate{Phase: truceline.VisitAfter, RatioHigh: -1})
}
