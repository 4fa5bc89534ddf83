package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/truceline/truceline"
)

// Feature is one feature of a GeoJSON file (RFC 7946) that is an area.
type Feature struct {
	Properties map[string]any
	Polygons   []truceline.Polygon
	// Err says why the polygons were not read; nil if they were.
	Err error
}

// Errors of GeoJSON that is not what these formats take.
var (
	// ErrNotCollection is what a document without features is refused for.
	ErrNotCollection = errors.New(`type is not "FeatureCollection"`)
	errNotWGS84      = errors.New("coordinates are not longitude and latitude in WGS84")
	errNotNumber     = errors.New("a coordinate is not a number")
	errNotArray      = errors.New("coordinates are not nested as the type asks")
	errShortRing     = errors.New("a ring has fewer than four positions")
	errOpenRing      = errors.New("the last position of a ring is not its first")
	errOutOfRange    = errors.New("a position lies beyond 180 degrees of longitude or 90 of latitude")
)

type geoCollection struct {
	Type string `json:"type"`
	CRS  *struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	} `json:"crs"`
	Features []struct {
		Type       string         `json:"type"`
		Properties map[string]any `json:"properties"`
		Geometry   *struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

// Areas reads a GeoJSON FeatureCollection of Polygon and MultiPolygon features,
// plain or gzipped. The point that closes a ring is dropped; altitudes are not
// kept. A feature that cannot be read has its Err set; the error returned says
// that nothing of the file could be read.
func Areas(file []byte) ([]Feature, error) {
	body, err := Gunzip(file, MaxUnpacked)
	if err != nil {
		return nil, err
	}
	var c geoCollection
	if err := json.Unmarshal(TrimMark(body), &c); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at := min(int(syntax.Offset), len(body))
			return nil, fmt.Errorf("read JSON: line %d: %w", 1+bytes.Count(body[:at], []byte{'\n'}), err)
		}
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	if c.Type != "FeatureCollection" {
		return nil, ErrNotCollection
	}
	if c.CRS != nil {
		switch c.CRS.Properties.Name {
		case "", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326":
		default:
			return nil, fmt.Errorf("%w: crs is %q", errNotWGS84, c.CRS.Properties.Name)
		}
	}
	features := make([]Feature, len(c.Features))
	for i, f := range c.Features {
		features[i].Properties = f.Properties
		switch {
		case f.Type != "Feature":
			features[i].Err = fmt.Errorf("type is %q, not a Feature", f.Type)
		case f.Geometry == nil:
			features[i].Err = errors.New("no geometry")
		default:
			features[i].Polygons, features[i].Err = polygons(f.Geometry.Type, f.Geometry.Coordinates)
		}
	}
	return features, nil
}

// polygons reads the coordinates of a geometry.
func polygons(kind string, coordinates []byte) (ps []truceline.Polygon, err error) {
	s := &coordinateScanner{b: coordinates}
	one := func() {
		var p truceline.Polygon
		s.each(func() { p = append(p, s.ring()) })
		if len(p) == 0 {
			s.fail(errShortRing)
		}
		ps = append(ps, p)
	}
	switch kind {
	case "Polygon":
		one()
	case "MultiPolygon":
		s.each(one)
	default:
		return nil, fmt.Errorf("geometry is %q, not a Polygon or MultiPolygon", kind)
	}
	if s.err == nil && len(ps) == 0 {
		s.err = errShortRing
	}
	if s.err != nil {
		return nil, s.err
	}
	return ps, nil
}

// coordinateScanner reads nested arrays of numbers in JSON whose syntax has
// been checked. It does in one pass what unmarshalling into slices of slices
// does in several, with an allocation a position.
type coordinateScanner struct {
	b   []byte
	i   int
	err error // the first; nothing is read after it
}

func (s *coordinateScanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// next returns the next byte that is not blank, 0 at the end.
func (s *coordinateScanner) next() byte {
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// each calls fn before each element of an array.
func (s *coordinateScanner) each(fn func()) {
	if s.next() != '[' {
		s.fail(errNotArray)
	}
	s.i++
	if s.err == nil && s.next() == ']' {
		s.i++
		return
	}
	for s.err == nil {
		fn()
		c := s.next()
		s.i++
		if c == ']' {
			return
		}
		if c != ',' {
			s.fail(errNotArray)
		}
	}
}

func (s *coordinateScanner) number() float64 {
	s.next()
	start := s.i
	for s.i < len(s.b) && (s.b[s.i] >= '0' && s.b[s.i] <= '9' || s.b[s.i] == '-' || s.b[s.i] == '+' || s.b[s.i] == '.' || s.b[s.i]|0x20 == 'e') {
		s.i++
	}
	x, err := strconv.ParseFloat(string(s.b[start:s.i]), 64)
	if err != nil {
		s.fail(errNotNumber)
	}
	return x
}

func (s *coordinateScanner) ring() truceline.Ring {
	var ring truceline.Ring
	s.each(func() {
		var at [3]float64
		n := 0
		s.each(func() {
			at[min(n, 2)] = s.number()
			n++
		})
		if n < 2 {
			s.fail(errNotArray)
		}
		if !(at[0] >= -180 && at[0] <= 180 && at[1] >= -90 && at[1] <= 90) {
			s.fail(errOutOfRange)
		}
		ring = append(ring, truceline.Point{Lat: at[1], Lon: at[0]})
	})
	if s.err != nil {
		return nil
	}
	if len(ring) < 4 {
		s.fail(errShortRing)
		return nil
	}
	last := len(ring) - 1
	if ring[0] != ring[last] {
		s.fail(errOpenRing)
	}
	return ring[:last:last]
}
