package coverage

import (
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

const (
	halfSwath   = posture.WidestSwathKm / 2 // km on the ground to either side
	kmPerDegree = 111.2                     // of latitude
)

// The theatre that a pass must touch to be expected, degrees.
const (
	south, north = 44.0, 52.4
	west, east   = 22.0, 40.0
)

// PassWindows returns the two stretches of a UTC day in which a VIIRS satellite
// can look at the theatre (22 to 40 E, 44 to 52.4 N): by day, and by night. The
// night one begins on the evening before the day, so its start is negative.
// Both are offsets from the day's first moment in UTC.
//
// Arithmetic: [posture.LocalHours] gives when a pass crosses a latitude.
// Half the swath, in degrees of longitude at that latitude, is added to either
// side. UTC is local mean solar time less a fifteenth of the longitude. For 48 N
// this gives 12:51 and 02:09 local mean time, each with 82 minutes to either
// side. A whole window holds two or three passes 101 minutes apart; which of
// them come on a given day is not worked out here.
func PassWindows() (dayFrom, dayTo, nightFrom, nightTo time.Duration) {
	const rad = math.Pi / 180
	early, late := math.Inf(1), math.Inf(-1)           // by day, local hours
	nightEarly, nightLate := math.Inf(1), math.Inf(-1) // by night
	for _, lat := range []float64{south, north} {
		byDay, byNight := posture.LocalHours(lat)
		reach := halfSwath / (kmPerDegree * math.Cos(lat*rad)) / 15
		early, late = math.Min(early, byDay-reach), math.Max(late, byDay+reach)
		nightEarly, nightLate = math.Min(nightEarly, byNight-reach), math.Max(nightLate, byNight+reach)
	}
	at := func(local, lon float64) time.Duration {
		return time.Duration(math.Round((local-lon/15)*60)) * time.Minute
	}
	return at(early, east), at(late, west), at(nightEarly, east), at(nightLate, west)
}

const day = 24 * time.Hour

// dayOf numbers UTC days from 1970-01-01.
func dayOf(t time.Time) int64 {
	s := t.Unix()
	d := s / 86400
	if s%86400 < 0 {
		d--
	}
	return d
}

func startOf(d int64) time.Time { return time.Unix(d*86400, 0).UTC() }

// expected returns the stretches around UTC day d in which a pass is expected:
// the night that ends on d and the day of d. Of the night, only the part on days
// for which there is a file is kept; a day without one is an outage anyway.
func expected(d int64, hasFile func(int64) bool) []span {
	dayFrom, dayTo, nightFrom, nightTo := PassWindows()
	at := startOf(d)
	var out []span
	night := span{at.Add(nightFrom), at.Add(nightTo)}
	if !hasFile(d - 1) {
		night.from = at
	}
	if !hasFile(d) {
		night.to = at
	}
	if night.to.After(night.from) {
		out = append(out, night)
	}
	if hasFile(d) {
		out = append(out, span{at.Add(dayFrom), at.Add(dayTo)})
	}
	return out
}

// swath is what a satellite's look took in: by what the posture states of it, or by
// the swath of VIIRS where there is no posture; the whole theatre where the posture
// states none.
func (l *Ledger) swath(satellite string, look span) truceline.Place {
	orbit := posture.Orbit{SwathKm: posture.WidestSwathKm}
	if stated := l.orbit(satellite); stated != nil {
		orbit = *stated
	}
	middle := truceline.Point{Lat: (south + north) / 2, Lon: (west + east) / 2}
	if place, ok := orbit.Swath(look.from.Add(look.to.Sub(look.from)/2), middle); ok {
		return place
	}
	return theatre()
}

// orbit is what the posture states of a satellite; nil: nothing.
func (l *Ledger) orbit(satellite string) *posture.Orbit {
	for _, w := range l.cfg.Posture.Watchers {
		if w.Orbit != nil && w.Orbit.Source == satellite {
			return w.Orbit
		}
	}
	return nil
}

// theatre is the place of what is about the whole of it.
func theatre() truceline.Place {
	return truceline.Place{Shape: truceline.ShapeArea, Area: Everywhere, Name: "whole theatre"}
}
