package fuse

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// jammed is a drone's word that its navigation failed where it was: the jamming's middle lies within 8 km.
func jammed(source string, at truceline.Point, minutes int) truceline.Observation {
	t := noon.Add(time.Duration(minutes) * time.Minute)
	return truceline.Observation{
		ID: truceline.IDOf(source, t.String(), fmt.Sprint(at)), Source: source, Means: truceline.MeansDrone, Kind: truceline.KindInterference,
		Count: truceline.One("hour"), When: truceline.Interval{From: t, To: t, Clock: truceline.Clock{Quality: truceline.ClockGNSS}},
		Place: truceline.Place{Shape: truceline.ShapeSector, At: at, Sector: truceline.Sector{RangeMax: 8000}},
	}
}

// TestJammingCoversGround says which words of jamming are of one.
func TestJammingCoversGround(t *testing.T) {
	off := func(km float64) truceline.Point { return geo.Destination(home, 90, km*1000) }
	good := func(want int, why string, all ...truceline.Observation) {
		t.Helper()
		if got := fused(New(Config{}), all...); len(got) != want {
			t.Errorf("%s: %d incidents, want %d", why, len(got), want)
		}
	}
	good(1, "two drones over one field", jammed("a", home, 0), jammed("b", off(0.5), 5))
	good(1, "6 km apart: circles of 8 km have more than half of their ground in common", jammed("a", home, 0), jammed("b", off(6), 5))
	good(1, "12 km apart", jammed("a", home, 0), jammed("b", off(12), 5))
	good(2, "24 km apart: no circle of 8 km reaches both", jammed("a", home, 0), jammed("b", off(24), 5))
	good(1, "one between two joins them", jammed("a", home, 0), jammed("b", off(15), 5), jammed("c", off(7.5), 10))
	good(1, "hours later, while it may go on", jammed("a", home, 0), jammed("b", off(3), 3*60))
	good(2, "long after it will have ended", jammed("a", home, 0), jammed("b", off(3), 8*60))
	good(2, "the day after", jammed("a", home, 0), jammed("b", off(3), 30*60))
	point := jammed("c", off(5), 3)
	point.Place = truceline.Place{Shape: truceline.ShapePoint, At: off(5), Ellipse: truceline.Ellipse{SemiMajor: 50, SemiMinor: 50}}
	good(1, "a receiver that knows well where it is says no more of where the jamming is", jammed("a", home, 0), point)
}

// TestOneJammingIsOne has many drones in jammings that lie far apart, and wants each told once.
func TestOneJammingIsOne(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 1))
	var all []truceline.Observation
	const jammings = 40
	for n := range jammings {
		middle := geo.Destination(home, 90, float64(n)*45_000)
		for d := range 1 + random.IntN(6) {
			at := geo.Destination(middle, 360*random.Float64(), 8000*random.Float64())
			all = append(all, jammed(fmt.Sprintf("drone %d of %d", d, n), at, random.IntN(180)))
		}
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if got := fused(New(Config{}), all...); len(got) != jammings {
		t.Errorf("%d incidents of %d jammings", len(got), jammings)
	}
}
