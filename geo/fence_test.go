package geo

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

func fenceOf(t *testing.T, zones ...FenceZone) *Fence {
	t.Helper()
	f, err := NewFence(zones)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFencePolygon(t *testing.T) {
	// A square of one degree with a hole in its middle, and a second square that
	// shares an edge with it.
	f := fenceOf(t,
		FenceZone{ID: "square", Polygons: []truceline.Polygon{{
			{point(48, 37), point(48, 38), point(49, 38), point(49, 37)},
			{point(48.4, 37.4), point(48.4, 37.6), point(48.6, 37.6), point(48.6, 37.4)},
		}}},
		FenceZone{ID: "east", Polygons: []truceline.Polygon{{{point(48, 38), point(48, 39), point(49, 39), point(49, 38)}}}},
	)
	const step = 1e-9 // a tenth of a millimetre
	good := func(lat, lon float64, want ...int32) {
		t.Helper()
		if got := f.Holding(ExactOf(point(lat, lon)), nil); !slices.Equal(got, want) {
			t.Errorf("%v %v: held by %v, want %v", lat, lon, got, want)
		}
	}
	good(48.2, 37.2, 0)
	good(48, 37, 0)                // on a corner
	good(48, 37.5, 0)              // on an edge
	good(48-step, 37.5)            // a tenth of a millimetre outside it
	good(48.5, 37.4, 0)            // on the hole's edge
	good(48.5, 37.4+step)          // a tenth of a millimetre into the hole
	good(48.5, 37.5)               // in the hole
	good(48.5, 38, 0, 1)           // on the edge that both share
	good(48.5, 38+step, 1)         // just past it
	good(49, 39, 1)                // on the last corner
	good(49+step, 39)              // just past it
	good(-48.5, -37.5)             // the other side of the earth
	good(48.300000001, 37.3, 0)    // nine places are kept
	good(48.6, 37.6000000001, 0)   // the tenth is rounded away, onto the hole's corner
	good(90, 180)                  // far outside the cells
	good(48.999999999, 37.9999, 0) // near the top
}

func TestFenceCircle(t *testing.T) {
	// 10 nautical miles due north of the centre on the sphere.
	const radius = 18_520
	f := fenceOf(t, FenceZone{ID: "ring", Centre: point(46, 31), RadiusM: radius})
	edge := 46 + radius/111_194.92664455873
	good := func(lat, lon float64, inside bool) {
		t.Helper()
		if got := len(f.Holding(ExactOf(point(lat, lon)), nil)) == 1; got != inside {
			t.Errorf("%v %v: inside %v, want %v (%.3f m)", lat, lon, got, inside, Haversine(point(lat, lon), point(46, 31)))
		}
	}
	good(46, 31, true)
	good(edge-1e-6, 31, true)  // a tenth of a metre in
	good(edge+1e-6, 31, false) // a tenth of a metre out
	good(46, 31.3, false)      // 23 km east
	good(46, 31.2, true)       // 15 km east

	across := fenceOf(t, FenceZone{ID: "date line", Centre: point(0, 179.99), RadiusM: 10_000})
	if len(across.Holding(ExactOf(point(0, -179.99)), nil)) != 1 {
		t.Error("a circle over the antimeridian ends there")
	}
	pole := fenceOf(t, FenceZone{ID: "pole", Centre: point(89.99, 0), RadiusM: 10_000})
	if len(pole.Holding(ExactOf(point(89.98, 180)), nil)) != 1 {
		t.Error("a circle over the pole ends there")
	}
}

func TestFenceRefuses(t *testing.T) {
	bad := func(z FenceZone) {
		t.Helper()
		if _, err := NewFence([]FenceZone{z}); !errors.Is(err, ErrRing) {
			t.Errorf("%+v: %v, want ErrRing", z, err)
		}
	}
	bad(FenceZone{ID: "nothing"})
	bad(FenceZone{ID: "two points", Polygons: []truceline.Polygon{{{point(1, 1), point(2, 2), point(1, 1)}}}}) // the third repeats the first
	bad(FenceZone{ID: "nowhere", Polygons: []truceline.Polygon{{{point(1, 1), point(91, 2), point(1, 3)}}}})
	bad(FenceZone{ID: "date line", Polygons: []truceline.Polygon{{{point(1, 179), point(2, -179), point(3, 179)}}}})
	bad(FenceZone{ID: "whole earth", RadiusM: 7e6})
}

// TestFenceAgainstBig holds the cells, the strips and the products of 63 and
// 128 bits against the plainest way: every edge of every ring, in numbers
// without a limit.
func TestFenceAgainstBig(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 5))
	for _, extent := range []float64{0.0004, 0.3, 30} { // metres, a district, a continent
		var zones []FenceZone
		coordinate := func(middle float64) float64 { // few distinct values, so that points fall on edges
			return middle + float64(rng.IntN(21)-10)*extent/10
		}
		for range 12 {
			var ring truceline.Ring
			for range 3 + rng.IntN(9) { // crossing itself as it likes
				ring = append(ring, point(coordinate(48), coordinate(37)))
			}
			if len(Clean(ring)) < 3 {
				continue
			}
			zones = append(zones, FenceZone{ID: "z", Polygons: []truceline.Polygon{{ring}}})
		}
		f := fenceOf(t, zones...)
		onEdges := 0
		for range 3000 {
			p := ExactOf(point(coordinate(48), coordinate(37)))
			if rng.IntN(2) == 0 {
				p = ExactOf(point(48+(rng.Float64()*2-1)*extent, 37+(rng.Float64()*2-1)*extent))
			}
			got := f.Holding(p, nil)
			for i, z := range zones {
				want, edge := plainly(z.Polygons[0][0], p)
				if edge {
					onEdges++
				}
				if slices.Contains(got, int32(i)) != want {
					t.Fatalf("extent %v: zone %d at %v: want %v", extent, i, p, want)
				}
			}
		}
		if onEdges < 100 {
			t.Errorf("extent %v: only %d points on edges; the test shows little", extent, onEdges)
		}
	}
}

