package main

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/journal"
)

// demoRun makes a run of the exercise to be tampered with.
func demoRun(t *testing.T, seed uint64) string {
	t.Helper()
	dir := t.TempDir()
	if _, ok := builtBinary(t, "demo", "--seed", strconv.FormatUint(seed, 10), "--out", dir, "--no-serve"); ok {
		return dir
	}
	if _, err := demo(context.Background(), quiet(), seed, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// entriesOf returns all entries of a run's journal.
func entriesOf(t *testing.T, dir string) []truceline.Entry {
	t.Helper()
	j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	var all []truceline.Entry
	err = j.Read(t.Context(), 1, 0, func(batch []truceline.Entry) error {
		for _, e := range batch {
			e.Body = slices.Clone(e.Body)
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// forge writes a journal anew, with a proper chain, out of entries that the
// forger has changed at will.
func forge(t *testing.T, entries []truceline.Entry) string {
	t.Helper()
	dir := t.TempDir()
	j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for i := range entries {
		e := &entries[i]
		e.Seq = 0
		if len(e.Body) > 0 {
			e.ID = truceline.EntryIDOf(e.Salt, e.Body)
		}
	}
	if _, err := j.Append(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return dir
}

// verifyFails runs verify-replay as its users do and expects exit code 1, the
// given words, and nothing that only a programmer understands.
func verifyFails(t *testing.T, dir string, words ...string) {
	t.Helper()
	out, err := exec.Command(realBinary(), "verify-replay", dir).CombinedOutput()
	exit, _ := err.(*exec.ExitError)
	if exit == nil || exit.ExitCode() != exitFailed {
		t.Errorf("verify-replay: %v, want exit code 1\n%s", err, out)
	}
	for _, w := range words {
		if !strings.Contains(string(out), w) {
			t.Errorf("verify-replay does not say %q:\n%s", w, out)
		}
	}
	for _, w := range []string{"panic", "goroutine", ".go:", "0x"} {
		if strings.Contains(string(out), w) {
			t.Errorf("verify-replay says %q:\n%s", w, out)
		}
	}
}

// TestForgedConclusions: whoever rewrites what was concluded, with a proper
// chain, but cannot rewrite what came in, is found out.
func TestForgedConclusions(t *testing.T) {
	t.Parallel()
	whole := entriesOf(t, demoRun(t, 5))
	first := slices.IndexFunc(whole, func(e truceline.Entry) bool { return e.Kind == truceline.KindConclusion })
	forged := func(change func([]truceline.Entry) []truceline.Entry) string {
		return forge(t, change(slices.Clone(whole)))
	}
	if v := verifyDir(t, forged(func(all []truceline.Entry) []truceline.Entry { return all })); len(v.Different) > 0 || v.Pending > 0 || v.Equal == 0 || v.Files == 0 {
		t.Fatalf("written anew without a change: %+v", v)
	}
	verifyFails(t, forged(func(all []truceline.Entry) []truceline.Entry { // a verdict is turned round
		i := slices.IndexFunc(all, func(e truceline.Entry) bool { return strings.HasPrefix(e.Key, "finding:") })
		var c conclusion
		if err := json.Unmarshal(all[i].Body, &c); err != nil {
			t.Fatal(err)
		}
		c.Finding.Breach.Verdict = truceline.Met
		c.Finding.Breach.Reasons = append(c.Finding.Breach.Reasons, "forged")
		all[i].Body, _ = json.Marshal(c)
		return all
	}), "say different things")
	verifyFails(t, forged(func(all []truceline.Entry) []truceline.Entry { // a version that was never concluded
		e := all[len(all)-1]
		e.Key = e.Key[:strings.LastIndexByte(e.Key, ':')] + ":99"
		return append(all, e)
	}), "does not conclude it")
	verifyFails(t, forged(func(all []truceline.Entry) []truceline.Entry { // one is taken out of the middle
		return slices.Delete(all, first+3, first+4)
	}), "missing from the journal")
	verifyFails(t, forged(func(all []truceline.Entry) []truceline.Entry { // no conclusion at all
		all[first].Body = []byte("nonsense")
		return all
	}), "")
	verifyFails(t, forged(func(all []truceline.Entry) []truceline.Entry { // made with other rules
		i := slices.IndexFunc(all, func(e truceline.Entry) bool { return e.File == fileAgreement })
		all[i].Body = []byte(strings.ReplaceAll(string(all[i].Body), "exists: 0.9", "exists: 0.6"))
		if string(all[i].Body) == string(whole[i].Body) {
			all[i].Body = []byte(strings.ReplaceAll(string(all[i].Body), "severity: ", "severity: x"))
		}
		return all
	}), "")
	verifyFails(t, forged(func(all []truceline.Entry) []truceline.Entry { // a row is exchanged
		i := slices.IndexFunc(all, func(e truceline.Entry) bool { return e.Feed == "acoustic" && len(e.Needs) > 0 })
		all[i].Body = slices.Clone(all[i].Body)
		all[i].Body[len(all[i].Body)-2] ^= 1
		return all
	}), "does not give this file back")
	// Cut off at the end is what a kill leaves: pending, and no failure.
	if v := verifyDir(t, forged(func(all []truceline.Entry) []truceline.Entry { return all[:len(all)-4] })); v.Pending != 4 || len(v.Different) > 0 {
		t.Errorf("cut off: %+v", v)
	}
	if v := verifyDir(t, forged(func(all []truceline.Entry) []truceline.Entry { return all[:2] })); v.Entries != 2 || len(v.Different) > 0 {
		t.Errorf("cut off within its configuration: %+v", v)
	}
}

// TestDamagedJournal: whatever happens to the journal's files, verify-replay
// says so in plain words.
func TestDamagedJournal(t *testing.T) {
	run := demoRun(t, 5)
	damaged := func(change func(msgs string) error) string {
		t.Helper()
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(run)); err != nil {
			t.Fatal(err)
		}
		if err := change(filepath.Join(dir, dirJournal, "jetstream", "$G", "streams", "JOURNAL", "msgs")); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	block := func(msgs string) string { return filepath.Join(msgs, "1.blk") }
	size := int64(0)
	if info, err := os.Stat(block(filepath.Join(run, dirJournal, "jetstream", "$G", "streams", "JOURNAL", "msgs"))); err != nil {
		t.Fatal(err)
	} else {
		size = info.Size()
	}
	for _, at := range []int64{5, 100, size / 3, size / 2, size - 3000, size - 3} {
		verifyFails(t, damaged(func(msgs string) error {
			f, err := os.OpenFile(block(msgs), os.O_RDWR, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			var b [1]byte
			if _, err := f.ReadAt(b[:], at); err != nil {
				return err
			}
			b[0] ^= 0x10
			_, err = f.WriteAt(b[:], at)
			return err
		}), "record damaged")
	}
	for _, left := range []int64{0, 7, size / 2, size - 1} {
		verifyFails(t, damaged(func(msgs string) error { return os.Truncate(block(msgs), left) }), "record damaged")
	}
	verifyFails(t, damaged(func(msgs string) error { return os.Remove(block(msgs)) }), "record damaged")
	verifyFails(t, damaged(func(msgs string) error { return os.RemoveAll(filepath.Dir(msgs)) }), "record damaged")
	verifyFails(t, damaged(func(msgs string) error { // a block that is no file
		if err := os.Remove(block(msgs)); err != nil {
			return err
		}
		return os.Mkdir(block(msgs), 0o755)
	}))
	verifyFails(t, damaged(func(msgs string) error { // a body in the blob folder
		blobs := filepath.Join(msgs, "..", "..", "..", "..", "..", "blobs")
		names, err := fs.Glob(os.DirFS(blobs), "*")
		if err != nil || len(names) == 0 {
			return os.Truncate(block(msgs), 9) // this exercise has none
		}
		return os.Truncate(filepath.Join(blobs, names[0]), 9)
	}), "record damaged")
}
