package track

import "math"

// A bearing alone says nothing of how far off a thing is. Where it crosses that of another
// post, or an earlier one of a post that has moved since, it says so to some error, in which is
// how far the thing may itself have moved meanwhile. Such a crossing may also be one of two
// things' bearings, where nothing is, so that it begins a track which is not told of
// before further bearings bore it out (Bar-Shalom and Li 1995, 9.2, call them ghosts).

// crossings holds the lists of this, kept from scan to scan.
type crossings struct {
	lines    []line     // not explained by tracks, the oldest first
	newest   []float64  // by sensor: when it last scanned
	found    []crossing // of this scan
	by, over []float64  // by detection and by line: the sum of the odds of its crossings
}

// line is a bearing that no track explains.
type line struct {
	z      Detection
	time   float64
	sensor int
}

// crossing is where a bearing crosses a line.
type crossing struct {
	detection, line int
	odds            float64 // that it is a thing, before others are weighed against it
	state           models
}

const (
	// crossable is how long, in seconds, a line is kept for a post that moves on.
	crossable = 120.0
	// mostLines is how many lines are kept at most: the newest.
	mostLines = 1024
	// vague is how uncertain the place of a crossing may be, as a share of the way to it.
	vague = 0.25
	// flat is the sine of the angle under which bearings must cross at least: one of 3 degrees.
	flat = 0.05
	// atOnce is how probable one crossing alone may make a thing at most.
	atOnce = 0.5
	// hopeless is how probable a crossing must be for its track to be begun.
	hopeless = 1e-4
)

// floor is the density of what a sensor says that is of no track, a square metre, or a
// radian for bearings: false alarms and things not yet followed.
func (t *Tracker) floor(sensor *Sensor) float64 {
	unseen := sensor.Detect * t.unseen
	if sensor.Bearings {
		if sensor.Area.everywhere() {
			unseen = 0
		}
		unseen *= sensor.Area.Size() / (2 * math.Pi)
	}
	return max(sensor.Clutter+unseen, lowest)
}

// cross begins tracks where bearings that no track explains cross lines.
func (t *Tracker) cross(s *Scan, sensor *Sensor) {
	c := &t.crossings
	t.expect(s, sensor)
	c.newest = sized(c.newest, len(t.config.Sensors))
	c.forget(s.Time)
	oldest := math.Inf(1) // of this sensor's lines
	for _, l := range c.lines {
		if l.sensor == s.Sensor {
			oldest = min(oldest, l.time)
		}
	}
	c.found = c.found[:0]
	c.by, c.over = sized(c.by, len(s.Detections)), sized(c.over, len(c.lines))
	clear(c.by)
	clear(c.over)
	for d := range s.Detections {
		z := &s.Detections[d]
		if !z.Bearing || t.claims[d] > 0.5 {
			continue
		}
		for i := range c.lines {
			l := &c.lines[i]
			when := c.newest[l.sensor]
			if l.sensor == s.Sensor {
				when = oldest
			}
			if l.time == when {
				t.meet(d, i, s, sensor)
			}
		}
	}
	t.plantCrossings(s)
	for d := range s.Detections {
		if z := &s.Detections[d]; z.Bearing && t.claims[d] <= 0.5 {
			c.lines = append(c.lines, line{*z, s.Time, s.Sensor})
		}
	}
	c.newest[s.Sensor] = s.Time
	t.unseen *= 1 - t.placed(s, sensor)
	t.confirm()
}

// placed is how likely a thing in view was seen by this scan and by the newest of another
// sensor, so that it is unseen no more.
func (t *Tracker) placed(s *Scan, sensor *Sensor) float64 {
	best := 0.0
	for k := range t.config.Sensors {
		if o := &t.config.Sensors[k]; k != s.Sensor && o.Bearings && t.scanned[k] && t.crossings.newest[k] > s.Time-crossable {
			best = max(best, o.Detect*sensor.Detect)
		}
	}
	return best
}

// forget lets go of lines too old to be crossed, or too many.
func (c *crossings) forget(now float64) {
	old := max(0, len(c.lines)-mostLines)
	for old < len(c.lines) && c.lines[old].time < now-crossable {
		old++
	}
	c.lines = append(c.lines[:0], c.lines[old:]...)
}

