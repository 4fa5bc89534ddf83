// Package klv reads what a drone's camera looks at: metadata of motion imagery in
// KLV (SMPTE ST 336; MISB ST 0107), bare or in a transport stream: the UAS Datalink
// Local Set (ST 0601, of which ST 0902 is the part that must be there) and targets
// that move in the picture (ST 0903). The ground in the picture becomes a watch,
// targets become observations.
package klv

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of KLV metadata. Option every is how often the footprint is
// taken (1s): that of the first picture of each such stretch counts for all of it.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("every"); err != nil {
		return feed.Format{}, err
	}
	r := &reader{config: c, every: time.Second}
	if every := c.Options["every"]; every != "" {
		d, err := time.ParseDuration(every)
		if err != nil || d < 100*time.Millisecond || d > time.Minute {
			return feed.Format{}, fmt.Errorf("feed %s: option every is %q, not between 100ms and 1m: %w", c.Feed, every, truceline.ErrUsage)
		}
		r.every = d
	}
	for name, into := range map[string]*table{"st0601.txt": &r.datalink, "st0903.txt": &r.vmti, "vtarget.txt": &r.target} {
		t, err := readTable(name)
		if err != nil {
			return feed.Format{}, fmt.Errorf("feed %s: %w", c.Feed, err)
		}
		*into = t
	}
	return feed.Format{
		Name: "klv", Kind: truceline.KindData, Frame: frame, Link: link, Parse: r.parse,
		Split: func(file []byte) []feed.Piece { return feed.SplitFrames(file, frame, link) },
	}, nil
}

// reader is a feed of metadata.
type reader struct {
	config                 feed.Config
	every                  time.Duration
	datalink, vmti, target table
}

// Keys of local sets (ST 0601, 6.2; ST 0903, 6.1), after the four octets of every key.
const (
	keyDatalink = "\x02\x0b\x01\x01\x0e\x01\x03\x01\x01\x00\x00\x00"
	keyVMTI     = "\x02\x0b\x01\x01\x0e\x01\x03\x03\x06\x00\x00\x00"
)

// Errors of an entry.
var (
	errNoise  = errors.New("neither a KLV packet nor packets of a transport stream")
	errCut    = errors.New("a KLV packet that is cut off")
	errTime   = errors.New("no time: the set states no precision time stamp (tag 2)")
	errSource = errors.New("no source: the feed's configuration names none, and the set states no call sign (tag 59)")
)

// parse reads an entry: a KLV packet, or a stretch of a transport stream.
func (r *reader) parse(e truceline.Entry, needs [][]byte) (out truceline.Reading) {
	var before []byte // the metadata before
	in := input{reader: r, entry: e, out: &out}
	switch {
	case isStream(e.Body):
		d := newDemultiplexer()
		for i, body := range needs {
			for _, w := range d.add(i, body) {
				if w.err == nil {
					before = w.klv
				}
			}
		}
		for _, w := range d.add(len(needs), e.Body) {
			if w.err != nil {
				in.refuse("", w.err)
				continue
			}
			in.packets(w.klv, before)
			before = w.klv
		}
	case bytes.HasPrefix(e.Body, key[:]):
		if n := len(needs); n > 0 {
			before = needs[n-1]
		}
		in.packets(e.Body, before)
	case len(e.Body) > 0:
		in.refuse("", errNoise)
	}
	return out
}

// input is one entry as it is read.
type input struct {
	*reader
	entry  truceline.Entry
	source string // of the set at hand
	out    *truceline.Reading
}

func (in *input) refuse(field string, err error) {
	in.out.Refusals = append(in.out.Refusals, feed.Refusal(in.entry, in.config, field, err.Error()))
}

// packets reads KLV packets that lie one behind the other. Sets of other keys say
// nothing here.
func (in *input) packets(body, before []byte) {
	for len(body) > 0 {
		if len(body) < keySize+1 || !bytes.HasPrefix(body, key[:]) {
			if len(bytes.Trim(body, "\xff\x00")) > 0 { // what fills a packet up says nothing
				in.refuse("", errNoise)
			}
			return
		}
		length, n, err := berLength(body[keySize:])
		if err != nil || length > len(body)-keySize-n {
			in.refuse("", errCut)
			return
		}
		packet := body[:keySize+n+length]
		switch name := string(packet[len(key):keySize]); name {
		case keyDatalink:
			in.datalinkSet(packet, packet[keySize+n:], before)
		case keyVMTI:
			in.aloneVMTI(packet, packet[keySize+n:])
		}
		body = body[len(packet):]
	}
}

