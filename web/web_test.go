package web_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/store"
	"github.com/truceline/truceline/web"
)

var noon = time.Date(2026, 4, 11, 12, 0, 0, 0, time.UTC)

// now is when the readers ask: the hours watched on 11 April are 15 hours old.
var now = noon.Add(15 * time.Hour)

func hours(from, to int) truceline.Interval {
	return truceline.Interval{From: noon.Add(time.Duration(from) * time.Hour), To: noon.Add(time.Duration(to) * time.Hour)}
}

// What nobody outside the mission may read.
const (
	secretPost    = "post-7"
	secretStates  = "wwbbpn" // how a piece of the line was watched
	secretWatcher = "CAM-77" // who should have noticed
	secretText    = "behind the mill"
	secretLat     = 47.111111
	secretLon     = 37.222222
	secretFeed    = "acoustic-net"
	secretBody    = "raw;words"
	secretTruth   = 48.333333
	secretReport  = "blind for 3 hours"
	secretRefused = "posts.csv"
	secretLaunch  = 47.98765 // where a drone was first plotted
	secretName    = "ICAO 48ACE5"
)

func secrets() []string {
	return []string{secretStates, secretWatcher, secretPost, secretText, fmt.Sprint(secretLat), fmt.Sprint(secretLon), secretFeed, secretBody, fmt.Sprint(secretTruth),
		secretReport, secretRefused, entry().ID.String(), observation().ID.String(), "12.345", "678.9", "1234.5", fmt.Sprint(secretLaunch), secretName}
}

// flown is a track that begins where something was launched, goes straight, and
// turns once.
func flown() truceline.Track {
	t := truceline.Track{ID: truceline.IDOf("track"), Version: 2, Names: []string{secretName}, Sources: []string{secretPost}, Means: []truceline.Means{truceline.MeansRadar}, Plots: 31,
		Class: truceline.TrackClass{Medium: truceline.MediumAir, LowKmH: 121, HighKmH: 184, Things: []string{"one-way drone"}}, Exists: truceline.Probability{P: 0.99, Low: 0.98, High: 1},
		Begun: noon, Confirmed: noon.Add(time.Minute), Ended: noon.Add(8 * time.Minute), Concluded: noon.Add(9 * time.Minute)}
	for i := range 9 { // eastwards for four minutes, then northwards
		at := truceline.Point{Lat: secretLaunch, Lon: 37.5 + 0.03*float64(min(i, 4))}
		at.Lat += 0.02 * float64(max(i-4, 0))
		t.Fixes = append(t.Fixes, truceline.TrackFix{When: noon.Add(time.Duration(i) * time.Minute), At: at, KmH: 134.4, Course: 90, Ellipse: truceline.Ellipse{SemiMajor: 140}})
	}
	return t
}

func entry() truceline.Entry {
	body := []byte("a header\n" + secretBody + "\n")
	e := truceline.Entry{Seq: 7, Kind: truceline.KindData, Feed: secretFeed, Source: secretPost, Received: noon, File: "posts.csv", Line: 2, Body: body}
	e.ID = truceline.EntryIDOf(e.Salt, e.Body)
	return e
}

func observation() truceline.Observation {
	return truceline.Observation{ID: truceline.ObservationID(entry().ID, 0), Entry: entry().ID, Feed: secretFeed, Source: secretPost,
		Means: truceline.MeansAcoustic, Kind: truceline.KindIndirectFire, Place: incident().Place, When: hours(1, 1), Remarks: secretText}
}

func incident() truceline.Incident {
	return truceline.Incident{
		ID: truceline.IDOf("incident"), Version: 2, Kind: truceline.KindIndirectFire, Means: []truceline.Means{truceline.MeansAcoustic},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: secretLat, Lon: secretLon}, Name: secretText,
			Ellipse: truceline.Ellipse{SemiMajor: 1234.5}},
		When: hours(1, 1), Direction: truceline.DirectionOutgoing, Observations: []truceline.ID{truceline.ObservationID(entry().ID, 0)},
		Ground: &truceline.Ground{Side: "RU", Band: "5-15 km", Area: "UA-14", DistanceKm: 12.345, AlongKm: 678.9}, Reasons: []string{secretPost},
	}
}

