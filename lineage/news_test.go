package lineage

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/truceline/truceline"
)

var update = flag.Bool("update", false, "write what is read of testdata/news anew; look at each line of the difference")

// TestNews reads short articles of varied sort, each file a story with what it is to show, and holds what is
// made of them against its last part: which text was made from which, the counts, who says
// what, and the figures with those who give them. The places, outlets, offices and people are made up.
func TestNews(t *testing.T) {
	files, err := filepath.Glob("testdata/news/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var told []truceline.Text
		want := ""
		for _, f := range a.Files {
			if f.Name == "want" {
				want = string(f.Data)
				continue
			}
			told = append(told, headed(f.Name, string(f.Data)))
		}
		got := outline(NewReader().Trace(told))
		if got == want {
			continue
		}
		if !*update {
			t.Errorf("%s: got\n%swant\n%s", file, got, want)
			continue
		}
		a.Files = append(slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" }), txtar.File{Name: "want", Data: []byte(got)})
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// headed reads a text with its outlet and time above a blank line.
func headed(name, s string) truceline.Text {
	head, body, _ := strings.Cut(s, "\n\n")
	t := truceline.Text{ID: truceline.IDOf(name, s), Name: name, Body: body}
	for line := range strings.Lines(head) {
		switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
		case "Outlet":
			t.Outlet = value
		case "Published":
			t.Published, _ = time.Parse(time.RFC3339, value)
		}
	}
	return t
}

// outline writes what was made of some texts, a fact a line.
func outline(g Graph) string {
	var b strings.Builder
	name := func(i int) string { return strings.TrimSuffix(g.Reports[i].Text.Name, ".txt") }
	for _, d := range g.Derivations {
		fmt.Fprintf(&b, "%s: %s of %s\n", name(d.Child), d.How, name(d.Parent))
	}
	fmt.Fprintf(&b, "independent: %d of %d; attribution %d, nation %d\n", g.Existence.Lineages, g.Existence.Of, g.Attribution.Lineages, g.Nation.Lineages)
	for _, o := range g.Origins {
		var in []string
		for _, i := range o.Reports {
			in = append(in, name(i))
		}
		via := ""
		if o.Via != "" {
			via = ", via " + o.Via
		}
		fmt.Fprintf(&b, "said in %s: %s, %s%s, %d quotations\n", strings.Join(in, " "), o.Speaker, o.Standing, via, len(o.Quotes))
	}
	for i, r := range g.Reports {
		for _, c := range r.Claims {
			by := "by"
			if c.Denied {
				by = "denied by"
			}
			fmt.Fprintf(&b, "%s: %s %s of %s %s %s\n", name(i), bounds(c.Figure), c.Unit, c.About, by, c.Claimant.Name)
		}
	}
	for _, l := range g.Loops {
		fmt.Fprintln(&b, l.Alarm)
	}
	return b.String()
}

// bounds writes a figure as "30", "20..30", "30.." (at least) or "..30" (at most).
func bounds(f Figure) string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	switch {
	case f.Least == f.Most:
		return number(f.Value)
	case f.Most == 0:
		return number(f.Value) + ".."
	case f.Least == 0:
		return ".." + number(f.Most)
	}
	return number(f.Least) + ".." + number(f.Most)
}