// Tags of ST 0601 that mean something here.
const (
	tagTime         = 2
	tagImageSource  = 11
	tagTargetWidth  = 22
	tagCentreLat    = 23
	tagCentreLon    = 24
	tagOffsets      = 26 // to 33: four corners, latitude and longitude each
	tagCallSign     = 59
	tagVMTI         = 74
	tagCorners      = 82 // to 89, the same
	tagWiderTarget  = 96
	tagLeapSeconds  = 136
	tagCorrection   = 137
	tagHorizontal   = 16
	tagVertical     = 17
	firstPlausible  = 946_684_800_000_000   // microseconds: 2000
	latestPlausible = 4_102_444_800_000_000 // 2100
)

// stamp is the moment of a set in UTC: its precision time stamp, corrected as it
// says itself (ST 0601, 6.4).
func stamp(s set) (t time.Time, err error) {
	raw := s.number(tagTime)
	if correction := s.number(tagCorrection); !math.IsNaN(correction) {
		raw += correction
	}
	if leap := s.number(tagLeapSeconds); !math.IsNaN(leap) {
		raw += leap * 1e6
	}
	if !(raw >= firstPlausible && raw <= latestPlausible) {
		return t, errTime
	}
	return time.UnixMicro(int64(raw)).UTC(), nil
}

// open reads a local set with its time and its source; ok is false, and why refused,
// where its checksum does not agree, or it states no time, or nobody is its source.
func (in *input) open(standard string, t table, packet, body []byte) (s set, at time.Time, ok bool) {
	err, field := checkSum(packet), standard
	if err == nil {
		s, err = readSet(t, body)
	}
	if err == nil {
		at, err = stamp(s)
		field = "time"
	}
	if in.source = in.sourceOf(s); err == nil && in.source == "" {
		err, field = errSource, "source"
	}
	if err != nil {
		in.refuse(field, err)
	}
	return s, at, err == nil
}

// sourceOf is whose set it is: the feed's source, or else the drone's call sign, which
// sets of VMTI do not have.
func (r *reader) sourceOf(s set) string {
	if r.config.Source != "" {
		return r.config.Source
	}
	return strings.TrimSpace(s.text(tagCallSign))
}

// datalinkSet reads a UAS Datalink Local Set.
func (in *input) datalinkSet(packet, body, before []byte) {
	s, at, ok := in.open("ST 0601", in.datalink, packet, body)
	if !ok {
		return
	}
	picture := pictureOf(s)
	if in.due(s, at, before) {
		in.watch(s, picture, at)
	}
	if b := s.octets(tagVMTI); b != nil {
		v, err := readSet(in.vmti, b)
		if err != nil {
			in.refuse("ST 0903", err)
			return
		}
		in.targets(v, picture, at)
	}
}

// due reports whether a picture is the first of its stretch of time: whether the
// metadata before it are of another, or of another drone's.
func (in *input) due(s set, at time.Time, before []byte) bool {
	if len(before) < keySize+1 || string(before[len(key):keySize]) != keyDatalink {
		return true
	}
	length, n, err := berLength(before[keySize:])
	if err != nil || length > len(before)-keySize-n || checkSum(before[:keySize+n+length]) != nil {
		return true
	}
	earlier, err := readSet(in.datalink, before[keySize+n:keySize+n+length])
	if err != nil || earlier.text(tagCallSign) != s.text(tagCallSign) {
		return true
	}
	last, err := stamp(earlier)
	return err != nil || last.After(at) || !last.Truncate(in.every).Equal(at.Truncate(in.every))
}

// aloneVMTI reads a VMTI Local Set that stands by itself.
func (in *input) aloneVMTI(packet, body []byte) {
	v, at, ok := in.open("ST 0903", in.vmti, packet, body)
	if !ok {
		return
	}
	in.targets(v, picture{}, at)
}

// clock is that of a set: disciplined by satellite, but whether with leap seconds
// is often not said.
func clock() truceline.Clock {
	return truceline.Clock{Quality: truceline.ClockUnknown, Error: time.Second}
}
