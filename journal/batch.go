package journal

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/truceline/truceline"
)

// A batch is one message on the stream:
//
//	"TLJB" | length of the manifest | manifest | vault
//
// The manifest says everything about the entries except their bodies and
// salts, and holds the digest of the batch before it. The digest of a batch is
// SHA-256 of its manifest, so it does not change when a body is erased: an
// erasure changes the vault only. Numbers are base-128 varints as in
// encoding/binary; every string is said once, in a table, in the order of its
// first use.
//
//	manifest: version | digest before | number | first seq | count |
//	          strings | hashes | entries
//	entry:    flags | kind | feed | source | seconds since the entry before |
//	          nanoseconds | [file, hash] | [offset, line] | [needs] | [key] |
//	          [ID, body length]
//	vault:    for each entry that is not bare: one byte that says where its
//	          body is, then what that byte calls for
const (
	batchMagic   = "TLJB"
	batchVersion = 1
	maxEntries   = 4096 // a batch of ticks must not unfold into megabytes
	maxText      = 1 << 14
	maxNeeds     = 1 << 10
)

// What an entry in the manifest has.
const (
	hasBody  = 1 << iota // a salt and a body of its own; without it the entry is bare: a tick
	hasFile              // file name and hash
	hasPlace             // offset and line
	hasNeeds
	hasKey
	knownFlags = hasBody | hasFile | hasPlace | hasNeeds | hasKey
)

// Where the vault says a body is.
const (
	bodyHere   = 0 // salt and body follow
	bodyBlob   = 1 // salt and body lie in the blob folder, under the entry's ID
	bodyErased = 2 // destroyed; the reason follows
)

// bareID is the ID of every entry that has neither salt nor body. It is left
// out of the manifest, which keeps a tick at about six bytes.
func bareID() truceline.ID { return truceline.EntryIDOf([16]byte{}, nil) }

// builder packs entries into one batch.
type builder struct {
	number  uint64
	first   uint64
	prev    truceline.ID
	count   int
	second  int64 // of the entry before
	strings map[string]uint64
	hashes  map[truceline.ID]uint64
	text    []byte // string table
	sums    []byte // hash table
	rows    []byte
	vault   []byte
}

func newBuilder(number, first uint64, prev truceline.ID) *builder {
	return &builder{number: number, first: first, prev: prev,
		strings: map[string]uint64{}, hashes: map[truceline.ID]uint64{}}
}

// size is how long the batch is so far.
func (b *builder) size() int {
	return len(b.text) + len(b.sums) + len(b.rows) + len(b.vault) + 64
}

// cost bounds from above what adding e would add to size.
func cost(e *truceline.Entry, blob bool) int {
	n := 192 + len(e.Kind) + len(e.Feed) + len(e.Source) + len(e.File) + len(e.Key) + 42*len(e.Needs)
	if !blob {
		n += len(e.Body)
	}
	return n
}

func (b *builder) str(s string) uint64 {
	i, ok := b.strings[s]
	if !ok {
		i = uint64(len(b.strings))
		b.strings[s] = i
		b.text = binary.AppendUvarint(b.text, uint64(len(s)))
		b.text = append(b.text, s...)
	}
	return i
}

func (b *builder) hash(id truceline.ID) uint64 {
	i, ok := b.hashes[id]
	if !ok {
		i = uint64(len(b.hashes))
		b.hashes[id] = i
		b.sums = append(b.sums, id[:]...)
	}
	return i
}

