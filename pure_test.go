package truceline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPureRoomsAskNoClock refuses calls that the import rule cannot see: a
// clock, a timer, the machine's own zone or unseeded randomness in a package
// whose answers must depend on nothing but what it is given.
func TestPureRoomsAskNoClock(t *testing.T) {
	calls := map[string][]string{
		"time":         {"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep", "Local"},
		"math/rand/v2": {"Int", "IntN", "Int32", "Int32N", "Int64", "Int64N", "Uint32", "Uint64", "Uint64N", "N", "Float32", "Float64", "ExpFloat64", "NormFloat64", "Perm", "Shuffle"},
		"fmt":          {"Print", "Println", "Printf"},
	}
	for _, folder := range pure {
		names, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !strings.HasSuffix(name, "_test.go") {
				checkCalls(t, name, calls)
			}
		}
	}
}

func checkCalls(t *testing.T, name string, calls map[string][]string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	local := map[string]string{} // the name a package goes by in this file
	for _, spec := range file.Imports {
		imp, _ := strconv.Unquote(spec.Path.Value)
		switch {
		case spec.Name != nil:
			local[spec.Name.Name] = imp
		case imp == "math/rand/v2":
			local["rand"] = imp
		default:
			local[filepath.Base(imp)] = imp
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && slices.Contains(calls[local[x.Name]], s.Sel.Name) {
			t.Errorf("%s: %s.%s in a pure room", set.Position(s.Pos()), x.Name, s.Sel.Name)
		}
		return true
	})
}
