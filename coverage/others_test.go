package coverage_test

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/asterix"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/firms"
	"github.com/truceline/truceline/feed/sapient"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/sim"
)

// spokenOf returns who really said something about which incident and which moving
// object, by their numbers: of any table of observations, plots or heat.
func (w *world) spokenOf(t testing.TB) (incidents, objects map[int]map[string]bool) {
	t.Helper()
	incidents, objects = map[int]map[string]bool{}, map[int]map[string]bool{}
	rows := map[string][]string{} // whose each row is, by file
	for _, block := range truth[struct {
		File      string `json:"file"`
		Line      int    `json:"line"`
		Incidents []int  `json:"incidents"`
		Objects   []int  `json:"objects"`
	}](t, w, "said.ndjson") {
		if rows[block.File] == nil {
			rows[block.File] = w.speakers(t, block.File)
		}
		for list, into := range map[*[]int]map[int]map[string]bool{&block.Incidents: incidents, &block.Objects: objects} {
			for i, n := range *list {
				if n == 0 || block.Line-1+i >= len(rows[block.File]) {
					continue
				}
				by := rows[block.File][block.Line-1+i]
				if by == "" {
					continue
				}
				if into[n] == nil {
					into[n] = map[string]bool{}
				}
				into[n][by] = true
			}
		}
	}
	return incidents, objects
}

// replayed is a feed of a replay.yaml.
type replayed struct {
	Format  string            `yaml:"format"`
	Files   []string          `yaml:"files"`
	Source  string            `yaml:"source"`
	Options map[string]string `yaml:"options"`
}

// speakers returns whose each row of a file is; empty for who only repeats.
func (w *world) speakers(t testing.TB, file string) (by []string) {
	t.Helper()
	build := map[string]func(feed.Config) (feed.Format, error){".cot": cot.New, ".pcap": asterix.New, ".sapient": sapient.New}[path.Ext(file)]
	if build == nil {
		for line := range strings.Lines(w.files[file].String()) {
			by = append(by, speaker(file, strings.TrimSuffix(line, "\n")))
		}
		return by
	}
	var all struct {
		Feeds []replayed `yaml:"feeds"`
	}
	if err := yaml.Unmarshal(w.files["replay.yaml"].Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	for _, x := range all.Feeds {
		if ok, _ := path.Match(x.Files[0], file); !ok {
			continue
		}
		c := feed.Config{Feed: "radar", Source: x.Source, Options: x.Options}
		for _, r := range feedtest.Read(feedtest.Format(t, build, c), c, path.Base(file), w.files[file].Bytes()) {
			by = append(by, "")
			for _, o := range r.Observations {
				by[len(by)-1] = o.Source
			}
		}
		return by
	}
	t.Fatalf("replay.yaml has no feed of %s", file)
	return nil
}

// speaker is whose a row of a file is; empty for a desk, which only repeats.
func speaker(file, line string) string {
	switch base := path.Base(file); {
	case strings.HasPrefix(base, "J1_"):
		return "N20"
	case strings.HasPrefix(base, "SUOMI_"):
		return "N"
	}
	m := sourceOf.FindStringSubmatch(line)
	if m == nil || strings.HasPrefix(m[1], "DESK") {
		return ""
	}
	return m[1]
}

// count adds one chance to a group.
func (s *sums) count(p float64, said bool) {
	s.n++
	s.predicted += p
	s.variance += p * (1 - p)
	if said {
		s.said++
	}
}

func sumsOf(into map[group]*sums, g group) *sums {
	if into[g] == nil {
		into[g] = &sums{}
	}
	return into[g]
}

// compareStays holds the ledger's chances for what stays to be found, from its
// beginning to its end, to who found it; and for flights of drones, as they begin, to
// who reported them.
func compareStays(t testing.TB, w *world, l *coverage.Ledger, into map[group]*sums) {
	t.Helper()
	said, _ := w.spokenOf(t)
	for i, incident := range truth[sim.Truth](t, w, "incidents.ndjson") {
		how, when := "what stays", incident.When
		switch {
		case incident.Kind == truceline.KindAerial:
			how, when.To = "flights as reported", when.From
		case !strings.Contains("P1 P3 W1 W4 M3 C2 E1", string(incident.Kind)) || when.Duration() < 30*time.Minute:
			continue
		}
		missed := map[string]float64{}
		for _, x := range l.Noticing(truceline.Place{Shape: truceline.ShapePoint, At: incident.Place.At}, when, incident.Kind).Watchers {
			if _, ok := missed[x.By]; !ok {
				missed[x.By] = 1
			}
			missed[x.By] *= 1 - x.Chance
		}
		for by, m := range missed {
			if sort := w.sortOf(by); m < 1 && sort != "radar" && sort != "adsb" { // which state plots and positions
				sumsOf(into, group{how, sort}).count(1-m, said[i+1][by])
			}
		}
	}
}

// sortOf is the sort of a watcher, by the prefix of its name.
func (w *world) sortOf(by string) string {
	for _, x := range w.posture.Watchers {
		if strings.HasPrefix(by, x.Prefix+"-") {
			return x.Sort
		}
	}
	return by
}

// path is what truth/objects.ndjson says of one thing that moved.
type objectPath struct {
	Object int    `json:"object"`
	Class  string `json:"class"`
	Sort   string `json:"sort"`
	Path   []struct {
		T   time.Time `json:"t"`
		Lat float64   `json:"lat"`
		Lon float64   `json:"lon"`
	} `json:"path"`
}

// each calls fn with where it was, every 15 seconds.
func (o objectPath) each(fn func(truceline.Point, time.Time)) {
	for i := 1; i < len(o.Path); i++ {
		a, b := o.Path[i-1], o.Path[i]
		whole := b.T.Sub(a.T)
		for d := time.Duration(0); d < whole; d += 15 * time.Second {
			f := float64(d) / float64(whole)
			fn(truceline.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)}, a.T.Add(d))
		}
	}
}

