package sim

import (
	"math"
	"time"
)

// sky is the weather hour by hour, in regions of 100 km of line.
type sky struct {
	from    time.Time
	hours   int
	regions int
	cells   []hourly // by hour, then region
}

// hourly is the weather of one region in one hour.
type hourly struct {
	cloud   float32 // cover, 0 to 1
	wind    float32 // metres per second
	from    float32 // where the wind comes from, degrees
	rain    float32 // millimetres an hour, 0: none
	celsius float32
	fog     bool
}

const regionKm = 100

// What is taken where an exercise draws no climate, and in its spells of fog and
// wind: the air of the tables of the speed of sound, and half the visibility
// below which there is fog (WMO-No. 8). The wind of a spell is an assumption.
const (
	plainCelsius = 20
	spellWindMS  = 12
	spellFromDeg = 270
	fogKm        = 0.5
	leastRainMMH = 0.5 // of an hour with rain
)

// drawSky draws the weather. Each quantity follows its own past with a memory
// of about six hours (assumption), so that spells come and go. It is warmest at
// three in the afternoon, by five degrees over the mean (assumption).
func drawSky(ex *Exercise, whole float64, seed uint64) *sky {
	c := ex.Climate
	if c == (Climate{}) {
		return nil
	}
	s := &sky{from: ex.Window.From, regions: int(whole/regionKm) + 1}
	s.hours = int(math.Ceil(ex.Window.To.Sub(ex.Window.From).Hours())) + 1
	s.cells = make([]hourly, s.hours*s.regions)
	for region := range s.regions {
		r := stream(seed, forWeather, region)
		cloud, wind, wet := r.NormFloat64(), r.NormFloat64(), r.NormFloat64()
		way := 360 * r.Float64()
		for h := range s.hours {
			const keep = 0.85
			step := math.Sqrt(1 - keep*keep)
			cloud = keep*cloud + step*r.NormFloat64()
			wind = keep*wind + step*r.NormFloat64()
			wet = keep*wet + step*r.NormFloat64()
			way = turn(way + 10*r.NormFloat64())
			clock := s.from.Add(time.Duration(h) * time.Hour).Hour()
			cell := hourly{
				cloud:   float32(min(1, max(0, c.Cloud+0.45*cloud))),
				wind:    float32(c.WindMS * math.Exp(0.4*wind-0.08)),
				from:    float32(way),
				celsius: float32(c.celsius() + 5*math.Cos(float64(clock-15)*math.Pi/12)),
			}
			if normal(wet) < c.Rain {
				cell.rain = float32(leastRainMMH + 2*cast(seed, region, h+1<<21))
			}
			if clock >= 2 && clock < 8 {
				cell.fog = cast(seed, region, h/4+1<<20) < c.FogAtNight && cell.wind < 8
			}
			s.cells[h*s.regions+region] = cell
		}
	}
	return s
}

// celsius is the mean temperature of the air.
func (c Climate) celsius() float64 {
	if c.TemperatureC == 0 {
		return plainCelsius
	}
	return c.TemperatureC
}

// strong is the wind from which microphones suffer, in metres per second.
func (c Climate) strong() float64 {
	if c.StrongMS == 0 {
		return spellWindMS
	}
	return c.StrongMS
}

// normal is the share of a normal distribution below x, seen from above: small
// for great x.
func normal(x float64) float64 { return 0.5 * math.Erfc(x/math.Sqrt2) }

// at returns the weather of a place along the line at a moment.
func (s *sky) at(along float64, when time.Time) hourly {
	h := max(0, min(s.hours-1, int(when.Sub(s.from)/time.Hour)))
	region := max(0, min(s.regions-1, int(along/regionKm)))
	return s.cells[h*s.regions+region]
}

// air is the weather of a place along the line at a moment: what was drawn, and
// the spells of the exercise over it.
func (ex *Exercise) air(along float64, when time.Time) hourly {
	now := hourly{celsius: plainCelsius}
	if ex.sky != nil {
		now = ex.sky.at(along, when)
	}
	clock := ex.clock(when)
	for _, w := range ex.Weather {
		switch {
		case along < w.FromKm || along >= w.ToKm || clock < w.From || clock >= w.To:
		case w.Kind == "fog":
			now.fog = true
		case w.Kind == "wind":
			now.wind, now.from = max(now.wind, spellWindMS), spellFromDeg
		}
	}
	return now
}

// sound is the speed of sound in metres per second on the way to a listener, by
// temperature (331.3 + 0.606 per degree, the usual straight line for dry air)
// and the wind along the way.
func (ex *Exercise) sound(along float64, when time.Time, azimuthToSource float64) float64 {
	now := ex.air(along, when)
	// Wind from the source's direction carries the sound along.
	tail := float64(now.wind) * math.Cos((float64(now.from)-azimuthToSource)*math.Pi/180)
	return 331.3 + 0.606*float64(now.celsius) + tail
}