func alert() truceline.Incident {
	return truceline.Incident{ID: truceline.IDOf("alert"), Version: 1, Kind: truceline.KindAirAlert, Means: []truceline.Means{truceline.MeansAirAlert},
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: "UA-63"}, When: hours(3, 4)}
}

func watch(by string, m truceline.Means, s truceline.Watching, pl truceline.Place, when truceline.Interval) truceline.Watch {
	return truceline.Watch{ID: truceline.IDOf("watch", by, fmt.Sprint(when)), By: by, Means: m, State: s, Place: pl, When: when, Note: by}
}

func watches() []truceline.Watch {
	post := truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: secretLat + 0.01, Lon: secretLon}, Ellipse: truceline.Ellipse{SemiMajor: 5000, SemiMinor: 5000}}
	far := post
	far.At.Lat++
	area := func(id string) truceline.Place { return truceline.Place{Shape: truceline.ShapeArea, Area: id} }
	return []truceline.Watch{
		watch(secretPost, truceline.MeansAcoustic, truceline.Watched, post, hours(0, 6)),
		watch(secretPost+"-far", truceline.MeansAcoustic, truceline.Watched, far, hours(0, 6)),
		watch(secretPost+"-later", truceline.MeansAcoustic, truceline.Watched, post, hours(5, 6)),
		watch("satellite", truceline.MeansThermal, truceline.PartlyWatched, area("*"), hours(1, 2)),
		watch("satellite", truceline.MeansThermal, truceline.PartlyWatched, area("*"), hours(-48, -47)),
		watch(secretPost+"-walk", truceline.MeansSaw, truceline.Watched, area("UA-14"), hours(0, 2)),
		watch("alerts", truceline.MeansAirAlert, truceline.Blind, area("UA-63"), hours(0, 9)),
	}
}

func content() store.Content {
	judgement := truceline.Judge(truceline.Unknown(), 0.9, secretPost)
	square := func(s, w float64) []truceline.Polygon {
		return []truceline.Polygon{{{{Lat: s, Lon: w}, {Lat: s + 2, Lon: w}, {Lat: s + 2, Lon: w + 3.123456}, {Lat: s, Lon: w + 3.123456}}}}
	}
	truth := incident()
	truth.Place.At.Lat = secretTruth
	old := incident()
	old.Version = 1
	rec := truceline.Record{
		Run: truceline.Run{Name: "t", Title: "A truce <b>", Kind: "exercise", Window: truceline.Window{From: noon, To: noon.Add(32 * time.Hour)},
			ComparedWith: &truceline.Window{From: noon.AddDate(0, 0, -7), To: noon.AddDate(0, 0, -7).Add(32 * time.Hour)},
			Agreement: truceline.Agreement{ID: "t", Zones: []truceline.Zone{{ID: "all", Name: "all fronts", Everywhere: true}, {ID: "two", Areas: []string{"UA-14", "UA-63"}},
				{ID: "near", Corridor: &truceline.Corridor{DepthKm: map[string]float64{"UA": 15, "RU": 15}}}}}},
		AsOf:  now,
		Areas: []truceline.Area{{ID: "UA-14", Name: "Donetsk", Names: map[string]string{"uk": "Донецька"}, Polygons: square(46.5, 36)}, {ID: "UA-63", Name: "Kharkiv", Polygons: square(49, 35)}},
		Lines: []truceline.ContactLine{{AsOf: "2026-04-11", Source: "a map", Definition: "longest", LengthKm: 1100, ToleranceKm: 2,
			Main: truceline.Polyline{{Lat: 46.9, Lon: 35}, {Lat: 48.1234567, Lon: 38}}, Others: []truceline.Polyline{{{Lat: 49, Lon: 37}, {Lat: 50, Lon: 37}}},
			Pockets: []truceline.Pocket{{AreaKm2: 4, Ring: truceline.Ring{{Lat: 50, Lon: 36}, {Lat: 50.1, Lon: 36}, {Lat: 50, Lon: 36.1}}}}}},
		Incidents: []truceline.Incident{incident(), alert()},
		Findings: []truceline.Finding{{ID: truceline.IDOf("finding"), Version: 1, Clause: "no-fire", Subject: truceline.Subject{Kind: truceline.SubjectIncident, ID: incident().ID, Title: secretText},
			When: hours(1, 1), Exists: judgement, Breach: judgement, Attribution: truceline.Attribution{Judgement: judgement}, Gap: secretText}},
		Claims:  []truceline.Claim{{ID: truceline.IDOf("claim"), Entry: entry().ID, Claimant: "a ministry", When: hours(0, 32)}},
		Tallies: []truceline.Tally{{ID: truceline.IDOf("tally"), Entry: entry().ID, Value: 3, Note: secretText}},
		Watches: watches(), Tracks: []truceline.Track{flown()},
		Coverage: []truceline.WatchTable{{Kind: truceline.KindIndirectFire, LineAsOf: "2026-04-11", From: noon, Hours: 6,
			Pieces: []truceline.WatchPiece{{ToKm: 100, States: secretStates, Chances: make([]float32, 6)}, {FromKm: 100, ToKm: 200, States: secretStates, Chances: []float32{0.755, 0, 0, 0, 0, 0}}}}},
		Silences: []truceline.Silence{{Incident: incident().ID, By: secretWatcher, Means: truceline.MeansCamera, Chance: 0.4, State: truceline.Watched}},
		Refusals: []truceline.Refusal{{Entry: entry().ID, Feed: secretFeed, File: secretRefused, Line: 9, Reason: secretPost}},
		Feeds:    []truceline.FeedCount{{Feed: secretFeed, Files: 1}},
	}
	return store.Content{Record: rec, IncidentVersions: []truceline.Incident{old, incident()}, Known: []store.Truth{{Incident: truth, By: "UA"}},
		Refs: []store.ObservationRef{{ID: observation().ID, Entry: entry().ID, Seq: 7, Incident: incident().ID}}}
}

