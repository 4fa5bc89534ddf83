package sim

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Imaging satellites of form stac are told by a catalogue of scenes, in place of the
// table of watches: each look is a scene, each pass one answer to a search for new
// scenes. What is found in a scene, and how surely, stands in the posture; what an
// analyst did find, in the observation table.

// scenic reports whether a catalogue of scenes tells of a watcher's looks.
func (w *Watcher) scenic() bool { return w.Form == "stac" }

// pictured reports whether pictures tell of a watcher's looks, and a table only of what
// was found in them.
func (w *Watcher) pictured() bool { return w.scenic() || w.filmed() }

// crewName is whose statements those of a flight are: a drone's flight has a crew of its
// own, while all passes of a satellite are those of one platform.
func (w *Watcher) crewName(flight int) string {
	if w.scenic() {
		return w.Prefix + "-01"
	}
	return fmt.Sprintf("%s-%04d", w.Prefix, flight)
}

// scenesName is the name of a file of scenes, or with a star of all of them.
func (w *Watcher) scenesName(page string) string {
	return "raw/scenes-" + w.Sort + "-" + page + ".json"
}

// pictures are the looks and legs of a watcher of which there are pictures: a satellite
// that was out took none, and a drone as long as it saw nothing.
func (w *world) pictures(x *Watcher) (all []*site) {
	for _, s := range w.sites {
		if s.watcher == x && (x.scenic() && len(s.out) == 0 || x.filmed() && len(s.stills()) > 0) {
			all = append(all, s)
		}
	}
	return all
}

// scenes writes what the catalogue answers after each pass of a watcher's satellite.
func (w *world) scenes(x *Watcher) error {
	var pages [][]*site // by pass
	for _, s := range w.pictures(x) {
		if n := len(pages) - 1; n >= 0 && pages[n][0].cluster == s.cluster {
			pages[n] = append(pages[n], s)
		} else {
			pages = append(pages, []*site{s})
		}
	}
	slices.SortStableFunc(pages, func(a, b []*site) int { return a[0].begins.Compare(b[0].begins) })
	for i, looks := range pages {
		if err := w.whole(x.scenesName(fmt.Sprintf("%02d", i+1)), searchAnswer(looks)); err != nil {
			return err
		}
		w.made.Watches += len(looks)
	}
	return nil
}

// searchAnswer is what a search of a catalogue answers (STAC API, item search): the
// scenes of one pass, the newest first, as catalogues give them.
func searchAnswer(looks []*site) []byte {
	b := []byte(`{"type":"FeatureCollection","features":[`)
	for i := len(looks) - 1; i >= 0; i-- {
		b = append(b, "\n"...)
		b = looks[i].scene(b)
		if i > 0 {
			b = append(b, ',')
		}
	}
	return fmt.Appendf(b, "\n],\"links\":[],\"numberMatched\":%d,\"numberReturned\":%[1]d}\n", len(looks))
}

// scene writes a look as an Item of STAC 1.1.0. A radar's has no cloud over it.
func (s *site) scene(b []byte) []byte {
	stamp := func(t time.Time) []byte { return appendStamp(nil, t.UnixMilli(), false) }
	collection := s.watcher.Sort
	id := fmt.Sprintf("%s-%s", strings.ToUpper(collection), s.begins.UTC().Format("20060102T150405"))
	b = fmt.Appendf(b, `{"type":"Feature","stac_version":"1.1.0","id":%q,"collection":%q,"geometry":{"type":"Polygon","coordinates":[`, id, collection)
	b = s.shows(b)
	b = fmt.Appendf(b, `]},"properties":{"datetime":null,"start_datetime":%q,"end_datetime":%q,"platform":%q`, stamp(s.begins), stamp(s.ends), s.name)
	if s.watcher.Means == truceline.MeansRadar {
		b = append(b, `,"instruments":["sar"],"sar:instrument_mode":"SL","sar:frequency_band":"X"`...)
	}
	return fmt.Appendf(b, `},"links":[{"rel":"self","href":"https://catalogue.example/collections/%s/items/%s"}],"assets":{}}`, collection, id)
}

// sceneCorners is how many corners the ground in a scene has: as what is found in it
// depends on how far from its middle it stands, it is as good as round.
const sceneCorners = 36

// shows writes the ground that a look takes in, as a ring that is closed and runs
// counterclockwise (RFC 7946, 3.1.6).
func (s *site) shows(b []byte) []byte {
	far := 0.0
	for _, r := range s.watcher.Reach {
		far = math.Max(far, r.Far())
	}
	b = append(b, '[')
	for i := range sceneCorners + 1 {
		if i > 0 {
			b = append(b, ',')
		}
		p := geo.Destination(s.at, turn(-360*float64(i%sceneCorners)/sceneCorners), 1000*far)
		b = append(appendFixed(append(b, '['), p.Lon, 5), ',')
		b = append(appendFixed(b, p.Lat, 5), ']')
	}
	return append(b, ']')
}

// findable is what can be found in a watcher's scenes.
func (w *Watcher) findable() string {
	var kinds []string
	for _, r := range w.Reach {
		for _, k := range r.Kinds {
			if !slices.Contains(kinds, string(k)) {
				kinds = append(kinds, string(k))
			}
		}
	}
	return strings.Join(kinds, ";")
}
