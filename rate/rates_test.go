package rate

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
)

// only gives the rates of shelling.
func only(rates []truceline.Rate) []truceline.Rate {
	var out []truceline.Rate
	for _, r := range rates {
		if r.Kind == truceline.KindIndirectFire {
			out = append(out, r)
		}
	}
	return out
}

func holds(r truceline.Rate, n int) bool {
	slack := 1e-5*float64(n) + 1e-9
	return r.Low*r.KmDays <= float64(n)+slack && float64(n) <= r.High*r.KmDays+slack
}

// TestIntervalsHold: over bursts, false alarms, posts that fail, lively and quiet
// stretches and unwatched ones, the 95 % intervals hold what truly happened as often
// as they say where anything happened, and are at most half as wide again as those
// of an estimator that knows each event's chance.
func TestIntervalsHold(t *testing.T) {
	held, happened, all, allHeld, line, lineHeld, width, oracle := 0, 0, 0, 0, 0, 0, 0.0, 0.0
	worlds := 30
	if testing.Short() {
		worlds = 15
	}
	for seed := range worlds {
		w := newTestWorld(uint64(seed), 100, 24)
		w.row(24, 0, 60, 0.5)
		w.row(4, 70, 90, 0.5)
		for i := range w.posts {
			if w.r.Float64() < 0.3 {
				w.posts[i].from = 20 * w.r.Float64()
				w.posts[i].to = w.posts[i].from + 6
			}
		}
		w.happen(0.15, 6, [2]float64{15, 45}, 0.3)
		w.report()
		for _, r := range only(w.rates()) {
			if !r.Known() {
				continue
			}
			n := w.truly(r)
			ok := holds(r, n)
			switch {
			case len(r.Stretch.Parts) > 0:
				line++
				if ok {
					lineHeld++
				}
				continue
			case n > 0:
				happened++
				if ok {
					held++
				}
			}
			all++
			width += (r.High - r.Low) * r.KmDays
			oracle += w.knowing(r)
			if ok {
				allHeld++
			}
		}
	}
	share := func(a, b int) float64 { return float64(a) / float64(b) }
	t.Logf("where anything happened %d of %d (%.1f %%), all %d of %d (%.1f %%), the line as a whole %d of %d; mean width %.2f events, knowing the chances %.2f",
		held, happened, 100*share(held, happened), allHeld, all, 100*share(allHeld, all), lineHeld, line, width/float64(all), oracle/float64(all))
	if width > 1.5*oracle {
		t.Errorf("intervals are %.2f times as wide as those that know the chances", width/oracle)
	}
	if s := share(held, happened); s < 0.93 {
		t.Errorf("where anything happened %.1f %% of intervals hold it", 100*s)
	}
	if s := share(allHeld, all); s < 0.93 {
		t.Errorf("%.1f %% of all intervals hold the truth", 100*s)
	}
	if s := share(lineHeld, line); s < 0.93 {
		t.Errorf("on the line as a whole %.1f %% of intervals hold the truth", 100*s)
	}
}

// TestSwap: the sides exchanged give the same rates with the sides exchanged.
func TestSwap(t *testing.T) {
	make := func(labels [2]string) []truceline.Rate {
		w := newTestWorld(3, 60, 24)
		w.labels = labels
		w.row(16, 0, 40, 0.5)
		w.happen(0.3, 4, [2]float64{10, 20}, 0.3)
		w.report()
		return w.rates()
	}
	here, there := make([2]string{"W", "E"}), make([2]string{"E", "W"})
	type key struct {
		kind     truceline.Kind
		side     string
		from, to float64
		parts    int
		hours    truceline.DayHours
	}
	of := func(r truceline.Rate, mirror bool) key {
		side := r.Side
		if mirror && side != "" {
			side = map[string]string{"E": "W", "W": "E"}[side]
		}
		return key{r.Kind, side, r.Stretch.FromKm, r.Stretch.ToKm, len(r.Stretch.Parts), r.Hours}
	}
	mirrored := map[key]truceline.Rate{}
	for _, r := range there {
		mirrored[of(r, true)] = r
	}
	if len(here) != len(there) || len(only(here)) < 10 {
		t.Fatalf("%d and %d rates", len(here), len(there))
	}
	for _, r := range here {
		m := mirrored[of(r, false)]
		if m.Low != r.Low || m.High != r.High || m.Value != r.Value || m.Events != r.Events || m.EffortKmDays != r.EffortKmDays {
			t.Errorf("%s %s %s: %v %v-%v, exchanged %v %v-%v", r.Kind, r.Side, r.Stretch.Name, r.Value, r.Low, r.High, m.Value, m.Low, m.High)
		}
	}
}

