package feedtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Check fails the test where a format breaks a rule with these bytes: pieces
// put together are the file, in order, and need only earlier ones; reading
// changes no bytes, gives the same twice, can be written as JSON and names
// everything by its entry; every refusal says which file, which line and why.
func Check(t testing.TB, f feed.Format, c feed.Config, name string, file []byte) {
	t.Helper()
	before := bytes.Clone(file)
	pieces := f.Split(file)
	var offset int64
	for i, p := range pieces {
		if p.Offset != offset || p.Line < 1 || i > 0 && p.Line <= pieces[i-1].Line {
			t.Fatalf("piece %d: offset %d, want %d; line %d", i, p.Offset, offset, p.Line)
		}
		if int(offset)+len(p.Body) > len(file) || !bytes.Equal(p.Body, file[offset:int(offset)+len(p.Body)]) {
			t.Fatalf("piece %d is not what the file holds at its offset", i)
		}
		for _, n := range p.Needs {
			if n < 0 || n >= i {
				t.Fatalf("piece %d needs piece %d", i, n)
			}
		}
		offset += int64(len(p.Body))
	}
	if offset != int64(len(file)) {
		t.Fatalf("pieces hold %d bytes of %d", offset, len(file))
	}
	checkStream(t, f, pieces, file)
	entries := Entries(f, c, name, file)
	readings := Read(f, c, name, file)
	for i, e := range entries {
		if e.FileHash != sha256.Sum256(file) || e.File != name || e.Kind != f.Kind {
			t.Fatalf("entry %d: %+v", i, e)
		}
		checkReading(t, e, readings[i])
	}
	if again := Read(f, c, name, file); !reflect.DeepEqual(comparable(readings), comparable(again)) {
		t.Fatal("read twice, not the same")
	}
	if !bytes.Equal(file, before) {
		t.Fatal("reading changed the file")
	}
}

// checkStream fails the test where a stream of these bytes is not cut as the file
// is, or is cut in another way when it comes bit by bit. Packed files and captures
// of a network are not spoken on streams.
func checkStream(t testing.TB, f feed.Format, pieces []feed.Piece, file []byte) {
	t.Helper()
	if f.Frame == nil || feed.IsGzip(file) || feed.IsCapture(file) {
		return
	}
	streamed := feed.SplitFrames(file, f.Frame, f.Link)
	same := func(a, b feed.Piece) bool {
		return a.Offset == b.Offset && len(a.Body) == len(b.Body) && slices.Equal(a.Needs, b.Needs)
	}
	if !slices.EqualFunc(streamed, pieces, same) {
		t.Fatalf("the stream is cut into %d pieces, the file into %d; or they differ in where or what they need", len(streamed), len(pieces))
	}
	for _, p := range pieces[:min(len(pieces), 50)] {
		rest := file[p.Offset:]
		whole := f.Frame(rest)
		for _, n := range []int{1, len(p.Body) / 2, len(p.Body) - 1, len(p.Body), len(p.Body) + 1} {
			if got := f.Frame(rest[:max(0, min(n, len(rest)))]); got != 0 && got != whole {
				t.Fatalf("at %d: with %d bytes the message has %d bytes, with %d it has %d", p.Offset, n, got, len(rest), whole)
			}
		}
	}
}

// comparable puts a number in the place of heights that are not known, as NaN
// equals nothing.
func comparable(readings []truceline.Reading) []truceline.Reading {
	for _, r := range readings {
		for _, g := range r.Terrain {
			for i, h := range g.Heights {
				if h != h {
					g.Heights[i] = -99999
				}
			}
		}
	}
	return readings
}

func checkReading(t testing.TB, e truceline.Entry, r truceline.Reading) {
	t.Helper()
	seen := map[truceline.ID]bool{}
	named := func(what string, id, entry truceline.ID) {
		t.Helper()
		if id.IsZero() || seen[id] || entry != e.ID {
			t.Fatalf("%s: ID %s, entry %s of %s", what, id.Short(), entry.Short(), e.ID.Short())
		}
		seen[id] = true
	}
	for _, o := range r.Observations {
		named("observation", o.ID, o.Entry)
		if o.Source == "" || o.Feed == "" || o.Kind == "" || o.Means == "" || o.When.To.Before(o.When.From) || o.When.From.IsZero() {
			t.Fatalf("observation lacks what it must have: %+v", o)
		}
	}
	for _, o := range r.Texts {
		named("text", o.ID, o.Entry)
	}
	for _, o := range r.Claims {
		named("claim", o.ID, o.Entry)
	}
	for _, o := range r.Tallies {
		named("tally", o.ID, o.Entry)
	}
	for _, o := range r.Watches {
		named("watch", o.ID, o.Entry)
	}
	for _, o := range r.Weather {
		named("weather", o.ID, o.Entry)
	}
	for _, o := range r.Rulings {
		named("ruling", o.ID, o.Entry)
	}
	for _, o := range r.Refusals {
		if o.File == "" || o.Line < 1 || o.Reason == "" || o.Entry != e.ID || o.Feed == "" {
			t.Fatalf("refusal lacks what it must have: %+v", o)
		}
	}
	if len(r.Heat) == 0 {
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
	}
}

