package coverage_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/sim"
)

// TestStripSaysTheSame: what a strip says of a cell and an hour is what the
// ledger says of the place and the hour, for what happens and for what stays.
func TestStripSaysTheSame(t *testing.T) {
	w := makeWorld(t, "quiet-week", sim.Options{Seed: 3, Hours: 24, Scale: 1e-4})
	l := w.ledger(false)
	line := truceline.Polyline{{Lat: 47.1, Lon: 32.3}, {Lat: 47.2, Lon: 32.8}, {Lat: 47.2, Lon: 33.2}}
	from := w.raw.Watches[0].When.From
	for _, kind := range []truceline.Kind{truceline.KindIndirectFire, truceline.KindSmallArms, truceline.KindAerial, truceline.KindPosition} {
		cells := coverage.LineCells(line, 2, 0.5, "A", "B")
		some := 0
		for i, row := range l.Strip(cells, kind).Hours(from, time.Hour, 24) {
			for k, c := range row {
				at := from.Add(time.Duration(k) * time.Hour)
				n := l.Noticing(truceline.Place{Shape: truceline.ShapePoint, At: cells[i].At}, truceline.Interval{From: at, To: at.Add(time.Hour)}, kind)
				if one, two := n.AtLeast(1), n.AtLeast(2); math.Abs(c.Chance-one) > 1e-9 || math.Abs(c.Two-two) > 1e-9 || c.NotKnown != n.NotKnown {
					t.Fatalf("%s, cell %d, hour %d: strip %v, ledger %v %v", kind, i, k, c, one, two)
				} else if one > 0 && one < 1 {
					some++
				}
			}
		}
		if some < 50 {
			t.Errorf("%s: only %d cells with a chance between 0 and 1", kind, some)
		}
	}
}

// TestLineCells: a line along a meridian, cut by hand.
func TestLineCells(t *testing.T) {
	line := truceline.Polyline{{Lat: 48, Lon: 37}, {Lat: 48.0899, Lon: 37}} // 10 km
	cells := coverage.LineCells(line, 2.5, 1, "west", "east")
	if len(cells) != 8 || cells[0].Side != "west" || cells[1].Side != "east" || math.Abs(cells[7].ToKm-10) > 0.01 {
		t.Fatalf("got %+v", cells)
	}
	if !(cells[0].At.Lon < 37 && cells[1].At.Lon > 37) || math.Abs(cells[0].At.Lat-(48+0.0899/8)) > 1e-3 {
		t.Errorf("got %+v, %+v", cells[0].At, cells[1].At)
	}
	if coverage.LineCells(line[:1], 1, 0, "", "") != nil || coverage.LineCells(line, math.NaN(), 0, "", "") != nil {
		t.Error("cells of what is no line")
	}
}

// TestPatrolRevisit: a patrol that looks at a kilometre for an hour out of four
// leaves three blind hours.
func TestPatrolRevisit(t *testing.T) {
	l := coverage.New(coverage.Config{})
	for h := 0; h < 24; h += 4 {
		from := at("2030-05-01T00:00").Add(time.Duration(h) * time.Hour)
		l.Watch(truceline.Watch{By: "PT-1", Means: truceline.MeansSaw, State: truceline.Watched, Detection: 0.5, When: truceline.Interval{From: from, To: from.Add(time.Hour)},
			Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.004, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 2000, SemiMinor: 2000}}})
	}
	s := l.Strip(coverage.LineCells(truceline.Polyline{{Lat: 48, Lon: 37}, {Lat: 48.009, Lon: 37}}, 1, 0, "", ""), truceline.KindIndirectFire)
	from := at("2030-05-01T00:00")
	cells := s.Hours(from, time.Hour, 24)
	for k, c := range cells[0] {
		want := 0.0
		if k%4 == 0 {
			want = 0.5
		}
		if c.Chance != want {
			t.Errorf("hour %d: chance %v", k, c.Chance)
		}
	}
	if blind := s.BlindWindows(cells, from, time.Hour, 3*time.Hour, 0.1); len(blind) != 6 || blind[0].When.Hours() != 3 || !blind[0].When.From.Equal(from.Add(time.Hour)) {
		t.Errorf("blind windows of three hours: %+v", blind)
	}
	if blind := s.BlindWindows(cells, from, time.Hour, 4*time.Hour, 0.1); len(blind) != 0 {
		t.Errorf("blind windows of four hours: %+v", blind)
	}
	if e := s.EffortBySide(cells, time.Hour); len(e) != 1 || math.Abs(e[0].Share()-6*0.5/24) > 1e-12 {
		t.Errorf("effort %+v", e)
	}
}

// TestSidesMirror: the labels of the sides exchanged exchange their effort.
func TestSidesMirror(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	line := truceline.Polyline{{Lat: 48, Lon: 37}, {Lat: 48.3, Lon: 37.2}}
	var watches []truceline.Watch
	for i := range 20 {
		w := camera("c"+string(rune('a'+i)), 48+0.3*r.Float64(), 37+0.3*r.Float64(), 4000, "2030-05-01T00:00", "2030-05-01T20:00", truceline.Watched, "")
		w.Detection = r.Float64()
		watches = append(watches, w)
	}
	shares := func(left, right string) map[string]float64 {
		l := coverage.New(coverage.Config{})
		for _, w := range watches {
			l.Watch(w)
		}
		s := l.Strip(coverage.LineCells(line, 1, 2, left, right), truceline.KindIndirectFire)
		out := map[string]float64{}
		for _, e := range s.EffortBySide(s.Hours(at("2030-05-01T00:00"), time.Hour, 24), time.Hour) {
			out[e.Side] = e.Share()
		}
		return out
	}
	one, two := shares("A", "B"), shares("B", "A")
	if one["A"] != two["B"] || one["B"] != two["A"] || one["A"] == one["B"] {
		t.Errorf("%v and, swapped, %v", one, two)
	}
}

// TestStripFollows: what the ledger is told after a strip was made, and asked, is in
// its next answers: an outage, and time for a watch that goes on.
func TestStripFollows(t *testing.T) {
	l := coverage.New(coverage.Config{})
	w := camera("CAM-1", 48, 37, 3000, "2030-05-01T00:00", "2030-05-01T00:00", truceline.Watched, "")
	w.Detection, w.When.Open = 0.5, true
	l.Watch(w)
	l.Tick(at("2030-05-01T06:00"))
	s := l.Strip(coverage.LineCells(truceline.Polyline{{Lat: 48, Lon: 37}, {Lat: 48.009, Lon: 37}}, 1, 0, "", ""), truceline.KindIndirectFire)
	watched := func() (n int) {
		for _, c := range s.Hours(at("2030-05-01T00:00"), time.Hour, 24)[0] {
			if c.Chance > 0 {
				n++
			}
		}
		return n
	}
	for range 2 {
		if n := watched(); n != 6 {
			t.Fatalf("%d hours watched at 06:00", n)
		}
	}
	l.Tick(at("2030-05-01T12:00"))
	if n := watched(); n != 12 {
		t.Errorf("%d hours watched at 12:00", n)
	}
	l.Watch(camera("CAM-1", 48, 37, 3000, "2030-05-01T02:00", "2030-05-01T05:00", truceline.Blind, truceline.CausePower))
	if n := watched(); n != 2 { // a watch that goes on ends with the next row of its footprint
		t.Errorf("%d hours watched with an outage after two", n)
	}
}
