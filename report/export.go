package report

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

// JSON writes a report, or a daily table, indented and with a final newline.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write report as JSON: %w", err)
	}
	return b.Bytes(), nil
}

// RatesCSV writes the rates, one class a line. An empty cell is something that
// was not counted or cannot be formed, never a nought.
func RatesCSV(t Truce) ([]byte, error) {
	lines := [][]string{{"class", "state", "state_before", "inside", "inside_hours", "before", "before_hours", "comparable_inside", "comparable_before",
		"comparable_inside_hours", "comparable_before_hours", "areas_left_out", "rate_ratio", "ci95_low", "ci95_high", "p_value",
		"at_risk_area_hours_inside", "at_risk_area_hours_before", "raids_inside", "raids_before", "raids_rate_ratio", "raids_ci95_low", "raids_ci95_high"}}
	for _, r := range t.Rates {
		line := []string{r.Class, string(r.State), string(r.StateBefore), whole(r.Inside.Count), decimal(r.Inside.Hours)}
		if r.Before != nil {
			line = append(line, whole(r.Before.Count), decimal(r.Before.Hours))
		} else {
			line = append(line, "", "")
		}
		if c := r.Comparable; c != nil {
			var out []string
			for _, a := range c.AreasLeftOut {
				out = append(out, a.Area)
			}
			line = append(line, strconv.Itoa(c.Inside), strconv.Itoa(c.Before), decimal(c.InsideHours), decimal(c.BeforeHours), strings.Join(out, " "))
		} else {
			line = append(line, "", "", "", "", "")
		}
		line = append(line, ratioCells(r.Ratio)...)
		line = append(line, maybe(r.PValue))
		if r.AtRisk != nil {
			line = append(line, decimal(r.AtRisk.Inside), decimal(r.AtRisk.Before))
		} else {
			line = append(line, "", "")
		}
		if r.Raids != nil {
			line = append(line, strconv.Itoa(r.Raids.Inside), strconv.Itoa(r.Raids.Before))
			line = append(line, ratioCells(r.Raids.Ratio)...)
		} else {
			line = append(line, "", "", "", "", "")
		}
		lines = append(lines, line)
	}
	return writeCSV(lines)
}

func ratioCells(r Ratio) []string {
	if len(r.CI95) != 2 {
		return []string{maybe(r.RateRatio), "", ""}
	}
	return []string{maybe(r.RateRatio), maybe(r.CI95[0]), maybe(r.CI95[1])}
}

// IncidentsCSV writes the newest version of every incident, in the order of the
// record. Times are UTC, lengths metres unless the column says otherwise.
func IncidentsCSV(rec truceline.Record) ([]byte, error) {
	lines := [][]string{{"id", "version", "kind", "name", "from", "to", "open", "count_least", "count_most", "unit", "shape", "lat", "lon",
		"semi_major_m", "range_min_m", "range_max_m", "bearing_from_deg", "bearing_to_deg", "area", "means", "direction", "weapons", "exempt",
		"standing_days", "standing_months", "side", "side_certain", "distance_km", "along_km", "band", "line_as_of",
		"exists", "exists_low", "exists_high", "lineages", "observations", "scenes_before", "scenes_meanwhile", "scenes_after"}}
	scenes := coverage.NewScenes(rec.Watches)
	for _, i := range rec.Incidents {
		info, _ := truceline.KindNamed(i.Kind)
		line := []string{i.ID.String(), strconv.Itoa(i.Version), string(i.Kind), info.Name, stamp(i.When.From), stamp(i.When.To),
			strconv.FormatBool(i.When.Open), strconv.Itoa(i.Count.Least), upper(i.Count.Most), i.Count.Unit}
		line = append(line, placeCells(i.Place)...)
		line = append(line, joinMeans(i.Means), string(i.Direction), text(strings.Join(i.Weapons, " ")), text(i.Exempt))
		if s := i.Standing; s != nil {
			line = append(line, strconv.Itoa(s.Days), strconv.Itoa(s.Months))
		} else {
			line = append(line, "", "")
		}
		if g := i.Ground; g != nil {
			line = append(line, g.Side, decimal(g.Certain), decimal(g.DistanceKm), decimal(g.AlongKm), g.Band, string(g.LineAsOf))
		} else {
			line = append(line, "", "", "", "", "", "")
		}
		line = append(line, decimal(i.Exists.P), decimal(i.Exists.Low), decimal(i.Exists.High), strconv.Itoa(i.Lineages), strconv.Itoa(len(i.Observations)))
		line = append(line, sceneCells(scenes.Of(i))...)
		lines = append(lines, line)
	}
	return writeCSV(lines)
}

