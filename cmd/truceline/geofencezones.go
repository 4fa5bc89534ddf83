package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// fenceZones are the zones of a file: those that stay and those that move.
type fenceZones struct {
	fixed  *geo.Fence
	count  int
	moving []movingZone
}

// movingZone is a circle round each object of a set.
type movingZone struct {
	id      string
	around  []string
	watches []string
	escort  *geo.Escort
}

// zoneFeature is one feature of the zones file.
type zoneFeature struct {
	ID         json.RawMessage `json:"id"`
	Properties struct {
		ID      json.RawMessage `json:"id"`
		Radius  float64         `json:"radius_m"`
		Around  []string        `json:"around"`
		Watches []string        `json:"watches"`
		Stale   *float64        `json:"stale_s"`
	} `json:"properties"`
	Geometry *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// readFenceZones reads the zones.
func readFenceZones(name string) (fenceZones, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return fenceZones{}, fmt.Errorf("read zones: %w", err)
	}
	z, err := parseFenceZones(text)
	if err != nil {
		return z, fmt.Errorf("read zones %s: %w", name, err)
	}
	return z, nil
}

func parseFenceZones(text []byte) (z fenceZones, err error) {
	var collection struct {
		Type     string        `json:"type"`
		Features []zoneFeature `json:"features"`
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		return z, err
	}
	if collection.Type != "FeatureCollection" {
		return z, errors.New(`the type is not "FeatureCollection"; write GeoJSON (RFC 7946)`)
	}
	var fixed []geo.FenceZone
	seen := map[string]bool{}
	for i, f := range collection.Features {
		id := featureID(f)
		switch {
		case id == "":
			return z, fmt.Errorf("feature %d has no id; give each zone a name under id", i+1)
		case seen[id]:
			return z, fmt.Errorf("the id %q stands twice; give each zone a name of its own", id)
		}
		seen[id] = true
		if len(f.Properties.Around) > 0 {
			m, err := moving(id, f)
			if err != nil {
				return z, fmt.Errorf("zone %s: %w", id, err)
			}
			z.moving = append(z.moving, m)
			continue
		}
		zone, err := fixedZone(id, f)
		if err != nil {
			return z, fmt.Errorf("zone %s: %w", id, err)
		}
		fixed = append(fixed, zone)
	}
	z.count = len(fixed) + len(z.moving)
	z.fixed, err = geo.NewFence(fixed)
	return z, err
}

// featureID is the feature's id, or else its property of that name; GeoJSON
// allows numbers.
func featureID(f zoneFeature) string {
	for _, raw := range []json.RawMessage{f.ID, f.Properties.ID} {
		var s string
		if err := json.Unmarshal(raw, &s); err == nil && s != "" {
			return s
		}
		if s = string(raw); s != "" && (s[0] == '-' || s[0] >= '0' && s[0] <= '9') {
			return s
		}
	}
	return ""
}

// moving reads a circle that moves.
func moving(id string, f zoneFeature) (movingZone, error) {
	const longest = 86400 * 365
	stale := 3600.0
	if f.Properties.Stale != nil {
		stale = *f.Properties.Stale
	}
	switch {
	case f.Geometry != nil:
		return movingZone{}, errors.New("it has a geometry and moves as well; leave the geometry null, or around out")
	case !(f.Properties.Radius > 0 && f.Properties.Radius <= 1_000_000):
		return movingZone{}, errors.New("give radius_m, metres above 0 and at most 1,000,000")
	case !(stale >= 0 && stale <= longest):
		return movingZone{}, errors.New("stale_s must be seconds from 0 to a year")
	}
	return movingZone{id: id, around: f.Properties.Around, watches: f.Properties.Watches,
		escort: geo.NewEscort(f.Properties.Radius, time.Duration(stale*float64(time.Second)))}, nil
}

// fixedZone reads a zone that stays.
func fixedZone(id string, f zoneFeature) (geo.FenceZone, error) {
	z := geo.FenceZone{ID: id}
	if f.Geometry == nil {
		return z, errors.New("it has no geometry; a circle that moves needs the property around")
	}
	var err error
	switch f.Geometry.Type {
	case "Point":
		var at position
		if err = json.Unmarshal(f.Geometry.Coordinates, &at); err == nil {
			z.Centre, err = at.point()
		}
		if z.RadiusM = f.Properties.Radius; err == nil && !(z.RadiusM > 0) {
			err = errors.New("a Point needs the property radius_m, metres above 0")
		}
	case "Polygon":
		var rings [][]position
		if err = json.Unmarshal(f.Geometry.Coordinates, &rings); err == nil {
			z.Polygons, err = polygonsOf([][][]position{rings})
		}
	case "MultiPolygon":
		var polygons [][][]position
		if err = json.Unmarshal(f.Geometry.Coordinates, &polygons); err == nil {
			z.Polygons, err = polygonsOf(polygons)
		}
	default:
		err = fmt.Errorf("a zone cannot be a %q; use Polygon, MultiPolygon or a Point with radius_m", f.Geometry.Type)
	}
	return z, err
}

// position is longitude, latitude and whatever else RFC 7946 allows after them.
type position []float64

func (p position) point() (truceline.Point, error) {
	if len(p) < 2 {
		return truceline.Point{}, errors.New("a position needs longitude and latitude")
	}
	return truceline.Point{Lat: p[1], Lon: p[0]}, nil
}

func polygonsOf(in [][][]position) (out []truceline.Polygon, err error) {
	for _, rings := range in {
		var polygon truceline.Polygon
		for _, positions := range rings {
			ring := make(truceline.Ring, len(positions))
			for i, p := range positions {
				if ring[i], err = p.point(); err != nil {
					return nil, err
				}
			}
			polygon = append(polygon, ring)
		}
		out = append(out, polygon)
	}
	return out, nil
}

// inSet reports whether an object's id stands in a list, where a name that ends
// with * stands for all that begin so.
func inSet(set []string, id string) bool {
	for _, s := range set {
		if begin, all := strings.CutSuffix(s, "*"); s == id || all && strings.HasPrefix(id, begin) {
			return true
		}
	}
	return false
}
