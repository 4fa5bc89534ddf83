package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	thrift "github.com/parquet-go/parquet-go/format"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// maxRows bounds the rows of one Parquet file.
const maxRows = 1_000_000

// Errors of a Parquet file.
var (
	errManyRows  = fmt.Errorf("more than %d rows; cut the file", maxRows)
	errLarge     = fmt.Errorf("values of more than %d bytes in all; cut the file", feed.MaxUnpacked)
	errCorrupted = errors.New("damaged: its pages are not what its footer says")
)

// isParquet reports whether a file begins as Parquet does (Apache Parquet format,
// "File format": the magic number).
func isParquet(file []byte) bool { return bytes.HasPrefix(file, []byte("PAR1")) }

// parseParquet reads a Parquet file, which is one entry: its columns are the
// fields.
func (t *table) parseParquet(e truceline.Entry, needs [][]byte) truceline.Reading {
	rows, unknown, err := t.parquetRows(e.Body)
	if err != nil {
		return truceline.Reading{Refusals: []truceline.Refusal{feed.Refusal(e, t.config, "", "read Parquet: "+err.Error())}}
	}
	r := t.many(e, needs, "rows", len(rows), func(i int) ([][]byte, []string, error) { return rows[i].fields, nil, rows[i].err })
	for _, name := range unknown {
		r.Refusals = append(r.Refusals, feed.Refusal(e, t.config, name, "column not known; it is not read"))
	}
	return r
}

// parquetRow is one row as text by column, or why it cannot be.
type parquetRow struct {
	fields [][]byte
	err    error
}

// parquetRows reads all rows of a file. The library panics on some damage, which
// is an error here.
func (t *table) parquetRows(body []byte) (rows []parquetRow, unknown []string, err error) {
	defer func() {
		if recover() != nil {
			err = errCorrupted
		}
	}()
	file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, nil, err
	}
	if file.NumRows() > maxRows {
		return nil, nil, errManyRows
	}
	leaves, unknown := t.leaves(file.Schema())
	size := 0
	for _, group := range file.RowGroups() {
		reader := group.Rows()
		for buffer := make([]parquet.Row, 64); ; {
			n, err := reader.ReadRows(buffer)
			for _, values := range buffer[:n] {
				row := t.parquetRow(leaves, values, &size)
				if rows = append(rows, row); size > feed.MaxUnpacked {
					return nil, nil, errors.Join(errLarge, reader.Close())
				}
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || n == 0 {
				return nil, nil, errors.Join(errCorrupted, err, reader.Close())
			}
		}
		if err := reader.Close(); err != nil {
			return nil, nil, err
		}
	}
	return rows, unknown, nil
}

// leaf is a column of the file: which of ours it is, -1 for none, and how its
// numbers are times, if they are.
type leaf struct {
	column int
	name   string
	stamp  *thrift.TimestampType
}

// leaves returns the columns of a file, and the names that are not known. A list
// is its one column of elements.
func (t *table) leaves(schema *parquet.Schema) (leaves []leaf, unknown []string) {
	for _, path := range schema.Columns() {
		l := leaf{column: slices.Index(t.names, path[0]), name: path[0]}
		if column, ok := schema.Lookup(path...); ok {
			if logical := column.Node.Type().LogicalType(); logical != nil {
				l.stamp, _ = logical.Value.(*thrift.TimestampType)
			}
		}
		if l.column < 0 && !slices.Contains(unknown, l.name) {
			unknown = append(unknown, l.name)
		}
		leaves = append(leaves, l)
	}
	return leaves, unknown
}

// parquetRow writes one row as it would stand in CSV; the elements of a list get
// semicolons between them.
func (t *table) parquetRow(leaves []leaf, values parquet.Row, size *int) (row parquetRow) {
	row.fields = make([][]byte, len(t.names))
	for _, v := range values {
		l := leaves[v.Column()]
		if l.column < 0 || v.IsNull() {
			continue
		}
		text, err := l.text(v)
		if err != nil {
			row.err = fmt.Errorf("%s: %w", l.name, err)
			return row
		}
		field := &row.fields[l.column]
		if *field != nil {
			*field = append(*field, ';')
		}
		*field = append(*field, text...)
		*size += len(text)
	}
	return row
}

// text writes a value as it would stand in CSV (Apache Parquet format, "Logical
// types"). A timestamp that is not adjusted to UTC is written without a zone, and
// refused for that.
func (l leaf) text(v parquet.Value) ([]byte, error) {
	switch v.Kind() {
	case parquet.Int32, parquet.Int64:
		n := v.Int64()
		if v.Kind() == parquet.Int32 {
			n = int64(v.Int32())
		}
		if l.stamp == nil {
			return strconv.AppendInt(nil, n, 10), nil
		}
		return stamp(n, l.stamp), nil
	case parquet.Float:
		return strconv.AppendFloat(nil, float64(v.Float()), 'f', -1, 32), nil
	case parquet.Double:
		return strconv.AppendFloat(nil, v.Double(), 'f', -1, 64), nil
	case parquet.ByteArray:
		return bytes.Clone(v.ByteArray()), nil
	}
	return nil, fmt.Errorf("a %s is neither text nor number nor time", v.Kind())
}

// stamp writes a timestamp in RFC 3339.
func stamp(n int64, ts *thrift.TimestampType) []byte {
	t := time.Unix(0, n)
	switch ts.Unit.Value.(type) {
	case *thrift.MilliSeconds:
		t = time.UnixMilli(n)
	case *thrift.MicroSeconds:
		t = time.UnixMicro(n)
	}
	if !ts.IsAdjustedToUTC {
		return t.UTC().AppendFormat(nil, "2006-01-02T15:04:05.999999999")
	}
	return t.UTC().AppendFormat(nil, time.RFC3339Nano)
}
