package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestEverySortIsAsStated plays every sort of watcher that ships and states a
// sector, alone under drawn weather on flat ground, and measures back what its
// posture says of it: how often it notices what at what distance, by light and
// weather; how often the bearing, the range and the clock that it states hold the
// truth.
func TestEverySortIsAsStated(t *testing.T) {
	for _, x := range []struct{ exercise, sort string }{
		{"quiet-week", "acoustic"}, {"quiet-week", "camera"}, {"quiet-week", "optical"}, {"quiet-week", "patrol"}, {"quiet-week", "uav"},
		{"quiet-week", "lookout"}, {"quiet-week", "mini"}, {"quiet-week", "long"}, {"quiet-week", "sar-1"}, {"plant-under-fire", "plant"}, {"plant-under-fire", "telemetry"},
	} {
		t.Run(x.sort, func(t *testing.T) { asStated(t, alone(t, x.exercise, x.sort)) })
	}
}

// alone is a shipped exercise with one sort of watcher that works without a fault,
// on flat ground under its own weather, in which what it can notice happens often
// and everywhere about it.
func alone(t *testing.T, exercise, sort string) Exercise {
	t.Helper()
	whole := load(t, exercise)
	ex := still(t, exercise, sort)
	ex.Climate, ex.Hotline, ex.Alerts = whole.Climate, Hotline{}, Alerts{}
	ex.Climate.StormsPerDay = 0
	ex.Window.To = ex.Window.From.Add(48 * time.Hour)
	w := &ex.Watchers[0]
	w.Relay, w.Denied, w.Delayed, w.Limited, w.Clock.Lost, w.FalsePerHour, w.Meter = 0, 0, 0, 0, 0, 0, nil
	if w.Flight != nil {
		w.Flight.PerDay, w.Flight.Jammed, w.Flight.Shot = 6000/float64(w.Flight.Legs), 0, 0
	}
	w.Says = nil
	far := 0.0
	for _, r := range w.Reach {
		far = max(far, r.Far())
	}
	var kinds []truceline.Kind
	for _, r := range w.Reach {
		n := 0
		for _, k := range r.Kinds {
			if k != truceline.KindInterference && !slices.Contains(kinds, k) && n < 3 { // jamming would jam
				kinds = append(kinds, k)
				n++
			}
		}
	}
	for _, k := range kinds {
		e := EventRate{Kind: k, Subtype: "one", PerDay: 700, Ground: "own", DepthKm: [2]float64{0.05, 2 + 0.7*far}, Mean: 1, Most: 1, Direction: truceline.DirectionUndetermined}
		if len(w.At) > 0 {
			e.At, e.PerDay = w.At[0], 200
		}
		ex.Events = append(ex.Events, e)
	}
	return ex
}

// tallied is how often something was, and was expected to be.
type tallied struct{ got, want, variance float64 }

func asStated(t *testing.T, ex Exercise) {
	w, err := play(ex, 21)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]*tallied{}
	at := func(key string) *tallied {
		if sums[key] == nil {
			sums[key] = &tallied{}
		}
		return sums[key]
	}
	said := map[string]bool{}
	for _, st := range w.statements {
		if st.truth >= 0 {
			said[fmt.Sprint(st.site.number, " ", st.truth)] = true
		}
	}
	for _, s := range w.sites {
		for i := range w.happenings {
			h := &w.happenings[i]
			if h.from.Before(s.begins) || !h.from.Before(s.ends) || math.Abs(h.at.Lat-s.at.Lat) > 0.3 || h.self != nil {
				continue
			}
			km, azimuth := apart(s.at, h.at)
			now := conditionsAt(w.ex, s.along, h.from)
			p := expected(s, h, now, km, azimuth)
			if p == 0 {
				if said[fmt.Sprint(s.number, " ", i)] {
					t.Errorf("%s notices %s %.2f km away, which it cannot", s.name, h.kind, km)
				}
				continue
			}
			band := "over 5 km"
			for _, upTo := range []float64{5, 3, 2, 1} {
				if km < upTo {
					band = fmt.Sprintf("under %g km", upTo)
				}
			}
			light := "day"
			if now.night {
				light = "night"
			}
			sky := "clear"
			if now.fog || now.rain || now.wind {
				sky = "bad weather"
			}
			for _, key := range []string{string(h.kind) + " " + band, light, sky} {
				sum := at(key)
				sum.want, sum.variance = sum.want+p, sum.variance+p*(1-p)
				if said[fmt.Sprint(s.number, " ", i)] {
					sum.got++
				}
			}
		}
	}
	total := 0.0
	for key, sum := range sums {
		if total += sum.want; sum.variance > 4 {
			sure(t, key, sum.got, sum.want, sum.variance)
		}
	}
	if total /= 3; total < 60 { // each is in three rows
		t.Errorf("only %.0f expected", total)
	}
	errs(t, w)
}

