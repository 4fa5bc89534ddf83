// Package sensorthings reads readings of meters as OGC SensorThings API 1.1 writes
// them (OGC 18-088): answers of a server by HTTP, messages of its MQTT topics, and
// the compact arrays of its data-array extension. Radiation probes, power lines and
// water levels speak it.
//
// A reading is no happening. It says that the meter worked and what it read, so it
// becomes a watch; and where it lies beyond what a rule of the mission calls usual,
// an observation as well.
package sensorthings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format. Option rules says what is not usual (see README); every_s
// for how long a reading speaks, 600 if it is not given; reach_m how far from the
// meter a happening would show in it, 1000; spot_error_m how good the place is where
// a reading says that it holds, reach_m; clock_error_s how far the meter's clock
// may be off, 60; lat and lon where a meter stands whose messages do not say it.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("rules", "every_s", "reach_m", "spot_error_m", "clock_error_s", "lat", "lon"); err != nil {
		return feed.Format{}, err
	}
	p := parser{config: c}
	var err error
	if p.rules, err = parseRules(c.Options["rules"]); err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: option rules: %w: %w", c.Feed, err, truceline.ErrUsage)
	}
	number := func(name string, usual, least, most float64) (x float64) {
		s := c.Options[name]
		if s == "" {
			return usual
		}
		x, failed := strconv.ParseFloat(s, 64)
		if failed != nil || !(x >= least && x <= most) {
			err = fmt.Errorf("feed %s: option %s is %q, not a number from %v to %v: %w", c.Feed, name, s, least, most, truceline.ErrUsage)
		}
		return x
	}
	p.every = time.Duration(number("every_s", 600, 1, 86400) * float64(time.Second))
	p.reach = number("reach_m", 1000, 1, 1e6)
	p.spotError = number("spot_error_m", p.reach, 1, 1e6)
	p.clock = truceline.Clock{Quality: truceline.ClockUnknown, Error: time.Duration(number("clock_error_s", 60, 0, 86400) * float64(time.Second))}
	if (c.Options["lat"] == "") != (c.Options["lon"] == "") {
		return feed.Format{}, fmt.Errorf("feed %s: options lat and lon stand together or not at all: %w", c.Feed, truceline.ErrUsage)
	}
	if c.Options["lat"] != "" {
		p.at = &truceline.Point{Lat: number("lat", 0, -90, 90), Lon: number("lon", 0, -180, 180)}
	}
	return feed.Format{Name: "sensorthings", Kind: truceline.KindData, Split: split, Parse: p.parse, Next: next}, err
}

// next is the address of the page of an answer that comes after this one (OGC
// 18-088, "Server-Driven Paging"). Those of lists within its entities are not
// followed: what comes there has lost the entity that it belongs to.
func next(document, _ []byte) (feed.Page, error) {
	body, err := feed.Gunzip(document, feed.MaxUnpacked)
	if err != nil {
		return feed.Page{}, nil // refused when it is read
	}
	var page struct {
		Next string `json:"@iot.nextLink"`
	}
	if json.Unmarshal(feed.TrimMark(body), &page) != nil {
		return feed.Page{}, nil
	}
	return feed.Page{Address: page.Next}, nil
}

type parser struct {
	config    feed.Config
	rules     []rule
	every     time.Duration
	reach     float64
	spotError float64 // of the place where a reading says that it holds
	clock     truceline.Clock
	at        *truceline.Point // where the messages do not say it
}

// split keeps a document as one piece. A file that is no document but has an object
// on a line of its own, as a log of messages does, is cut at its lines.
func split(file []byte) []feed.Piece {
	if feed.IsGzip(file) || json.Valid(file) {
		return feed.SplitNone(file)
	}
	for line := range bytes.Lines(file) {
		if line = bytes.TrimSpace(line); bytes.HasPrefix(line, []byte{'{'}) && json.Valid(line) {
			return feed.SplitLines(file, feed.LineOptions{NoHeader: true})
		}
	}
	return feed.SplitNone(file)
}

// parse reads one document or message.
func (p parser) parse(e truceline.Entry, _ [][]byte) truceline.Reading {
	r := &reading{parser: p, entry: e}
	body, err := feed.Gunzip(e.Body, feed.MaxUnpacked)
	if err != nil {
		r.refuse("", err.Error())
		return r.Reading
	}
	body = bytes.TrimSpace(feed.TrimLine(body))
	if len(body) == 0 {
		return r.Reading // a blank line says nothing
	}
	var document any
	if err := json.Unmarshal(body, &document); err != nil {
		r.refuse("", "not JSON: "+err.Error())
		return r.Reading
	}
	r.entities("", document, stream{at: p.at})
	return r.Reading
}
