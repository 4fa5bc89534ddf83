package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

func opened(t testing.TB, dir string, opts Options) *Journal {
	t.Helper()
	j, err := Open(t.Context(), dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func appended(t testing.TB, j *Journal, es []truceline.Entry) int {
	t.Helper()
	n, err := j.Append(t.Context(), es)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func readAll(t testing.TB, j *Journal, from, to uint64) []truceline.Entry {
	t.Helper()
	var all []truceline.Entry
	err := j.Read(t.Context(), from, to, func(es []truceline.Entry) error {
		all = append(all, es...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func shut(t testing.TB, j *Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func data(feed string, body ...string) []truceline.Entry {
	var es []truceline.Entry
	for _, b := range body {
		es = append(es, truceline.Entry{Kind: truceline.KindData, Feed: feed, Body: []byte(b)})
	}
	return es
}

func same(t testing.TB, got, want []truceline.Entry) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("entry %d:\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func TestWhatGoesInComesOut(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(11, 12))
	j := opened(t, dir, Options{BatchBytes: 8 << 10, BigBody: 250})
	var want []truceline.Entry
	for range 30 {
		es := someEntries(r, r.IntN(100))
		for i := range es { // no repeats here
			es[i].Key = ""
			es[i].FileHash = truceline.IDOf(fmt.Sprint(r.Uint64()))
		}
		if n := appended(t, j, es); n != len(es) {
			t.Fatalf("added %d of %d", n, len(es))
		}
		want = append(want, es...)
	}
	for i := range want {
		if want[i].Seq != uint64(i+1) {
			t.Fatalf("entry %d has number %d", i+1, want[i].Seq)
		}
	}
	check := func() {
		same(t, readAll(t, j, 0, 0), want)
		for range 50 {
			from := 1 + r.Uint64N(uint64(len(want)))
			to := from + r.Uint64N(uint64(len(want))-from+1)
			same(t, readAll(t, j, from, to), want[from-1:to])
			e, err := j.EntryAt(t.Context(), from)
			if err != nil || !reflect.DeepEqual(e, want[from-1]) {
				t.Fatalf("entry %d: %v, %+v", from, err, e)
			}
			if e.Salt == [16]byte{} {
				continue
			}
			if e, err = j.Entry(t.Context(), e.ID); err != nil || !reflect.DeepEqual(e, want[from-1]) {
				t.Fatalf("entry %d by ID: %v, %+v", from, err, e)
			}
		}
		p, err := j.Proof(t.Context())
		if err != nil || p.Entries != uint64(len(want)) || p.Batches < 30 {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	check()
	shut(t, j)
	j = opened(t, dir, Options{BatchBytes: 8 << 10, BigBody: 250})
	check()
	if j.Last() != uint64(len(want)) {
		t.Fatal(j.Last())
	}
}

func TestRepeats(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, Options{})
	hash := truceline.IDOf("file")
	piece := func(feed string, hash truceline.ID, offset int64, key, body string) []truceline.Entry {
		return []truceline.Entry{{Kind: truceline.KindData, Feed: feed, FileHash: hash, Offset: offset, Key: key, Body: []byte(body)}}
	}
	isNew := func(es []truceline.Entry) {
		t.Helper()
		if appended(t, j, es) != 1 {
			t.Fatalf("%+v was taken for a repeat", es[0])
		}
	}
	isRepeat := func(es []truceline.Entry, of uint64) {
		t.Helper()
		if appended(t, j, es) != 0 || es[0].Seq != of {
			t.Fatalf("%+v was not taken for a repeat of %d", es[0], of)
		}
		e, err := j.EntryAt(t.Context(), of)
		if err != nil || e.ID != es[0].ID || e.Salt != es[0].Salt {
			t.Fatalf("the repeat of %d is named %v", of, es[0].ID)
		}
	}
	first := func() {
		isRepeat(piece("a", hash, 0, "", "x"), 1)
		isRepeat(piece("a", hash, 0, "", "other bytes"), 1)
		isRepeat(piece("a", hash, 9, "", "y"), 2)
		isRepeat(piece("a", truceline.ID{}, 5, "k", "z"), 5)
		isRepeat(piece("a", truceline.IDOf("new file"), 5, "k", "z"), 5)
	}
	isNew(piece("a", hash, 0, "", "x"))
	isNew(piece("a", hash, 9, "", "x"))
	isNew(piece("b", hash, 0, "", "x"))                    // another feed
	isNew(piece("a", truceline.IDOf("else"), 0, "", "x"))  // another file
	isNew(piece("a", truceline.ID{}, 0, "k", "x"))         // keyed
	isNew(piece("b", truceline.ID{}, 0, "k", "x"))         // keyed by another feed
	isNew(piece("a", truceline.ID{}, 0, "", "two ships'")) // nothing to tell it by:
	isNew(piece("a", truceline.ID{}, 0, "", "two ships'")) // equal bodies are two statements
	isNew(piece("a", hash, 4, "", "out of order"))
	first()
	shut(t, j)
	j = opened(t, dir, Options{})
	first()

	both := append(piece("c", hash, 0, "", "x"), piece("c", hash, 0, "", "x")...)
	if n := appended(t, j, both); n != 1 || both[0].Seq != both[1].Seq || both[0].ID != both[1].ID {
		t.Fatalf("a repeat within one call: %d added, %+v", n, both)
	}
}

func TestAppendRefuses(t *testing.T) {
	j := opened(t, t.TempDir(), Options{})
	good := data("a", "body")[0]
	bad := func(why string, change func(*truceline.Entry)) {
		t.Helper()
		e := good
		change(&e)
		n, err := j.Append(t.Context(), []truceline.Entry{good, e})
		if !errors.Is(err, truceline.ErrUsage) || n != 0 || j.Last() != 0 {
			t.Errorf("%s: %d added, %v", why, n, err)
		}
	}
	bad("no kind", func(e *truceline.Entry) { e.Kind = "" })
	bad("another's ID", func(e *truceline.Entry) { e.ID = truceline.IDOf("no") })
	bad("negative offset", func(e *truceline.Entry) { e.Offset = -1 })
	bad("negative line", func(e *truceline.Entry) { e.Line = -1 })
	bad("erased", func(e *truceline.Entry) { e.Erased = true })
	bad("endless text", func(e *truceline.Entry) { e.Key = string(make([]byte, maxText+1)) })
	bad("endless needs", func(e *truceline.Entry) { e.Needs = make([]truceline.ID, maxNeeds+1) })

	if _, err := j.EntryAt(t.Context(), 1); !errors.Is(err, truceline.ErrNotFound) {
		t.Error(err)
	}
	if _, err := j.Entry(t.Context(), truceline.IDOf("no")); !errors.Is(err, truceline.ErrNotFound) {
		t.Error(err)
	}
}

func TestSaltsFromASeedGiveEqualJournals(t *testing.T) {
	digest := func() truceline.ID {
		j := opened(t, t.TempDir(), Options{Salts: rand.NewChaCha8([32]byte{1})})
		appended(t, j, data("a", "one", "two"))
		p, err := j.Proof(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		shut(t, j)
		return p.Digest
	}
	first, second := digest(), digest()
	if first != second {
		t.Error("two replays of the same entries differ")
	}
}

func TestBigBodiesLieApart(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, Options{})
	big := bytes.Repeat([]byte("photo"), 200_000)
	es := append(data("a", "small"), data("a", string(big))...)
	appended(t, j, es)
	blob, err := os.ReadFile(filepath.Join(dir, "blobs", es[1].ID.String()))
	if err != nil || truceline.ID(sha256.Sum256(blob)) != es[1].ID {
		t.Fatalf("the blob is not what its name says: %v", err)
	}
	same(t, readAll(t, j, 1, 0), es)
	shut(t, j)

	torn := filepath.Join(dir, "blobs", es[1].ID.String())
	half := filepath.Join(dir, "blobs", truceline.IDOf("next").String()+".tmp")
	if err := os.WriteFile(half, big[:1000], 0o600); err != nil {
		t.Fatal(err)
	}
	j = opened(t, dir, Options{})
	if _, err := os.Stat(half); err == nil {
		t.Error("a half-written blob was left lying about")
	}
	for _, damage := range [][]byte{blob[:len(blob)/2], append(bytes.Clone(blob[:len(blob)-1]), 'X'), nil} {
		if err := os.WriteFile(torn, damage, 0o600); err != nil {
			t.Fatal(err)
		}
		if damage == nil {
			os.Remove(torn)
		}
		if err := j.Prove(t.Context()); !errors.Is(err, truceline.ErrDamaged) {
			t.Errorf("a blob of %d bytes instead of %d: %v", len(damage), len(blob), err)
		}
		if _, err := j.Entry(t.Context(), es[1].ID); !errors.Is(err, truceline.ErrDamaged) {
			t.Errorf("a blob of %d bytes instead of %d: %v", len(damage), len(blob), err)
		}
	}
}

func TestFilePutsThePiecesTogether(t *testing.T) {
	j := opened(t, t.TempDir(), Options{BatchBytes: 4 << 10, BigBody: 3000})
	r := rand.New(rand.NewPCG(13, 14))
	for round := range 20 {
		whole := someBytes(r, r.IntN(40_000))
		hash := truceline.ID(sha256.Sum256(whole))
		var es []truceline.Entry
		for at := 0; at < len(whole); {
			n := min(len(whole)-at, 1+r.IntN(4000))
			es = append(es, truceline.Entry{Kind: truceline.KindData, Feed: "f", FileHash: hash, Offset: int64(at), Body: whole[at : at+n]})
			at += n
		}
		if len(es) < 3 {
			continue
		}
		r.Shuffle(len(es), func(a, b int) { es[a], es[b] = es[b], es[a] })
		most := es[:len(es)-1]
		appended(t, j, most)
		if _, err := j.File(t.Context(), "f", hash); !errors.Is(err, truceline.ErrNotFound) {
			t.Fatalf("round %d: a file with a piece missing: %v", round, err)
		}
		appended(t, j, es[len(es)-1:])
		got, err := j.File(t.Context(), "f", hash)
		if err != nil || !bytes.Equal(got, whole) {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	if _, err := j.File(t.Context(), "g", truceline.IDOf("no")); !errors.Is(err, truceline.ErrNotFound) {
		t.Fatal(err)
	}
}

func TestOneAtATime(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, Options{})
	if _, err := Open(t.Context(), dir, Options{}); !errors.Is(err, ErrInUse) {
		t.Fatalf("opened twice: %v", err)
	}
	shut(t, j)
	shut(t, j)
	if _, err := j.Append(t.Context(), data("a", "x")); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	if err := j.Read(t.Context(), 0, 0, nil); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	shut(t, opened(t, dir, Options{}))
}

func TestManyAtOnce(t *testing.T) {
	j := opened(t, t.TempDir(), Options{BatchBytes: 2000})
	const writers, each = 4, 50
	errs := make(chan error, writers+2)
	for w := range writers {
		go func() {
			for i := range each {
				if _, err := j.Append(t.Context(), data("a", fmt.Sprint(w, " ", i))); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	ctx, cancel := context.WithCancel(t.Context())
	for _, name := range []string{"one", "two"} {
		go func() {
			next := uint64(1)
			errs <- j.Follow(ctx, name, func(es []truceline.Entry) error {
				for _, e := range es {
					if e.Seq != next {
						return fmt.Errorf("follower %s: entry %d instead of %d", name, e.Seq, next)
					}
					next++
				}
				if next > writers*each {
					return context.Canceled
				}
				return nil
			})
		}()
	}
	for range writers + 2 {
		if err := <-errs; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	cancel()
	if err := j.Prove(t.Context()); err != nil || j.Last() != writers*each {
		t.Error(err, j.Last())
	}
}

func TestACancelledAppendLosesNothing(t *testing.T) {
	j := opened(t, t.TempDir(), Options{BatchBytes: 1000})
	r := rand.New(rand.NewPCG(15, 16))
	acked := 0
	for i := range 40 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(r.IntN(4000))*time.Microsecond)
		var es []truceline.Entry
		for k := range 30 {
			es = append(es, truceline.Entry{Kind: truceline.KindData, Feed: "a", Key: fmt.Sprint(i, " ", k), Body: someBytes(r, 200)})
		}
		if _, err := j.Append(ctx, es); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		cancel()
		appended(t, j, es) // again, in peace
		acked += len(es)
		if j.Last() != uint64(acked) {
			t.Fatalf("round %d: %d entries instead of %d", i, j.Last(), acked)
		}
	}
	if err := j.Prove(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestCloseEndsEveryGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 3 {
		j := opened(t, t.TempDir(), Options{})
		appended(t, j, data("a", "x"))
		go j.Follow(t.Context(), "f", func([]truceline.Entry) error { return nil })
		readAll(t, j, 0, 0)
		shut(t, j)
	}
	for wait := time.Millisecond; ; wait *= 2 {
		n := runtime.NumGoroutine()
		if n <= before {
			return
		}
		if wait > 2*time.Second {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines before, %d after:\n%s", before, n, stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(wait)
	}
}
