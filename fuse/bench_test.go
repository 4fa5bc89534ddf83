package fuse

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// BenchmarkFuse takes point observations, a hundred a second over a circle of 300 km,
// with a step each second. A million of them is make bench's row.
func BenchmarkFuse(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 5))
	all := make([]truceline.Observation, b.N)
	for n := range all {
		at := plane{home}.at(rng.NormFloat64()*150_000, rng.NormFloat64()*150_000)
		all[n] = heard(string(rune('a'+n%20)), at, 500, float64(n)/100)
	}
	f := New(Config{})
	b.ResetTimer()
	for n, o := range all {
		f.Add(o)
		if n++; n%100 == 0 {
			f.Step(noon.Add(time.Duration(n) * 10 * time.Millisecond))
		}
	}
}

// BenchmarkBurst takes twenty thousand observations a second of event time: five
// posts each state one of four thousand explosions a second, on a strip of 1,200
// by 100 km. They leave the reordering window in batches of 5 ms, each followed by a step.
// It reports how long the slowest hundredth waited from leaving the window to
// the incident that holds it, and how many a second there were.
func BenchmarkBurst(b *testing.B) {
	const posts, batch, rate = 5, 100, 20_000
	rng := rand.New(rand.NewPCG(1, 6))
	all := make([]truceline.Observation, b.N)
	var at truceline.Point
	for n := range all {
		if n%posts == 0 {
			at = plane{home}.at(rng.Float64()*1_200_000-600_000, rng.Float64()*100_000)
		}
		p := plane{at}.at(rng.NormFloat64()*100, rng.NormFloat64()*100)
		all[n] = heard("post-"+strconv.Itoa(n%posts)+"-"+strconv.Itoa(n/posts%997), p, 100*sigmas90, float64(n)/rate)
	}
	f := New(Config{})
	waits := make([]time.Duration, 0, b.N/batch+1)
	b.ResetTimer()
	began := time.Now()
	for n := 0; n < len(all); n += batch {
		left := time.Now()
		for _, o := range all[n:min(n+batch, len(all))] {
			f.Add(o)
		}
		f.Step(noon.Add(time.Duration(n+batch) * time.Second / rate))
		waits = append(waits, time.Since(left))
	}
	took := time.Since(began)
	slices.Sort(waits)
	b.ReportMetric(waits[len(waits)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(float64(len(all))/took.Seconds(), "obs/s")
}
