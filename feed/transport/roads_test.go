package transport_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/cap"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/table"
	"github.com/truceline/truceline/feed/transport"
)

// rowFeed is a feed of whole messages: rows under a header.
func rowFeed(t *testing.T, s transport.Settings) transport.Feed {
	t.Helper()
	c := feed.Config{Feed: "rows", Source: "post", Options: map[string]string{"form": "csv"}}
	f, err := table.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Check(f.Frame != nil) {
		t.Fatal(p)
	}
	return transport.Feed{Config: c, Format: f, Settings: s}
}

const rows = "id,time_from,kind\na,2030-05-01T10:00:00Z,F3\na,2030-05-01T10:00:00Z,F3\n"

// TestDatagrams: the parts of a message may come in datagrams of their own, and
// what is empty or noise is on record.
func TestDatagrams(t *testing.T) {
	d := newDoor(t)
	s := d.run(aisFeed(t, transport.Settings{Kind: transport.KindUDP, Address: "127.0.0.1:0"}))
	conn := dialled(t, "udp", s.Counts(time.Now()).Address)
	first, second, _ := strings.Cut(twoParts, "\n")
	for _, text := range []string{first + "\n", second, "noise", sentence + sentence} {
		conn.Write([]byte(text))
	}
	entries := d.await(5)
	if len(entries[1].Needs) != 1 || entries[1].Needs[0] != entries[0].ID || string(entries[2].Body) != "noise" {
		t.Errorf("%+v", entries)
	}
	if c := s.Counts(time.Now()); c.Messages != 4 || c.Dropped != 0 {
		t.Errorf("%+v", c)
	}
}

// TestMulticast: a datagram to a group reaches the feed that joined it.
func TestMulticast(t *testing.T) {
	d := newDoor(t)
	f := aisFeed(t, transport.Settings{Kind: transport.KindUDP, Address: "239.255.7.7:0", Interface: "lo"})
	l, err := net.ListenPacket("udp", "239.255.7.7:0")
	if err != nil {
		t.Skip(err)
	}
	f.Settings.Address = l.LocalAddr().String()
	l.Close()
	d.run(f)
	conn, err := net.Dial("udp", f.Settings.Address)
	if err != nil {
		t.Skip("no road to a multicast group here: ", err)
	}
	defer conn.Close()
	for end := time.Now().Add(2 * time.Second); d.journal.Last() == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Skip("this machine does not carry multicast over loopback")
		}
		conn.Write([]byte(sentence))
	}
}

// TestPaceOfDatagrams: what comes faster than the feed's limit is dropped, and
// counted to the last.
func TestPaceOfDatagrams(t *testing.T) {
	d := newDoor(t)
	f := aisFeed(t, transport.Settings{Kind: transport.KindUDP, Address: "127.0.0.1:0"})
	f.Limit = 10
	s := d.run(f)
	conn := dialled(t, "udp", s.Counts(time.Now()).Address)
	const sent = 100
	for range sent {
		conn.Write([]byte(sentence))
	}
	d.until("all are counted", func() bool { return s.Counts(time.Now()).Messages == sent })
	d.stop()
	c := s.Counts(time.Now())
	if kept := uint64(len(d.entries())); kept+c.Dropped != sent || kept < 10 || kept > 20 {
		t.Errorf("%d kept, %d dropped of %d", kept, c.Dropped, sent)
	}
}

// TestPost: the answer comes when the message is on disk; a repeat by its key is
// kept once, an equal message without one twice; what may not be is told why.
func TestPost(t *testing.T) {
	d := newDoor(t)
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "token"), []byte("secret\n"), 0o600)
	f := rowFeed(t, transport.Settings{Kind: transport.KindPost, Address: "127.0.0.1:0", TokenFile: "token", MaxBytes: 1000}.In(dir))
	s := d.run(f)
	post := func(path, token, key, body string, want int) {
		t.Helper()
		q, _ := http.NewRequest("POST", "http://"+s.Counts(time.Now()).Address+path, strings.NewReader(body))
		q.Header.Set("Authorization", "Bearer "+token)
		q.Header.Set("Idempotency-Key", key)
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != want || want != 200 && !bytes.Contains(text, []byte(`"hint"`)) {
			t.Errorf("%s %q: %d %s, want %d", path, key, a.StatusCode, text, want)
		}
	}
	there := func(want uint64) {
		t.Helper()
		if got := d.journal.Last(); got != want {
			t.Errorf("%d entries are on disk, want %d", got, want)
		}
	}
	post("/feeds/rows", "secret", "one", rows, 200)
	there(3)
	post("/feeds/rows", "secret", "one", rows, 200)
	there(3)
	post("/feeds/rows", "secret", "", rows, 200)
	post("/feeds/rows", "secret", "", rows, 200)
	there(9)
	post("/feeds/rows", "wrong", "", rows, 401)
	post("/feeds/rows", "", "", rows, 401)
	post("/feeds/other", "secret", "", rows, 404)
	post("/feeds/rows", "secret", "", strings.Repeat("x", 1000), 200) // exactly as long as may be
	post("/feeds/rows", "secret", "", strings.Repeat("x", 1001), 413)
	post("/feeds/rows", "secret", strings.Repeat("k", 201), rows, 400)
	there(10)
	entries := d.entries()
	if e := entries[4]; len(e.Needs) != 1 || e.Needs[0] != entries[3].ID || e.Line != 2 {
		t.Errorf("%+v", e)
	}
}

