package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestSceneByHand: an officer attaches a scene of another year to an incident by an
// entry, and another takes it away again; the page shows it meanwhile with whom to
// credit, by whom and since when; all of it is there after a restart, and verifies.
func TestSceneByHand(t *testing.T) {
	t.Parallel()
	byPost := "window: 100ms\ntransport: {kind: post, address: \"127.0.0.1:0\"}\n"
	m := newMission(t, map[string]string{
		"posts":  postsOverTCP,
		"scenes": "format: stac\nsource: catalogue\n" + byPost,
		"desk":   "format: officer\nsource: duty desk\n" + byPost,
	})
	m.start()
	post := func(feed, body string) {
		t.Helper()
		a, err := http.Post("http://"+m.listening(feed)+"/feeds/"+feed, "application/json", strings.NewReader(body))
		if err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%v %v", a, err)
		}
		a.Body.Close()
	}
	m.say("posts", row("AP-070")+row("AP-071"))
	taken := time.Now().UTC().AddDate(-1, 0, 0).Format(time.RFC3339)
	post("scenes", `{"type":"Feature","stac_version":"1.1.0","id":"S1","collection":"c","geometry":{"type":"Polygon","coordinates":[[[30,49],[31,49],[31,50],[30,49]]]},`+
		`"properties":{"datetime":"`+taken+`","platform":"sat-1","eo:cloud_cover":7,"license":"CC-BY-4.0","providers":[{"name":"An agency"}]},"links":[],"assets":{}}`)
	var incident truceline.Incident
	m.until("the incident is on the page", func() bool {
		var all []truceline.Incident
		if json.Unmarshal([]byte(m.ask("/api/incidents")), &all) != nil || len(all) != 1 || len(all[0].Observations) != 2 {
			return false
		}
		incident = all[0]
		return true
	})
	type detail struct {
		Incident truceline.Incident
		Scenes   []truceline.Attached
	}
	shown := func() (d detail) {
		if err := json.Unmarshal([]byte(m.ask("/api/incidents/"+incident.ID.String())), &d); err != nil {
			return detail{}
		}
		return d
	}
	ruling := func(by, act, scene, note string) string {
		return fmt.Sprintf(`{"by":%q,"at":%q,"act":%q,"observations":[%q],"scene":%q,"note":%q}`+"\n", by, time.Now().UTC().Format(time.RFC3339Nano), act, incident.Observations[0].String(), scene, note)
	}
	if d := shown(); len(d.Scenes) != 0 {
		t.Errorf("a scene of other ground and a year ago stands there by itself: %+v", d.Scenes)
	}
	post("desk", ruling("officer-7", "attach", "c S1", "no crater yet"))
	post("desk", ruling("officer-7", "attach", "c S9", ""))
	there := func() bool {
		d := shown()
		if len(d.Scenes) != 2 {
			return false
		}
		s, none := d.Scenes[0], d.Scenes[1]
		return s.ID == "c S1" && s.Credit == "An agency; licence CC-BY-4.0" && s.Ruled != nil && s.Ruled.By == "officer-7" && time.Since(s.Ruled.At) < time.Minute && s.Ruled.Note == "no crater yet" &&
			s.By == "sat-1" && s.Cloud != nil && *s.Cloud == 7 && s.After < -364*24*time.Hour && !s.Absent && none.ID == "c S9" && none.Absent
	}
	m.until("both stand with the incident", there)
	if d := shown(); len(d.Incident.Rulings) != 2 || !strings.Contains(strings.Join(d.Incident.Reasons, " "), "attach scene c S1, no crater yet") {
		t.Errorf("%+v", d.Incident)
	}
	m.end(os.Kill)
	m.start()
	m.until("both stand there after a restart", there)
	post("desk", ruling("officer-8", "detach", "c S1", "of another village"))
	m.until("the scene is gone", func() bool { d := shown(); return len(d.Scenes) == 1 && d.Scenes[0].ID == "c S9" })
	post("desk", ruling("officer-8", "attach", "", ""))
	m.until("a ruling without a scene is refused", func() bool { return m.feed("desk").Refused == 1 })
	m.end(os.Interrupt)
	if v := verifyDir(t, m.out); len(v.Different) > 0 || v.Equal == 0 || v.Pending > 0 || v.Equal != v.Recorded {
		t.Errorf("%+v", v)
	}
}