// built is a page as the tests build it.
func built() fs.FS {
	return fstest.MapFS{
		"index.html":        {Data: []byte("<!doctype html><title>page</title>")},
		"assets/app-123.js": {Data: []byte("export const page = 1\n" + strings.Repeat("// long enough to pack\n", 200))},
		".keep":             {Data: []byte("kept")},
	}
}

// options are those of a run with everything.
func options(t testing.TB, c store.Content, role access.Role) web.Options {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	if err := store.Write(t.Context(), path, c); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return web.Options{
		Store: s, Version: "v0.1", UI: built(), Report: []byte("<p>" + secretReport), ReportJSON: []byte(`{"gap":"` + secretReport + `"}`),
		Base:   fstest.MapFS{"land.geojson": {Data: []byte(`{"type":"FeatureCollection","features":[]}`)}},
		Reader: func(*http.Request) access.Reader { return access.Reader{Role: role, Side: "UA", Now: now} },
		Entry: func(_ context.Context, id truceline.ID) (truceline.Entry, error) {
			if id != entry().ID {
				return truceline.Entry{}, truceline.ErrNotFound
			}
			return entry(), nil
		},
		Read: func(_ context.Context, e truceline.Entry) (truceline.Reading, error) {
			other := observation()
			other.ID = truceline.ObservationID(e.ID, 1) // of another incident
			return truceline.Reading{Observations: []truceline.Observation{observation(), other}}, nil
		},
	}
}

func handler(t testing.TB, o web.Options) http.Handler {
	t.Helper()
	h, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// get asks for a path on the loopback address.
func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8470"+path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// ask asks for JSON and fails the test unless it comes.
func ask[T any](t *testing.T, h http.Handler, path string) T {
	t.Helper()
	var v T
	w := get(h, path)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%s: %d %s %s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s: %v in %s", path, err, w.Body)
	}
	return v
}

