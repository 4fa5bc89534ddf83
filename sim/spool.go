package sim

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
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
	wrap wrapping
}

// wrapping is what stands round each message of a file.
type wrapping struct {
	head, tail int                             // octets before the message and behind it
	seal       func(row []byte, arrives int64) // writes the head once the message is whole; nil: there is none to write
}

// onLines wraps rows of text: a line feed ends each.
func onLines() wrapping { return wrapping{tail: 1} }

// message begins a row of a file whose messages have a head.
func (s *spool) message() { s.b = append(s.b, make([]byte, s.wrap.head)...) }

// add closes the row that was written last.
func (s *spool) add(arrives int64, about subject) {
	off := int32(0)
	if n := len(s.rows); n > 0 {
		off = s.rows[n-1].end
	}
	s.rows = append(s.rows, row{arrives, off, int32(len(s.b)), about})
	if s.wrap.seal != nil {
		s.wrap.seal(s.b[off:], arrives)
	}
}

// spoil damages the message that was added last, as a bad line would: it is cut
// off, a piece of it comes twice, or a byte of it is another. It stays one row.
func (s *spool) spoil(r *rand.Rand) {
	last := &s.rows[len(s.rows)-1]
	begin, tail := int(last.off)+s.wrap.head, slices.Clone(s.b[int(last.end)-s.wrap.tail:last.end])
	text := s.b[begin : int(last.end)-s.wrap.tail]
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
	s.b = append(append(s.b[:begin], text...), tail...)
	last.end = int32(len(s.b))
	if s.wrap.seal != nil {
		s.wrap.seal(s.b[last.off:], last.arrives)
	}
}

func (s *spool) clear() { s.b, s.rows = s.b[:0], s.rows[:0] }

// table is one file of rows in the making, or one a day: it takes rows in the
// order of their arrival and keeps those that have not arrived yet.
type table struct {
	name    string // with a %s where the day stands
	head    []byte // that the file begins with
	tail    []byte // and ends with
	create  func(string) (io.WriteCloser, error)
	file    string // that is open, of the day
	day     int64
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

// openTable opens a file that begins with a head, which counts as its first line
// where there is one.
func openTable(create func(string) (io.WriteCloser, error), name string, head []byte, said *said) (*table, error) {
	t := &table{name: name, head: head, create: create, said: said}
	return t, t.open(name)
}

// openDaily opens the first of files of which there is one for each day (UTC) on
// which something arrives. first is milliseconds since 1970.
func openDaily(create func(string) (io.WriteCloser, error), name string, head, tail []byte, said *said, first int64) (*table, error) {
	t := &table{name: name, head: head, tail: tail, create: create, said: said, day: first / dayMS}
	return t, t.open(t.of(t.day))
}

const dayMS = 86_400_000

// of is the name of the file of a day.
func (t *table) of(day int64) string {
	y, m, d := civil(day)
	return fmt.Sprintf(t.name, appendWhole(appendWhole(appendWhole(nil, y, 4), m, 2), d, 2))
}

func (t *table) open(file string) error {
	c, err := t.create(file)
	if err != nil {
		return fmt.Errorf("create %s: %w", file, err)
	}
	t.file, t.c, t.line = file, c, 1
	if t.w == nil {
		t.w = bufio.NewWriterSize(c, 1<<16)
	} else {
		t.w.Reset(c)
	}
	t.w.Write(t.head)
	if len(t.head) > 0 && len(t.tail) == 0 { // within a document items are counted
		t.line++
	}
	return nil
}

// turn goes on to the file of another day.
func (t *table) turn(day int64) error {
	if err := t.close(); err != nil {
		return err
	}
	t.day = day
	return t.open(t.of(day))
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
		if day := r.arrives / dayMS; t.day != 0 && day != t.day {
			if err := t.turn(day); err != nil {
				return err
			}
		}
		if _, err := t.w.Write(f.from.b[r.off:r.end]); err != nil {
			return fmt.Errorf("write %s: %w", t.file, err)
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

// drain takes from spools that are filled again, and empties them.
func (t *table) drain(from []*spool, before int64) error {
	if err := t.take(from, before); err != nil {
		return err
	}
	for _, s := range from {
		s.clear()
	}
	return nil
}

// writeTable writes all of a spool into a file of its own.
func writeTable(create func(string) (io.WriteCloser, error), name string, head []byte, s *said, sp *spool) error {
	t, err := openTable(create, name, head, s)
	if err != nil {
		return err
	}
	if err := t.take([]*spool{sp}, math.MaxInt64); err != nil {
		return err
	}
	return t.close()
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
	return t.said.write(t.file, &t.abouts)
}

func (t *table) close() error {
	if err := t.said.write(t.file, &t.abouts); err != nil {
		return err
	}
	t.w.Write(t.tail)
	if err := t.w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", t.file, err)
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
