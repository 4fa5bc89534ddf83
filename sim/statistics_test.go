package sim

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// apart is the distance in kilometres and the azimuth in degrees by the radii of
// curvature of WGS84 at the mean latitude, good to metres and hundredths of a
// degree over 10 km. It is written here so that the model is not checked by
// what it stands on.
func apart(a, b truceline.Point) (km, azimuth float64) {
	const rad, major, e2 = math.Pi / 180, 6378.137, 0.00669437999014
	sin, cos := math.Sincos((a.Lat + b.Lat) / 2 * rad)
	w := math.Sqrt(1 - e2*sin*sin)
	north := (b.Lat - a.Lat) * rad * major * (1 - e2) / (w * w * w)
	east := (b.Lon - a.Lon) * rad * major / w * cos
	turned := (b.Lon - a.Lon) * sin / 2 // half the convergence of the meridians
	return math.Hypot(north, east), math.Mod(math.Atan2(east, north)/rad-turned+720, 360)
}

func lookUp(curve [][2]float64, km float64) float64 {
	for i := 1; i < len(curve); i++ {
		if a, b := curve[i-1], curve[i]; km >= a[0] && km <= b[0] {
			return a[1]*(b[0]-km)/(b[0]-a[0]) + b[1]*(km-a[0])/(b[0]-a[0])
		}
	}
	return 0
}

// worlds plays the demo with many seeds.
func worlds(t *testing.T, ex Exercise, n uint64, look func(*world)) {
	t.Helper()
	for seed := range n {
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		look(w)
	}
}

// calm is the demo with no outage, weather, repeat or relay.
func calm(t *testing.T) Exercise {
	ex := demo(t)
	ex.Weather = nil
	for i := range ex.Watchers {
		w := &ex.Watchers[i]
		w.Outages, w.Repeat, w.Relay, w.Denied, w.Clock.Lost = nil, 0, 0, 0, 0
		for i := range w.Reach {
			w.Reach[i].Night = nil
		}
	}
	return ex
}

// sure fails when a number is further from what was expected than four times
// its standard deviation: by chance once in about 16,000 looks.
func sure(t *testing.T, what string, got, want, variance float64) {
	t.Helper()
	z := (got - want) / math.Sqrt(variance)
	t.Logf("%-28s %6.0f, expected %8.1f, z %5.2f", what, got, want, z)
	if math.Abs(z) > 4 || math.IsNaN(z) {
		t.Errorf("%s: %.0f, expected %.1f with standard deviation %.1f", what, got, want, math.Sqrt(variance))
	}
}

func TestDetectionRates(t *testing.T) {
	want, variance, got := map[string]float64{}, map[string]float64{}, map[string]float64{}
	worlds(t, calm(t), 40, func(w *world) {
		for _, s := range w.sites {
			for _, h := range w.happenings {
				if h.from.Before(s.begins) || !h.from.Before(s.ends) {
					continue
				}
				km, azimuth := apart(s.at, h.at)
				if s.from != s.to && math.Mod(azimuth-s.from+360, 360) > math.Mod(s.to-s.from+360, 360) {
					continue
				}
				missed := 1.0
				for _, r := range s.watcher.Reach {
					if slices.Contains(r.Kinds, h.kind) {
						missed *= 1 - lookUp(r.Chance, km)
					}
				}
				key := s.watcher.Prefix + " " + string(h.kind)
				want[key] += 1 - missed
				variance[key] += missed * (1 - missed)
			}
		}
		for _, st := range w.statements {
			if st.truth >= 0 {
				got[st.site.watcher.Prefix+" "+string(w.happenings[st.truth].kind)]++
			}
		}
	})
	for _, key := range []string{"AP F1", "AP F3", "AP F5", "AP A1", "AP F6", "CAM F1", "CAM F3", "CAM F5", "CAM A1", "PT F1", "PT F3", "PT F5", "PT F6"} {
		sure(t, key, got[key], want[key], variance[key])
	}
}

func TestFalseAlarmRates(t *testing.T) {
	ex := calm(t)
	for i := range ex.Events {
		ex.Events[i].PerDay = 0 // nothing true, which also makes it quick
	}
	hours, got := map[string]float64{}, map[string]float64{}
	worlds(t, ex, 40, func(w *world) {
		for _, s := range w.sites {
			hours[s.watcher.Prefix] += s.ends.Sub(s.begins).Hours()
		}
		for _, st := range w.statements {
			if st.truth < 0 {
				got[st.site.watcher.Prefix]++
			}
		}
	})
	for _, w := range ex.Watchers {
		mean := w.FalsePerHour * hours[w.Prefix]
		sure(t, w.Prefix+" false alarms", got[w.Prefix], mean, mean)
	}
}

// TestNobodyWatches: nothing is stated of a time in which the site was out, not
// there, or blind.
func TestNobodyWatches(t *testing.T) {
	ex := demo(t)
	worlds(t, ex, 8, func(w *world) {
		for _, st := range w.statements {
			if st.begun.Before(st.site.begins) || !st.begun.Before(st.site.ends) {
				t.Errorf("%s speaks of %v, when it was not there", st.id, st.begun)
			}
			if st.truth >= 0 && w.happenings[st.truth].self == st.site {
				continue // what was done to itself it can tell
			}
			if o, out := st.site.down(st.means, st.begun); out {
				t.Errorf("%s speaks of %v, out for %s", st.id, st.begun, o.cause)
			}
			if st.site.watcher.Means == truceline.MeansCamera && conditionsAt(w.ex, st.site.along, st.begun).fog {
				t.Errorf("%s saw through fog", st.id)
			}
		}
	})
}

