package sim

import (
	"fmt"
	"strings"
	"time"
)

// replayFile writes how the files are to be replayed.
func replayFile(ex Exercise, seed uint64) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	holder := ex.Sides[1].ID
	line("# Made by Truceline from exercise %s with seed %d. No real events.", quote(ex.ID), seed)
	line("name: %s", ex.ID)
	line("title: %s", quote(ex.Title))
	line("kind: exercise")
	line("agreement: %s", ex.Agreement)
	line("truce: %s", ex.ID)
	line("window: {from: %s, to: %s}", ex.Window.From.UTC().Format(time.RFC3339), ex.Window.To.UTC().Format(time.RFC3339))
	line("compare_days: 0")
	line("mission_zone: %s", ex.Zone)
	line("cut_off: %s", quote(ex.CutOff))
	line("counts: false")
	line("line: {tolerance_km: 2}")
	line("truth: truth/incidents.ndjson")
	line("feeds:")
	line("  - {feed: areas, format: areas, files: [raw/areas.geojson], source: exercise}")
	line("  - {feed: control, format: control, files: [raw/control_*.geojson], source: exercise, options: {holder: %s}}", quote(holder))
	line("  - {feed: watches, format: watch, files: [raw/watches.csv], source: monitor}")
	line("  - {feed: acoustic, format: table, files: [raw/observations-acoustic.csv], source: acoustic, lineage: [monitor], window: 10m, delay: 30s, options: {form: csv}}")
	line("  - {feed: camera, format: table, files: [raw/observations-camera.ndjson], source: camera, lineage: [monitor], window: 10m, delay: 30s, options: {form: ndjson}}")
	line("  - {feed: patrol, format: table, files: [raw/observations-patrol.csv], source: patrol, lineage: [monitor], window: 60m, delay: 20m, options: {form: csv}}")
	line("  - {feed: claims, format: claims, files: [raw/claims.csv], source: claims, options: {zone: %s, sides: %s}}",
		ex.Zone, quote(ex.Sides[0].Name+"="+ex.Sides[0].ID+","+ex.Sides[1].Name+"="+ex.Sides[1].ID))
	line("attribution: [\"Exercise data made by Truceline; no real events.\"]")
	return []byte(b.String())
}

// truthReadme explains the truth folder to whoever opens it.
func truthReadme(ex Exercise, seed uint64) []byte {
	return []byte(fmt.Sprintf(`# Truth of exercise %s, seed %d

%s

incidents.ndjson holds one incident a line, in the order in which they happened: the fields of
truceline.Incident, and "by", the side that did it (empty: nobody shot). Places are exact, counts
are exact, times are UTC. "ground.side" is who holds the ground it happened on, which for fire at
the other side is not who fired.

Nothing under raw/ refers to these incidents. A monitor must not read this folder before it has
concluded; it is for measuring how far off the conclusions were.
`, ex.ID, seed, ex.Title))
}
