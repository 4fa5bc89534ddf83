package score

import (
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// ratesRecord has a line of 50 km northward, and rates of F3 on [0, 10) and [10, 20)
// over two days.
func ratesRecord(low, high float64) truceline.Record {
	from := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	window := truceline.Window{From: from, To: from.Add(48 * time.Hour)}
	rate := func(a, b float64, side string, m truceline.RateMethod) truceline.Rate {
		days := (b - a) * 2
		return truceline.Rate{Kind: "F3", Side: side, Stretch: truceline.Stretch{FromKm: a, ToKm: b}, Window: window, KmDays: days, EffortKmDays: days / 2,
			Low: low / days, High: high / days, Method: m}
	}
	line := rate(0, 20, "", truceline.RateThinned)
	line.Stretch.Parts = [][2]float64{{0, 10}, {10, 20}}
	return truceline.Record{
		Run:   truceline.Run{Window: window, Agreement: truceline.Agreement{Parties: []truceline.Party{{ID: "A"}, {ID: "B"}}}},
		Lines: []truceline.ContactLine{{AsOf: "2030-04-30", Main: truceline.Polyline{{Lat: 48, Lon: 37}, {Lat: 48.45, Lon: 37}}}},
		Rates: []truceline.Rate{
			line,
			rate(0, 10, "", truceline.RateThinned), rate(10, 20, "", truceline.RateThinned), rate(0, 10, "A", truceline.RateThinned),
			rate(20, 50, "", truceline.RateUnknown),
		},
	}
}

func ratesWorld(rec truceline.Record) World {
	var w World
	add := func(km, depth, hour float64, side string, kind truceline.Kind) {
		t := Truth{Incident: truceline.Incident{ID: truceline.IDOf(time.Duration(len(w.Incidents)).String()), Kind: kind}}
		t.Place = truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48 + km/111.2, Lon: 37}}
		t.When.From = rec.Run.Window.From.Add(time.Duration(hour * float64(time.Hour)))
		t.Ground = &truceline.Ground{Side: side, DistanceKm: depth}
		w.Incidents = append(w.Incidents, t)
	}
	add(3, 1, 5, "A", "F3")
	add(4, 2, 30, "B", "F3")
	add(5, 7, 30, "B", "F3")  // too far from the line
	add(5, 1, 49, "B", "F3")  // after the window
	add(6, 1, 5, "A", "F1")   // another kind
	add(15, 1, 40, "A", "F3") // in the second stretch
	add(35, 1, 40, "A", "F3") // where nothing is said
	w.Chance = func(t Truth) (float64, bool) { return 0.5, true }
	w.Said = map[truceline.ID]int{truceline.IDOf("said"): 0}
	return w
}

// TestRateCases: what counts for a rate, by hand.
func TestRateCases(t *testing.T) {
	rec := ratesRecord(1, 2)
	cases := RateCases(ratesWorld(rec), rec)
	for i, want := range []float64{3, 2, 1, 1, 1} {
		near(t, "true events", cases[i].True*cases[i].Rate.KmDays, want, 1e-9)
	}
	if cases[4].Oracle != nil {
		t.Error("the oracle speaks where nothing is said")
	}
	// One of two was noticed, each with one half: between 1 and what two or
	// fewer would be missed with 2.5 %: one noticed of N at most happens with
	// (N+1)/2^N, which is over 2.5 % up to 8.
	b := cases[1].Oracle
	near(t, "oracle's low", b.Low*cases[1].Rate.KmDays, 1, 1e-9)
	near(t, "oracle's high", b.High*cases[1].Rate.KmDays, 8, 1e-9)
	rows := CoverRates(cases, []string{"A", "B"})
	want := []RateCoverage{
		{Row: "indirect fire", Intervals: 2, Held: 2, Happened: 2, HeldHappened: 2, Unsaid: 1},
		{Row: "side 1", Intervals: 1, Held: 1, Happened: 1, HeldHappened: 1},
		{Row: "watched part of the line", Intervals: 1, Happened: 1},
		{Row: "all", Intervals: 4, Held: 3, Happened: 4, HeldHappened: 3, Unsaid: 1},
	}
	if len(rows) != len(want) {
		t.Fatalf("rows: %+v", rows)
	}
	for i, w := range want {
		r := rows[i]
		if r.Row != w.Row || r.Intervals != w.Intervals || r.Held != w.Held || r.Happened != w.Happened || r.HeldHappened != w.HeldHappened || r.Unsaid != w.Unsaid {
			t.Errorf("got %+v, want %+v", r, w)
		}
	}
	near(t, "mean width", rows[0].MeanWidth, 1.0/20, 1e-12)
}

