package fuse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

var (
	noon = time.Date(2030, 5, 1, 9, 0, 0, 0, time.UTC)
	home = truceline.Point{Lat: 48, Lon: 37.5}
)

// heard is an acoustic post's statement about one explosion.
func heard(source string, at truceline.Point, errorM float64, seconds float64) truceline.Observation {
	t := noon.Add(time.Duration(seconds * float64(time.Second)))
	return truceline.Observation{
		ID: truceline.IDOf(source, t.String(), fmt.Sprint(at)), Source: source, Means: truceline.MeansAcoustic, Kind: truceline.KindIndirectFire,
		Count: truceline.One("explosion"), When: truceline.Interval{From: t, To: t, Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: at, Ellipse: truceline.Ellipse{SemiMajor: errorM, SemiMinor: errorM}},
	}
}

// fused adds observations and returns the newest version of each incident, in
// order of beginning.
func fused(f *Fuser, all ...truceline.Observation) []truceline.Incident {
	var order []truceline.ID
	last := map[truceline.ID]truceline.Incident{}
	for _, o := range all {
		f.Add(o)
		for _, i := range f.Step(o.When.To) {
			if _, ok := last[i.ID]; !ok {
				order = append(order, i.ID)
			}
			last[i.ID] = i
		}
	}
	order = slices.DeleteFunc(order, func(id truceline.ID) bool { return !last[id].Into.IsZero() })
	out := make([]truceline.Incident, len(order))
	for n, id := range order {
		out[n] = last[id]
	}
	return out
}

// TestOneOrTwo says which statements are one happening and which are two.
func TestOneOrTwo(t *testing.T) {
	good := func(want int, why string, all ...truceline.Observation) {
		t.Helper()
		if got := fused(New(Config{}), all...); len(got) != want {
			t.Errorf("%s: %d incidents, want %d", why, len(got), want)
		}
	}
	a := heard("post-1", home, 500, 0)
	good(1, "three posts, one explosion", a, heard("post-2", geo.Destination(home, 90, 300), 500, 1), heard("post-3", geo.Destination(home, 0, 300), 500, 2))
	good(2, "5 km apart with 500 m errors", a, heard("post-2", geo.Destination(home, 90, 5000), 500, 1))
	good(1, "5 km apart with 5 km errors", heard("post-1", home, 5000, 0), heard("post-2", geo.Destination(home, 90, 5000), 5000, 1))
	good(2, "ten minutes apart", a, heard("post-2", home, 500, 600))
	good(2, "one post, two times: it heard two", a, heard("post-1", home, 500, 10))
	good(1, "45 s apart at one place: the other missed the first of several", a, heard("post-2", home, 500, 45))
	good(2, "six minutes apart: so much is not missed", a, heard("post-2", home, 500, 360))

	shots := heard("post-2", home, 500, 1)
	shots.Kind = truceline.KindSmallArms
	good(2, "small arms are not artillery", a, shots)
	vague := heard("post-2", home, 500, 1)
	vague.Kind = truceline.KindExplosion
	good(1, "an undetermined explosion may be artillery", a, vague)

	sector := heard("patrol-1", truceline.Point{}, 0, 1)
	sector.Place = truceline.Place{Shape: truceline.ShapeSector, At: geo.Destination(home, 180, 2500), Sector: truceline.Sector{RangeMin: 2000, RangeMax: 3000, BearingFrom: 348.75, BearingTo: 11.25}}
	good(1, "2-3 km north of a patrol that stands 2.5 km south", a, sector)
	sector.Place.Sector.BearingFrom, sector.Place.Sector.BearingTo = 78.75, 101.25
	good(2, "2-3 km east of it", a, sector)
}

