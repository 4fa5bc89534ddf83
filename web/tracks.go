package web

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/geo"
)

// trackMap is what moved, as GeoJSON: the path of each track for a reader who
// may see it, and no geometry for one who may not.
type trackMap struct {
	featureCollection
	AsOf time.Time `json:"as_of"` // of the whole picture
}

// trackProperties describe a track. Its path has a place for each of Times.
type trackProperties struct {
	ID        truceline.ID          `json:"id"`
	Version   int                   `json:"version"`
	Class     truceline.TrackClass  `json:"class"`
	Words     string                `json:"words"` // the class as reports word it
	Names     []string              `json:"names"`
	Means     []truceline.Means     `json:"means"`
	Plots     int                   `json:"plots"`
	Exists    truceline.Probability `json:"exists"`
	OnlySaid  bool                  `json:"only_said"` // it is more probably in messages alone
	Begun     time.Time             `json:"begun"`
	Confirmed time.Time             `json:"confirmed"`
	Ended     *time.Time            `json:"ended"` // null: it was still followed when the record ends
	AsOf      time.Time             `json:"as_of"` // what is said of this track was concluded then
	// Times, Courses (degrees clockwise from north), Speeds (km/h) and Errors (the
	// long half-axis of the 90 % ellipse in metres) belong to the places of the path.
	Times   []time.Time `json:"times"`
	Courses []int       `json:"courses_deg"`
	Speeds  []int       `json:"speeds_km_h"`
	Errors  []int       `json:"errors_m"`
}

// tracks draws what moved within the hours asked for; all of it if none are.
func (s *server) tracks(r *http.Request, who access.Reader) (any, error) {
	q := asked(r)
	window := q.window()
	if err := q.end(); err != nil {
		return nil, err
	}
	all, err := s.Store.Tracks(r.Context())
	if err != nil {
		return nil, err
	}
	drawn := trackMap{collection(), s.asOf}
	for _, t := range access.All(who, all) {
		if !window.To.IsZero() && !t.Begun.Before(window.To) || !t.Ended.IsZero() && t.Ended.Before(window.From) {
			continue
		}
		drawn.add(pathOf(t))
	}
	return drawn, nil
}

// pathOf draws a track by the fixes that it needs.
func pathOf(t truceline.Track) (*geometry, trackProperties) {
	p := trackProperties{
		ID: t.ID, Version: t.Version, Class: t.Class, Words: t.Class.String(), Names: append([]string{}, t.Names...), Means: append([]truceline.Means{}, t.Means...),
		Plots: t.Plots, Exists: t.Exists, OnlySaid: t.OnlySaid, Begun: t.Begun, Confirmed: t.Confirmed, AsOf: t.Concluded,
		Times: []time.Time{}, Courses: []int{}, Speeds: []int{}, Errors: []int{},
	}
	if !t.Ended.IsZero() {
		p.Ended = &t.Ended
	}
	var at []truceline.Point
	for _, f := range thinned(t.Fixes) {
		at = append(at, f.At)
		p.Times = append(p.Times, f.When.Truncate(time.Second))
		p.Courses, p.Speeds, p.Errors = append(p.Courses, int(f.Course)), append(p.Speeds, int(f.KmH+0.5)), append(p.Errors, int(f.Ellipse.SemiMajor+0.5))
	}
	switch len(at) {
	case 0:
		return nil, p
	case 1:
		at = append(at, at[0]) // a line has two ends (RFC 7946, 3.1.4)
	}
	return &geometry{"LineString", json.RawMessage(appendPositions(nil, at, lineDecimals))}, p
}

const (
	// drawnWithin is how far, in metres, the path that is drawn may lie from a
	// fix that is left out, at that fix's moment.
	drawnWithin = 100.0
	// drawnEvery is how far apart fixes are drawn at the most, so that the slider
	// finds a speed near any moment.
	drawnEvery = 10 * time.Minute
)

// thinned leaves out the fixes that lie on the way between others: a ship that
// goes straight for hours needs few (the opening window of Meratnia and de By
// 2004, by distance at the same moment).
func thinned(fixes []truceline.TrackFix) []truceline.TrackFix {
	var out []truceline.TrackFix
	for i := 0; i < len(fixes); {
		out = append(out, fixes[i])
		next := i + 1
		for next+1 < len(fixes) && fixes[next+1].When.Sub(fixes[i].When) <= drawnEvery && onTheWay(fixes[i:next+2]) {
			next++
		}
		i = next
	}
	return out
}

// onTheWay reports whether all fixes between the first and the last lie where a
// thing that goes evenly from one to the other would be.
func onTheWay(fixes []truceline.TrackFix) bool {
	first, last := fixes[0], fixes[len(fixes)-1]
	whole := last.When.Sub(first.When).Seconds()
	for _, f := range fixes[1 : len(fixes)-1] {
		share := 0.0
		if whole > 0 {
			share = f.When.Sub(first.When).Seconds() / whole
		}
		even := truceline.Point{Lat: first.At.Lat + share*(last.At.Lat-first.At.Lat), Lon: first.At.Lon + share*(last.At.Lon-first.At.Lon)}
		if geo.Distance(even, f.At) > drawnWithin {
			return false
		}
	}
	return true
}
