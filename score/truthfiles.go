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

// ParseSaid reads truth/said.ndjson: which happening each row of raw/ is about,
// as its place in truth/incidents.ndjson from 0. Rows about none are left out.
func ParseSaid(text []byte) (map[Row]int, error) {
	out := map[Row]int{}
	err := eachLine(text, func(line []byte) error {
		var b struct {
			File      string `json:"file"`
			Line      int    `json:"line"`
			Incidents []int  `json:"incidents"`
		}
		if err := json.Unmarshal(line, &b); err != nil {
			return err
		}
		for k, n := range b.Incidents {
			if n > 0 {
				out[Row{b.File, b.Line + k}] = n - 1
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
