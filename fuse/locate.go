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

// locate gives the place that the members support together: the maximum of
// their joint likelihood by Gauss-Newton steps in a plane, with the covariance
// that its curvature gives. Bearings and ranges are measurements from where the
// observer stood, and times of arrival bear on the place by their differences
// (arrival.go). A statement far from the others loses weight as under a
// Student t density with four degrees of freedom, so that one that is
// wrong cannot pull the rest along; where the statements disagree beyond
// their stated errors the covariance grows by that much (Birge's ratio).
func (f *Fuser) locate(members []*evidence) gaussian {
	if len(members) == 1 {
		return members[0].gaussian
	}
	var sum information
	ground := plane{members[0].gaussian.at}
	for _, m := range members {
		east, north := ground.of(m.gaussian.at)
		sum.addGaussian(m.gaussian, east, north, 1)
	}
	x, y := sum.step()
	arrivals := f.arrivalsOf(members, ground)
	if len(arrivals) >= leastArrivals {
		if ax, ay, ok := startOf(arrivals); ok && math.Hypot(ax-x, ay-y) < 20_000 {
			x, y = ax, ay
		}
	}
	misfit, free := 0.0, 0.0
	for range 12 {
		sum, misfit, free = information{}, 0, 0
		for _, m := range members {
			d := f.bear(m, ground, x, y, &sum)
			misfit, free = misfit+d, free+2
		}
		if len(arrivals) >= leastArrivals {
			d, n := bearArrivals(arrivals, x, y, &sum)
			misfit, free = misfit+d, free+n
		}
		dx, dy := sum.step()
		if length := math.Hypot(dx, dy); length > 5000 {
			dx, dy = dx/length*5000, dy/length*5000
		}
		x, y = x+dx, y+dy
		if math.Abs(dx)+math.Abs(dy) < 0.01 {
			break
		}
	}
	g := gaussian{at: ground.at(x, y)}
	g.xx, g.xy, g.yy = sum.covariance()
	if ratio := misfit / max(free-2, 1); ratio > 1 {
		g.xx, g.xy, g.yy = g.xx*ratio, g.xy*ratio, g.yy*ratio
	}
	return g
}

// tails are the degrees of freedom of the Student t density that errors of
// place have.
const tails = 4

// bear adds what a member says of a place, and returns its squared misfit in
// standard deviations, after the weight that a far one loses.
func (f *Fuser) bear(m *evidence, ground plane, x, y float64, sum *information) float64 {
	if !m.polar.set {
		east, north := ground.of(m.gaussian.at)
		east, north = east-x, north-y
		g := m.gaussian
		d := (g.yy*east*east - 2*g.xy*east*north + g.xx*north*north) / (g.xx*g.yy - g.xy*g.xy)
		w := (tails + 2) / (tails + d)
		w = min(w, 1)
		sum.addGaussian(g, east, north, w)
		return w * d
	}
	p := m.polar
	ox, oy := ground.of(p.from)
	east, north := x-ox, y-oy
	r := max(math.Hypot(east, north), 1)
	east, north = east/r, north/r
	if p.bearingErr == 0 {
		g := m.gaussian
		sum.addGaussian(g, ox-x, oy-y, 1)
		return 0
	}
	turn := math.Remainder(p.bearing-math.Atan2(east, north), 2*math.Pi)
	radial, radialErr := p.middle-r, p.width
	if p.rangeErr > 0 {
		radial, radialErr = r*(p.logRange-math.Log(r)), r*p.rangeErr
	}
	across, acrossErr := r*turn, r*p.bearingErr
	d := across*across/acrossErr/acrossErr + radial*radial/radialErr/radialErr
	w := min((tails+2)/(tails+d), 1)
	sum.add(north, -east, w/acrossErr/acrossErr, across)
	sum.add(east, north, w/radialErr/radialErr, radial)
	return w * d
}
