package geo_test

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// TestFromUTM holds the grid against what defines it: on the middle meridian it
// is the ellipsoid's own, times 0.9996, and it keeps angles everywhere, so that
// short steps east and north are equally long on the ground and at right angles.
func TestFromUTM(t *testing.T) {
	at := func(zone int, south bool, east, north float64) truceline.Point {
		t.Helper()
		p, ok := geo.FromUTM(zone, south, east, north)
		if !ok {
			t.Fatalf("zone %d %v %v", zone, east, north)
		}
		return p
	}
	equator := at(36, false, 500_000, 0)
	if equator != (truceline.Point{Lat: 0, Lon: 33}) {
		t.Error(equator)
	}
	for _, north := range []float64{1_000_000, 5_300_000, 9_000_000} {
		p := at(36, false, 500_000, north)
		if d := geo.Distance(equator, p) * 0.9996; math.Abs(p.Lon-33) > 1e-12 || math.Abs(d-north) > 1e-3 {
			t.Errorf("%v: %v, %v metres", north, p, d)
		}
		for _, east := range []float64{200_000, 400_000, 812_345} {
			const step = 100
			p, e, n := at(36, false, east, north), at(36, false, east+step, north), at(36, false, east, north+step)
			scale, across := geo.Distance(p, n)/step, geo.Distance(p, e)/step
			turn := math.Remainder(geo.Azimuth(p, e)-geo.Azimuth(p, n)-90, 360)
			off := (east - 500_000) / 6_378_000
			if math.Abs(scale-across) > 2e-6 || math.Abs(turn) > 1e-3 || math.Abs(1/scale-0.9996*(1+off*off/2)) > 2e-5 {
				t.Errorf("%v %v: scales %v %v, turned %v", east, north, scale, across, turn)
			}
			if grid := math.Remainder(geo.Azimuth(p, n)-geo.GridNorth(p), 360); math.Abs(p.Lon-33) < 3 && math.Abs(grid) > 2e-3 {
				t.Errorf("%v %v: grid north is off by %v", east, north, grid)
			}
		}
	}
	mirrored, p := at(36, true, 400_000, 4_700_000), at(36, false, 400_000, 5_300_000)
	if math.Abs(mirrored.Lat+p.Lat) > 1e-12 || math.Abs(mirrored.Lon-p.Lon) > 1e-12 {
		t.Error(mirrored, p)
	}
	for _, bad := range [][2]float64{{99_999, 0}, {900_001, 0}, {500_000, -1}, {500_000, 10_000_001}, {math.NaN(), 0}, {51, -2}} {
		if p, ok := geo.FromUTM(36, false, bad[0], bad[1]); ok {
			t.Errorf("%v: %v", bad, p)
		}
	}
	if p, ok := geo.FromUTM(61, false, 500_000, 0); ok {
		t.Error(p)
	}
}
