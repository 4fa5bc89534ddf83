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
//
// A row with a bearing_deg (clockwise from north) is of a direction from x_m, y_m, where the
// sensor stood, with the standard deviation bearing_sigma_deg; with a range_m as well, and
// range_sigma_m, it is a place. Its var_m2 is not read.
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
	columnBearing
	columnBearingSigma
	columnRange
	columnRangeSigma
	tableColumns
)

// columnNames are the words of the header, by column.
func columnNames() [tableColumns]string {
	return [tableColumns]string{"time_s", "x_m", "y_m", "var_m2", "sensor_id", "bearing_deg", "bearing_sigma_deg", "range_m", "range_sigma_m"}
}

// row is one row of the table.
type row struct {
	time           float64
	z              Detection
	sensor, number int
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
	}
	for k, word := range columnNames() {
		if needed := k < columnVariance || k == columnVariance && t.columns[columnBearing] < 0; needed && t.columns[k] < 0 {
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
		t.scan.Detections = append(t.scan.Detections, t.ahead.z)
		t.Rows = append(t.Rows, t.ahead.number)
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
	t.ahead = row{number: t.line - 2}
	if t.HasSensors() {
		t.ahead.sensor = t.sensor(bytes.TrimSpace(fields[t.columns[columnSensor]]))
	}
	if t.ahead.time, err = t.value(&fields, columnTime); err != nil {
		return false, err
	}
	t.ahead.z, err = t.detection(&fields)
	return true, err
}

// detection is what a row says of one thing.
func (t *Table) detection(fields *[16][]byte) (z Detection, err error) {
	if z.X, err = t.value(fields, columnX); err != nil {
		return z, err
	}
	if z.Y, err = t.value(fields, columnY); err != nil {
		return z, err
	}
	if !t.filled(fields, columnBearing) {
		z.XX, err = t.positive(fields, columnVariance)
		z.YY = z.XX
		return z, err
	}
	bearing, err := t.value(fields, columnBearing)
	if err != nil {
		return z, err
	}
	sigma, err := t.positive(fields, columnBearingSigma)
	if err != nil {
		return z, err
	}
	angle := math.Remainder(math.Pi/2-bearing*math.Pi/180, 2*math.Pi)
	if sigma *= math.Pi / 180; !t.filled(fields, columnRange) {
		z.Bearing, z.Angle, z.AngleSigma = true, angle, sigma
		return z, nil
	}
	distance, err := t.positive(fields, columnRange)
	if err != nil {
		return z, err
	}
	spread, err := t.positive(fields, columnRangeSigma)
	return RangeBearing(z.X, z.Y, distance, angle, spread, sigma), err
}

// filled reports whether a row has something in a column.
func (t *Table) filled(fields *[16][]byte, column int) bool {
	return t.columns[column] >= 0 && len(bytes.TrimSpace(fields[t.columns[column]])) > 0
}

// value is the number in a column of a row.
func (t *Table) value(fields *[16][]byte, column int) (float64, error) {
	if t.columns[column] < 0 {
		return 0, fmt.Errorf("line %d: there is no column %s, which this row needs", t.line, columnNames()[column])
	}
	field := bytes.TrimSpace(fields[t.columns[column]])
	v, ok := number(field)
	if !ok {
		return 0, fmt.Errorf("line %d: %s: %q is not a number", t.line, columnNames()[column], field)
	}
	return v, nil
}

// positive is the number in a column of a row, which must be more than 0.
func (t *Table) positive(fields *[16][]byte, column int) (float64, error) {
	v, err := t.value(fields, column)
	if err == nil && v <= 0 {
		what := columnNames()[column]
		if column == columnVariance {
			what += ": a variance"
		} else {
			what += ": it"
		}
		err = fmt.Errorf("line %d: %s must be more than 0, not \"%v\"", t.line, what, v)
	}
	return v, err
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