// add puts one entry at the end. Its ID must already be right; blob says that
// its salt and body lie in the blob folder.
func (b *builder) add(e *truceline.Entry, blob bool) {
	flags := flagsOf(e)
	row := append(b.rows, flags)
	row = binary.AppendUvarint(row, b.str(string(e.Kind)))
	row = binary.AppendUvarint(row, b.str(e.Feed))
	row = binary.AppendUvarint(row, b.str(e.Source))
	second := e.Received.Unix()
	row = binary.AppendVarint(row, second-b.second)
	row = binary.AppendUvarint(row, uint64(e.Received.Nanosecond()))
	b.second = second
	if flags&hasFile != 0 {
		row = binary.AppendUvarint(row, b.str(e.File))
		row = binary.AppendUvarint(row, b.hash(e.FileHash))
	}
	if flags&hasPlace != 0 {
		row = binary.AppendUvarint(row, uint64(e.Offset))
		row = binary.AppendUvarint(row, uint64(e.Line))
	}
	if flags&hasNeeds != 0 {
		row = binary.AppendUvarint(row, uint64(len(e.Needs)))
		for _, id := range e.Needs {
			row = binary.AppendUvarint(row, b.hash(id))
		}
	}
	if flags&hasKey != 0 {
		row = binary.AppendUvarint(row, uint64(len(e.Key)))
		row = append(row, e.Key...)
	}
	if flags&hasBody != 0 {
		row = append(row, e.ID[:]...)
		row = binary.AppendUvarint(row, uint64(len(e.Body)))
		b.vault = appendBody(b.vault, e, blob)
	}
	b.rows = row
	b.count++
}

func flagsOf(e *truceline.Entry) byte {
	var flags byte
	if len(e.Body) > 0 || e.Salt != [16]byte{} {
		flags |= hasBody
	}
	if e.File != "" || !e.FileHash.IsZero() {
		flags |= hasFile
	}
	if e.Offset != 0 || e.Line != 0 {
		flags |= hasPlace
	}
	if len(e.Needs) > 0 {
		flags |= hasNeeds
	}
	if e.Key != "" {
		flags |= hasKey
	}
	return flags
}

func appendBody(vault []byte, e *truceline.Entry, blob bool) []byte {
	if blob {
		return append(vault, bodyBlob)
	}
	vault = append(vault, bodyHere)
	vault = append(vault, e.Salt[:]...)
	return append(vault, e.Body...)
}

// bytes returns the batch as a message, and its digest.
func (b *builder) bytes() ([]byte, truceline.ID) {
	head := make([]byte, 0, 128)
	head = append(head, batchVersion)
	head = append(head, b.prev[:]...)
	head = binary.AppendUvarint(head, b.number)
	head = binary.AppendUvarint(head, b.first)
	head = binary.AppendUvarint(head, uint64(b.count))
	head = binary.AppendUvarint(head, uint64(len(b.strings)))
	mid := binary.AppendUvarint(nil, uint64(len(b.hashes)))
	length := len(head) + len(b.text) + len(mid) + len(b.sums) + len(b.rows)

	msg := make([]byte, 0, len(batchMagic)+binary.MaxVarintLen64+length+len(b.vault))
	msg = append(msg, batchMagic...)
	msg = binary.AppendUvarint(msg, uint64(length))
	start := len(msg)
	for _, part := range [][]byte{head, b.text, mid, b.sums, b.rows} {
		msg = append(msg, part...)
	}
	digest := truceline.ID(sha256.Sum256(msg[start:]))
	return append(msg, b.vault...), digest
}

// without returns the batch as a message again, with the body of entry i gone
// for the reason why and all else, above all the manifest, as it was.
func (b *batch) without(i int, why string) []byte {
	msg := append([]byte(batchMagic), binary.AppendUvarint(nil, uint64(len(b.manifest)))...)
	msg = append(msg, b.manifest...)
	for k := range b.entries {
		h, e := b.homes[k], &b.entries[k]
		switch {
		case h.bare:
		case k == i:
			msg = appendErased(msg, why)
		case h.state == bodyErased:
			msg = appendErased(msg, h.why)
		default:
			msg = appendBody(msg, e, h.state == bodyBlob)
		}
	}
	return msg
}

func appendErased(msg []byte, why string) []byte {
	msg = append(msg, bodyErased)
	msg = binary.AppendUvarint(msg, uint64(len(why)))
	return append(msg, why...)
}
