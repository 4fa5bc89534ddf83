package sim

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// What a gamma probe reads: a station of ten-minute means found a daily mean of
// 0.076 µSv/h with a 95th percentile of 0.080 over ten years, and rain as the main
// reason for more (Alegría and others, Sensors 24, 2024, 6812). Rain brings down
// radon's daughters and may double it for an hour; three tenths here (assumption).
const (
	doseSpread = 0.03 // standard error of one reading, share
	doseInRain = 0.3  // more, share
	doseAlarm  = 20   // times as much in a release (assumption)
)

// The streams of a meter, as a server of SensorThings names what they observe.
const (
	doseStream = "dose rate"
	lineStream = "lines in service" // nothing is asked of it: while one is missing, another may go
	plantTrips = "trips of off-site lines"
	gridTrips  = "trips of lines"
	doseLimit  = 3 // times the usual, beyond which a dose rate is a happening (assumption)
)

// trips is what a meter's stream of lines that tripped is called: those of a plant
// are of its own safety, those of a switchyard of the grid.
func (s *site) trips(ex *Exercise) (name string, kind truceline.Kind) {
	for _, p := range ex.Sites {
		if p.Kind == "nuclear" && corner(p.At) == s.at {
			return plantTrips, truceline.KindNuclear
		}
	}
	return gridTrips, truceline.KindEnergy
}

// measured is what a meter reads at a moment.
type measured struct {
	dose      float64
	lines     int
	lost, hot int32 // numbers of the newest happenings that show in lines and dose; 0: none
}

// measure reads a meter.
func (s *site) measure(ex *Exercise, sl *slice, when time.Time) (r measured) {
	m := s.watcher.Meter
	r.dose, r.lines = m.DoseUSvH*(1+doseSpread*s.hears.NormFloat64()), m.Lines
	if ex.air(s.along, when).rain > 0 {
		r.dose *= 1 + doseInRain
	}
	for _, h := range sl.standing {
		switch {
		case when.Before(h.from) || !when.Before(h.to) || h.kind != truceline.KindNuclear && h.kind != truceline.KindEnergy || flatKm(h.at, s.at) > m.WithinKm:
		case h.released():
			r.hot = int32(h.number)
		default:
			r.lines, r.lost = max(0, r.lines-1), int32(h.number)
		}
	}
	if r.hot > 0 {
		r.dose *= doseAlarm
	}
	r.dose = max(0, r.dose)
	return r
}

// released reports whether it is radiation that came out, and no line that went.
func (h *happening) released() bool {
	return h.kind == truceline.KindNuclear && strings.Contains(h.event.Subtype, "dose")
}

// read lets a meter take its readings in a slice of time. A meter that is out
// answers without a value.
func (sh *shard) read(s *site, sl *slice) {
	every := s.watcher.Meter.Every.Milliseconds()
	for ms := (sl.from.UnixMilli() + every - 1) / every * every; ms < sl.to.UnixMilli(); ms += every {
		when := time.UnixMilli(ms).UTC()
		_, out := s.down(s.watcher.Means, when)
		r := s.measure(sh.ex, sl, when)
		arrives := when.Add(s.watcher.Delay)
		sh.dose(s, when, arrives, r, out)
		sh.lines(s, when, arrives, r, nil, out)
	}
}

// alarm sends what a meter reads when something befalls what it measures: it does
// not wait for its next reading. A false alarm is one of radiation.
func (sh *shard) alarm(st *statement) {
	s, dose := st.site, st.truth < 0
	r := s.measure(sh.ex, sh.now, st.begun)
	if dose {
		r.dose *= doseAlarm
	}
	for i := range sh.now.happenings {
		h := &sh.now.happenings[i]
		if h.number != st.truth+1 {
			continue
		}
		if dose = h.released(); !dose && r.lost != int32(h.number) { // over before it could be found standing
			r.lines, r.lost = max(0, r.lines-1), int32(h.number)
		}
	}
	if dose {
		sh.dose(s, st.from, st.arrives, r, false)
	} else {
		sh.lines(s, st.from, st.arrives, r, st, false)
	}
}

