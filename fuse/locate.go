package fuse

import (
	"math"
)

// information is the sum of what several measurements say of a place in a
// plane: the second derivatives of the log-likelihood and its gradient.
type information struct{ xx, xy, yy, x, y float64 }

// add takes a measurement of the projection of the place on the direction
// (east, north): weight is one over its variance, residual what it says beyond
// the place now assumed.
func (i *information) add(east, north, weight, residual float64) {
	i.xx += weight * east * east
	i.xy += weight * east * north
	i.yy += weight * north * north
	i.x += weight * east * residual
	i.y += weight * north * residual
}

// addGaussian takes a place with a covariance that lies (east, north) off.
func (i *information) addGaussian(g gaussian, east, north, weight float64) {
	det := (g.xx*g.yy - g.xy*g.xy) / weight
	xx, xy, yy := g.yy/det, -g.xy/det, g.xx/det
	i.xx, i.xy, i.yy = i.xx+xx, i.xy+xy, i.yy+yy
	i.x += xx*east + xy*north
	i.y += xy*east + yy*north
}

// step is the change of place that the sum asks for.
func (i information) step() (east, north float64) {
	det := i.xx*i.yy - i.xy*i.xy
	return (i.yy*i.x - i.xy*i.y) / det, (i.xx*i.y - i.xy*i.x) / det
}

func (i information) covariance() (xx, xy, yy float64) {
	det := i.xx*i.yy - i.xy*i.xy
	return i.yy / det, -i.xy / det, i.xx / det
}

// fit is how well a place agrees with what was measured.
type fit struct {
	information
	misfit   float64 // squared, in standard deviations, after the weight that a far one loses
	expected float64 // what that would be at the true place, if all errors were as stated
	measured float64 // numbers that were measured
	fitted   float64 // beside the place
	cost     float64 // minus the logarithm of the likelihood
}

// weigh takes a squared misfit of one or two dimensions and returns the weight that
// it keeps under a Student t density.
func (f *fit) weigh(distance, dimensions float64) float64 {
	w := min((tails+dimensions)/(tails+distance), 1)
	f.misfit, f.measured = f.misfit+w*distance, f.measured+dimensions
	if dimensions == 1 {
		f.expected += kept1
	} else {
		f.expected += kept2
	}
	f.cost += (tails + dimensions) / 2 * math.Log1p(distance/tails)
	return w
}

// The mean of a squared Gaussian misfit of one and of two dimensions after the weight that it loses:
// the integral of min((tails+d)/(tails+x), 1) x over the density of chi-square.
const (
	kept1 = 0.7666
	kept2 = 1.5788
)

// asStated is how far stated errors are trusted: as if known from so many measurements (assumption).
const asStated = 8

// spread is how many times the covariance by stated errors the place's own is. What the measurements show of
// their errors joins what was stated of them (a scaled inverse chi-square density); the place then has a Student t
// density, and the factor is that between the squares of its 90 % ellipse and of a Gaussian's. Where nothing is
// measured twice it is 1, as a stated ellipse holds 90 % with all that is not known of it.
func (f *fit) spread() float64 {
	free := max(f.measured-f.fitted-2, 0)
	usual := sigmas90 * sigmas90 / within90(asStated)
	shown := f.misfit * f.measured / f.expected
	scale := (asStated*usual + shown) / (asStated + free)
	return scale * within90(asStated+free) / (sigmas90 * sigmas90)
}

// within90 is the square of the radius that holds 90 % of a Student t density of two dimensions.
func within90(freedom float64) float64 { return freedom * (math.Pow(0.1, -2/freedom) - 1) }

