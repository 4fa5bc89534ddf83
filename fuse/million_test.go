package fuse

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/feedtest"
)

// said is a statement of busyDay, small enough that a million of them weigh
// little beside what is made of them.
type said struct {
	at          time.Duration // after the beginning of the day
	east, north float32       // metres along and across the line
	errorM      float32       // half axis of its 90 % ellipse
	sort        uint8         // place in sorts
	source      uint32
}

// sort is what is stated how often, by which means.
type sort struct {
	share float64
	kind  truceline.Kind
	means truceline.Means
	unit  string
	by    string // as the names of its sources begin
}

// sorts are what a lively day is made of.
func sorts() []sort {
	return []sort{
		{0.30, truceline.KindSmallArms, truceline.MeansAcoustic, "burst", "AP-"},
		{0.40, truceline.KindIndirectFire, truceline.MeansAcoustic, "explosion", "AP-"},
		{0.14, truceline.KindExplosion, truceline.MeansHeard, "explosion", "PT-"},
		{0.06, truceline.KindLightAndTracer, truceline.MeansCamera, "flash", "CAM-"},
		{0.04, truceline.KindDroneAttack, truceline.MeansCamera, "explosion", "CAM-"},
		{0.04, truceline.KindAerial, truceline.MeansHeard, "drone", "PT-"},
		{0.02, truceline.KindHeat, truceline.MeansThermal, "pixel", "SAT-"},
	}
}

const (
	lineKm  = 1000
	stripKm = 20
)

// busyDay is a day on a line of 1,000 km: happenings in a strip of 20 km, each told
// of by one to five sources, a third of them by one alone; three of ten happen in
// the six hours of a bad night on 200 km of it.
func busyDay(n int, seed uint64) []said {
	rng := rand.New(rand.NewPCG(seed, 11))
	all := make([]said, 0, n+8)
	share := sorts()
	pick := func() uint8 {
		x := rng.Float64()
		for k := range share {
			if x -= share[k].share; x < 0 {
				return uint8(k)
			}
		}
		return 0
	}
	for len(all) < n {
		at := time.Duration(rng.Float64() * float64(24*time.Hour))
		east, north := rng.Float64()*lineKm*1000, rng.Float64()*stripKm*1000
		if rng.Float64() < 0.3 {
			at, east = 18*time.Hour+at/4, 400_000+east/5
		}
		sort := pick()
		voices := 1
		if rng.Float64() > 0.2 {
			voices += rng.IntN(5)
		}
		first := uint32(east/2000) * 8
		for k := range voices {
			errorM := 150 + 450*rng.Float64()
			all = append(all, said{
				at:   at + time.Duration(rng.NormFloat64()*0.3*float64(time.Second)),
				east: float32(east + rng.NormFloat64()*errorM/sigmas90), north: float32(north + rng.NormFloat64()*errorM/sigmas90), errorM: float32(errorM),
				sort: sort, source: first + uint32(k),
			})
		}
	}
	slices.SortFunc(all, func(a, b said) int { return cmp.Compare(a.at, b.at) })
	return all[:n]
}

// statement is what was said in full. West of home the line begins.
func (s said) statement(n int, of []sort, names []string) truceline.Observation {
	sort := &of[s.sort]
	t := noon.Add(s.at)
	o := truceline.Observation{
		Source: names[s.source*uint32(len(of))+uint32(s.sort)], Means: sort.means, Kind: sort.kind, Count: truceline.One(sort.unit),
		When:  truceline.Interval{From: t, To: t, Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: plane{home}.at(float64(s.east)-lineKm*500, float64(s.north)), Ellipse: truceline.Ellipse{SemiMajor: float64(s.errorM), SemiMinor: float64(s.errorM)}},
	}
	binary.LittleEndian.PutUint64(o.ID[:], uint64(n)*0x9e3779b97f4a7c15)
	return o
}

// sourceNames are the names of the sources of each sort, by number.
func sourceNames(of []sort) []string {
	names := make([]string, (lineKm/2+1)*8*len(of))
	for n := range names {
		names[n] = of[n%len(of)].by + strconv.Itoa(n/len(of))
	}
	return names
}

// takeDay takes a day of statements with a step each second and hands on what each gives.
func takeDay(f *Fuser, day []said, step func([]truceline.Incident)) {
	of := sorts()
	names := sourceNames(of)
	next := time.Second
	for n, s := range day {
		for s.at >= next {
			step(f.Step(noon.Add(next)))
			next += time.Second
		}
		f.Add(s.statement(n, of, names))
	}
	step(f.Step(noon.Add(next)))
}

// BenchmarkMillionFused takes a million point statements of one busy day to incidents on one
// core. The bar is 10 s.
func BenchmarkMillionFused(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	day := busyDay(1_000_000, 1)
	var processor time.Duration
	versions, incidents := 0, 0
	var memory runtime.MemStats
	for b.Loop() {
		before := feedtest.Processor(b)
		f := New(Config{})
		versions = 0
		takeDay(f, day, func(list []truceline.Incident) { versions += len(list) })
		processor, incidents = feedtest.Processor(b)-before, f.last
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&memory)
		b.StartTimer()
		runtime.KeepAlive(f)
	}
	b.ReportMetric(processor.Seconds(), "cpu-s")
	b.ReportMetric(float64(memory.HeapAlloc>>20), "heap-MB")
	b.ReportMetric(float64(incidents), "incidents")
	b.ReportMetric(float64(versions), "versions")
}