// TestBefallsSelf: a patrol that is refused passage "0 to 500 m" ahead is refused it where it stands; what it
// sees so far off lies between.
func TestBefallsSelf(t *testing.T) {
	o := heard("patrol-1", truceline.Point{}, 0, 0)
	o.Means, o.Place = truceline.MeansSaw, truceline.Place{Shape: truceline.ShapeSector, At: home, Sector: truceline.Sector{RangeMax: 500, BearingFrom: 348.75, BearingTo: 11.25}}
	at := func(k truceline.Kind, from float64) float64 {
		o.Kind, o.Place.Sector.RangeMin = k, from
		return geo.Distance(fused(New(Config{}), o)[0].Place.At, home)
	}
	near(t, "refused", at(truceline.KindRestriction, 0), 0, 0.01)
	near(t, "refused further on", at(truceline.KindRestriction, 300), 400, 15)
	near(t, "seen", at(truceline.KindIndirectFire, 0), 250, 1)
}

// TestKnown: an oracle's word goes before place and time; a false alarm stays alone.
func TestKnown(t *testing.T) {
	a, far, alone := heard("a", home, 500, 0), heard("b", geo.Destination(home, 90, 9000), 500, 300), heard("c", home, 500, 1)
	about := map[truceline.ID]int{a.ID: 7, far.ID: 7}
	f := New(Config{Known: func(o truceline.Observation) (int, bool) { n, ok := about[o.ID]; return n, ok }})
	got := fused(f, a, alone, far)
	if len(got) != 2 || len(got[0].Observations) != 2 || len(got[1].Observations) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAlerts(t *testing.T) {
	alert := func(area string, from, to time.Duration) truceline.Observation {
		return truceline.Observation{
			ID: truceline.IDOf(area, from.String(), to.String()), Source: "alerts", Means: truceline.MeansAirAlert, Kind: truceline.KindAirAlert, Count: truceline.One("alert"),
			When: truceline.Interval{From: noon.Add(from), To: noon.Add(to)}, Place: truceline.Place{Shape: truceline.ShapeArea, Area: area},
		}
	}
	good := func(want int, all ...truceline.Observation) []truceline.Incident {
		t.Helper()
		got := fused(New(Config{}), all...)
		if len(got) != want {
			t.Errorf("%d incidents, want %d", len(got), want)
		}
		return got
	}
	one := good(1, alert("UA-63", 0, time.Hour))
	// That an alert was given is sure enough; what it warned of is the judge's to doubt.
	if one[0].Exists.Low < 0.9 || one[0].Lineages != 1 {
		t.Errorf("an alert on the authority's own record: %+v", one[0].Exists)
	}
	unstated := alert("UA-63", 0, time.Hour)
	unstated.Means = truceline.MeansUnstated
	if got := fused(New(Config{}), unstated)[0].Exists; got != truceline.Unknown() {
		t.Errorf("how often such statements are wrong is not known, yet existence is %+v", got)
	}
	good(2, alert("UA-63", 0, time.Hour), alert("UA-12", 0, time.Hour))
	good(2, alert("UA-63", 0, time.Hour), alert("UA-63", time.Hour, 2*time.Hour)) // one ends as the next begins
	good(1, alert("UA-63", 0, time.Hour), alert("UA-63", 59*time.Minute, 2*time.Hour))

	// A warning says that it holds for an hour; who gave it ends it after half of that.
	early := good(1, alert("UA-63", 0, time.Hour), alert("UA-63", 0, 30*time.Minute))[0]
	if !early.When.To.Equal(noon.Add(30 * time.Minute)) {
		t.Errorf("it was ended before it expired, and is said to have lasted %+v", early.When)
	}
	later := good(1, alert("UA-63", 0, time.Hour), alert("UA-63", 0, 2*time.Hour))[0]
	if !later.When.To.Equal(noon.Add(2 * time.Hour)) {
		t.Errorf("it was prolonged, and is said to have lasted %+v", later.When)
	}

	// By poll and by push: it goes on, is seen again, and ends.
	on := func(from, seen time.Duration) truceline.Observation {
		o := alert("UA-63", from, seen)
		o.When.Open, o.ID = true, truceline.IDOf("open", from.String(), seen.String())
		return o
	}
	lasts := func(open bool, end time.Duration, all ...truceline.Observation) {
		t.Helper()
		if got := good(1, all...)[0].When; got.Open != open || !got.To.Equal(noon.Add(end)) || !got.From.Equal(noon) {
			t.Errorf("from %s to %s, open %v", got.From, got.To, got.Open)
		}
	}
	lasts(true, 0, on(0, 0))
	lasts(true, 5*time.Minute, on(0, 0), on(0, 5*time.Minute))
	lasts(false, 20*time.Minute, on(0, 0), on(0, 5*time.Minute), alert("UA-63", 0, 20*time.Minute)) // the end comes late
	lasts(false, 20*time.Minute, on(0, 0), alert("UA-63", 20*time.Minute, 20*time.Minute))          // a message that it is over
	lasts(true, 30*time.Minute, on(0, 0), alert("UA-63", 0, 20*time.Minute), on(0, 30*time.Minute)) // taken back
	good(2, on(0, 0), on(time.Hour, time.Hour))                                                     // the end of the first never came
	good(2, alert("UA-63", 0, 10*time.Minute), alert("UA-63", 20*time.Minute, 20*time.Minute))      // an end without a beginning
	good(2, on(time.Hour, time.Hour), alert("UA-63", 20*time.Minute, 20*time.Minute))               // which ended before it
}

// TestEstimate checks the combined place on a case that can be done on paper:
// equal errors meet halfway and shrink by the square root of two, and by what their agreement
// says of the errors. Two places that agree wholly leave two numbers free, so that the axes are those of
// stated errors times the root of 8/10 within90(10)/within90(8), 0.8669; 200 m off the
// middle each, with 600/2.146 m of standard deviation, their misfit is 1.024, which makes it 0.9572.
func TestEstimate(t *testing.T) {
	east := geo.Destination(home, 90, 400)
	i := fused(New(Config{}), heard("a", home, 600, 0), heard("b", east, 600, 0))[0]
	near(t, "from a", geo.Distance(home, i.Place.At), 200, 1)
	near(t, "from b", geo.Distance(east, i.Place.At), 200, 1)
	near(t, "major", i.Place.Ellipse.SemiMajor, 0.9572*600/math.Sqrt2, 1)
	near(t, "minor", i.Place.Ellipse.SemiMinor, 0.9572*600/math.Sqrt2, 1)

	// Two bearings that cross: long thin ellipses give a small round one.
	long := func(source string, bearing float64) truceline.Observation {
		o := heard(source, home, 0, 0)
		o.Place.Ellipse = truceline.Ellipse{SemiMajor: 5000, SemiMinor: 100, Bearing: bearing}
		return o
	}
	i = fused(New(Config{}), long("a", 30), long("b", 120))[0]
	near(t, "crossing major", i.Place.Ellipse.SemiMajor, 86.69, 0.1)
	near(t, "one bearing", fused(New(Config{}), long("a", 30))[0].Place.Ellipse.Bearing, 30, 1e-6)
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %g, want %g within %g", what, got, want, within)
	}
}

