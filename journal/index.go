package journal

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/truceline/truceline"
)

// index is what the journal remembers of every entry, so that it can refuse
// repeats and find entries by ID without reading the record: about 16 bytes an
// entry of a file and 8 bytes on disk an entry with a body, nothing for a tick. It
// is rebuilt from the manifests at Open.
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

// newIndex returns an index that lays what is long into files in a folder.
func newIndex(dir string) *index {
	return &index{files: map[fileKey]*pieces{}, keys: map[[16]byte]uint64{}, ids: idIndex{dir: dir}}
}

// close gives back the index's files.
func (x *index) close() {
	if x != nil {
		x.ids.close()
	}
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
