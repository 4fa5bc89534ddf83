package posture_test

import (
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

func clock(text string) time.Time {
	at, err := time.Parse("15:04", text)
	if err != nil {
		panic(err)
	}
	return time.Date(2030, 5, 1, at.Hour(), at.Minute(), 0, 0, time.UTC)
}

// TestSwath: at its node a satellite is where it is 13:30 by the sun, or 01:30; what
// a look takes in reaches half the swath to either side of its track.
func TestSwath(t *testing.T) {
	o := posture.Orbit{SwathKm: 3060}
	good := func(when string, lat, near, lon, track float64) {
		t.Helper()
		p, ok := o.Swath(clock(when), truceline.Point{Lat: lat, Lon: near})
		if !ok || math.Abs(p.At.Lon-lon) > 0.1 || math.Abs(p.Ellipse.Bearing-track) > 0.1 || p.Ellipse.SemiMinor != 1530e3 {
			t.Errorf("%s at %v N: below %v, track %v, want %v, %v", when, lat, p.At.Lon, p.Ellipse.Bearing, lon, track)
		}
	}
	good("13:30", 0, 5, 0, 351.3)     // northward by day, 8.7 degrees west of north
	good("01:30", 0, 5, 0, 8.7)       // southward by night: the track runs north-north-east
	good("13:30", 0, -170, -180, 8.7) // the other side of the earth is in the night pass
	good("10:51", 48, 30, 30, 346.9)  // 12:51 by the sun at 48 N
	good("00:09", 48, 30, 30, 13.1)   // 02:09
	good("11:51", 48, 30, 15, 346.9)  // an hour later it is 15 degrees further west
	takes := func(lat, lon float64, when string, want bool) {
		t.Helper()
		if got := o.Takes(truceline.Point{Lat: lat, Lon: lon}, clock(when)); got != want {
			t.Errorf("%v N %v E at %s: %v", lon, lat, when, got)
		}
	}
	const edge = 13.9 // degrees on the equator: 1530 km / (111.3 km cos 8.7 degrees)
	takes(0, edge-0.2, "13:30", true)
	takes(0, edge+0.2, "13:30", false)
	takes(0, -edge+0.2, "13:30", true)
	takes(0, -edge-0.2, "13:30", false)
	takes(48, 30, "06:00", false) // no pass is near
	if none := (posture.Orbit{}); !none.Takes(truceline.Point{Lat: 48, Lon: 120}, clock("06:00")) {
		t.Error("where no swath is stated, a look sees everything")
	} else if _, ok := none.Swath(clock("06:00"), truceline.Point{}); ok {
		t.Error("a swath that is not stated")
	}
}