// expected is the chance that a site notices a happening, worked out from its
// posture in a way of its own.
func expected(s *site, h *happening, now conditions, km, azimuth float64) float64 {
	for _, o := range s.out {
		if !h.from.Before(o.from) && h.from.Before(o.to) {
			return 0
		}
	}
	if s.from != s.to && math.Mod(azimuth-s.from+720, 360) > math.Mod(s.to-s.from+360, 360) {
		return 0
	}
	missed := 1.0
	for _, r := range s.watcher.Reach {
		if !slices.Contains(r.Kinds, h.kind) {
			continue
		}
		p := straight(r, km)
		for _, x := range []struct {
			is bool
			f  *float64
		}{{now.night, r.Night}, {now.fog, r.Fog}, {now.wind, r.Wind}, {now.rain, r.Rain}} {
			if x.is && x.f != nil {
				p *= *x.f
			}
		}
		missed *= 1 - p
	}
	return 1 - missed
}

// errs measures how often the bearing and the range (95 %) and the clock (90 %)
// that are stated hold the truth; a patrol's words are measured in
// TestErrorsAreAsStated.
func errs(t *testing.T, w *world) {
	x := w.ex.Watchers[0]
	n, bearing, distance, clock := 0.0, 0.0, 0.0, 0.0
	for _, st := range w.statements {
		if st.truth < 0 || w.happenings[st.truth].self != nil {
			continue
		}
		h := &w.happenings[st.truth]
		km, azimuth := apart(st.site.at, h.at)
		n++
		if within(azimuth, st.bearingFrom, st.bearingTo) {
			bearing++
		}
		if km*1000 >= st.rangeMin-5 && km*1000 <= st.rangeMax+5 {
			distance++
		}
		if st.from.Sub(h.from).Abs() <= st.error+time.Millisecond {
			clock++
		}
	}
	t.Logf("of %.0f statements the bearing holds %.3f, the range %.3f, the clock %.3f", n, bearing/n, distance/n, clock/n)
	if x.Halts > 0 {
		return
	}
	sure(t, "bearings that hold the truth", bearing, 0.95*n, 0.0475*n)
	switch {
	case x.RangeError == 0 && distance != n:
		t.Errorf("%.0f of %.0f ranges hold the truth", distance, n)
	case x.RangeError > 0 && distance/n < 0.93: // it is never stated under 50 m
		t.Errorf("%.3f of the ranges hold the truth", distance/n)
	}
	switch {
	case x.Clock.Quality == truceline.ClockWatch, x.Means == truceline.MeansAcoustic:
		if clock/n < 0.88 { // the way of the sound and the round minute take a part
			t.Errorf("%.3f of the clocks hold the truth", clock/n)
		}
	default:
		sure(t, "clocks that hold the truth", clock, 0.9*n, 0.09*n)
	}
}

