package track

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if !(math.Abs(got-want) <= by) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestMixing works the interaction of two models out by hand (Blom and
// Bar-Shalom 1988, equations 5 to 8), the third having no part in it:
//
//	models at 0 and at 10 m, each with variance 4 m², probable 0.6 and 0.4;
//	staying 0.9, going over 0.1
//	c1 = 0.9*0.6 + 0.1*0.4 = 0.58, c2 = 0.42
//	weights into 1: 0.54/0.58 and 0.04/0.58, so its mean is 0.4/0.58
//	its variance is 4 + 100*(0.54/0.58)*(0.04/0.58)
func TestMixing(t *testing.T) {
	var s models
	s.mu = [modes]float64{0.6, 0.4, 0}
	s.by[1].x[east] = 10
	for k := range 2 {
		s.by[k].p[east][east] = 4
	}
	s.mix([modes][modes]float64{{0.9, 0.1, 0}, {0.1, 0.9, 0}, {0, 0, 1}})
	near(t, "c1", s.mu[0], 0.58, 1e-12)
	near(t, "c2", s.mu[1], 0.42, 1e-12)
	near(t, "mean 1", s.by[0].x[east], 0.4/0.58, 1e-12)
	near(t, "mean 2", s.by[1].x[east], 10*0.36/0.42, 1e-12)
	near(t, "variance 1", s.by[0].p[east][east], 4+100*(0.54/0.58)*(0.04/0.58), 1e-9)
	near(t, "variance 2", s.by[1].p[east][east], 4+100*(0.06/0.42)*(0.36/0.42), 1e-9)
	mean := s.mean()
	near(t, "mean", mean.x[east], 4, 1e-9)                       // mixing moves no mass
	near(t, "variance", mean.p[east][east], 4+0.6*0.4*100, 1e-9) // nor does it add any
}

// TestModelsWeighed: after a detection the models are probable as they were times
// how likely each made it (Blom and Bar-Shalom 1988, equation 10).
func TestModelsWeighed(t *testing.T) {
	var s models
	s.mu = [modes]float64{0.5, 0.5, 0}
	for k := range modes {
		s.by[k].p[east][east], s.by[k].p[north][north] = 3, 3
	}
	s.by[1].x[east] = 4
	z := []Detection{{XX: 1, YY: 1}} // at 0, 0: variance 4 beside each prediction
	h := []hypothesis{{weight: 1}}
	s.likelihood(&z[0], gate, &h[0])
	s.update(z, h, 0)
	// exp(0) against exp(-16/8)
	near(t, "first", s.mu[0], 1/(1+math.Exp(-2)), 1e-6)
	near(t, "second", s.mu[1], 1/(1+math.Exp(2)), 1e-6)
}

// TestModelsPublished holds one cycle of two models against the numbers that Labbe
// prints in chapter 14 of "Kalman and Bayesian Filters in Python", section
// "Interacting Multiple Models" (https://github.com/rlabbe/Kalman-and-Bayesian-Filters-in-Python,
// 14-Adaptive-Filtering.ipynb). A thing goes straight with 0.7 and turns with 0.3;
// it goes on going straight with 0.97 and turning with 0.95. After the transition
// the models are probable with 0.694 and 0.306; a detection that they made with
// 0.000134 and 0.0000748 leaves 0.802 and 0.198; and at the next transition the first
// begins from the two with 0.987 and 0.013, the second with 0.114 and 0.886.
func TestModelsPublished(t *testing.T) {
	switching := [modes][modes]float64{{0.97, 0.03, 0}, {0.05, 0.95, 0}, {0, 0, 1}}
	s := models{mu: [modes]float64{0.7, 0.3, 0}}
	for k := range 2 {
		s.by[k].p[east][east], s.by[k].p[north][north] = 1, 1
	}
	s.mix(switching)
	near(t, "straight after the transition", s.mu[0], 0.694, 5e-4)
	near(t, "turning after the transition", s.mu[1], 0.306, 5e-4)

	h := hypothesis{weight: 1, by: [modes]float64{0.000134, 0.0000748, 0}}
	h.like = s.mu[0]*h.by[0] + s.mu[1]*h.by[1]
	s.update([]Detection{{XX: 1, YY: 1}}, []hypothesis{h}, 0)
	near(t, "straight after the detection", s.mu[0], 0.802, 5e-4)
	near(t, "turning after the detection", s.mu[1], 0.198, 5e-4)

	// With the models at 0 and at 1 m, where each begins is the share of the second.
	for k := range 2 {
		s.by[k] = gaussian{x: vec{east: float64(k)}}
	}
	s.mix(switching)
	near(t, "share of turning in straight", s.by[0].x[east], 0.013, 5e-4)
	near(t, "share of turning in turning", s.by[1].x[east], 0.886, 5e-4)
	near(t, "variance of straight", s.by[0].p[east][east], 0.987*0.013, 5e-4)
	near(t, "variance of turning", s.by[1].p[east][east], 0.114*0.886, 5e-4)
}

// TestJoint is the example of Fortmann, Bar-Shalom and Scheffe (1983): two
// tracks, three detections, of which the first lies in the gate of the one, the
// third in that of the other, and the second in both. Eight events are feasible.
// With all odds one half the weights follow by counting: each event weighs
// 1/2^2, whoever takes what.
func TestJoint(t *testing.T) {
	tr := New(Config{Sensors: []Sensor{{Detect: 0.5, Clutter: 1}}, Joint: 100})
	sensor := &tr.config.Sensors[0]
	a, b := &follow{exists: 1, detect: 0.5}, &follow{exists: 1, detect: 0.5}
	take := func(f *follow, d int32, like float64) {
		f.hs[f.n] = hypothesis{detection: d, like: like}
		f.n++
	}
	const one = 1.0 // likelihood times detection over clutter: 0.5, as much as none
	take(a, 0, one)
	take(a, 1, one)
	take(b, 1, one)
	take(b, 2, one)
	tr.tracks = []*follow{a, b}
	tr.claims = make([]float64, 3)
	tr.joint.column = []int32{-1, -1, -1}
	tr.solve([]int32{0, 1}, sensor)
	// Each track: none in three events, its own detection in three, the common
	// one in two.
	near(t, "own", tr.claims[0], 3./8, 1e-12)
	near(t, "common", tr.claims[1], 4./8, 1e-12)
	near(t, "the other's own", tr.claims[2], 3./8, 1e-12)
	near(t, "weight of none", a.none, 3./8, 1e-12)

	// Unequal odds, in closed form: the sum over events is the product of the
	// tracks' own sums less the one event in which both take the second.
	*a, *b = follow{exists: 1, detect: 0.5}, follow{exists: 1, detect: 0.5}
	take(a, 0, 6)
	take(a, 1, 2)
	take(b, 1, 4)
	take(b, 2, 8)
	clear(tr.claims)
	tr.solve([]int32{0, 1}, sensor)
	sum := (0.5+3+1)*(0.5+2+4) - 1*2
	near(t, "first", tr.claims[0], 3*(0.5+2+4)/sum, 1e-12)
	near(t, "third", tr.claims[2], 4*(0.5+3+1)/sum, 1e-12)
}

// TestJointPublished holds the joint events against the numbers that the
// MathWorks reference page of jpdaEvents prints
// (https://www.mathworks.com/help/fusion/ref/trackerjpda.jpdaevents.html): five
// detections and six tracks have 574 feasible events, and of four detections and
// two tracks the three most probable events are as 0.4286, 0.2857 and 0.2857.
func TestJointPublished(t *testing.T) {
	// With a detection as likely as none for every track, each event weighs one in
	// two to the power of the number of tracks.
	setup := func(gates []string) (*Tracker, []int32) {
		tr := New(Config{Sensors: []Sensor{{Detect: 0.5, Clutter: 1}}})
		var members []int32
		for k := range gates[0] {
			f := &follow{exists: 1, detect: 0.5}
			for d, row := range gates {
				if row[k] == '1' {
					f.hs[f.n] = hypothesis{detection: int32(d), like: 1}
					f.n++
				}
			}
			tr.tracks, members = append(tr.tracks, f), append(members, int32(k))
		}
		j := &tr.joint
		j.used, j.weights = make([]bool, len(gates)), make([][most + 1]float64, len(members))
		for d := range gates {
			j.column = append(j.column, int32(d))
		}
		return tr, members
	}
	tr, members := setup([]string{"111101", "011000", "000110", "111000", "111111"})
	near(t, "feasible events", tr.events(members, &tr.config.Sensors[0], 0, 1)*64, 574, 1e-6)

	// A track takes detection d with the likelihood of the published matrix against
	// 0.1 for clutter and 0.1 for a track without any. Tracks that may take one
	// detection alone leave the one event to be weighed.
	like := [4][2]float64{{0.3, 0.2}, {0.4, 0.1}, {0.6, 0.1}, {0.5, 0.3}}
	event := func(first, second int32) float64 {
		tr, members := setup([]string{"00", "00", "00", "00"})
		for k, d := range [2]int32{first, second} {
			// Odds of a detection against none: likelihood over 0.1, against 0.1.
			tr.tracks[k].hs[0], tr.tracks[k].n = hypothesis{detection: d, like: like[d][k] / 0.1 / 0.1}, 1
		}
		tr.events(members, &tr.config.Sensors[0], 0, 1)
		both := 1.0
		for k := range members {
			// The weight with the detection over that without is the odds.
			both *= tr.joint.weights[k][1] / tr.joint.weights[k][0]
		}
		return both
	}
	three := [3]float64{event(2, 3), event(2, 0), event(1, 3)}
	sum := three[0] + three[1] + three[2]
	for i, want := range [3]float64{0.4286, 0.2857, 0.2857} {
		near(t, "published event", three[i]/sum, want, 5e-5)
	}
}

// TestNearest: where there are too many events the one best assignment is taken.
func TestNearest(t *testing.T) {
	tr := New(Config{Sensors: []Sensor{{Detect: 0.9, Clutter: 1e-6}}, Joint: -1})
	a, b := &follow{exists: 0.9, detect: 0.9}, &follow{exists: 0.9, detect: 0.9}
	a.hs[0], a.hs[1], a.n = hypothesis{detection: 0, like: 1e-3}, hypothesis{detection: 1, like: 9e-4}, 2
	b.hs[0], b.n = hypothesis{detection: 0, like: 9e-4}, 1
	tr.tracks, tr.claims, tr.joint.column = []*follow{a, b}, make([]float64, 2), []int32{-1, -1}
	tr.solve([]int32{0, 1}, &tr.config.Sensors[0])
	// The first would rather have detection 0, but then the other had none.
	if a.n != 1 || a.hs[0].detection != 1 || b.n != 1 || b.hs[0].detection != 0 {
		t.Errorf("%v %v", a.hs[:a.n], b.hs[:b.n])
	}
}

// TestSolver holds the assignment against trying every one.
func TestSolver(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s solver
	for range 300 {
		n, m := 1+r.IntN(5), 5+r.IntN(2)
		cost := s.begin(n, m)
		for i := range cost {
			cost[i] = float64(r.IntN(20))
		}
		best := math.Inf(1)
		used := make([]bool, m)
		var try func(i int, sum float64)
		try = func(i int, sum float64) {
			if i == n {
				best = min(best, sum)
				return
			}
			for j := range m {
				if !used[j] {
					used[j] = true
					try(i+1, sum+cost[i*m+j])
					used[j] = false
				}
			}
		}
		try(0, 0)
		got := 0.0
		for i, j := range s.solve() {
			got += cost[i*m+int(j)]
		}
		near(t, "cost", got, best, 1e-9)
	}
}

// TestExistence is integrated probabilistic data association by hand (Musicki,
// Evans and Stankovic 1994): a track that exists with 0.5 and is missed by a
// sensor that detects 0.9 exists with 0.05/0.55 afterwards.
func TestExistence(t *testing.T) {
	tr := New(Config{Sensors: []Sensor{{Detect: 0.9, Clutter: 2}}})
	tr.claims = make([]float64, 1)
	f := &follow{exists: 0.5, detect: 0.9}
	tr.alone(f, &tr.config.Sensors[0])
	near(t, "after a miss", f.exists, 0.05/0.55, 1e-12)
	// A detection with density 10 against clutter of 2 a square metre: the odds of
	// it being the track's are 0.45*10/2 to 0.55, and if not the track was missed.
	f = &follow{exists: 0.5, detect: 0.9, n: 1}
	f.hs[0].like = 10
	tr.alone(f, &tr.config.Sensors[0])
	near(t, "after a detection", f.exists, (0.45*5+0.05)/(0.45*5+0.55), 1e-12)
}

// TestTurn: a thing that turns at a known rate comes to where a circle says, and
// the slope of the model is that of the model itself.
func TestTurn(t *testing.T) {
	m := Air()
	m.Turn, m.TurnWalk = 0, 0
	for _, w := range []float64{0, 1e-7, 0.05, -0.3} {
		g := gaussian{x: vec{100, 200, -50, 30, w}}
		for i := range 5 {
			g.p[i][i] = 1e-6
		}
		at := func(x vec, dt float64) vec {
			h := gaussian{x: x}
			m.predictTurn(&h, dt)
			return h.x
		}
		const dt = 4.0
		got := at(g.x, dt)
		if w != 0 {
			sin, cos := math.Sincos(w * dt)
			near(t, "east", got[east], 100+(200*sin-30*(1-cos))/w, 1e-3)
			near(t, "north", got[north], -50+(200*(1-cos)+30*sin)/w, 1e-3)
		}
		near(t, "speed", math.Hypot(got[eastward], got[northward]), math.Hypot(200, 30), 1e-9)
		// The covariance of tiny errors is what differences say.
		var f mat
		for j := range 5 {
			up, down := g.x, g.x
			up[j] += 1e-5
			down[j] -= 1e-5
			a, b := at(up, dt), at(down, dt)
			for i := range 5 {
				f[i][j] = (a[i] - b[i]) / 2e-5
			}
		}
		want := g.p.under(&f)
		m.predictTurn(&g, dt)
		for i := range 5 {
			for j := range 5 {
				near(t, "covariance", g.p[i][j]/1e-6, want[i][j]/1e-6, 1e-2*(1+math.Abs(want[i][j])/1e-6))
			}
		}
	}
}

// TestLoiter: after long a loitering thing has forgotten its velocity, has the
// speed it loiters at, and has gone as far as a random walk of step v²τ.
func TestLoiter(t *testing.T) {
	m := Air()
	g := gaussian{x: vec{0, 100, 0, 0, 0}}
	const long = 1000.0
	m.predictLoiter(&g, long)
	near(t, "way", g.x[east], 100*m.LoiterTime, 1e-6)
	near(t, "speed", g.p[eastward][eastward], m.LoiterSpeed*m.LoiterSpeed, 1e-6)
	near(t, "spread", g.p[east][east], m.LoiterSpeed*m.LoiterSpeed*m.LoiterTime*(2*long-3*m.LoiterTime), 1e-3)
	// Two steps are one.
	a, b := gaussian{x: vec{5, 7, 1, -3}}, gaussian{x: vec{5, 7, 1, -3}}
	for i := range 4 {
		a.p[i][i], b.p[i][i] = 2, 2
	}
	m.predictLoiter(&a, 3)
	m.predictLoiter(&b, 1)
	m.predictLoiter(&b, 2)
	for i := range 4 {
		near(t, "state", a.x[i], b.x[i], 1e-9)
		for j := range 4 {
			near(t, "covariance", a.p[i][j], b.p[i][j], 1e-9)
		}
	}
}

// TestRangeBearing: a long range seen under a noisy angle gives a place without
// bias and with the spread that it has.
func TestRangeBearing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n, distance, angle, sr, sa = 200000, 20000.0, 0.7, 30.0, 0.02
	trueX, trueY := 1000+distance*math.Cos(angle), 2000+distance*math.Sin(angle)
	var dx, dy, xx, xy, yy, nees float64
	for range n {
		z := RangeBearing(1000, 2000, distance+sr*r.NormFloat64(), angle+sa*r.NormFloat64(), sr, sa)
		x, y := z.X-trueX, z.Y-trueY
		dx, dy, xx, xy, yy = dx+x, dy+y, xx+x*x, xy+x*y, yy+y*y
		det := z.XX*z.YY - z.XY*z.XY
		nees += (z.YY*x*x - 2*z.XY*x*y + z.XX*y*y) / det
	}
	near(t, "bias east", dx/n, 0, 3)
	near(t, "bias north", dy/n, 0, 3)
	near(t, "consistency", nees/n/2, 1, 0.05)
}

