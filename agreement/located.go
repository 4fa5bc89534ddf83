package agreement

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Locate gives each remark about an agreement the line and column at which the
// part that it speaks of begins in the text; of two parts, the first. What a
// remark finds missing altogether has no place, so it points at the beginning.
func Locate(src []byte, remarks []Remark) {
	var r reader
	root, ok := r.load(src)
	for i := range remarks {
		remarks[i].Line, remarks[i].Column = 1, 1
		if !ok {
			continue
		}
		if n := partOf(root, remarks[i]); n != nil {
			remarks[i].Line, remarks[i].Column = n.Line, n.Column
		}
	}
}

// partOf returns the node that a remark is about, nil when there is none.
func partOf(root *yaml.Node, r Remark) *yaml.Node {
	for _, list := range []string{"zones", "clauses", "definitions"} {
		if n := entryOf(root, list, "", r.Where); n != nil {
			return within(n, r.Code)
		}
	}
	if amendments := valueOf(root, "amendments"); amendments != nil {
		for _, a := range amendments.Content {
			if n := entryOf(a, "clauses", amended(a), r.Where); n != nil {
				return within(n, r.Code)
			}
		}
	}
	return keyOf(root, r.Where)
}

// amended is what the names of an amendment's clauses end in, see Clause.Key.
func amended(amendment *yaml.Node) string {
	if v := valueOf(amendment, "version"); v != nil {
		if version, err := strconv.Atoi(v.Value); err == nil {
			return "@" + strconv.Itoa(version)
		}
	}
	return ""
}

// entryOf returns the entry of a list that a remark names first.
func entryOf(g *yaml.Node, list, ending, where string) *yaml.Node {
	entries := valueOf(g, list)
	if entries == nil {
		return nil
	}
	for _, n := range entries.Content {
		for _, key := range []string{"id", "word"} {
			v := valueOf(n, key)
			if v == nil {
				continue
			}
			name := fmt.Sprintf("%s[%s%s]", list, strings.TrimSpace(v.Value), ending)
			if where == name || strings.HasPrefix(where, name+", ") {
				return n
			}
		}
	}
	return nil
}

// within returns the key of an entry that a rule looked at, where it is one, and
// the entry otherwise.
func within(entry *yaml.Node, code string) *yaml.Node {
	key := map[string]string{"vague-word": "text", "unverified-number": "unverified_numbers", "two-readings": "readings", "wide-zone": "areas"}[code]
	if n := keyOf(entry, key); n != nil {
		return n
	}
	return entry
}

// keyOf returns a key of a group, nil when it is not there.
func keyOf(g *yaml.Node, key string) *yaml.Node {
	n, _ := pairOf(g, key)
	return n
}

// valueOf returns what stands at a key of a group, nil when it is not there.
func valueOf(g *yaml.Node, key string) *yaml.Node {
	_, n := pairOf(g, key)
	return n
}

func pairOf(g *yaml.Node, key string) (at, value *yaml.Node) {
	if g.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(g.Content); i += 2 {
			if g.Content[i].Value == key {
				return g.Content[i], g.Content[i+1]
			}
		}
	}
	return nil, nil
}
