package feed_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata" // the zones, on machines that have none

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// TestSplitLines checks for any bytes that the pieces are the file.
func TestSplitLines(t *testing.T) {
	check := func(file []byte, lines int) {
		t.Helper()
		for _, noHeader := range []bool{false, true} {
			pieces := feed.SplitLines(file, feed.LineOptions{NoHeader: noHeader})
			var whole []byte
			for i, p := range pieces {
				if p.Offset != int64(len(whole)) || p.Line != i+1 {
					t.Fatalf("%q: piece %d at %d, line %d", file, i, p.Offset, p.Line)
				}
				if wantHeader := i > 0 && !noHeader; wantHeader != (len(p.Needs) == 1) || wantHeader && p.Needs[0] != 0 {
					t.Fatalf("%q: piece %d needs %v", file, i, p.Needs)
				}
				if n := bytes.IndexByte(p.Body, '\n'); n >= 0 && n != len(p.Body)-1 && !feed.IsGzip(file) {
					t.Fatalf("%q: piece %d is more than a line", file, i)
				}
				whole = append(whole, p.Body...)
			}
			if !bytes.Equal(whole, file) || lines > 0 && len(pieces) != lines {
				t.Fatalf("%q: %d pieces, put together %q", file, len(pieces), whole)
			}
		}
	}
	check(nil, 1) // an empty file has come, too
	check([]byte("a"), 1)
	check([]byte("a\n"), 1)
	check([]byte("a\r\nb"), 2)
	check([]byte("\n\n\n"), 3)
	check([]byte("\xef\xbb\xbfa,b\n\x00\n\"\n1,2\n"), 4) // an open quote swallows nothing
	check([]byte("\x1f\x8b\n\n"), 1)                     // gzip is kept whole
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		file := make([]byte, rng.IntN(200))
		for i := range file {
			file[i] = "\n\n\r,\"a\x00\xff"[rng.IntN(8)]
		}
		check(file, 0)
	}
}

func TestFields(t *testing.T) {
	good := func(line string, want ...string) {
		t.Helper()
		fields, err := feed.Fields([]byte(line), nil)
		if err != nil || len(fields) != len(want) {
			t.Fatalf("%q: %q, %v", line, fields, err)
		}
		for i := range want {
			if string(fields[i]) != want[i] {
				t.Errorf("%q: %q", line, fields)
			}
		}
	}
	bad := func(line string) {
		t.Helper()
		if fields, err := feed.Fields([]byte(line), nil); err == nil {
			t.Errorf("%q: %q", line, fields)
		}
	}
	good("", "")
	good(",", "", "")
	good("a,b\r\n", "a", "b")
	good(`a,"b,c",d`, "a", "b,c", "d")
	good(`"say ""no""",`, `say "no"`, "")
	good(`"",""`, "", "")
	good(`a"b,c`, `a"b`, "c")
	good("a\x00,b", "a\x00", "b")
	good("\xef\xbb\xbf"+`"a",b`, "a", "b")
	bad(`"a`)                      // not closed
	bad(`a,"b,c`)                  // not closed
	bad(`"a"b,c`)                  // text after the quote
	bad(strings.Repeat(",", 1000)) // more columns than anyone has
	bad("\"a\nb\"" + "\n" + `"`)   // not one line
}

func TestTimes(t *testing.T) {
	good := func(s, want string) {
		t.Helper()
		if got, ok := feed.ParseTime([]byte(s)); !ok || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s: %s", s, got)
		}
	}
	bad := func(s string) {
		t.Helper()
		if got, ok := feed.ParseTime([]byte(s)); ok {
			t.Errorf("%s: %s", s, got)
		}
	}
	good("2026-04-11T13:00:01Z", "2026-04-11T13:00:01Z")
	good("2026-04-11T13:00:01.5Z", "2026-04-11T13:00:01.5Z")
	good("2026-04-11 16:00:01+03:00", "2026-04-11T13:00:01Z")
	good("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")
	bad("2026-04-11T13:00:01")
	bad("2026-02-29T13:00:01Z")
	bad("2026-04-31T13:00:01Z")
	bad("2026-04-11T24:00:00Z")
	bad("2026-04-11T13:60:00Z")
	bad("0000-04-11T13:00:00Z")
	bad("9999-04-11T13:00:00+03:00")
	bad("2026-04-11")
	bad("")

	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	local := func(s, want string, day bool) {
		t.Helper()
		got, onlyDay, err := feed.ParseLocal([]byte(s), zone)
		if err != nil || got.Format(time.RFC3339) != want || onlyDay != day {
			t.Errorf("%s: %s %v %v", s, got, onlyDay, err)
		}
	}
	badLocal := func(s string) {
		t.Helper()
		if got, _, err := feed.ParseLocal([]byte(s), zone); err == nil {
			t.Errorf("%s: %s", s, got)
		}
	}
	local("2020-07-27T00:01", "2020-07-26T21:01:00Z", false)
	local("2020-12-27 00:01:30", "2020-12-26T22:01:30Z", false)
	local("2020-12-27", "2020-12-26T22:00:00Z", true)
	local("2020-10-25T03:30", "2020-10-25T00:30:00Z", false) // there were two: the first
	local("2020-10-25T04:00", "2020-10-25T02:00:00Z", false)
	badLocal("2020-03-29T03:30") // there was none
	badLocal("2020-07-27T00:01Z")
	badLocal("2020-07")
}

