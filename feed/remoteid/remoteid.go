// Package remoteid reads what drones broadcast of themselves: direct remote
// identification (ASTM F3411-22a; ASD-STAN prEN 4709-002), as receivers of
// Bluetooth and Wi-Fi hand it on. A drone in the air becomes an observation.
//
// The same messages say where its operator stands and who that is. None of it
// ever leaves the raw body: not the operator's place or registration, not the free
// text, and not the drone's place while it stands on the ground, which is the
// operator's within steps.
package remoteid

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of remote identification. Option form is hex (default:
// lines of digits) or binary (messages one after the other). Option clock is
// "received" for a live line whose messages bear no time. Option permits lists the drones
// that may fly, SERIAL=ACTIVITY with semicolons between: the monitor's own, and those that
// it has permitted.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("form", "clock", "permits"); err != nil {
		return feed.Format{}, err
	}
	if clock := c.Options["clock"]; clock != "" && clock != "received" {
		return feed.Format{}, fmt.Errorf("feed %s: option clock is %q, not received: %w", c.Feed, clock, truceline.ErrUsage)
	}
	r := reader{config: c, received: c.Options["clock"] == "received", permits: map[string]string{}}
	for _, permit := range feed.Parts(c.Options["permits"]) {
		serial, activity, ok := strings.Cut(permit, "=")
		serial, activity = strings.TrimSpace(serial), strings.TrimSpace(activity)
		if !ok || serial == "" || activity == "" || r.permits[serial] != "" {
			return feed.Format{}, fmt.Errorf("feed %s: option permits: %q is not a serial number of its own, =, and what the flight is: %w", c.Feed, permit, truceline.ErrUsage)
		}
		r.permits[serial] = activity
	}
	f := feed.Format{Name: "remoteid", Kind: truceline.KindData, Sealed: true}
	switch c.Options["form"] {
	case "", "hex":
		r.read = readLine
		f.Frame, f.Link = feed.FrameLine, link
		f.Split = func(file []byte) []feed.Piece {
			return feed.LinkPieces(feed.SplitLines(file, feed.LineOptions{NoHeader: true}), link)
		}
	case "binary":
		r.read = readBinary
		f.Frame = frameMessage
		f.Split = func(file []byte) []feed.Piece { return feed.SplitFrames(file, frameMessage, nil) }
	default:
		return feed.Format{}, fmt.Errorf("feed %s: option form is %q, none of hex, binary: %w", c.Feed, c.Options["form"], truceline.ErrUsage)
	}
	f.Parse = r.parse
	return f, nil
}

// reader is a receiver's feed.
type reader struct {
	config   feed.Config
	received bool              // the moment of receipt stands for a missing time
	permits  map[string]string // what the flights of a drone are that may fly, by its serial number
	read     func(body []byte) (heard, error)
}

// Errors of an entry.
var (
	errTime   = errors.New("no time: the line has none; write the option clock: received for a live line")
	errSource = errors.New("no source: the feed's configuration names none")
)

// parse reads an entry. needs holds the newest entry of the same transmitter that
// says which drone it is.
func (r *reader) parse(e truceline.Entry, needs [][]byte) (out truceline.Reading) {
	refuse := func(field string, err error) truceline.Reading {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, field, err.Error()))
		return out
	}
	h, err := r.read(e.Body)
	if err != nil || len(h.message) == 0 {
		if err != nil {
			return refuse("", err)
		}
		return out
	}
	var d drone
	for _, body := range needs {
		if before, err := r.read(body); err == nil && d.take(before.message) == nil {
			d.place = nil
		}
	}
	if err := d.take(h.message); err != nil {
		return refuse("", err)
	}
	if d.place == nil || d.place.status == onGround || d.kind == groundObstacle {
		return out
	}
	if h.at.IsZero() && r.received {
		h.at = e.Received
	}
	switch {
	case h.at.IsZero():
		return refuse("time", errTime)
	case r.config.Source == "":
		return refuse("source", errSource)
	}
	out.Observations = []truceline.Observation{{
		ID: truceline.ObservationID(e.ID, 0), Entry: e.ID, Feed: r.config.Feed, Source: r.config.Source, Lineage: r.config.Lineage,
		Means: truceline.MeansTelemetry, Kind: truceline.KindAerial, Subtype: "remote ID position", Count: d.count(),
		Place: d.where(), When: d.place.when(h.at), Direction: truceline.DirectionInFlight, Exempt: r.permits[d.serial], Remarks: d.remarks(),
	}}
	return out
}

// count is how many drones the position speaks for.
func (d *drone) count() truceline.Count {
	n := max(1, d.group)
	return truceline.Count{Least: n, Most: n, Unit: "drone"}
}

// where is the place with the accuracy that the drone states, 95 %, and for a group
// the radius within which it flies.
func (d *drone) where() truceline.Place {
	radius := math.Max(d.place.accuracy, 5)
	if d.group > 1 {
		radius = math.Max(radius, d.groupRadius)
	}
	return truceline.Place{Shape: truceline.ShapePoint, At: d.place.at, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}}
}

