package track

import "math"

// interval learns how often a thing reports itself. AIS transponders keep to one
// of a few intervals (ITU-R M.1371-5, annex 1, table 1), with some play and some
// reports lost, so that when a report comes says something about whose it is.
type interval struct {
	last   float64
	weight [rhythms]float64    // how probable each interval is; all zero: not yet heard twice
	times  [remembered]float64 // of the newest reports, the i-th at i modulo remembered
	count  int
}

// remembered is how many reports' times are kept: three minutes of one each
// three seconds.
const remembered = 64

const rhythms = 9

// rhythm returns the k-th interval in seconds and the play of reports in it.
func rhythm(k int) (seconds, play float64) {
	seconds = [rhythms]float64{2, 10. / 3, 5, 6, 10, 15, 30, 60, 180}[k]
	return seconds, 0.2 + min(0.05*seconds, 1.3)
}

// heard takes note of a report; lost is the share of reports that do not arrive.
func (i *interval) heard(now, lost float64) {
	if i.last != 0 {
		var w [rhythms]float64
		sum := 0.0
		for k := range rhythms {
			// A thing changes its interval when it begins to move or stops: nothing
			// is ever certain about it.
			w[k] = max(i.weight[k], 0.01) * (beat(k, now-i.last, lost) + 1e-4)
			sum += w[k]
		}
		for k := range rhythms {
			i.weight[k] = w[k] / sum
		}
	}
	i.last = now
}

// sure is how probable it must be that a report is a thing's before its slot is
// taken for the thing's own: a wrong one would draw in the next from there too.
const sure = 0.9

// keep notes a slot.
func (i *interval) keep(now float64) {
	i.times[i.count%remembered] = now
	i.count++
}

// frame is the length of a frame of AIS in seconds. A transponder keeps a slot
// for three to eight frames (ITU-R M.1371-5, annex 2, 3.3.4.4), so that it
// reports at the same second of the minute again and again.
const frame = 60.0

// slot is how likely a report comes now, a second, in a slot of one of the last
// five frames: that it was kept until now and is not lost, and that the clock
// says so.
func (i *interval) slot(now, lost float64) float64 {
	const keep, play, slack = 0.85, 0.08, 0.3
	best := 0.0
	for k := range min(i.count, remembered) {
		after := now - i.times[k]
		n := math.Round(after / frame)
		if n < 1 || n > 5 {
			continue
		}
		if d := after - n*frame; math.Abs(d) < 4*slack {
			best = max(best, (1-lost)*math.Pow(keep, n)*(0.85*normal(d, play)+0.15*normal(d, slack)))
		}
	}
	return best
}

// beat is how likely the next report that arrives comes so long after the last,
// a second, at the k-th interval.
func beat(k int, after, lost float64) float64 {
	seconds, play := rhythm(k)
	n := math.Max(1, math.Round(after/seconds))
	return (1 - lost) * math.Pow(lost, n-1) * normal(after-n*seconds, play*math.Sqrt(n))
}

func normal(d, sigma float64) float64 {
	return math.Exp(-d*d/(2*sigma*sigma)) / (sigma * math.Sqrt(2*math.Pi))
}

// rate is how likely a report comes now, a second, as none has come since the
// last one.
func (i *interval) rate(now, lost float64) float64 {
	after := now - i.last
	var sum, all float64
	for k := range rhythms {
		seconds, play := rhythm(k)
		silent := max(i.weight[k], 0.01) * math.Pow(lost, math.Floor(after/seconds+0.5-play/seconds))
		n := math.Max(1, math.Round(after/seconds))
		all += silent
		sum += silent * ((1-lost)*normal(after-n*seconds, play*math.Sqrt(n)) + 0.02/seconds)
	}
	return 0.4*sum/all + i.slot(now, lost)
}

