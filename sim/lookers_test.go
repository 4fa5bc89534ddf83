package sim

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
)

// still is an exercise with one sort of watcher under a clear, calm sky on flat
// ground, in which nothing of its own accord happens.
func still(t *testing.T, name, sort string) Exercise {
	t.Helper()
	ex := load(t, name)
	ex.Climate, ex.Weather, ex.Relief, ex.Answers, ex.Raids, ex.Events = Climate{}, nil, Relief{}, nil, nil, nil
	ex.Fires, ex.Press, ex.Air, ex.Traffic, ex.Hotline, ex.Alerts = Fires{}, Press{}, Air{}, Traffic{}, Hotline{}, Alerts{}
	var only []Watcher
	for _, w := range ex.Watchers {
		if w.Sort == sort {
			w.Broken, w.Late, w.Repeat, w.Outages = 0, 0, 0, nil
			only = append(only, w)
		}
	}
	if len(only) != 1 {
		t.Fatalf("%s has %d sorts called %s", name, len(only), sort)
	}
	ex.Watchers = only
	return ex
}

// TestFiresAreSeenAsStated: of fires of known power under a clear sky, each look
// sees the share of the model, and a pixel holds its fire; nothing is seen that
// does not burn.
func TestFiresAreSeenAsStated(t *testing.T) {
	ex := still(t, "bad-night", "suomi")
	ex.Fires = Fires{Standing: 400, FieldsPerDay: 200}
	w, err := play(ex, 9)
	if err != nil {
		t.Fatal(err)
	}
	want, variance, got, inside := 0.0, 0.0, 0.0, 0.0
	for i := range w.happenings {
		h := &w.happenings[i]
		for _, l := range w.heat.planned {
			if h.mw == 0 || l.when.Before(h.from) || l.when.After(h.to) {
				continue
			}
			// What is seen of a fire flickers by three tenths; mean of the model over that.
			p := 0.0
			for k := -20; k <= 20; k++ {
				x := float64(k) / 5
				p += math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) / 5 * sees(l.watch.Orbit, min(2000, h.mw*math.Exp(0.3*x)))
			}
			want, variance = want+p, variance+p*(1-p)
		}
	}
	for _, f := range w.heat.files {
		for i, row := range rowsOf(t, append(headerOf(f.names), f.b...)) {
			got++
			h := &w.happenings[f.rows[i].about.incident-1]
			when, err := time.Parse("2006-01-02 15:04:05", row["acq_date"]+" "+row["acq_time"])
			if err != nil || !slices.ContainsFunc(w.heat.planned, func(l look) bool { return l.when.Equal(when) }) {
				t.Fatalf("a pixel at %v, when nothing passes: %v", when, err)
			}
			north, east := geo.MetresPerDegree(h.at.Lat)
			dy, dx := (number(t, row["latitude"])-h.at.Lat)*north, (number(t, row["longitude"])-h.at.Lon)*east
			if math.Abs(dy) <= 500*number(t, row["track"])+6 && math.Abs(dx) <= 500*number(t, row["scan"])+6 { // sizes are given to 10 m
				inside++
			}
		}
	}
	sure(t, "hot pixels", got, want, variance)
	if inside != got || got < 500 {
		t.Errorf("%.0f of %.0f fires lie in their pixel", inside, got)
	}
}

func headerOf(names []string) []byte {
	c := cells{names: names}
	header(&c)
	return c.b
}

// found plays an exercise in which one kind of thing stands everywhere for the
// whole window, and returns how many sightings there were and how many the
// model's chances make, with their variance.
func found(t *testing.T, ex Exercise, kind truceline.Kind, seed uint64) (got, want, variance float64) {
	t.Helper()
	ex.Events = []EventRate{{Kind: kind, Subtype: "standing", PerDay: 500, Ground: "own", DepthKm: [2]float64{0.5, 14}, Mean: 1, Most: 1,
		Lasts: 100 * time.Hour, Direction: truceline.DirectionUndetermined}}
	w, err := play(ex, seed)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range w.statements {
		if st.truth >= 0 {
			got++
			km, azimuth := apart(st.site.at, w.happenings[st.truth].at)
			if reach := st.site.watcher.Reach[0].Far(); km > max(reach, st.site.watcher.reachFor(kind).Far()) {
				t.Fatalf("seen %.1f km away", km)
			}
			_ = azimuth
		}
	}
	for _, s := range w.sites {
		if len(s.out) > 0 {
			continue
		}
		for i := range w.happenings {
			h := &w.happenings[i]
			if h.kind != kind || !h.standing() {
				continue
			}
			when := s.begins.Add(time.Duration(cast(uint64(h.number), s.number, 1) * float64(s.ends.Sub(s.begins)))).Truncate(time.Millisecond)
			now := *h
			switch {
			case !h.from.Before(s.begins) && h.from.Before(s.ends): // it began under its eyes
			case h.from.Before(s.begins) && when.Before(h.to):
				now.from, now.to = when, when
			default:
				continue
			}
			km, _ := apart(s.at, h.at)
			missed := 1.0
			for _, reach := range s.watcher.Reach {
				for _, k := range reach.Kinds {
					if k == kind {
						p := straight(reach, km)
						if conditionsAt(w.ex, s.along, now.from).night && reach.Night != nil {
							p *= *reach.Night
						}
						missed *= 1 - p
					}
				}
			}
			want, variance = want+1-missed, variance+missed*(1-missed)
		}
	}
	return got, want, variance
}

