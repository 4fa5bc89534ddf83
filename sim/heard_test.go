package sim

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/alerts"
	"github.com/truceline/truceline/feed/asterix"
	"github.com/truceline/truceline/feed/cap"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/remoteid"
	"github.com/truceline/truceline/feed/sapient"
	"github.com/truceline/truceline/feed/sensorthings"
)

// heard is one row of a made world as its feed reads it, with what the truth says
// that it is about.
type heard struct {
	truceline.Reading
	incident, object int
}

// hear reads every row of a feed by the format that replay.yaml names for it. A
// row that is refused ends the test.
func hear(t *testing.T, files map[string]*bytes.Buffer, name string) []heard {
	t.Helper()
	out := overhear(t, files, name)
	for _, h := range out {
		if len(h.Refusals) > 0 {
			t.Fatal(h.Refusals[0])
		}
	}
	return out
}

// overhear reads every row of a feed, what is refused of it too.
func overhear(t *testing.T, files map[string]*bytes.Buffer, name string) (out []heard) {
	t.Helper()
	formats := map[string]func(feed.Config) (feed.Format, error){"alerts": alerts.New, "asterix": asterix.New, "cap": cap.New, "cot": cot.New, "remoteid": remoteid.New, "sapient": sapient.New, "sensorthings": sensorthings.New}
	var config struct {
		Feeds []struct {
			Feed, Format, Source string
			Files, Lineage       []string
			Options              map[string]string
		}
	}
	if err := yaml.Unmarshal(files["replay.yaml"].Bytes(), &config); err != nil {
		t.Fatal(err)
	}
	for _, s := range config.Feeds {
		if s.Feed != name {
			continue
		}
		c := feed.Config{Feed: s.Feed, Source: s.Source, Lineage: s.Lineage, Options: s.Options}
		format := feedtest.Format(t, formats[s.Format], c)
		for _, file := range slices.Sorted(maps.Keys(files)) {
			if ok, _ := path.Match(s.Files[0], file); !ok {
				continue
			}
			incidents, objects := aboutOf(t, files["truth/said.ndjson"].Bytes(), file)
			entries := feedtest.Entries(format, c, file, files[file].Bytes())
			readings := feedtest.Read(format, c, file, files[file].Bytes())
			first := firstOf(t, files["truth/said.ndjson"].Bytes(), file)
			for i, r := range readings {
				if row := entries[i].Line - first; row >= 0 && row < len(incidents) {
					out = append(out, heard{r, incidents[row], objects[row]})
				} else if first > 0 && len(r.Observations) > 0 {
					t.Fatalf("%s: nothing is said of row %d", file, entries[i].Line)
				}
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("feed %s has no rows", name)
	}
	return out
}

// firstOf is the line at which the first row of a file stands; 0: it has none.
func firstOf(t *testing.T, said []byte, file string) int {
	t.Helper()
	for line := range strings.Lines(string(said)) {
		var s saidLine
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		if s.File == file {
			return s.Line
		}
	}
	return 0
}