// TestEveryFalseAlarmIsAsStated: every sort that raises false alarms does so at
// its rate while it can notice such a thing at all, more often in strong wind by
// its factor, and takes thunder for something else as often as its curve says.
func TestEveryFalseAlarmIsAsStated(t *testing.T) {
	for _, x := range []struct{ exercise, sort string }{
		{"quiet-week", "acoustic"}, {"quiet-week", "camera"}, {"quiet-week", "optical"}, {"quiet-week", "patrol"}, {"quiet-week", "uav"},
		{"quiet-week", "mini"}, {"quiet-week", "long"}, {"plant-under-fire", "telemetry"},
	} {
		t.Run(x.sort, func(t *testing.T) {
			ex := alone(t, x.exercise, x.sort)
			ex.Events = nil
			ex.Climate.WindMS, ex.Climate.StormsPerDay = 7, 40
			ex.Watchers[0].FalsePerHour = load(t, x.exercise).watcher(x.sort).FalsePerHour * 10 // ten times as many, to measure them
			falseAlarms(t, ex)
		})
	}
}

func (ex Exercise) watcher(sort string) *Watcher {
	for i := range ex.Watchers {
		if ex.Watchers[i].Sort == sort {
			return &ex.Watchers[i]
		}
	}
	return nil
}

func falseAlarms(t *testing.T, ex Exercise) {
	w, err := play(ex, 4)
	if err != nil {
		t.Fatal(err)
	}
	x := &w.ex.Watchers[0]
	total := 0.0
	for _, s := range x.FalseSays {
		total += s.Weight
	}
	// able is the share of what it says falsely that it could say at a moment.
	able := func(s *site, when time.Time) (sum float64) {
		for _, o := range s.out {
			if !when.Before(o.from) && when.Before(o.to) {
				return 0
			}
		}
		for _, say := range x.FalseSays {
			if f := factor(x.reachFor(say.Kind), conditionsAt(w.ex, s.along, when)); f > 0 {
				sum += say.Weight / total
			}
		}
		return sum
	}
	calm, windy := 0.0, 0.0
	const step = time.Minute
	for _, s := range w.sites {
		for when := s.begins.Add(step / 2); when.Before(s.ends); when = when.Add(step) {
			one := x.FalsePerHour * able(s, when) * step.Hours()
			calm += one
			if float64(w.ex.air(s.along, when).wind) >= w.ex.Climate.strong() {
				windy += one * max(0, x.FalseInWind-1)
			}
		}
	}
	got := map[string]float64{}
	lightning := struct{ sites, got float64 }{}
	for _, st := range w.statements {
		switch {
		case st.cause == 0:
			got["alone"]++
		case st.cause <= len(w.ex.causes.list):
			got["by wind"]++
		default:
			lightning.got++
		}
	}
	sure(t, "about nothing", got["alone"], calm, calm)
	if windy > 0 {
		sure(t, "about wind", got["by wind"], windy, windy)
	} else if got["by wind"] > 0 {
		t.Errorf("%.0f alarms by wind of a sort that minds none", got["by wind"])
	}
	if len(x.Thunder) == 0 {
		if lightning.got > 0 {
			t.Errorf("%.0f alarms by thunder of a sort that minds none", lightning.got)
		}
		return
	}
	want, variance := 0.0, 0.0
	for _, line := range bytes.Split(bytes.TrimSpace(made(t, ex, Options{Seed: 4})["truth/causes.ndjson"].Bytes()), []byte("\n")) {
		var c causeLine
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		if c.Sort != "lightning" {
			continue
		}
		for _, s := range w.sites {
			if math.Abs(s.at.Lat-c.At.Lat) > 0.2 {
				continue
			}
			km, _ := apart(s.at, *c.At)
			if p := lookUp(x.Thunder, km) * able(s, c.From); p > 0 {
				want, variance = want+p, variance+p*(1-p)
			}
		}
	}
	sure(t, "about thunder", lightning.got, want, variance)
}

