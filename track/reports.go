package track

import (
	"cmp"
	"math"
	"slices"
)

// maker is a thing that may have made a report.
type maker struct {
	*follow
	state      models // at the time of the report
	hypothesis hypothesis
	weight     float64 // how likely the report is the thing's, a square metre and second
	late       bool    // the thing was heard after the time of the report
}

// report takes reports one by one: each is by one of the things that may be
// there, or by a new one.
func (t *Tracker) report(s *Scan, sensor *Sensor) {
	t.sweep()
	lost := 1 - sensor.Detect
	for d := range s.Detections {
		z := &s.Detections[d]
		t.find(z, s.Time)
		least := 0.0 // a bearing begins no track, so that anything it fits will do
		if !z.Bearing {
			least = sensor.Clutter + t.config.Births + t.unheard(s.Time)
			if z.Name == 0 {
				least += t.strays[s.Sensor].density(z.X, z.Y, t.first, s.Time)
			}
		}
		best, next, certain := t.likeliest(s.Time, least, sensor)
		if best == nil && t.resume(z, s, d) {
			continue
		}
		if best == nil {
			t.introduce(z, s, d)
			continue
		}
		f := best.follow
		t.owner[d] = f
		if sensor.Passing > 0 {
			f.passed++
		}
		if z.Sort != 0 || f.sort.Fastest == 0 {
			f.sort = z.Sorted
		}
		if best.late {
			t.retake(f, z, s.Time)
			if sensor.Passing > 0 {
				t.believe(f, best.weight/max(least, lowest), s, sensor)
			}
			t.file(f)
			continue
		}
		best.hypothesis.detection, best.hypothesis.weight = 0, 1
		f.state, f.time = best.state, s.Time
		f.state.update(s.Detections[d:d+1], []hypothesis{best.hypothesis}, 0)
		f.hits++
		f.seen, f.x, f.y = s.Time, z.X, z.Y
		t.call(f, z.Name)
		t.believe(f, best.weight/max(least, lowest), s, sensor)
		if sensor.Passing == 0 {
			f.interval.heard(s.Time, lost)
			if certain {
				f.interval.keep(s.Time)
			}
		}
		t.note(f, z, s.Time)
		t.file(f)
		if next != nil && sensor.Passing == 0 && f.twin(next.follow, lost) {
			t.join(f, next.follow)
		}
	}
}

// believe takes a report as evidence that a thing is there, which is so many times
// as likely the thing's as anybody else's, and confirms the thing when it has been
// heard often enough. What calls itself by a name is there. What does not must show
// that it is more than strays in a row: by how well its reports fit one motion, and
// by not having been silent where such things are heard.
func (t *Tracker) believe(f *follow, times float64, s *Scan, sensor *Sensor) {
	if f.confirmed || f.name != 0 {
		f.exists = 1 - 0.5*(1-f.exists)
		f.confirmed = true
	} else {
		odds := f.exists / (1 - f.exists) * min(max(times, 1), mostBy)
		if f.passed == 0 {
			odds *= t.strays[s.Sensor].silent(&f.interval, s.Time, 1-sensor.Detect)
		}
		f.exists = min(odds/(1+odds), 1-1e-9)
		f.confirmed = f.hits > 2 && f.exists >= t.config.Confirm
	}
	if f.confirmed && f.stray {
		f.stray = false
		t.strays[f.sensor].confirmed(f, t.now)
	}
}

// mostBy is how much one report may raise the odds at most: no model of motion is
// better than that.
const mostBy = 100.0

