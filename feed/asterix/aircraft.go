package asterix

import (
	"fmt"
	"math"

	"github.com/truceline/truceline"
)

// aircraft reads category 021: an ADS-B report.
func (in *input) aircraft(from station) {
	r := &in.record
	if in.mark("040.sim", "040.tst", "040.rab", "") {
		return
	}
	s := sighting{from: from, what: "ADS-B position", kind: truceline.KindAerial, means: truceline.MeansTelemetry, unit: "aircraft", seconds: in.reportTime()}
	lat, lon := r.number("131.lat"), r.number("131.lon")
	if math.IsNaN(lat) {
		lat, lon = r.number("130.lat"), r.number("130.lon")
	}
	s.unplaced = math.IsNaN(lat)
	s.at = truceline.Point{Lat: lat, Lon: lon}
	radius := in.containment()
	s.ellipse = truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}
	switch emitter := r.code("020"); {
	case emitter == 20 || emitter == 21: // emergency and service vehicles on the surface
		s.kind, s.unit = truceline.KindMovement, "vehicle"
	case emitter == 22 || emitter == 23 || emitter == 24: // obstacles do not move
		return
	}
	s.names = append(in.callings("080", "170", "070.mode3a", "070"), in.levels("145", "140")...)
	if speed := r.number("160.gs"); !math.IsNaN(speed) {
		s.names = append(s.names, fmt.Sprintf("%.0f kn, course %.0f", speed*knots, r.number("160.ta")))
	}
	in.add(s)
}

// reportTime is when a position held, in seconds of the day: when its message was
// received (to 2^-30 s, where the fraction is stated apart), else when the
// station says that it applies, else when the report was sent on.
func (in *input) reportTime() float64 {
	r := &in.record
	received := r.number("073")
	if fraction := r.number("074.tomrp"); !math.IsNaN(fraction) && !math.IsNaN(received) {
		whole := math.Floor(received)
		switch r.code("074.fsi") { // I021/074: the whole second, as the fraction counts it
		case 1:
			whole++
		case 2:
			whole--
		}
		return math.Mod(whole+fraction+86400, 86400)
	}
	for _, seconds := range []float64{received, r.number("071"), r.number("077")} {
		if !math.IsNaN(seconds) {
			return seconds
		}
	}
	return math.NaN()
}

// containment is how far a position can be off, in metres, holding the truth with
// 90 % and more: by its navigation accuracy category (DO-260B, table N-5; 95 %),
// else by what its first octet states: the integrity category of transponders
// since DO-260A (table 2-69 of DO-260B), and the like of older ones (table N-3).
func (in *input) containment() float64 {
	const none = 10_000
	r := &in.record
	metres := func(table []float64, code uint64) float64 {
		if int(code) >= len(table) || table[code] == 0 {
			return none
		}
		return math.Max(table[code], 15)
	}
	if _, category, ok := r.stated("090.nacp"); ok {
		return metres([]float64{0, 18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3}, category)
	}
	_, integrity, ok := r.stated("090.nucpnic")
	if !ok {
		return none
	}
	if r.code("210.vn") == 0 {
		return metres([]float64{0, 37040, 18520, 3704, 1852, 926, 370.4, 185.2, 25, 7.5}, integrity)
	}
	return metres([]float64{0, 37040, 14816, 7408, 3704, 1852, 1111.2, 370.4, 185.2, 75, 25, 7.5}, integrity)
}
