package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/journal"
)

// erase erases the bodies of entries in a run's journal.
func erase(t *testing.T, dir string, ids ...truceline.ID) {
	t.Helper()
	j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for _, id := range ids {
		if err := j.Erase(t.Context(), id, "a test"); err != nil {
			t.Fatal(err)
		}
	}
}

// dataRows are the rows of a feed.
func dataRows(entries []truceline.Entry, feed string) (rows []truceline.Entry) {
	for _, e := range entries {
		if e.Feed == feed && e.Kind == truceline.KindData && len(e.Needs) > 0 {
			rows = append(rows, e)
		}
	}
	return rows
}

// TestErasure: after bodies were erased the record still verifies; what rested
// on them is excused, and nothing else is.
func TestErasure(t *testing.T) {
	t.Parallel()
	whole := demoRun(t, 5)
	before := verifyDir(t, whole)
	for _, feed := range []string{"acoustic", "camera", "watches", "claims"} {
		t.Run(feed, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "run")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			rows := dataRows(entriesOf(t, dir), feed)
			if len(rows) == 0 {
				rows = slices.DeleteFunc(entriesOf(t, dir), func(e truceline.Entry) bool { return e.Feed != feed })
			}
			var gone []truceline.ID
			for i := 0; i < len(rows); i += max(len(rows)/5, 1) {
				gone = append(gone, rows[i].ID)
			}
			erase(t, dir, gone...)
			v := verifyDir(t, dir)
			if len(v.Different) > 0 || v.Erased != len(gone) {
				t.Fatalf("%d erased: %+v", len(gone), v)
			}
			// How probable things are rests on the whole record, so much is
			// excused for what observers stated; claims touch nothing.
			if feed == "claims" && v.Excused > 0 || v.Equal+v.Excused < before.Equal {
				t.Errorf("%d of %d were excused for %d rows", v.Excused, before.Equal, len(gone))
			}
			if feed == "acoustic" && v.Excused == 0 {
				t.Error("nothing rested on what was erased")
			}
		})
	}
}

// TestErasureExcusesNothingElse: a forger who alters a conclusion and erases
// something that it does not rest on is found out.
func TestErasureExcusesNothingElse(t *testing.T) {
	t.Parallel()
	whole := entriesOf(t, demoRun(t, 5))
	row := dataRows(whole, "acoustic")[3]
	change := func(of func(conclusion) bool, how func(*conclusion)) string {
		all := slices.Clone(whole)
		for i := range all {
			var c conclusion
			if all[i].Kind == truceline.KindConclusion && json.Unmarshal(all[i].Body, &c) == nil && of(c) {
				how(&c)
				all[i].Body, _ = json.Marshal(c)
				break
			}
		}
		dir := forge(t, all)
		erase(t, dir, row.ID)
		return dir
	}
	clear := func(i *truceline.Incident) bool {
		return i != nil && !slices.Contains(i.Observations, truceline.ObservationID(row.ID, 0))
	}
	verifyFails(t, change(func(c conclusion) bool { return clear(c.Incident) && len(c.Incident.Observations) > 2 }, func(c *conclusion) {
		c.Incident.Lineages += 7
	}), "erased", "say different things")
	verifyFails(t, change(func(c conclusion) bool {
		return c.Finding != nil && c.Finding.Subject.Kind == truceline.SubjectIncident && c.Finding.Exists.Verdict != truceline.Met
	}, func(c *conclusion) {
		c.Finding.Exists.Verdict = truceline.Met
	}), "erased", "say different things")

	all := slices.Clone(whole)
	last := slices.IndexFunc(all, func(e truceline.Entry) bool { return e.Kind == truceline.KindConclusion })
	dir := forge(t, slices.Delete(all, last, last+1)) // the first conclusion is taken out
	erase(t, dir, row.ID)
	verifyFails(t, dir, "erased", "missing from the journal")
}

// TestErasedHeader: with a header row its whole file is lost, and with the
// configuration the replay; neither is damage that goes unsaid.
func TestErasedHeader(t *testing.T) {
	dir := demoRun(t, 5)
	all := entriesOf(t, dir)
	row := dataRows(all, "acoustic")[0]
	erase(t, dir, row.Needs[0])
	if v := verifyDir(t, dir); len(v.Different) > 0 || v.Erased != 1 || v.Excused == 0 {
		t.Errorf("header erased: %+v", v)
	}
	erase(t, dir, all[slices.IndexFunc(all, func(e truceline.Entry) bool { return e.Feed == "control" })].ID)
	if v := verifyDir(t, dir); len(v.Different) > 0 || v.Erased != 2 {
		t.Errorf("map erased: %+v", v)
	}
	erase(t, dir, all[slices.IndexFunc(all, func(e truceline.Entry) bool { return e.File == fileReplay })].ID)
	if _, err := verify(t.Context(), quiet(), dir); err == nil || !strings.Contains(err.Error(), "replay.yaml was erased") {
		t.Errorf("configuration erased: %v", err)
	}
}
