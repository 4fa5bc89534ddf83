package sapient

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// detect makes a detection an observation. What no word of the taxonomy fits is a
// plot where an instrument measures places, and else says nothing of a happening.
func (r *reader) detect(out *truceline.Reading, e truceline.Entry, m envelope, n *node) {
	d := readDetection(m.body)
	if lost(d.state) {
		return // that an object is not seen any more is no sighting
	}
	place := r.place(d.at, n)
	measures := n.means == truceline.MeansRadar || n.means == truceline.MeansTelemetry
	kind, known := r.kindOfDetection(d)
	if !known {
		if d.class.depth > 0 || !measures || place.Shape == truceline.ShapeUnknown {
			return
		}
		kind, _ = truceline.KindNamed(truceline.KindMovement)
	}
	o := truceline.Observation{
		ID: truceline.ObservationID(e.ID, 0), Entry: e.ID, Feed: r.config.Feed, Source: r.source(m.node), Lineage: r.lineage,
		Means: n.means, Kind: kind.Kind, Subtype: d.subtype(measures && moves(kind.Kind)), Count: truceline.One(kind.Unit), Place: place,
		When:       truceline.Interval{From: m.at, To: m.at, Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}},
		Confidence: sureness(d.confidence), Remarks: d.remarks(),
	}
	if kind.Kind == truceline.KindAerial {
		o.Direction = truceline.DirectionInFlight
	}
	out.Observations = []truceline.Observation{o}
	for _, body := range d.about[:d.abouts] {
		inform(&out.Observations[0], text(body, 1), text(body, 2))
	}
}

// inform takes what a detection says of its object beyond what the standard has
// fields for, as far as it means something here: how many, for how many seconds,
// weapons, direction, and that it was announced.
func inform(o *truceline.Observation, kind, value []byte) {
	switch string(kind) {
	case "count":
		if n, err := strconv.Atoi(string(value)); err == nil && n >= 1 && n <= mostCounted {
			o.Count.Least, o.Count.Most = n, n
		}
	case "duration s":
		if s, err := strconv.ParseFloat(string(value), 64); err == nil && s > 0 && s <= longestSeconds {
			o.When.To = o.When.From.Add(time.Duration(s * float64(time.Second)).Round(time.Millisecond))
		}
	case "weapon":
		if len(value) > 0 && len(o.Weapons) < mostWeapons {
			o.Weapons = append(o.Weapons, string(value[:min(len(value), 60)]))
		}
	case "direction":
		for _, d := range []truceline.Direction{truceline.DirectionImpact, truceline.DirectionOutgoing, truceline.DirectionInFlight, truceline.DirectionCrossfire, truceline.DirectionUndetermined} {
			if string(value) == string(d) {
				o.Direction = d
			}
		}
	case "announced":
		o.Exempt = string(value[:min(len(value), 40)])
	}
}

// Bounds of what is believed of an object.
const (
	mostCounted    = 10_000
	longestSeconds = 86_400
	mostWeapons    = 8
)

// lost reports whether a detection's state says that its object is gone ("lost",
// "object lost").
func lost(state []byte) bool {
	const word = "lost"
	return len(state) >= len(word) && bytes.EqualFold(state[len(state)-len(word):], []byte(word))
}

// sureness is the source's own word for how sure it is.
func sureness(confidence float64) string {
	switch {
	case confidence < 0:
		return ""
	case confidence < 0.4:
		return "low"
	case confidence < 0.8:
		return "nominal"
	}
	return "high"
}

// subtype is the class in lower case, "air vehicle, uav", and that it is a plot.
func (d *detection) subtype(plot bool) string {
	var buffer [128]byte
	out := buffer[:0]
	for i, name := range d.class.path[:d.class.depth] {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = append(out, name[:min(len(name), 40)]...)
	}
	if len(out) == 0 {
		out = append(out, d.behaviour[:min(len(d.behaviour), 40)]...)
	}
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] |= 0x20
		}
	}
	if plot {
		if len(out) > 0 {
			out = append(out, ' ')
		}
		out = append(out, "plot"...)
	}
	return valid(out)
}

// remarks names the object, what it calls itself, what it does and how it moves.
func (d *detection) remarks() string {
	var buffer [256]byte
	out := append(append(buffer[:0], "SAPIENT "...), d.object...)
	if len(d.name) > 0 {
		out = append(append(out, ", "...), d.name[:min(len(d.name), 60)]...)
	}
	if len(d.behaviour) > 0 {
		out = append(append(out, ", "...), d.behaviour[:min(len(d.behaviour), 40)]...)
	}
	if d.class.confidence >= 0 {
		out = strconv.AppendFloat(append(out, ", class "...), d.class.confidence*100, 'f', 0, 64)
		out = append(out, " %"...)
	}
	if d.velocity != nil {
		var east, north float64
		for f := (feed.ProtoCursor{Rest: d.velocity}); f.Next(); {
			switch f.Number {
			case 1:
				east = f.Double()
			case 2:
				north = f.Double()
			}
		}
		out = strconv.AppendFloat(append(out, ", velocity "...), math.Hypot(east, north), 'f', 1, 64)
		out = strconv.AppendFloat(append(out, ", course "...), turn(degrees(math.Atan2(east, north))), 'f', 0, 64)
	}
	if d.at.location != nil {
		if l := readLocation(d.at.location); l.high {
			out = append(strconv.AppendFloat(append(out, ", height "...), l.z, 'f', 0, 64), " m"...)
		}
	}
	return valid(out)
}

// valid is a text whose names may have been cut within a character.
func valid(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	return strings.ToValidUTF8(string(text), "")
}