// TestPoolRates: two runs of one world count twice, and 500 are enough.
func TestPoolRates(t *testing.T) {
	rec := ratesRecord(1, 2)
	rows := CoverRates(RateCases(ratesWorld(rec), rec), []string{"A", "B"})
	var runs [][]RateCoverage
	for range 250 {
		runs = append(runs, rows)
	}
	pooled := PoolRates(runs...)
	if pooled[0].Intervals != 500 || !pooled[0].Enough || pooled[1].Enough || pooled[len(pooled)-1].Row != "all" {
		t.Errorf("%+v", pooled)
	}
	near(t, "mean width stays", pooled[0].MeanWidth, rows[0].MeanWidth, 1e-12)
	near(t, "exact interval", pooled[0].CI95.Low, math.Pow(0.025, 1.0/500), 1e-9)
}

// TestTried: an interval from nothing upwards where nothing happened is left out, one that says
// that something did is not; by kind either side counts too, and what is missed is so one way.
func TestTried(t *testing.T) {
	rate := func(side string, low, high float64) truceline.Rate {
		return truceline.Rate{Kind: "F3", Side: side, Hours: truceline.DayHours{To: 24}, Low: low, High: high, KmDays: 10, Method: truceline.RateThinned}
	}
	blind := rate("", 0, 0)
	blind.Method = truceline.RateUnknown
	rows := CoverTried([]RateCase{
		{Rate: rate("", 0, 3), True: 0},  // could not fail
		{Rate: rate("", 1, 3), True: 0},  // says too much
		{Rate: rate("", 0, 3), True: 5},  // and too little
		{Rate: rate("B", 1, 3), True: 2}, // holds
		{Rate: rate("B", 0, 3), True: 0}, // could not fail
		{Rate: blind, True: 7},           // says nothing
	}, []string{"A", "B"})
	want := []RateCoverage{
		{Row: "indirect fire", Intervals: 3, Held: 1, TooLow: 1, TooHigh: 1},
		{Row: "side 2", Intervals: 1, Held: 1},
		{Row: "all", Intervals: 3, Held: 1, TooLow: 1, TooHigh: 1},
	}
	if len(rows) != len(want) {
		t.Fatalf("%+v", rows)
	}
	for i, w := range want {
		if r := rows[i]; r.Row != w.Row || r.Intervals != w.Intervals || r.Held != w.Held || r.TooLow != w.TooLow || r.TooHigh != w.TooHigh {
			t.Errorf("got %+v, want %+v", r, w)
		}
	}
}

// TestWithRare: kinds with few intervals are put together behind the kinds; with one such
// there is nothing to put together, and what is no kind is left alone.
func TestWithRare(t *testing.T) {
	many, few, other := RateCoverage{Row: "indirect fire", Intervals: 600, Held: 570, Enough: true}, RateCoverage{Row: "drone attack", Intervals: 40, Held: 38, MeanWidth: 1},
		RateCoverage{Row: "small-arms fire", Intervals: 10, Held: 10, MeanWidth: 6}
	line := RateCoverage{Row: lineRow, Intervals: 9}
	got := WithRare([]RateCoverage{many, few, other, line})
	if len(got) != 5 || got[3].Row != rareRow || got[3].Intervals != 50 || got[3].Held != 48 || got[4].Row != lineRow {
		t.Errorf("%+v", got)
	}
	near(t, "mean width", got[3].MeanWidth, 2, 1e-12)
	if one := WithRare([]RateCoverage{many, few, line}); len(one) != 3 {
		t.Errorf("%+v", one)
	}
}

// TestNoRates: a run that states none gets a bad figure, not a missing row.
func TestNoRates(t *testing.T) {
	rec := ratesRecord(1, 2)
	rec.Rates = nil
	cases := RateCases(ratesWorld(rec), rec)
	f := rateFigures(CoverRates(cases, nil), CoverTried(cases, nil))
	if f[0].Value == nil || *f[0].Value != 0 || f[0].Cases != 0 {
		t.Errorf("%+v", f[0])
	}
}

