package track

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Table reads detections from CSV, scan by scan: time_s, x_m, y_m, sensor_id,
// var_m2 (variance of each axis), in any order of columns; sensor_id may be
// absent. Rows of one sensor and one time that follow each other are a scan.
type Table struct {
	r       *bufio.Reader
	line    int
	columns [tableColumns]int
	width   int
	ahead   row
	more    bool
	scan    Scan
	sensors []string
	// Rows holds, for each detection of the newest scan, its row in the file,
	// counted from 0 without the header.
	Rows []int
}

const (
	columnTime = iota
	columnX
	columnY
	columnVariance
	columnSensor
	tableColumns
)

// columnNames are the words of the header, by column.
func columnNames() [tableColumns]string {
	return [tableColumns]string{"time_s", "x_m", "y_m", "var_m2", "sensor_id"}
}

// row is one row of the table.
type row struct {
	time, x, y, variance float64
	sensor, number       int
}

// NewTable reads the header. Sensors are numbered in the order of names, and
// further ones after them as they come.
func NewTable(r io.Reader, names []string) (*Table, error) {
	t := &Table{r: bufio.NewReaderSize(r, 1<<16), sensors: names}
	head, err := t.next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("line 1: the file is empty; its header must name time_s, x_m, y_m, sensor_id, var_m2")
		}
		return nil, fmt.Errorf("line 1: no header with time_s, x_m, y_m, var_m2: %w", err)
	}
	for k, word := range columnNames() {
		t.columns[k] = -1
		for i, field := range bytes.Split(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte{','}) {
			t.width = max(t.width, i+1)
			if string(bytes.TrimSpace(field)) == word {
				t.columns[k] = i
			}
		}
		if t.columns[k] < 0 && k != columnSensor {
			return nil, fmt.Errorf("line 1: no column %s; the columns are time_s, x_m, y_m, sensor_id, var_m2", word)
		}
	}
	t.more, err = t.read()
	return t, err
}

// Sensors returns the names of the sensors met so far.
func (t *Table) Sensors() []string { return t.sensors }

// HasSensors reports whether the table names its sensors.
func (t *Table) HasSensors() bool { return t.columns[columnSensor] >= 0 }

// Next returns the next scan, which is valid until the next call; nil at the
// end. An error names the line.
func (t *Table) Next() (*Scan, error) {
	if !t.more {
		return nil, nil
	}
	t.scan.Time, t.scan.Sensor = t.ahead.time, t.ahead.sensor
	t.scan.Detections, t.Rows = t.scan.Detections[:0], t.Rows[:0]
	for t.more && t.ahead.time == t.scan.Time && t.ahead.sensor == t.scan.Sensor {
		a := &t.ahead
		t.scan.Detections = append(t.scan.Detections, Detection{X: a.x, Y: a.y, XX: a.variance, YY: a.variance})
		t.Rows = append(t.Rows, a.number)
		var err error
		if t.more, err = t.read(); err != nil {
			return nil, err
		}
	}
	return &t.scan, nil
}

// next returns the next line that is not empty.
func (t *Table) next() ([]byte, error) {
	for {
		line, err := t.r.ReadSlice('\n')
		t.line++
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, fmt.Errorf("line %d: longer than %d bytes", t.line, 1<<16)
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// read reads the next row ahead; false at the end.
func (t *Table) read() (bool, error) {
	line, err := t.next()
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var fields [16][]byte
	n := 0
	for ; n < len(fields) && line != nil; n++ {
		var found bool
		fields[n], line, found = bytes.Cut(line, []byte{','})
		if !found {
			line = nil
		}
	}
	if n != t.width {
		return false, fmt.Errorf("line %d: %d fields, the header has %d", t.line, n, t.width)
	}
	a := &t.ahead
	for k, to := range [...]*float64{&a.time, &a.x, &a.y, &a.variance} {
		field := bytes.TrimSpace(fields[t.columns[k]])
		v, ok := number(field)
		switch {
		case !ok:
			return false, fmt.Errorf("line %d: %s: %q is not a number", t.line, columnNames()[k], field)
		case k == columnVariance && v <= 0:
			return false, fmt.Errorf("line %d: var_m2: a variance must be more than 0, not %q", t.line, field)
		}
		*to = v
	}
	a.number, a.sensor = t.line-2, 0
	if t.HasSensors() {
		a.sensor = t.sensor(bytes.TrimSpace(fields[t.columns[columnSensor]]))
	}
	return true, nil
}

func (t *Table) sensor(name []byte) int {
	for i, s := range t.sensors {
		if s == string(name) {
			return i
		}
	}
	t.sensors = append(t.sensors, string(name))
	return len(t.sensors) - 1
}

// number reads a decimal without allocating; rarer forms go the long way.
func number(b []byte) (float64, bool) {
	i, negative := 0, false
	if len(b) > 0 && b[0] == '-' {
		i, negative = 1, true
	}
	whole, scale, digits, point := int64(0), 1.0, 0, false
	for ; i < len(b) && digits < 16; i++ {
		switch c := b[i]; {
		case c >= '0' && c <= '9':
			whole = whole*10 + int64(c-'0')
			digits++
			if point {
				scale *= 10
			}
		case c == '.' && !point:
			point = true
		default:
			digits = 99
		}
	}
	if i < len(b) || digits == 0 || digits >= 16 {
		v, err := strconv.ParseFloat(string(b), 64)
		return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	v := float64(whole) / scale
	if negative {
		v = -v
	}
	return v, true
}
