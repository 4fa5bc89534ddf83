package track

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// What flies low is mostly plotted by nobody: posts hear it, or people see it, as it
// passes them, one after another. Each says little: about where, over some seconds,
// and at times what it sounded like. What several of them noticed in turn along one
// way, at a speed at which such things go, is a track all the same.

const (
	// onward is how long it takes, on the average and in seconds, until another post
	// notices what passed one (assumption: posts some fifteen kilometres apart along the
	// way of a drone).
	onward = 400.0
	// lostSight is how long after the last of them, in seconds, the next may still notice
	// the same thing: later it can be anywhere.
	lostSight = 1800.0
	// loitered is how long a thing may be noticed at a stretch and still pass.
	loitered = 15 * time.Minute
	// remote is how far off, in metres, a thing may be and its place still be said by a
	// bearing and a guess at the range.
	remote = 15e3
	// nearest is how far from the middle of the time in which it was noticed, as a share of
	// that, the moment lies for which its place was said (assumption): who notices it
	// longest does so evenly before and after it was nearest.
	nearest = 0.1
	// commonly is how fast things in the air go, in m/s, where nothing is said of it, and
	// slow how fast what does not stay at least.
	commonly, slow = 60.0, 10.0
)

// Pass takes a statement that something flew by, as posts, patrols and cameras make
// them. It says nothing of happenings: the statement itself does. What says
// nothing of where the thing was, or repeats what was said, is left.
func (p *Picture) Pass(o truceline.Observation) {
	if !passes(o) || p.noticed[o.Source] == o.When {
		return
	}
	p.noticed[o.Source] = o.When
	p.begin(o)
	l := &p.layers[0]
	middle := o.When.From.Add(o.When.Duration() / 2)
	switch z, ok := p.passing(o); {
	case !ok:
	case z.Bearing:
		p.bearing(l, z, passers, o, middle)
	default:
		o.When.From = middle
		p.step(l, z, passers, o)
	}
}

// passes reports whether an observation states that something flew by, not long, and
// near enough to say where.
func passes(o truceline.Observation) bool {
	switch o.Means {
	case truceline.MeansAcoustic, truceline.MeansHeard, truceline.MeansSaw, truceline.MeansCamera, truceline.MeansDrone:
	default:
		return false
	}
	return o.Kind == truceline.KindAerial && o.Subtype != "track" && len(o.DerivedFrom) == 0 && !o.When.Open && o.When.Duration() <= loitered
}

// passing puts such a statement onto the plane. Where the thing was is said for some
// moment of the time in which it was noticed, and it moved meanwhile: of a direction alone
// the covariance is of that.
func (p *Picture) passing(o truceline.Observation) (Detection, bool) {
	z, ok := p.detection(o)
	if !ok || z.XX+z.YY > remote*remote {
		return z, false
	}
	z.Slowest, z.Fastest = slow, Air().Fastest
	speed := commonly
	if i := slices.IndexFunc(paces(), func(c pace) bool { return c.medium == truceline.MediumAir && c.name == o.Subtype }); i >= 0 {
		z.Slowest, z.Fastest = paces()[i].low/3.6, paces()[i].high/3.6
		speed = (z.Slowest + z.Fastest) / 2
		z.Sort = uint64(i) + 1
	}
	moved := speed * math.Hypot(nearest*o.When.Duration().Seconds(), o.When.Clock.Error.Seconds()/sigma90)
	z.XX, z.YY = z.XX+moved*moved/2, z.YY+moved*moved/2
	return z, true
}

// sigma90 is how many standard deviations hold 90 % of what is normal, either way.
const sigma90 = 1.6449
