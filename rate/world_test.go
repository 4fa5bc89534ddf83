package rate

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// A world of the tests' own: a straight line northward along a meridian, posts
// beside it, and fire that comes in bursts. Nothing is taken from package sim.
type testWorld struct {
	r      *rand.Rand
	whole  float64 // km of line
	window truceline.Window
	posts  []testPost
	labels [2]string // of the ground west and east

	events  []testEvent
	reports []Report
}

type testPost struct {
	name      string
	km, off   float64 // along, and east of the line
	dead      bool
	from, to  float64 // out for these hours
	alarmsDay float64 // false alarms a day
}

type testEvent struct {
	km, off, hour float64
	kind          truceline.Kind
}

const (
	kmPerLat  = 111.2
	postReach = 6.0 // km
)

func newTestWorld(seed uint64, whole, hours float64) *testWorld {
	from := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	return &testWorld{r: rand.New(rand.NewPCG(seed, 1)), whole: whole, labels: [2]string{"W", "E"},
		window: truceline.Window{From: from, To: from.Add(time.Duration(hours * float64(time.Hour)))}}
}

func kmPerLon(lat float64) float64 { return 111.32 * math.Cos(lat*math.Pi/180) }

func at(km, off float64) truceline.Point {
	lat := 48 + km/kmPerLat
	return truceline.Point{Lat: lat, Lon: 37 + off/kmPerLon(lat)}
}

func along(p truceline.Point) (km, off float64) {
	return (p.Lat - 48) * kmPerLat, (p.Lon - 37) * kmPerLon(p.Lat)
}

func (w *testWorld) ground(p truceline.Point) (string, float64, float64) {
	km, off := along(p)
	side := w.labels[0]
	if off > 0 {
		side = w.labels[1]
	}
	return side, math.Abs(off), min(max(km, 0), w.whole)
}

// row posts n posts from one place along the line to another, on either side in turn.
func (w *testWorld) row(n int, from, to, alarmsDay float64) {
	for i := range n {
		off := 1.4 * float64(1-2*(i%2))
		w.posts = append(w.posts, testPost{name: fmt.Sprintf("P%03d", len(w.posts)), km: from + (to-from)*(float64(i)+0.5)/float64(n), off: off, alarmsDay: alarmsDay})
	}
}

func (p testPost) chance(km, off, hour float64) float64 {
	d := math.Hypot(km-p.km, off-p.off)
	if p.dead || hour >= p.from && hour < p.to || d >= postReach {
		return 0
	}
	return 0.9 * min(1, (postReach-d)/3)
}

func (w *testWorld) noticing(place truceline.Place, when truceline.Interval, kind truceline.Kind) coverage.Noticing {
	var n coverage.Noticing
	if kind != truceline.KindIndirectFire {
		return n
	}
	km, off := along(place.At)
	hour := when.From.Sub(w.window.From).Hours()
	for _, p := range w.posts {
		chance := p.chance(km, off, hour)
		if when.To.Sub(when.From) > time.Hour { // asked whether ever
			chance = p.chance(km, off, -1)
		}
		if chance > 0 {
			n.Watchers = append(n.Watchers, coverage.Watcher{By: p.name, Means: truceline.MeansAcoustic, Chance: chance, State: truceline.Watched})
		}
	}
	return n
}

// happen lets bursts happen: mean first shots a km and day over the line, so many
// times as many between lively[0] and lively[1], each answered answers times on
// average.
func (w *testWorld) happen(mean, times float64, lively [2]float64, answers float64) {
	hours := w.window.Hours()
	for km := 0.0; km < w.whole; km++ {
		rate := mean
		if km >= lively[0] && km < lively[1] {
			rate *= times
		}
		for range poissonNumber(w.r, rate*hours/24) {
			w.burst(testEvent{km + w.r.Float64(), w.depth(), hours * w.r.Float64(), truceline.KindIndirectFire}, answers)
		}
	}
}

func (w *testWorld) depth() float64 { return (0.2 + 3*w.r.Float64()) * float64(1-2*w.r.IntN(2)) }

func (w *testWorld) burst(e testEvent, answers float64) {
	if e.hour >= w.window.Hours() || e.km < 0 || e.km >= w.whole {
		return
	}
	w.events = append(w.events, e)
	for range poissonNumber(w.r, answers) {
		w.burst(testEvent{e.km + 0.7*w.r.NormFloat64(), w.depth(), e.hour + 0.3*w.r.ExpFloat64(), e.kind}, answers)
	}
}

