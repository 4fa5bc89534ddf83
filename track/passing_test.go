package track

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// hearing is what a post says that heard something pass by: where it was when it was
// nearest, as a range and a bearing, each with its error.
func hearing(r *rand.Rand, source string, seconds float64, post, at truceline.Point, sort string) truceline.Observation {
	middle := start.Add(time.Duration(seconds * float64(time.Second)))
	away, bearing := geo.Distance(post, at)*(1+0.1*r.NormFloat64()), geo.Azimuth(post, at)+2*r.NormFloat64()
	return truceline.Observation{
		ID: truceline.IDOf("hearing", source, middle.String()), Source: source, Means: truceline.MeansAcoustic, Kind: truceline.KindAerial, Subtype: sort,
		Place: truceline.Place{Shape: truceline.ShapeSector, At: post, Sector: truceline.Sector{RangeMin: 0.75 * away, RangeMax: 1.25 * away,
			BearingFrom: math.Mod(bearing+355, 360), BearingTo: math.Mod(bearing+365, 360)}},
		When:      truceline.Interval{From: middle.Add(-40 * time.Second), To: middle.Add(40 * time.Second), Clock: truceline.Clock{Error: time.Second}},
		Direction: truceline.DirectionInFlight,
	}
}

// heardFlight is what posts beside the way of a drone at 150 km/h say of it, one each
// five minutes, 1 to 2 km to either side.
func heardFlight(r *rand.Rand, from truceline.Point, course, seconds float64, sorts ...string) (said []truceline.Observation, path []truceline.Point) {
	for i, sort := range sorts {
		at := geo.Destination(from, course, 150/3.6*300*float64(i))
		post := geo.Destination(at, course+90-180*float64(i%2), 1000+1000*r.Float64())
		path = append(path, at)
		said = append(said, hearing(r, "AP-"+string(rune('A'+i)), seconds+300*float64(i), post, at, sort))
	}
	return said, path
}

// TestPassing: what five posts hear in turn, five minutes and 12 km apart, is one
// track from the third on, and its speed says what it is consistent with.
func TestPassing(t *testing.T) {
	said, path := heardFlight(rand.New(rand.NewPCG(3, 4)), truceline.Point{Lat: 48.5, Lon: 36}, 290, 0, "one-way drone", "", "one-way drone", "", "")
	p := NewPicture(nil)
	for i, o := range said {
		p.Pass(o)
		p.Pass(o) // said twice is heard once
		if n := len(p.Tracks(func() {})); n != map[bool]int{true: 1}[i >= 2] {
			t.Errorf("%d tracks after %d posts", n, i+1)
		}
	}
	p.Advance(start.Add(3 * time.Hour))
	all := p.Changed(start.Add(3 * time.Hour))
	if len(all) != 1 || all[0].Plots != 5 || len(all[0].Sources) != 5 {
		t.Fatalf("%+v", all)
	}
	k := all[0]
	if !strings.Contains(k.Class.String(), "one-way drone") || k.Class.LowKmH < 140 || k.Class.HighKmH > 160 {
		t.Error(k.Class)
	}
	for i, f := range k.Fixes {
		if d := geo.Distance(path[i], f.At); d > 700 || d > 2*f.Ellipse.SemiMajor {
			t.Errorf("post %d: %.0f m off, ellipse %.0f m", i, d, f.Ellipse.SemiMajor)
		}
	}
}

// TestPassingApart: what posts hear becomes no track where it cannot be one thing.
func TestPassingApart(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	here := truceline.Point{Lat: 48.5, Lon: 36}
	bad := func(said []truceline.Observation, why string) {
		t.Helper()
		p := NewPicture(nil)
		for _, o := range said {
			p.Pass(o)
		}
		if n := len(p.Tracks(func() {})); n != 0 {
			t.Errorf("%s: %d tracks", why, n)
		}
	}
	all := func(change func(i int, o *truceline.Observation)) []truceline.Observation {
		said, _ := heardFlight(r, here, 290, 0, "", "", "", "", "")
		for i := range said {
			change(i, &said[i])
		}
		return said
	}
	var one []truceline.Observation // one post hears a drone each quarter of an hour
	for i := range 6 {
		one = append(one, hearing(r, "AP-A", 900*float64(i), here, geo.Destination(here, 20, 1500), "one-way drone"))
	}
	bad(one, "drones that pass one post one after another do not hover there")
	var far []truceline.Observation
	for i := range 5 {
		post := geo.Destination(here, 290, 60e3*float64(i))
		far = append(far, hearing(r, "AP-"+string(rune('A'+i)), 300*float64(i), post, geo.Destination(post, 20, 1500), "one-way drone"))
	}
	bad(far, "514 km/h is no one-way drone")
	bad(all(func(_ int, o *truceline.Observation) { o.Kind = truceline.KindExplosion }), "explosions")
	bad(all(func(_ int, o *truceline.Observation) { o.Means = truceline.MeansPublic }), "what the press says")
	bad(all(func(_ int, o *truceline.Observation) { o.DerivedFrom = []truceline.ID{{1}} }), "what stands on other statements")
	bad(all(func(_ int, o *truceline.Observation) { o.Place.Sector.RangeMax = 0 }), "bearings alone")
	bad(all(func(_ int, o *truceline.Observation) { o.When.To = o.When.From.Add(time.Hour) }), "an hour's noise")
	bad(all(func(_ int, o *truceline.Observation) {
		o.Place = truceline.Place{Shape: truceline.ShapePoint, At: o.Place.At, Ellipse: truceline.Ellipse{SemiMajor: 40e3, SemiMinor: 40e3}}
	}), "somewhere in a district")
}

