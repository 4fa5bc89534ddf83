package track

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

var start = time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)

// plot is one plot at so many seconds.
func plot(n int, seconds float64, at truceline.Point, kind truceline.Kind, name string) truceline.Observation {
	when := start.Add(time.Duration(seconds * float64(time.Second)))
	o := truceline.Observation{
		ID: truceline.IDOf("plot", name, when.String(), string(rune(n))), Source: "RD-1", Means: truceline.MeansRadar, Kind: kind, Subtype: "plot",
		Place: truceline.Place{Shape: truceline.ShapePoint, At: at, Ellipse: truceline.Ellipse{SemiMajor: 60, SemiMinor: 60}},
		When:  truceline.Interval{From: when, To: when}, Remarks: name,
	}
	if name != "" {
		o.Source, o.Means, o.Subtype = "AIS-1", truceline.MeansTelemetry, "AIS position"
	}
	return o
}

// flight are the plots of a drone at 150 km/h, every 20 s for a quarter of an hour.
func flight(lat, lon float64) (plots []truceline.Observation, path []truceline.Point) {
	r := rand.New(rand.NewPCG(1, 2))
	from := truceline.Point{Lat: lat, Lon: lon}
	for i := range 45 {
		at := geo.Destination(from, 300, 150/3.6*20*float64(i))
		path = append(path, at)
		plots = append(plots, plot(i, 20*float64(i), geo.Destination(at, 360*r.Float64(), 30*r.Float64()), truceline.KindAerial, ""))
	}
	return plots, path
}

func TestPicture(t *testing.T) {
	plots, path := flight(48.5, 36)
	p := NewPicture(nil)
	var told []truceline.Observation
	for _, o := range plots {
		told = append(told, p.Add(o)...)
	}
	if len(told) != 1 || told[0].Kind != truceline.KindAerial || len(told[0].DerivedFrom) == 0 || told[0].ID != plots[2].ID {
		t.Fatalf("told %+v", told)
	}
	p.Advance(start.Add(time.Hour))
	all := p.Changed(start.Add(time.Hour))
	if len(all) != 1 || len(p.Changed(start.Add(2*time.Hour))) != 0 {
		t.Fatalf("%d tracks", len(all))
	}
	k := all[0]
	if !k.Ended.Equal(plots[44].When.From) || !k.Begun.Equal(start) || k.Plots != 45 || k.Sources[0] != "RD-1" {
		t.Errorf("%+v", k)
	}
	if !strings.Contains(k.Class.String(), "one-way drone") || k.Class.LowKmH < 130 || k.Class.HighKmH > 170 {
		t.Error(k.Class)
	}
	inside := 0
	for _, f := range k.Fixes[3:] {
		at := path[int(f.When.Sub(start).Seconds()/20)]
		if d := geo.Distance(at, f.At); d > 60 {
			t.Errorf("%.0f m off at %v", d, f.When)
		} else if d < f.Ellipse.SemiMajor {
			inside++
		}
		near(t, "course", math.Remainder(f.Course-300, 360), 0, 12)
		near(t, "speed", f.KmH, 150, 30)
	}
	if inside < 36 {
		t.Errorf("the ellipses hold %d of %d places", inside, len(k.Fixes)-3)
	}
}

// TestPictureElsewhere: the world turned by 77 degrees moves every fix by 77
// degrees and nothing else.
func TestPictureElsewhere(t *testing.T) {
	run := func(turned float64) []truceline.TrackFix {
		p := NewPicture(nil)
		plots, _ := flight(48.5, 36)
		for _, o := range plots {
			o.Place.At.Lon += turned
			p.Add(o)
		}
		return p.Tracks(func() {})[0].Fixes
	}
	a, b := run(0), run(77)
	for i := range a {
		b[i].At.Lon -= 77
		if d := geo.Distance(a[i].At, b[i].At); d > 0.01 || math.Abs(a[i].Course-b[i].Course) > 1e-3 {
			t.Errorf("fix %d moves by %v m", i, d)
		}
	}
}

// TestPictureOrder: plots that come late, from another feed, give the same track.
func TestPictureOrder(t *testing.T) {
	plots, _ := flight(48.5, 36)
	run := func(order []truceline.Observation) truceline.Track {
		p := NewPicture(nil)
		for _, o := range order {
			p.Add(o)
		}
		if n := len(p.Tracks(func() {})); n != 1 {
			t.Fatalf("%d tracks", n)
		}
		return p.Tracks(func() {})[0]
	}
	late := append([]truceline.Observation{}, plots[:30]...)
	late = append(late, plots[31:]...)
	late = append(late, plots[30])
	a, b := run(plots), run(late)
	x, y := a.Fixes[len(a.Fixes)-1], b.Fixes[len(b.Fixes)-1]
	if d := geo.Distance(x.At, y.At); d > 1 || !y.Late || b.Plots != 45 {
		t.Errorf("the last fix is %v m off, late %v, of %d plots", d, y.Late, b.Plots)
	}
}

