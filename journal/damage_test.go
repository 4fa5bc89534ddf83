package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/truceline/truceline"
)

// filled makes a journal of many small batches and closes it.
func filled(t *testing.T, dir string) []truceline.Entry {
	t.Helper()
	j := opened(t, dir, Options{BatchBytes: 2000})
	r := rand.New(rand.NewPCG(17, 18))
	var es []truceline.Entry
	for range 200 {
		es = append(es, data("a", string(someBytes(r, 100)))...)
	}
	appended(t, j, es)
	shut(t, j)
	return es
}

// TestADamagedByteIsNoticed flips a byte of the stream here and there, with and
// without the server's index, which decides what the server itself notices.
func TestADamagedByteIsNoticed(t *testing.T) {
	master := t.TempDir()
	es := filled(t, master)
	block, err := os.ReadFile(filepath.Join(blockDir(master), "1.blk"))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(19, 20))
	for round := range 24 {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(master)); err != nil {
			t.Fatal(err)
		}
		at := r.IntN(len(block))
		damaged := append([]byte(nil), block...)
		damaged[at] ^= 1 << r.IntN(8)
		path := filepath.Join(blockDir(dir), "1.blk")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if round%2 == 1 {
			os.Remove(filepath.Join(blockDir(dir), "index.db"))
		}
		size := func() int64 {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			return info.Size()
		}
		noticed := func() error {
			j, err := Open(t.Context(), dir, Options{})
			if err != nil {
				return err
			}
			defer j.Close()
			if err := j.Prove(t.Context()); err != nil {
				return err
			}
			if reflect.DeepEqual(readAll(t, j, 0, 0), es) {
				return nil // a bit that carries nothing may flip
			}
			return errors.New("entries differ and nobody noticed")
		}()
		if noticed != nil && !errors.Is(noticed, truceline.ErrDamaged) {
			t.Errorf("round %d, byte %d of %d: %v", round, at, len(block), noticed)
		}
		if rs := records(block); noticed != nil && at < rs[len(rs)-1].at && size() != int64(len(block)) {
			t.Errorf("round %d, byte %d of %d: the good bytes behind the damage were cut off", round, at, len(block))
		}
	}
}

// TestDamageUnderARunningJournal flips bytes behind the server's back.
func TestDamageUnderARunningJournal(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir)
	j := opened(t, dir, Options{})
	path := filepath.Join(blockDir(dir), "1.blk")
	block, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	shut(t, j)
	block[len(block)/2] ^= 1
	j = opened(t, dir, Options{})
	if err := os.WriteFile(path, block, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Log("prove:", j.Prove(t.Context())) // the server may still have the good bytes in memory
	shut(t, j)
	if j, err = Open(t.Context(), dir, Options{}); err == nil {
		err = j.Prove(t.Context())
		j.Close()
	}
	if !errors.Is(err, truceline.ErrDamaged) {
		t.Error(err)
	}
}

func TestALostEndIsNoticed(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir)
	path := filepath.Join(blockDir(dir), "1.blk")
	block, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rs := records(block)
	if err := os.WriteFile(path, block[:rs[len(rs)-2].end], 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), dir, Options{})
	if !errors.Is(err, truceline.ErrDamaged) {
		t.Fatal(err)
	}
}

// TestAnotherRecordIsNoticed forges: it hands the journal batches that are each
// sound but are not the ones that were acknowledged.
func TestAnotherRecordIsNoticed(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	filled(t, dir)
	filled(t, other) // salts differ, so all else does
	if err := os.RemoveAll(filepath.Join(dir, "jetstream")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "jetstream"), os.DirFS(filepath.Join(other, "jetstream"))); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, Options{}); !errors.Is(err, truceline.ErrDamaged) {
		t.Fatal(err)
	}
}

// TestForgedBatches sends the stream what no journal would write.
func TestForgedBatches(t *testing.T) {
	entries := data("a", "forged")
	entries[0].ID = truceline.EntryIDOf(entries[0].Salt, entries[0].Body)
	good := func(j *Journal) (number, first uint64, prev truceline.ID) {
		return 1, 2, j.slot(0).digest
	}
	bad := func(why string, change func(number, first *uint64, prev *truceline.ID, e *truceline.Entry) []byte) {
		t.Run(why, func(t *testing.T) {
			dir := t.TempDir()
			j := opened(t, dir, Options{})
			appended(t, j, data("a", "true"))
			number, first, prev := good(j)
			e := entries[0]
			msg := change(&number, &first, &prev, &e)
			if msg == nil {
				b := newBuilder(number, first, prev)
				b.add(&e, false)
				msg, _ = b.bytes()
			}
			if err := j.replace(t.Context(), 0, msg); err != nil {
				t.Fatal(err)
			}
			shut(t, j)
			j, err := Open(t.Context(), dir, Options{})
			if err == nil {
				err = j.Prove(t.Context())
				j.Close()
			}
			if !errors.Is(err, truceline.ErrDamaged) {
				t.Error(err)
			}
		})
	}
	bad("not a batch", func(_, _ *uint64, _ *truceline.ID, _ *truceline.Entry) []byte { return []byte("hello") })
	bad("a gap in numbers", func(n, _ *uint64, _ *truceline.ID, _ *truceline.Entry) []byte { *n = 2; return nil })
	bad("a gap in entries", func(_, f *uint64, _ *truceline.ID, _ *truceline.Entry) []byte { *f = 3; return nil })
	bad("another chain", func(_, _ *uint64, p *truceline.ID, _ *truceline.Entry) []byte { p[0] ^= 1; return nil })
	bad("another batch 0", func(n, f *uint64, p *truceline.ID, _ *truceline.Entry) []byte {
		*n, *f, *p = 0, 1, truceline.ID{}
		return nil
	})
	bad("a body that is not its ID's", func(_, _ *uint64, _ *truceline.ID, e *truceline.Entry) []byte {
		e.Body = []byte("altered")
		return nil
	})
}

// TestGarbageInSmallFiles garbles every file beside the stream: the journal
// must still open, or say what is wrong.
func TestGarbageInSmallFiles(t *testing.T) {
	master := t.TempDir()
	filled(t, master)
	var names []string
	err := filepath.WalkDir(master, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) != ".blk" {
			name, _ := filepath.Rel(master, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, "followers/engine", "erasing") {
		for _, garbage := range []string{"", "garbage", fmt.Sprintf("%01000d", 0)} {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(master)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(garbage), 0o600); err != nil {
				t.Fatal(err)
			}
			j, err := Open(t.Context(), dir, Options{})
			if err == nil {
				err = j.Prove(t.Context())
				if j.Last() != 200 {
					t.Errorf("%s of %d bytes of garbage: the record ends at %d and nobody noticed", name, len(garbage), j.Last())
				}
				j.Close()
			}
			t.Logf("%s, %d bytes of garbage: %v", name, len(garbage), err)
		}
	}
}
