// Package adsb reads what aircraft say of themselves: extended squitters of
// Mode S (ICAO Annex 10, volume IV; DO-260B) as receivers hand them on, in four
// forms: hexadecimal lines, Beast frames, BaseStation (SBS-1) lines, and the
// aircraft.json that readsb and its kin publish. Positions become observations,
// and so does the loss of satellite navigation that several forms show.
package adsb

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of Mode S receivers. Option form is hex (default),
// beast, sbs or json. Options lat and lon say where the receiver stands: then one
// position report is enough, and what lies beyond its horizon is refused. Option
// clock is "received" for a live line whose frames bear no time.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("form", "lat", "lon", "clock"); err != nil {
		return feed.Format{}, err
	}
	r := &reader{config: c}
	if err := r.options(); err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w: %w", c.Feed, truceline.ErrUsage, err)
	}
	f := feed.Format{Name: "adsb", Kind: truceline.KindData}
	switch c.Options["form"] {
	case "", "hex":
		f.Split, f.Frame, f.Link, f.Parse = splitHex, feed.FrameLine, pairs(readHex), r.parseFrames(readHex)
	case "beast":
		f.Split, f.Frame, f.Link, f.Parse = splitBeast, frameBeast, pairs(readBeast), r.parseFrames(readBeast)
	case "sbs":
		f.Split, f.Frame, f.Parse = splitSBS, feed.FrameLine, r.parseSBS
	case "json":
		f.Split, f.Link, f.Parse = splitJSON, documents, r.parseJSON
	default:
		return feed.Format{}, fmt.Errorf("feed %s: option form is %q, none of hex, beast, sbs, json: %w", c.Feed, c.Options["form"], truceline.ErrUsage)
	}
	return f, nil
}

// reader is a receiver's feed.
type reader struct {
	config   feed.Config
	stands   truceline.Point
	placed   bool // it is known where it stands
	received bool // the moment of receipt stands for a missing time
	// Of the latitude where it stands.
	standsSin, standsCos float64
}

func (r *reader) options() error {
	switch clock := r.config.Options["clock"]; clock {
	case "":
	case "received":
		r.received = true
	default:
		return fmt.Errorf("option clock is %q, not received", clock)
	}
	lat, lon := r.config.Options["lat"], r.config.Options["lon"]
	if lat == "" && lon == "" {
		return nil
	}
	var err1, err2 error
	r.stands.Lat, err1 = strconv.ParseFloat(lat, 64)
	r.stands.Lon, err2 = strconv.ParseFloat(lon, 64)
	if err1 != nil || err2 != nil || !(math.Abs(r.stands.Lat) <= 90 && math.Abs(r.stands.Lon) <= 180) {
		return fmt.Errorf("options lat and lon are %q and %q, not degrees", lat, lon)
	}
	r.placed = true
	r.standsSin, r.standsCos = math.Sincos(r.stands.Lat * math.Pi / 180)
	return nil
}

// timed is a frame with when it came by the receiver's own clock; zero: not stated.
type timed struct {
	frame
	at time.Time
}

// parseFrames reads an entry that holds one frame. A position needs the newest
// frame of the other grid from the same aircraft, where the receiver's own place
// is not known, and the newest status to say how well it is vouched for; a fall of accuracy needs what fell and where (see [links.ofFall]).
func (r *reader) parseFrames(read func(body []byte) (timed, bool, error)) func(truceline.Entry, [][]byte) truceline.Reading {
	return func(e truceline.Entry, needs [][]byte) (out truceline.Reading) {
		f, ours, err := read(e.Body)
		if err == nil && ours && f.squitter() && f.remainder() != 0 {
			err = errParity
		}
		if err != nil {
			out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, "", err.Error()))
			return out
		}
		if !ours || !f.squitter() {
			return out
		}
		if f.at.IsZero() && r.received {
			f.at = e.Received
		}
		s, earlier := f.read(), make([]squitter, 0, fallNeeds)
		for _, body := range needs {
			if before, ok, err := read(body); err == nil && ok {
				earlier = append(earlier, before.read())
			}
		}
		if s.accuracy >= 0 {
			r.addFall(&out, e, s, earlier, f.at)
			return out
		}
		if !s.placed {
			return out
		}
		other, status := tied(earlier)
		lat, lon, ok := r.place(s, other)
		if !ok {
			return out
		}
		vouched := s.integrity(status)
		report := report{
			address: s.address, at: truceline.Point{Lat: lat, Lon: lon}, when: f.at, altitude: s.altitude,
			speed: s.speed, course: s.course, integrity: vouched.category, before: vouched.category, error90: vouched.radius,
		}
		if other.placed {
			report.before = other.integrity(status).category
		}
		r.add(&out, e, report)
		return out
	}
}

// tied is what a position was tied to: one of the other grid, and a status.
func tied(earlier []squitter) (other squitter, of operational) {
	for _, s := range earlier {
		if s.status.stated {
			of = s.status
		} else {
			other = s
		}
	}
	return other, of
}

// addFall says that an aircraft lost its satellite navigation: it knows its place
// far worse than it said before. Of earlier, the first is what it said then, the
// second where it was, the third the position to decode that with.
func (r *reader) addFall(out *truceline.Reading, e truceline.Entry, s squitter, earlier []squitter, at time.Time) {
	if len(earlier) < 2 || !earlier[1].placed || !fell(earlier[0].accuracy, s.accuracy) {
		return
	}
	var other squitter
	if len(earlier) == fallNeeds {
		other = earlier[2]
	}
	lat, lon, ok := r.place(earlier[1], other)
	p := report{address: s.address, at: truceline.Point{Lat: lat, Lon: lon}, when: at, altitude: earlier[1].altitude}
	if ok && r.check(out, e, p) {
		out.Observations = append(out.Observations, r.interference(e, len(out.Observations), p))
	}
}

// place decodes a position, with another one of the same aircraft where there is one.
func (r *reader) place(s, other squitter) (lat, lon float64, ok bool) {
	switch {
	case r.placed:
		lat, lon = local(s.position, r.stands.Lat, r.stands.Lon)
		return lat, lon, math.Abs(lat) <= 90 && math.Abs(lon) <= 180
	case other.placed && other.address == s.address:
		return global(s.position, other.position)
	}
	return 0, 0, false
}
