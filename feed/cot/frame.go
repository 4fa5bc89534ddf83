package cot

import (
	"bytes"
	"strings"

	"github.com/truceline/truceline/feed"
)

// frame cuts a stream of events: documents of XML one after another, and messages
// of the TAK protocol behind 0xbf and their length. A mesh message (0xbf, its
// version, 0xbf) has no length: it fills a datagram, and is none of a stream.
func frame(buffer []byte) int {
	if len(buffer) == 0 {
		return 0
	}
	if buffer[0] != magic {
		return frameXML(buffer)
	}
	if len(buffer) < 3 {
		return 0
	}
	if isMesh(buffer) {
		return feed.Lost
	}
	length, n := feed.ProtoUvarint(buffer[1:])
	switch {
	case n < 0 || length > feed.MaxMessage:
		return feed.Lost
	case n == 0 && len(buffer) > 10:
		return feed.Lost
	case n == 0 || uint64(len(buffer)-1-n) < length:
		return 0
	}
	return 1 + n + int(length)
}

// mark is the byte order mark that may stand before a document.
const mark = "\xef\xbb\xbf"

// isMesh reports whether a message is one of the mesh: no message of a stream has
// a length of 0 or 1 and begins as a message does.
func isMesh(message []byte) bool {
	return len(message) >= 3 && message[0] == magic && message[1] <= 1 && message[2] == magic
}

// frameXML returns the length of the first document, with the blanks before it; or
// of what stands before one. A document that is broken ends where the next begins.
func frameXML(buffer []byte) int {
	if len(buffer) < len(mark) && strings.HasPrefix(mark, string(buffer)) {
		return 0
	}
	start := 0
	if bytes.HasPrefix(buffer, []byte(mark)) {
		start = len(mark)
	}
	noise := false
	for ; start < len(buffer) && buffer[start] != '<' && buffer[start] != magic; start++ {
		noise = noise || !blankByte(buffer[start])
	}
	switch {
	case start == len(buffer):
		return 0
	case noise || buffer[start] == magic:
		return start
	}
	depth := 0
	for i := start; ; {
		next := bytes.IndexByte(buffer[i:], '<')
		if next < 0 {
			return 0
		}
		i += next
		if i > start && (begins(buffer[i:], "<?xml") || depth > 0 && begins(buffer[i:], "<event")) {
			return i
		}
		length, change, element := tag(buffer[i:])
		if length == 0 {
			return 0
		}
		i, depth = i+length, depth+change
		if element && depth <= 0 {
			return i
		}
	}
}

// begins reports whether a text begins with a tag of this name.
func begins(text []byte, name string) bool {
	return len(text) > len(name) && string(text[:len(name)]) == name && (blankByte(text[len(name)]) || text[len(name)] == '>')
}

// tag returns the length of a tag, comment, section or declaration, 0 where its
// end has not come; by how much elements lie deeper behind it; and whether it is an
// element's.
func tag(text []byte) (length, change int, element bool) {
	until := func(end string) int {
		if i := bytes.Index(text, []byte(end)); i >= 0 {
			return i + len(end)
		}
		return 0
	}
	switch {
	case len(text) < 2:
		return 0, 0, false
	case text[1] == '/':
		return until(">"), -1, true
	case text[1] == '?':
		return until("?>"), 0, false
	case text[1] == '!' && len(text) < len("<![CDATA["):
		return 0, 0, false
	case text[1] == '!' && bytes.HasPrefix(text, []byte("<!--")):
		return until("-->"), 0, false
	case text[1] == '!' && bytes.HasPrefix(text, []byte("<![CDATA[")):
		return until("]]>"), 0, false
	case text[1] == '!':
		return until(">"), 0, false
	}
	var quote byte
	for i, b := range text {
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>' && text[i-1] == '/':
			return i + 1, 0, true
		case b == '>':
			return i + 1, 1, true
		}
	}
	return 0, 0, false
}
