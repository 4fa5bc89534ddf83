package web

import (
	"sync"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/store"
)

// briefIncident is what lists and maps need of an incident: where a record holds
// tens of thousands, all that each stands on would be a hundred megabytes.
type briefIncident struct {
	ID       truceline.ID            `json:"id"`
	Version  int                     `json:"version"`
	Kind     truceline.Kind          `json:"kind"`
	Count    truceline.Count         `json:"count"`
	Place    briefPlace              `json:"place"`
	When     briefInterval           `json:"when"`
	Standing *truceline.StandingHeat `json:"standing,omitempty"`
	Ground   *briefGround            `json:"ground,omitempty"`
}

type briefPlace struct {
	Shape  truceline.Shape  `json:"shape"`
	At     *truceline.Point `json:"at,omitempty"`
	Sector truceline.Sector `json:"sector,omitzero"`
	Area   string           `json:"area,omitempty"`
	Name   string           `json:"name,omitempty"`
}

type briefInterval struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Open bool      `json:"open,omitempty"`
}

type briefGround struct {
	Side       string  `json:"side"`
	DistanceKm float64 `json:"distance_km"`
	Area       string  `json:"area,omitempty"`
}

// briefs shortens incidents that have been through access.View.
func briefs(incidents []truceline.Incident) []briefIncident {
	out := make([]briefIncident, len(incidents))
	for k, i := range incidents {
		b := briefIncident{ID: i.ID, Version: i.Version, Kind: i.Kind, Count: i.Count, Standing: i.Standing,
			Place: briefPlace{Shape: i.Place.Shape, Sector: i.Place.Sector, Area: i.Place.Area, Name: i.Place.Name},
			When:  briefInterval{i.When.From.Truncate(time.Millisecond), i.When.To.Truncate(time.Millisecond), i.When.Open}}
		if i.Place.At != (truceline.Point{}) {
			b.Place.At = &truceline.Point{Lat: to5(i.Place.At.Lat), Lon: to5(i.Place.At.Lon)}
		}
		if g := i.Ground; g != nil {
			b.Ground = &briefGround{g.Side, float64(int(g.DistanceKm*10+0.5)) / 10, g.Area}
		}
		out[k] = b
	}
	return out
}

// to5 keeps five decimals of a degree, about a metre: this is for drawing only.
func to5(degrees float64) float64 {
	const scale = 1e5
	if degrees < 0 {
		return float64(int(degrees*scale-0.5)) / scale
	}
	return float64(int(degrees*scale+0.5)) / scale
}

// memo keeps what was worked out of a store that never changes, by name.
type memo struct {
	mu   sync.Mutex
	kept map[string]func() (any, error)
}

// of returns what work makes, asked once for each name: those who ask meanwhile wait.
func (m *memo) of(name string, work func() (any, error)) (any, error) {
	m.mu.Lock()
	if m.kept == nil {
		m.kept = map[string]func() (any, error){}
	}
	once, known := m.kept[name]
	if !known {
		once = sync.OnceValues(work)
		m.kept[name] = once
	}
	m.mu.Unlock()
	return once()
}

// group names those to whom the same is shown of incidents: the mission, or all others.
func group(who access.Reader) string {
	if who.Mission() {
		return "mission"
	}
	return "outside " + string(who.Role)
}

// findingCounts counts findings by what they are about and how they came out.
type findingCount struct {
	store.FindingGroup
	N int `json:"n"`
}
