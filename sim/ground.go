package sim

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// terrain is the ground of an exercise, ready to be asked.
type terrain struct {
	track  *track
	line   *geo.Line
	right  *geo.Region   // the ground of the second side
	areas  []*geo.Region // in the exercise's order
	raions []*geo.Region // area by area
}

func newTerrain(ex Exercise) (*terrain, error) {
	t := &terrain{track: newTrack(ex.Line), line: geo.NewLine(ex.Line)}
	var err error
	if t.right, err = geo.NewRegion([]truceline.Polygon{{rightGround(ex, ex.Line)}}); err != nil {
		return nil, fmt.Errorf("make the ground on the right: %w", err)
	}
	for i := range ex.Ground.Areas {
		region, err := geo.NewRegion([]truceline.Polygon{{areaRing(ex, i)}})
		if err != nil {
			return nil, fmt.Errorf("make area %s: %w", ex.Ground.Areas[i].ID, err)
		}
		t.areas = append(t.areas, region)
		for j := range ex.Ground.Raions {
			region, err := geo.NewRegion([]truceline.Polygon{{raionRing(ex, i, j)}})
			if err != nil {
				return nil, fmt.Errorf("make raion %s: %w", raionID(ex.Ground.Areas[i], j), err)
			}
			t.raions = append(t.raions, region)
		}
	}
	return t, nil
}

// hand returns 0 for the ground on the left of the line and 1 for the right.
func (t *terrain) hand(p truceline.Point) int {
	if t.right.Contains(p) {
		return 1
	}
	return 0
}

// areaAt returns the index of the area a place lies in, -1 for none.
func (t *terrain) areaAt(p truceline.Point) int {
	for i, a := range t.areas {
		if a.Contains(p) {
			return i
		}
	}
	return -1
}

// raionAt returns the ID of the raion a place lies in, and of its area where the
// areas are not divided; nothing outside the country.
func (t *terrain) raionAt(ex *Exercise, p truceline.Point) string {
	area := t.areaAt(p)
	if area < 0 {
		return ""
	}
	n := ex.Ground.Raions
	for j := range n {
		if t.raions[area*n+j].Contains(p) {
			return raionID(ex.Ground.Areas[area], j)
		}
	}
	return ex.Ground.Areas[area].ID
}

// middle is a place within an area or raion, for a map: the mean of the corners
// of its outline.
func (t *terrain) middle(ex *Exercise, id string) truceline.Point {
	var ring truceline.Ring
	for i, a := range ex.Ground.Areas {
		if a.ID == id {
			ring = areaRing(*ex, i)
		}
		for j := range ex.Ground.Raions {
			if raionID(a, j) == id {
				ring = raionRing(*ex, i, j)
			}
		}
	}
	var sum truceline.Point
	for _, p := range ring {
		sum.Lat, sum.Lon = sum.Lat+p.Lat/float64(len(ring)), sum.Lon+p.Lon/float64(len(ring))
	}
	return truceline.Point{Lat: round(sum.Lat, 5), Lon: round(sum.Lon, 5)}
}

// near is a place so many metres north and east of another, for short ways.
func near(p truceline.Point, north, east float64) truceline.Point {
	lat, lon := geo.MetresPerDegree(p.Lat)
	return truceline.Point{Lat: p.Lat + north/lat, Lon: p.Lon + east/lon}
}

// flatKm is the distance of two places, good to a part in a thousand up to
// 100 km; for what needs no better and is asked a million times.
func flatKm(a, b truceline.Point) float64 {
	north, east := geo.MetresPerDegree((a.Lat + b.Lat) / 2)
	return math.Hypot((b.Lat-a.Lat)*north, (b.Lon-a.Lon)*east) / 1000
}

func corner(c Corner) truceline.Point { return truceline.Point{Lat: c[0], Lon: c[1]} }

// rightGround is what the second side holds: the line, and the border of the
// country on the right hand back to where it began.
func rightGround(ex Exercise, line truceline.Polyline) truceline.Ring {
	ring := truceline.Ring(append(truceline.Polyline{}, line...))
	for i := len(ex.Ground.Right) - 1; i >= 0; i-- {
		ring = append(ring, corner(ex.Ground.Right[i]))
	}
	return ring
}

// areaRing is the outline of the i-th area: border on the left, a cut, border
// on the right, a cut. The first and last area end in the line's end points.
func areaRing(ex Exercise, i int) truceline.Ring {
	g := ex.Ground
	from, to := g.corners(i)
	var ring truceline.Ring
	if i == 0 {
		ring = append(ring, ex.Line[0])
	}
	for j := from[0]; j <= to[0]; j++ {
		ring = append(ring, corner(g.Left[j]))
	}
	if i == len(g.Cuts) {
		ring = append(ring, ex.Line[len(ex.Line)-1])
	}
	for j := to[1]; j >= from[1]; j-- {
		ring = append(ring, corner(g.Right[j]))
	}
	return ring
}

// corners returns the first and the last corner of an area on the left and on
// the right border.
func (g Ground) corners(i int) (from, to [2]int) {
	to = [2]int{len(g.Left) - 1, len(g.Right) - 1}
	if i > 0 {
		from = g.Cuts[i-1]
	}
	if i < len(g.Cuts) {
		to = g.Cuts[i]
	}
	return from, to
}

