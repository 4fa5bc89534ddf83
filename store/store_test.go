package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/store"
)

var noon = time.Date(2026, 4, 11, 12, 0, 0, 0, time.UTC)

func hour(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }

// from is an hour that begins n hours after noon.
func from(n int) truceline.Interval {
	return truceline.Interval{From: hour(n), To: hour(n + 1), Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}}
}

func incident(n, version int) truceline.Incident {
	kind, side := truceline.KindHeat, "RU"
	if n%2 == 1 {
		kind, side = truceline.KindIndirectFire, "UA"
	}
	i := truceline.Incident{
		ID: truceline.IDOf("incident", fmt.Sprint(n)), Version: version, Kind: kind, Means: []truceline.Means{truceline.MeansThermal},
		Count: truceline.One("hot spot"), When: from(n), Lineages: 1, Exists: truceline.Probability{P: 0.91234567890123, Low: 0.1, High: 1},
		Place:        truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 47.1 + float64(n)/1e4, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 375, SemiMinor: 375}},
		Observations: []truceline.ID{truceline.IDOf("observation", fmt.Sprint(n))}, Reasons: []string{"one pixel, \"hot\""}, Concluded: hour(n + 2),
		Ground: &truceline.Ground{Side: side, Certain: 0.99, DistanceKm: 12, Band: "5-15 km", LineAsOf: "2026-04-11", Area: "UA-14"},
	}
	if n%4 == 0 {
		i.Standing = &truceline.StandingHeat{Days: 40, Months: 9, OfDays: 365}
	}
	return i
}

func finding(n, version int) truceline.Finding {
	j := truceline.Judge(truceline.Unknown(), 0.9, "nobody was near")
	f := truceline.Finding{
		Version: version, Agreement: "easter", AgreementVersion: 1, Clause: fmt.Sprintf("clause-%d", n%3), When: from(n), Exists: j, Breach: j,
		Subject:     truceline.Subject{Kind: truceline.SubjectIncident, ID: truceline.IDOf("incident", fmt.Sprint(n)), Version: 1, Title: "heat"},
		Attribution: truceline.Attribution{Judgement: j, Shares: []truceline.Share{{Side: "UA", P: 0.5}, {Side: "RU", P: 0.5}}},
		Severity:    "G2", Gap: "no camera", Concluded: hour(n),
	}
	if n%2 == 1 {
		f.Breach = truceline.Judge(truceline.Probability{P: 1, Low: 1, High: 1}, 0.9, "inside")
	}
	f.ID = truceline.FindingID(f.Agreement, f.Clause, f.Subject.ID)
	return f
}

