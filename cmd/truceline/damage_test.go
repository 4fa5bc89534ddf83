package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/journal"
)

// inputs returns the files that a truce reads, by name below the data folder,
// and the feed that each came through.
func inputs(t *testing.T, l *loaded, data string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, f := range l.config.Feeds {
		for _, pattern := range f.Files {
			names, err := fs.Glob(os.DirFS(data), pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				files[name] = f.Feed
			}
		}
	}
	return files
}

// spoil does one of several things to the bytes of a file.
func spoil(rng *rand.Rand, file []byte) []byte {
	from := rng.IntN(len(file))
	to := min(len(file), from+1+rng.IntN(200))
	part := bytes.Clone(file[from:to])
	switch rng.IntN(5) {
	case 0: // cut out
		part = nil
	case 1: // doubled
		part = append(part, part...)
	case 2: // cut off
		return bytes.Clone(file[:from])
	case 3: // zeroes, as a file system leaves them
		clear(part)
	default: // garbled
		for i := range part {
			part[i] = byte(rng.Uint32())
		}
	}
	return slices.Concat(file[:from], part, file[to:])
}

// saidBy is what the rows of one file said, by the bytes of the row. Where a row
// stands twice it is counted twice.
func saidBy(t *testing.T, l *loaded, dir, file string) map[string]int {
	t.Helper()
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	read, said := newReader(formats, j.Entry), map[string]int{}
	err = j.Read(t.Context(), 1, 0, func(batch []truceline.Entry) error {
		for _, e := range batch {
			if e.File != file || len(e.Needs) == 0 {
				continue
			}
			r, err := read.read(t.Context(), e)
			if err != nil {
				return err
			}
			for _, o := range r.Observations {
				o.ID, o.Entry = truceline.ID{}, truceline.ID{}
				text, err := json.Marshal(o)
				if err != nil {
					return err
				}
				said[string(bytes.TrimRight(e.Body, "\r\n"))+"\n"+string(text)]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// TestSpoiledFiles spoils each real file of each truce in turn and replays. The
// replay never fails; every row whose bytes were not touched says the same as
// before; what was refused names file, line and reason, and is counted; the
// journal gives the spoiled file back byte for byte; and the record verifies.
func TestSpoiledFiles(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	spoiled := map[string]bool{} // of the many files alike, one of each feed and truce is enough
	for n, truce := range []string{"easter-2026", "easter-2025", "victory-2025", "minsk-2020"} {
		t.Run(truce, func(t *testing.T) {
			l, err := loadReplay(filepath.Join("..", "..", "exercises", "real", truce))
			if err != nil {
				t.Fatal(err)
			}
			_, whole := replayReal(t, truce)
			files := inputs(t, l, data)
			names := slices.Sorted(maps.Keys(files))
			rng := rand.New(rand.NewPCG(uint64(n), 8470))
			rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			for _, name := range names {
				if alike := path.Dir(name) + " " + files[name]; !spoiled[alike] {
					spoiled[alike] = true
					spoiledFile(t, rng, l, data, whole, name, files)
				}
			}
		})
	}
}

func spoiledFile(t *testing.T, rng *rand.Rand, l *loaded, data, whole, name string, files map[string]string) {
	t.Helper()
	was, err := os.ReadFile(filepath.Join(data, name))
	if err != nil {
		t.Fatal(err)
	}
	now := spoil(rng, was)
	here, out := t.TempDir(), t.TempDir()
	for other := range files {
		to := filepath.Join(here, other)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if other == name {
			err = os.WriteFile(to, now, 0o644)
		} else {
			var from string
			if from, err = filepath.Abs(filepath.Join(data, other)); err == nil {
				err = os.Symlink(from, to)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	done, err := replay(context.Background(), quiet(), l, here, out)
	if err != nil {
		t.Fatalf("%s spoiled: %v", name, err)
	}
	if done.Refused != len(done.Refusals) {
		t.Errorf("%s: %d refused, %d told", name, done.Refused, len(done.Refusals))
	}
	for _, r := range done.Refusals {
		if r.File != name || r.Line < 1 || r.Reason == "" || r.Feed != files[name] {
			t.Errorf("%s: refusal %+v", name, r)
		}
	}
	sameRows(t, name, was, now, saidBy(t, l, whole, name), saidBy(t, l, out, name))
	givenBack(t, out, files[name], now)
	if v := verifyDir(t, out); len(v.Different) > 0 || v.Pending > 0 || v.Files != len(files) {
		t.Errorf("%s: verify %+v", name, v)
	}
}

// sameRows checks that every row that stands whole in both files says the same.
func sameRows(t *testing.T, name string, was, now []byte, before, after map[string]int) {
	t.Helper()
	count := func(file []byte) map[string]int {
		rows := map[string]int{}
		for row := range bytes.Lines(file) {
			rows[string(bytes.TrimRight(row, "\r\n"))]++
		}
		return rows
	}
	old, left := count(was), count(now)
	for what, n := range before {
		row, _, _ := bytes.Cut([]byte(what), []byte("\n"))
		if left[string(row)] >= old[string(row)] && after[what] < n {
			t.Errorf("%s: a good row is lost: %s", name, row)
		}
	}
}

// givenBack checks that the journal gives a file back as it came.
func givenBack(t *testing.T, dir, feed string, file []byte) {
	t.Helper()
	j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	got, err := j.File(t.Context(), feed, sha256.Sum256(file))
	if err != nil || !bytes.Equal(got, file) {
		t.Errorf("feed %s: the journal does not give the file back: %v", feed, err)
	}
}

// TestOddFiles: files that are empty, missing, folders or not to be read end in
// a refusal or in words that say what to do.
func TestOddFiles(t *testing.T) {
	data := dataDir(t)
	l, err := loadReplay(filepath.Join("..", "..", "exercises", "real", "minsk-2020"))
	if err != nil {
		t.Fatal(err)
	}
	const name = "july-2020/osce_smm_daily_counts.csv"
	run := func(lay func(path string) error) (replayed, error) {
		t.Helper()
		here := t.TempDir()
		for file := range inputs(t, l, data) {
			path := filepath.Join(here, file)
			text, err := os.ReadFile(filepath.Join(data, file))
			if err == nil {
				err = os.MkdirAll(filepath.Dir(path), 0o755)
			}
			if err == nil && file != name {
				err = os.WriteFile(path, text, 0o644)
			}
			if err == nil && file == name {
				err = lay(path)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		return replay(context.Background(), quiet(), l, here, filepath.Join(t.TempDir(), "run"))
	}
	good := func(refused int, lay func(path string) error) {
		t.Helper()
		if done, err := run(lay); err != nil || done.Refused != refused {
			t.Errorf("%d refused, want %d; %v", done.Refused, refused, err)
		}
	}
	bad := func(words string, lay func(path string) error) {
		t.Helper()
		if _, err := run(lay); err == nil || !bytes.Contains([]byte(err.Error()), []byte(words)) {
			t.Errorf("%v; want words like %q", err, words)
		}
	}
	good(1, func(path string) error { return os.WriteFile(path, nil, 0o644) })
	good(1, func(path string) error { return os.WriteFile(path, []byte("\n"), 0o644) })
	good(0, func(path string) error {
		real, err := filepath.Abs(filepath.Join(data, name))
		if err != nil {
			return err
		}
		return os.Symlink(real, path)
	})
	bad("--data DIR", func(path string) error { return nil })
	bad("is a directory", func(path string) error { return os.Mkdir(path, 0o755) })
	bad("no file matches", func(path string) error { return os.Symlink("nowhere", path) })
	if os.Geteuid() != 0 { // nothing is forbidden to root
		bad("permission denied", func(path string) error { return os.WriteFile(path, []byte("x"), 0) })
	}
	bad(fmt.Sprint(name), func(path string) error { return os.Symlink("osce_smm_daily_counts.csv", path) }) // to itself
}
