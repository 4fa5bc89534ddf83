// Package feed is how messages arrive. It keeps two things apart: receiving
// (a transport hands over the bytes of a file or message) and reading (a Format
// cuts them into pieces and says what a piece means).
//
// A Format is a value, not an interface to implement: a name and two pure
// functions. Each lives in a folder of its own below this one, with its README,
// a sample configuration and its cases.
package feed

import "github.com/truceline/truceline"

// Format is one way that bytes are written: how to cut a file into pieces and
// what a piece means. Both functions are pure, never panic whatever the bytes,
// and lose nothing: the pieces of a file, in order of offset, are the file.
type Format struct {
	Name string
	// Kind is KindData for files that are cut into rows or messages, and
	// KindReference for files that are kept as one entry.
	Kind truceline.EntryKind
	// Split cuts a file into pieces.
	Split func(file []byte) []Piece
	// Parse reads one entry. needs holds the bodies of the entries named by
	// e.Needs, in that order. What cannot be read comes back as a Refusal with
	// file, line, field and reason; what can be read is returned all the same.
	Parse func(e truceline.Entry, needs [][]byte) truceline.Reading
	// Frame cuts the format's stream; nil: it is not spoken on streams, and each
	// message of a transport is a file for Split.
	Frame Frame
	// Link ties the pieces of a conversation together; nil: each stands alone.
	Link Link
	// Captures says that Split and Parse read captures of a network, packet by packet,
	// for when each was captured; else a transport hands on what the packets carried.
	Captures bool
	// Answer is what the sender is told once its message is on disk, as bytes of
	// the same protocol; nil, or nothing returned: nothing. It is asked only on
	// connections that can carry an answer.
	Answer func(e truceline.Entry) []byte
	// Sealed says that the raw bodies tell of people what nobody is to be told, such as
	// where a drone's operator stands: no door gives them out. What is read of them
	// holds nothing of it.
	Sealed bool
	// Links returns the addresses of further documents that a polled one lists, as
	// written there, and which are to be fetched as well; nil: it lists none.
	Links func(document []byte) []string
	// Next returns the page that comes after a polled document, which was asked for
	// with these bytes (nil: by GET). An error is one that names a page that cannot be
	// asked for. Nil: the format has no pages.
	Next func(document, asked []byte) (Page, error)
}

// Page is how a further page of a polled document is asked for.
type Page struct {
	Address string // as written in the document; empty: there is none
	Body    []byte // a JSON object to post; nil: by GET
}

// Piece is a part of a file that becomes one entry.
type Piece struct {
	Body   []byte
	Offset int64 // of its first byte in the file
	Line   int   // of its first byte, from 1
	Needs  []int // indices of earlier pieces without which it cannot be read
}

// Config is what a mission says about one of its feeds.
type Config struct {
	Feed    string            // name of the feed
	Source  string            // ID of the source that speaks
	Lineage []string          // its ancestors
	Options map[string]string // what this format understands, see its README
}
