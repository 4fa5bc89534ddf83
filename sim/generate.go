package sim

import (
	"fmt"
	"time"
)

// world is everything that is known of one play of an exercise.
type world struct {
	ex         *Exercise
	terrain    *terrain
	happenings []happening
	sites      []*site
	statements []statement // in order of arrival
}

// play makes the world of an exercise and a seed.
func play(ex Exercise, seed uint64) (*world, error) {
	t, err := newTerrain(ex)
	if err != nil {
		return nil, fmt.Errorf("play exercise %s: %w", ex.ID, err)
	}
	w := &world{ex: &ex, terrain: t}
	w.happenings = history(ex, t, seed)
	w.sites = sites(&ex, t, seed)
	w.statements = send(notice(&ex, w.happenings, w.sites, seed), seed)
	return w, nil
}

// Generate plays an exercise with a seed and hands each file to write, by its
// path inside the folder of the replay, with forward slashes:
//
//   - replay.yaml: how to replay the rest.
//   - raw/: what a mission would have received: three observation tables, who
//     watched when, claims of both sides, maps of control of the day and of the
//     day before, and the made-up areas.
//   - truth/: what really happened. Nothing under raw/ refers to it.
//
// The files come in a fixed order, and the same arguments give the same bytes.
// Generate returns the first error of write, or one that says why the
// exercise's ground cannot be used.
func Generate(ex Exercise, seed uint64, write func(name string, data []byte) error) error {
	w, err := play(ex, seed)
	if err != nil {
		return err
	}
	truth, err := truthFile(truths(ex, w.terrain, seed, w.happenings))
	if err != nil {
		return err
	}
	day := localDay(ex)
	before := day.Add(-24 * time.Hour)
	type file struct {
		name string
		data []byte
	}
	files := []file{
		{"replay.yaml", replayFile(ex, seed)},
		{"raw/areas.geojson", areasFile(ex)},
		{controlName(before), controlFile(ex, before, dayBefore(ex.Line))},
		{controlName(day), controlFile(ex, day, ex.Line)},
		{"raw/watches.csv", watchesFile(w.ex, watchRows(w.ex, w.sites))},
		{"raw/claims.csv", claimsFile(w.ex, w.happenings, seed)},
		{"truth/incidents.ndjson", truth},
		{"truth/README.md", truthReadme(ex, seed)},
	}
	for i := range w.ex.Watchers {
		sort := &w.ex.Watchers[i]
		table := observationTable(w.statements, sort)
		data := table.csv()
		if sort.Form == "ndjson" {
			data = table.ndjson(numberColumns(), listColumns())
		}
		files = append(files, file{"raw/" + sort.file(), data})
	}
	for _, f := range files {
		if err := write(f.name, f.data); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return nil
}

// file is the name of the observation table of a sort of watcher.
func (w *Watcher) file() string {
	if w.Form == "ndjson" {
		return "observations-" + w.Sort + ".ndjson"
	}
	return "observations-" + w.Sort + ".csv"
}

func controlName(day time.Time) string {
	return "raw/control_" + day.Format("20060102") + ".geojson"
}

func numberColumns() []string {
	return []string{"clock_error_s", "count_least", "count_most", "lat", "lon", "range_min_m", "range_max_m", "bearing_from_deg", "bearing_to_deg"}
}

func listColumns() []string { return []string{"lineage", "weapons", "derived_from"} }
