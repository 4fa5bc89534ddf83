package feed

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Columns says which columns a row format knows. A format numbers its columns
// from 0 in the order of Names.
type Columns struct {
	// Names are the header names in lower case, by number of column.
	Names []string
	// Also are further spellings of a name, in lower case.
	Also map[string]int
	// Required are the columns without which a header is not this format's.
	Required []int
	// Layouts are the known orders of columns, the usual one first. Rows under
	// a damaged header are read by the layouts that have as many columns. -1
	// stands for a column that is not read.
	Layouts [][]int
	// Strict refuses a header with columns that are not known. The rows are
	// read all the same, without those columns.
	Strict bool
}

// InOrder returns columns of a table of our own: named once, in one order, and no
// others beside them.
func InOrder(names []string, required ...int) Columns {
	all := make([]int, len(names))
	for i := range all {
		all[i] = i
	}
	return Columns{Names: names, Required: required, Layouts: [][]int{all}, Strict: true}
}

// layout is where each column stands in a row: its index, or -1.
type layout struct {
	at     []int
	fields int // columns in a row
}

// header is what a header line told about the rows below it.
type header struct {
	line    []byte
	try     []layout // the likeliest first; those with a row's number of fields are tried
	field   string   // the name that was not understood
	problem string   // why the header is refused, empty if it is not
	fixed   bool     // every row below can be read all the same
}

// next is the first layout from a number on under which a row has so many fields;
// -1 where there is none.
func (h *header) next(from, fields int) int {
	for i := from; i < len(h.try); i++ {
		if h.try[i].fields == fields {
			return i
		}
	}
	return -1
}

func (c *Columns) layoutOf(order []int) layout {
	l := layout{at: slices.Repeat([]int{-1}, len(c.Names)), fields: len(order)}
	for i, column := range order {
		if column >= 0 {
			l.at[column] = i
		}
	}
	return l
}

// order returns the number of the column that each name of a header line means,
// -1 for unknown and repeated names, and the first such name.
func (c *Columns) order(names [][]byte) (order []int, odd string) {
	for _, b := range names {
		name := strings.ToLower(string(bytes.TrimSpace(b)))
		column := slices.Index(c.Names, name)
		if other, ok := c.Also[name]; ok && column < 0 {
			column = other
		}
		if column >= 0 && slices.Contains(order, column) {
			column = -1
		}
		if column < 0 && odd == "" {
			odd = "column " + strconv.Itoa(len(order)+1)
			if name != "" {
				odd = strings.ToValidUTF8(name, "?")
			}
		}
		order = append(order, column)
	}
	return order, odd
}

// header works out what a header line means. It is lenient in one way only: a
// damaged name is replaced when the rest of the line agrees with a known layout.
// Rows with more fields than a header that is whole are tried by the layouts that
// have as many, since a cut can leave a header that looks whole; rows with fewer
// have lost some.
func (c *Columns) header(line []byte) *header {
	h := &header{line: line}
	names, err := Fields(line, nil)
	order, odd := c.order(names)
	guesses := c.guesses(order)
	missing := ""
	for _, column := range c.Required {
		if !slices.Contains(order, column) {
			missing = c.Names[column]
			break
		}
	}
	switch repaired := c.repaired(order); {
	case err != nil:
		h.problem = err.Error()
		h.try = guesses
	case odd == "" && missing == "":
		h.try = append(h.try, c.layoutOf(order))
		for _, guess := range guesses {
			if guess.fields > len(order) {
				h.try = append(h.try, guess)
			}
		}
	case repaired != nil:
		taken := c.Names[filled(order, repaired)]
		h.field, h.problem, h.fixed = odd, fmt.Sprintf("column name not known; taken as %q by the columns beside it", taken), true
		h.try = append(append(h.try, c.layoutOf(repaired), c.layoutOf(order)), guesses...)
	case missing != "":
		h.field, h.problem = missing, "no such column in the header; rows are read by their number of columns"
		h.try = guesses
	default:
		if c.Strict {
			h.field, h.problem, h.fixed = odd, "column not known; it is not read", true
		}
		h.try = append(append(h.try, c.layoutOf(order)), guesses...)
	}
	return h
}

// repaired returns the order of columns of a header with its unknown names
// filled in from a known layout, nil where none fits.
func (c *Columns) repaired(order []int) []int {
	for _, known := range c.Layouts {
		if len(known)+1 == len(order) && contains(order, known) {
			return nil // all there, and one column more
		}
	}
	for _, known := range c.Layouts {
		if r := repair(order, known); r != nil {
			return r
		}
	}
	return nil
}

// filled returns the first column that a repair has put in the place of an
// unknown name.
func filled(order, repaired []int) int {
	for i, column := range repaired {
		if order[i] < 0 && column >= 0 {
			return column
		}
	}
	return -1
}

// repair fills the unknown names of a header from a known layout: where at
// least half of the columns stand in its order, or where only one is missing.
// Nil where nothing is to be filled.
func repair(order, known []int) []int {
	if len(order) != len(known) {
		return nil
	}
	agree, lost, unknown, absent := 0, 0, 0, -1 // lost: read in the layout, unknown here
	for i, column := range order {
		switch column {
		case known[i]:
			agree++
		case -1:
			lost++
		}
		if column < 0 {
			unknown++
		}
		if known[i] >= 0 && !slices.Contains(order, known[i]) {
			absent = known[i]
		}
	}
	if absent < 0 || unknown == 0 {
		return nil
	}
	if lost > 0 && agree+lost == len(order) && 2*agree >= len(order) {
		return known
	}
	if unknown == 1 && agree+unknown < len(order) {
		repaired := slices.Clone(order)
		repaired[slices.Index(order, -1)] = absent
		return repaired
	}
	return nil
}

func contains(order, columns []int) bool {
	return !slices.ContainsFunc(columns, func(column int) bool { return !slices.Contains(order, column) })
}

// guesses returns the known layouts, sorted by how many of their columns stand
// in the header in the same place.
func (c *Columns) guesses(order []int) []layout {
	agree := func(known []int) (n int) {
		for i := range min(len(known), len(order)) {
			if known[i] == order[i] {
				n++
			}
		}
		return n
	}
	sorted := slices.Clone(c.Layouts)
	slices.SortStableFunc(sorted, func(a, b []int) int { return agree(b) - agree(a) })
	var layouts []layout
	for _, known := range sorted {
		layouts = append(layouts, c.layoutOf(known))
	}
	return layouts
}
