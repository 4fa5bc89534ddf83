package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/truceline/truceline/geo"
)

// Reading and looking up need no order, so they are done piece by piece on all
// cores; what needs the order of event time, who was inside before, is done by
// one after them.

// pieceBytes is how much is read at a time; the longest line that is believed.
const pieceBytes = 1 << 18

// fencePiece is a run of whole lines, and what was made of it.
type fencePiece struct {
	text    []byte
	fixes   []located
	lines   int
	refused []badLine
	done    chan struct{}
}

// located is a fix with the zones that hold it.
type located struct {
	fix
	zones []int32
}

type badLine struct {
	line int // within the piece, from 1
	err  error
}

// runFence reads the fixes and hands them, located, to the watch in the order of
// the file.
func runFence(ctx context.Context, in io.Reader, fence *geo.Fence, w *fenceWatch, p *progress) error {
	defer p.end()
	workers := runtime.GOMAXPROCS(0)
	jobs, order := make(chan *fencePiece, workers), make(chan *fencePiece, 2*workers)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for piece := range jobs {
				piece.locate(fence)
				close(piece.done)
			}
		})
	}
	var readErr error
	group.Go(func() {
		defer close(order)
		defer close(jobs)
		readErr = cutPieces(ctx, in, func(text []byte) {
			piece := &fencePiece{text: text, done: make(chan struct{})}
			select {
			case order <- piece:
				jobs <- piece
			case <-ctx.Done():
			}
		})
	})
	var err error
	for piece := range order {
		<-piece.done
		if err == nil {
			if err = w.take(piece); err != nil {
				stop()
			}
			p.add(len(piece.fixes))
		}
	}
	group.Wait()
	if err = cmp.Or(err, readErr, ctx.Err()); err != nil {
		return err
	}
	return w.finish()
}

// cutPieces cuts a stream at the ends of lines.
func cutPieces(ctx context.Context, in io.Reader, give func([]byte)) error {
	var rest []byte
	for ctx.Err() == nil {
		text := make([]byte, len(rest)+pieceBytes)
		copy(text, rest)
		n, err := io.ReadFull(in, text[len(rest):])
		text = text[:len(rest)+n]
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			if len(text) > 0 {
				give(text)
			}
			return nil
		}
		if err != nil {
			return err
		}
		end := bytes.LastIndexByte(text, '\n') + 1
		if end == 0 && len(text) > 16*pieceBytes {
			return fmt.Errorf("a line is longer than %d bytes; write one fix a line", 16*pieceBytes)
		}
		rest = text[end:]
		if end > 0 {
			give(text[:end])
		}
	}
	return ctx.Err()
}

// locate reads the lines of a piece and looks up their zones.
func (p *fencePiece) locate(fence *geo.Fence) {
	p.fixes = make([]located, 0, len(p.text)/64)
	var arena []int32
	for line := range bytes.Lines(p.text) {
		p.lines++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		f, err := parseFix(line)
		if err != nil {
			p.refused = append(p.refused, badLine{p.lines, err})
			continue
		}
		from := len(arena)
		arena = fence.Holding(f.place, arena)
		p.fixes = append(p.fixes, located{f, arena[from:len(arena):len(arena)]})
	}
}

// fenceWatch puts fixes into the order of event time and writes the events.
type fenceWatch struct {
	zones  fenceZones
	window int64 // nanoseconds
	out    *bufio.Writer

	objects   map[string]int32
	names     []string
	roles     [][]role // by object, of the moving zones
	crossings geo.Crossings
	held      []waitingFix
	newest    int64
	released  int64 // everything before it has been judged
	started   bool

	left, entered                              []int32
	fixes, enter, exit, late, refused, linesIn int
	firstBad                                   string
}

// role is what an object is to a moving zone.
type role struct{ centre, watched bool }

// waitingFix is a fix inside the reordering window.
type waitingFix struct {
	located
	object int32
}

func newFenceWatch(z fenceZones, window time.Duration, out *bufio.Writer) *fenceWatch {
	out.WriteString("id,time,zone,event\n") // an error stays with the writer until Flush
	return &fenceWatch{zones: z, window: int64(window), out: out, objects: map[string]int32{}}
}

