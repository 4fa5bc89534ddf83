package cot

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// Errors of a document's form.
var (
	errXML      = errors.New("not well-formed XML")
	errDoctype  = errors.New("a document type (DTD) stands in it, which no event has and which is not read")
	errEntity   = errors.New("an entity that is none of amp, lt, gt, quot, apos and character numbers")
	errEncoding = errors.New("an encoding that is not UTF-8")
	errDeep     = errors.New("elements lie more than 64 deep")
	errTwice    = errors.New("an attribute is given twice")
	errMany     = errors.New("an element has more than 64 attributes")
)

// token is what a scanner found.
type token int

const (
	tokenEnd   token = iota // of the document
	tokenOpen               // a start tag, or the first half of an empty element
	tokenClose              // an end tag, or the second half of an empty element
	tokenText               // text between tags
)

const (
	mostDepth      = 64
	mostAttributes = 64
)

// scanner walks the XML of one document. It takes what an event may hold: an XML
// declaration, comments, processing instructions and CDATA sections, the five
// entities and character numbers; a document type is refused, so that nothing can
// be named that stands elsewhere or grows. It checks that tags match and that
// attributes come once, and allocates nothing.
type scanner struct {
	text       []byte
	at         int
	empty      bool // the element that was opened is empty: its end comes next
	depth      int
	open       [mostDepth][]byte
	name       []byte // of the element opened or closed
	body       []byte // of a text, as written
	plain      bool   // the text is a CDATA section, in which entities mean nothing
	attributes [mostAttributes]attribute
	count      int // of attributes
	rooted     bool
}

// attribute is a name and a value as written, entities and all.
type attribute struct{ name, value []byte }

// value is an attribute's value; nil where the element has none of that name.
func (s *scanner) value(name string) []byte {
	for i := range s.attributes[:s.count] {
		if string(s.attributes[i].name) == name {
			return s.attributes[i].value
		}
	}
	return nil
}

// next moves to the next token.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty = false
		s.depth--
		return tokenClose, nil
	}
	for s.at < len(s.text) {
		if s.text[s.at] != '<' {
			return s.characters()
		}
		rest := s.text[s.at:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end := bytes.Index(rest[4:], []byte("--"))
			if end < 0 || len(rest) < end+7 || rest[end+6] != '>' {
				return 0, errXML
			}
			s.at += end + 7
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end := bytes.Index(rest, []byte("]]>"))
			if end < 0 || s.depth == 0 || !legal(rest[9:end]) {
				return 0, errXML
			}
			s.body, s.plain = rest[9:end], true
			s.at += end + 3
			return tokenText, nil
		case bytes.HasPrefix(rest, []byte("<?")):
			if err := s.instruction(rest); err != nil {
				return 0, err
			}
		case bytes.HasPrefix(rest, []byte("<!")):
			return 0, errDoctype
		case bytes.HasPrefix(rest, []byte("</")):
			return s.close(rest)
		default:
			return s.start(rest)
		}
	}
	if s.depth > 0 || !s.rooted {
		return 0, errXML
	}
	return tokenEnd, nil
}

// characters reads text up to the next tag. Outside the root only blanks may
// stand.
func (s *scanner) characters() (token, error) {
	end := bytes.IndexByte(s.text[s.at:], '<')
	if end < 0 {
		end = len(s.text) - s.at
	}
	s.body, s.plain = s.text[s.at:s.at+end], false
	s.at += end
	if s.depth == 0 {
		if len(bytes.Trim(s.body, " \t\r\n")) > 0 {
			return 0, errXML
		}
		return s.next()
	}
	if bytes.Contains(s.body, []byte("]]>")) || !legal(s.body) {
		return 0, errXML
	}
	return tokenText, entities(s.body)
}

// instruction skips a processing instruction. The XML declaration is one, and
// may say how the text is encoded.
func (s *scanner) instruction(rest []byte) error {
	end := bytes.Index(rest, []byte("?>"))
	if end < 0 {
		return errXML
	}
	if bytes.HasPrefix(rest, []byte("<?xml")) && end > 5 && blankByte(rest[5]) {
		if s.at != 0 && len(bytes.TrimSpace(s.text[:s.at])) > 0 {
			return errXML
		}
		if i := bytes.Index(rest[:end], []byte("encoding")); i >= 0 {
			said := bytes.Trim(rest[i+len("encoding"):end], " \t\r\n='\"")
			if said, _, _ = bytes.Cut(said, []byte{'"'}); !bytes.EqualFold(said, []byte("utf-8")) && !bytes.EqualFold(cutQuote(said), []byte("utf-8")) &&
				!bytes.EqualFold(cutQuote(said), []byte("us-ascii")) {
				return errEncoding
			}
		}
	}
	s.at += end + 2
	return nil
}

// cutQuote is what stands before an apostrophe.
func cutQuote(b []byte) []byte {
	before, _, _ := bytes.Cut(b, []byte{'\''})
	return before
}