// TestNothingSeen: with every post at work and no shot the bound is small; with
// every second post dead it is larger; with all dead the same zero is a gap of
// which nothing can be said, and it says blind.
func TestNothingSeen(t *testing.T) {
	line := func(dead func(i int) bool) truceline.Rate {
		w := newTestWorld(1, 40, 24)
		w.row(16, 0, 40, 0)
		for i := range w.posts {
			w.posts[i].dead = dead(i)
		}
		return only(w.rates())[0]
	}
	whole := line(func(int) bool { return false })
	half := line(func(i int) bool { return i%2 == 0 })
	none := line(func(int) bool { return true })
	if whole.Method != truceline.RateUpper || half.Method != truceline.RateUpper || whole.Events != 0 || half.Events != 0 {
		t.Fatalf("%+v\n%+v", whole, half)
	}
	if !(whole.High < half.High) || !(whole.EffortKmDays > half.EffortKmDays) {
		t.Errorf("at most %v with all posts and %v with half of them", whole.High, half.High)
	}
	if none.Known() || none.Watched != truceline.Blind || none.Events != 0 {
		t.Errorf("with all posts dead: %+v", none)
	}
	// The rule of three: nearly everything is noticed, so at most about nothing of
	// what was watched, and three where a third of it was.
	if whole.Watched != truceline.Watched {
		t.Errorf("with all posts the line is %s", whole.Watched)
	}
}

// TestMoreWatchers: one more post never lowers the effort.
func TestMoreWatchers(t *testing.T) {
	effort := func(n int) float64 {
		w := newTestWorld(1, 40, 24)
		w.row(16, 0, 40, 0)
		for i := n; i < len(w.posts); i++ {
			w.posts[i].dead = true
		}
		s := newSurvey(w.config())
		sum := 0.0
		for _, e := range s.effort[2] {
			sum += e.noticed
		}
		return sum
	}
	last := -1.0
	for n := range 17 {
		now := effort(n)
		if now < last-1e-9 {
			t.Errorf("%d posts: %v, one fewer: %v", n, now, last)
		}
		last = now
	}
}

// TestPredictKnown: with no report in doubt and one chance for all, the number
// that happened is the number seen and a negative binomial number of misses.
func TestPredictKnown(t *testing.T) {
	const p = 0.6
	for n := range 8 {
		x := part{noticed: p, watched: 1, whole: 1}
		for i := range n {
			x.sightings = append(x.sightings, sighting{report: i, from: 1})
		}
		got := x.predict(1, 1, 1, 0)
		for k, want := 0, math.Pow(p, float64(n+1)); k < 12; k++ {
			if math.Abs(got[n+k]-want) > 2e-3 {
				t.Errorf("%d seen, %d missed: chance %.4f, want %.4f", n, k, got[n+k], want)
			}
			want *= (float64(n+1) + float64(k)) / float64(k+1) * (1 - p)
		}
	}
}

// TestFork: the seven points have the mean and spread of the ellipse, and its
// fourth moment.
func TestFork(t *testing.T) {
	points, weights := fork(truceline.Place{At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 2145.966, SemiMinor: 1072.983, Bearing: 90}})
	var sum, east, north, fourth float64
	for i, p := range points {
		x, y := (p.Lon-37)*kmPerLon(48), (p.Lat-48)*kmPerLat
		sum, east, north, fourth = sum+weights[i], east+weights[i]*x*x, north+weights[i]*y*y, fourth+weights[i]*x*x*x*x
	}
	for _, c := range []struct {
		what      string
		got, want float64
	}{{"weight", sum, 1}, {"east", east, 1}, {"north", north, 0.25}, {"fourth", fourth, 3}} {
		if math.Abs(c.got-c.want) > 0.03 {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
}

// TestBursts: mean and variance of the negative binomial, by hand.
func TestBursts(t *testing.T) {
	for _, fano := range []float64{1, 2, 5} {
		mean, second := 0.0, 0.0
		for n, p := range bursts(3, fano) {
			mean, second = mean+float64(n)*p, second+float64(n*n)*p
		}
		if math.Abs(mean-3) > 0.01 || math.Abs((second-mean*mean)/mean-fano) > 0.03 {
			t.Errorf("Fano factor %v: mean %v, variance %v", fano, mean, second-mean*mean)
		}
	}
}
