package rate

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// track walks along a polyline by kilometres.
type track struct {
	line truceline.Polyline
	km   []float64 // from the first end to each point
}

func newTrack(line truceline.Polyline) *track {
	t := &track{line: line, km: make([]float64, len(line))}
	for i := 1; i < len(line); i++ {
		t.km[i] = t.km[i-1] + geo.Distance(line[i-1], line[i])/1000
	}
	return t
}

// whole is the length in kilometres.
func (t *track) whole() float64 {
	if len(t.km) == 0 {
		return 0
	}
	return t.km[len(t.km)-1]
}

// at returns the point at so many kilometres from the first end.
func (t *track) at(km float64) truceline.Point {
	low, high := 0, len(t.km)-1
	for high-low > 1 {
		if mid := (low + high) / 2; t.km[mid] <= km {
			low = mid
		} else {
			high = mid
		}
	}
	a, b := t.line[low], t.line[high]
	f := 0.0
	if d := t.km[high] - t.km[low]; d > 0 {
		f = min(1, max(0, (km-t.km[low])/d))
	}
	return truceline.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)}
}

// beside returns the point at so many kilometres along and off the line, left
// of it where off is negative. The line's way is taken over a kilometre to either
// side, so that a kink does not throw it about.
func (t *track) beside(km, off float64) truceline.Point {
	way := geo.Azimuth(t.at(max(0, km-1)), t.at(min(t.whole(), km+1)))
	return geo.Destination(t.at(km), way+math.Copysign(90, off), math.Abs(off)*1000)
}
