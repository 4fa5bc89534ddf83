package journal

import (
	"context"
	"fmt"
	"io"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/truceline/truceline"
)

const (
	// window is how many batches may be on their way to the disk at once:
	// enough to pack the next while the last is synced, few enough to stay
	// small.
	window = 8
	// maxFar is how many bytes of blobs the entries of one batch may have, as
	// a reader unfolds a batch at a time.
	maxFar = 4 << 20
)

// Append adds entries to the record, in order, and returns how many were new,
// once all of them are safe on disk. It sets each entry's Seq and ID, and the
// Salt where it draws one.
//
// An entry with a body and neither salt nor ID gets a salt from Options.Salts.
// A given ID must be that of salt and body. An entry with neither salt nor body
// is bare, as ticks are: all bare entries have the same ID, and are told apart
// by Seq alone.
//
// A repeat, that is the same feed, file hash and offset, or the same feed and
// key, is left out; its Seq, ID and Salt become those of the entry that is
// there already, so that later entries can refer to it in Needs. It may
// differ from it in all else.
//
// Each call costs at least one sync of the disk, so many small entries, ticks
// above all, are best handed over together. If Append fails for the sake of an
// entry, nothing was added; after any other failure the entries may have been
// added in part, and those that have a file hash or key can be handed over again.
func (j *Journal) Append(ctx context.Context, entries []truceline.Entry) (added int, err error) {
	leave, err := j.enter()
	if err != nil {
		return 0, err
	}
	defer leave()
	j.write.Lock()
	defer j.write.Unlock()
	if err := j.refresh(ctx); err != nil {
		return 0, fmt.Errorf("append to journal: %w", err)
	}
	for i := range entries {
		if err := j.prepare(&entries[i]); err != nil {
			return 0, fmt.Errorf("append to journal: entry %d of %d: %w", i+1, len(entries), err)
		}
	}
	w := j.newWriter()
	repeats, err := w.all(ctx, entries)
	if err == nil {
		err = j.writeHead()
	}
	if err != nil {
		j.stale = true // the index may know entries that never reached the disk
		return w.added, fmt.Errorf("append to journal: %w", err)
	}
	if err := j.nameRepeats(ctx, entries, repeats); err != nil {
		return w.added, fmt.Errorf("append to journal: look up repeats: %w", err)
	}
	return w.added, nil
}

// refresh reads the record again after a write that went wrong.
func (j *Journal) refresh(ctx context.Context) error {
	if !j.stale {
		return nil
	}
	if err := j.str.quiet(ctx); err != nil {
		return err
	}
	return j.load(ctx)
}

// prepare checks an entry and gives it its salt and ID.
func (j *Journal) prepare(e *truceline.Entry) error {
	for _, text := range []string{string(e.Kind), e.Feed, e.Source, e.File, e.Key} {
		if len(text) > maxText {
			return fmt.Errorf("%w: a text of %d bytes; %d is the most", truceline.ErrUsage, len(text), maxText)
		}
	}
	switch {
	case e.Kind == "":
		return fmt.Errorf("%w: no kind", truceline.ErrUsage)
	case e.Offset < 0 || e.Line < 0:
		return fmt.Errorf("%w: offset %d or line %d is negative", truceline.ErrUsage, e.Offset, e.Line)
	case len(e.Needs) > maxNeeds:
		return fmt.Errorf("%w: needs %d entries; %d is the most", truceline.ErrUsage, len(e.Needs), maxNeeds)
	case e.Erased:
		return fmt.Errorf("%w: an erased entry cannot be added", truceline.ErrUsage)
	case len(e.Body) > 1<<30:
		return fmt.Errorf("%w: a body of %d bytes; 1 GB is the most", truceline.ErrUsage, len(e.Body))
	}
	if len(e.Body) > 0 && e.Salt == [16]byte{} && e.ID.IsZero() {
		if _, err := io.ReadFull(j.opts.Salts, e.Salt[:]); err != nil {
			return fmt.Errorf("draw a salt: %w", err)
		}
	}
	if flagsOf(e)&hasBody == 0 && e.ID.IsZero() {
		return nil // a tick; its ID is filled in without hashing each
	}
	id := truceline.EntryIDOf(e.Salt, e.Body)
	if !e.ID.IsZero() && e.ID != id {
		return fmt.Errorf("%w: its ID %s is not that of its salt and body", truceline.ErrUsage, e.ID.Short())
	}
	e.ID = id
	return nil
}

