// Package adsb reads what aircraft say of themselves: extended squitters of
// Mode S (ICAO Annex 10, volume IV; DO-260B) as receivers hand them on, in four
// forms: hexadecimal lines, Beast frames, BaseStation (SBS-1) lines, and the
// aircraft.json that readsb and its kin publish. Positions become observations,
// and so does the loss of satellite navigation that several forms show.
package adsb

import (
	"fmt"
	"maps"
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
		f.Split, f.Parse = feed.SplitNone, r.parseJSON
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

// pairWithin is how far apart two positions may be that are decoded together
// (DO-260B, 2.2.10.3: ten seconds).
const pairWithin = 10 * time.Second

// parseFrames reads an entry that holds one frame. A position needs the newest
// frame of the other grid from the same aircraft, where the receiver's own place
// is not known.
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
		s := f.read()
		if !s.placed {
			return out
		}
		var other squitter
		if len(needs) == 1 {
			if before, ok, err := read(needs[0]); err == nil && ok {
				other = before.read()
			}
		}
		lat, lon, ok := r.place(s, other)
		if !ok {
			return out
		}
		if f.at.IsZero() && r.received {
			f.at = e.Received
		}
		report := report{address: s.address, at: truceline.Point{Lat: lat, Lon: lon}, when: f.at, altitude: s.altitude, integrity: s.integrity, before: s.integrity}
		if other.placed {
			report.before = other.integrity
		}
		r.add(&out, e, report)
		return out
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

// pairPieces is within how many pieces frames without a time are paired.
const pairPieces = 1000

// pairs ties each position to the newest one of the other grid from the same
// aircraft.
func pairs(read func(body []byte) (timed, bool, error)) feed.Link {
	type key struct {
		address uint32
		odd     bool
	}
	type seen struct {
		piece int
		at    time.Time
	}
	return func() func(body []byte) []int {
		newest, pieces := map[key]seen{}, 0
		return func(body []byte) (needs []int) {
			i := pieces
			pieces++
			f, ours, err := read(body)
			if err != nil || !ours || !f.squitter() || f.remainder() != 0 {
				return nil
			}
			s := f.read()
			if !s.placed || s.position.surface {
				return nil
			}
			if o, ok := newest[key{s.address, !s.position.odd}]; ok {
				near := i-o.piece <= pairPieces
				if !f.at.IsZero() && !o.at.IsZero() {
					near = f.at.Sub(o.at).Abs() <= pairWithin && i-o.piece <= feed.LinkBack
				}
				if near {
					needs = []int{o.piece}
				}
			}
			newest[key{s.address, s.position.odd}] = seen{i, f.at}
			if len(newest) > 2*feed.LinkBack { // made-up addresses must not fill the memory
				maps.DeleteFunc(newest, func(_ key, old seen) bool { return old.piece < i-feed.LinkBack })
			}
			return needs
		}
	}
}
