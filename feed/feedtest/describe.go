package feedtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/truceline/truceline"
)

// describe writes readings as JSON without what follows from the bytes of the
// entry (IDs) and with what root words leave out of JSON (polygons).
func describe(t testing.TB, readings []truceline.Reading) []byte {
	t.Helper()
	var out bytes.Buffer
	for i, r := range readings {
		plain, err := plain(r)
		if err != nil {
			t.Fatalf("reading %d: %v", i, err)
		}
		if len(plain) == 0 {
			continue
		}
		b, err := json.MarshalIndent(plain, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// plain returns the lists of a reading that are not empty, as JSON has them.
func plain(r truceline.Reading) (map[string]any, error) {
	var polygons [][]truceline.Polygon
	for _, c := range r.Controls {
		polygons = append(polygons, c.Polygons)
	}
	for _, a := range r.Areas {
		polygons = append(polygons, a.Polygons)
	}
	var bodies []string // left out of JSON, as they are others' words
	for _, t := range r.Texts {
		bodies = append(bodies, t.Body)
	}
	var heights []string // JSON has no NaN
	for _, g := range r.Terrain {
		heights = append(heights, fmt.Sprint(g.Heights))
	}
	b, err := json.Marshal(map[string]any{"terrain": r.Terrain, "heights": heights,
		"observations": r.Observations, "texts": r.Texts, "bodies": bodies, "claims": r.Claims, "tallies": r.Tallies, "watches": r.Watches,
		"controls": r.Controls, "areas": r.Areas, "heat": r.Heat, "weather": r.Weather, "rulings": r.Rulings, "postures": r.Postures, "refusals": r.Refusals, "polygons": polygons})
	if err != nil {
		return nil, err
	}
	var lists map[string]any
	if err := json.Unmarshal(b, &lists); err != nil {
		return nil, err
	}
	for name, list := range lists {
		things, _ := list.([]any)
		if len(things) == 0 {
			delete(lists, name)
		}
		for _, thing := range things {
			if fields, ok := thing.(map[string]any); ok {
				delete(fields, "entry")
				if name != "areas" {
					delete(fields, "id")
				}
			}
		}
	}
	return lists, nil
}