// TestDeliveryIsAsStated: statements come after the delay of the posture, some of
// them hours late, twice, damaged, or a second time through the desk.
func TestDeliveryIsAsStated(t *testing.T) {
	ex := alone(t, "quiet-week", "acoustic")
	w0 := &ex.Watchers[0]
	w0.Late, w0.Repeat, w0.Relay, w0.Broken = 0.02, 0.05, 0.08, 0.01
	w, err := play(ex, 3)
	if err != nil {
		t.Fatal(err)
	}
	own, late, again, relayed, delay := 0.0, 0.0, 0.0, 0.0, 0.0
	seen, backwards, last := map[string]bool{}, 0, time.Time{}
	for _, st := range w.statements { // in the order in which they arrive
		if st.fromDesk() {
			relayed++
			continue
		}
		if st.begun.Before(last) {
			backwards++
		}
		last = st.begun
		if seen[st.id] {
			again++
			continue
		}
		seen[st.id] = true
		own++
		switch took := st.arrives.Sub(st.to); {
		case took > 50*time.Minute:
			late++
		default:
			delay += took.Seconds()
		}
	}
	sure(t, "hours late", late, 0.02*own, 0.0196*own)
	sure(t, "twice", again, 0.05*own, 0.0475*own)
	sure(t, "through the desk", relayed, 0.08*own, 0.0736*own)
	// Exponential about 20 s, cut off at four times that.
	mean := 20 * (1 - math.Exp(-4))
	if got := delay / (own - late); math.Abs(got-mean) > 1 {
		t.Errorf("a delay of %.1f s on average, %.1f expected", got, mean)
	}
	if backwards < int(own/20) {
		t.Errorf("only %d of %.0f are out of order", backwards, own)
	}
	table := made(t, ex, Options{Seed: 3})["raw/observations-acoustic.csv"].Bytes()
	lines := bytes.Split(bytes.TrimSpace(table), []byte("\n"))
	broken, rows := 0.0, float64(len(lines)-1)
	for _, line := range lines[1:] {
		if !wholeRow(string(line)) {
			broken++
		}
	}
	// A byte put in the place of another does not always show.
	if share := broken / rows; share < 0.005 || share > 0.0125 {
		t.Errorf("%.4f of the rows are visibly damaged, of 0.01", share)
	}
}

// wholeRow reports whether a row of the observation table has all its cells and
// begins and ends as one does.
// TestBrokenBinary: damaged messages of radars and cameras come at their rate, stay
// one message each, and harm no other.
func TestBrokenBinary(t *testing.T) {
	const share = 0.2
	ex := load(t, "bad-night")
	for i := range ex.Watchers {
		ex.Watchers[i].Broken = 0
		if sort := ex.Watchers[i].Sort; sort == "radar" || sort == "camera" {
			ex.Watchers[i].Broken = share
		}
	}
	files := made(t, ex, Options{Seed: 9})
	good := func(what string, feeds ...string) {
		t.Helper()
		refused, rows := 0.0, 0.0
		for _, name := range feeds {
			for _, h := range overhear(t, files, name) {
				if h.incident == 0 && h.object == 0 && len(h.Observations) == 0 && len(h.Refusals) == 0 {
					continue // registrations and status, which are not damaged
				}
				if rows++; len(h.Refusals) > 0 {
					refused++
				}
			}
		}
		t.Logf("%s: %.0f of %.0f refused", what, refused, rows)
		// One in three is cut off and one in three has a piece twice: both are found
		// out. A changed octet may be within what can be.
		if rows < 50 || refused > share*rows+4*math.Sqrt(share*rows) || refused < 0.6*share*rows-4*math.Sqrt(share*rows) {
			t.Errorf("%s: %.0f of %.0f refused", what, refused, rows)
		}
	}
	good("radars", "radar")
	var cameras []string
	for name := range files {
		if stem, ok := strings.CutSuffix(name, ".sapient"); ok {
			cameras = append(cameras, strings.TrimPrefix(stem, "raw/"))
		}
	}
	slices.Sort(cameras)
	good("cameras", cameras...)
}

func wholeRow(line string) bool {
	cells := strings.Split(line, ",")
	if len(cells) != len(observationColumns()) || !strings.HasPrefix(cells[0], "AP-") && !strings.HasPrefix(cells[0], desk) {
		return false
	}
	for _, i := range []int{1, 2} {
		if _, err := time.Parse(time.RFC3339, cells[i]); err != nil {
			return false
		}
	}
	for _, i := range []int{4, 13, 14, 15, 16, 17, 18} {
		if strings.Trim(cells[i], "0123456789.") != "" {
			return false
		}
	}
	return true
}