// TestWatches: the rows of one site and reach follow each other without gap or
// overlap from its beginning to its end, and say what the site could do.
func TestWatches(t *testing.T) {
	ex := demo(t)
	causes := map[truceline.Cause]int{}
	worlds(t, ex, 5, func(w *world) {
		rows := watchRows(w.ex, w.sites)
		i := 0
		for _, s := range w.sites {
			for range s.watcher.Reach {
				at := s.begins
				for ; i < len(rows) && rows[i].site == s && rows[i].from.Equal(at); i++ {
					at = rows[i].to
					causes[rows[i].cause]++
					blind, well := rows[i].state == truceline.Blind, rows[i].state == truceline.Watched
					if blind != (rows[i].detection == 0) || well != (rows[i].cause == truceline.CauseNone) {
						t.Errorf("%s: %+v", s.name, rows[i])
					}
					if rows[i].by >= 0 && rows[i].cause != truceline.CauseDenied && rows[i].cause != truceline.CauseJamming {
						t.Errorf("%s: a side is said to have caused %s", s.name, rows[i].cause)
					}
				}
				if !at.Equal(s.ends) {
					t.Fatalf("%s: watches end at %v, not at %v", s.name, at, s.ends)
				}
			}
		}
		if i != len(rows) {
			t.Errorf("%d rows left over", len(rows)-i)
		}
	})
	for _, c := range []truceline.Cause{truceline.CauseWeather, truceline.CausePower, truceline.CauseJamming, truceline.CauseDenied} {
		if causes[c] == 0 {
			t.Errorf("no watch was lost to %s", c)
		}
	}
}

// TestErrorsAreAsStated measures how often the truth lies within what a watcher
// states. Posts and cameras state 95 % for bearing and for range, 90 % for the
// clock; a patrol names a direction and a band, and is wrong more often.
func TestErrorsAreAsStated(t *testing.T) {
	type tally struct{ n, bearing, distance, clocks, clock float64 }
	sums := map[string]*tally{"AP": {}, "CAM": {}, "PT": {}}
	worlds(t, demo(t), 40, func(w *world) {
		for _, st := range w.statements {
			if st.truth < 0 || st.fromDesk() || w.happenings[st.truth].self == st.site {
				continue
			}
			h, sum := w.happenings[st.truth], sums[st.site.watcher.Prefix]
			km, azimuth := apart(st.site.at, h.at)
			sum.n++
			if within(azimuth, st.bearingFrom, st.bearingTo) {
				sum.bearing++
			}
			if km*1000 >= st.rangeMin-5 && km*1000 <= st.rangeMax+5 {
				sum.distance++
			}
			if h.from.Equal(h.to) {
				sum.clocks++
				if off := st.from.Sub(h.from); off.Abs() <= st.error+time.Millisecond {
					sum.clock++
				}
			}
		}
	})
	share := func(what string, n, of, least, most float64) {
		t.Helper()
		t.Logf("%-16s %.3f of %.0f", what, n/of, of)
		if n/of < least || n/of > most {
			t.Errorf("%s: %.3f, want %.2f to %.2f", what, n/of, least, most)
		}
	}
	ap, cam, pt := sums["AP"], sums["CAM"], sums["PT"]
	share("post bearing", ap.bearing, ap.n, 0.93, 0.97)
	share("post range", ap.distance, ap.n, 0.93, 0.97)
	share("post clock", ap.clock, ap.clocks, 0.88, 1)
	share("camera bearing", cam.bearing, cam.n, 0.93, 0.97)
	share("camera range", cam.distance, cam.n, 1, 1)
	share("camera clock", cam.clock, cam.clocks, 0.87, 0.94)
	share("patrol bearing", pt.bearing, pt.n, 0.7, 0.9)
	share("patrol range", pt.distance, pt.n, 0.3, 0.7)
	share("patrol clock", pt.clock, pt.clocks, 0.85, 0.99)
}

// TestAnswers: with answers, there are as many more happenings as the chances
// say; without, as many as the rates say.
func TestAnswers(t *testing.T) {
	ex := demo(t)
	for i := range ex.Watchers {
		ex.Watchers[i].Clusters = nil
	}
	ex.Events[0].Hours, ex.Answers = nil, []Answer{{To: []truceline.Kind{"F3"}, With: "F3", By: "other", Chance: 0.5, Delay: time.Second, WithinKm: 0.1}}
	own, provoked := 0.0, 0.0
	worlds(t, ex, 40, func(w *world) {
		for _, h := range w.happenings {
			switch {
			case h.kind != "F3":
			case h.answers == 0:
				own++
			default:
				provoked++
			}
		}
	})
	want := 40 * 2 * ex.Events[0].PerDay
	sure(t, "of their own accord", own, want, want)
	// Each has 0.5 + 0.25 + ... = 1 answer in all; the variance of the whole
	// progeny of a Poisson branching process is chance/(1-chance)^3 = 4.
	sure(t, "answers", provoked, own, 4*own)
}