// plainly is even-odd containment in arbitrary precision.
func plainly(ring truceline.Ring, p Exact) (inside, onEdge bool) {
	n := func(v int64) *big.Int { return big.NewInt(v) }
	for i := range ring {
		a, b := ExactOf(ring[i]), ExactOf(ring[(i+1)%len(ring)])
		if a.Lat > b.Lat {
			a, b = b, a
		}
		left := new(big.Int).Mul(n(b.Lon-a.Lon), n(p.Lat-a.Lat))
		right := new(big.Int).Mul(n(b.Lat-a.Lat), n(p.Lon-a.Lon))
		side := left.Cmp(right)
		if side == 0 && p.Lat >= a.Lat && p.Lat <= b.Lat && p.Lon >= min(a.Lon, b.Lon) && p.Lon <= max(a.Lon, b.Lon) {
			return true, true
		}
		if p.Lat >= a.Lat && p.Lat < b.Lat && side > 0 {
			inside = !inside
		}
	}
	return inside, false
}

func TestCrossings(t *testing.T) {
	var c Crossings
	step := func(object int32, now, wantLeft, wantEntered []int32) {
		t.Helper()
		left, entered := c.Step(object, now, nil, nil)
		if !slices.Equal(left, wantLeft) || !slices.Equal(entered, wantEntered) {
			t.Errorf("left %v entered %v, want %v and %v", left, entered, wantLeft, wantEntered)
		}
	}
	step(2, []int32{1, 5}, nil, []int32{1, 5}) // the first fix inside is an entry
	step(2, []int32{1, 5}, nil, nil)
	step(0, []int32{5}, nil, []int32{5}) // another object
	step(2, []int32{3, 5, 9}, []int32{1}, []int32{3, 9})
	step(2, nil, []int32{3, 5, 9}, nil)
	step(2, nil, nil, nil)
}

func TestEscort(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const vessel, warship = 0, 1
	e := NewEscort(18_520, time.Hour)
	step := func(object int32, lat, lon float64, after time.Duration, want ...Passing) {
		t.Helper()
		got := e.Step(object, object == vessel, object == warship, point(lat, lon), start.Add(after))
		if !slices.Equal(got, want) {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
	pair := Pair{Object: warship, Centre: vessel}
	step(vessel, 45, 31, 0)
	step(warship, 45.2, 31, time.Minute)                              // 22 km off
	step(vessel, 45.1, 31, 2*time.Minute, Passing{pair, true})        // it is the vessel that comes near
	step(warship, 45.15, 31, 3*time.Minute)                           // still inside
	step(warship, 45.3, 31, 4*time.Minute, Passing{pair, false})      // it goes
	step(warship, 45.2, 31, 5*time.Minute, Passing{pair, true})       // and comes back
	step(warship, 45.2, 31, 62*time.Minute)                           // the vessel's fix is an hour old, to the second
	step(warship, 45.2, 31, 62*time.Minute+1, Passing{pair, false})   // a moment more and it counts for nothing
	step(vessel, 45.1, 31, 63*time.Minute, Passing{pair, true})       // it speaks again
	step(vessel, -45.1, -149, 64*time.Minute, Passing{pair, false})   // the other side of the earth
	step(warship, -45.1, -149.1, 65*time.Minute, Passing{pair, true}) // followed there
}

// TestEscortAgainstAll holds the cells against every pair, also near the pole
// and across the antimeridian.
func TestEscortAgainstAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	for _, middle := range []truceline.Point{point(46, 31), point(0, 180), point(88.5, 20)} {
		e := NewEscort(20_000, 0)
		places, inside := map[int32]truceline.Point{}, map[Pair]bool{}
		changes := 0
		for n := range 2000 {
			o := int32(rng.IntN(40))
			at := point(middle.Lat+rng.Float64()-0.5, middle.Lon+rng.Float64()-0.5)
			if at.Lon > 180 {
				at.Lon -= 360
			}
			places[o] = at
			centre, watched := o < 20, o >= 10 // some are both
			for _, p := range e.Step(o, centre, watched, at, time.Unix(int64(n), 0)) {
				inside[p.Pair] = p.Enter
				changes++
			}
			for a := range places {
				for b := range places {
					if a >= 10 && b < 20 && a != b && inside[Pair{a, b}] != (Haversine(places[a], places[b]) <= 20_000) {
						t.Fatalf("middle %v, step %d: %d in the circle of %d is not told", middle, n, a, b)
					}
				}
			}
		}
		if changes < 100 {
			t.Errorf("middle %v: only %d changes; the test shows little", middle, changes)
		}
	}
}
