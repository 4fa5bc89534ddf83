package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// mission is a folder with live feeds and the process that receives them.
type mission struct {
	t           testing.TB
	folder, out string
	process     *exec.Cmd
	said        *heldOutput
	page        string
}

// heldOutput is what a process has said so far.
type heldOutput struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (h *heldOutput) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(b)
}

func (h *heldOutput) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

const liveSentence = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n"

func newMission(t testing.TB, feeds map[string]string) *mission {
	t.Helper()
	m := &mission{t: t, folder: t.TempDir(), out: filepath.Join(t.TempDir(), "run")}
	now := time.Now().UTC().Truncate(time.Hour)
	m.write("replay.yaml", fmt.Sprintf(`name: trial
title: A trial of live feeds
kind: exercise
agreement: demo
window: {from: %s, to: %s}
feeds:
  - {feed: posture, format: posture, files: [posture.yaml], source: monitor}
`, now.Add(-time.Hour).Format(time.RFC3339), now.Add(24*time.Hour).Format(time.RFC3339)))
	text, err := os.ReadFile(filepath.Join("..", "..", "exercises", "demo", "posture.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m.write("posture.yaml", string(text))
	for name, text := range feeds {
		m.write("feeds/"+name+".yaml", "feed: "+name+"\n"+text)
	}
	return m
}

func (m *mission) write(name, text string) {
	m.t.Helper()
	name = filepath.Join(m.folder, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// start runs the live door until stop or kill.
func (m *mission) start() {
	m.t.Helper()
	m.said = &heldOutput{}
	m.process = exec.Command(realBinary(), "live", m.folder, "--out", m.out, "--addr", "127.0.0.1:0", "--publish", "200ms")
	m.process.Stdout, m.process.Stderr = m.said, m.said
	if err := m.process.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { m.process.Process.Kill() })
	m.until("the page is there", func() bool {
		found := regexp.MustCompile(`http://[0-9.:]+`).FindString(m.said.String())
		m.page = found
		return found != ""
	})
	began := time.Now()
	m.until("the feeds are there", func() bool { r, ok := m.feeds(); return ok && r.AsOf.After(began) && len(r.Feeds) > 0 })
}

func (m *mission) until(what string, ok func() bool) {
	m.t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			m.t.Fatalf("waited in vain until %s\n%s", what, m.said)
		}
	}
}

// end ends the process by a signal and returns its exit code.
func (m *mission) end(signal os.Signal) int {
	m.t.Helper()
	if err := m.process.Process.Signal(signal); err != nil {
		m.t.Fatal(err)
	}
	_ = m.process.Wait()
	if strings.Contains(m.said.String(), "goroutine") {
		m.t.Errorf("%s", m.said)
	}
	return m.process.ProcessState.ExitCode()
}

// feeds is the state as the door last wrote it.
func (m *mission) feeds() (r feedsReport, ok bool) {
	text, err := os.ReadFile(filepath.Join(m.out, fileFeeds))
	if err != nil || json.Unmarshal(text, &r) != nil {
		return r, false
	}
	return r, true
}

func (m *mission) feed(name string) (found feedReport) {
	r, _ := m.feeds()
	for _, f := range r.Feeds {
		if f.Feed == name {
			found = f
		}
	}
	return found
}

// listening is the address of a feed, once it has one.
func (m *mission) listening(name string) (address string) {
	m.t.Helper()
	m.until(name+" listens", func() bool { address = m.feed(name).Address; return address != "" })
	return address
}

func (m *mission) ask(path string) string {
	m.t.Helper()
	answer, err := http.Get(m.page + path)
	if err != nil {
		m.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

// row is an explosion heard now, as a post would state it.
func row(id string) string {
	now := time.Now().UTC().Format(time.RFC3339Nano)
	return fmt.Sprintf(`{"id":%q,"time_from":%q,"time_to":%q,"clock":"gnss","clock_error_s":1,"source":%q,"means":"acoustic","kind":"F3","count_least":1,"count_most":1,"unit":"explosion","lat":49.59,"lon":34.57,"error_m":300}`+"\n", id, now, now, id)
}

// TestLive takes a mission through its life: messages become incidents on the
// page while it runs; a feed that is cut is an outage until it is back; a stanza
// with a mistake changes nothing; what is refused can be had; a kill loses nothing
// that was acknowledged; and the record of all of it verifies.
func TestLive(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{
		"coast": "format: ais\nsource: coast-station\nevery: 1s\nwindow: 1s\noptions: {clock: received}\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n",
		"posts": "format: table\nsource: post\ngrade: B\nwindow: 1s\noptions: {form: ndjson}\ntransport: {kind: post, address: \"127.0.0.1:0\"}\n",
	})
	m.start()
	post := func(key, body string) {
		t.Helper()
		q, _ := http.NewRequest("POST", "http://"+m.listening("posts")+"/feeds/posts", strings.NewReader(body))
		q.Header.Set("Idempotency-Key", key)
		a, err := http.DefaultClient.Do(q)
		if err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%v %v", a, err)
		}
		a.Body.Close()
	}
	said := row("AP-070") + row("AP-071")
	post("one", said)
	post("one", said)
	post("two", "noise\n")
	coast, err := net.Dial("tcp", m.listening("coast"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(coast, liveSentence)
	m.until("an incident is on the page", func() bool { return strings.Contains(m.ask("/api/incidents"), `"kind":"F3"`) })
	m.until("what was refused is counted", func() bool { f := m.feed("posts"); return f.Refused == 1 && f.Observations == 2 })
	if raw := m.ask("/api/feeds/raw/" + m.feed("posts").Refusals[0].Entry.String()); raw != "noise\n" {
		t.Errorf("the refused message comes back as %q", raw)
	}

	// A mistake changes nothing; its cure does.
	m.until("the coast is silent", func() bool { return m.feed("coast").Health == "silent" })
	m.write("feeds/coast.yaml", "feed: coast\nformat: aiz\n")
	m.until("the mistake is told", func() bool { return strings.Contains(m.feed("coast").Mistakes, "coast.yaml:2: ") })
	fmt.Fprint(coast, liveSentence)
	m.until("the coast is back", func() bool { // the gap has an end, whatever came after on a busy machine
		f := m.feed("coast")
		return f.Observations == 2 && len(f.Gaps) > 0 && !f.Gaps[0].To.IsZero()
	})
	m.until("the outage is on record", func() bool {
		var watches []truceline.Watch
		if err := json.Unmarshal([]byte(m.ask("/api/watches")), &watches); err != nil {
			return false
		}
		for _, w := range watches {
			if w.By == "feed:coast" && w.Cause == truceline.CauseSilent && w.State == truceline.Blind && !w.When.Open {
				return true
			}
		}
		return false
	})
	m.write("feeds/coast.yaml", "feed: coast\nformat: ais\nsource: another\nwindow: 1s\noptions: {clock: received}\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n")
	m.until("the cure is in force", func() bool { f := m.feed("coast"); return f.Mistakes == "" && f.Source == "another" })
	if err := os.Remove(filepath.Join(m.folder, "feeds", "coast.yaml")); err != nil {
		t.Fatal(err)
	}
	m.until("the coast is taken away", func() bool { return m.feed("coast").Health == "taken away" })

	before := m.ask("/api/incidents")
	m.end(os.Kill)
	m.start()
	m.until("the page is as it was", func() bool { return m.ask("/api/incidents") == before })
	post("one", said) // still known as a repeat
	m.end(os.Kill)
	m.start()
	if code := m.end(os.Interrupt); code != exitDone && code != exitFailed {
		t.Errorf("exit code %d\n%s", code, m.said)
	}
	v := verifyDir(t, m.out)
	if len(v.Different) > 0 || v.Equal == 0 || v.Pending > 0 || v.Equal != v.Recorded || v.Files != 1 {
		t.Errorf("%+v", v)
	}
	var table bytes.Buffer
	if err := showFeeds(&table, m.out, false, time.Now().Add(time.Minute)); err != nil || !strings.Contains(table.String(), "the live door does not run") {
		t.Errorf("%v\n%s", err, table.String())
	}
}

// TestLiveAlone is the mission of the README: one feed of rows over TCP, and no
// files. What it concludes is served, and its record verifies.
func TestLiveAlone(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{"posts": "format: table\nsource: acoustic posts\nevery: 20s\nwindow: 1s\noptions: {form: ndjson}\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n"})
	now := time.Now().UTC().Truncate(time.Hour)
	m.write("replay.yaml", fmt.Sprintf("name: first\ntitle: A first mission\nkind: exercise\nagreement: demo\nwindow: {from: %s, to: %s}\nfeeds: []\n",
		now.Format(time.RFC3339), now.Add(24*time.Hour).Format(time.RFC3339)))
	m.start()
	conn, err := net.Dial("tcp", m.listening("posts"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, row("AP-1"), "noise\n", row("AP-2"))
	m.until("an incident is on the page", func() bool { return strings.Contains(m.ask("/api/incidents"), `"kind":"F3"`) })
	m.until("what was refused is counted", func() bool { f := m.feed("posts"); return f.Refused == 1 && f.Observations == 2 })
	m.end(os.Interrupt)
	if v := verifyDir(t, m.out); len(v.Different) > 0 || v.Equal == 0 || v.Equal != v.Recorded || v.Files != 0 {
		t.Errorf("%+v", v)
	}
}

// TestLiveCut has all feeds of a mission go silent: the page shows the outage while
// it lasts, although nothing is heard any more.
func TestLiveCut(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{"posts": "format: table\nsource: acoustic posts\nevery: 3s\nwindow: 100ms\noptions: {form: ndjson}\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n"})
	m.start()
	conn, err := net.Dial("tcp", m.listening("posts"))
	if err != nil {
		t.Fatal(err)
	}
	outage := func() (found truceline.Watch) {
		var watches []truceline.Watch
		if err := json.Unmarshal([]byte(m.ask("/api/watches")), &watches); err != nil {
			return found
		}
		for _, w := range watches {
			if w.By == "feed:posts" && w.Cause == truceline.CauseSilent && w.State == truceline.Blind {
				found = w
			}
		}
		return found
	}
	fmt.Fprint(conn, row("AP-1"))
	m.until("the incident is on the page", func() bool { return strings.Contains(m.ask("/api/incidents"), `"kind":"F3"`) })
	if w := outage(); !w.When.From.IsZero() && w.When.Open {
		t.Errorf("an outage while the feed speaks: %+v", w)
	}
	m.until("the outage that lasts is on the page", func() bool { return outage().When.Open })
	m.end(os.Interrupt)
}

// TestLiveKilled kills the door at work again and again: what was acknowledged is
// there each time, and no more than what was sent.
func TestLiveKilled(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{
		"posts": "format: table\nsource: post\nwindow: 1s\noptions: {form: ndjson}\ntransport: {kind: post, address: \"127.0.0.1:0\"}\n",
	})
	acknowledged, sent := map[string]bool{}, 0
	for range 3 {
		m.start()
		address := m.listening("posts")
		stop := time.AfterFunc(700*time.Millisecond, func() { m.process.Process.Kill() })
		for {
			id := fmt.Sprintf("AP-%05d", sent)
			sent++
			a, err := http.Post("http://"+address+"/feeds/posts", "application/x-ndjson", strings.NewReader(row(id)))
			if err != nil {
				break
			}
			if a.Body.Close(); a.StatusCode == http.StatusOK {
				acknowledged[id] = true
			}
		}
		stop.Stop()
		_ = m.process.Wait()
	}
	j, err := openJournal(t.Context(), quiet(), m.out)
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]int{}
	err = j.Read(t.Context(), 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			if e.Feed == "posts" {
				there[regexp.MustCompile(`AP-\d+`).FindString(string(e.Body))]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	j.Close()
	for id := range acknowledged {
		if there[id] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", id, there[id])
		}
	}
	if len(acknowledged) < 3 || len(there) > sent {
		t.Errorf("%d acknowledged, %d there, %d sent", len(acknowledged), len(there), sent)
	}
	if v := verifyDir(t, m.out); len(v.Different) > 0 {
		t.Errorf("%+v", v)
	}
}

// TestParseFeed: what is wrong with a stanza is said with its line.
func TestParseFeed(t *testing.T) {
	const fine = "feed: coast\nformat: ais\ntransport: {kind: listen, address: \"127.0.0.1:1\"}\n"
	good := func(text string) {
		t.Helper()
		if _, err := parseFeed("f.yaml", []byte(text)); err != nil {
			t.Error(err)
		}
	}
	bad := func(text string, want ...string) {
		t.Helper()
		_, err := parseFeed("f.yaml", []byte(text))
		for _, w := range want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %v, want %q", text, err, w)
			}
		}
	}
	good(fine)
	good(fine + "grade: B2\nclock: {quality: ntp, error: 2s}\nowner: NO\nrelease: [officer]\nevery: 1m\nlimit: 100\nwindow: 30s\n")
	bad("", "f.yaml:1: the file is empty")
	bad(fine+"colour: red\n", `f.yaml:4: there is no key "colour" here`, "transport")
	bad("feed: coast\nformat: ais\ntransport:\n  kind: listen\n  adress: x\n", `f.yaml:5: there is no key "adress" here`, "address")
	bad("feed: coast\nformat: ais\ntransport:\n  kind: pigeon\n", "f.yaml:4: feed coast: kind is")
	bad("feed: coast\nformat: ais\n", "kind")                                                      // no transport
	bad("feed: Coast\nformat: ais\ntransport: {kind: stdin}\n", "f.yaml:1:", "lower-case")         // a name for files and paths
	bad("feed: tick\nformat: ais\ntransport: {kind: stdin}\n", "Truceline itself")                 // our own
	bad("feed: coast\nformat: posture\ntransport: {kind: stdin}\n", "not spoken on streams")       // whole files
	bad(fine+"grade: A1\n", "f.yaml:4: ", "worked out and never stated")                           // credibility 1
	bad(fine+"grade: G\n", "f.yaml:4: ")                                                           // no such letter
	bad(fine+"clock: {quality: sundial}\n", "f.yaml:4: ", "gnss")                                  // no such clock
	bad(fine+"release: [public]\n", "f.yaml:4: ", "only officer, analyst and planner")             // never outside
	bad(fine+"files: [x]\n", "for replay.yaml")                                                    // not live
	bad(fine+"every: soon\n", `f.yaml:4: "soon" is no duration`)                                   // not a duration
	bad(fine+"limit: -1\n", "not negative")                                                        // below the boundary
	bad(fine+"---\nfeed: b\n", "a second document")                                                // one file, one feed
	bad("feed: coast\nformat: ais\noptions: {clock: x}\ntransport: {kind: stdin}\n", "f.yaml:3: ") // the format's own
}

