package geo

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// Area returns the area of a polygon in square kilometres on WGS84, holes left
// out. Edges are straight in longitude and latitude. The area under each edge
// is that on the authalic sphere (Snyder, Map Projections, USGS PP 1395,
// eq. 3-11 to 3-13), integrated by three-point Gauss quadrature.
func Area(p truceline.Polygon) float64 {
	total := 0.0
	for i, ring := range p {
		a := math.Abs(ringArea(Clean(ring)))
		if i == 0 {
			total += a
		} else {
			total -= a
		}
	}
	return total
}

func ringArea(r truceline.Ring) float64 {
	sum := 0.0
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		sum += radians(b.Lon-a.Lon) * meanHeight(a.Lat, b.Lat)
	}
	return sum * semiMajor * semiMajor / 2 / 1e6
}

// meanHeight is the mean of the authalic q over latitudes from a to b.
func meanHeight(a, b float64) float64 {
	middle, half := (a+b)/2, (b-a)/2
	offset := half * math.Sqrt(0.6)
	return (5*authalic(middle-offset) + 8*authalic(middle) + 5*authalic(middle+offset)) / 18
}

// authalic is Snyder's q: twice the area between the equator and a latitude,
// for one radian of longitude and a semi-major axis of one.
func authalic(lat float64) float64 {
	const e2 = flattening * (2 - flattening)
	e := math.Sqrt(e2)
	sin := math.Sin(radians(lat))
	return (1 - e2) * (sin/(1-e2*sin*sin) + math.Atanh(e*sin)/e)
}

// changeStep is the height in degrees (about 22 m) of the strips over which
// ChangedArea sums.
const changeStep = 0.0002

// ChangedArea returns how much of after was not in before (gained) and how much
// of before is not in after (lost), in square kilometres. Each strip of
// latitude is cut by both sets of polygons along its middle, which is exact but
// for edges that cross within a strip.
func ChangedArea(before, after []truceline.Polygon) (gained, lost float64) {
	x, y := newSweep(before), newSweep(after)
	south, north := min(x.south, y.south), max(x.north, y.north)
	if south >= north {
		return 0, 0
	}
	first, last := int(math.Floor(south/changeStep)), int(math.Ceil(north/changeStep))
	var a, b []float64
	for s := first; s < last; s++ {
		lat := (float64(s) + 0.5) * changeStep
		a, b = x.crossings(lat, a[:0]), y.crossings(lat, b[:0])
		if slices.Equal(a, b) {
			continue
		}
		height := authalic(float64(s+1)*changeStep) - authalic(float64(s)*changeStep)
		area := height / 2 * semiMajor * semiMajor / 1e6
		gained += radians(minus(b, a)) * area
		lost += radians(minus(a, b)) * area
	}
	return gained, lost
}

// sweep gives the longitudes at which a line of latitude crosses polygons, for
// latitudes asked from south to north.
type sweep struct {
	edges        []edge // by southern end
	active       []edge
	next         int
	south, north float64
}

func newSweep(polygons []truceline.Polygon) *sweep {
	s := &sweep{south: math.Inf(1), north: math.Inf(-1)}
	for _, p := range polygons {
		for _, ring := range p {
			ring = Clean(ring)
			for i, b := range ring {
				a := ring[(i+len(ring)-1)%len(ring)]
				if a.Lat > b.Lat {
					a, b = b, a
				}
				if a.Lat < b.Lat {
					s.edges = append(s.edges, edge{a.Lat, a.Lon, b.Lat, b.Lon})
					s.south, s.north = min(s.south, a.Lat), max(s.north, b.Lat)
				}
			}
		}
	}
	slices.SortFunc(s.edges, func(a, b edge) int {
		switch {
		case a.fromLat < b.fromLat:
			return -1
		case a.fromLat > b.fromLat:
			return 1
		}
		return 0
	})
	return s
}

func (s *sweep) crossings(lat float64, out []float64) []float64 {
	for s.next < len(s.edges) && s.edges[s.next].fromLat <= lat {
		s.active = append(s.active, s.edges[s.next])
		s.next++
	}
	kept := s.active[:0]
	for _, e := range s.active {
		if e.toLat <= lat {
			continue
		}
		kept = append(kept, e)
		out = append(out, e.fromLon+(lat-e.fromLat)/(e.toLat-e.fromLat)*(e.toLon-e.fromLon))
	}
	s.active = kept
	slices.Sort(out)
	return out
}

// minus returns the length of what lies in the intervals of a and not in those
// of b; both hold sorted pairs of ends.
func minus(a, b []float64) float64 {
	length := 0.0
	for i := 0; i+1 < len(a); i += 2 {
		from, to := a[i], a[i+1]
		for k := 0; k+1 < len(b) && from < to; k += 2 {
			if b[k+1] <= from {
				continue
			}
			if b[k] >= to {
				break
			}
			if b[k] > from {
				length += b[k] - from
			}
			from = b[k+1]
		}
		if from < to {
			length += to - from
		}
	}
	return length
}
