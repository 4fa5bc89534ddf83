package coverage_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/posture"
)

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func window(from, to string) truceline.Window { return truceline.Window{From: at(from), To: at(to)} }

func interval(from, to string) truceline.Interval {
	return truceline.Interval{From: at(from), To: at(to)}
}

func row(satellite, when string) truceline.Observation {
	return truceline.Observation{Source: satellite, Means: truceline.MeansThermal, Kind: truceline.KindHeat,
		When: truceline.Interval{From: at(when), To: at(when)}}
}

func alert(area, from, to string) truceline.Observation {
	return truceline.Observation{Source: "alerts", Means: truceline.MeansAirAlert, Kind: truceline.KindAirAlert,
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: area}, When: interval(from, to)}
}

func file(satellite, day string) truceline.Watch {
	from := at(day + "T00:00")
	return truceline.Watch{By: satellite, Means: truceline.MeansThermal, State: truceline.NotKnown,
		When: truceline.Interval{From: from, To: from.Add(24 * time.Hour)}, Note: "daily file present"}
}

func camera(by string, lat, lon, metres float64, from, to string, state truceline.Watching, cause truceline.Cause) truceline.Watch {
	return truceline.Watch{By: by, Means: truceline.MeansCamera, State: state, Cause: cause, When: interval(from, to),
		Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: lat, Lon: lon},
			Ellipse: truceline.Ellipse{SemiMajor: metres, SemiMinor: metres}}}
}

func point(lat, lon float64) truceline.Place {
	return truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: lat, Lon: lon}}
}

func TestLooks(t *testing.T) {
	good := func(want string, whens ...string) {
		t.Helper()
		// Every order of rows must give the same looks.
		for i := range 20 {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			l := coverage.New(coverage.Config{Period: window("2026-04-11T00:00", "2026-04-12T00:00")})
			for _, j := range r.Perm(len(whens)) {
				l.Observe(row("N", whens[j]))
			}
			var got []string
			for _, w := range l.Watches(window("2026-04-11T00:00", "2026-04-12T00:00")) {
				if w.State == truceline.PartlyWatched {
					got = append(got, w.When.From.Format("15:04")+"-"+w.When.To.Format("15:04"))
				}
			}
			if g := strings.Join(got, " "); g != want {
				t.Fatalf("looks of %v: got %q, want %q", whens, g, want)
			}
		}
	}
	good("09:32-09:33", "2026-04-11T09:32")
	good("09:32-09:35", "2026-04-11T09:32", "2026-04-11T09:34")
	good("09:32-09:48", "2026-04-11T09:32", "2026-04-11T09:47") // 15 minutes are still one
	good("09:32-09:33 09:48-09:49", "2026-04-11T09:32", "2026-04-11T09:48")
	good("09:30-09:55", "2026-04-11T09:30", "2026-04-11T09:54", "2026-04-11T09:42") // linked by the one between
	good("09:32-09:35 11:13-11:14 23:00-23:01", "2026-04-11T09:32", "2026-04-11T11:13", "2026-04-11T09:34", "2026-04-11T09:34", "2026-04-11T23:00")
}