// TestStanzaVouches: what a stanza says of its source stands on what is read, where
// the messages do not say it themselves.
func TestStanzaVouches(t *testing.T) {
	stanza, err := parseFeed("posts.yaml", []byte("feed: posts\nformat: table\noptions: {form: ndjson}\nsource: acoustic posts\nlineage: [platform mast]\nowner: NO\ngrade: B3\nclock: {quality: ntp, error: 2s}\ntransport: {kind: stdin}\n"))
	if err != nil {
		t.Fatal(err)
	}
	format, err := stanza.format()
	if err != nil {
		t.Fatal(err)
	}
	read := func(clock, grade string) truceline.Observation {
		t.Helper()
		body := `{"time_from":"2026-01-02T09:00:00Z","source":"post 1","means":"acoustic","kind":"F6","lat":48.1,"lon":36.2,"error_m":300` + clock + grade + "}\n"
		r := format.Parse(truceline.Entry{Feed: "posts", Received: time.Date(2026, 1, 2, 9, 0, 1, 0, time.UTC), Body: []byte(body)}, nil)
		if len(r.Observations) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%+v", r)
		}
		return r.Observations[0]
	}
	o := read(`,"clock":"unknown","clock_error_s":60`, "")
	if want := (truceline.Grade{Reliability: "B", Credibility: "3"}); o.Grade != want {
		t.Errorf("grade %+v, want %+v", o.Grade, want)
	}
	if want := (truceline.Clock{Quality: truceline.ClockNTP, Error: 2 * time.Second}); o.When.Clock != want {
		t.Errorf("clock %+v, want %+v", o.When.Clock, want)
	}
	if !slices.Contains(o.Lineage, "owner:NO") || !slices.Contains(o.Lineage, "platform mast") {
		t.Errorf("lineage %v", o.Lineage)
	}
	if o := read(`,"clock":"gnss","clock_error_s":1`, `,"reliability":"D"`); o.Grade.Reliability != "D" || o.When.Clock.Quality != truceline.ClockGNSS {
		t.Errorf("what the message says itself is overruled: %+v", o)
	}
}
