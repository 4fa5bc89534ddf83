package truceline

import "testing"

func TestPlot(t *testing.T) {
	plot := func(means Means, subtype string, shape Shape, want bool) {
		t.Helper()
		o := Observation{Means: means, Kind: KindAerial, Subtype: subtype, Place: Place{Shape: shape}}
		if o.Plot() != want {
			t.Errorf("%s %q %s: %v", means, subtype, shape, !want)
		}
	}
	plot(MeansRadar, "plot", ShapePoint, true)
	plot(MeansRadar, "plot", ShapeSector, true) // a bearing alone
	plot(MeansTelemetry, "AIS position", ShapePoint, true)
	plot(MeansTelemetry, "ADS-B position", ShapePoint, true)
	plot(MeansRadar, "air-surveillance plot", ShapePoint, true)
	plot(MeansRadar, "towed howitzer", ShapePoint, false) // a radar picture of a thing that stands
	plot(MeansCamera, "plot", ShapePoint, false)          // somebody looked: a statement
	plot(MeansAcoustic, "one-way drone", ShapePoint, false)
	plot(MeansTelemetry, "AIS position", ShapeArea, false) // nowhere to put it
	plot(MeansTelemetry, "disposition", ShapePoint, false)
}

func TestClassInWords(t *testing.T) {
	good := func(want string, c TrackClass) {
		t.Helper()
		if got := c.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	good("consistent with one-way drone, 120-185 km/h", TrackClass{LowKmH: 119.6, HighKmH: 185.4, Things: []string{"one-way drone"}})
	good("consistent with motorboat or patrol craft, 40-52 km/h", TrackClass{LowKmH: 40, HighKmH: 52, Things: []string{"motorboat", "patrol craft"}})
	good("of no known class, 2000-2100 km/h", TrackClass{LowKmH: 2000, HighKmH: 2100})
}