func TestPassWindows(t *testing.T) {
	dayFrom, dayTo, nightFrom, nightTo := coverage.PassWindows()
	good := func(name string, got time.Duration, want string) {
		t.Helper()
		w, err := time.ParseDuration(want)
		if err != nil || got != w {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	good("day from", dayFrom, "8h34m")
	good("day to", dayTo, "12h46m")
	good("night from", nightFrom, "-1h54m")
	good("night to", nightTo, "2h18m")
}

func TestSilentPassAndMissingDay(t *testing.T) {
	period := window("2026-04-10T00:00", "2026-04-13T00:00")
	l := coverage.New(coverage.Config{Period: period, Thermal: []coverage.Satellite{{Source: "N20", Name: "NOAA-20"}}})
	l.Watch(file("N20", "2026-04-11"))
	l.Watch(file("N20", "2026-04-11")) // twice is once
	l.Observe(row("N20", "2026-04-11T09:39"))
	var got []string
	for _, w := range l.Watches(period) {
		got = append(got, w.When.From.Format("02T15:04")+"-"+w.When.To.Format("02T15:04")+" "+string(w.State)+" "+string(w.Cause))
	}
	want := []string{
		"10T00:00-11T00:00 blind no_data",
		"11T00:00-11T02:18 not_known no_cloud_data", // only the part of the night on the day with a file
		"11T09:39-11T09:40 partly no_cloud_data",
		"11T22:06-12T00:00 not_known no_cloud_data",
		"12T00:00-13T00:00 blind no_data",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNoFileAtAll(t *testing.T) {
	period := window("2025-04-01T00:00", "2025-04-30T00:00")
	l := coverage.New(coverage.Config{Period: period, Thermal: []coverage.Satellite{{Source: "N"}, {Source: "N20"}}})
	list := l.Watches(period)
	if len(list) != 1 || list[0].State != truceline.Blind || list[0].When.From != period.From || list[0].When.To != period.To {
		t.Fatalf("want one outage over the period, got %+v", list)
	}
	a := l.Query(point(48, 37), interval("2025-04-19T15:00", "2025-04-20T21:00"), truceline.KindHeat)
	if a.State != truceline.Blind || !strings.Contains(a.Words, "the file that should be there is not") {
		t.Errorf("got %s: %s", a.State, a.Words)
	}
}

func TestAlertsBlindTheirArea(t *testing.T) {
	period := window("2026-04-01T00:00", "2026-04-30T00:00")
	l := coverage.New(coverage.Config{Period: period, AlertSource: true, NotCovered: []string{"UA-40"},
		Areas: []truceline.Area{{ID: "UA-63", Name: "Kharkiv"}, {ID: "UA-12", Name: "Dnipro"}, {ID: "UA-43", Name: "Crimea"}}})
	l.Observe(alert("UA-12", "2026-03-01T00:00", "2026-05-01T00:00")) // never ends within the period
	l.Observe(alert("UA-63", "2026-04-11T10:00", "2026-04-11T11:00"))
	l.Observe(alert("UA-63", "2026-04-11T10:30", "2026-04-11T12:00"))
	good := func(area, from, to string, want truceline.Watching, words string) {
		t.Helper()
		a := l.Query(truceline.Place{Shape: truceline.ShapeArea, Area: area}, interval(from, to), truceline.KindAirAlert)
		if a.State != want || !strings.Contains(a.Words, words) {
			t.Errorf("%s %s-%s: got %s (%s), want %s (… %s …)", area, from, to, a.State, a.Words, want, words)
		}
	}
	good("UA-63", "2026-04-11T08:00", "2026-04-11T09:00", truceline.Watched, "throughout, by air-raid alerts")
	good("UA-63", "2026-04-11T10:10", "2026-04-11T11:50", truceline.Blind, "between 10:10 and 11:50 UTC on 11 April 2026: air-raid alerts: an alert in force")
	good("UA-63", "2026-04-11T10:00", "2026-04-11T12:00", truceline.Watched, "by air-raid alerts") // the alert itself
	good("UA-63", "2026-04-11T09:00", "2026-04-11T13:00", truceline.PartlyWatched, "between 10:00 and 12:00 UTC")
	good("UA-12", "2026-04-11T08:00", "2026-04-11T09:00", truceline.Blind, "hides the next one")
	good("UA-43", "2026-04-11T08:00", "2026-04-11T09:00", truceline.Blind, "never speak about this area")
	good("UA-40", "2026-04-11T08:00", "2026-04-11T09:00", truceline.Blind, "never speak about this area")
	good("UA-99", "2026-04-11T08:00", "2026-04-11T09:00", truceline.Blind, "Nothing that can notice air alert")
	good("*", "2026-04-11T08:00", "2026-04-11T09:00", truceline.PartlyWatched, "by air-raid alerts")

	got := l.Blind(window("2026-04-11T00:00", "2026-04-12T00:00"), truceline.MeansAirAlert)
	want := []coverage.AreaHours{
		{Area: "UA-12", Name: "Dnipro", Hours: 24, Cause: truceline.CauseSaturated},
		{Area: "UA-40", Hours: 24, Cause: truceline.CauseNotCovered},
		{Area: "UA-43", Name: "Crimea", Hours: 24, Cause: truceline.CauseNotCovered},
		{Area: "UA-63", Name: "Kharkiv", Hours: 2, Cause: truceline.CauseSaturated},
	}
	if !slices.Equal(got, want) {
		t.Errorf("blind: got %+v, want %+v", got, want)
	}
}

func TestPostedWatches(t *testing.T) {
	l := coverage.New(coverage.Config{})
	l.Watch(camera("camera-1", 48, 37, 5000, "2026-01-10T00:00", "2026-01-11T00:00", truceline.Watched, ""))
	l.Watch(camera("camera-1", 48, 37, 5000, "2026-01-10T02:10", "2026-01-10T05:40", truceline.Blind, truceline.CausePower))
	l.Watch(truceline.Watch{By: "patrol", Means: truceline.MeansSaw, State: truceline.Watched, When: interval("2026-01-10T08:00", "2026-01-10T10:00"),
		Place: truceline.Place{Shape: truceline.ShapeSector, At: truceline.Point{Lat: 48, Lon: 37.2},
			Sector: truceline.Sector{RangeMax: 3000, BearingFrom: 315, BearingTo: 45}}})
	good := func(pl truceline.Place, from, to string, k truceline.Kind, want truceline.Watching, words string) {
		t.Helper()
		a := l.Query(pl, interval(from, to), k)
		if a.State != want || !strings.Contains(a.Words, words) {
			t.Errorf("got %s (%s), want %s (… %s …)", a.State, a.Words, want, words)
		}
	}
	fire := truceline.KindIndirectFire
	good(point(48.01, 37), "2026-01-10T12:00", "2026-01-10T12:00", fire, truceline.Watched, "by camera-1")
	good(point(48.01, 37), "2026-01-10T03:00", "2026-01-10T04:00", fire, truceline.Blind, "camera-1: no power")
	good(point(48.01, 37), "2026-01-10T00:00", "2026-01-10T12:00", fire, truceline.PartlyWatched,
		"Nothing watched this place between 02:10 and 05:40 UTC on 10 January 2026: camera-1: no power.")
	good(point(48.1, 37), "2026-01-10T12:00", "2026-01-10T13:00", fire, truceline.Blind, "Nothing that can notice indirect fire")
	good(point(48.02, 37.2), "2026-01-10T08:30", "2026-01-10T09:30", fire, truceline.Watched, "by patrol")
	good(point(47.98, 37.2), "2026-01-10T08:30", "2026-01-10T09:30", fire, truceline.Blind, "") // behind the patrol
	good(truceline.Place{Shape: truceline.ShapeUnknown}, "2026-01-10T08:30", "2026-01-10T09:30", fire, truceline.NotKnown, "not stated")
	wide := point(48, 37)
	wide.Ellipse = truceline.Ellipse{SemiMajor: 20000, SemiMinor: 20000}
	good(wide, "2026-01-10T12:00", "2026-01-10T13:00", fire, truceline.PartlyWatched, "") // only the middle is seen
	good(point(48, 37), "2026-01-10T12:00", "2026-01-10T13:00", truceline.KindHeat, truceline.Blind, "")
	good(truceline.Place{Shape: truceline.ShapeArea, Area: "*"}, "2026-01-10T12:00", "2026-01-10T13:00", fire, truceline.PartlyWatched, "")
}

// TestMonotone checks on random ledgers that one more watcher never lowers an
// answer and one more outage never raises it.
func TestMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	order := map[truceline.Watching]int{truceline.Blind: 0, truceline.NotKnown: 1, truceline.PartlyWatched: 2, truceline.Watched: 3}
	base := at("2026-01-10T00:00")
	random := func(by string, states ...truceline.Watching) truceline.Watch {
		from := base.Add(time.Duration(r.IntN(20)) * time.Hour)
		w := camera(by, 48+r.Float64()*0.1, 37+r.Float64()*0.1, 2000+r.Float64()*9000, "2026-01-10T00:00", "2026-01-10T00:00",
			states[r.IntN(len(states))], truceline.CausePower)
		w.When = truceline.Interval{From: from, To: from.Add(time.Duration(1+r.IntN(9)) * time.Hour)}
		if r.IntN(5) == 0 {
			w.Place = truceline.Place{Shape: truceline.ShapeArea, Area: "*"}
		}
		return w
	}
	all := []truceline.Watching{truceline.Watched, truceline.PartlyWatched, truceline.NotKnown, truceline.Blind}
	for range 2000 {
		var list []truceline.Watch
		for range r.IntN(6) {
			list = append(list, random(string(rune('a'+r.IntN(3))), all...))
		}
		q := point(48+r.Float64()*0.1, 37+r.Float64()*0.1)
		if r.IntN(2) == 0 {
			q.Ellipse = truceline.Ellipse{SemiMajor: 3000, SemiMinor: 1000, Bearing: 30}
		}
		from := base.Add(time.Duration(r.IntN(20)) * time.Hour)
		when := truceline.Interval{From: from, To: from.Add(time.Duration(r.IntN(6)) * time.Hour)}
		ask := func(more ...truceline.Watch) int {
			l := coverage.New(coverage.Config{Detection: &coverage.Detection{}})
			for _, w := range append(slices.Clone(list), more...) {
				l.Watch(w)
			}
			return order[l.Query(q, when, truceline.KindIndirectFire).State]
		}
		before := ask()
		if after := ask(random("new", truceline.Watched, truceline.PartlyWatched)); after < before {
			t.Fatalf("a watcher lowered the answer from %d to %d", before, after)
		}
		outage := random("a", truceline.Blind)
		if after := ask(outage); after > before {
			t.Fatalf("an outage raised the answer from %d to %d", before, after)
		}
	}
}

func BenchmarkQuery(b *testing.B) {
	l := coverage.New(coverage.Config{Period: window("2026-04-01T00:00", "2026-04-30T00:00"), AlertSource: true})
	for i := range 300 {
		l.Watch(camera("camera-"+string(rune('A'+i%26))+string(rune('A'+i/26)), 47+float64(i)*0.02, 37, 8000,
			"2026-04-01T00:00", "2026-04-30T00:00", truceline.Watched, ""))
	}
	pl := point(48, 37.01)
	pl.Ellipse = truceline.Ellipse{SemiMajor: 500, SemiMinor: 500}
	for b.Loop() {
		l.Query(pl, interval("2026-04-11T10:00", "2026-04-11T10:01"), truceline.KindIndirectFire)
	}
}

func TestHoursSinceLastLook(t *testing.T) {
	l := coverage.New(coverage.Config{})
	if _, ok := l.HoursSinceLastLook(at("2026-04-11T12:00")); ok {
		t.Error("nothing has looked yet")
	}
	l.Observe(row("N", "2026-04-11T09:30"))
	l.Observe(row("N20", "2026-04-11T10:29"))
	l.Observe(row("N20", "2026-04-12T10:29"))
	if h, ok := l.HoursSinceLastLook(at("2026-04-11T12:00")); !ok || h != 1.5 {
		t.Errorf("got %v %v, want 1.5", h, ok)
	}
}

// TestFromWatches checks that watches that were worked out once answer as the
// ledger did that worked them out.
func TestFromWatches(t *testing.T) {
	period := window("2026-04-10T00:00", "2026-04-13T00:00")
	l := coverage.New(coverage.Config{Period: period, AlertSource: true, Areas: []truceline.Area{{ID: "UA-63"}, {ID: "UA-43"}},
		Thermal: []coverage.Satellite{{Source: "N20"}}})
	l.Watch(file("N20", "2026-04-11"))
	l.Observe(row("N20", "2026-04-11T09:39"))
	l.Observe(alert("UA-63", "2026-04-11T10:00", "2026-04-11T12:00"))
	l.Watch(camera("camera-1", 48, 37, 5000, "2026-04-11T00:00", "2026-04-12T00:00", truceline.Watched, ""))
	again := coverage.FromWatches([]truceline.Area{{ID: "UA-63"}, {ID: "UA-43"}}, l.Watches(period))
	for _, k := range []truceline.Kind{truceline.KindHeat, truceline.KindAirAlert, truceline.KindSmallArms} {
		for _, pl := range []truceline.Place{point(48, 37), {Shape: truceline.ShapeArea, Area: "UA-63"}, {Shape: truceline.ShapeArea, Area: "*"}} {
			for _, when := range []truceline.Interval{interval("2026-04-11T09:00", "2026-04-11T11:00"), interval("2026-04-12T09:00", "2026-04-12T09:00")} {
				a, b := l.Query(pl, when, k), again.Query(pl, when, k)
				if a.State != b.State || a.Words != b.Words {
					t.Errorf("%s at %v: %s (%s) became %s (%s)", k, pl, a.State, a.Words, b.State, b.Words)
				}
			}
		}
	}
}

// TestSwath: a look counts for what its swath takes in and not for the rest of the
// theatre; where the posture states no swath, for all of it, and partly at best.
func TestSwath(t *testing.T) {
	at := func(lon float64) truceline.Place {
		return truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: lon}}
	}
	when := interval("2030-05-01T10:00", "2030-05-01T12:00")
	east := truceline.Area{ID: "east", Polygons: []truceline.Polygon{{{{Lat: 47, Lon: 38}, {Lat: 49, Lon: 38}, {Lat: 49, Lon: 40}, {Lat: 47, Lon: 40}}}}}
	west := truceline.Area{ID: "west", Polygons: []truceline.Polygon{{{{Lat: 47, Lon: 19}, {Lat: 49, Lon: 19}, {Lat: 49, Lon: 21}, {Lat: 47, Lon: 21}}}}}
	l := coverage.New(coverage.Config{Areas: []truceline.Area{east, west}, Period: window("2030-05-01T00:00", "2030-05-02T00:00"), Thermal: []coverage.Satellite{{Source: "N20"}}})
	l.Observe(row("N20", "2030-05-01T09:51")) // 12:51 by the sun at 45 E: to 24.4 E
	good := func(p truceline.Place, want truceline.Watching) {
		t.Helper()
		looked := 0
		for _, w := range l.Query(p, when, truceline.KindHeat).By {
			if w.Note == "N20 looked; 1 row" {
				looked++
			}
		}
		if got := l.Query(p, interval("2030-05-01T09:51", "2030-05-01T09:52"), truceline.KindHeat).State; got != want {
			t.Errorf("%+v: %s, want %s (%d looks)", p.At, got, want, looked)
		}
	}
	good(at(38), truceline.PartlyWatched)
	good(at(26), truceline.PartlyWatched)
	good(at(21), truceline.Blind)
	good(truceline.Place{Shape: truceline.ShapeArea, Area: "east"}, truceline.PartlyWatched)
	good(truceline.Place{Shape: truceline.ShapeArea, Area: "west"}, truceline.Blind)
	// What was worked out is stored, and read again says the same.
	again := coverage.FromWatches([]truceline.Area{east, west}, l.Watches(window("2030-05-01T00:00", "2030-05-02T00:00")))
	for lon, want := range map[float64]truceline.Watching{38: truceline.PartlyWatched, 21: truceline.Blind} {
		if got := again.Query(at(lon), interval("2030-05-01T09:51", "2030-05-01T09:52"), truceline.KindHeat).State; got != want {
			t.Errorf("read again, %v E: %s, want %s", lon, got, want)
		}
	}
}

// TestScene: a satellite's scene is a look at the ground that it shows, as well as the
// posture says of its satellite and as the sky was clear; of one that no posture names it
// is not known what it is worth.
func TestScene(t *testing.T) {
	sat := func(sort string, means truceline.Means) posture.Watcher {
		return posture.Watcher{Sort: sort, Prefix: strings.ToUpper(sort), Means: means,
			Reach: []posture.Reach{{Kinds: []truceline.Kind{"W1"}, WatchKm: 40, Chance: [][2]float64{{0, 0.4}, {40, 0.2}, {80, 0}}}}}
	}
	config := coverage.Config{Period: window("2030-05-01T00:00", "2030-05-02T00:00"),
		Posture: posture.Posture{Watchers: []posture.Watcher{sat("sar", truceline.MeansRadar), sat("eye", truceline.MeansCamera)}}}
	square := []truceline.Polygon{{{{Lat: 48, Lon: 37}, {Lat: 49, Lon: 37}, {Lat: 49, Lon: 38}, {Lat: 48, Lon: 38}}}}
	half, none := 50.0, 0.0
	good := func(by string, means truceline.Means, cloud *float64, cause truceline.Cause, lon, want float64, state truceline.Watching, notKnown bool) {
		t.Helper()
		l := coverage.New(config)
		l.Watch(truceline.Watch{By: by, Means: means, Kinds: []truceline.Kind{"W1"}, Detection: -1, State: truceline.PartlyWatched, Cause: cause, When: interval("2030-05-01T06:00", "2030-05-01T06:01"),
			Place: truceline.Place{Shape: truceline.ShapeArea, At: truceline.Point{Lat: 48.5, Lon: 37.5}, Area: "scene-7"}, Scene: &truceline.Scene{ID: "7", Cloud: cloud, Shows: square}})
		place := truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.5, Lon: lon}}
		n := l.Noticing(place, interval("2030-05-01T06:00", "2030-05-01T06:00"), "W1")
		if got := n.AtLeast(1); math.Abs(got-want) > 0.001 || n.NotKnown != notKnown {
			t.Errorf("%s at %v E: %v, want %v; not known: %v", by, lon, got, want, n.NotKnown)
		}
		if got := l.Query(place, interval("2030-05-01T06:00", "2030-05-01T06:00"), "W1").State; got != state {
			t.Errorf("%s at %v E: %s, want %s", by, lon, got, state)
		}
	}
	good("SAR-1", truceline.MeansRadar, nil, "", 37.5, 0.4, truceline.Watched, false)
	good("SAR-1", truceline.MeansRadar, nil, "", 37.9, 0.4-0.2*29.55/40, truceline.Watched, false) // 29.55 km from the middle
	good("SAR-1", truceline.MeansRadar, nil, "", 38.01, 0, truceline.Blind, false)                 // beyond its edge, however far the curve goes
	good("EYE-1", truceline.MeansCamera, &none, "", 37.5, 0.4, truceline.Watched, false)
	good("EYE-1", truceline.MeansCamera, &half, truceline.CauseWeather, 37.5, 0.2, truceline.PartlyWatched, false)
	good("EYE-1", truceline.MeansCamera, nil, truceline.CauseNoCloudData, 37.5, 0, truceline.PartlyWatched, true)
	good("OTHER-1", truceline.MeansCamera, &none, "", 37.5, 0, truceline.PartlyWatched, true)
	good("OTHER-1", truceline.MeansRadar, nil, "", 37.5, 0, truceline.PartlyWatched, true)
	good("OTHER-1", truceline.MeansRadar, nil, "", 38.01, 0, truceline.Blind, false)
	// A watch over the same area that left no picture is no scene, whichever was told of first: it
	// is worth what it states.
	for _, pictureFirst := range []bool{true, false} {
		l := coverage.New(config)
		for i := range 2 {
			w := truceline.Watch{ID: truceline.IDOf("watch", fmt.Sprint(i)), By: "SAR-1", Means: truceline.MeansRadar, Kinds: []truceline.Kind{"W1"}, Detection: 0.9, State: truceline.Watched,
				When: interval("2030-05-01T06:00", "2030-05-01T06:01"), Place: truceline.Place{Shape: truceline.ShapeArea, At: truceline.Point{Lat: 48.5, Lon: 37.5}, Area: "scene-7"}}
			if (i == 0) == pictureFirst {
				w.Scene = &truceline.Scene{ID: "7", Shows: square}
			}
			l.Watch(w)
		}
		if n := l.Noticing(point(48.5, 37.5), interval("2030-05-01T06:00", "2030-05-01T06:00"), "W1"); len(n.Watchers) == 0 || n.AtLeast(1) < 0.9 {
			t.Errorf("picture first %v: %+v", pictureFirst, n)
		}
	}
}
