package posture

import (
	"fmt"
	"math"

	"github.com/truceline/truceline"
)

// Check tells refuse of every mistake: the reason, and the path of keys and
// indices at which it stands.
func (p Posture) Check(refuse func(reason string, path ...any)) {
	c := checker{refuse}
	sorts := map[string]bool{}
	for i, w := range p.Watchers {
		if sorts[w.Sort] || !safeName(w.Sort) {
			refuse("needs a name of its own in small letters, digits and hyphens", "watchers", i, "sort")
		}
		sorts[w.Sort] = true
		c.watcher(i, w)
	}
	c.between(p.Conditions.WindMS, 0, 100, "conditions", "wind_ms")
	c.between(p.Conditions.RainMMH, 0, 100, "conditions", "rain_mm_h")
	c.between(p.Conditions.FogKm, 0, 100, "conditions", "fog_km")
	c.corrections(p.Corrections)
	names := map[string]bool{}
	for i, s := range p.Sites {
		if s.Name == "" || names[s.Name] {
			refuse("needs a name of its own", "sites", i, "name")
		}
		names[s.Name] = true
		if !sorts[s.Sort] {
			refuse(fmt.Sprintf("%q is not the sort of a watcher", s.Sort), "sites", i, "sort")
		}
		c.between(s.Lat, -85, 85, "sites", i, "lat")
		c.between(s.Lon, -180, 180, "sites", i, "lon")
		c.between(math.Abs(s.FacingDeg), 0, 360, "sites", i, "facing_deg")
	}
}

type checker struct {
	refuse func(reason string, path ...any)
}

// chance and between also refuse what is not a number.
func (c checker) chance(p float64, path ...any) {
	if !(p >= 0 && p <= 1) {
		c.refuse("must be a probability", path...)
	}
}

func (c checker) between(x, least, most float64, path ...any) {
	if !(x >= least && x <= most) {
		c.refuse(fmt.Sprintf("must be %v to %v", least, most), path...)
	}
}

// safeName reports whether a name may be part of a file's name.
func safeName(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}

// curve refuses what is no list of [kilometres, probability].
func (c checker) curve(points [][2]float64, path ...any) {
	last := -1.0
	for j, p := range points {
		if !(p[0] > last && p[0] <= 1000 && p[1] >= 0 && p[1] <= 1) {
			c.refuse("must be [km, probability], the nearest first", append(path, j)...)
		}
		last = p[0]
	}
}

func (c checker) watcher(n int, w Watcher) {
	if w.Prefix == "" {
		c.refuse("is missing", "watchers", n, "prefix")
	}
	c.curve(w.Thunder, "watchers", n, "thunder")
	for i, r := range w.Reach {
		c.curve(r.Chance, "watchers", n, "reach", i, "chance")
		if len(r.Chance) == 0 || !(r.WatchKm > 0 && r.WatchKm <= 1000) {
			c.refuse("needs a watch_km and a chance", "watchers", n, "reach", i)
		}
		c.chance(r.Counted, "watchers", n, "reach", i, "counted")
		for _, f := range []struct {
			name string
			by   *float64
		}{{"share", r.Share}, {"night", r.Night}, {"fog", r.Fog}, {"wind", r.Wind}, {"rain", r.Rain}, {"hidden", r.Hidden}} {
			if f.by != nil {
				c.chance(*f.by, "watchers", n, "reach", i, f.name)
			}
		}
	}
	if w.Total()+len(w.Clusters) > 0 && len(w.Reach) == 0 || w.Flight != nil && len(w.Reach) == 0 {
		c.refuse("is missing: what do its sites notice?", "watchers", n, "reach")
	}
	for i, b := range w.Belts {
		c.between(float64(b.Sites), 1, 100_000, "watchers", n, "belts", i, "sites")
		if d := b.BackKm; !(d[0] >= 0 && d[1] >= d[0] && d[1] <= 1000) {
			c.refuse("must be the least and the greatest distance from the line", "watchers", n, "belts", i, "back_km")
		}
	}
	c.special(n, w)
	for i, cl := range w.Clusters {
		c.between(float64(cl.Sites), 1, 1000, "watchers", n, "clusters", i, "sites")
		c.between(cl.AtKm, 0, 1e5, "watchers", n, "clusters", i, "at_km")
		c.between(cl.EveryKm, 0.001, 1000, "watchers", n, "clusters", i, "every_km")
		c.between(cl.BackKm, 0, 1000, "watchers", n, "clusters", i, "back_km")
	}
	for i, o := range w.Outages {
		c.chance(o.Chance, "watchers", n, "outages", i, "chance")
	}
	c.chance(w.Assess, "watchers", n, "assess")
	c.chance(w.Repeat, "watchers", n, "repeat")
	c.chance(w.Relay, "watchers", n, "relay")
	c.chance(w.Denied, "watchers", n, "denied")
	c.chance(w.Delayed, "watchers", n, "delayed")
	c.chance(w.Limited, "watchers", n, "limited")
	c.chance(w.Denied+w.Delayed+w.Limited, "watchers", n, "denied")
	c.between(w.Held.Hours(), 0, 24, "watchers", n, "held")
	if w.Delayed > 0 && w.Held <= 0 {
		c.refuse("needs held, how long a team is held on average", "watchers", n, "delayed")
	}
	c.chance(w.Clock.Lost, "watchers", n, "clock", "lost")
	c.between(w.FalsePerHour, 0, 100, "watchers", n, "false_per_hour")
	c.between(w.FalseInWind, 0, 100, "watchers", n, "false_in_wind")
	if (w.FalsePerHour > 0 && w.Scan == nil || len(w.Thunder) > 0) && len(w.FalseSays) == 0 {
		c.refuse("needs false_says, which says what is reported", "watchers", n, "false_per_hour")
	}
	if !(w.RangeError >= 0 && w.RangeError <= 0.99) {
		c.refuse("must be a part of the range, 0 up to 0.99", "watchers", n, "range_error")
	}
	c.between(w.Every.Hours(), 0, 24*31, "watchers", n, "every")
	c.between(w.BearingDeg, 0, 180, "watchers", n, "bearing_deg")
	c.between(w.FieldDeg, 0, 360, "watchers", n, "field_deg")
	c.between(float64(w.Halts), 0, 100, "watchers", n, "halts")
}

