package track

import (
	"math"
)

// Scan is what one sensor detected at one moment.
type Scan struct {
	Time       float64 // seconds
	Sensor     int     // index in Config.Sensors
	Detections []Detection
}

// Estimate is where a track is at a moment.
type Estimate struct {
	Track      uint32 // numbered from 1 in the order of confirmation; never used again
	X, Y       float64
	VX, VY     float64
	XX, XY, YY float64 // covariance of the place
	Exists     float64
}

// Tracker follows things on a plane. It is used by one goroutine; what it
// concludes depends on nothing but what it was given.
type Tracker struct {
	config Config
	now    float64
	first  float64 // time of the first scan
	began  bool
	number uint32

	tracks  []*follow // alive, in the order in which they began
	free    []*follow
	sprouts []sprout
	unseen  float64 // density of things there and never yet detected, a square metre
	scanned []bool  // by sensor: it has scanned before

	grid      grid
	bearings  []int32
	claims    []float64 // by detection: probability that a track explains it
	owner     []*follow // by detection: the track that took it, nil none
	joint     joint
	starts    starts
	crossings crossings

	// Of what reports itself.
	whereabouts whereabouts
	named       map[uint64][]*follow // by name
	swept       float64              // when all of it was last looked at
	nearby      []*follow            // of the report being taken, as the next
	makers      []maker
	strays      []strays // by sensor
}

// follow is a track being followed.
type follow struct {
	number    uint32 // 0 until confirmed
	state     models
	time      float64 // of the state
	exists    float64
	least     float64 // until it is confirmed: the existence under which it ends, if not that of all
	confirmed bool
	begun     float64
	seen      float64 // newest detection
	hits      int
	name      uint64
	named     int    // how often it was called that, less how often otherwise
	reports   bool   // it says itself where it is
	passed    int    // how often it was noticed in passing
	sort      Sorted // as the newest said that said it
	stray     bool   // its first report, by the sensor at from, counts as of nothing
	sensor    int
	from      [2]float64
	x, y      float64 // its newest report
	interval  interval
	beside    int // reports in a row that another track as near could have made
	hs        [most]hypothesis
	n         int      // hypotheses of this scan
	none      float64  // weight of the detection having been missed
	detect    float64  // probability that this scan notices it
	past      *history // nil until it is worth keeping

	// Where what reports itself is looked for: its cell and its neighbours in the
	// chain of that, how fast it may go in m/s, and how far off it may be, in
	// metres, where it was last.
	at            square
	filed         bool
	before, after *follow
	pace, spread  float64
}

// New returns a tracker that has seen nothing yet.
func New(config Config) *Tracker {
	c := config.Defaults()
	t := &Tracker{config: c, scanned: make([]bool, len(c.Sensors)), named: map[uint64][]*follow{}, swept: math.Inf(-1), strays: make([]strays, len(c.Sensors))}
	for i := range t.strays {
		if t.strays[i].prior = strayPrior; c.Sensors[i].Passing > 0 {
			t.strays[i].prior = passPrior
		}
	}
	return t
}

// Step takes the next scan. A scan older than the newest is taken as late, and
// reports false when it is later than Config.Late and nothing came of it.
func (t *Tracker) Step(s *Scan) bool {
	if !t.began {
		t.now, t.first, t.began = s.Time, s.Time, true
	}
	sensor := &t.config.Sensors[s.Sensor]
	if s.Time < t.now && !sensor.Reports {
		return t.late(s)
	}
	t.advance(max(t.now, s.Time))
	t.claims, t.owner = sized(t.claims, len(s.Detections)), sized(t.owner, len(s.Detections))
	clear(t.claims)
	clear(t.owner)
	if sensor.Reports {
		t.report(s, sensor)
		return true
	}
	t.fill(s.Detections)
	for _, f := range t.tracks {
		f.predict(&t.config, s.Time)
		t.gate(f, s, sensor)
	}
	t.associate(s, sensor)
	for _, f := range t.tracks {
		t.update(f, s, sensor)
	}
	if sensor.Bearings {
		t.cross(s, sensor)
	} else {
		t.initiate(s, sensor)
	}
	t.remove()
	return true
}

// advance moves time on: things appear unseen.
func (t *Tracker) advance(now float64) {
	dt := now - t.now
	t.now = now
	keep := math.Exp(-dt / t.config.Life)
	t.unseen = t.unseen*keep + t.config.Births*dt
}

// fill puts the detections of a scan into the grid; bearings stand apart, as
// they have no place.
func (t *Tracker) fill(z []Detection) {
	t.grid.fill(z)
	t.bearings = t.bearings[:0]
	for i := range z {
		if z[i].Bearing {
			t.bearings = append(t.bearings, int32(i))
		}
	}
}

// predict moves a track on to a moment.
func (f *follow) predict(c *Config, now float64) {
	dt := now - f.time
	if dt <= 0 {
		return
	}
	f.state.predict(&c.Motion, dt)
	if !f.reports {
		f.exists *= math.Exp(-dt / c.Life)
	}
	f.time = now
}

// gate finds the detections that may be the track's.
func (t *Tracker) gate(f *follow, s *Scan, sensor *Sensor) {
	f.n, f.none, f.detect = 0, 1, 0
	mean := f.state.mean()
	if !sensor.Area.holds(mean.x[east], mean.x[north]) {
		return
	}
	f.detect = sensor.Detect
	f.look(&t.grid, t.bearings, s.Detections)
}

