package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// update rewrites the generated documents: go test ./cmd/truceline -run TestDocs -update
var update = flag.Bool("update", false, "rewrite generated documents")

// TestDocs keeps docs/commands.md equal to the commands' own help, and
// docs/feeds.md to the types that a stanza is read into.
func TestDocs(t *testing.T) {
	for name, print := range map[string]func(io.Writer){"commands.md": printAll, "feeds.md": printFeedsDoc} {
		var want bytes.Buffer
		print(&want)
		name = filepath.Join("..", "..", "docs", name)
		if *update {
			if err := os.WriteFile(name, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s does not say what the program says; run go test ./cmd/truceline -run TestDocs -update", name)
		}
	}
}

// TestHelp checks that every command explains itself with an example, that no
// name hides another, and that flags may stand after arguments.
func TestHelp(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range commands() {
		if seen[c.name] {
			t.Errorf("two commands are called %q", c.name)
		}
		seen[c.name] = true
		var out bytes.Buffer
		printHelp(&out, c, flag.NewFlagSet(c.name, flag.ContinueOnError))
		if !bytes.Contains(out.Bytes(), []byte("Example:\n  truceline "+c.name)) {
			t.Errorf("%s: no example", c.name)
		}
	}
	set := flag.NewFlagSet("x", flag.ContinueOnError)
	out := set.String("out", "", "")
	args, err := parseFlags(set, []string{"folder", "--out", "there", "more"})
	if err != nil || *out != "there" || len(args) != 2 || args[1] != "more" {
		t.Errorf("got %v, out %q, %v", args, *out, err)
	}
}
