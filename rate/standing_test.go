package rate

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

var full = flag.Bool("full", false, "as many worlds as the figures of docs/rates.md rest on")

// stay is a thing that stands somewhere for some hours.
type stay struct{ km, off, from, to float64 }

const (
	lookReach  = 3.0 // km
	lookChance = 0.8
	// lookTrue is the share of incidents that are true, where some are not.
	lookTrue = 0.7
)

// standingWorld is things that come and go beside a straight line of 100 km, and
// drones that look at places drawn evenly.
func standingWorld(seed uint64, perDay, looks float64) (things []stay, config Config, list []Look, seen []Sighting) {
	return doubtedWorld(seed, perDay, looks, false)
}

// doubtedWorld is a standingWorld of which, when uneven, the south is looked at three
// times as often, and of what is reported a share is nothing, as its incidents say.
func doubtedWorld(seed uint64, perDay, looks float64, uneven bool) (things []stay, config Config, list []Look, seen []Sighting) {
	w := newTestWorld(seed, 100, 48)
	config = w.config()
	config.Noticing = func(p truceline.Place, when truceline.Interval, kind truceline.Kind) coverage.Noticing {
		var n coverage.Noticing
		x, y := along(p.At)
		for _, l := range list {
			lx, ly := along(l.At)
			if kind == truceline.KindWeapon && !when.From.Before(l.From) && when.From.Before(l.To) && math.Hypot(x-lx, y-ly) < lookReach {
				n.Watchers = append(n.Watchers, coverage.Watcher{By: l.By, Means: truceline.MeansDrone, Chance: lookChance, State: truceline.Watched})
			}
		}
		return n
	}
	for range poissonNumber(w.r, perDay*4) { // from two days before
		at := -48 + 96*w.r.Float64()
		things = append(things, stay{100 * w.r.Float64(), -10 + 20*w.r.Float64(), at, at + 20*w.r.ExpFloat64()})
	}
	for i := range int(looks) {
		from := 47.8 * w.r.Float64()
		km := 100 * w.r.Float64()
		if uneven && i%2 == 0 {
			km /= 2
		}
		l := Look{By: fmt.Sprintf("D%04d", i), At: at(km, -10+20*w.r.Float64()), RangeM: 1000 * lookReach / beyond,
			From: w.window.From.Add(time.Duration(from * float64(time.Hour)))}
		l.To = l.From.Add(6 * time.Minute)
		list = append(list, l)
		x, y := along(l.At)
		for n, t := range things {
			if t.from <= from && from < t.to && math.Hypot(x-t.km, y-t.off) < lookReach && w.r.Float64() < lookChance {
				seen = append(seen, sighting1(w.r, l, t, n))
			}
		}
	}
	if !uneven {
		return things, config, list, seen
	}
	for i := range seen {
		seen[i].Incident.Exists.P = lookTrue
	}
	for i := range things { // what looks like one and is none
		if w.r.Float64() >= lookTrue {
			things[i].to = things[i].from
		}
	}
	return things, config, list, seen
}

func sighting1(r *rand.Rand, l Look, t stay, n int) Sighting {
	i := truceline.Incident{ID: truceline.IDOf("thing", fmt.Sprint(n)), Kind: truceline.KindWeapon, Exists: truceline.Probability{P: 1, Low: 1, High: 1}}
	i.Place = truceline.Place{Shape: truceline.ShapePoint, At: at(t.km+0.05*r.NormFloat64(), t.off+0.05*r.NormFloat64())}
	return Sighting{By: l.By, When: l.From.Add(time.Minute), Incident: i}
}

// TestStandingHolds: things that come and go, each seen at some looks and missed at
// others: the interval for how many stood at a moment holds it as often as it says,
// and the estimate is right on the mean; also where the ground is looked at unevenly
// and three reports in ten are nothing. Full size (-full) is 250 worlds each.
func TestStandingHolds(t *testing.T) {
	even, uneven := 60, 40
	if *full {
		even, uneven = 250, 250
	}
	standingHolds(t, even, false)
	standingHolds(t, uneven, true)
}

