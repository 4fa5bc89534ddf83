package track

import "math"

// sprout is a chance run of detections that may become a track. Most never do,
// so it is small: one model, the same spread along both axes.
type sprout struct {
	x, y, vx, vy float64
	pp, pv, vv   float64
	time         float64
	odds, gain   float64 // logarithms: that it is a thing, and that against its beginning
	begun        float64
	hits         int32
	past         [recalled]spot // its newest detections, the i-th at i modulo recalled
	name         uint64
}

// recalled is how many detections a sprout keeps for the track it may become.
const recalled = 4

// spot is a detection kept small.
type spot struct {
	time       float64
	x, y       float32
	xx, xy, yy float32
}

func (s *sprout) take(z *Detection, time float64) {
	s.past[s.hits%recalled] = spot{time, float32(z.X), float32(z.Y), float32(z.XX), float32(z.XY), float32(z.YY)}
	s.hits++
	if z.Name != 0 {
		s.name = z.Name
	}
}

// starts holds the lists of initiation.
type starts struct {
	order []int32
	count [64]int32
	taken []bool // by detection: a good sprout took it
}

// initiate lets sprouts grow by the detections that no track explains, plants
// new ones, and makes tracks of those that are things more likely than not.
func (t *Tracker) initiate(s *Scan, sensor *Sensor) {
	floor := max(sensor.Clutter, lowest)
	t.expect(s, sensor)
	st := &t.starts
	st.taken = sized(st.taken, len(s.Detections))
	clear(st.taken)
	t.ranked()
	for _, i := range st.order {
		t.grow(&t.sprouts[i], s, sensor, floor)
	}
	first := sensor.Detect * t.unseen / floor
	odds := math.Log(max(first, 1e-12))
	for i := range s.Detections {
		z := &s.Detections[i]
		if z.Bearing || st.taken[i] || t.claims[i] > 0.5 {
			continue
		}
		t.sprouts = append(t.sprouts, t.plant(z, s.Time, odds+math.Log(1-t.claims[i])))
	}
	t.unseen *= 1 - sensor.Detect
	t.promote(t.worth(sensor, floor))
}

// expect works out, at a sensor's first scan, how many things are there that
// nothing has told of yet: what it detects beyond its false alarms, less what
// chance may add to them.
func (t *Tracker) expect(s *Scan, sensor *Sensor) {
	if t.scanned[s.Sensor] || sensor.Reports {
		return
	}
	first := true
	for _, was := range t.scanned {
		first = first && !was
	}
	t.scanned[s.Sensor] = true
	if !first || sensor.Area.everywhere() {
		return
	}
	area := sensor.Area.Size()
	false_ := sensor.Clutter * area
	if sensor.Bearings {
		false_ = sensor.Clutter * 2 * math.Pi
	}
	over := float64(len(s.Detections)) - false_ - math.Sqrt(false_)
	t.unseen = max(t.unseen, over/(sensor.Detect*area))
}

func (t *Tracker) plant(z *Detection, time, odds float64) sprout {
	p := (z.XX + z.YY) / 2
	v := t.config.Motion.Speed * t.config.Motion.Speed
	sp := sprout{x: z.X, y: z.Y, pp: p, vv: v, time: time, odds: odds, begun: time}
	sp.take(z, time)
	return sp
}

// worth returns the loss of odds at which a sprout is given up: where false
// alarms are few a sprout can wait for another detection, where they are many
// the next detection says little and the next sprout is as good.
func (t *Tracker) worth(sensor *Sensor, floor float64) float64 {
	const reach = gate * math.Pi
	v := t.config.Motion.Speed
	return -min(max(math.Log(1+1/(floor*reach*v*v)), 0.5), 6.5)
}

// ranked puts the sprouts in order, the likeliest first, by counting.
func (t *Tracker) ranked() {
	st := &t.starts
	st.order = sized(st.order, len(t.sprouts))
	rank := func(gain float64) int { return min(max(int(32-2*gain), 0), 63) }
	clear(st.count[:])
	for i := range t.sprouts {
		st.count[rank(t.sprouts[i].gain)]++
	}
	at := int32(0)
	for k, n := range st.count {
		st.count[k] = at
		at += n
	}
	for i := range t.sprouts {
		k := rank(t.sprouts[i].gain)
		st.order[st.count[k]] = int32(i)
		st.count[k]++
	}
}

