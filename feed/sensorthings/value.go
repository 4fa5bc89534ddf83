package sensorthings

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// text returns a JSON value as text; identifiers are texts or whole numbers.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// number returns a result as a number. OM_TruthObservation says true and false.
func number(value any) (x float64, ok bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case string: // some servers write numbers as texts
		x, err := strconv.ParseFloat(v, 64)
		return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
	}
	return 0, false
}

// span reads a moment, or two with a slash between (ISO 8601 interval).
func span(times string) (from, to time.Time, ok bool) {
	first, second, two := strings.Cut(times, "/")
	from, ok = feed.ParseTime([]byte(first))
	to = from
	if two && ok {
		to, ok = feed.ParseTime([]byte(second))
		ok = ok && !to.Before(from)
	}
	return from, to, ok
}

// located returns the first point among Locations, and the one known so far if
// there is none.
func located(locations any, at *truceline.Point) *truceline.Point {
	list, _ := locations.([]any)
	for _, item := range list {
		if l, ok := item.(map[string]any); ok {
			if found := point(l["location"], nil); found != nil {
				return found
			}
		}
	}
	return at
}

// point reads a GeoJSON Point, alone or as the geometry of a Feature.
func point(value any, at *truceline.Point) *truceline.Point {
	v, ok := value.(map[string]any)
	if !ok {
		return at
	}
	if geometry, ok := v["geometry"].(map[string]any); ok {
		v = geometry
	}
	pair, _ := v["coordinates"].([]any)
	if v["type"] != "Point" || len(pair) < 2 {
		return at
	}
	lon, ok1 := pair[0].(float64)
	lat, ok2 := pair[1].(float64)
	if !ok1 || !ok2 || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return at
	}
	return &truceline.Point{Lat: lat, Lon: lon}
}

// rule says of one property what is beyond the usual, and of what kind that is.
type rule struct {
	name    string // of the ObservedProperty, the Datastream, or its id
	above   bool   // else below
	limit   float64
	unit    string
	kind    truceline.Kind
	subtype string
}

func (r rule) beyond(value float64) bool {
	if r.above {
		return value > r.limit
	}
	return value < r.limit
}

// String says which side of the limit the reading was on.
func (r rule) String() string {
	side := "below"
	if r.above {
		side = "above"
	}
	return strings.TrimSpace(side + " " + strconv.FormatFloat(r.limit, 'g', -1, 64) + " " + r.unit)
}

// rule returns the rule for a stream.
func (r *reading) rule(s stream) (rule, bool) {
	for _, rule := range r.rules {
		for _, name := range []string{s.property, s.name, s.id} {
			if name != "" && strings.EqualFold(rule.name, name) {
				return rule, true
			}
		}
	}
	return rule{}, false
}

// parseRules reads rules with semicolons between them:
//
//	dose rate above 0.3 uSv/h is N1 dose rate; lines below 2 is E1 line lost
func parseRules(s string) (rules []rule, err error) {
	for _, part := range feed.Parts(s) {
		r, err := parseRule(part)
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	if len(rules) == 0 {
		return nil, fmt.Errorf("missing; say what is not usual, as in %q", "dose rate above 0.3 uSv/h is N1 dose rate")
	}
	return rules, nil
}

func parseRule(s string) (r rule, err error) {
	condition, kind, ok := strings.Cut(s, " is ")
	name, limit, below := strings.Cut(condition, " below ")
	if !below {
		name, limit, r.above = strings.Cut(condition, " above ")
	}
	if !ok || !below && !r.above {
		return r, fmt.Errorf("%q is not a name, above or below, a number, a unit, is, a kind and words", s)
	}
	r.name = strings.TrimSpace(name)
	value, unit, _ := strings.Cut(strings.TrimSpace(limit), " ")
	if r.limit, err = strconv.ParseFloat(value, 64); err != nil {
		return r, fmt.Errorf("%q: %q is not a number", s, value)
	}
	r.unit = strings.TrimSpace(unit)
	code, words, _ := strings.Cut(strings.TrimSpace(kind), " ")
	info, known := truceline.KindNamed(truceline.Kind(code))
	if !known || info.Kind == truceline.KindAllegation {
		return r, fmt.Errorf("%q: %q is not a code of the taxonomy for what is observed", s, code)
	}
	r.kind, r.subtype = info.Kind, strings.TrimSpace(words)
	return r, nil
}
