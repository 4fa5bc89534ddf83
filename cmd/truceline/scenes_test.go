package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/store"
	"github.com/truceline/truceline/web"
)

// TestScenesOfAnIncident: of the scenes of a catalogue, those that show where something
// happened stand with the incident, with their cloud and where they can be had, on the
// API and in the report's list.
func TestScenesOfAnIncident(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "run")
	at := time.Date(2026, 4, 11, 13, 0, 0, 0, time.UTC)
	scene := func(id string, lon float64, taken time.Time, cloud int) string {
		return fmt.Sprintf(`{"type":"Feature","stac_version":"1.1.0","id":%q,"collection":"c","geometry":{"type":"Polygon","coordinates":[[[%v,49],[%v,49],[%v,50],[%v,50],[%v,49]]]},`+
			`"properties":{"datetime":%q,"platform":"sat-1","eo:cloud_cover":%d},"links":[{"rel":"self","href":"https://example.org/c/%s"}]}`,
			id, lon, lon+1, lon+1, lon, lon, taken.Format(time.RFC3339), cloud, id)
	}
	files := map[string]string{
		"replay.yaml": `name: trial
title: A trial of scenes
kind: exercise
agreement: demo
window: {from: 2026-04-01T00:00:00Z, to: 2026-04-30T00:00:00Z}
feeds:
  - {feed: posts, format: table, files: [posts.ndjson], source: post, options: {form: ndjson}}
  - {feed: scenes, format: stac, files: [scenes.json], source: catalogue}
`,
		"posts.ndjson": rowAt("a", "post-1", at) + rowAt("a", "post-2", at),
		"scenes.json": `{"type":"FeatureCollection","features":[` + strings.Join([]string{
			scene("before", 34, at.AddDate(0, 0, -3), 12), scene("after", 34, at.AddDate(0, 0, 5), 80), scene("elsewhere", 36, at.AddDate(0, 0, 1), 0),
		}, ",") + `]}`,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "replay", dir, "--data", dir, "--out", out)
	list, err := os.ReadFile(filepath.Join(out, incidentsCSV))
	if err != nil || !strings.Contains(string(list), "c before (cloud 12 %),,c after (cloud 80 %)") {
		t.Errorf("%v\n%s", err, list)
	}
	st, err := openStore(out)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	incidents, err := st.Incidents(t.Context(), store.Filter{Kinds: []truceline.Kind{truceline.KindIndirectFire}})
	if err != nil || len(incidents) == 0 {
		t.Fatal(incidents, err)
	}
	handler, err := web.New(web.Options{Store: st})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	q := httptest.NewRequest("GET", "http://127.0.0.1/api/incidents/"+incidents[0].ID.String(), nil)
	handler.ServeHTTP(w, q)
	var answer struct {
		Scenes []truceline.Attached `json:"scenes"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Scenes) != 2 {
		t.Fatalf("%v\n%s", err, w.Body)
	}
	if s := answer.Scenes[0]; s.ID != "c before" || s.After > -71*time.Hour || *s.Cloud != 12 || s.Address != "https://example.org/c/before" || s.By != "sat-1" {
		t.Errorf("%+v", s)
	}
	if s := answer.Scenes[1]; s.ID != "c after" || s.After != 5*24*time.Hour || *s.Cloud != 80 {
		t.Errorf("%+v", s)
	}
}
