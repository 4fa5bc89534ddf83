package table

import (
	"bytes"
	"slices"
	"strings"

	"github.com/truceline/truceline/feed"
)

// linker ties rows to those further up that they were derived from, over one file
// or conversation. It remembers the rows of the last [feed.LinkBack].
type linker struct {
	rows int
	byID map[string]int
	read func(body []byte) (id, derivedFrom string)
	// header is what every row needs beside: row 0, or nothing.
	header []int
}

// next returns what a row needs.
func (l *linker) next(body []byte) []int {
	i := l.rows
	l.rows++
	if i == 0 && l.header != nil {
		return nil
	}
	id, from := l.read(body)
	needs := l.header
	for ref := range strings.SplitSeq(from, ";") {
		if at, ok := l.byID[strings.TrimSpace(ref)]; ok && i-at <= feed.LinkBack && !slices.Contains(needs, at) {
			needs = append(slices.Clip(needs), at)
		}
	}
	if id != "" {
		l.remember(id, i)
	}
	return needs
}

// remember keeps where a row is, and lets go of those that are too far up.
func (l *linker) remember(id string, i int) {
	if l.byID == nil {
		l.byID = map[string]int{}
	}
	if len(l.byID) >= 2*feed.LinkBack {
		for id, at := range l.byID {
			if i-at > feed.LinkBack {
				delete(l.byID, id)
			}
		}
	}
	l.byID[id] = i
}

// linkJSON begins a file or conversation of NDJSON, whose lines stand alone but for
// derived_from.
func (t *table) linkJSON() func(body []byte) []int {
	l := &linker{read: func(body []byte) (string, string) {
		if !bytes.Contains(body, []byte(`"id"`)) && !bytes.Contains(body, []byte("derived_from")) {
			return "", ""
		}
		fields, _, err := t.decode(body)
		if err != nil {
			return "", ""
		}
		return string(fields[id]), string(fields[derivedFrom])
	}}
	return l.next
}

// linkCSV begins a file or conversation of CSV, whose first line is the header.
func (t *table) linkCSV() func(body []byte) []int {
	var names, fields [][]byte
	at := func(name string) int {
		return slices.IndexFunc(names, func(b []byte) bool { return strings.EqualFold(string(bytes.TrimSpace(b)), name) })
	}
	ids, from := -1, -1
	l := &linker{header: []int{0}}
	l.read = func(body []byte) (string, string) {
		var err error
		if ids < 0 || from < 0 {
			return "", ""
		}
		if fields, err = feed.Fields(body, fields[:0]); err != nil || len(fields) != len(names) {
			return "", ""
		}
		return string(bytes.TrimSpace(fields[ids])), string(fields[from])
	}
	return func(body []byte) []int {
		if l.rows == 0 {
			if header, err := feed.Fields(bytes.Clone(body), nil); err == nil {
				names = header
				ids, from = at("id"), at("derived_from")
			}
		}
		return l.next(body)
	}
}

// splitCSV cuts a CSV file. A row that is derived from rows above it needs them
// too, as their entries are what its derived_from comes to name.
func (t *table) splitCSV(file []byte) []feed.Piece {
	return feed.LinkPieces(feed.SplitLines(file, feed.LineOptions{}), t.linkCSV)
}

// splitJSON cuts NDJSON.
func (t *table) splitJSON(file []byte) []feed.Piece {
	pieces := feed.SplitLines(file, feed.LineOptions{NoHeader: true})
	if !bytes.Contains(file, []byte("derived_from")) {
		return pieces
	}
	return feed.LinkPieces(pieces, t.linkJSON)
}