// grow moves a sprout on and lets it take the likeliest detection in its gate.
func (t *Tracker) grow(sp *sprout, s *Scan, sensor *Sensor, floor float64) {
	dt := s.Time - sp.time
	q := t.config.Motion.Turn
	sp.x, sp.y = sp.x+dt*sp.vx, sp.y+dt*sp.vy
	sp.pp += 2*dt*sp.pv + dt*dt*sp.vv + q*dt*dt*dt/3
	sp.pv += dt*sp.vv + q*dt*dt/2
	sp.vv += q * dt
	sp.time = s.Time
	lost := math.Log(1-sensor.Detect) - dt/t.config.Life
	if !sensor.Area.holds(sp.x, sp.y) {
		lost = -dt / t.config.Life
	}
	best, like := int32(-1), 0.0
	half := 4 * math.Sqrt(sp.pp+t.grid.worst)
	in := t.grid.within(sp.x, sp.y, half, half)
	for row := in.r0; row <= in.r1; row++ {
		for _, d := range t.grid.cells(in, row) {
			z := &s.Detections[d]
			if t.starts.taken[d] || t.claims[d] > 0.5 || z.Bearing || sp.name != 0 && z.Name != 0 && z.Name != sp.name {
				continue
			}
			dx, dy := z.X-sp.x, z.Y-sp.y
			v := sp.pp + (z.XX+z.YY)/2
			m := (dx*dx + dy*dy) / v
			if m > gate {
				continue
			}
			if l := math.Exp(-m/2) / (2 * math.Pi * v) * (1 - t.claims[d]); l > like {
				best, like = d, l
			}
		}
	}
	change := lost
	if best >= 0 {
		change = math.Log(sensor.Detect*like/floor) - dt/t.config.Life
		t.fed(sp, &s.Detections[best], s.Time)
	}
	sp.odds += change
	sp.gain += change
	if best >= 0 && sp.gain > 2 {
		t.starts.taken[best] = true
	}
}

// fed updates a sprout by a detection.
func (t *Tracker) fed(sp *sprout, z *Detection, time float64) {
	v := sp.pp + (z.XX+z.YY)/2
	kp, kv := sp.pp/v, sp.pv/v
	dx, dy := z.X-sp.x, z.Y-sp.y
	sp.x, sp.y = sp.x+kp*dx, sp.y+kp*dy
	sp.vx, sp.vy = sp.vx+kv*dx, sp.vy+kv*dy
	sp.vv -= kv * sp.pv
	sp.pv *= 1 - kp
	sp.pp *= 1 - kp
	sp.take(z, time)
}

// promote makes tracks of the sprouts that are things more likely than not, and
// drops those that are not worth keeping.
func (t *Tracker) promote(worth float64) {
	kept := t.sprouts[:0]
	for i := range t.sprouts {
		sp := &t.sprouts[i]
		fast := sp.hits > 2 && sp.vx*sp.vx+sp.vy*sp.vy > 2*t.config.Motion.Fastest*t.config.Motion.Fastest
		switch {
		case sp.odds > 0:
			t.begin(sp)
		case sp.gain < worth || fast:
		default:
			kept = append(kept, *sp)
		}
	}
	t.sprouts = kept
	t.confirm()
}

// confirm tells of the tracks that exist with sufficient probability.
func (t *Tracker) confirm() {
	for _, f := range t.tracks {
		if !f.confirmed && f.exists >= t.config.Confirm {
			t.number++
			f.confirmed, f.number = true, t.number
		}
	}
}

// begin makes a track out of a sprout, filtering its newest detections anew
// under all models.
func (t *Tracker) begin(sp *sprout) {
	f := t.fresh()
	n := min(sp.hits, recalled)
	for k := range n {
		p := &sp.past[(sp.hits-n+k)%recalled]
		z := Detection{X: float64(p.x), Y: float64(p.y), XX: float64(p.xx), XY: float64(p.xy), YY: float64(p.yy)}
		if k == 0 {
			f.state = t.config.Motion.first(&z)
			f.time = p.time
			continue
		}
		f.state.predict(&t.config.Motion, p.time-f.time)
		f.time = p.time
		h := hypothesis{weight: 1}
		f.state.likelihood(&z, gate, &h)
		if h.like > 0 {
			one := [1]Detection{z}
			hs := [1]hypothesis{h}
			f.state.update(one[:], hs[:], 0)
		}
		f.seen = p.time
	}
	f.seen = f.time
	f.predict(&t.config, sp.time)
	f.exists = min(1/(1+math.Exp(-sp.odds)), 1-1e-6)
	f.begun, f.hits, f.name = sp.begun, int(sp.hits), sp.name
	t.tracks = append(t.tracks, f)
}

// first is the state of a thing seen once: at rest, as fast as things are.
func (m *Motion) first(z *Detection) (s models) {
	for k := range modes {
		g := &s.by[k]
		g.x = vec{z.X, 0, z.Y, 0, 0}
		v := m.Speed * m.Speed
		if a, b := z.Slowest, z.Fastest; b > 0 {
			v = (a*a + a*b + b*b) / 6 // of speeds spread evenly, in any direction
		}
		if k == loiter {
			v = m.LoiterSpeed * m.LoiterSpeed
		}
		g.p[east][east], g.p[east][north], g.p[north][east], g.p[north][north] = z.XX, z.XY, z.XY, z.YY
		g.p[eastward][eastward], g.p[northward][northward] = v, v
		g.p[turning][turning] = m.TurnRate * m.TurnRate
		s.mu[k] = m.First[k]
	}
	return s
}

// fresh returns an empty track, one that was used before where there is one.
func (t *Tracker) fresh() *follow {
	if n := len(t.free); n > 0 {
		f := t.free[n-1]
		t.free = t.free[:n-1]
		past := f.past
		*f = follow{past: past}
		if past != nil {
			past.count, past.marks = 0, 0
		}
		return f
	}
	return &follow{}
}

// drop ends a track and keeps its memory for another.
func (t *Tracker) drop(f *follow) {
	if t.config.Ended != nil && f.number > 0 {
		t.config.Ended(f.number)
	}
	t.whereabouts.unfile(f)
	t.rename(f, 0)
	t.free = append(t.free, f)
}
