package score

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Gate says which truth and incident may be matched at all. It does not depend
// on what the incident says of its own precision.
type Gate struct {
	Metres float64       // between the places
	Gap    time.Duration // between the two stretches of time
	// Apart is the log-density of unrelated happenings: a pair is made only
	// where it is likelier than one happening by chance there and then.
	Apart float64
}

// DefaultGate is 5 km, 5 minutes, and one unrelated happening on 100 km² an
// hour. Bands of "5-7 km" by ear and bearings without a range lie within it,
// and so does a watch that is two minutes off.
func DefaultGate() Gate {
	return Gate{Metres: 5000, Gap: 5 * time.Minute, Apart: math.Log(100e6 * 3600)}
}

// Smallest standard deviations used in the likelihood, so that what is stated
// as exact does not push out what is nearly right.
const (
	leastMetres  = 150.0
	leastSeconds = 20.0
	areaMetres   = 3000.0 // stands for a place of which only the area is stated
)

// How large a Gaussian's 90 % ellipse is against its standard deviation, in two
// dimensions, and a 90 % error in one.
const (
	ellipseSigmas = 2.145966026289347  // sqrt(-2 ln 0.1)
	errorSigmas   = 1.6448536269514722 // normal quantile of 0.95
)

// Matching is the one-to-one matching of truth and incidents, by their place in
// the lists given.
type Matching struct {
	Incident []int // of each truth, -1: missed
	Truth    []int // of each incident, -1: nothing stands behind it
	// Split are incidents without a truth of their own that would match one
	// already taken; Merged are truths missed that would match an incident
	// already taken.
	Split  []int
	Merged []int
}

// Match matches truth and incidents so that the sum of the distances is least.
//
// The distance is a negative log-likelihood: of the place, given the incident's
// ellipse (a Cauchy density in two dimensions, whose long tails forgive what is
// overstated); of the time of beginning, given its clock and half the truth's
// length, or for what lasts of any time in it; and of the kind, 0 for the same, 1 within what one sensor takes for
// another, 3 otherwise. Kinds of different families are never matched.
func Match(truth []Truth, incidents []truceline.Incident, gate Gate) Matching {
	edges := pairs(truth, incidents, gate)
	m := Matching{Incident: Assign(len(incidents), edges, gate.Apart), Truth: make([]int, len(incidents))}
	for i := range m.Truth {
		m.Truth[i] = -1
	}
	for t, i := range m.Incident {
		if i >= 0 {
			m.Truth[i] = t
		}
	}
	split := make([]bool, len(incidents))
	for t := range truth {
		merged := false
		for _, e := range edges[t] {
			if m.Incident[t] >= 0 && m.Truth[e.Column] < 0 {
				split[e.Column] = true
			}
			merged = merged || m.Incident[t] < 0 && m.Truth[e.Column] >= 0
		}
		if merged {
			m.Merged = append(m.Merged, t)
		}
	}
	for i, yes := range split {
		if yes {
			m.Split = append(m.Split, i)
		}
	}
	return m
}

// pairs returns the possible incidents of each truth.
func pairs(truth []Truth, incidents []truceline.Incident, gate Gate) [][]Edge {
	order := make([]int, len(incidents))
	longest := time.Duration(0)
	for i := range incidents {
		order[i] = i
		longest = max(longest, incidents[i].When.Duration())
	}
	slices.SortStableFunc(order, func(a, b int) int { return incidents[a].When.From.Compare(incidents[b].When.From) })
	edges := make([][]Edge, len(truth))
	for t := range truth {
		from := truth[t].When.From.Add(-gate.Gap - longest)
		first, _ := slices.BinarySearchFunc(order, from, func(i int, at time.Time) int { return incidents[i].When.From.Compare(at) })
		for _, i := range order[first:] {
			if incidents[i].When.From.After(truth[t].When.To.Add(gate.Gap)) {
				break
			}
			if cost, ok := distance(truth[t], incidents[i], gate); ok {
				edges[t] = append(edges[t], Edge{i, cost})
			}
		}
		slices.SortFunc(edges[t], func(a, b Edge) int { return a.Column - b.Column })
	}
	return edges
}

// distance is the negative log-likelihood of a pair, or not ok beyond the gate.
func distance(t Truth, i truceline.Incident, gate Gate) (float64, bool) {
	if familyOf(t.Kind) != familyOf(i.Kind) || gap(t.When, i.When) > gate.Gap {
		return 0, false
	}
	cost, ok := placeCost(t, i.Place, gate)
	if !ok {
		return 0, false
	}
	cost += timeCost(t.When, i.When) + kindCost(t.Kind, i.Kind)
	return cost, cost <= gate.Apart
}

