package track

import "slices"

// history is what a track needs to go back and take a detection that came late:
// its detections, and now and then the state it stood in (the bounded history of
// Orton and Marrs 2001; Mallick and others 2001 compare it with single-step
// updates such as those of Bar-Shalom 2002).
type history struct {
	spots []spot // its newest detections, the i-th at i modulo their number
	count int
	mark  []mark // a state each every detections, the i-th at i modulo their number
	marks int
}

// A history has room for ten minutes of a detection a second, if it comes to that;
// most things are heard less often, and theirs is shorter.
const (
	longest  = 640
	shortest = 64
	every    = 32
)

// mark is the state of a track just after a detection.
type mark struct {
	state models
	time  float64
	spot  int // how many detections it holds
}

// note keeps a detection that was put to a track, so that it can be taken again.
func (t *Tracker) note(f *follow, z *Detection, time float64) {
	if t.config.Late < 0 || f.number == 0 {
		return // most of what is not confirmed never will be
	}
	if f.past == nil {
		f.past = &history{}
	}
	f.past.room(t.config.Late)
	f.past.put(f.past.count, compress(z, time))
	f.past.count++
	if f.past.count%every == 1 {
		f.past.keep(mark{f.state, time, f.past.count})
	}
}

// room makes room for another detection: in the place of the oldest, if that lies
// so far back that nothing so late is taken any more, or there is no end of them.
func (h *history) room(late float64) {
	n := len(h.spots)
	if h.count < n || n == longest || n > 0 && h.at(h.count-1).time-h.at(h.count-n+every).time > late {
		return
	}
	larger := min(max(shortest, 2*n), longest)
	was := *h
	h.spots, h.mark = make([]spot, larger), make([]mark, larger/every)
	for i := was.count - n; i < was.count; i++ {
		h.put(i, *was.at(i))
	}
	for k := max(0, was.marks-len(was.mark)); k < was.marks; k++ {
		h.mark[k%len(h.mark)] = was.mark[k%len(was.mark)]
	}
}

// at is the i-th detection, and put puts it.
func (h *history) at(i int) *spot    { return &h.spots[i%len(h.spots)] }
func (h *history) put(i int, s spot) { h.spots[i%len(h.spots)] = s }
func (h *history) keep(m mark) {
	h.mark[h.marks%len(h.mark)] = m
	h.marks++
}

// compress makes a detection small; a bearing keeps its angle and error in the
// place of the covariance.
func compress(z *Detection, time float64) spot {
	if z.Bearing {
		return spot{time, float32(z.X), float32(z.Y), float32(z.Angle), float32(z.AngleSigma), -1}
	}
	return spot{time, float32(z.X), float32(z.Y), float32(z.XX), float32(z.XY), float32(z.YY)}
}

func (p *spot) detection() Detection {
	if p.yy < 0 {
		return Detection{X: float64(p.x), Y: float64(p.y), Bearing: true, Angle: float64(p.xx), AngleSigma: float64(p.xy)}
	}
	return Detection{X: float64(p.x), Y: float64(p.y), XX: float64(p.xx), XY: float64(p.xy), YY: float64(p.yy)}
}

// before returns the newest state that is not after a moment, and false when the
// history does not go back so far.
func (h *history) before(time float64) (*mark, bool) {
	for k := h.marks - 1; k >= 0 && k >= h.marks-len(h.mark); k-- {
		if m := &h.mark[k%len(h.mark)]; m.time <= time && m.spot > h.count-len(h.spots) {
			return m, true
		}
	}
	return nil, false
}

// late takes a scan older than the newest: each of its detections goes to the
// track that it fitted best at its time, which takes all that came since again.
// It reports whether any was taken.
func (t *Tracker) late(s *Scan) bool {
	if t.now-s.Time > t.config.Late {
		return false
	}
	sensor := &t.config.Sensors[s.Sensor]
	floor := t.floor(sensor)
	taken := false
	t.owner = sized(t.owner, len(s.Detections))
	clear(t.owner)
	for d := range s.Detections {
		z := &s.Detections[d]
		var best *follow
		most := floor
		for _, f := range t.tracks {
			if w := sensor.Detect * f.exists * t.fitted(f, z, s.Time); w > most && !t.ownsAny(f) {
				best, most = f, w
			}
		}
		if best != nil {
			t.retake(best, z, s.Time)
			t.owner[d] = best
			taken = true
		}
	}
	return taken
}

// ownsAny reports whether a track took another detection of this scan.
func (t *Tracker) ownsAny(f *follow) bool {
	return slices.Contains(t.owner, f)
}

// fitted is how likely a detection was a track's at a time before its newest
// state; 0 when that is not known any more or it lies outside the gate.
func (t *Tracker) fitted(f *follow, z *Detection, time float64) float64 {
	if f.past == nil {
		return 0
	}
	m, ok := f.past.before(time)
	if !ok {
		return 0
	}
	state, at := m.state, m.time
	for k := m.spot; k < f.past.count; k++ {
		p := f.past.at(k)
		if p.time > time {
			break
		}
		state.predict(&t.config.Motion, p.time-at)
		state.take(p)
		at = p.time
	}
	state.predict(&t.config.Motion, time-at)
	var h hypothesis
	if !state.likelihood(z, gate, &h) {
		return 0
	}
	return h.like * f.called(z.Name)
}

// take updates by a detection that is surely the track's.
func (s *models) take(p *spot) {
	z := [1]Detection{p.detection()}
	h := [1]hypothesis{{weight: 1}}
	s.likelihood(&z[0], gate, &h[0])
	if h[0].like > 0 {
		s.update(z[:], h[:], 0)
	}
}

// retake puts a late detection among those of a track by its time, and filters
// what came since anew.
func (t *Tracker) retake(f *follow, z *Detection, time float64) {
	h := f.past
	from, ok := h.before(time)
	if !ok {
		return
	}
	now := f.time
	state, when, first := from.state, from.time, from.spot
	h.room(t.config.Late)
	// Shift the later ones by one place.
	at := h.count
	for at > first && h.at(at-1).time > time {
		h.put(at, *h.at(at - 1))
		at--
	}
	h.put(at, compress(z, time))
	h.count++
	for h.marks > 0 && h.mark[(h.marks-1)%len(h.mark)].spot > first {
		h.marks--
	}
	for k := first; k < h.count; k++ {
		p := h.at(k)
		state.predict(&t.config.Motion, p.time-when)
		state.take(p)
		when = p.time
		if (k+1)%every == 1 {
			h.keep(mark{state, when, k + 1})
		}
	}
	state.predict(&t.config.Motion, now-when)
	f.state, f.hits = state, f.hits+1
	t.call(f, z.Name)
}
