package journal

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// holds tells whether any file of the folder has these bytes.
func holds(t testing.TB, dir string, what []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(b, what)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

const secret = "the name of a witness who asked to be forgotten"

func TestErase(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, Options{BatchBytes: 1000, BigBody: 2000})
	big := strings.Repeat("face in a photo ", 200)
	es := append(data("a", "before", secret, "after"), data("a", big)...)
	es = append(es, data("a", strings.Repeat("x", 900), "the end")...)
	appended(t, j, es)
	before, err := j.Proof(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	salt := es[1].Salt
	if !holds(t, dir, []byte(secret)) || !holds(t, dir, salt[:]) || !holds(t, dir, []byte(big)) {
		t.Fatal("the test cannot see the secret")
	}
	for _, i := range []int{1, 3, 1, 5} {
		if err := j.Erase(t.Context(), es[i].ID, "asked for"); err != nil {
			t.Fatal(err)
		}
	}
	if holds(t, dir, []byte(secret)) || holds(t, dir, salt[:]) || holds(t, dir, []byte(big)) {
		t.Error("erased bytes are still in the journal's files")
	}
	want := append([]truceline.Entry(nil), es...)
	for _, i := range []int{1, 3, 5} {
		want[i].Body, want[i].Salt, want[i].Erased = nil, [16]byte{}, true
	}
	check := func() {
		t.Helper()
		same(t, readAll(t, j, 0, 0), want)
		p, err := j.Proof(t.Context())
		if err != nil || p.Erased != 3 || p.Digest != before.Digest || p.Entries != 6 {
			t.Fatalf("%+v, %v", p, err)
		}
		e, err := j.Entry(t.Context(), es[1].ID)
		if err != nil || !e.Erased {
			t.Fatalf("%+v, %v", e, err)
		}
		all, err := j.Erasures(t.Context())
		if err != nil || len(all) != 3 || all[0] != (Erasure{es[1].ID, 2, "asked for"}) {
			t.Fatalf("%+v, %v", all, err)
		}
	}
	check()
	appended(t, j, data("a", "life goes on"))
	want = append(want, readAll(t, j, 7, 7)...)
	shut(t, j)
	j = opened(t, dir, Options{})
	p, err := j.Proof(t.Context())
	if err != nil || p.Erased != 3 || p.Entries != 7 {
		t.Fatalf("%+v, %v", p, err)
	}
	same(t, readAll(t, j, 0, 0), want)

	if err := j.Erase(t.Context(), truceline.IDOf("nothing"), "why not"); !errors.Is(err, truceline.ErrNotFound) {
		t.Error(err)
	}
	if err := j.Erase(t.Context(), es[0].ID, ""); !errors.Is(err, truceline.ErrUsage) {
		t.Error(err)
	}
}

// TestReadAcrossErasures reads where erased batches are out of place.
func TestReadAcrossErasures(t *testing.T) {
	j := opened(t, t.TempDir(), Options{BatchBytes: 300})
	var es []truceline.Entry
	for range 48 {
		es = append(es, data("a", strings.Repeat("y", 200))...)
	}
	appended(t, j, es)
	for _, i := range []int{0, 1, 7, 8, 20, len(es) - 1} {
		if err := j.Erase(t.Context(), es[i].ID, "asked for"); err != nil {
			t.Fatal(err)
		}
		es[i].Body, es[i].Salt, es[i].Erased = nil, [16]byte{}, true
		same(t, readAll(t, j, 0, 0), es)
		same(t, readAll(t, j, 2, uint64(len(es)-1)), es[1:len(es)-1])
	}
	if err := j.Prove(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestErasureIsFinished stops an erasure after each of its steps, as a crash
// would, and looks for what is left once the journal was opened again.
func TestErasureIsFinished(t *testing.T) {
	steps := map[string]func(t *testing.T, j *Journal, id truceline.ID){
		"only intended": func(t *testing.T, j *Journal, id truceline.ID) {},
		"put again": func(t *testing.T, j *Journal, id truceline.ID) {
			b, err := j.fetch(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := j.replace(t.Context(), 0, b.without(1, "asked for")); err != nil {
				t.Fatal(err)
			}
		},
		"deleted but not overwritten": func(t *testing.T, j *Journal, id truceline.ID) {
			block := filepath.Join(j.str.msgs, "1.blk")
			before, err := os.ReadFile(block)
			if err != nil {
				t.Fatal(err)
			}
			if err := j.erase(t.Context(), id, "asked for"); err != nil {
				t.Fatal(err)
			}
			shut(t, j)
			after, err := os.ReadFile(block)
			if err != nil {
				t.Fatal(err)
			}
			var i int
			for i = range records(before) {
				if r := records(before)[i]; bytes.Contains(before[r.at:r.end], []byte(secret)) {
					break
				}
			}
			r := records(before)[i]
			if bytes.Contains(after, []byte(secret)) || records(after)[i].seq != r.seq|isErased {
				t.Fatal("the server no longer destroys messages as scrub takes it to")
			}
			copy(after[r.at:r.end], before[r.at:r.end])
			if err := os.WriteFile(block, after, 0o600); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			j := opened(t, dir, Options{BatchBytes: 1000})
			es := data("a", "before", secret, "after", strings.Repeat("z", 950))
			appended(t, j, es)
			step(t, j, es[1].ID)
			if err := j.writeIntent(Erasure{ID: es[1].ID, Why: "asked for"}); err != nil {
				t.Fatal(err)
			}
			shut(t, j)
			left := filepath.Join(blockDir(dir), "1.blk.tmp")
			if err := os.WriteFile(left, []byte(secret), 0o600); err != nil {
				t.Fatal(err)
			}
			if !holds(t, dir, []byte(secret)) {
				t.Fatal("the test does not leave the secret behind")
			}
			j = opened(t, dir, Options{})
			if holds(t, dir, []byte(secret)) {
				t.Error("the secret is still there")
			}
			p, err := j.Proof(t.Context())
			if err != nil || p.Erased != 1 || p.Entries != 4 {
				t.Fatalf("%+v, %v", p, err)
			}
			if _, err := os.Stat(j.intentPath()); err == nil {
				t.Error("the erasure is still under way")
			}
			shut(t, j)
			os.Remove(filepath.Join(blockDir(dir), "index.db")) // the server must be able to do without
			j = opened(t, dir, Options{})
			if p2, err := j.Proof(t.Context()); err != nil || p2 != p {
				t.Fatalf("%+v, %v", p2, err)
			}
		})
	}
}
