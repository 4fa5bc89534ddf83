package sim

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// meanings are what the comments at types and their fields say, by package, type and
// field: the text that stands in the schemas. Where a field has no comment of its own,
// its type's says what it means.
type meanings map[string]string

// readMeanings reads the comments of the packages whose types stand in the schemas.
func readMeanings(t *testing.T) meanings {
	t.Helper()
	m := meanings{}
	for _, folder := range []string{"..", "../posture", "."} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				group, ok := d.(*ast.GenDecl)
				if !ok {
					continue
				}
				for _, one := range group.Specs {
					if spec, ok := one.(*ast.TypeSpec); ok {
						m.fields(file.Name.Name+"."+spec.Name.Name, spec, group.Doc.Text())
					}
				}
			}
		}
	}
	return m
}

// fields notes what the comments at a type and its fields say. Of a type the first
// sentence is taken, without its name.
func (m meanings) fields(of string, t *ast.TypeSpec, said string) {
	sentence, _, _ := strings.Cut(unnamed(t.Name.Name, said), ". ")
	m[of] = strings.TrimSuffix(sentence, ".")
	s, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range s.Fields.List {
		said := f.Doc.Text()
		if said == "" {
			said = f.Comment.Text()
		}
		for _, name := range f.Names {
			m[of+"."+name.Name] = unnamed(name.Name, said)
		}
	}
}

// unnamed is a comment on one line, without the name that it begins with.
func unnamed(name, said string) string {
	said = strings.Join(strings.Fields(said), " ")
	for _, is := range []string{" is ", " are "} {
		said = strings.TrimPrefix(said, name+is)
	}
	return said
}

// of is what the comment at a field says, or else at its type.
func (m meanings) of(t reflect.Type, f reflect.StructField) string {
	if said := m[named(t)+"."+f.Name]; said != "" {
		return said
	}
	of := f.Type
	for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return m[named(of)]
}

// named is a type's name with its package.
func named(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// without lists the properties of a schema that say nothing of what they mean.
func (s *schema) without(at string) (out []string) {
	if s == nil {
		return nil
	}
	for name, part := range s.Properties {
		if part.Description == "" || !part.said && part.Properties == nil { // what stands for every time says nothing
			out = append(out, fmt.Sprint(at, ".", name))
		}
		out = append(out, part.without(at+"."+name)...)
	}
	return append(out, s.Items.without(at+"[]")...)
}
