package sim

import (
	"testing"

	"github.com/truceline/truceline"
)

// TestRaionsDivideTheAreas: every place in an area lies in exactly one of its
// raions and in none of another area.
func TestRaionsDivideTheAreas(t *testing.T) {
	ex := load(t, "bad-night")
	ground, err := newTerrain(ex)
	if err != nil {
		t.Fatal(err)
	}
	n, hit := ex.Ground.Raions, map[int]int{}
	if n < 2 || len(ground.raions) != n*len(ex.Ground.Areas) {
		t.Fatalf("%d raions of %d areas", len(ground.raions), len(ex.Ground.Areas))
	}
	r := stream(1, forTruth, 0)
	for range 4000 {
		p := truceline.Point{Lat: 46.4 + 5.4*r.Float64(), Lon: 30.8 + 6.6*r.Float64()}
		area, in := ground.areaAt(p), []int{}
		for i, raion := range ground.raions {
			if raion.Contains(p) {
				in = append(in, i)
				hit[i]++
			}
		}
		switch {
		case area < 0 && len(in) > 0, area >= 0 && (len(in) != 1 || in[0]/n != area):
			t.Errorf("%v lies in area %d and raions %v", p, area, in)
		}
	}
	if len(hit) != len(ground.raions) {
		t.Errorf("only %d of %d raions were hit", len(hit), len(ground.raions))
	}
}
