package sim

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"time"
)

// table is rows of named columns, to be written as CSV or as lines of JSON.
type table struct {
	columns []string
	rows    [][]string
}

func newTable(columns ...string) *table { return &table{columns: columns} }

// row begins a new row.
func (t *table) row() { t.rows = append(t.rows, make([]string, len(t.columns))) }

// set fills a cell of the newest row. The column must exist.
func (t *table) set(column, value string) {
	t.rows[len(t.rows)-1][slices.Index(t.columns, column)] = value
}

// csv writes the table with a header row (RFC 4180, lines ended by LF).
func (t *table) csv() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(t.columns) // a bytes.Buffer does not fail
	_ = w.WriteAll(t.rows)
	return b.Bytes()
}

// ndjson writes one object a row, with the columns in order and empty cells
// left out. Numbers are written as numbers; lists are cells with several parts
// between semicolons, for the columns named.
func (t *table) ndjson(numbers, lists []string) []byte {
	var b bytes.Buffer
	for _, row := range t.rows {
		b.WriteByte('{')
		first := true
		for i, name := range t.columns {
			if row[i] == "" {
				continue
			}
			if !first {
				b.WriteByte(',')
			}
			first = false
			b.WriteString(quote(name) + ":")
			switch {
			case slices.Contains(numbers, name):
				b.WriteString(row[i])
			case slices.Contains(lists, name):
				b.WriteByte('[')
				for j, part := range bytes.Split([]byte(row[i]), []byte(";")) {
					if j > 0 {
						b.WriteByte(',')
					}
					b.WriteString(quote(string(part)))
				}
				b.WriteByte(']')
			default:
				b.WriteString(quote(row[i]))
			}
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

// decimal writes a number with a fixed count of digits after the point, so that
// how a number is written says nothing about where it came from.
func decimal(x float64, digits int) string { return strconv.FormatFloat(x, 'f', digits, 64) }

// stamp writes a time in UTC as RFC 3339, to whole seconds or milliseconds.
func stamp(t time.Time, to time.Duration) string {
	if to >= time.Second {
		return t.UTC().Format("2006-01-02T15:04:05Z")
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
