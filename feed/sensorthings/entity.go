package sensorthings

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// reading is one document while it is read.
type reading struct {
	truceline.Reading
	parser
	entry truceline.Entry
	made  int
}

// stream is what is known of the Datastream that a reading belongs to (OGC 18-088,
// 8.2.4): enough to say which meter it is, where, and in what unit it reads.
type stream struct {
	id, name, property, unit string
	at                       *truceline.Point // where the meter stands
	spot                     *truceline.Point // where a reading holds, if it says so itself
}

// called is how people know the stream.
func (s stream) called() string {
	for _, name := range []string{s.property, s.name, s.id} {
		if name != "" {
			return name
		}
	}
	return "reading"
}

func (r *reading) refuse(path, reason string) {
	if len(r.Refusals) < feed.MaxRefusals {
		r.Refusals = append(r.Refusals, feed.Refusal(r.entry, r.config, path, reason))
	}
}

// entities reads one entity or a list of them: an answer's "value", or
// what was expanded within another.
func (r *reading) entities(path string, any any, s stream) {
	switch v := any.(type) {
	case []interface{}:
		for i, item := range v {
			r.entities(path+"["+strconv.Itoa(i)+"]", item, s)
		}
	case map[string]interface{}:
		r.entity(path, v, s)
	default:
		r.refuse(path, "not an entity of SensorThings")
	}
}

// entity reads one entity by what it holds. Things and Datastreams pass on to their
// readings what those need to be understood.
func (r *reading) entity(path string, v map[string]any, s stream) {
	has := func(name string) bool { return v[name] != nil }
	switch {
	case has("value") && !has("result"):
		r.entities(feed.Within(path, "value"), v["value"], s)
	case has("dataArray"):
		r.dataArray(path, v, s)
	case has("result") || has("phenomenonTime") && !has("unitOfMeasurement"):
		r.observation(path, v, s)
	case has("Datastreams"):
		s.at = located(v["Locations"], s.at)
		r.entities(feed.Within(path, "Datastreams"), v["Datastreams"], s)
	case has("unitOfMeasurement") || has("Observations") || has("observationType"):
		s = s.with(v)
		if has("Observations") {
			r.entities(feed.Within(path, "Observations"), v["Observations"], s)
		}
	case has("name") && (has("Locations") || has("location") || has("encodingType") || has("definition") || has("description")):
		// a Thing, Location, Sensor or ObservedProperty without readings
	default:
		r.refuse(path, "not an entity of SensorThings that holds readings")
	}
}

// with returns the stream with what a Datastream says of itself.
func (s stream) with(v map[string]any) stream {
	if id := text(v["@iot.id"]); id != "" {
		s.id = id
	}
	if name := text(v["name"]); name != "" {
		s.name = name
	}
	if property, ok := v["ObservedProperty"].(map[string]any); ok {
		s.property = text(property["name"])
	}
	if unit, ok := v["unitOfMeasurement"].(map[string]any); ok {
		s.unit = text(unit["symbol"])
	}
	if thing, ok := v["Thing"].(map[string]any); ok {
		s.at = located(thing["Locations"], s.at)
	}
	s.at = point(v["observedArea"], s.at)
	return s
}

// observation reads one reading (OGC 18-088, 8.2.7).
func (r *reading) observation(path string, v map[string]any, s stream) {
	if ds, ok := v["Datastream"].(map[string]any); ok {
		s = s.with(ds)
	} else if link := text(v["Datastream@iot.navigationLink"]); s.id == "" {
		_, id, _ := strings.Cut(link, "Datastreams(")
		s.id, _, _ = strings.Cut(id, ")")
	}
	if feature, ok := v["FeatureOfInterest"].(map[string]any); ok {
		if s.spot = point(feature["feature"], nil); s.at == nil {
			s.at = s.spot
		}
	}
	times := text(v["phenomenonTime"])
	if times == "" {
		times = text(v["resultTime"])
	}
	r.take(path, s, times, v["result"])
}

