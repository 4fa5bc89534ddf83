package track

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// direction is what one source saw of a thing without knowing how far off.
type direction struct {
	observation truceline.Observation
	z           Detection
	when        time.Time
	passing     bool // it was noticed in passing
}

const (
	// together is how long apart, in time, two directions may be and cross.
	together = time.Minute
	// mostDirections is how many are kept at most: the newest.
	mostDirections = 256
)

// crossed looks for a direction that another place gave of the same thing about the same time,
// and returns where the two cross, at the later of their times, and the other one, which is
// used up. If there is none, this one is kept for another.
func (p *Picture) crossed(l *layer, d direction) (z Detection, when time.Time, other truceline.Observation, ok bool) {
	p.directions = slices.DeleteFunc(p.directions, func(o direction) bool { return d.when.Sub(o.when) > crossable*time.Second })
	for i := len(p.directions) - 1; i >= 0; i-- {
		o := &p.directions[i]
		if o.passing != d.passing || o.observation.Kind != d.observation.Kind || d.when.Sub(o.when).Abs() > together || o.z.Name != 0 && d.z.Name != 0 && o.z.Name != d.z.Name {
			continue
		}
		if z, ok = l.tracker.config.Motion.cross(o, &d); ok {
			when, other = d.when, o.observation
			if o.when.After(when) {
				when = o.when
			}
			p.directions = slices.Delete(p.directions, i, i+1)
			return z, when, other, true
		}
	}
	if len(p.directions) == mostDirections {
		p.directions = slices.Delete(p.directions, 0, 1)
	}
	p.directions = append(p.directions, d)
	return Detection{}, d.when, other, false
}

// cross is where two directions of one thing cross, as of the later of them, if they
// do so well enough to say where.
func (m *Motion) cross(a, b *direction) (Detection, bool) {
	if b.when.Before(a.when) {
		a, b = b, a
	}
	x, y, to, from, ok := meeting(&a.z, &b.z)
	if !ok || max(to, from) > remote {
		return Detection{}, false
	}
	now := b.when.Sub(a.when).Seconds()
	first := line{z: a.z}
	if a.passing && a.z.Sort == 0 { // any speed there is would make every crossing vague
		first.z.Slowest, first.z.Fastest = commonly, commonly
	}
	state, ok := m.crossed(&first, &b.z, now, x, y, from)
	g := state.mean()
	if !ok || widest(&g) > vague*to {
		return Detection{}, false
	}
	z := Detection{X: g.x[east], Y: g.x[north], XX: g.p[east][east], XY: g.p[east][north], YY: g.p[north][north], Name: b.z.Name, Sorted: b.z.Sorted}
	if z.Name == 0 {
		z.Name = a.z.Name
	}
	if z.Sort == 0 {
		z.Sorted = a.z.Sorted
	}
	return z, true
}

// bearing takes a direction alone: of a thing that is followed, or to be crossed with another's.
// What is noticed in passing is too seldom to be told of what is followed.
func (p *Picture) bearing(l *layer, z Detection, sensor int, o truceline.Observation, when time.Time) []truceline.Observation {
	o.When.From = when
	if sensor == plotters {
		told := p.step(l, z, sensor, o)
		if _, _, ok := l.tracker.Of(0); ok {
			return told
		}
	}
	at, when, other, ok := p.crossed(l, direction{o, z, when, sensor == passers})
	if !ok {
		return nil
	}
	at.XX, at.YY = at.XX+z.XX, at.YY+z.YY
	o.When.From = when
	p.beside = append(p.beside[:0], other)
	told := p.step(l, at, sensor, o)
	p.beside = p.beside[:0]
	return told
}

// beside notes who else saw what went to a track.
func (r *record) beside(o truceline.Observation, sensor int) {
	t := &r.track
	t.Sources, t.Means = insert(t.Sources, o.Source), insert(t.Means, o.Means)
	if sensor == passers {
		return
	}
	if len(r.plots) == derived {
		r.plots = slices.Delete(r.plots, 0, 1)
	}
	r.plots, r.by = append(r.plots, o.ID), insert(r.by, o.Source)
}
