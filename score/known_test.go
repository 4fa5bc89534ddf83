package score

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// TestBrier: cases done by hand.
func TestBrier(t *testing.T) {
	score, skill, ok, skilled := Brier([]Forecast{{0.9, true}, {0.8, true}, {0.3, false}, {0.6, false}})
	near(t, "score", score, (0.01+0.04+0.09+0.36)/4, 1e-12)
	near(t, "skill", skill, 1-0.125/0.25, 1e-12)
	if !ok || !skilled {
		t.Error("a score with skill was expected")
	}
	score, skill, _, _ = Brier([]Forecast{{0.25, true}, {0.25, false}, {0.25, false}, {0.25, false}})
	near(t, "score of the base rate", score, 0.1875, 1e-12)
	near(t, "skill of the base rate", skill, 0, 1e-12)
	if _, _, ok, _ := Brier(nil); ok {
		t.Error("no cases have no score")
	}
	if _, _, _, skilled := Brier([]Forecast{{0.7, true}}); skilled {
		t.Error("where all came out alike there is no skill to speak of")
	}
}

// TestCalibration: twenty cases in ten bins of two, done by hand.
func TestCalibration(t *testing.T) {
	var cases []Forecast
	for k := range 10 {
		p := 0.05 + 0.1*float64(k)
		cases = append(cases, Forecast{p, k >= 5}, Forecast{p, k >= 5})
	}
	bins := Reliability(cases, 10)
	want := 0.0
	for k := range 10 {
		want += min(0.05+0.1*float64(k), 0.95-0.1*float64(k)) / 10
		near(t, "cases", bins[k].Cases, 2, 1e-12)
		near(t, "mean", bins[k].Mean, 0.05+0.1*float64(k), 1e-12)
	}
	ece, _ := CalibrationError(bins)
	near(t, "error", ece, want, 1e-12)

	// All stated alike: ten bins of one mean, so the error is that of the mean.
	var alike []Forecast
	for k := range 33 {
		alike = append(alike, Forecast{0.7, k < 20})
	}
	ece, chance := CalibrationError(Reliability(alike, 10))
	near(t, "error of one statement", ece, 0.7-20.0/33, 1e-9)
	near(t, "chance", chance, math.Sqrt(2/math.Pi*0.21/3.3), 1e-9)
	if Reliability(nil, 10) != nil {
		t.Error("no cases have no bins")
	}
}

// TestCalibrationByChance: the error of calibrated statements is about what is
// said to be chance.
func TestCalibrationByChance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	got, said := 0.0, 0.0
	for range 200 {
		var cases []Forecast
		for range 400 {
			p := r.Float64()
			cases = append(cases, Forecast{p, r.Float64() < p})
		}
		e, c := CalibrationError(Reliability(cases, 10))
		got, said = got+e/200, said+c/200
	}
	near(t, "mean error over mean by chance", got/said, 1, 0.05)
}

// TestAssign holds the solver against trying everything.
func TestAssign(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 3000 {
		rows, columns := r.IntN(5), r.IntN(5)
		edges := make([][]Edge, rows)
		for i := range edges {
			for j := range columns {
				if r.IntN(3) > 0 {
					edges[i] = append(edges[i], Edge{j, float64(r.IntN(20)) - 6 + r.Float64()})
				}
			}
		}
		unmatched := float64(r.IntN(12)) - 2
		got, used := 0.0, map[int]bool{}
		for i, c := range Assign(columns, edges, unmatched) {
			if c < 0 {
				got += unmatched
				continue
			}
			if used[c] {
				t.Fatal("a column was given twice")
			}
			used[c] = true
			found := false
			for _, e := range edges[i] {
				if e.Column == c {
					got, found = got+e.Cost, true
				}
			}
			if !found {
				t.Fatal("an edge was used that is not there")
			}
		}
		near(t, "cost", got, everything(edges, unmatched, 0, map[int]bool{}), 1e-9)
	}
}

