package sapient

import (
	"bytes"
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
)

// fromJSON turns the JSON form of a message (the ProtoJSON mapping, with names as
// lowerCamelCase or as in the proto files) into its bytes. It refuses names that
// there are not, values of another type and fields given twice; the rules of the
// standard are checked on the bytes.
func (s *schema) fromJSON(text []byte) ([]byte, error) {
	m := dynamicpb.NewMessage(s.descriptor)
	if err := protojson.Unmarshal(text, m); err != nil {
		return nil, errJSON{err}
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(m)
}

// fromLooseJSON does the same without the names that there are not, to find what
// else is wrong with a message that is refused for them.
func (s *schema) fromLooseJSON(text []byte) ([]byte, error) {
	m := dynamicpb.NewMessage(s.descriptor)
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, m); err != nil {
		return nil, err
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(m)
}

// toJSON is the JSON form of a message's bytes, on one line.
func (s *schema) toJSON(body []byte) ([]byte, error) {
	m := dynamicpb.NewMessage(s.descriptor)
	if err := proto.Unmarshal(body, m); err != nil {
		return nil, err
	}
	text, err := protojson.Marshal(m)
	if err != nil {
		return nil, err
	}
	// The library puts blanks in or leaves them out from one build to the next.
	var out bytes.Buffer
	err = json.Compact(&out, text)
	return out.Bytes(), err
}

// errJSON says what the library says, without the mark and the blanks that it
// changes from one build to the next.
type errJSON struct{ err error }

func (e errJSON) Error() string {
	text := strings.ReplaceAll(e.err.Error(), "\u00a0", " ")
	return strings.TrimPrefix(text, "proto: ")
}

func (e errJSON) Unwrap() error { return e.err }

// endOfJSON returns the length of the first object of a text, with the blanks
// before it, or of what stands before one; 0 where its end has not come.
func endOfJSON(text []byte) int {
	start := bytes.IndexByte(text, '{')
	if start < 0 {
		return 0
	}
	if !blank(text[:start]) {
		return start
	}
	depth, quoted := 0, false
	for i := start; i < len(text); i++ {
		switch b := text[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// blank reports whether a piece is nothing but blanks, as after the last object
// of a file.
func blank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }
