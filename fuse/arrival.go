package fuse

import (
	"math"
)

// leastArrivals is how many posts must state when a sound reached them before
// the differences of the times give a place.
const leastArrivals = 3

// arrival is when a sound reached a post, in a plane.
type arrival struct {
	x, y  float64 // of the post, metres
	at    float64 // seconds
	sigma float64 // standard deviation of its clock, seconds
	speed float64 // of sound on its way to the post, metres per second
	doubt SoundError
}

// arrivalsOf collects the times of arrival among the members, one a source, of
// those that heard the beginning: who missed the first of several parts states
// when another sound came. Of who states a point it is not known where the post stands.
func (f *Fuser) arrivalsOf(members []*evidence, ground plane, when course) []arrival {
	var out []arrival
	for _, m := range members {
		if m.Arrival == nil || m.polar == nil || math.Abs(m.begins-when.begins) > gate*math.Hypot(m.sigma, when.sigma) {
			continue
		}
		var a arrival
		a.x, a.y = ground.of(m.polar.from)
		a.at = seconds(m.Arrival.At)
		east, north := ground.of(m.gaussian.at)
		a.speed, a.doubt = f.soundOver(m.polar.from, m.When.From, a.x-east, a.y-north)
		a.sigma = max(m.Arrival.Error.Seconds()/sigmasClock, leastClock)
		out = append(out, a)
	}
	return out
}

// startsOf gives the places that agree with the differences of times of arrival,
// in closed form (Chan and Ho, "A simple and efficient estimator for hyperbolic
// location", IEEE Transactions on Signal Processing 42(8), 1994, first step): with
// the first post as the origin and its distance r as a third unknown the
// equations are linear in the place; r then follows from a quadratic. Of two
// roots the one that agrees better with all times comes first. There are none for
// posts on one line.
func startsOf(all []arrival) [][2]float64 {
	first := all[0]
	// Normal equations of A (x, y) = b - c r, weighted alike.
	var axx, axy, ayy, bx, by, cx, cy float64
	for _, a := range all[1:] {
		dx, dy := a.x-first.x, a.y-first.y
		d := a.at*a.speed - first.at*a.speed
		b := (dx*dx + dy*dy - d*d) / 2
		axx, axy, ayy = axx+dx*dx, axy+dx*dy, ayy+dy*dy
		bx, by = bx+dx*b, by+dy*b
		cx, cy = cx+dx*d, cy+dy*d
	}
	det := axx*ayy - axy*axy
	if det <= 1e-9*(axx+ayy)*(axx+ayy) {
		return nil
	}
	px, py := (ayy*bx-axy*by)/det, (axx*by-axy*bx)/det
	qx, qy := -(ayy*cx-axy*cy)/det, -(axx*cy-axy*cx)/det
	// The place is p + q r from the first post, and r is its length.
	a, b, c := qx*qx+qy*qy-1, px*qx+py*qy, px*px+py*py
	var out [][2]float64
	least := math.Inf(1)
	try := func(r float64) {
		if !(r >= 0) || math.IsInf(r, 0) {
			return
		}
		at := [2]float64{first.x + px + qx*r, first.y + py + qy*r}
		var sum fit
		bearArrivals(all, at[0], at[1], &sum)
		if out = append(out, at); sum.cost < least && len(out) > 1 {
			out[0], out[1] = out[1], out[0]
		}
		least = min(least, sum.cost)
	}
	if root := b*b - a*c; root >= 0 && math.Abs(a) > 1e-12 {
		try((-b + math.Sqrt(root)) / a)
		try((-b - math.Sqrt(root)) / a)
	} else {
		try(-b / a) // no root: the nearest there is to one
	}
	return out
}

// leastClock is how well a time of arrival is known at the best, seconds: sound is sampled so often.
const leastClock = 0.001

// unknowns are what all arrivals of one sound have in common beside its place: the moment of the sound,
// and by how many standard deviations the air carried it faster than was taken, and the wind
// east and north. What is common to all posts hardly moves the place, where it would if each
// post were wrong by itself.
type unknowns [4]float64

