package sim

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Swapped returns the exercise with the labels of its two sides exchanged, in
// everything that names them: who holds which hand of the line, rates, raids and
// the agreement. Ground, watchers and what a seed brings about stay as they are,
// so whoever judges it must come to the mirrored findings.
//
// agreed is the text of the agreement, for an exercise that only names one; it
// goes into the world with its labels exchanged. It is not looked at where the
// exercise brings its own. An error says that the text cannot be read.
func (ex Exercise) Swapped(agreed []byte) (Exercise, error) {
	x := exchange{ex.Sides[0], ex.Sides[1]}
	ex.swapped = !ex.swapped
	ex.Sides = []Side{ex.Sides[1], ex.Sides[0]}
	ex.Events = slices.Clone(ex.Events)
	for i, e := range ex.Events {
		by := map[string]float64{}
		for _, id := range slices.Sorted(maps.Keys(e.BySide)) {
			by[x.id(id)] = e.BySide[id]
		}
		ex.Events[i].BySide = by
	}
	ex.Raids = slices.Clone(ex.Raids)
	for i := range ex.Raids {
		ex.Raids[i].By = x.id(ex.Raids[i].By)
	}
	if ex.agreement == nil {
		ex.agreement = agreed
	}
	var err error
	if ex.agreement, err = x.document(ex.agreement); err != nil {
		return Exercise{}, fmt.Errorf("exchange the sides of the agreement: %w", err)
	}
	return ex, nil
}

// OwnAgreement reports whether the exercise brings the text of its agreement,
// and otherwise the name of the one it is judged by.
func (ex Exercise) OwnAgreement() (name string, own bool) { return ex.Agreement, ex.agreement != nil }

// exchange are the two sides whose labels change places.
type exchange [2]Side

func (x exchange) id(s string) string {
	switch s {
	case x[0].ID:
		return x[1].ID
	case x[1].ID:
		return x[0].ID
	}
	return s
}

// document exchanges the labels in a YAML text: a scalar that is the ID of a
// side becomes the other's ID, and a name that stands in any text the other's
// name. An ID inside a sentence is left alone, since it may be a word.
func (x exchange) document(text []byte) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	x.node(&root)
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(&root); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (x exchange) node(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		if other := x.id(n.Value); other != n.Value {
			n.Value = other
		} else {
			n.Value = x.names(n.Value)
		}
	}
	for _, part := range n.Content {
		x.node(part)
	}
}

// names exchanges the names of the sides where they stand as whole words.
func (x exchange) names(s string) string {
	if x[0].Name == "" || x[1].Name == "" {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		from, to := "", ""
		for k, side := range x {
			if len(side.Name) > len(from) && strings.HasPrefix(s[i:], side.Name) && word(s, i, i+len(side.Name)) {
				from, to = side.Name, x[1-k].Name
			}
		}
		if from == "" {
			_, size := utf8.DecodeRuneInString(s[i:])
			from, to = s[i:i+size], s[i:i+size]
		}
		b.WriteString(to)
		i += len(from)
	}
	return b.String()
}

// word reports whether neither a letter nor a digit touches s[from:to].
func word(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !letter(before) && !letter(after)
}