// Damage cuts, doubles and garbles a file of rows, seed by seed, and checks the
// rules of [Check] and that every line whose bytes were not touched still says
// exactly the same. Where a line needs another beside its header, what lies between
// counts as its own.
func Damage(t *testing.T, f feed.Format, c feed.Config, name string, file []byte, seeds int) {
	t.Helper()
	pieces, readings := f.Split(file), Read(f, c, name, file)
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(uint64(seed), 8470))
		from := rng.IntN(len(file))
		if rng.IntN(3) == 0 { // headers are short, and what everything hangs on
			from = rng.IntN(len(pieces[0].Body))
		}
		to := min(from+1+rng.IntN(60), len(file))
		damaged := damage(rng, file, from, to)
		Check(t, f, c, name, damaged)
		got, split := map[string]truceline.Reading{}, f.Split(damaged)
		for i, r := range Read(f, c, name, damaged) {
			body := string(split[i].Body)
			got[body] = anonymous(r)
		}
		for i, p := range pieces {
			if i == 0 || touched(pieces, p, from, to) {
				continue
			}
			if want := anonymous(readings[i]); !reflect.DeepEqual(got[string(p.Body)], want) {
				t.Fatalf("seed %d, bytes %d to %d damaged, header %q: line %d %q\ngot  %+v\nwant %+v", seed, from, to, split[0].Body, p.Line, p.Body, got[string(p.Body)], want)
			}
		}
	}
}

// damage does one of three things to the bytes [from,to).
func damage(rng *rand.Rand, file []byte, from, to int) []byte {
	part := bytes.Clone(file[from:to])
	switch rng.IntN(3) {
	case 0:
		part = nil
	case 1:
		part = append(part, part...)
	default:
		for i := range part {
			if rng.IntN(2) == 0 {
				part[i] = byte(rng.Uint32())
			}
		}
	}
	return bytes.Join([][]byte{file[:from], part, file[to:]}, nil)
}

// touched reports whether a piece or the newline before it was damaged; or, for
// a piece that needs others beside its header, anything from the first of these.
func touched(pieces []feed.Piece, p feed.Piece, from, to int) bool {
	start, end := int(p.Offset)-1, int(p.Offset)+len(p.Body)
	for _, n := range p.Needs {
		if n > 0 {
			start = min(start, int(pieces[n].Offset)-1)
		}
	}
	return from < end && to > start
}

// anonymous takes off what depends on where a line stands.
func anonymous(r truceline.Reading) truceline.Reading {
	for i := range r.Observations {
		r.Observations[i].ID, r.Observations[i].Entry = truceline.ID{}, truceline.ID{}
	}
	for i := range r.Texts {
		r.Texts[i].ID, r.Texts[i].Entry = truceline.ID{}, truceline.ID{}
	}
	for i := range r.Claims {
		r.Claims[i].ID, r.Claims[i].Entry = truceline.ID{}, truceline.ID{}
	}
	for i := range r.Tallies {
		r.Tallies[i].ID, r.Tallies[i].Entry = truceline.ID{}, truceline.ID{}
	}
	for i := range r.Watches {
		r.Watches[i].ID, r.Watches[i].Entry = truceline.ID{}, truceline.ID{}
	}
	for i := range r.Weather {
		r.Weather[i].ID, r.Weather[i].Entry = truceline.ID{}, truceline.ID{}
	}
	for i := range r.Rulings {
		r.Rulings[i].ID, r.Rulings[i].Entry = truceline.ID{}, truceline.ID{}
	}
	for i := range r.Refusals {
		r.Refusals[i].Entry, r.Refusals[i].Line = truceline.ID{}, 0
	}
	return r
}
