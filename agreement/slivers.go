package agreement

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// A strip between two zones that is narrower than sliverM was hardly meant; one
// below touchM is the error with which borders are drawn and measured.
const (
	sliverM = 100
	touchM  = 2
)

// nearMiss returns how wide, in metres, the strip is that two drawn zones which do
// not overlap leave between them: the widest distance from a corner of one to
// the other that is no more than sliverM; 0 when they meet or lie well apart.
func nearMiss(z, o truceline.Zone, a, b *geo.Region) float64 {
	return max(widestGap(z.Polygons, a, o.Polygons, b), widestGap(o.Polygons, b, z.Polygons, a))
}

// widestGap looks from the corners of some polygons at the edges of others.
func widestGap(of []truceline.Polygon, region *geo.Region, others []truceline.Polygon, other *geo.Region) float64 {
	if !near(region.Bounds(), other.Bounds()) {
		return 0
	}
	var edges []truceline.Polyline
	for _, p := range others {
		for _, ring := range p {
			edges = append(edges, append(append(truceline.Polyline{}, ring...), ring[0]))
		}
	}
	line, widest := geo.NewLine(edges...), 0.0
	for _, p := range of {
		for _, ring := range p {
			for _, corner := range ring {
				if !near(geo.Bounds{South: corner.Lat, North: corner.Lat, West: corner.Lon, East: corner.Lon}, other.Bounds()) {
					continue
				}
				if m := line.Distance(corner); m > touchM && m <= sliverM {
					widest = max(widest, m)
				}
			}
		}
	}
	return widest
}

// near reports whether two boxes meet or lie less than sliverM apart, or little
// more.
func near(a, b geo.Bounds) bool {
	lat := 2 * sliverM / 111_000.0
	lon := lat / max(0.01, math.Cos(math.Max(math.Abs(a.South), math.Abs(a.North))*math.Pi/180))
	return a.South-lat <= b.North && b.South-lat <= a.North && a.West-lon <= b.East && b.West-lon <= a.East
}
