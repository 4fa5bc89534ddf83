package geo_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

var update = flag.Bool("update", false, "write the measured tables into docs/line.md")

// points reads "lon lat, lon lat, ..." as well-known text has them.
func points(t testing.TB, text string) []truceline.Point {
	t.Helper()
	var out []truceline.Point
	for _, pair := range strings.Split(text, ",") {
		f := strings.Fields(pair)
		lon, errLon := strconv.ParseFloat(f[0], 64)
		lat, errLat := strconv.ParseFloat(f[1], 64)
		if len(f) != 2 || errLon != nil || errLat != nil {
			t.Fatalf("not a point: %q", pair)
		}
		out = append(out, at(lat, lon))
	}
	return out
}

// land is a country of two areas, 4 degrees wide and 2 high, that meet at 36 E
// with a sliver of some 150 m between them.
func land(t testing.TB, shift float64) *geo.Outline {
	t.Helper()
	return geo.NewOutline([]truceline.Area{
		{ID: "W", Polygons: []truceline.Polygon{{moved(points(t, "34 47, 35.999 47, 35.999 49, 34 49"), shift)}}},
		{ID: "E", Polygons: []truceline.Polygon{{moved(points(t, "36.001 47, 38 47, 38 49, 36.001 49"), shift)}}},
	})
}

func moved(p []truceline.Point, shift float64) truceline.Ring {
	out := make(truceline.Ring, len(p))
	for i := range p {
		out[i] = at(p[i].Lat, p[i].Lon+shift)
	}
	return out
}

func control(t testing.TB, shift float64, rings ...string) truceline.ControlMap {
	t.Helper()
	m := truceline.ControlMap{AsOf: "2030-05-01", Source: "map", Holder: "B"}
	for _, r := range rings {
		m.Polygons = append(m.Polygons, truceline.Polygon{moved(points(t, r), shift)})
	}
	return m
}

func TestCutContactLine(t *testing.T) {
	// good cuts the line out of held areas and compares the main line with the
	// one given, in either direction, and the number of others and pockets.
	good := func(main string, others, pockets int, held ...string) {
		t.Helper()
		for _, shift := range []float64{0, -20, 100, -170} {
			for _, toleranceKm := range []float64{1, 2, 3} {
				cut := geo.CutContactLine(control(t, shift, held...), land(t, shift), toleranceKm)
				want := truceline.Polyline(moved(points(t, main), shift))
				if len(cut.Others) != others || len(cut.Pockets) != pockets {
					t.Errorf("%v at %v km: %d others and %d pockets, want %d and %d", held, toleranceKm, len(cut.Others), len(cut.Pockets), others, pockets)
				}
				if len(cut.Main) < 2 {
					t.Errorf("%v at %v km: no line", held, toleranceKm)
					continue
				}
				drawn := geo.NewLine(want)
				for _, p := range cut.Main {
					if off := drawn.Distance(p); off > 1 {
						t.Errorf("%v at %v km: %v lies %.0f m off", held, toleranceKm, p, off)
					}
				}
				if short := geo.Length(want)/1000 - cut.LengthKm; short < -0.01 || short > 2*toleranceKm+0.1 {
					t.Errorf("%v at %v km: %.3f km, want at most two tolerances less than %.3f", held, toleranceKm, cut.LengthKm, geo.Length(want)/1000)
				}
			}
		}
	}
	// The east is held; the line runs from border to border, and it is the same
	// line when the west is held. The map draws the border 2 km off.
	good("36.5 47, 36.7 48, 36.5 49", 0, 0, "36.5 46.98, 38.02 46.98, 38.02 49.02, 36.5 49.02, 36.5 49, 36.7 48, 36.5 47")
	good("36.5 47, 36.7 48, 36.5 49", 0, 0, "36.5 46.98, 36.5 47, 36.7 48, 36.5 49, 36.5 49.02, 33.98 49.02, 33.98 46.98")
	// The line between the areas is no border of the country.
	good("36 47, 36 49", 0, 0, "36 47, 38 47, 38 49, 36 49")
	// It touches the northern border on its way, which does not cut it.
	good("35 47, 35.5 49.005, 36.5 48.5, 37 48.5, 38 48.5", 0, 0, "35 47, 38 47, 38 48.5, 37 48.5, 36.5 48.5, 35.5 49.005")
	// A strip under the tolerance wide along the southern border: its inner
	// side is the line.
	good("35 47, 35 47.5, 35.5 47.02, 36.5 47.02, 37 47.5, 37 47", 0, 0, "35 47, 35 47.5, 35.5 47.02, 36.5 47.02, 37 47.5, 37 47")
	// A second stretch, and pockets.
	good("35 47, 37 49", 1, 1, "35 47, 37 49, 38 49, 38 48, 37.5 47.5, 38 47.3, 38 47", "34.5 48.5, 34.6 48.5, 34.6 48.6")
}