func everything(edges [][]Edge, unmatched float64, row int, used map[int]bool) float64 {
	if row == len(edges) {
		return 0
	}
	best := unmatched + everything(edges, unmatched, row+1, used)
	for _, e := range edges[row] {
		if !used[e.Column] {
			used[e.Column] = true
			best = min(best, e.Cost+everything(edges, unmatched, row+1, used))
			used[e.Column] = false
		}
	}
	return best
}

// on gives the distances of places on a line.
func on(truth, estimates []float64) Distances {
	d := make(Distances, len(truth))
	for i, x := range truth {
		d[i] = make([]float64, len(estimates))
		for j, y := range estimates {
			d[i][j] = math.Abs(x - y)
		}
	}
	return d
}

// TestGOSPA: cases whose answers follow from the definition and from the
// decomposition for alpha 2 in Rahmathullah, García-Fernández and Svensson
// (2017): localisation of the detected, c^p/2 for each missed and each false.
func TestGOSPA(t *testing.T) {
	good := func(truth, estimates []float64, c, p, alpha, want float64, missed, false_ int) {
		t.Helper()
		g := GOSPA(on(truth, estimates), len(estimates), c, p, alpha)
		near(t, "distance", g.Distance, want, 1e-9)
		if g.MissedCount != missed || g.FalseCount != false_ {
			t.Errorf("missed %d false %d, want %d and %d", g.MissedCount, g.FalseCount, missed, false_)
		}
		near(t, "parts", g.Localisation+g.Missed+g.False, math.Pow(want, p), 1e-6)
	}
	good(nil, nil, 10, 2, 2, 0, 0, 0)
	good([]float64{1, 5}, []float64{5, 1}, 10, 2, 2, 0, 0, 0)
	good([]float64{0}, []float64{3}, 10, 2, 2, 3, 0, 0)
	good([]float64{0}, nil, 10, 2, 2, 10/math.Sqrt2, 1, 0)
	good(nil, []float64{0}, 10, 2, 1, 10, 0, 1)
	good(nil, []float64{0, 0, 0}, 10, 1, 2, 15, 0, 3)
	good([]float64{0}, []float64{50}, 10, 2, 2, 10, 1, 1)
	good([]float64{0}, []float64{50}, 10, 2, 1, 10, 1, 1)
	good([]float64{0, 100}, []float64{3}, 10, 1, 2, 3+5, 1, 0)
	good([]float64{0, 100}, []float64{3, 104, 500}, 10, 2, 2, math.Sqrt(9+16+50), 0, 1)
	good([]float64{0, 100}, []float64{3, 200}, 10, 1, 2, 3+10, 1, 1)
	// The nearest neighbour of the first is not its partner: 2+4 beats 1+7.
	good([]float64{0, 3}, []float64{2, -4}, 20, 1, 2, 5, 0, 0)
}

// TestOSPA: cases whose answers follow from Schuhmacher, Vo and Vo (2008).
func TestOSPA(t *testing.T) {
	good := func(truth, estimates []float64, c, p, want, localisation, cardinality float64) {
		t.Helper()
		o := OSPA(on(truth, estimates), len(estimates), c, p)
		near(t, "distance", o.Distance, want, 1e-9)
		near(t, "localisation", o.Localisation, localisation, 1e-9)
		near(t, "cardinality", o.Cardinality, cardinality, 1e-9)
	}
	good(nil, nil, 200, 1, 0, 0, 0)
	good(nil, []float64{1, 2}, 200, 1, 200, 0, 200)              // an empty set is at c of any other
	good([]float64{1}, nil, 200, 2, 200, 0, 200)                 // and the other way about
	good([]float64{0}, []float64{1}, 200, 1, 1, 1, 0)            // one metre off
	good([]float64{0}, []float64{1, 1}, 200, 1, 100.5, 0.5, 100) // two estimates of one object
	good([]float64{0, 500}, []float64{1, 501, 501}, 200, 1, 202.0/3, 2.0/3, 200.0/3)
	good([]float64{0}, []float64{900}, 200, 1, 200, 200, 0) // cut off
	good([]float64{0, 10}, []float64{3}, 10, 2, math.Sqrt((9+100)/2.0), math.Sqrt(4.5), math.Sqrt(50))
}