// find lists the things that may have made a report, the eldest first.
func (t *Tracker) find(z *Detection, now float64) {
	t.makers = t.makers[:0]
	slack := 10 * math.Sqrt(z.XX+z.YY)
	near, ok := t.nearby[:0], false
	if !z.Bearing {
		near, ok = t.whereabouts.around(z.X, z.Y, slack+t.config.Motion.Fastest*max(0, t.now-now), near)
		near = slices.DeleteFunc(near, func(f *follow) bool { return t.beyond(f, z, now, slack) })
		slices.SortFunc(near, func(a, b *follow) int { return cmp.Compare(a.number, b.number) })
		t.nearby = near
	}
	if !ok {
		near = t.tracks
	}
	for _, f := range near {
		if !ok && !z.Bearing && t.beyond(f, z, now, slack) || t.passes(f, z, now) && !f.came(z, now) {
			continue
		}
		if z.Fastest == 0 && f.passed < flown && t.parted(f, now) {
			continue // as like as not it has landed
		}
		t.makers = append(t.makers, maker{follow: f, state: f.state, late: now < f.time})
		m := &t.makers[len(t.makers)-1]
		if m.late {
			m.weight = t.fitted(f, z, now) / 30 // as good as any time in half a minute
			continue
		}
		m.state.predict(&t.config.Motion, now-f.time)
		if t.passes(f, z, now) {
			m.state.leave(loiter)
		}
		if !m.state.likelihood(z, 2*gate, &m.hypothesis) {
			t.makers = t.makers[:len(t.makers)-1]
			continue
		}
		m.weight = m.hypothesis.like * f.called(z.Name) * f.alike(z)
	}
}

// beyond reports whether a track's thing cannot have come to within so many metres of a report.
func (t *Tracker) beyond(f *follow, z *Detection, now, slack float64) bool {
	g := &f.state.by[straight]
	reach := t.reach(f, now-f.time) + slack
	dx, dy := z.X-g.x[east], z.Y-g.x[north]
	return dx*dx+dy*dy >= reach*reach
}

// likeliest is which of the things found most likely made the report, and which
// after it; none that is less likely than a thing not heard before. certain says
// that the report is the likeliest's beyond doubt.
func (t *Tracker) likeliest(now, least float64, sensor *Sensor) (best, next *maker, certain bool) {
	lost := 1 - sensor.Detect
	if len(t.makers) == 1 && sensor.Passing == 0 && !t.makers[0].late && t.makers[0].weight*slackest > least/(1-sure) {
		return &t.makers[0], nil, true // whenever it speaks
	}
	total := least
	for i := range t.makers {
		m := &t.makers[i]
		switch {
		case sensor.Passing > 0 && m.late:
			m.weight *= 30 / sensor.Passing
		case sensor.Passing > 0:
			m.weight /= sensor.Passing
		case !m.late:
			m.weight *= m.interval.rate(now, lost)
			if m.name == 0 && m.passed == 0 {
				m.weight *= max(t.strays[0].silent(&m.interval, now, lost), 0.1)
			}
		}
		total += m.weight
		switch {
		case m.weight <= least || next != nil && m.weight <= next.weight:
		case best == nil || m.weight > best.weight:
			best, next = m, best
		default:
			next = m
		}
	}
	return best, next, best != nil && best.weight > sure*total
}

// reach is how far from where it was a thing can have come in so many seconds:
// what the fastest do, or less by what is known of its own speed.
func (t *Tracker) reach(f *follow, seconds float64) float64 {
	m := &t.config.Motion
	dt := math.Abs(seconds)
	return f.spread + dt*min(m.Fastest, f.pace+wide*math.Sqrt(2*m.Turn*dt/3))
}

// wide is how many standard deviations are beyond any doubt.
const wide = 6.0

// file puts a track where it is looked for from now on.
func (t *Tracker) file(f *follow) {
	g := &f.state.by[straight]
	f.pace, f.spread = 0, 10*math.Sqrt(g.p[east][east]+g.p[north][north])
	apart := 0.0
	for k := range modes {
		if f.state.mu[k] < 1e-3 {
			continue
		}
		b := &f.state.by[k]
		f.pace = max(f.pace, math.Hypot(b.x[eastward], b.x[northward])+wide*math.Sqrt(b.p[eastward][eastward]+b.p[northward][northward]))
		apart = max(apart, math.Hypot(b.x[east]-g.x[east], b.x[north]-g.x[north])+wide*math.Sqrt(b.p[east][east]+b.p[north][north]))
	}
	f.spread = max(f.spread, apart)
	t.whereabouts.file(f, t.reach(f, t.swept+sweepEvery-f.time))
}

