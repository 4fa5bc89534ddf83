// Package officer reads officers' rulings on what happened: that statements are
// about one happening or about two, that it was then or there, that it happened
// or did not, which scenes of satellites stand with it. One ruling is one line of JSON.
package officer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// fields are the names in a line, in the order of the README.
func fields() []string {
	return []string{"by", "at", "act", "observations", "from", "to", "clock_error_s", "lat", "lon", "error_m", "exists", "clause", "breach", "side", "scene", "note"}
}

// line is one ruling as it is written.
type line struct {
	By           string            `json:"by"`
	At           time.Time         `json:"at"`
	Act          truceline.Act     `json:"act"`
	Observations []truceline.ID    `json:"observations"`
	From         *time.Time        `json:"from"`
	To           *time.Time        `json:"to"`
	ClockError   float64           `json:"clock_error_s"`
	Lat          *float64          `json:"lat"`
	Lon          *float64          `json:"lon"`
	Error        float64           `json:"error_m"`
	Exists       truceline.Verdict `json:"exists"`
	Clause       string            `json:"clause"`
	Breach       truceline.Verdict `json:"breach"`
	Side         string            `json:"side"`
	Scene        string            `json:"scene"`
	Note         string            `json:"note"`
}

// New returns the format of rulings. It has no options.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	return feed.Format{
		Name: "officer", Kind: truceline.KindData,
		Split: func(file []byte) []feed.Piece { return feed.SplitLines(file, feed.LineOptions{NoHeader: true}) },
		Parse: func(e truceline.Entry, _ [][]byte) truceline.Reading { return parse(e, c) },
	}, nil
}

func parse(e truceline.Entry, c feed.Config) (r truceline.Reading) {
	body := bytes.TrimSpace(e.Body)
	if len(body) == 0 {
		if e.Line <= 1 && len(e.Body) == 0 {
			r.Refusals = append(r.Refusals, feed.Refusal(e, c, "", "empty file"))
		}
		return r
	}
	ruling, field, err := read(body)
	if err != nil {
		r.Refusals = append(r.Refusals, feed.Refusal(e, c, field, err.Error()))
		return r
	}
	ruling.ID, ruling.Entry = truceline.IDOf("ruling", string(e.ID[:])), e.ID
	r.Rulings = append(r.Rulings, ruling)
	return r
}

// read reads one line; an error comes with the field that it is about.
func read(body []byte) (r truceline.Ruling, field string, err error) {
	var l line
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return r, "", fmt.Errorf("not a ruling: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return r, "", errors.New("more than one ruling on a line")
	}
	r = truceline.Ruling{By: l.By, At: l.At.UTC(), Act: l.Act, Observations: l.Observations, Note: l.Note}
	switch {
	case l.By == "":
		return r, "by", errors.New("missing; a ruling is somebody's")
	case l.At.IsZero() || !sane(l.At):
		return r, "at", errors.New("missing; when it was decided says what it was decided on")
	case len(l.Observations) == 0:
		return r, "observations", errors.New("missing; name observations of the incidents it is about")
	}
	switch l.Act {
	case truceline.ActMerge:
		if len(l.Observations) < 2 {
			return r, "observations", errors.New("one alone cannot be merged")
		}
	case truceline.ActSplit:
	case truceline.ActRetime:
		return retime(r, l)
	case truceline.ActReplace:
		return replace(r, l)
	case truceline.ActVerdict:
		switch l.Exists {
		case truceline.Met, truceline.NotMet, truceline.CannotBeDetermined:
			r.Exists = l.Exists
		default:
			return r, "exists", fmt.Errorf("%q is none of met, not met, cannot be determined", string(l.Exists))
		}
	case truceline.ActFinding:
		return finding(r, l)
	case truceline.ActAttach, truceline.ActDetach:
		if r.Scene = strings.Join(strings.Fields(l.Scene), " "); r.Scene == "" {
			return r, "scene", errors.New("missing; name the scene by its collection and id, as the incident or the catalogue does")
		}
	default:
		return r, "act", fmt.Errorf("%q is none of merge, split, retime, replace, verdict, finding, attach, detach", string(l.Act))
	}
	return r, "", nil
}

func finding(r truceline.Ruling, l line) (truceline.Ruling, string, error) {
	if l.Clause == "" {
		return r, "clause", errors.New("missing; name the clause that the finding is about")
	}
	switch l.Breach {
	case truceline.Met, truceline.NotMet, truceline.CannotBeDetermined:
	default:
		return r, "breach", fmt.Errorf("%q is none of met, not met, cannot be determined", string(l.Breach))
	}
	r.Clause, r.Breach, r.Side = l.Clause, l.Breach, l.Side
	return r, "", nil
}

func retime(r truceline.Ruling, l line) (truceline.Ruling, string, error) {
	switch {
	case l.From == nil || !sane(*l.From):
		return r, "from", errors.New("missing")
	case l.ClockError < 0 || l.ClockError > 86400*366:
		return r, "clock_error_s", errors.New("not between nothing and a year")
	}
	when := truceline.Interval{From: l.From.UTC(), To: l.From.UTC(), Clock: truceline.Clock{Quality: truceline.ClockUnknown, Error: time.Duration(l.ClockError * float64(time.Second))}}
	if l.To != nil {
		if when.To = l.To.UTC(); !sane(when.To) || when.To.Before(when.From) {
			return r, "to", errors.New("before the start")
		}
	}
	r.When = &when
	return r, "", nil
}

func replace(r truceline.Ruling, l line) (truceline.Ruling, string, error) {
	switch {
	case l.Lat == nil || *l.Lat < -90 || *l.Lat > 90:
		return r, "lat", errors.New("missing, or not between -90 and 90")
	case l.Lon == nil || *l.Lon < -180 || *l.Lon > 180:
		return r, "lon", errors.New("missing, or not between -180 and 180")
	case !(l.Error > 0 && l.Error <= 5e6):
		return r, "error_m", errors.New("missing; a point without its error says too much")
	}
	r.Place = &truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: *l.Lat, Lon: *l.Lon}, Ellipse: truceline.Ellipse{SemiMajor: l.Error, SemiMinor: l.Error}}
	return r, "", nil
}

// sane keeps to years that times in nanoseconds can hold.
func sane(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2200 }
