package adsb

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// report is one position of an aircraft, from whatever form.
type report struct {
	address           uint32
	name              string // callsign
	at                truceline.Point
	when              time.Time
	altitude          float64 // feet; NaN: not known
	speed, course     float64 // knots and degrees; 0 and 0: not known
	integrity, before int     // navigation integrity category, and of the frame before; -1: not known
	error90           float64 // metres, 15 at least; 0: as the category says
	lost              bool    // the receiver says, or the aircraft, that satellite navigation was lost
}

// Errors of a report.
var (
	errTime   = errors.New("no time: the frame has none; write the option clock: received for a live line")
	errSource = errors.New("no source: the feed's configuration names none")
	errBeyond = errors.New("further than a receiver on the ground can hear an aircraft")
)

// farthest is beyond the horizon of any receiver on the ground for an aircraft at
// 15 km: 505 km, and something for towers and refraction.
const farthest = 700_000 // metres

// beyond reports whether a place is further from the receiver than it can hear, on
// a sphere: nothing hangs on the last kilometre.
func (r *reader) beyond(at truceline.Point) bool {
	const radians, earth = math.Pi / 180, 6_371_000.0 // metres
	sin, cos := math.Sincos(at.Lat * radians)
	return r.standsSin*sin+r.standsCos*cos*math.Cos((at.Lon-r.stands.Lon)*radians) < math.Cos(farthest/earth)
}

// good is the category at and above which integrity and accuracy count as good,
// poor that at and below which satellite navigation is not to be relied on: 0.2
// and 0.6 nautical miles of integrity, 0.1 and 0.5 of accuracy.
const (
	good = 7
	poor = 5
)

// fell reports whether a category fell from good to poor; below 0: not known.
func fell(before, now int) bool { return before >= good && now >= 0 && now <= poor }

// add makes a report into observations.
func (r *reader) add(out *truceline.Reading, e truceline.Entry, p report) {
	if !r.check(out, e, p) {
		return
	}
	out.Observations = append(out.Observations, r.position(e, len(out.Observations), p))
	if p.lost || fell(p.before, p.integrity) {
		out.Observations = append(out.Observations, r.interference(e, len(out.Observations), p))
	}
}

// check refuses a report that is of no time or source, or cannot have been heard.
func (r *reader) check(out *truceline.Reading, e truceline.Entry, p report) bool {
	refuse := func(field string, err error) bool {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, field, err.Error()))
		return false
	}
	switch {
	case p.when.IsZero():
		return refuse("time", errTime)
	case r.config.Source == "":
		return refuse("source", errSource)
	case r.placed && r.beyond(p.at):
		return refuse("position", errBeyond)
	}
	return true
}

// position is a report as a plot of a moving thing, the n-th observation of its entry.
func (r *reader) position(e truceline.Entry, n int, p report) truceline.Observation {
	return truceline.Observation{
		ID: truceline.ObservationID(e.ID, n), Entry: e.ID, Feed: r.config.Feed, Source: r.config.Source, Lineage: r.config.Lineage,
		Means: truceline.MeansTelemetry, Kind: truceline.KindAerial, Subtype: "ADS-B position", Count: truceline.One("aircraft"),
		Place: p.place(), When: truceline.Interval{From: p.when, To: p.when, Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}},
		Direction: truceline.DirectionInFlight, Remarks: p.remarks(),
	}
}

// interference is a report as the loss of satellite navigation where it was.
func (r *reader) interference(e truceline.Entry, n int, p report) truceline.Observation {
	o := r.position(e, n, p)
	o.Kind, o.Subtype, o.Direction = truceline.KindInterference, "satellite navigation lost in the air", ""
	o.Count = truceline.Count{Least: 1, Unit: "aircraft"}
	o.Place.Ellipse = truceline.Ellipse{SemiMajor: 20_000, SemiMinor: 20_000} // where it was lost; what disturbs it may be far away
	return o
}

// place gives the position with the radius that its sender vouches for. That
// radius is one of containment, left once in 10,000 hours; it is taken as it is,
// and as 15 m at least. A category of none is taken as 10 km.
func (p report) place() truceline.Place {
	radius := p.error90
	if radius == 0 && p.integrity > 0 {
		radius = containment(p.integrity)
	}
	if radius == 0 {
		radius = 10_000
	}
	radius = math.Max(radius, 15)
	return truceline.Place{Shape: truceline.ShapePoint, At: p.at, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}}
}

// remarks keeps what names the aircraft and how it says that it moves.
func (p report) remarks() string {
	const digits = "0123456789ABCDEF"
	out := append(make([]byte, 0, 96), "ICAO "...)
	for shift := 20; shift >= 0; shift -= 4 {
		out = append(out, digits[p.address>>shift&0xf])
	}
	if p.name != "" {
		out = append(append(out, ", "...), p.name...)
	}
	whole := func(before string, value float64, after string) {
		out = append(strconv.AppendInt(append(out, before...), int64(math.RoundToEven(value)), 10), after...)
	}
	if !math.IsNaN(p.altitude) {
		whole(", ", p.altitude, " ft")
	}
	if p.speed > 0 {
		whole(", ", p.speed, " kn")
		if !math.IsNaN(p.course) {
			whole(", course ", p.course, "")
		}
	}
	return string(out)
}
