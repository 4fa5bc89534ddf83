package web

import (
	"encoding/json"
	"testing"

	"github.com/truceline/truceline"
)

func ring(lonLat ...float64) truceline.Ring {
	var r truceline.Ring
	for i := 0; i < len(lonLat); i += 2 {
		r = append(r, truceline.Point{Lon: lonLat[i], Lat: lonLat[i+1]})
	}
	return r
}

func TestMultiPolygon(t *testing.T) {
	good := func(polys []truceline.Polygon, want string) {
		t.Helper()
		got := "null"
		if g := multiPolygon(polys); g != nil {
			got = string(g.Coordinates)
			if !json.Valid(g.Coordinates) {
				t.Errorf("not JSON: %s", got)
			}
		}
		if got != want {
			t.Errorf("%v:\ngot  %s\nwant %s", polys, got, want)
		}
	}
	outer, speck := ring(0, 0, 4, 0, 4, 4, 0, 4), ring(1, 1, 1.00001, 1, 1, 1.00001)
	square := `[[0,0],[4,0],[4,4],[0,4],[0,0]]`
	good(nil, "null")
	good([]truceline.Polygon{{}}, "null")
	good([]truceline.Polygon{{outer}}, "[["+square+"]]")
	good([]truceline.Polygon{{ring(0, 4, 4, 4, 4, 0, 0, 0)}}, "[[[[0,0],[4,0],[4,4],[0,4],[0,0]]]]") // turned round
	good([]truceline.Polygon{{ring(0, 0, 4, 0, 4, 4, 0, 4, 0, 0)}}, "[["+square+"]]")                // closed already
	good([]truceline.Polygon{{outer, ring(1, 1, 2, 1, 2, 2)}}, "[["+square+",[[2,2],[2,1],[1,1],[2,2]]]]")
	good([]truceline.Polygon{{outer, speck}}, "[["+square+"]]") // a hole too small to draw
	good([]truceline.Polygon{{speck}}, "null")
	good([]truceline.Polygon{{outer}, {speck}, {outer}}, "[["+square+"],["+square+"]]")
	good([]truceline.Polygon{{speck}, {outer}}, "[["+square+"]]")
	good([]truceline.Polygon{{ring(-0.00001, -0.00001, 1.23456, 0, 1, 1)}}, "[[[[0,0],[1.2346,0],[1,1],[0,0]]]]") // no -0
	good([]truceline.Polygon{{ring(100, 10, 110, 10, 110, 20)}}, "[[[[100,10],[110,10],[110,20],[100,10]]]]")     // no zero is lost
}