// content has n of each word that there can be many of.
func content(n int) store.Content {
	value := 1355.0
	window := truceline.Window{From: hour(0), To: hour(32)}
	rec := truceline.Record{
		Run:  truceline.Run{Name: "easter", Title: "Easter", Kind: "exercise", Window: window, ComparedWith: &window, Attribution: []string{}},
		AsOf: hour(40),
		RateChecks: &truceline.RateChecks{Visits: []truceline.VisitRate{{Phase: truceline.VisitAfter, Events: 2.5}},
			Detection: []truceline.DetectionCheck{{Means: truceline.MeansAcoustic, Kind: "F3", Events: 12}}},
		Standing: []truceline.Standing{{Kind: "W1", Value: 4.5, Ground: []truceline.Plot{{FromKm: 10, ToKm: 20, NearKm: 2, DepthKm: 5}}}},
		Changes:  []truceline.Change{{Kind: "F3", At: hour(16), Ratio: 0.5, High: -1}},
		Moved:    &truceline.Moved{From: "2026-04-05", To: "2026-04-11", Holder: "RU", GainedKm2: 3.25},
		Areas: []truceline.Area{
			{ID: "UA-14", Name: "Donetsk", Names: map[string]string{"uk": "Донецька"}, Polygons: []truceline.Polygon{
				{{{Lat: 47.1, Lon: 37.123456789012345}, {Lat: 48, Lon: 37}, {Lat: 48, Lon: 38}}, {{Lat: 47.5, Lon: 37.5}, {Lat: 47.6, Lon: 37.5}, {Lat: 47.6, Lon: 37.6}}},
				{{{Lat: -1e-7, Lon: 180}, {Lat: 0, Lon: -180}, {Lat: 1, Lon: 0.1}}},
			}},
			{ID: "UA-00", Name: "Nowhere"},
		},
		Lines: []truceline.ContactLine{
			{AsOf: "2026-04-11", Source: "a map", Definition: "the longest", ToleranceKm: 2, LengthKm: 1100.5, Main: truceline.Polyline{{Lat: 47, Lon: 36}, {Lat: 48, Lon: 37}},
				Others:  []truceline.Polyline{{{Lat: 49, Lon: 38}, {Lat: 49.5, Lon: 38}}},
				Pockets: []truceline.Pocket{{Centre: truceline.Point{Lat: 50, Lon: 36}, AreaKm2: 4, LineKm: 8, Ring: truceline.Ring{{Lat: 50, Lon: 36}, {Lat: 50.1, Lon: 36}, {Lat: 50, Lon: 36.1}}}}},
			{AsOf: "2026-04-10", Source: "a map", Main: truceline.Polyline{{Lat: 47, Lon: 36}, {Lat: 48, Lon: 37}}},
		},
	}
	c := store.Content{}
	for k := range n {
		rec.Incidents = append(rec.Incidents, incident(k, 2))
		c.IncidentVersions = append(c.IncidentVersions, incident(k, 1), incident(k, 2))
		rec.Findings = append(rec.Findings, finding(k, 2))
		c.FindingVersions = append(c.FindingVersions, finding(k, 1), finding(k, 2))
		entry := truceline.IDOf("entry", fmt.Sprint(k))
		rec.Claims = append(rec.Claims, truceline.Claim{ID: truceline.IDOf("claim", fmt.Sprint(k)), Entry: entry, Claimant: "a ministry", Value: &value, When: from(k), Metric: "violations_total"})
		rec.Tracks = append(rec.Tracks, truceline.Track{ID: truceline.IDOf("track", fmt.Sprint(k)), Version: 1, Class: truceline.TrackClass{Medium: truceline.MediumAir, LowKmH: 120, HighKmH: 185, Things: []string{"one-way drone"}},
			Sources: []string{"RD-1"}, Means: []truceline.Means{truceline.MeansRadar}, Plots: 9, Fixes: []truceline.TrackFix{{When: hour(k), At: truceline.Point{Lat: 48, Lon: 37}, KmH: 150}}, Begun: hour(k), Confirmed: hour(k)})
		rec.Tallies = append(rec.Tallies, truceline.Tally{ID: truceline.IDOf("tally", fmt.Sprint(k)), Entry: entry, Metric: "violations", Value: 256, When: from(k), Basis: "stated"})
		rec.Watches = append(rec.Watches, truceline.Watch{ID: truceline.IDOf("watch", fmt.Sprint(k)), By: "N20", Means: truceline.MeansThermal, When: from(k), State: truceline.PartlyWatched,
			Place: truceline.Place{Shape: truceline.ShapeArea, Area: "UA-14"}, Cause: truceline.CauseNoCloudData, Detection: -1})
		rec.Coverage = append(rec.Coverage, truceline.WatchTable{Kind: "F3", LineAsOf: "2026-04-11", From: window.From, Hours: 2,
			Pieces: []truceline.WatchPiece{{ToKm: 10, Middle: truceline.Point{Lat: 49, Lon: 36}, States: "wn", Chances: []float32{0.123456789, 0}}}})
		rec.Silences = append(rec.Silences, truceline.Silence{Incident: truceline.IDOf("incident", fmt.Sprint(k)), By: "CAM-1", Means: truceline.MeansCamera, Chance: 0.25, State: truceline.Watched})
		rec.Rates = append(rec.Rates, truceline.Rate{Kind: "F3", Side: "RU", Stretch: truceline.Stretch{Name: "a stretch", FromKm: float64(k), ToKm: float64(k + 10)},
			Hours: truceline.DayHours{To: 24}, Window: window, Events: k, Value: 0.123456789, Method: truceline.RateThinned, Watched: truceline.PartlyWatched})
		rec.Refusals = append(rec.Refusals, truceline.Refusal{Entry: entry, Feed: "alerts", File: "alerts.csv", Line: k + 2, Field: "started_at", Reason: "not a time"})
		rec.Feeds = append(rec.Feeds, truceline.FeedCount{Feed: "alerts", Files: 1, Entries: k, Refused: 1})
		c.Refs = append(c.Refs, store.ObservationRef{ID: truceline.IDOf("observation", fmt.Sprint(k)), Entry: entry, Seq: uint64(k + 1), Index: 3, Incident: truceline.IDOf("incident", fmt.Sprint(k))})
		c.Known = append(c.Known, store.Truth{Incident: incident(k, 1), By: []string{"RU", "UA", ""}[k%3]})
	}
	c.Record = rec
	return c
}

