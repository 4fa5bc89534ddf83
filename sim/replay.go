package sim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// replayFile writes how the files are to be replayed.
func replayFile(w *world) []byte {
	ex := w.ex
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	agreed := ex.Agreement
	if ex.agreement != nil {
		agreed = "agreement.yaml"
	}
	sides := ""
	if ex.swapped {
		sides = ", the labels of its sides exchanged"
	}
	line("# Made by Truceline from exercise %s with seed %d%s. No real events.", quote(ex.ID), w.o.Seed, sides)
	line("name: %s", ex.ID)
	line("title: %s", quote(ex.Title))
	line("kind: exercise")
	line("agreement: %s", agreed)
	line("truce: %s", ex.ID)
	line("window: {from: %s, to: %s}", ex.Window.From.UTC().Format(time.RFC3339), ex.Window.To.UTC().Format(time.RFC3339))
	line("compare_days: 0")
	line("mission_zone: %s", ex.Zone)
	line("cut_off: %s", quote(ex.CutOff))
	line("counts: false")
	line("line: {tolerance_km: 2}")
	line("truth: truth/incidents.ndjson")
	line("feeds:")
	w.feeds(line)
	if len(w.heat.files) > 0 {
		line("satellites:")
		for i := range ex.Watchers {
			if o := ex.Watchers[i].Orbit; o != nil {
				line("  - {source: %s, name: %s}", o.Source, quote("satellite "+o.Source))
			}
		}
	}
	line("attribution: [\"Exercise data made by Truceline; no real events.\"]")
	return []byte(b.String())
}

// feeds writes which file is read as what.
func (w *world) feeds(line func(format string, args ...any)) {
	ex := w.ex
	line("  - {feed: areas, format: areas, files: [raw/areas.geojson], source: exercise}")
	if ex.relief != nil {
		line("  - {feed: terrain, format: terrain, files: [%s], source: exercise}", heightsFile)
	}
	if ex.Ground.Raions > 0 {
		line("  - {feed: raions, format: areas, files: [%s], source: exercise}", raionsName)
	}
	line("  - {feed: control, format: control, files: [raw/control_*.geojson], source: exercise, options: {holder: %s}}", quote(ex.Sides[1].ID))
	line("  - {feed: watches, format: watch, files: [raw/watches.csv], source: monitor}")
	line("  - {feed: posture, format: posture, files: [posture.yaml], source: monitor}")
	line("  - {feed: weather, format: weather, files: [%s], source: weather service}", weatherFile)
	for i := range ex.Watchers {
		x := &ex.Watchers[i]
		if x.Orbit != nil {
			continue
		}
		if x.Form == "nmea" {
			line("  - {feed: %s, format: ais, files: [raw/%s], source: %s, window: 10m}", x.Sort, x.file(), x.Sort)
			continue
		}
		if x.Form == "hex" {
			line("  - {feed: %s, format: adsb, files: [raw/%s], source: %s, window: 10m, options: {form: hex}}", x.Sort, x.file(), x.Sort)
			continue
		}
		if x.Form == "remoteid" {
			line("  - {feed: %s, format: remoteid, files: [raw/%s], source: %s, lineage: [monitor], window: 10m, options: {permits: %s}}", x.Sort, x.file(), x.Sort, quote(ex.permits()))
			continue
		}
		if x.Scan != nil {
			line("  - {feed: %s, format: asterix, files: [raw/%s], source: %s, lineage: [monitor], window: %s, delay: %s, options: {stations: %s}}",
				x.Sort, fmt.Sprintf(x.file(), "*"), x.Sort, x.waits(), x.travels(), quote(w.stations(x)))
			continue
		}
		if m := x.Meter; m != nil {
			line("  - {feed: %s, format: sensorthings, files: [raw/%s], lineage: [monitor], window: %s, delay: %s, grade: %s, clock: {quality: %s, error: %s}, options: {rules: %s, every_s: %q, reach_m: %q, spot_error_m: %q}}",
				x.Sort, x.file(), x.waits(), x.travels(), x.Reliability, x.Clock.Quality, x.Clock.Error, quote(w.rules(x)), decimal(m.Every.Seconds(), 0), decimal(1000*x.Reach[0].WatchKm, 0), decimal(x.spotError(), 0))
			continue
		}
		if x.Device != nil {
			line("%s", w.deviceFeed(x))
			if x.onlyMarks() {
				continue
			}
		}
		form := "csv"
		if x.Form != "" && !x.sapient() && !x.pictured() {
			form = x.Form
		}
		if x.filmed() && len(w.pictures(x)) > 0 {
			line("  - {feed: footage-%s, format: klv, files: [%s], lineage: [monitor], options: {every: %s}}", x.Sort, x.footageName("*"), x.still())
		}
		if x.scenic() && len(w.pictures(x)) > 0 {
			line("  - {feed: scenes-%s, format: stac, files: [%s], source: catalogue, options: {kinds: %s}}", x.Sort, x.scenesName("*"), quote(x.findable()))
		}
		name := x.Sort
		if x.sapient() {
			for _, cluster := range w.cabinets(x) {
				nodes, kinds := w.nodes(x, cluster)
				line("  - {feed: %s, format: sapient, files: [%s], source: %s, lineage: [monitor], window: %s, delay: %s, grade: %s, options: {nodes: %s, kinds: %s}}",
					x.feed(cluster), x.conversation(cluster), x.cabinets[cluster], x.waits(), x.travels(), x.Reliability, quote(nodes), quote(kinds))
			}
			if !x.desks() {
				continue
			}
			name += "-desk"
		}
		line("  - {feed: %s, format: table, files: [raw/%s], source: %s, lineage: [monitor], window: %s, delay: %s, options: {form: %s}}",
			name, x.file(), x.Sort, x.waits(), x.travels(), form)
	}
	if ex.Press.Outlets > 0 {
		line("  - {feed: press, format: table, files: [raw/%s], source: press, window: 2h, delay: 1h, options: {form: csv}}", pressFile)
	}
	if ex.Press.Outlets > 0 {
		line("  - {feed: press-pages, format: news, files: [raw/press-*.xml], source: press, delay: 10m}")
	}
	if ex.Hotline.Calls > 0 {
		line("  - {feed: hotline, format: table, files: [raw/%s], source: %s, lineage: [monitor], window: 10m, delay: 5s, options: {form: csv}}", hotlineFile, hotlineName)
	}
	if ex.warns() {
		line("  - {feed: alerts, format: alerts, files: [%s], source: authority, window: 15m, options: {areas: %s}}", alertsFile, quote(ex.Ground.alertAreas()))
	}
	if slices.ContainsFunc(w.alerts, func(a alert) bool { return ex.inCAP(a.area) }) {
		line("  - {feed: warnings, format: cap, files: [raw/warning-*.xml], window: 15m, delay: 1s, options: {codes: %s}}", capCode)
	}
	if len(w.heat.files) > 0 {
		line("  - {feed: firms, format: firms, files: [raw/*_VIIRS_C2_Global_*.csv], source: exercise, delay: 3h, window: 1h}")
	}
	line("  - {feed: claims, format: claims, files: [raw/claims.csv], source: claims, options: {zone: %s, sides: %s}}",
		ex.Zone, quote(ex.Sides[0].Name+"="+ex.Sides[0].ID+","+ex.Sides[1].Name+"="+ex.Sides[1].ID))
}

