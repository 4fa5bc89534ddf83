package agreement

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// reader reads one file and collects what is wrong with it.
type reader struct {
	file     string
	problems []Problem
	parties  []string // ids, once read; what the rest may name
	zoneIDs  []string
	lineIDs  []string
	weapons  []string
	drawn    int // polygons read so far
}

// maxDepth is deeper than any agreement: a point of a polygon of a zone is at 8.
const maxDepth = 20

// load reads the YAML text into its tree of nodes; ok is false when there is
// nothing to go on with. Nodes are kept, not decoded, so that each problem has
// its place in the file.
func (r *reader) load(src []byte) (root *yaml.Node, ok bool) {
	if len(src) > MaxBytes {
		r.add(Problem{Severity: SeverityError, Message: fmt.Sprintf("The file is %d bytes long; an agreement may have at most %d.", len(src), MaxBytes),
			Hint: "Check that this is the right file. Simplify its polygons if they are very detailed."})
		return nil, false
	}
	if !utf8.Valid(src) {
		r.add(Problem{Severity: SeverityError, Line: badLine(src), Message: "This is not text in UTF-8.", Hint: "Save the file as plain text with the encoding UTF-8."})
		return nil, false
	}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	doc, err := decode(dec)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		r.add(Problem{Severity: SeverityError, Message: "The file is empty.", Hint: "Start from one of the agreements that ship with Truceline."})
		return nil, false
	}
	if err != nil {
		r.syntax(src, err)
		return nil, false
	}
	if next, err := decode(dec); !errors.Is(err, io.EOF) {
		p := Problem{Severity: SeverityError, Message: "The file goes on after the end of the agreement.",
			Hint: "One file holds one agreement: remove the line --- and what follows, or move it to a file of its own."}
		if err == nil {
			p.Line, p.Column = next.Line, next.Column
		}
		r.add(p)
		return nil, false
	}
	root = doc.Content[0]
	return root, r.plain(root, 0)
}

// decode reads the next document. The library reports broken text by an error;
// should it ever panic on text that we did not think of, that too is an error.
func decode(dec *yaml.Decoder) (doc *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	doc = new(yaml.Node)
	return doc, dec.Decode(doc)
}

// badLine returns the number of the first line that is not UTF-8.
func badLine(src []byte) int {
	line := 1
	for len(src) > 0 {
		c, size := utf8.DecodeRune(src)
		if c == utf8.RuneError && size == 1 {
			break
		}
		if c == '\n' {
			line++
		}
		src = src[size:]
	}
	return line
}

// plain refuses what YAML can do and an agreement must not: anchors and
// aliases (a text that says "as above" twice removed cannot be read aloud, and
// a few lines of them can stand for billions), tags, and nesting without end.
func (r *reader) plain(n *yaml.Node, depth int) bool {
	fail := func(message, hint string) bool {
		r.add(Problem{Severity: SeverityError, Line: n.Line, Column: n.Column, Message: message, Hint: hint})
		return false
	}
	switch {
	case depth > maxDepth:
		return fail("This is nested too deeply.", "Check the indentation and the brackets around this line.")
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return fail("Anchors (&name) and aliases (*name) are not allowed in an agreement.", "Write the words out. If the sign belongs to the text, put the text in quotation marks.")
	case strings.ContainsFunc(n.Value, turns):
		return fail("This text holds an invisible sign that turns the direction of writing, so that it can be read otherwise than it is.", "Remove the sign: type the text anew rather than copy it.")
	case n.Style&yaml.TaggedStyle != 0:
		return fail("Tags (words that begin with !) are not allowed in an agreement.", "Remove the tag. If it belongs to the text, put the text in quotation marks.")
	}
	for _, c := range n.Content {
		if !r.plain(c, depth+1) {
			return false // one is enough: there may be a million
		}
	}
	return true
}

// turns reports whether a sign changes the direction of what follows it (Unicode
// Standard Annex 9, explicit directional formatting): with it two readers can see
// two texts.
func turns(c rune) bool {
	return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 || c == 0x200E || c == 0x200F
}

// syntax says what is wrong with text that is not YAML at all.
func (r *reader) syntax(src []byte, err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if number, text, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(number); err == nil {
				line, message = n, text
			}
		}
	}
	// The library counts lines from 0 in what its parser says and from 1 in
	// what its scanner says; only the wording tells them apart.
	if strings.HasPrefix(message, "did not find expected") && strings.Contains(err.Error(), "line ") {
		line++
	}
	p := Problem{Severity: SeverityError, Line: line, Message: "This line cannot be read: " + message + "."}
	if name, ok := strings.CutPrefix(message, "unknown anchor '"); ok { // the library gives no line for it
		name, _, _ = strings.Cut(name, "'")
		p.Line = 1 + bytes.Count(src[:max(0, bytes.Index(src, []byte("*"+name)))], []byte("\n"))
	}
	if at := tabIndent(src); at > 0 {
		p.Line, p.Message = at, "This line is indented with a tab."
	}
	p.Hint = syntaxHint(p.Message)
	p.Column = firstColumn(src, p.Line)
	r.add(p)
}

// syntaxHint says what is most often behind one of the library's messages.
func syntaxHint(message string) string {
	for _, h := range []struct{ part, hint string }{
		{"tab", "Indent with spaces only."},
		{"mapping values are not allowed", "Most often a text holds a colon: put that text in quotation marks. Or the line is indented too far."},
		{"expected ',' or", "A bracket [ or { that was opened is not closed, or a comma is missing."},
		{"expected key", "The line is not indented like the others of its group, or a colon is missing after its key."},
		{"expected '-' indicator", "The entries of a list must all begin with - and be indented alike."},
		{"could not find expected ':'", "A colon is missing after a key, or a text that runs over several lines needs quotation marks."},
		{"unexpected end of stream", "A quotation mark or a bracket that was opened is not closed."},
		{"unknown anchor", "If the sign * belongs to the text, put the text in quotation marks."},
		{"cannot start any token", "If the sign belongs to the text, put the text in quotation marks."},
		{"control characters", "Remove the invisible characters; they often come from a word processor."},
		{"max depth", "Check the brackets around this line."},
	} {
		if strings.Contains(message, h.part) {
			return h.hint
		}
	}
	return "Compare the indentation, colons and quotation marks of this line and the one before it with an agreement that ships with Truceline."
}

// tabIndent returns the number of the first line indented with a tab, or 0.
func tabIndent(src []byte) int {
	n := 0
	for line := range bytes.Lines(src) {
		n++
		rest := bytes.TrimLeft(line, " ")
		if bytes.HasPrefix(rest, []byte("\t")) && len(bytes.TrimSpace(rest)) > 0 {
			return n
		}
	}
	return 0
}

// firstColumn returns where the text of a line begins.
func firstColumn(src []byte, line int) int {
	n := 0
	for l := range bytes.Lines(src) {
		if n++; n == line {
			return 1 + len(l) - len(bytes.TrimLeft(l, " "))
		}
	}
	return 1
}