func TestCutContactLineWithin(t *testing.T) {
	outline := land(t, 0)
	m := control(t, 0, "35 46.9, 38.1 46.9, 38.1 49.1, 35 49.1", "34.5 47.9, 34.7 47.9, 34.7 48.1, 34.5 48.1", "34 48.8, 34.2 48.8, 34.2 49, 34 49")
	// Ground of the other side within the held area, and a slit 30 m wide.
	m.Polygons[0] = append(m.Polygons[0], truceline.Ring(points(t, "36.2 48, 36.4 48, 36.3 48.2")), truceline.Ring(points(t, "37 48, 37.1 48, 37.1 48.0003")))
	cut := geo.CutContactLine(m, outline, 2)
	if len(cut.Others) != 1 || len(cut.Others[0]) != 4 || cut.Others[0][0] != cut.Others[0][3] {
		t.Errorf("others: %v", cut.Others)
	}
	if len(cut.Pockets) != 2 {
		t.Fatalf("%d pockets", len(cut.Pockets))
	}
	whole := truceline.Polyline(points(t, "34.5 47.9, 34.7 47.9, 34.7 48.1, 34.5 48.1, 34.5 47.9"))
	first, corner := cut.Pockets[1], cut.Pockets[0]
	if first.LineKm < corner.LineKm {
		first, corner = corner, first
	}
	if math.Abs(first.LineKm-geo.Length(whole)/1000) > 1e-6 || math.Abs(first.Centre.Lat-48) > 1e-3 || math.Abs(first.Centre.Lon-34.6) > 1e-3 {
		t.Errorf("pocket inland: %+v, want its whole edge of %.2f km", first, geo.Length(whole)/1000)
	}
	if edge := geo.Length(points(t, "34 48.8, 34.2 48.8, 34.2 49")) / 1000; math.Abs(corner.LineKm-edge) > 4 {
		t.Errorf("pocket in the corner: %.2f km, want its two inner sides of %.2f km", corner.LineKm, edge)
	}
	for name, m := range map[string]truceline.ControlMap{"nothing held": {}, "all held": control(t, 0, "33 46, 39 46, 39 50, 33 50"), "held abroad": control(t, 0, "40 46, 41 46, 41 50")} {
		if cut := geo.CutContactLine(m, outline, 2); len(cut.Main) != 0 || cut.LengthKm != 0 {
			t.Errorf("%s: a line of %.2f km", name, cut.LengthKm)
		}
	}
	if cut := geo.CutContactLine(m, outline, 0); len(cut.Main) != 0 {
		t.Error("a tolerance of 0 gives a line")
	}
	if cut := geo.CutContactLine(m, geo.NewOutline(nil), 2); len(cut.Main) != 0 {
		t.Error("a country of no areas has a line")
	}
}

// tolerances are those for which the line must be nearly the same, in km.
var tolerances = []float64{1, 1.5, 2, 2.5, 3}

// The line of 11 April 2026 measures 1,060 to 1,150 km, and the tolerance
// changes no line by 3 %. The lengths stand in docs/line.md;
// go test ./geo -run TestContactLineOfMaps -update writes them.
func TestContactLineOfMaps(t *testing.T) {
	outline := geo.NewOutline(oblasts(t))
	var byTolerance, byDay strings.Builder
	for _, folder := range []string{"easter-2025", "victory-2025", "easter-2026"} {
		maps := controlMaps(t, folder)
		var lastKm float64
		for i, m := range maps {
			km := cutChecked(t, m, outline, 2)
			gained, lost := 0.0, 0.0
			if i > 0 {
				gained, lost = geo.ChangedArea(maps[i-1].Polygons, m.Polygons)
				fmt.Fprintf(&byDay, "| %s | %.1f | %.2f | %.2f |\n", m.AsOf, km, gained, lost)
				// A jump must come from the map: unchanged ground, unchanged line.
				if gained+lost == 0 && km != lastKm || math.Abs(km-lastKm) > 25 {
					t.Errorf("%s: %.1f km, the day before %.1f, with %.2f km2 gained and %.2f lost", m.AsOf, km, lastKm, gained, lost)
				}
			} else {
				fmt.Fprintf(&byDay, "| %s | %.1f | | |\n", m.AsOf, km)
			}
			lastKm = km
			if i%9 == 0 || m.AsOf == "2026-04-11" {
				byTolerance.WriteString(rowByTolerance(t, m, outline))
			}
		}
	}
	compareTable(t, "by tolerance", "| map of | 1 km | 1.5 km | 2 km | 2.5 km | 3 km |\n|---|---|---|---|---|---|\n"+byTolerance.String())
	compareTable(t, "by day", "| map of | km | gained km2 | lost km2 |\n|---|---|---|---|\n"+byDay.String())
}