// TestBearings: two posts that give bearings alone follow a thing that a radar
// showed them.
func TestBearings(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	tr := New(Config{Sensors: []Sensor{{Detect: 0.9, Clutter: 1e-10}, {Detect: 0.9, Clutter: 0.01, Bearings: true}, {Detect: 0.9, Clutter: 0.01, Bearings: true}}})
	where := func(s float64) (x, y float64) { return 5000 + 45*s, 8000 - 20*s }
	for i := range 120 {
		s := float64(i)
		x, y := where(s)
		if s < 20 {
			tr.Step(&Scan{Time: s, Sensor: 0, Detections: []Detection{{X: x + 50*r.NormFloat64(), Y: y + 50*r.NormFloat64(), XX: 2500, YY: 2500}}})
		}
		for k, post := range [][2]float64{{0, 0}, {12000, 0}} {
			angle := math.Atan2(y-post[1], x-post[0]) + 0.005*r.NormFloat64()
			tr.Step(&Scan{Time: s, Sensor: k + 1, Detections: []Detection{{X: post[0], Y: post[1], Bearing: true, Angle: angle, AngleSigma: 0.005}}})
		}
	}
	all := tr.Estimates(nil)
	if len(all) != 1 {
		t.Fatalf("%d tracks", len(all))
	}
	x, y := where(119)
	near(t, "distance", math.Hypot(all[0].X-x, all[0].Y-y), 0, 60)
}