// straight is the chance at a distance, worked out in a way of its own.
func straight(r posture.Reach, km float64) float64 {
	for i := 1; i < len(r.Chance); i++ {
		a, b := r.Chance[i-1], r.Chance[i]
		if km >= a[0] && km <= b[0] {
			u := (km - a[0]) / (b[0] - a[0])
			return (1-u)*a[1] + u*b[1]
		}
	}
	return 0
}

// TestDronesFindAsStated and TestImagingRadarFindsAsStated: what stands there is
// found by who comes by with the chance of its model against range and light.
func TestDronesFindAsStated(t *testing.T) {
	ex := still(t, "bad-night", "uav")
	ex.Watchers[0].FalsePerHour, ex.Watchers[0].Flight = 0, &posture.Flight{PerDay: 40, Legs: 15, Each: 6 * time.Minute, StepKm: 4, BackKm: [2]float64{0, 12}}
	got, want, variance := found(t, ex, truceline.KindWeapon, 3)
	sure(t, "weapons found by drones", got, want, variance)
	if want < 100 {
		t.Errorf("only %.0f expected", want)
	}
}

func TestImagingRadarFindsAsStated(t *testing.T) {
	ex := still(t, "bad-night", "sar-1")
	ex.Watchers[0].Flight.PerDay = 12
	ex.Climate = Climate{Cloud: 1, WindMS: 5} // it sees through cloud
	got, want, variance := found(t, ex, truceline.KindFortification, 4)
	sure(t, "works found from space", got, want, variance)
	if want < 100 {
		t.Errorf("only %.0f expected", want)
	}
}

// TestDronesErrAsStated: false alarms of drones come at their rate while they
// fly, and the bearing they state holds the truth with 95 %.
func TestDronesErrAsStated(t *testing.T) {
	ex := still(t, "bad-night", "uav")
	ex.Watchers[0].FalsePerHour, ex.Watchers[0].Flight.PerDay = 0.5, 60
	ex.Watchers[0].Flight.Grounded, ex.Watchers[0].Flight.Jammed, ex.Watchers[0].Flight.Shot = false, 0, 0
	ex.Events = []EventRate{{Kind: truceline.KindWeapon, Subtype: "standing", PerDay: 300, Ground: "own", DepthKm: [2]float64{0.5, 12}, Mean: 1, Most: 1,
		Lasts: 100 * time.Hour, Direction: truceline.DirectionUndetermined}}
	var alarms, hours, held, n float64
	for seed := range uint64(2) {
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range w.sites {
			hours += s.ends.Sub(s.begins).Hours()
		}
		for _, st := range w.statements {
			if st.truth < 0 {
				alarms++
				continue
			}
			n++
			if _, azimuth := apart(st.site.at, w.happenings[st.truth].at); within(azimuth, st.bearingFrom, st.bearingTo) {
				held++
			}
		}
	}
	sure(t, "false alarms of drones", alarms, 0.5*hours, 0.5*hours)
	sure(t, "bearings that hold the truth", held, 0.95*n, 0.0475*n)
}

// TestPressIsAsStated: what is written about, copied, named and invented comes
// at the rates of the exercise.
func TestPressIsAsStated(t *testing.T) {
	ex := still(t, "bad-night", "sar-1")
	ex.Press = Press{Outlets: 12, Chance: 0.15, Copies: 2.5, Named: 0.6, InventedPerDay: 200}
	ex.Events = []EventRate{{Kind: truceline.KindIndirectFire, Subtype: "mortar", PerDay: 900, Ground: "other", DepthKm: [2]float64{0.3, 4}, Mean: 1, Most: 1,
		Direction: truceline.DirectionImpact}}
	files := made(t, ex, Options{Seed: 5})
	rows := rowsOf(t, files["raw/observations-press.csv"].Bytes())
	incidents, _ := aboutOf(t, files["truth/said.ndjson"].Bytes(), "raw/observations-press.csv")
	pieces, named, invented, written := 0.0, 0.0, 0.0, map[int]bool{}
	for i, row := range rows {
		pieces++
		if row["derived_from"] != "" {
			named++
		}
		if incidents[i] == 0 {
			invented++
		} else {
			written[incidents[i]] = true
		}
	}
	w, err := play(ex, 5)
	if err != nil {
		t.Fatal(err)
	}
	happened := 0.0
	for i := range w.happenings {
		if w.happenings[i].kind == truceline.KindIndirectFire {
			happened++
		}
	}
	days := ex.Window.To.Sub(ex.Window.From).Hours() / 24
	sure(t, "happenings written about", float64(len(written)), 0.15*happened, 0.15*0.85*happened)
	// An invented piece comes with its copies: 3.5 each, whose number varies by 2.5.
	sure(t, "invented pieces", invented, 200*days*3.5, 200*days*(3.5*3.5+2.5))
	first := pieces / 3.5
	sure(t, "copies that name their source", named, 0.6*2.5*first, 0.6*2.5*first*(1+0.6*2.5))
}
