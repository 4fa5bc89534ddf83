package sim

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// DrawLine draws a fictional line through the given places: between one and the
// next it wanders as a river or a road would (random midpoint displacement),
// in pieces of about stepKm, and just so much that the whole measures
// lengthKm on WGS84 to within ten metres. It returns an error when the places
// alone are already further apart than that. The seed decides how it wanders.
func DrawLine(through truceline.Polyline, lengthKm, stepKm float64, seed uint64) (truceline.Polyline, error) {
	if straight := geo.Length(through) / 1000; len(through) < 2 || straight >= lengthKm {
		return nil, fmt.Errorf("draw line: the places alone measure %.1f km, not under %.1f km", straight, lengthKm)
	}
	draw := func(wander float64) truceline.Polyline {
		r := stream(seed, forLine, 0)
		line := truceline.Polyline{through[0]}
		for i := 1; i < len(through); i++ {
			a, b := through[i-1], through[i]
			line = append(line, meander(r, a, b, wander, halvings(geo.Distance(a, b), stepKm*1000))...)
		}
		for i := range line {
			line[i] = truceline.Point{Lat: round(line[i].Lat, 4), Lon: round(line[i].Lon, 4)}
		}
		return line
	}
	low, high := 0.0, 0.5
	for range 60 {
		mid := (low + high) / 2
		if geo.Length(draw(mid))/1000 < lengthKm {
			low = mid
		} else {
			high = mid
		}
	}
	line := draw(high)
	if got := geo.Length(line) / 1000; got < lengthKm-0.05 || got > lengthKm+0.05 {
		return nil, fmt.Errorf("draw line: cannot wander enough: %.1f km, not %.1f km", got, lengthKm)
	}
	return line, nil
}

// halvings returns how often a piece must be halved to be no longer than a step.
func halvings(metres, step float64) int {
	n := 0
	for ; metres > step; metres /= 2 {
		n++
	}
	return n
}

// meander returns the points after a up to and including b: the middle is moved
// to the side, then each half is treated likewise.
func meander(r *rand.Rand, a, b truceline.Point, wander float64, deep int) truceline.Polyline {
	if deep == 0 {
		return truceline.Polyline{b}
	}
	off := max(-1.5, min(1.5, r.NormFloat64())) * wander * geo.Distance(a, b)
	mid := truceline.Point{Lat: (a.Lat + b.Lat) / 2, Lon: (a.Lon + b.Lon) / 2}
	mid = geo.Destination(mid, geo.Azimuth(a, b)+90, off)
	return append(meander(r, a, mid, wander, deep-1), meander(r, mid, b, wander, deep-1)...)
}

// track is a line that knows how far along it each of its points is.
type track struct {
	line  truceline.Polyline
	at    []float64 // kilometres from the first point
	whole float64
}

func newTrack(line truceline.Polyline) *track {
	t := &track{line: line, at: make([]float64, len(line))}
	for i := 1; i < len(line); i++ {
		t.at[i] = t.at[i-1] + geo.Distance(line[i-1], line[i])/1000
	}
	t.whole = t.at[len(line)-1]
	return t
}

// point returns the place at a distance along the line, held to its ends.
func (t *track) point(km float64) truceline.Point {
	km = max(0, min(t.whole, km))
	i := 1
	for i < len(t.line)-1 && t.at[i] < km {
		i++
	}
	a, b := t.line[i-1], t.line[i]
	f := (km - t.at[i-1]) / (t.at[i] - t.at[i-1])
	return truceline.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)}
}

// heading returns the way the line goes at a place along it, in degrees, over
// about ten kilometres so that a single bend does not turn it round.
func (t *track) heading(km float64) float64 {
	return geo.Azimuth(t.point(km-5), t.point(km+5))
}

// off returns the place at a distance along the line and off it, in kilometres,
// on the left for hand 0 and on the right for hand 1.
func (t *track) off(km, back float64, hand int) truceline.Point {
	return geo.Destination(t.point(km), t.heading(km)-90+180*float64(hand), back*1000)
}

// parseLine reads the one LineString of a GeoJSON file.
func parseLine(src []byte) (truceline.Polyline, error) {
	var f struct {
		Features []struct {
			Geometry struct {
				Type        string       `json:"type"`
				Coordinates [][2]float64 `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	refuse := func(reason string) error {
		return truceline.Refusal{File: "line.geojson", Line: 1, Reason: reason}
	}
	if err := json.Unmarshal(src, &f); err != nil {
		return nil, refuse("not GeoJSON: " + err.Error())
	}
	if len(f.Features) != 1 || f.Features[0].Geometry.Type != "LineString" {
		return nil, refuse("must be a FeatureCollection with one LineString")
	}
	var line truceline.Polyline
	for i, c := range f.Features[0].Geometry.Coordinates {
		p := truceline.Point{Lat: c[1], Lon: c[0]}
		if p.Lat < -85 || p.Lat > 85 || p.Lon < -180 || p.Lon > 180 {
			return nil, refuse(fmt.Sprintf("point %d is not a longitude and latitude in degrees", i+1))
		}
		if i > 0 && p == line[i-1] {
			return nil, refuse(fmt.Sprintf("point %d is the same as the one before", i+1))
		}
		line = append(line, p)
	}
	if len(line) < 2 {
		return nil, refuse("must have at least two points")
	}
	return line, nil
}

// LineGeoJSON writes a line as parseLine reads it, one point a row.
func LineGeoJSON(name string, line truceline.Polyline) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",\"properties\":{\"name\":%s},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[\n", quote(name))
	for i, p := range line {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.WriteString(coordinates(p))
	}
	b.WriteString("\n]}}\n]}\n")
	return []byte(b.String())
}

func coordinates(p truceline.Point) string {
	return "[" + strconv.FormatFloat(p.Lon, 'f', -1, 64) + "," + strconv.FormatFloat(p.Lat, 'f', -1, 64) + "]"
}

// quote writes a string as JSON.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil { // a string cannot fail
		return `""`
	}
	return string(b)
}
