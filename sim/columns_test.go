package sim

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// moving is an exercise in which only one kind of thing happens, by road.
func moving(t *testing.T, e EventRate) *world {
	t.Helper()
	ex := still(t, "bad-night", "uav")
	ex.Watchers[0].Flight.PerDay, ex.Watchers[0].FalsePerHour = 200, 0
	ex.Watchers[0].Flight.Grounded, ex.Watchers[0].Flight.Jammed, ex.Watchers[0].Flight.Shot = false, 0, 0
	e.PerDay, e.Ground, e.Direction = 300, "own", truceline.DirectionUndetermined
	ex.Events = []EventRate{e}
	w, err := play(ex, 6)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// onTheRoad holds a column's path to its side's ground and its speed.
func onTheRoad(t *testing.T, w *world, m *mover, by int) {
	t.Helper()
	moves := w.ex.Events[0].Moves
	if m.sort != "column" || m.class != onGround || m.by != by || len(m.path) < 2 {
		t.Fatalf("%+v", m)
	}
	for i, p := range m.path {
		if w.terrain.hand(p.at) != by {
			t.Errorf("a column of hand %d drives over the other's ground at %v", by, p.at)
		}
		if i == 0 {
			continue
		}
		if km, _ := apart(m.path[i-1].at, p.at); km > 0.5 {
			if v := km / (float64(p.ms-m.path[i-1].ms) / 3.6e6); v < 0.99*moves.SpeedKmH[0] || v > 1.01*moves.SpeedKmH[1] {
				t.Errorf("%.1f km at %.1f km/h", km, v)
			}
		}
	}
}

// TestBuildUpsGather: what builds up comes in columns by road, begins as the
// first of them arrives, is found as large as what has come by then, and leaves
// by road.
func TestBuildUpsGather(t *testing.T) {
	w := moving(t, EventRate{Kind: truceline.KindBuildUp, Subtype: "column", DepthKm: [2]float64{5, 20}, Mean: 12, Most: 40, Lasts: 6 * time.Hour,
		Moves: &Moves{SpeedKmH: [2]float64{20, 50}, AlongKm: [2]float64{10, 60}, Vehicles: 6, Over: 5 * time.Hour}})
	several, partly, seen := 0, 0, 0
	for i := range w.happenings {
		h := &w.happenings[i]
		vehicles := 0
		for k, m := range h.columns {
			vehicles += m.vehicles
			onTheRoad(t, w, m, h.by)
			if at, _ := m.where(m.ends()); at != h.at || m.vehicles > 6 || m.incident != h.number {
				t.Errorf("a column of %d for incident %d ends at %v, not at %v", m.vehicles, m.incident, at, h.at)
			}
			if k == 0 && m.ends() != h.from.UnixMilli() || m.ends() < h.from.UnixMilli() {
				t.Errorf("column %d arrives at %d, the build-up begins at %d", k, m.ends(), h.from.UnixMilli())
			}
		}
		if vehicles != h.count {
			t.Errorf("%d vehicles come for a build-up of %d", vehicles, h.count)
		}
		if len(h.columns) > 1 {
			several++
			if now := h.found(h.from); now.count != h.columns[0].vehicles && h.columns[1].ends() > h.from.UnixMilli() {
				t.Errorf("%d vehicles at the beginning, of which %d have come", now.count, h.columns[0].vehicles)
			}
			if now := h.found(h.to); now.count != h.count && h.to.Before(w.ex.Window.To) {
				t.Errorf("%d vehicles at the end of %d", now.count, h.count)
			}
		}
	}
	for _, st := range w.statements {
		if st.truth < 0 {
			continue
		}
		seen++
		h := &w.happenings[st.truth]
		most := h.found(st.begun).count
		if st.count > most {
			t.Errorf("%d vehicles are told of when %d are there", st.count, most)
		}
		if most < h.count {
			partly++
		}
	}
	t.Logf("%d build-ups, %d in several columns; found %d times, %d before all had come", len(w.happenings), several, seen, partly)
	if several < 20 || seen < 100 || partly < 10 {
		t.Errorf("%d in several columns, found %d times, %d before all had come", several, seen, partly)
	}
}

// TestWeaponsAreWithdrawn: weapons leave by road when their time is over, the
// share of the model as a withdrawal, which is found where it is by then.
func TestWeaponsAreWithdrawn(t *testing.T) {
	w := moving(t, EventRate{Kind: truceline.KindWeapon, Subtype: "towed howitzer", DepthKm: [2]float64{3, 14}, Mean: 3, Most: 9, Lasts: 3 * time.Hour,
		Moves: &Moves{SpeedKmH: [2]float64{20, 40}, AlongKm: [2]float64{5, 40}, Vehicles: 3, Over: time.Hour, Withdrawn: 0.3}})
	over, withdrawn, hours := 0.0, 0.0, 0.0
	for i := range w.happenings {
		h := &w.happenings[i]
		switch {
		case h.kind == truceline.KindWeapon && h.to.Before(w.ex.Window.To):
			over++
		case h.kind == truceline.KindCompliance:
			withdrawn++
			onTheRoad(t, w, h.mover, h.by)
			from := w.happenings[h.because-1]
			if h.event.Subtype != withdrawal || from.kind != truceline.KindWeapon || from.at != h.at || !from.to.Equal(h.from) || from.by != h.by || h.mover.incident != h.number {
				t.Errorf("a withdrawal %+v of %+v", h, from)
			}
			if first, _ := h.mover.where(h.from.UnixMilli()); first != h.at {
				t.Errorf("it leaves from %v, not from %v", first, h.at)
			}
			hours += h.to.Sub(h.from).Hours()
		}
	}
	sure(t, "withdrawn of what left", withdrawn, 0.3*over, 0.21*over)
	if mean := hours / withdrawn; mean < 0.7 || mean > 4 {
		t.Errorf("a withdrawal takes %.1f hours", mean)
	}
	moved := 0
	for _, st := range w.statements {
		if st.truth < 0 {
			continue
		}
		h := &w.happenings[st.truth]
		at := h.found(st.begun).at
		if km, _ := apart(st.site.at, at); km > st.site.watcher.reachFor(h.kind).Far() {
			t.Errorf("%s at %v found %.1f km away", h.kind, st.begun, km)
		}
		if km, _ := apart(at, h.at); h.kind == truceline.KindCompliance && km > 1 {
			moved++
		}
	}
	if moved < 3 {
		t.Errorf("only %d withdrawals were found on the way", moved)
	}
}

// TestPlotsOfColumns: a radar plots a column on the road as something that moves,
// and not what stands at its end.
func TestPlotsOfColumns(t *testing.T) {
	ex := still(t, "bad-night", "radar")
	ex.Events = []EventRate{{Kind: truceline.KindBuildUp, Subtype: "column", PerDay: 60, Ground: "own", DepthKm: [2]float64{5, 20}, Mean: 6, Most: 12, Lasts: 4 * time.Hour,
		Moves: &Moves{SpeedKmH: [2]float64{20, 50}, AlongKm: [2]float64{10, 60}, Vehicles: 6, Over: time.Hour}}}
	files := made(t, ex, Options{Seed: 8})
	paths := pathsOf(t, files["truth/objects.ndjson"].Bytes())
	plots := 0
	for i, row := range hear(t, files, "radar") {
		if row.object == 0 {
			continue
		}
		if plots++; row.incident != 0 || paths[row.object] == nil || paths[row.object].sort != "column" {
			t.Fatalf("plot %d is of object %d and incident %d", i+1, row.object, row.incident)
		}
	}
	if plots < 200 {
		t.Errorf("only %d plots", plots)
	}
}

// TestMinesDrift: a drifting mine is somewhere else when it is over, no faster
// than the exercise says.
func TestMinesDrift(t *testing.T) {
	ex := load(t, "sea-corridor")
	w, err := play(ex, 2)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range w.happenings {
		h := &w.happenings[i]
		if h.event.DriftKmH == 0 || !h.to.Before(w.ex.Window.To) {
			continue
		}
		n++
		a, _ := h.mover.where(h.from.UnixMilli())
		b, _ := h.mover.where(h.to.UnixMilli())
		km, _ := apart(a, b)
		if v := km / h.to.Sub(h.from).Hours(); a != h.at || h.mover.incident != h.number || v < 0.19*h.event.DriftKmH || v > 1.01*h.event.DriftKmH {
			t.Errorf("a mine at %v drifts from %v with %.2f km/h", h.at, a, v)
		}
	}
	if n < 3 {
		t.Errorf("only %d mines", n)
	}
}
