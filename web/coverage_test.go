package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// TestCoverage: an officer gets the pieces of the line with their hours.
func TestCoverage(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	heads := ask[[]struct {
		Kind  truceline.Kind
		Hours int
		From  time.Time
	}](t, h, "/api/coverage")
	if len(heads) != 1 || heads[0].Kind != "F3" || heads[0].Hours != 6 || !heads[0].From.Equal(noon) {
		t.Errorf("%+v", heads)
	}
	c := ask[struct {
		Type     string
		LineAsOf truceline.Date `json:"line_as_of"`
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates [][2]float64
			}
			Properties struct {
				FromKm  float64 `json:"from_km"`
				ToKm    float64 `json:"to_km"`
				States  string
				Chances []float64
			}
		}
	}](t, h, "/api/coverage/F3")
	if c.Type != "FeatureCollection" || c.LineAsOf != "2026-04-11" || len(c.Features) != 2 {
		t.Fatalf("%+v", c)
	}
	first, second := c.Features[0], c.Features[1]
	if first.Geometry.Type != "LineString" || first.Geometry.Coordinates[0] != [2]float64{35, 46.9} || first.Geometry.Coordinates[1] != second.Geometry.Coordinates[0] {
		t.Errorf("pieces are drawn %+v, %+v", first.Geometry, second.Geometry)
	}
	if p := second.Properties; p.FromKm != 100 || p.States != secretStates || p.Chances[0] != 0.76 {
		t.Errorf("%+v", p)
	}
	for _, none := range []string{"/api/coverage/F1", "/api/coverage/f3", "/api/coverage/"} {
		if w := get(h, none); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", none, w.Code)
		}
	}
	d := ask[detail](t, h, "/api/incidents/"+incident().ID.String())
	if len(d.Silences) != 1 || d.Silences[0].By != secretWatcher || d.Silences[0].Chance != 0.4 {
		t.Errorf("silences are %+v", d.Silences)
	}
	if d := ask[detail](t, h, "/api/incidents/"+alert().ID.String()); len(d.Silences) != 0 {
		t.Errorf("another incident's silences are %+v", d.Silences)
	}
}
