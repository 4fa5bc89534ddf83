package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// trackAnswer is what /api/tracks says.
type trackAnswer struct {
	Type     string    `json:"type"`
	AsOf     time.Time `json:"as_of"`
	Features []struct {
		Geometry *struct {
			Coordinates [][2]float64 `json:"coordinates"`
		} `json:"geometry"`
		Properties struct {
			Words   string               `json:"words"`
			Class   truceline.TrackClass `json:"class"`
			Names   []string             `json:"names"`
			Plots   int                  `json:"plots"`
			AsOf    time.Time            `json:"as_of"`
			Ended   *time.Time           `json:"ended"`
			Times   []time.Time          `json:"times"`
			Courses []int                `json:"courses_deg"`
			Speeds  []int                `json:"speeds_km_h"`
			Errors  []int                `json:"errors_m"`
		} `json:"properties"`
	} `json:"features"`
}

// TestTracks: the path is told by its beginning, its turn and its end, with a
// time, a course, a speed and an error for each.
func TestTracks(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	got := ask[trackAnswer](t, h, "/api/tracks")
	if got.Type != "FeatureCollection" || !got.AsOf.Equal(now) || len(got.Features) != 1 {
		t.Fatalf("got %+v", got)
	}
	p, at := got.Features[0].Properties, got.Features[0].Geometry.Coordinates
	if len(at) != 3 || len(p.Times) != 3 || len(p.Courses) != 3 || len(p.Speeds) != 3 || len(p.Errors) != 3 {
		t.Fatalf("the path is %v at %v", at, p.Times)
	}
	if turn := p.Times[1]; !turn.Equal(noon.Add(4*time.Minute)) || p.Speeds[1] != 134 || p.Errors[1] != 140 {
		t.Errorf("the turn is told as %+v", p)
	}
	if p.Words != "consistent with one-way drone, 121-184 km/h" || !p.AsOf.Equal(noon.Add(9*time.Minute)) || p.Ended == nil {
		t.Errorf("got %+v", p)
	}
	found := func(from, to time.Time, want int) {
		t.Helper()
		q := url.Values{"from": {from.Format(time.RFC3339)}, "to": {to.Format(time.RFC3339)}}
		if got := len(ask[trackAnswer](t, h, "/api/tracks?"+q.Encode()).Features); got != want {
			t.Errorf("%v to %v: %d tracks, want %d", from, to, got, want)
		}
	}
	found(noon.Add(-time.Hour), noon, 0) // the end of the hours is not part of them
	found(noon.Add(-time.Hour), noon.Add(time.Second), 1)
	found(noon.Add(8*time.Minute), noon.Add(time.Hour), 1) // it was last seen then
	found(noon.Add(9*time.Minute), noon.Add(time.Hour), 0)
}

// TestTracksOutside: a party and the public learn that something flew, when, and
// what it moved like; not from where, nor who saw it.
func TestTracksOutside(t *testing.T) {
	for _, role := range []access.Role{access.Party, access.Public} {
		h := handler(t, options(t, content(), role))
		got := ask[trackAnswer](t, h, "/api/tracks")
		if len(got.Features) != 1 || got.Features[0].Geometry != nil {
			t.Fatalf("%s: got %+v", role, got)
		}
		p := got.Features[0].Properties
		if !strings.Contains(p.Words, "one-way drone") || p.Plots != 0 || len(p.Names)+len(p.Times)+len(p.Courses)+len(p.Speeds)+len(p.Errors) != 0 {
			t.Errorf("%s: got %+v", role, p)
		}
	}
}
