package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/truceline/truceline"
)

// Erasure is a body that was destroyed.
type Erasure struct {
	ID  truceline.ID `json:"id"`
	Seq uint64       `json:"seq"` // 0 while the erasure is under way
	Why string       `json:"why"`
}

// Erase destroys the body and the salt of the entry with this ID, for the
// reason why. The entry stays in the record as a tombstone: Erased is set and
// Body is nil. The record can be proved as before. Erasing what is erased does
// nothing; an unknown ID is [truceline.ErrNotFound].
//
// The bytes are gone from the journal's files when Erase returns, and the
// space they took is given back to the file system; what the disk itself keeps
// of freed space, and copies elsewhere, are beyond its reach. The reason stands
// outside the chain of digests: whoever must prove it appends an entry that
// says so, before.
func (j *Journal) Erase(ctx context.Context, id truceline.ID, why string) error {
	leave, err := j.enter()
	if err != nil {
		return err
	}
	defer leave()
	if why == "" || len(why) > maxText {
		return fmt.Errorf("%w: an erasure needs a reason of at most %d bytes", truceline.ErrUsage, maxText)
	}
	if err := j.erase(ctx, id, why); err != nil {
		return fmt.Errorf("erase entry %s: %w", id.Short(), err)
	}
	return nil
}

// erase goes in steps, of which each may be the last before a crash, and which
// Open takes up again:
//
//  1. the intent is written to the file "erasing";
//  2. each batch that holds the ID is put on the stream again without the body;
//  3. its old message is destroyed;
//  4. the blob is destroyed;
//  5. the intent is removed.
func (j *Journal) erase(ctx context.Context, id truceline.ID, why string) error {
	j.write.Lock()
	defer j.write.Unlock()
	if err := j.refresh(ctx); err != nil {
		return err
	}
	batches, err := j.holding(ctx, id)
	if err != nil {
		return err
	}
	if err := j.writeIntent(Erasure{ID: id, Why: why}); err != nil {
		return err
	}
	for _, n := range batches {
		if err := j.eraseIn(ctx, n, id, why); err != nil {
			j.stale = true
			return err
		}
	}
	if err := j.blobs.remove(id); err != nil {
		return err
	}
	return j.removeIntent()
}

// holding returns the numbers of the batches that hold the ID.
func (j *Journal) holding(ctx context.Context, id truceline.ID) ([]uint64, error) {
	numbers, err := j.mayHold(id)
	if err != nil {
		return nil, err
	}
	var found []uint64
	for _, n := range numbers {
		b, err := j.fetch(ctx, n)
		if err != nil {
			return nil, err
		}
		for i := range b.entries {
			if b.entries[i].ID == id && !b.homes[i].bare {
				found = append(found, n)
				break
			}
		}
	}
	if len(found) == 0 {
		return nil, truceline.ErrNotFound
	}
	return found, nil
}

// eraseIn erases the body from one batch, as often as it stands there.
func (j *Journal) eraseIn(ctx context.Context, n uint64, id truceline.ID, why string) error {
	b, err := j.fetch(ctx, n)
	if err != nil {
		return err
	}
	for i := range b.entries {
		if b.entries[i].ID != id || b.homes[i].bare || b.homes[i].state == bodyErased {
			continue
		}
		old := j.slot(n).msg
		msg := b.without(i, why)
		if err := j.replace(ctx, n, msg); err != nil {
			return err
		}
		if err := j.str.destroy(ctx, old); err != nil {
			return err
		}
		if b, err = decodeBatch(msg); err != nil {
			return err
		}
	}
	return nil
}

// replace puts batch n on the stream again, as msg.
func (j *Journal) replace(ctx context.Context, n uint64, msg []byte) error {
	ack, err := j.str.send(msg, j.jsLast+1)
	if err != nil {
		return err
	}
	if err := j.str.settle(ctx, ack); err != nil {
		return err
	}
	j.jsLast++
	j.mu.Lock()
	defer j.mu.Unlock()
	j.batches[n].msg = j.jsLast
	return nil
}

// Erasures returns what was erased and why, in the order of the record. It
// reads the whole record.
func (j *Journal) Erasures(ctx context.Context) ([]Erasure, error) {
	ctx, leave, err := j.reading(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	j.mu.RLock()
	n := uint64(len(j.batches))
	j.mu.RUnlock()
	var all []Erasure
	if n == 0 {
		return all, nil
	}
	err = j.each(ctx, 0, n-1, func(b *batch) error {
		for i, h := range b.homes {
			if h.state == bodyErased {
				all = append(all, Erasure{b.entries[i].ID, b.entries[i].Seq, h.why})
			}
		}
		return nil
	})
	return all, err
}

func (j *Journal) intentPath() string { return filepath.Join(j.dir, "erasing") }

func (j *Journal) writeIntent(e Erasure) error {
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return writeSafely(j.intentPath(), b)
}

func (j *Journal) removeIntent() error {
	if err := os.Remove(j.intentPath()); err != nil {
		return err
	}
	return syncDir(j.dir)
}

// scrubIfErasing returns the erasure that a crash interrupted, nil if there was
// none, and makes sure that no bytes stay behind which the server believes to
// be gone. The server must not be running.
func (j *Journal) scrubIfErasing() (*Erasure, error) {
	b, err := os.ReadFile(j.intentPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var e Erasure
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, fmt.Errorf("read the erasure under way: %w", err)
	}
	if err := scrub(blockDir(j.dir), streamName); err != nil {
		return nil, fmt.Errorf("destroy what an erasure left behind: %w", err)
	}
	return &e, nil
}