func poissonNumber(r *rand.Rand, mean float64) int {
	n := 0
	for t := r.ExpFloat64(); t < mean; t += r.ExpFloat64() {
		n++
	}
	return n
}

// report lets the posts report what they notice, and what is nothing.
func (w *testWorld) report() {
	for _, e := range w.events {
		var voices []Voice
		for _, p := range w.posts {
			if w.r.Float64() < p.chance(e.km, e.off, e.hour) {
				voices = append(voices, Voice{By: p.name, Means: truceline.MeansAcoustic, Kind: e.kind})
			}
		}
		if len(voices) > 0 {
			w.say(e, voices)
		}
	}
	for _, p := range w.posts {
		for range poissonNumber(w.r, p.alarmsDay*w.window.Hours()/24) {
			d, way := postReach*math.Sqrt(w.r.Float64()), 2*math.Pi*w.r.Float64()
			e := testEvent{p.km + d*math.Cos(way), p.off + d*math.Sin(way), w.window.Hours() * w.r.Float64(), truceline.KindIndirectFire}
			if p.chance(p.km, p.off, e.hour) > 0 {
				w.say(e, []Voice{{By: p.name, Means: truceline.MeansAcoustic, Kind: e.kind}})
			}
		}
	}
}

func (w *testWorld) say(e testEvent, voices []Voice) {
	const sigma = 0.15
	i := truceline.Incident{ID: truceline.IDOf("test", fmt.Sprint(len(w.reports))), Kind: e.kind}
	i.Place = truceline.Place{Shape: truceline.ShapePoint, At: at(e.km+sigma*w.r.NormFloat64(), e.off+sigma*w.r.NormFloat64()),
		Ellipse: truceline.Ellipse{SemiMajor: 2146 * sigma, SemiMinor: 2146 * sigma}}
	i.When.From = w.window.From.Add(time.Duration(e.hour * float64(time.Hour)))
	i.When.To = i.When.From
	w.reports = append(w.reports, Report{Incident: i, Voices: voices})
}

func (w *testWorld) config() Config {
	return Config{Line: truceline.Polyline{at(0, 0), at(w.whole/2, 0), at(w.whole, 0)}, Ground: w.ground, Sides: []string{"W", "E"}, Window: w.window, Noticing: w.noticing}
}

func (w *testWorld) rates() []truceline.Rate {
	slices.SortStableFunc(w.reports, func(a, b Report) int { return a.Incident.When.From.Compare(b.Incident.When.From) })
	return Of(w.config(), w.reports).Rates
}

// truly counts the events that a rate is about.
func (w *testWorld) truly(r truceline.Rate) int {
	n := 0
	for _, e := range w.events {
		side := w.labels[0]
		if e.off > 0 {
			side = w.labels[1]
		}
		hour := int(e.hour) % 24
		if e.kind == r.Kind && hour >= r.Hours.From && hour < r.Hours.To && math.Abs(e.off) < reachKm() && r.Stretch.Contains(e.km) && cmp.Or(r.Side, side) == side {
			n++
		}
	}
	return n
}

// knowing is the width of the exact interval of an estimator that knows which
// events were noticed and how likely each was to be; the rate's own effort stands
// in where nothing happened.
func (w *testWorld) knowing(r truceline.Rate) float64 {
	n, chance := 0.0, 0.0
	for _, e := range w.events {
		side := w.labels[0]
		if e.off > 0 {
			side = w.labels[1]
		}
		if e.kind != r.Kind || math.Abs(e.off) >= reachKm() || !r.Stretch.Contains(e.km) || cmp.Or(r.Side, side) != side {
			continue
		}
		missed := 1.0
		for _, p := range w.posts {
			missed *= 1 - p.chance(e.km, e.off, e.hour)
		}
		n, chance = n+1, chance+1-missed
	}
	p := r.EffortKmDays / r.KmDays
	if n > 0 {
		p = max(0.01, chance/n)
	}
	seen := math.Round(chance)
	x := part{noticed: p, watched: 1, whole: 1}
	for i := range int(seen) {
		x.sightings = append(x.sightings, sighting{report: i, from: 1})
	}
	if seen == 0 {
		return x.predict(1, 1, 1, 0).quantile(0.95)
	}
	return x.predict(1, 1, 1, 0).quantile(0.975) - x.predict(0, 1, 1, 0).quantile(0.025)
}
