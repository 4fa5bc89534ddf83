// Package cot reads and writes Cursor on Target 2.0: what the phones, tablets and
// servers of the TAK family say to one another, as XML events and as TAK protocol
// version 1 (protobuf) in the framing of a stream and of the mesh. Events about
// others become observations, the mission's own cameras and people what was
// watched, GeoChat and markers texts. What it writes are markers for the same
// programs.
package cot

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of Cursor on Target. Option names names the sources
// ("UID=name;UID=name"), kinds gives types of events kinds of the taxonomy
// ("b-m-p-s-m=F6;a-.-G-I=P3"; a point stands for any one letter), sees is how far
// the mission's own people see, in metres: without it where they stand is no watch.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("names", "kinds", "sees"); err != nil {
		return feed.Format{}, err
	}
	r := &reader{config: c, names: map[string]string{}}
	if err := r.options(); err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w: %w", c.Feed, truceline.ErrUsage, err)
	}
	r.lineage = append(append([]string{}, c.Lineage...), c.Source)
	return feed.Format{
		Name: "cot", Kind: truceline.KindData, Frame: frame,
		Split: func(file []byte) []feed.Piece { return feed.SplitFrames(file, frame, nil) },
		Parse: r.parse, Answer: answer,
	}, nil
}

// reader is one feed of events.
type reader struct {
	config  feed.Config
	names   map[string]string // of sources, by UID
	rules   []rule
	sees    float64  // metres; 0: where people stand is no watch
	lineage []string // of who speaks through the feed's source
}

func (r *reader) options() error {
	for _, part := range feed.Parts(r.config.Options["names"]) {
		uid, name, ok := strings.Cut(part, "=")
		if !ok || uid == "" || name == "" {
			return fmt.Errorf("option names holds %q, not UID=name", part)
		}
		r.names[uid] = name
	}
	for _, part := range feed.Parts(r.config.Options["kinds"]) {
		kind, code, _ := strings.Cut(part, "=")
		info, ok := truceline.KindNamed(truceline.Kind(code))
		if !ok || kind == "" {
			return fmt.Errorf("option kinds holds %q, not a type of event and a code of the taxonomy", part)
		}
		r.rules = append(r.rules, rule{kind, info, info.Name})
	}
	r.rules = append(r.rules, rules()...)
	if text := r.config.Options["sees"]; text != "" {
		var err error
		if r.sees, err = strconv.ParseFloat(text, 64); err != nil || !(r.sees > 0) || math.IsInf(r.sees, 0) {
			return fmt.Errorf("option sees is %q, not metres", text)
		}
	}
	return nil
}

// parse reads one message.
func (r *reader) parse(e truceline.Entry, _ [][]byte) (out truceline.Reading) {
	v, ok, wrong := read(e.Body)
	switch {
	case wrong != nil:
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, wrong.field, wrong.err.Error()))
	case ok:
		r.observe(&out, e, &v)
	}
	return out
}

// read reads a message in whichever form. ok is false for one that says nothing
// of the world: blanks, and control messages.
func read(message []byte) (e event, ok bool, wrong *mistake) {
	switch {
	case len(message) == 0:
		return e, false, nil
	case message[0] == magic:
		payload, xml, wrong := unwrap(message)
		if wrong != nil {
			return e, false, wrong
		}
		if !xml {
			return readTAK(payload)
		}
		message = payload
	case blank(message):
		return e, false, nil
	}
	e, wrong = readXML(message)
	return e, wrong == nil, wrong
}

func blank(text []byte) bool {
	for _, b := range text {
		if !blankByte(b) {
			return false
		}
	}
	return true
}

// unwrap takes the head off a message of the TAK protocol: 0xbf and a length on a
// stream, 0xbf, a version and 0xbf in the mesh, where version 0 is XML.
func unwrap(message []byte) (payload []byte, xml bool, wrong *mistake) {
	if isMesh(message) {
		return message[3:], message[1] == 0, nil
	}
	length, n := feed.ProtoUvarint(message[1:])
	switch {
	case len(message) > 2 && message[2] == magic && length != uint64(len(message)-1-max(n, 0)):
		return nil, false, &mistake{"", errMesh}
	case n <= 0 || length != uint64(len(message)-1-n):
		return nil, false, &mistake{"", errTAK}
	}
	return message[1+n:], false, nil
}
