package fuse

import (
	"math"
	"time"

	"github.com/truceline/truceline"
)

// evidence is one statement as a likelihood of place and time.
type evidence struct {
	statement
	gaussian  gaussian  // of its place alone; zero where the place is only an area
	polar     *polar    // how a sector bears on a place; nil for a point
	course              // sound's way taken off where it is known
	in        *incident // that it is part of
	landed    *landing  // where the track ended that it tells of; nil: it is not known to have
	voice     int       // index of the first member whose word it is
	around    float64   // logarithm of the density of happenings of its sort round its place, where counted
	alike     int32     // number of the one before whose ID begins alike; 0: none
	began     int32     // how many incidents it has begun
	located   bool      // it says more of its place than an area
	counted   bool
	pinned    bool // an officer ruled what it is about
	after     bool // it is what a happening left behind, as a fire
	aside     bool // that, or the flight before it: it says little of when, or of where
	about     bool // an exercise's oracle says that it is about the happening
	happening int  // as numbered there
}

// polar is a sector as a measurement from where the observer stood.
type polar struct {
	from       truceline.Point
	bearing    float64 // radians clockwise from north
	bearingErr float64 // standard deviation, radians; 0: no bearing was stated
	logRange   float64 // natural logarithm of metres
	rangeErr   float64 // standard deviation of the logarithm; 0: only bounds are known
	middle     float64 // metres; between the bounds where only these are known
	width      float64 // standard deviation of that, metres; all round: along either axis
}

// A sector holds the truth with 90 %, so bearing and range each with the square
// root of that, which is so many standard deviations either way.
const sigmasSector = 1.9488

// A clock's error holds the truth with 90 %.
const sigmasClock = 1.6449

// audible is how far away a happening is taken to be at most when an observer
// gave a bearing and no range, in metres: what a trained ear makes out of a
// single explosion in still air.
const audible = 10_000

// evidenceOf reads a statement.
func (f *Fuser) evidenceOf(o truceline.Observation) *evidence {
	e := f.taken.add(o.ID)
	e.manner, e.details, e.When, e.Count, e.located = f.manner(&o), f.detailsOf(&o), o.When, o.Count, located(o.Place)
	if f.known != nil {
		e.happening, e.about = f.known(o)
	}
	switch o.Place.Shape {
	case truceline.ShapePoint:
		e.gaussian = along(o.Place.At, o.Place.Ellipse.Bearing, o.Place.Ellipse.SemiMajor/sigmas90, o.Place.Ellipse.SemiMinor/sigmas90)
		if v := e.nature.timing.Moves; v > 0 { // even over the way that it went
			way := v * o.When.Duration().Seconds()
			e.gaussian.xx += way * way / 12
			e.gaussian.yy += way * way / 12
		}
	case truceline.ShapeSector:
		if s := o.Place.Sector; befallsSelf(o.Kind) && s.RangeMin == 0 && s.RangeMax > 0 {
			own := min(f.priors.OwnPlace, s.RangeMax) / sigmas90
			e.gaussian = along(o.Place.At, 0, own, own)
			break
		}
		e.polar = polarOf(o.Place, f.priors.BeyondWords[o.Means])
		e.gaussian = e.polar.gaussian()
	}
	e.begins = seconds(o.When.From)
	e.sigma = o.When.Clock.Error.Seconds() / sigmasClock
	if o.Means == truceline.MeansHeard && e.polar != nil { // people state when they heard it
		way := e.polar.middle / f.priors.Sound.MetresPerSecond
		e.begins -= way
		e.sigma = math.Hypot(e.sigma, e.polar.width/f.priors.Sound.MetresPerSecond)
	}
	e.ends, e.endSigma = e.begins+o.When.Duration().Seconds(), e.sigma
	return e
}

// befallsSelf reports whether what is stated is done to the one who states it, so that it is where that
// one stands, and not in the middle of "0 to 500 m".
func befallsSelf(k truceline.Kind) bool {
	return k == truceline.KindRestriction || k == truceline.KindThreat
}

