// Package asterix reads what radars and their trackers say in EUROCONTROL's
// ASTERIX (EUROCONTROL-SPEC-0149): categories 048 (plots and tracks of one radar),
// 034 (its state), 062 (tracks made of many sensors), 065 (the state of what made
// them) and 021 (ADS-B as ground stations hand it on). Positions become
// observations, states become watches, and jamming that a radar sees becomes an
// observation of its own.
//
// How the items of a category are made is data: see tables.
package asterix

import (
	"errors"
	"fmt"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of ASTERIX data blocks, bare, on a stream or in a capture
// of a network. Option stations says what its data sources are called and where they
// stand, see README.md. Times of day become dates by the time of the capture, by
// option from (RFC 3339: when a recording of at most a day began), or with option
// clock "received" by when they came.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("stations", "from", "clock", "every"); err != nil {
		return feed.Format{}, err
	}
	known, err := categories()
	if err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w", c.Feed, err)
	}
	r := &reader{config: c, categories: known}
	if err := r.options(); err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w: %w", c.Feed, truceline.ErrUsage, err)
	}
	return feed.Format{Name: "asterix", Kind: truceline.KindData, Split: split, Frame: frame, Captures: true, Parse: r.parse}, nil
}

// reader is a feed of ASTERIX.
type reader struct {
	config     feed.Config
	categories map[byte]*category
	stations   map[sourceID]station
	began      time.Time // option from
	received   bool      // the moment of receipt gives the date
	every      time.Duration
}

func (r *reader) options() (err error) {
	if r.stations, err = parseStations(r.config.Options["stations"]); err != nil {
		return err
	}
	switch clock := r.config.Options["clock"]; clock {
	case "":
	case "received":
		r.received = true
	default:
		return fmt.Errorf("option clock is %q, not received", clock)
	}
	if from := r.config.Options["from"]; from != "" {
		if r.began, err = time.Parse(time.RFC3339, from); err != nil {
			return fmt.Errorf("option from is %q, not a time as 2006-01-02T15:04:05Z", from)
		}
	}
	if every := r.config.Options["every"]; every != "" {
		if r.every, err = time.ParseDuration(every); err != nil || r.every <= 0 {
			return fmt.Errorf("option every is %q, not a length of time as 10s", every)
		}
	}
	return nil
}

// Errors of blocks and records.
var (
	errBlock    = errors.New("not a data block: a category, and a length that fits")
	errCategory = errors.New("a category that is not read; these are: 21, 34, 48, 62, 65")
	errTime     = errors.New("no date: the time of day stands alone; write the option clock: received for a live line, or from: with the moment at which the recording began")
	errSource   = errors.New("no source: the record does not identify its data source")
)

// parse reads an entry: a packet of a capture, or a data block.
func (r *reader) parse(e truceline.Entry, needs [][]byte) (out truceline.Reading) {
	in := input{reader: r, entry: e, out: &out}
	if len(needs) == 0 && feed.IsCapture(e.Body) {
		if err := feed.CheckCapture(e.Body); err != nil {
			in.refuse("", err)
		}
		return out
	}
	body := e.Body
	if len(needs) == 1 {
		d, err := feed.ReadPacket(needs[0], e.Body)
		if err != nil {
			in.refuse("", err)
			return out
		}
		body, in.came = d.Body, d.At
	} else if r.received {
		in.came = e.Received
	}
	for len(body) > 0 {
		number, length, ok := headOf(body)
		if !ok {
			in.refuse("", errBlock)
			break
		}
		in.block(number, body[3:length])
		body = body[length:]
	}
	return out
}

// input is one entry as it is read.
type input struct {
	*reader
	entry  truceline.Entry
	out    *truceline.Reading
	came   time.Time // when it came, by a clock that is to be believed; zero: not known
	record record
}

// block reads the records of a data block. Where one cannot be read, it is not
// known where the next begins.
func (in *input) block(number byte, body []byte) {
	c, ok := in.categories[number]
	if !ok {
		in.refuse("category", fmt.Errorf("%d: %w", number, errCategory))
		return
	}
	for n := 1; len(body) > 0; n++ {
		length, err := in.record.read(c, body)
		if err != nil {
			in.refuse(fmt.Sprintf("I%03d", number), fmt.Errorf("record %d of the block: %w", n, err))
			return
		}
		if in.record.expansion != nil {
			in.refuse(fmt.Sprintf("I%03d/RE", number), in.record.expansion)
		}
		in.report()
		body = body[length:]
	}
}

// report makes what a record says into observations and watches.
func (in *input) report() {
	id := sourceID{byte(in.record.code("010.sac")), byte(in.record.code("010.sic"))}
	if _, _, ok := in.record.stated("010.sac"); !ok {
		in.refuse("source", errSource)
		return
	}
	from := in.station(id)
	switch in.record.category.number {
	case 21:
		in.aircraft(from)
	case 34:
		in.radarState(from)
	case 48:
		in.plot(from)
	case 62:
		in.systemTrack(from)
	case 65:
		in.trackerState(from)
	}
}

func (in *input) refuse(field string, err error) {
	in.out.Refusals = append(in.out.Refusals, feed.Refusal(in.entry, in.config, field, err.Error()))
}

// day is how long times of day take to come back.
const day = 24 * time.Hour

// early is how much a clock may be before that of a recording's beginning.
const early = time.Minute

// moment gives a time of day, in seconds since midnight UTC, its date: that with
// which it lies nearest to when it came, or the first one from when the recording
// began.
func (in *input) moment(seconds float64) (time.Time, error) {
	since := time.Duration(seconds * float64(time.Second)).Round(time.Microsecond)
	switch {
	case !in.came.IsZero():
		t := in.came.UTC().Truncate(day).Add(since)
		switch late := in.came.Sub(t); {
		case late > day/2:
			t = t.Add(day)
		case late < -day/2:
			t = t.Add(-day)
		}
		return t, nil
	case !in.began.IsZero():
		begin := in.began.UTC().Add(-early)
		t := begin.Truncate(day).Add(since)
		if t.Before(begin) {
			t = t.Add(day)
		}
		return t, nil
	}
	return time.Time{}, errTime
}
