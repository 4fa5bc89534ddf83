package rate

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestRecapture: posts whose model promises more than they keep are found out by
// what others noticed, and the right ones are left alone.
func TestRecapture(t *testing.T) {
	check := func(truly float64) truceline.DetectionCheck {
		w := newTestWorld(11, 40, 24)
		w.row(16, 0, 40, 0)
		w.happen(6, 1, [2]float64{}, 0)
		for _, e := range w.events {
			var voices []Voice
			for _, p := range w.posts {
				if w.r.Float64() < truly*p.chance(e.km, e.off, e.hour) {
					voices = append(voices, Voice{By: p.name, Means: truceline.MeansAcoustic, Kind: e.kind})
				}
			}
			if len(voices) > 0 {
				w.say(e, voices)
			}
		}
		list := recapture(w.config(), w.reports)
		if len(list) != 1 || list[0].Means != truceline.MeansAcoustic || list[0].Kind != truceline.KindIndirectFire {
			t.Fatalf("checks: %+v", list)
		}
		return list[0]
	}
	right, wrong := check(1), check(0.7)
	if right.Applied != 1 || right.Low > 1 || right.High < 1 {
		t.Errorf("a right model is corrected: %+v", right)
	}
	if wrong.Applied == 1 || math.Abs(wrong.Ratio-0.7) > 0.07 || wrong.Low > 0.7 || wrong.High < 0.7 {
		t.Errorf("a model that promises too much: %+v", wrong)
	}
}

// TestTrials: who counts, by hand. Of three that noticed each has two others; a
// fourth that did not has three; two that noticed are not enough for one of them.
func TestTrials(t *testing.T) {
	var watchers []coverage.Watcher
	for i := range 4 {
		watchers = append(watchers, coverage.Watcher{By: fmt.Sprint(i), Means: truceline.MeansCamera, Chance: 0.5})
	}
	good := func(want int, spoke ...string) {
		t.Helper()
		if got := trialsOf(watchers, spoke, 0, 0); len(got) != want {
			t.Errorf("%v noticed: %d trials, want %d", spoke, len(got), want)
		}
	}
	good(4, "0", "1", "2")
	good(2, "0", "1") // only those that did not notice
	good(0, "0")
	watchers[3].By = "2" // one that watches in two ways
	good(2, "0", "1", "2")
}

// TestPhases: just before, there, just after and away, with the edges.
func TestPhases(t *testing.T) {
	from := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	hour := func(h float64) time.Time { return from.Add(time.Duration(h * float64(time.Hour))) }
	near := []Visit{{From: hour(8), To: hour(9)}, {From: hour(10.5), To: hour(11)}}
	good := func(h float64, want truceline.VisitPhase) {
		t.Helper()
		if got := phases()[phaseAt(near, hour(h))]; got != want {
			t.Errorf("at %v h: %s, want %s", h, got, want)
		}
	}
	good(6.9, truceline.VisitAway)
	good(7, truceline.VisitBefore)
	good(8, truceline.VisitThere)
	good(8.99, truceline.VisitThere)
	good(9, truceline.VisitAfter)
	good(9.9, truceline.VisitAfter) // just left goes before about to come
	good(10.2, truceline.VisitBefore)
	good(11.99, truceline.VisitAfter)
	good(12, truceline.VisitAway)
}

// TestVisits: fire that waits until the patrol is gone is seen to; fire that pays
// no heed is not, for most seeds.
func TestVisits(t *testing.T) {
	after := func(seed uint64, waits bool) truceline.VisitRate {
		w := newTestWorld(seed, 40, 48)
		w.row(20, 0, 40, 0)
		var visits []Visit
		for h := 2.0; h < 46; h += 4 {
			for km := 5.0; km < 40; km += 10 {
				visits = append(visits, Visit{At: at(km, 0), From: w.window.From.Add(time.Duration(h * float64(time.Hour))), To: w.window.From.Add(time.Duration((h + 1.5) * float64(time.Hour)))})
			}
		}
		w.happen(1, 1, [2]float64{}, 0.2)
		if waits {
			for i, e := range w.events { // moved to the hour after the visit
				if p := math.Mod(e.hour+2, 4); p < 1.5 {
					w.events[i].hour = min(e.hour+1.5-p+0.9*w.r.Float64(), 47.9)
				}
			}
		}
		w.report()
		config := w.config()
		config.Visits = visits
		checks := Of(config, w.reports).Checks
		for _, v := range checks.Visits {
			if v.Phase == truceline.VisitAfter {
				return v
			}
		}
		t.Fatal("no rate just after visits")
		return truceline.VisitRate{}
	}
	wrong := 0
	for seed := range uint64(6) {
		if v := after(seed, true); v.RatioLow <= 1 {
			t.Errorf("seed %d: fire that waits for the patrol to leave is not seen: %+v", seed, v)
		}
		if v := after(seed, false); v.RatioLow > 1 || v.RatioHigh >= 0 && v.RatioHigh < 1 {
			wrong++
		}
	}
	if wrong > 1 {
		t.Errorf("fire that pays no heed seems to in %d of 6 worlds", wrong)
	}
}

