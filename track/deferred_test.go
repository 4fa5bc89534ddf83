package track

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// owned is how well reports were put to things: of what share of the reports the
// thing is that which its track mostly holds, and how often a thing's track is
// another than for its report before.
type owned struct {
	held     map[uint32]map[string]int
	last     map[string]uint32
	switches int
	reports  int
}

func (o *owned) take(thing string, track uint32) {
	if o.held == nil {
		o.held, o.last = map[uint32]map[string]int{}, map[string]uint32{}
	}
	if o.held[track] == nil {
		o.held[track] = map[string]int{}
	}
	o.held[track][thing]++
	if was := o.last[thing]; was != 0 && was != track {
		o.switches++
	}
	o.last[thing] = track
	o.reports++
}

func (o *owned) purity() float64 {
	pure := 0
	for _, things := range o.held {
		most := 0
		for _, n := range things {
			most = max(most, n)
		}
		pure += most
	}
	return float64(pure) / float64(o.reports)
}

// said is a report with what truly made it.
type said struct {
	time, x, y float64
	thing      string
}

// followAll puts reports through a Deferred.
func followAll(all []said, variance float64) (o owned, d *Deferred) {
	slices.SortStableFunc(all, func(a, b said) int { return cmp.Compare(a.time, b.time) })
	i := 0
	d = NewDeferred(Config{Motion: Surface(), Sensors: []Sensor{{Detect: 0.6, Reports: true}}}, func(track uint32) {
		o.take(all[i].thing, track)
		i++
	})
	for _, s := range all {
		d.Step(&Scan{Time: s.time, Detections: []Detection{{X: s.x, Y: s.y, XX: variance, YY: variance}}})
	}
	d.Finish()
	return o, d
}

// keeping are the reports of a thing that keeps an interval with some play, on a
// way given by its time; three in ten are lost.
func keeping(r *rand.Rand, thing string, from, until, every float64, at func(t float64) (x, y float64)) (all []said) {
	for t := from; t < until; t += every {
		when := t + 0.05*r.NormFloat64()
		if x, y := at(t); r.Float64() > 0.3 {
			all = append(all, said{when, x + 30*r.NormFloat64(), y + 30*r.NormFloat64(), thing})
		}
	}
	return all
}

// TestDeferredMeeting: two ferries come to one berth from two sides, lie there
// side by side and go on; what they say after they parted tells which is which.
func TestDeferredMeeting(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 1))
		way := func(sign float64) func(float64) (float64, float64) {
			return func(t float64) (float64, float64) { return sign * (t - 300) * 8, 20 * sign }
		}
		all := append(keeping(r, "eastward", 0, 600, 10, way(1)), keeping(r, "westward", 3.1, 600, 10, way(-1))...)
		o, d := followAll(all, 900)
		if o.reports != len(all) || d.Confirmed() != 2 || o.purity() < 0.98 || o.switches > 2 {
			t.Errorf("seed %d: %d of %d reports decided, %d tracks, purity %.3f, %d switches", seed, o.reports, len(all), d.Confirmed(), o.purity(), o.switches)
		}
	}
}

// TestDeferredBegunAsOne: two things 100 m apart that are first taken for one
// are told apart by what they say for some minutes.
func TestDeferredBegunAsOne(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 2))
		lies := func(x float64) func(float64) (float64, float64) {
			return func(float64) (float64, float64) { return x, 0 }
		}
		all := append(keeping(r, "west", 0, 900, 10, lies(0)), keeping(r, "east", 3.6, 900, 10, lies(100))...)
		if o, _ := followAll(all, 900); o.purity() < 0.95 {
			t.Errorf("seed %d: purity %.3f, %d switches", seed, o.purity(), o.switches)
		}
	}
}

// TestDeferredAlone: a thing that is alone is one, whatever it does with its
// interval, and one that says nothing for an hour has ended.
func TestDeferredAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	straight := func(t float64) (float64, float64) { return 6 * t, 2 * t }
	all := append(keeping(r, "it", 0, 300, 10, straight), keeping(r, "it", 300, 600, 3, straight)...)
	all = append(all, said{4300, 0, 90e3, "other"})
	o, d := followAll(all, 900)
	if o.purity() < 1 || o.switches > 0 || d.Confirmed() != 2 {
		t.Errorf("purity %.3f, %d switches, %d tracks", o.purity(), o.switches, d.Confirmed())
	}
	if len(d.threads) != 1 {
		t.Errorf("%d things are followed, want the one that still speaks", len(d.threads))
	}
}

// solent are the reports of ../shared/bench/solent until a time, in seconds, with
// the names that are hidden from the tracker.
func solent(t testing.TB, until float64) (all []said) {
	t.Helper()
	open := func(name string) *gzip.Reader {
		f, err := os.Open(filepath.Join("..", "..", "shared", "bench", "solent", name))
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("skipped: no Solent bench beside the project")
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	table, err := NewTable(open("detections.csv.gz"), nil)
	if err != nil {
		t.Fatal(err)
	}
	names := bufio.NewScanner(open("detection_truth.csv.gz"))
	names.Scan() // the header
	for {
		s, err := table.Next()
		if err != nil {
			t.Fatal(err)
		}
		if s == nil || s.Time > until {
			return all
		}
		for _, z := range s.Detections {
			names.Scan()
			all = append(all, said{s.Time, z.X, z.Y, names.Text()})
		}
	}
}

// TestSolent holds the first twenty minutes of ships without names; all of them
// are measured by BenchmarkSolent. The bars are for all: purity 0.85 and 400
// switches.
func TestSolent(t *testing.T) {
	o, _ := followAll(solent(t, 1200), 900)
	t.Logf("purity %.3f, %d switches", o.purity(), o.switches)
	if o.purity() < 0.85 || o.switches > 150 {
		t.Errorf("purity %.3f and %d switches in twenty minutes", o.purity(), o.switches)
	}
}

// BenchmarkSolent takes all 84 minutes.
func BenchmarkSolent(b *testing.B) {
	all := solent(b, 1e9)
	for b.Loop() {
		began := time.Now()
		o, d := followAll(slices.Clone(all), 900)
		b.ReportMetric(o.purity(), "purity")
		b.ReportMetric(float64(o.switches), "switches")
		b.ReportMetric(float64(d.Confirmed()), "tracks")
		b.ReportMetric(time.Since(began).Seconds(), "s")
	}
}
