package journal

import (
	"encoding/binary"
	"os"
	"slices"

	"github.com/truceline/truceline"
)

// idIndex finds the batches that may hold an ID: 32 bits of the ID above 32
// bits of the batch's number, in sorted runs that are merged as they grow, and
// laid into files when they are long: a record of a thousand million entries
// must not fill the memory. Two IDs that share 32 bits cost one batch read in vain.
type idIndex struct {
	dir  string
	runs []run
	tail []uint64
}

// run is sorted words, in memory or in a file that has no name any more.
type run struct {
	words []uint64 // or, in a file, each fenceEvery-th of them
	file  *os.File
	n     int
}

const (
	tailLength = 1024
	// longRun is the length from which a run lies in a file; of these, as many as
	// have the same length are merged no more.
	longRun = 1 << 20
	// fenceEvery is how many words of a run in a file are read at once.
	fenceEvery = 512
)

func (x *idIndex) add(id truceline.ID, batch uint64) {
	x.tail = append(x.tail, idWord(id)|batch&0xffffffff)
	if len(x.tail) < tailLength {
		return
	}
	words := slices.Clone(x.tail)
	slices.Sort(words)
	x.tail = x.tail[:0]
	for n := len(x.runs); n > 0 && x.runs[n-1].file == nil && len(x.runs[n-1].words) <= 2*len(words); n-- {
		words = merge(x.runs[n-1].words, words)
		x.runs = x.runs[:n-1]
	}
	x.runs = append(x.runs, x.lay(words))
}

// lay puts a long run into a file. Where there is no room for one it stays in
// memory: the index is only a help.
func (x *idIndex) lay(words []uint64) run {
	r := run{words: words, n: len(words)}
	if len(words) < longRun || x.dir == "" {
		return r
	}
	file, err := os.CreateTemp(x.dir, ".ids-*")
	if err != nil {
		return r
	}
	os.Remove(file.Name()) // the system keeps it as long as it is open
	packed := make([]byte, 8*len(words))
	for i, w := range words {
		binary.LittleEndian.PutUint64(packed[8*i:], w)
	}
	if _, err := file.Write(packed); err != nil {
		file.Close()
		return r
	}
	fences := make([]uint64, 0, len(words)/fenceEvery+1)
	for i := 0; i < len(words); i += fenceEvery {
		fences = append(fences, words[i])
	}
	return run{words: fences, file: file, n: len(words)}
}

// find returns the numbers of the batches that may hold the ID, in order.
func (x *idIndex) find(id truceline.ID) ([]uint64, error) {
	want := idWord(id)
	var found []uint64
	for i := range x.runs {
		var err error
		if found, err = x.runs[i].find(want, found); err != nil {
			return nil, err
		}
	}
	for _, w := range x.tail {
		if w>>32 == want>>32 {
			found = append(found, w&0xffffffff)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// find adds what a run holds of a word.
func (r *run) find(want uint64, found []uint64) ([]uint64, error) {
	if r.file == nil {
		i, _ := slices.BinarySearch(r.words, want)
		for ; i < len(r.words) && r.words[i]>>32 == want>>32; i++ {
			found = append(found, r.words[i]&0xffffffff)
		}
		return found, nil
	}
	fence, _ := slices.BinarySearch(r.words, want)
	var packed [8 * fenceEvery]byte
	for at := max(0, fence-1) * fenceEvery; at < r.n; at += fenceEvery {
		part := packed[:8*min(fenceEvery, r.n-at)]
		if _, err := r.file.ReadAt(part, int64(8*at)); err != nil {
			return nil, err
		}
		for ; len(part) > 0; part = part[8:] {
			w := binary.LittleEndian.Uint64(part)
			if w>>32 == want>>32 {
				found = append(found, w&0xffffffff)
			} else if w > want {
				return found, nil
			}
		}
	}
	return found, nil
}

func (x *idIndex) close() {
	for _, r := range x.runs {
		if r.file != nil {
			r.file.Close()
		}
	}
}

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
