package posture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
)

// Parse reads a posture. Every mistake comes back as a [truceline.Refusal] with
// the file's name and the line it stands on; several are joined into one error.
func Parse(file string, text []byte) (Posture, error) {
	var p Posture
	var root yaml.Node
	if err := Decode(file, text, &root, &p); err != nil {
		return Posture{}, err
	}
	var found []error
	p.Check(func(reason string, path ...any) {
		line, field := Locate(&root, path...)
		found = append(found, truceline.Refusal{File: file, Line: line, Field: field, Reason: reason})
	})
	if len(found) > 0 {
		return Posture{}, errors.Join(found...)
	}
	return p, nil
}

// Decode reads YAML into a value that must know every field, and into a tree
// of nodes that knows the lines. Its errors are refusals.
func Decode(file string, text []byte, root *yaml.Node, into any) error {
	if err := yaml.Unmarshal(text, root); err != nil {
		return Refusals(file, err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return Refusals(file, err)
	}
	return nil
}

// Refusals turns what the YAML library says, which begins with the line, into
// refusals.
func Refusals(file string, err error) error {
	if errors.Is(err, io.EOF) {
		err = errors.New("is empty")
	}
	messages := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		messages = typed.Errors
	}
	at := regexp.MustCompile(`line (\d+): (.*)`)
	var all []error
	for _, m := range messages {
		r := truceline.Refusal{File: file, Line: 1, Reason: m}
		if parts := at.FindStringSubmatch(m); parts != nil {
			r.Line, _ = strconv.Atoi(parts[1])
			r.Reason = parts[2]
		}
		all = append(all, r)
	}
	return errors.Join(all...)
}

// Locate returns the line of what stands at a path of keys and indices in a
// YAML document, and the path as people write it. Where the path does not
// exist, the line is that of the nearest thing above it.
func Locate(document *yaml.Node, path ...any) (line int, field string) {
	n := document.Content[0]
	line = n.Line
	for _, step := range path {
		field = glue(field, step)
		if next := child(n, step); next != nil {
			n, line = next, next.Line
		}
	}
	return line, field
}

func glue(field string, step any) string {
	switch s := step.(type) {
	case int:
		return field + "[" + strconv.Itoa(s) + "]"
	default:
		if field != "" {
			field += "."
		}
		return field + fmt.Sprint(s)
	}
}

func child(n *yaml.Node, step any) *yaml.Node {
	switch s := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && s < len(n.Content) {
			return n.Content[s]
		}
	case string:
		if n.Kind != yaml.MappingNode {
			return nil
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == s {
				return n.Content[i+1]
			}
		}
	}
	return nil
}
