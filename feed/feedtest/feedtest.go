// Package feedtest holds the tests that every format passes: its cases, the
// rules that no bytes may break, and damage to real files. A format's own test
// calls them and adds what only it knows.
package feedtest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// want is the line that parts the message of a case from what is made of it.
const want = "\n-- want --\n"

// Entries cuts a file that came under a name. Salts are zero, so that the same
// bytes have the same ID.
func Entries(f feed.Format, c feed.Config, name string, file []byte) []truceline.Entry {
	r := feed.Reader{Config: c, Format: f, Salt: func() (salt [16]byte) { return salt }, Received: time.Unix(0, 0).UTC()}
	return r.Entries(name, file)
}

// Read reads a file that came under a name, entry by entry.
func Read(f feed.Format, c feed.Config, name string, file []byte) []truceline.Reading {
	pieces, entries := f.Split(file), Entries(f, c, name, file)
	readings := make([]truceline.Reading, len(entries))
	for i, e := range entries {
		var needs [][]byte
		for _, n := range pieces[i].Needs {
			needs = append(needs, pieces[n].Body)
		}
		readings[i] = f.Parse(e, needs)
	}
	return readings
}

// All reads a file and puts what all of its entries say together.
func All(f feed.Format, c feed.Config, name string, file []byte) (all truceline.Reading) {
	for _, r := range Read(f, c, name, file) {
		all.Observations = append(all.Observations, r.Observations...)
		all.Texts = append(all.Texts, r.Texts...)
		all.Claims = append(all.Claims, r.Claims...)
		all.Tallies = append(all.Tallies, r.Tallies...)
		all.Watches = append(all.Watches, r.Watches...)
		all.Controls = append(all.Controls, r.Controls...)
		all.Areas = append(all.Areas, r.Areas...)
		all.Heat = append(all.Heat, r.Heat...)
		all.Terrain = append(all.Terrain, r.Terrain...)
		all.Weather = append(all.Weather, r.Weather...)
		all.Rulings = append(all.Rulings, r.Rulings...)
		all.Postures = append(all.Postures, r.Postures...)
		all.Refusals = append(all.Refusals, r.Refusals...)
	}
	return all
}

// With returns a configuration with further options, given as names and values.
func With(c feed.Config, options ...string) feed.Config {
	all := map[string]string{}
	for name, value := range c.Options {
		all[name] = value
	}
	for i := 0; i < len(options); i += 2 {
		all[options[i]] = options[i+1]
	}
	c.Options = all
	return c
}

// Format builds the format that a test is about, and ends the test where its
// configuration is not taken.
func Format(t testing.TB, build func(feed.Config) (feed.Format, error), c feed.Config) feed.Format {
	t.Helper()
	f, err := build(c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Cases reads each testdata/*.case: a message, a line "-- want --", and what is
// made of it as JSON, one object for each line of the message that says
// anything. The message comes under the name after "@" in the name of the case
// ("present@fires_2026101.txt.case"), or the whole name. With update set the
// wants are written anew.
func Cases(t *testing.T, f feed.Format, c feed.Config, pattern string, update bool) {
	t.Helper()
	files := caseFiles(t, pattern)
	if len(files) == 0 {
		t.Fatalf("no case matches %s", pattern)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			message, wanted := readCase(t, file)
			Check(t, f, c, nameOf(file), message)
			got := describe(t, Read(f, c, nameOf(file), message))
			if update {
				if err := os.WriteFile(file, append(append(message, want...), got...), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if string(got) != string(wanted) {
				t.Errorf("%s: got\n%s\nwant\n%s", file, got, wanted)
			}
		})
	}
}

// Seed adds the messages of the cases to a fuzz target.
func Seed(f *testing.F, pattern string) {
	f.Helper()
	for _, file := range caseFiles(f, pattern) {
		message, _ := readCase(f, file)
		f.Add(message)
	}
	f.Add([]byte{})
	f.Add([]byte("\xef\xbb\xbf\x00,\"\r\n"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
}

// Message is the message of a case, by the path of its file.
func Message(t testing.TB, file string) []byte {
	t.Helper()
	message, _ := readCase(t, file)
	return message
}

func caseFiles(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func nameOf(file string) string {
	name := strings.TrimSuffix(filepath.Base(file), ".case")
	if _, after, ok := strings.Cut(name, "@"); ok {
		return after
	}
	return name
}

func readCase(t testing.TB, file string) (message, wanted []byte) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	message, wanted, _ = bytes.Cut(b, []byte(want))
	return message, wanted
}
