package geo_test

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// ring reads a ring from longitudes and latitudes in turn, as GeoJSON has them.
func ring(lonLat ...float64) truceline.Ring {
	var r truceline.Ring
	for i := 0; i < len(lonLat); i += 2 {
		r = append(r, at(lonLat[i+1], lonLat[i]))
	}
	return r
}

func area(rings ...truceline.Ring) float64 { return geo.Area(rings) }

func TestAreaPublished(t *testing.T) {
	near := func(got, want, off float64, what string) {
		t.Helper()
		if math.Abs(got-want) > off {
			t.Errorf("%s: %.6f km2, want %.6f", what, got, want)
		}
	}
	// WGS84's whole surface is 510,065,621.724 km2.
	whole := ring(-180, -90, 0, -90, 180, -90, 180, 90, 0, 90, -180, 90)
	near(area(whole), 510065621.724, 0.001, "whole earth")
	near(area(ring(0, 0, 90, 0, 90, 90, 0, 90)), 510065621.724/8, 0.001, "octant")
	// Halves of a box cut by a long slanting edge make up the box.
	near(area(ring(20, 40, 40, 40, 40, 60))+area(ring(20, 40, 40, 60, 20, 60)), area(ring(20, 40, 40, 40, 40, 60, 20, 60)), 1e-6, "two triangles")
}

func TestChangedAreaExact(t *testing.T) {
	good := func(before, after []truceline.Polygon, gained, lost float64) {
		t.Helper()
		g, l := geo.ChangedArea(before, after)
		if math.Abs(g-gained) > 1e-6 || math.Abs(l-lost) > 1e-6 {
			t.Errorf("gained %.7f lost %.7f km2, want %.7f and %.7f", g, l, gained, lost)
		}
		l, g = geo.ChangedArea(after, before)
		if math.Abs(g-gained) > 1e-6 || math.Abs(l-lost) > 1e-6 {
			t.Errorf("backwards: gained %.7f lost %.7f km2, want %.7f and %.7f", g, l, gained, lost)
		}
	}
	one := func(rings ...truceline.Ring) []truceline.Polygon { return []truceline.Polygon{rings} }
	square := ring(37, 48, 38, 48, 38, 49, 37, 49)
	good(one(square), one(square), 0, 0)
	good(nil, nil, 0, 0)
	good(nil, one(square), area(square), 0)
	tall := ring(20, -60, 20.1, 60, 19.9, 60)
	good(nil, one(tall), area(tall), 0)
	// A diamond over the square: edges cross inside the slabs.
	diamond := ring(37.5, 47.8, 38.2, 48.5, 37.5, 49.2, 36.8, 48.5)
	corners := 0.0 // what of the square the diamond leaves out
	corners += area(ring(37, 48, 37.3, 48, 37, 48.3)) + area(ring(38, 48, 38, 48.3, 37.7, 48))
	corners += area(ring(38, 49, 37.7, 49, 38, 48.7)) + area(ring(37, 49, 37, 48.7, 37.3, 49))
	good(one(square), one(diamond), area(diamond)-(area(square)-corners), corners)
	// A hole filled, a hole opened.
	hole := ring(37.4, 48.4, 37.6, 48.4, 37.6, 48.6, 37.4, 48.6)
	good(one(square, hole), one(square), area(hole), 0)
	// Overlapping polygons of one set count once.
	half := ring(37, 48, 37.6, 48, 37.6, 49, 37, 49)
	other := ring(37.4, 48, 38, 48, 38, 49, 37.4, 49)
	good([]truceline.Polygon{{half}, {other}}, one(square), 0, 0)
	// A vertex moved by 100 m or so.
	moved := ring(37, 48, 38, 48, 38.001, 48.7, 38, 49, 37, 49)
	good(one(square), one(moved), area(ring(38, 48, 38.001, 48.7, 38, 49)), 0)
}

// What changed between two maps is the difference of their areas, gained less
// lost, and the symmetric difference never grows shorter by a third map between.
func TestChangedAreaOfMaps(t *testing.T) {
	sum := func(m truceline.ControlMap) (km2 float64) {
		for _, p := range m.Polygons {
			km2 += geo.Area(p)
		}
		return km2
	}
	var first, last truceline.ControlMap
	step := 0.0
	for i, m := range controlMaps(t, "easter-2026") {
		if i == 0 {
			first, last = m, m
			continue
		}
		g, l := geo.ChangedArea(last.Polygons, m.Polygons)
		if d := sum(m) - sum(last); math.Abs(g-l-d) > 1e-3 || g < 0 || l < 0 {
			t.Errorf("%s to %s: gained %.4f lost %.4f km2, areas differ by %.4f", last.AsOf, m.AsOf, g, l, d)
		}
		step += g + l
		last = m
	}
	g, l := geo.ChangedArea(first.Polygons, last.Polygons)
	t.Logf("%s to %s: gained %.2f km2, lost %.2f km2; day by day %.2f", first.AsOf, last.AsOf, g, l, step)
	if g+l > step+1e-6 {
		t.Errorf("changed by %.4f km2 in all, day by day only %.4f", g+l, step)
	}
}

func BenchmarkChangedArea(b *testing.B) {
	maps := controlMaps(b, "easter-2026")
	for b.Loop() {
		geo.ChangedArea(maps[0].Polygons, maps[len(maps)-1].Polygons)
	}
}
