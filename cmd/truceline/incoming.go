package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// incoming is every entry of a replay in the order in which the door receives
// them. The bodies stay in their files: what is kept of an entry is where it
// lies and when it comes, so that memory follows the number of entries and not
// their size.
type incoming struct {
	head  []truceline.Entry // the configuration
	files []arrived
	slots []slot // by time
	from  time.Time
	last  time.Time // of the ticks
	root  string
}

// arrived is a file that was looked through.
type arrived struct {
	feed, source, name string
	kind               truceline.EntryKind
	hash               truceline.ID
	size               int64
	changed            time.Time // as the file system says
	needs              [][]truceline.ID
}

// slot is one entry that still lies in its file.
type slot struct {
	received int64 // nanoseconds of Unix time
	offset   int64
	length   uint32 // no file is longer than feed.MaxFile
	line     uint32
	file     uint32
	needs    uint32 // into the file's lists
	salt     [16]byte
}

// arrivals looks through all files of a replay and puts in order what is in them.
func (l *loaded) arrivals(data string) (*incoming, error) {
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		return nil, err
	}
	a := &incoming{from: l.config.Period.From.UTC(), last: l.lastTick(), root: l.root(data)}
	for _, stanza := range l.config.Feeds {
		if err := a.survey(l, stanza, formats[stanza.Feed]); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(a.slots, func(x, y slot) int { return cmp.Compare(x.received, y.received) })
	a.head = l.configuration(a.list())
	return a, nil
}

