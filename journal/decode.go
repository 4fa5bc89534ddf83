package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/truceline/truceline"
)

// batch is a message read back.
type batch struct {
	number   uint64
	first    uint64
	prev     truceline.ID
	digest   truceline.ID
	manifest []byte
	entries  []truceline.Entry
	homes    []home // where each entry's body is, in step with entries
}

// home is where a body is.
type home struct {
	bare  bool
	state byte
	size  int    // length of the body, as the manifest has it
	why   string // of an erasure
}

// decodeBatch reads a message. The bodies it returns are slices of msg. It
// refuses what is cut short or contradicts itself, and computes the digest, but
// not the entries' IDs: that is for Prove.
func decodeBatch(msg []byte) (*batch, error) {
	r := reader{b: msg}
	if string(r.take(len(batchMagic))) != batchMagic {
		return nil, fmt.Errorf("not a batch: no %q at its start", batchMagic)
	}
	m := reader{b: r.take(r.length())}
	if r.bad {
		return nil, fmt.Errorf("not a batch: its manifest is cut short")
	}
	b := &batch{manifest: m.b, digest: sha256.Sum256(m.b)}
	if err := b.decodeManifest(&m); err != nil {
		return nil, err
	}
	if err := b.decodeVault(&r); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *batch) decodeManifest(m *reader) error {
	if v := m.take(1); m.bad || v[0] != batchVersion {
		return fmt.Errorf("not a batch of version %d", batchVersion)
	}
	b.prev = m.id()
	b.number, b.first = m.uvarint(), m.uvarint()
	count := m.length()
	if m.bad || count == 0 || count > maxEntries || b.first == 0 || b.first > math.MaxInt64 {
		return fmt.Errorf("batch %d: bad head of its manifest", b.number)
	}
	strings := make([]string, min(m.length(), len(m.b)))
	for i := range strings {
		strings[i] = string(m.take(m.length()))
	}
	hashes := make([]truceline.ID, min(m.length(), len(m.b)/32+1))
	for i := range hashes {
		hashes[i] = m.id()
	}
	if m.bad {
		return fmt.Errorf("batch %d: bad tables in its manifest", b.number)
	}
	b.entries = make([]truceline.Entry, count)
	b.homes = make([]home, count)
	d := rowReader{reader: m, strings: strings, hashes: hashes, bare: bareID()}
	for i := range b.entries {
		b.homes[i] = d.row(&b.entries[i])
		b.entries[i].Seq = b.first + uint64(i)
	}
	if m.bad || len(m.b) != 0 {
		return fmt.Errorf("batch %d: bad entries in its manifest", b.number)
	}
	return nil
}

// rowReader reads the entries of a manifest.
type rowReader struct {
	*reader
	strings []string
	hashes  []truceline.ID
	bare    truceline.ID
	second  int64
}

func (d *rowReader) str() string {
	i := d.uvarint()
	if i >= uint64(len(d.strings)) {
		d.bad = true
		return ""
	}
	return d.strings[i]
}

func (d *rowReader) hash() truceline.ID {
	i := d.uvarint()
	if i >= uint64(len(d.hashes)) {
		d.bad = true
		return truceline.ID{}
	}
	return d.hashes[i]
}

func (d *rowReader) row(e *truceline.Entry) home {
	first := d.take(1)
	if d.bad || first[0]&^knownFlags != 0 {
		d.bad = true
		return home{}
	}
	flags := first[0]
	e.Kind, e.Feed, e.Source = truceline.EntryKind(d.str()), d.str(), d.str()
	d.second += d.varint()
	nanos := d.uvarint()
	d.bad = d.bad || nanos >= uint64(time.Second)
	e.Received = time.Unix(d.second, int64(nanos)).UTC()
	if flags&hasFile != 0 {
		e.File, e.FileHash = d.str(), d.hash()
	}
	if flags&hasPlace != 0 {
		offset, line := d.uvarint(), d.uvarint()
		d.bad = d.bad || offset > math.MaxInt64 || line > math.MaxInt64
		e.Offset, e.Line = int64(offset), int(line)
	}
	if flags&hasNeeds != 0 {
		e.Needs = make([]truceline.ID, min(d.length(), maxNeeds))
		for i := range e.Needs {
			e.Needs[i] = d.hash()
		}
	}
	if flags&hasKey != 0 {
		e.Key = string(d.take(d.length()))
	}
	if flags&hasBody == 0 {
		e.ID = d.bare
		return home{bare: true}
	}
	e.ID = d.id()
	size := d.uvarint()
	d.bad = d.bad || size > math.MaxInt32
	return home{size: int(size)}
}

func (b *batch) decodeVault(r *reader) error {
	for i := range b.entries {
		h := &b.homes[i]
		if h.bare {
			continue
		}
		state := r.take(1)
		if r.bad {
			break
		}
		h.state = state[0]
		switch h.state {
		case bodyHere:
			copy(b.entries[i].Salt[:], r.take(16))
			if body := r.take(h.size); len(body) > 0 {
				b.entries[i].Body = body[:len(body):len(body)]
			}
		case bodyBlob:
		case bodyErased:
			h.why = string(r.take(r.length()))
			b.entries[i].Erased = true
		default:
			r.bad = true
		}
	}
	if r.bad || len(r.b) != 0 {
		return fmt.Errorf("batch %d: its bodies do not fit its manifest", b.number)
	}
	return nil
}

// reader takes bytes from the front of b; once something is missing it stays
// bad and gives nothing.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	got := r.b[:n]
	r.b = r.b[n:]
	return got
}

func (r *reader) id() (id truceline.ID) {
	copy(id[:], r.take(len(id)))
	return id
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.take(n)
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.take(n)
	return v
}

// length reads a count of things that each take at least one byte of what is
// left, so that a lie cannot make anyone allocate more than the message.
func (r *reader) length() int {
	v := r.uvarint()
	if v > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(v)
}