// TestLate: what comes late, up to ten minutes, gives the track that it would
// have given in time; what comes later is not taken.
func TestLate(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var scans []Scan
	for i := range 90 {
		s := 10 * float64(i)
		scans = append(scans, Scan{Time: s, Detections: []Detection{{X: 60*s + 40*r.NormFloat64(), Y: 30*s + 40*r.NormFloat64(), XX: 1600, YY: 1600}}})
	}
	config := Config{Sensors: []Sensor{{Detect: 0.9, Clutter: 1e-12}}}
	run := func(hold, until int) (Estimate, bool) {
		tr := New(config)
		taken := true
		for i := range scans {
			if i != hold {
				tr.Step(&scans[i])
			}
			if i == until && hold >= 0 {
				taken = tr.Step(&scans[hold])
			}
		}
		all := tr.Estimates(nil)
		if len(all) != 1 {
			t.Fatalf("%d tracks", len(all))
		}
		return all[0], taken
	}
	inTime, _ := run(-1, 0)
	same := func(hold, until int) {
		t.Helper()
		got, taken := run(hold, until)
		if !taken {
			t.Errorf("the scan at %d s, come at %d s, was not taken", 10*hold, 10*until)
		}
		near(t, "place", math.Hypot(got.X-inTime.X, got.Y-inTime.Y), 0, 0.5)
		near(t, "spread", got.XX, inTime.XX, 0.02*inTime.XX)
	}
	same(85, 88)
	same(60, 80)
	same(28, 88) // exactly ten minutes
	if _, taken := run(27, 88); taken {
		t.Error("what came later than ten minutes was taken")
	}
}