func TestRun(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	run := ask[struct {
		Run           truceline.Run
		AsOf          time.Time `json:"as_of"`
		Extent        truceline.Window
		Bounds        []float64
		Truth, Report bool
		Version       string
	}](t, h, "/api/run")
	if run.Run.Title != "A truce <b>" || !run.AsOf.Equal(now) || !run.Truth || !run.Report || run.Version != "v0.1" {
		t.Errorf("run is %+v", run)
	}
	if !run.Extent.From.Equal(noon.AddDate(0, 0, -7)) || !run.Extent.To.Equal(now) { // the truce goes on, the record ends here
		t.Errorf("extent is %v", run.Extent)
	}
	if fmt.Sprint(run.Bounds) != "[35 46.9 38 48.1234567]" {
		t.Errorf("bounds are %v", run.Bounds)
	}
	none := handler(t, options(t, store.Content{Record: truceline.Record{AsOf: noon}}, access.Officer))
	if body := get(none, "/api/run").Body.String(); !strings.Contains(body, `"bounds":null`) || !strings.Contains(body, `"truth":false`) {
		t.Errorf("an empty run is %s", body)
	}
}

func TestLists(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	count := func(path string, want int) {
		t.Helper()
		if got := ask[[]json.RawMessage](t, h, path); len(got) != want {
			t.Errorf("%s gives %d, want %d", path, len(got), want)
		}
	}
	count("/api/incidents", 2)
	count("/api/incidents?kind=A3", 1)
	count("/api/incidents?kind=A3,F3", 2)
	count("/api/incidents?kind=A3&kind=H1", 1)
	count("/api/incidents?from=2026-04-11T15:00:00Z", 1)
	count("/api/incidents?to=2026-04-11T16:00:00%2B03:00", 0)
	count("/api/incidents?side=RU&band=5-15+km", 1)
	count("/api/findings", 1)
	count("/api/findings?subject="+incident().ID.String()+"&breach=cannot+be+determined", 1)
	count("/api/findings?clause=other", 0)
	count("/api/claims", 1)
	count("/api/tallies", 1)
	count("/api/watches", 7)
	count("/api/watches?to=2026-04-10T00:00:00Z", 1)
	count("/api/kinds", len(truceline.Kinds()))
	count("/api/lines", 1)
	count("/api/truth", 1)
	feeds := ask[struct {
		Feeds    []truceline.FeedCount
		Refusals []truceline.Refusal
	}](t, h, "/api/feeds")
	if len(feeds.Feeds) != 1 || len(feeds.Refusals) != 1 {
		t.Errorf("feeds are %+v", feeds)
	}

	none := handler(t, options(t, store.Content{}, access.Officer))
	for _, path := range []string{"incidents", "findings", "claims", "tallies", "watches", "lines"} {
		if body := strings.TrimSpace(get(none, "/api/"+path).Body.String()); body != "[]" {
			t.Errorf("no %s is %s", path, body)
		}
	}
	if body := strings.TrimSpace(get(none, "/api/feeds").Body.String()); body != `{"feeds":[],"refusals":[]}` {
		t.Errorf("no feeds is %s", body)
	}
}

// detail is what /api/incidents/{id} says.
type detail struct {
	Incident     truceline.Incident
	Credibility  int
	Versions     []truceline.Incident
	Observations []truceline.Observation
	Entries      []struct {
		ID                  truceline.ID
		Seq                 uint64
		Body, Feed, Problem string
		Base64, Cut, Erased bool
		Size                int
	}
	Findings []truceline.Finding
	Watches  []truceline.Watch
	Silences []truceline.Silence
}

