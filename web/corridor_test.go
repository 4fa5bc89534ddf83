package web

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// crooked is a line with bends both ways, a spur and a bay narrower than the
// corridor is deep, going east.
func crooked() truceline.ContactLine {
	return truceline.ContactLine{Main: truceline.Polyline{
		{Lat: 47, Lon: 34}, {Lat: 47.1, Lon: 34.5}, {Lat: 47.5, Lon: 34.6}, {Lat: 47.1, Lon: 34.65}, {Lat: 47.2, Lon: 35.2}, {Lat: 46.8, Lon: 35.4},
		{Lat: 46.7, Lon: 35.9}, {Lat: 47.3, Lon: 36.2},
	}}
}

func sides() []truceline.Party { return []truceline.Party{{ID: "N"}, {ID: "S"}} }

func north(km float64) truceline.Incident {
	return truceline.Incident{Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 47.4, Lon: 35}},
		Ground: &truceline.Ground{Side: "N", Certain: 1, DistanceKm: km}}
}

// TestCorridorHoldsWhatIsNear walks a grid: what lies within the depth on its
// side is inside the outline, what lies further is not.
func TestCorridorHoldsWhatIsNear(t *testing.T) {
	good := func(north_, south float64, incidents ...truceline.Incident) {
		t.Helper()
		l := crooked()
		polys := corridor(l, truceline.Corridor{DepthKm: map[string]float64{"N": north_, "S": south}}, sides(), incidents)
		region, err := geo.NewRegion(polys)
		if err != nil {
			t.Fatal(err)
		}
		line := geo.NewLine(l.Main)
		length := geo.Length(l.Main) / 1000
		wrong, tested := 0, 0
		for lat := 46.4; lat < 47.8; lat += 0.02 {
			for lon := 34.05; lon < 36.1; lon += 0.027 {
				p := truceline.Point{Lat: lat, Lon: lon}
				depth := south
				if leftOf(l.Main, p) {
					depth = north_
				}
				d := line.Distance(p) / 1000
				if math.Abs(d-depth) < max(0.2, 0.01*depth) || d < 0.3 {
					continue // as near to the edge as the drawing is good
				}
				if along := line.Along(p); along < 0.1 || along > length-0.1 {
					continue // beyond the ends there is no side
				}
				tested++
				if region.Contains(p) != (d < depth) {
					t.Logf("%+v, %.2f km from the line", p, d)
					wrong++
				}
			}
		}
		if wrong > 0 {
			t.Errorf("%g and %g km: %d of %d points lie on the wrong side of the outline", north_, south, wrong, tested)
		}
	}
	good(5, 5)
	good(15, 15)
	good(10, 5, north(20))
	good(2, 12, north(20))
}

func TestCorridorNotDrawn(t *testing.T) {
	bad := func(l truceline.ContactLine, depths map[string]float64, parties []truceline.Party, incidents ...truceline.Incident) {
		t.Helper()
		if polys := corridor(l, truceline.Corridor{DepthKm: depths}, parties, incidents); len(polys) > 0 {
			t.Errorf("drawn: %d polygons", len(polys))
		}
	}
	bad(truceline.ContactLine{}, map[string]float64{"N": 5, "S": 5}, sides())                 // no line
	bad(crooked(), map[string]float64{"N": 5, "S": 9}, sides())                               // whose ground is which is not known
	bad(crooked(), map[string]float64{"N": 5, "S": 9}, sides(), north(0.2))                   // too near to the line to say
	bad(crooked(), map[string]float64{}, sides())                                             // no depth
	bad(crooked(), map[string]float64{"N": 5, "S": 5}, nil)                                   // no sides
	bad(truceline.ContactLine{Main: crooked().Main[:1]}, map[string]float64{"N": 5}, sides()) // a point
}

// TestCorridorSidesSwapped: exchanging the names of the sides exchanges nothing
// else.
func TestCorridorSidesSwapped(t *testing.T) {
	swapped := north(20)
	swapped.Ground = &truceline.Ground{Side: "S", Certain: 1, DistanceKm: 20}
	one := corridor(crooked(), truceline.Corridor{DepthKm: map[string]float64{"N": 5, "S": 9}}, sides(), []truceline.Incident{north(20)})
	two := corridor(crooked(), truceline.Corridor{DepthKm: map[string]float64{"S": 5, "N": 9}}, sides(), []truceline.Incident{swapped})
	if len(one) != 2 || len(two) != 2 || len(one[0][0]) != len(two[0][0]) || len(one[1][0]) != len(two[1][0]) {
		t.Error("the corridor depends on the names of the sides")
	}
}
