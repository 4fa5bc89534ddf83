package fuse

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// Weather takes a weather report, which says how fast sound went.
func (f *Fuser) Weather(w truceline.Weather) {
	f.weather = append(f.weather, w)
	if w.Thunder {
		f.storms = append(f.storms, w)
	}
	past := w.When.From.Add(-2 * f.priors.Horizon)
	over := func(x truceline.Weather) bool { return x.When.To.Before(past) }
	if len(f.weather) > 4096 {
		f.weather, f.storms = slices.DeleteFunc(f.weather, over), slices.DeleteFunc(f.storms, over)
	}
}

// soundOver returns how fast sound went from a place in a direction (metres east and
// north), and how far that may be off: 331.3 + 0.606 t metres per second
// at t degrees Celsius, and the wind along its way. Of reports that speak
// of the place and moment the nearest counts.
func (f *Fuser) soundOver(at truceline.Point, when time.Time, east, north float64) (speed float64, off SoundError) {
	ground := plane{at}
	best, least := -1, math.Inf(1)
	for i, w := range f.weather {
		if when.Before(w.When.From) || !when.Before(w.When.To) || w.Place.Shape != truceline.ShapePoint {
			continue
		}
		if d := math.Hypot(ground.of(w.Place.At)); d < least {
			best, least = i, d
		}
	}
	if best < 0 || least > max(f.weather[best].Place.Ellipse.SemiMajor, 1)*2 {
		return f.priors.Sound.MetresPerSecond, f.priors.Sound.Error
	}
	w := f.weather[best]
	towards := (w.WindFromDeg + 180) * math.Pi / 180
	length := math.Hypot(east, north)
	wind := 0.0
	if length > 0 {
		wind = w.WindMS * (east*math.Sin(towards) + north*math.Cos(towards)) / length
	}
	return 331.3 + 0.606*w.TemperatureC + wind, f.priors.Sound.Reported
}