// dose writes what a meter reads of radiation, if it does.
func (sh *shard) dose(s *site, when, arrives time.Time, r measured, out bool) {
	if s.watcher.Meter.DoseUSvH > 0 {
		sp := &sh.spools[s.watcher.index]
		sp.reading(s, doseStream, "uSv/h", when, decimal(r.dose, 3), nil, out)
		sp.add(arrives.UnixMilli(), subject{incident: r.hot})
	}
}

// lines writes what a meter reads of its lines, if it has any: how many are in
// service, and whether one tripped just now, with the place at which the relay finds
// the fault.
func (sh *shard) lines(s *site, when, arrives time.Time, r measured, trip *statement, out bool) {
	if s.watcher.Meter.Lines == 0 {
		return
	}
	sp := &sh.spools[s.watcher.index]
	name, _ := s.trips(sh.ex)
	sp.reading(s, lineStream, "", when, decimal(float64(r.lines), 0), nil, out)
	sp.add(arrives.UnixMilli(), subject{incident: r.lost})
	if trip == nil {
		sp.reading(s, name, "", when, "0", nil, out)
		sp.add(arrives.UnixMilli(), subject{})
		return
	}
	fault := geo.Destination(s.at, turn(trip.bearingFrom+turn(trip.bearingTo-trip.bearingFrom)/2), trip.guess)
	sp.reading(s, name, "", when, "1", &fault, out)
	sp.add(arrives.UnixMilli(), subject{incident: r.lost})
}

// reading writes one reading as a server of SensorThings pushes it, with its
// stream (OGC 18-088, 8.2.4 and 8.2.7).
func (s *spool) reading(of *site, property, unit string, when time.Time, result string, spot *truceline.Point, out bool) {
	if out {
		result = "null"
	}
	symbol := "null"
	if unit != "" {
		symbol = quote(unit)
	}
	s.b = append(s.b, `{"phenomenonTime":"`...)
	s.b = appendStamp(s.b, when.UnixMilli(), true)
	s.b = fmt.Appendf(s.b, `","result":%s,"Datastream":{"name":%s,"ObservedProperty":{"name":%s},"unitOfMeasurement":{"symbol":%s},"observedArea":{"type":"Point","coordinates":[%s,%s]}}`,
		result, quote(of.name), quote(property), symbol, decimal(of.at.Lon, 4), decimal(of.at.Lat, 4))
	if spot != nil {
		s.b = fmt.Appendf(s.b, `,"FeatureOfInterest":{"feature":{"type":"Point","coordinates":[%s,%s]}}`, decimal(spot.Lon, 4), decimal(spot.Lat, 4))
	}
	s.b = append(s.b, "}\n"...)
}

// spotError is how good a fault's place is that a relay finds, 90 %: by the errors of
// range and bearing at the end of its reach.
func (w *Watcher) spotError() float64 {
	const deviations = 2.146 / 1.96
	return deviations * 1000 * w.Reach[0].Far() * max(w.RangeError, w.BearingDeg*math.Pi/180)
}

// rules says to the feed of SensorThings what of the readings of a watcher's meters
// is not usual.
func (w *world) rules(x *Watcher) string {
	var rules []string
	add := func(rule string) {
		if !slices.Contains(rules, rule) {
			rules = append(rules, rule)
		}
	}
	if x.Meter.DoseUSvH > 0 {
		add(fmt.Sprintf("%s above %v uSv/h is %s dose rate above threshold", doseStream, round(doseLimit*x.Meter.DoseUSvH, 3), truceline.KindNuclear))
	}
	for _, s := range w.sites {
		if s.watcher == x && x.Meter.Lines > 0 {
			name, kind := s.trips(w.ex)
			add(fmt.Sprintf("%s above 0 is %s line lost", name, kind))
		}
	}
	return strings.Join(rules, "; ")
}
