package feed

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// LineOptions says how a file of lines is cut.
type LineOptions struct {
	// NoHeader is set for formats whose lines stand alone (NDJSON). Otherwise
	// the first line is the header, which every later line needs.
	NoHeader bool
}

// SplitLines cuts a file strictly at its line feeds, which stay with the line
// that they end. Quotes mean nothing here: a newline inside a quoted field is
// not supported, so that one unbalanced quote cannot swallow the rows below it.
//
// The pieces put together are the file, whatever its bytes. An empty file is
// one empty piece, so that its arrival is on record; a gzip file is one piece,
// kept as it came. The bodies share the memory of file.
func SplitLines(file []byte, opts LineOptions) []Piece {
	if len(file) == 0 || IsGzip(file) {
		return SplitNone(file)
	}
	pieces := make([]Piece, 0, bytes.Count(file, []byte{'\n'})+1)
	var header []int // shared by all rows; full, so that an append copies it
	for start := 0; start < len(file); {
		end := len(file)
		if i := bytes.IndexByte(file[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		pieces = append(pieces, Piece{Body: file[start:end:end], Offset: int64(start), Line: len(pieces) + 1, Needs: header})
		if header == nil && !opts.NoHeader {
			header = []int{0}
		}
		start = end
	}
	return pieces
}

// SplitNone keeps a file as one piece. It is the Split of reference formats.
func SplitNone(file []byte) []Piece {
	return []Piece{{Body: file[:len(file):len(file)], Line: 1}}
}

// TrimLine takes the line ending off a line, and a byte order mark off its
// beginning.
func TrimLine(line []byte) []byte {
	line = TrimMark(line)
	line = bytes.TrimSuffix(line, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'})
}

// TrimMark takes the byte order mark off the beginning of a text.
func TrimMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) }

// Only returns an error that wraps [truceline.ErrUsage] and names the first
// option, in order of name, that is not one of those given.
func (c Config) Only(names ...string) error {
	var unknown []string
	for name := range c.Options {
		if !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	known := "there are none"
	if len(names) > 0 {
		known = "there are " + strings.Join(names, ", ")
	}
	return fmt.Errorf("feed %s: no option %q, %s: %w", c.Feed, slices.Min(unknown), known, truceline.ErrUsage)
}
