package agreement

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxItems bounds every list but the points of a polygon.
const maxItems = 1000

// group is a mapping of the file whose keys have been checked.
type group struct {
	node *yaml.Node
	path string // for people: clauses[no-fire]
	kind string // as in Keys: clauses
}

// problem notes an error at a node.
func (r *reader) problem(n *yaml.Node, path, message, hint string) {
	r.add(Problem{Line: n.Line, Column: n.Column, Severity: SeverityError, Path: path, Message: message, Hint: hint})
}

// warn notes a warning at a node.
func (r *reader) warn(n *yaml.Node, path, message, hint string) {
	r.add(Problem{Line: n.Line, Column: n.Column, Severity: SeverityWarning, Path: path, Message: message, Hint: hint})
}

// group checks that a node is a mapping with known keys, none twice and none
// missing. The optional keys named are not asked for even if the format
// requires them. ok is false when it is no mapping at all.
func (r *reader) group(n *yaml.Node, path, kind string, optional ...string) (g group, ok bool) {
	g = group{n, path, kind}
	if n.Kind != yaml.MappingNode {
		r.problem(n, path, fmt.Sprintf("Here %s is expected, but there is %s.", "a group of keys with values", form(n)),
			"Write one key: value a line: "+strings.Join(names(keysOf(kind)), ", ")+".")
		return g, false
	}
	known := keysOf(kind)
	words := names(known)
	var seen []string
	for i := 0; i+1 < len(n.Content) && !r.full(); i += 2 {
		key := n.Content[i]
		switch word := key.Value; {
		case key.Kind != yaml.ScalarNode || !slices.Contains(words, word):
			r.problem(key, path, fmt.Sprintf("The key %q is not known here.", clip(word)), unknownKeyHint(kind, word, words))
		case slices.Contains(seen, word):
			r.problem(key, path, fmt.Sprintf("The key %q stands here twice.", word), "Keep one of the two.")
		default:
			seen = append(seen, word)
		}
	}
	for _, k := range known {
		if k.Required && !slices.Contains(seen, k.Path) && !slices.Contains(optional, k.Path) {
			r.problem(n, path, fmt.Sprintf("The key %q is missing.", k.Path), missingHint(k))
		}
	}
	return g, true
}

// missingHint says what to write for a key that is missing.
func missingHint(k Key) string {
	return fmt.Sprintf("Add %s: (%s). %s", k.Path, k.Form, k.Meaning)
}

// unknownKeyHint says what was most likely meant.
func unknownKeyHint(kind, word string, known []string) string {
	switch {
	case kind == "zones.corridor" || kind == "zones" && strings.Contains(word, "width"):
		return "A width must say how it is shared: give the depth for each party under corridor: depth_km:."
	case kind == "windows" && (word == "timezone" || word == "tz"):
		return "Write zone: with a name like Europe/Kyiv."
	case kind == "clauses" && (word == "unverified" || word == "unverifiable"):
		return "Leave verified_by out instead; the clause is then flagged by itself."
	}
	return didYouMean(word, known)
}

// names returns the names of keys.
func names(keys []Key) []string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.Path
	}
	return list
}

// clip shortens what a message repeats from the file.
func clip(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "..."
	}
	return s
}

// form says what a node is, for people.
func form(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a group of keys"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "nothing"
	}
	return fmt.Sprintf("%q", clip(n.Value))
}

// value returns what stands at a key, nil when the key is absent or empty.
// That a required key is absent has been said by group.
func (r *reader) value(g group, key string) *yaml.Node {
	for i := 0; i+1 < len(g.node.Content); i += 2 {
		if k, v := g.node.Content[i], g.node.Content[i+1]; k.Value == key {
			if v.Kind == yaml.ScalarNode && v.ShortTag() == "!!null" {
				r.problem(k, at(g.path, key), fmt.Sprintf("The key %q has no value.", key), "Write one, or remove the line if the key is not required.")
				return nil
			}
			return v
		}
	}
	return nil
}

