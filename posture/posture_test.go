package posture_test

import (
	"math"
	"strings"
	"testing"

	"github.com/truceline/truceline/posture"
)

const text = `watchers:
  - sort: post
    prefix: AP
    means: acoustic
    reach:
      - {kinds: [F3], watch_km: 4, chance: [[0, 1], [2, 0.5], [4, 0.1]], wind: 0.5, counted: 1}
sites:
  - {name: AP-1, sort: post, lat: 48, lon: 37, lineage: [cabinet-1]}
`

func TestParse(t *testing.T) {
	p, err := posture.Parse("posture.yaml", []byte(text))
	if err != nil || len(p.Watchers) != 1 || len(p.Sites) != 1 || p.Sites[0].Lineage[0] != "cabinet-1" {
		t.Fatalf("got %+v, %v", p, err)
	}
	bad := func(from, to, want string) {
		t.Helper()
		_, err := posture.Parse("posture.yaml", []byte(strings.Replace(text, from, to, 1)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q for %q: got %v, want … %s …", to, from, err, want)
		}
	}
	bad("sort: post\n", "sort: Post\n", "posture.yaml:2: watchers[0].sort")
	bad("[2, 0.5]", "[2, 1.5]", "posture.yaml:6: watchers[0].reach[0].chance[1]")                         // above 1
	bad("[2, 0.5]", "[0, 0.5]", "the nearest first")                                                      // not further than the one before
	bad("wind: 0.5", "wind: -1", "must be a probability")                                                 //
	bad("sort: post, lat", "sort: camera, lat", `"camera" is not the sort`)                               // no such watcher
	bad("lat: 48", "lat: 86", "posture.yaml:8: sites[0].lat: must be -85 to 85")                          // beyond the map
	bad("lat: 48", "latitude: 48", "field latitude not found")                                            // a word that is not known
	bad("  - {name", "  - {name: AP-1, sort: post}\n  - {name", "a name of its own")                      // twice
	bad(text, "", "is empty")                                                                             //
	bad(text, "watchers: [", "posture.yaml:1")                                                            // no YAML
	bad("means: acoustic", "means: acoustic\n    every: -5s", "watchers[0].every")                        // time does not run back
	bad("kinds: [F3], watch_km: 4", "kinds: [F3], watch_km: 0", "watchers[0].reach[0]: needs a watch_km") //
}

// TestReach: straight lines between the points given, nothing beyond the last.
func TestReach(t *testing.T) {
	p, err := posture.Parse("posture.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r := p.Watchers[0].Reach[0]
	for km, want := range map[float64]float64{0: 1, 1: 0.75, 2: 0.5, 3: 0.3, 4: 0.1, 4.01: 0} {
		if got := r.At(km); math.Abs(got-want) > 1e-12 {
			t.Errorf("at %v km: got %v, want %v", km, got, want)
		}
	}
	// Over the disc of 2 km the mean of 1 - d/4 is 1 - (2/3)(2)/4.
	if got := r.Mean(2); math.Abs(got-2.0/3) > 1e-4 {
		t.Errorf("mean within 2 km: got %v, want 2/3", got)
	}
	if r.Far() != 4 || p.Watchers[0].Behind(r) != 1 {
		t.Errorf("far %v, behind a hill %v", r.Far(), p.Watchers[0].Behind(r))
	}
}

// FuzzParse: whatever the bytes, an answer and no crash.
func FuzzParse(f *testing.F) {
	f.Add([]byte(text))
	f.Add([]byte("sites: [{name: x}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := posture.Parse("posture.yaml", b); err == nil {
			for _, w := range p.Watchers {
				for _, r := range w.Reach {
					if m := r.Mean(r.WatchKm); !(m >= 0 && m <= 1.0001) {
						t.Errorf("mean chance %v of %+v", m, r)
					}
				}
			}
		}
	})
}
