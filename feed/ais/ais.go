// Package ais reads what ships say of themselves: AIS messages (ITU-R
// M.1371-5) in NMEA 0183 sentences (IEC 61162-1 VDM and VDO), with or without
// TAG blocks (IEC 61162-450), as receivers, satellites and aggregators hand
// them on. All 27 messages are read; positions become observations.
package ais

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of AIS sentences. Option clock is "received" for a live
// line whose sentences bear no time: the moment of receipt then stands for it.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("clock"); err != nil {
		return feed.Format{}, err
	}
	if clock := c.Options["clock"]; clock != "" && clock != "received" {
		return feed.Format{}, fmt.Errorf("feed %s: option clock is %q, not received: %w", c.Feed, clock, truceline.ErrUsage)
	}
	d := newDecoder()
	return feed.Format{
		Name: "ais", Kind: truceline.KindData, Split: split, Frame: feed.FrameLine, Link: link,
		Parse: func(e truceline.Entry, needs [][]byte) truceline.Reading { return d.parse(e, needs, c) },
	}, nil
}

// open is the parts of a message that have come so far.
type open struct {
	key   string
	parts []int // pieces
}

// keep is after how many lines the first part of a message waits no longer.
const keep = 200

// split cuts a file into lines.
func split(file []byte) []feed.Piece {
	return feed.LinkPieces(feed.SplitLines(file, feed.LineOptions{NoHeader: true}), link)
}

// link ties the last part of a message to the others, which came somewhere
// before it: parts of several messages may be mixed. Behind them stands the wrapper of
// the sentence, where one came right before it.
func link() func(line []byte) []int {
	l := &linker{}
	return l.next
}

// linker follows the messages of one conversation that are not complete yet.
type linker struct {
	lines   int
	waiting []open
	wrapper []int // the piece with that of the next sentence; empty: none
}

func (l *linker) next(line []byte) []int {
	i := l.lines
	l.lines++
	if !bytes.Contains(line, []byte{'!'}) {
		if isWrapper(line) {
			l.wrapper = []int{i}
		}
		return nil
	}
	wrapper := l.wrapper
	l.wrapper = nil
	s, err := parseSentence(feed.TrimLine(line))
	switch {
	case err != nil:
		return nil
	case s.parts == 1:
		return wrapper
	}
	key := fmt.Sprintf("%d %s %s", s.parts, s.group, s.channel)
	for len(l.waiting) > 0 && l.waiting[0].parts[0] < i-keep {
		l.waiting = l.waiting[1:]
	}
	at := len(l.waiting) - 1
	for at >= 0 && l.waiting[at].key != key {
		at--
	}
	switch {
	case s.part == 1:
		if at >= 0 {
			l.waiting = slices.Delete(l.waiting, at, at+1)
		}
		l.waiting = append(l.waiting, open{key, []int{i}})
	case at < 0: // its beginning never came
	case len(l.waiting[at].parts) != s.part-1: // a part between is missing
		l.waiting = slices.Delete(l.waiting, at, at+1)
	default:
		needs := l.waiting[at].parts[: s.part-1 : s.part-1]
		l.waiting[at].parts = append(needs, i)
		if s.part == s.parts {
			l.waiting = slices.Delete(l.waiting, at, at+1)
		}
		return append(needs, wrapper...)
	}
	return nil
}

// read puts a message together from its last sentence and the others. The
// message has no bits where the line says nothing by itself: a comment, another
// instrument's sentence, or the beginning of a message whose end is still to
// come.
func (d *decoder) read(line []byte, needs [][]byte) (message, sentence, error) {
	line = feed.TrimLine(line)
	if !isOurs(line) {
		return message{}, sentence{}, nil
	}
	last, err := parseSentence(line)
	if err != nil || last.part < last.parts {
		return message{}, last, err
	}
	if n := len(needs) - 1; n >= 0 && isWrapper(needs[n]) {
		if last.received.IsZero() {
			last.received = wrapped(needs[n], line)
		}
		needs = needs[:n]
	}
	if len(needs) != last.parts-1 {
		return message{}, last, fmt.Errorf("part %d of %d, and the parts before it did not come", last.part, last.parts)
	}
	b := &bits{}
	for i, need := range needs {
		s, err := parseSentence(feed.TrimLine(need))
		if err != nil || s.part != i+1 || s.parts != last.parts {
			return message{}, last, fmt.Errorf("part %d of %d is not the one that belongs here", i+1, last.parts)
		}
		if !b.append(s.payload, s.fill) {
			return message{}, last, errPayload
		}
		if last.received.IsZero() {
			last.received = s.received
		}
		if len(last.station) == 0 {
			last.station = s.station
		}
	}
	if !b.append(last.payload, last.fill) {
		return message{}, last, errPayload
	}
	m, err := d.message(b)
	return m, last, err
}

// parse reads one entry.
func (d *decoder) parse(e truceline.Entry, needs [][]byte, c feed.Config) (r truceline.Reading) {
	refuse := func(field string, err error) {
		r.Refusals = append(r.Refusals, feed.Refusal(e, c, field, err.Error()))
	}
	m, s, err := d.read(e.Body, needs)
	if err != nil {
		refuse("", err)
		return r
	}
	if s.badTag {
		refuse("tag", errTag)
	}
	if m.bits == nil {
		return r
	}
	if s.received.IsZero() && c.Options["clock"] == "received" {
		s.received = e.Received
	}
	source := c.Source
	if len(s.station) > 0 {
		source = string(s.station)
	}
	p, moving := m.position()
	notice, announced := m.announcement(s.received)
	switch {
	case !moving && !announced:
		return r
	case s.received.IsZero():
		refuse("time", errTime)
		return r
	case source == "":
		refuse("source", errSource)
		return r
	case announced:
		r.Observations = notice.observations(e, c, source, int(m.stated().mmsi))
		return r
	}
	r.Observations = []truceline.Observation{{
		ID: truceline.ObservationID(e.ID, 0), Entry: e.ID, Feed: c.Feed, Source: source, Lineage: c.Lineage,
		Means: truceline.MeansTelemetry, Kind: truceline.KindMovement, Subtype: p.what + " position", Count: truceline.One("ship"),
		Place: truceline.Place{Shape: truceline.ShapePoint, At: p.at, Ellipse: truceline.Ellipse{SemiMajor: p.error90, SemiMinor: p.error90}},
		When:  moment(p, s.received), Remarks: p.remarks,
	}}
	return r
}

// moment is when a position holds: the second of the minute that the ship
// states, in the minute in which its message was received.
func moment(p position, at time.Time) truceline.Interval {
	clock := truceline.Clock{Quality: truceline.ClockNTP, Error: 2 * time.Second}
	if p.second < 60 {
		stated := at.Truncate(time.Minute).Add(time.Duration(p.second) * time.Second)
		if stated.After(at.Add(5 * time.Second)) { // by a receiver's clock that is a little slow, it is still of this minute
			stated = stated.Add(-time.Minute)
		}
		at, clock = stated, truceline.Clock{Quality: truceline.ClockGNSS, Error: time.Second}
	}
	return truceline.Interval{From: at.UTC(), To: at.UTC(), Clock: clock}
}
