package engine

import (
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// plot is one radar plot of a drone that flies east at 150 km/h, received so many
// minutes after it was made.
func plot(source string, minute, later float64) Input {
	in := said(source, minute)
	o := &in.Reading.Observations[0]
	o.Feed, o.Means, o.Kind, o.Subtype = "radar", truceline.MeansRadar, truceline.KindAerial, "plot"
	o.Place.At.Lon += 2.5 * minute / 74.6 // 2.5 km a minute; a degree is 74.6 km here
	o.Place.Ellipse = truceline.Ellipse{SemiMajor: 150, SemiMinor: 150}
	in.Entry.Feed, in.Entry.Received = "radar", at(minute+later)
	return in
}

// TestLatePlots: plots that come up to ten minutes late, long after their
// feed's window has closed, are put into the track where they belong: it ends as
// if they had come in time, and nothing is in the air twice.
func TestLatePlots(t *testing.T) {
	run := func(later float64) truceline.Track {
		t.Helper()
		e := New(config())
		var waiting []Input
		inputs := []Input{tick(0)}
		for m := 10.0; m <= 40; m += 0.5 {
			in := plot("radar-1", m, 0)
			if late := m == 20 || m == 20.5 || m == 25; late && later > 0 {
				waiting = append(waiting, plot("radar-1", m, later))
			} else {
				inputs = append(inputs, in)
			}
			for len(waiting) > 0 && !waiting[0].Entry.Received.After(at(m)) {
				inputs, waiting = append(inputs, waiting[0]), waiting[1:]
			}
			inputs = append(inputs, tick(m))
		}
		outs := play(t, e, append(inputs, tick(41), tick(42))...)
		told := 0
		for _, out := range outs {
			told += len(out.Tracks)
		}
		all := e.Record().Tracks
		if len(all) != 1 || told != 1 {
			t.Fatalf("%v minutes late: %d tracks, told of %d times", later, len(all), told)
		}
		return all[0]
	}
	want := run(0)
	for _, later := range []float64{2, 5, 9.5} {
		got := run(later)
		if got.Plots != want.Plots {
			t.Errorf("%v minutes late: %d plots, want %d", later, got.Plots, want.Plots)
		}
		a, b := got.Fixes[len(got.Fixes)-1], want.Fixes[len(want.Fixes)-1]
		if d := geo.Distance(a.At, b.At); d > 1 || !a.When.Equal(b.When) {
			t.Errorf("%v minutes late: the last fix is %.1f m off, at %s instead of %s", later, d, a.When, b.When)
		}
	}
}
