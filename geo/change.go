package geo

import (
	"cmp"
	"slices"

	"github.com/truceline/truceline"
)

// ChangedArea returns how much ground of after was not in before (gained) and
// how much of before is not in after (lost), in square kilometres on WGS84.
// Edges are straight in longitude and latitude; polygons of one set that
// overlap count once.
//
// Lines of latitude through every vertex cut the maps into slabs, and slabs in
// which edges cross are cut again there. Between two such lines all edges run
// from side to side without meeting, so what lies between two neighbours is a
// trapezoid whose area is known: nothing is sampled.
func ChangedArea(before, after []truceline.Polygon) (gained, lost float64) {
	s := sweep{afterFrom: int32(len(before)), odd: make([]bool, len(before)+len(after))}
	s.add(before, 0)
	s.add(after, s.afterFrom)
	slices.SortStableFunc(s.edges, func(a, b edge) int { return cmp.Compare(a.fromLat, b.fromLat) })
	slices.Sort(s.lats)
	s.lats = slices.Compact(s.lats)
	for i := 1; i < len(s.lats); i++ {
		s.enter(s.lats[i-1])
		s.slab(s.lats[i-1], s.lats[i])
	}
	return s.gained, s.lost
}

// sweep goes over two sets of polygons from south to north.
type sweep struct {
	edges        []edge // by southern end; horizontal ones bound no slab
	lats         []float64
	afterFrom    int32 // polygons from this number on are those of after
	next         int
	active       []edge
	rungs        []rung // reused from slab to slab
	cuts         []float64
	odd          []bool // by polygon: inside it, on the way east
	gained, lost float64
}

// rung is an edge between two lines of latitude.
type rung struct {
	south, north float64 // longitudes
	polygon      int32
}

func (s *sweep) add(polygons []truceline.Polygon, first int32) {
	for i, p := range polygons {
		for _, ring := range p {
			ring = Clean(ring)
			for k, b := range ring {
				a := ring[(k+len(ring)-1)%len(ring)]
				if a.Lat > b.Lat {
					a, b = b, a
				}
				if a.Lat < b.Lat {
					s.edges = append(s.edges, edge{a.Lat, a.Lon, b.Lat, b.Lon, first + int32(i)})
					s.lats = append(s.lats, a.Lat, b.Lat)
				}
			}
		}
	}
}

// enter brings the active edges up to a line of latitude.
func (s *sweep) enter(lat float64) {
	s.active = slices.DeleteFunc(s.active, func(e edge) bool { return e.toLat <= lat })
	for ; s.next < len(s.edges) && s.edges[s.next].fromLat <= lat; s.next++ {
		s.active = append(s.active, s.edges[s.next])
	}
}

// slab sums over one slab, unless both sets are the same in it.
func (s *sweep) slab(south, north float64) {
	s.rungs = s.rungs[:0]
	for _, e := range s.active {
		s.rungs = append(s.rungs, rung{e.lonAt(south), e.lonAt(north), e.polygon})
	}
	slices.SortFunc(s.rungs, func(a, b rung) int {
		return cmp.Or(cmp.Compare(a.south+a.north, b.south+b.north), cmp.Compare(a.south, b.south), cmp.Compare(a.polygon, b.polygon))
	})
	if s.unchanged() {
		return
	}
	s.cuts = append(s.cuts[:0], 0, 1)
	for i, a := range s.rungs {
		for _, b := range s.rungs[i+1:] {
			if x, y := b.south-a.south, b.north-a.north; x*y < 0 {
				s.cuts = append(s.cuts, x/(x-y))
			}
		}
	}
	slices.Sort(s.cuts)
	for i := 1; i < len(s.cuts); i++ {
		if s.cuts[i] > s.cuts[i-1] {
			s.between(south, north, s.cuts[i-1], s.cuts[i])
		}
	}
}

func (e edge) lonAt(lat float64) float64 {
	return e.fromLon + (lat-e.fromLat)/(e.toLat-e.fromLat)*(e.toLon-e.fromLon)
}

// unchanged reports whether every rung stands there once before and once after.
func (s *sweep) unchanged() bool {
	if len(s.rungs)%2 != 0 {
		return false
	}
	for i := 0; i < len(s.rungs); i += 2 {
		a, b := s.rungs[i], s.rungs[i+1]
		if a.south != b.south || a.north != b.north || (a.polygon < s.afterFrom) == (b.polygon < s.afterFrom) {
			return false
		}
	}
	return true
}

// between sums over the part of a slab from fraction low to fraction high of
// its height, in which no rungs cross.
func (s *sweep) between(south, north, low, high float64) {
	lon := func(r rung, f float64) float64 { return r.south + f*(r.north-r.south) }
	middle := (low + high) / 2
	slices.SortFunc(s.rungs, func(a, b rung) int {
		return cmp.Or(cmp.Compare(lon(a, middle), lon(b, middle)), cmp.Compare(a.polygon, b.polygon))
	})
	inBefore, inAfter := 0, 0
	for i, r := range s.rungs {
		count := &inBefore
		if r.polygon >= s.afterFrom {
			count = &inAfter
		}
		if s.odd[r.polygon] = !s.odd[r.polygon]; s.odd[r.polygon] {
			*count++
		} else {
			*count--
		}
		if i+1 == len(s.rungs) || (inBefore > 0) == (inAfter > 0) {
			continue
		}
		east := s.rungs[i+1]
		area := trapezoid(south+low*(north-south), south+high*(north-south), lon(east, low)-lon(r, low), lon(east, high)-lon(r, high))
		if inAfter > 0 {
			s.gained += area
		} else {
			s.lost += area
		}
	}
}

// trapezoid returns the square kilometres between two latitudes and two edges
// that are as far apart in degrees of longitude as is said at either latitude.
func trapezoid(south, north, wideSouth, wideNorth float64) float64 {
	if wideSouth <= 0 && wideNorth <= 0 || north <= south {
		return 0
	}
	sum := gauss
	if north-south > 1 {
		sum = integrate
	}
	return sum(south, north, func(lat float64) float64 {
		up, across := MetresPerDegree(lat)
		return up * across * (wideSouth + (lat-south)/(north-south)*(wideNorth-wideSouth))
	}) / 1e6
}