// written writes c into a new folder and opens it.
func written(t testing.TB, c store.Content) (*store.Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a folder? with #odd %41 signs")
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(path, "store.db")
	if err := store.Write(t.Context(), path, c); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, path
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

func TestRoundTrip(t *testing.T) {
	for _, n := range []int{1, 63, 64, 65, 200} {
		c := content(n)
		s, _ := written(t, c)
		rec, err := s.Record(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "record", rec, c.Record)
		truth, err := s.Truth(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "truth", truth, c.Known)
	}
}

func TestEmptyRecord(t *testing.T) {
	s, _ := written(t, store.Content{})
	rec, err := s.Record(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"areas", "lines", "incidents", "findings", "claims", "tallies", "watches", "refusals", "feeds"} {
		if !strings.Contains(string(b), `"`+list+`":[]`) {
			t.Errorf("%s is not an empty list in %s", list, b)
		}
	}
	if rec.Moved != nil {
		t.Error("nothing moved, and yet something did")
	}
}

func TestIncidents(t *testing.T) {
	s, _ := written(t, content(10))
	yes, no := true, false
	good := func(f store.Filter, want ...int) {
		t.Helper()
		got, err := s.Incidents(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		all := []truceline.Incident{}
		for _, n := range want {
			all = append(all, incident(n, 2))
		}
		equal(t, fmt.Sprintf("%+v", f), got, all)
	}
	good(store.Filter{}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	good(store.Filter{From: hour(8)}, 8, 9) // 7 ends as the window begins
	good(store.Filter{From: hour(8).Add(-time.Nanosecond)}, 7, 8, 9)
	good(store.Filter{To: hour(2)}, 0, 1)
	good(store.Filter{From: hour(3), To: hour(5)}, 3, 4)
	good(store.Filter{Kinds: []truceline.Kind{truceline.KindHeat, "X"}, To: hour(4)}, 0, 2)
	good(store.Filter{Side: "UA", From: hour(6)}, 7, 9)
	good(store.Filter{Standing: &yes}, 0, 4, 8)
	good(store.Filter{Standing: &no, To: hour(3)}, 1, 2)
	good(store.Filter{Area: "UA-14", Band: "5-15 km", To: hour(1)}, 0)
	good(store.Filter{Area: "UA-63"})
	good(store.Filter{Side: "' OR 1=1 --"})

	versions, err := s.Incident(t.Context(), truceline.IDOf("incident", "3"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "versions", versions, []truceline.Incident{incident(3, 2), incident(3, 1)})
	if _, err := s.Incident(t.Context(), truceline.IDOf("none")); !errors.Is(err, truceline.ErrNotFound) {
		t.Errorf("an unknown incident gives %v", err)
	}
}

func TestMoment(t *testing.T) {
	i := incident(0, 1)
	i.When.To = i.When.From
	timeless := incident(1, 1)
	timeless.When = truceline.Interval{}
	s, _ := written(t, store.Content{Record: truceline.Record{Incidents: []truceline.Incident{i, timeless}}})
	count := func(f store.Filter, want int) {
		t.Helper()
		got, err := s.Incidents(t.Context(), f)
		if err != nil || len(got) != want {
			t.Errorf("%+v gives %d incidents, want %d (%v)", f, len(got), want, err)
		}
	}
	count(store.Filter{}, 2)
	count(store.Filter{From: hour(0), To: hour(1)}, 1) // at the very start
	count(store.Filter{From: hour(-1), To: hour(0)}, 0)
}

func TestFindings(t *testing.T) {
	s, _ := written(t, content(10))
	good := func(f store.FindingFilter, want ...int) {
		t.Helper()
		got, err := s.Findings(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		all := []truceline.Finding{}
		for _, n := range want {
			all = append(all, finding(n, 2))
		}
		equal(t, fmt.Sprintf("%+v", f), got, all)
	}
	good(store.FindingFilter{Subject: truceline.IDOf("incident", "4")}, 4)
	good(store.FindingFilter{Clause: "clause-0"}, 0, 3, 6, 9)
	good(store.FindingFilter{Clause: "clause-0", Breach: truceline.Met}, 3, 9)
	good(store.FindingFilter{Exists: truceline.NotMet})
	good(store.FindingFilter{From: hour(9)}, 9)
	good(store.FindingFilter{Side: "UA"})

	versions, err := s.Finding(t.Context(), finding(4, 1).ID)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "versions", versions, []truceline.Finding{finding(4, 2), finding(4, 1)})
	if _, err := s.Finding(t.Context(), truceline.ID{}); !errors.Is(err, truceline.ErrNotFound) {
		t.Errorf("an unknown finding gives %v", err)
	}
}

func TestRefsAndWatches(t *testing.T) {
	c := content(5)
	s, _ := written(t, c)
	refs, err := s.Refs(t.Context(), truceline.IDOf("incident", "2"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "refs", refs, c.Refs[2:3])
	if refs, err := s.Refs(t.Context(), truceline.IDOf("none")); err != nil || refs == nil || len(refs) != 0 {
		t.Errorf("refs of nothing are %v, %v", refs, err)
	}
	watches, err := s.Watches(t.Context(), truceline.Window{From: hour(1), To: hour(3)})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "watches", watches, c.Record.Watches[1:3])
}

// TestOldStaysReadable: whoever has a store open goes on reading it while
// another takes its place.
func TestOldStaysReadable(t *testing.T) {
	old, path := written(t, content(3))
	if err := store.Write(t.Context(), path, content(7)); err != nil {
		t.Fatal(err)
	}
	count := func(s *store.Store, want int) {
		t.Helper()
		if got, err := s.Incidents(t.Context(), store.Filter{}); err != nil || len(got) != want {
			t.Errorf("%d incidents, want %d (%v)", len(got), want, err)
		}
	}
	count(old, 3)
	s, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	count(s, 7)
	alone(t, path)
}

// TestNeverHalf: whoever opens the path while it is being written again and
// again finds one whole store or the other.
func TestNeverHalf(t *testing.T) {
	_, path := written(t, content(3))
	failed := make(chan error, 1)
	go func() {
		for n := range 20 {
			if err := store.Write(context.Background(), path, content(3+4*(n%2))); err != nil {
				failed <- err
				return
			}
		}
		failed <- nil
	}()
	for {
		s, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := s.Record(t.Context())
		if n := len(rec.Incidents); err != nil || n != 3 && n != 7 || len(rec.Feeds) != n {
			t.Errorf("%d incidents and %d feeds (%v)", n, len(rec.Feeds), err)
		}
		s.Close()
		select {
		case err := <-failed:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
	}
}

// alone fails if anything but the store lies in its folder.
func alone(t *testing.T, path string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() != filepath.Base(path) {
			t.Errorf("%s was left behind", f.Name())
		}
	}
}

// TestFailedWrite: the old store stays whole when the new one cannot be made.
func TestFailedWrite(t *testing.T) {
	_, path := written(t, content(3))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := func(ctx context.Context, c store.Content) {
		t.Helper()
		if err := store.Write(ctx, path, c); err == nil {
			t.Error("no error")
		}
		after, err := os.ReadFile(path)
		if err != nil || string(after) != string(before) {
			t.Errorf("the old store was touched (%v)", err)
		}
		alone(t, path)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	bad(cancelled, content(3))
	twice := content(3)
	twice.Record.Incidents = append(twice.Record.Incidents, incident(0, 2))
	bad(t.Context(), twice) // the same version twice
	nan := content(3)
	nan.Record.Incidents[0].Exists.P = nanValue()
	bad(t.Context(), nan) // JSON has no such number
	if err := store.Write(t.Context(), filepath.Join(path, "no", "store.db"), content(1)); err == nil {
		t.Error("a store in a folder that is not there")
	}
}

func nanValue() float64 { var zero float64; return zero / zero }

func TestLeftoversGo(t *testing.T) {
	_, path := written(t, content(1))
	old, young := filepath.Join(filepath.Dir(path), ".store.db.1.tmp"), filepath.Join(filepath.Dir(path), ".store.db.2.tmp")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := store.Write(t.Context(), path, content(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an old leftover stays")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("somebody's half-written store was removed")
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	bad := func(name string, want error) {
		t.Helper()
		s, err := store.Open(filepath.Join(dir, name))
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, want) || !strings.Contains(err.Error(), "`truceline rebuild --dir "+dir+"`") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(dir, name)); name == "none.db" && err == nil {
			t.Error("opening made a file")
		}
	}
	bad("none.db", fs.ErrNotExist)
	if err := os.WriteFile(filepath.Join(dir, "text.db"), []byte(strings.Repeat("no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	bad("text.db", store.ErrVersion)
	if err := os.WriteFile(filepath.Join(dir, "empty.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bad("empty.db", store.ErrVersion)

	if err := store.Write(t.Context(), filepath.Join(dir, "later.db"), content(1)); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "later.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	bad("later.db", store.ErrVersion)
}

// TestDamage: a store with bytes cut off gives errors and never a wrong answer
// without one.
func TestDamage(t *testing.T) {
	_, path := written(t, content(300))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []int{2, 3, 10} {
		cut := filepath.Join(t.TempDir(), "store.db")
		if err := os.WriteFile(cut, whole[:len(whole)/part], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(cut)
		if err != nil {
			continue
		}
		if _, err := s.Record(t.Context()); err == nil {
			t.Errorf("a %dth of a store reads as a whole one", part)
		}
		s.Close()
	}
}

// BenchmarkWrite writes 10,000 rows into each table that can have many.
func BenchmarkWrite(b *testing.B) {
	c := content(10000)
	c.IncidentVersions, c.FindingVersions, c.Known = nil, nil, nil
	path := filepath.Join(b.TempDir(), "store.db")
	b.ReportAllocs()
	for b.Loop() {
		if err := store.Write(b.Context(), path, c); err != nil {
			b.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "MB")
	}
}

func BenchmarkRecord(b *testing.B) {
	s, _ := written(b, content(10000))
	for b.Loop() {
		if _, err := s.Record(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// TestScenes: of many watches those that left a scene behind are found by their own
// index, within a stretch of time or without one.
func TestScenes(t *testing.T) {
	c := content(1)
	c.Record.Watches = nil
	for k := range 300 {
		w := truceline.Watch{ID: truceline.IDOf("watch", fmt.Sprint(k)), By: "sat", Means: truceline.MeansCamera, When: truceline.Interval{From: hour(k), To: hour(k)}}
		if k%100 == 7 {
			w.Scene = &truceline.Scene{ID: fmt.Sprint("scene ", k)}
		}
		c.Record.Watches = append(c.Record.Watches, w)
	}
	s, _ := written(t, c)
	found := func(w truceline.Window, want ...string) {
		t.Helper()
		watches, err := s.Scenes(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range watches {
			got = append(got, w.Scene.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	found(truceline.Window{}, "scene 7", "scene 107", "scene 207")
	found(truceline.Window{From: hour(100), To: hour(207)}, "scene 107")
}
