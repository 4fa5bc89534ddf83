package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// rowAt is a row of a post that states a time of its own.
func rowAt(id, source string, at time.Time) string {
	now := at.UTC().Format(time.RFC3339Nano)
	return fmt.Sprintf(`{"id":%q,"time_from":%q,"time_to":%q,"clock":"gnss","clock_error_s":1,"source":%q,"means":"acoustic","kind":"F3","count_least":1,"count_most":1,"unit":"explosion","lat":49.59,"lon":34.57,"error_m":300}`+"\n", id, now, now, source)
}

// TestLiveHostileClocks: senders whose clocks are years ahead or behind, or jump;
// messages that come twice, in the wrong order, or are played again. The door stays
// up; what is from the future is refused with its reason and can be had; nothing else
// is lost; one happening stays one; and the record verifies.
func TestLiveHostileClocks(t *testing.T) {
	t.Parallel()
	m := newMission(t, map[string]string{"posts": "format: table\nsource: post\nwindow: 1s\noptions: {form: ndjson}\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n"})
	m.start()
	conn, err := net.Dial("tcp", m.listening("posts"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	refused, kept := 0, 0
	for _, off := range []time.Duration{24 * time.Hour, 365 * 24 * time.Hour, 100 * 365 * 24 * time.Hour, 15 * time.Minute} { // ahead
		fmt.Fprint(conn, rowAt("ahead", "post-1", now.Add(off)))
		refused++
	}
	for _, off := range []time.Duration{time.Hour, 48 * time.Hour, 30 * 365 * 24 * time.Hour, 120 * 365 * 24 * time.Hour} { // behind
		fmt.Fprint(conn, rowAt("behind", "post-2", now.Add(-off)))
		kept++
	}
	for i := range 20 { // jumping to and fro
		at := now.Add(time.Duration(i%2) * -3 * time.Hour)
		fmt.Fprint(conn, rowAt(fmt.Sprint("jump", i), "post-3", at))
		kept++
	}
	fmt.Fprint(conn, strings.Replace(rowAt("never", "post-4", now), now.UTC().Format(time.RFC3339Nano), "9999-99-99T00:00:00Z", 1))
	refused++
	for i := range 10 { // the newest first
		fmt.Fprint(conn, rowAt(fmt.Sprint("back", i), "post-5", now.Add(time.Duration(-i)*time.Second)))
		kept++
	}
	for range 50 { // one statement, played again and again
		fmt.Fprint(conn, rowAt("again", "post-6", now))
		kept++
	}
	m.until("all are read", func() bool {
		f := m.feed("posts")
		return int(f.Refused) == refused && int(f.Observations) == kept
	})
	f := m.feed("posts")
	if !strings.Contains(f.Refusals[len(f.Refusals)-1].Reason, "the clock of post-1 is wrong") {
		t.Errorf("%+v", f.Refusals)
	}
	if raw := m.ask("/api/feeds/raw/" + f.Refusals[len(f.Refusals)-1].Entry.String()); !strings.Contains(raw, `"ahead"`) {
		t.Errorf("the refused message comes back as %q", raw)
	}
	fmt.Fprint(conn, rowAt("good", "post-7", time.Now())) // and it goes on as if nothing had been
	m.until("the incident is on the page", func() bool { return strings.Contains(m.ask("/api/incidents"), `"kind":"F3"`) })
	m.until("an old one too", func() bool {
		return strings.Contains(m.ask("/api/incidents"), now.Add(-30*365*24*time.Hour).UTC().Format(time.DateOnly))
	})
	m.end(os.Interrupt)
	rec, _ := recordAndText(t, m.out)
	today := 0
	for _, i := range rec.Incidents {
		if i.When.From.After(time.Now().Add(time.Minute)) {
			t.Errorf("an incident of the future: %s", i.When.From)
		}
		if i.When.To.After(now.Add(-time.Minute)) && i.Into.IsZero() {
			today++
			if i.Count.Least > 15 {
				t.Errorf("what was played again counts %+v", i.Count)
			}
		}
	}
	if today == 0 || today > 12 {
		t.Errorf("%d incidents of now", today)
	}
	if v := verifyDir(t, m.out); len(v.Different) > 0 || v.Equal == 0 || v.Equal != v.Recorded {
		t.Errorf("%+v", v)
	}
}