func TestIncident(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	d := ask[detail](t, h, "/api/incidents/"+incident().ID.String())
	if d.Incident.Version != 2 || len(d.Versions) != 2 || d.Versions[1].Version != 1 {
		t.Errorf("versions are %+v", d.Versions)
	}
	if len(d.Observations) != 1 || d.Observations[0].ID != observation().ID {
		t.Errorf("observations are %+v", d.Observations)
	}
	if len(d.Entries) != 1 || d.Entries[0].Body != string(entry().Body) || d.Entries[0].Base64 || d.Entries[0].Seq != 7 || d.Entries[0].Feed != secretFeed {
		t.Errorf("entries are %+v", d.Entries)
	}
	if len(d.Findings) != 1 {
		t.Errorf("findings are %+v", d.Findings)
	}
	var by []string
	for _, w := range d.Watches {
		by = append(by, w.By)
	}
	if got := strings.Join(by, " "); got != "post-7 post-7-walk" {
		t.Errorf("watched by %s", got)
	}
	if d := ask[detail](t, h, "/api/incidents/"+alert().ID.String()); len(d.Watches) != 1 || d.Watches[0].By != "alerts" {
		t.Errorf("the alert is watched by %+v", d.Watches)
	}

	o := options(t, content(), access.Officer) // a store whose journal is elsewhere
	o.Entry, o.Read = nil, nil
	body := get(handler(t, o), "/api/incidents/"+incident().ID.String()).Body.String()
	if !strings.Contains(body, `"observations":[],"entries":[]`) {
		t.Errorf("without a journal: %s", body)
	}
}

func TestRawEntries(t *testing.T) {
	shown := func(e truceline.Entry, failure error) (d detail) {
		t.Helper()
		o := options(t, content(), access.Officer)
		o.Entry = func(context.Context, truceline.ID) (truceline.Entry, error) { return e, failure }
		d = ask[detail](t, handler(t, o), "/api/incidents/"+incident().ID.String())
		if len(d.Entries) != 1 {
			t.Fatalf("entries are %+v", d.Entries)
		}
		return d
	}
	long := entry()
	long.Body = []byte(strings.Repeat("д", 40<<10) + "!") // two bytes a letter
	if got := shown(long, nil).Entries[0]; !got.Cut || got.Base64 || got.Size != 80<<10+1 || len(got.Body) != 64<<10 {
		t.Errorf("a long text: cut %v, base64 %v, size %d, shown %d", got.Cut, got.Base64, got.Size, len(got.Body))
	}
	long.Body = append([]byte("."), long.Body...) // the cut falls inside a letter
	if got := shown(long, nil).Entries[0]; !got.Cut || got.Base64 || len(got.Body) != 64<<10-1 {
		t.Errorf("a cut letter: cut %v, base64 %v, shown %d", got.Cut, got.Base64, len(got.Body))
	}
	binary := entry()
	binary.Body = []byte{0xff, 0xfe, 0}
	if got := shown(binary, nil).Entries[0]; !got.Base64 || got.Body != "//4A" {
		t.Errorf("bytes that are no text: %+v", got)
	}
	erased := entry()
	erased.Erased = true
	if d := shown(erased, nil); !d.Entries[0].Erased || d.Entries[0].Body != "" || len(d.Observations) != 0 {
		t.Errorf("an erased entry: %+v", d)
	}
	if d := shown(truceline.Entry{}, truceline.ErrDamaged); d.Entries[0].Problem == "" || d.Entries[0].ID != entry().ID || d.Entries[0].Seq != 7 {
		t.Errorf("an entry that cannot be had: %+v", d.Entries[0])
	}
}