// report takes reports one by one: each is by one of the things that may be
// there, or by a new one.
func (t *Tracker) report(s *Scan, sensor *Sensor) {
	lost := 1 - sensor.Detect
	for d := range s.Detections {
		z := &s.Detections[d]
		best, most, next, second := -1, 0.0, -1, 0.0
		least := 0.0 // a bearing begins no track, so that anything it fits will do
		if !z.Bearing {
			least = sensor.Clutter + t.config.Births + t.unheard(s.Time)
		}
		var taken hypothesis
		total := least
		for i, f := range t.tracks {
			if !t.near(f, z, s.Time) {
				continue
			}
			var h hypothesis
			var w float64
			if s.Time < f.time {
				w = t.fitted(f, z, s.Time) / 30 // as good as any time in half a minute
			} else {
				f.predict(&t.config, s.Time)
				if !f.state.likelihood(z, 2*gate, &h) {
					continue
				}
				w = h.like * f.called(z.Name) * f.interval.rate(s.Time, lost)
			}
			total += w
			switch {
			case w <= least || w <= second:
			case w > most:
				next, second = best, most
				best, most, taken = i, w, h
			default:
				next, second = i, w
			}
		}
		if best < 0 && t.resume(z, s, d) {
			continue
		}
		if best < 0 {
			t.introduce(z, s, d)
			continue
		}
		f := t.tracks[best]
		t.owner[d] = f.number
		if s.Time < f.time {
			t.retake(f, z, s.Time)
			continue
		}
		taken.detection, taken.weight = int32(d), 1
		hs := [1]hypothesis{taken}
		f.state.update(s.Detections, hs[:], 0)
		f.hits++
		f.seen, f.x, f.y = s.Time, z.X, z.Y
		f.confirmed = f.confirmed || f.hits > 2 || f.name != 0
		f.exists = 1 - 0.5*(1-f.exists)
		f.call(z.Name)
		f.interval.heard(s.Time, lost)
		if most > sure*total {
			f.interval.keep(s.Time)
		}
		t.note(f, z, s.Time)
		if next >= 0 && f.twin(t.tracks[next], lost) {
			t.join(f, t.tracks[next])
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

// near reports whether a thing can have come to where a report says it is.
func (t *Tracker) near(f *follow, z *Detection, now float64) bool {
	g := &f.state.by[straight]
	reach := t.config.Motion.Fastest*math.Abs(now-f.time) + 10*math.Sqrt(g.p[east][east]+g.p[north][north]+z.XX+z.YY)
	dx, dy := z.X-g.x[east], z.Y-g.x[north]
	return z.Bearing || dx*dx+dy*dy < reach*reach
}

// resume takes a report that lies outside every gate as that of the thing of its
// name, if that can have come there since its last report: it turned or sped up
// meanwhile, and its motion begins anew.
func (t *Tracker) resume(z *Detection, s *Scan, d int) bool {
	if z.Name == 0 || z.Bearing {
		return false
	}
	m := &t.config.Motion
	for _, f := range t.tracks {
		took := s.Time - f.seen
		slack := 5 * math.Sqrt(z.XX+z.YY)
		dx, dy := z.X-f.x, z.Y-f.y
		if f.name != z.Name || took <= 0 || math.Hypot(dx, dy) > m.Fastest*took+slack {
			continue
		}
		f.state = m.first(z)
		for k := range modes {
			f.state.by[k].x[eastward], f.state.by[k].x[northward] = dx/took, dy/took
		}
		f.time, f.seen, f.x, f.y = s.Time, s.Time, z.X, z.Y
		f.hits++
		f.confirmed = true
		f.interval.heard(s.Time, 1-t.config.Sensors[s.Sensor].Detect)
		t.owner[d] = f.number
		t.note(f, z, s.Time)
		return true
	}
	return false
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
	f.hits, f.exists, f.name = 1, 0.5, z.Name
	f.reports = true
	f.interval.heard(s.Time, 1)
	f.interval.keep(s.Time)
	t.note(f, z, s.Time)
	t.owner[d] = f.number
	t.tracks = append(t.tracks, f)
}