// TestPassingAllRound: posts that hear and cannot say whence tell by where they stand.
func TestPassingAllRound(t *testing.T) {
	said, path := heardFlight(rand.New(rand.NewPCG(7, 8)), truceline.Point{Lat: 48.5, Lon: 36}, 290, 0, "one-way drone", "one-way drone", "one-way drone", "one-way drone")
	p := NewPicture(nil)
	for _, o := range said {
		o.Place.Sector = truceline.Sector{RangeMax: 3000}
		p.Pass(o)
	}
	all := p.Tracks(func() {})
	if len(all) != 1 {
		t.Fatalf("%d tracks", len(all))
	}
	last := all[0].Fixes[len(all[0].Fixes)-1]
	if d := geo.Distance(last.At, path[3]); d > 2*last.Ellipse.SemiMajor || last.Ellipse.SemiMajor < 1000 {
		t.Errorf("%.0f m off, ellipse %.0f m", d, last.Ellipse.SemiMajor)
	}
}

// TestPassingAndPlots: a radar that plots on the way what posts heard before goes on
// the same track, and what it says of it stands on its own plots.
func TestPassingAndPlots(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	here := truceline.Point{Lat: 48.5, Lon: 36}
	said, _ := heardFlight(r, here, 300, 0, "one-way drone", "one-way drone", "one-way drone")
	p := NewPicture(nil)
	for _, o := range said {
		p.Pass(o)
	}
	var told []truceline.Observation
	for i := range 9 {
		s := 600 + 60 + 20*float64(i)
		told = append(told, p.Add(plot(i, s, geo.Destination(here, 300, 150/3.6*s), truceline.KindAerial, ""))...)
	}
	all := p.Tracks(func() {})
	if len(all) != 1 || all[0].Plots != 12 || len(all[0].Means) != 2 {
		t.Fatalf("%d tracks: %+v", len(all), all)
	}
	if len(told) != 1 || len(told[0].DerivedFrom) != 2 || len(told[0].Lineage) != 0 || p.Latest() != all[0].ID {
		t.Errorf("told %+v", told)
	}
}

// TestPassingCrossing: of eight drones that posts hear in turn each five minutes, on
// ways that all cross near one place, most are followed, and few tracks hold what
// was heard of another (141 and 21 when this was written).
func TestPassingCrossing(t *testing.T) {
	mixed, followed := 0, 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 11))
		var said []truceline.Observation
		for k := range 8 {
			from := geo.Destination(truceline.Point{Lat: 48.5, Lon: 36}, 45*float64(k), 60e3)
			one, _ := heardFlight(r, from, 45*float64(k)+180+20*(r.Float64()-0.5), 300*float64(k), "one-way drone", "", "one-way drone", "one-way drone", "", "one-way drone")
			for i := range one {
				one[i].Source += string(rune('a' + k))
				one[i].ID = truceline.IDOf(one[i].Source, one[i].When.From.String())
			}
			said = append(said, one...)
		}
		byTime(said)
		p := NewPicture(nil)
		for _, o := range said {
			p.Pass(o)
		}
		for _, k := range p.Tracks(func() {}) {
			followed++
			drones := map[byte]bool{}
			for _, s := range k.Sources {
				drones[s[len(s)-1]] = true
			}
			if len(drones) > 1 {
				mixed++
			}
		}
	}
	t.Logf("%d tracks of 160 drones, %d of more than one", followed, mixed)
	if followed < 130 || followed > 160 || mixed > followed/5 {
		t.Error("too few, or too many of more than one")
	}
}

func byTime(said []truceline.Observation) {
	slices.SortFunc(said, func(a, b truceline.Observation) int { return a.When.To.Compare(b.When.To) })
}