func TestGunzip(t *testing.T) {
	pack := func(n int) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(make([]byte, n))
		z.Close()
		return b.Bytes()
	}
	if out, err := feed.Gunzip(pack(1000), 1000); err != nil || len(out) != 1000 {
		t.Errorf("%d bytes: %v", len(out), err)
	}
	if _, err := feed.Gunzip(pack(1001), 1000); !errors.Is(err, feed.ErrTooLarge) {
		t.Errorf("a byte too many: %v", err)
	}
	if out, err := feed.Gunzip([]byte("plain"), 1); err != nil || string(out) != "plain" {
		t.Errorf("not gzip: %q %v", out, err)
	}
	whole := pack(1000)
	for n := 2; n < len(whole); n++ {
		if _, err := feed.Gunzip(whole[:n], 1000); err == nil {
			t.Errorf("cut to %d bytes of %d: no error", n, len(whole))
		}
	}
}

func TestOnly(t *testing.T) {
	c := feed.Config{Feed: "a", Options: map[string]string{"zone": "x", "yone": "y"}}
	if err := c.Only("zone"); !errors.Is(err, truceline.ErrUsage) || !strings.Contains(err.Error(), `"yone"`) {
		t.Error(err)
	}
	if err := c.Only("zone", "yone"); err != nil {
		t.Error(err)
	}
}

func lines() feed.Format {
	return feed.Format{Name: "lines", Kind: truceline.KindData, Split: func(file []byte) []feed.Piece { return feed.SplitLines(file, feed.LineOptions{}) }}
}

func TestReader(t *testing.T) {
	files := fstest.MapFS{
		"day/b.csv": {Data: []byte("h\n1\n2\n2\n")},
		"day/a.csv": {Data: []byte("h\n3")},
		"day/a.txt": {Data: []byte("other")},
	}
	received := time.Date(2026, 4, 11, 0, 0, 0, 0, time.UTC)
	reader := func(seed uint64) feed.Reader {
		return feed.Reader{Files: files, Config: feed.Config{Feed: "f", Source: "s"}, Format: lines(),
			Salt: feed.Salts(rand.New(rand.NewPCG(seed, 0))), Received: received}
	}
	read := func(r feed.Reader) (names []string, all []truceline.Entry) {
		t.Helper()
		err := r.ReadFolder("day/*.csv", func(name string, file []byte) error {
			names, all = append(names, name), append(all, r.Entries(name, file)...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return names, all
	}
	names, entries := read(reader(1))
	if fmt.Sprint(names) != "[day/a.csv day/b.csv]" || len(entries) != 6 {
		t.Fatalf("%v: %d entries", names, len(entries))
	}
	ids := map[truceline.ID]bool{}
	for _, e := range entries {
		if e.ID != truceline.EntryIDOf(e.Salt, e.Body) || ids[e.ID] || e.Kind != truceline.KindData || e.Feed != "f" || e.Source != "s" || !e.Received.Equal(received) {
			t.Errorf("%+v", e)
		}
		ids[e.ID] = true
	}
	row := entries[4] // the first "2" of b.csv; the other has an ID of its own
	if string(row.Body) != "2\n" || row.Offset != 4 || row.Line != 3 || len(row.Needs) != 1 || row.Needs[0] != entries[2].ID || row.FileHash != entries[2].FileHash {
		t.Errorf("%+v", row)
	}
	if _, again := read(reader(1)); fmt.Sprint(again) != fmt.Sprint(entries) {
		t.Error("the same seed gave other entries")
	}
	if _, other := read(reader(2)); other[0].ID == entries[0].ID {
		t.Error("another seed gave the same entries")
	}
	if _, err := reader(1).ReadFile("day/none.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	for _, pattern := range []string{"night/*.csv", "[", "day/[b"} {
		if err := reader(1).ReadFolder(pattern, func(string, []byte) error { return nil }); err == nil {
			t.Errorf("%s: no error", pattern)
		}
	}
	stop := errors.New("stop")
	if err := reader(1).ReadFolder("day/*.csv", func(string, []byte) error { return stop }); err != stop {
		t.Error(err)
	}
}

func FuzzSplitLines(f *testing.F) {
	f.Add([]byte("h\r\n\"1\n2"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, file []byte) {
		var whole []byte
		for _, p := range feed.SplitLines(file, feed.LineOptions{}) {
			whole = append(whole, p.Body...)
			feed.Fields(p.Body, nil)
		}
		if !bytes.Equal(whole, file) {
			t.Errorf("%q", whole)
		}
	})
}

func BenchmarkSplitLines(b *testing.B) {
	file := []byte(strings.Repeat("48.13898,36.44999,356.56,0.53,0.5,2026-04-11,09:39:00,N20,low,2.0NRT,285.28,21.62,D,VIIRS\n", 1000))
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		feed.SplitLines(file, feed.LineOptions{})
	}
}
