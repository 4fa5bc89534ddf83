package coverage_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/areas"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/klv"
	"github.com/truceline/truceline/feed/stac"
	feedterrain "github.com/truceline/truceline/feed/terrain"
	"github.com/truceline/truceline/feed/watch"
	"github.com/truceline/truceline/feed/weather"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
	"github.com/truceline/truceline/sim"
	"github.com/truceline/truceline/terrain"
)

var update = flag.Bool("update", false, "make worlds of full size and write the tables of docs/coverage.md")

// world is a made world as the ledger gets to see it, with its truth apart.
type world struct {
	files   map[string]*bytes.Buffer
	posture posture.Posture
	config  coverage.Config
	raw     truceline.Reading
}

func (w *world) Write(name string) (io.WriteCloser, error) {
	w.files[name] = &bytes.Buffer{}
	return closer{w.files[name]}, nil
}

type closer struct{ io.Writer }

func (closer) Close() error { return nil }

// makeWorld plays an exercise and reads what the ledger may see of it.
func makeWorld(t testing.TB, name string, o sim.Options) *world {
	t.Helper()
	return makeChanged(t, name, o, func(*sim.Exercise) {})
}

// makeChanged is makeWorld for an exercise of which something is changed first.
func makeChanged(t testing.TB, name string, o sim.Options, change func(*sim.Exercise)) *world {
	t.Helper()
	ex, err := sim.Load(exercises.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	change(&ex)
	w := &world{files: map[string]*bytes.Buffer{}}
	if _, err := sim.Make(ex, o, w.Write); err != nil {
		t.Fatal(err)
	}
	if w.posture, err = posture.Parse("posture.yaml", w.files["posture.yaml"].Bytes()); err != nil {
		t.Fatal(err)
	}
	w.config = coverage.Config{Posture: w.posture}
	for file, build := range map[string]func(feed.Config) (feed.Format, error){
		"raw/watches.csv": watch.New, "raw/weather.csv": weather.New, "raw/areas.geojson": areas.New, "terrain.tif": feedterrain.New} {
		text, ok := w.files[file]
		if !ok {
			continue
		}
		config := feed.Config{Feed: file, Source: "monitor"}
		f, err := build(config)
		if err != nil {
			t.Fatal(err)
		}
		r := feedtest.All(f, config, path.Base(file), text.Bytes())
		if len(r.Refusals) > 0 {
			t.Fatal(r.Refusals[0])
		}
		w.raw.Watches = append(w.raw.Watches, r.Watches...)
		w.raw.Weather = append(w.raw.Weather, r.Weather...)
		w.raw.Areas = append(w.raw.Areas, r.Areas...)
		w.raw.Terrain = append(w.raw.Terrain, r.Terrain...)
	}
	for _, file := range slices.Sorted(maps.Keys(w.files)) {
		build, options := stac.New, map[string]string{"kinds": "W1;W4;P3"}
		switch {
		case strings.HasPrefix(file, "raw/footage-"):
			build, options = klv.New, map[string]string{"every": "1m"}
		case !strings.HasPrefix(file, "raw/scenes-"):
			continue
		}
		config := feed.Config{Feed: file, Options: options}
		r := feedtest.All(feedtest.Format(t, build, config), config, path.Base(file), w.files[file].Bytes())
		if len(r.Refusals) > 0 {
			t.Fatal(r.Refusals[0])
		}
		w.raw.Watches = append(w.raw.Watches, r.Watches...)
	}
	w.config.Areas = w.raw.Areas
	for i := range w.raw.Terrain {
		w.config.Ground = append(w.config.Ground, (*terrain.Grid)(&w.raw.Terrain[i]))
	}
	return w
}

// ledger reads the world into a ledger. When plain, watches say only who was
// there and who was out: what weather did to them, the ledger must work out.
func (w *world) ledger(plain bool) *coverage.Ledger {
	l := coverage.New(w.config)
	for _, r := range w.raw.Weather {
		l.Weather(r)
	}
	for _, x := range w.raw.Watches {
		if plain {
			x.Detection = -1
			grounded := x.Means == truceline.MeansDrone && x.State == truceline.Blind
			if x.Cause == truceline.CauseWeather && !grounded || x.State == truceline.Blind && x.Cause == truceline.CauseNone {
				x.State, x.Cause = truceline.Watched, truceline.CauseNone
			}
		}
		l.Watch(x)
	}
	return l
}

// truth reads a file of truth line by line.
func truth[T any](t testing.TB, w *world, name string) []T {
	t.Helper()
	var out []T
	dec := json.NewDecoder(bytes.NewReader(w.files["truth/"+name].Bytes()))
	for dec.More() {
		var one T
		if err := dec.Decode(&one); err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

// sourceOf finds the name of who speaks in a row of any table.
var sourceOf = regexp.MustCompile(`(?:^|[,"])([A-Z0-9]+-\d{2,6})(?:["|,]|$)`)

// group is one cell of the comparison.
type group struct{ how, by string }

type sums struct {
	n, said             int
	predicted, variance float64
}

// held are the shares predicted and noticed, and three standard errors of chance.
func (s *sums) held() (predicted, real, noise float64) {
	n := float64(s.n)
	return s.predicted / n, float64(s.said) / n, math.Max(3*math.Sqrt(s.variance), 1.5) / n // of a few cases one more or less says nothing
}

// off reports whether predicted and noticed lie more than 3 points apart, and further
// than chance explains.
func (s *sums) off() bool {
	predicted, real, noise := s.held()
	return math.Abs(predicted-real) > math.Max(0.03, noise)
}

// compare holds the ledger's chances for what really happened to what was
// really said of it, by means, range band, light and weather.
func compare(t testing.TB, w *world, l *coverage.Ledger, into map[group]*sums) {
	t.Helper()
	said, _ := w.spokenOf(t)
	sorts := map[string]string{}
	for _, x := range w.posture.Watchers {
		sorts[x.Prefix] = x.Sort
	}
	type stay struct {
		from, to time.Time
		at       truceline.Point
	}
	where := map[string][]stay{}
	for _, x := range w.raw.Watches {
		where[x.By] = append(where[x.By], stay{x.When.From, x.When.To, x.Place.At})
	}
	for i, incident := range truth[sim.Truth](t, w, "incidents.ndjson") {
		if incident.Kind[0] != 'F' || incident.Exempt != "" || incident.Place.Shape != truceline.ShapePoint {
			continue // what flies is tracked; announced work is told of otherwise
		}
		at := incident.When.From
		place := truceline.Place{Shape: truceline.ShapePoint, At: incident.Place.At}
		missed := map[string]float64{}
		var names []string
		for _, x := range l.Noticing(place, truceline.Interval{From: at, To: at}, incident.Kind).Watchers {
			if _, ok := missed[x.By]; !ok {
				missed[x.By] = 1
				names = append(names, x.By)
			}
			missed[x.By] *= 1 - x.Chance
		}
		sky := skyAt(w.raw.Weather, place.At, at)
		light := "night"
		if rise, set := coverage.Sunlight(place.At, at.Add(2*time.Hour), -0.833); at.After(rise) && at.Before(set) {
			light = "day"
		}
		for _, by := range names {
			sort := sorts[by[:strings.LastIndex(by, "-")]]
			if sort == "radar" {
				continue // states plots, which are tracked
			}
			var from truceline.Point
			for _, s := range where[by] {
				if !at.Before(s.from) && at.Before(s.to) {
					from = s.at
				}
			}
			p := 1 - missed[by]
			km := geo.Distance(from, place.At) / 1000
			band := "over 5 km"
			for _, upTo := range []float64{5, 3, 2, 1} {
				if km < upTo {
					band = fmt.Sprintf("under %g km", upTo)
				}
			}
			for _, g := range []group{{"means", sort}, {"range", sort + ", " + band}, {"light", sort + ", " + light}, {"weather", sort + ", " + sky}} {
				s := into[g]
				if s == nil {
					s = &sums{}
					into[g] = s
				}
				s.n++
				s.predicted += p
				s.variance += p * (1 - p)
				if said[i+1][by] {
					s.said++
				}
			}
		}
	}
}

// skyAt names the weather of a moment by the nearest report.
func skyAt(reports []truceline.Weather, at truceline.Point, when time.Time) string {
	best, least := "not reported", math.Inf(1)
	for _, r := range reports {
		if when.Before(r.When.From) || !when.Before(r.When.To) {
			continue
		}
		if d := geo.Distance(r.Place.At, at); d < least {
			least = d
			switch {
			case r.Fog():
				best = "fog"
			case r.WindMS >= 8:
				best = "wind over 8 m/s"
			case r.RainMMH > 0:
				best = "rain"
			default:
				best = "clear"
			}
		}
	}
	return best
}

// weathered is a play of an exercise. The shipped climates are mostly fair, so at a size
// that a test can afford little happens in foul weather; where foul is set, rain and
// strong wind each have about a third of the hours instead, and fog most nights.
type weathered struct {
	name  string
	hours float64
	scale float64
	seeds []uint64
	foul  bool
}

func (p weathered) world(t *testing.T, seed uint64) *world {
	t.Helper()
	return makeChanged(t, p.name, sim.Options{Seed: seed, Hours: p.hours, Scale: p.scale}, func(ex *sim.Exercise) {
		if p.foul {
			ex.Climate.Rain, ex.Climate.FogAtNight, ex.Climate.WindMS = 0.35, 0.7, 8
		}
	})
}

// TestPredictedNoticing makes worlds and compares, from posture, status and
// weather reports alone, how often the ledger expects an event to be noticed
// with how often it was.
func TestPredictedNoticing(t *testing.T) {
	plays := []weathered{{"quiet-week", 48, 240, []uint64{5}, true}}
	if *update {
		plays = []weathered{{"quiet-week", 96, 60, []uint64{1, 2, 3}, false}, {"full-day", 14, 1, []uint64{1}, false},
			{"bad-night", 24, 20, []uint64{1, 2, 3}, false}, {"deceiver", 24, 20, []uint64{1, 2, 3}, false}}
	}
	both := map[bool]map[group]*sums{false: {}, true: {}}
	var last *world
	for _, p := range plays {
		for _, seed := range p.seeds {
			last = p.world(t, seed)
			for plain, all := range both {
				compare(t, last, last.ledger(plain), all)
			}
		}
	}
	if !*update {
		seesFaults(t, last)
	}
	for _, plain := range []bool{false, true} {
		all := both[plain]
		var rows []string
		for _, g := range slices.SortedFunc(keys(all), func(a, b group) int {
			return cmp.Or(slices.Index(hows, a.how)-slices.Index(hows, b.how), strings.Compare(a.by, b.by))
		}) {
			s := all[g]
			predicted, real, noise := s.held()
			rows = append(rows, fmt.Sprintf("| %s | %s | %d | %.3f | %.3f | %+.1f | %.1f |", g.how, g.by, s.n, predicted, real, 100*(predicted-real), 100*noise))
			if s.off() {
				t.Errorf("plain %v: %s %s: predicted %.3f, was %.3f of %d", plain, g.how, g.by, predicted, real, s.n)
			}
		}
		if len(rows) < 10 {
			t.Fatalf("only %d rows", len(rows))
		}
		t.Logf("plain %v\n%s", plain, strings.Join(rows, "\n"))
		if *update {
			document(t, map[bool]string{false: "noticing", true: "noticing-plain"}[plain],
				"| by | of | chances | predicted | noticed | points | 3 standard errors, points |\n|---|---|---|---|---|---|---|\n"+strings.Join(rows, "\n"))
		}
	}
}

// seesFaults: a ledger that is told the wrong factor of rain or wind, by a sixth, is
// found out by the row of that weather. A comparison that could not see it says nothing.
func seesFaults(t *testing.T, w *world) {
	t.Helper()
	was := w.config.Posture
	defer func() { w.config.Posture = was }()
	for _, fault := range []struct {
		row  string
		make func(*posture.Reach)
	}{
		{"camera, rain", func(r *posture.Reach) { scaled(&r.Rain) }},
		{"acoustic, rain", func(r *posture.Reach) { scaled(&r.Rain) }},
		{"acoustic, wind over 8 m/s", func(r *posture.Reach) { scaled(&r.Wind) }},
	} {
		wrong := was
		wrong.Watchers = slices.Clone(was.Watchers)
		for i := range wrong.Watchers {
			wrong.Watchers[i].Reach = slices.Clone(was.Watchers[i].Reach)
			for j := range wrong.Watchers[i].Reach {
				fault.make(&wrong.Watchers[i].Reach[j])
			}
		}
		w.config.Posture = wrong
		all := map[group]*sums{}
		compare(t, w, w.ledger(true), all)
		s := all[group{"weather", fault.row}]
		if s == nil || !s.off() {
			t.Errorf("a factor a sixth too high is not seen in %q: %+v", fault.row, s)
		}
	}
}

// scaled is a factor a sixth too high, where there is one.
func scaled(f **float64) {
	if *f != nil {
		wrong := math.Min(1, **f*7/6)
		*f = &wrong
	}
}

var hows = []string{"means", "range", "light", "weather"}

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// document puts a table into docs/coverage.md between its two marks.
func document(t *testing.T, name, table string) {
	t.Helper()
	const file = "../docs/coverage.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no marks for %s", file, name)
	}
	if err := os.WriteFile(file, []byte(before+begin+table+"\n"+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
