package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/score"
)

// must runs the command in this process.
func must(t *testing.T, args ...string) {
	t.Helper()
	env := quiet()
	var complaint bytes.Buffer
	env.stderr = &complaint
	if code := run(context.Background(), env, args); code != exitDone {
		t.Fatalf("truceline %v: exit code %d: %s", args, code, complaint.String())
	}
}

func recordAndText(t *testing.T, dir string) (truceline.Record, string) {
	t.Helper()
	rec, err := readRecord(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal([]any{rec.Incidents, rec.Findings, rec.Watches})
	if err != nil {
		t.Fatal(err)
	}
	return rec, string(text)
}

// TestTruthTakenAway: what is concluded does not depend on the truth. With lies
// in truth/, and without truth/, the same world gives the same incidents and
// findings to the last byte: one whose watchers keep to tables, and one in the
// formats that they would really send.
func TestTruthTakenAway(t *testing.T) {
	for _, args := range [][]string{{"demo", "--seed", "3"}, {"raid", "--seed", "3", "--hours", "4"}} {
		t.Run(args[0], func(t *testing.T) { truthTakenAway(t, args) })
	}
}

func truthTakenAway(t *testing.T, args []string) {
	world := filepath.Join(t.TempDir(), "world")
	must(t, append([]string{"sim", "--out", world}, append(args[1:], args[0])...)...)
	concluded := func() (truceline.Record, string) {
		run := t.TempDir()
		must(t, "replay", world, "--data", world, "--out", run)
		return recordAndText(t, run)
	}
	rec, want := concluded()
	if len(rec.Findings) == 0 {
		t.Fatal("the exercise gave no findings, so this test says nothing")
	}
	name := filepath.Join(world, "truth", "incidents.ndjson")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lies := bytes.ReplaceAll(bytes.ReplaceAll(text, []byte(`"by":"A"`), []byte(`"by":"B"`)), []byte(`"lat":`), []byte(`"lat":1`))
	if bytes.Equal(lies, text) {
		t.Fatal("nothing in the truth was changed")
	}
	if err := os.WriteFile(name, lies, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, got := concluded(); got != want {
		t.Error("lies in truth/ changed what was concluded")
	}
	if err := os.RemoveAll(filepath.Join(world, "truth")); err != nil {
		t.Fatal(err)
	}
	if _, got := concluded(); got != want {
		t.Error("without truth/ something else was concluded")
	}
}

// TestStepsTaken: a step counts when the same side took it before, in time and in
// order.
func TestStepsTaken(t *testing.T) {
	at := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	deed := func(by, subtype string, ago time.Duration) score.Truth {
		d := score.Truth{By: by, Subtype: subtype}
		d.When.From = at.Add(-ago)
		return d
	}
	fire := deed("A", "mortar", 0)
	good := func(want bool, deeds []string, done ...score.Truth) {
		t.Helper()
		if got := stepsTaken(&truceline.Terms{Within: time.Hour, Deeds: deeds}, fire, done); got != want {
			t.Errorf("%v after %d steps: %v", deeds, len(done), got)
		}
	}
	call := []string{"hotline"}
	good(true, call, deed("A", "hotline", time.Minute))
	good(false, call)
	good(false, call, deed("B", "hotline", time.Minute))    // the other side called
	good(false, call, deed("A", "hotline", 61*time.Minute)) // too long ago
	good(false, call, deed("A", "hotline", -time.Minute))   // afterwards
	two := []string{"hotline", "notice"}
	good(true, two, deed("A", "hotline", 2*time.Minute), deed("A", "notice", time.Minute))
	good(false, two, deed("A", "hotline", time.Minute), deed("A", "notice", 2*time.Minute)) // the wrong way round
}

// TestBreaches: what is truly a breach follows from the text, done by hand for
// the exercise's agreement.
func TestBreaches(t *testing.T) {
	dir := t.TempDir()
	must(t, "demo", "--no-serve", "--seed", "3", "--out", dir)
	rec, _ := recordAndText(t, dir)
	breaks, err := breaches(rec, nil)
	if err != nil {
		t.Fatal(err)
	}
	truth := func(change func(*score.Truth)) score.Truth {
		at := rec.Lines[0].Main[len(rec.Lines[0].Main)/2]
		s := score.Truth{By: "A", Incident: truceline.Incident{Kind: "F3", Place: truceline.Place{Shape: truceline.ShapePoint, At: at}}}
		s.When.From = rec.Run.Window.From.Add(1e12)
		s.When.To = s.When.From
		s.Ground = &truceline.Ground{Side: "B", Certain: 1, DistanceKm: 2}
		change(&s)
		return s
	}
	check := func(clause string, want bool, why string, change func(*score.Truth)) {
		t.Helper()
		if got, ok := breaks(clause, truth(change)); !ok || got != want {
			t.Errorf("%s under %s: got %v, %v", why, clause, got, ok)
		}
	}
	check("no-fire", true, "shelling", func(*score.Truth) {})
	check("no-fire-in-corridor", true, "shelling by the line", func(*score.Truth) {})
	check("no-fire-in-corridor", false, "shelling far behind", func(s *score.Truth) { s.Ground.DistanceKm = 20 })
	check("no-fire", false, "a drone that looks", func(s *score.Truth) { s.Kind = "A1" })
	check("no-aerial", true, "a drone that looks", func(s *score.Truth) { s.Kind = "A1" })
	check("no-fire", false, "shelling before the hours", func(s *score.Truth) {
		s.When.From = rec.Run.Window.From.Add(-1e13)
		s.When.To = s.When.From
	})
	demining := func(s *score.Truth) { s.Kind, s.By, s.Exempt = "F6", "", "demining" }
	check("no-fire", false, "announced demining", demining)
	check("no-fire-in-corridor", true, "demining in the corridor, where nothing is exempt", demining)
	if _, ok := breaks("no-such-clause", truth(func(*score.Truth) {})); ok {
		t.Error("a clause that is not there was judged")
	}
}
