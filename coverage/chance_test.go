package coverage_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
	"github.com/truceline/truceline/terrain"
)

// two sorts of watcher whose chances can be done by hand.
const handPosture = `
conditions: {wind_ms: 10}
watchers:
  - sort: post
    prefix: AP
    means: acoustic
    network: radio-1
    owner: monitor
    every: 10m
    reach:
      - {kinds: [F3], watch_km: 4, chance: [[0, 1], [4, 0.6], [8, 0]], wind: 0.5, hidden: 0.25}
  - sort: camera
    prefix: CAM
    means: camera
    mast_m: 10
    reach:
      - {kinds: [F3, P1], watch_km: 5, chance: [[0, 0.8], [5, 0.8]], fog: 0, night: 0.5}
sites:
  - {name: AP-1, sort: post, lat: 48, lon: 37, lineage: [cabinet-1]}
`

func handLedger(t testing.TB, change func(*coverage.Config)) *coverage.Ledger {
	t.Helper()
	p, err := posture.Parse("posture.yaml", []byte(handPosture))
	if err != nil {
		t.Fatal(err)
	}
	config := coverage.Config{Posture: p}
	if change != nil {
		change(&config)
	}
	return coverage.New(config)
}

// posted is a watch whose detection is not stated, at the middle of the map.
func posted(by string, means truceline.Means, km float64, from, to string) truceline.Watch {
	w := camera(by, 48, 37, km*1000, from, to, truceline.Watched, "")
	w.Means, w.Detection = means, -1
	return w
}

// east is the place so many kilometres east of the middle.
func east(km float64) truceline.Place {
	return truceline.Place{Shape: truceline.ShapePoint, At: geo.Destination(truceline.Point{Lat: 48, Lon: 37}, 90, km*1000)}
}

func fires(l *coverage.Ledger, km float64, from, to string) coverage.Noticing {
	return l.Noticing(east(km), interval(from, to), truceline.KindIndirectFire)
}

