package coverage_test

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
	feedterrain "github.com/truceline/truceline/feed/terrain"
	"github.com/truceline/truceline/feed/watch"
	"github.com/truceline/truceline/feed/weather"
	"github.com/truceline/truceline/posture"
	"github.com/truceline/truceline/sim"
	"github.com/truceline/truceline/terrain"
)

// fullWeek is a week of the posture of a large mission: 20,000 posts, 2,000
// cameras, 150 radars, 300 flights a day, 500 patrols, 6 satellites. Next to
// nothing happens in it, as the ledger does not look at that.
type fullWeek struct {
	folder string
	line   truceline.Polyline
	from   time.Time
}

func makeFullWeek(b *testing.B) fullWeek {
	b.Helper()
	ex, err := sim.Load(exercises.Files(), "full-day")
	if err != nil {
		b.Fatal(err)
	}
	w := &world{files: map[string]*bytes.Buffer{}}
	if _, err := sim.Make(ex, sim.Options{Seed: 1, Scale: 1e-4}, w.Write); err != nil {
		b.Fatal(err)
	}
	folder := b.TempDir() // so that the files are not in memory
	for _, name := range []string{"raw/watches.csv", "raw/weather.csv", "posture.yaml", "terrain.tif"} {
		if err := os.WriteFile(filepath.Join(folder, path.Base(name)), w.files[name].Bytes(), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return fullWeek{folder, ex.Line, ex.Window.From.UTC()}
}

// build reads the week into a ledger, as an engine does: no more of the files is
// in memory at once than a piece.
func (f fullWeek) build(b *testing.B) *coverage.Ledger {
	open := func(name string) *os.File {
		file, err := os.Open(filepath.Join(f.folder, name))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { file.Close() })
		return file
	}
	whole := func(name string) []byte {
		text, err := io.ReadAll(open(name))
		if err != nil {
			b.Fatal(err)
		}
		return text
	}
	read := func(name string, build func(feed.Config) (feed.Format, error), fn func(truceline.Reading)) {
		config := feed.Config{Feed: name, Source: "monitor"}
		format, err := build(config)
		if err != nil {
			b.Fatal(err)
		}
		if format.Kind == truceline.KindReference {
			fn(feedtest.All(format, config, name, whole(name)))
			return
		}
		lines := bufio.NewScanner(open(name))
		var head string
		var piece bytes.Buffer
		flush := func() {
			fn(feedtest.All(format, config, name, piece.Bytes()))
			piece.Reset()
			piece.WriteString(head)
		}
		for lines.Scan() {
			if head == "" {
				head = lines.Text() + "\n"
			}
			piece.WriteString(lines.Text() + "\n")
			if piece.Len() > 1<<19 {
				flush()
			}
		}
		flush()
	}
	p, err := posture.Parse("posture.yaml", whole("posture.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	config := coverage.Config{Posture: p}
	read("terrain.tif", feedterrain.New, func(r truceline.Reading) {
		for i := range r.Terrain {
			config.Ground = append(config.Ground, (*terrain.Grid)(&r.Terrain[i]))
		}
	})
	l := coverage.New(config)
	read("weather.csv", weather.New, func(r truceline.Reading) {
		for _, w := range r.Weather {
			l.Weather(w)
		}
	})
	read("watches.csv", watch.New, func(r truceline.Reading) {
		for _, w := range r.Watches {
			l.Watch(w)
		}
	})
	return l
}

// peak returns the most memory that this process had resident since forget.
func peak(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("no /proc here to read memory from")
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kB, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	return kB / 1024
}

// forget gives memory back and begins to measure its peak anew.
func forget(b *testing.B) {
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600); err != nil {
		b.Log("peak memory counts from the start of the process:", err)
	}
}

// loop runs fn as a benchmark and reports processor time beside wall time.
func loop(b *testing.B, fn func(i int)) {
	before, n := feedtest.Processor(b), 0
	for b.Loop() {
		fn(n)
		n++
	}
	b.ReportMetric(float64((feedtest.Processor(b)-before).Microseconds())/1000/float64(n), "cpu-ms/op")
}

// BenchmarkFullWeek builds the ledger of a week from its files.
func BenchmarkFullWeek(b *testing.B) {
	f := makeFullWeek(b)
	forget(b)
	loop(b, func(int) { runtime.KeepAlive(f.build(b)) })
	b.ReportMetric(peak(b), "peak-MB")
}

// BenchmarkFullWeekAsk asks the ledger of a week: of one place and hour, and of
// a day of the whole line by kilometre and hour.
func BenchmarkFullWeekAsk(b *testing.B) {
	f := makeFullWeek(b)
	l := f.build(b)
	cells := coverage.LineCells(f.line, 1, 0, "", "")
	at := func(i int) (truceline.Place, truceline.Interval) {
		c := cells[i*7919%len(cells)]
		from := f.from.Add(time.Duration(i*31%160) * time.Hour)
		return truceline.Place{Shape: truceline.ShapePoint, At: c.At}, truceline.Interval{From: from, To: from.Add(time.Hour)}
	}
	b.Run("noticing", func(b *testing.B) {
		for i := range 200 { // the first to ask about a place pays for working out its watchers
			place, when := at(i)
			l.Noticing(place, when, truceline.KindIndirectFire)
		}
		loop(b, func(i int) {
			place, when := at(i % 200)
			l.Noticing(place, when, truceline.KindIndirectFire).AtLeast(2)
		})
	})
	b.Run("query", func(b *testing.B) {
		loop(b, func(i int) {
			place, when := at(i % 200)
			l.Query(place, when, truceline.KindIndirectFire)
		})
	})
	b.Run("everywhere", func(b *testing.B) {
		loop(b, func(i int) {
			from := f.from.Add(time.Duration(i%7) * 24 * time.Hour)
			l.Query(truceline.Place{Shape: truceline.ShapeArea, Area: coverage.Everywhere}, truceline.Interval{From: from, To: from.Add(24 * time.Hour)}, truceline.KindIndirectFire)
		})
	})
	var s *coverage.Strip
	b.Run("strip", func(b *testing.B) {
		loop(b, func(int) { s = l.Strip(cells, truceline.KindIndirectFire) })
	})
	if s == nil {
		s = l.Strip(cells, truceline.KindIndirectFire)
	}
	b.Run("day", func(b *testing.B) {
		loop(b, func(i int) {
			if out := s.Hours(f.from.Add(time.Duration(i%7)*24*time.Hour), time.Hour, 24); len(out) != len(cells) {
				b.Fatal(len(out))
			}
		})
	})
}
