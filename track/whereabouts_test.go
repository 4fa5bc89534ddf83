package track

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestNoAllocationOfReports: nor does a report, by whichever of many ships it is.
func TestNoAllocationOfReports(t *testing.T) {
	const ships = 300
	tr := New(Config{Motion: Surface(), Sensors: []Sensor{{Detect: 0.7, Reports: true}}})
	r := rand.New(rand.NewPCG(11, 12))
	z := make([]Detection, 1)
	n := 0
	step := func() {
		k, s := n%ships, float64(n)/30
		z[0] = Detection{X: 400*float64(k%20) + 5*s + 10*r.NormFloat64(), Y: 700*float64(k/20) + 10*r.NormFloat64(), XX: 100, YY: 100, Name: uint64(1 + k)}
		tr.Step(&Scan{Time: s, Detections: z})
		n++
	}
	for range ships * (longest/10 + 20) {
		step()
	}
	if len(tr.tracks) != ships {
		t.Fatalf("%d tracks of %d ships", len(tr.tracks), ships)
	}
	if n := testing.AllocsPerRun(2000, step); n > 0 {
		t.Errorf("%v allocations a report", n)
	}
}

// TestWhereabouts holds what is found near a place against asking every track.
func TestWhereabouts(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	var w whereabouts
	var all []*follow
	reach := map[*follow]float64{}
	file := func(f *follow) {
		f.state.by[straight].x = vec{east: 40e3 * r.NormFloat64(), north: 40e3 * r.NormFloat64()}
		reach[f] = 300 * math.Exp(3*r.Float64())
		w.file(f, reach[f])
	}
	for range 2000 {
		f := &follow{}
		file(f)
		all = append(all, f)
	}
	for range 500 { // some move, some go
		file(all[r.IntN(len(all))])
		k := r.IntN(len(all))
		w.unfile(all[k])
		all = slices.Delete(all, k, k+1)
	}
	asked := 0
	for range 500 {
		x, y, within := 60e3*r.NormFloat64(), 60e3*r.NormFloat64(), 500*r.Float64()
		found, ok := w.around(x, y, within, nil)
		if !ok {
			asked++
			continue
		}
		for _, f := range all {
			g := &f.state.by[straight]
			if near := math.Hypot(g.x[east]-x, g.x[north]-y) < reach[f]+within; near && !slices.Contains(found, f) {
				t.Fatalf("a track %v m off with a reach of %v m was not found", math.Hypot(g.x[east]-x, g.x[north]-y), reach[f])
			}
		}
		if len(found) > len(all)/2 {
			t.Errorf("%d of %d tracks were found", len(found), len(all))
		}
	}
	if asked > 0 {
		t.Errorf("all were asked %d times", asked)
	}
}