// TestGOSPAMetric: both are metrics: symmetric, and no detour is shorter.
func TestGOSPAMetric(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	some := func() []float64 {
		out := make([]float64, r.IntN(5))
		for i := range out {
			out[i] = 30 * r.Float64()
		}
		return out
	}
	for range 2000 {
		a, b, c := some(), some(), some()
		p, alpha := 1+float64(r.IntN(3)), []float64{0.5, 1, 2}[r.IntN(3)]
		g := func(x, y []float64) float64 { return GOSPA(on(x, y), len(y), 8, p, alpha).Distance }
		o := func(x, y []float64) float64 { return OSPA(on(x, y), len(y), 8, p).Distance }
		near(t, "GOSPA both ways", g(a, b), g(b, a), 1e-9)
		near(t, "OSPA both ways", o(a, b), o(b, a), 1e-9)
		if g(a, c) > g(a, b)+g(b, c)+1e-9 || o(a, c) > o(a, b)+o(b, c)+1e-9 {
			t.Fatalf("a detour is shorter: %v %v %v", a, b, c)
		}
	}
}

// path flies east from a place, a fix each 10 s.
func path(id string, north, metresPerSecond float64, from, to int, confirmed int) Path {
	p := Path{ID: id}
	start := geo.Destination(truceline.Point{Lat: 48, Lon: 37}, 0, north)
	for s := from; s <= to; s += 10 {
		p.Fixes = append(p.Fixes, Fix{second(s), geo.Destination(start, 90, metresPerSecond*float64(s))})
	}
	if confirmed > 0 {
		p.Confirmed = second(confirmed)
	}
	return p
}

func second(s int) time.Time {
	return time.Date(2030, 5, 1, 0, 0, s, 0, time.UTC)
}

// TestTrack: two objects for 100 s (eleven instants each); one is followed 100 m
// off by a track confirmed after 20 s that hands over to another at 60 s, the
// other by nothing; a third track follows nothing.
func TestTrack(t *testing.T) {
	objects := []Path{path("one", 0, 50, 0, 100, 0), path("two", 20_000, 50, 0, 100, 0)}
	tracks := []Path{path("a", 100, 50, 0, 50, 20), path("b", 100, 50, 60, 100, 0), path("c", -30_000, 50, 0, 100, 0)}
	got := Track(objects, tracks, DefaultTrackTerms())
	near(t, "instants", float64(got.Instants), 11, 0)
	near(t, "completeness", got.Completeness, 9.0/22, 1e-9)
	near(t, "spuriousness", got.Spuriousness, 11.0/20, 1e-9)
	near(t, "ambiguity", got.Ambiguity, 1, 1e-9)
	near(t, "switches", float64(got.IDSwitches), 1, 0)
	near(t, "missed", got.MissedCount, 13.0/11, 1e-9)
	near(t, "false", got.FalseCount, 1, 1e-9)
	near(t, "pairs", got.PairRMS, 100, 0.5)
	gospa := (2*math.Sqrt(3*2e6) + 9*math.Sqrt(1e4+2*2e6)) / 11
	near(t, "GOSPA", got.Gospa, gospa, 0.5)
	if len(got.Confirm) != 1 || got.Confirm[0] != 20*time.Second || got.NeverConfirmed != 1 {
		t.Errorf("confirmed %v, never %d", got.Confirm, got.NeverConfirmed)
	}
	twice := Track(objects[:1], []Path{path("a", 100, 50, 0, 100, 0), path("b", -100, 50, 0, 100, 0)}, DefaultTrackTerms())
	near(t, "two tracks on one object", twice.Ambiguity, 2, 1e-9)
	none := Track(objects, nil, DefaultTrackTerms())
	near(t, "GOSPA without tracks", none.Gospa, 2000, 1e-6) // two missed: sqrt(2 * 2000²/2)
	near(t, "completeness without tracks", none.Completeness, 0, 0)
}