// meet notes where a bearing crosses a line, if it does so well enough to say where.
func (t *Tracker) meet(d, i int, s *Scan, sensor *Sensor) {
	c := &t.crossings
	l, z := &c.lines[i], &s.Detections[d]
	other := &t.config.Sensors[l.sensor]
	x, y, to, from, ok := meeting(&l.z, z)
	if !ok || !sensor.Area.holds(x, y) || !other.Area.holds(x, y) {
		return
	}
	state, ok := t.config.Motion.crossed(l, z, s.Time, x, y, from)
	if g := state.mean(); !ok || widest(&g) > vague*to {
		return
	}
	// Things not seen before, so many a square metre, against chance on either side: an
	// angle more on each is so much more of the plane.
	sine := math.Abs(math.Sin(z.Angle - l.z.Angle))
	odds := t.unseen * sensor.Detect * other.Detect * to * from / sine / (t.floor(sensor) * t.floor(other))
	c.by[d] += odds
	c.over[i] += odds
	c.found = append(c.found, crossing{d, i, odds, state})
}

// meeting is where two bearings cross, and how far that is from where the later and the
// earlier were taken.
func meeting(earlier, later *Detection) (x, y, to, from float64, ok bool) {
	s1, c1 := math.Sincos(earlier.Angle)
	s2, c2 := math.Sincos(later.Angle)
	dx, dy := later.X-earlier.X, later.Y-earlier.Y
	sine := c1*s2 - s1*c2
	if math.Abs(sine) < flat {
		return 0, 0, 0, 0, false
	}
	from, to = (dx*s2-dy*c2)/sine, (dx*s1-dy*c1)/sine
	return earlier.X + from*c1, earlier.Y + from*s1, to, from, from > 0 && to > 0
}

// crossed is the state of a thing that lay on a line when that was taken, anywhere about
// a place, has moved since as things do, and lies on a bearing now.
func (m *Motion) crossed(l *line, z *Detection, now, x, y, from float64) (state models, ok bool) {
	sin, cos := math.Sincos(l.z.Angle)
	across := from * l.z.AngleSigma
	a, b := from*from, across*across // along the line nothing is known
	at := Detection{X: x, Y: y, XX: a*cos*cos + b*sin*sin, YY: a*sin*sin + b*cos*cos, XY: (a - b) * sin * cos, Sorted: l.z.Sorted}
	state = m.first(&at)
	state.predict(m, now-l.time)
	one := [1]Detection{*z}
	h := [1]hypothesis{{weight: 1}}
	if !state.likelihood(z, gate, &h[0]) {
		return state, false
	}
	state.update(one[:], h[:], 0)
	return state, true
}

// widest is the greatest standard deviation of a place, in metres.
func widest(g *gaussian) float64 {
	mean, diff := (g.p[east][east]+g.p[north][north])/2, (g.p[east][east]-g.p[north][north])/2
	return math.Sqrt(mean + math.Hypot(diff, g.p[east][north]))
}

// plantCrossings begins a track at each crossing where none is, as probable as it is
// against all others of its bearing and its line.
func (t *Tracker) plantCrossings(s *Scan) {
	c := &t.crossings
	for i := range c.found {
		x := &c.found[i]
		exists := min(x.odds/(1+c.by[x.detection]+c.over[x.line]-x.odds), atOnce)
		if exists < hopeless || t.followed(&x.state) {
			continue
		}
		f := t.fresh()
		f.state, f.time, f.begun, f.seen = x.state, s.Time, c.lines[x.line].time, s.Time
		f.hits, f.exists, f.least = 2, exists, exists/20 // two looks in vain
		t.tracks = append(t.tracks, f)
	}
}

// followed reports whether a state lies within the gate of a track.
func (t *Tracker) followed(state *models) bool {
	g := state.mean()
	for _, f := range t.tracks {
		h := f.state.mean()
		in := innovation{}
		in.of(&h, &Detection{X: g.x[east], Y: g.x[north], XX: g.p[east][east], XY: g.p[east][north], YY: g.p[north][north]})
		if in.distance <= gate {
			return true
		}
	}
	return false
}
