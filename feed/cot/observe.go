package cot

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

var errSource = errors.New("no source: neither the event nor the feed's configuration names one")

const (
	circle90 = 2.1460 // sigmas of a circle that holds 90 %; ce is one sigma
	roughly  = 300.0  // metres, where an event does not say how well it knows its place
)

// observe makes of an event what it says; most say nothing of a happening (pings,
// routes, drawings, receipts).
func (r *reader) observe(out *truceline.Reading, e truceline.Entry, v *event) {
	rule, known := r.ruleOf(v.kind)
	switch {
	case isKind(v.kind, "b-t-f-d") || isKind(v.kind, "b-t-f-r"): // that a message was delivered, or read
	case isKind(v.kind, "b-t-f"):
		r.note(out, e, v, "GeoChat "+string(v.chat.room), string(v.chat.sender)+" to "+string(v.chat.room))
	case own(v.kind):
		r.watch(out, e, v)
	case known:
		r.happening(out, e, v, rule)
	case isKind(v.kind, "b-m-p") && len(v.remarks) > 0:
		r.note(out, e, v, "marker "+string(v.callsign), string(v.callsign))
	}
}

// happening makes an event of a kind that the taxonomy knows an observation.
func (r *reader) happening(out *truceline.Reading, e truceline.Entry, v *event, rule rule) {
	source := r.source(v)
	if source == "" {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, "source", errSource.Error()))
		return
	}
	o := truceline.Observation{
		ID: truceline.ObservationID(e.ID, 0), Entry: e.ID, Feed: r.config.Feed, Source: source, Lineage: r.config.Lineage,
		Means: meansOf(v.how), Kind: rule.of.Kind, Subtype: rule.word, Count: v.count(rule.of.Unit), Place: v.place(),
		When: v.when(), Remarks: v.described(),
	}
	if r.config.Source != "" && source != r.config.Source {
		o.Lineage = r.lineage
	}
	if o.Kind == truceline.KindAerial {
		o.Direction = truceline.DirectionInFlight
	}
	if len(v.emergency) > 0 {
		o.Subtype = string(v.emergency[:min(len(v.emergency), 80)])
	}
	if v.pretended() {
		o.Exempt = "exercise"
	}
	measured := o.Means == truceline.MeansTelemetry || o.Means == truceline.MeansRadar
	if measured && v.kind[0] == 'a' && o.Place.Shape == truceline.ShapePoint {
		o.Subtype += " plot"
	}
	out.Observations = []truceline.Observation{o}
}

// watch makes the field of view of one of the mission's own cameras a watch, and,
// where the mission said how far its people see, that somebody stood there; each
// until it is stale. Where they are is no observation: it would tell the parties.
func (r *reader) watch(out *truceline.Reading, e truceline.Entry, v *event) {
	place := v.place()
	if place.Shape != truceline.ShapePoint || v.pretended() {
		return
	}
	w := truceline.Watch{
		ID: truceline.IDOf("watch", string(e.ID[:])), Entry: e.ID, By: r.called(v.uid), State: truceline.Watched, Detection: -1,
		When: truceline.Interval{From: v.start, To: v.stale, Clock: v.clock()}, Note: strings.TrimSpace(string(v.callsign) + " " + v.marking.words()),
	}
	switch s := v.sensor; {
	case s != nil && s.distance > 0 && s.fov > 0:
		w.Means = truceline.MeansCamera
		if isKind(v.kind, "a-.-A") {
			w.Means = truceline.MeansDrone
		}
		w.Place = truceline.Place{Shape: truceline.ShapeSector, At: place.At, Sector: truceline.Sector{RangeMax: s.distance}}
		if s.fov < 360 {
			w.Place.Sector.BearingFrom, w.Place.Sector.BearingTo = turn(s.azimuth-s.fov/2), turn(s.azimuth+s.fov/2)
		}
	case r.sees > 0 && len(v.group) > 0:
		w.Means = truceline.MeansSaw
		w.Place = truceline.Place{Shape: truceline.ShapePoint, At: place.At, Ellipse: truceline.Ellipse{SemiMajor: r.sees, SemiMinor: r.sees}}
	default:
		return
	}
	out.Watches = []truceline.Watch{w}
}

