package journal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/truceline/truceline"
)

// saveEvery is how often the position of a follower is saved at most. Saving costs
// a sync of the disk, for which what is received then waits, and saving late only
// means seeing entries again.
const saveEvery = time.Second

// Follow calls fn with the entries after the follower's saved position, one
// batch's worth at a time, and waits for more until ctx ends or the journal
// closes; it then returns the cause, context.Canceled or [ErrClosed] and the
// like. An error of fn ends it too and is returned wrapped.
//
// The position moves on disk only after fn has returned nil, so after a crash
// entries may be seen again, never skipped. A follower's name is made of
// lower-case letters, digits and hyphens; one name follows once at a time. fn
// may append to the journal, and will then see what it appended.
func (j *Journal) Follow(ctx context.Context, name string, fn func([]truceline.Entry) error) error {
	ctx, leave, err := j.reading(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := j.startFollowing(name); err != nil {
		return err
	}
	defer j.stopFollowing(name)
	p, err := openPosition(filepath.Join(j.dir, "followers", name))
	if err != nil {
		return fmt.Errorf("follower %s: %w", name, err)
	}
	defer p.file.Close()
	err = j.follow(ctx, p, fn)
	if saved := p.save(); saved != nil {
		err = errors.Join(err, saved)
	}
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return context.Cause(ctx)
	}
	return fmt.Errorf("follower %s: %w", name, err)
}

func (j *Journal) follow(ctx context.Context, p *position, fn func([]truceline.Entry) error) error {
	for {
		j.mu.RLock()
		last, more := j.last, j.more
		j.mu.RUnlock()
		if p.seq > last {
			return fmt.Errorf("%w: it has seen entry %d, and the record ends at %d", truceline.ErrDamaged, p.seq, last)
		}
		if p.seq < last {
			if err := j.read(ctx, p.seq+1, last, p.wrap(ctx, fn)); err != nil {
				return err
			}
			continue
		}
		if err := p.rest(ctx, more); err != nil {
			return err
		}
	}
}

// rest waits for more, and saves the position when it has come far enough or when
// nothing more comes: not after each little that came, as the disk is busy with
// what comes next.
func (p *position) rest(ctx context.Context, more <-chan struct{}) error {
	wait := time.NewTimer(max(0, saveEvery-time.Since(p.savedAt)))
	defer wait.Stop()
	due := wait.C
	for {
		if p.seq == p.saved {
			due = nil
		}
		select {
		case <-more:
			return nil
		case <-due:
			if err := p.save(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (j *Journal) startFollowing(name string) error {
	if !isFollowerName(name) {
		return fmt.Errorf("%w: a follower's name has lower-case letters, digits and hyphens, not %q", truceline.ErrUsage, name)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.following[name] {
		return fmt.Errorf("%w: follower %s is following already", truceline.ErrUsage, name)
	}
	j.following[name] = true
	return nil
}

func (j *Journal) stopFollowing(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.following, name)
}

func isFollowerName(name string) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return name != "" && len(name) <= 100
}

// Position returns the number of the last entry that the follower has dealt
// with for certain, 0 if it never followed.
func (j *Journal) Position(name string) (uint64, error) {
	if !isFollowerName(name) {
		return 0, fmt.Errorf("%w: no follower can be named %q", truceline.ErrUsage, name)
	}
	b, err := os.ReadFile(filepath.Join(j.dir, "followers", name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("follower %s: %w", name, err)
	}
	seq, _ := newestPosition(b)
	return seq, nil
}

// Forget makes a follower begin again with entry 1. It fails while the
// follower is following.
func (j *Journal) Forget(name string) error {
	if err := j.startFollowing(name); err != nil {
		return err
	}
	defer j.stopFollowing(name)
	path := filepath.Join(j.dir, "followers", name)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget follower %s: %w", name, err)
	}
	return syncDir(filepath.Dir(path))
}

// position is how far a follower has come. It lies on disk twice, half a
// kilobyte apart, and is written to the two places in turn, so that a write cut
// short leaves the other.
type position struct {
	file    *os.File
	seq     uint64 // dealt with
	saved   uint64 // dealt with, on disk
	place   int64  // to be written next
	savedAt time.Time
}

const (
	placeSize = 512
	placeUsed = 8 + 8
)

func openPosition(path string) (*position, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 2*placeSize)
	if n, _ := f.ReadAt(b, 0); n < len(b) { // new: reserve both places
		_, err = f.WriteAt(make([]byte, len(b)-n), int64(n))
		err = errors.Join(err, f.Sync(), syncDir(filepath.Dir(path)))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	p := &position{file: f}
	p.seq, p.place = newestPosition(b)
	p.saved = p.seq
	return p, nil
}

// newestPosition returns the greater of the positions that can be read, and
// the place that the next one should be written to.
func newestPosition(b []byte) (seq uint64, next int64) {
	for place := int64(0); place*placeSize+placeUsed <= int64(len(b)); place++ {
		at := b[place*placeSize:]
		if v := binary.BigEndian.Uint64(at); [placeUsed]byte(at) == placeBytes(v) && v > seq {
			seq, next = v, 1-place
		}
	}
	return seq, next
}

func placeBytes(seq uint64) (b [placeUsed]byte) {
	binary.BigEndian.PutUint64(b[:], seq)
	sum := sha256.Sum256(b[:8])
	copy(b[8:], sum[:])
	return b
}

// wrap returns fn with the position moved after it.
func (p *position) wrap(ctx context.Context, fn func([]truceline.Entry) error) func([]truceline.Entry) error {
	return func(entries []truceline.Entry) error {
		if err := fn(entries); err != nil {
			return err
		}
		p.seq = entries[len(entries)-1].Seq
		if time.Since(p.savedAt) > saveEvery {
			if err := p.save(); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
}

func (p *position) save() error {
	if p.seq == p.saved {
		return nil
	}
	b := placeBytes(p.seq)
	if _, err := p.file.WriteAt(b[:], p.place*placeSize); err != nil {
		return err
	}
	if err := p.file.Sync(); err != nil {
		return err
	}
	p.saved, p.place, p.savedAt = p.seq, 1-p.place, time.Now()
	return nil
}
