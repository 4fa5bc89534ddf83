package web

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/truceline/truceline"
)

// featureCollection is a GeoJSON document (RFC 7946).
type featureCollection struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}

type feature struct {
	Type       string    `json:"type"`
	Properties any       `json:"properties"`
	Geometry   *geometry `json:"geometry"` // null: it has no drawn place
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

func collection() featureCollection {
	return featureCollection{Type: "FeatureCollection", Features: []feature{}}
}

func (c *featureCollection) add(g *geometry, properties any) {
	c.Features = append(c.Features, feature{Type: "Feature", Properties: properties, Geometry: g})
}

// Coordinates are rounded for drawing, never for deciding.
const (
	areaDecimals = 4 // about 11 m
	lineDecimals = 5 // about 1 m
)

// lineString draws an open line.
func lineString(l truceline.Polyline) *geometry {
	points := rounded(l, lineDecimals)
	if len(points) < 2 {
		return nil
	}
	return &geometry{"LineString", appendPositions(nil, points, lineDecimals)}
}

// polygon draws one ring.
func polygon(r truceline.Ring) *geometry {
	b := appendRings(nil, truceline.Polygon{r}, lineDecimals)
	if b == nil {
		return nil
	}
	return &geometry{"Polygon", b}
}

// multiPolygon draws polygons; nil if nothing of them is left by rounding.
func multiPolygon(polys []truceline.Polygon) *geometry {
	b := []byte{'['}
	for _, poly := range polys {
		at := len(b)
		if at > 1 {
			b = append(b, ',')
		}
		if with := appendRings(b, poly, areaDecimals); with != nil {
			b = with
		} else {
			b = b[:at]
		}
	}
	if len(b) == 1 {
		return nil
	}
	return &geometry{"MultiPolygon", append(b, ']')}
}

// appendRings writes a polygon, outer ring anticlockwise and holes clockwise
// (RFC 7946, 3.1.6); nil if its outer ring is too small to draw.
func appendRings(b []byte, poly truceline.Polygon, decimals int) []byte {
	b = append(b, '[')
	for n, ring := range poly {
		points := rounded(ring, decimals)
		if len(points) > 1 && points[0] == points[len(points)-1] {
			points = points[:len(points)-1]
		}
		if len(points) < 3 {
			if n == 0 {
				return nil
			}
			continue
		}
		if anticlockwise(points) != (n == 0) {
			slices.Reverse(points)
		}
		if n > 0 {
			b = append(b, ',')
		}
		b = appendPositions(b, append(points, points[0]), decimals)
	}
	if len(poly) == 0 {
		return nil
	}
	return append(b, ']')
}

// appendPositions writes points as [[lon,lat],...].
func appendPositions(b []byte, points []truceline.Point, decimals int) []byte {
	b = append(b, '[')
	for i, p := range points {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		b = appendDegrees(b, p.Lon, decimals)
		b = append(b, ',')
		b = appendDegrees(b, p.Lat, decimals)
		b = append(b, ']')
	}
	return append(b, ']')
}

// appendDegrees writes a rounded number in its shortest form.
func appendDegrees(b []byte, v float64, decimals int) []byte {
	if v == 0 {
		v = 0 // no "-0"
	}
	at := len(b)
	b = strconv.AppendFloat(b, v, 'f', decimals, 64)
	for len(b) > at && b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}

// rounded returns the points to so many decimals, without repeats in a row.
func rounded[L ~[]truceline.Point](points L, decimals int) []truceline.Point {
	scale := math.Pow10(decimals)
	out := make([]truceline.Point, 0, len(points)+1)
	for _, p := range points {
		p = truceline.Point{Lat: math.Round(p.Lat*scale) / scale, Lon: math.Round(p.Lon*scale) / scale}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

// anticlockwise reports which way a ring runs, by twice its area in degrees.
func anticlockwise(ring []truceline.Point) bool {
	sum := 0.0
	for i, p := range ring {
		next := ring[(i+1)%len(ring)]
		sum += p.Lon*next.Lat - next.Lon*p.Lat
	}
	return sum > 0
}
