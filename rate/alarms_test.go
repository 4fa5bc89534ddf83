package rate

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// TestWhoErrs: one post speaks of what is not there, twenty times a day, where others
// should have noticed too: what it says alone is not believed, and the line as a
// whole is estimated as if it had said nothing.
func TestWhoErrs(t *testing.T) {
	held, sum, truth := 0, 0.0, 0.0
	const worlds = 8
	for seed := range uint64(worlds) {
		w := newTestWorld(seed+40, 60, 24)
		w.row(24, 0, 60, 0.3)
		w.posts[11].alarmsDay = 20
		w.happen(0.3, 1, [2]float64{}, 0.2)
		w.report()
		for _, r := range only(w.rates()) {
			if len(r.Stretch.Parts) > 0 && r.Side == "" && r.Hours.To-r.Hours.From == 24 {
				n := w.truly(r)
				if holds(r, n) {
					held++
				}
				sum, truth = sum+r.Value*r.KmDays, truth+float64(n)
			}
		}
	}
	t.Logf("%d of %d hold; %.1f estimated of %.1f", held, worlds, sum/worlds, truth/worlds)
	if held < worlds-1 || sum > 1.25*truth || sum < 0.85*truth {
		t.Errorf("%d of %d hold; %.1f estimated of %.1f", held, worlds, sum/worlds, truth/worlds)
	}
}

// TestDeclaredAlarms: what a posture declares comes out per watcher, km² of its reach
// and day; and of sparse single reports fewer are believed where much is declared.
func TestDeclaredAlarms(t *testing.T) {
	w := posture.Watcher{Means: truceline.MeansAcoustic, FalsePerHour: 0.1, FalseSays: []posture.Say{{Kind: "F3", Weight: 3}, {Kind: "F1", Weight: 1}},
		Reach: []posture.Reach{{Kinds: []truceline.Kind{"F3"}, Chance: [][2]float64{{0, 1}, {5, 0}}}}}
	if d, by := w.FalseAlarms("F3"); math.Abs(d-24*0.1*0.75/(math.Pi*25)) > 1e-12 || by != truceline.MeansAcoustic {
		t.Errorf("%v by %s", d, by)
	}
	if d, _ := w.FalseAlarms("F1"); d != 0 { // it has no reach for that
		t.Errorf("%v", d)
	}
	w.FieldDeg = 90
	if d, _ := w.FalseAlarms("F3"); math.Abs(d-4*24*0.1*0.75/(math.Pi*25)) > 1e-12 {
		t.Errorf("in a quarter of the circle %v", d)
	}
	weighed := func(declared float64) float64 {
		w := newTestWorld(3, 60, 24)
		w.row(12, 0, 60, 3)
		w.report() // nothing happens: every report is a false alarm
		config := w.config()
		config.Alarms = func(truceline.Means, truceline.Kind) float64 { return declared }
		return only(Of(config, w.reports).Rates)[0].Weighed
	}
	little, much := weighed(0.001), weighed(3/(math.Pi*36))
	t.Logf("%.2f events weighed with few alarms declared, %.2f with as many as there are", little, much)
	if much > 0.5*little {
		t.Errorf("%.2f events weighed with few alarms declared, %.2f with as many as there are", little, much)
	}
}

// TestNotItsOwnWitness: nothing happens, and as many false alarms are raised as are
// declared, by posts of which hardly two see the same place. No report bears itself
// out: of all of them hardly any is taken to be true.
func TestNotItsOwnWitness(t *testing.T) {
	sum, reports := 0.0, 0
	for seed := range uint64(10) {
		w := newTestWorld(seed+70, 240, 24)
		w.row(20, 0, 240, 0.6)
		w.report()
		config := w.config()
		config.Alarms = func(truceline.Means, truceline.Kind) float64 { return 0.6 / (math.Pi * postReach * postReach) }
		reports += len(w.reports)
		if rates := only(Of(config, w.reports).Rates); len(rates) > 0 {
			sum += rates[0].Weighed
		}
	}
	t.Logf("%.1f of %d false alarms taken to be true", sum, reports)
	if reports < 50 || sum > 0.15*float64(reports) {
		t.Errorf("%.1f of %d false alarms taken to be true", sum, reports)
	}
}

// TestDesks: a desk that enters again what a post reported is no second witness, and the
// report stays one that one watcher alone made; two posts are two, and who is posted
// nowhere still counts where nobody else spoke.
func TestDesks(t *testing.T) {
	w := newTestWorld(1, 40, 24)
	w.row(16, 0, 40, 0)
	s := newSurvey(w.config())
	good := func(want int, by ...string) {
		t.Helper()
		var voices []Voice
		for _, name := range by {
			voices = append(voices, Voice{By: name, Means: truceline.MeansAcoustic, Kind: truceline.KindIndirectFire})
		}
		w.reports = nil
		w.say(testEvent{20, 1, 12, truceline.KindIndirectFire}, voices)
		c, ok := s.weigh(&w.reports[0])
		if !ok || len(c.voices) != want || (c.alarm > 0) != (want == 1) {
			t.Errorf("%v: %d voices, room for a false alarm %v; want %d voices", by, len(c.voices), c.alarm, want)
		}
	}
	one, other := w.posts[0].name, w.posts[1].name
	good(1, one)
	good(1, one, "DESK")
	good(1, "DESK", one)
	good(2, one, other, "DESK")
	good(1, "DESK")
}
