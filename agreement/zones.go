package agreement

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"go.yaml.in/yaml/v3"
)

// maxDepthKm is the deepest corridor that is believed; the longest-ranged
// weapons of any withdrawal so far were kept back 70 km on each side.
const maxDepthKm = 1000

// maxPolygons bounds how many polygons a file may draw: each is held against
// the others of its zone.
const maxPolygons = 100

// zones reads where the rules hold.
func (r *reader) zones(g group) []truceline.Zone {
	r.atLeast(g, "zones", 1, "Say where the rules hold. For \"all fronts\" write a zone with everywhere: true.")
	var zones []truceline.Zone
	var ids []string
	for i, n := range r.items(g, "zones") {
		zg, ok := r.group(n, label("zones", i, n), "zones")
		if !ok {
			continue
		}
		z := r.zone(zg)
		if z.ID = r.unique(zg, z.ID, ids, "zone"); z.ID != "" {
			ids, zones = append(ids, z.ID), append(zones, z)
		}
	}
	return zones
}

// zone reads one zone, which says where it is in exactly one way.
func (r *reader) zone(g group) truceline.Zone {
	z := truceline.Zone{ID: r.name(g, "id"), Name: r.text(g, "name"), Names: r.byLanguage(g, "names")}
	var ways []string
	for _, way := range []string{"everywhere", "areas", "polygons", "corridor"} {
		if r.value(g, way) != nil {
			ways = append(ways, way)
		}
	}
	switch len(ways) {
	case 1:
	case 0:
		r.problem(g.node, g.path, "The zone does not say where it is.", "Give one of everywhere: true, areas:, polygons: or corridor:.")
	default:
		r.problem(g.node, g.path, fmt.Sprintf("The zone says in %d ways where it is: %s.", len(ways), strings.Join(ways, ", ")), "Keep one, or make a zone of each.")
	}
	if n := r.value(g, "everywhere"); n != nil {
		if z.Everywhere = n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" && strings.EqualFold(n.Value, "true"); !z.Everywhere {
			r.problem(n, at(g.path, "everywhere"), fmt.Sprintf("Only true may stand here, but there is %s.", form(n)), "Write everywhere: true, or remove the line and say where the zone is.")
		}
	}
	z.Areas = r.list(g, "areas", nil)
	r.atLeast(g, "areas", 1, "Name at least one area.")
	z.Polygons = r.polygons(g)
	if n := r.value(g, "polygons"); n != nil && !r.full() {
		if _, err := prepare(truceline.Zone{Polygons: z.Polygons}, nil); err != nil {
			r.problem(n, at(g.path, "polygons"), fmt.Sprintf("These polygons cannot be used together: %v.", err), "Draw ground that several of them cover only once, or make a zone of each.")
		}
	}
	z.Corridor = r.corridor(g)
	return z
}

// corridor reads a strip along the contact line. Each party must have its
// depth: left out, half a zone would silently not be there.
func (r *reader) corridor(g group) *truceline.Corridor {
	n := r.value(g, "corridor")
	if n == nil {
		return nil
	}
	cg, ok := r.group(n, at(g.path, "corridor"), "zones.corridor")
	if !ok {
		return nil
	}
	depths := r.value(cg, "depth_km")
	if depths == nil {
		return nil
	}
	path := at(cg.path, "depth_km")
	if depths.Kind != yaml.MappingNode {
		r.problem(depths, path, fmt.Sprintf("Here a depth for each party is expected, but there is %s.", form(depths)),
			"Write the id of each party and its depth in kilometres, e.g. "+depthExample(r.parties)+". A single figure does not say whether it is the width or the depth.")
		return nil
	}
	c := &truceline.Corridor{DepthKm: r.depths(depths, path)}
	var sum float64
	for _, p := range r.parties {
		km, ok := c.DepthKm[p]
		if !ok {
			r.problem(depths, path, fmt.Sprintf("The corridor has no depth on the ground of %s.", p), fmt.Sprintf("Add %s: and the depth in kilometres; 0 if the zone has no part on that side.", p))
		}
		sum += km
	}
	if sum == 0 && len(c.DepthKm) > 0 {
		r.problem(depths, path, "The corridor has no depth on either side.", "Give at least one side a depth above 0.")
	}
	return c
}

