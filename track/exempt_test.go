package track

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// TestExemptTracks: a track is of an exempt activity as soon as the thing says so, and
// when it was told of before, it is told of again.
func TestExemptTracks(t *testing.T) {
	begin := time.Date(2030, 5, 1, 6, 0, 0, 0, time.UTC)
	told := func(says int) (out []truceline.Observation) {
		p := NewPicture(nil)
		for i := range 30 {
			at := geo.Destination(truceline.Point{Lat: 48, Lon: 36}, 90, 150*float64(i))
			o := truceline.Observation{ID: truceline.IDOf("plot", string(rune(i))), Source: "RD-1", Means: truceline.MeansRadar, Kind: truceline.KindAerial, Subtype: "radar plot",
				Place: truceline.Place{Shape: truceline.ShapePoint, At: at, Ellipse: truceline.Ellipse{SemiMajor: 20, SemiMinor: 20}},
				When:  truceline.Interval{From: begin.Add(time.Duration(i) * 10 * time.Second), To: begin.Add(time.Duration(i) * 10 * time.Second)}}
			if i >= says {
				o.Source, o.Means, o.Subtype, o.Remarks, o.Exempt = "RID-1", truceline.MeansTelemetry, "remote ID position", "Remote ID A", "monitor's flight"
			}
			for _, s := range p.Add(o) {
				if s.Kind == truceline.KindAerial {
					out = append(out, s)
				}
			}
		}
		return out
	}
	if all := told(100); len(all) != 1 || all[0].Exempt != "" {
		t.Errorf("by radar alone: %+v", all)
	}
	if all := told(0); len(all) != 1 || all[0].Exempt != "monitor's flight" {
		t.Errorf("from the first: %+v", all)
	}
	if all := told(15); len(all) != 2 || all[0].Exempt != "" || all[1].Exempt != "monitor's flight" || len(all[1].DerivedFrom) == 0 {
		t.Errorf("told of before: %+v", all)
	}
}
