package track

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// cluttered are the plots of a radar that turns every half a minute for six hours
// and plots birds and rain 60 times an hour, evenly in range up to 15 km and in
// azimuth, and with them those of a drone that crosses its reach each hour.
func cluttered(seed uint64, drones bool) []truceline.Observation {
	r := rand.New(rand.NewPCG(seed, 7))
	radar := truceline.Point{Lat: 48.5, Lon: 36}
	var plots []truceline.Observation
	for turn := range 6 * 120 {
		seconds := 30 * float64(turn)
		if r.Float64() < 0.5 {
			at := geo.Destination(radar, 360*r.Float64(), 15000*r.Float64())
			plots = append(plots, plot(turn, seconds+30*r.Float64(), at, truceline.KindAerial, ""))
		}
		if into := math.Mod(seconds, 3600); drones && into < 600 && r.Float64() < 0.9 {
			at := geo.Destination(geo.Destination(radar, 270, 12000), 90, 150/3.6*into)
			plots = append(plots, plot(10000+turn, seconds, geo.Destination(at, 360*r.Float64(), 20*r.Float64()), truceline.KindAerial, ""))
		}
	}
	slices.SortStableFunc(plots, func(a, b truceline.Observation) int { return a.When.From.Compare(b.When.From) })
	return plots
}

// TestStrays: plots of nothing seldom make a track, and real drones among them
// still do.
func TestStrays(t *testing.T) {
	tracks := func(seed uint64, drones bool) (long, all int) {
		p := NewPicture(nil)
		for _, o := range cluttered(seed, drones) {
			p.Add(o)
		}
		for _, k := range p.Tracks(func() {}) {
			all++
			if k.Plots >= 12 {
				long++
			}
		}
		return long, all
	}
	const seeds = 20 // of six hours
	var none, six, more int
	for seed := range uint64(seeds) {
		_, all := tracks(seed, false)
		none += all
		long, all := tracks(seed, true)
		six += long
		more += all - long
	}
	t.Logf("without anything %d tracks in %d hours; of %d drones %d followed, and %d other tracks", none, 6*seeds, 6*seeds, six, more)
	if none > seeds/2*6 { // half a track an hour of one radar; before strays were counted it was several
		t.Errorf("%d tracks of nothing in %d hours", none, 6*seeds)
	}
	if six < 6*seeds*19/20 {
		t.Errorf("%d of %d drones followed", six, 6*seeds)
	}
}