func TestErrors(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	bad := func(path string, status int, says string) {
		t.Helper()
		w := get(h, path)
		var e map[string]string
		if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Code != status || len(e) != 2 || !strings.Contains(e["error"]+" "+e["hint"], says) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	bad("/api/incidents?from=yesterday", 400, "2026-04-11T13:00:00Z")
	bad("/api/incidents?from=0001-01-01T00:00:00Z", 400, "is not a time")
	bad("/api/incidents?kind=F99", 400, "/api/kinds")
	bad("/api/incidents?standing=maybe", 400, "true or false")
	bad("/api/incidents?form=2026-04-11T13:00:00Z", 400, "from, to, side") // misspelt
	bad("/api/incidents?from=2026-04-11T13:00:00Z&from=2026-04-11T13:00:00Z", 400, "once")
	bad("/api/claims?from=2026-04-11T13:00:00Z", 400, "nothing can be asked")
	bad("/api/findings?subject=12", 400, "64 hexadecimal digits")
	bad("/api/findings?breach=yes", 400, "cannot be determined")
	bad("/api/incidents?%zz=1", 400, "name=value") // not to be read as no question
	bad("/api/incidents?side=a;kind=F3", 400, "name=value")
	bad("/api/incidents?from=2026-04-12T00:00:00Z&to=2026-04-11T00:00:00Z", 400, "earlier time")
	bad("/api/watches?from=2026-04-12T00:00:00Z&to=2026-04-11T00:00:00Z", 400, "earlier time")
	bad("/api/incidents?kind="+strings.Repeat("x", 5000), 400, "xxx…")
	bad("/"+strings.Repeat("x", 5000), 404, "xxx…")
	bad("/api/run?x=1", 400, "nothing can be asked")
	bad("/api/zones?line=2026-04-12", 404, "/api/lines")
	bad("/api/zones?day=2026-04-11", 400, "ask with line")
	bad("/../etc/passwd", 404, "the page is at /")
	bad("//api/run", 404, "the page is at /")
	bad("/api", 404, "/api/run")
	bad("/api/incidents/12", 400, "64 hexadecimal digits")
	bad("/api/incidents/"+truceline.IDOf("none").String(), 404, "no incident")
	bad("/api/lines/2026-04-12", 404, "/api/lines")
	bad("/api/lines/today", 400, "2006-01-02")
	bad("/api/none", 404, "/api/run")
	bad("/api/", 404, "/api/run")
	bad("/none.html", 404, "/api/")
	bad("/assets", 404, "/api/")
	bad("/.keep", 404, "")
	bad("/base/none.geojson", 404, "")
	bad("/base/land.json", 404, "land.geojson")

	h = handler(t, options(t, store.Content{}, access.Officer))
	bad("/api/truth", 404, "exercises")
	o := options(t, store.Content{}, access.Officer)
	o.Report, o.ReportJSON, o.Base = nil, nil, nil
	h = handler(t, o)
	bad("/api/report", 404, "truceline report")
	bad("/report.html", 404, "truceline report")
	bad("/base/land.geojson", 404, "")

	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://127.0.0.1/api/run", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" || !strings.Contains(w.Body.String(), `"hint"`) {
		t.Errorf("POST: %d %s", w.Code, w.Body)
	}
	if _, err := web.New(web.Options{}); err == nil {
		t.Error("pages without a store")
	}
}

func TestMaps(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	good := func(path, want string) {
		t.Helper()
		if got := strings.TrimSpace(get(h, path).Body.String()); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", path, got, want)
		}
	}
	good("/api/areas", `{"type":"FeatureCollection","features":[`+
		`{"type":"Feature","properties":{"id":"UA-14","name":"Donetsk","names":{"uk":"Донецька"}},"geometry":{"type":"MultiPolygon","coordinates":[[[[39.1235,46.5],[39.1235,48.5],[36,48.5],[36,46.5],[39.1235,46.5]]]]}},`+
		`{"type":"Feature","properties":{"id":"UA-63","name":"Kharkiv"},"geometry":{"type":"MultiPolygon","coordinates":[[[[38.1235,49],[38.1235,51],[35,51],[35,49],[38.1235,49]]]]}}]}`)
	good("/api/lines", `[{"as_of":"2026-04-11","length_km":1100,"source":"a map","definition":"longest","tolerance_km":2,"pockets":1}]`)
	good("/api/lines/2026-04-11", `{"type":"FeatureCollection","features":[`+
		`{"type":"Feature","properties":{"kind":"main","as_of":"2026-04-11","line_km":1100},"geometry":{"type":"LineString","coordinates":[[35,46.9],[38,48.12346]]}},`+
		`{"type":"Feature","properties":{"kind":"other","as_of":"2026-04-11"},"geometry":{"type":"LineString","coordinates":[[37,49],[37,50]]}},`+
		`{"type":"Feature","properties":{"kind":"pocket","as_of":"2026-04-11","area_km2":4},"geometry":{"type":"Polygon","coordinates":[[[36.1,50],[36,50.1],[36,50],[36.1,50]]]}}]}`)
	zones := ask[struct {
		Features []struct {
			Properties struct {
				ID         string
				Everywhere bool
				Areas      []string
				Corridor   *truceline.Corridor
			}
			Geometry *struct{ Coordinates [][][][]float64 }
		}
	}](t, h, "/api/zones")
	if f := zones.Features; len(f) != 3 || !f[0].Properties.Everywhere || f[0].Geometry != nil || len(f[1].Geometry.Coordinates) != 2 ||
		f[2].Geometry != nil || f[2].Properties.Corridor.DepthKm["UA"] != 15 || f[2].Properties.Areas == nil {
		t.Errorf("zones are %+v", zones)
	}
}

