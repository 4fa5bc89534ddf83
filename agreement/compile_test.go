package agreement_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// at returns a moment of 11 April 2026, UTC; the window begins at 13:00:00 and
// lasts to 21:00:00 of the next day.
func at(day, hour, minute, second int) time.Time {
	return time.Date(2026, 4, day, hour, minute, second, 0, time.UTC)
}

func compiled(t testing.TB, windows ...truceline.Window) *agreement.Compiled {
	t.Helper()
	a := truceline.Agreement{ID: "t", Parties: []truceline.Party{{ID: "AA"}, {ID: "BB"}}}
	if len(windows) == 0 {
		windows = []truceline.Window{{From: at(11, 13, 0, 0), To: at(12, 21, 0, 0)}}
	}
	for _, w := range windows {
		a.Windows = append(a.Windows, truceline.InForce{Window: w})
	}
	square := truceline.Ring{{Lat: 48, Lon: 37}, {Lat: 48, Lon: 38}, {Lat: 49, Lon: 38}, {Lat: 49, Lon: 37}}
	a.Zones = []truceline.Zone{
		{ID: "all", Name: "all", Everywhere: true},
		{ID: "square", Name: "square", Polygons: []truceline.Polygon{{square}}},
		{ID: "areas", Name: "areas", Areas: []string{"X-1", "X-2"}},
		{ID: "strip", Name: "strip", Corridor: &truceline.Corridor{DepthKm: map[string]float64{"AA": 15, "BB": 15}}},
		{ID: "uneven", Name: "uneven", Corridor: &truceline.Corridor{DepthKm: map[string]float64{"AA": 15, "BB": 0}}},
	}
	c, err := agreement.Compile(a, []truceline.Area{
		{ID: "X-1", Name: "First", Polygons: []truceline.Polygon{{square}}},
		{ID: "X-3", Name: "Third", Polygons: []truceline.Polygon{{shift(square, 5)}}},
		{ID: "X-4", Name: "Fourth", Polygons: []truceline.Polygon{{shift(square, 0.5)}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shift moves a ring east.
func shift(r truceline.Ring, degrees float64) truceline.Ring {
	var out truceline.Ring
	for _, p := range r {
		out = append(out, truceline.Point{Lat: p.Lat, Lon: p.Lon + degrees})
	}
	return out
}

// near compares bounds to three decimals.
func near(t *testing.T, what string, got truceline.Probability, p, low, high float64) {
	t.Helper()
	if math.Abs(got.P-p) > 5e-4 || math.Abs(got.Low-low) > 1e-3 || math.Abs(got.High-high) > 5e-4 {
		t.Errorf("%s: got %.4f [%.4f, %.4f], want %.4f [%.4f, %.4f]", what, got.P, got.Low, got.High, p, low, high)
	}
}

func TestInForceMoment(t *testing.T) {
	c := compiled(t)
	moment := func(when time.Time, clock time.Duration, p float64) {
		t.Helper()
		got, why := c.InForce(truceline.Interval{From: when, To: when, Clock: truceline.Clock{Error: clock}})
		near(t, why, got, p, p, p)
	}
	// With an exact clock the window holds its first moment and not its end.
	moment(at(11, 13, 0, 0), 0, 1)
	moment(at(11, 12, 59, 59), 0, 0)
	moment(at(11, 13, 0, 1), 0, 1)
	moment(at(12, 20, 59, 59), 0, 1)
	moment(at(12, 21, 0, 0), 0, 0)
	moment(at(12, 21, 0, 1), 0, 0)
	// On the boundary a clock error leaves even chances, however small it is.
	moment(at(11, 13, 0, 0), time.Second, 0.5)
	moment(at(12, 21, 0, 0), time.Hour, 0.5)
	// Its 90 % range leaves 5 % on the far side.
	moment(at(11, 13, 1, 0), time.Minute, 0.95)
	moment(at(11, 12, 59, 0), time.Minute, 0.05)
	moment(at(12, 20, 59, 0), time.Minute, 0.95)
	// Far from both boundaries it does not matter.
	moment(at(12, 9, 0, 0), time.Hour, 1)
	moment(at(10, 9, 0, 0), time.Hour, 0)
	// Nothing is known of a time that was not stated.
	moment2, _ := c.InForce(truceline.Interval{})
	near(t, "no time", moment2, 0.5, 0, 1)
}

func TestInForceInterval(t *testing.T) {
	c := compiled(t)
	stretch := func(from, to time.Time, clock time.Duration, p, low, high float64) {
		t.Helper()
		got, why := c.InForce(truceline.Interval{From: from, To: to, Clock: truceline.Clock{Error: clock}})
		near(t, why, got, p, low, high)
	}
	stretch(at(11, 13, 0, 0), at(12, 21, 0, 0), 0, 1, 1, 1)              // the whole window
	stretch(at(11, 12, 59, 59), at(12, 21, 0, 0), 0, 1, 0, 1)            // a second more
	stretch(at(11, 12, 0, 0), at(11, 13, 0, 0), 0, 0, 0, 0)              // up to it
	stretch(at(11, 12, 0, 0), at(11, 14, 0, 0), 0, 0.5, 0, 1)            // half
	stretch(at(11, 1, 0, 0), at(13, 17, 0, 0), 0, 0.5, 0, 1)             // around it
	stretch(at(12, 21, 0, 0), at(12, 22, 0, 0), 0, 0, 0, 0)              // after it
	stretch(at(11, 13, 0, 0), at(11, 14, 0, 0), time.Second, 1, 0.5, 1)  // begins with it, by a doubtful clock
	stretch(at(11, 12, 0, 0), at(11, 13, 0, 0), time.Second, 0, 0, 0.5)  // ends with it
	stretch(at(11, 12, 0, 0), at(11, 14, 0, 0), time.Minute, 0.5, 0, 1)  // half, whichever way the clock is off
	stretch(at(11, 13, 0, 0), at(12, 21, 0, 0), time.Second, 1, 0, 1)    // as long as the window: any error spoils it
	stretch(at(11, 0, 0, 0), at(12, 0, 0, 0), 0, 11.0/24, 0, 1)          // only the day is known
	stretch(at(12, 0, 0, 0), at(12, 20, 59, 0), time.Minute, 1, 0.95, 1) // ends a clock error before the end
}

func TestInForceWindows(t *testing.T) {
	// Two windows, one hour between; and one that overlaps the first.
	c := compiled(t, truceline.Window{From: at(11, 15, 0, 0)}, truceline.Window{From: at(11, 12, 0, 0), To: at(11, 14, 0, 0)}, truceline.Window{From: at(11, 11, 0, 0), To: at(11, 13, 0, 0)})
	check := func(from, to time.Time, clock time.Duration, p, low, high float64) {
		t.Helper()
		got, why := c.InForce(truceline.Interval{From: from, To: to, Clock: truceline.Clock{Error: clock}})
		near(t, why, got, p, low, high)
	}
	check(at(11, 12, 30, 0), at(11, 12, 30, 0), 0, 1, 1, 1)                     // in both of two windows counts once
	check(at(11, 14, 0, 0), at(11, 14, 0, 0), 0, 0, 0, 0)                       // between
	check(at(11, 14, 0, 0), at(11, 15, 0, 0), 0, 0, 0, 0)                       // all of the time between, and no more
	check(at(11, 13, 0, 0), at(11, 16, 0, 0), 0, 2.0/3, 0, 1)                   // over the gap
	check(at(11, 13, 0, 0), at(11, 16, 0, 0), time.Hour, 0.675, 0, 1)           // over the gap, doubtful clock
	check(at(20, 13, 0, 0), at(21, 16, 0, 0), time.Hour, 1, 1, 1)               // open end
	check(at(11, 14, 30, 0), at(11, 14, 30, 0), time.Hour, 0.411, 0.411, 0.411) // in the gap: either way leads in
}

// TestInForceAgainstSums compares the closed form with a plain sum over errors.
func TestInForceAgainstSums(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		var windows []truceline.Window
		for range 1 + r.IntN(3) {
			from := at(11, 0, 0, 0).Add(time.Duration(r.IntN(86400)) * time.Second)
			w := truceline.Window{From: from, To: from.Add(time.Duration(1+r.IntN(20000)) * time.Second)}
			if r.IntN(4) == 0 {
				w.To = time.Time{}
			}
			windows = append(windows, w)
		}
		c := compiled(t, windows...)
		i := truceline.Interval{From: at(11, 0, 0, 0).Add(time.Duration(r.IntN(86400)) * time.Second)}
		i.To = i.From.Add(time.Duration(r.IntN(3)*r.IntN(20000)) * time.Second)
		i.Clock.Error = time.Duration(60+r.IntN(7200)) * time.Second
		got, why := c.InForce(i)
		if !(0 <= got.Low && got.Low <= got.P && got.P <= got.High && got.High <= 1) || why == "" {
			t.Fatalf("%+v %q", got, why)
		}
		want := summed(windows, i)
		if math.Abs(got.P-want.P) > 0.01 || math.Abs(got.Low-want.Low) > 0.01 || math.Abs(got.High-want.High) > 0.01 {
			t.Errorf("windows %v, interval %v to %v +- %v: got %+v, want %+v", windows, i.From, i.To, i.Clock.Error, got, want)
		}
	}
}

// summed works out InForce by trying many clock errors.
func summed(windows []truceline.Window, i truceline.Interval) truceline.Probability {
	const n, m = 801, 101
	var sum truceline.Probability
	var weight float64
	held := func(t time.Time) bool {
		return slices.ContainsFunc(windows, func(w truceline.Window) bool { return w.Contains(t) })
	}
	for k := range n {
		z := -5 + 10*float64(k)/(n-1)
		w := math.Exp(-z * z / 2)
		from := i.From.Add(time.Duration(z / 1.6448536 * float64(i.Clock.Error)))
		to := from.Add(i.Duration())
		in := 0
		for j := range m {
			if held(from.Add(time.Duration((float64(j) + 0.5) / m * float64(i.Duration())))) {
				in++
			}
		}
		all, some := held(from), held(from)
		for _, win := range windows {
			if !win.To.IsZero() && win.To.After(from) && win.To.Before(to) {
				all = all && held(win.To)
			}
			some = some || win.From.Before(to) && (win.To.IsZero() || win.To.After(from))
		}
		weight += w
		sum.P += w * float64(in) / m
		if all {
			sum.Low += w
		}
		if some {
			sum.High += w
		}
	}
	return truceline.Probability{P: sum.P / weight, Low: sum.Low / weight, High: sum.High / weight}
}

func TestInsideCorridor(t *testing.T) {
	c := compiled(t)
	point := func(reach float64) truceline.Place {
		return truceline.Place{Shape: truceline.ShapePoint, Ellipse: truceline.Ellipse{SemiMajor: reach, SemiMinor: reach}}
	}
	check := func(zone string, pl truceline.Place, g *truceline.Ground, p, low, high float64) {
		t.Helper()
		got, why := c.Inside(zone, pl, g)
		near(t, why, got, p, low, high)
	}
	for _, side := range []string{"AA", "BB"} {
		ground := func(km, certain float64) *truceline.Ground {
			return &truceline.Ground{Side: side, Certain: certain, DistanceKm: km, LineAsOf: "2026-04-11"}
		}
		check("strip", point(0), ground(15, 1), 1, 1, 1)          // on the boundary
		check("strip", point(0), ground(14.999, 1), 1, 1, 1)      // one metre in
		check("strip", point(0), ground(15.001, 1), 0, 0, 0)      // one metre out
		check("strip", point(0), ground(0, 0.5), 1, 1, 1)         // on the line
		check("strip", point(1000), ground(15, 1), 0.5, 0.5, 0.5) // on the boundary, not known well
		check("strip", point(1000), ground(5, 1), 1, 1, 1)
		check("strip", point(1000), ground(25, 1), 0, 0, 0)
		check("strip", point(1), ground(14.999, 1), 0.984, 0.984, 0.984) // one metre in, known to a metre
	}
	aa := func(km, certain float64) *truceline.Ground {
		return &truceline.Ground{Side: "AA", Certain: certain, DistanceKm: km, LineAsOf: "2026-04-11"}
	}
	check("uneven", point(0), aa(1, 1), 1, 1, 1)
	check("uneven", point(0), aa(1, 0.7), 0.7, 0.7, 0.7) // the other side's ground has no depth
	check("strip", truceline.Place{Shape: truceline.ShapePoint, Ellipse: truceline.Ellipse{SemiMajor: 4000, SemiMinor: 1000}}, aa(14, 1), 0.769, 0.704, 0.984)
	check("strip", point(0), nil, 0.5, 0, 1)
	check("strip", point(0), &truceline.Ground{Side: "CC", Certain: 1}, 0.5, 0, 1)
	check("nowhere", point(0), aa(1, 1), 0.5, 0, 1)
}

func TestInsideElsewhere(t *testing.T) {
	c := compiled(t)
	check := func(zone string, pl truceline.Place, p, low, high float64) {
		t.Helper()
		got, why := c.Inside(zone, pl, nil)
		near(t, why, got, p, low, high)
	}
	point := func(lat, lon float64) truceline.Place {
		return truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: lat, Lon: lon}}
	}
	area := func(id string) truceline.Place { return truceline.Place{Shape: truceline.ShapeArea, Area: id} }
	check("all", truceline.Place{Shape: truceline.ShapeUnknown}, 1, 1, 1)
	check("square", truceline.Place{Shape: truceline.ShapeUnknown}, 0.5, 0, 1)
	check("square", truceline.Place{}, 0.5, 0, 1)
	metre := 1 / (111_320 * math.Cos(48.5*math.Pi/180)) // in degrees of longitude
	check("square", point(48.5, 37.5), 1, 1, 1)
	check("square", point(48.5, 37), 1, 1, 1) // on the line
	check("square", point(48.5, 37+metre), 1, 1, 1)
	check("square", point(48.5, 37-metre), 0, 0, 0)
	check("square", point(48.5, 38+metre), 0, 0, 0)
	check("square", point(48.5, 38-metre), 1, 1, 1)
	wide := point(48.5, 37)
	wide.Ellipse = truceline.Ellipse{SemiMajor: 500, SemiMinor: 500}
	got, why := c.Inside("square", wide, nil)
	if math.Abs(got.P-0.5) > 0.03 || got.Low != got.P || got.High != got.P {
		t.Error("on the line, known to 500 m:", got, why)
	}
	check("square", truceline.Place{Shape: truceline.ShapeSector, At: truceline.Point{Lat: 48.5, Lon: 37.5}, Sector: truceline.Sector{BearingTo: 20}}, 0.5, 0, 1) // no range
	check("square", area("X-1"), 1, 1, 1)
	check("square", area("X-3"), 0, 0, 0)
	check("square", area("X-4"), 0.5, 0, 1) // half of it
	check("square", area("X-9"), 0.5, 0, 1) // not given
	check("areas", area("X-1"), 1, 1, 1)
	check("areas", area("X-2"), 1, 1, 1) // by its name, though it is not drawn
	check("areas", point(48.5, 37.5), 1, 1, 1)
	check("areas", point(40, 37.5), 0, 0, 1) // may lie in the area that is not drawn
	if m := c.Missing(); len(m) != 1 || m[0] != "X-2" {
		t.Error("missing:", m)
	}
}

func TestCompileRefuses(t *testing.T) {
	if _, err := agreement.Compile(truceline.Agreement{Clauses: []truceline.Clause{{ID: "c", Zone: "z"}}}, nil); err == nil {
		t.Error("a clause without its zone was compiled")
	}
	square := truceline.Ring{{Lat: 48, Lon: 37}, {Lat: 48, Lon: 38}, {Lat: 49, Lon: 38}, {Lat: 49, Lon: 37}}
	small := truceline.Ring{{Lat: 48.2, Lon: 37.2}, {Lat: 48.2, Lon: 37.4}, {Lat: 48.4, Lon: 37.4}, {Lat: 48.4, Lon: 37.2}}
	compile := func(rings ...truceline.Ring) (*agreement.Compiled, error) {
		z := truceline.Zone{ID: "z"}
		for _, r := range rings {
			z.Polygons = append(z.Polygons, truceline.Polygon{r})
		}
		return agreement.Compile(truceline.Agreement{Zones: []truceline.Zone{z}}, nil)
	}
	if _, err := compile(square, shift(square, 0.5)); err == nil {
		t.Error("polygons that overlap were compiled")
	}
	// Neighbours are fine, and of two that lie within each other the larger
	// counts, in whichever order.
	for _, rings := range [][]truceline.Ring{{square, shift(square, 1)}, {square, small}, {small, square}, {square, square}} {
		c, err := compile(rings...)
		if err != nil {
			t.Error(err)
			continue
		}
		p, why := c.Inside("z", truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.3, Lon: 37.3}}, nil)
		near(t, why, p, 1, 1, 1)
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want string
	}{{0, "0 %"}, {1e-9, "under 1 %"}, {0.5, "50 %"}, {0.994, "99 %"}, {0.9999, "over 99 %"}, {1, "100 %"}} {
		if got := agreement.Percent(c.p); got != c.want {
			t.Errorf("%g is %q, want %q", c.p, got, c.want)
		}
	}
}