func TestCountsAreBounds(t *testing.T) {
	count := func(o truceline.Observation, least, most int) truceline.Observation {
		o.Count = truceline.Count{Least: least, Most: most, Unit: "explosion"}
		return o
	}
	a, b := heard("a", home, 500, 0), heard("b", home, 500, 1)
	good := func(want truceline.Count, all ...truceline.Observation) {
		t.Helper()
		want.Unit = "explosion"
		if got := fused(New(Config{}), all...)[0].Count; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	good(truceline.Count{Least: 1, Most: 1}, count(a, 1, 1))                           // one bang is most likely one
	good(truceline.Count{Least: 5, Most: 7}, count(a, 5, 5))                           // of 7, 5 are counted 12 times of 100, of 8 3 times
	good(truceline.Count{Least: 5, Most: 6}, count(a, 5, 5), count(b, 5, 5))           // two who missed the same number are rarer
	good(truceline.Count{Least: 11, Most: 12}, count(a, 11, 11), count(b, 9, 9))       // not 20
	good(truceline.Count{Least: 11}, count(a, 11, 0), count(b, 9, 9))                  // "at least" stays open
	good(truceline.Count{Least: 4, Most: 8}, count(a, 3, 5), count(b, 4, 8))           // the greatest least, the greatest most
	good(truceline.Count{Least: 4, Most: 60}, count(a, 4, 4), count(press(b), 60, 60)) // what the press exaggerates makes the bounds wider
	good(truceline.Count{Least: 4, Most: 5}, count(a, 4, 4), count(press(b), 1, 1))    // and never closer
	good(truceline.Count{Least: 20, Most: 60}, count(press(a), 20, 30), count(press(b), 60, 60))
	good(truceline.Count{Least: 2000, Most: 2242}, count(a, 2000, 2000)) // 2222 in the mean, and 1.28 times 16 more
}

// press is the same told by an outlet.
func press(o truceline.Observation) truceline.Observation {
	o.Means = truceline.MeansPublic
	return o
}

func TestExistence(t *testing.T) {
	a, b := heard("a", home, 500, 0), heard("b", home, 500, 1)
	one := fused(New(Config{}), a)[0].Exists
	two := fused(New(Config{}), a, b)[0]
	if !(two.Exists.P > one.P && two.Exists.Low > one.Low) || two.Lineages != 2 {
		t.Errorf("two independent posts %+v, one %+v", two, one)
	}
	// Odds of 1 for a lone named sound; half of what is true is noticed by more
	// than one, where it is not known who watched: 1 to 2. A second post is
	// wrong for the same reason once in 250 times.
	near(t, "one post", one.P, 1.0/3, 1e-6)
	near(t, "two posts", two.Exists.P, 250.0/251, 1e-6)
	// A shared part is one lineage and may be wrong for one reason; a shared owner
	// does not matter for existence.
	a.Lineage, b.Lineage = []string{"network-1"}, []string{"network-1"}
	if same := fused(New(Config{}), a, b)[0]; !(same.Exists.P > one.P && same.Exists.P < two.Exists.P) || same.Lineages != 1 {
		t.Errorf("posts of one network: %+v", same.Exists)
	}
	c, d := heard("c", home, 500, 0), heard("d", home, 500, 1)
	c.Lineage, d.Lineage = a.Lineage, a.Lineage
	if more := fused(New(Config{}), a, b, c, d)[0]; more.Exists != fused(New(Config{}), a, b)[0].Exists {
		t.Errorf("four posts of one network: %+v", more.Exists)
	}
	a.Lineage, b.Lineage = []string{"owner:monitor"}, []string{"owner:monitor"}
	if owned := fused(New(Config{}), a, b)[0]; owned.Exists != two.Exists {
		t.Errorf("posts of one owner: %+v, want %+v", owned.Exists, two.Exists)
	}
	// A source that says it twice at the same moment adds nothing.
	again := a
	again.ID = truceline.IDOf("again")
	if twice := fused(New(Config{}), a, again)[0]; twice.Exists != one {
		t.Errorf("a repeat: %+v, want %+v", twice.Exists, one)
	}
}

func TestKindsDirectionsWeapons(t *testing.T) {
	a, b := heard("a", home, 500, 0), heard("b", home, 500, 1)
	a.Kind, a.Direction, a.Weapons = truceline.KindExplosion, truceline.DirectionUndetermined, []string{"mortar", "artillery"}
	b.Direction, b.Weapons = truceline.DirectionOutgoing, []string{"artillery", "tank"}
	i := fused(New(Config{}), a, b)[0]
	if i.Kind != truceline.KindIndirectFire || i.Direction != truceline.DirectionOutgoing || !slices.Equal(i.Weapons, []string{"artillery"}) {
		t.Errorf("got %s, %s, %v", i.Kind, i.Direction, i.Weapons)
	}
	a.Direction = truceline.DirectionImpact
	if i := fused(New(Config{}), a, b)[0]; i.Direction != truceline.DirectionUndetermined {
		t.Errorf("sources that contradict one another give %s", i.Direction)
	}
}

func hot(source string, at truceline.Point, hours float64) truceline.Observation {
	o := heard(source, at, 400, hours*3600)
	o.Means, o.Kind, o.Confidence = truceline.MeansThermal, truceline.KindHeat, "nominal"
	o.When.Clock = truceline.Clock{Quality: truceline.ClockPass, Error: 5 * time.Minute}
	return o
}

func TestHeat(t *testing.T) {
	// A field fire 3 km long is one fire: each pixel touches the next.
	var fire []truceline.Observation
	for n := range 9 {
		fire = append(fire, hot("N20", geo.Destination(home, 60, float64(n)*375), 0))
	}
	got := fused(New(Config{}), fire...)
	if len(got) != 1 || got[0].Count != (truceline.Count{Least: 1, Most: 9, Unit: "explosion"}) {
		t.Fatalf("%d incidents: %+v", len(got), got)
	}
	for _, o := range fire {
		if d := geo.Distance(got[0].Place.At, o.Place.At); d > got[0].Place.Ellipse.SemiMajor {
			t.Errorf("a pixel lies %.0f m from the middle, outside the %.0f m circle", d, got[0].Place.Ellipse.SemiMajor)
		}
	}
	if n := len(fused(New(Config{}), hot("N20", home, 0), hot("N", home, 0.9))); n != 1 {
		t.Errorf("the other satellite 54 minutes later sees another fire (%d)", n)
	}
	if n := len(fused(New(Config{}), hot("N20", home, 0), hot("N20", home, 12))); n != 1 {
		t.Errorf("one place hot by night and by day is one source of heat (%d)", n)
	}
	if n := len(fused(New(Config{}), hot("N20", home, 0), hot("N20", home, 30))); n != 2 {
		t.Errorf("more than a day later is another statement about a fire (%d)", n)
	}
}

func TestStanding(t *testing.T) {
	day := func(year, month, day int) int32 {
		return int32(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	}
	var past []truceline.HeatDay
	works, field := home, geo.Destination(home, 90, 20000)
	for m := 1; m <= 8; m++ {
		for d := 1; d <= 5; d++ {
			past = append(past, truceline.HeatDay{At: geo.Destination(works, float64(m*40), 150), Day: day(2022, m, d)})
		}
	}
	for d := 1; d <= 20; d++ { // a battle: many days, one month
		past = append(past, truceline.HeatDay{At: field, Day: day(2022, 6, d)})
	}
	s := NewStanding(past)
	if got := s.At(works); got == nil || got.Days != 40 || got.Months != 8 || got.OfDays != 55 {
		t.Errorf("steel works: %+v", got)
	}
	if got := s.At(field); got != nil {
		t.Errorf("a place that burned for one month is not standing: %+v", got)
	}
	if got := fused(New(Config{Standing: s}), hot("N20", works, 0))[0]; got.Standing == nil {
		t.Error("a hot pixel at the works is not marked")
	}
	if NewStanding(nil).At(works) != nil {
		t.Error("without a record nothing is standing")
	}
	for _, d := range []int32{0, 10957, 19782, 19783, 20454} { // 1970-01-01, 2000-01-01, 2024-02-29, 2024-03-01, 2026-01-01
		want := time.Unix(int64(d)*86400, 0).UTC()
		if got := monthOf(d) - monthOf(d-int32(want.Day())); got != 1 {
			t.Errorf("%s: the month before is %d months away", want, got)
		}
	}
}

// TestTurning turns the world in longitude: places move with it by under a
// metre and nothing else changes.
func TestTurning(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	var all []truceline.Observation
	for n := range 200 {
		at := geo.Destination(home, rng.Float64()*360, rng.Float64()*8000)
		o := heard(string(rune('a'+n%20)), at, 300+rng.Float64()*1500, float64(n*7))
		if n%3 == 0 { // a post's sector, with the time of arrival
			told := heardAt(o.Source, geo.Destination(at, rng.Float64()*360, 3000), at, 0)
			o.Place, o.Arrival = told.Place, told.Arrival
			o.Arrival.At = o.Arrival.At.Add(o.When.From.Sub(noon))
		}
		all = append(all, o)
	}
	turned := slices.Clone(all)
	const by = 61.25
	for n := range turned {
		turned[n].Place.At.Lon += by
	}
	x, y := fused(New(Config{}), all...), fused(New(Config{}), turned...)
	if len(x) != len(y) {
		t.Fatalf("%d incidents, %d when turned", len(x), len(y))
	}
	for n := range x {
		back := y[n].Place.At
		back.Lon -= by
		if d := geo.Distance(x[n].Place.At, back); d > 1 || x[n].Exists != y[n].Exists || len(x[n].Observations) != len(y[n].Observations) {
			t.Errorf("incident %d moved by %.2f m", n, d)
		}
	}
}

// filed counts the incidents that can be found by place.
func filedIn(f *Fuser) int {
	n := 0
	for _, x := range f.indexes {
		for _, g := range x.grids {
			n += g.n
		}
	}
	return n
}

// TestForgetting checks that what evidence is compared with follows the window,
// not the record.
func TestForgetting(t *testing.T) {
	f := New(Config{})
	for n := range 2000 {
		fused(f, heard("post-1", geo.Destination(home, float64(n), 5000), 100, float64(n*600)))
	}
	want := int((f.priors.Horizon+sweepEvery)/(10*time.Minute)) + 2
	if f.open.len() > want || filedIn(f) != f.open.len() {
		t.Errorf("%d incidents open, %d filed; want as many, and at most %d", f.open.len(), filedIn(f), want)
	}
}

// TestLongAndLate checks that an alert of a year neither makes the fuser forget
// what has just been told nor keeps it from ever forgetting, and that what comes
// late is taken and then let go.
func TestLongAndLate(t *testing.T) {
	f := New(Config{})
	long := heard("alerts", home, 0, 10)
	long.Kind, long.Place = truceline.KindAirAlert, truceline.Place{Shape: truceline.ShapeArea, Area: "UA-63"}
	long.When.To = long.When.From.AddDate(1, 0, 0)
	f.Add(heard("post-1", home, 500, 0))
	f.Add(long)
	f.Add(heard("post-2", home, 500, 20))
	if n := len(f.Step(noon.Add(time.Minute))); n != 2 {
		t.Errorf("%d incidents; a long alert made the fuser forget the explosion before it", n)
	}
	for n := range 1000 {
		f.Add(heard("post-1", geo.Destination(home, float64(n), 5000), 100, float64(3600+n*600)))
		f.Step(noon.Add(time.Hour + time.Duration(n)*10*time.Minute))
	}
	if most := int((f.priors.Horizon+sweepEvery)/(10*time.Minute)) + 3; f.open.len() > most {
		t.Errorf("%d incidents open behind an alert that lasts, want at most %d", f.open.len(), most)
	}
	now := noon.Add(time.Hour + 10000*time.Minute)
	f.Add(heard("post-3", home, 500, 5)) // a week old
	if i := f.Step(now); len(i) != 1 || len(i[0].Observations) != 1 {
		t.Errorf("what was forgotten cannot be joined: %+v", i)
	}
	f.Add(heard("post-4", home, 500, 6))
	if i := f.Step(now); len(i) != 1 || len(i[0].Observations) != 2 {
		t.Errorf("two late statements about one explosion are one incident: %+v", i)
	}
	f.Step(now.AddDate(0, 0, 3))
	if f.open.len() != 1 || filedIn(f) != 0 {
		t.Errorf("%d incidents open, %d filed after three quiet days, want the alert only", f.open.len(), filedIn(f))
	}
}

// TestVague says what a bang or a flash that nobody could name is part of.
func TestVague(t *testing.T) {
	is := func(source string, k truceline.Kind, unit string, seconds float64) truceline.Observation {
		o := heard(source, home, 500, seconds)
		o.Kind, o.Count = k, truceline.One(unit)
		return o
	}
	good := func(want []truceline.Kind, all ...truceline.Observation) {
		t.Helper()
		for range 2 { // whichever came first
			var got []truceline.Kind
			for _, i := range fused(New(Config{}), all...) {
				got = append(got, i.Kind)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
			slices.Reverse(all)
		}
	}
	bang, flash := is("post-1", truceline.KindExplosion, "explosion", 0), is("camera-1", truceline.KindLightAndTracer, "item", 0)
	attack, flight := is("post-2", truceline.KindDroneAttack, "attack run", 0), is("post-2", truceline.KindAerial, "sortie", 0)
	shots, mortar := is("post-3", truceline.KindSmallArms, "burst", 0), is("post-3", truceline.KindIndirectFire, "explosion", 0)
	good([]truceline.Kind{truceline.KindDroneAttack}, bang, attack)
	good([]truceline.Kind{truceline.KindDroneAttack}, flash, attack)
	good([]truceline.Kind{truceline.KindAerial, truceline.KindExplosion}, bang, flight) // one that flew by made no bang
	good([]truceline.Kind{truceline.KindSmallArms}, flash, shots)
	good([]truceline.Kind{truceline.KindSmallArms, truceline.KindExplosion}, bang, shots)
	good([]truceline.Kind{truceline.KindIndirectFire}, bang, flash, mortar)
	good([]truceline.Kind{truceline.KindIndirectFire, truceline.KindDroneAttack}, mortar, attack)

	flash.Count = truceline.Count{Least: 9, Most: 9, Unit: "item"}
	if c := fused(New(Config{}), flash, shots)[0].Count; c != truceline.One("burst") {
		t.Errorf("nine flashes of one burst are counted as %+v", c)
	}
	if e := fused(New(Config{}), flash)[0].Exists; e.Low >= 0.8 {
		t.Errorf("one flash that nobody could name is taken for certain: %+v", e)
	}
}

// TestSectors checks what a sector leaves open: all round, and no range.
func TestSectors(t *testing.T) {
	of := func(s truceline.Sector) truceline.Place {
		o := heard("patrol-1", home, 0, 0)
		o.Place = truceline.Place{Shape: truceline.ShapeSector, At: home, Sector: s, Name: "2-3 km"}
		return fused(New(Config{}), o)[0].Place
	}
	ring := of(truceline.Sector{RangeMin: 2000, RangeMax: 3000, BearingFrom: 0, BearingTo: 0})
	near(t, "all round: at the observer", geo.Distance(ring.At, home), 0, 1)
	// Even over a ring of 2 to 3 km the variance along either axis is (2^2+3^2)/4 km2.
	near(t, "all round: as wide as the ring", ring.Ellipse.SemiMinor, sigmas90*1000*math.Sqrt(13.0/4), 1)
	bearing := of(truceline.Sector{BearingFrom: 80, BearingTo: 100})
	near(t, "a bearing alone: along it", geo.Azimuth(home, bearing.At), 90, 0.1)
	if bearing.Ellipse.SemiMajor < 5000 {
		t.Errorf("a bearing without a range is known to %.0f m", bearing.Ellipse.SemiMajor)
	}
	if bearing.Name != "" {
		t.Errorf("a place that is only told from the observer is named %q", bearing.Name)
	}
}

// TestApproach: a drone that was followed on its way to an attack is part of the
// attack, and says nothing of where and when that was; what flew by is not, nor
// what flew afterwards.
func TestApproach(t *testing.T) {
	flight := heard("radar-1", geo.Destination(home, 90, 1500), 60, -60)
	flight.Kind, flight.Count, flight.Means = truceline.KindAerial, truceline.One("sortie"), truceline.MeansRadar
	attack := func(seconds float64) []truceline.Observation {
		a, b := heard("post-1", home, 300, seconds), heard("post-2", home, 300, seconds)
		a.Kind, b.Kind = truceline.KindDroneAttack, truceline.KindDroneAttack
		return []truceline.Observation{a, b}
	}
	alone := fused(New(Config{}), attack(0)...)[0]
	got := fused(New(Config{}), append([]truceline.Observation{flight}, attack(0)...)...)
	if len(got) != 1 || got[0].Kind != truceline.KindDroneAttack || len(got[0].Observations) != 3 {
		t.Fatalf("%+v", got)
	}
	if geo.Distance(got[0].Place.At, alone.Place.At) > 1 || !got[0].When.From.Equal(alone.When.From) {
		t.Errorf("the flight moved the attack to %v at %s", got[0].Place.At, got[0].When.From)
	}
	if got := fused(New(Config{}), append([]truceline.Observation{flight}, attack(900)...)...); len(got) != 2 {
		t.Error("a flight a quarter of an hour earlier is part of an attack")
	}
	if got := fused(New(Config{}), append(attack(-120), flight)...); len(got) != 2 {
		t.Error("what flies a minute after an attack is part of it")
	}
}
