package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/truceline/truceline"
)

// index is what the journal remembers of every entry, so that it can refuse
// repeats and find entries by ID without reading the record: about 24 bytes an
// entry with a body, nothing for a tick. It is rebuilt from the manifests at
// Open.
type index struct {
	files map[fileKey]*pieces
	keys  map[[16]byte]uint64
	ids   idIndex
}

// fileKey is a file as it came through one feed.
type fileKey struct {
	feed string
	hash truceline.ID
}

// pieces are the entries cut from one file, by offset.
type pieces []piece

type piece struct {
	offset int64
	seq    uint64
}

func newIndex() *index {
	return &index{files: map[fileKey]*pieces{}, keys: map[[16]byte]uint64{}}
}

// repeat returns the number of the entry that e repeats, 0 if it is new.
func (x *index) repeat(e *truceline.Entry) uint64 {
	if !e.FileHash.IsZero() {
		if p := x.files[fileKey{e.Feed, e.FileHash}]; p != nil {
			if seq := p.at(e.Offset); seq != 0 {
				return seq
			}
		}
	}
	if e.Key != "" {
		return x.keys[keySum(e.Feed, e.Key)]
	}
	return 0
}

// add remembers an entry that stands in the given batch.
func (x *index) add(e *truceline.Entry, batch uint64, bare bool) {
	if !e.FileHash.IsZero() {
		k := fileKey{e.Feed, e.FileHash}
		p := x.files[k]
		if p == nil {
			p = new(pieces)
			x.files[k] = p
		}
		p.add(piece{e.Offset, e.Seq})
	}
	if e.Key != "" {
		if k := keySum(e.Feed, e.Key); x.keys[k] == 0 {
			x.keys[k] = e.Seq
		}
	}
	if !bare {
		x.ids.add(e.ID, batch)
	}
}

// keySum stands for a feed and a key. Half a SHA-256 is ample: nobody gains by
// having their own statement taken for a repeat of their own statement.
func keySum(feed, key string) [16]byte {
	h := sha256.New()
	h.Write(binary.AppendUvarint(nil, uint64(len(feed))))
	h.Write([]byte(feed))
	h.Write([]byte(key))
	return [16]byte(h.Sum(nil))
}

func byOffset(p piece, offset int64) int {
	switch {
	case p.offset < offset:
		return -1
	case p.offset > offset:
		return 1
	}
	return 0
}

func (p *pieces) at(offset int64) uint64 {
	if i, ok := slices.BinarySearchFunc(*p, offset, byOffset); ok {
		return (*p)[i].seq
	}
	return 0
}

// add is cheap for a file that comes from its beginning to its end, as all do.
func (p *pieces) add(n piece) {
	if last := len(*p) - 1; last < 0 || (*p)[last].offset < n.offset {
		*p = append(*p, n)
		return
	}
	i, ok := slices.BinarySearchFunc(*p, n.offset, byOffset)
	if !ok {
		*p = slices.Insert(*p, i, n)
	}
}

// idIndex finds the batches that may hold an ID: 32 bits of the ID above 32
// bits of the batch's number, in sorted runs that are merged as they grow.
// Two IDs that share 32 bits cost one batch read in vain.
type idIndex struct {
	runs [][]uint64
	tail []uint64
}

func (x *idIndex) add(id truceline.ID, batch uint64) {
	x.tail = append(x.tail, idWord(id)|batch&0xffffffff)
	if len(x.tail) < 1024 {
		return
	}
	run := slices.Clone(x.tail)
	slices.Sort(run)
	x.tail = x.tail[:0]
	for n := len(x.runs); n > 0 && len(x.runs[n-1]) <= 2*len(run) && len(run) < longRun; n-- {
		run = merge(x.runs[n-1], run)
		x.runs = x.runs[:n-1]
	}
	x.runs = append(x.runs, run)
}

// find returns the numbers of the batches that may hold the ID, in order.
func (x *idIndex) find(id truceline.ID) []uint64 {
	want := idWord(id)
	var found []uint64
	for _, run := range x.runs {
		i, _ := slices.BinarySearch(run, want)
		for ; i < len(run) && run[i]>>32 == want>>32; i++ {
			found = append(found, run[i]&0xffffffff)
		}
	}
	for _, w := range x.tail {
		if w>>32 == want>>32 {
			found = append(found, w&0xffffffff)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// longRun is the length from which runs are merged no more: merging takes twice
// their memory, and a search among some hundred runs is as fast as reading a batch.
const longRun = 1 << 20

func idWord(id truceline.ID) uint64 { return uint64(binary.BigEndian.Uint32(id[:])) << 32 }

func merge(a, b []uint64) []uint64 {
	out := make([]uint64, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
