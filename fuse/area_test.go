package fuse

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// squareArea is an area so many metres to a side round a place.
func squareArea(name string, x, y, side float64) truceline.Area {
	h := side / 2
	return truceline.Area{ID: name, Polygons: []truceline.Polygon{{{east(x-h, y-h), east(x+h, y-h), east(x+h, y+h), east(x-h, y+h)}}}}
}

// TestAreasAndPoints lets happenings be heard by posts and told of by villages and a district: what names a village at a minute is
// found to be what was heard there, what names the district and an hour is left open, and hardly any is put to another happening. One
// happening in ten was heard by no post.
func TestAreasAndPoints(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 7))
		areas := []truceline.Area{squareArea("district", 0, 0, 40_000)}
		for k := range 36 {
			areas = append(areas, squareArea(fmt.Sprint("village ", k), float64(k%6)*6000-15_000, float64(k/6)*6000-15_000, 2000))
		}
		var all []truceline.Observation
		of := map[truceline.ID]int{}
		say := func(h int, means truceline.Means, by string, at float64, clock float64, place truceline.Place) {
			o := handMade{By: by, Means: means, T: at, Clock: clock}.observation(len(all))
			o.Place = place
			all, of[o.ID] = append(all, o), h
		}
		for h := range 400 {
			at := r.Float64() * 86_400
			k := r.IntN(36)
			x, y := float64(k%6)*6000-15_000+(r.Float64()-0.5)*2000, float64(k/6)*6000-15_000+(r.Float64()-0.5)*2000
			if r.IntN(10) > 0 {
				say(h, truceline.MeansAcoustic, fmt.Sprint("post ", k), at+r.NormFloat64()/2, 1, truceline.Place{Shape: truceline.ShapePoint, At: east(x+70*r.NormFloat64(), y+70*r.NormFloat64()), Ellipse: truceline.Ellipse{SemiMajor: 150, SemiMinor: 150}})
			}
			if r.IntN(3) == 0 {
				say(h, truceline.MeansPublic, fmt.Sprint("mayor ", k), at+36*r.NormFloat64(), 60, truceline.Place{Shape: truceline.ShapeArea, Area: fmt.Sprint("village ", k)})
			}
			if r.IntN(10) == 0 {
				say(h, truceline.MeansPublic, "governor", at+1800*r.NormFloat64(), 3000, truceline.Place{Shape: truceline.ShapeArea, Area: "district"})
			}
		}
		slices.SortStableFunc(all, func(a, b truceline.Observation) int { return a.When.From.Compare(b.When.From) })
		f := New(Config{Areas: areas})
		last := map[truceline.ID]truceline.Incident{}
		for _, o := range all {
			f.Add(o)
			for _, i := range f.Step(o.When.To) {
				last[i.ID] = i
			}
		}
		right, wrong, alone := map[bool]int{}, map[bool]int{}, map[bool]int{}
		for _, i := range last {
			if !i.Into.IsZero() {
				continue
			}
			posts := slices.IndexFunc(i.Observations, func(id truceline.ID) bool {
				return slices.ContainsFunc(all, func(o truceline.Observation) bool { return o.ID == id && o.Means == truceline.MeansAcoustic })
			})
			for _, id := range i.Observations {
				n := slices.IndexFunc(all, func(o truceline.Observation) bool { return o.ID == id })
				if all[n].Place.Shape != truceline.ShapeArea {
					continue
				}
				village := all[n].Place.Area != "district"
				switch {
				case posts < 0:
					alone[village]++
				case of[id] == of[i.Observations[posts]]:
					right[village]++
				default:
					wrong[village]++
				}
			}
		}
		heardToo := 0
		for _, o := range all {
			if o.Place.Shape == truceline.ShapeArea && o.Place.Area != "district" && slices.ContainsFunc(all, func(x truceline.Observation) bool { return of[x.ID] == of[o.ID] && x.Means == truceline.MeansAcoustic }) {
				heardToo++
			}
		}
		t.Logf("seed %d: villages right %d of %d, wrong %d, alone %d; district right %d, wrong %d, alone %d", seed, right[true], heardToo, wrong[true], alone[true], right[false], wrong[false], alone[false])
		told := right[true] + wrong[true] + alone[true]
		if right[true] < heardToo*9/10 || wrong[true]*100 > 3*told || wrong[false]*100 > 3*(right[false]+wrong[false]+alone[false]) || alone[false] == 0 {
			t.Errorf("seed %d: a word of a village or of the district is not put where it belongs", seed)
		}
	}
}

// TestAnnouncedInArea: what was announced for a district explains a bang in it, as thick as bangs of it would be there, and none beside it.
func TestAnnouncedInArea(t *testing.T) {
	announced := handMade{By: "side", Means: truceline.MeansPublic, Kind: truceline.KindExempt, Area: "field", T: -3600, To: 3600}.observation(0)
	announced.Exempt = "demining"
	causes := func(x float64) []truceline.CauseShare {
		f := New(Config{Areas: []truceline.Area{squareArea("field", 0, 0, 1000)}})
		return fused(f, announced, handMade{By: "post-1", At: [2]float64{x, 0}, Error: 100, Kind: truceline.KindExplosion}.observation(1))[1].Causes
	}
	if c := causes(0); len(c) != 1 || c[0].Cause != truceline.CauseAnnounced+"demining" || c[0].P < 0.05 {
		t.Errorf("in the field: %+v", c)
	}
	if c := causes(5000); len(c) != 0 {
		t.Errorf("5 km from it: %+v", c)
	}
}

// TestRulingOnArea: where an officer put a statement of an area it stays, whatever is told of there later.
func TestRulingOnArea(t *testing.T) {
	village := handMade{By: "mayor", Means: truceline.MeansPublic, Area: "village", Clock: 60}.observation(0)
	far := handMade{By: "post-1", At: [2]float64{9000, 0}, Error: 100}.observation(1)
	near := handMade{By: "post-2", At: [2]float64{100, 0}, Error: 100, T: 5}.observation(2)
	f := New(Config{Areas: []truceline.Area{squareArea("village", 0, 0, 2000)}})
	f.Add(village)
	f.Add(far)
	if !f.Rule(truceline.Ruling{ID: truceline.IDOf("ruling"), Act: truceline.ActMerge, By: "officer", At: noon, Observations: []truceline.ID{village.ID, far.ID}}) {
		t.Fatal("it was about nothing")
	}
	f.Add(near)
	f.Step(noon.Add(time.Hour))
	if f.taken.of(village.ID).in != f.taken.of(far.ID).in || f.taken.of(near.ID).in == f.taken.of(far.ID).in {
		t.Error("what came later undid the ruling")
	}
}
