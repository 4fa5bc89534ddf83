package rate

import (
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestCompare: printed values of the exact test; bursts widen it; the other way
// round is the inverse; nothing seen says nothing.
func TestCompare(t *testing.T) {
	ratio, low, high := Compare(Counted{11, 800}, Counted{21, 3011}, 1, 0.95) // the example of R's poisson.test
	if math.Abs(ratio-1.97149) > 1e-4 || math.Abs(low-0.858426) > 1e-4 || math.Abs(high-4.27726) > 1e-4 {
		t.Errorf("%v, %v to %v", ratio, low, high)
	}
	if _, l, h := Compare(Counted{11, 800}, Counted{21, 3011}, 3, 0.95); l >= low || h <= high {
		t.Errorf("with bursts %v to %v, without %v to %v", l, h, low, high)
	}
	a, b, c := Compare(Counted{21, 3011}, Counted{11, 800}, 1, 0.95)
	if math.Abs(a*ratio-1) > 1e-5 || math.Abs(b*high-1) > 1e-5 || math.Abs(c*low-1) > 1e-5 {
		t.Errorf("the other way round %v, %v to %v", a, b, c)
	}
	if r, l, h := Compare(Counted{0, 10}, Counted{0, 10}, 1, 0.95); r != 0 || l != 0 || h >= 0 {
		t.Errorf("nothing seen: %v, %v to %v", r, l, h)
	}
}

// TestPoissonSlope: counts that grow by a known factor give it, exactly.
func TestPoissonSlope(t *testing.T) {
	x := []float64{-3, -2, -1, 0, 1, 2, 3}
	y, m := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		m[i] = 10 + float64(i)
		y[i] = m[i] * math.Exp(0.2+0.3*x[i])
	}
	slope, error, ok := poissonSlope(y, m, x, 1)
	if !ok || math.Abs(slope-0.3) > 1e-9 || error <= 0 {
		t.Errorf("%v ± %v", slope, error)
	}
	if _, wide, _ := poissonSlope(y, m, x, 4); math.Abs(wide-2*error) > 1e-9 {
		t.Errorf("bursts of four: ±%v, want twice %v", wide, error)
	}
	if _, _, ok := poissonSlope([]float64{1, 0, 1}, []float64{1, 1, 1}, []float64{-1, 0, 1}, 1); ok {
		t.Error("two events have a trend")
	}
}

// changesOf plays a world in which times as much happens from half of the window on.
func changesOf(seed uint64, times float64) []truceline.Change {
	w := newTestWorld(seed, 60, 96)
	w.row(20, 0, 60, 0.3)
	w.happen(0.5, 1, [2]float64{}, 0.3)
	var kept []testEvent
	for _, e := range w.events {
		if e.hour >= 48 || w.r.Float64() < 1/times {
			kept = append(kept, e)
		}
	}
	w.events = kept
	for i := range w.posts { // and half of the posts are out in the second half
		if i%2 == 0 {
			w.posts[i].from, w.posts[i].to = 48, 96
		}
	}
	w.report()
	config := w.config()
	config.Moments = []Moment{{At: w.window.From.Add(48 * time.Hour), Why: "half time"}}
	return Of(config, w.reports).Changes
}

// TestChanges: a change in how much happens is found, and a change in how well it was
// watched is not taken for one.
func TestChanges(t *testing.T) {
	found, wrong, trend, steady := 0, 0, 0, 0
	for seed := range uint64(10) {
		for _, c := range changesOf(seed, 3) {
			switch {
			case c.Kind != truceline.KindIndirectFire:
			case c.At.IsZero() && c.Low > 1:
				trend++
			case !c.At.IsZero() && c.Low > 1 && c.High > 3:
				found++
			}
		}
	}
	for seed := range uint64(40) {
		for _, c := range changesOf(seed+100, 1) {
			switch {
			case c.Kind != truceline.KindIndirectFire || c.Low <= 1 && (c.High >= 1 || c.High < 0):
			case c.At.IsZero():
				steady++
			default:
				wrong++
			}
		}
	}
	t.Logf("before and after: %d of 10 found, %d of 40 wrong; trend: %d of 10 found, %d of 40 wrong", found, wrong, trend, steady)
	if found < 8 || wrong > 5 || trend < 8 || steady > 5 { // of 95 %: more than five of forty come once in seventy times
		t.Errorf("before and after: %d of 10 found, %d of 40 wrong; trend: %d found, %d wrong", found, wrong, trend, steady)
	}
}
