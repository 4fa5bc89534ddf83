package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// lineDay is one day of the contact line, without its course.
type lineDay struct {
	AsOf        truceline.Date `json:"as_of"`
	LengthKm    float64        `json:"length_km"`
	Source      string         `json:"source"`
	Definition  string         `json:"definition"`
	ToleranceKm float64        `json:"tolerance_km"`
	Pockets     int            `json:"pockets"`
}

func (s *server) lineDays(_ *http.Request, who access.Reader) (any, error) {
	days := []lineDay{}
	for _, l := range access.All(who, s.lines) {
		days = append(days, lineDay{l.AsOf, l.LengthKm, l.Source, l.Definition, l.ToleranceKm, len(l.Pockets)})
	}
	return days, nil
}

// pieceProperties describe one piece of a contact line: main, other or pocket.
type pieceProperties struct {
	Kind    string         `json:"kind"`
	AsOf    truceline.Date `json:"as_of"`
	AreaKm2 float64        `json:"area_km2,omitempty"` // of a pocket
	LineKm  float64        `json:"line_km,omitempty"`  // of the main piece, or of a pocket's edge
}

func (s *server) lineOfDay(r *http.Request, who access.Reader) (any, error) {
	day := truceline.Date(r.PathValue("as_of"))
	if _, err := day.Time(time.UTC); err != nil {
		return nil, wrongUsage(err.Error(), "take the day from /api/lines")
	}
	c, found := collection(), false
	for _, l := range access.All(who, s.lines) {
		if l.AsOf != day {
			continue
		}
		found = true
		if g := lineString(l.Main); g != nil {
			c.add(g, pieceProperties{Kind: "main", AsOf: day, LineKm: l.LengthKm})
		}
		for _, o := range l.Others {
			if g := lineString(o); g != nil {
				c.add(g, pieceProperties{Kind: "other", AsOf: day})
			}
		}
		for _, p := range l.Pockets {
			if g := polygon(p.Ring); g != nil {
				c.add(g, pieceProperties{Kind: "pocket", AsOf: day, AreaKm2: p.AreaKm2, LineKm: p.LineKm})
			}
		}
	}
	if !found {
		return nil, noLine(string(day))
	}
	return c, nil
}

func (s *server) areaMap(_ *http.Request, who access.Reader) (any, error) {
	c := collection()
	for _, a := range access.All(who, s.areas) {
		c.add(multiPolygon(a.Polygons), a) // an area's JSON leaves its polygons out
	}
	return c, nil
}

// zoneProperties describe a zone. One measured from the contact line (corridor)
// is drawn along the line of one day. A zone everywhere has no geometry, nor has
// one whose areas or line the record does not hold.
type zoneProperties struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	Everywhere bool                `json:"everywhere"`
	Areas      []string            `json:"areas"`
	Corridor   *truceline.Corridor `json:"corridor"`
	LineAsOf   truceline.Date      `json:"line_as_of,omitempty"` // the day of the line a corridor is drawn along
}

// zoneMap draws the zones; corridors along the line of the day asked for, or
// the newest.
func (s *server) zoneMap(r *http.Request, who access.Reader) (any, error) {
	q := asked(r)
	line, err := s.lineFor(who, q.text("line"))
	if err := errors.Join(q.end(), err); err != nil {
		return nil, err
	}
	day := ""
	if line != nil {
		day = string(line.AsOf)
	}
	return s.memo.of("zones "+group(who)+" "+day, func() (any, error) { return s.zonesAlong(line, who) })
}

// zonesAlong draws the zones, corridors along a line; nil: there is none.
func (s *server) zonesAlong(line *truceline.ContactLine, who access.Reader) (any, error) {
	c := collection()
	outline := map[string][]truceline.Polygon{}
	for _, a := range access.All(who, s.areas) {
		outline[a.ID] = a.Polygons
	}
	for _, z := range access.All(who, s.run.Agreement.Zones) {
		polys := z.Polygons
		for _, id := range z.Areas {
			polys = append(polys[:len(polys):len(polys)], outline[id]...)
		}
		p := zoneProperties{ID: z.ID, Name: z.Name, Everywhere: z.Everywhere, Areas: append([]string{}, z.Areas...), Corridor: z.Corridor}
		if z.Corridor != nil && line != nil {
			first, err := s.first(who)
			if err != nil {
				return nil, err
			}
			if polys = corridor(*line, *z.Corridor, s.run.Agreement.Parties, first.ground); polys != nil {
				p.LineAsOf = line.AsOf
			}
		}
		c.add(multiPolygon(polys), p)
	}
	return c, nil
}

// lineFor returns the line of a day, or the newest if no day is given; nil if
// the record has none.
func (s *server) lineFor(who access.Reader, day string) (*truceline.ContactLine, error) {
	var found *truceline.ContactLine
	for _, l := range access.All(who, s.lines) {
		if day == "" && (found == nil || l.AsOf > found.AsOf) || day != "" && string(l.AsOf) == day {
			found = &l
		}
	}
	if day != "" && found == nil {
		return nil, noLine(day)
	}
	return found, nil
}

func noLine(day string) error {
	return notFound("there is no contact line of "+clipped(day), "see /api/lines for the days there are")
}

// bounds returns west, south, east and north of what a map should show first:
// the contact lines, the incidents and the ways of what moved, on land and at sea,
// as the reader sees them; else the areas; nil if nothing has a place.
func (s *server) bounds(who access.Reader, incidents []truceline.Incident, tracks []truceline.Track) []float64 {
	var b box
	for _, l := range access.All(who, s.lines) {
		b.add(l.Main...)
	}
	for _, i := range incidents {
		if i.Place.Shape == truceline.ShapePoint {
			b.add(i.Place.At)
		}
	}
	for _, t := range tracks {
		for _, f := range t.Fixes {
			b.add(f.At)
		}
	}
	if !b.some {
		for _, a := range access.All(who, s.areas) {
			for _, poly := range a.Polygons {
				for _, ring := range poly {
					b.add(ring...)
				}
			}
		}
	}
	if !b.some {
		return nil
	}
	return []float64{b.west, b.south, b.east, b.north}
}

// box is the smallest rectangle of degrees round some points. It knows nothing
// of the 180th meridian.
type box struct {
	west, south, east, north float64
	some                     bool
}

func (b *box) add(points ...truceline.Point) {
	for _, p := range points {
		if !b.some {
			*b = box{p.Lon, p.Lat, p.Lon, p.Lat, true}
		}
		b.west, b.east = min(b.west, p.Lon), max(b.east, p.Lon)
		b.south, b.north = min(b.south, p.Lat), max(b.north, p.Lat)
	}
}
