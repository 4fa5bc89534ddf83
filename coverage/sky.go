package coverage

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// weather is what counts of the weather of one moment: whether it is such as
// the factors of a curve are about.
type weather struct {
	known bool
	fog   bool
	rain  bool
	wind  float64 // probability that the wind is such as the factors are about
	cloud float64
}

// station is the reports about one place, in order of time.
type station struct {
	place   truceline.Place
	reports []report
	windSum int64 // of the reports, in hundredths of a metre per second
	version int   // grows with every report
}

type report struct {
	from, to int64
	weather
	windMS float64
}

// Weather takes a report of the weather. It may come in any order; of two for
// one place and moment the one that came first in the order of their beginning
// counts.
func (l *Ledger) Weather(w truceline.Weather) {
	l.version++
	limits := l.detection.Conditions
	r := report{w.When.From.UnixNano(), w.When.To.UnixNano(), weather{known: true,
		fog:  w.VisibilityKm > 0 && w.VisibilityKm < limits.FogKm,
		rain: w.RainMMH >= limits.RainMMH, cloud: w.Cloud}, w.WindMS}
	n, known := l.stationOf[w.Place]
	if !known {
		n = len(l.stations)
		l.stationOf[w.Place] = n
		l.stations = append(l.stations, station{place: w.Place})
		l.changed++
	}
	s := &l.stations[n]
	at, found := slices.BinarySearchFunc(s.reports, r, func(a, b report) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	if found {
		return
	}
	s.reports = slices.Insert(s.reports, at, r)
	s.windSum += int64(math.Round(100 * w.WindMS))
	s.version++
}

// strong is the probability that the true wind is such as the factors are about
// when so much is reported. A report is good to a tenth, and to half a metre per
// second below 5 (WMO-No. 8, Annex 1.A; taken as one standard error, as a report
// also speaks for the kilometres around). Strong winds are rarer than weak ones,
// so that the true one is likelier below than above what is reported: the winds
// that its station reports are taken as Rayleigh (as in IEC 61400-1), and their density's
// slope shifts the estimate. What is surer than 99 % is taken as certain.
func (s *station) strong(reported, limit float64) float64 {
	mean := float64(s.windSum) / 100 / float64(len(s.reports))
	sigma := math.Max(0.5, 0.1*reported)
	likely := reported
	if mean > 0 && reported > 0 {
		likely += sigma * sigma * math.Min(0, 1/reported-math.Pi*reported/(2*mean*mean))
	}
	p := 0.5 * math.Erfc((limit-likely)/sigma/math.Sqrt2)
	switch {
	case p > 0.99:
		return 1
	case p < 0.01:
		return 0
	}
	return p
}

// stationsFor returns the stations whose reports hold at a place, the nearest
// first; those about areas come last.
func (l *Ledger) stationsFor(at truceline.Point) []int {
	type near struct {
		n int
		d float64
	}
	var list []near
	for n, s := range l.stations {
		switch s.place.Shape {
		case truceline.ShapePoint:
			if farApart(s.place.At, at, s.place.Ellipse.SemiMajor) {
				continue
			}
			if d, _ := flat(s.place.At, at); d <= s.place.Ellipse.SemiMajor {
				list = append(list, near{n, d})
			}
		case truceline.ShapeArea:
			if l.placing.contains(s.place.Area, at) {
				list = append(list, near{n, math.Inf(1)})
			}
		}
	}
	slices.SortFunc(list, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(pointText(l.stations[a.n].place), pointText(l.stations[b.n].place)))
	})
	out := make([]int, len(list))
	for i, s := range list {
		out[i] = s.n
	}
	return out
}

// Sky is a weather in which a question is asked, in place of what was reported:
// so much of the sky in cloud, and whether there is fog, rain or wind such as the
// factors of detection are about.
type Sky struct {
	Cloud           float64
	Fog, Rain, Wind bool
}

// Under lets all further questions be asked as if the weather had been so, at all
// places and times; nil goes back to what was reported. What watchers stated of
// their own detection was in another weather, so the curves count alone.
func (l *Ledger) Under(s *Sky) {
	l.version++
	l.changed++
	if l.sky = nil; s == nil {
		return
	}
	l.sky = &weather{known: true, fog: s.Fog, rain: s.Rain, cloud: s.Cloud}
	if s.Wind {
		l.sky.wind = 1
	}
}

// weatherAt is the weather of a moment by the first of some stations that
// speaks of it.
func (l *Ledger) weatherAt(stations []int, at int64) weather {
	if l.sky != nil {
		return *l.sky
	}
	for _, n := range stations {
		if r := l.stations[n].at(at); r != nil {
			return l.told(n, r)
		}
	}
	return weather{}
}

// told is what a report of a station tells.
func (l *Ledger) told(n int, r *report) weather {
	w := r.weather
	w.wind = l.stations[n].strong(r.windMS, l.detection.Conditions.WindMS)
	return w
}

