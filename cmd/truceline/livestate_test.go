package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/web"
)

const postsOverTCP = "format: table\nsource: acoustic posts\nwindow: 100ms\noptions: {form: ndjson}\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n"

// say sends text to a feed that listens, over a connection of its own.
func (m *mission) say(name, text string) {
	m.t.Helper()
	conn, err := net.Dial("tcp", m.listening(name))
	if err != nil {
		m.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, text)
}

// TestLiveStateOverRestarts: after a kill it is not known how a feed is until it is
// heard or has been silent for as long as it declares; its silence goes back to its
// last message, and so does the gap that it leaves.
func TestLiveStateOverRestarts(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{"posts": "every: 3s\n" + postsOverTCP, "quiet": "every: 3s\n" + postsOverTCP})
	m.start()
	m.say("posts", row("AP-1"))
	m.until("it is heard", func() bool { return m.feed("posts").Health == healthOK })
	last := m.feed("posts").Last
	m.end(os.Kill)
	time.Sleep(4 * time.Second)
	m.start()
	f := m.feed("posts")
	if f.Health != healthWaiting || !strings.Contains(f.Why, "not heard since the door was started") || !strings.Contains(f.Why, last.Format(time.RFC3339)) || f.Observations != 1 || len(f.Gaps) != 0 {
		t.Errorf("just after the start: %+v", f)
	}
	m.until("it is silent since before the start", func() bool {
		f := m.feed("posts")
		return f.Health == healthSilent && strings.Contains(f.Why, "nothing since "+last.Format(time.RFC3339)) && len(f.Gaps) == 1 && f.Gaps[0].From.Before(last.Add(time.Second))
	})
	m.until("the one that never spoke is silent", func() bool { return m.feed("quiet").Health == healthSilent })
	m.say("posts", row("AP-2"))
	m.until("it is heard again", func() bool {
		f := m.feed("posts")
		return f.Health == healthOK && len(f.Gaps) == 1 && f.Gaps[0].From.Before(last.Add(time.Second)) && f.Gaps[0].To.After(last.Add(4*time.Second))
	})
	m.end(os.Kill)
	m.start() // the gap is on record, and told of again
	if f := m.feed("posts"); len(f.Gaps) != 1 || f.Gaps[0].To.IsZero() {
		t.Errorf("after another start: %+v", f)
	}
	m.end(os.Interrupt)
}

// TestMistakenStanzas: a stanza that was never good runs nothing, is told of with its
// own mistake and no other's, and leaves nothing when its file is gone; a file that
// is not read because of its name is told of; a feed keeps its format.
func TestMistakenStanzas(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{"posts": postsOverTCP, "wrong": "format: aiz\n", "worse": "colour: red\n"})
	m.start()
	m.until("both are told of", func() bool { return m.feed("wrong").Mistakes != "" && m.feed("worse").Mistakes != "" })
	f := m.feed("wrong")
	if f.Health != healthMistaken || !strings.Contains(f.Mistakes, "wrong.yaml:2:") || strings.Contains(f.Mistakes, "worse") {
		t.Errorf("%+v", f)
	}
	var said bytes.Buffer
	if err := showFeeds(&said, m.out, false, time.Now()); err == nil || !strings.Contains(said.String(), "wrong: this stanza cannot be used, and the feed does not run: ") || strings.Contains(said.String(), "last good one") {
		t.Errorf("%v\n%s", err, said.String())
	}
	for _, name := range []string{"wrong", "worse"} {
		if err := os.Remove(filepath.Join(m.folder, "feeds", name+".yaml")); err != nil {
			t.Fatal(err)
		}
	}
	m.until("nothing is left of them", func() bool { return m.feed("wrong").Feed == "" && m.feed("worse").Feed == "" })
	m.write("feeds/coast.yml", "feed: coast\n"+postsOverTCP)
	m.until("the name is told of", func() bool { return strings.Contains(m.feed("coast").Mistakes, "call it coast.yaml") })
	if err := os.Rename(filepath.Join(m.folder, "feeds", "coast.yml"), filepath.Join(m.folder, "feeds", "coast.yaml")); err != nil {
		t.Fatal(err)
	}
	m.until("it runs by its right name", func() bool { f := m.feed("coast"); return f.Health == healthWaiting && f.Mistakes == "" })
	m.write("feeds/posts.yaml", "feed: posts\nformat: ais\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n")
	m.until("the other format is told of", func() bool { return strings.Contains(m.feed("posts").Mistakes, "by another name") })
	m.say("posts", row("AP-1"))
	m.until("the last good stanza is in force", func() bool { return m.feed("posts").Observations == 1 })
	m.end(os.Interrupt)
}