// TestSilence: a ship that is silent for two hours and one that says a place
// where it cannot be are told of; one that sails on is not.
func TestSilence(t *testing.T) {
	said := func(at func(minute int) (truceline.Point, bool)) (subtypes []string) {
		p := NewPicture(nil)
		for m := 0; m < 360; m += 3 {
			where, speaks := at(m)
			if !speaks {
				continue
			}
			for _, o := range p.Add(plot(m, float64(m)*60, where, truceline.KindMovement, "MMSI 247006000, 11.0 kn")) {
				subtypes = append(subtypes, o.Subtype)
				if o.Kind != truceline.KindAIS || len(o.DerivedFrom) == 0 {
					t.Errorf("%+v", o)
				}
			}
		}
		return subtypes
	}
	sail := func(m int) truceline.Point {
		return geo.Destination(truceline.Point{Lat: 46.5, Lon: 31}, 200, 5.6*60*float64(m))
	}
	good := func(what string, at func(int) (truceline.Point, bool), want ...string) {
		t.Helper()
		if got := said(at); strings.Join(got, ";") != strings.Join(want, ";") {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	good("sails on", func(m int) (truceline.Point, bool) { return sail(m), true })
	good("silent for two hours", func(m int) (truceline.Point, bool) { return sail(m), m < 120 || m >= 240 }, "gap")
	good("silent for a quarter of an hour", func(m int) (truceline.Point, bool) { return sail(m), m < 120 || m >= 135 })
	good("elsewhere for an hour", func(m int) (truceline.Point, bool) {
		if m >= 120 && m < 180 {
			return geo.Destination(sail(m), 0, 40000), true
		}
		return sail(m), true
	}, "false position")
}

// TestPairs: an aircraft whose receiver gives each place twice, half a second
// apart, stays one track and is told of once, though it seems to stand.
func TestPairs(t *testing.T) {
	p := NewPicture(nil)
	told := 0
	for i := range 60 {
		at := geo.Destination(truceline.Point{Lat: 47.7, Lon: 32.6}, 250, 190*10*float64(i))
		for k := range 2 {
			o := plot(2*i+k, 10*float64(i)+0.5*float64(k), at, truceline.KindAerial, "ICAO F05B91, 370 kn")
			o.Subtype = "ADS-B position"
			told += len(p.Add(o))
		}
	}
	all := p.Tracks(func() {})
	if len(all) != 1 || told != 1 || all[0].Plots != 120 || len(all[0].Names) != 1 {
		t.Fatalf("%d tracks, told of %d times: %+v", len(all), told, all[0].Names)
	}
}

// TestLookedInVain: what flies out of a radar's sight while the radar works is soon
// held to be gone; what leaves all reach is not, and nor is what is plotted by what
// it says of itself.
func TestLookedInVain(t *testing.T) {
	plots, path := flight(48.5, 36)
	last := plots[len(plots)-1].When.From
	after := func(minutes int, chance func(truceline.Point) float64, means truceline.Means) (exists float64, ended bool) {
		p := NewPicture(func(at truceline.Point, from, to time.Time) float64 {
			if to.Sub(from) != time.Minute || from.Before(last) {
				t.Errorf("asked about %v to %v", from, to)
			}
			return chance(at)
		})
		for _, o := range plots {
			o.Means = means
			p.Add(o)
		}
		for k := range minutes*60 + 1 {
			p.Advance(last.Add(time.Duration(k) * time.Second))
		}
		k := p.Tracks(func() {})[0]
		return k.Exists.P, !k.Ended.IsZero()
	}
	everywhere := func(truceline.Point) float64 { return 0.95 }
	nowhere := func(truceline.Point) float64 { return 0 }
	edge := path[len(path)-1]
	behind := func(at truceline.Point) float64 { // the radar sees no further than the last plot
		if geo.Distance(at, path[0]) > geo.Distance(edge, path[0])+500 {
			return 0
		}
		return 0.95
	}
	// One minute: it is there no more with 1-exp(-1/15), and was found with 0.9 if it is.
	lives := math.Exp(-60. / 900)
	one, _ := after(1, everywhere, truceline.MeansRadar)
	near(t, "after a look", one, lives*0.1/(1-lives*0.9), 1e-6)
	if exists, ended := after(4, everywhere, truceline.MeansRadar); !ended {
		t.Errorf("after four looks in vain it exists with %v", exists)
	}
	if exists, ended := after(4, nowhere, truceline.MeansRadar); ended || exists < 0.99 {
		t.Errorf("where nobody looks it exists with %v, ended %v", exists, ended)
	}
	// In the first minute it may have turned round and be in reach still.
	if exists, ended := after(4, behind, truceline.MeansRadar); ended || exists < 0.7 {
		t.Errorf("out of reach it exists with %v, ended %v", exists, ended)
	}
	if exists, ended := after(4, everywhere, truceline.MeansTelemetry); ended || exists < 0.99 {
		t.Errorf("by what it says of itself it exists with %v, ended %v", exists, ended)
	}
}