// at is the report of a moment, nil where there is none.
func (s *station) at(at int64) *report {
	// The last report that begins by then; longer ones may lie before it.
	i, _ := slices.BinarySearchFunc(s.reports, at, func(r report, t int64) int {
		if r.from <= t {
			return -1
		}
		return 1
	})
	for i--; i >= 0; i-- {
		if r := &s.reports[i]; at < r.to {
			return r
		}
		if at-s.reports[i].from > int64(48*time.Hour) {
			break // no report speaks of more than two days
		}
	}
	return nil
}

// weatherEdges adds the moments in (from, to) at which the weather changes. Where
// the first station speaks of all of them without a gap, the others do not count.
func (l *Ledger) weatherEdges(edges []int64, stations []int, from, to int64) []int64 {
	for _, n := range stations {
		list := l.stations[n].reports
		i, _ := slices.BinarySearchFunc(list, from-int64(48*time.Hour), func(r report, t int64) int { return cmp.Compare(r.from, t) })
		for i < len(list) && list[i].to <= from {
			i++
		}
		whole, end, last := i < len(list) && list[i].from <= from, from, weather{}
		for ; i < len(list) && list[i].from < to; i++ {
			r := &list[i]
			if r.from > end {
				whole = false
				edges = append(edges, end)
			}
			if now := l.told(n, r); now.fog != last.fog || now.rain != last.rain || now.wind != last.wind || !last.known || r.from != end {
				edges = append(edges, r.from)
				last = now
			}
			end = max(end, r.to)
		}
		edges = append(edges, end)
		if whole && end >= to {
			break
		}
	}
	return edges
}

// sunlight is the daylight of one UTC day somewhere: from rise to set, which
// may lie on the neighbouring days.
type sunlight struct{ rise, set int64 }

// sunCell is where and when the sun is reckoned once: a fifth of a degree, in
// which it rises within a minute of itself.
type sunCell struct {
	lat, lon int16
	day      int32
}

// Sunlight returns when the sun's centre rises above and sinks below a height
// in degrees at a place, on the day whose local noon lies in the given UTC
// day's date. It never rises when set is not after rise.
//
// The sunrise equation (low-precision solar position of the Astronomical
// Almanac, good to about a minute between the polar circles): mean anomaly,
// equation of the centre, ecliptic longitude, declination, transit, hour angle.
func Sunlight(at truceline.Point, day time.Time, heightDeg float64) (rise, set time.Time) {
	const rad = math.Pi / 180
	days := math.Floor(float64(day.Unix())/86400) + 2440587.5 - 2451545 + 0.5 // from J2000 to that day's noon, UTC
	noon := days - at.Lon/360
	anomaly := math.Mod(357.5291+0.98560028*noon, 360)
	centre := 1.9148*math.Sin(anomaly*rad) + 0.02*math.Sin(2*anomaly*rad) + 0.0003*math.Sin(3*anomaly*rad)
	longitude := math.Mod(anomaly+centre+180+102.9372, 360)
	transit := noon + 0.0053*math.Sin(anomaly*rad) - 0.0069*math.Sin(2*longitude*rad)
	declination := math.Asin(math.Sin(longitude*rad) * math.Sin(23.4397*rad))
	c := (math.Sin(heightDeg*rad) - math.Sin(at.Lat*rad)*math.Sin(declination)) / (math.Cos(at.Lat*rad) * math.Cos(declination))
	half := math.Acos(max(-1, min(1, c))) / rad / 360 // of a day
	moment := func(d float64) time.Time {
		return time.Unix(0, int64((d+2451545-2440587.5)*86400)*int64(time.Second)).UTC()
	}
	return moment(transit - half), moment(transit + half)
}

// sun returns the daylight of a UTC day at a place, worked out once.
func (l *Ledger) sun(at truceline.Point, day int64) sunlight {
	key := sunCell{int16(math.Round(at.Lat * 5)), int16(math.Round(at.Lon * 5)), int32(day)}
	s, ok := l.suns[key]
	if !ok {
		rise, set := Sunlight(truceline.Point{Lat: float64(key.lat) / 5, Lon: float64(key.lon) / 5}, startOf(day), l.detection.Conditions.SunDeg)
		s = sunlight{rise.UnixNano(), set.UnixNano()}
		l.suns[key] = s
	}
	return s
}

// night reports whether the sun is down at a place.
func (l *Ledger) night(at truceline.Point, when int64) bool {
	day := dayOf(time.Unix(0, when))
	for d := day - 1; d <= day+1; d++ {
		if s := l.sun(at, d); when >= s.rise && when < s.set {
			return false
		}
	}
	return true
}

// sunEdges adds sunrises and sunsets in [from, to).
func (l *Ledger) sunEdges(edges []int64, at truceline.Point, from, to int64) []int64 {
	last := dayOf(time.Unix(0, to)) + 1
	for d := dayOf(time.Unix(0, from)) - 1; d <= last; d++ {
		s := l.sun(at, d)
		edges = append(edges, s.rise, s.set)
	}
	return edges
}