// bears is how far from the post a source lies and which way, and how its time of arrival
// changes with the unknowns.
func (a *arrival) bears(x, y float64) (r, east, north float64, h unknowns) {
	dx, dy := x-a.x, y-a.y
	r = max(math.Hypot(dx, dy), 1)
	east, north = dx/r, dy/r
	slower := -r / a.speed / a.speed
	return r, east, north, unknowns{1, slower * a.doubt.Air, -slower * a.doubt.Wind * east, -slower * a.doubt.Wind * north}
}

// bearArrivals adds what times of arrival say of a place by their differences:
// the unknowns are taken out of the equations. A time far off the others loses
// weight as in locate.
func bearArrivals(all []arrival, x, y float64, sum *fit) {
	found := unknownsOf(all, x, y)
	matrix, against := priorOf(found)
	var part information
	var easts, norths unknowns // how the place and the unknowns go together
	for i := range all {
		a := &all[i]
		r, east, north, h := a.bears(x, y)
		residual := a.at - r/a.speed - found.times(h)
		weight := sum.weigh(residual*residual/a.sigma/a.sigma, 1) / (a.sigma * a.sigma)
		east, north = east/a.speed, north/a.speed
		part.add(east, north, weight, residual)
		for k := range h {
			easts[k] += weight * east * h[k]
			norths[k] += weight * north * h[k]
		}
		matrix.add(&against, h, weight, residual)
	}
	for _, z := range found[1:] {
		sum.cost += z * z / 2
	}
	sum.fitted++
	e, n := matrix.solve(easts), matrix.solve(norths)
	sum.xx += part.xx - e.times(easts)
	sum.xy += part.xy - e.times(norths)
	sum.yy += part.yy - n.times(norths)
	sum.x += part.x - e.times(against)
	sum.y += part.y - n.times(against)
}

// unknownsOf are the likeliest unknowns for a place: by least squares, and again
// without the times that are far off.
func unknownsOf(all []arrival, x, y float64) unknowns {
	var found unknowns
	for round := range 3 {
		matrix, against := priorOf(unknowns{})
		for i := range all {
			a := &all[i]
			r, _, _, h := a.bears(x, y)
			late := a.at - r/a.speed - all[0].at // else the times are too large to be squared
			weight := 1 / a.sigma / a.sigma
			if round > 0 {
				z := (late - found.times(h)) / a.sigma
				weight *= min((tails+1)/(tails+z*z), 1)
			}
			matrix.add(&against, h, weight, late)
		}
		found = matrix.solve(against)
	}
	found[0] += all[0].at
	return found
}

// symmetric is a symmetric matrix of the unknowns, its lower half.
type symmetric [4][4]float64

// priorOf is what is taken for granted of the unknowns: nothing of the moment, and of the others that
// they are within their standard deviations; and how strongly these ones are drawn back.
func priorOf(at unknowns) (m symmetric, against unknowns) {
	for k := 1; k < len(at); k++ {
		m[k][k], against[k] = 1, -at[k]
	}
	return m, against
}

// add takes a measurement of a combination of the unknowns.
func (m *symmetric) add(against *unknowns, h unknowns, weight, residual float64) {
	for i := range h {
		for j := range i + 1 {
			m[i][j] += weight * h[i] * h[j]
		}
		against[i] += weight * h[i] * residual
	}
}

// solve returns what the matrix makes b of, by Cholesky's factors.
func (m symmetric) solve(b unknowns) unknowns {
	for j := range m {
		for i := j; i < len(m); i++ {
			for k := range j {
				m[i][j] -= m[i][k] * m[j][k]
			}
			if i == j {
				m[j][j] = math.Sqrt(m[j][j])
			} else {
				m[i][j] /= m[j][j]
			}
		}
	}
	for i := range b {
		for k := range i {
			b[i] -= m[i][k] * b[k]
		}
		b[i] /= m[i][i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			b[i] -= m[k][i] * b[k]
		}
		b[i] /= m[i][i]
	}
	return b
}

// times is the sum of the products.
func (u unknowns) times(h unknowns) float64 {
	return u[0]*h[0] + u[1]*h[1] + u[2]*h[2] + u[3]*h[3]
}