// polarOf reads a sector. What people judge is worse than their words by what beyond says.
func polarOf(p truceline.Place, beyond Beyond) *polar {
	s := p.Sector
	out := &polar{from: p.At}
	if s.RangeMax <= 0 {
		s.RangeMax = max(audible, s.RangeMin)
	}
	if width := math.Mod(s.BearingTo-s.BearingFrom+360, 360); width > 0 {
		out.bearing = (s.BearingFrom + width/2) * math.Pi / 180
		sigma := width / 2 / sigmasSector
		if beyond.BearingDeg > 0 { // one of so many words: even within it
			sigma = math.Hypot(width/math.Sqrt(12), beyond.BearingDeg)
		}
		out.bearingErr = sigma * math.Pi / 180
	}
	if out.bearingErr == 0 {
		out.width = math.Sqrt((s.RangeMin*s.RangeMin + s.RangeMax*s.RangeMax) / 4)
		return out
	}
	out.middle = (s.RangeMin + s.RangeMax) / 2
	out.width = (s.RangeMax - s.RangeMin) / math.Sqrt(12)
	switch ratio := s.RangeMax / max(s.RangeMin, 1); {
	case beyond.Range > 0:
		out.width = math.Hypot(out.width, out.middle*beyond.Range)
	case ratio < 4: // a range with its error, and not only the bounds of what can be noticed
		out.middle = math.Sqrt(s.RangeMin * s.RangeMax)
		out.logRange, out.rangeErr = math.Log(out.middle), max(math.Log(ratio)/2/sigmasSector, 1e-3)
		out.width = out.middle * out.rangeErr
	}
	return out
}

// gaussian is the sector alone as a Gaussian.
func (p *polar) gaussian() gaussian {
	if p.bearingErr == 0 { // all round: even over a ring, whose middle is the observer
		return along(p.from, 0, p.width, p.width)
	}
	sin, cos := math.Sincos(p.bearing)
	return along(plane{p.from}.at(p.middle*sin, p.middle*cos), p.bearing*180/math.Pi, p.width, p.middle*p.bearingErr)
}

// misses reports whether a place lies beyond the gate of a bearing, as what is behind the observer does: the Gaussian of a bearing without a
// range knows nothing of where the observer stood. Nil, and what is all round, misses nothing.
func (p *polar) misses(at gaussian) bool {
	if p == nil || p.bearingErr == 0 {
		return false
	}
	east, north := plane{p.from}.of(at.at)
	turn := math.Remainder(p.bearing-math.Atan2(east, north), 2*math.Pi)
	return math.Abs(turn) > gate*math.Hypot(p.bearingErr, at.widest()/max(math.Hypot(east, north), 1))
}

// looksApart is how far apart two looks of one satellite are at the least: pixels
// closer together are one look's.
const looksApart = 30 * time.Minute

// sameWord reports whether two statements are one person's or instrument's word
// told twice: by the same source, derived one from the other, passed on by one
// who names the other, or press that says the same of one place and moment.
func sameWord(a, b *evidence) bool {
	if a.Means == truceline.MeansThermal && b.Means == truceline.MeansThermal {
		return a.Source == b.Source && a.When.From.Sub(b.When.From).Abs() < looksApart
	}
	if a.Source == b.Source || derived(a, b) || derived(b, a) {
		return true
	}
	return a.Means == truceline.MeansPublic && b.Means == truceline.MeansPublic && a.Kind == b.Kind &&
		a.When.From.Equal(b.When.From) && *a.Place == *b.Place
}

func derived(a, b *evidence) bool {
	for _, id := range a.DerivedFrom {
		if id == b.ID {
			return true
		}
	}
	for _, ancestor := range a.Lineage {
		if ancestor == b.Source {
			return true
		}
	}
	return false
}