func standingHolds(t *testing.T, worlds int, uneven bool) {
	t.Helper()
	held, above, said, sum, truth, width := 0, 0, 0, 0.0, 0.0, 0.0
	for seed := range uint64(worlds) {
		things, config, looks, seen := doubtedWorld(seed, 12, 150, uneven)
		for _, s := range Standing(config, looks, seen) {
			if s.Kind != truceline.KindWeapon || s.Side == "" || !s.Known() {
				continue
			}
			stood := 0.0
			for _, x := range things {
				if side, d, along := config.Ground(at(x.km, x.off)); side == s.Side && contains(s.Ground, along, d) {
					stood += max(0, min(48, x.to)-max(0, x.from)) / 48
				}
			}
			said++
			switch {
			case stood > s.High:
				above++
			case s.Low <= stood:
				held++
			}
			sum, truth, width = sum+s.Value, truth+stood, width+s.High-s.Low
		}
	}
	t.Logf("uneven %v: %d of %d hold, %d stood above; %.2f estimated, %.2f stood, mean width %.2f", uneven, held, said, above, sum/float64(said), truth/float64(said), width/float64(said))
	if said < worlds*sides*5/6 || float64(held) < 0.93*float64(said) {
		t.Errorf("uneven %v: %d of %d intervals hold what stood", uneven, held, said)
	}
	if r := sum / truth; r < 0.88 || r > 1.12 { // of 40 worlds; of 1,000 it is 0.99 to 1.01
		t.Errorf("uneven %v: %.2f times what stood is estimated", uneven, r)
	}
}

func contains(plots []truceline.Plot, along, distance float64) bool {
	for _, p := range plots {
		if p.Contains(along, distance) {
			return true
		}
	}
	return false
}

// TestPlotsMeasured: a plot is as large as the ground that is nearest to its piece of the
// line: as long and deep where the line is straight, less in the crook of a bend, and
// nothing off the line's ends.
func TestPlotsMeasured(t *testing.T) {
	w := newTestWorld(1, 100, 48)
	g := newGround(w.config())
	for i, km2 := range g.km2 {
		p := g.plot(i)
		if want := (p.ToKm - p.FromKm) * (p.DepthKm - p.NearKm); math.Abs(km2-want) > 0.11*want+1 {
			t.Errorf("straight: %+v is %v km², want %v", p, km2, want)
		}
	}
	bent := w.config()
	bent.Line = truceline.Polyline{at(0, 0), at(40, 0), at(40, 40)} // to the north, then to the east
	corner := geo.NewLine(bent.Line)
	bent.Ground = func(p truceline.Point) (string, float64, float64) {
		km, off := along(p)
		side := "W"
		if off > 0 && km < 40 {
			side = "E" // in the crook
		}
		return side, corner.Distance(p) / 1000, corner.Along(p)
	}
	inner, outer := 0.0, 0.0
	g = newGround(bent)
	for i, km2 := range g.km2 {
		if p := g.plot(i); p.FromKm == 30 || p.FromKm == 40 {
			if g.side(i) == 1 {
				inner += km2
			} else {
				outer += km2
			}
		}
	}
	// In the crook a place is nearest to the leg from which it lies less far than from the other: two triangles of 10 km.
	// Outside it are 20 by 15 km and a quarter of a circle.
	if want := 100.0; math.Abs(inner-want) > 12 {
		t.Errorf("in the crook %v km², want %v", inner, want)
	}
	if want := 300 + math.Pi*225/4; math.Abs(outer-want) > 12 {
		t.Errorf("outside it %v km², want %v", outer, want)
	}
	if g.index(0, 0, 1) >= 0 || g.index(0, g.track.whole(), 1) >= 0 {
		t.Error("what lies off an end of the line lies in a plot")
	}
}

// TestStandingUnseen: nothing seen is an upper bound that falls with more looks; no
// looks, and nothing can be said.
func TestStandingUnseen(t *testing.T) {
	bound := func(looks float64) truceline.Standing {
		_, config, list, _ := standingWorld(5, 0, looks)
		for _, s := range Standing(config, list, nil) {
			if s.Kind == truceline.KindWeapon && s.Side == "" {
				return s
			}
		}
		return truceline.Standing{}
	}
	few, many, none := bound(60), bound(400), bound(0)
	if few.Method != truceline.RateUpper || many.Method != truceline.RateUpper || few.Value != 0 || none.Known() {
		t.Fatalf("%+v\n%+v\n%+v", few, many, none)
	}
	if few.High/few.LookedKm2 <= many.High/many.LookedKm2 {
		t.Errorf("at most %v on %v km² after 60 looks and %v on %v km² after 400", few.High, few.LookedKm2, many.High, many.LookedKm2)
	}
}

