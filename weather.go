package truceline

// Weather is the weather over a place for some time, as a weather service or a
// station reported it. What can be seen and heard depends on it.
type Weather struct {
	ID           ID       `json:"id"`
	Entry        ID       `json:"entry"`
	Source       string   `json:"source"`
	Place        Place    `json:"place"` // a point with the radius it speaks for, or a named area
	When         Interval `json:"when"`
	Cloud        float64  `json:"cloud"`         // share of the sky, 0 to 1
	WindMS       float64  `json:"wind_ms"`       // metres per second
	WindFromDeg  float64  `json:"wind_from_deg"` // where it blows from, clockwise from true north
	RainMMH      float64  `json:"rain_mm_h"`     // millimetres an hour
	VisibilityKm float64  `json:"visibility_km"` // 0: not stated; under 1 is fog (WMO-No. 8)
	TemperatureC float64  `json:"temperature_c"` // of the air
	Thunder      bool     `json:"thunder,omitempty"`
}

// Fog reports whether visibility is stated and below one kilometre.
func (w Weather) Fog() bool { return w.VisibilityKm > 0 && w.VisibilityKm < 1 }
