package ais

import (
	"bytes"
	"errors"
	"strconv"
	"time"
)

// sentence is one line: a part of a message with what its TAG block and the
// receiver's trailer say.
type sentence struct {
	parts, part int    // from 1
	group       []byte // sequential message identifier, empty for a whole message
	channel     []byte
	payload     []byte
	fill        int
	station     []byte    // TAG block s:, or the trailer's station
	received    time.Time // TAG block c:, the trailer's or the line's own time; zero: not stated
	badTag      bool      // a TAG block was damaged; what it said is left out
}

// Errors of a line.
var (
	errNoSentence = errors.New("no sentence: no line begins with ! or \\ here")
	errChecksum   = errors.New("the checksum does not agree")
	errFields     = errors.New("not seven fields, as VDM and VDO have")
	errParts      = errors.New("number of parts or part number is none of 1 to 9")
	errFill       = errors.New("fill bits are none of 0 to 5")
	errTag        = errors.New("the TAG block is not closed, or its checksum does not agree")
)

// isOurs reports whether a line is of AIS at all: comments, blank lines and
// other instruments' sentences are not.
func isOurs(line []byte) bool {
	start := bytes.IndexByte(line, '!')
	return start >= 0 && line[0] != '#' && len(line) > start+6 && (string(line[start+3:start+6]) == "VDM" || string(line[start+3:start+6]) == "VDO")
}

// parseSentence reads a line: an optional time in front (seconds or
// nanoseconds of Unix time), optional TAG blocks (IEC 61162-450, 7.2.3; NMEA
// 0183 v4, 7), the sentence (NMEA 0183 VDM and VDO) and an optional trailer.
func parseSentence(line []byte) (s sentence, err error) {
	start := bytes.IndexByte(line, '!')
	if start < 0 {
		return s, errNoSentence
	}
	s.before(line[:start])
	body := line[start+1:]
	star := bytes.IndexByte(body, '*')
	if star < 0 || len(body) < star+3 {
		return s, errChecksum
	}
	if sum, ok := hexByte(body[star+1 : star+3]); !ok || sum != checksum(body[:star]) {
		return s, errChecksum
	}
	if err := s.fields(body[:star]); err != nil {
		return s, err
	}
	s.after(body[star+3:])
	return s, nil
}

// fields reads the seven fields of the sentence itself.
func (s *sentence) fields(body []byte) error {
	var field [7][]byte
	n := 0
	for ; n < len(field); n++ {
		comma := bytes.IndexByte(body, ',')
		if comma < 0 {
			field[n], body = body, nil
			break
		}
		field[n], body = body[:comma], body[comma+1:]
	}
	if n != 6 || len(body) > 0 {
		return errFields
	}
	s.parts, s.part = digit(field[1]), digit(field[2])
	if s.parts < 1 || s.part < 1 || s.part > s.parts {
		return errParts
	}
	if s.fill = digit(field[6]); s.fill < 0 || s.fill > 5 {
		return errFill
	}
	s.group, s.channel, s.payload = field[3], field[4], field[5]
	return nil
}

// before reads what stands in front of the sentence. The sentence has a
// checksum of its own, so a damaged TAG block is no reason to lose it.
func (s *sentence) before(text []byte) {
	for text = bytes.TrimSpace(text); len(text) > 0 && text[0] == '\\'; text = bytes.TrimSpace(text) {
		end := bytes.IndexByte(text[1:], '\\')
		if end < 0 {
			s.badTag = true
			return
		}
		s.tag(text[1 : end+1])
		text = text[end+2:]
	}
	s.stamp(text)
}

// tag reads a TAG block: station and time; groups are told by the sentences'
// own numbers.
func (s *sentence) tag(block []byte) {
	star := bytes.LastIndexByte(block, '*')
	if star < 0 || len(block) != star+3 {
		s.badTag = true
		return
	}
	if sum, ok := hexByte(block[star+1:]); !ok || sum != checksum(block[:star]) {
		s.badTag = true
		return
	}
	for part := range bytes.SplitSeq(block[:star], []byte{','}) {
		switch {
		case bytes.HasPrefix(part, []byte("s:")):
			s.station = part[2:]
		case bytes.HasPrefix(part, []byte("c:")):
			s.stamp(part[2:])
		}
	}
}

// after reads the trailer that the receivers of the United States Coast Guard
// and programs after their manner write: fields between commas, of which one
// may name the station (r or b and digits) and the last is Unix time.
func (s *sentence) after(text []byte) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != ',' {
		return
	}
	for part := range bytes.SplitSeq(text[1:], []byte{','}) {
		if len(part) > 3 && (part[0] == 'r' || part[0] == 'b') && digits(part[1:]) {
			s.station = part
		}
	}
	if last := text[bytes.LastIndexByte(text, ',')+1:]; s.received.IsZero() {
		s.stamp(last)
	}
}

// stamp reads Unix time in seconds, milliseconds or nanoseconds, by its number
// of digits; what is no such number says nothing.
func (s *sentence) stamp(text []byte) {
	if len(text) < 9 || len(text) > 19 || !digits(text) {
		return
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return
	}
	switch {
	case len(text) >= 18:
		s.received = time.Unix(0, n).UTC()
	case len(text) >= 12 && len(text) <= 14:
		s.received = time.UnixMilli(n).UTC()
	case len(text) <= 11:
		s.received = time.Unix(n, 0).UTC()
	}
}

// checksum is the exclusive or of all characters (NMEA 0183, 5.2.3).
func checksum(text []byte) (sum byte) {
	for _, c := range text {
		sum ^= c
	}
	return sum
}

func hexByte(text []byte) (value byte, ok bool) {
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		default:
			return 0, false
		}
		value = value<<4 | c
	}
	return value, true
}

// digit reads one digit, -1 for anything else.
func digit(text []byte) int {
	if len(text) != 1 || text[0] < '0' || text[0] > '9' {
		return -1
	}
	return int(text[0] - '0')
}

func digits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}
