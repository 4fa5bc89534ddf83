package sim

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// TestPatrolLimits: of a patrol's halts the shares of the model are turned back,
// held, or may only listen, each in the log as what it is; whoever is held says
// nothing of that time, and whoever may only listen sees nothing. Each tells what
// was done to it.
func TestPatrolLimits(t *testing.T) {
	ex := still(t, "bad-night", "patrol")
	ex.Watchers[0].Denied, ex.Watchers[0].Delayed, ex.Watchers[0].Held, ex.Watchers[0].Limited = 0.2, 0.25, 30*time.Minute, 0.15
	ex.Watchers[0].Relay = 0
	ex.Watchers[0].Belts = []posture.Belt{{Sites: 300, BackKm: [2]float64{1, 4}}}
	ex.Events = []EventRate{{Kind: truceline.KindIndirectFire, Subtype: "mortar", PerDay: 500, Ground: "other", DepthKm: [2]float64{0.3, 4}, Mean: 1, Most: 1}}
	w, err := play(ex, 5)
	if err != nil {
		t.Fatal(err)
	}
	halts, held := map[string]float64{}, time.Duration(0)
	for _, s := range w.sites {
		limit := ""
		if len(s.out) > 0 {
			limit = s.out[0].limit
		}
		halts[limit]++
		rows := watchRows(w.ex, []*site{s})
		blind, watched := map[truceline.Means]time.Duration{}, map[truceline.Means]time.Duration{}
		for _, row := range rows {
			of := watched
			if row.state == truceline.Blind {
				if of = blind; limit == "" || row.cause != truceline.CauseDenied || row.by != s.hand || row.note != limit {
					t.Fatalf("%s: %+v after %q", s.name, row, limit)
				}
			}
			of[s.watcher.By(row.reach)] += row.to.Sub(row.from)
		}
		stay := s.ends.Sub(s.begins)
		switch saw, heard := truceline.MeansSaw, truceline.MeansHeard; limit {
		case "denial":
			if watched[saw]+watched[heard] > 0 {
				t.Errorf("%s watches though it was turned back", s.name)
			}
		case "delay":
			late := s.out[0].to.Sub(s.out[0].from)
			held += late
			if blind[saw] != late || watched[saw] != stay-late || watched[heard] != 2*(stay-late) {
				t.Errorf("%s was held for %v of %v: saw for %v, heard for %v", s.name, late, stay, watched[saw], watched[heard])
			}
		case "condition":
			if watched[saw] > 0 || watched[heard] != 2*stay {
				t.Errorf("%s may only listen: saw for %v, heard for %v of %v", s.name, watched[saw], watched[heard], stay)
			}
		}
	}
	n := halts[""] + halts["denial"] + halts["delay"] + halts["condition"]
	for limit, p := range map[string]float64{"denial": 0.2, "delay": 0.25, "condition": 0.15} {
		sure(t, limit, halts[limit], p*n, p*(1-p)*n)
	}
	// An exponential spread of mean 30 minutes, cut off at 5 and 95, has a mean of
	// 5 + 30 (exp(-5/30) - exp(-95/30)) less half a minute that is cut off.
	if mean := held.Minutes() / halts["delay"]; mean < 27 || mean > 31 {
		t.Errorf("held for %.1f minutes on average", mean)
	}
	told, heard := map[string]float64{}, 0
	for _, st := range w.statements {
		if st.truth >= 0 && w.happenings[st.truth].self == st.site {
			told[st.say.Subtype]++
			continue
		}
		if o, out := st.site.down(st.means, st.begun); out {
			t.Errorf("%s %s at %v, under %s", st.source, st.means, st.begun, o.limit)
		}
		if len(st.site.out) > 0 && st.site.out[0].limit == "condition" && st.means == truceline.MeansHeard {
			heard++
		}
	}
	for _, limit := range []string{"denial", "delay", "condition"} {
		if told[limit] != halts[limit] {
			t.Errorf("%.0f tell of a %s, %.0f met one", told[limit], limit, halts[limit])
		}
	}
	if heard < 20 {
		t.Errorf("only %d statements of those who may only listen", heard)
	}
}