// take holds the fixes of a piece and judges those whose window has closed.
func (w *fenceWatch) take(p *fencePiece) error {
	for _, bad := range p.refused {
		if w.refused == 0 {
			w.firstBad = fmt.Sprintf("line %d: %v", w.linesIn+bad.line, bad.err)
		}
		w.refused++
	}
	w.linesIn += p.lines
	for i := range p.fixes {
		f := &p.fixes[i]
		if w.started && f.at < w.newest-w.window { // whether or not it could still be taken in: the rule must not depend on pieces
			w.late++
			continue
		}
		if !w.started {
			w.started, w.newest, w.released = true, f.at, f.at-w.window
		}
		w.newest = max(w.newest, f.at)
		w.held = append(w.held, waitingFix{*f, w.object(f.id)})
	}
	// Sorting twice a window and not at every fix keeps the cost of each small.
	if w.newest-w.released >= 2*w.window {
		return w.release(w.newest - w.window)
	}
	return nil
}

// object numbers an object by its id.
func (w *fenceWatch) object(id []byte) int32 {
	n, ok := w.objects[string(id)]
	if !ok {
		n = int32(len(w.names))
		name := string(id)
		w.objects[name] = n
		w.names = append(w.names, name)
		roles := make([]role, len(w.zones.moving))
		for i, m := range w.zones.moving {
			roles[i].centre = inSet(m.around, name)
			roles[i].watched = inSet(m.watches, name) || len(m.watches) == 0 && !roles[i].centre
		}
		w.roles = append(w.roles, roles)
	}
	return n
}

// release judges every fix before a moment, in the order of event time.
func (w *fenceWatch) release(before int64) error {
	w.released = max(w.released, before)
	slices.SortFunc(w.held, func(a, b waitingFix) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		case a.object != b.object:
			return strings.Compare(w.names[a.object], w.names[b.object])
		}
		return cmp.Or(cmp.Compare(a.place.Lat, b.place.Lat), cmp.Compare(a.place.Lon, b.place.Lon))
	})
	n, _ := slices.BinarySearchFunc(w.held, before, func(f waitingFix, t int64) int { return cmp.Compare(f.at, t) })
	for i := range w.held[:n] {
		w.judge(&w.held[i])
	}
	rest := copy(w.held, w.held[n:])
	clear(w.held[rest:]) // let go of the text they point into
	w.held = w.held[:rest]
	return nil
}

// judge takes one fix in its turn.
func (w *fenceWatch) judge(f *waitingFix) {
	w.fixes++
	w.left, w.entered = w.crossings.Step(f.object, f.zones, w.left[:0], w.entered[:0])
	for _, z := range w.left {
		w.write(f.object, f.text, w.zones.fixed.ID(z), false)
	}
	for _, z := range w.entered {
		w.write(f.object, f.text, w.zones.fixed.ID(z), true)
	}
	for i, m := range w.zones.moving {
		r := w.roles[f.object][i]
		if !r.centre && !r.watched {
			continue
		}
		for _, p := range m.escort.Step(f.object, r.centre, r.watched, f.place.Point(), time.Unix(0, f.at)) {
			w.write(p.Object, f.text, m.id+"@"+w.names[p.Centre], p.Enter)
		}
	}
}

// write writes a row; an error stays with the writer until Flush.
func (w *fenceWatch) write(object int32, text []byte, zone string, enter bool) {
	w.field(w.names[object])
	w.out.WriteByte(',')
	w.out.Write(text)
	w.out.WriteByte(',')
	w.field(zone)
	if enter {
		w.enter++
		w.out.WriteString(",enter\n")
		return
	}
	w.exit++
	w.out.WriteString(",exit\n")
}

// field writes a field as RFC 4180 asks.
func (w *fenceWatch) field(s string) {
	if strings.ContainsAny(s, ",\"\r\n") {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	w.out.WriteString(s)
}

// finish judges what is still held.
func (w *fenceWatch) finish() error {
	if !w.started {
		return nil
	}
	return w.release(w.newest + 1)
}

func (w *fenceWatch) summary(z fenceZones, took time.Duration) geofenceSummary {
	s := geofenceSummary{Zones: z.count, Fixes: w.fixes, Objects: len(w.names), Enter: w.enter, Exit: w.exit, Late: w.late,
		Refused: w.refused, FirstBad: w.firstBad, Seconds: took.Seconds(), FixesPerS: float64(w.fixes) / max(took.Seconds(), 1e-9)}
	if w.started {
		s.LatestTime = time.Unix(0, w.newest).UTC().Format(time.RFC3339)
	}
	return s
}
