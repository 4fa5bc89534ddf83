package sim

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestHotline: whoever is fired at calls as often as the exercise says, calls are
// answered and heeded as often as it says, nobody fires back before a call is
// over, and the log holds every call and nothing else.
func TestHotline(t *testing.T) {
	ex := still(t, "bad-night", "uav")
	ex.Watchers[0].FalsePerHour, ex.Watchers[0].Flight.PerDay = 0, 100
	ex.Hotline = Hotline{Calls: 0.4, After: 6 * time.Minute, Answered: 0.7, Heeded: 0.5}
	ex.Events = []EventRate{{Kind: truceline.KindIndirectFire, Subtype: "mortar", PerDay: 600, Ground: "other", DepthKm: [2]float64{0.3, 4}, Mean: 1, Most: 1}}
	ex.Answers = []Answer{{To: []truceline.Kind{"F3"}, With: "F3", By: "other", Chance: 0.5, Delay: 9 * time.Minute, WithinKm: 1}}
	const seed = 4
	w, err := play(ex, seed)
	if err != nil {
		t.Fatal(err)
	}
	fire, asked, calls, answered, about := 0.0, 0.0, 0.0, 0.0, map[int]*happening{}
	soon := w.ex.Window.To.Add(-time.Hour) // what comes later may have no answer within the window
	for i := range w.happenings {
		h := &w.happenings[i]
		switch {
		case h.kind == truceline.KindIndirectFire && h.to.Before(soon):
			fire++
		case h.call != nil:
			calls++
			if h.call.answered {
				answered++
			}
			about[h.because] = h
			shot := w.happenings[h.because-1]
			if shot.to.Before(soon) {
				asked++
			}
			if h.by != 1-shot.by || w.terrain.hand(h.at) != h.by || h.from.Before(shot.to) {
				t.Errorf("hand %d calls from %v at %v about %+v", h.by, h.at, h.from, shot)
			}
		}
	}
	early, back, free := 0, map[bool]float64{}, 0.0
	for i := range w.happenings {
		h := &w.happenings[i]
		if h.kind != truceline.KindIndirectFire || h.because == 0 {
			continue
		}
		switch c := about[h.because]; {
		case c == nil:
			free++
		default:
			back[c.call.answered]++
			if h.from.Before(c.to) {
				early++
			}
		}
	}
	if early > 0 {
		t.Errorf("%d fired back before their call was over", early)
	}
	sure(t, "calls", asked, 0.4*fire, 0.24*fire)
	sure(t, "answered", answered, 0.7*calls, 0.21*calls)
	// Half a shot comes back for each that nobody called about or whose call was not
	// answered, and half of that where it was.
	sure(t, "back without a call", free, 0.5*(fire-asked), 0.5*(fire-asked))
	sure(t, "back after a call in vain", back[false], 0.5*(calls-answered), 0.5*(calls-answered))
	sure(t, "back after an answer", back[true], 0.25*answered, 0.25*answered+0.0625*answered)

	files := made(t, ex, Options{Seed: seed})
	rows := rowsOf(t, files["raw/observations-hotline.csv"].Bytes())
	incidents, _ := aboutOf(t, files["truth/said.ndjson"].Bytes(), "raw/observations-hotline.csv")
	within := 0.0
	for i, row := range rows {
		h := &w.happenings[incidents[i]-1]
		from, err := time.Parse(time.RFC3339, row["time_from"])
		if err != nil || h.call == nil || row["subtype"] != "hotline" || row["kind"] != "Q1" || strings.Contains(row["remarks"], "not answered") == h.call.answered ||
			!strings.HasPrefix(row["remarks"], ex.Sides[h.by].Name+" called") {
			t.Fatalf("%v of %+v: %v", row, h, err)
		}
		if math.Abs(from.Sub(h.from).Seconds()) <= 1 {
			within++
		}
	}
	if float64(len(rows)) != calls {
		t.Errorf("%d rows for %.0f calls", len(rows), calls)
	}
	// An error of 0.4 s, and whole seconds.
	if share := within / calls; share < 0.88 {
		t.Errorf("%.3f of the times within a second", share)
	}
	for _, st := range w.statements {
		if st.truth >= 0 && w.happenings[st.truth].call != nil {
			t.Errorf("%s noticed a call", st.source)
		}
	}
}

// TestAlertsThatComeToNothing: warnings behind which there is nothing come at
// their rate, and of the others what they warned of was there.
func TestAlertsThatComeToNothing(t *testing.T) {
	ex := load(t, "raid")
	ex.Alerts = Alerts{FalsePerDay: 40, Lasts: 30 * time.Minute}
	nothing, areas := 0.0, 0
	const worlds = 5
	for seed := range uint64(worlds) {
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range w.alerts {
			if len(a.of) == 0 {
				nothing++
			}
			if a.threat == "missile" {
				areas++
			}
			if h := &w.happenings[a.incident-1]; h.kind != truceline.KindAirAlert || h.area != a.area || h.by != -1 {
				t.Errorf("alert of %s is incident %+v", a.area, h)
			}
			line := a.truth()
			if len(line.Objects) != len(a.of) || line.Incident != a.incident {
				t.Errorf("%+v", line)
			}
			for _, m := range a.of {
				there := false
				for ms := max(a.from, m.begins()); ms <= min(a.to, m.ends()) && !there; ms += 30_000 {
					p, _ := m.where(ms)
					in := w.terrain.areaAt(p)
					there = w.terrain.raionAt(w.ex, p) == a.area || in >= 0 && w.ex.Ground.Areas[in].ID == a.area
				}
				if !there {
					t.Errorf("object %d never was in %s while it was warned of", m.number, a.area)
				}
			}
		}
	}
	// Some fall into a real one of the same area, and into each other.
	t.Logf("%.0f came to nothing, %d of missiles", nothing, areas)
	if nothing < 0.75*40*worlds || nothing > 40*worlds+4*math.Sqrt(40*worlds) || areas < 30 {
		t.Errorf("%.0f came to nothing, %d of missiles", nothing, areas)
	}
}