// TestStandingOneLook, by hand: one look that sees with certainty a quarter of a plot
// finds one thing: four stand in the plot.
func TestStandingOneLook(t *testing.T) {
	n := newSum()
	n.add(0, truceline.ID{}, 1, 4)
	if value, low, high := n.interval(4); value != 4 || math.Abs(low-4*0.0253) > 0.01 || math.Abs(high-4*5.572) > 0.01 { // Garwood of 1
		t.Errorf("%v, %v to %v", value, low, high)
	}
	n.add(0, truceline.ID{}, 1, 4) // the same thing once more: no more is known
	if value, low, high := n.interval(4); value != 8 || math.Abs(low-8*0.0253) > 0.01 || high < 30 {
		t.Errorf("twice the same: %v, %v to %v", value, low, high)
	}
}

// TestStandingMirror: the sides exchanged give the same numbers with the sides
// exchanged.
func TestStandingMirror(t *testing.T) {
	_, config, looks, seen := standingWorld(9, 12, 150)
	mirrored := config
	mirrored.Sides = []string{"E", "W"}
	mirrored.Ground = func(p truceline.Point) (string, float64, float64) {
		side, d, along := config.Ground(p)
		return map[string]string{"W": "E", "E": "W"}[side], d, along
	}
	here, there := Standing(config, looks, seen), Standing(mirrored, looks, seen)
	if len(here) != len(there) || len(here) < 3 {
		t.Fatalf("%d and %d", len(here), len(there))
	}
	for _, a := range here {
		for _, b := range there {
			if a.Kind == b.Kind && (a.Side == "" && b.Side == "" || a.Side == "W" && b.Side == "E" || a.Side == "E" && b.Side == "W") &&
				(a.Value != b.Value || a.Low != b.Low || a.High != b.High || a.Occupied != b.Occupied || a.Looks != b.Looks) {
				t.Errorf("%s %q: %v to %v, exchanged %v to %v", a.Kind, a.Side, a.Low, a.High, b.Low, b.High)
			}
		}
	}
}

// TestLooksOf: rows of one stay are one look, pictures of a drone a minute apart too, and
// each scene of a satellite is one; a look goes as far as its watcher may notice anything.
func TestLooksOf(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2030, 5, 1, 6, minute, 0, 0, time.UTC) }
	watch := func(by string, means truceline.Means, from, to int) truceline.Watch {
		return truceline.Watch{By: by, Means: means, When: truceline.Interval{From: at(from), To: at(to)},
			Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 36}, Ellipse: truceline.Ellipse{SemiMajor: 2500, SemiMinor: 2500}}}
	}
	scene := func(id string, from int) truceline.Watch {
		w := watch("SAR-01", truceline.MeansRadar, from, from+1)
		w.Place, w.Scene = truceline.Place{Shape: truceline.ShapeArea, At: w.Place.At, Area: "scene " + id}, &truceline.Scene{ID: id}
		return w
	}
	camera := watch("CAM-1", truceline.MeansCamera, 0, 5)
	denied := watch("PT-1", truceline.MeansSaw, 0, 5)
	denied.Cause = truceline.CauseDenied
	got := LooksOf([]truceline.Watch{watch("UAV-1", truceline.MeansDrone, 0, 1), watch("UAV-1", truceline.MeansDrone, 1, 2), watch("UAV-1", truceline.MeansDrone, 2, 3),
		scene("a", 4), scene("b", 5), camera, denied, watch("UAV-1", truceline.MeansDrone, 20, 21)}, func(w truceline.Watch) float64 {
		if w.Scene != nil {
			return 25_000
		}
		return 3000
	})
	want := []Look{{"UAV-1", truceline.Point{Lat: 48, Lon: 36}, 2500, at(0), at(3)}, {"SAR-01", truceline.Point{Lat: 48, Lon: 36}, 25_000 / beyond, at(4), at(5)},
		{"SAR-01", truceline.Point{Lat: 48, Lon: 36}, 25_000 / beyond, at(5), at(6)}, {"UAV-1", truceline.Point{Lat: 48, Lon: 36}, 2500, at(20), at(21)}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
