package store

import (
	"fmt"
	"math"
	"strconv"

	"github.com/truceline/truceline"
)

// The outlines of two dozen regions are most of a store's bytes, so geometry
// has an encoding of its own: JSON as in GeoJSON's MultiPolygon, [lon,lat] in
// lists three deep, without blanks and without repeating a ring's first point.
// Numbers keep every bit.

// appendPolygons writes polygons to b.
func appendPolygons(b []byte, polys []truceline.Polygon) []byte {
	b = append(b, '[')
	for i, poly := range polys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j, ring := range poly {
			if j > 0 {
				b = append(b, ',')
			}
			b = appendPoints(b, ring)
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

// appendPoints writes the points of one ring to b.
func appendPoints(b []byte, points []truceline.Point) []byte {
	b = append(b, '[')
	for i, p := range points {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		b = strconv.AppendFloat(b, p.Lon, 'g', -1, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, p.Lat, 'g', -1, 64)
		b = append(b, ']')
	}
	return append(b, ']')
}

// parsePolygons reads what appendPolygons wrote, and nothing else.
func parsePolygons(b []byte) ([]truceline.Polygon, error) {
	r := geometryReader{b: b}
	var polys []truceline.Polygon
	err := r.list(func() error {
		var poly truceline.Polygon
		err := r.list(func() error {
			ring, err := r.points()
			poly = append(poly, ring)
			return err
		})
		polys = append(polys, poly)
		return err
	})
	if err == nil && r.at != len(b) {
		err = r.wrong("the end")
	}
	return polys, err
}

// geometryReader walks over encoded geometry.
type geometryReader struct {
	b  []byte
	at int
}

func (r *geometryReader) wrong(want string) error {
	return fmt.Errorf("%w: geometry at byte %d: want %s", truceline.ErrDamaged, r.at, want)
}

// take steps over c if it is next.
func (r *geometryReader) take(c byte) bool {
	if r.at < len(r.b) && r.b[r.at] == c {
		r.at++
		return true
	}
	return false
}

// list reads a list, calling item at the start of each of its items.
func (r *geometryReader) list(item func() error) error {
	if !r.take('[') {
		return r.wrong("[")
	}
	if r.take(']') {
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if r.take(']') {
			return nil
		}
		if !r.take(',') {
			return r.wrong(", or ]")
		}
	}
}

func (r *geometryReader) points() (truceline.Ring, error) {
	ring := truceline.Ring{}
	err := r.list(func() error {
		if !r.take('[') {
			return r.wrong("[")
		}
		lon, err := r.number(',')
		if err != nil {
			return err
		}
		lat, err := r.number(']')
		ring = append(ring, truceline.Point{Lat: lat, Lon: lon})
		return err
	})
	return ring, err
}

// number reads a number and the byte that ends it.
func (r *geometryReader) number(end byte) (float64, error) {
	from := r.at
	for r.at < len(r.b) && r.b[r.at] != end {
		r.at++
	}
	v, err := strconv.ParseFloat(string(r.b[from:r.at]), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || !r.take(end) {
		r.at = from
		return 0, r.wrong("a number and " + string(end))
	}
	return v, nil
}