// TestMissed: against the exact binomial tails that define it.
func TestMissed(t *testing.T) {
	tail := func(n, of int, p float64) float64 { // at most n of so many noticed
		sum := 0.0
		for k := 0; k <= min(n, of); k++ {
			a, _ := math.Lgamma(float64(of + 1))
			b, _ := math.Lgamma(float64(k + 1))
			c, _ := math.Lgamma(float64(of - k + 1))
			sum += math.Exp(a - b - c + float64(k)*math.Log(p) + float64(of-k)*math.Log1p(-p))
		}
		return sum
	}
	for _, p := range []float64{0.1, 0.5, 0.9} {
		for n := range 12 {
			b := missedInterval(n, p)
			alpha := 0.025
			if n == 0 {
				alpha = 0.05
			}
			if tail(n, int(b.High), p) < alpha-1e-9 || tail(n, int(b.High)+1, p) > alpha+1e-9 {
				t.Errorf("%d noticed with %v: high end %v", n, p, b.High)
			}
			if n > 0 && (1-tail(n-1, int(b.Low), p) < 0.025-1e-9 || b.Low > float64(n) && 1-tail(n-1, int(b.Low)-1, p) > 0.025+1e-9) {
				t.Errorf("%d noticed with %v: low end %v", n, p, b.Low)
			}
		}
	}
}

// TestTold, by hand: of two happenings one is told of in two incidents, and the other with
// it in one of them; what is false, far off or of a kind without rates does not count.
func TestTold(t *testing.T) {
	rec := ratesRecord(1, 2)
	w := ratesWorld(rec)
	w.Said = map[truceline.ID]int{}
	tell := func(kind truceline.Kind, km float64, happenings ...int) {
		i := truceline.Incident{Kind: kind, Ground: &truceline.Ground{DistanceKm: km}}
		i.When.From = rec.Run.Window.From.Add(time.Hour)
		for _, h := range happenings {
			o := truceline.IDOf("statement", time.Duration(len(w.Said)).String())
			if w.Said[o] = h; h < 0 {
				delete(w.Said, o)
			}
			i.Observations = append(i.Observations, o)
		}
		rec.Incidents = append(rec.Incidents, i)
	}
	good := func(incidents, happenings int) {
		t.Helper()
		if n, of := told(w, rec); n != incidents || of != happenings {
			t.Errorf("%d incidents of %d happenings, want %d of %d", n, of, incidents, happenings)
		}
	}
	good(0, 0)
	if f := toldFigure(w, rec); f.Value != nil {
		t.Errorf("%+v", f)
	}
	tell("F3", 1, 0, 0)               // both of the first
	tell("F3", 1, 0, -1)              // the first once more
	tell("F3", 1, 1, 0)               // the second, and again the first
	tell("F3", 1, -1)                 // nothing
	tell("F3", 1, len(w.Incidents)+3) // a thing that flies by
	tell("F3", 7, 2)                  // too far from the line
	tell("F1", 1, 4)                  // of a kind without rates
	good(3, 2)
	if f := toldFigure(w, rec); f.Value == nil || *f.Value != 1.5 || f.Cases != 2 {
		t.Errorf("%+v", f)
	}
}

// TestWeighed: only the line as a whole counts, over the whole day and both sides.
func TestWeighed(t *testing.T) {
	rate := truceline.Rate{Kind: "F3", Hours: truceline.DayHours{To: 24}, Weighed: 3.3, Method: truceline.RateThinned, Stretch: truceline.Stretch{Parts: [][2]float64{{0, 10}}}}
	line, side, hours, stretch, blind := RateCase{Rate: rate, Seen: 3}, RateCase{Rate: rate, Seen: 50}, RateCase{Rate: rate, Seen: 50}, RateCase{Rate: rate, Seen: 50}, RateCase{Rate: rate, Seen: 50}
	side.Rate.Side, hours.Rate.Hours, stretch.Rate.Stretch, blind.Rate.Method = "A", truceline.DayHours{To: 6}, truceline.Stretch{ToKm: 10}, truceline.RateUnknown
	if f := weighedFigure([]RateCase{line, side, hours, stretch, blind}); f.Value == nil || math.Abs(*f.Value-1.1) > 1e-9 || f.Cases != 3 {
		t.Errorf("%+v", f)
	}
	if f := weighedFigure(nil); f.Value != nil {
		t.Errorf("%+v", f)
	}
}