// TestOneSensor: chance by range along straight lines, beyond the range stated
// as watched too, and nothing beyond the last point of the curve.
func TestOneSensor(t *testing.T) {
	l := handLedger(t, nil)
	l.Watch(posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00"))
	good := func(km, want float64) {
		t.Helper()
		n := fires(l, km, "2030-05-01T12:00", "2030-05-01T12:00")
		if got := n.AtLeast(1); math.Abs(got-want) > 1e-4 || n.NotKnown {
			t.Errorf("at %v km: got %v, want %v", km, got, want)
		}
	}
	good(0, 1)
	good(2, 0.8)
	good(4, 0.6)
	good(6, 0.3) // beyond the four kilometres that it is said to watch
	good(7.99, 0.0015)
	good(8.01, 0)
	n := fires(l, 2, "2030-05-01T12:00", "2030-05-01T12:00")
	if w := n.Watchers[0]; strings.Join(w.Lineage, " ") != "cabinet-1 owner:monitor radio-1" || w.By != "AP-1" || w.State != truceline.Watched {
		t.Errorf("got %+v", w)
	}
	// Half of an interval before it was there: half the chance.
	if got := fires(l, 2, "2030-04-30T22:00", "2030-05-01T02:00").AtLeast(1); math.Abs(got-0.4) > 1e-4 {
		t.Errorf("an interval of which it watched a half: %v", got)
	}
	if n := l.Noticing(east(2), interval("2030-05-01T12:00", "2030-05-01T12:00"), truceline.KindSmallArms); len(n.Watchers) != 0 && n.AtLeast(1) > 0.95 {
		t.Errorf("a kind that its posture does not name: %+v", n)
	}
}

// TestTwoSensors: independent ones add up as chances do; an outage of one leaves
// the other.
func TestTwoSensors(t *testing.T) {
	l := handLedger(t, nil)
	l.Watch(posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00"))
	l.Watch(posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T00:00", "2030-05-02T00:00"))
	n := fires(l, 2, "2030-05-01T12:00", "2030-05-01T12:00")
	if one, two := n.AtLeast(1), n.AtLeast(2); math.Abs(one-(1-0.2*0.2)) > 1e-4 || math.Abs(two-0.64) > 1e-4 {
		t.Errorf("got %v and %v", one, two)
	}
	out := posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T11:00", "2030-05-01T13:00")
	out.State, out.Cause = truceline.Blind, truceline.CauseJamming
	l.Watch(out)
	n = fires(l, 2, "2030-05-01T12:00", "2030-05-01T12:00")
	if math.Abs(n.AtLeast(1)-0.8) > 1e-4 || n.Watchers[0].Cause != truceline.CauseJamming || n.Watchers[0].Chance != 0 {
		t.Errorf("one is jammed: %+v", n)
	}
}

// TestConditions: night, fog and wind take what the posture says they take.
func TestConditions(t *testing.T) {
	weather := func(from, to string, wind, visibility float64) truceline.Weather {
		return truceline.Weather{Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 50e3, SemiMinor: 50e3}},
			When: interval(from, to), WindMS: wind, VisibilityKm: visibility}
	}
	l := handLedger(t, nil)
	l.Watch(posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00"))
	l.Watch(posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T00:00", "2030-05-02T00:00"))
	l.Weather(weather("2030-05-01T00:00", "2030-05-01T06:00", 2, 20))
	l.Weather(weather("2030-05-01T06:00", "2030-05-01T08:00", 2, 0.2))
	l.Weather(weather("2030-05-01T08:00", "2030-05-01T10:00", 25, 20))
	good := func(at string, acoustic, camera float64, state truceline.Watching) {
		t.Helper()
		n := fires(l, 2, "2030-05-01T"+at, "2030-05-01T"+at)
		if a, c := n.Watchers[0].Chance, n.Watchers[1].Chance; math.Abs(a-acoustic) > 1e-4 || math.Abs(c-camera) > 1e-4 || n.Watchers[1].State != state {
			t.Errorf("at %s: %v and %v (%s), want %v and %v (%s)", at, a, c, n.Watchers[1].State, acoustic, camera, state)
		}
	}
	good("01:00", 0.8, 0.4, truceline.Watched) // 4 in the morning there: dark
	good("05:00", 0.8, 0.8, truceline.Watched)
	good("07:00", 0.8, 0, truceline.Blind)     // fog
	good("09:00", 0.4, 0.8, truceline.Watched) // storm, which the camera does not mind
	good("11:00", 0.8, 0.8, truceline.Watched) // nobody reports the weather
	a := l.Query(east(6), interval("2030-05-01T06:30", "2030-05-01T07:30"), truceline.KindIndirectFire)
	b := l.Query(east(4.5), interval("2030-05-01T06:30", "2030-05-01T07:30"), truceline.KindPosition)
	if a.State != truceline.Blind || b.State != truceline.Blind || !strings.Contains(b.Words, "between 06:00 and 08:00 UTC on 1 May 2030: CAM-1: fog") {
		t.Errorf("got %s (%s) and %s (%s)", a.State, a.Words, b.State, b.Words)
	}
}

// TestStatedDetection: a sort of watcher that states what conditions leave of it
// is believed, and one that always states the same is reckoned with by reports.
func TestStatedDetection(t *testing.T) {
	mean := posture.Reach{Chance: [][2]float64{{0, 1}, {4, 0.6}, {8, 0}}}.Mean(4)
	ask := func(stated ...float64) float64 {
		l := handLedger(t, nil)
		for i, d := range stated {
			w := posted(fmt.Sprintf("AP-%d", i+1), truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00")
			w.Detection = d
			l.Watch(w)
		}
		l.Weather(truceline.Weather{Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 50e3}},
			When: interval("2030-05-01T00:00", "2030-05-02T00:00"), WindMS: 25})
		return fires(l, 2, "2030-05-01T12:00", "2030-05-01T12:00").Watchers[0].Chance
	}
	if got := ask(mean); math.Abs(got-0.4) > 1e-4 {
		t.Errorf("a detection that is always the best, in a storm: %v, want 0.8 halved", got)
	}
	if got := ask(mean, mean/2); math.Abs(got-0.8) > 1e-4 {
		t.Errorf("another of its sort reckons the storm in, and it says it is not hit: %v", got)
	}
}

// TestHills: what a ridge hides, a microphone hears a quarter of and a camera
// does not see.
func TestHills(t *testing.T) {
	g := &terrain.Grid{EPSG: terrain.WGS84, Columns: 200, Rows: 20, West: 36.9, North: 48.05, StepX: 0.001, StepY: 0.005, Heights: make([]float32, 4000)}
	for row := range 20 {
		g.Heights[row*200+110] = 300 // at 37.01 E, 0.75 km east of the middle
	}
	l := handLedger(t, func(c *coverage.Config) { c.Ground = []*terrain.Grid{g} })
	l.Watch(posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00"))
	l.Watch(posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T00:00", "2030-05-02T00:00"))
	n := fires(l, 2, "2030-05-01T12:00", "2030-05-01T12:00")
	if a, c := n.Watchers[0].Chance, n.Watchers[1].Chance; math.Abs(a-0.2) > 1e-4 || c != 0 {
		t.Errorf("behind the ridge: %v and %v", a, c)
	}
	n = fires(l, 0.5, "2030-05-01T12:00", "2030-05-01T12:00")
	if a, c := n.Watchers[0].Chance, n.Watchers[1].Chance; math.Abs(a-0.95) > 1e-4 || math.Abs(c-0.8) > 1e-4 {
		t.Errorf("before it: %v and %v", a, c)
	}
}

// TestSilent: who has declared to be heard every ten minutes and is not is blind
// from its last sign of life on, without anybody saying so; heard again, it
// watches again.
func TestSilent(t *testing.T) {
	l := handLedger(t, nil)
	l.Watch(posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00"))
	for m := 0; m <= 60; m += 8 {
		l.Heard("AP-1", at("2030-05-01T10:00").Add(time.Duration(m)*time.Minute))
	}
	ask := func(when string) coverage.Watcher {
		return fires(l, 2, "2030-05-01T"+when, "2030-05-01T"+when).Watchers[0]
	}
	l.Tick(at("2030-05-01T11:05"))
	if w := ask("11:04"); w.State != truceline.Watched {
		t.Errorf("nine minutes after its last sign: %+v", w)
	}
	l.Tick(at("2030-05-01T11:30"))
	if w := ask("11:04"); w.State != truceline.Blind || w.Cause != truceline.CauseSilent || w.Chance != 0 {
		t.Errorf("not heard for half an hour: %+v", w)
	}
	l.Heard("AP-1", at("2030-05-01T12:00"))
	l.Tick(at("2030-05-01T12:05"))
	if w := ask("12:01"); w.State != truceline.Watched {
		t.Errorf("heard again: %+v", w)
	}
	silent := 0
	for _, w := range l.Watches(window("2030-05-01T00:00", "2030-05-02T00:00")) {
		if w.Cause == truceline.CauseSilent {
			silent++
			if !w.When.From.Equal(at("2030-05-01T10:56")) || !w.When.To.Equal(at("2030-05-01T12:00")) {
				t.Errorf("silent over %v", w.When)
			}
		}
	}
	if silent != 1 {
		t.Errorf("%d silences among the watches", silent)
	}
	if a := l.Query(east(2), interval("2030-05-01T11:00", "2030-05-01T11:30"), truceline.KindIndirectFire); a.State != truceline.Blind || !strings.Contains(a.Words, "fell silent") {
		t.Errorf("got %s (%s)", a.State, a.Words)
	}
	// CAM has declared nothing: its silence is no outage.
	l.Watch(posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T00:00", "2030-05-02T00:00"))
	l.Heard("CAM-1", at("2030-05-01T10:00"))
	l.Tick(at("2030-05-01T20:00"))
	if n := fires(l, 2, "2030-05-01T15:00", "2030-05-01T15:00"); n.Watchers[1].State != truceline.Watched {
		t.Errorf("got %+v", n.Watchers[1])
	}
}

// TestOpenWatch: a watch without an end goes on until the next of its stand.
func TestOpenWatch(t *testing.T) {
	l := handLedger(t, nil)
	w := posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T06:00", "2030-05-01T06:00")
	w.When.Open = true
	l.Watch(w)
	l.Tick(at("2030-05-01T09:00"))
	ask := func(when string) float64 { return fires(l, 2, "2030-05-01T"+when, "2030-05-01T"+when).AtLeast(1) }
	if ask("08:00") != 0.8 || ask("05:00") != 0 || ask("10:00") != 0 {
		t.Errorf("got %v, %v and %v", ask("05:00"), ask("08:00"), ask("10:00"))
	}
	out := posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T07:00", "2030-05-01T07:30")
	out.State, out.Cause = truceline.Blind, truceline.CausePower
	l.Watch(out)
	if ask("06:30") != 0.8 || ask("07:10") != 0 || ask("08:00") != 0 {
		t.Errorf("after an outage: %v, %v and %v", ask("06:30"), ask("07:10"), ask("08:00"))
	}
}

// TestSatelliteWithCloud: a look counts for the part of the sky that is clear,
// for nothing where the cloud is not known, and is never more than partly.
func TestSatelliteWithCloud(t *testing.T) {
	l := coverage.New(coverage.Config{Period: window("2030-05-01T00:00", "2030-05-02T00:00"), Thermal: []coverage.Satellite{{Source: "N20"}}})
	l.Observe(row("N20", "2030-05-01T11:00"))
	ask := func() coverage.Noticing {
		return l.Noticing(east(2), interval("2030-05-01T10:30", "2030-05-01T12:00"), truceline.KindHeat)
	}
	if n := ask(); n.AtLeast(1) != 0 || !n.NotKnown || n.Watchers[0].State != truceline.PartlyWatched {
		t.Errorf("cloud is not known: %+v", n)
	}
	l.Weather(truceline.Weather{Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 50e3}},
		When: interval("2030-05-01T10:00", "2030-05-01T12:00"), Cloud: 0.75})
	models, err := coverage.ParseDetection("detection.yaml", coverage.DetectionText())
	if err != nil {
		t.Fatal(err)
	}
	clear := 0.0
	for _, m := range models.Models {
		if m.Means == truceline.MeansThermal {
			clear = m.Chance[0][1]
		}
	}
	if n := ask(); math.Abs(n.AtLeast(1)-0.25*clear) > 1e-9 || n.NotKnown || n.Watchers[0].State != truceline.PartlyWatched {
		t.Errorf("three quarters are cloud: %+v", n)
	}
	if n := l.Noticing(east(2), interval("2030-05-01T11:30", "2030-05-01T11:30"), truceline.KindHeat); n.AtLeast(1) != 0 {
		t.Errorf("after it had gone by: %+v", n)
	}
}

// TestWhatStays: a trench is found by who watches as it is begun, or who comes
// by while it is there: each once.
func TestWhatStays(t *testing.T) {
	l := handLedger(t, nil)
	for _, h := range [][2]string{{"08:00", "09:00"}, {"12:00", "13:00"}, {"16:00", "17:00"}} {
		l.Watch(posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T"+h[0], "2030-05-01T"+h[1]))
	}
	good := func(from, to string, looks float64) {
		t.Helper()
		got := l.Noticing(east(2), interval("2030-05-01T"+from, "2030-05-01T"+to), truceline.KindPosition).AtLeast(1)
		if want := 1 - math.Pow(0.2, looks); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s to %s: got %v, want %v", from, to, got, want)
		}
	}
	good("08:30", "11:00", 1)
	good("08:30", "12:30", 2)
	good("09:30", "11:00", 0)
	good("07:00", "18:00", 3)
}

// TestChancesMonotone: on random ledgers one more watcher never lowers a chance,
// and one more outage never raises it.
func TestChancesMonotone(t *testing.T) {
	p, err := posture.Parse("posture.yaml", []byte(handPosture))
	if err != nil {
		t.Fatal(err)
	}
	models, err := coverage.ParseDetection("detection.yaml", coverage.DetectionText())
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(9, 1))
	random := func(by string, states ...truceline.Watching) truceline.Watch {
		w := posted(by, truceline.MeansAcoustic, 1+5*r.Float64(), "2030-05-01T00:00", "2030-05-01T00:00")
		if strings.HasPrefix(by, "CAM") {
			w.Means = truceline.MeansCamera
		}
		from := at("2030-05-01T00:00").Add(time.Duration(r.IntN(20)) * time.Hour)
		w.When = truceline.Interval{From: from, To: from.Add(time.Duration(1+r.IntN(8)) * time.Hour)}
		w.Place.At.Lon += 0.05 * r.Float64()
		if w.State = states[r.IntN(len(states))]; w.State != truceline.Watched {
			w.Cause = truceline.CausePower
		}
		return w
	}
	names := []string{"AP-1", "AP-2", "CAM-1", "other"}
	all := []truceline.Watching{truceline.Watched, truceline.PartlyWatched, truceline.NotKnown, truceline.Blind}
	for range 1500 {
		var list []truceline.Watch
		for range r.IntN(6) {
			list = append(list, random(names[r.IntN(len(names))], all...))
		}
		place := east(6 * r.Float64())
		if r.IntN(2) == 0 {
			place.Ellipse = truceline.Ellipse{SemiMajor: 2000, SemiMinor: 800}
		}
		from := at("2030-05-01T00:00").Add(time.Duration(r.IntN(20)) * time.Hour)
		when := truceline.Interval{From: from, To: from.Add(time.Duration(r.IntN(5)) * time.Hour)}
		kind := []truceline.Kind{truceline.KindIndirectFire, truceline.KindPosition}[r.IntN(2)]
		ask := func(more ...truceline.Watch) [2]float64 {
			l := coverage.New(coverage.Config{Posture: p, Detection: &models})
			for _, w := range append(more, list...) {
				l.Watch(w)
			}
			n := l.Noticing(place, when, kind)
			return [2]float64{n.AtLeast(1), n.AtLeast(2)}
		}
		before := ask()
		watcher := random("AP-9", truceline.Watched, truceline.PartlyWatched)
		outage := random(names[r.IntN(len(names))], truceline.Blind)
		for k, what := range [][2]float64{ask(watcher), ask(outage)} {
			for i := range what {
				if k == 0 && what[i] < before[i]-1e-12 || k == 1 && kind == truceline.KindIndirectFire && what[i] > before[i]+1e-12 {
					t.Fatalf("%d: at least %d: %v became %v", k, i+1, before[i], what[i])
				}
			}
		}
	}
}

// TestSunlight holds sunrise and sunset to almanac times (US Naval Observatory's
// and the Ukrainian calendar's for Kyiv, to the minute), within two minutes.
func TestSunlight(t *testing.T) {
	good := func(lat, lon float64, day, rise, set string) {
		t.Helper()
		r, s := coverage.Sunlight(truceline.Point{Lat: lat, Lon: lon}, at(day+"T12:00"), -0.833)
		for _, x := range []struct {
			got  time.Time
			want string
		}{{r, rise}, {s, set}} {
			if d := x.got.Sub(at(day + "T" + x.want)); d.Abs() > 2*time.Minute {
				t.Errorf("%v %v on %s: got %s, want %s", lat, lon, day, x.got.Format("15:04"), x.want)
			}
		}
	}
	good(50.45, 30.52, "2024-06-21", "01:46", "18:13") // Kyiv: 04:46 and 21:13 EEST
	good(50.45, 30.52, "2024-12-21", "05:56", "13:56") // 07:56 and 15:56 EET
	good(0, 0, "2024-03-20", "06:04", "18:11")         // the equator at the equinox: twelve hours and refraction
}

// TestDetectionText: the models that ship can be read, and every mistake in
// others is named.
func TestDetectionText(t *testing.T) {
	text := coverage.DetectionText()
	if _, err := coverage.ParseDetection("detection.yaml", text); err != nil {
		t.Fatal(err)
	}
	bad := func(from, to, want string) {
		t.Helper()
		if _, err := coverage.ParseDetection("d.yaml", strings.Replace(text, from, to, 1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want … %s …", to, err, want)
		}
	}
	bad("means: acoustic", "means: telepathy", "is no means that is known")
	bad("[[0, 0.95]", "[[0, 1.95]", "the nearest first")
	bad("kinds: [H1]", "kinds: [F3]", `thermal cannot notice "F3"`) // a satellite sees heat, not shelling
	bad("    source: assumption\n", "", "needs kinds, chance and source")
	bad("wind: 0.5", "wind: 5", "must be probabilities")
	bad("wind_ms", "wind_kmh", "d.yaml:")
}

// TestCorrected: a correction of the posture multiplies chances, never above one,
// everywhere that they are asked for, and the answer says so; the others stay.
func TestCorrected(t *testing.T) {
	with := func(factor float64) *coverage.Ledger {
		l := handLedger(t, func(c *coverage.Config) {
			c.Posture.Corrections = []truceline.Correction{{Means: truceline.MeansAcoustic, Kind: "F3", Version: 1, Factor: 9, From: "before"},
				{Means: truceline.MeansAcoustic, Kind: "F3", Version: 2, Factor: factor, From: "spring"}}
		})
		l.Watch(posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00"))
		l.Watch(posted("CAM-1", truceline.MeansCamera, 5, "2030-05-01T00:00", "2030-05-02T00:00"))
		return l
	}
	for factor, want := range map[float64]float64{0.5: 0.4, 1.1: 0.88, 2: 1} {
		l := with(factor)
		n := fires(l, 2, "2030-05-01T12:00", "2030-05-01T12:00")
		if len(n.Watchers) != 2 || math.Abs(n.Watchers[0].Chance-want) > 1e-4 || n.Watchers[0].Corrected != factor {
			t.Errorf("times %v: %+v", factor, n.Watchers)
		}
		if n.Watchers[1].Corrected != 0 {
			t.Errorf("the camera is corrected: %+v", n.Watchers[1])
		}
		strip := l.Strip([]coverage.StripCell{{ToKm: 1, At: east(2).At}}, truceline.KindIndirectFire)
		cells := strip.Hours(interval("2030-05-01T12:00", "2030-05-01T12:00").From, time.Hour, 1)
		if whole := n.AtLeast(1); math.Abs(cells[0][0].Chance-whole) > 1e-9 {
			t.Errorf("times %v: the strip says %v, the question %v", factor, cells[0][0].Chance, whole)
		}
		if got := l.Corrections(); len(got) != 1 || got[0].Version != 2 {
			t.Errorf("in force: %+v", got)
		}
	}
}

// TestShare: of what a means can notice only in part, however near, that part counts,
// and it is never more than partly watched; with a part of nothing it is no watch.
func TestShare(t *testing.T) {
	ask := func(share string) (coverage.Noticing, coverage.Answer) {
		text := strings.Replace(handPosture, "{kinds: [F3], watch_km: 4,", "{kinds: [F3], watch_km: 4, share: "+share+",", 1)
		p, err := posture.Parse("posture.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		l := coverage.New(coverage.Config{Posture: p})
		l.Watch(posted("AP-1", truceline.MeansAcoustic, 4, "2030-05-01T00:00", "2030-05-02T00:00"))
		when := interval("2030-05-01T12:00", "2030-05-01T13:00")
		return fires(l, 4, "2030-05-01T12:00", "2030-05-01T12:00"), l.Query(east(2), when, truceline.KindIndirectFire)
	}
	for share, want := range map[string]struct {
		chance float64
		state  truceline.Watching
	}{"1": {0.6, truceline.Watched}, "0.25": {0.15, truceline.PartlyWatched}, "0": {0, truceline.Blind}} {
		n, a := ask(share)
		if got := n.AtLeast(1); math.Abs(got-want.chance) > 1e-4 || a.State != want.state {
			t.Errorf("share %s: chance %v, %s", share, got, a.State)
		}
	}
	if n, _ := ask("0"); len(n.Watchers) != 0 {
		t.Errorf("with a share of nothing somebody is counted as watching: %+v", n.Watchers)
	}
}

// TestGoesOn: a watch without an end is asked about again as time goes on.
func TestGoesOn(t *testing.T) {
	l := coverage.New(coverage.Config{})
	w := camera("CAM-9", 48, 37, 5000, "2030-05-01T00:00", "2030-05-01T00:00", truceline.Watched, "")
	w.Detection, w.When.Open = 0.8, true
	l.Watch(w)
	for _, now := range []string{"2030-05-01T01:00", "2030-05-01T05:00"} {
		l.Tick(at(now))
		if n := fires(l, 1, now[:11]+"00:30", now[:11]+"00:30"); n.AtLeast(1) != 0.8 {
			t.Errorf("at %s: %+v", now, n)
		}
		before := at(now).Add(-time.Minute).Format("2006-01-02T15:04")
		if n := fires(l, 1, before, before); n.AtLeast(1) != 0.8 {
			t.Errorf("a minute before %s: %+v", now, n)
		}
	}
}
