package score

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/truceline/truceline"
)

// ParseNoticeable reads truth/noticeable.ndjson: the chance that anything
// noticed a happening, by its ID. An error names the line.
func ParseNoticeable(text []byte) (map[truceline.ID]float64, error) {
	out := map[truceline.ID]float64{}
	err := eachLine(text, func(line []byte) error {
		var n struct {
			Incident truceline.ID `json:"incident"`
			Chance   float64      `json:"chance"`
		}
		if err := json.Unmarshal(line, &n); err != nil {
			return err
		}
		out[n.Incident] = n.Chance
		return nil
	})
	return out, err
}

// ParseObjects reads truth/objects.ndjson: what truly moved. What never was
// there (class none, such as a ship that only sends) is left out.
func ParseObjects(text []byte) ([]Path, error) {
	var out []Path
	err := eachLine(text, func(line []byte) error {
		var o struct {
			Object int    `json:"object"`
			Class  string `json:"class"`
			Path   []struct {
				T        time.Time `json:"t"`
				Lat, Lon float64
			} `json:"path"`
		}
		if err := json.Unmarshal(line, &o); err != nil {
			return err
		}
		if o.Class == "none" {
			return nil
		}
		p := Path{ID: strconv.Itoa(o.Object), Class: o.Class}
		for _, w := range o.Path {
			if n := len(p.Fixes); n > 0 && !w.T.After(p.Fixes[n-1].When) {
				continue // turned on the spot
			}
			p.Fixes = append(p.Fixes, Fix{When: w.T, At: truceline.Point{Lat: w.Lat, Lon: w.Lon}})
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// Row is a row of a file under raw/.
type Row struct {
	File string
	Line int // from 1, the header too
}

// Subject is what a row is about: the number of a happening or of a moving
// object, from 1; 0 for none.
type Subject struct{ Incident, Object int }

// ParseSaid reads truth/said.ndjson: what each row of raw/ is about. Rows about
// nothing are left out.
func ParseSaid(text []byte) (map[Row]Subject, error) {
	out := map[Row]Subject{}
	err := eachLine(text, func(line []byte) error {
		var b struct {
			File      string `json:"file"`
			Line      int    `json:"line"`
			Incidents []int  `json:"incidents"`
			Objects   []int  `json:"objects"`
		}
		if err := json.Unmarshal(line, &b); err != nil {
			return err
		}
		for k := range max(len(b.Incidents), len(b.Objects)) {
			var s Subject
			if k < len(b.Incidents) {
				s.Incident = b.Incidents[k]
			}
			if k < len(b.Objects) {
				s.Object = b.Objects[k]
			}
			if s != (Subject{}) {
				out[Row{b.File, b.Line + k}] = s
			}
		}
		return nil
	})
	return out, err
}

func eachLine(text []byte, fn func([]byte) error) error {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 16<<20)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := fn(lines.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}
