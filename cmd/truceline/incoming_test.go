package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

const incomingReplay = `name: small
title: "Small"
kind: exercise
agreement: agreement.yaml
window: {from: 2030-05-01T00:00:00Z, to: 2030-05-01T02:00:00Z}
mission_zone: UTC
cut_off: "19:30"
feeds:
  - {feed: one, format: table, files: [one*.csv], source: posts, window: 10m, delay: 1m, options: {form: csv}}
  - {feed: two, format: table, files: [two.ndjson], source: cameras, window: 10m, delay: 30s, options: {form: ndjson}}
`

// incomingFolder writes a replay whose rows lie in disorder, some longer than
// what is read of a file at once.
func incomingFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	moment := func() string {
		return time.Date(2030, 5, 1, 0, 0, rng.IntN(7200), 0, time.UTC).Format(time.RFC3339)
	}
	for n := range 2 {
		var csv strings.Builder
		csv.WriteString("time_from,clock,source,means,kind,remarks\n")
		for i := range 400 {
			remarks := ""
			if i%97 == 0 {
				remarks = strings.Repeat("long ", rng.IntN(2*stretchSize/5))
			}
			fmt.Fprintf(&csv, "%s,gnss,post %d,heard,F3,%s\n", moment(), i, remarks)
		}
		write(fmt.Sprintf("one-%d.csv", n), csv.String())
	}
	var lines strings.Builder
	for i := range 300 {
		fmt.Fprintf(&lines, `{"time_from":%q,"clock":"ntp","source":"camera %d","means":"camera","kind":"F1"}`+"\n", moment(), i)
	}
	write("two.ndjson", lines.String())
	write("replay.yaml", incomingReplay)
	text, err := os.ReadFile("../../exercises/country/agreement.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write("agreement.yaml", string(text))
	return dir
}

// arrivalsIn loads the replay of a folder and looks through its files.
func arrivalsIn(t *testing.T, dir string) (*loaded, *incoming) {
	t.Helper()
	l, err := loadReplay(dir)
	if err != nil {
		t.Fatal(err)
	}
	arrivals, err := l.arrivals("")
	if err != nil {
		t.Fatal(err)
	}
	return l, arrivals
}

// TestIncoming checks that the files come back byte for byte, in order of time,
// no row before its header, and the same at any size of chunk.
func TestIncoming(t *testing.T) {
	t.Parallel()
	dir := incomingFolder(t)
	_, arrivals := arrivalsIn(t, dir)
	all := func(most int) (entries []truceline.Entry) {
		t.Helper()
		err := arrivals.each(t.Context(), most, func(chunk []truceline.Entry) error {
			entries = append(entries, chunk...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return entries
	}
	entries := all(8192)
	if len(entries) != arrivals.count() || fmt.Sprint(entries) != fmt.Sprint(all(7)) {
		t.Errorf("%d entries, %d announced, or others in smaller chunks", len(entries), arrivals.count())
	}
	files, there := map[string][]byte{}, map[truceline.ID]bool{}
	for i, e := range entries {
		if i > 0 && e.Received.Before(entries[i-1].Received) {
			t.Fatalf("entry %d comes before the one that it follows", i)
		}
		for _, need := range e.Needs {
			if !there[need] {
				t.Fatalf("entry %d comes before what it needs", i)
			}
		}
		there[e.ID] = true
		if end := int(e.Offset) + len(e.Body); e.File != "" {
			files[e.File] = append(files[e.File], make([]byte, max(0, end-len(files[e.File])))...)
			copy(files[e.File][e.Offset:], e.Body)
		}
	}
	for _, name := range []string{"one-0.csv", "one-1.csv", "two.ndjson"} {
		if want, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(files[name], want) {
			t.Errorf("%s did not come back as it is: %v", name, err)
		}
	}
}

// TestIncomingChanged changes a file between looking through it and reading it.
func TestIncomingChanged(t *testing.T) {
	t.Parallel()
	dir := incomingFolder(t)
	_, arrivals := arrivalsIn(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "two.ndjson"), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := arrivals.each(t.Context(), 100, func([]truceline.Entry) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "two.ndjson") || !strings.Contains(err.Error(), "run the replay again") {
		t.Errorf("a file changed while it was read, and the error is %v", err)
	}
}

// TestLooksInFiles: documents of a receiver that lie in a folder, a file a look, are
// compared with one another in a replay as they are when they come one after another: the
// second says that the aircraft's satellite navigation fell, and not before it was so.
func TestLooksInFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	agreement, err := os.ReadFile("../../exercises/country/agreement.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write("agreement.yaml", string(agreement))
	write("replay.yaml", strings.Split(incomingReplay, "feeds:")[0]+`feeds:
  - {feed: mast, format: adsb, files: [aircraft_*.json], source: receiver, options: {form: json}}
`)
	began := time.Date(2030, 5, 1, 0, 10, 0, 0, time.UTC)
	for i, nic := range []int{8, 0, 0, 8} {
		write(fmt.Sprintf("aircraft_%d.json", i), fmt.Sprintf(`{"now":%d,"aircraft":[{"hex":"40621d","lat":48.1,"lon":36.2,"seen_pos":0,"nic":%d}]}`, began.Unix()+10*int64(i), nic))
	}
	l, arrivals := arrivalsIn(t, dir)
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		t.Fatal(err)
	}
	bodies, fell := map[truceline.ID][]byte{}, 0
	err = arrivals.each(t.Context(), 100, func(chunk []truceline.Entry) error {
		for _, e := range chunk {
			if e.Feed != "mast" {
				continue
			}
			var needs [][]byte
			for _, n := range e.Needs {
				needs = append(needs, bodies[n]) // empty where it has not come: then nothing fell
			}
			bodies[e.ID] = bytes.Clone(e.Body)
			for _, o := range formats["mast"].Parse(e, needs).Observations {
				if o.Kind == truceline.KindInterference {
					if fell++; !o.When.From.Equal(began.Add(10 * time.Second)) {
						t.Errorf("it fell at %s", o.When.From)
					}
				}
			}
		}
		return nil
	})
	if err != nil || fell != 1 {
		t.Errorf("it fell %d times, want once: %v", fell, err)
	}
}
