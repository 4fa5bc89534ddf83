package geo

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// Escort is a zone that moves: a circle round the newest fix of each object of
// one set, and the objects of another set that are watched for coming into it.
// An object of both sets is not held against itself.
//
// It is sampled at the fixes of either: a fix of a centre moves its circle over
// those who are near, a fix of one who is watched moves it among the circles. A
// distance is [Haversine], and at most the radius is inside. A fix older than
// Stale is not held against anything: who has fallen silent is nowhere.
type Escort struct {
	radius float64
	stale  time.Duration // 0: a fix never goes stale
	cell   float64       // degrees of latitude; a cell is twice as wide in longitude

	centres, watched map[int32]seen
	byCell           [2]map[[2]int32][]int32 // centres and watched, filed by cell
	inside           map[Pair]bool
	partners         map[int32][]int32 // of either, those it forms an inside pair with
}

// Pair is an object that is watched and the one at the centre of the circle.
type Pair struct{ Object, Centre int32 }

// Passing says that the object of a pair has come into the circle or left it.
type Passing struct {
	Pair
	Enter bool
}

type seen struct {
	at   truceline.Point
	when time.Time
}

// Sides of an escort.
const (
	atCentre = iota
	isWatched
)

// NewEscort prepares a moving zone of a radius in metres; fixes older than stale
// count for nothing, and 0 lets them stand for ever.
func NewEscort(radiusM float64, stale time.Duration) *Escort {
	return &Escort{
		radius: radiusM, stale: stale, cell: max(1.001*radiusM/sphereRadius*180/math.Pi, 1e-3),
		centres: map[int32]seen{}, watched: map[int32]seen{},
		byCell: [2]map[[2]int32][]int32{{}, {}},
		inside: map[Pair]bool{}, partners: map[int32][]int32{},
	}
}

// Step takes the next fix, in order of event time, of an object that is at the
// centre of a circle, watched, or both, and returns who came into a circle or
// left one, ordered by object and centre.
func (e *Escort) Step(object int32, centre, watch bool, at truceline.Point, when time.Time) []Passing {
	var changed []Passing
	now := seen{at, when}
	if centre {
		e.move(atCentre, e.centres, object, now)
	}
	if watch {
		e.move(isWatched, e.watched, object, now)
	}
	if centre {
		for _, other := range e.near(isWatched, object, at) {
			changed = e.check(changed, Pair{Object: other, Centre: object}, now, e.watched[other])
		}
	}
	if watch {
		for _, other := range e.near(atCentre, object, at) {
			changed = e.check(changed, Pair{Object: object, Centre: other}, now, e.centres[other])
		}
	}
	slices.SortFunc(changed, func(a, b Passing) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(a.Centre, b.Centre))
	})
	return changed
}

// check compares a pair with what it was.
func (e *Escort) check(changed []Passing, p Pair, now, other seen) []Passing {
	if p.Object == p.Centre {
		return changed
	}
	fresh := e.stale == 0 || now.when.Sub(other.when) <= e.stale
	in := fresh && Haversine(now.at, other.at) <= e.radius
	if in == e.inside[p] {
		return changed
	}
	if in {
		e.inside[p] = true
		e.partners[p.Object] = append(e.partners[p.Object], p.Centre)
		e.partners[p.Centre] = append(e.partners[p.Centre], p.Object)
	} else {
		delete(e.inside, p)
		e.part(p.Object, p.Centre)
		e.part(p.Centre, p.Object)
	}
	return append(changed, Passing{Pair: p, Enter: in})
}

func (e *Escort) part(of, from int32) {
	if i := slices.Index(e.partners[of], from); i >= 0 {
		e.partners[of] = slices.Delete(e.partners[of], i, i+1)
	}
}

// move files an object at its new place.
func (e *Escort) move(side int, places map[int32]seen, object int32, now seen) {
	to := e.cellOf(now.at)
	if before, ok := places[object]; ok {
		from := e.cellOf(before.at)
		if from != to {
			cell := e.byCell[side][from]
			i := slices.Index(cell, object)
			e.byCell[side][from] = slices.Delete(cell, i, i+1)
			if len(cell) == 1 {
				delete(e.byCell[side], from)
			}
			e.byCell[side][to] = append(e.byCell[side][to], object)
		}
	} else {
		e.byCell[side][to] = append(e.byCell[side][to], object)
	}
	places[object] = now
}

func (e *Escort) cellOf(p truceline.Point) [2]int32 {
	return [2]int32{int32(math.Floor(p.Lat / e.cell)), int32(math.Floor(p.Lon / (2 * e.cell)))}
}

// near returns the objects of a side that may lie within the radius, and those
// that form an inside pair with the object, which may have left; each once, in
// order.
func (e *Escort) near(side int, object int32, at truceline.Point) []int32 {
	found := slices.Clone(e.partners[object])
	home := e.cellOf(at)
	across := int32(math.Ceil(180 / e.cell)) // near a pole a circle spans every longitude
	if top := math.Abs(at.Lat) + 1.01*e.cell; top < 89 {
		across = int32(math.Ceil(1.01 / (2 * math.Cos(top*math.Pi/180))))
	}
	width := int32(math.Ceil(360 / (2 * e.cell)))
	for row := home[0] - 1; row <= home[0]+1; row++ {
		if 2*across+5 >= width {
			for cell, objects := range e.byCell[side] {
				if cell[0] == row {
					found = append(found, objects...)
				}
			}
			continue
		}
		for col := home[1] - across; col <= home[1]+across; col++ {
			found = append(found, e.byCell[side][[2]int32{row, col}]...)
		}
		for _, turn := range []int32{-width, width} { // the other side of the antimeridian
			if edge := math.Abs(at.Lon) + 2*e.cell*float64(across+2); edge > 180 {
				for col := home[1] + turn - across - 2; col <= home[1]+turn+across+2; col++ {
					found = append(found, e.byCell[side][[2]int32{row, col}]...)
				}
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	places := e.centres
	if side == isWatched {
		places = e.watched
	}
	return slices.DeleteFunc(found, func(o int32) bool { _, ok := places[o]; return !ok })
}