func TestHeaders(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	for _, path := range []string{"/", "/api/run", "/api/none", "/report.html", "/assets/app-123.js", "/base/land.geojson"} {
		got := get(h, path).Header()
		for name, want := range map[string]string{"Content-Security-Policy": "default-src", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": ""} {
			if v := got.Get(name); v == "" || !strings.HasPrefix(v, want) {
				t.Errorf("%s: %s is %q", path, name, v)
			}
		}
		if policy := got.Get("Content-Security-Policy"); strings.Contains(policy, "http") || strings.Contains(policy, "*") || strings.Contains(policy, "unsafe-eval") {
			t.Errorf("%s: policy %s", path, policy)
		}
	}
	policy := get(h, "/").Header().Get("Content-Security-Policy")
	for _, want := range []string{"worker-src 'self' blob:", "img-src 'self' data: blob:", "script-src 'self';", "connect-src 'self'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the page's policy lacks %s: %s", want, policy)
		}
	}
	if c := get(h, "/assets/app-123.js").Header().Get("Cache-Control"); !strings.Contains(c, "immutable") {
		t.Errorf("a file named by its content: %s", c)
	}
	if c := get(h, "/").Header(); c.Get("Cache-Control") != "no-cache" || c.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the page: %v", c)
	}
}

func TestCachingAndPacking(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	for _, path := range []string{"/api/kinds", "/assets/app-123.js"} {
		plain := get(h, path)
		if plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s is packed unasked", path)
		}
		packed := get(h, path, "Accept-Encoding", "br, gzip;q=0.5")
		if packed.Header().Get("Content-Encoding") != "gzip" || packed.Header().Get("Vary") != "Accept-Encoding" {
			t.Fatalf("%s is not packed: %v", path, packed.Header())
		}
		z, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != plain.Body.String() {
			t.Errorf("%s comes out of its packing otherwise (%v)", path, err)
		}
		if w := get(h, path, "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s is packed against the asker's word", path)
		}
		tag := plain.Header().Get("ETag")
		if w := get(h, path, "If-None-Match", `"other", `+tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("%s is sent again: %d", path, w.Code)
		}
		if w := get(h, path, "If-None-Match", `"other"`); w.Code != http.StatusOK {
			t.Errorf("%s is not sent: %d", path, w.Code)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "http://localhost/api/kinds", nil))
	if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}

func TestNotBuilt(t *testing.T) {
	o := options(t, content(), access.Officer)
	o.UI = fstest.MapFS{".keep": {}}
	w := get(handler(t, o), "/")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "make ui") || !strings.Contains(w.Body.String(), "A truce &lt;b&gt;") {
		t.Errorf("a binary without a page: %d %s", w.Code, w.Body)
	}
	if web.UI() == nil {
		t.Error("no folder for the page")
	}
}

// TestSecretReadsAreLogged: who read of sensors and people stands in the log.
func TestSecretReadsAreLogged(t *testing.T) {
	var log strings.Builder
	o := options(t, content(), access.Analyst)
	o.Logger = slog.New(slog.NewTextHandler(&log, nil)) // from Info up
	h := handler(t, o)
	good := func(path string, want bool) {
		t.Helper()
		log.Reset()
		get(h, path)
		if got := strings.Contains(log.String(), "door="+path+" role=analyst"); got != want {
			t.Errorf("%s: the log says %q", path, log.String())
		}
	}
	good("/api/watches", true)
	good("/api/feeds", true)
	good("/api/incidents/"+incident().ID.String(), true)
	good("/api/kinds", false)
}