// locate gives the place that the members support together: the maximum of
// their joint likelihood by Gauss-Newton steps in a plane, with the covariance
// that its curvature gives. Bearings and ranges are measurements from where the
// observer stood, and times of arrival bear on the place by their differences
// (arrival.go); as these may agree with two places, the likelihood of all is
// climbed from each. A statement far from the others loses weight as under a
// Student t density with four degrees of freedom, so that one that is
// wrong cannot pull the rest along; where the statements disagree more than
// their stated errors say the covariance is larger, and smaller where they disagree less (spread).
func (f *Fuser) locate(members []*evidence, when course) gaussian {
	if len(members) == 1 {
		return members[0].gaussian
	}
	var sum information
	ground := plane{members[0].gaussian.at}
	bearings := f.bearings[:0]
	for _, m := range members {
		b := bearing{evidence: m}
		b.east, b.north = ground.of(m.gaussian.at)
		sum.addGaussian(m.gaussian, b.east, b.north, 1)
		if m.polar != nil {
			b.east, b.north = ground.of(m.polar.from)
		}
		bearings = append(bearings, b)
	}
	f.bearings = bearings
	x, y := sum.step()
	arrivals := f.arrivalsOf(members, ground, when)
	best := climb(bearings, arrivals, x, y)
	if len(arrivals) >= leastArrivals {
		for _, s := range startsOf(arrivals) {
			if math.Hypot(s[0]-x, s[1]-y) > farFromSectors {
				continue
			}
			if other := climb(bearings, arrivals, s[0], s[1]); other.cost < best.cost {
				best = other
			}
		}
	}
	g := gaussian{at: ground.at(best.east, best.north)}
	g.xx, g.xy, g.yy = best.covariance()
	return g.scaled(best.spread())
}

// farFromSectors is how far from what the sectors say a place by arrivals is
// still looked at, metres.
const farFromSectors = 20_000

// summit is a place of greatest likelihood.
type summit struct {
	fit
	east, north float64
}

// climb goes from a place uphill to the nearest that all agree with best.
func climb(bearings []bearing, arrivals []arrival, x, y float64) summit {
	for n := 0; ; n++ {
		s := summit{east: x, north: y}
		for i := range bearings {
			bearings[i].bear(x, y, &s.fit)
		}
		if len(arrivals) >= leastArrivals {
			bearArrivals(arrivals, x, y, &s.fit)
		}
		dx, dy := s.step()
		if n == mostSteps || math.Abs(dx)+math.Abs(dy) < 0.01 {
			return s
		}
		if length := math.Hypot(dx, dy); length > 5000 {
			dx, dy = dx/length*5000, dy/length*5000
		}
		x, y = x+dx, y+dy
	}
}

// mostSteps is after how many steps a place is taken as it is.
const mostSteps = 12

// tails are the degrees of freedom of the Student t density that errors of
// place have.
const tails = 4

// bearing is what a member says of a place, with where in the plane it says so: the
// place stated, or that of the observer.
type bearing struct {
	*evidence
	east, north float64
}

// bear adds what a member says of a place.
func (m *bearing) bear(x, y float64, sum *fit) {
	if m.polar == nil {
		east, north := m.east-x, m.north-y
		g := m.gaussian
		d := (g.yy*east*east - 2*g.xy*east*north + g.xx*north*north) / (g.xx*g.yy - g.xy*g.xy)
		sum.addGaussian(g, east, north, sum.weigh(d, 2))
		return
	}
	p := m.polar
	east, north := x-m.east, y-m.north
	r := max(math.Hypot(east, north), 1)
	east, north = east/r, north/r
	if p.bearingErr == 0 {
		sum.addGaussian(m.gaussian, m.east-x, m.north-y, sum.weigh(0, 2))
		return
	}
	turn := math.Remainder(p.bearing-math.Atan2(east, north), 2*math.Pi)
	radial, radialErr := p.middle-r, p.width
	if p.rangeErr > 0 {
		radial, radialErr = r*(p.logRange-math.Log(r)), r*p.rangeErr
	}
	across, acrossErr := r*turn, r*p.bearingErr
	w := sum.weigh(across*across/acrossErr/acrossErr+radial*radial/radialErr/radialErr, 2)
	sum.add(north, -east, w/acrossErr/acrossErr, across)
	sum.add(east, north, w/radialErr/radialErr, radial)
}