// note keeps what somebody wrote as a text, its marking in the title.
func (r *reader) note(out *truceline.Reading, e truceline.Entry, v *event, name, title string) {
	if marked := v.marking.words(); marked != "" {
		title += " " + marked
	}
	out.Texts = []truceline.Text{{
		ID: truceline.IDOf("text", string(e.ID[:])), Entry: e.ID, Feed: r.config.Feed, Source: r.source(v), Lineage: r.config.Lineage,
		Name: name, Published: v.start, Title: title, Body: string(v.remarks),
	}}
}

// source is who speaks: whoever made an event about something else, the device
// for what it says of itself, or else the feed's.
func (r *reader) source(v *event) string {
	switch {
	case len(v.producer) > 0:
		return r.called(v.producer)
	case r.config.Source != "":
		return r.config.Source
	case v.device || len(v.endpoint) > 0:
		return r.called(v.uid)
	}
	return ""
}

// called is the name of a source by its UID.
func (r *reader) called(uid []byte) string {
	if name, ok := r.names[string(uid)]; ok {
		return name
	}
	return string(uid)
}

// place is the point with its error. Zero degrees both ways is what devices write
// that do not know where they are.
func (e *event) place() truceline.Place {
	if e.lat == 0 && e.lon == 0 {
		return truceline.Place{Shape: truceline.ShapeUnknown}
	}
	radius := roughly
	if e.ce > 0 && e.ce < missing {
		radius = math.Max(1, e.ce*circle90)
	}
	return truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: e.lat, Lon: e.lon}, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}}
}

// count is how many a marker stands for: as many as its symbol says, else one; but
// people mark a column or a battery as they mark one thing, so of what stands on the
// ground and was marked by hand at least one.
func (e *event) count(unit string) truceline.Count {
	c := truceline.One(unit)
	switch {
	case e.quantity > 0:
		c.Least, c.Most = e.quantity, e.quantity
	case isKind(e.kind, "a-.-G") && isKind(e.how, "h"):
		c.Most = 0
	}
	return c
}

// when is the moment from which the event is valid.
func (e *event) when() truceline.Interval {
	return truceline.Interval{From: e.start, To: e.start, Clock: e.clock()}
}

func (e *event) clock() truceline.Clock {
	switch {
	case isKind(e.how, "m-g"):
		return truceline.Clock{Quality: truceline.ClockGNSS, Error: time.Second}
	case len(e.how) > 0 && e.how[0] == 'm':
		return truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}
	case len(e.how) > 0 && e.how[0] == 'h':
		return truceline.Clock{Quality: truceline.ClockWatch, Error: time.Minute}
	}
	return truceline.Clock{Quality: truceline.ClockUnknown}
}

// described keeps what names the thing, its marking, how it moves, what was said of it, its type
// and how it was come by.
func (e *event) described() string {
	var buffer [512]byte
	out := append(append(buffer[:0], "CoT "...), e.uid...)
	add := func(words ...[]byte) {
		out = append(out, ", "...)
		for _, w := range words {
			out = append(out, w[:min(len(w), 300)]...)
		}
	}
	if marked := e.marking.words(); marked != "" {
		out = append(append(out, ' '), marked...)
	}
	if len(e.callsign) > 0 {
		add(e.callsign)
	}
	out = append(append(out, ", type "...), e.kind...)
	if len(e.how) > 0 {
		out = append(append(out, ", how "...), e.how...)
	}
	if e.track.given {
		out = strconv.AppendFloat(append(out, ", velocity "...), e.track.speed, 'f', 1, 64)
		out = strconv.AppendFloat(append(out, ", course "...), turn(e.track.course), 'f', 0, 64)
	}
	if e.hae > -missing && e.hae < missing && e.hae != 0 {
		out = append(strconv.AppendFloat(append(out, ", height "...), e.hae, 'f', 0, 64), " m"...)
	}
	if len(e.remarks) > 0 {
		add(e.remarks)
	}
	return strings.ToValidUTF8(string(out), "")
}

// turn brings a bearing into 0 up to 360.
func turn(bearing float64) float64 {
	if bearing = math.Mod(bearing, 360); bearing < 0 {
		bearing += 360
	}
	return bearing
}