// sceneCells name the scenes that show an incident's place: from before, meanwhile
// and after.
func sceneCells(scenes []truceline.Attached) []string {
	var cells [3][]string
	for _, s := range scenes {
		if s.Absent { // from when it is, is not known
			continue
		}
		words := s.ID
		if s.Cloud != nil {
			words += " (cloud " + decimal(*s.Cloud) + " %)"
		}
		if s.Ruled != nil {
			words += " (attached by " + s.Ruled.By + ")"
		}
		at := 1 + cmp.Compare(s.After, 0)
		cells[at] = append(cells[at], words)
	}
	out := make([]string, len(cells))
	for n := range cells {
		out[n] = text(strings.Join(cells[n], "; "))
	}
	return out
}

// placeCells are shape, lat, lon, semi-major axis, sector and area.
func placeCells(p truceline.Place) []string {
	out := []string{string(p.Shape), "", "", "", "", "", "", ""}
	if p.Shape == truceline.ShapePoint || p.Shape == truceline.ShapeSector {
		out[1], out[2] = degrees(p.At.Lat), degrees(p.At.Lon)
	}
	if p.Shape == truceline.ShapePoint {
		out[3] = decimal(p.Ellipse.SemiMajor)
	}
	if s := p.Sector; p.Shape == truceline.ShapeSector {
		out[4], out[5], out[6], out[7] = decimal(s.RangeMin), decimal(s.RangeMax), decimal(s.BearingFrom), decimal(s.BearingTo)
	}
	return append(out, text(p.Area))
}

func joinMeans(list []truceline.Means) string {
	var out []string
	for _, m := range list {
		out = append(out, string(m))
	}
	return strings.Join(out, " ")
}

// feature is an RFC 7946 feature; a nil geometry is a place that is only a name.
type feature struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Geometry   *geometry      `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// IncidentsGeoJSON writes the incidents as an RFC 7946 FeatureCollection: a
// point for a point (its ellipse is in the properties), a polygon for a sector,
// and no geometry for a named area.
func IncidentsGeoJSON(rec truceline.Record) ([]byte, error) {
	features := []feature{}
	for _, i := range rec.Incidents {
		info, _ := truceline.KindNamed(i.Kind)
		p := map[string]any{"version": i.Version, "kind": i.Kind, "name": info.Name, "from": stamp(i.When.From), "to": stamp(i.When.To),
			"count": i.Count, "means": i.Means, "exists": i.Exists, "lineages": i.Lineages, "observations": len(i.Observations)}
		if i.Place.Area != "" {
			p["area"] = i.Place.Area
		}
		if i.Place.Shape == truceline.ShapePoint {
			p["ellipse"] = i.Place.Ellipse
		}
		if i.Place.Shape == truceline.ShapeSector {
			p["sector"] = i.Place.Sector
		}
		if i.Ground != nil {
			p["ground"] = i.Ground
		}
		if i.Standing != nil {
			p["standing"] = i.Standing
		}
		if i.Direction != "" {
			p["direction"] = i.Direction
		}
		if len(i.Weapons) > 0 {
			p["weapons"] = i.Weapons
		}
		features = append(features, feature{"Feature", i.ID.String(), geometryOf(i.Place), p})
	}
	out, err := JSON(struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{"FeatureCollection", features})
	if err != nil {
		return nil, fmt.Errorf("write incidents as GeoJSON: %w", err)
	}
	return out, nil
}

func geometryOf(p truceline.Place) *geometry {
	switch {
	case p.Shape == truceline.ShapePoint:
		return &geometry{"Point", position(p.At)}
	case p.Shape == truceline.ShapeSector && p.Sector.RangeMax > 0:
		ring := geo.SectorRing(p.At, p.Sector)
		if len(ring) < 3 {
			return nil
		}
		if clockwise(ring) { // RFC 7946, 3.1.6: exterior rings run counterclockwise
			ring = slices.Clone(ring)
			slices.Reverse(ring)
		}
		var out [][2]float64
		for _, q := range append(slices.Clone(ring), ring[0]) {
			out = append(out, position(q))
		}
		return &geometry{"Polygon", [][][2]float64{out}}
	}
	return nil
}

func clockwise(r truceline.Ring) bool {
	sum := 0.0
	for i := range r {
		a, b := r[i], r[(i+1)%len(r)]
		sum += a.Lon*b.Lat - b.Lon*a.Lat
	}
	return sum < 0
}

// position is longitude, latitude, to about a decimetre.
func position(p truceline.Point) [2]float64 {
	round := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	return [2]float64{round(p.Lon), round(p.Lat)}
}

func writeCSV(lines [][]string) ([]byte, error) {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(lines); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	return b.Bytes(), nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func whole(v *int) string {
	if v == nil {
		return ""
	}
	return strconv.Itoa(*v)
}

func upper(most int) string {
	if most == 0 {
		return ""
	}
	return strconv.Itoa(most)
}

func decimal(v float64) string { return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64) }

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 5, 64) }

func maybe(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', 6, 64)
}

// text keeps a spreadsheet from taking a foreign word for a formula.
func text(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
