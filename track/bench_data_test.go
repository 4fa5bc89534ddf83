package track

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/truceline/truceline/score"
)

// The workloads of ../shared/bench/tracking. The bars are those of the best
// recorded row of Stone Soup there, less a tenth (n10: the row itself). The
// tracker's figures were set on other seeds.

// benchSet is a workload: what is true, what was detected, and whose it was.
type benchSet struct {
	truth    map[int][]benchPlace // by second
	detected string
	whose    []string // by detection
}

type benchPlace struct {
	id   string
	x, y float64
}

func benchFile(t testing.TB, set, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "bench", "tracking", set, name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("skipped: no tracking bench beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func loadBench(t testing.TB, set string) benchSet {
	t.Helper()
	b := benchSet{truth: map[int][]benchPlace{}, detected: filepath.Join("..", "..", "shared", "bench", "tracking", set, "detections.csv.gz")}
	for _, r := range benchFile(t, set, "truth.csv.gz") {
		at, _ := strconv.ParseFloat(r[0], 64)
		x, _ := strconv.ParseFloat(r[3], 64)
		y, _ := strconv.ParseFloat(r[4], 64)
		b.truth[int(at)] = append(b.truth[int(at)], benchPlace{r[1], x, y})
	}
	for _, r := range benchFile(t, set, "detection_truth.csv.gz") {
		b.whose = append(b.whose, r[0])
	}
	return b
}

// benchConfig is what the makers of the workload say of its sensors.
func benchConfig(hard bool) Config {
	detect, alarms := [3]float64{0.95, 0.85, 0.70}, [3]float64{5, 20, 50}
	if hard {
		detect, alarms = [3]float64{0.85, 0.70, 0.55}, [3]float64{50, 200, 500}
	}
	var c Config
	for k := range detect {
		area := Box{East: 300e3, North: 300e3}
		c.Sensors = append(c.Sensors, Sensor{Detect: detect[k], Clutter: alarms[k] / area.Size(), Area: area})
	}
	return c
}

// run tracks the first seconds of the workload and calls at every fifth second
// with what was taken to be there. stepped is what the tracker itself took.
func (b *benchSet) run(t testing.TB, config Config, seconds int, at func(second int, all []Estimate)) (stepped time.Duration) {
	t.Helper()
	f, err := os.Open(b.detected)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	table, err := NewTable(z, []string{"0", "1", "2"})
	if err != nil {
		t.Fatal(err)
	}
	tr := New(config)
	next := 0
	for {
		s, err := table.Next()
		if err != nil {
			t.Fatal(err)
		}
		for next <= seconds && (s == nil || s.Time > float64(next)) {
			at(next, tr.EstimatesAt(float64(next), nil))
			next += 5
		}
		if s == nil || next > seconds {
			return stepped
		}
		began := time.Now()
		tr.Step(s)
		stepped += time.Since(began)
	}
}

// scored is GOSPA (p 2, c 2,000 m, alpha 2) over instants, and how often a true
// thing's track is another than its last.
type scored struct {
	sum      float64
	n        int
	switches int
	last     map[string]uint32
}

func (s *scored) take(truth []benchPlace, all []Estimate) {
	d := make(score.Distances, len(truth))
	for i, x := range truth {
		for _, e := range all {
			d[i] = append(d[i], math.Hypot(x.x-e.X, x.y-e.Y))
		}
	}
	s.sum += score.GOSPA(d, len(all), 2000, 2, 2).Distance
	s.n++
	// The track it had, if that is within 1 km, and otherwise the nearest free one.
	used := map[uint32]bool{}
	now := map[string]uint32{}
	for i, x := range truth {
		for j, e := range all {
			if e.Track == s.last[x.id] && d[i][j] <= 1000 {
				now[x.id], used[e.Track] = e.Track, true
			}
		}
	}
	for i, x := range truth {
		if now[x.id] != 0 {
			continue
		}
		best, free := 1000.0, uint32(0)
		for j, e := range all {
			if !used[e.Track] && d[i][j] <= best {
				best, free = d[i][j], e.Track
			}
		}
		if free != 0 {
			now[x.id], used[free] = free, true
		}
	}
	for id, number := range now {
		if was := s.last[id]; was != 0 && was != number {
			s.switches++
		}
		s.last[id] = number
	}
}

func (s *scored) mean() float64 { return s.sum / float64(s.n) }

// known is the bound: the same filter, told which detections are whose, so that
// all that is left are the sensors' errors and what was not detected. A thing is
// there from its first detection to its last.
func (b *benchSet) known(t testing.TB, seconds int) float64 {
	t.Helper()
	m := Air()
	type one struct {
		state        models
		time         float64
		first, until float64
	}
	span := map[string]*one{}
	rows := benchRows(t, b.detected)
	for i, r := range rows {
		if o := span[b.whose[i]]; o != nil {
			o.until = r[0]
		} else if b.whose[i] != "-1" {
			span[b.whose[i]] = &one{first: r[0], until: r[0]}
		}
	}
	s := scored{last: map[string]uint32{}}
	next := 0.0
	settle := func(until float64) {
		for ; next <= min(until, float64(seconds)); next += 5 {
			var all []Estimate
			for _, id := range names(span) {
				if o := span[id]; next >= o.first && next <= o.until {
					g := o.state
					g.predict(&m, next-o.time)
					mean := g.mean()
					all = append(all, Estimate{Track: uint32(len(all) + 1), X: mean.x[east], Y: mean.x[north]})
				}
			}
			s.take(b.truth[int(next)], all)
		}
	}
	for i, r := range rows {
		settle(math.Nextafter(r[0], 0))
		o := span[b.whose[i]]
		if o == nil {
			continue
		}
		z := Detection{X: r[1], Y: r[2], XX: r[3], YY: r[3]}
		if o.time == 0 && o.first == r[0] {
			o.state, o.time = m.first(&z), r[0]
			continue
		}
		o.state.predict(&m, r[0]-o.time)
		o.time = r[0]
		sp := compress(&z, r[0])
		o.state.take(&sp)
	}
	settle(float64(seconds))
	return s.mean()
}

func names[T any](of map[string]T) []string { return slices.Sorted(maps.Keys(of)) }

// benchRows are time, x, y and variance of every detection.
func benchRows(t testing.TB, file string) (out [][4]float64) {
	t.Helper()
	set := filepath.Base(filepath.Dir(file))
	for _, r := range benchFile(t, set, "detections.csv.gz") {
		var row [4]float64
		for k, c := range [4]int{0, 1, 2, 4} {
			v, err := strconv.ParseFloat(r[c], 64)
			if err != nil {
				t.Fatal(err)
			}
			row[k] = v
		}
		out = append(out, row)
	}
	return out
}

// TestBench holds the whole of n10 and five minutes of the others against the
// bars, with room for what a slice differs by; BenchmarkTracking takes them whole.
func TestBench(t *testing.T) {
	hold := func(set string, seconds int, bar float64, switches int) {
		t.Helper()
		b := loadBench(t, set)
		s := scored{last: map[string]uint32{}}
		b.run(t, benchConfig(set == "n50hard"), seconds, func(second int, all []Estimate) { s.take(b.truth[second], all) })
		t.Logf("%s, %d s: GOSPA %.1f m, %d switches", set, seconds, s.mean(), s.switches)
		if s.mean() > bar || s.switches > switches {
			t.Errorf("%s, %d s: GOSPA %.1f m and %d switches, the bar is %.1f m and %d", set, seconds, s.mean(), s.switches, bar, switches)
		}
	}
	hold("n10", 1200, 286.1, 0)
	hold("n50", 300, 704, 1)
	hold("n50hard", 300, 975.8, 4)
}

// BenchmarkTracking takes the workloads whole: GOSPA, the bound with known
// association beside it, and the tracker's own time.
func BenchmarkTracking(b *testing.B) {
	for _, set := range []string{"n10", "n50", "n200", "n50hard"} {
		b.Run(set, func(b *testing.B) {
			w := loadBench(b, set)
			bound := w.known(b, 1200)
			for b.Loop() {
				s := scored{last: map[string]uint32{}}
				took := w.run(b, benchConfig(set == "n50hard"), 1200, func(second int, all []Estimate) { s.take(w.truth[second], all) })
				b.ReportMetric(s.mean(), "gospa-m")
				b.ReportMetric(bound, "known-m")
				b.ReportMetric(float64(s.switches), "switches")
				b.ReportMetric(1000*took.Seconds(), "tracker-ms")
			}
		})
	}
}
