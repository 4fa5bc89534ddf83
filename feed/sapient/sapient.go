// Package sapient reads what sensors say in SAPIENT (BSI Flex 335 v2):
// registrations, status reports, detections, alerts, and the acknowledgements of
// a fusion node, as length-prefixed protobuf on a connection or in the JSON form
// of the standard's test harness. Each message is held against the standard's
// rules, which stand in the proto files of this folder. Detections become
// observations, status reports what was watched, alerts texts.
//
// As a fusion node it answers: it acknowledges registrations and alerts, and says
// what is wrong with a message. It has no way to send a task to anything: a
// monitor commands no effector, and its sensors are turned by those who own them.
package sapient

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of SAPIENT messages. Option node_id is the UUID of this
// fusion node (by default one made of the feed's name), nodes names the sources
// ("UUID=name;UUID=name"), kinds gives classes kinds of the taxonomy
// ("word=KIND;word=KIND"), declination is by how many degrees magnetic north lies
// east of true north where the sensors stand.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("node_id", "nodes", "kinds", "declination"); err != nil {
		return feed.Format{}, err
	}
	s, err := newSchema()
	if err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w", c.Feed, err)
	}
	r := &reader{config: c, schema: s, names: map[string]string{}, lineage: c.Lineage}
	if err := r.options(); err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w: %w", c.Feed, truceline.ErrUsage, err)
	}
	if c.Source != "" { // what all its nodes speak through
		r.lineage = append(append([]string{}, c.Lineage...), c.Source)
	}
	return feed.Format{
		Name: "sapient", Kind: truceline.KindData, Frame: frame, Link: r.link,
		Split: func(file []byte) []feed.Piece { return feed.SplitFrames(file, frame, r.link) },
		Parse: r.parse, Answer: r.answer,
	}, nil
}

// reader is one feed of SAPIENT messages.
type reader struct {
	config      feed.Config
	schema      *schema
	self        string            // UUID of this fusion node
	names       map[string]string // of sources, by the UUID of their node
	lineage     []string
	words       map[string]truceline.KindInfo // by word of a class or behaviour
	declination float64
	declined    bool // declination is known
}

func (r *reader) options() error {
	r.self = nodeIDOf(r.config.Feed)
	if id := r.config.Options["node_id"]; id != "" {
		if !isUUID([]byte(id)) {
			return fmt.Errorf("option node_id is %q, not a UUID", id)
		}
		r.self = strings.ToLower(id)
	}
	for id, name := range pairs(r.config.Options["nodes"]) {
		if !isUUID([]byte(id)) || name == "" {
			return fmt.Errorf("option nodes holds %q=%q, not a UUID and a name", id, name)
		}
		r.names[strings.ToLower(id)] = name
	}
	r.words = classWords()
	for word, code := range pairs(r.config.Options["kinds"]) {
		kind, ok := truceline.KindNamed(truceline.Kind(code))
		if !ok || word == "" || strings.ContainsFunc(word, func(c rune) bool { return !letter(c) }) {
			return fmt.Errorf("option kinds holds %q=%q, not a word and a code of the taxonomy", word, code)
		}
		r.words[strings.ToLower(word)] = kind
	}
	if text := r.config.Options["declination"]; text != "" {
		var err error
		if r.declination, err = strconv.ParseFloat(text, 64); err != nil || !(math.Abs(r.declination) <= 180) {
			return fmt.Errorf("option declination is %q, not degrees", text)
		}
		r.declined = true
	}
	return nil
}

// pairs yields what stands before and behind the first = of each part of a list
// with semicolons.
func pairs(list string) func(yield func(before, behind string) bool) {
	return func(yield func(before, behind string) bool) {
		for part := range strings.SplitSeq(list, ";") {
			before, behind, _ := strings.Cut(strings.TrimSpace(part), "=")
			if part != "" && !yield(before, behind) {
				return
			}
		}
	}
}

// parse reads one message.
func (r *reader) parse(e truceline.Entry, needs [][]byte) (out truceline.Reading) {
	body, mistakes := r.message(e.Body)
	for _, m := range mistakes {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, m.field, m.reason))
	}
	if body == nil || len(mistakes) > 0 {
		return out
	}
	switch m := readEnvelope(body); m.content {
	case contentDetection:
		n := r.about(m, needs)
		r.detect(&out, e, m, &n)
	case contentStatus:
		n := r.about(m, needs)
		r.watch(&out, e, m, &n)
	case contentAlert:
		n := r.about(m, needs)
		r.alert(&out, e, m, &n)
	}
	return out
}

// message is the bytes of a piece's message, and what is wrong with it: no bytes
// where none can be read, and nothing wrong with a piece that holds no message.
func (r *reader) message(piece []byte) (body []byte, mistakes []mistake) {
	switch {
	case isWire(piece):
		if body, mistakes = unframe(piece); len(mistakes) > 0 {
			return nil, mistakes
		}
		return body, r.schema.check(body)
	case blank(piece):
		return nil, nil
	}
	body, err := r.schema.fromJSON(piece)
	if err == nil {
		return body, r.schema.check(body)
	}
	mistakes = []mistake{{"", err.Error()}}
	if body, err = r.schema.fromLooseJSON(piece); err == nil {
		mistakes = append(mistakes, r.schema.check(body)...)
	}
	return body, mistakes
}

// bytes is the bytes of an earlier message that is good enough to be read.
func (r *reader) bytes(piece []byte) (body []byte, ok bool) {
	if isWire(piece) {
		body, mistakes := unframe(piece)
		return body, len(mistakes) == 0
	}
	body, err := r.schema.fromJSON(piece)
	return body, err == nil
}

// source is the name of a node as a source.
func (r *reader) source(id []byte) string {
	if name, ok := r.names[string(id)]; ok {
		return name
	}
	lower := strings.ToLower(string(id))
	if name, ok := r.names[lower]; ok {
		return name
	}
	return lower
}