// raionRing is the outline of the j-th raion of the i-th area: a strip between
// two lines that join the cuts at either end at the same share of their length,
// the outermost bounded by the border.
func raionRing(ex Exercise, i, j int) truceline.Ring {
	g, n := ex.Ground, float64(ex.Ground.Raions)
	from, to := g.corners(i)
	at := func(end [2]int, whole truceline.Point, share float64) truceline.Point {
		if whole != (truceline.Point{}) {
			return whole // the area ends in a point of the line
		}
		l, r := corner(g.Left[end[0]]), corner(g.Right[end[1]])
		return truceline.Point{Lat: round(l.Lat+share*(r.Lat-l.Lat), 7), Lon: round(l.Lon+share*(r.Lon-l.Lon), 7)}
	}
	var first, last truceline.Point
	if i == 0 {
		first = ex.Line[0]
	}
	if i == len(g.Cuts) {
		last = ex.Line[len(ex.Line)-1]
	}
	ring := truceline.Ring{at(from, first, float64(j)/n)}
	if j == 0 {
		for k := from[0]; k <= to[0]; k++ {
			ring = append(ring, corner(g.Left[k]))
		}
	}
	ring = append(ring, at(to, last, float64(j)/n), at(to, last, float64(j+1)/n))
	if j+1 == ex.Ground.Raions {
		for k := to[1]; k >= from[1]; k-- {
			ring = append(ring, corner(g.Right[k]))
		}
	}
	ring = slices.Compact(append(ring, at(from, first, float64(j+1)/n)))
	if ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	return ring
}

// raionID is the area's ID and the number of the raion in it.
func raionID(a Area, j int) string { return fmt.Sprintf("%s-%d", a.ID, j+1) }

// raionsFile writes the raions as GeoJSON.
func raionsFile(ex Exercise) []byte {
	var all []Area
	var rings []truceline.Ring
	for i, a := range ex.Ground.Areas {
		for j := range ex.Ground.Raions {
			n := fmt.Sprint(", ", j+1)
			all = append(all, Area{ID: raionID(a, j), EN: a.EN + n, UK: a.UK + n, RU: a.RU + n})
			rings = append(rings, raionRing(ex, i, j))
		}
	}
	return areasJSON(all, rings)
}

// areasFile writes the made-up areas as GeoJSON.
func areasFile(ex Exercise) []byte {
	var rings []truceline.Ring
	for i := range ex.Ground.Areas {
		rings = append(rings, areaRing(ex, i))
	}
	return areasJSON(ex.Ground.Areas, rings)
}

func areasJSON(areas []Area, rings []truceline.Ring) []byte {
	var b bytes.Buffer
	b.WriteString("{\"type\":\"FeatureCollection\",\"features\":[\n")
	for i, a := range areas {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"iso3166-2":%s,"name":%s,"name:en":%s,"name:uk":%s,"name:ru":%s},"geometry":{"type":"Polygon","coordinates":[`,
			quote(a.ID), quote(a.EN), quote(a.EN), quote(a.UK), quote(a.RU))
		writeRing(&b, rings[i])
		b.WriteString("]}}")
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

// controlFile writes the ground of the second side on one day as a map of
// control would draw it.
func controlFile(ex Exercise, day time.Time, line truceline.Polyline) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"type\":\"FeatureCollection\",\"name\":\"control_%s\",\"features\":[\n", day.Format("20060102"))
	b.WriteString(`{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[`)
	writeRing(&b, rightGround(ex, line))
	b.WriteString("]]}}\n]}\n")
	return b.Bytes()
}

// dayBefore is the line as the map had it one day earlier: two of its points
// are drawn about 400 m off, one to either hand, as maps are corrected in
// steps. Neither side gains by it but for the shape of the line.
func dayBefore(line truceline.Polyline) truceline.Polyline {
	old := append(truceline.Polyline{}, line...)
	t := newTrack(line)
	for hand, part := range []int{3, 5} {
		if i := len(line) * part / 8; i > 0 && i < len(line)-1 {
			old[i] = geo.Destination(line[i], t.heading(t.at[i])-90+180*float64(hand), 400)
			old[i] = truceline.Point{Lat: round(old[i].Lat, 4), Lon: round(old[i].Lon, 4)}
		}
	}
	return old
}

// writeRing writes a ring with its first point repeated at the end, as GeoJSON
// wants it, and counterclockwise whatever way it was drawn.
func writeRing(b *bytes.Buffer, ring truceline.Ring) {
	area := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		area += p.Lon*q.Lat - q.Lon*p.Lat
	}
	b.WriteByte('[')
	for i := range len(ring) + 1 {
		j := i % len(ring)
		if area < 0 {
			j = (len(ring) - i) % len(ring)
		}
		if i > 0 {
			b.WriteByte(',')
		}
		if i%8 == 7 {
			b.WriteByte('\n')
		}
		b.WriteString(coordinates(ring[j]))
	}
	b.WriteByte(']')
}
