package geo_test

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// The earth is round: turned about its axis, everything stays as it was.
func TestTurnedInLongitude(t *testing.T) {
	r := random(21)
	var ring truceline.Ring
	for i := range 40 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 40)
		radius := 0.5 + r.Float64()
		ring = append(ring, at(48+radius*sin, radius*cos))
	}
	line := append(truceline.Polyline(ring), ring[0])
	still, region := geo.NewLine(line), mustContain(t, ring)
	changed := truceline.Polygon{{ring[0], ring[10], ring[20], ring[30]}}
	gained, lost := geo.ChangedArea([]truceline.Polygon{{ring}}, []truceline.Polygon{changed})
	for range 50 {
		turn := math.Round(350*r.Float64()-175) + 0.25
		turned := moved(ring, turn)
		other, otherRegion := geo.NewLine(append(truceline.Polyline(turned), turned[0])), mustContain(t, turned)
		for range 20 {
			p := at(46+4*r.Float64(), 4*r.Float64()-2)
			q := at(p.Lat, p.Lon+turn)
			if a, b := still.Distance(p), other.Distance(q); math.Abs(a-b) > 0.01 {
				t.Errorf("%v: %.3f m away, turned by %v: %.3f m", p, a, turn, b)
			}
			if a, b := still.Along(p), other.Along(q); math.Abs(a-b) > 0.001 {
				t.Errorf("%v: %.4f km along, turned by %v: %.4f km", p, a, turn, b)
			}
			if still.Distance(p) > 0.1 && region.Contains(p) != otherRegion.Contains(q) {
				t.Errorf("%v: inside %v, turned by %v the other way round", p, region.Contains(p), turn)
			}
		}
		if a, b := geo.Area(truceline.Polygon{ring}), geo.Area(truceline.Polygon{turned}); math.Abs(a/b-1) > 1e-9 {
			t.Errorf("area %v km2, turned by %v: %v", a, turn, b)
		}
		g, l := geo.ChangedArea([]truceline.Polygon{{turned}}, []truceline.Polygon{{moved(changed[0], turn)}})
		if math.Abs(g-gained) > 1e-6 || math.Abs(l-lost) > 1e-6 {
			t.Errorf("changed by %v and %v km2, turned by %v: %v and %v", gained, lost, turn, g, l)
		}
	}
}

func mustContain(t *testing.T, ring truceline.Ring) *geo.Region {
	t.Helper()
	r, err := geo.NewRegion([]truceline.Polygon{{ring}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Going off a line by a corridor's depth and back: Within knows the depth, and
// no point of a line is nearer to another place than the line is.
func TestDistanceToLineIsLeast(t *testing.T) {
	cut := geo.CutContactLine(controlMap(t, "easter-2026", "2026-04-11"), geo.NewOutline(oblasts(t)), 2)
	line, r := geo.NewLine(cut.Main), random(22)
	for range 300 {
		i := r.IntN(len(cut.Main))
		bearing, metres := 360*r.Float64(), 20_000*r.Float64()
		p := geo.Destination(cut.Main[i], bearing, metres)
		d := line.Distance(p)
		if d > metres+1e-3 {
			t.Errorf("%v lies %.2f m from a vertex, and %.2f m from the line", p, metres, d)
		}
		for range 20 {
			if v := geo.Distance(p, cut.Main[r.IntN(len(cut.Main))]); v < d-1e-3 {
				t.Errorf("%v: a vertex is nearer (%.2f m) than the line (%.2f m)", p, v, d)
			}
		}
		if !line.Within(p, d+1e-6) || line.Within(p, d-1e-6) {
			t.Errorf("%v lies %.4f m away, but Within says otherwise", p, d)
		}
		if km := line.Along(p); km < 0 || km > cut.LengthKm+0.01 {
			t.Errorf("%v: %.3f km along a line of %.3f km", p, km, cut.LengthKm)
		}
	}
}