// writer turns the entries of one Append into batches.
type writer struct {
	j      *Journal
	b      *builder
	number uint64 // of the next batch
	next   uint64 // number of the next entry
	prev   truceline.ID
	bare   truceline.ID
	far    int // bytes of blobs in the batch
	sent   []pending
	added  int
}

// pending is a batch on its way to the disk.
type pending struct {
	slot
	count int
	ack   jetstream.PubAckFuture
}

func (j *Journal) newWriter() *writer {
	j.mu.RLock()
	defer j.mu.RUnlock()
	w := &writer{j: j, number: uint64(len(j.batches)), next: j.last + 1, bare: bareID()}
	if w.number > 0 {
		w.prev = j.batches[w.number-1].digest
	}
	return w
}

// all adds the entries that are new and returns the places of the others.
func (w *writer) all(ctx context.Context, entries []truceline.Entry) (repeats []int, err error) {
	for i := range entries {
		e := &entries[i]
		w.j.mu.RLock()
		seq := w.j.index.repeat(e)
		w.j.mu.RUnlock()
		if seq != 0 {
			e.Seq = seq
			repeats = append(repeats, i)
			continue
		}
		if err = w.add(ctx, e); err != nil {
			break
		}
	}
	if err == nil {
		err = w.flush(ctx)
	}
	for len(w.sent) > 0 {
		if settled := w.settle(ctx); err == nil {
			err = settled
		}
	}
	return repeats, err
}

func (w *writer) add(ctx context.Context, e *truceline.Entry) error {
	blob := len(e.Body) > w.j.opts.BigBody
	if blob {
		if err := w.j.blobs.put(e); err != nil {
			return err
		}
	}
	if w.b != nil && (w.b.count == maxEntries || w.b.size()+cost(e, blob) > w.j.opts.BatchBytes || w.far > maxFar) {
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	if w.b == nil {
		w.b, w.far = newBuilder(w.number, w.next, w.prev), 0
	}
	if blob {
		w.far += len(e.Body)
	}
	bare := flagsOf(e)&hasBody == 0
	if bare {
		e.ID = w.bare
	}
	e.Seq = w.next
	w.b.add(e, blob)
	w.next++
	w.j.mu.Lock()
	w.j.index.add(e, w.number, bare)
	w.j.mu.Unlock()
	return nil
}

// flush sends the batch that is being packed.
func (w *writer) flush(ctx context.Context) error {
	if w.b == nil {
		return nil
	}
	if len(w.sent) == window {
		if err := w.settle(ctx); err != nil {
			return err
		}
	}
	msg, digest := w.b.bytes()
	ack, err := w.j.str.send(msg, w.j.jsLast+1)
	if err != nil {
		return err
	}
	w.j.jsLast++
	w.sent = append(w.sent, pending{slot{w.j.jsLast, w.b.first, digest}, w.b.count, ack})
	w.b, w.number, w.prev = nil, w.number+1, digest
	return nil
}

// settle waits for the oldest batch on its way and shows it to readers.
func (w *writer) settle(ctx context.Context) error {
	p := w.sent[0]
	w.sent = w.sent[1:]
	if err := w.j.str.settle(ctx, p.ack); err != nil {
		return err
	}
	w.j.mu.Lock()
	defer w.j.mu.Unlock()
	if uint64(len(w.j.batches)) != 0 && w.j.last+1 != p.first {
		return fmt.Errorf("entry %d was acknowledged before entry %d", p.first, w.j.last+1)
	}
	w.j.batches = append(w.j.batches, p.slot)
	w.j.advance(w.j.last + uint64(p.count))
	w.added += p.count
	return nil
}

// nameRepeats gives repeats the ID and salt of the entry that is there already.
func (j *Journal) nameRepeats(ctx context.Context, entries []truceline.Entry, repeats []int) error {
	var b *batch
	for _, i := range repeats {
		e := &entries[i]
		n := j.batchOf(e.Seq)
		if b == nil || b.number != n {
			var err error
			if b, err = j.fetch(ctx, n); err != nil {
				return err
			}
		}
		stored := &b.entries[e.Seq-b.first]
		e.ID, e.Salt = stored.ID, stored.Salt
	}
	return nil
}
