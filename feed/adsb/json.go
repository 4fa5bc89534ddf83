package adsb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// aircraftFile is aircraft.json as readsb and tar1090 publish it.
type aircraftFile struct {
	Now      *float64          `json:"now"` // Unix time, seconds
	Aircraft []json.RawMessage `json:"aircraft"`
}

// aircraft is one of the list. Absent numbers are nil.
type aircraft struct {
	Hex         string          `json:"hex"` // with ~ in front: not an ICAO address
	Flight      string          `json:"flight"`
	Altitude    json.RawMessage `json:"alt_baro"` // feet, or "ground"
	Speed       *float64        `json:"gs"`       // knots
	Course      *float64        `json:"track"`
	Lat         *float64        `json:"lat"`
	Lon         *float64        `json:"lon"`
	Radius      *float64        `json:"rc"`       // of containment, metres
	Integrity   *int            `json:"nic"`      // navigation integrity category
	Accuracy    *int            `json:"nac_p"`    // navigation accuracy category of the position
	Seen        float64         `json:"seen_pos"` // seconds before now
	GPSOKBefore *float64        `json:"gpsOkBefore"`
	GPSOKLat    *float64        `json:"gpsOkLat"`
	GPSOKLon    *float64        `json:"gpsOkLon"`
}

// splitJSON keeps a document as one piece; of a file that holds one on each line, a
// history, each line is one.
func splitJSON(file []byte) []feed.Piece {
	if feed.IsGzip(file) || json.Valid(file) {
		return feed.SplitNone(file)
	}
	if first, _, _ := bytes.Cut(file, []byte{'\n'}); !json.Valid(first) {
		return feed.SplitNone(file)
	}
	return feed.SplitFrames(file, feed.FrameLine, documents)
}

// Errors of a document.
var (
	errNotJSON = errors.New("not aircraft.json")
	errNow     = errors.New("missing, or not Unix time in seconds")
)

// readFile reads aircraft.json; the error comes with its field.
func readFile(body []byte) (file aircraftFile, field string, err error) {
	if body, err = feed.Gunzip(body, feed.MaxUnpacked); err != nil {
		return file, "", err
	}
	if err := json.Unmarshal(body, &file); err != nil {
		return file, "", fmt.Errorf("%w: %w", errNotJSON, err)
	}
	if file.Now == nil || !(*file.Now > 0 && *file.Now < 4e9) {
		return file, "now", errNow
	}
	return file, "", nil
}

// parseJSON reads a whole aircraft.json. An aircraft that cannot be read is
// refused, and the others go on. Needs holds the document before, where this one
// shows that the integrity or accuracy of an aircraft fell since (see [look]).
func (r *reader) parseJSON(e truceline.Entry, needs [][]byte) (out truceline.Reading) {
	refuse := func(field, reason string) {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, field, reason))
	}
	file, field, err := readFile(e.Body)
	if err != nil {
		refuse(field, err.Error())
		return out
	}
	var before look
	if len(needs) == 1 {
		if earlier, _, err := readFile(needs[0]); err == nil {
			before = newLook(earlier)
		}
	}
	for i, raw := range file.Aircraft {
		var a aircraft
		if err := json.Unmarshal(raw, &a); err != nil {
			refuse(fmt.Sprintf("aircraft[%d]", i), err.Error())
			continue
		}
		was, fell := before.fell(a, *file.Now)
		if a.Lat == nil || a.Lon == nil { // heard, but not where
			if fell && was.Lat != nil && was.Lon != nil {
				a.Lat, a.Lon = was.Lat, was.Lon
				if p, err := a.report(*file.Now); err == nil && r.check(&out, e, p) {
					out.Observations = append(out.Observations, r.interference(e, len(out.Observations), p))
				}
			}
			continue
		}
		p, err := a.report(*file.Now)
		if err != nil {
			refuse(fmt.Sprintf("aircraft[%d]", i), err.Error())
			continue
		}
		p.lost = p.lost || fell
		r.add(&out, e, p)
	}
	return out
}

func (a aircraft) report(now float64) (p report, err error) {
	address, err := strconv.ParseUint(strings.TrimPrefix(a.Hex, "~"), 16, 24)
	switch {
	case err != nil:
		return p, fmt.Errorf("hex is %q, not six hexadecimal digits", a.Hex)
	case math.Abs(*a.Lat) > 90 || math.Abs(*a.Lon) > 180:
		return p, fmt.Errorf("lat and lon are %v and %v, not degrees", *a.Lat, *a.Lon)
	case !(a.Seen >= 0 && a.Seen < 86400):
		return p, fmt.Errorf("seen_pos is %v, not seconds before now", a.Seen)
	}
	p = report{
		address: uint32(address), name: strings.TrimSpace(a.Flight), at: truceline.Point{Lat: *a.Lat, Lon: *a.Lon},
		when: time.UnixMilli(int64(math.Round((now - a.Seen) * 1000))).UTC(), altitude: math.NaN(), integrity: -1, before: -1,
	}
	if v, err := strconv.ParseFloat(string(a.Altitude), 64); err == nil {
		p.altitude = v
	} else if string(a.Altitude) == `"ground"` {
		p.altitude = 0
	}
	if a.Speed != nil && a.Course != nil && *a.Speed > 0 {
		p.speed, p.course = *a.Speed, *a.Course
	}
	if a.Integrity != nil && *a.Integrity >= 0 && *a.Integrity <= 11 {
		p.integrity = *a.Integrity
	}
	if a.Radius != nil && *a.Radius > 0 && *a.Radius < 1e6 {
		p.error90 = *a.Radius
	}
	// The receiver says when and where satellite navigation was last good.
	p.lost = a.GPSOKBefore != nil && a.GPSOKLat != nil && a.GPSOKLon != nil && now-*a.GPSOKBefore < 15*60
	return p, nil
}
