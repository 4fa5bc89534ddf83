package journal

import (
	"context"
	"fmt"

	"github.com/truceline/truceline"
)

// Proof is what a check of the whole record found.
type Proof struct {
	Batches uint64       `json:"batches"`
	Entries uint64       `json:"entries"`
	Erased  uint64       `json:"erased"` // entries whose body was destroyed
	Bytes   int64        `json:"bytes"`  // of bodies
	Digest  truceline.ID `json:"digest"` // of the last batch: it stands for the whole record
}

// Prove computes the whole record again: the digest of every batch, the chain
// of them, and the ID of every entry from its salt and body. It fails with
// [truceline.ErrDamaged], saying where, if anything is not what it was. An
// erased body is no damage.
func (j *Journal) Prove(ctx context.Context) error {
	_, err := j.Proof(ctx)
	return err
}

// Proof does what Prove does and says what the record holds.
func (j *Journal) Proof(ctx context.Context) (Proof, error) {
	ctx, leave, err := j.reading(ctx)
	if err != nil {
		return Proof{}, err
	}
	defer leave()
	j.mu.RLock()
	n := uint64(len(j.batches))
	j.mu.RUnlock()
	var p Proof
	if n == 0 {
		return p, nil
	}
	err = j.each(ctx, 0, n-1, func(b *batch) error { return j.proveBatch(&p, b) })
	if err != nil {
		return p, fmt.Errorf("prove journal: %w", err)
	}
	return p, nil
}

// proveBatch checks one batch, given what was proved before it.
func (j *Journal) proveBatch(p *Proof, b *batch) error {
	if b.prev != p.Digest {
		return fmt.Errorf("%w: batch %d does not follow the batch before it", truceline.ErrDamaged, b.number)
	}
	if b.first != p.Entries+1 {
		return fmt.Errorf("%w: batch %d begins with entry %d instead of %d",
			truceline.ErrDamaged, b.number, b.first, p.Entries+1)
	}
	for i := range b.entries {
		if err := j.fill(b, i, true); err != nil {
			return fmt.Errorf("batch %d: %w", b.number, err)
		}
		e := &b.entries[i]
		p.Bytes += int64(len(e.Body))
		if e.Erased {
			p.Erased++
		}
		e.Body = nil // a big one need not stay until the batch is done
	}
	p.Batches++
	p.Entries += uint64(len(b.entries))
	p.Digest = b.digest
	return nil
}