// when is the moment at which the position held: the tenth of a second within the
// hour that the drone states, in the hour nearest to when the message was heard.
func (p *position) when(heard time.Time) truceline.Interval {
	at, clock := heard.UTC(), truceline.Clock{Quality: truceline.ClockNTP, Error: 2 * time.Second}
	if p.tenths <= 36000 {
		stated := at.Truncate(time.Hour).Add(time.Duration(p.tenths) * 100 * time.Millisecond)
		switch late := at.Sub(stated); {
		case late > 30*time.Minute:
			stated = stated.Add(time.Hour)
		case late < -30*time.Minute:
			stated = stated.Add(-time.Hour)
		}
		at, clock = stated, truceline.Clock{Quality: truceline.ClockGNSS, Error: time.Second}
		if p.timeAccuracy > 0 {
			clock.Error = time.Duration(p.timeAccuracy) * 100 * time.Millisecond
		}
	}
	return truceline.Interval{From: at, To: at, Clock: clock}
}

// remarks says what the drone is and how it moves, and nothing of its operator.
func (d *drone) remarks() string {
	var parts []string
	if d.serial != "" {
		parts = append(parts, "Remote ID "+d.serial)
	}
	if name := kindName(d.kind); name != "" {
		parts = append(parts, name)
	}
	p := d.place
	if !math.IsNaN(p.altitude) {
		parts = append(parts, fmt.Sprintf("%.0f m above the ellipsoid", p.altitude))
	}
	if !math.IsNaN(p.height) {
		over := "take-off"
		if p.overGround {
			over = "ground"
		}
		parts = append(parts, fmt.Sprintf("%.0f m above %s", p.height, over))
	}
	if !math.IsNaN(p.speed) {
		parts = append(parts, fmt.Sprintf("%.1f m/s", p.speed))
	}
	if !math.IsNaN(p.course) {
		parts = append(parts, fmt.Sprintf("course %.0f", p.course))
	}
	if words := map[byte]string{emergency: "says that it is in an emergency", failure: "says that its identification has failed"}[p.status]; words != "" {
		parts = append(parts, words)
	}
	return strings.Join(parts, ", ")
}

// heard is a message as a receiver handed it on.
type heard struct {
	message []byte
	address string    // of the transmitter; empty: not stated
	at      time.Time // zero: not stated
}

// readBinary takes a message as it is.
func readBinary(body []byte) (heard, error) { return heard{message: body}, nil }

var errLine = errors.New("not a time, an address and the hexadecimal digits of a message, the first two optional")

// readLine reads a line: Unix time in seconds, the transmitter's address as
// aa:bb:cc:dd:ee:ff, both optional, and a message in hexadecimal digits. Blank
// lines and comments have no message.
func readLine(line []byte) (h heard, err error) {
	text := string(feed.TrimLine(line))
	if text == "" || text[0] == '#' {
		return h, nil
	}
	fields := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == '\t' || c == ',' || c == '"' })
	if len(fields) == 0 || len(fields) > 3 {
		return h, errLine
	}
	for _, field := range fields[:len(fields)-1] {
		at, isTime := unixTime(field)
		switch {
		case isTime && h.at.IsZero() && h.address == "":
			h.at = at
		case isAddress(field) && h.address == "":
			h.address = strings.ToLower(field)
		default:
			return h, errLine
		}
	}
	digits, err := hex.DecodeString(fields[len(fields)-1])
	if err != nil || len(digits) == 0 {
		return h, errLine
	}
	h.message = unwrap(digits)
	return h, nil
}

// unixTime reads seconds of Unix time, with or without a fraction.
func unixTime(text string) (t time.Time, ok bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(whole) != 10 || len(fraction) > 9 {
		return t, false
	}
	var seconds, nanos int64
	for _, c := range whole {
		if c < '0' || c > '9' {
			return t, false
		}
		seconds = seconds*10 + int64(c-'0')
	}
	for i := range 9 {
		nanos *= 10
		if i < len(fraction) {
			if fraction[i] < '0' || fraction[i] > '9' {
				return t, false
			}
			nanos += int64(fraction[i] - '0')
		}
	}
	return time.Unix(seconds, nanos).UTC(), true
}

// isAddress reports whether a text is an address of six octets.
func isAddress(text string) bool {
	if len(text) != 17 {
		return false
	}
	for i, c := range []byte(text) {
		if i%3 == 2 && c != ':' || i%3 != 2 && !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}

// transmitters is how many transmitters a conversation remembers, and remembered
// for how many pieces.
const (
	transmitters = 4096
	remembered   = feed.LinkBack
)

// link lets what comes without an identification need the newest one of the same
// transmitter, as on Bluetooth, where a message holds one thing.
func link() func(body []byte) []int {
	newest := map[string]int{}
	n := -1
	return func(body []byte) []int {
		n++
		h, err := readLine(body)
		if err != nil || h.address == "" {
			return nil
		}
		var d drone
		if d.take(h.message) != nil {
			return nil
		}
		if d.serial != "" || d.kind != 0 {
			if len(newest) >= transmitters {
				clear(newest)
			}
			newest[h.address] = n
			return nil
		}
		if before, ok := newest[h.address]; ok && d.place != nil && n-before < remembered {
			return []int{before}
		}
		return nil
	}
}