// compareFlights holds the ledger's chances of noticing what flies as it comes nearest
// to a watcher to who noticed it: radars anything, the others what is heard as it
// goes by. The rest of what flies is noticed as a happening: see compareStays.
func compareFlights(t testing.TB, w *world, l *coverage.Ledger, into map[group]*sums) {
	t.Helper()
	_, said := w.spokenOf(t)
	where := map[string]truceline.Point{}
	for _, s := range w.posture.Sites {
		where[s.Name] = s.Point()
	}
	for _, o := range truth[objectPath](t, w, "objects.ndjson") {
		if o.Class != "air" {
			continue
		}
		type nearest struct{ km, chance float64 }
		best := map[string]nearest{}
		o.each(func(p truceline.Point, when time.Time) {
			missed := map[string]float64{}
			for _, x := range l.Noticing(truceline.Place{Shape: truceline.ShapePoint, At: p}, truceline.Interval{From: when, To: when}, truceline.KindAerial).Watchers {
				if _, ok := missed[x.By]; !ok {
					missed[x.By] = 1
				}
				missed[x.By] *= 1 - x.Chance
			}
			for by, m := range missed {
				site, fixed := where[by]
				if !fixed {
					continue
				}
				if km := geo.Distance(site, p) / 1000; best[by] == (nearest{}) || km < best[by].km {
					best[by] = nearest{km, 1 - m}
				}
			}
		})
		for by, b := range best {
			switch sort := w.sortOf(by); {
			case sort == "adsb": // hears what says where it is, and nothing else
			case sort == "radar" || o.Sort == "one-way drone" || o.Sort == "cruise missile":
				sumsOf(into, group{"what flies by", sort}).count(b.chance, said[o.Object][by])
			}
		}
	}
}