// survey looks through the files of one feed.
func (a *incoming) survey(l *loaded, s feedStanza, format feed.Format) error {
	for _, pattern := range s.Files {
		r := feed.Reader{Files: os.DirFS(a.root), Config: s.config(), Format: format, Salt: salts(s.Feed, pattern)}
		turn := newTurn(format)
		err := r.ReadFolder(pattern, func(name string, file []byte) error {
			info, err := fs.Stat(r.Files, name)
			if err != nil {
				return fmt.Errorf("feed %s: %w", s.Feed, err)
			}
			a.files = append(a.files, arrived{
				feed: s.Feed, source: s.config().Source, name: name, kind: format.Kind, size: int64(len(file)), changed: info.ModTime(),
			})
			before := len(a.slots)
			a.cut(l, s, r, name, file)
			if turn != nil && len(a.slots) == before+1 {
				return turn.tie(a, l, s, format, file)
			}
			return nil
		})
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w; %s", err, l.whereFilesLie(a.root))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cut finds the entries of the newest file and decides when each would have
// come: never before those that it needs.
func (a *incoming) cut(l *loaded, s feedStanza, r feed.Reader, name string, file []byte) {
	number := uint32(len(a.files) - 1)
	f := &a.files[number]
	first := len(a.slots)
	var needs [][]byte
	r.Walk(name, file, func(e truceline.Entry, needed []int) {
		received := a.from
		needs = needs[:0]
		for _, n := range needed {
			other := a.slots[first+n]
			needs = append(needs, file[other.offset:other.offset+int64(other.length)])
			if t := time.Unix(0, other.received).UTC(); t.After(received) {
				received = t
			}
		}
		if due := l.due(s, r.Format.Parse(e, needs)); due.After(received) {
			received = due
		}
		f.hash = e.FileHash
		if len(f.needs) == 0 || !slices.Equal(f.needs[len(f.needs)-1], e.Needs) {
			f.needs = append(f.needs, e.Needs)
		}
		a.slots = append(a.slots, slot{
			received: received.UnixNano(), offset: e.Offset, length: uint32(len(e.Body)), line: uint32(e.Line),
			file: number, needs: uint32(len(f.needs) - 1), salt: e.Salt,
		})
	})
}

// due is when what a reading says would have come to the door; zero for
// readings without a time of their own.
func (l *loaded) due(s feedStanza, r truceline.Reading) time.Time {
	begins, known := knownBy(r)
	if begins.IsZero() {
		return time.Time{}
	}
	due := known.Add(s.Delay)
	switch end := l.config.Period.To.UTC(); {
	case begins.After(end):
		if never := l.lastTick().Add(tickEvery); due.Before(never) {
			return never
		}
	case due.After(end):
		return end
	}
	return due
}

// list names every file with its SHA-256, a line each: what was read.
func (a *incoming) list() []byte {
	seen := map[string]bool{}
	var lines []string
	for _, f := range a.files {
		if line := fmt.Sprintf("%s  %s  %s\n", f.hash, f.feed, f.name); !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ""))
}

// count is how many entries there are, ticks among them.
func (a *incoming) count() int {
	ticks := 0
	if !a.last.Before(a.from) {
		ticks = int(a.last.Sub(a.from)/tickEvery) + 1
	}
	return len(a.head) + len(a.slots) + ticks
}

// each hands over all entries in chunks of at most so many. Ticks run over the
// period and on until the last reordering window has closed, so that what was
// received at its end is still taken; a tick comes after what was received by
// then. The chunk and the bodies in it are good until fn returns.
func (a *incoming) each(ctx context.Context, most int, fn func([]truceline.Entry) error) error {
	out := &outgoing{fn: fn, most: most}
	for _, e := range a.head {
		out.add(e)
	}
	bodies := newBodies(a)
	defer bodies.close()
	tick := a.from
	for i := 0; i < len(a.slots) || !tick.After(a.last); {
		if err := ctx.Err(); err != nil {
			return err
		}
		if i == len(a.slots) || !tick.After(a.last) && tick.UnixNano() < a.slots[i].received {
			out.add(truceline.Entry{Kind: truceline.KindTick, Feed: feedTick, Received: tick, Key: tick.Format(time.RFC3339)})
			tick = tick.Add(tickEvery)
		} else {
			e, err := bodies.entry(a.slots[i])
			if err != nil {
				return err
			}
			out.add(e)
			i++
		}
		if out.err != nil {
			return out.err
		}
	}
	return out.flush()
}

// outgoing gathers entries into chunks.
type outgoing struct {
	fn    func([]truceline.Entry) error
	most  int
	chunk []truceline.Entry
	err   error
}

func (o *outgoing) add(e truceline.Entry) {
	if o.chunk = append(o.chunk, e); len(o.chunk) == o.most {
		o.err = o.flush()
	}
}

func (o *outgoing) flush() error {
	if len(o.chunk) == 0 {
		return nil
	}
	err := o.fn(o.chunk)
	o.chunk = o.chunk[:0]
	return err
}

// bodies reads entries out of their files. Rows come mostly in the order in
// which they lie there, so a stretch of each file is kept at hand.
type bodies struct {
	incoming *incoming
	open     map[uint32]*stretch
}

// stretch is an open file and a part of it.
type stretch struct {
	file *os.File
	at   int64
	held []byte
}

const (
	maxOpen     = 64
	stretchSize = 256 << 10
)

func newBodies(a *incoming) *bodies { return &bodies{a, map[uint32]*stretch{}} }

// entry reads one entry. The body is a copy.
func (b *bodies) entry(s slot) (truceline.Entry, error) {
	f := &b.incoming.files[s.file]
	body, err := b.body(s, f)
	if err != nil {
		return truceline.Entry{}, fmt.Errorf("feed %s: read %s: %w", f.feed, f.name, err)
	}
	return truceline.Entry{
		ID: truceline.EntryIDOf(s.salt, body), Kind: f.kind, Feed: f.feed, Source: f.source,
		Received: time.Unix(0, s.received).UTC(), File: f.name, FileHash: f.hash, Offset: s.offset, Line: int(s.line),
		Needs: f.needs[s.needs], Salt: s.salt, Body: body,
	}, nil
}

func (b *bodies) body(s slot, f *arrived) ([]byte, error) {
	part, err := b.part(s.file, f)
	if err != nil {
		return nil, err
	}
	body := make([]byte, s.length)
	if from := s.offset - part.at; from >= 0 && from+int64(s.length) <= int64(len(part.held)) {
		copy(body, part.held[from:])
		return body, nil
	}
	if s.length >= stretchSize {
		_, err := part.file.ReadAt(body, s.offset)
		return body, err
	}
	part.at = s.offset
	n, err := part.file.ReadAt(part.held[:cap(part.held)], s.offset)
	part.held = part.held[:n]
	if n < int(s.length) {
		return nil, err
	}
	copy(body, part.held)
	return body, nil
}

// part opens a file again, and refuses one that is no longer what was looked
// through.
func (b *bodies) part(number uint32, f *arrived) (*stretch, error) {
	if part, ok := b.open[number]; ok {
		return part, nil
	}
	if len(b.open) >= maxOpen {
		b.close()
	}
	file, err := os.Open(filepath.Join(b.incoming.root, filepath.FromSlash(f.name)))
	if err != nil {
		return nil, err
	}
	part := &stretch{file: file, held: make([]byte, 0, stretchSize)}
	b.open[number] = part
	if info, err := file.Stat(); err != nil {
		return nil, err
	} else if info.Size() != f.size || !info.ModTime().Equal(f.changed) {
		return nil, fmt.Errorf("%w: the file changed while it was being read; run the replay again", io.ErrUnexpectedEOF)
	}
	return part, nil
}

func (b *bodies) close() {
	for _, part := range b.open {
		part.file.Close()
	}
	clear(b.open)
}