// TestPoll: what has not changed is not kept again, neither the whole nor the rows
// of a file that grew; and the server is asked only for what is new.
func TestPoll(t *testing.T) {
	d := newDoor(t)
	asked := make(chan *http.Request, 100)
	document := make(chan string, 1)
	document <- rows
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		text := <-document
		document <- text
		tag := fmt.Sprintf(`"%d"`, len(text))
		asked <- q
		if w.Header().Set("ETag", tag); q.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, text)
	}))
	defer web.Close()
	s := d.run(rowFeed(t, transport.Settings{Kind: transport.KindPoll, Address: web.URL + "/fires.csv?key=secret", Every: 100 * time.Millisecond}))
	d.await(3)
	<-asked
	if q := <-asked; q.Header.Get("If-None-Match") == "" {
		t.Errorf("the second question is not about what is new: %v", q.Header)
	}
	<-document
	document <- rows + "b,2030-05-01T11:00:00Z,F3\n"
	entries := d.await(5) // the header, which the new row needs, and the row
	time.Sleep(300 * time.Millisecond)
	if got := d.journal.Last(); got != 5 {
		t.Errorf("%d entries, want 5", got)
	}
	last := entries[4]
	if !strings.HasPrefix(string(last.Body), "b,") || last.Needs[0] != entries[3].ID || last.Line != 4 || strings.Contains(last.File, "secret") {
		t.Errorf("%+v", last)
	}
	if c := s.Counts(time.Now()); c.Fault != "" {
		t.Errorf("%+v", c)
	}
}

// TestPollFollows: the alerts that a polled list names are fetched once, those on
// other hosts never, not even by a redirection; one that fails is tried again.
func TestPollFollows(t *testing.T) {
	d := newDoor(t)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { t.Errorf("%s was asked for on another host", q.URL) }))
	defer elsewhere.Close()
	alert := func(name string) string {
		return `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>` + name + `</identifier><sender>s</sender><sent>2026-01-02T03:04:05+02:00</sent>` +
			`<status>Actual</status><msgType>Alert</msgType><scope>Public</scope></alert>`
	}
	asked := make(chan string, 100)
	var failed atomic.Bool
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		asked <- q.URL.Path
		if q.Header.Get("Authorization") != "Bearer word" {
			t.Errorf("%s was asked for without the token", q.URL)
		}
		switch q.URL.Path {
		case "/list.atom":
			fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/1.xml"/></entry><entry><link href="sent.xml"/></entry>`+
				`<entry><link href="%s/2.xml"/></entry><entry><link href="//[/"/></entry><entry><link href="/3.xml"/></entry></feed>`, elsewhere.URL)
		case "/1.xml":
			io.WriteString(w, alert("one"))
		case "/3.xml":
			if failed.CompareAndSwap(false, true) {
				http.Error(w, "no", http.StatusInternalServerError)
				return
			}
			io.WriteString(w, alert("three"))
		default:
			http.Redirect(w, q, elsewhere.URL+"/4.xml", http.StatusFound)
		}
	}))
	defer web.Close()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("word"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := feed.Config{Feed: "warnings"}
	f, err := cap.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := d.run(transport.Feed{Config: c, Format: f, Settings: transport.Settings{Kind: transport.KindPoll, Address: web.URL + "/list.atom", TokenFile: token, Every: 100 * time.Millisecond}})
	entries := d.await(3)
	if !strings.Contains(string(entries[1].Body), "one") || !strings.Contains(string(entries[2].Body), "three") || !strings.Contains(entries[2].File, "/3.xml") {
		t.Errorf("%+v", entries)
	}
	d.until("the fault is told", func() bool { return s.Counts(time.Now()).Fault != "" })
	times := map[string]int{}
	for len(asked) > 0 {
		times[<-asked]++
	}
	if times["/1.xml"] != 1 || times["/3.xml"] != 2 {
		t.Errorf("asked for %v", times)
	}
}

