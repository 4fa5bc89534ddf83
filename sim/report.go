package sim

import (
	"math"
	"time"
)

const weatherFile = "raw/weather.csv"

func weatherColumns() []string {
	return []string{"lat", "lon", "radius_km", "area", "from", "to", "cloud", "wind_ms", "wind_from_deg", "rain_mm_h", "visibility_km", "temperature_c", "thunder"}
}

// weatherReports writes what a weather service says: a report an hour for every
// 50 km of the line, which holds for the country round it. A station is a point
// and its report an hour's mean: wind is off by a tenth and ten degrees, cloud
// by a tenth, temperature by half a degree (standard errors, assumption; what
// instruments themselves are off by, WMO-No. 8 Annex 1.A, is less).
func weatherReports(ex *Exercise, t *terrain, seed uint64) []byte {
	const everyKm, radiusKm = 50, 90
	c := &cells{names: weatherColumns()}
	header(c)
	for i := range int(math.Ceil(t.track.whole / everyKm)) {
		along := min(t.track.whole, (float64(i)+0.5)*everyKm)
		at, r := t.track.point(along), stream(seed, forWeather, 1<<20|i)
		for from := ex.Window.From; from.Before(ex.Window.To); from = from.Add(time.Hour) {
			now := ex.air(along, from.Add(30*time.Minute))
			c.begin()
			c.number(at.Lat, 3)
			c.number(at.Lon, 3)
			c.number(radiusKm, 0)
			c.none()
			c.moment(from, time.Second)
			c.moment(from.Add(time.Hour), time.Second)
			c.number(max(0, min(1, float64(now.cloud)+0.1*r.NormFloat64())), 1)
			c.number(max(0, float64(now.wind)*(1+0.1*r.NormFloat64())), 1)
			c.number(math.Mod(10*math.Round(turn(float64(now.from)+10*r.NormFloat64())/10), 360), 0)
			c.number(float64(now.rain), 1)
			c.number(now.visibilityKm(), 1)
			c.number(float64(now.celsius)+0.5*r.NormFloat64(), 1)
			c.text(map[bool]string{true: "yes", false: "no"}[ex.causes.thunder(along, from, from.Add(time.Hour))])
			c.end()
		}
	}
	return c.b
}

// visibilityKm is how far one sees (assumption but for fog).
func (h hourly) visibilityKm() float64 {
	switch {
	case h.fog:
		return fogKm
	case h.rain > 0:
		return 6
	}
	return 20
}