// TestNames: two ships that pass each other side by side keep who they are by
// what they call themselves; a name far off is no reason to jump.
func TestNames(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	tr := New(Config{Motion: Surface(), Sensors: []Sensor{{Detect: 0.7, Reports: true}}})
	owner := map[uint64]uint32{}
	for i := range 200 {
		s := 10 * float64(i)
		for k := range 2 {
			x, name := 8*s, uint64(100+k)
			if k == 1 {
				x = 8*1990 - 8*s
			}
			at := s + 4*float64(k)
			tr.Step(&Scan{Time: at, Detections: []Detection{{X: x + 10*r.NormFloat64(), Y: 40*float64(k) + 10*r.NormFloat64(), XX: 100, YY: 100, Name: name}}})
			if was := owner[name]; was != 0 && was != tr.Owner(0) {
				t.Fatalf("%d was track %d and became %d at %v s", name, was, tr.Owner(0), at)
			}
			owner[name] = tr.Owner(0)
		}
	}
	tr.Step(&Scan{Time: 2000, Detections: []Detection{{X: 0, Y: 50000, XX: 100, YY: 100, Name: 100}}})
	if tr.Owner(0) == owner[100] {
		t.Error("a ship jumped 50 km because somebody used its name")
	}
}

// TestNoAllocation: once its lists have grown, a scan allocates nothing.
func TestNoAllocation(t *testing.T) {
	c := newCrowd(3, 60e3, 60e3, 60, 300)
	tr := New(c.config())
	var scans []Scan
	for s := 1; s <= longest+110; s++ { // until every history has all the room that it takes
		scan := *c.next(float64(s))
		scan.Detections = slices.Clone(scan.Detections)
		scans = append(scans, scan)
	}
	at := 0
	step := func() {
		tr.Step(&scans[at])
		at++
	}
	var list []Estimate
	for range longest + 60 {
		step()
	}
	list = tr.Estimates(list[:0])
	if n := testing.AllocsPerRun(30, func() {
		step()
		list = tr.Estimates(list[:0])
	}); n > 0 {
		t.Errorf("%v allocations a scan", n)
	}
}

// TestTold: the same scans give the same tracks, and the plane's place in the
// world changes nothing.
func TestTold(t *testing.T) {
	run := func(dx, dy float64) []Estimate {
		c := newCrowd(4, 50e3, 50e3, 30, 100)
		config := c.config()
		config.Sensors[0].Area = Box{dx, dy, dx + c.w, dy + c.h}
		tr := New(config)
		for s := 1; s <= 60; s++ {
			scan := c.next(float64(s))
			for i := range scan.Detections {
				scan.Detections[i].X += dx
				scan.Detections[i].Y += dy
			}
			tr.Step(scan)
		}
		return tr.Estimates(nil)
	}
	a, b, c := run(0, 0), run(0, 0), run(65536, -131072)
	if len(a) < 25 || len(a) != len(b) || len(a) != len(c) {
		t.Fatalf("%d, %d and %d tracks", len(a), len(b), len(c))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("track %d differs from run to run", i)
		}
		if c[i].Track != a[i].Track || math.Hypot(c[i].X-65536-a[i].X, c[i].Y+131072-a[i].Y) > 1 {
			t.Errorf("track %d is another elsewhere", i)
		}
	}
}