// depths reads the depth on each party's ground.
func (r *reader) depths(n *yaml.Node, path string) map[string]float64 {
	depths := map[string]float64{}
	for i := 0; i+1 < len(n.Content) && !r.full(); i += 2 {
		party, v := n.Content[i], n.Content[i+1]
		km, ok := r.numberOf(v, at(path, clip(party.Value)))
		_, twice := depths[party.Value]
		switch {
		case !slices.Contains(r.parties, party.Value):
			r.problem(party, path, fmt.Sprintf("There is no party %q.", clip(party.Value)), didYouMean(party.Value, r.parties))
			continue
		case twice:
			r.problem(party, path, fmt.Sprintf("The party %q stands here twice.", party.Value), "Keep one of the two.")
		case ok && (km < 0 || km > maxDepthKm):
			r.problem(v, path, fmt.Sprintf("A depth of %g km cannot be right.", km), fmt.Sprintf("Write kilometres from the line, from 0 to %d; 0 means that the zone has no part on that side.", maxDepthKm))
		}
		depths[party.Value] = km
	}
	return depths
}

// depthExample shows how depths are written, with the parties of this file.
func depthExample(parties []string) string {
	var parts []string
	for _, p := range parties[:min(len(parties), 4)] {
		parts = append(parts, p+": 15")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// polygons reads areas drawn in the file.
func (r *reader) polygons(g group) []truceline.Polygon {
	r.atLeast(g, "polygons", 1, "Draw at least one polygon.")
	var polygons []truceline.Polygon
	for i, n := range r.items(g, "polygons") {
		path := fmt.Sprintf("%s[%d]", at(g.path, "polygons"), i+1)
		pg, ok := r.group(n, path, "zones.polygons")
		if !ok {
			continue
		}
		outer := r.value(pg, "outer")
		if outer == nil {
			continue
		}
		ring, ok := r.ring(outer, at(path, "outer"))
		poly := truceline.Polygon{ring}
		for j, hole := range r.items(pg, "holes") {
			h, fine := r.ring(hole, fmt.Sprintf("%s[%d]", at(path, "holes"), j+1))
			poly, ok = append(poly, h), ok && fine
		}
		if !ok {
			continue
		}
		if _, err := geo.NewRegion([]truceline.Polygon{poly}); err != nil {
			r.problem(outer, path, fmt.Sprintf("The polygon cannot be used: %v.", err), "Check that its edges do not cross one another and that its points are in order round it.")
			continue
		}
		if r.drawn++; r.drawn > maxPolygons {
			r.problem(n, path, fmt.Sprintf("There are more than %d polygons in this file.", maxPolygons), "Join neighbours into one polygon.")
			return nil
		}
		polygons = append(polygons, poly)
	}
	return polygons
}

// ring reads one closed edge.
func (r *reader) ring(n *yaml.Node, path string) (truceline.Ring, bool) {
	if n.Kind != yaml.SequenceNode {
		r.problem(n, path, fmt.Sprintf("Here a list of points is expected, but there is %s.", form(n)), "Write each point on its own line: - {lat: 48.50, lon: 37.95}.")
		return nil, false
	}
	var ring truceline.Ring
	ok := true
	for i, p := range n.Content {
		if r.full() {
			return nil, false
		}
		point, fine := r.point(p, fmt.Sprintf("%s[%d]", path, i+1))
		ring, ok = append(ring, point), ok && fine
	}
	if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1] // drawn closed, as many programs do
	}
	if ok && len(ring) < 3 {
		r.problem(n, path, fmt.Sprintf("This edge has %d points; it needs at least 3.", len(ring)), "Add the missing points.")
		ok = false
	}
	return ring, ok
}

// point reads one point. It does not go through group: a polygon may have tens
// of thousands of them.
func (r *reader) point(n *yaml.Node, path string) (p truceline.Point, ok bool) {
	const hint = "Write it as {lat: 48.50, lon: 37.95}, in degrees with decimals."
	if n.Kind != yaml.MappingNode || len(n.Content) != 4 {
		r.problem(n, path, fmt.Sprintf("Here a point is expected, but there is %s.", form(n)), hint)
		return p, false
	}
	var seen [2]bool
	for i := 0; i < 4; i += 2 {
		key, at := n.Content[i], 0
		limit, into := 90.0, &p.Lat
		if key.Value == "lon" {
			at, limit, into = 1, 180, &p.Lon
		}
		if seen[at] || key.Value != "lat" && key.Value != "lon" {
			r.problem(key, path, fmt.Sprintf("The key %q cannot stand here.", clip(key.Value)), hint)
			return p, false
		}
		v, fine := r.numberOf(n.Content[i+1], path+"."+key.Value)
		if !fine {
			return p, false
		}
		if v < -limit || v > limit {
			r.problem(n.Content[i+1], path+"."+key.Value, fmt.Sprintf("%g is no %s: it lies between -%g and %g.", v, degreesOf(key.Value), limit, limit), "Check that lat and lon are not exchanged.")
			return p, false
		}
		seen[at], *into = true, v
	}
	return p, true
}

func degreesOf(key string) string {
	if key == "lon" {
		return "longitude"
	}
	return "latitude"
}