// special checks what only some watchers have.
func (c checker) special(n int, w Watcher) {
	c.chance(w.Late, "watchers", n, "late")
	c.chance(w.Broken, "watchers", n, "broken")
	c.between(w.MastM, 0, 1000, "watchers", n, "mast_m")
	c.between(w.InventsPerHour, 0, 1000, "watchers", n, "invents_per_hour")
	if f := w.Flight; f != nil {
		c.between(f.PerDay, 0, 10_000, "watchers", n, "flight", "per_day")
		c.between(float64(f.Legs), 1, 1000, "watchers", n, "flight", "legs")
		c.between(f.Each.Minutes(), 0.1, 1440, "watchers", n, "flight", "each")
		c.chance(f.Jammed, "watchers", n, "flight", "jammed")
		c.chance(f.Shot, "watchers", n, "flight", "shot")
	}
	if d := w.Device; d != nil {
		c.between(d.Every.Seconds(), 1, 86_400, "watchers", n, "device", "every")
		c.between(d.Delay.Hours(), 0, 24, "watchers", n, "device", "delay")
		c.chance(d.Chats, "watchers", n, "device", "chats")
		if d.Form != "" && d.Form != "xml" && d.Form != "tak" {
			c.refuse("must be xml or tak", "watchers", n, "device", "form")
		}
		if w.Form != "" && w.Form != "csv" || w.Flight != nil {
			c.refuse("is for teams on the ground, whose form is csv", "watchers", n, "device")
		}
	}
	if s := w.Scan; s != nil {
		c.between(s.Every.Seconds(), 0.5, 3600, "watchers", n, "scan", "every")
		c.between(s.AirKm, 0, 500, "watchers", n, "scan", "air_km")
		c.between(s.GroundKm, 0, 500, "watchers", n, "scan", "ground_km")
		c.chance(s.Chance, "watchers", n, "scan", "chance")
		c.between(s.RangeM, 0, 10_000, "watchers", n, "scan", "range_m")
		c.between(s.Deg, 0, 45, "watchers", n, "scan", "deg")
	}
	for _, rx := range []struct {
		name string
		*AIS
	}{{"ais", w.AIS}, {"adsb", w.ADSB}, {"remote_id", w.RemoteID}} {
		if rx.AIS != nil {
			c.between(rx.Every.Seconds(), 1, 86_400, "watchers", n, rx.name, "every")
			c.between(rx.ReachKm, 0, 1000, "watchers", n, rx.name, "reach_km")
		}
	}
	if m := w.Meter; m != nil {
		c.between(m.Every.Seconds(), 1, 86_400, "watchers", n, "meter", "every")
		c.between(m.DoseUSvH, 0, 1000, "watchers", n, "meter", "dose_usvh")
		c.between(float64(m.Lines), 0, 100, "watchers", n, "meter", "lines")
		c.between(m.WithinKm, 0, 1000, "watchers", n, "meter", "within_km")
	}
	switch w.Form {
	case "", "csv", "ndjson":
	case "nmea":
		if w.AIS == nil {
			c.refuse("nmea is only for receivers of AIS", "watchers", n, "form")
		}
	case "hex":
		if w.ADSB == nil {
			c.refuse("hex is only for receivers of ADS-B", "watchers", n, "form")
		}
	case "remoteid":
		if w.RemoteID == nil {
			c.refuse("remoteid is only for receivers of remote identification", "watchers", n, "form")
		}
	case "sapient":
		if w.Means != truceline.MeansCamera && w.Means != truceline.MeansAcoustic || w.Halts > 0 || w.Flight != nil {
			c.refuse("sapient is only for cameras and acoustic posts that stand where they are", "watchers", n, "form")
		}
	case "stac":
		if w.Flight == nil || w.Means != truceline.MeansRadar && w.Means != truceline.MeansCamera || w.Flight.Jammed+w.Flight.Shot > 0 || w.Flight.Grounded {
			c.refuse("stac is only for satellites that take pictures: a flight by radar or camera that is not grounded, jammed or shot at", "watchers", n, "form")
		}
	case "klv":
		if w.Flight == nil || w.Means != truceline.MeansDrone {
			c.refuse("klv is only for drones", "watchers", n, "form")
		}
	default:
		c.refuse("must be csv, ndjson, nmea, hex, remoteid, sapient, stac or klv", "watchers", n, "form")
	}
	if o := w.Orbit; o != nil {
		if o.Source != "N" && o.Source != "N20" && o.Source != "N21" {
			c.refuse("must be N, N20 or N21", "watchers", n, "orbit", "source")
		}
		c.between(o.PixelM, 10, 5000, "watchers", n, "orbit", "pixel_m")
		c.between(o.Least, 0, 1000, "watchers", n, "orbit", "least_mw")
		c.between(o.SwathKm, 0, 4000, "watchers", n, "orbit", "swath_km")
	}
}
