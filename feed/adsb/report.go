package adsb

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/geo"
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
	error90           float64 // metres; 0: as the category says
	lost              bool    // the receiver says that satellite navigation was lost
}

// Errors of a report.
var (
	errTime   = errors.New("no time: the frame has none, and the feed has no option clock")
	errSource = errors.New("no source: the feed's configuration names none")
	errBeyond = errors.New("further than a receiver on the ground can hear an aircraft")
)

// farthest is beyond the horizon of any receiver on the ground for an aircraft at
// 15 km: 505 km, and something for towers and refraction.
const farthest = 700_000 // metres

// degraded is the category at and above which integrity counts as good, and
// lost that at and below which satellite navigation is not to be relied on: 0.2
// and 0.6 nautical miles.
const (
	good = 7
	poor = 5
)

// add makes a report into observations.
func (r *reader) add(out *truceline.Reading, e truceline.Entry, p report) {
	refuse := func(field string, err error) {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, field, err.Error()))
	}
	switch {
	case p.when.IsZero():
		refuse("time", errTime)
		return
	case r.config.Source == "":
		refuse("source", errSource)
		return
	case r.placed && geo.Distance(r.stands, p.at) > farthest:
		refuse("position", errBeyond)
		return
	}
	o := truceline.Observation{
		Entry: e.ID, Feed: r.config.Feed, Source: r.config.Source, Lineage: r.config.Lineage,
		Means: truceline.MeansTelemetry, Kind: truceline.KindAerial, Subtype: "ADS-B position", Count: truceline.One("aircraft"),
		Place: p.place(), When: truceline.Interval{From: p.when, To: p.when, Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}},
		Direction: truceline.DirectionInFlight, Remarks: p.remarks(),
	}
	add := func(o truceline.Observation) {
		o.ID = truceline.ObservationID(e.ID, len(out.Observations))
		out.Observations = append(out.Observations, o)
	}
	add(o)
	if p.lost || p.before >= good && p.integrity >= 0 && p.integrity <= poor {
		o.Kind, o.Subtype, o.Direction = truceline.KindInterference, "satellite navigation lost in the air", ""
		o.Count = truceline.Count{Least: 1, Unit: "aircraft"}
		o.Place.Ellipse = truceline.Ellipse{SemiMajor: 20_000, SemiMinor: 20_000} // where it was lost; what disturbs it may be far away
		add(o)
	}
}

// place gives the position with the radius that its sender vouches for. That
// radius is one of containment, left once in 10,000 hours; it is taken as it is,
// and as 15 m at least. A category of none is taken as 10 km.
func (p report) place() truceline.Place {
	radius := p.error90
	if radius == 0 && p.integrity > 0 {
		radius = math.Max(containment(p.integrity), 15)
	}
	if radius == 0 {
		radius = 10_000
	}
	return truceline.Place{Shape: truceline.ShapePoint, At: p.at, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}}
}

// remarks keeps what names the aircraft and how it says that it moves.
func (p report) remarks() string {
	text := fmt.Sprintf("ICAO %06X", p.address)
	if p.name != "" {
		text += ", " + p.name
	}
	if !math.IsNaN(p.altitude) {
		text += fmt.Sprintf(", %.0f ft", p.altitude)
	}
	if p.speed > 0 {
		text += fmt.Sprintf(", %.0f kn, course %.0f", p.speed, p.course)
	}
	return text
}
