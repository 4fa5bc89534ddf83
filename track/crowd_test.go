package track

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// crowd is a world of things that fly about over a strip, seen once a second
// among false alarms.
type crowd struct {
	r          *rand.Rand
	w, h       float64
	clutter    int // false alarms a scan
	sigma      float64
	detect     float64
	x, y, v, a []float64 // place, speed, heading
	rate       []float64
	until      []float64
	scan       Scan
}

func newCrowd(seed uint64, w, h float64, things, clutter int) *crowd {
	c := &crowd{r: rand.New(rand.NewPCG(seed, 1)), w: w, h: h, clutter: clutter, sigma: 50, detect: 0.9}
	for range things {
		c.x, c.y = append(c.x, w*c.r.Float64()), append(c.y, h*c.r.Float64())
		c.v, c.a = append(c.v, 30+220*c.r.Float64()), append(c.a, 2*math.Pi*c.r.Float64())
		c.rate, c.until = append(c.rate, 0), append(c.until, 0)
	}
	return c
}

// next moves everything on by a second and returns what is detected. Things fly
// straight for two minutes on the average, then turn for up to twenty seconds at
// up to one and a half g, and turn back at the edge.
func (c *crowd) next(now float64) *Scan {
	s := &c.scan
	s.Time, s.Detections = now, s.Detections[:0]
	add := func(x, y float64) {
		s.Detections = append(s.Detections, Detection{X: x, Y: y, XX: c.sigma * c.sigma, YY: c.sigma * c.sigma})
	}
	for i := range c.x {
		if now >= c.until[i] {
			if c.rate[i] != 0 {
				c.rate[i], c.until[i] = 0, now+240*c.r.Float64()
			} else {
				c.rate[i], c.until[i] = (2*c.r.Float64()-1)*15/c.v[i], now+20*c.r.Float64()
			}
		}
		c.a[i] += c.rate[i]
		sin, cos := math.Sincos(c.a[i])
		if x := c.x[i] + c.v[i]*cos; x < 0 || x > c.w {
			c.a[i] = math.Pi - c.a[i]
		}
		if y := c.y[i] + c.v[i]*sin; y < 0 || y > c.h {
			c.a[i] = -c.a[i]
		}
		sin, cos = math.Sincos(c.a[i])
		c.x[i] += c.v[i] * cos
		c.y[i] += c.v[i] * sin
		if c.r.Float64() < c.detect {
			add(c.x[i]+c.sigma*c.r.NormFloat64(), c.y[i]+c.sigma*c.r.NormFloat64())
		}
	}
	for range c.clutter {
		add(c.w*c.r.Float64(), c.h*c.r.Float64())
	}
	d := s.Detections
	c.r.Shuffle(len(d), func(i, j int) { d[i], d[j] = d[j], d[i] })
	return s
}

func (c *crowd) config() Config {
	return Config{Sensors: []Sensor{{Detect: c.detect, Clutter: float64(c.clutter) / (c.w * c.h), Area: Box{East: c.w, North: c.h}}}}
}

// held returns the share of things that a confirmed track follows within 500 m,
// and how many confirmed tracks follow none.
func (c *crowd) held(t *Tracker) (share float64, astray int) {
	all := t.Estimates(nil)
	used := make([]bool, len(all))
	n := 0
	for i := range c.x {
		best, at := 500.0, -1
		for j := range all {
			if d := math.Hypot(all[j].X-c.x[i], all[j].Y-c.y[i]); d < best && !used[j] {
				best, at = d, j
			}
		}
		if at >= 0 {
			used[at] = true
			n++
		}
	}
	return float64(n) / float64(len(c.x)), len(all) - n
}

// stray counts the confirmed tracks that followed nothing at any of the moments
// looked at, by number.
type stray struct{ seen, good map[uint32]bool }

func (s *stray) look(c *crowd, t *Tracker) {
	for _, e := range t.Estimates(nil) {
		s.seen[e.Track] = true
		for i := range c.x {
			if math.Hypot(e.X-c.x[i], e.Y-c.y[i]) < 500 {
				s.good[e.Track] = true
				break
			}
		}
	}
}

// TestCrowd is a tenth of the crowd of BenchmarkCrowd.
func TestCrowd(t *testing.T) {
	c := newCrowd(1, 120e3, 100e3, 100, 10000)
	tr := New(c.config())
	wrong := stray{map[uint32]bool{}, map[uint32]bool{}}
	least, sum, n := 1.0, 0.0, 0
	for s := 1; s <= 90; s++ {
		tr.Step(c.next(float64(s)))
		if s > 30 {
			share, _ := c.held(tr)
			least, sum, n = min(least, share), sum+share, n+1
			wrong.look(c, tr)
		}
	}
	t.Logf("held %.3f on the average, %.3f at least; %d of %d tracks false in a minute", sum/float64(n), least, len(wrong.seen)-len(wrong.good), len(wrong.seen))
	if sum/float64(n) < 0.95 || len(wrong.seen)-len(wrong.good) > 1 {
		t.Error("the crowd is not held")
	}
}

// BenchmarkCrowd is a minute of 1,000 things over 1,200 x 100 km among 100,000
// false alarms a second, one scan a second.
func BenchmarkCrowd(b *testing.B) {
	for b.Loop() {
		c := newCrowd(1, 1200e3, 100e3, 1000, 100000)
		tr := New(c.config())
		wrong := stray{map[uint32]bool{}, map[uint32]bool{}}
		sum, n := 0.0, 0
		var took time.Duration
		for s := 1; s <= 90; s++ {
			scan := c.next(float64(s))
			began := time.Now()
			tr.Step(scan)
			took += time.Since(began)
			if s > 30 && s%5 == 0 {
				share, _ := c.held(tr)
				sum, n = sum+share, n+1
				wrong.look(c, tr)
			}
		}
		b.ReportMetric(90/took.Seconds(), "x-real-time")
		b.ReportMetric(100*sum/float64(n), "%-held")
		b.ReportMetric(float64(len(wrong.seen)-len(wrong.good)), "false/min")
		b.ReportMetric(float64(len(tr.sprouts)), "sprouts")
	}
}