// TestPollFails: a server that fails is left alone for longer and longer, and is
// told of; when it is well again, nothing is missing, and it is asked at the old beat.
func TestPollFails(t *testing.T) {
	d := newDoor(t)
	well := make(chan struct{})
	asked := make(chan time.Time, 1000)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked <- time.Now()
		select {
		case <-well:
			io.WriteString(w, rows)
		default:
			http.Error(w, "no", http.StatusInternalServerError)
		}
	}))
	defer web.Close()
	const every = 100 * time.Millisecond
	s := d.run(rowFeed(t, transport.Settings{Kind: transport.KindPoll, Address: web.URL, Every: every}))
	last := <-asked
	for _, times := range []time.Duration{2, 4, 8} {
		now := <-asked
		if pause := now.Sub(last); pause < times*every*9/10 { // a loaded machine may be late, never early
			t.Errorf("asked again after %s, want %s", pause, times*every)
		}
		last = now
	}
	d.until("the fault is told", func() bool { return strings.Contains(s.Counts(time.Now()).Fault, "500") })
	close(well)
	d.await(3)
	last = <-asked
	d.until("it is asked at the old beat", func() bool {
		now := <-asked
		pause := now.Sub(last)
		last = now
		return pause < 2*every
	})
}

// TestFolder: a file is read when it has stopped changing, once, whatever its name;
// what it holds that an earlier one held is not kept again.
func TestFolder(t *testing.T) {
	d := newDoor(t)
	dir := t.TempDir()
	put := func(name, text string) { os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600) }
	put("a.csv", rows)
	put("b.txt", "not for this feed")
	d.run(rowFeed(t, transport.Settings{Kind: transport.KindFolder, Folder: dir, Match: "*.csv", Every: 100 * time.Millisecond}))
	d.await(3)
	put("again.csv", rows)
	put("more.csv", rows+"c,2030-05-01T12:00:00Z,F3\n")
	entries := d.await(5)
	time.Sleep(400 * time.Millisecond)
	if got := d.journal.Last(); got != 5 || entries[0].File != "a.csv" || entries[4].File != "more.csv" {
		t.Errorf("%d entries: %+v", got, entries)
	}
}

// TestDial: a connection that breaks is made again.
func TestDial(t *testing.T) {
	d := newDoor(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := d.run(aisFeed(t, transport.Settings{Kind: transport.KindDial, Address: l.Addr().String()}))
	for i := range 2 {
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		conn.Write([]byte(sentence))
		d.await(i + 1)
		conn.Close()
	}
	d.until("it has noticed", func() bool { return s.Counts(time.Now()).Messages == 2 })
}

// TestMutualTLS: who shows the right certificate is heard, and nobody else; both
// our listener and our dialler.
func TestMutualTLS(t *testing.T) {
	d := newDoor(t)
	dir := t.TempDir()
	ourCert, ourKey := feedtest.Certificate(t, dir, "ours")
	theirCert, theirKey := feedtest.Certificate(t, dir, "theirs")
	strangerCert, strangerKey := feedtest.Certificate(t, dir, "stranger")
	s := d.run(aisFeed(t, transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0", TLS: true, Cert: ourCert, Key: ourKey, CA: theirCert}))
	say := func(cert, key string) error {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := tls.Dial("tcp", s.Counts(time.Now()).Address, &tls.Config{Certificates: []tls.Certificate{pair}, InsecureSkipVerify: true})
		if err != nil {
			return err
		}
		defer conn.Close()
		conn.Write([]byte(sentence))
		conn.SetReadDeadline(time.Now().Add(time.Second))
		_, err = conn.Read(make([]byte, 1))
		return err
	}
	if err := say(strangerCert, strangerKey); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a stranger hears %v", err)
	}
	plain := dialled(t, "tcp", s.Counts(time.Now()).Address)
	plain.Write([]byte(sentence))
	d.until("the stranger is told of", func() bool { return s.Counts(time.Now()).Fault != "" })
	if d.journal.Last() != 0 {
		t.Error("a stranger is in the journal")
	}
	say(theirCert, theirKey)
	d.await(1)

	// Now they listen, and we dial.
	pair, _ := tls.LoadX509KeyPair(theirCert, theirKey)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAnyClientCert})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d.run(aisFeed(t, transport.Settings{Kind: transport.KindDial, Address: l.Addr().String(), TLS: true, Cert: ourCert, Key: ourKey, CA: theirCert}))
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.Write([]byte(sentence))
	d.await(2)
}

