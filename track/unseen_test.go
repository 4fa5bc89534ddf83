package track

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// TestOnlySaid: ships pass a radar that plots them every third minute, and one is
// in messages alone.
func TestOnlySaid(t *testing.T) {
	sea := truceline.Point{Lat: 46, Lon: 31}
	// passing is a ship that goes east at 5 m/s, two hours from a moment in minutes,
	// km north of the way, and speaks each minute.
	passing := func(name string, from, hours, km float64, plotted bool) (out []truceline.Observation) {
		begin := geo.Destination(sea, 0, 1000*km)
		for i := range int(60 * hours) {
			at := geo.Destination(begin, 90, 5*60*float64(i))
			seconds := 60 * (from + float64(i))
			out = append(out, plot(i, seconds, at, truceline.KindMaritime, name))
			if plotted && i%3 == 1 {
				out = append(out, plot(i, seconds+20, geo.Destination(at, 90, 100), truceline.KindMaritime, ""))
			}
		}
		return out
	}
	works := func(truceline.Point, time.Time, time.Time) float64 { return 0.8 }
	run := func(looked Looked, ships ...[]truceline.Observation) map[string]bool {
		all := slices.Concat(ships...)
		slices.SortStableFunc(all, func(a, b truceline.Observation) int {
			return cmp.Compare(a.When.From.UnixNano(), b.When.From.UnixNano())
		})
		p := NewPicture(looked)
		for _, o := range all {
			p.Add(o)
		}
		only := map[string]bool{}
		for _, k := range p.Tracks(func() {}) {
			if len(k.Names) > 0 {
				only[k.Names[0]] = only[k.Names[0]] || k.OnlySaid
			}
		}
		return only
	}
	fleet := func() [][]truceline.Observation {
		return [][]truceline.Observation{passing("MMSI 1", 0, 3, 0, true), passing("MMSI 2", 20, 3, 1.5, true), passing("MMSI 3", 40, 3, -1.5, true), passing("MMSI 4", 60, 3, 3, true)}
	}
	check := func(why string, only map[string]bool, ghost bool) {
		t.Helper()
		if only["MMSI 9"] != ghost {
			t.Errorf("%s: only said %v", why, only["MMSI 9"])
		}
		for _, real := range []string{"MMSI 1", "MMSI 2", "MMSI 3", "MMSI 4"} {
			if only[real] {
				t.Errorf("%s: %s was plotted and is held to be only said", why, real)
			}
		}
	}
	only := run(works, append(fleet(), passing("MMSI 9", 90, 2, -3, false))...)
	check("never plotted among ships that are", only, true)
	only = run(works, append(fleet(), passing("MMSI 9", 90, 0.4, -3, false))...)
	check("two looks in vain are few", only, false)
	only = run(works, append(fleet(), passing("MMSI 9", 90, 2, 60, false))...)
	check("where no radar ever plotted anything", only, false)
	only = run(func(_ truceline.Point, from, _ time.Time) float64 {
		if from.After(start.Add(80 * time.Minute)) {
			return 0
		}
		return 0.8
	}, append(fleet(), passing("MMSI 9", 90, 2, -3, false))...)
	check("while no radar worked", only, false)
	only = run(nil, append(fleet(), passing("MMSI 9", 90, 2, -3, false))...)
	check("nothing is known of radars", only, false)
}

// TestSaidElsewhere: a number that a radar has seen in one place speaks in another
// that it cannot have come to.
func TestSaidElsewhere(t *testing.T) {
	p := NewPicture(nil)
	here, there := truceline.Point{Lat: 46, Lon: 31}, truceline.Point{Lat: 46.6, Lon: 31}
	for i := range 30 {
		at := geo.Destination(here, 90, 300*float64(i))
		p.Add(plot(i, 60*float64(i), at, truceline.KindMaritime, "MMSI 5"))
		p.Add(plot(i, 60*float64(i)+20, geo.Destination(at, 90, 100), truceline.KindMaritime, ""))
	}
	for i := range 30 { // 67 km off, twenty minutes later
		p.Add(plot(100+i, 3000+60*float64(i), geo.Destination(there, 90, 300*float64(i)), truceline.KindMaritime, "MMSI 5"))
	}
	all := p.Tracks(func() {})
	if len(all) != 2 || all[0].OnlySaid || !all[1].OnlySaid {
		t.Fatalf("%d tracks, only said: %v", len(all), all)
	}
}
