package adsb

import (
	"math"
	"slices"
)

// Compact position reporting (DO-260B, A.1.7): a position comes as two fractions
// of 17 bits within a zone, by turns in two grids of zones ("even" and "odd"). A
// pair of both, or one and a place nearby, gives the zone.

// fraction is a position within its zone.
type fraction struct {
	odd      bool
	surface  bool // zones are a quarter as large
	lat, lon float64
}

func newFraction(odd, surface bool, lat, lon uint64) fraction {
	return fraction{odd, surface, float64(lat) / (1 << 17), float64(lon) / (1 << 17)}
}

const zones = 15 // NZ, latitude zones between equator and pole

// span is how many degrees the zones cover in all.
func (f fraction) span() float64 {
	if f.surface {
		return 90
	}
	return 360
}

// latZone is the height of a zone in degrees.
func (f fraction) latZone() float64 {
	if f.odd {
		return f.span() / (4*zones - 1)
	}
	return f.span() / (4 * zones)
}

// lonZone is the width of a zone in degrees at a latitude.
func (f fraction) lonZone(lat float64) float64 {
	n := longitudeZones(lat)
	if f.odd {
		n--
	}
	return f.span() / float64(max(n, 1))
}

// longitudeZones is NL, the number of longitude zones at a latitude.
func longitudeZones(lat float64) int {
	at, _ := slices.BinarySearch(zoneBounds[:], math.Abs(lat))
	return 4*zones - 1 - at
}

// zoneBounds are the latitudes up to which there are 59 zones, 58 and so on down to 2.
var zoneBounds = zoneTable()

func zoneTable() (bounds [4*zones - 2]float64) {
	for i := range bounds {
		cos := math.Sqrt((1 - math.Cos(math.Pi/(2*zones))) / (1 - math.Cos(2*math.Pi/float64(4*zones-1-i))))
		bounds[i] = math.Acos(cos) * 180 / math.Pi
	}
	bounds[len(bounds)-1] = 87 // as the standard says
	return bounds
}

// global returns the place of an airborne position from it and one of the other
// grid, no more than ten seconds apart. ok is false when the two lie in
// different bands of longitude zones, or are of one grid.
func global(last, other fraction) (lat, lon float64, ok bool) {
	if last.odd == other.odd || last.surface || other.surface {
		return 0, 0, false
	}
	even, odd := last, other
	if last.odd {
		even, odd = other, last
	}
	index := math.Floor(59*even.lat - 60*odd.lat + 0.5)
	latOf := func(f fraction, n float64) float64 {
		lat := f.latZone() * (mod(index, n) + f.lat)
		if lat >= 270 {
			lat -= 360
		}
		return lat
	}
	latEven, latOdd := latOf(even, 60), latOf(odd, 59)
	if longitudeZones(latEven) != longitudeZones(latOdd) || math.Abs(latEven) > 90 || math.Abs(latOdd) > 90 {
		return 0, 0, false
	}
	lat = latEven
	if last.odd {
		lat = latOdd
	}
	n := float64(longitudeZones(lat))
	m := math.Floor(even.lon*(n-1) - odd.lon*n + 0.5)
	count := n
	if last.odd {
		count = n - 1
	}
	lon = last.lonZone(lat) * (mod(m, math.Max(count, 1)) + last.lon)
	if lon >= 180 {
		lon -= 360
	}
	return lat, lon, true
}

// local returns the place of one position that is known to lie within half a
// zone of another place: 180 nautical miles in the air, 45 on the ground.
func local(f fraction, nearLat, nearLon float64) (lat, lon float64) {
	nearest := func(zone, near, part float64) float64 {
		j := math.Floor(near/zone) + math.Floor(0.5+mod(near, zone)/zone-part)
		return zone * (j + part)
	}
	lat = nearest(f.latZone(), nearLat, f.lat)
	lon = nearest(f.lonZone(lat), nearLon, f.lon)
	return lat, lon
}

// mod is the remainder that is never negative.
func mod(x, y float64) float64 { return x - y*math.Floor(x/y) }