// close reads an end tag, which must be that of the element that is open.
func (s *scanner) close(rest []byte) (token, error) {
	end := bytes.IndexByte(rest, '>')
	if end < 0 || s.depth == 0 {
		return 0, errXML
	}
	name := bytes.TrimRight(rest[2:end], " \t\r\n")
	if !bytes.Equal(name, s.open[s.depth-1]) {
		return 0, errXML
	}
	s.depth--
	s.name = name
	s.at += end + 1
	return tokenClose, nil
}

// start reads a start tag with its attributes.
func (s *scanner) start(rest []byte) (token, error) {
	if s.depth == 0 && s.rooted {
		return 0, errXML // a second root
	}
	if s.depth == mostDepth {
		return 0, errDeep
	}
	i := 1 + nameLength(rest[1:])
	if i == 1 {
		return 0, errXML
	}
	s.name, s.count = rest[1:i], 0
	for {
		before := i
		for i < len(rest) && blankByte(rest[i]) {
			i++
		}
		switch {
		case i == len(rest):
			return 0, errXML
		case rest[i] == '>':
			s.opened(i + 1)
			return tokenOpen, nil
		case rest[i] == '/':
			if i+1 == len(rest) || rest[i+1] != '>' {
				return 0, errXML
			}
			s.opened(i + 2)
			s.empty = true
			return tokenOpen, nil
		case i == before: // attributes are parted by blanks
			return 0, errXML
		}
		n, err := s.attribute(rest[i:])
		if err != nil {
			return 0, err
		}
		i += n
	}
}

func (s *scanner) opened(length int) {
	s.open[s.depth] = s.name
	s.depth++
	s.rooted = true
	s.at += length
}

// attribute reads name="value" and returns its length.
func (s *scanner) attribute(rest []byte) (length int, err error) {
	n := nameLength(rest)
	i := n
	for i < len(rest) && blankByte(rest[i]) {
		i++
	}
	if n == 0 || i == len(rest) || rest[i] != '=' {
		return 0, errXML
	}
	for i++; i < len(rest) && blankByte(rest[i]); i++ {
	}
	if i == len(rest) || rest[i] != '"' && rest[i] != '\'' {
		return 0, errXML
	}
	end := bytes.IndexByte(rest[i+1:], rest[i])
	if end < 0 {
		return 0, errXML
	}
	value := rest[i+1 : i+1+end]
	if bytes.IndexByte(value, '<') >= 0 || !legal(value) {
		return 0, errXML
	}
	if s.count == mostAttributes {
		return 0, errMany
	}
	if s.value(string(rest[:n])) != nil {
		return 0, errTwice
	}
	if value == nil {
		value = []byte{}
	}
	s.attributes[s.count] = attribute{rest[:n], value}
	s.count++
	return i + 2 + end, entities(value)
}

// nameLength is how many bytes of a name stand at the beginning of a text.
func nameLength(text []byte) int {
	for i, b := range text {
		letter := b|0x20-'a' < 26 || b == '_' || b == ':' || b >= 0x80
		if !letter && (i == 0 || b-'0' > 9 && b != '-' && b != '.') {
			return i
		}
	}
	return len(text)
}

func blankByte(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// legal reports whether a text is UTF-8 without the control characters that XML
// does not allow.
func legal(text []byte) bool {
	for _, b := range text {
		if b < ' ' && b != '\n' && b != '\t' && b != '\r' {
			return false
		}
	}
	return utf8.Valid(text)
}

// entities checks that each & begins one of the five entities or a character
// number. One that can begin none, as a blank follows, stands for itself: so
// writes @tak-ps/node-cot, with which CloudTAK is made, and nothing else can be meant.
func entities(text []byte) error {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return nil
		}
		_, n, ok := entity(text[i:])
		switch {
		case ok:
		case i+1 == len(text) || text[i+1] != '#' && nameLength(text[i+1:]) == 0:
			n = 1
		default:
			return errEntity
		}
		text = text[i+n:]
	}
}

// entity reads an entity and its length.
func entity(text []byte) (r rune, length int, ok bool) {
	end := bytes.IndexByte(text[:min(len(text), 12)], ';')
	if end < 2 {
		return 0, 0, false
	}
	switch string(text[1:end]) {
	case "amp":
		return '&', end + 1, true
	case "lt":
		return '<', end + 1, true
	case "gt":
		return '>', end + 1, true
	case "quot":
		return '"', end + 1, true
	case "apos":
		return '\'', end + 1, true
	}
	if text[1] != '#' {
		return 0, 0, false
	}
	digits, base := text[2:end], 10
	if len(digits) > 1 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	r = rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return 0, 0, false
	}
	return r, end + 1, true
}

// resolved is a text with its entities resolved; the text itself where it has none.
func resolved(text []byte) []byte {
	i := bytes.IndexByte(text, '&')
	if i < 0 {
		return text
	}
	out := append(make([]byte, 0, len(text)), text[:i]...)
	for i < len(text) {
		if text[i] == '&' {
			if r, n, ok := entity(text[i:]); ok {
				out = utf8.AppendRune(out, r)
				i += n
				continue
			}
		}
		out = append(out, text[i])
		i++
	}
	return out
}