// travels is how long a statement takes to arrive, a little over the mean.
func (w *Watcher) travels() time.Duration {
	return max(time.Second, (w.Delay * 5 / 4).Round(time.Second))
}

// waits is the window in which statements are put into order: ten minutes, and
// more for those that travel long.
func (w *Watcher) waits() time.Duration {
	return max(10*time.Minute, (w.Delay * 12 / 5).Round(time.Minute))
}

// truthReadme explains the truth folder to whoever opens it.
func truthReadme(ex Exercise, seed uint64) []byte {
	return []byte(fmt.Sprintf(`# Truth of exercise %s, seed %d

%s

| file | one line is |
|---|---|
| incidents.ndjson | one incident, in the order in which they began: the fields of truceline.Incident, and "by", the side that did it (empty: nobody). Places, counts and times (UTC) are exact. "ground.side" is who holds the ground it happened on, which need not be who did it |
| noticeable.ndjson | one incident, in the same order: how many sites could have noticed it as it began, and the chance that at least one did |
| objects.ndjson | one thing that moved, with its path; "incident" is the line of what it did |
| alerts.ndjson | one warning of an attack from the air; "incident" is its line, "objects" what it warned of, none where it came to nothing. Only where an authority warns |
| weapons.ndjson | weapons that stood somewhere; "incident" is the line of their incident |
| outages.ndjson | a time in which a site noticed nothing, and why |
| sensors.ndjson | a site, and the faults that nobody was told of |
| causes.ndjson | strong wind, thunderstorms and strokes of lightning, which watchers may take for something else |
| said.ndjson | up to a thousand rows that follow each other in one file under raw/, from "line" on: for each the line of the incident and the numbers of the object and of the cause it is really about, 0 for none; a list that would be all 0 is left out. "line" counts from 1: lines of text, the head of a table too; messages of a SAPIENT conversation, each behind its length; messages of teams' devices (documents, or behind 0xbf and their length); datagrams of a capture, whose own head is the first, so that datagram n is line n+1; items of a page of news |

docs/truth.schema.json describes every field. Nothing under raw/ refers to any of this. A monitor must not read this folder
before it has concluded; it is for measuring how far off the conclusions were.
`, ex.ID, seed, ex.Title))
}

// postureFor writes posture.yaml of a made world: the exercise's own, from when on
// weather counts, which the exercise says of its climate, and the fixed sites as
// they stand. Patrols, flights and satellites are told by the table of watches.
func (w *world) postureFor() []byte {
	b := append([]byte{}, w.ex.posture...)
	add := func(format string, args ...any) { b = fmt.Appendf(b, format+"\n", args...) }
	if !bytes.HasSuffix(b, []byte("\n")) {
		add("")
	}
	add("conditions: {wind_ms: %v, rain_mm_h: %v, fog_km: 1}", w.ex.Climate.strong(), leastRainMMH)
	add("sites:")
	for _, s := range w.sites {
		x := s.watcher
		if x.Halts > 0 || x.Flight != nil || x.Orbit != nil {
			continue
		}
		facing := ""
		if s.from != s.to {
			facing = fmt.Sprintf(", facing_deg: %v", round(turn(s.from+turn(s.to-s.from)/2), 1))
		}
		add("  - {name: %s, sort: %s, lat: %s, lon: %s%s, lineage: [%s]}", s.name, x.Sort, decimal(s.at.Lat, 4), decimal(s.at.Lon, 4), facing, x.cabinets[s.cluster])
	}
	return b
}