// TestNeverNoticed: a means that noticed none of many events that it should have does not tell
// of the kind, however few they are against what a correction takes otherwise; of a few
// events, or where it noticed one, that is not said; and watchers of one event count once.
func TestNeverNoticed(t *testing.T) {
	applied := func(events, each, noticed int, chance float64) float64 {
		var list []trial
		for e := range events {
			for range each {
				list = append(list, trial{event: e, chance: chance, noticed: noticed > 0})
				noticed--
			}
		}
		return checked(list).Applied
	}
	good := func(want float64, events, each, noticed int, chance float64) {
		t.Helper()
		if got := applied(events, each, noticed, chance); got != want {
			t.Errorf("%d of %d events, %d watchers each with %v: applied %v, want %v", noticed, events, each, chance, got, want)
		}
	}
	good(0, 8, 1, 0, 0.9)
	good(1, 3, 1, 0, 0.9)
	good(1, 3, 4, 0, 0.9) // one event may be hidden from all four
	good(1, 8, 1, 1, 0.9)
	good(1, 8, 1, 0, 0.3)
	good(0, 40, 1, 0, 0.3)
}

// TestChancesOf: checks that agree with the models leave less doubt of a kind that nothing
// tests, one far beyond chance more; and what lies within chance counts against it.
func TestChancesOf(t *testing.T) {
	doubt := func(checks ...truceline.DetectionCheck) float64 {
		l := &learnt{checks: checks}
		return (l.chancesOf(0)[2] - 1) / math.Sqrt(3)
	}
	check := func(ratio, error float64) truceline.DetectionCheck {
		return truceline.DetectionCheck{Kind: truceline.KindIndirectFire, Ratio: ratio, High: ratio + 1.96*error, Applied: 1}
	}
	none, agree, off := doubt(), doubt(check(1.01, 0.05), check(0.98, 0.06), check(1.1, 0.1)), doubt(check(0.6, 0.05), check(1, 0.05))
	if math.Abs(none-modelError) > 1e-9 || agree > 0.6*modelError || off < modelError-1e-9 {
		t.Errorf("no check %v, three that agree %v, one that is off %v", none, agree, off)
	}
	if one := doubt(check(0.9, 0.09)); doubt(check(0.9, 0.09), check(1, 0.09)) >= one {
		t.Error("a check that agrees takes no doubt away")
	}
	if c := check(0, 0.05); doubt(truceline.DetectionCheck{Kind: c.Kind, Ratio: 0, High: c.High, Applied: 0}) > modelError {
		t.Error("a model that is corrected is off")
	}
}

// TestSurplusIsLone: what several noticed counts whole, what one alone reported may be too much.
func TestSurplusIsLone(t *testing.T) {
	p := part{noticed: 2, watched: 2, whole: 2, sightings: []sighting{{report: 0, from: 1}, {report: 1, from: 1}}}
	if c := p.seen(1, 1, 0.5); len(c) != 3 || c[2] != 1 || p.lone() != 0 {
		t.Errorf("of two that several noticed: %v, lone %v", c, p.lone())
	}
	p.sightings[1].alarm = 1e-3
	c := p.seen(1, 1, 0.5)
	if math.Abs(c[1]-0.5) > 1e-3 || math.Abs(c[2]-0.5) > 1e-3 || math.Abs(p.lone()-0.5) > 1e-3 {
		t.Errorf("of one that several noticed and one that one did: %v, lone %v", c, p.lone())
	}
}