// look fills in the hypotheses of a track whose state stands at the scan's time.
func (f *follow) look(g *grid, bearings []int32, z []Detection) {
	var rx, ry float64 // the gate's half-widths over all models, round the mean
	mean := f.state.mean()
	for k := range modes {
		if f.state.mu[k] < 1e-3 {
			continue
		}
		b := &f.state.by[k]
		rx = max(rx, math.Abs(b.x[east]-mean.x[east])+4*math.Sqrt(b.p[east][east]+g.worst))
		ry = max(ry, math.Abs(b.x[north]-mean.x[north])+4*math.Sqrt(b.p[north][north]+g.worst))
	}
	in := g.within(mean.x[east], mean.x[north], rx, ry)
	for row := in.r0; row <= in.r1; row++ {
		for _, d := range g.cells(in, row) {
			if !z[d].Bearing {
				f.consider(d, &z[d])
			}
		}
	}
	for _, d := range bearings {
		f.consider(d, &z[d])
	}
}

// consider keeps a detection as a hypothesis if it lies in the gate, the least
// likely giving way when there are too many.
func (f *follow) consider(d int32, z *Detection) {
	h := hypothesis{detection: d}
	if !f.state.likelihood(z, gate, &h) {
		return
	}
	h.like *= f.called(z.Name)
	if f.n < most {
		f.hs[f.n] = h
		f.n++
		return
	}
	least := 0
	for i := 1; i < most; i++ {
		if f.hs[i].like < f.hs[least].like {
			least = i
		}
	}
	if h.like > f.hs[least].like {
		f.hs[least] = h
	}
}

// update takes in what the association weighed.
func (t *Tracker) update(f *follow, s *Scan, sensor *Sensor) {
	if f.detect == 0 {
		return
	}
	f.state.update(s.Detections, f.hs[:f.n], f.none)
	best := -1
	for i := range f.n {
		if f.hs[i].weight > 0.5 {
			best = i
		}
	}
	if best < 0 {
		return
	}
	h := &f.hs[best]
	f.seen = s.Time
	f.hits++
	t.call(f, s.Detections[h.detection].Name)
	t.owner[h.detection] = f
	t.note(f, &s.Detections[h.detection], s.Time)
}

// remove ends the tracks that exist no more, and those that left what any
// sensor sees.
func (t *Tracker) remove() {
	kept := t.tracks[:0]
	for _, f := range t.tracks {
		if f.exists < t.end(f) && !f.stray || t.gone(f) || f.reports && t.now-f.seen > t.patience(f) {
			t.drop(f)
			continue
		}
		kept = append(kept, f)
	}
	t.tracks = kept
}

// end is the probability of existence under which a track ends.
func (t *Tracker) end(f *follow) float64 {
	if f.least > 0 && !f.confirmed {
		return f.least
	}
	return t.config.Delete
}

// patience is how long a thing that reports itself may be silent, in seconds.
func (t *Tracker) patience(f *follow) float64 {
	if f.passed > 0 {
		return t.config.Passed
	}
	return t.config.Silence
}

// gone reports whether a track left the areas of all sensors.
func (t *Tracker) gone(f *follow) bool {
	for i := range t.config.Sensors {
		if t.config.Sensors[i].Area.everywhere() {
			return false // without asking where it is
		}
	}
	mean := f.state.mean()
	for i := range t.config.Sensors {
		if t.config.Sensors[i].Area.holds(mean.x[east], mean.x[north]) {
			return false
		}
	}
	return true
}

// Advance moves time on without a scan, so that what has been silent too long
// ends.
func (t *Tracker) Advance(now float64) {
	if t.began && now > t.now {
		t.advance(now)
		t.sweep()
	}
}

// Confirmed returns how many tracks have been confirmed so far.
func (t *Tracker) Confirmed() int { return int(t.number) }

// Owner returns the number of the track that the i-th detection of the newest
// scan was put to, 0 if it was put to none that is confirmed.
func (t *Tracker) Owner(i int) uint32 {
	if f := t.owner[i]; f != nil {
		return f.number
	}
	return 0
}

// Of returns where the track is that the i-th detection of the newest scan was
// put to, at its own newest time, and whether it is confirmed.
func (t *Tracker) Of(i int) (e Estimate, confirmed, ok bool) {
	f := t.owner[i]
	if f == nil || f.number == 0 {
		return Estimate{}, false, false
	}
	return f.estimate(f.time, &t.config.Motion), f.confirmed, true
}

// Estimates appends where the confirmed tracks are at the newest scan's time,
// in the order in which they began.
func (t *Tracker) Estimates(to []Estimate) []Estimate {
	return t.EstimatesAt(t.now, to)
}

// EstimatesAt is Estimates at a moment not before the newest scan.
func (t *Tracker) EstimatesAt(now float64, to []Estimate) []Estimate {
	for _, f := range t.tracks {
		if !f.confirmed || f.exists < t.config.Show {
			continue
		}
		to = append(to, f.estimate(now, &t.config.Motion))
	}
	return to
}

// estimate is where a track is at a moment not before its newest state.
func (f *follow) estimate(now float64, m *Motion) Estimate {
	state := f.state
	state.predict(m, now-f.time)
	g := state.mean()
	return Estimate{Track: f.number, X: g.x[east], Y: g.x[north], VX: g.x[eastward], VY: g.x[northward],
		XX: g.p[east][east], XY: g.p[east][north], YY: g.p[north][north], Exists: f.exists}
}
