package fuse

import (
	"math"

	"github.com/truceline/truceline"
)

// leastArrivals is how many posts must state when a sound reached them before
// the differences of the times give a place.
const leastArrivals = 3

// arrival is when a sound reached a post, in a plane.
type arrival struct {
	x, y  float64 // of the post, metres
	at    float64 // seconds
	sigma float64 // standard deviation, seconds
	speed float64 // of sound on its way to the post, metres per second
}

// arrivalsOf collects the times of arrival among the members, one a source, of
// those that heard the beginning: who missed the first of several parts states
// when another sound came.
func (f *Fuser) arrivalsOf(members []*evidence, ground plane, when course) []arrival {
	var out []arrival
	for _, m := range members {
		if m.Arrival == nil || !m.located() || math.Abs(m.begins-when.begins) > gate*math.Hypot(m.sigma, when.sigma) {
			continue
		}
		var a arrival
		a.x, a.y = ground.of(m.Place.At)
		if m.Place.Shape == truceline.ShapePoint {
			continue // where the thing is, and not where the post stands
		}
		a.at = seconds(m.Arrival.At)
		east, north := ground.of(m.gaussian.at)
		speed, speedErr := f.soundOver(m.Place.At, m.When.From, a.x-east, a.y-north)
		a.speed = speed
		way := math.Hypot(a.x-east, a.y-north) / speed
		a.sigma = math.Hypot(m.Arrival.Error.Seconds()/sigmasClock, way*speedErr/speed)
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

// bearArrivals adds what times of arrival say of a place by their differences:
// the moment of the sound is unknown, and is taken out of the equations. A time
// far off the others loses weight as in locate.
func bearArrivals(all []arrival, x, y float64, sum *fit) {
	moment := momentOf(all, x, y)
	var w, wx, wy, wr float64
	var part information
	for _, a := range all {
		dx, dy := x-a.x, y-a.y
		r := max(math.Hypot(dx, dy), 1)
		residual := a.at - moment - r/a.speed
		z := residual / a.sigma
		weight := sum.weigh(z*z, 1) / (a.sigma * a.sigma)
		east, north := dx/r/a.speed, dy/r/a.speed
		part.add(east, north, weight, residual)
		w, wx, wy, wr = w+weight, wx+weight*east, wy+weight*north, wr+weight*residual
	}
	sum.free--
	sum.xx += part.xx - wx*wx/w
	sum.xy += part.xy - wx*wy/w
	sum.yy += part.yy - wy*wy/w
	sum.x += part.x - wx*wr/w
	sum.y += part.y - wy*wr/w
}

// momentOf is when the sound was made, for a place: the weighted mean, and once
// again without the times that are far off it.
func momentOf(all []arrival, x, y float64) float64 {
	moment := 0.0
	for round := range 3 {
		w, wt := 0.0, 0.0
		for _, a := range all {
			t := a.at - math.Hypot(x-a.x, y-a.y)/a.speed
			weight := 1 / a.sigma / a.sigma
			if round > 0 {
				z := (t - moment) / a.sigma
				weight *= min((tails+1)/(tails+z*z), 1)
			}
			w, wt = w+weight, wt+weight*t
		}
		moment = wt / w
	}
	return moment
}
