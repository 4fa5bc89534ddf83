// Package weather reads the table of weather reports: cloud, wind, rain,
// visibility, temperature and thunder over a place for some time. What can be
// seen and heard depends on it, and so does the speed of sound.
package weather

import (
	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns by number, in the order that the README gives.
const (
	lat = iota
	lon
	radiusKm
	area
	from
	to
	cloud
	windMS
	windFromDeg
	rainMMH
	visibilityKm
	temperatureC
	thunder
)

func columns() feed.Columns {
	return feed.InOrder([]string{"lat", "lon", "radius_km", "area", "from", "to", "cloud", "wind_ms", "wind_from_deg", "rain_mm_h",
		"visibility_km", "temperature_c", "thunder"}, from, to, cloud, windMS, rainMMH, temperatureC)
}

// New returns the format of the table of weather. It has no options.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	return feed.Rows{Name: "weather", Config: c, Columns: columns(), Row: read}.Format(), nil
}

// read reads one report.
func read(r *feed.Row) {
	w := truceline.Weather{
		Source: r.Source(), Place: where(r), When: when(r),
		Cloud: number(r, cloud, 0, 1), WindMS: number(r, windMS, 0, 120), RainMMH: number(r, rainMMH, 0, 500),
		TemperatureC: number(r, temperatureC, -95, 65), Thunder: string(r.Bytes(thunder)) == "yes",
	}
	w.WindFromDeg, _ = r.Bearing(windFromDeg)
	w.VisibilityKm, _ = r.Number(visibilityKm, 0.001, 1000)
	switch string(r.Bytes(thunder)) {
	case "", "yes", "no":
	default:
		r.Refuse(thunder, "%q is neither yes nor no", r.Bytes(thunder))
	}
	if r.Refused() {
		return
	}
	w.ID, w.Entry = r.NextID("weather"), r.Entry().ID
	r.Reading.Weather = append(r.Reading.Weather, w)
}

// number reads a field that must be there.
func number(r *feed.Row, column int, least, most float64) float64 {
	v, _ := r.Number(column, least, most)
	if !r.Has(column) {
		r.Refuse(column, "missing")
	}
	return v
}

// when reads the time that the report speaks about.
func when(r *feed.Row) truceline.Interval {
	start, ok := r.Time(from)
	end, ended := r.Time(to)
	switch {
	case !r.Has(from):
		r.Refuse(from, "missing")
	case !r.Has(to):
		r.Refuse(to, "missing; weather that goes on is reported again")
	case ok && ended && !end.After(start):
		r.Refuse(to, "%s is not after the start", r.Bytes(to))
	}
	return truceline.Interval{From: start, To: end, Clock: truceline.Clock{Quality: truceline.ClockUnknown}}
}

// where reads the place: a radius round a point, or a named area.
func where(r *feed.Row) truceline.Place {
	p := truceline.Place{Shape: truceline.ShapeArea, Area: r.Text(area)}
	at, _ := r.Point(lat, lon)
	radius, _ := r.Number(radiusKm, 0.1, 2000)
	pointed := r.Has(lat) || r.Has(lon)
	switch {
	case !pointed && r.Has(radiusKm):
		r.Refuse(lat, "missing; a radius is round a point")
	case !pointed && p.Area == "":
		r.Refuse(area, "missing; the weather is neither at a point nor over an area")
	case pointed && !r.Has(radiusKm):
		r.Refuse(radiusKm, "missing; how far round the point does the report hold?")
	case pointed:
		p.Shape, p.At = truceline.ShapePoint, at
		p.Ellipse = truceline.Ellipse{SemiMajor: radius * 1000, SemiMinor: radius * 1000}
	}
	return p
}