// sweepEvery is how often, in seconds, all things that report themselves are
// looked at.
const sweepEvery = 1.0

// sweep ends what has been silent for too long, and files anew what may have left
// its cell since it was heard.
func (t *Tracker) sweep() {
	if t.now < t.swept+sweepEvery {
		return
	}
	t.swept = t.now
	t.remove()
	for _, f := range t.tracks {
		if f.filed && f.at.level < levels-1 {
			if reach := t.reach(f, t.swept+sweepEvery-f.time); reach > width(f.at.level) {
				t.whereabouts.file(f, reach)
			}
		}
	}
}

// unheard is how many reports of things not heard before are to be expected on
// a square metre and second: as long as the slowest have not had their turn,
// there are such.
func (t *Tracker) unheard(now float64) float64 {
	slowest, _ := rhythm(rhythms - 1)
	return t.config.Crowd / slowest * math.Exp(-(now-t.first)/slowest)
}

// resume takes a report that lies outside every gate as that of the thing of its
// name, if that can have come there since its last report: it turned or sped up
// meanwhile, and its motion begins anew.
func (t *Tracker) resume(z *Detection, s *Scan, d int) bool {
	if z.Name == 0 || z.Bearing {
		return false
	}
	m := &t.config.Motion
	var eldest *follow
	for _, f := range t.named[z.Name] {
		took := s.Time - f.seen
		slack := 5 * math.Sqrt(z.XX+z.YY)
		if took > 0 && math.Hypot(z.X-f.x, z.Y-f.y) <= m.Fastest*took+slack && (eldest == nil || f.number < eldest.number) {
			eldest = f
		}
	}
	if eldest == nil {
		return false
	}
	f, took := eldest, s.Time-eldest.seen
	vx, vy := (z.X-f.x)/took, (z.Y-f.y)/took
	f.state = m.first(z)
	for k := range modes {
		f.state.by[k].x[eastward], f.state.by[k].x[northward] = vx, vy
	}
	f.time, f.seen, f.x, f.y = s.Time, s.Time, z.X, z.Y
	f.hits++
	f.confirmed = true
	f.interval.heard(s.Time, 1-t.config.Sensors[s.Sensor].Detect)
	t.owner[d] = f
	t.note(f, z, s.Time)
	t.file(f)
	return true
}

// introduce begins a track at the first report of a thing.
func (t *Tracker) introduce(z *Detection, s *Scan, d int) {
	if z.Bearing {
		return
	}
	f := t.fresh()
	t.number++
	f.number = t.number
	f.state = t.config.Motion.first(z)
	f.time, f.begun, f.seen = s.Time, s.Time, s.Time
	f.x, f.y = z.X, z.Y
	f.hits, f.exists = 1, 0.5
	f.reports = true
	if z.Name == 0 {
		f.stray, f.sensor, f.from = true, s.Sensor, [2]float64{z.X, z.Y}
		strays := &t.strays[s.Sensor]
		f.exists = strays.thing()
		strays.add(z.X, z.Y, s.Time, 1)
		strays.first++
	}
	t.call(f, z.Name)
	f.sort = z.Sorted
	if t.config.Sensors[s.Sensor].Passing > 0 {
		f.passed = 1
	} else {
		f.interval.heard(s.Time, 1)
		f.interval.keep(s.Time)
	}
	t.note(f, z, s.Time)
	t.owner[d] = f
	t.tracks = append(t.tracks, f)
	t.file(f)
}
