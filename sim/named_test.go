package sim_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/news"
)

// TestEveryFileIsNamed: docs/exercise.md names every file of a world and no
// other, and the README of truth/ every file in it.
func TestEveryFileIsNamed(t *testing.T) {
	page, err := os.ReadFile("../docs/exercise.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## What comes out\n")
	table, _, _ = strings.Cut(table, "\n\n`truth/")
	placeholders := strings.NewReplacer(`\*`, `.+`, "SORT", `[a-z0-9-]+`, "NNN", `\d{3}`, "NN", `\d\d`, "DATE", `\d{8}`)
	unused := map[string]*regexp.Regexp{}
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
			form := placeholders.Replace(regexp.QuoteMeta(m[1]))
			if strings.HasSuffix(form, "/") {
				form += ".+"
			}
			unused[m[1]] = regexp.MustCompile("^" + form + "$")
		}
	}
	named := maps.Clone(unused)
	for _, exercise := range []string{"demo", "raid", "sea-corridor", "plant-under-fire", "probing-attack"} {
		files, _ := play(t, exercise, 1, 2)
		readme := string(files["truth/README.md"])
		for _, file := range slices.Sorted(maps.Keys(files)) {
			known := false
			for name, form := range named {
				if form.MatchString(file) {
					known = true
					delete(unused, name)
				}
			}
			if !known {
				t.Errorf("%s: docs/exercise.md does not name %s", exercise, file)
			}
			if name, in := strings.CutPrefix(file, "truth/"); in && name != "README.md" && !strings.Contains(readme, "| "+name+" |") {
				t.Errorf("%s: truth/README.md does not name %s", exercise, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unused)) {
		t.Errorf("docs/exercise.md names %s, and no world has it", name)
	}
}

// TestTestsAreNamed: the tests that docs/exercise.md names as measuring a model
// back are there.
func TestTestsAreNamed(t *testing.T) {
	page, err := os.ReadFile("../docs/exercise.md")
	if err != nil {
		t.Fatal(err)
	}
	var code []byte
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code = append(code, text...)
	}
	names := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllSubmatch(page, -1)
	for _, m := range names {
		if !bytes.Contains(code, []byte("func "+string(m[1])+"(t *testing.T)")) {
			t.Errorf("there is no %s", m[1])
		}
	}
	if len(names) < 15 {
		t.Errorf("%d tests are named", len(names))
	}
}

// TestRowsAreFound: what truth/README.md says of "line" leads a reader to a row of
// a file that is no text: message n of a conversation, datagram n-1 of a capture,
// item n of a page.
func TestRowsAreFound(t *testing.T) {
	files, _ := play(t, "bad-night", 2, 24)
	said := regexp.MustCompile(`"file":"([^"]+)","line":(\d+),"rows":(\d+)`)
	last := map[string]int{} // line of each file
	for _, m := range said.FindAllStringSubmatch(string(files["truth/said.ndjson"]), -1) {
		var line, rows int
		if _, err := fmt.Sscan(m[2]+" "+m[3], &line, &rows); err != nil {
			t.Fatal(err)
		}
		last[m[1]] = line + rows - 1
	}
	found := map[string]int{}
	for _, file := range slices.Sorted(maps.Keys(last)) {
		text, want := files[file], 0
		switch ending := file[strings.LastIndexByte(file, '.'):]; ending {
		case ".sapient":
			for len(text) > 0 { // four octets of length, the least significant first
				length := int(text[0]) | int(text[1])<<8 | int(text[2])<<16 | int(text[3])<<24
				text, want = text[4+length:], want+1
			}
			found[ending]++
		case ".cot":
			for len(text) > 0 && text[0] == 0xbf { // each begins with 0xbf and its length in sevens of bits
				length, n := binary.Uvarint(text[1:])
				text, want = text[1+n+int(length):], want+1
			}
			want += bytes.Count(text, []byte("<event ")) // or is a document
			found[ending]++
		case ".pcap":
			for text = text[24:]; len(text) > 0; want++ { // a head of 24 octets, then 16 before each datagram
				length := int(text[8]) | int(text[9])<<8 | int(text[10])<<16 | int(text[11])<<24
				text = text[16+length:]
			}
			want++
			found[ending]++
		case ".xml":
			c := feed.Config{Feed: "press", Source: "press"}
			want = len(feedtest.All(feedtest.Format(t, news.New, c), c, file, text).Texts)
			found[ending]++
		default:
			want = bytes.Count(text, []byte("\n"))
		}
		if last[file] != want {
			t.Errorf("%s: the last row is called %d and is %d", file, last[file], want)
		}
	}
	for _, ending := range []string{".sapient", ".cot", ".pcap", ".xml"} {
		if found[ending] == 0 {
			t.Errorf("no file ends in %s", ending)
		}
	}
}