// TestClaimsAreAsStated: a side claims what the other did, times a factor of its
// own within the bounds, and leaves out its share of numbers.
func TestClaimsAreAsStated(t *testing.T) {
	ex := still(t, "bad-night", "uav")
	ex.Claims.Inflate, ex.Claims.Omit, ex.Claims.Mirror = [2]float64{1.5, 4}, 0.35, 0
	ex.Events = []EventRate{{Kind: truceline.KindIndirectFire, Subtype: "mortar", PerDay: 900, Ground: "other", DepthKm: [2]float64{0.3, 4}, Mean: 1, Most: 1}}
	ex.Watchers[0].Flight.PerDay = 0
	given, most := 0.0, 0.0
	var factors []float64
	for seed := range uint64(40) {
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		did := [2]float64{}
		for i := range w.happenings {
			did[w.happenings[i].by]++
		}
		for _, row := range rowsOf(t, w.spoken.file(seed)) {
			given++
			if row["metric"] != "violations_total" || row["from_local"][:10] == row["to_local"][:10] {
				continue
			}
			given-- // always given
			accused := 0
			if row["accused"] == ex.Sides[1].Name {
				accused = 1
			}
			factors = append(factors, number(t, row["value"])/did[accused])
		}
		most += float64(2 * (len(ex.Claims.Windows)*len(ex.Claims.Metrics) - 1))
	}
	sure(t, "numbers that may be left out", given, 0.65*most, 0.65*0.35*most)
	slices.Sort(factors)
	mean := 0.0
	for _, f := range factors {
		mean += f / float64(len(factors))
	}
	t.Logf("%d totals, %.2f to %.2f times the truth, %.2f on average", len(factors), factors[0], factors[len(factors)-1], mean)
	// "More than" rounds down to tens.
	if len(factors) != 80 || factors[0] < 1.48 || factors[len(factors)-1] > 4.02 || math.Abs(mean-2.75) > 0.35 {
		t.Errorf("%d totals, %.2f to %.2f times the truth, %.2f on average", len(factors), factors[0], factors[len(factors)-1], mean)
	}
}

// TestWeatherReportsAreAsStated: a report is off by what it is meant to be off by.
func TestWeatherReportsAreAsStated(t *testing.T) {
	ex := load(t, "quiet-week")
	w, err := newWorld(ex, Options{Seed: 2}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var n, wind, celsius float64
	for i, row := range rowsOf(t, weatherReports(w.ex, w.terrain, 2)) {
		from, err := time.Parse(time.RFC3339, row["from"])
		if err != nil {
			t.Fatal(err)
		}
		hours := int(ex.Window.To.Sub(ex.Window.From).Hours())
		now := w.ex.air(min(w.terrain.track.whole, (float64(i/hours)+0.5)*50), from.Add(30*time.Minute))
		n++
		x := number(t, row["wind_ms"])/float64(now.wind) - 1
		wind += x * x
		y := number(t, row["temperature_c"]) - float64(now.celsius)
		celsius += y * y
		if rain := number(t, row["rain_mm_h"]) > 0; rain != (now.rain > 0) {
			t.Fatalf("rain %v, told %v", now.rain, rain)
		}
		if fog := number(t, row["visibility_km"]) < 1; fog != now.fog {
			t.Fatalf("fog %v, told %v", now.fog, fog)
		}
	}
	t.Logf("%.0f reports: wind off by %.3f of itself, temperature by %.2f degrees", n, math.Sqrt(wind/n), math.Sqrt(celsius/n))
	if math.Abs(math.Sqrt(wind/n)-0.1) > 0.01 || math.Abs(math.Sqrt(celsius/n)-0.5) > 0.03 {
		t.Errorf("wind off by %.3f of itself, temperature by %.2f degrees", math.Sqrt(wind/n), math.Sqrt(celsius/n))
	}
}
