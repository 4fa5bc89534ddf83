package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/truceline/truceline"
)

// found is a batch met while loading.
type found struct {
	slot
	prev  truceline.ID
	count int
}

// load reads every manifest, checks that the batches follow one another, and
// remembers what the journal needs to know of them. It destroys messages that
// an erasure has replaced but a crash has left.
func (j *Journal) load(ctx context.Context) error {
	state, err := j.str.state(ctx)
	if err != nil {
		return err
	}
	met := map[uint64]found{}
	fresh := newIndex(j.dir)
	var replaced []uint64
	var seen, at uint64 // messages met, and the number of the newest of them
	note := func(seq uint64, msg []byte) error {
		seen, at = seen+1, seq
		b, err := decodeBatch(msg)
		if err != nil {
			return fmt.Errorf("%w: message %d: %w", truceline.ErrDamaged, seq, err)
		}
		old, again := met[b.number]
		if again && old.digest != b.digest {
			return fmt.Errorf("%w: there are two batches %d", truceline.ErrDamaged, b.number)
		}
		if again {
			replaced = append(replaced, old.msg)
		} else {
			for i := range b.entries {
				fresh.add(&b.entries[i], b.number, b.homes[i].bare)
			}
		}
		met[b.number] = found{slot{seq, b.first, b.digest}, b.prev, len(b.entries)}
		return nil
	}
	if state.Msgs > 0 {
		if err := j.str.scan(ctx, state.FirstSeq, state.LastSeq, note); err != nil {
			return err
		}
		// A scan ends early when the server falls silent, as it may on a busy
		// machine: what it did not bring is asked for by number.
		for next := max(at+1, state.FirstSeq); next <= state.LastSeq; next++ {
			msg, err := j.str.get(ctx, next)
			if errors.Is(err, errGone) {
				continue
			}
			if err == nil {
				err = note(next, msg)
			}
			if err != nil {
				return err
			}
		}
	}
	if seen < state.Msgs {
		return fmt.Errorf("%w: of %d messages only %d can be read", truceline.ErrDamaged, state.Msgs, seen)
	}
	batches, last, err := chain(met)
	if err != nil {
		return err
	}
	if err := j.checkHead(batches); err != nil {
		return err
	}
	for _, seq := range replaced {
		j.opts.Logger.Info("journal: finish destroying an erased body", "message", seq)
		if err := j.str.destroy(ctx, seq); err != nil {
			return err
		}
	}
	j.jsLast, j.stale = state.LastSeq, false
	j.mu.Lock()
	defer j.mu.Unlock()
	j.index.close()
	j.batches, j.index = batches, fresh
	j.advance(last)
	return nil
}

// advance says that all up to entry last is safe; the caller holds mu.
func (j *Journal) advance(last uint64) {
	j.last = last
	close(j.more)
	j.more = make(chan struct{})
}

// chain puts the batches in order and checks that each follows the one before.
func chain(met map[uint64]found) ([]slot, uint64, error) {
	batches := make([]slot, 0, len(met))
	next, prev := uint64(1), truceline.ID{}
	for n := range uint64(len(met)) {
		f, ok := met[n]
		switch {
		case !ok:
			return nil, 0, fmt.Errorf("%w: batch %d is missing", truceline.ErrDamaged, n)
		case f.prev != prev:
			return nil, 0, fmt.Errorf("%w: batch %d does not follow the batch before it", truceline.ErrDamaged, n)
		case f.first != next:
			return nil, 0, fmt.Errorf("%w: batch %d begins with entry %d instead of %d", truceline.ErrDamaged, n, f.first, next)
		}
		batches = append(batches, f.slot)
		next, prev = f.first+uint64(f.count), f.digest
	}
	return batches, next - 1, nil
}

// The head says how many batches were acknowledged and the digest of the last
// of them. It is written after they are safe and is not synced, so after a
// crash it may say too little but never too much: it is there to notice that
// the end of the record was cut off, which no hash inside the record can.
const headSize = 4 + 8 + 32 + 8

func headOf(batches uint64, digest truceline.ID) []byte {
	b := append(make([]byte, 0, headSize), "TLJH"...)
	b = binary.BigEndian.AppendUint64(b, batches)
	b = append(b, digest[:]...)
	sum := sha256.Sum256(b)
	return append(b, sum[:8]...)
}

func (j *Journal) writeHead() error {
	j.mu.RLock()
	n := len(j.batches)
	if n == 0 {
		j.mu.RUnlock()
		return nil
	}
	head := headOf(uint64(n), j.batches[n-1].digest)
	j.mu.RUnlock()
	_, err := j.head.WriteAt(head, 0)
	return err
}

// checkHead compares the head with the batches that were found.
func (j *Journal) checkHead(batches []slot) error {
	b := make([]byte, headSize)
	switch n, err := j.head.ReadAt(b, 0); {
	case err == io.EOF && n == 0:
		return nil // a new journal, or one that never acknowledged anything
	case err != nil && err != io.EOF:
		return err
	}
	n := binary.BigEndian.Uint64(b[4:])
	digest := truceline.ID(b[12:44])
	if !bytes.Equal(b, headOf(n, digest)) || n == 0 {
		j.opts.Logger.Warn("journal: the head file is garbled; a lost end of the record would not be noticed")
		return nil
	}
	if n > uint64(len(batches)) {
		return fmt.Errorf("%w: the record once had %d batches and now has %d: its end is missing",
			truceline.ErrDamaged, n, len(batches))
	}
	if batches[n-1].digest != digest {
		return fmt.Errorf("%w: batch %d is not the one that was acknowledged", truceline.ErrDamaged, n-1)
	}
	return nil
}
