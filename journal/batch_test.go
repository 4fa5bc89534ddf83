package journal

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// someEntries makes n entries that use every field in every way.
func someEntries(r *rand.Rand, n int) []truceline.Entry {
	kinds := []truceline.EntryKind{truceline.KindData, truceline.KindReference, truceline.KindTick,
		truceline.KindDecision, truceline.KindConclusion, "a kind of tomorrow"}
	pick := func(most int) string {
		return strings.Repeat("слово/", r.IntN(3)) + fmt.Sprint(r.IntN(most))
	}
	es := make([]truceline.Entry, n)
	for i := range es {
		e := &es[i]
		e.Kind = kinds[r.IntN(len(kinds))]
		e.Received = time.Unix(r.Int64N(1<<33)-1<<31, r.Int64N(1e9)).UTC()
		if r.IntN(10) == 0 {
			e.Received = time.Time{}
		}
		if r.IntN(3) > 0 {
			e.Feed, e.Source = pick(4), pick(4)
		}
		if r.IntN(3) > 0 {
			e.File, e.FileHash = pick(5), truceline.IDOf(fmt.Sprint(r.IntN(5)))
		}
		if r.IntN(2) > 0 {
			e.Offset, e.Line = r.Int64(), r.Int()
		}
		for range r.IntN(4) {
			e.Needs = append(e.Needs, truceline.IDOf(fmt.Sprint(r.IntN(9))))
		}
		if r.IntN(4) == 0 {
			e.Key = fmt.Sprint("key ", r.Uint64())
		}
		if r.IntN(4) > 0 {
			e.Body = someBytes(r, r.IntN(300))
			copy(e.Salt[:], someBytes(r, 16))
		}
		if len(e.Body) == 0 {
			e.Body = nil
		}
		e.ID = truceline.EntryIDOf(e.Salt, e.Body)
	}
	return es
}

func someBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// packed encodes entries as one batch, those at the places in far as blobs.
func packed(es []truceline.Entry, far map[int]bool) ([]byte, truceline.ID) {
	b := newBuilder(7, 1000, truceline.IDOf("before"))
	for i := range es {
		b.add(&es[i], far[i])
	}
	return b.bytes()
}

func TestBatchGivesBackEveryField(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		es := someEntries(r, 1+r.IntN(40))
		msg, digest := packed(es, nil)
		b, err := decodeBatch(msg)
		if err != nil {
			t.Fatal(err)
		}
		if b.number != 7 || b.first != 1000 || b.prev != truceline.IDOf("before") || b.digest != digest {
			t.Fatalf("head: %d %d %v", b.number, b.first, b.prev)
		}
		for i := range es {
			want := es[i]
			want.Seq = 1000 + uint64(i)
			if !reflect.DeepEqual(b.entries[i], want) {
				t.Fatalf("entry %d:\n got %+v\nwant %+v", i, b.entries[i], want)
			}
		}
	}
}

func TestErasureKeepsTheDigest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		es := someEntries(r, 1+r.IntN(20))
		msg, digest := packed(es, map[int]bool{2: flagsOf(&es[min(2, len(es)-1)])&hasBody != 0})
		b, err := decodeBatch(msg)
		if err != nil {
			t.Fatal(err)
		}
		for i := range es {
			if b.homes[i].bare {
				continue
			}
			if b, err = decodeBatch(b.without(i, "asked for by its sender")); err != nil {
				t.Fatal(err)
			}
			e := b.entries[i]
			if b.digest != digest || !e.Erased || e.Body != nil || e.Salt != [16]byte{} || b.homes[i].why == "" {
				t.Fatalf("entry %d after its erasure: %+v", i, e)
			}
		}
	}
}

func TestCostBoundsSize(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	b := newBuilder(1, 1, truceline.ID{})
	for i, e := range someEntries(r, 2000) {
		before := b.size()
		b.add(&e, i%7 == 0 && flagsOf(&e)&hasBody != 0)
		if grown := b.size() - before; grown > cost(&e, i%7 == 0) {
			t.Fatalf("entry %d cost %d, was said to cost %d at most", i, grown, cost(&e, i%7 == 0))
		}
	}
	if msg, _ := b.bytes(); len(msg) > b.size()+32 {
		t.Fatalf("a batch of %d bytes was said to be %d", len(msg), b.size())
	}
}

func TestBatchRefusesWhatIsCutShort(t *testing.T) {
	msg, _ := packed(someEntries(rand.New(rand.NewPCG(7, 8)), 12), nil)
	for n := range msg {
		if _, err := decodeBatch(msg[:n:n]); err == nil {
			t.Fatalf("took the first %d of %d bytes for a batch", n, len(msg))
		}
	}
	if _, err := decodeBatch(append(msg, 0)); err == nil {
		t.Fatal("took a batch with a byte too many")
	}
}

// FuzzBatch looks for bytes on which decoding panics, and checks that what is
// accepted can be packed again to the same meaning.
func FuzzBatch(f *testing.F) {
	r := rand.New(rand.NewPCG(9, 10))
	for n := range 6 {
		msg, _ := packed(someEntries(r, 1+3*n), nil)
		f.Add(msg)
	}
	ticks := make([]truceline.Entry, 50)
	for i := range ticks {
		ticks[i] = truceline.Entry{Kind: truceline.KindTick, Received: time.Unix(int64(60*i), 0)}
	}
	msg, _ := packed(ticks, nil)
	f.Add(msg)
	f.Fuzz(func(t *testing.T, msg []byte) {
		b, err := decodeBatch(msg)
		if err != nil {
			return
		}
		again := newBuilder(b.number, b.first, b.prev)
		for i := range b.entries {
			if h := b.homes[i]; h.state != bodyHere || !h.bare && flagsOf(&b.entries[i])&hasBody == 0 {
				return // a body that is elsewhere cannot be packed from here
			}
			again.add(&b.entries[i], false)
		}
		out, _ := again.bytes()
		c, err := decodeBatch(out)
		if err != nil {
			t.Fatalf("packed again, it is refused: %v", err)
		}
		if len(b.entries) != len(c.entries) {
			t.Fatal("packed again, it has another length")
		}
		for i := range b.entries {
			if !reflect.DeepEqual(b.entries[i], c.entries[i]) {
				t.Fatalf("packed again, entry %d differs:\n%+v\n%+v", i, b.entries[i], c.entries[i])
			}
		}
	})
}