// gap is how long lies between two stretches of time, 0 where they touch.
func gap(a, b truceline.Interval) time.Duration {
	return max(0, a.From.Sub(b.To), b.From.Sub(a.To))
}

func placeCost(t Truth, p truceline.Place, gate Gate) (float64, bool) {
	switch p.Shape {
	case truceline.ShapePoint:
		if tooFar(t.Place.At, p.At, gate.Metres) {
			return 0, false
		}
		d := geo.Distance(p.At, t.Place.At)
		if d > gate.Metres {
			return 0, false
		}
		major := math.Hypot(p.Ellipse.SemiMajor/ellipseSigmas, leastMetres)
		minor := math.Hypot(p.Ellipse.SemiMinor/ellipseSigmas, leastMetres)
		x, y := along(p, t.Place.At)
		return 1.5*math.Log1p(x*x/major/major+y*y/minor/minor) + math.Log(2*math.Pi*major*minor), true
	case truceline.ShapeArea:
		if t.Place.Shape == truceline.ShapeArea { // it befell the area as a whole, as a warning does
			return math.Log(2 * math.Pi * leastMetres * leastMetres), t.Place.Area == p.Area
		}
		// Somewhere in a named area: taken as if known to areaMetres, so that
		// whatever is placed better goes first.
		return math.Log(2 * math.Pi * areaMetres * areaMetres), t.Ground != nil && t.Ground.Area == p.Area && p.Area != ""
	}
	return 0, false
}

// tooFar is a cheap test that two points are surely further apart.
func tooFar(a, b truceline.Point, metres float64) bool {
	return math.Abs(a.Lat-b.Lat)*110_500 > metres*1.01
}

// along returns how far a point lies from a place along the major and the minor
// axis of its ellipse, metres.
func along(p truceline.Place, at truceline.Point) (x, y float64) {
	d := geo.Distance(p.At, at)
	if d == 0 {
		return 0, 0
	}
	turn := (geo.Azimuth(p.At, at) - p.Ellipse.Bearing) * math.Pi / 180
	return d * math.Cos(turn), d * math.Sin(turn)
}

// lasting is from when on a true happening counts as one that goes on, such as a
// works that is hot all week: it may be noticed at any time, and how long it
// lasted says nothing against a match (docs/decisions/0025-what-lasts.md).
const lasting = 2 * time.Hour

func timeCost(t, i truceline.Interval) float64 {
	sigma := leastSeconds + i.Clock.Error.Seconds()/errorSigmas + min(t.Duration(), lasting).Seconds()/2
	off := i.From.Sub(t.From)
	if t.Duration() > lasting {
		off = max(0, t.From.Sub(i.From), i.From.Sub(t.To))
	}
	x := off.Seconds() / sigma
	return math.Log1p(x*x) + math.Log(math.Pi*sigma)
}

func kindCost(a, b truceline.Kind) float64 {
	switch {
	case a == b:
		return 0
	case slices.Contains(mistaken(a), b):
		return 1
	}
	return 3
}

// mistaken lists what a sensor or a person may well take a kind for.
func mistaken(k truceline.Kind) []truceline.Kind {
	switch k {
	case truceline.KindSmallArms:
		return []truceline.Kind{truceline.KindLightAndTracer, truceline.KindDirectFire}
	case truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange:
		return []truceline.Kind{truceline.KindExplosion, truceline.KindLightAndTracer, truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange, truceline.KindHeat}
	case truceline.KindDroneAttack:
		return []truceline.Kind{truceline.KindExplosion, truceline.KindAerial, truceline.KindHeat}
	case truceline.KindExplosion:
		return []truceline.Kind{truceline.KindIndirectFire, truceline.KindDirectFire, truceline.KindLightAndTracer, truceline.KindHeat}
	case truceline.KindAerial:
		return []truceline.Kind{truceline.KindDroneAttack}
	case truceline.KindWeapon:
		return []truceline.Kind{truceline.KindWeaponBeyond, truceline.KindStorage, truceline.KindBuildUp}
	}
	return nil
}

// familyOf names the kinds that are matched with each other: all fire and
// flight, which sensors mistake for one another, the energy supply with the
// plants it serves, and otherwise the kinds that share a letter.
func familyOf(k truceline.Kind) string {
	switch k {
	case truceline.KindAerial, truceline.KindHeat:
		return "F"
	case truceline.KindInterference, truceline.KindAirAlert:
		return string(k)
	case truceline.KindEnergy:
		return "N"
	}
	if k == "" {
		return ""
	}
	return string(k[:1])
}
