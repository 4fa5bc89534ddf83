package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/truceline/truceline"
)

// wiggle is a line of n vertices about 1,000 km long.
func wiggle(rng *rand.Rand, n int) truceline.Polyline {
	line := make(truceline.Polyline, n)
	for i := range line {
		f := float64(i) / float64(n-1)
		line[i] = point(46.5+3.5*f+rng.Float64()*0.05, 32.5+5*f+rng.Float64()*0.05)
	}
	return line
}

// bruteDistance searches every edge for its nearest point.
func bruteDistance(line truceline.Polyline, p truceline.Point) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		low, high := 0.0, 1.0
		at := func(f float64) float64 {
			return Distance(p, point(line[i-1].Lat+f*(line[i].Lat-line[i-1].Lat), line[i-1].Lon+f*(line[i].Lon-line[i-1].Lon)))
		}
		for high-low > 1e-9 { // ternary search: the distance to a short edge has one minimum
			a, b := low+(high-low)/3, high-(high-low)/3
			if at(a) < at(b) {
				high = b
			} else {
				low = a
			}
		}
		best = min(best, at((low+high)/2))
	}
	return best
}

func TestLineDistance(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	line := wiggle(rng, 60)
	l := NewLine(line)
	for range 50 {
		p := point(46+rng.Float64()*4.5, 32+rng.Float64()*6)
		want := bruteDistance(line, p)
		near(t, "distance", l.Distance(p), want, 1e-3)
		for _, threshold := range []float64{want * 0.98, want * 0.9995, want * 1.0005, want * 1.02} {
			if got := l.Within(p, threshold); got != (want <= threshold) {
				t.Errorf("%v within %.1f m: %v; it is %.1f m away", p, threshold, got, want)
			}
		}
		// Asking Within must not spoil Distance: S2 queries keep their limit.
		near(t, "distance again", l.Distance(p), want, 1e-3)
		if metres, along := l.Beside(p); metres != l.Distance(p) || along != l.Along(p) {
			t.Errorf("beside %v: %v m, %v km", p, metres, along)
		}
	}
}

func TestLineAlong(t *testing.T) {
	line := truceline.Polyline{point(48, 36), point(48, 37), point(48, 39)}
	l := NewLine(line, truceline.Polyline{point(50, 36), point(50, 37)})
	near(t, "first end", l.Along(point(48.1, 36)), 0, 0.01)
	near(t, "vertex", l.Along(point(48.01, 37)), Distance(line[0], line[1])/1000, 0.02)
	near(t, "last end", l.Along(point(48, 40)), Length(line)/1000, 0.05)
	// A place nearest to the side piece is still placed along the main line.
	near(t, "by the side piece", l.Along(point(49.9, 36.5)), Distance(point(48, 36), point(48, 36.5))/1000, 1)
	if empty := NewLine(); !math.IsInf(empty.Distance(point(0, 0)), 1) || empty.Within(point(0, 0), 1e9) || empty.Along(point(0, 0)) != 0 {
		t.Error("no line is near nothing")
	} else if metres, along := empty.Beside(point(0, 0)); !math.IsInf(metres, 1) || along != 0 {
		t.Errorf("beside no line: %v m, %v km", metres, along)
	}
}

func BenchmarkLineWithin(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 3))
	l := NewLine(wiggle(rng, 5000))
	points := make([]truceline.Point, 4096)
	for i := range points {
		points[i] = point(46+rng.Float64()*4.5, 32+rng.Float64()*6)
	}
	for i := 0; b.Loop(); i++ {
		l.Within(points[i%len(points)], 5000)
	}
}

func BenchmarkLineDistance(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 3))
	line := wiggle(rng, 5000)
	l := NewLine(line)
	points := make([]truceline.Point, 4096)
	for i := range points {
		at := line[rng.IntN(len(line))]
		points[i] = Destination(at, rng.Float64()*360, rng.Float64()*20000)
	}
	for i := 0; b.Loop(); i++ {
		l.Distance(points[i%len(points)])
	}
}
