package score

import "math"

// Distances holds the distance of each true object (rows) to each estimate
// (columns). With no estimates the rows are empty.
type Distances [][]float64

// Gospa is the generalised optimal sub-pattern assignment distance and what it
// is made of.
type Gospa struct {
	Distance float64 // in the unit of the distances
	// The parts are powers of the distance: Localisation + Missed + False =
	// Distance^P. They are told apart for Alpha 2 only; otherwise all of what is
	// not localisation stands in Missed or False by which set is larger.
	Localisation, Missed, False float64
	Pairs                       int // assigned nearer than C
	MissedCount, FalseCount     int
}

// GOSPA compares a set of true objects with a set of estimates (Rahmathullah,
// García-Fernández and Svensson 2017). An estimate further than c from its
// object is as good as none; p weighs large errors; a missing or surplus object
// costs c^p/alpha. With alpha 2 this is the cost of what is missed and of what
// is false, each c^p/2, beside the error of place of the pairs; that is the
// choice of its authors for tracking. estimates is needed when there are no
// true objects.
func GOSPA(d Distances, estimates int, c, p, alpha float64) Gospa {
	n, m := len(d), estimates
	powers := make([][]float64, n)
	for i, row := range d {
		powers[i] = make([]float64, m)
		for j, v := range row {
			powers[i][j] = math.Pow(min(v, c), p)
		}
	}
	if n > m { // the assignment runs over the smaller set
		powers = transposed(powers, m)
	}
	full := math.Pow(c, p)
	var g Gospa
	var near []float64
	for i, j := range assignBelow(powers, max(n, m), full) {
		if j >= 0 {
			near = append(near, powers[i][j])
		}
	}
	g.Pairs, g.Localisation = len(near), sum(near)
	g.MissedCount, g.FalseCount = n-g.Pairs, m-g.Pairs
	smaller, surplus := min(n, m), float64(max(n, m)-min(n, m))
	apart := float64(smaller - g.Pairs) // pairs at the cut-off: one missed and one false each
	g.Missed, g.False = apart*full/2, apart*full/2
	if n > m {
		g.Missed += surplus * full / alpha
	} else {
		g.False += surplus * full / alpha
	}
	g.Distance = math.Pow(g.Localisation+g.Missed+g.False, 1/p)
	return g
}

// Ospa is the optimal sub-pattern assignment distance and its two parts;
// Localisation^p + Cardinality^p = Distance^p.
type Ospa struct {
	Distance, Localisation, Cardinality float64
}

// OSPA compares two sets by the mean error per object, with c for each object
// that the other set lacks (Schuhmacher, Vo and Vo 2008). Two empty sets are at
// distance 0, an empty and another at c.
func OSPA(d Distances, estimates int, c, p float64) Ospa {
	n, m := len(d), estimates
	if n == 0 && m == 0 {
		return Ospa{}
	}
	// With alpha 1 GOSPA is OSPA before the mean over the larger set.
	g := GOSPA(d, estimates, c, p, 1)
	most, full := float64(max(n, m)), math.Pow(c, p)
	cardinality := float64(max(n, m)-min(n, m)) * full
	whole := g.Localisation + g.Missed + g.False
	root := func(v float64) float64 { return math.Pow(max(0, v)/most, 1/p) }
	return Ospa{Distance: root(whole), Localisation: root(whole - cardinality), Cardinality: root(cardinality)}
}

func transposed(a [][]float64, columns int) [][]float64 {
	out := make([][]float64, columns)
	for j := range out {
		out[j] = make([]float64, len(a))
		for i := range a {
			out[j][i] = a[i][j]
		}
	}
	return out
}