// TestReleased: what a stanza withholds from a role leaves by no door for it, neither
// as raw bytes, nor as what was read of them, nor quoted in a refusal; what it led to
// does. Taking the feed away, and taking the record up again, change nothing of it,
// and what is sealed stays sealed.
func TestReleased(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{"posts": "release: [officer]\n" + postsOverTCP, "open": postsOverTCP})
	m.start()
	m.say("posts", strings.Replace(row("AP-070"), `"unit"`, `"remarks":"hush","unit"`, 1)+`{"kind":"hush"}`+"\n")
	m.say("open", strings.Replace(row("AP-071"), `"unit"`, `"remarks":"aloud","unit"`, 1))
	m.until("both are on the page", func() bool {
		return m.feed("posts").Refused > 0 && m.feed("posts").Observations == 1 && m.feed("open").Observations == 1 && strings.Contains(m.ask("/api/incidents"), `"kind":"F3"`)
	})
	refused := m.feed("posts").Refusals[0].Entry.String()
	if text := m.ask("/api/feeds/raw/" + refused); !strings.Contains(text, "hush") {
		t.Errorf("the officer reads %q", text)
	}
	for _, name := range []string{"posts", "open"} {
		if err := os.Remove(filepath.Join(m.folder, "feeds", name+".yaml")); err != nil {
			t.Fatal(err)
		}
		m.until(name+" is taken away", func() bool { return m.feed(name).Health == healthGone })
	}
	m.until("it is written so", func() bool { r, _ := m.feeds(); return r.Behind == 0 })
	m.end(os.Interrupt)
	if err := os.RemoveAll(filepath.Join(m.out, dirFeeds)); err != nil {
		t.Fatal(err)
	}
	must(t, "rebuild", m.out) // from the journal alone
	st, err := openStore(m.out)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	j, err := openJournal(t.Context(), quiet(), m.out)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for role, sees := range map[access.Role]bool{access.Officer: true, access.Analyst: false, access.Planner: false, access.Party: false, access.Public: false} {
		options, err := webOptions(t.Context(), quiet(), m.out, st, j)
		if err != nil {
			t.Fatal(err)
		}
		options.Reader = func(*http.Request) access.Reader { return access.Reader{Role: role, Now: time.Now()} }
		h, err := web.New(options)
		if err != nil {
			t.Fatal(err)
		}
		ask := func(path string) string {
			w := httptest.NewRecorder()
			r := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
			h.ServeHTTP(w, r)
			return w.Body.String()
		}
		var incidents []truceline.Incident
		if err := json.Unmarshal([]byte(ask("/api/incidents")), &incidents); err != nil || len(incidents) == 0 {
			t.Fatalf("%s: %v, %d incidents", role, err, len(incidents))
		}
		seen := ask("/api/feeds") + ask("/api/feeds/raw/"+refused)
		for _, i := range incidents {
			seen += ask("/api/incidents/" + i.ID.String())
		}
		if got := strings.Contains(seen, "hush"); got != sees {
			t.Errorf("%s sees what was withheld: %v", role, got)
		}
		status := newLiveStatus()
		status.declare(feedStanza{Feed: "posts"}, time.Now())
		status.read(truceline.Entry{Kind: truceline.KindData, Feed: "posts"}, truceline.Reading{Refusals: []truceline.Refusal{{Feed: "posts", Reason: "hush"}}})
		status.make(time.Now(), 0, 0)
		state, err := json.Marshal(status.latest(access.Reader{Role: role, Withheld: func(feed string) bool { return !options.Released(feed, role) }}))
		if err != nil || role != access.Public && role != access.Party && strings.Contains(string(state), "hush") != sees {
			t.Errorf("%s: the state of the feeds quotes what was withheld: %v %s", role, err, state)
		}
		mission := access.Reader{Role: role}.Mission()
		if got := strings.Contains(seen, "aloud"); got != mission {
			t.Errorf("%s sees what was not withheld: %v", role, got)
		}
	}
}

// TestLiveWindows: each feed's statements wait for its own window. What came in
// the wrong order within it is put in order: one that reaches the door last, and
// happened first, is the first of what was worked out.
func TestLiveWindows(t *testing.T) {
	t.Parallel()
	const slow = 6 * time.Second
	m := newMission(t, map[string]string{"quick": postsOverTCP, "slow": strings.Replace(postsOverTCP, "window: 100ms", "window: "+slow.String(), 1)})
	m.start()
	at := func(id string, when time.Time, lat float64) string {
		stamp := when.UTC().Format(time.RFC3339Nano)
		return fmt.Sprintf(`{"id":%q,"time_from":%q,"time_to":%q,"clock":"gnss","clock_error_s":1,"source":%q,"means":"acoustic","kind":"F3","count_least":1,"count_most":1,"unit":"explosion","lat":%v,"lon":34.57,"error_m":300}`+"\n", id, stamp, stamp, id, lat)
	}
	there := func(lat float64) bool { return strings.Contains(m.ask("/api/incidents"), fmt.Sprintf(`"lat":%v`, lat)) }
	now := time.Now()
	m.say("slow", at("AP-2", now, 49.52)+at("AP-1", now.Add(-3*time.Second), 49.51))
	m.say("quick", at("AP-3", now, 49.53))
	m.until("the quick one is worked out", func() bool { return there(49.53) })
	if time.Since(now) < slow && (there(49.51) && time.Since(now) < slow-3*time.Second || there(49.52) && time.Since(now) < slow) {
		t.Errorf("what the slow feed said is worked out %s after it happened", time.Since(now))
	}
	m.until("the slow ones are worked out", func() bool { return there(49.51) && there(49.52) })
	if took := time.Since(now); took < slow {
		t.Errorf("worked out after %s, the window is %s", took, slow)
	}
	m.end(os.Interrupt)
	j, err := openJournal(t.Context(), quiet(), m.out)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	var order []string
	err = j.Read(t.Context(), 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			var c conclusion
			if e.Kind == truceline.KindConclusion && json.Unmarshal(e.Body, &c) == nil && c.Incident != nil && c.Incident.Version == 1 {
				order = append(order, fmt.Sprint(c.Incident.Place.At.Lat))
			}
		}
		return nil
	})
	if want := "[49.53 49.51 49.52]"; err != nil || fmt.Sprint(order) != want {
		t.Errorf("%v: worked out in the order %v, want %s", err, order, want)
	}
}
