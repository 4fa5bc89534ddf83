package sim

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
)

// row is one line of a file, waiting in a spool for its time of arrival.
type row struct {
	arrives  int64 // milliseconds since 1970
	off, end int32
	about    subject
}

// subject is what a row is really about: the number of a happening, of an object
// and of a cause that was taken for something else; 0 for none.
type subject struct{ incident, object, cause int32 }

// spool collects rows of one file.
type spool struct {
	cells
	rows []row
}

// add closes the row that was written last.
func (s *spool) add(arrives int64, about subject) {
	off := int32(0)
	if n := len(s.rows); n > 0 {
		off = s.rows[n-1].end
	}
	s.rows = append(s.rows, row{arrives, off, int32(len(s.b)), about})
}

// spoil damages the row that was added last, as a bad line would: it is cut
// off, a piece of it comes twice, or a byte of it is another. It stays one line.
func (s *spool) spoil(r *rand.Rand) {
	last := &s.rows[len(s.rows)-1]
	text := s.b[last.off : last.end-1]
	if len(text) < 4 {
		return
	}
	at := 1 + r.IntN(len(text)-2)
	switch r.IntN(3) {
	case 0:
		text = text[:at]
	case 1:
		piece := slices.Clone(text[at:min(len(text), at+8)])
		text = slices.Insert(text[:len(text):len(text)], at, piece...)
	case 2:
		text[at] = "#?~x0;"[r.IntN(6)]
	}
	s.b = append(append(s.b[:last.off], text...), '\n')
	last.end = int32(len(s.b))
}

func (s *spool) clear() { s.b, s.rows = s.b[:0], s.rows[:0] }

// table is one file of rows in the making: it takes rows in the order of their
// arrival and keeps those that have not arrived yet.
type table struct {
	name    string
	w       *bufio.Writer
	c       io.Closer
	waiting spool
	spare   spool
	refs    []ref
	line    int // of the next row in the file, from 1
	said    *said
	rows    int
	abouts  block
}

type ref struct {
	arrives int64
	from    *spool
	row     int32
}

func openTable(create func(string) (io.WriteCloser, error), name string, columns []string, ndjson bool, said *said) (*table, error) {
	f, err := create(name)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	t := &table{name: name, w: bufio.NewWriterSize(f, 1<<16), c: f, line: 1, said: said}
	t.waiting.names, t.spare.names = columns, columns
	if !ndjson {
		for i, c := range columns {
			if i > 0 {
				t.w.WriteByte(',')
			}
			t.w.WriteString(c)
		}
		t.w.WriteByte('\n')
		t.line++
	}
	return t, nil
}

// take writes every row of the spools that has arrived before a moment, with
// those kept from earlier, and keeps the others.
func (t *table) take(from []*spool, before int64) error {
	t.refs = t.refs[:0]
	t.spare.clear()
	for _, s := range append([]*spool{&t.waiting}, from...) {
		for i, r := range s.rows {
			if r.arrives < before {
				t.refs = append(t.refs, ref{r.arrives, s, int32(i)})
				continue
			}
			t.spare.b = append(t.spare.b, s.b[r.off:r.end]...)
			t.spare.add(r.arrives, r.about)
		}
	}
	slices.SortStableFunc(t.refs, func(a, b ref) int { return cmp.Compare(a.arrives, b.arrives) })
	for _, f := range t.refs {
		r := f.from.rows[f.row]
		if _, err := t.w.Write(f.from.b[r.off:r.end]); err != nil {
			return fmt.Errorf("write %s: %w", t.name, err)
		}
		if err := t.about(r.about); err != nil {
			return err
		}
		t.line++
		t.rows++
	}
	t.waiting, t.spare = t.spare, t.waiting
	return nil
}

// about notes what a row is about. Rows in a row about nothing cost nothing but
// their zero.
func (t *table) about(s subject) error {
	if len(t.abouts.incidents) == 0 {
		t.abouts.line = t.line
	}
	t.abouts.incidents = append(t.abouts.incidents, s.incident)
	t.abouts.objects = append(t.abouts.objects, s.object)
	t.abouts.causes = append(t.abouts.causes, s.cause)
	if len(t.abouts.incidents) < 1000 {
		return nil
	}
	return t.said.write(t.name, &t.abouts)
}

func (t *table) close() error {
	if err := t.said.write(t.name, &t.abouts); err != nil {
		return err
	}
	if err := t.w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", t.name, err)
	}
	return t.c.Close()
}

// said is truth/said.ndjson: for each row of raw/, what it is really about, in
// blocks of up to a thousand rows.
type said struct {
	w *bufio.Writer
	c io.Closer
	b []byte
}

// block is rows that follow each other in one file.
type block struct {
	line                       int // of the first in the file, from 1
	incidents, objects, causes []int32
}

func (s *said) write(file string, k *block) error {
	if len(k.incidents) == 0 {
		return nil
	}
	s.b = append(s.b[:0], `{"file":`...)
	s.b = append(s.b, quote(file)...)
	s.b = append(s.b, `,"line":`...)
	s.b = appendWhole(s.b, int64(k.line), 1)
	s.b = append(s.b, `,"rows":`...)
	s.b = appendWhole(s.b, int64(len(k.incidents)), 1)
	s.numbers(`,"incidents":[`, k.incidents)
	s.numbers(`,"objects":[`, k.objects)
	s.numbers(`,"causes":[`, k.causes)
	s.b = append(s.b, "}\n"...)
	k.incidents, k.objects, k.causes = k.incidents[:0], k.objects[:0], k.causes[:0]
	if _, err := s.w.Write(s.b); err != nil {
		return fmt.Errorf("write truth/said.ndjson: %w", err)
	}
	return nil
}

// numbers writes a list, unless all of it is 0.
func (s *said) numbers(name string, list []int32) {
	if !slices.ContainsFunc(list, func(n int32) bool { return n != 0 }) {
		return
	}
	s.b = append(s.b, name...)
	for i, n := range list {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendWhole(s.b, int64(n), 1)
	}
	s.b = append(s.b, ']')
}
