package feed

import (
	"bytes"
	"errors"
)

// maxFields bounds the columns of one row. No format has nearly as many; a line
// of ten million commas is damage.
const maxFields = 256

// Errors of Fields.
var (
	errOpenQuote  = errors.New("quote not closed on its line")
	errAfterQuote = errors.New("text after a closing quote")
	errManyFields = errors.New("more than 256 columns")
)

// Fields cuts one line into its fields at commas, as RFC 4180 does, and appends
// them to dst. A field in double quotes may hold commas, and a quote doubled; a
// quote within a field that does not begin with one is an ordinary character.
// Fields share the line's memory, except those that hold doubled quotes.
//
// It returns an error for a quote that is not closed on the line, for text
// after a closing quote and for more than 256 fields.
func Fields(line []byte, dst [][]byte) ([][]byte, error) {
	line = TrimLine(line)
	if bytes.IndexByte(line, '"') < 0 {
		return plain(line, dst)
	}
	for {
		var field []byte
		rest := -1 // index of the comma that ends the field
		if len(line) > 0 && line[0] == '"' {
			var err error
			if field, rest, err = quoted(line); err != nil {
				return dst, err
			}
		} else if rest = bytes.IndexByte(line, ','); rest >= 0 {
			field = line[:rest]
		} else {
			field = line
		}
		if len(dst) == maxFields {
			return dst, errManyFields
		}
		dst = append(dst, field)
		if rest < 0 {
			return dst, nil
		}
		line = line[rest+1:]
	}
}

// plain is Fields for a line without quotes.
func plain(line []byte, dst [][]byte) ([][]byte, error) {
	for from, i := 0, 0; ; i++ {
		if i < len(line) && line[i] != ',' {
			continue
		}
		if len(dst) == maxFields {
			return dst, errManyFields
		}
		if dst = append(dst, line[from:i]); i == len(line) {
			return dst, nil
		}
		from = i + 1
	}
}

// quoted reads the quoted field at the beginning of line and returns it with
// the index of the comma after it, -1 at the end of the line.
func quoted(line []byte) (field []byte, comma int, err error) {
	doubled := false
	for i := 1; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 < len(line) && line[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		field = line[1:i]
		if doubled {
			field = bytes.ReplaceAll(field, []byte(`""`), []byte(`"`))
		}
		switch {
		case i+1 == len(line):
			return field, -1, nil
		case line[i+1] == ',':
			return field, i + 1, nil
		}
		return nil, 0, errAfterQuote
	}
	return nil, 0, errOpenQuote
}
