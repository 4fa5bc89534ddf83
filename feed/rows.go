package feed

import (
	"bytes"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/truceline/truceline"
)

// MaxRefusals bounds the refusals that one entry can give. A reference file of
// a million bad rows is one piece of news.
const MaxRefusals = 1000

// Rows is a format of comma-separated rows under a header line. It takes care
// of headers, of damage to them and of files that come gzipped, and leaves to
// the format what a row means.
type Rows struct {
	Name    string
	Config  Config
	Columns Columns
	// Reference keeps a file as one entry of KindReference, for files whose
	// rows are of use only together.
	Reference bool
	// Split cuts the file; nil means SplitLines. Whatever it does, the first
	// need of a row is its header.
	Split func(file []byte) []Piece
	// Row adds what one row says to r.Reading, or refuses it. It is called again
	// with other columns when the header is damaged, and must keep no state.
	Row func(r *Row)
	// Header adds what the arrival of a file says, if that is anything.
	Header func(r *Row)
}

// Format returns the rows as a format. It may be used by several goroutines.
func (rows Rows) Format() Format {
	p := &rowParser{Rows: rows}
	p.pool.New = func() any { return &Row{config: &p.Config, names: p.Columns.Names} }
	f := Format{Name: rows.Name, Kind: truceline.KindData, Split: rows.Split, Parse: p.parse}
	if f.Split == nil {
		f.Split = func(file []byte) []Piece { return SplitLines(file, LineOptions{}) }
	}
	p.split = f.Split
	if rows.Reference {
		f.Kind, f.Split = truceline.KindReference, SplitNone
	}
	return f
}

type rowParser struct {
	Rows
	split func(file []byte) []Piece
	pool  sync.Pool // of *Row
	// last is the header seen last. Rows come in runs under one header, and
	// reading the header again for each would cost more than the row.
	last atomic.Pointer[header]
}

func (p *rowParser) headerOf(line []byte) *header {
	h := p.last.Load()
	if h == nil || !bytes.Equal(h.line, line) {
		h = p.Columns.header(bytes.Clone(line))
		p.last.Store(h)
	}
	return h
}

// parse is the format's Parse. An entry is the header of its file, a row, or a
// whole file: one that is kept as it is, or came gzipped.
func (p *rowParser) parse(e truceline.Entry, needs [][]byte) truceline.Reading {
	r := p.pool.Get().(*Row)
	r.entry, r.needs, r.made, r.refused = e, needs, 0, 0
	switch {
	case p.Reference || IsGzip(e.Body):
		p.file(r)
	case len(needs) == 0 && e.Line <= 1:
		p.header(r)
	case len(needs) == 0:
		p.row(r, p.headerOf(nil))
	default:
		p.row(r, p.headerOf(needs[0]))
	}
	reading := r.Reading
	r.Reading = truceline.Reading{} // what else it holds is the next row's to write over
	p.pool.Put(r)
	return reading
}

// file reads a whole file that is one entry.
func (p *rowParser) file(r *Row) {
	body, err := Gunzip(r.entry.Body, MaxUnpacked)
	if err != nil {
		r.refuse("", err.Error())
		return
	}
	if IsGzip(body) {
		r.refuse("", "a gzip file in a gzip file")
		return
	}
	pieces := p.split(body)
	var needs [][]byte
	for i, piece := range pieces {
		needs = needs[:0]
		for _, need := range piece.Needs {
			needs = append(needs, pieces[need].Body)
		}
		r.entry.Body, r.entry.Line, r.needs = piece.Body, piece.Line, needs
		if i == 0 {
			p.header(r)
		} else {
			p.row(r, p.headerOf(pieces[0].Body))
		}
		if len(r.Reading.Refusals) >= MaxRefusals {
			r.refuse("", "too many rows refused; the rest of the file was not read")
			return
		}
	}
}

// header reads a header line. One that is not understood may be the first row
// of a file that lost its header, so it is tried as that too.
func (p *rowParser) header(r *Row) {
	if len(bytes.TrimSpace(TrimLine(r.entry.Body))) == 0 {
		r.refuse("", "empty header line")
	} else if h := p.headerOf(r.entry.Body); h.problem != "" {
		r.refused = len(r.Reading.Refusals)
		before := r.Reading
		if !h.fixed && p.fields(r) == nil && p.try(r, h) {
			h = &header{problem: "no header line; this line was read as a row"}
		} else {
			r.Reading = before
		}
		r.refuse(h.field, h.problem)
	}
	if p.Header != nil {
		p.Header(r)
	}
}

// row reads one row by the layouts that its header leaves open.
func (p *rowParser) row(r *Row, h *header) {
	r.refused = len(r.Reading.Refusals)
	if err := p.fields(r); err != nil {
		r.refuse("", err.Error())
		return
	}
	if len(r.fields) == 1 && len(bytes.TrimSpace(r.fields[0])) == 0 {
		return // a blank line says nothing
	}
	if p.try(r, h) {
		return
	}
	if bytes.Equal(TrimLine(r.entry.Body), TrimLine(h.line)) {
		r.Reading.Refusals = r.Reading.Refusals[:r.refused] // files joined end to end repeat their header
	}
}

func (p *rowParser) fields(r *Row) (err error) {
	r.fields, err = Fields(r.entry.Body, r.fields[:0])
	return err
}

// try reads the row by each layout with its number of fields, until one gives
// no refusal, and reports whether one did. If none does, what the first gives
// stands.
func (p *rowParser) try(r *Row, h *header) bool {
	first := h.next(0, len(r.fields))
	if first < 0 {
		r.refuse("", "row of "+strconv.Itoa(len(r.fields))+" columns; neither the header nor a known layout has as many")
		return false
	}
	read := func(i int) bool {
		r.at = h.try[i].at
		p.Row(r)
		return !r.Refused()
	}
	other := h.next(first+1, len(r.fields))
	if other < 0 {
		return read(first)
	}
	before, made := r.Reading, r.made
	if read(first) {
		return true
	}
	for ; other >= 0; other = h.next(other+1, len(r.fields)) {
		r.Reading, r.made = before, made
		if read(other) {
			return true
		}
	}
	r.Reading, r.made = before, made
	read(first) // again, as a later try has taken its place
	return false
}
