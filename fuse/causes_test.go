package fuse

import (
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// after steps a Fuser on for some hours and returns the newest versions of the
// incidents that stand, and how many became part of another.
func after(f *Fuser, hours int) (stand map[truceline.ID]truceline.Incident, into int) {
	stand = map[truceline.ID]truceline.Incident{}
	for h := range hours + 1 {
		for _, i := range f.Step(noon.Add(time.Duration(h) * time.Hour)) {
			stand[i.ID] = i
		}
	}
	for id, i := range stand {
		if !i.Into.IsZero() {
			into++
			delete(stand, id)
		}
	}
	return stand, into
}

// shareOf is the probability of a cause.
func shareOf(i truceline.Incident, cause string) float64 {
	for _, c := range i.Causes {
		if c.Cause == cause {
			return c.P
		}
	}
	return 0
}

// TestFireAfterAnImpact: a hot pixel and the explosions heard before it are one
// incident where place and age of the fire allow, whichever came in first.
func TestFireAfterAnImpact(t *testing.T) {
	bangs := []truceline.Observation{heard("post-1", home, 300, 0), heard("post-2", home, 300, 1), heard("post-3", home, 300, 1)}
	good := func(want int, why string, pixel truceline.Observation) {
		t.Helper()
		for _, pixelFirst := range []bool{false, true} {
			f := New(Config{})
			all := append([]truceline.Observation{}, bangs...)
			if pixelFirst {
				all = append([]truceline.Observation{pixel}, bangs...)
			} else {
				all = append(all, pixel)
			}
			for _, o := range all {
				f.Add(o)
			}
			stand, _ := after(f, 20)
			if len(stand) != want {
				t.Errorf("%s: %d incidents, want %d", why, len(stand), want)
			}
			for _, i := range stand {
				if want == 1 && (i.Kind != truceline.KindIndirectFire || len(i.Observations) != 4 || i.When.From.After(noon.Add(2*time.Second)) || i.When.To.After(noon.Add(time.Minute)) || i.Count.Unit != "explosion") {
					t.Errorf("%s: %+v", why, i)
				}
			}
		}
	}
	good(1, "forty minutes later at the same place", hot("N20", geo.Destination(home, 40, 200), 40.0/60))
	good(2, "twenty kilometres away", hot("N20", geo.Destination(home, 40, 20_000), 40.0/60))
	good(2, "thirteen hours later: no fire of an impact burns so long", hot("N20", home, 13))
	good(2, "an hour before", hot("N20", home, -1))

	f := New(Config{})
	pixel := hot("N20", home, 0.5)
	for _, o := range append([]truceline.Observation{pixel}, bangs...) {
		f.Add(o)
	}
	f.Rule(truceline.Ruling{ID: truceline.IDOf("r"), By: "officer-1", At: noon, Act: truceline.ActVerdict, Observations: []truceline.ID{pixel.ID}, Exists: truceline.Met})
	if stand, into := after(f, 20); len(stand) != 2 || into != 0 {
		t.Errorf("a hot spot that an officer ruled on became part of another incident")
	}
}

// TestWhatBurns: the explanations of a hot spot compete by how thick their fires lie.
func TestWhatBurns(t *testing.T) {
	in := func(month time.Month, s *Standing) truceline.Incident {
		o := hot("N20", home, 0)
		o.When.From = time.Date(2030, month, 10, 9, 0, 0, 0, time.UTC)
		o.When.To = o.When.From
		return fused(New(Config{Standing: s}), o)[0]
	}
	// Fields in August 2.5e-4 a day on a square kilometre, of no known cause 8.2e-6.
	august := in(time.August, nil)
	near(t, "August", shareOf(august, truceline.CauseFields), august.Exists.P*2.5e-4/(2.5e-4+8.2e-6), 1e-6)
	january := in(time.January, nil)
	near(t, "January", shareOf(january, truceline.CauseFields), january.Exists.P*1e-5/(1e-5+8.2e-6), 1e-6)
	var past []truceline.HeatDay
	for d := range int32(400) {
		if d%10 == 0 {
			past = append(past, truceline.HeatDay{At: home, Day: 19000 + d})
		}
		past = append(past, truceline.HeatDay{At: geo.Destination(home, 90, 50_000), Day: 19000 + d})
	}
	works := in(time.August, NewStanding(past))
	if p := shareOf(works, truceline.CauseStanding); p < 0.95 || p > works.Exists.P {
		t.Errorf("a works that was hot on every tenth day explains %.3f", p)
	}
	sum := 0.0
	for n, c := range works.Causes {
		sum += c.P
		if n > 0 && c.P > works.Causes[n-1].P {
			t.Errorf("not in order: %+v", works.Causes)
		}
	}
	if sum > 1+1e-9 {
		t.Errorf("the causes explain %.3f of one incident", sum)
	}
}

// TestThunder: while it thunders, bangs are believed less, alone and together, and
// thunder is named; where it does not, it is not.
func TestThunder(t *testing.T) {
	play := func(thunder bool, all ...truceline.Observation) truceline.Incident {
		f := New(Config{})
		f.Weather(truceline.Weather{Place: truceline.Place{Shape: truceline.ShapePoint, At: home, Ellipse: truceline.Ellipse{SemiMajor: 20_000, SemiMinor: 20_000}},
			When: truceline.Interval{From: noon.Add(-time.Hour), To: noon.Add(time.Hour)}, TemperatureC: 20, Thunder: thunder})
		return fused(f, all...)[0]
	}
	a, b := heard("a", home, 500, 0), heard("b", home, 500, 1)
	a.Kind, b.Kind = truceline.KindExplosion, truceline.KindExplosion
	for _, all := range [][]truceline.Observation{{a}, {a, b}} {
		calm, storm := play(false, all...), play(true, all...)
		if storm.Exists.P > calm.Exists.P/1.5 && len(all) == 1 || storm.Exists.P >= calm.Exists.P {
			t.Errorf("%d voices: %.4f in calm, %.4f in a thunderstorm", len(all), calm.Exists.P, storm.Exists.P)
		}
		if p := shareOf(storm, truceline.CauseThunder); p <= 0 || p > 1-storm.Exists.P+1e-9 {
			t.Errorf("%d voices: thunder explains %.4f beside %.4f", len(all), p, storm.Exists.P)
		}
		if p := shareOf(calm, truceline.CauseThunder); p != 0 {
			t.Errorf("thunder explains %.4f of a calm day", p)
		}
	}
	shots := a
	shots.Kind = truceline.KindSmallArms
	if calm, storm := play(false, shots), play(true, shots); calm.Exists != storm.Exists {
		t.Error("thunder is taken for small arms")
	}
}

// TestExemptCause: what a source took for demining is demining as often as such
// assessments are right.
func TestExemptCause(t *testing.T) {
	a := heard("a", home, 300, 0)
	a.Means, a.Exempt = truceline.MeansSaw, "demining"
	i := fused(New(Config{}), a)[0]
	near(t, "demining", shareOf(i, "demining"), i.Exists.P*0.8, 1e-6)
	b := heard("b", home, 300, 1)
	b.Means, b.Exempt = truceline.MeansSaw, "demining"
	i = fused(New(Config{}), a, b)[0]
	near(t, "two sources", shareOf(i, "demining"), i.Exists.P*0.9, 1e-6)
	if math.IsNaN(i.Exists.P) {
		t.Error("not a number")
	}
}
