package sim

import (
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// TestClocksUnderJamming: under a jammer a post says that it has no satellite
// time, and its error grows by its drift from when the jamming began; 90 % of
// its statements hold the truth. Before and after it is as exact as ever.
func TestClocksUnderJamming(t *testing.T) {
	begin := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	ex := &Exercise{Window: Window{From: begin, To: begin.Add(24 * time.Hour)}}
	ex.jams = []jam{{at: truceline.Point{Lat: 48, Lon: 34}, radiusKm: 8, from: begin.Add(2 * time.Hour), to: begin.Add(6 * time.Hour)}}
	w := &Watcher{Watcher: posture.Watcher{Means: truceline.MeansCamera, Clock: posture.Clock{Quality: truceline.ClockGNSS, Error: 50 * time.Millisecond, Drift: 400 * time.Millisecond}}}
	r := stream(1, forTruth, 0)
	held, n := 0.0, 0.0
	for i := range 2000 {
		s := &site{watcher: w, number: i, at: near(ex.jams[0].at, 5000, 0), drifts: r.NormFloat64() / 1.645 * w.Clock.Drift.Hours()}
		for _, hour := range []float64{1, 5, 7} {
			h := happening{from: begin.Add(time.Duration(hour * float64(time.Hour)))}
			st := statement{means: truceline.MeansCamera}
			st.clock(ex, r, s, h, 0, 0)
			off := st.from.Sub(h.from)
			if jammed := hour == 5; jammed != (st.quality == truceline.ClockUnknown) || jammed != (st.error > time.Second) {
				t.Fatalf("hour %v: %s, error %v", hour, st.quality, st.error)
			}
			if hour == 5 {
				n++
				if off.Abs() <= st.error {
					held++
				}
			}
		}
		if st := (&statement{means: truceline.MeansCamera}); i == 0 {
			s.at = near(ex.jams[0].at, 9000, 0)
			st.clock(ex, r, s, happening{from: begin.Add(5 * time.Hour)}, 0, 0)
			if st.quality != truceline.ClockGNSS {
				t.Error("a post outside the area is jammed")
			}
		}
	}
	// Drift and the clock's own error add up as squares, the stated errors in
	// full: a little more than 90 %.
	if share := held / n; share < 0.88 || share > 0.95 {
		t.Errorf("%.3f of the stated errors hold the truth", share)
	}
}

// TestJammingIsFelt: drones of the monitor are cut off where it is jammed and
// say so, and ships in an area that shifts places say false ones together.
func TestJammingIsFelt(t *testing.T) {
	ex := load(t, "bad-night")
	for i := range ex.Events {
		if e := &ex.Events[i]; e.Kind == truceline.KindInterference {
			e.PerDay, e.RadiusKm = 60, 20
		}
	}
	w, err := play(ex, 4)
	if err != nil {
		t.Fatal(err)
	}
	cut, free := 0, 0
	for _, s := range w.sites {
		if s.watcher.Sort != "uav" || len(s.out) > 0 && s.out[0].cause != truceline.CauseJamming {
			continue
		}
		if w.ex.jammed(s.at, s.begins) != nil {
			cut++
			if len(s.out) == 0 {
				t.Errorf("%s flies on under jamming", s.name)
			}
		} else if len(s.out) == 0 {
			free++
		}
	}
	said := 0
	for _, st := range w.statements {
		if st.say.Kind == truceline.KindInterference {
			said++
			if h := w.happenings[st.truth]; h.kind != truceline.KindInterference || flatKm(h.at, st.site.at) > 20 {
				t.Errorf("%s feels %s %.1f km away", st.source, h.kind, flatKm(h.at, st.site.at))
			}
		}
	}
	t.Logf("%d legs under jamming, %d free, %d statements", cut, free, said)
	if cut < 10 || free < 10 || said < 10 {
		t.Errorf("%d legs under jamming, %d free, %d statements", cut, free, said)
	}
}

// TestSpoofedShips: where an area shifts places, all ships in it are shifted
// alike, and where it only jams none says where it is.
func TestSpoofedShips(t *testing.T) {
	for _, subtype := range []string{spoofing, "GNSS jamming"} {
		ex := load(t, "sea-corridor")
		ex.Sea.Shifted, ex.Sea.GhostsPerDay = 0, 0
		for i := range ex.Watchers {
			ex.Watchers[i].Broken = 0
		}
		for i := range ex.Events {
			if e := &ex.Events[i]; e.Kind == truceline.KindInterference && e.At != "" {
				e.PerDay, e.RadiusKm, e.Lasts, e.Subtype = 4, 40, 4*time.Hour, subtype
			}
		}
		files := made(t, ex, Options{Seed: 2, Hours: 30})
		w, err := newWorld(ex, Options{Seed: 2, Hours: 30}, nil)
		if err != nil {
			t.Fatal(err)
		}
		rows, inside := shipsOf(t, files), 0
		for _, row := range rows {
			p, _ := row.of.where(row.when.UnixMilli())
			j := w.ex.jammed(p, row.when)
			if j == nil {
				continue
			}
			inside++
			want := near(p, j.shift[0], j.shift[1])
			if km := flatKm(want, row.at); km > 0.1 {
				t.Errorf("a ship under a jammer that shifts by %.0f m says a place %.1f km from where it should be shifted to", math.Hypot(j.shift[0], j.shift[1]), km)
			}
		}
		t.Logf("%s: %d of %d positions from within an area", subtype, inside, len(rows))
		if spoofs := subtype == spoofing; spoofs != (inside > 100) || !spoofs && inside > 5 { // at the edge a moment decides
			t.Errorf("%s: %d of %d positions from within an area", subtype, inside, len(rows))
		}
	}
}