// rowByTolerance cuts one map with all tolerances.
func rowByTolerance(t *testing.T, m truceline.ControlMap, outline *geo.Outline) string {
	t.Helper()
	row := fmt.Sprintf("| %s |", m.AsOf)
	low, high := math.Inf(1), 0.0
	for _, toleranceKm := range tolerances {
		km := cutChecked(t, m, outline, toleranceKm)
		row += fmt.Sprintf(" %.1f |", km)
		low, high = min(low, km), max(high, km)
	}
	if high/low-1 > 0.03 {
		t.Errorf("%s: from %.1f to %.1f km by tolerance", m.AsOf, low, high)
	}
	if m.AsOf == "2026-04-11" && (low < 1060 || high > 1150) {
		t.Errorf("%s: %.1f to %.1f km, want 1060 to 1150", m.AsOf, low, high)
	}
	return row + "\n"
}

// cutChecked cuts real data and looks at the cut: the ends lie near the mouth of the
// Dnipro and the border north-east of Kharkiv, every point is on the map's
// edge, and nothing else in the country is taken for a line.
func cutChecked(t *testing.T, m truceline.ControlMap, outline *geo.Outline, toleranceKm float64) float64 {
	t.Helper()
	cut := geo.CutContactLine(m, outline, toleranceKm)
	south, north := cut.Main[0], cut.Main[len(cut.Main)-1]
	if south.Lat > north.Lat {
		south, north = north, south
	}
	if d := geo.Distance(south, at(46.505, 32.44)); d > 3000 {
		t.Errorf("%s: the line ends at %v in the south", m.AsOf, south)
	}
	border := geo.NewLine(outline.Pieces()...)
	for _, end := range []truceline.Point{south, north} {
		if d := border.Distance(end); d > cut.ToleranceKm*1000+50 {
			t.Errorf("%s at %v km: the end at %v lies %.0f m from coast and border", m.AsOf, cut.ToleranceKm, end, d)
		}
	}
	if north.Lat < 49.9 || north.Lat > 50.4 || north.Lon < 37.4 || north.Lon > 38.1 {
		t.Errorf("%s: the line ends at %v in the north", m.AsOf, north)
	}
	if len(cut.Others) != 0 {
		t.Errorf("%s at %v km: %d more stretches, the first of %.1f km at %v", m.AsOf, cut.ToleranceKm, len(cut.Others), geo.Length(cut.Others[0])/1000, cut.Others[0][0])
	}
	if len(cut.Pockets) != len(m.Polygons)-1 {
		t.Errorf("%s: %d pockets of %d polygons", m.AsOf, len(cut.Pockets), len(m.Polygons))
	}
	if got := geo.Length(cut.Main) / 1000; got != cut.LengthKm {
		t.Errorf("%s: %v km stated, %v km long", m.AsOf, cut.LengthKm, got)
	}
	return cut.LengthKm
}

// compareTable compares a measured table with that of its name in docs/line.md.
func compareTable(t *testing.T, name, table string) {
	t.Helper()
	path := filepath.Join(moduleRoot(t), "docs", "line.md")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+": begin -->\n", "<!-- "+name+": end -->\n"
	before, rest, ok := strings.Cut(string(b), begin)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no marks round its table %q", path, name)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if old != table {
		t.Errorf("the table %q in %s is not what was measured; run with -update and look at what changed", name, path)
	}
}

func BenchmarkCutContactLine(b *testing.B) {
	outline := geo.NewOutline(oblasts(b))
	m := controlMap(b, "easter-2026", "2026-04-11")
	for b.Loop() {
		geo.CutContactLine(m, outline, 2)
	}
}

func BenchmarkNewOutline(b *testing.B) {
	areas := oblasts(b)
	for b.Loop() {
		geo.NewOutline(areas)
	}
}
