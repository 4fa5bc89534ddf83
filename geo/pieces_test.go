package geo

import (
	"math"
	"testing"

	"github.com/truceline/truceline"
)

func TestCut(t *testing.T) {
	line := truceline.Polyline{{Lat: 49, Lon: 36}, {Lat: 49.5, Lon: 36}, {Lat: 49.5, Lon: 36}, {Lat: 49.5, Lon: 36.5}}
	length := Length(line) / 1000
	pieces := Cut(line, 10)
	if len(pieces) != int(math.Ceil(length/10)) {
		t.Fatalf("%d pieces of %g km", len(pieces), length)
	}
	on, to := NewLine(line), 0.0
	for i, p := range pieces {
		if p.FromKm != to || p.ToKm-p.FromKm > 10+1e-9 || p.ToKm <= p.FromKm {
			t.Errorf("piece %d: %g to %g km after %g", i, p.FromKm, p.ToKm, to)
		}
		to = p.ToKm
		if d := on.Distance(p.Middle); d > 5 {
			t.Errorf("piece %d: its middle lies %g m from the line", i, d)
		}
		if got := Length(p.Course) / 1000; math.Abs(got-(p.ToKm-p.FromKm)) > 0.001 {
			t.Errorf("piece %d: its course measures %g km of %g", i, got, p.ToKm-p.FromKm)
		}
		if i > 0 && p.Course[0] != pieces[i-1].Course[len(pieces[i-1].Course)-1] {
			t.Errorf("piece %d does not begin where the one before ends", i)
		}
		if off := on.Along(p.Middle) - (p.FromKm+p.ToKm)/2; math.Abs(off) > 0.02 {
			t.Errorf("piece %d: its middle is off by %g km along the line", i, off)
		}
	}
	if math.Abs(to-length) > 1e-9 {
		t.Errorf("the pieces end at %g of %g km", to, length)
	}
	if Cut(line[:1], 10) != nil || Cut(line, 0) != nil {
		t.Error("cut what cannot be cut")
	}
}