// compareHeat holds the ledger's chances of satellites to see fires to which they
// saw. Each satellite counts once a fire, over all its looks while it burnt.
func compareHeat(t testing.TB, w *world, into map[group]*sums) {
	t.Helper()
	config := w.config
	for _, x := range w.posture.Watchers {
		if x.Orbit != nil {
			config.Thermal = append(config.Thermal, coverage.Satellite{Source: x.Orbit.Source})
		}
	}
	incidents := truth[sim.Truth](t, w, "incidents.ndjson")
	config.Period = w.window()
	l := coverage.New(config)
	for _, r := range w.raw.Weather {
		l.Weather(r)
	}
	for name, text := range w.files {
		if !strings.Contains(name, "VIIRS") {
			continue
		}
		c := feed.Config{Feed: name, Source: "exercise"}
		f, err := firms.New(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range feedtest.All(f, c, path.Base(name), text.Bytes()).Observations {
			l.Observe(o)
		}
	}
	said, _ := w.spokenOf(t)
	for i, incident := range incidents {
		if incident.Kind != truceline.KindHeat {
			continue
		}
		for _, x := range l.Noticing(truceline.Place{Shape: truceline.ShapePoint, At: incident.Place.At}, incident.When, truceline.KindHeat).Watchers {
			if x.Chance > 0 {
				sumsOf(into, group{"heat from orbit", "satellite " + x.By}).count(x.Chance, said[i+1][x.By])
			}
		}
	}
}

// window is from the first watch to the last.
func (w *world) window() truceline.Window {
	out := truceline.Window{From: w.raw.Watches[0].When.From}
	for _, x := range w.raw.Watches {
		if x.When.From.Before(out.From) {
			out.From = x.When.From
		}
		if x.When.To.After(out.To) {
			out.To = x.When.To
		}
	}
	return out
}

// passing leaves those that come by, and lets them fly so many times as often: the
// monitor's own drones meet few events otherwise.
func passing(times float64) func(*sim.Exercise) {
	return func(ex *sim.Exercise) {
		ex.Watchers = slices.DeleteFunc(slices.Clone(ex.Watchers), func(w sim.Watcher) bool { return w.Flight == nil && w.Halts == 0 })
		for i := range ex.Watchers {
			if f := ex.Watchers[i].Flight; f != nil {
				more := *f
				more.PerDay *= times
				ex.Watchers[i].Flight = &more
			}
		}
	}
}

// TestPredictedOthers is TestPredictedNoticing for what stays to be found, what
// flies, and heat seen from orbit.
func TestPredictedOthers(t *testing.T) {
	type play struct {
		name  string
		hours float64
		scale float64
		seeds []uint64
	}
	plays := []play{{"quiet-week", 24, 20, []uint64{5}}, {"raid", 4, 5, []uint64{5}}}
	if *update {
		plays = []play{{"quiet-week", 96, 20, []uint64{1, 2}}, {"raid", 12, 5, []uint64{1, 2}}}
	}
	all := map[group]*sums{}
	for _, p := range plays {
		for _, seed := range p.seeds {
			w := makeWorld(t, p.name, sim.Options{Seed: seed, Hours: p.hours, Scale: p.scale})
			l := w.ledger(false)
			compareStays(t, w, l, all)
			compareFlights(t, w, l, all)
			compareHeat(t, w, all)
		}
	}
	table(t, "noticing-others", all)
}

// TestPredictedDrones is TestPredictedNoticing for the drones of the monitor, and for
// what stays and they find: they alone watch, and fly so often that they meet enough.
func TestPredictedDrones(t *testing.T) {
	seeds, times := []uint64{7}, 40.0
	if *update {
		seeds, times = []uint64{1, 2}, 300
	}
	fire, all := map[group]*sums{}, map[group]*sums{}
	for _, seed := range seeds {
		w := makeChanged(t, "quiet-week", sim.Options{Seed: seed, Hours: 24, Scale: 60}, passing(times))
		l := w.ledger(false)
		compareStays(t, w, l, all)
		compare(t, w, l, fire)
	}
	for g, s := range fire {
		if strings.HasPrefix(g.by, "uav") {
			all[g] = s
		}
	}
	table(t, "noticing-drones", all)
}

// table holds each group's mean chance to how often it came true, and writes the table
// of that into docs/coverage.md with -update.
func table(t *testing.T, name string, all map[group]*sums) {
	t.Helper()
	var rows []string
	for _, g := range slices.SortedFunc(keys(all), func(a, b group) int { return cmp.Or(strings.Compare(a.how, b.how), strings.Compare(a.by, b.by)) }) {
		s := all[g]
		n := float64(s.n)
		predicted, real := s.predicted/n, float64(s.said)/n
		noise := 3 * math.Sqrt(s.variance) / n
		rows = append(rows, fmt.Sprintf("| %s | %s | %d | %.3f | %.3f | %+.1f | %.1f |", g.how, g.by, s.n, predicted, real, 100*(predicted-real), 100*noise))
		if off := math.Abs(predicted - real); off > 0.03+noise {
			t.Errorf("%s %s: predicted %.3f, was %.3f of %d", g.how, g.by, predicted, real, s.n)
		}
	}
	t.Logf("\n%s", strings.Join(rows, "\n"))
	if *update {
		document(t, name, "| by | of | chances | predicted | noticed | points | 3 standard errors, points |\n|---|---|---|---|---|---|---|\n"+strings.Join(rows, "\n"))
	}
}