// at appends a key to a path for people.
func at(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// text reads a text that may not be empty.
func (r *reader) text(g group, key string) string {
	if n := r.value(g, key); n != nil {
		return r.textOf(n, at(g.path, key))
	}
	return ""
}

// textOf reads one text.
func (r *reader) textOf(n *yaml.Node, path string) string {
	switch tag := n.ShortTag(); {
	case n.Kind != yaml.ScalarNode:
		r.problem(n, path, fmt.Sprintf("Here a text is expected, but there is %s.", form(n)), "Write the text on this line, in quotation marks if it holds a colon.")
		return ""
	case tag != "!!str" && tag != "!!merge":
		r.problem(n, path, fmt.Sprintf("Here a text is expected, but %s reads as something else.", form(n)), "Put it in quotation marks.")
		return ""
	}
	s := strings.TrimSpace(n.Value)
	if s == "" {
		r.problem(n, path, "This text is empty.", "Write it, or remove the key if it is not required.")
	}
	return s
}

// name reads a short name: letters, digits, hyphens, dots and underscores.
func (r *reader) name(g group, key string) string {
	n := r.value(g, key)
	if n == nil {
		return ""
	}
	path := at(g.path, key)
	s := r.textOf(n, path)
	if s == "" {
		return ""
	}
	fine := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_.", c)
	}
	if len(s) > 64 || strings.ContainsFunc(s, func(c rune) bool { return !fine(c) }) {
		r.problem(n, path, fmt.Sprintf("%q cannot be a short name.", clip(s)), "Use at most 64 letters of the English alphabet, digits, hyphens, dots and underscores, without spaces.")
		return ""
	}
	return s
}

// word reads one of a few words.
func (r *reader) word(g group, key string, choices []string) string {
	n := r.value(g, key)
	if n == nil {
		return ""
	}
	s := r.textOf(n, at(g.path, key))
	if s != "" && !slices.Contains(choices, s) {
		r.problem(n, at(g.path, key), fmt.Sprintf("%q is not one of the words that may stand here.", clip(s)), didYouMean(s, choices))
		return ""
	}
	return s
}

// number reads a number.
func (r *reader) number(g group, key string) (float64, bool) {
	if n := r.value(g, key); n != nil {
		return r.numberOf(n, at(g.path, key))
	}
	return 0, false
}

// numberOf reads one number; infinities and not-a-number are none.
func (r *reader) numberOf(n *yaml.Node, path string) (float64, bool) {
	if n.Kind == yaml.ScalarNode && (n.ShortTag() == "!!int" || n.ShortTag() == "!!float") {
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) {
			return v, true
		}
	}
	hint := "Write digits, with a point for decimals and no unit."
	if n.Kind == yaml.ScalarNode && strings.Contains(n.Value, ",") {
		hint = "Write a point, not a comma, for decimals."
	}
	r.problem(n, path, fmt.Sprintf("Here a number is expected, but there is %s.", form(n)), hint)
	return 0, false
}

// items returns the entries of a list; a list that is written must not be empty.
func (r *reader) items(g group, key string) []*yaml.Node {
	n := r.value(g, key)
	if n == nil {
		return nil
	}
	return r.itemsOf(n, at(g.path, key))
}

// itemsOf returns the entries of one list.
func (r *reader) itemsOf(n *yaml.Node, path string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		r.problem(n, path, fmt.Sprintf("Here a list is expected, but there is %s.", form(n)), "Write each entry on its own line after a hyphen, or [one, two] on this line, even when there is only one.")
		return nil
	}
	if len(n.Content) > maxItems {
		r.problem(n, path, fmt.Sprintf("This list has %d entries; at most %d are read.", len(n.Content), maxItems), "Check that this is the right file.")
		return nil
	}
	return n.Content
}

// list reads a list of texts, none twice. Each is handed to check, which says
// whether it may stand there and reports it if not.
func (r *reader) list(g group, key string, check func(n *yaml.Node, path, s string) bool) []string {
	var texts []string
	for i, n := range r.items(g, key) {
		path := fmt.Sprintf("%s[%d]", at(g.path, key), i+1)
		s := r.textOf(n, path)
		switch {
		case s == "":
		case slices.Contains(texts, s):
			r.problem(n, path, fmt.Sprintf("%q stands in this list twice.", clip(s)), "Keep one of the two.")
		case check == nil || check(n, path, s):
			texts = append(texts, s)
		}
	}
	return texts
}

// oneOf is a check for lists that takes known words only.
func (r *reader) oneOf(what string, choices []string) func(n *yaml.Node, path, s string) bool {
	return func(n *yaml.Node, path, s string) bool {
		if slices.Contains(choices, s) {
			return true
		}
		r.problem(n, path, fmt.Sprintf("There is no %s %q.", what, clip(s)), didYouMean(s, choices))
		return false
	}
}

// label names an entry of a list for people: by its id, or else by its number.
func label(list string, i int, n *yaml.Node) string {
	if n.Kind == yaml.MappingNode {
		for j := 0; j+1 < len(n.Content); j += 2 {
			if v := n.Content[j+1]; n.Content[j].Value == "id" && v.Kind == yaml.ScalarNode && v.Value != "" {
				return fmt.Sprintf("%s[%s]", list, clip(v.Value))
			}
		}
	}
	return fmt.Sprintf("%s[%d]", list, i+1)
}
