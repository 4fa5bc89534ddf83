package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/feedtest"
)

// shipped are the exercises that ship, but for the built-in one, which other
// tests look at.
func shipped() []string {
	return []string{"quiet-week", "bad-night", "probing-attack", "raid", "sea-corridor", "plant-under-fire", "deceiver", "silent-line", "full-day"}
}

func load(t testing.TB, name string) Exercise {
	t.Helper()
	ex, err := Load(os.DirFS("../exercises"), name)
	if err != nil {
		t.Fatal(err)
	}
	return ex
}

// made plays hours of an exercise into memory.
func made(t testing.TB, ex Exercise, o Options) map[string]*bytes.Buffer {
	t.Helper()
	files := map[string]*bytes.Buffer{}
	o.noGrid = true
	_, err := Make(ex, o, func(name string) (io.WriteCloser, error) {
		files[name] = &bytes.Buffer{}
		return nopCloser{files[name]}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestShipped(t *testing.T) {
	for _, name := range shipped() {
		ex := load(t, name)
		if ex.ID != name || ex.Title == "" {
			t.Errorf("%s: id %q", name, ex.ID)
		}
		if name != "full-day" && (ex.Suite.Hours <= 0 || ex.Suite.Scale <= 0 || ex.Suite.Hours > ex.Window.To.Sub(ex.Window.From).Hours()) {
			t.Errorf("%s: the score suite is not told how to run it: %+v", name, ex.Suite)
		}
		if folder, err := os.ReadDir(filepath.Join("../exercises", name)); err != nil || len(folder) != 2 {
			t.Errorf("%s: %d files, %v", name, len(folder), err)
		}
	}
}

// TestWorkersChangeNothing plays one exercise of each sort of sensor with one
// worker and with several, and again.
func TestWorkersChangeNothing(t *testing.T) {
	for _, name := range []string{"bad-night", "sea-corridor", "raid"} {
		ex := load(t, name)
		one, many := made(t, ex, Options{Seed: 5, Hours: 6, Workers: 1}), made(t, ex, Options{Seed: 5, Hours: 6, Workers: 7})
		if len(one) != len(many) {
			t.Fatalf("%s: %d and %d files", name, len(one), len(many))
		}
		for file, text := range one {
			if a, b := sha256.Sum256(text.Bytes()), sha256.Sum256(many[file].Bytes()); a != b {
				t.Errorf("%s: %s depends on the number of workers", name, file)
			}
		}
	}
}

// TestShippedLeakNothing: neither IDs, places nor names of files of the truth
// stand in what a mission receives, written out or in binary.
func TestShippedLeakNothing(t *testing.T) {
	id := regexp.MustCompile(`"id":"([0-9a-f]{64})"`)
	place := regexp.MustCompile(`"lat":(-?\d+\.\d{5}),"lon":(-?\d+\.\d{5})\b`)
	for _, name := range []string{"bad-night", "raid", "deceiver", "plant-under-fire"} {
		files := made(t, load(t, name), Options{Seed: 3, Hours: 8})
		truth := files["truth/incidents.ndjson"].String()
		names := regexp.MustCompile(`^raw/(watches|alerts|claims|areas|raions|weather|ais|adsb|remote-id|control_\d{8}|observations-[a-z0-9-]+|devices-[a-z0-9-]+|warning-\d{8}-\d{3}|readings-[a-z0-9-]+|plots-[a-z0-9-]+-\d{8}|[a-z]+-\d{2}|scenes-[a-z0-9-]+-\d{2}|footage-[a-z0-9-]+-\d{8}|press-\d{2}-\d{8}|(SUOMI|J1|J2)_VIIRS_C2_Global_[A-Z0-9]+_NRT_\d{7})\.(csv|ndjson|geojson|json|nmea|hex|klv|remoteid|pcap|sapient|cot|xml)$`)
		for file, text := range files {
			if !strings.HasPrefix(file, "raw/") {
				continue
			}
			if !names.MatchString(file) {
				t.Errorf("%s: a file is called %s", name, file)
			}
			for _, m := range id.FindAllStringSubmatch(truth, -1) {
				octets, _ := hex.DecodeString(m[1][:12])
				if strings.Contains(text.String(), m[1][:12]) || bytes.Contains(text.Bytes(), octets) {
					t.Errorf("%s: an ID of a true incident stands in %s", name, file)
				}
			}
			for _, m := range place.FindAllStringSubmatch(truth, -1) {
				if strings.Contains(text.String(), m[1]+","+m[2]) || bytes.Contains(text.Bytes(), double(m[1])) || bytes.Contains(text.Bytes(), double(m[2])) {
					t.Errorf("%s: a true place stands in %s", name, file)
				}
			}
		}
	}
}

// double is a number as protobuf writes it.
func double(text string) []byte {
	x, _ := strconv.ParseFloat(text, 64)
	return binary.LittleEndian.AppendUint64(nil, math.Float64bits(x))
}

// TestShippedSwapped exchanges the labels of the sides and wants the same world
// with the labels exchanged.
func TestShippedSwapped(t *testing.T) {
	for _, name := range []string{"bad-night", "raid", "probing-attack"} {
		ex := load(t, name)
		one := made(t, rename(ex, "QXA", "ZXB"), Options{Seed: 2, Hours: 5})
		two := made(t, rename(ex, "ZXB", "QXA"), Options{Seed: 2, Hours: 5})
		swap := strings.NewReplacer("QXA", "ZXB", "ZXB", "QXA")
		for file, text := range one {
			if swap.Replace(two[file].String()) != text.String() {
				t.Errorf("%s: %s differs after the labels were exchanged", name, file)
			}
		}
	}
}

// rename is relabel for exercises with raids.
func rename(ex Exercise, first, second string) Exercise {
	out := relabel(ex, first, second)
	out.Raids = slices.Clone(ex.Raids)
	for i, r := range out.Raids {
		for hand := range 2 {
			if r.By == ex.Sides[hand].ID {
				out.Raids[i].By = out.Sides[hand].ID
			}
		}
	}
	return out
}

// TestSaid: what truth/said.ndjson says of each file adds up to its rows.
func TestSaid(t *testing.T) {
	files := made(t, load(t, "bad-night"), Options{Seed: 1, Hours: 6})
	rows := map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(files["truth/said.ndjson"].String()), "\n") {
		var file string
		var at, n int
		if _, err := fmt.Sscanf(strings.NewReplacer(`{"file":"`, "", `","line":`, " ", `,"rows":`, " ", ",", " ", "}", " ").Replace(line), "%s %d %d", &file, &at, &n); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		head := 1
		if strings.HasSuffix(file, ".csv") || strings.HasSuffix(file, ".pcap") {
			head = 2
		}
		if at != rows[file]+head {
			t.Errorf("%s: a block begins at line %d after %d rows", file, at, rows[file])
		}
		rows[file] += n
	}
	for file, n := range rows {
		lines := strings.Count(files[file].String(), "\n")
		switch {
		case strings.HasSuffix(file, ".csv"):
			lines--
		case strings.HasSuffix(file, ".pcap"):
			lines = len(feed.SplitCapture(files[file].Bytes())) - 1
		case strings.HasSuffix(file, ".xml"):
			lines = strings.Count(files[file].String(), "<item>")
		case strings.HasSuffix(file, ".cot"):
			c := feed.Config{Feed: "devices"}
			lines = len(feedtest.Format(t, cot.New, c).Split(bytes.TrimSuffix(files[file].Bytes(), []byte("\n"))))
		case strings.HasSuffix(file, ".sapient"):
			lines = len(feed.SplitFrames(files[file].Bytes(), feed.FrameLength(4, binary.LittleEndian, 1<<20), nil))
		}
		if lines != n {
			t.Errorf("%s: %d rows, %d said", file, lines, n)
		}
	}
	if len(rows) < 6 {
		t.Errorf("only %d files", len(rows))
	}
}