// dataArray reads the compact form of many readings, the data-array extension.
func (r *reading) dataArray(path string, v map[string]any, s stream) {
	if ds, ok := v["Datastream"].(map[string]any); ok {
		s = s.with(ds)
	}
	names, _ := v["components"].([]any)
	rows, ok := v["dataArray"].([]any)
	if len(names) == 0 || !ok {
		r.refuse(feed.Within(path, "components"), "a data array without its components")
		return
	}
	for i, row := range rows {
		at := feed.Within(path, "dataArray["+strconv.Itoa(i)+"]")
		cells, ok := row.([]any)
		if !ok || len(cells) != len(names) {
			r.refuse(at, fmt.Sprintf("not a list of %d values", len(names)))
			continue
		}
		reading := map[string]any{}
		for j, name := range names {
			reading[text(name)] = cells[j]
		}
		r.observation(at, reading, s)
	}
}

// take makes of a reading what it says.
func (r *reading) take(path string, s stream, times string, result any) {
	from, to, ok := span(times)
	switch {
	case times == "":
		r.refuse(feed.Within(path, "phenomenonTime"), "missing")
		return
	case !ok:
		r.refuse(feed.Within(path, "phenomenonTime"), fmt.Sprintf("%q is neither a time with a zone nor two with a slash between", times))
		return
	case s.at == nil:
		r.refuse(feed.Within(path, "Datastream"), "where the meter stands is not said; expand Thing/Locations, or give the feed the options lat and lon")
		return
	}
	rule, found := r.rule(s)
	if !found {
		return // nothing is asked of this stream
	}
	value, numeric := number(result)
	if !numeric && result != nil {
		r.refuse(feed.Within(path, "result"), fmt.Sprintf("%v is not a number, as the rule for %q needs", result, s.called()))
		return
	}
	if rule.unit != "" && s.unit != "" && rule.unit != s.unit {
		r.refuse(feed.Within(path, "unitOfMeasurement"), fmt.Sprintf("reads in %q, the rule for %q speaks of %q", s.unit, s.called(), rule.unit))
		return
	}
	r.say(s, rule, from, to, value, numeric)
}

// say adds the watch and, where the reading is beyond the rule, the observation.
func (r *reading) say(s stream, rule rule, from, to time.Time, value float64, numeric bool) {
	unit := rule.unit
	if unit == "" {
		unit = s.unit
	}
	w := truceline.Watch{
		Entry: r.entry.ID, By: r.source(s), Means: truceline.MeansTelemetry, Kinds: []truceline.Kind{rule.kind},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: *s.at, Ellipse: truceline.Ellipse{SemiMajor: r.reach, SemiMinor: r.reach}},
		When:  truceline.Interval{From: from, To: to, Clock: r.clock}, State: truceline.Watched, Detection: -1,
		Note: strings.TrimSpace(s.called() + " " + strconv.FormatFloat(value, 'g', -1, 64) + " " + unit),
	}
	if !from.Before(to) {
		w.When.To = from.Add(r.every)
	}
	if !numeric { // the meter answered, and read nothing
		w.State, w.Cause, w.Note = truceline.NotKnown, truceline.CauseNoData, s.called()+" without a value"
	}
	place := w.Place
	if s.spot != nil {
		place.At, place.Ellipse = *s.spot, truceline.Ellipse{SemiMajor: r.spotError, SemiMinor: r.spotError}
	}
	w.ID = truceline.IDOf("watch", string(r.entry.ID[:]), strconv.Itoa(r.made))
	r.Watches = append(r.Watches, w)
	if numeric && rule.beyond(value) {
		info, _ := truceline.KindNamed(rule.kind)
		r.Observations = append(r.Observations, truceline.Observation{
			ID: truceline.ObservationID(r.entry.ID, r.made), Entry: r.entry.ID, Feed: r.config.Name(r.entry), Source: w.By, Lineage: r.config.Lineage,
			Means: truceline.MeansTelemetry, Kind: rule.kind, Subtype: rule.subtype, Count: truceline.One(info.Unit), Place: place,
			When: truceline.Interval{From: from, To: to, Clock: r.clock}, Strength: value, StrengthUnit: unit, Remarks: w.Note + ", " + rule.String(),
		})
	}
	r.made++
}

// source names the meter: the feed's source, and which of its streams.
func (r *reading) source(s stream) string {
	name := s.name
	if name == "" {
		name = s.id
	}
	if r.config.Source == "" {
		return name
	}
	return strings.TrimSpace(r.config.Source + " " + name)
}