// TestMQTT: what is published to our broker and taken from it by a client of ours
// comes through both; mosquitto_pub, where it is installed, is heard too.
func TestMQTT(t *testing.T) {
	d := newDoor(t)
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "password"), []byte("pass"), 0o600)
	s := d.run(rowFeed(t, transport.Settings{
		Kind: transport.KindBroker, Address: "127.0.0.1:0", Topic: "sensors/#", User: "post", PasswordFile: filepath.Join(dir, "password"),
	}))
	host, port, _ := net.SplitHostPort(s.Counts(time.Now()).Address)
	publish := func(topic, user string) error {
		return exec.Command("mosquitto_pub", "-h", host, "-p", port, "-q", "1", "-u", user, "-P", "pass", "-t", topic, "-m", strings.TrimSpace(rows)).Run()
	}
	if _, err := exec.LookPath("mosquitto_pub"); err != nil {
		t.Skip("mosquitto_pub is not installed (scripts/need mosquitto)")
	}
	if err := publish("sensors/7/reports", "post"); err != nil {
		t.Fatal(err)
	}
	if got := d.journal.Last(); got != 3 { // it was told that it is on disk
		t.Errorf("%d entries when the message was acknowledged", got)
	}
	if err := publish("sensors/7/reports", "stranger"); err == nil {
		t.Error("a stranger was let in")
	}
	d.until("who was let in has left, and nobody else is counted", func() bool { return s.Counts(time.Now()).Peers == 0 })
	publish("elsewhere", "post")
	if got := d.journal.Last(); got != 3 {
		t.Errorf("%d entries after what is not for this feed", got)
	}
}

// TestMQTTClient: messages of another's broker are kept while we are away.
func TestMQTTClient(t *testing.T) {
	if _, err := exec.LookPath("mosquitto"); err != nil {
		t.Skip("mosquitto is not installed (scripts/need mosquitto)")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(address)
	broker := exec.CommandContext(t.Context(), "mosquitto", "-p", port)
	if err := broker.Start(); err != nil {
		t.Skip(err)
	}
	defer func() { broker.Process.Kill(); broker.Wait() }()
	d := newDoor(t)
	s := d.run(rowFeed(t, transport.Settings{Kind: transport.KindMQTT, Address: address, Topic: "sensors/#"}))
	d.until("it is connected", func() bool { return s.Counts(time.Now()).Peers == 1 })
	time.Sleep(200 * time.Millisecond) // and subscribed
	for range 3 {
		if err := exec.Command("mosquitto_pub", "-p", port, "-q", "1", "-t", "sensors/1", "-m", strings.TrimSpace(rows)).Run(); err != nil {
			t.Fatal(err)
		}
	}
	d.await(9)
}

// TestNATS: a message of a plain subject is answered when it is on disk.
func TestNATS(t *testing.T) {
	n, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	defer func() { n.Shutdown(); n.WaitForShutdown() }()
	if !n.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	conn, err := nats.Connect(n.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	d := newDoor(t)
	s := d.run(rowFeed(t, transport.Settings{Kind: transport.KindNATS, Address: n.ClientURL(), Subject: "sensors.>"}))
	d.until("it is connected", func() bool { return s.Counts(time.Now()).Peers == 1 })
	var answer *nats.Msg
	d.until("it is subscribed", func() bool {
		answer, err = conn.Request("sensors.7", []byte(rows), 100*time.Millisecond)
		return err == nil
	})
	if string(answer.Data) != "+OK" || d.journal.Last()%3 != 0 || d.journal.Last() == 0 {
		t.Errorf("%q with %d entries on disk", answer.Data, d.journal.Last())
	}
	before := int(d.journal.Last())

	js, _ := conn.JetStream()
	if _, err := js.AddStream(&nats.StreamConfig{Name: "S", Subjects: []string{"kept.*"}}); err != nil {
		t.Fatal(err)
	}
	for range 5 { // before anybody takes them
		if _, err := js.Publish("kept.1", []byte(rows)); err != nil {
			t.Fatal(err)
		}
	}
	f := rowFeed(t, transport.Settings{Kind: transport.KindNATS, Address: n.ClientURL(), Subject: "kept.*", Stream: "S"})
	d.run(f)
	d.await(before + 15)
	d.until("all are acknowledged", func() bool {
		info, err := js.ConsumerInfo("S", "truceline-rows")
		return err == nil && info.NumAckPending == 0 && info.NumPending == 0
	})
}
